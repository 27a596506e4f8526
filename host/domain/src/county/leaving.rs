//! When units and persons leave the county's service or come back: with a day, or when its files name them no more or again. What
//! follows from it for incidents, shifts and tasks stands with these.

use std::collections::BTreeSet;
use std::sync::Arc;

use imbl::OrdSet;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::county::County;
use crate::county::service::{Member, Reinstated, Retired};
use crate::event::CountyEvent;
use crate::ids::*;
use crate::limits::{RETIRED_AT_ONCE_MAX, SWAPS_OPEN_MAX};
use crate::roster::swap::Swap;
use crate::state::State;
use crate::task::Task;
use crate::time::TimeMs;
use crate::who::Who;

/// What is to be written down about who serves.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Due {
    pub events: Vec<CountyEvent>,
    /// Those who have left already and of whom tasks are left.
    pub leave_tasks: Vec<Member>,
}

/// When a day begins in the county.
fn begins(zone: &TimeZone, day: Date) -> TimeMs {
    let midnight = zone.to_timestamp(day.at(0, 0, 0, 0));
    midnight.map_or(TimeMs(i64::MAX), |at| TimeMs(at.as_millisecond()))
}

/// A county as it is at an instant: whose last day has passed by then is retired.
pub fn as_of(county: &Arc<County>, at: TimeMs) -> Arc<County> {
    let zone = TimeZone::get(&county.zone).unwrap_or(TimeZone::UTC);
    let over = |day: Option<Date>| day.is_some_and(|day| begins(&zone, day) <= at);
    let leaves = |retired: bool, day: Option<Date>| !retired && over(day);
    if !county.units.iter().any(|unit| leaves(unit.retired, unit.retires))
        && !county.persons.iter().any(|person| leaves(person.retired, person.retires))
    {
        return county.clone();
    }
    let mut county = County::clone(county);
    county.units.iter_mut().for_each(|unit| unit.retired |= over(unit.retires));
    county.persons.iter_mut().for_each(|person| person.retired |= over(person.retires));
    Arc::new(county)
}

/// What is due by a time that has surely come: a portion, those first who left first. Nothing once all is written down.
pub fn due(state: &State, sure: TimeMs) -> Due {
    let Some(loaded) = state.county.as_deref() else { return Due::default() };
    let county = loaded.county();
    let (mut retired, mut back, mut due) = (Retired::default(), Reinstated::default(), Due::default());
    let reached = state.leaving.iter().take_while(|(at, _)| *at <= sure).take(RETIRED_AT_ONCE_MAX);
    for (_, member) in reached {
        match (*member, state.has_left(*member), is_retired(county, *member)) {
            (Member::Unit(unit), false, _) => retired.units.push(unit),
            (Member::Person(person), false, _) => retired.persons.push(person),
            (Member::Unit(unit), true, false) => back.units.push(unit),
            (Member::Person(person), true, false) => back.persons.push(person),
            (member, true, true) => due.leave_tasks.push(member),
        }
    }
    let gone: BTreeSet<PersonRef> = retired.persons.iter().copied().collect();
    let swaps = state.roster.swaps.values().filter(|swap| swap.ended.is_none() && concerns(swap, &gone));
    retired.swaps = swaps.map(|swap| swap.number).take(SWAPS_OPEN_MAX).collect();
    let stand_ins = state.roster.stand_ins.values().flatten().filter(|stand_in| stand_in.until > sure);
    let theirs = stand_ins.filter(|stand_in| stand_in.person.is_some_and(|person| gone.contains(&person)));
    retired.stand_ins = theirs.map(|stand_in| stand_in.number).collect();
    if !back.units.is_empty() || !back.persons.is_empty() {
        due.events.push(CountyEvent::Reinstated(Box::new(back)));
    }
    if !retired.units.is_empty() || !retired.persons.is_empty() {
        due.events.push(CountyEvent::Retired(Box::new(retired)));
    }
    due
}

fn concerns(swap: &Swap, gone: &BTreeSet<PersonRef>) -> bool {
    let wanted = swap.wants.map(|wants| wants.person);
    let accepted = swap.accepted.as_ref().map(|signed| signed.person);
    [Some(swap.gives.person), wanted, swap.to, accepted].into_iter().flatten().any(|person| gone.contains(&person))
}

/// Whether the county's files have them no more.
fn is_retired(county: &County, member: Member) -> bool {
    match member {
        Member::Unit(unit) => county.units.get(unit.index()).is_none_or(|unit| unit.retired),
        Member::Person(person) => county.persons.get(person.index()).is_none_or(|person| person.retired),
    }
}

/// Whose a task is: of the one it was given to, and of the one who took it on.
fn members_of(task: &Task) -> impl Iterator<Item = Member> {
    let given = match task.new.assignee {
        Who::Person(person) => Some(Member::Person(person)),
        Who::Unit(unit) => Some(Member::Unit(unit)),
        Who::Role { .. } | Who::Team(_) | Who::GridAssistant(_) | Who::CommandRoom(_) | Who::Place(_) => None,
    };
    let taken = task.accepted.as_ref().and_then(|hand| hand.person).map(Member::Person);
    given.into_iter().chain(taken)
}

impl State {
    /// Whether the county has them no more, as far as that was written down.
    pub fn has_left(&self, member: Member) -> bool {
        match member {
            Member::Unit(unit) => self.unit(unit).is_some_and(|live| live.retired.is_some()),
            Member::Person(person) => self.roster.left_at(person).is_some(),
        }
    }

    /// Live tasks of those who have left.
    pub fn left_tasks<'a>(&'a self, members: &'a [Member]) -> impl Iterator<Item = &'a Arc<Task>> {
        let live = self.tasks.rows.values().filter(|task| task.status.is_live());
        live.filter(move |task| members_of(task).any(|member| members.contains(&member)))
    }

    pub(crate) fn retire(&mut self, retired: &Retired, at: TimeMs) {
        for unit in &retired.units {
            if let Some(live) = self.units.get_mut(unit.index()).map(Arc::make_mut) {
                live.retired = Some(at);
            }
        }
        let gone = self.roster.let_leave(retired, at);
        gone.into_iter().for_each(|gone| self.pass_on(gone));
        self.mark_retired(retired);
        self.derive_service();
    }

    /// The county's own marks, of those whose day has come.
    fn mark_retired(&mut self, retired: &Retired) {
        let Some(loaded) = self.county.clone() else { return };
        let county = loaded.county();
        let marked = retired.units.iter().all(|unit| county.units.get(unit.index()).is_none_or(|unit| unit.retired))
            && retired.persons.iter().all(|of| county.persons.get(of.index()).is_none_or(|person| person.retired));
        if marked {
            return;
        }
        let mut county = county.clone();
        for unit in &retired.units {
            county.units.get_mut(unit.index()).into_iter().for_each(|unit| unit.retired = true);
        }
        for person in &retired.persons {
            county.persons.get_mut(person.index()).into_iter().for_each(|person| person.retired = true);
        }
        self.county = Some(Arc::new(loaded.with_service(county)));
    }

    pub(crate) fn reinstate(&mut self, back: &Reinstated, at: TimeMs) {
        for unit in &back.units {
            if let Some(live) = self.units.get_mut(unit.index()).map(Arc::make_mut) {
                live.retired = None;
            }
        }
        self.roster.take_back(&back.persons, at);
        self.derive_service();
    }

    /// Finds anew of whom something is to be written down, and when.
    pub(crate) fn derive_service(&mut self) {
        self.leaving = OrdSet::new();
        let Some(loaded) = self.county.clone() else { return };
        let (county, zone) = (loaded.county(), loaded.index.zone());
        // What the files say and what was written down differ: that is due at once.
        let next = |retired: bool, day: Option<Date>, left: bool| match (retired == left, left) {
            (false, _) => Some(TimeMs(0)),
            (true, false) => day.map(|day| begins(zone, day)),
            (true, true) => None,
        };
        let units = county.units.iter().enumerate().map(|(index, unit)| {
            let member = Member::Unit(UnitRef(index as u32));
            Some((next(unit.retired, unit.retires, self.has_left(member))?, member))
        });
        let persons = county.persons.iter().enumerate().map(|(index, person)| {
            let member = Member::Person(PersonRef(index as u32));
            Some((next(person.retired, person.retires, self.has_left(member))?, member))
        });
        let mut leaving: OrdSet<(TimeMs, Member)> = units.chain(persons).flatten().collect();
        let live = self.tasks.rows.values().filter(|task| task.status.is_live());
        let left = live.flat_map(|task| members_of(task)).filter(|member| self.has_left(*member));
        leaving.extend(left.map(|member| (TimeMs(0), member)));
        self.leaving = leaving;
    }

    /// A task has changed: one who has left may have it, or have none left.
    pub(crate) fn settle_left(&mut self, which: TaskRef) {
        let live = self.tasks.get(which).filter(|task| task.status.is_live()).cloned();
        let members: Vec<Member> = live.iter().flat_map(|task| members_of(task)).collect();
        for member in members {
            if self.has_left(member) {
                self.leaving.insert((TimeMs(0), member));
            }
        }
        let left: Vec<(TimeMs, Member)> = self.leaving.iter().take_while(|(at, _)| *at == TimeMs(0)).copied().collect();
        for (at, member) in left {
            let agrees = self.county.as_ref().is_some_and(|loaded| is_retired(loaded.county(), member));
            if agrees && self.has_left(member) && self.left_tasks(&[member]).next().is_none() {
                self.leaving.remove(&(at, member));
            }
        }
    }
}
