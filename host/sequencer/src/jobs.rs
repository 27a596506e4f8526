//! Runs that go beside the writer and never hold it up: shadows of the live rule and of workflows' steps, and inspections of the structure. Each
//! works on a state of its own and ends in a command that records what came of it.

use domain::arbiter::{Judge, Judged};
use domain::command::{Command, Envelope, MatterCommand};
use domain::decision::*;
use domain::hooks::Hook;
use domain::limits::HOOK_DEADLINE_MS;
use domain::plugin::Mode;
use domain::ports::{Archive, Decide};
use domain::state::State;

use crate::question::{Question, Reply, Ruling};

mod assessing;
mod inspection;
mod stepping;

pub use assessing::{Assessing, again};
pub use inspection::Inspection;
pub use stepping::Stepping;

pub trait Beside: Send + Sync {
    fn hook(&self) -> Hook;
    /// Runs it. The command that records the outcome, to be handed to the writer.
    fn run(&self, decide: &dyn Decide) -> Option<Envelope>;
    /// The same where there is an archive.
    fn run_beside(&self, decide: &dyn Decide, _: &dyn Archive) -> Option<Envelope> {
        self.run(decide)
    }
}

pub type Job = Box<dyn Beside>;

/// A question that a plugin in `shadow` is asked too, on the state before the live decision changed anything.
pub struct Shadow<I: Judge + Clone + 'static> {
    question: Question<'static, I>,
    trigger: Trigger,
    state: State,
}

impl<I: Judge + Clone + Send + Sync + 'static> Shadow<I> {
    pub fn of(question: Question<'_, I>, trigger: Trigger, state: &State) -> Job {
        Box::new(Shadow { question: question.for_later(), trigger, state: state.clone() })
    }

    /// Whether a version of its plugin counts there, so that silence may be a difference.
    fn runs_beside_its_own(&self) -> bool {
        let placed = self.state.plugins.placed(self.question.district, I::HOOK, self.question.plugin.name());
        placed.iter().any(|placed| placed.mode.counts())
    }
}

impl<I: Judge + Clone + Send + Sync + 'static> Beside for Shadow<I> {
    fn hook(&self) -> Hook {
        I::HOOK
    }

    fn run(&self, decide: &dyn Decide) -> Option<Envelope> {
        let Shadow { question, state, .. } = self;
        let Reply { outcome, measured } = question.put(state, decide, HOOK_DEADLINE_MS)?;
        let plugin = question.id();
        let (record, refused, outcome) = match outcome {
            Ok(Judged { record, refused, of_use: true }) => (record, refused, None),
            Ok(judged) => (judged.record, Vec::new(), Some(AskedOutcome::AllRefused(judged.refused))),
            Err(outcome) => (question.input.unanswered(), Vec::new(), Some(outcome)),
        };
        let silent = I::is_silent(&record) && refused.is_empty() && outcome.is_none();
        let has_failed = state.plugins.has_failed(&plugin.name, plugin.digest, question.district);
        if silent && !has_failed && !self.runs_beside_its_own() {
            return None;
        }
        let asked_before = outcome.map(|outcome| Asked { plugin: plugin.clone(), outcome }).into_iter().collect();
        let ruling = Ruling { plugin, mode: Mode::Shadow, fallback: false, asked_before, record, refused, measured };
        // The writer numbers it when it takes it in, and holds it against what was done.
        let decision = ruling.decision(&*question.input, 0, self.trigger.clone(), state);
        let matter = question.input.matter();
        Some(Envelope::system(Command::Matter(MatterCommand::RecordShadow { matter, decision: Box::new(decision) })))
    }
}
