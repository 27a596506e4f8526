//! What events make of units: their status, where they are, to whom they are lent.

use std::sync::Arc;

use crate::event::UnitEvent;
use crate::fold::Context;
use crate::ids::*;
use crate::state::State;
use crate::unit::Loan;
use crate::workflow::timers::loan_timer;

impl State {
    pub(crate) fn apply_unit(&mut self, event: &UnitEvent, cx: &Context<'_>) {
        match event {
            UnitEvent::StatusChanged { unit, primary, secondary } => {
                if let Some(state) = self.units.get_mut(unit.index()).map(Arc::make_mut) {
                    if state.primary != *primary {
                        state.since = cx.at;
                    }
                    state.primary = *primary;
                    state.secondary = secondary.clone();
                }
                self.mark_progress(*unit, *primary, cx);
            }
            // Written until positions left the journal. What decisions saw of them stands in their records.
            UnitEvent::Moved { .. } => {}
            UnitEvent::Lent { unit, to, until, instance, held } => {
                let loan = Loan { to: *to, until: *until, instance: Some(*instance), since: Some(cx.at), held: *held };
                self.lend(*unit, loan, cx);
            }
            UnitEvent::StandsBy { unit, to, until } => {
                let loan = Loan { to: *to, until: *until, instance: None, since: Some(cx.at), held: false };
                self.lend(*unit, loan, cx);
            }
            UnitEvent::Returned { unit } => self.return_unit(*unit),
        }
    }

    fn lend(&mut self, unit: UnitRef, loan: Loan, cx: &Context<'_>) {
        let before = self.unit(unit).and_then(|unit| unit.loan);
        // One that is made longer or shorter goes on.
        let longer = before.filter(|before| (before.to, before.instance) == (loan.to, loan.instance));
        let since = longer.map_or(loan.since, |before| before.since);
        self.return_unit(unit);
        if let Some(state) = self.units.get_mut(unit.index()).map(Arc::make_mut) {
            state.loan = Some(Loan { since, ..loan });
            self.start_host_timer(loan_timer(loan.instance, unit), loan.until, cx);
        }
    }

    pub(crate) fn return_unit(&mut self, unit: UnitRef) {
        let Some(loan) = self.units.get(unit.index()).and_then(|state| state.loan) else { return };
        self.timers.stop(loan_timer(loan.instance, unit));
        if let Some(state) = self.units.get_mut(unit.index()).map(Arc::make_mut) {
            state.loan = None;
        }
    }
}
