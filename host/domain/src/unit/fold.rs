//! What events make of units: their status, where they are, to whom they are lent.

use std::sync::Arc;

use crate::event::UnitEvent;
use crate::fold::Context;
use crate::ids::*;
use crate::state::State;
use crate::time::TimeMs;
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
            UnitEvent::Lent { unit, to, until, instance } => self.lend(*unit, *to, *until, Some(*instance), cx),
            UnitEvent::StandsBy { unit, to, until } => self.lend(*unit, *to, *until, None, cx),
            UnitEvent::Returned { unit } => self.return_unit(*unit),
        }
    }

    fn lend(&mut self, unit: UnitRef, to: DistrictRef, until: TimeMs, instance: Option<InstanceRef>, cx: &Context<'_>) {
        // One that is made longer or shorter goes on.
        let longer = self.unit(unit).and_then(|unit| unit.loan).filter(|l| (l.to, l.instance) == (to, instance));
        let since = longer.map_or(Some(cx.at), |loan| loan.since);
        self.return_unit(unit);
        if let Some(state) = self.units.get_mut(unit.index()).map(Arc::make_mut) {
            state.loan = Some(Loan { to, until, instance, since });
            self.start_host_timer(loan_timer(instance, unit), until, cx);
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
