//! A round of a grid or a place: what is known of it, and what happens to it.

use serde::{Deserialize, Serialize};
use wardroom_plugin::view;
use wardroom_plugin::workflow::{Event, Field, Instance, Kind, Mark, Result, refuse};
use wardroom_plugin::{Procedure, Reason, Step, TimeS};

use crate::risk::Spot;
use crate::settings::Settings;
use crate::{forms, ledger, steps, why};

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Round {
    pub spot: Spot,
    pub stage: Stage,
    pub grave: bool,
    /// How many hazards were found.
    pub hazards: u16,
    /// How often they were to be mended so far.
    pub times: u16,
    pub found_at: Option<TimeS>,
    pub mended_at: Option<TimeS>,
    pub checked_at: Option<TimeS>,
    /// The task that is overdue, and the level that has heard of it.
    pub late: Option<(u16, u8)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    Walking,
    Mending,
    /// It is said to be mended, and will be looked at.
    Mended,
    Rechecking,
    Ended,
}

impl Procedure for Round {
    type Settings = Settings;

    fn kind() -> Kind {
        forms::round()
    }

    fn form(key: u16) -> &'static str {
        forms::of_task(key)
    }

    fn open(_: TimeS, settings: &Settings, instance: &Instance, fields: &[Field]) -> Result<Round> {
        let spot = Spot::of(settings, instance, fields)?;
        // Where that is not granted nobody knows, and nothing is lost but time.
        let district = view::grid_info(spot.grid).map_or(instance.district, |info| info.district);
        if district != instance.district {
            return refuse(why::other_district(spot.grid, district));
        }
        if let Some(other) = ledger::under_way(&spot) {
            return refuse(why::under_way(spot.grid, other));
        }
        Ok(Round {
            spot,
            stage: Stage::Walking,
            grave: false,
            hazards: 0,
            times: 0,
            found_at: None,
            mended_at: None,
            checked_at: None,
            late: None,
        })
    }

    fn begin(step: &mut Step<Round>, _: &[Field]) -> Result<()> {
        steps::begin(step);
        Ok(())
    }

    fn happen(step: &mut Step<Round>, event: Event) -> Result<()> {
        match event {
            Event::TaskDone(done) => steps::done(step, &done)?,
            Event::TaskOverdue(key) => steps::overdue(step, key),
            Event::TimerFired(steps::RECHECK_DUE) => steps::recheck(step),
            Event::TimerFired(steps::STILL_LATE) => steps::still_late(step),
            _ => {}
        }
        Ok(())
    }

    fn stage(step: &Step<Round>) -> Reason {
        let Round { spot: Spot { grid, .. }, stage, hazards, .. } = step.state;
        match stage {
            Stage::Walking => why::at_walking(grid),
            Stage::Mending => why::at_mending(hazards, grid),
            Stage::Mended => why::at_mended(grid),
            Stage::Rechecking => why::at_rechecking(grid),
            Stage::Ended => why::at_ended(grid),
        }
    }

    fn marks(&self) -> Vec<Mark> {
        ledger::marks(self)
    }
}
