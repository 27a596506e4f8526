//! What happens to a search, and what each of it leads to.

use wardroom_plugin::workflow::{Effect, Event, Field, Signal, TaskResult};
use wardroom_plugin::{Phase, Reality, Reason, Result, Urgency, reason};

use super::{ASK_DRONE, BEGUN, ERASE, LATE, NEWS, Step, UNSEEN, WIDEN};
use crate::forms::{CLOSE, CLOSING, DESCRIBE, DRONE_FLIGHT, DRONE_GATE, GRIDS, REOPEN, SIGHTING, SWEEP, VIDEO};
use crate::state::{End, Stage, text};
use crate::why;

/// Where news of the person come from.
#[derive(Clone, Copy)]
enum From {
    Grid(u32),
    Video,
    Drone,
    Unit,
}

impl Step<'_> {
    /// A new search. Without an incident it needs to be told a grid.
    pub fn start(&mut self, fields: &[Field]) -> Result<()> {
        let incident = self.instance.incident.as_ref();
        let grid = self.instance.grid.or(incident.map(|incident| incident.grid));
        self.search.seen_in =
            grid.ok_or("a search begins in a grid: start it in the grid (`grid`) where the person was last seen")?;
        self.search.seen_at = incident.map_or(self.now, |incident| incident.reported_at);
        self.search.describe(fields);
        self.see_first(fields)?;
        if self.instance.reality != Reality::Actual {
            self.remark(reason(why::EXERCISE));
        }
        self.begin();
        if text(fields, "age_group").is_none() {
            self.room_task(DESCRIBE, reason(why::DO_DESCRIBE));
        }
        Ok(())
    }

    /// Also after a reopening.
    pub(super) fn begin(&mut self) {
        let since_s = self.now.saturating_sub(self.search.seen_at);
        self.tell_room(BEGUN, Urgency::Alarm, reason(why::BEGUN).with(self.search.seen_in).with(since_s));
        self.search_from_here();
        self.ask_drone();
    }

    pub fn happen(&mut self, event: Event) {
        match (event, self.search.stage) {
            (Event::TimerFired(WIDEN), Stage::Searching) => self.next_ring(),
            (Event::TimerFired(ASK_DRONE), Stage::Searching) => self.ask_drone(),
            (Event::TimerFired(ERASE), Stage::Closed { end, .. }) => self.erase(end),
            (Event::TaskDone(done), Stage::Searching | Stage::Confirming) => self.done(&done),
            (Event::TaskOverdue(key), Stage::Searching | Stage::Confirming) => self.overdue(key),
            (Event::Signalled(signal), stage) => self.signalled(&signal, stage),
            (Event::IncidentChanged, stage) => self.incident_changed(stage),
            (Event::Unanswered(BEGUN), Stage::Searching) => self.tell_leader(UNSEEN, reason(why::UNSEEN)),
            // A timer or a notice that has become pointless, and what no search starts.
            _ => {}
        }
    }

    /// A drone that has come back goes out again, if it may.
    fn next_ring(&mut self) {
        self.widen();
        let asked = [DRONE_GATE, DRONE_FLIGHT].iter().any(|key| self.instance.tasks.contains(key));
        if !asked && !self.instance.timers.contains(&ASK_DRONE) {
            self.ask_drone();
        }
    }

    fn done(&mut self, done: &TaskResult) {
        match done.key {
            DESCRIBE => self.described(&done.fields),
            VIDEO => self.news(From::Video, &done.outcome),
            DRONE_GATE if self.search.stage == Stage::Searching => self.judge_gates(&done.outcome, &done.fields),
            DRONE_GATE => {}
            DRONE_FLIGHT => self.news(From::Drone, &done.outcome),
            CLOSING => match End::named(&done.outcome) {
                Some(end) => self.close(end, false),
                None => self.go_on(),
            },
            SWEEP..GRIDS => self.news(From::Unit, &done.outcome),
            key => self.grid_done(key, &done.outcome),
        }
    }

    fn described(&mut self, fields: &[Field]) {
        self.remark(reason(why::DESCRIBED));
        let risk = self.search.risk;
        self.search.describe(fields);
        let seen_elsewhere = self.see(fields);
        if self.search.stage == Stage::Searching {
            if seen_elsewhere {
                self.search_from_here();
            } else if self.search.risk != risk {
                self.keep_widening();
            }
        }
    }

    fn grid_done(&mut self, key: u16, outcome: &str) {
        let Some(at) = self.search.handed_out.iter().position(|out| out.key == key) else { return };
        let out = self.search.handed_out.remove(at);
        if outcome == "not-possible" && !out.to_unit && self.search.stage == Stage::Searching {
            self.remark(reason(why::GRID_NOT_POSSIBLE).with(out.grid));
            self.give_instead(out.grid);
        } else {
            self.search.searched.push(out.grid);
            self.news(From::Grid(out.grid), outcome);
        }
        if self.search.stage == Stage::Searching {
            self.hand_out();
        }
    }

    /// Somebody has looked: nothing, a trace, or the person.
    fn news(&mut self, from: From, outcome: &str) {
        match outcome {
            "found" => self.confirm(from.found()),
            "trace" => self.tell_room(NEWS, Urgency::Alarm, from.trace()),
            "aborted" if self.search.stage == Stage::Searching => self.ask_drone_later(why::FLIGHT_ABORTED),
            "not-possible" => self.remark(from.not_possible()),
            _ => self.remark(from.clear()),
        }
    }

    fn overdue(&mut self, key: u16) {
        match key {
            CLOSING => self.tell_leader(LATE, reason(why::LATE_CONFIRMING)),
            DESCRIBE => self.tell_room(LATE, Urgency::Attention, reason(why::LATE_DESCRIBING)),
            VIDEO => {
                self.tell_room(LATE, Urgency::Attention, reason(why::LATE_VIDEO).with(self.search.seen_in));
            }
            GRIDS.. => self.late(key),
            // The squad and the units know best how long they need; the next ring asks the units anew.
            _ => {}
        }
    }

    fn signalled(&mut self, signal: &Signal, stage: Stage) {
        match (signal.name.as_str(), stage) {
            (SIGHTING, Stage::Searching | Stage::Confirming) => self.sighted(&signal.fields),
            (CLOSE, Stage::Searching | Stage::Confirming) => {
                if let Some(end) = text(&signal.fields, "result").and_then(End::named) {
                    self.close(end, false);
                }
            }
            (REOPEN, Stage::Closed { .. }) => self.reopen(&signal.fields),
            _ => {}
        }
    }

    /// Whatever was reported before, the person was elsewhere or later, if the sighting is news.
    fn sighted(&mut self, fields: &[Field]) {
        if !self.see(fields) {
            return;
        }
        self.search.stage = Stage::Searching;
        if self.instance.tasks.contains(&CLOSING) {
            self.effects.push(Effect::CancelTask(CLOSING));
        }
        self.search_from_here();
    }

    fn incident_changed(&mut self, stage: Stage) {
        let Some(phase) = self.instance.incident.as_ref().map(|incident| incident.phase) else { return };
        match (phase, stage) {
            (Phase::Cancelled, Stage::Searching | Stage::Confirming) => {
                self.remark(reason(why::INCIDENT_CANCELLED));
                self.close(End::CalledOff, false);
            }
            (Phase::Merged, Stage::Searching | Stage::Confirming) => {
                self.remark(reason(why::INCIDENT_MERGED));
                self.close(End::CalledOff, true);
            }
            (Phase::Resolved | Phase::Closed, Stage::Searching) => {
                self.remark(reason(why::INCIDENT_OVER));
                self.wait_for_closing(why::DO_CLOSE);
            }
            (Phase::Reopened, Stage::Closed { .. }) => self.reopen(&[]),
            // The merging was undone.
            (
                Phase::Accepted | Phase::Assigned | Phase::EnRoute | Phase::OnScene,
                Stage::Closed { merged: true, .. },
            ) => self.reopen(&[]),
            _ => {}
        }
    }
}

impl From {
    fn found(self) -> Reason {
        match self {
            From::Grid(grid) => reason(why::FOUND_IN_GRID).with(grid),
            From::Video => reason(why::FOUND_ON_VIDEO),
            From::Drone => reason(why::FOUND_FROM_THE_AIR),
            From::Unit => reason(why::FOUND_BY_UNIT),
        }
    }

    fn trace(self) -> Reason {
        match self {
            From::Grid(grid) => reason(why::TRACE_IN_GRID).with(grid),
            From::Video => reason(why::TRACE_ON_VIDEO),
            From::Drone => reason(why::TRACE_FROM_THE_AIR),
            From::Unit => reason(why::TRACE_BY_UNIT),
        }
    }

    fn clear(self) -> Reason {
        match self {
            From::Grid(grid) => reason(why::GRID_CLEAR).with(grid),
            From::Video => reason(why::VIDEO_CLEAR),
            From::Drone => reason(why::FLOWN_CLEAR),
            From::Unit => reason(why::SWEPT_CLEAR),
        }
    }

    fn not_possible(self) -> Reason {
        match self {
            From::Grid(grid) => reason(why::GRID_GIVEN_UP).with(grid),
            From::Video => reason(why::VIDEO_NOT_POSSIBLE),
            From::Drone => reason(why::NO_DRONE),
            From::Unit => reason(why::SWEEP_NOT_POSSIBLE),
        }
    }
}
