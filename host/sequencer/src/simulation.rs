//! A county on a virtual clock: plays a file of incidents through the same cascade as the live room. Units turn out, travel by
//! the road graph, stay, and return; calls wait when nobody is free. The same seed gives the same bytes on every machine:
//! whole numbers only, and chance is a hash of the seed and of what it decides.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::sync::Arc;

use domain::command::{
    Answer, Command, CountyCommand, Envelope, IncidentCommand, MatterCommand, Report, SeriesCommand, TimerCommand,
    UnitCommand, Verdict,
};
use domain::county::County;
use domain::county::Position;
use domain::county::travel::Route;
use domain::decision::{Answered, Decision};
use domain::event::{Batch, Event, IncidentEvent, MatterEvent};
use domain::ids::*;
use domain::incident::{Phase, Priority, Reality};
use domain::limits::{ARCHIVE_AFTER_S, RETRY_WAITING_S, SERIES_READINGS_MAX, WAITING_LOOKED_AT_MAX};
use domain::matter::Matter;
use domain::ports::Decide;
use domain::refusal::Refusal;
use domain::series::Reading;
use domain::state::State;
use domain::time::TimeMs;
use domain::unit::Primary;

use crate::cascade::work_out;

mod nearest;
mod people;
mod plugins;
mod procedures;
mod summary;
mod trips;
mod untimed;

pub use people::SimStart;
use plugins::{Asking, Verdicts};
pub use plugins::{Fuel, PluginFigures, Refusals};
use procedures::Procedures;
pub use procedures::{People, ProcedureFigures};
use summary::Tally;
pub use summary::{Group, ResponseTimes, Summary};
pub use untimed::Untimed;

/// What is played on.
pub struct Setup {
    pub county: Arc<County>,
    /// Plugins, modes and settings, in order; done before the first incident.
    pub install: Vec<Envelope>,
    /// What is supplied of the county's series, in the order in which it is.
    pub readings: Vec<SimReading>,
    /// Who starts procedures and does their tasks; nobody: they stay open.
    pub people: Option<People>,
}

/// A value of a series to come.
#[derive(Clone, Debug, PartialEq)]
pub struct SimReading {
    pub supplied_at: TimeMs,
    pub reading: Reading,
}

/// An incident to come.
#[derive(Clone, Debug, PartialEq)]
pub struct SimIncident {
    pub id: String,
    pub reported_at: TimeMs,
    pub kind: String,
    pub priority: Priority,
    pub lon: f64,
    pub lat: f64,
    pub source: String,
    pub on_scene_minutes: u32,
}

/// A position is sent at least this often.
const FIX_EVERY_S: u32 = 300;
/// How long the county is played on after the last incident, if anything still waits.
const AFTER_LAST_S: u32 = 86_400;
/// An operator looks at a recommendation within this time.
const CONFIRM_S: u64 = 60;

/// Something that happens at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Happening {
    /// So many readings from one on.
    Supply(usize, usize),
    Report(usize),
    Acknowledge(IncidentRef),
    Confirm(IncidentRef, u32),
    TurnOut {
        unit: UnitRef,
        trip: u32,
    },
    Arrive {
        unit: UnitRef,
        trip: u32,
    },
    Leave {
        unit: UnitRef,
        trip: u32,
    },
    Home {
        unit: UnitRef,
        trip: u32,
    },
    Retry,
    /// A procedure that somebody starts.
    Start(usize),
    Do {
        task: TaskRef,
        attempt: u32,
    },
    Nudge {
        instance: InstanceRef,
        attempt: u32,
    },
}

/// Where a unit is going.
#[derive(Clone, Debug)]
struct Trip {
    /// Counts up; what was planned for an older trip means nothing.
    number: u32,
    from: Position,
    to: Position,
    /// `None`: it stands at `from`.
    under_way: Option<(TimeMs, Route)>,
}

struct Driver<'a> {
    decide: &'a dyn Decide,
    seed: u64,
    state: State,
    now: TimeMs,
    agenda: BinaryHeap<Reverse<(TimeMs, u64, Happening)>>,
    scheduled: u64,
    incidents: &'a [SimIncident],
    readings: Vec<SimReading>,
    /// By incident reference from 1: which of the file's it is.
    played: Vec<usize>,
    trips: Vec<Trip>,
    tally: Tally,
    verdicts: Verdicts,
    procedures: Procedures,
    retry_at: Option<TimeMs>,
    /// Incidents that wait for units and are to be looked at again.
    again: BTreeSet<(Priority, IncidentRef)>,
    watch: &'a mut dyn FnMut(&Batch),
}

/// Why the incidents were not played to their end.
#[derive(Debug, PartialEq)]
pub enum Stopped {
    NothingToPlay,
    /// The room refused a command.
    Refused(Refusal),
    /// The room refused the report of an incident, which has this id in its file.
    Report {
        incident: String,
        refusal: Box<Refusal>,
    },
}

impl From<Refusal> for Stopped {
    fn from(refusal: Refusal) -> Stopped {
        Stopped::Refused(refusal)
    }
}

/// Plays the incidents, which are in the order of their times. `progress` hears of each.
pub fn simulate(
    setup: Setup,
    incidents: &[SimIncident],
    decide: &dyn Decide,
    seed: u64,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Summary, Stopped> {
    simulate_watched(setup, incidents, decide, seed, progress, &mut |_| ())
}

/// The same; `watch` sees every batch that a room's journal would hold of it.
pub fn simulate_watched(
    setup: Setup,
    incidents: &[SimIncident],
    decide: &dyn Decide,
    seed: u64,
    progress: &mut dyn FnMut(usize, usize),
    watch: &mut dyn FnMut(&Batch),
) -> Result<Summary, Stopped> {
    let first = incidents.first().ok_or(Stopped::NothingToPlay)?.reported_at;
    let untimed = Untimed(decide);
    let asking = Asking::new(&untimed);
    let mut driver = Driver {
        decide: &asking,
        seed,
        state: State::default(),
        now: TimeMs(first.0 - 60_000),
        agenda: BinaryHeap::new(),
        scheduled: 0,
        incidents,
        readings: Vec::new(),
        played: vec![usize::MAX],
        trips: Vec::new(),
        tally: Tally::new(incidents.len()),
        verdicts: Verdicts::default(),
        procedures: Procedures::of(setup.people.clone()),
        retry_at: None,
        again: BTreeSet::new(),
        watch,
    };
    driver.set_up(setup)?;
    driver.plan_readings(first);
    driver.plan_starts();
    for (index, incident) in incidents.iter().enumerate() {
        driver.plan(incident.reported_at, Happening::Report(index));
    }
    let last = incidents.last().map_or(first, |incident| incident.reported_at);
    driver.play(last.plus_s(AFTER_LAST_S), progress)?;
    let Driver { tally, verdicts, procedures, state, now, .. } = driver;
    let summary = tally.summary(&state, seed, first, now, asking.figures(verdicts));
    Ok(Summary { procedures: procedures.figures, ..summary })
}

impl Driver<'_> {
    fn set_up(&mut self, setup: Setup) -> Result<(), Stopped> {
        self.must(Envelope::system(Command::County(CountyCommand::Import { county: setup.county })))?;
        self.readings = setup.readings;
        for envelope in setup.install {
            self.must(envelope)?;
        }
        let standing = |at: Position| Trip { number: 0, from: at, to: at, under_way: None };
        self.trips = self.state.units.iter().map(|unit| standing(unit.place.snapped.position)).collect();
        Ok(())
    }

    /// What is supplied together comes in together. What came before the first incident is there when the county opens.
    fn plan_readings(&mut self, first: TimeMs) {
        let opens = TimeMs(first.0 - 1);
        let times: Vec<TimeMs> = self.readings.iter().map(|reading| reading.supplied_at.max(opens)).collect();
        let mut start = 0;
        for together in times.chunk_by(|one, next| one == next) {
            for part in together.chunks(SERIES_READINGS_MAX) {
                self.plan(part[0], Happening::Supply(start, part.len()));
                start += part.len();
            }
        }
    }

    fn supply(&mut self, start: usize, count: usize) -> Result<(), Stopped> {
        let given = self.readings.iter().skip(start).take(count);
        // The later of two for the same time counts.
        let by_time: BTreeMap<(String, TimeMs), f64> =
            given.map(|SimReading { reading, .. }| ((reading.series.clone(), reading.at), reading.value)).collect();
        let readings = by_time.into_iter().map(|((series, at), value)| Reading { series, at, value }).collect();
        self.must(Envelope::by("simulation", Command::Series(SeriesCommand::Supply { readings })))
    }

    fn must(&mut self, envelope: Envelope) -> Result<(), Stopped> {
        Ok(self.submit(envelope).map(drop)?)
    }

    fn plan(&mut self, at: TimeMs, happening: Happening) {
        self.scheduled += 1;
        self.agenda.push(Reverse((at, self.scheduled, happening)));
    }

    fn play(&mut self, until: TimeMs, progress: &mut dyn FnMut(usize, usize)) -> Result<(), Stopped> {
        while let Some((at, happening)) = self.next() {
            if at > until {
                break;
            }
            self.now = self.now.max(at);
            match happening {
                None => self.tick()?,
                Some(Happening::Retry) => {
                    self.retry_at = None;
                    self.tick()?;
                    self.again.extend(self.state.waiting.iter().copied());
                }
                Some(Happening::Supply(start, count)) => self.supply(start, count)?,
                Some(Happening::Report(index)) => {
                    self.report(index)?;
                    progress(index + 1, self.incidents.len());
                }
                Some(other) => self.happen(other)?,
            }
            self.look_again()?;
            self.plan_retry();
        }
        Ok(())
    }

    /// The next on the agenda, or `None` for a timer that is due before it.
    fn next(&mut self) -> Option<(TimeMs, Option<Happening>)> {
        let planned = self.agenda.peek().map(|Reverse((at, _, _))| *at);
        let ready = (!self.state.workflows.ready.is_empty()).then_some(self.now);
        let due = ready.or(self.state.next_due());
        if let Some(due) = due.filter(|due| planned.is_none_or(|planned| *due <= planned)) {
            return Some((due, None));
        }
        self.agenda.pop().map(|Reverse((at, _, happening))| (at, Some(happening)))
    }

    fn plan_retry(&mut self) {
        if self.retry_at.is_none() && !self.state.waiting.is_empty() {
            let at = self.now.plus_s(RETRY_WAITING_S);
            self.retry_at = Some(at);
            self.plan(at, Happening::Retry);
        }
    }

    /// As a room does between two commands, portion by portion; here nothing comes in between.
    fn look_again(&mut self) -> Result<(), Stopped> {
        while !self.again.is_empty() {
            let mut incidents = Vec::new();
            while incidents.len() < WAITING_LOOKED_AT_MAX
                && let Some((_, which)) = self.again.pop_first()
            {
                incidents.push(which);
            }
            self.must(Envelope::system(Command::Timer(TimerCommand::LookAgain { incidents })))?;
        }
        Ok(())
    }

    fn tick(&mut self) -> Result<(), Stopped> {
        self.send_positions();
        let long_ended = self.state.ended.get_min().is_some_and(|(at, _)| self.now.since_s(*at) >= ARCHIVE_AFTER_S);
        let leaves = long_ended || domain::timer::check::overflows(&self.state);
        let archived_up_to = leaves.then_some(self.state.version);
        self.must(Envelope::system(Command::Timer(TimerCommand::Tick { archived_up_to })))
    }

    fn report(&mut self, index: usize) -> Result<(), Stopped> {
        self.send_positions();
        let incident = &self.incidents[index];
        let report = Report {
            origin: Default::default(),
            kind: incident.kind.clone(),
            lon: incident.lon,
            lat: incident.lat,
            source: incident.source.clone(),
            reality: Reality::Actual,
            priority: Some(incident.priority),
            uncertain: None,
            external_id: Some(incident.id.clone()),
            personal: None,
            words: None,
        };
        self.played.push(index);
        let answer = self.submit(Envelope::by("simulation", Command::Incident(IncidentCommand::Report(report))));
        let answer =
            answer.map_err(|refusal| Stopped::Report { incident: incident.id.clone(), refusal: Box::new(refusal) })?;
        if let Answer::Incident(answer) = answer {
            let nearest_s = self.nearest_s(answer.incident);
            self.tally.nearest(answer.incident, nearest_s);
            let delay_s = self.acknowledge_after_s(answer.incident);
            self.plan(self.now.plus_s(delay_s), Happening::Acknowledge(answer.incident));
        }
        Ok(())
    }

    fn happen(&mut self, happening: Happening) -> Result<(), Stopped> {
        match happening {
            Happening::Acknowledge(incident) => {
                let waits = self
                    .state
                    .incident(incident)
                    .is_some_and(|i| i.escalated.acknowledged.is_none() && i.phase.is_open());
                if waits {
                    self.must(Envelope::by(
                        "simulation",
                        Command::Matter(MatterCommand::Acknowledge { matter: incident.into() }),
                    ))?;
                }
            }
            Happening::Confirm(incident, decision) => self.confirm(incident, decision)?,
            Happening::Start(index) => self.start(index)?,
            Happening::Do { task, attempt } => self.do_task(task, attempt)?,
            Happening::Nudge { instance, attempt } => self.nudge(instance, attempt)?,
            Happening::TurnOut { unit, trip } if self.trips[unit.index()].number == trip => {
                let seconds = self.go(unit);
                self.set_unit(unit, Primary::EnRoute)?;
                self.plan(self.now.plus_s(seconds), Happening::Arrive { unit, trip });
            }
            Happening::Arrive { unit, trip } if self.trips[unit.index()].number == trip => self.arrive(unit, trip)?,
            Happening::Leave { unit, trip } if self.trips[unit.index()].number == trip => self.leave(unit)?,
            Happening::Home { unit, trip } if self.trips[unit.index()].number == trip => {
                self.stand(unit);
                self.send_position(unit);
                let secondary = Some(BTreeSet::new());
                self.must(Envelope::system(Command::Unit(UnitCommand::SetStatus {
                    unit,
                    primary: Primary::Available,
                    secondary,
                })))?;
            }
            _ => {}
        }
        Ok(())
    }

    /// An operator does as recommended, unless the units are gone by now.
    fn confirm(&mut self, incident: IncidentRef, decision: u32) -> Result<(), Stopped> {
        if !self.state.incident(incident).is_some_and(|i| i.escalated.is_pending(decision)) {
            return Ok(());
        }
        let settle =
            |verdict, code| Command::Matter(MatterCommand::Settle { matter: incident.into(), decision, verdict, code });
        if self.submit(Envelope::by("simulation", settle(Verdict::Confirm, None))).is_err() {
            // The county's own code says which: none of them changes how its units fare.
            let code = self.state.loaded().and_then(|loaded| loaded.county().override_reasons.first());
            let code = code.map(|reason| reason.code.clone());
            let mut rejected = Envelope::by("simulation", settle(Verdict::Reject, code));
            rejected.reason = Some("the recommended units are gone".to_owned());
            self.must(rejected)?;
        }
        Ok(())
    }

    fn arrive(&mut self, unit: UnitRef, trip: u32) -> Result<(), Stopped> {
        self.stand(unit);
        self.send_position(unit);
        let Some(incident) = self.state.unit(unit).and_then(|u| u.incident) else { return Ok(()) };
        self.set_unit(unit, Primary::OnScene)?;
        let minutes = self.played.get(incident.index()).map_or(1, |index| self.incidents[*index].on_scene_minutes);
        self.plan(self.now.plus_s(minutes.saturating_mul(60)), Happening::Leave { unit, trip });
        Ok(())
    }

    /// The last unit to leave resolves and closes the incident; the others just leave.
    fn leave(&mut self, unit: UnitRef) -> Result<(), Stopped> {
        let Some(incident) = self.state.unit(unit).and_then(|u| u.incident) else { return Ok(()) };
        let last = self.state.incident(incident).is_some_and(|i| i.units().all(|on_it| on_it == unit));
        if last {
            let outcome = self.usual_outcome(incident);
            for (to, outcome) in [(Phase::Resolved, None), (Phase::Closed, outcome)] {
                let step = IncidentCommand::Step { incident, to, outcome };
                self.must(Envelope::by("simulation", Command::Incident(step)))?;
            }
        } else {
            self.set_unit(unit, Primary::Available)?;
        }
        Ok(())
    }

    /// The first of the county's results that an incident may have: none of them changes how the county's units fare.
    fn usual_outcome(&self, incident: IncidentRef) -> Option<String> {
        let county = self.state.loaded()?.county();
        let kind = self.state.incident(incident)?.kind;
        county.outcomes_of(kind).next().map(|outcome| outcome.code.clone())
    }

    fn set_unit(&mut self, unit: UnitRef, primary: Primary) -> Result<(), Stopped> {
        self.must(Envelope::system(Command::Unit(UnitCommand::SetStatus { unit, primary, secondary: None })))
    }

    /// Does a command and whatever runs beside it, and plans what follows.
    fn submit(&mut self, envelope: Envelope) -> Result<Answer, Refusal> {
        let draft = work_out(&self.state, &envelope, self.now, self.decide)?;
        let key = |which: &IncidentRef| Some((draft.state.incident(*which)?.priority, *which));
        self.again.extend(draft.postponed.iter().filter_map(key));
        if draft.batch.events.is_empty() {
            return Ok(Answer::Done { version: self.state.version });
        }
        let answer = draft.state.answer(&draft.batch);
        self.state = draft.state;
        (self.watch)(&draft.batch);
        for event in &draft.batch.events {
            self.follow(event);
        }
        for job in draft.jobs {
            if let Some(envelope) = job.run(self.decide) {
                self.submit(envelope)?;
            }
        }
        Ok(answer)
    }

    fn follow(&mut self, event: &Event) {
        self.tally.count(event, &self.state, self.now);
        self.verdicts.count(event, &self.state);
        self.follow_procedures(event);
        if let Event::Incident(IncidentEvent::UnitsAssigned { incident, assignments, .. }) = event {
            let Some(place) = self.state.incident(*incident).map(|i| (i.place.lon, i.place.lat)) else { return };
            for assignment in assignments {
                let delay_s = self.turn_out_s(*incident, assignment.unit);
                self.set_out(assignment.unit, place, self.now.plus_s(delay_s));
            }
        }
        if let Event::Incident(IncidentEvent::UnitReleased { unit, .. } | IncidentEvent::UnitStoodDown { unit, .. }) =
            event
        {
            self.send_home(*unit);
        }
        if let Event::Matter(MatterEvent::Decided { matter: Matter::Incident(incident), decision }) = event
            && waits(decision)
        {
            let delay_s = 10 + self.chance(*incident, u64::from(decision.facts.number), CONFIRM_S) as u32;
            let confirm = Happening::Confirm(*incident, decision.facts.number);
            self.plan(self.now.plus_s(delay_s), confirm);
        }
    }

    /// What the county reckons with, a quarter less or more; of others some seconds.
    fn turn_out_s(&self, incident: IncidentRef, unit: UnitRef) -> u32 {
        let at = self.position(unit);
        let reckoned_s = self.state.county.as_ref().map_or(0, |loaded| loaded.turn_out_s(unit, at));
        let chance = |below: u32| self.chance(incident, u64::from(unit.0), u64::from(below)) as u32;
        if reckoned_s == 0 { 20 + chance(41) } else { reckoned_s - reckoned_s / 4 + chance(reckoned_s / 2 + 1) }
    }

    /// A number below `below`, the same for the same seed, incident and purpose.
    fn chance(&self, incident: IncidentRef, purpose: u64, below: u64) -> u64 {
        let mut hasher = blake3::Hasher::new();
        for number in [self.seed, u64::from(incident.0), purpose] {
            hasher.update(&number.to_le_bytes());
        }
        let bytes: [u8; 8] = hasher.finalize().as_bytes()[..8].try_into().unwrap_or_default();
        u64::from_le_bytes(bytes) % below
    }

    /// Most calls are acknowledged within the first minute and a half, one in six late.
    fn acknowledge_after_s(&self, incident: IncidentRef) -> u32 {
        const EVENT: u64 = u64::MAX;
        let late = self.chance(incident, EVENT, 6) == 0;
        let within = if late { 900 } else { 75 };
        15 + self.chance(incident, EVENT - 1, within) as u32
    }
}

fn waits(decision: &Arc<Decision>) -> bool {
    // Each incident of the file is one of its own: nobody confirms that it is another's duplicate.
    let duplicate =
        matches!(&decision.facts.answer, Answered::Intake(record) if record.choice().duplicate_of.is_some());
    decision.facts.waits_for_person() && !duplicate
}
