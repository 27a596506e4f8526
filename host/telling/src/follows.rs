//! What follows from a county that comes in, for those who are in its service and for what they are at: worked out by the room
//! itself, told here.

use std::collections::BTreeMap;

use domain::county::CarriedOver;
use domain::county::service::{Reinstated, Retired};
use domain::event::{CountyEvent, Event, IncidentEvent, RosterEvent, TaskEvent};
use domain::ids::*;
use domain::roster::ShiftKey;
use domain::roster::vacancy::Vacancy;
use domain::state::State;
use jiff::civil::Date;
use serde::Serialize;

use crate::lang::Lang;
use crate::tell;
use crate::teller::Teller;
use crate::words::list;

/// Everything, with codes as the files have them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Follows {
    pub units_leave: Vec<String>,
    pub persons_leave: Vec<String>,
    pub units_back: Vec<String>,
    pub persons_back: Vec<String>,
    /// Those whose day is still to come.
    pub leave_later: Vec<LeavesLater>,
    pub stood_down: Vec<StoodDown>,
    /// Places that are empty by it.
    pub vacancies: Vec<EmptyPlace>,
    /// Shifts ahead that name one who leaves.
    pub shifts_ahead: Vec<ShiftAhead>,
    pub tasks: Vec<TaskMoves>,
    /// By their numbers.
    pub swaps_lapse: Vec<u32>,
    pub stand_ins_end: Vec<StandInEnds>,
    /// What is open in grids that are no more, and goes to those that lie there now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carried_over: Option<CarriedOver>,
}

#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeavesLater {
    pub unit: Option<String>,
    pub person: Option<String>,
    /// The first day without them.
    pub on: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StoodDown {
    pub unit: String,
    pub incident: String,
    /// Who goes in its place.
    pub sent: Vec<String>,
    /// The incident waits for units then.
    pub waits: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EmptyPlace {
    pub district: String,
    /// Start of the shift.
    pub shift: String,
    pub slot: String,
    pub from: String,
    pub until: String,
    pub places: u8,
    #[serde(skip)]
    line: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShiftAhead {
    pub district: String,
    pub shift: String,
    pub slot: String,
    pub person: String,
    #[serde(skip)]
    line: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TaskMoves {
    pub task: String,
    pub before: String,
    pub after: String,
    #[serde(skip)]
    line: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StandInEnds {
    pub number: u32,
    pub district: String,
    pub person: String,
}

impl Follows {
    /// Of all events of a county that came in, on the state before and after them.
    pub fn of<'e>(before: &State, after: &State, events: impl Iterator<Item = &'e Event>, lang: Lang) -> Follows {
        let (Some(teller), Some(_)) = (Teller::of_state(after, lang), before.loaded()) else {
            return Follows::default();
        };
        let mut reading = Reading { before, after, teller, sent: BTreeMap::new(), follows: Follows::default() };
        events.for_each(|event| reading.read(event));
        reading.end()
    }

    pub fn is_empty(&self) -> bool {
        *self == Follows::default()
    }

    /// A heading and a line for each thing, of every kind at most so many.
    pub fn text(&self, lang: Lang, shown: usize) -> String {
        if self.is_empty() {
            return String::new();
        }
        let mut text = tell!(lang, "follows.heading");
        text.push('\n');
        let mut all = |lines: Vec<String>| {
            let more = lines.len().saturating_sub(shown);
            lines.iter().take(shown).for_each(|line| text.push_str(&format!("  {line}\n")));
            if more > 0 {
                text.push_str(&tell!(lang, "follows.more", count = more));
                text.push('\n');
            }
        };
        all(self.units_leave.iter().map(|unit| tell!(lang, "follows.unit-leaves", unit)).collect());
        all(self.persons_leave.iter().map(|person| tell!(lang, "follows.person-leaves", person)).collect());
        all(self.units_back.iter().map(|unit| tell!(lang, "follows.unit-back", unit)).collect());
        all(self.persons_back.iter().map(|person| tell!(lang, "follows.person-back", person)).collect());
        all(self.leave_later.iter().map(|later| later.line(lang)).collect());
        all(self.stood_down.iter().map(|stood_down| stood_down.line(lang)).collect());
        all(self.vacancies.iter().map(|vacancy| vacancy.line.clone()).collect());
        all(self.shifts_ahead.iter().map(|shift| shift.line.clone()).collect());
        all(self.tasks.iter().map(|task| task.line.clone()).collect());
        all(self.swaps_lapse.iter().map(|swap| tell!(lang, "follows.swap", swap)).collect());
        let stand_in = |of: &StandInEnds| {
            let StandInEnds { number, district, person } = of;
            tell!(lang, "follows.stand-in", number, district, person)
        };
        all(self.stand_ins_end.iter().map(stand_in).collect());
        let carried = |of: &CarriedOver| {
            let CarriedOver { incidents, workflows, tasks } = *of;
            tell!(lang, "follows.carried-over", incidents, workflows, tasks)
        };
        all(self.carried_over.iter().map(carried).collect());
        text
    }
}

impl LeavesLater {
    fn line(&self, lang: Lang) -> String {
        let day = &self.on;
        match (&self.unit, &self.person) {
            (Some(unit), _) => tell!(lang, "follows.unit-leaves-on", unit, day),
            (None, person) => {
                let person = person.as_deref().unwrap_or_default();
                tell!(lang, "follows.person-leaves-on", person, day)
            }
        }
    }
}

impl StoodDown {
    fn line(&self, lang: Lang) -> String {
        let (unit, incident) = (&self.unit, &self.incident);
        match (self.sent.is_empty(), self.waits) {
            (false, _) => {
                tell!(lang, "follows.stood-down-sent", unit, incident, units = list(self.sent.iter(), lang))
            }
            (true, true) => tell!(lang, "follows.stood-down-waits", unit, incident),
            (true, false) => tell!(lang, "follows.stood-down", unit, incident),
        }
    }
}

struct Reading<'a> {
    before: &'a State,
    after: &'a State,
    teller: Teller<'a>,
    /// Who was sent where after units were stood down there.
    sent: BTreeMap<IncidentRef, Vec<UnitRef>>,
    follows: Follows,
}

impl Reading<'_> {
    fn read(&mut self, event: &Event) {
        match event {
            Event::County(event) => self.county(event),
            Event::Incident(event) => self.incident(event),
            Event::Roster(event) => self.roster(event),
            Event::Task(event) => self.task(event),
            Event::Clock(_)
            | Event::Matter(_)
            | Event::Timer(_)
            | Event::Notice(_)
            | Event::Unit(_)
            | Event::Plugin(_)
            | Event::Instance(_)
            | Event::Series(_)
            | Event::Assessment(_) => {}
        }
    }

    fn county(&mut self, event: &CountyEvent) {
        match event {
            CountyEvent::Retired(retired) => self.retired(retired),
            CountyEvent::Reinstated(back) => {
                let Reinstated { units, persons } = &**back;
                self.follows.units_back.extend(self.teller.units(units));
                self.follows.persons_back.extend(persons.iter().map(|person| self.teller.person(*person)));
            }
            CountyEvent::Imported { carried_over, .. } => self.follows.carried_over = *carried_over,
            CountyEvent::Rewritten(_) | CountyEvent::RoadClosed { .. } | CountyEvent::RoadOpened { .. } => {}
        }
    }

    fn incident(&mut self, event: &IncidentEvent) {
        if let IncidentEvent::UnitStoodDown { incident, unit } = event {
            let (unit, sent) = (self.teller.unit(*unit), Vec::new());
            self.sent.entry(*incident).or_default();
            let incident = self.teller.incident(*incident);
            self.follows.stood_down.push(StoodDown { unit, incident, sent, waits: false });
        } else if let IncidentEvent::UnitsAssigned { incident, assignments, .. } = event {
            let sent = self.sent.get_mut(incident).into_iter();
            sent.for_each(|sent| sent.extend(assignments.iter().map(|assignment| assignment.unit)));
        }
    }

    fn roster(&mut self, event: &RosterEvent) {
        let RosterEvent::VacanciesChanged { opened, .. } = event else { return };
        // One that is filled again within the import is none.
        let open = opened.iter().filter(|of| self.after.roster.vacancies.contains_key(&of.vacancy));
        self.follows.vacancies.extend(open.map(|vacancy| empty_place(&self.teller, vacancy)));
    }

    fn task(&mut self, event: &TaskEvent) {
        let TaskEvent::Reopened { task, assignee } = event else { return };
        let (teller, Some(known)) = (&self.teller, self.before.tasks.get(*task)) else { return };
        let taken = known.accepted.as_ref().and_then(|hand| hand.person).map(|person| teller.person(person));
        let before = taken.unwrap_or_else(|| teller.recipient(&known.new.assignee).text);
        let (task, after) = (known.new.id.clone(), teller.recipient(assignee).text);
        let line = tell!(teller.lang, "follows.task", task, before, after);
        self.follows.tasks.push(TaskMoves { task, before, after, line });
    }

    fn retired(&mut self, retired: &Retired) {
        let (teller, lang) = (&self.teller, self.teller.lang);
        let follows = &mut self.follows;
        follows.units_leave.extend(teller.units(&retired.units));
        follows.persons_leave.extend(retired.persons.iter().map(|person| teller.person(*person)));
        follows.swaps_lapse.extend(retired.swaps.iter().map(|swap| swap.0));
        let stand_ins = retired.stand_ins.iter().filter_map(|which| self.before.roster.stand_in(*which));
        follows.stand_ins_end.extend(stand_ins.map(|stand_in| StandInEnds {
            number: stand_in.number.0,
            district: teller.district(stand_in.district).code,
            person: stand_in.person.map(|person| teller.person(person)).unwrap_or_default(),
        }));
        let shifts = self.after.roster.shifts.values().flat_map(|of| of.values());
        for shift in shifts.filter(|shift| shift.ends > self.after.at) {
            let named = shift.slots.iter().filter_map(|(slot, person)| Some((*slot, (*person)?)));
            for (slot, person) in named.filter(|(_, person)| retired.persons.contains(person)) {
                let (person, slot_name) = (teller.person(person), teller.slot_name(Some(slot)));
                let line = tell!(
                    lang,
                    "follows.shift-ahead",
                    shift = teller.shift_name(shift.key()),
                    person,
                    slot = slot_name
                );
                let ShiftKey { district, starts } = shift.key();
                follows.shifts_ahead.push(ShiftAhead {
                    district: teller.district(district).code,
                    shift: teller.time(starts),
                    slot: teller.slot(slot),
                    person,
                    line,
                });
            }
        }
    }

    fn end(mut self) -> Follows {
        let (teller, after) = (&self.teller, self.after);
        for (incident, sent) in &self.sent {
            let id = teller.incident(*incident);
            let waits = after.incident(*incident).is_some_and(|of| after.waiting.contains(&(of.priority, *incident)));
            for stood_down in self.follows.stood_down.iter_mut().filter(|stood_down| stood_down.incident == id) {
                (stood_down.sent, stood_down.waits) = (teller.units(sent), waits);
            }
        }
        let county = teller.county();
        let news = |was: Option<Option<Date>>, now: Option<Date>| now.filter(|now| was.flatten() != Some(*now));
        let old = self.before.loaded().map(|loaded| loaded.county());
        for (index, unit) in county.units.iter().enumerate().filter(|(_, unit)| !unit.retired) {
            let was = old.and_then(|old| old.units.get(index)).map(|unit| unit.retires);
            if let Some(on) = news(was, unit.retires) {
                let unit = Some(unit.code.clone());
                self.follows.leave_later.push(LeavesLater { unit, person: None, on: on.to_string() });
            }
        }
        for (index, person) in county.persons.iter().enumerate().filter(|(_, person)| !person.retired) {
            let was = old.and_then(|old| old.persons.get(index)).map(|person| person.retires);
            if let Some(on) = news(was, person.retires) {
                let person = Some(person.code.clone());
                self.follows.leave_later.push(LeavesLater { unit: None, person, on: on.to_string() });
            }
        }
        self.follows
    }
}

fn empty_place(teller: &Teller<'_>, vacancy: &Vacancy) -> EmptyPlace {
    let (shift, slot_name) = (teller.shift_name(vacancy.shift), teller.slot_name(Some(vacancy.slot)));
    let (from, until) = (teller.minute(vacancy.from), teller.minute(vacancy.until));
    let places = vacancy.places;
    EmptyPlace {
        line: tell!(teller.lang, "follows.vacancy", shift, places, slot = slot_name, from, until),
        district: teller.district(vacancy.shift.district).code,
        shift: teller.time(vacancy.shift.starts),
        slot: teller.slot(vacancy.slot),
        from: teller.time(vacancy.from),
        until: teller.time(vacancy.until),
        places,
    }
}
