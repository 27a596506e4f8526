//! Units and persons leave the county's service or come back: who is stood down, which places are empty, whose tasks become others',
//! and who must hear of it.

use std::sync::Arc;

use domain::built_in::code;
use domain::county::leaving::due;
use domain::county::service::{Member, Reinstated, Retired};
use domain::event::{Event, MatterEvent, RosterEvent};
use domain::hooks::{Message, Reason, Urgency};
use domain::ids::*;
use domain::incident::Phase;
use domain::notice::Sender;
use domain::ports::Reference;
use domain::refusal::Refusal;
use domain::roster::check::vacancies;
use domain::roster::vacancy::Vacancy;
use domain::state::Incident;
use domain::task::check::left_behind;
use domain::unit::check::stand_down;
use domain::who::Who;

use super::{Cascade, Consequence};

impl Cascade<'_> {
    /// What a county that came in says anew of who serves, a portion at a time; what the batch has no room for, time brings.
    pub(super) fn change_service(&mut self) -> Result<(), Refusal> {
        if self.is_full() {
            return Ok(());
        }
        let due = due(&self.state, self.state.time.sure(self.now));
        let tasks = left_behind(&self.state, &due.leave_tasks);
        if due.events.is_empty() && tasks.is_empty() {
            return Ok(());
        }
        let events = due.events.into_iter().map(Event::County);
        events.chain(tasks).try_for_each(|event| self.push(event))?;
        self.queue.push_back(Consequence::Service);
        Ok(())
    }

    pub(super) fn left(&mut self, retired: &Retired) -> Result<(), Refusal> {
        for unit in &retired.units {
            stand_down(&self.state, *unit).into_iter().try_for_each(|event| self.push(event))?;
            self.unit_gone(*unit);
        }
        let now = self.now;
        for vacancy in self.note_vacancies()?.into_iter().filter(|vacancy| vacancy.from <= now) {
            if let Some(person) = self.who_left(&vacancy, &retired.persons) {
                let district = vacancy.shift.district;
                let why = Reason::new(code::DUTY_LEFT, [Reference::Person(person).into()]);
                let room = Message::alarm(1, vec![Who::CommandRoom(district)], why);
                self.notify(vacancy.vacancy.into(), Sender::Host, None, room)?;
            }
        }
        let units = retired.units.iter().copied().map(Member::Unit);
        let members: Vec<Member> = units.chain(retired.persons.iter().copied().map(Member::Person)).collect();
        left_behind(&self.state, &members).into_iter().try_for_each(|event| self.push(event))
    }

    pub(super) fn back(&mut self, back: &Reinstated) -> Result<(), Refusal> {
        self.queue.extend(back.units.iter().map(|unit| Consequence::UnitFree(*unit, None)));
        self.note_vacancies().map(drop)
    }

    /// Those that opened.
    fn note_vacancies(&mut self) -> Result<Vec<Vacancy>, Refusal> {
        let Some(event) = vacancies(&self.state, self.now) else { return Ok(Vec::new()) };
        let opened = if let Event::Roster(RosterEvent::VacanciesChanged { opened, .. }) = &event {
            opened.clone()
        } else {
            Vec::new()
        };
        self.push(event).map(|()| opened)
    }

    /// Whose place it was until now: of the shift, or as a stand-in.
    fn who_left(&self, vacancy: &Vacancy, persons: &[PersonRef]) -> Option<PersonRef> {
        let roster = &self.state.roster;
        let shift = roster.shift(vacancy.shift)?;
        let of_shift = shift.slots.iter().filter(|(slot, _)| *slot == vacancy.slot).filter_map(|(_, person)| *person);
        let stand_ins = roster.stand_ins.get(&vacancy.shift.district).into_iter().flatten();
        let ended = stand_ins.filter(|stand_in| stand_in.slot == vacancy.slot && stand_in.until == self.now);
        of_shift.chain(ended.filter_map(|stand_in| stand_in.person)).find(|person| persons.contains(person))
    }

    /// The command room of the incident hears that it has lost a unit.
    pub(super) fn tell_of_stand_down(&mut self, which: IncidentRef, unit: UnitRef) -> Result<(), Refusal> {
        self.tell_room(which, Reason::new(code::STOOD_DOWN, [Reference::Unit(unit).into()]))
    }

    /// The host tells the command room of an incident's district something about it.
    pub(super) fn tell_room(&mut self, which: IncidentRef, why: Reason) -> Result<(), Refusal> {
        let Some((district, _)) = self.state.standing(which.into()) else { return Ok(()) };
        self.notify(which.into(), Sender::Host, None, Message::alarm(1, vec![Who::CommandRoom(district)], why))
    }

    /// The command room hears of an incident that nobody is on any more, unless it just heard that nobody is there for it.
    pub(super) fn tell_of_left_alone(&mut self, which: IncidentRef) -> Result<(), Refusal> {
        let left = |incident: &Arc<Incident>| matches!(incident.phase, Phase::Accepted | Phase::OnScene);
        let Some(incident) = self.state.incident(which).filter(|incident| left(incident)) else { return Ok(()) };
        if incident.units().next().is_some() || incident.short_since.is_some() && incident.priority.is_pressing() {
            return Ok(());
        }
        self.tell_room(which, Reason::bare(code::LEFT_ALONE))
    }

    /// Where a unit is, somebody sees to it: nobody has to be looked for any more.
    pub(super) fn seen_on_scene(&mut self, which: IncidentRef) -> Result<(), Refusal> {
        let unseen =
            |incident: &Arc<Incident>| incident.phase == Phase::OnScene && incident.escalated.acknowledged.is_none();
        if !self.state.incident(which).is_some_and(unseen) {
            return Ok(());
        }
        self.push(Event::Matter(MatterEvent::Acknowledged { matter: which.into() }))
    }

    /// Whoever has the task now hears of it, and whoever escalates it sees that nobody has taken it on.
    pub(super) fn tell_of_left_task(&mut self, which: TaskRef) -> Result<(), Refusal> {
        let Some(task) = self.state.tasks.get(which).cloned() else { return Ok(()) };
        let reality = self.state.standing(which.into()).map(|(_, reality)| reality).unwrap_or_default();
        let why = Reason::bare(code::TASK_LEFT);
        let message = Message { why, urgency: Urgency::Attention, ..task.new.message(reality) };
        self.notify(which.into(), Sender::Host, None, message)?;
        self.changed(which.into());
        Ok(())
    }
}
