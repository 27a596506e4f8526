//! What events make of incidents: their steps, their units, and what becomes of duplicates.

use std::sync::Arc;

use crate::escalated::Escalated;
use crate::event::IncidentEvent;
use crate::fold::Context;
use crate::hooks::Stage;
use crate::ids::*;
use crate::incident::hold::{Hold, hold_timer};
use crate::incident::link::{Link, Relation};
use crate::incident::note::{Note, NoteWords};
use crate::incident::place::NewWay;
use crate::incident::record::{
    Assignment, Change, Changed, Incident, IncidentPlace, NewAssignment, Override, PhaseStep, Release, Reported,
};
use crate::incident::{Need, Phase};
use crate::limits::*;
use crate::state::State;
use crate::unit::{Primary, Secondary};

impl State {
    pub(crate) fn apply_incident(&mut self, event: &IncidentEvent, cx: &Context<'_>) {
        match event {
            IncidentEvent::Reported(reported) => self.report(reported, cx),
            IncidentEvent::Stepped { incident, to } => self.step(*incident, *to, cx),
            IncidentEvent::PriorityChanged { incident, priority } => {
                self.change(*incident, cx, |i| {
                    let (from, to) = (std::mem::replace(&mut i.priority, *priority), *priority);
                    note(i, Changed::Priority { from, to }, cx);
                });
                self.watch_all(*incident, cx);
            }
            IncidentEvent::KindChanged { incident, kind, needs } => self.change(*incident, cx, |i| {
                note(i, Changed::Kind { from: i.kind, to: *kind }, cx);
                (i.kind, i.needs, i.short_since) = (*kind, needs.clone(), None);
                // What they were sent for is no more; whom they can help now is told by their skills.
                i.assignments.iter_mut().for_each(|a| (a.need, a.extra) = (None, false));
            }),
            IncidentEvent::NeedsChanged { incident, needs } => self.change(*incident, cx, |i| {
                let (from, to) = (units_of(&i.needs), units_of(needs));
                note(i, Changed::Needs { from, to }, cx);
                (i.needs, i.short_since) = (needs.clone(), None);
                i.assignments.iter_mut().for_each(|a| (a.need, a.extra) = (None, false));
            }),
            IncidentEvent::ShortOfUnits { incident, needs } => self.change(*incident, cx, |i| {
                i.short_since = Some(cx.at);
                note(i, Changed::Short { units: units_of(needs) }, cx);
            }),
            IncidentEvent::Remarked { incident, why } => {
                // Also of one that is just reported: it says why.
                let change = change(Changed::Remarked(why.clone()), cx);
                self.change(*incident, cx, |i| push_bounded(&mut i.changes, change));
            }
            IncidentEvent::Merged { incident, into } => self.merge(*incident, *into, cx),
            IncidentEvent::UnitCarriedOver { incident, into, unit } => self.carried_over(*incident, *into, *unit, cx),
            IncidentEvent::Unmerged { incident, from, to } => self.unmerge(*incident, *from, *to, cx),
            IncidentEvent::UnitsAssigned { incident, assignments, decision } => {
                self.assign(*incident, assignments, *decision, cx);
            }
            IncidentEvent::UnitReleased { incident, unit } => self.release(*incident, *unit, cx),
            IncidentEvent::UnitStoodDown { incident, unit } => self.stand_down(*incident, *unit, cx),
            IncidentEvent::Archived { incidents } => self.let_go(incidents),
            // A record of the reading; it changes nothing.
            IncidentEvent::SealedRead { .. } => {}
            IncidentEvent::SubjectErased { incident, subject } => {
                self.erased.insert(*subject);
                self.retained.forget(*incident);
                self.change(*incident, cx, |i| i.lose_personal(cx.at));
            }
            IncidentEvent::Relocated { incident, place, ways, .. } => self.relocate(*incident, place, ways, cx),
            IncidentEvent::Concluded { incident, outcome } => self.change(*incident, cx, |i| {
                let (from, to) = (i.outcome.replace(outcome.clone()), outcome.clone());
                note(i, Changed::Outcome { from, to }, cx);
            }),
            IncidentEvent::Linked { incident, to, relation } => self.link(*incident, *to, *relation, cx),
            IncidentEvent::Unlinked { incident, to } => {
                self.change(*incident, cx, |i| {
                    i.links.retain(|link| link.to != *to);
                    note(i, Changed::Unlinked(*to), cx);
                });
                let there = self.seen_from(*incident, *to, cx);
                self.change(*to, cx, |i| note(i, Changed::Unlinked(*incident), &there));
            }
            IncidentEvent::Noted { incident, number, words, corrects, call } => {
                if let NoteWords::Sealed { subject, .. } = words {
                    self.take_in(*subject);
                }
                let (at, by, words) = (cx.at, cx.by(), words.clone());
                let note = Note { number: *number, at, by, words, corrects: *corrects, call: call.clone() };
                self.change(*incident, cx, |i| i.add_note(note));
            }
            IncidentEvent::Held { incident, of, decision, until } => {
                self.hold(*incident, Hold { of: *of, decision: *decision, until: *until }, cx);
            }
            IncidentEvent::HoldEnded { incident, end } => self.end_hold(*incident, *end, cx),
            IncidentEvent::DuplicateDenied { incident, decision, of } => self.deny(*incident, *decision, *of, cx),
            IncidentEvent::HandedOff { .. } | IncidentEvent::HandOffConfirmed { .. } => self.apply_hand_off(event, cx),
        }
    }

    /// Something was done about it that changes nothing else.
    pub(crate) fn note(&mut self, which: IncidentRef, what: Changed, cx: &Context<'_>) {
        self.change(which, cx, |i| note(i, what, cx));
    }

    /// Changes an incident and puts it where it now belongs.
    pub(crate) fn change(&mut self, which: IncidentRef, cx: &Context<'_>, change: impl FnOnce(&mut Incident)) {
        let Some(slot) = self.incidents.get_mut(&which) else { return };
        let incident = Arc::make_mut(slot);
        let ended_at = incident.last_step_at();
        change(incident);
        incident.version = cx.version;
        let over = !incident.phase.is_open();
        if over {
            incident.escalated.states.clear();
        }
        self.ended.remove(&(ended_at, which));
        self.index_incident(which);
        if over {
            self.changed_after_its_end(which);
        }
    }

    fn report(&mut self, reported: &Reported, cx: &Context<'_>) {
        let r = reported.clone();
        let which = r.incident;
        self.last_incident = self.last_incident.max(which);
        if let Some(personal) = &r.personal {
            self.take_in(personal.subject);
        }
        if let Some(number) = &r.external_id {
            self.external_ids.keep(&r.source, number, which, r.place.district);
        }
        let step = step_of(Phase::Reported, cx);
        let incident = Incident {
            incident: which,
            id: r.id,
            external_id: r.external_id,
            kind: r.kind,
            priority: r.priority,
            reality: r.reality,
            source: r.source,
            origin: r.origin,
            place: r.place,
            phase: Phase::Reported,
            needs: r.needs,
            hands_on: false,
            short_since: None,
            personal: r.personal,
            reported_by: r.reported_by,
            erased_at: None,
            reported_at: cx.at,
            accepted_at: None,
            steps: vec![step],
            assignments: Vec::new(),
            escalated: Escalated::default(),
            hold: None,
            merged_into: None,
            duplicates: Vec::new(),
            outcome: None,
            changes: Vec::new(),
            notes: Vec::new(),
            links: Vec::new(),
            overrides: Vec::new(),
            hand_offs: Vec::new(),
            version: cx.version,
        };
        self.incidents.insert(which, Arc::new(incident));
        self.index_incident(which);
    }

    fn step(&mut self, which: IncidentRef, to: Phase, cx: &Context<'_>) {
        self.change(which, cx, |i| {
            i.phase = to;
            push_bounded(&mut i.steps, step_of(to, cx));
            if to.wants_units() {
                (i.hands_on, i.short_since) = (false, None);
                i.assignments.iter_mut().for_each(|a| a.spent = true);
            }
            if !to.is_active() && to != Phase::Reported {
                i.hold = None;
            }
            match to {
                Phase::Accepted => drop(i.accepted_at.get_or_insert(cx.at)),
                // What was said of its end holds no more; it stands in what was done.
                Phase::Reopened => (i.escalated.acknowledged, i.escalated.arrived, i.outcome) = (None, None, None),
                _ => {}
            }
        });
        self.tell_instances_of(which, cx);
        if !to.is_active() {
            self.timers.stop(hold_timer(which));
        }
        if !to.is_open() {
            self.stop_time_outs(which.into(), Stage::Arrived);
        }
    }

    /// It stands where it now is, for whoever looks for it there.
    fn relocate(&mut self, which: IncidentRef, place: &IncidentPlace, ways: &[NewWay], cx: &Context<'_>) {
        let Some(incident) = self.incident(which).cloned() else { return };
        self.whereabouts.forget(&incident);
        if let Some(open) = self.open.get_mut(&incident.place.district) {
            open.remove(&which);
        }
        if let Some(number) = &incident.external_id {
            self.external_ids.move_to(&incident.source, number, which, place.district);
        }
        let (from, to) = (Box::new(incident.place.clone()), Box::new(place.clone()));
        self.change(which, cx, |i| {
            i.move_to(place, ways, cx.at);
            i.short_since = None;
            note(i, Changed::Place { from, to }, cx);
        });
    }

    fn merge(&mut self, which: IncidentRef, into: IncidentRef, cx: &Context<'_>) {
        self.step(which, Phase::Merged, cx);
        self.change(which, cx, |i| {
            i.merged_into = Some(into);
            note(i, Changed::MergedInto(into), cx);
        });
        let there = self.seen_from(which, into, cx);
        self.change(into, cx, |i| {
            note(i, Changed::TookIn(which), &there);
            if !i.duplicates.contains(&which) {
                push_bounded(&mut i.duplicates, which);
            }
        });
    }

    fn unmerge(&mut self, which: IncidentRef, from: IncidentRef, to: Phase, cx: &Context<'_>) {
        let acknowledged = self.incident(which).and_then(|incident| incident.escalated.acknowledged.clone());
        self.step(which, to, cx);
        self.change(which, cx, |i| {
            (i.merged_into, i.escalated.acknowledged) = (None, acknowledged);
            note(i, Changed::TakenOutOf(from), cx);
        });
        let there = self.seen_from(which, from, cx);
        self.change(from, cx, |i| {
            i.duplicates.retain(|duplicate| *duplicate != which);
            note(i, Changed::LetGo(which), &there);
        });
    }

    fn link(&mut self, which: IncidentRef, to: IncidentRef, relation: Relation, cx: &Context<'_>) {
        let link = Link { to, relation, at: cx.at, by: cx.by(), why: cx.why() };
        self.change(which, cx, |i| {
            i.links.push(link);
            note(i, Changed::LinkedTo { incident: to, relation }, cx);
        });
        // One that is in the archive stays as it is.
        let there = self.seen_from(which, to, cx);
        self.change(to, cx, |i| note(i, Changed::LinkedFrom { incident: which, relation }, &there));
    }

    /// What was done to one incident, as the other tells it: in another district without name and reason.
    pub(super) fn seen_from<'a>(&self, which: IncidentRef, other: IncidentRef, cx: &Context<'a>) -> Context<'a> {
        let district = |which| self.incident(which).map(|incident| incident.place.district);
        if district(which) == district(other) { *cx } else { cx.elsewhere() }
    }

    fn assign(&mut self, which: IncidentRef, new: &[NewAssignment], decision: Option<u32>, cx: &Context<'_>) {
        for assignment in new {
            let Some(unit) = self.units.get_mut(assignment.unit.index()).map(Arc::make_mut) else { continue };
            unit.primary = Primary::Assigned;
            unit.secondary.remove(&Secondary::Returning);
            unit.incident = Some(which);
            unit.since = cx.at;
            unit.assigned_at.retain(|at| cx.at.since_s(*at) < WORKLOAD_WINDOW_S);
            unit.assigned_at.push(cx.at);
        }
        let county = self.county.clone();
        self.change(which, cx, |i| {
            for a in new {
                make_room(&mut i.assignments);
                i.assignments.push(Assignment {
                    unit: a.unit,
                    need: a.need,
                    eta_s: a.eta_s,
                    straight_line: a.straight_line,
                    at: cx.at,
                    by: cx.by(),
                    why: cx.why().filter(|_| cx.told_apart),
                    because: cx.because,
                    decision,
                    en_route_at: None,
                    on_scene_at: None,
                    released_at: None,
                    released: None,
                    stood_down: false,
                    spent: false,
                    extra: a.extra,
                });
            }
            // A person's own choice answers whatever was needed.
            i.hands_on |= new.iter().any(|a| a.need.is_none() && !a.extra);
            let lacks = county.as_ref().is_some_and(|loaded| i.lacks_units(loaded.county()));
            i.short_since = i.short_since.filter(|_| lacks);
        });
        new.iter().for_each(|a| self.watch(which, a.unit, cx));
    }

    fn release(&mut self, which: IncidentRef, unit: UnitRef, cx: &Context<'_>) {
        if let Some(state) = self.units.get_mut(unit.index()).filter(|u| u.incident == Some(which)) {
            let state = Arc::make_mut(state);
            state.primary = Primary::Available;
            state.incident = None;
            state.since = cx.at;
            state.secondary.insert(Secondary::Returning);
        }
        self.change(which, cx, |i| {
            let on_it = i.assignments.iter_mut().filter(|a| a.unit == unit && a.released_at.is_none());
            let release = || Release { by: cx.by(), why: cx.why(), because: cx.because };
            on_it.for_each(|a| (a.released_at, a.released) = (Some(cx.at), cx.told_apart.then(release)));
            i.short_since = None;
        });
        self.watch(which, unit, cx);
    }

    /// Whatever it had done there, somebody else has to do it.
    fn stand_down(&mut self, which: IncidentRef, unit: UnitRef, cx: &Context<'_>) {
        self.release(which, unit, cx);
        if let Some(state) = self.units.get_mut(unit.index()).map(Arc::make_mut) {
            state.secondary.remove(&Secondary::Returning);
        }
        self.change(which, cx, |i| {
            let last = i.assignments.iter_mut().rev().find(|a| a.unit == unit);
            last.into_iter().for_each(|a| (a.stood_down, a.spent) = (true, true));
            // What a person chose is gone: the rules decide again.
            let empty = i.units().next().is_none();
            i.hands_on &= !empty;
        });
    }

    /// Notes on the incident how far a unit has come.
    pub(crate) fn mark_progress(&mut self, unit: UnitRef, primary: Primary, cx: &Context<'_>) {
        let Some(which) = self.unit(unit).and_then(|u| u.incident) else { return };
        self.change(which, cx, |i| {
            for a in i.assignments.iter_mut().filter(|a| a.unit == unit && a.released_at.is_none()) {
                match primary {
                    Primary::EnRoute => drop(a.en_route_at.get_or_insert(cx.at)),
                    Primary::OnScene => drop(a.on_scene_at.get_or_insert(cx.at)),
                    _ => {}
                }
            }
        });
        self.watch(which, unit, cx);
    }

    fn let_go(&mut self, incidents: &[IncidentRef]) {
        for which in incidents {
            let Some(incident) = self.incidents.remove(which) else { continue };
            let ended_at = incident.last_step_at();
            self.ended.remove(&(ended_at, *which));
            self.advised.remove(which);
            self.stop_timers((*which).into());
            self.forget((*which).into());
        }
    }
}

fn units_of(needs: &[Need]) -> u16 {
    needs.iter().map(|need| u16::from(need.count)).sum()
}

fn step_of(to: Phase, cx: &Context<'_>) -> PhaseStep {
    PhaseStep { to, at: cx.at, by: cx.by(), why: cx.why(), because: cx.because }
}

/// The oldest assignment goes that answers no need any more, else the oldest that is over.
fn make_room(assignments: &mut Vec<Assignment>) {
    if assignments.len() >= INCIDENT_HISTORY_MAX {
        let over = |a: &Assignment| a.released_at.is_some();
        let idle = assignments.iter().position(|a| over(a) && (a.spent || a.on_scene_at.is_none()));
        if let Some(oldest) = idle.or_else(|| assignments.iter().position(over)) {
            assignments.remove(oldest);
        }
    }
}

/// What an intake makes of a report while it comes in stands in its decision.
fn note(incident: &mut Incident, what: Changed, cx: &Context<'_>) {
    if incident.reported_at != cx.at {
        push_bounded(&mut incident.changes, change(what, cx));
    }
}

pub(super) fn change(what: Changed, cx: &Context<'_>) -> Change {
    Change { what, at: cx.at, by: cx.by(), why: cx.why(), because: cx.because }
}

impl Incident {
    pub(crate) fn add_override(&mut self, overridden: Override) {
        push_bounded(&mut self.overrides, overridden);
    }
}

pub(super) fn push_bounded<T>(kept: &mut Vec<T>, new: T) {
    if kept.len() >= INCIDENT_HISTORY_MAX {
        kept.remove(0);
    }
    kept.push(new);
}
