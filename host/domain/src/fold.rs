//! The fold: one batch of events onto a state. Pure, total and deterministic. What events can't mean (an unknown unit, a
//! timer that is gone) changes nothing; whether a command may cause an event was decided before it was written. What an event
//! does stands in its matter's folder.

use crate::archived::passing::{Gone, Passing};
use crate::cause::{Because, HOST, Signature};
use crate::event::{Batch, Event};
use crate::ids::*;
use crate::matter::Matter;
use crate::state::State;
use crate::time::TimeMs;

mod answers;

/// Who did it and when, for what events don't carry themselves.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub at: TimeMs,
    pub author: &'a str,
    pub reason: Option<&'a str>,
    pub because: Option<Because>,
    /// The batch tells what follows from what.
    pub told_apart: bool,
    pub version: Version,
}

impl<'a> Context<'a> {
    fn signed(signature: &'a Signature<'_>, at: TimeMs, version: Version) -> Context<'a> {
        let Signature { author, reason, because, told_apart } = signature;
        Context { at, author, reason: *reason, because: *because, told_apart: *told_apart, version }
    }

    /// For what an event brings with it elsewhere: nobody's words go along. In older batches everything bears one name.
    pub fn elsewhere(&self) -> Context<'a> {
        // What bears a cause bears nobody's words.
        if !self.told_apart || self.because.is_some() {
            return *self;
        }
        let because = Some(Because { command: self.version, decision: None });
        Context { author: HOST, reason: None, because, ..*self }
    }

    pub fn by(&self) -> String {
        self.author.to_owned()
    }

    pub fn why(&self) -> Option<String> {
        self.reason.map(str::to_owned)
    }
}

impl State {
    /// Folds a batch in. Its version is the state's next; whoever reads a journal checks that.
    pub fn fold(&mut self, batch: &Batch) {
        self.begin_batch();
        self.version = batch.version;
        self.at = batch.at;
        for (index, event) in batch.events.iter().enumerate() {
            self.preview(event, batch.at, &batch.signature(index), batch.version);
        }
        self.remember(batch);
    }

    /// Ends a batch whose events were all folded with [`State::preview`]: the same as [`State::fold`] from before them.
    pub fn complete(&mut self, batch: &Batch) {
        self.version = batch.version;
        self.at = batch.at;
        self.remember(batch);
    }

    /// Folds a single event, as [`State::fold`] does for each; for those who build a batch step by step.
    pub fn preview(&mut self, event: &Event, at: TimeMs, signature: &Signature<'_>, version: Version) {
        self.apply(event, &Context::signed(signature, at, version));
    }

    fn apply(&mut self, event: &Event, cx: &Context<'_>) {
        match event {
            Event::Clock(event) => self.apply_clock(event, cx),
            Event::County(event) => self.apply_county(event, cx),
            Event::Incident(event) => self.apply_incident(event, cx),
            Event::Matter(event) => self.apply_matter(event, cx),
            Event::Timer(event) => self.apply_timer(event, cx),
            Event::Notice(event) => self.apply_notice(event, cx),
            Event::Unit(event) => self.apply_unit(event, cx),
            Event::Roster(event) => self.apply_roster(event, cx),
            Event::Plugin(event) => self.apply_plugin(event, cx),
            Event::Instance(event) => self.apply_instance(event, cx),
            Event::Task(event) => self.apply_task(event, cx),
            Event::Series(event) => self.apply_series(event),
            Event::Assessment(event) => self.apply_assessment(event, cx),
        }
    }

    /// A batch begins: nothing of it is to be taken into the archive yet.
    pub fn begin_batch(&mut self) {
        self.passing = Passing::default();
    }

    /// Something that is over was changed, so that its document has to be.
    pub(crate) fn changed_after_its_end(&mut self, matter: impl Into<Matter>) {
        let matter = matter.into();
        if self.passing.changed.last() != Some(&matter) {
            self.passing.changed.push(matter);
        }
    }

    /// Something leaves the state before what it is about.
    pub(crate) fn pass_on(&mut self, gone: Gone) {
        self.passing.gone.push(gone);
    }

    /// Keeps the answer to a command that has a key, and forgets old ones.
    fn remember(&mut self, batch: &Batch) {
        if let Some(key) = &batch.key {
            let answer = self.answer(batch);
            self.keys.keep(batch.at, &batch.author, key, answer);
        }
        self.keys.forget(batch.at);
    }
}
