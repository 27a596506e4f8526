//! A task as a story, and the names of who does it and of what is filled in.

use crate::lang::Lang;
use crate::story::*;
use crate::tell;
use crate::teller::Teller;
use crate::words;
use crate::workflow_story::*;
use domain::hooks::{Form, Reason, WorkflowKind};
use domain::ids::*;
use domain::matter::Matter;
use domain::sealed::PersonalField;
use domain::state::State;
use domain::task::{Hand, Task, TaskWords};
use domain::who::{TeamOf, Who};

/// The story of a task that the state has.
pub fn explain_task(state: &State, which: TaskRef, lang: Lang) -> Option<TaskStory> {
    let teller = Teller::of_state(state, lang)?;
    Some(teller.task(state, state.tasks.get(which)?))
}

impl Teller<'_> {
    pub fn task(&self, state: &State, task: &Task) -> TaskStory {
        let (lang, new) = (self.lang, &task.new);
        let digest = match &new.words {
            TaskWords::Plugin { digest, .. } => Some(*digest),
            _ => None,
        };
        let form = new.form.as_ref().map(|form| self.form(digest, form));
        let outcomes = form.as_ref().map(|form| form.outcomes.clone()).unwrap_or_default();
        let outcome = |name: &String| {
            let known = outcomes.iter().find(|outcome| outcome.code == *name).cloned();
            known.unwrap_or_else(|| Term::new(name, words::host_outcome(name, lang)))
        };
        let which = Matter::Task(new.task);
        let running = state.timers.of(new.task).into_iter();
        TaskStory {
            lang,
            id: new.id.clone(),
            number: new.task.0,
            title: self.task_title(state, task),
            status: self.term(&task.status),
            assignee: self.assignee(&new.assignee),
            district: self.district(new.district),
            matter: new.matter.map(|matter| self.named_matter(state, matter)),
            key: new.key,
            why: match &new.words {
                TaskWords::Plugin { digest, why } => Some(self.why_of(*digest, why)),
                _ => None,
            },
            form,
            created_at: self.time(task.created_at),
            created_by: task.created_by.clone(),
            cause: self.cause(task.because, which),
            due: new.due.map(|due| self.time(due)),
            overdue: task.overdue,
            accepted: task.accepted.as_ref().map(|hand| self.hand(which, hand)),
            ended: task.ended.as_ref().map(|hand| self.hand(which, hand)),
            outcome: task.outcome.as_ref().map(outcome),
            fields: self.fields(digest, new.form.as_ref(), &task.fields),
            escalation: task.escalated.frozen.iter().map(|frozen| self.frozen(frozen)).collect(),
            decisions: state.decisions_of(which).map(|decision| self.decision(decision)).collect(),
            notices: state.notices.of(which).map(|notice| self.notice(notice)).collect(),
            timers: running.filter_map(|id| self.timer(&task.escalated, id, &state.timers)).collect(),
        }
    }

    /// What a task is called: its form's title in its plugin's words, a person's own words, or the host's question.
    pub fn task_title(&self, state: &State, task: &Task) -> String {
        match (&task.new.words, &task.new.form) {
            (TaskWords::Person { title }, _) => title.clone(),
            (TaskWords::StartWorkflow { kind }, _) => {
                tell!(self.lang, "task.start-question", kind = self.kind_title(state, kind))
            }
            (TaskWords::CallBack, _) => self.call_back(state, task),
            (TaskWords::Plugin { digest, .. }, Some(form)) => self.title(*digest, form.title),
            (TaskWords::Plugin { digest, why }, None) => self.why_of(*digest, why).text,
        }
    }

    /// What is known of a call that broke off. Its number is read like other personal data.
    fn call_back(&self, state: &State, task: &Task) -> String {
        let which = task.new.matter.and_then(Matter::incident);
        let Some(incident) = which.and_then(|which| state.incident(which)) else {
            return tell!(self.lang, "task.call-back");
        };
        let (id, grid, source) = (&incident.id, self.grid(incident.place.grid).text, &incident.source);
        let place = match &incident.place.uncertain {
            Some(uncertain) => tell!(self.lang, "task.call-back-about", grid, how = self.uncertain(uncertain).text),
            None => grid,
        };
        let number = incident.personal.as_ref().is_some_and(|of| of.field(PersonalField::CallerNumber).is_some());
        match number {
            true => tell!(self.lang, "task.call-back-number", incident = id, source, place),
            false => tell!(self.lang, "task.call-back-no-number", incident = id, source, place),
        }
    }

    /// What a task is about, in one line: its plugin's reason for it, or its title.
    pub fn task_line(&self, state: &State, task: &Task) -> String {
        match &task.new.words {
            TaskWords::Plugin { digest, why } => self.why_of(*digest, why).text,
            _ => self.task_title(state, task),
        }
    }

    /// A kind by its name, with its title.
    pub fn named_kind(&self, state: &State, kind: &str) -> Term {
        Term::new(kind, self.kind_title(state, kind))
    }

    /// The title of a kind as the newest version that has it says; its name if nothing has it.
    pub fn kind_title(&self, state: &State, kind: &str) -> String {
        let current = state.plugins.current.keys().filter_map(|name| state.plugins.current(name));
        let any = current.chain(state.plugins.installed.values());
        let found = any.filter_map(|installed| Some((installed.digest(), installed.kind(kind)?))).next();
        found.map_or_else(|| kind.to_owned(), |(digest, kind)| self.title(digest, kind.title))
    }

    /// An entry of a plugin's catalog that has no values.
    pub(crate) fn title(&self, digest: Digest, code: u16) -> String {
        self.why_of(digest, &Reason::bare(code)).text
    }

    pub fn kind_of_workflow(&self, state: &State, digest: Digest, kind: &WorkflowKind) -> KindStory {
        let form = |form: &Form| self.form(Some(digest), form);
        KindStory {
            kind: Term::new(&kind.name, self.title(digest, kind.title)),
            plugin: self.plugin_name(digest),
            concurrency: self.term(&kind.concurrency),
            key_scope: self.term(&kind.key_scope()),
            instances_max: kind.instances_max,
            paused: state.workflows.paused_kinds.contains(&kind.name),
            start: form(&kind.start),
            tasks: kind.tasks.iter().map(form).collect(),
            signals: kind.signals.iter().map(form).collect(),
            ends: kind.ends.iter().map(|end| self.choice_of(Some(digest), end)).collect(),
        }
    }

    fn hand(&self, of: Matter, hand: &Hand) -> HandStory {
        HandStory {
            what: None,
            at: self.time(hand.at),
            by: hand.by.clone(),
            person: hand.person.map(|person| self.person(person)),
            approver: None,
            reason: hand.note.clone(),
            cause: self.cause(hand.because, of),
        }
    }

    /// A matter by the id that people know it by.
    pub fn named_matter(&self, state: &State, matter: Matter) -> Term {
        let id = match matter {
            Matter::Incident(which) => self.incident(which),
            Matter::Instance(which) => self.instance_id(state, which),
            Matter::Task(which) => state.tasks.get(which).map_or_else(|| which.to_string(), |task| task.new.id.clone()),
            Matter::Notice(_) | Matter::Vacancy(_) | Matter::Clock(_) | Matter::Schedule(_) => {
                matter.number().to_string()
            }
        };
        self.numbered(matter, &id)
    }

    /// An instance's id, or its number if the state has it no more.
    pub fn instance_id(&self, state: &State, which: InstanceRef) -> String {
        state.workflows.get(which).map_or_else(|| which.to_string(), |instance| instance.id.clone())
    }

    /// Who is to do a task: the code is what the API takes for it, `person:P001`, `role:D1/leader`.
    pub fn assignee(&self, to: &Who) -> Term {
        let sort = if let Who::GridAssistant(_) = to { "grid" } else { to.sort() };
        let told = match to {
            Who::Team(TeamOf::District { district, team }) => {
                let (district, team) = (self.district(*district), self.team(*team));
                let text = tell!(self.lang, "assignee.team", district = district.text, team = team.text);
                Term::new(format!("{}/{}", district.code, team.code), text)
            }
            who => self.recipient(who),
        };
        Term::new(format!("{sort}:{}", told.code), told.text)
    }
}
