//! A workflow instance as a story: how it began, each step with what had happened and what was done, where it stands.

use crate::decision::logs;
use crate::figures;
use crate::lang::Lang;
use crate::refused::hook_failure;
use crate::story::*;
use crate::tell;
use crate::teller::Teller;
use crate::words::{self, term, word};
use crate::workflow_story::*;
use domain::decision::{Answered, Decision, Logged, PluginId, WorkflowRecord};
use domain::hooks::{Effect, Form, NewIncident, Target, WorkflowEvent, WorkflowKind};
use domain::ids::*;
use domain::matter::Matter;
use domain::plugin::Mode;
use domain::state::State;
use domain::task::{Task, TaskWords};
use domain::time::TimeMs;
use domain::workflow::{Failure, Instance, StepFailure};
use std::sync::Arc;

/// The story of an instance that the state has.
pub fn explain_instance(state: &State, which: InstanceRef, lang: Lang) -> Option<InstanceStory> {
    let teller = Teller::of_state(state, lang)?;
    Some(teller.instance(state, state.workflows.get(which)?))
}

impl Teller<'_> {
    pub fn instance(&self, state: &State, instance: &Instance) -> InstanceStory {
        let (lang, which) = (self.lang, instance.instance);
        let (digest, matter) = (instance.plugin.digest, Matter::Instance(which));
        let kind = state.kind_of(instance);
        let waits = instance.waits.iter().map(|name| match kind.and_then(|kind| kind.signal(name)) {
            Some(form) => self.form(Some(digest), form),
            None => unknown_form(name),
        });
        let children = state.workflows.children(which);
        let tasks = state.tasks.rows.values().filter(|task| task.new.matter == Some(matter));
        let loans = state.units.iter().enumerate().filter_map(|(index, unit)| {
            let loan = unit.loan.filter(|loan| loan.instance == Some(which))?;
            let unit = self.unit(UnitRef(u32::try_from(index).unwrap_or(u32::MAX)));
            Some(LoanStory { unit, to: self.district(loan.to), until: self.time(loan.until), held: loan.held })
        });
        let end = |name: &String| match kind.and_then(|kind| kind.ends.iter().find(|end| end.name == *name)) {
            Some(end) => self.choice_of(Some(digest), end),
            None => Term::new(name, name),
        };
        let word = |word: &domain::workflow::Intervention| HandStory {
            what: word.what.map(|what| self.term(&what)),
            at: self.time(word.at),
            by: word.by.clone(),
            person: None,
            approver: word.approver.map(|approver| self.person(approver)),
            reason: word.why.clone(),
            cause: self.cause(word.because, matter),
        };
        let running = state.timers.of(which).into_iter();
        InstanceStory {
            lang,
            id: instance.id.clone(),
            number: which.0,
            kind: self.kind_word(instance, kind),
            key: instance.key.clone(),
            status: self.workflow_status(state, instance),
            replaces: instance.replaces.map(|old| self.instance_id(state, old)),
            replaced_by: instance.replaced_by.map(|new| self.instance_id(state, new)),
            stage: instance.stage.as_ref().map(|stage| self.why_of(instance.stage_of(), stage)),
            reality: self.term(&instance.reality),
            district: self.district(instance.district),
            grid: instance.grid.map(|grid| self.grid(grid)),
            incident: instance.incident.map(|incident| self.incident(incident)),
            parent: instance.parent.map(|parent| self.instance_id(state, parent)),
            children: children.map(|child| child.id.clone()).collect(),
            plugin: self.pinned(state, instance),
            started_at: self.time(instance.started_at),
            started_by: instance.started_by.clone(),
            cause: self.cause(instance.because, matter),
            fields: self.fields(Some(digest), kind.map(|kind| &kind.start), &instance.fields),
            waits: waits.collect(),
            steps: self.workflow_steps(state, instance),
            inbox: instance
                .inbox
                .iter()
                .map(|event| self.happened(state, instance, (digest, kind), (event, NOW)))
                .collect(),
            lost: instance.lost,
            failure: instance.failure.as_ref().map(|failure| self.failure(state, instance, failure)),
            tasks: tasks.map(|task| self.task(state, task)).collect(),
            loans: loans.collect(),
            escalation: instance.escalated.frozen.iter().map(|frozen| self.frozen(frozen)).collect(),
            notices: state.notices.of(which).map(|notice| self.notice(notice)).collect(),
            timers: running.filter_map(|id| self.timer(&instance.escalated, id, &state.timers)).collect(),
            word: instance.word.as_ref().map(word),
            ended_at: instance.ended_at.map(|at| self.time(at)),
            ended: instance.ended.as_ref().map(end),
            erased_at: instance.erased_at.map(|at| self.time(at)),
        }
    }

    /// How an instance stands, with what stops all of its kind.
    pub fn workflow_status(&self, state: &State, instance: &Instance) -> Term {
        let mut status = self.term(&instance.status);
        if instance.status.is_live() && state.workflows.paused_kinds.contains(&instance.kind) {
            status.text = tell!(self.lang, "workflow.all-paused", status = status.text);
        }
        status
    }

    /// A kind in the words of the component that the instance is on.
    pub fn kind_word(&self, instance: &Instance, kind: Option<&WorkflowKind>) -> Term {
        let title = kind.map(|kind| self.title(instance.plugin.digest, kind.title));
        Term::new(&instance.kind, title.unwrap_or_else(|| instance.kind.clone()))
    }

    pub fn pinned(&self, state: &State, instance: &Instance) -> PinnedStory {
        let pinned = &instance.plugin;
        let mut versions = state.workflows.versions(state, &pinned.name);
        let life = match versions.find(|version| version.installed.digest() == pinned.digest) {
            Some(version) => self.term(&version.life),
            None => term!(self.lang, "version-life.missing"),
        };
        PinnedStory {
            plugin: pinned.name.clone(),
            version: pinned.version.clone(),
            digest: pinned.digest.to_string(),
            settings_version: pinned.settings_version,
            life,
        }
    }

    fn workflow_steps(&self, state: &State, instance: &Instance) -> Vec<WorkflowStepStory> {
        let decisions = state.decisions_of(instance.instance);
        decisions.filter_map(|decision| self.workflow_step(state, instance, decision)).collect()
    }

    fn workflow_step(&self, state: &State, instance: &Instance, decision: &Decision) -> Option<WorkflowStepStory> {
        let facts = &decision.facts;
        let Answered::Workflow(record) = &facts.answer else { return None };
        let digest = facts.plugin.digest;
        let kind = digest.and_then(|digest| state.plugins.installed.get(&digest)?.kind(&instance.kind));
        let (of, form, fields) = match &record.event {
            WorkflowEvent::Started { fields } => (digest, kind.map(|kind| &kind.start), fields.as_slice()),
            WorkflowEvent::TaskDone { key, fields, .. } => {
                let task = task_of(state, instance, *key, facts.at);
                // Its titles are of the version that gave it out.
                let of = task.and_then(|task| match &task.new.words {
                    TaskWords::Plugin { digest, .. } => Some(*digest),
                    _ => None,
                });
                (of, task.and_then(|task| task.new.form.as_ref()), fields.as_slice())
            }
            WorkflowEvent::Signalled { name, fields, .. } => {
                (digest, kind.and_then(|kind| kind.signal(name)), fields.as_slice())
            }
            WorkflowEvent::TimerFired { .. }
            | WorkflowEvent::TaskOverdue { .. }
            | WorkflowEvent::IncidentChanged
            | WorkflowEvent::Unanswered { .. }
            | WorkflowEvent::ChildEnded { .. } => (None, None, &[][..]),
        };
        Some(WorkflowStepStory {
            number: facts.number,
            at: self.time(facts.at),
            happened: self.happened(
                state,
                instance,
                (digest.unwrap_or(instance.plugin.digest), kind),
                (&record.event, facts.at),
            ),
            fields: erasable(self.fields(of, form, fields), instance),
            version: facts.plugin.version.clone(),
            stage: record.stage.as_ref().map(|stage| self.why(&facts.plugin, stage)),
            refused: record.refused.as_ref().map(|why| self.why(&facts.plugin, why)),
            effects: self.effects(record, &facts.plugin, kind),
            remarks: record.remarks.iter().map(|remark| self.why(&facts.plugin, remark)).collect(),
            shadow: (facts.mode == Mode::Shadow)
                .then(|| self.difference(&facts.difference.clone().unwrap_or_default())),
            log: logs(&decision.measured.log),
        })
    }

    /// What a step did, in words.
    pub(crate) fn effects(
        &self,
        record: &WorkflowRecord,
        plugin: &PluginId,
        kind: Option<&WorkflowKind>,
    ) -> Vec<ProposalStory> {
        let told = |effect: &Effect| ProposalStory {
            kind: effect.grant().to_owned(),
            text: self.effect(effect, plugin, kind),
        };
        record.effects.iter().map(told).collect()
    }

    fn effect(&self, effect: &Effect, plugin: &PluginId, kind: Option<&WorkflowKind>) -> String {
        let lang = self.lang;
        match effect {
            Effect::StartTimer(timer) => self.timer_wanted(timer),
            Effect::StopTimer { key } => tell!(lang, "timer.stopped", key),
            Effect::CreateTask { form, assignee, due_at, why, .. } => {
                let (title, assignee) = (self.form_title(plugin, kind, form), self.assignee(assignee).text);
                let why = self.why(plugin, why).text;
                tell!(lang, "effect.task", title, assignee, due = self.due_by(*due_at), why)
            }
            Effect::CancelTask { key } => tell!(lang, "effect.cancel-task", key),
            Effect::Notify(message) => self.message_wanted(message, plugin),
            Effect::StartWorkflow { kind, key, .. } => tell!(lang, "effect.start-workflow", kind, key),
            Effect::Signal { to, name, .. } => tell!(lang, "effect.signal", name, workflow = self.target(to)),
            Effect::CancelWorkflow(which) => tell!(lang, "effect.cancel-workflow", workflow = self.target(which)),
            Effect::Report(NewIncident { kind, grid, why, .. }) => {
                let (kind, grid, why) = (self.kind(*kind).text, self.grid(*grid).text, self.why(plugin, why).text);
                tell!(lang, "effect.report", kind, grid, why)
            }
            Effect::Remark { incident, why } => {
                tell!(lang, "effect.remark", incident = self.incident(*incident), why = self.why(plugin, why).text)
            }
            Effect::StepIncident { to } => tell!(lang, "effect.step-incident", phase = word(to, lang)),
            Effect::LendUnit { unit, to, until, held } => {
                let until = figures::date_and_clock(&self.time(*until));
                let (unit, district) = (self.unit(*unit), self.district(*to).text);
                match held {
                    true => tell!(lang, "effect.hold-unit", unit, district, until),
                    false => tell!(lang, "effect.lend-unit", unit, district, until),
                }
            }
            Effect::ReturnUnit { unit } => tell!(lang, "effect.return-unit", unit = self.unit(*unit)),
            Effect::ErasePersonalData => tell!(lang, "effect.erase"),
        }
    }

    /// Another workflow as a step named it.
    fn target(&self, of: &Target) -> String {
        match (of, self.state()) {
            (Target::Number(which), Some(state)) => self.instance_id(state, *which),
            (Target::Number(which), None) => which.to_string(),
            (Target::Name { kind, key }, Some(state)) => format!("{} {key}", self.kind_title(state, kind)),
            (Target::Name { kind, key }, None) => format!("{kind} {key}"),
        }
    }

    /// The title of a task's form; of which kind it is does not matter where only one has it.
    fn form_title(&self, plugin: &PluginId, kind: Option<&WorkflowKind>, name: &str) -> String {
        let Some(digest) = plugin.digest else { return name.to_owned() };
        let kinds = self.component(digest).map_or(&[][..], |installed| &installed.inspected.workflows);
        let form = kind.into_iter().chain(kinds).find_map(|kind| kind.task(name));
        form.map_or_else(|| name.to_owned(), |form| self.title(digest, form.title))
    }

    /// The decision of a step, with what had happened as its trigger.
    pub fn step_decision(&self, state: &State, instance: &Instance, decision: &Decision) -> DecisionStory {
        let mut story = self.decision(decision);
        if let Answered::Workflow(record) = &decision.facts.answer {
            let digest = decision.facts.plugin.digest;
            let kind = digest.and_then(|digest| self.component(digest)?.kind(&instance.kind));
            let of = (digest.unwrap_or(instance.plugin.digest), kind);
            story.trigger = self.happened(state, instance, of, (&record.event, decision.facts.at));
            story.proposals = self.effects(record, &decision.facts.plugin, kind);
        }
        story
    }

    /// What happened to an instance, in the words of the component that was asked about it.
    pub(crate) fn happened(
        &self,
        state: &State,
        instance: &Instance,
        (digest, kind): (Digest, Option<&WorkflowKind>),
        (event, at): (&WorkflowEvent, TimeMs),
    ) -> Term {
        let lang = self.lang;
        let titled =
            |form: Option<&Form>, or: &str| form.map_or_else(|| or.to_owned(), |form| self.title(digest, form.title));
        let by = |person: &Option<PersonRef>| match person {
            Some(person) => tell!(lang, "happened.by", person = self.person(*person)),
            None => String::new(),
        };
        let text = match event {
            WorkflowEvent::Started { .. } => tell!(lang, "happened.started"),
            WorkflowEvent::TimerFired { key } => tell!(lang, "happened.timer", key),
            WorkflowEvent::TaskDone { key, outcome, by: person, .. } => {
                let form = task_form(state, instance, *key, at);
                let chosen = form.and_then(|form| form.outcomes.iter().find(|choice| choice.name == *outcome));
                let outcome = chosen.map_or_else(|| outcome.clone(), |choice| self.title(digest, choice.title));
                tell!(lang, "happened.task-done", title = titled(form, &key.to_string()), outcome, by = by(person))
            }
            WorkflowEvent::TaskOverdue { key } => {
                let title = titled(task_form(state, instance, *key, at), &key.to_string());
                tell!(lang, "happened.task-overdue", title)
            }
            WorkflowEvent::Signalled { name, by: person, sender, .. } => {
                let title = titled(kind.and_then(|kind| kind.signal(name)), name);
                let by = match sender {
                    Some(sender) => tell!(lang, "happened.by-workflow", workflow = self.instance_id(state, *sender)),
                    None => by(person),
                };
                tell!(lang, "happened.signalled", title, by)
            }
            WorkflowEvent::IncidentChanged => tell!(lang, "happened.incident-changed"),
            WorkflowEvent::Unanswered { level, stage } => {
                tell!(lang, "happened.unanswered", level, stage = words::unanswered(*stage, lang))
            }
            WorkflowEvent::ChildEnded { kind, key, ended } => {
                let (kind, ended) = (self.kind_title(state, kind), words::child_end(ended, lang));
                tell!(lang, "happened.child-ended", kind, key, ended)
            }
        };
        Term::new(event.name(), text)
    }

    /// Why a step came to nothing; effects that were refused are the caller's to add.
    pub fn step_failure(&self, why: &StepFailure) -> Term {
        let lang = self.lang;
        match why {
            StepFailure::Plugin(failure) => hook_failure(failure, lang),
            StepFailure::Effects(_) => term!(lang, "step-failure.effects"),
            StepFailure::Later(why) => term!(lang, "step-failure.later", why = self.why_of(why.plugin, &why.why).text),
            StepFailure::Missing => term!(lang, "step-failure.missing"),
            StepFailure::Quarantined { .. } => term!(lang, "step-failure.quarantined"),
            StepFailure::TooFast => term!(lang, "step-failure.too-fast"),
        }
    }

    fn failure(&self, state: &State, instance: &Instance, failure: &Failure) -> FailureStory {
        let refused = match &failure.why {
            StepFailure::Effects(refused) => self.refused(refused),
            _ => Vec::new(),
        };
        let (digest, kind) = (instance.plugin.digest, state.kind_of(instance));
        let said = |words: &String| Logged { plugin: instance.plugin.name.clone(), words: words.clone() };
        FailureStory {
            at: self.time(failure.at),
            event: instance.inbox.front().map(|event| self.happened(state, instance, (digest, kind), (event, NOW))),
            why: self.step_failure(&failure.why),
            refused,
            attempts: failure.attempts,
            log: failure.log.iter().flat_map(|log| logs(&[said(log)])).collect(),
            retry_at: failure.retry_at.map(|at| self.time(at)),
        }
    }
}

/// Of what waits to be stepped through: tasks as they are.
const NOW: TimeMs = TimeMs(i64::MAX);

/// The form of the task with a key that an instance had just before a time. A step may give out a new one under the same key.
fn task_form<'s>(state: &'s State, instance: &Instance, key: u16, at: TimeMs) -> Option<&'s Form> {
    task_of(state, instance, key, at)?.new.form.as_ref()
}

fn task_of<'s>(state: &'s State, instance: &Instance, key: u16, at: TimeMs) -> Option<&'s Task> {
    let of = |task: &&Arc<Task>| task.of_instance() == Some((instance.instance, key));
    let with_key = || state.tasks.rows.values().rev().filter(of);
    with_key().find(|task| task.created_at < at).or_else(|| with_key().next()).map(AsRef::as_ref)
}

fn unknown_form(name: &str) -> FormStory {
    FormStory {
        name: name.to_owned(),
        title: name.to_owned(),
        schema: serde_json::Value::Object(serde_json::Map::new()),
        outcomes: Vec::new(),
    }
}

/// What was sealed is gone once the instance's key is.
fn erasable(mut fields: Vec<FieldStory>, instance: &Instance) -> Vec<FieldStory> {
    fields.iter_mut().for_each(|field| field.erased = field.sealed && instance.erased_at.is_some());
    fields
}
