//! What a county that comes in makes of the state.

use std::sync::Arc;

use crate::county::loaded::LoadedCounty;
use crate::county::rewritten::Trace;
use crate::event::CountyEvent;
use crate::fold::Context;
use crate::state::State;

impl State {
    pub(crate) fn apply_county(&mut self, event: &CountyEvent, cx: &Context<'_>) {
        match event {
            CountyEvent::Imported { county, carried_over, .. } => {
                self.keep_series_of(county);
                let loaded = Arc::new(LoadedCounty::new(county.clone()));
                if carried_over.is_some() {
                    self.carry_over(&loaded);
                }
                self.county = Some(loaded);
                self.roster.require_handover(county.duty.handover_required);
                self.derive(cx.at);
            }
            CountyEvent::Retired(retired) => self.retire(retired, cx.at),
            CountyEvent::Reinstated(back) => self.reinstate(back, cx.at),
            CountyEvent::Rewritten(found) => {
                found.numbers.pass_over(self);
                let trace = Trace { version: cx.version, at: cx.at, found: (**found).clone() };
                self.rewritten.push_back(Arc::new(trace));
            }
            CountyEvent::RoadClosed { from, to } => self.close_road(from, to, cx.at),
            CountyEvent::RoadOpened { from, to } => self.open_road(from, to),
        }
    }
}
