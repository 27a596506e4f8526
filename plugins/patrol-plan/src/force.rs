//! Who patrols: units that are free and how they get about.

use serde::{Deserialize, Serialize};
use wardroom_plugin::view::{self, Noun, UnitInfo};
use wardroom_plugin::workflow::{Assignee, Result, refuse};
use wardroom_plugin::{DistrictRef, GridRef, UnitKindRef, UnitRef};

use crate::settings::Settings;
use crate::why;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    Vehicle,
    Foot,
    /// Observes and reports, and nothing else.
    Volunteer,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Patrol {
    pub unit: UnitRef,
    pub kind: UnitKindRef,
    pub grid: GridRef,
    pub mode: Mode,
}

/// What the county's codes stand for here.
struct Codes {
    teams: Vec<u32>,
    vehicles: Vec<u32>,
    foot: Vec<u32>,
    volunteers: Vec<u32>,
}

impl Codes {
    fn of(settings: &Settings) -> Codes {
        let numbers = |noun: Noun, codes: &[String]| -> Vec<u32> {
            codes.iter().filter_map(|code| view::by_code(noun, code).ok()).collect()
        };
        Codes {
            teams: numbers(Noun::Team, &settings.teams),
            vehicles: numbers(Noun::UnitKind, &settings.vehicle_kinds),
            foot: numbers(Noun::UnitKind, &settings.foot_kinds),
            volunteers: numbers(Noun::Class, &settings.volunteer_classes),
        }
    }

    fn mode(&self, unit: &UnitInfo) -> Option<Mode> {
        if unit.class.is_some_and(|class| self.volunteers.contains(&class.into())) {
            return Some(Mode::Volunteer);
        }
        let kind = u32::from(unit.kind);
        let drives = self.vehicles.contains(&kind).then_some(Mode::Vehicle);
        drives.or_else(|| self.foot.contains(&kind).then_some(Mode::Foot))
    }
}

/// The units that are named, or else those of the teams that patrol, those with the fewest open tasks first.
pub fn gathered(settings: &Settings, district: DistrictRef, named: &[UnitRef]) -> Result<Vec<Patrol>> {
    let codes = Codes::of(settings);
    let units = view::units(district).unwrap_or_default();
    let usable = |unit: &UnitInfo| {
        let here = unit.free && unit.lent_to.is_none_or(|to| to == district);
        let (mode, grid) = (codes.mode(unit)?, unit.grid?);
        here.then_some(Patrol { unit: unit.ref_, kind: unit.kind, grid, mode })
    };
    if !named.is_empty() {
        let mut patrols = Vec::new();
        for unit in named {
            match units.iter().find(|of| of.ref_ == *unit).and_then(usable) {
                Some(patrol) => patrols.push(patrol),
                None => return refuse(why::not_to_patrol(*unit)),
            }
        }
        return Ok(patrols);
    }
    let mut patrols: Vec<Patrol> = Vec::new();
    for (mode, most) in [
        (Mode::Vehicle, settings.vehicles_max),
        (Mode::Foot, settings.foot_max),
        (Mode::Volunteer, settings.volunteers_max),
    ] {
        let of_team = |unit: &&UnitInfo| mode == Mode::Volunteer || codes.teams.contains(&unit.team.into());
        let own = units.iter().filter(of_team).filter_map(usable).filter(|patrol| patrol.mode == mode);
        let mut own: Vec<Patrol> = own.collect();
        own.sort_by_cached_key(|of| (view::workload(&Assignee::Unit(of.unit)).unwrap_or_default(), of.unit));
        own.truncate(most);
        patrols.extend(own);
    }
    Ok(patrols)
}
