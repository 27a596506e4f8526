//! The patrols of a district for a shift: key places are visited by their frequency, more often in key hours and where many people come;
//! vehicles and patrols on foot get a route, volunteers something to observe, the room a round by video. Who is there checks in by
//! position or by the code that is posted; what is missed escalates; at the end stands how much was covered.

mod coverage;
mod force;
mod forms;
mod places;
mod plan;
mod route;
mod settings;
mod watch;
mod why;

use serde::{Deserialize, Serialize};
use wardroom_plugin::workflow::{Event, Field, Instance, Kind, Mark, Result};
use wardroom_plugin::{GridRef, PlaceRef, Procedure, Reason, Step, TimeS, UnitRef};

pub use force::Mode;
pub use settings::{KeyHours, Places, Settings};

/// What is known of a plan between two steps.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    pub starts: TimeS,
    pub ends: TimeS,
    /// The district's number, by which plans find each other.
    pub district: u16,
    pub stops: Vec<Stop>,
    pub routes: Vec<Route>,
    /// Grids that belong to the plan, and those of them in which somebody checked in.
    pub area: Vec<GridRef>,
    pub seen: Vec<GridRef>,
    /// Percent of streets, lanes and communities; known at the end.
    pub covered: Option<[u8; 3]>,
}

/// A key place that is to be visited.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stop {
    pub place: PlaceRef,
    pub grid: GridRef,
    /// What is posted there.
    pub code: String,
    /// So much later at least is the next visit one.
    pub gap_s: u32,
    pub visits: Vec<Visit>,
    /// The last check-in.
    pub last_at: Option<TimeS>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Visit {
    pub due: TimeS,
    pub at: Option<TimeS>,
    pub told: Told,
}

/// Who has heard that a visit is missed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Told {
    Nobody,
    Officer,
    Leader,
}

/// What one unit does.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Route {
    pub unit: UnitRef,
    pub mode: Mode,
    /// Places in the list of stops, in the order of the way. A volunteer's: what it observes.
    pub stops: Vec<usize>,
    /// It was called away.
    pub off: bool,
}

impl Plan {
    /// Visits that are wanted, and that were made.
    pub fn visits(&self) -> (usize, usize) {
        let all = || self.stops.iter().flat_map(|stop| &stop.visits);
        (all().count(), all().filter(|visit| visit.at.is_some()).count())
    }

    /// Whoever goes past a stop and was not called away.
    pub fn patrol_of(&self, stop: usize) -> Option<&Route> {
        let goes = |route: &&Route| route.mode != Mode::Volunteer && !route.off && route.stops.contains(&stop);
        self.routes.iter().find(goes)
    }
}

impl Procedure for Plan {
    type Settings = Settings;

    fn kind() -> Kind {
        forms::kind()
    }

    fn form(key: u16) -> &'static str {
        forms::of_task(key)
    }

    fn open(now: TimeS, settings: &Settings, instance: &Instance, fields: &[Field]) -> Result<Plan> {
        plan::open(now, settings, instance, fields)
    }

    fn begin(step: &mut Step<Plan>, _: &[Field]) -> Result<()> {
        plan::begin(step);
        Ok(())
    }

    fn happen(step: &mut Step<Plan>, event: Event) -> Result<()> {
        match event {
            Event::Signalled(signal) if signal.name == forms::CHECK_IN => watch::check_in(step, &signal.fields),
            Event::TaskDone(done) => watch::done(step, &done),
            Event::TaskOverdue(key) => {
                watch::overdue(step, key);
                Ok(())
            }
            Event::TimerFired(watch::NEXT_DUE) => {
                watch::look(step);
                Ok(())
            }
            Event::TimerFired(watch::END) => {
                watch::end(step);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn stage(step: &Step<Plan>) -> Reason {
        let (wanted, made) = step.state.visits();
        match step.has_ended() {
            false => why::at_patrolling(made, wanted, step.state.ends),
            true => why::at_ended(made, wanted),
        }
    }

    fn waits(step: &Step<Plan>) -> &'static [&'static str] {
        if step.has_ended() { &[] } else { &[forms::CHECK_IN] }
    }

    fn marks(&self) -> Vec<Mark> {
        let (wanted, made) = self.visits();
        let mark = |name: &str, value: String| Mark { name: name.to_owned(), value };
        let mut marks =
            vec![mark(forms::OF_DISTRICT, self.district.to_string()), mark("visits", format!("{made}/{wanted}"))];
        if let Some([streets, lanes, communities]) = self.covered {
            marks.push(mark("streets-percent", streets.to_string()));
            marks.push(mark("lanes-percent", lanes.to_string()));
            marks.push(mark("communities-percent", communities.to_string()));
        }
        marks
    }
}

wardroom_plugin::export!(workflow: Plan);

#[cfg(test)]
mod tests;
