//! When dispatch to an incident waits for a word on a duplicate, and what the beginning and the end of that make of the incident.

use std::sync::Arc;

use crate::decision::Answered;
use crate::fold::Context;
use crate::ids::IncidentRef;
use crate::incident::fold::{change, push_bounded};
use crate::incident::hold::{Hold, HoldEnd, hold_timer};
use crate::incident::record::Changed;
use crate::matter::Matter;
use crate::state::State;
use crate::time::TimeMs;

impl State {
    /// How dispatch to an incident that has just come in is to wait, if it is.
    pub fn hold_of(&self, which: IncidentRef, now: TimeMs) -> Option<Hold> {
        // Whoever came upon it is there, and one that broke off is called back before anybody goes.
        let incident = self.incident(which).filter(|incident| incident.origin.is_default())?;
        let wait_s = self.county.as_ref()?.county().duplicates.wait_s(incident.priority)?;
        let duplicate = |number: &u32| {
            let facts = &self.decision(which, *number)?.facts;
            let Answered::Intake(record) = &facts.answer else { return None };
            Some((*number, record.open_choice(facts.mode).duplicate_of?))
        };
        let (decision, of) = incident.escalated.pending.iter().find_map(duplicate)?;
        Some(Hold { of, decision, until: now.plus_s(wait_s) })
    }

    pub(super) fn hold(&mut self, which: IncidentRef, hold: Hold, cx: &Context<'_>) {
        self.set_hold(which, Some(hold), Changed::Held(hold.of), cx);
        self.start_host_timer(hold_timer(which), hold.until, cx);
    }

    /// It is no duplicate: of the decision that took it for one waits what else that proposes, if it does.
    pub(super) fn deny(&mut self, which: IncidentRef, number: u32, of: IncidentRef, cx: &Context<'_>) {
        let mut waits = false;
        if let Some(kept) = self.decisions.get_mut(&Matter::Incident(which))
            && let Some(decision) = kept.iter_mut().find(|decision| decision.facts.number == number)
        {
            let facts = &mut Arc::make_mut(decision).facts;
            if let Answered::Intake(record) = &mut facts.answer {
                record.denied = true;
            }
            waits = facts.waits_for_person();
        }
        let change = change(Changed::NoDuplicateOf(of), cx);
        self.change(which, cx, |incident| {
            incident.escalated.pending.retain(|pending| waits || *pending != number);
            push_bounded(&mut incident.changes, change);
        });
    }

    pub(super) fn end_hold(&mut self, which: IncidentRef, end: HoldEnd, cx: &Context<'_>) {
        self.set_hold(which, None, Changed::HoldEnded(end), cx);
        self.timers.stop(hold_timer(which));
    }

    fn set_hold(&mut self, which: IncidentRef, hold: Option<Hold>, what: Changed, cx: &Context<'_>) {
        // Also of one that has just come in: it says why nobody is sent.
        let change = change(what, cx);
        self.change(which, cx, |incident| {
            incident.hold = hold;
            push_bounded(&mut incident.changes, change);
        });
    }
}
