//! A step of a workflow that another version of its plugin is asked for too, of the same instance as it was. Nothing of it is done.

use std::borrow::Cow;
use std::sync::Arc;

use domain::arbiter::{Recorded, judge_effect, judge_step};
use domain::command::{Command, Envelope, MatterCommand};
use domain::decision::*;
use domain::hooks::*;
use domain::limits::HOOK_DEADLINE_MS;
use domain::plugin::Mode;
use domain::ports::Decide;
use domain::state::State;
use domain::workflow::Instance;

use super::{Beside, Job};
use crate::question::{Question, Ruling};

pub struct Stepping {
    question: Question<'static, StepInput>,
    instance: Arc<Instance>,
    /// Before the step changed anything.
    state: State,
}

impl Stepping {
    /// By every version of the instance's plugin that is in shadow there, has its kind and is not in quarantine.
    pub fn all(state: &State, instance: &Arc<Instance>, input: &StepInput) -> Vec<Job> {
        let (district, pinned) = (instance.district, &instance.plugin);
        let shadows = state.plugins.shadows(district, Hook::Workflow, &pinned.name).into_iter();
        let others =
            shadows.filter(|version| version.digest() != pinned.digest && version.kind(&instance.kind).is_some());
        let well = others.filter(|version| {
            let until = state.plugins.quarantined_until(&pinned.name, Some(version.digest()), district);
            until.is_none_or(|until| until <= input.now)
        });
        let job = |version: &Arc<domain::plugin::Installed>| -> Job {
            let (settings_version, settings_json) = state.plugins.settings_of(version, district);
            let question = Question {
                plugin: version.clone(),
                district,
                settings_version,
                settings_json: Cow::Borrowed(settings_json),
                mode: Mode::Shadow,
                input: Cow::Borrowed(input),
            };
            Box::new(Stepping { question: question.for_later(), instance: instance.clone(), state: state.clone() })
        };
        well.map(job).collect()
    }

    /// What is left of an answer: all of it, or why the arbiter would have none of it.
    fn judged(&self, mut answer: StepAnswer) -> (WorkflowRecord, Option<AskedOutcome>) {
        let (state, instance, grants) = (&self.state, &self.instance, &self.question.plugin.grants);
        let step = judge_step(state, instance, &mut answer).err();
        let now = self.question.input.now;
        let effects =
            answer.effects.iter().filter_map(|effect| judge_effect(state, instance, effect, grants, now).err());
        let refused: Vec<Refused> = step.into_iter().chain(effects).collect();
        let StepAnswer { stage, effects, remarks, ended, .. } = answer;
        let record = WorkflowRecord { stage: Some(stage), effects, remarks, ended, ..self.nothing() };
        (record, (!refused.is_empty()).then_some(AskedOutcome::AllRefused(refused)))
    }

    fn nothing(&self) -> WorkflowRecord {
        WorkflowRecord {
            event: WorkflowEvent::clone(&self.question.input.event),
            stage: None,
            refused: None,
            effects: Vec::new(),
            remarks: Vec::new(),
            ended: None,
        }
    }
}

impl Beside for Stepping {
    fn hook(&self) -> Hook {
        Hook::Workflow
    }

    fn run(&self, decide: &dyn Decide) -> Option<Envelope> {
        let Stepping { question, state, .. } = self;
        let run = question.ask(state, decide, HOOK_DEADLINE_MS)?;
        let measured = Measured::of(question.plugin.name(), &run);
        let (record, outcome) = match run.result {
            Ok(StepVerdict::Done(answer)) => self.judged(answer),
            Ok(StepVerdict::Refused(why)) => (WorkflowRecord { refused: Some(why), ..self.nothing() }, None),
            Ok(StepVerdict::Later(why)) => (self.nothing(), Some(AskedOutcome::Abstained(why))),
            Err(failure) => (self.nothing(), Some(AskedOutcome::Failed(failure))),
        };
        let (plugin, refused) = (question.id(), Vec::new());
        let asked_before = outcome.map(|outcome| Asked { plugin: plugin.clone(), outcome }).into_iter().collect();
        let ruling = Ruling { plugin, mode: Mode::Shadow, fallback: false, asked_before, record, refused, measured };
        let decision = Box::new(ruling.decision(&*question.input, 0, Trigger::InstanceEvent, state));
        let matter = question.input.matter();
        Some(Envelope::system(Command::Matter(MatterCommand::RecordShadow { matter, decision })))
    }
}
