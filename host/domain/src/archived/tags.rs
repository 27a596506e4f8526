//! By what the archive finds each sort of thing: who had a hand in it, where it was, what it belongs to.

use std::collections::BTreeSet;

use super::Entry;
use crate::cause::HOST;
use crate::county::County;
use crate::decision::Decision;
use crate::escalated::Escalated;
use crate::ids::*;
use crate::incident::record::Incident;
use crate::matter::Matter;
use crate::notice::NoticeRow;
use crate::roster::handover::Handover;
use crate::roster::stand_in::StandIn;
use crate::roster::swap::{Swap, SwapStage};
use crate::task::{Task, TaskWords};
use crate::who::Who;
use crate::workflow::Instance;

/// Names and codes; the host is nobody.
struct Persons<'a> {
    county: &'a County,
    found: BTreeSet<String>,
}

impl<'a> Persons<'a> {
    const fn of(county: &'a County) -> Persons<'a> {
        Persons { county, found: BTreeSet::new() }
    }

    fn name(&mut self, author: &str) {
        if author != HOST && !author.is_empty() {
            self.found.insert(author.to_owned());
        }
    }

    fn code(&mut self, person: PersonRef) {
        self.found.extend(self.county.persons.get(person.index()).map(|person| person.code.clone()));
    }

    fn who(&mut self, who: &Who) {
        match who {
            Who::Person(person) => self.code(*person),
            who => self.found.extend(who.code(self.county)),
        }
    }

    fn escalated(&mut self, escalated: &Escalated) {
        let acts = escalated.acknowledged.iter().chain(&escalated.arrived);
        acts.for_each(|act| self.name(&act.by));
    }
}

/// Whether somebody had a hand in a thing.
pub fn of_instance(instance: &Instance, county: &County) -> BTreeSet<String> {
    let mut persons = Persons::of(county);
    persons.name(&instance.started_by);
    if let Some(word) = &instance.word {
        persons.name(&word.by);
        word.approver.into_iter().for_each(|person| persons.code(person));
    }
    persons.escalated(&instance.escalated);
    persons.found
}

pub fn of_task(task: &Task, county: &County) -> BTreeSet<String> {
    let mut persons = Persons::of(county);
    persons.name(&task.created_by);
    persons.who(&task.new.assignee);
    for hand in task.accepted.iter().chain(&task.ended) {
        persons.name(&hand.by);
        hand.person.into_iter().for_each(|person| persons.code(person));
    }
    persons.escalated(&task.escalated);
    persons.found
}

pub fn of_notice(row: &NoticeRow, county: &County) -> BTreeSet<String> {
    let mut persons = Persons::of(county);
    row.sent.told.iter().for_each(|told| persons.who(&told.to.into()));
    row.answers.values().for_each(|act| persons.name(&act.by));
    persons.found
}

pub fn of_incident(incident: &Incident, county: &County) -> BTreeSet<String> {
    let mut persons = Persons::of(county);
    incident.steps.iter().for_each(|step| persons.name(&step.by));
    incident.changes.iter().for_each(|change| persons.name(&change.by));
    incident.notes.iter().for_each(|note| persons.name(&note.by));
    for assignment in &incident.assignments {
        persons.name(&assignment.by);
        assignment.released.iter().for_each(|release| persons.name(&release.by));
        persons.who(&Who::Unit(assignment.unit));
    }
    persons.escalated(&incident.escalated);
    persons.found
}

/// What a task is, in one word: the name of its form, `start-workflow`, or `task`.
pub fn kind_of_task(task: &Task) -> String {
    match (&task.new.words, &task.new.form) {
        (TaskWords::StartWorkflow { .. }, _) => "start-workflow".to_owned(),
        (TaskWords::CallBack, _) => "call-back".to_owned(),
        (_, Some(form)) => form.name.clone(),
        (_, None) => "task".to_owned(),
    }
}

impl Entry {
    pub(super) fn of_incident(incident: &Incident, county: &County) -> Entry {
        Entry {
            at: incident.reported_at,
            districts: [incident.place.district].into(),
            kind: county.kinds.get(incident.kind.index()).map(|kind| kind.code.clone()).unwrap_or_default(),
            persons: of_incident(incident, county),
            about: incident
                .merged_into
                .into_iter()
                .chain(incident.links.iter().map(|link| link.to))
                .map(Matter::Incident)
                .collect(),
        }
    }

    pub(super) fn of_instance(instance: &Instance, county: &County) -> Entry {
        let incident = instance.incident.map(Matter::Incident);
        Entry {
            at: instance.started_at,
            districts: [instance.district].into(),
            kind: instance.kind.clone(),
            persons: of_instance(instance, county),
            about: incident.into_iter().chain(instance.parent.map(Matter::Instance)).collect(),
        }
    }

    pub(super) fn of_task(task: &Task, county: &County) -> Entry {
        Entry {
            at: task.created_at,
            districts: [task.new.district].into(),
            kind: kind_of_task(task),
            persons: of_task(task, county),
            about: task.new.matter.into_iter().collect(),
        }
    }

    pub(super) fn of_notice(row: &NoticeRow, county: &County) -> Entry {
        Entry {
            at: row.at,
            districts: [row.sent.district].into(),
            kind: row.sent.message.urgency.name().to_owned(),
            persons: of_notice(row, county),
            about: [row.sent.matter].into(),
        }
    }

    /// `districts`: of what it is about.
    pub(super) fn of_decision(matter: Matter, decision: &Decision, districts: BTreeSet<DistrictRef>) -> Entry {
        let facts = &decision.facts;
        Entry {
            at: facts.at,
            districts,
            kind: facts.hook.name().to_owned(),
            persons: facts.settlement.iter().map(|settled| settled.by.clone()).filter(|by| by != HOST).collect(),
            about: [matter].into(),
        }
    }

    pub(super) fn of_swap(swap: &Swap, county: &County) -> Entry {
        let mut persons = Persons::of(county);
        let places = std::iter::once(&swap.gives).chain(&swap.wants);
        places.for_each(|place| persons.code(place.person));
        swap.to.into_iter().for_each(|person| persons.code(person));
        for signed in std::iter::once(&swap.offered).chain(&swap.accepted) {
            persons.code(signed.person);
            persons.name(&signed.by);
        }
        let ended = swap.ended.as_ref();
        ended.and_then(|ended| ended.person).into_iter().for_each(|person| persons.code(person));
        let stage = ended.map_or(SwapStage::Offered, |ended| SwapStage::Ended(ended.outcome));
        Entry {
            at: swap.offered.at,
            districts: swap.districts().collect(),
            kind: stage.name().to_owned(),
            persons: persons.found,
            about: BTreeSet::new(),
        }
    }

    pub(super) fn of_stand_in(stand_in: &StandIn, county: &County) -> Entry {
        let mut persons = Persons::of(county);
        let both = stand_in.person.into_iter().chain(stand_in.instead_of);
        both.for_each(|person| persons.code(person));
        let slot = county.slots.get(usize::from(stand_in.slot));
        Entry {
            at: stand_in.from,
            districts: [stand_in.district].into(),
            kind: slot.map(|slot| slot.code.clone()).unwrap_or_default(),
            persons: persons.found,
            about: BTreeSet::new(),
        }
    }

    pub(super) fn of_handover(handover: &Handover, county: &County) -> Entry {
        let mut persons = Persons::of(county);
        for signed in std::iter::once(&handover.given).chain(&handover.taken) {
            persons.code(signed.person);
            persons.name(&signed.by);
        }
        Entry {
            at: handover.given.at,
            districts: [handover.district].into(),
            kind: if handover.taken.is_some() { "taken" } else { "given" }.to_owned(),
            persons: persons.found,
            about: BTreeSet::new(),
        }
    }
}
