//! A question on its way down a line of plugins: the first that gives an answer to go by is heard, and who gave none is noted.

use domain::arbiter::{Judge, Judged};
use domain::decision::*;
use domain::plugin::Mode;

use super::Cascade;
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
        let quarantined = plugins.quarantined_until(question.plugin.name(), question.district);
        if let Some(until) = quarantined.filter(|until| *until > cascade.now) {
            return Err(AskedOutcome::Quarantined { until });
        }
        if cascade.out_of_budget() {
            return Err(AskedOutcome::OutOfTime);
        }
        let put = question.put(&cascade.state, cascade.decide, cascade.time_left_ms());
        let Reply { outcome, measured } = put.ok_or(AskedOutcome::OutOfTime)?;
        cascade.spend(measured.time_us);
        self.measured.time_us = self.measured.time_us.saturating_add(measured.time_us);
        self.measured.fuel_used += measured.fuel_used;
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
