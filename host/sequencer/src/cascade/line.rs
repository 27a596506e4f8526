//! A question on its way down a line of plugins: the first that gives an answer to go by is heard, and who gave none is noted.
//! What came of it is recorded, and shadows are asked beside.

use std::borrow::Cow;
use std::sync::Arc;

use domain::arbiter::{Judge, Judged, Recorded};
use domain::decision::*;
use domain::event::{Event, MatterEvent};
use domain::ids::{Digest, DistrictRef};
use domain::plugin::Mode;
use domain::refusal::Refusal;
use domain::state::Seat;

use super::Cascade;
use crate::jobs::{Job, Shadow};
use crate::question::{Question, Reply, Ruling};

/// Who was asked so far without an answer to go by, and what that took.
#[derive(Default)]
pub(super) struct Line {
    pub asked_before: Vec<Asked>,
    pub measured: Measured,
}

impl Line {
    /// Puts a question to the next plugin, unless it is in quarantine there or no time is left.
    pub fn put<I: Judge + Clone>(
        &mut self,
        cascade: &mut Cascade<'_>,
        question: &Question<'_, I>,
    ) -> Option<Ruling<I::Record>> {
        let outcome = match self.ask(cascade, question) {
            Ok(Judged { record, refused, of_use: true }) => {
                let Line { asked_before, measured } = std::mem::take(self);
                let (plugin, mode, fallback) = (question.id(), question.mode, false);
                return Some(Ruling { plugin, mode, fallback, asked_before, record, refused, measured });
            }
            Ok(judged) => AskedOutcome::AllRefused(judged.refused),
            Err(outcome) => outcome,
        };
        self.asked_before.push(Asked { plugin: question.id(), outcome });
        None
    }

    fn ask<I: Judge + Clone>(
        &mut self,
        cascade: &mut Cascade<'_>,
        question: &Question<'_, I>,
    ) -> Result<Judged<I::Record>, AskedOutcome> {
        let plugins = &cascade.state.plugins;
        let quarantined =
            plugins.quarantined_until(question.plugin.name(), Some(question.plugin.digest()), question.district);
        if let Some(until) = quarantined.filter(|until| *until > cascade.now) {
            return Err(AskedOutcome::Quarantined { until });
        }
        if cascade.out_of_budget() {
            return Err(AskedOutcome::OutOfTime);
        }
        let put = question.put(&cascade.state, cascade.decide, cascade.time_left_ms());
        let Reply { outcome, measured } = put.ok_or(AskedOutcome::OutOfTime)?;
        cascade.spend(measured.time_us);
        self.measured.add(measured);
        outcome
    }

    /// The host's own answer, where no plugin gave one. Where a person was to confirm what a plugin recommends, a person
    /// confirms what stands in for it.
    pub fn built_in<R>(self, mode: Mode, fallback: bool, judged: Judged<R>) -> Ruling<R> {
        let Line { asked_before, measured } = self;
        let Judged { record, refused, .. } = judged;
        Ruling { plugin: PluginId::built_in(), mode, fallback, asked_before, record, refused, measured }
    }
}

impl Cascade<'_> {
    pub(super) fn is_quarantined(&self, plugin: &str, digest: Digest, district: DistrictRef) -> bool {
        self.state.plugins.quarantined_until(plugin, Some(digest), district).is_some_and(|until| until > self.now)
    }

    /// Keeps a ruling as a decision about its matter.
    pub(super) fn record<I: Recorded>(
        &mut self,
        input: &I,
        number: u32,
        trigger: Trigger,
        ruling: Ruling<I::Record>,
    ) -> Result<(), Refusal> {
        let decision = Arc::new(ruling.decision(input, number, trigger, &self.state));
        self.push(Event::Matter(MatterEvent::Decided { matter: input.matter(), decision }))
    }

    /// A plugin that is well again is recorded even if it has nothing to say: failures in a row end there.
    pub(super) fn is_worth_a_record<I: Judge>(
        &self,
        ruling: &Ruling<I::Record>,
        district: DistrictRef,
        plugin: &PluginId,
    ) -> bool {
        let silent = I::is_silent(&ruling.record) && ruling.refused.is_empty() && ruling.asked_before.is_empty();
        !silent || self.state.plugins.has_failed(&plugin.name, plugin.digest, district)
    }

    /// The runs that go beside a decision and change nothing.
    pub(super) fn shadows<I: Judge + Clone + Send + Sync + 'static>(
        &self,
        input: &I,
        district: DistrictRef,
        trigger: &Trigger,
    ) -> Vec<Job> {
        let seats = self.state.plugins.seats(district, I::HOOK).filter(|seat| seat.mode == Mode::Shadow);
        let shadow = |seat: &Seat| {
            let question = Question::to_seat(&self.state, seat, district, Cow::Borrowed(input))?;
            let quarantined = self.is_quarantined(&seat.plugin, question.plugin.digest(), district);
            let asked = !quarantined && !self.out_of_budget();
            asked.then(|| Shadow::of(question, trigger.clone(), &self.state))
        };
        seats.filter_map(shadow).collect()
    }
}
