//! What people do with plugins in random histories: two versions of each, seated, set up and taken back district by district.

use std::sync::Arc;

use domain::command::{Command, PluginCommand};
use domain::hooks::Hook;
use domain::ids::*;
use proptest::prelude::*;
use proptest::strategy::BoxedStrategy;

use super::histories::{MODES, PLUGINS};
use crate::desk::inspected;

/// Numbers are taken modulo what there is.
#[derive(Clone, Debug)]
pub enum PluginOp {
    Install { plugin: usize, version: u8 },
    SetMode { district: Option<u16>, hook: usize, plugin: usize, mode: usize, order: Option<u16>, version: Option<u8> },
    RollBack { plugin: usize, district: u16 },
    Configure { plugin: usize, district: Option<u16>, text: u8 },
    Withdraw { plugin: usize, district: Option<u16> },
    Lift { plugin: usize, district: u16 },
}

pub fn plugin_op() -> BoxedStrategy<PluginOp> {
    let district = || prop::option::of(0..3u16);
    let seat = (district(), 0..3usize, 0..3usize, 0..4usize, district(), prop::option::of(0..2u8));
    prop_oneof![
        3 => (0..3usize, 0..2u8).prop_map(|(plugin, version)| PluginOp::Install { plugin, version }),
        4 => seat.prop_map(|(district, hook, plugin, mode, order, version)| {
            PluginOp::SetMode { district, hook, plugin, mode, order, version }
        }),
        2 => (0..3usize, 0..2u16).prop_map(|(plugin, district)| PluginOp::RollBack { plugin, district }),
        2 => (0..3usize, district(), 0..3u8)
            .prop_map(|(plugin, district, text)| PluginOp::Configure { plugin, district, text }),
        1 => (0..3usize, district()).prop_map(|(plugin, district)| PluginOp::Withdraw { plugin, district }),
        1 => (0..3usize, 0..3u16).prop_map(|(plugin, district)| PluginOp::Lift { plugin, district }),
    ]
    .boxed()
}

impl PluginOp {
    pub fn command(&self) -> Command {
        let name = |plugin: usize| PLUGINS[plugin].to_owned();
        Command::Plugin(match self {
            PluginOp::Install { plugin, version } => {
                let inspected = inspected(PLUGINS[*plugin], &format!("1.0.{version}"));
                let grants = inspected.manifest.requests.clone();
                PluginCommand::Install { inspected: Arc::new(inspected), grants }
            }
            PluginOp::SetMode { district, hook, plugin, mode, order, version } => PluginCommand::SetMode {
                districts: district.iter().map(|district| DistrictRef(*district)).collect(),
                hook: Hook::ALL[*hook % Hook::ALL.len()],
                plugin: name(*plugin),
                mode: MODES[*mode],
                order: *order,
                version: version.map(|version| format!("1.0.{version}")),
            },
            PluginOp::RollBack { plugin, district } => {
                PluginCommand::RollBack { plugin: name(*plugin), district: DistrictRef(*district), hook: None }
            }
            PluginOp::Configure { plugin, district, text } => PluginCommand::Configure {
                plugin: name(*plugin),
                district: district.map(DistrictRef),
                version: None,
                settings_json: ["{}", r#"{"far_s":600}"#, "[]"][usize::from(*text)].to_owned(),
            },
            PluginOp::Withdraw { plugin, district } => PluginCommand::WithdrawSettings {
                plugin: name(*plugin),
                district: district.map(DistrictRef),
                version: None,
            },
            PluginOp::Lift { plugin, district } => {
                PluginCommand::LiftQuarantine { plugin: name(*plugin), district: DistrictRef(*district) }
            }
        })
    }
}
