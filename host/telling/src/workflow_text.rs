//! A workflow's and a task's story as text: how it began, step by step what happened and what was done, who did what.

use crate::figures::date_and_clock;
use crate::story::*;
use crate::tell;
use crate::text::{Page, short, unless_actual};
use crate::workflow_story::*;

impl InstanceStory {
    /// One line: which workflow, where, how it stands.
    pub fn headline(&self) -> String {
        let (lang, id, reality) = (self.lang, &self.id, unless_actual(&self.reality, self.lang));
        let (kind, district, status) = (&self.kind.text, &self.district.text, &self.status.text);
        tell!(lang, "workflow.headline", id, reality, kind, district, status)
    }

    /// The whole story.
    pub fn text(&self) -> String {
        let lang = self.lang;
        let mut page = Page::new(lang, &self.started_at);
        page.line(0, self.headline());
        page.began(self);
        page.stands(self);
        page.heading(&tell!(lang, "story.steps"));
        if self.steps.is_empty() {
            page.line(1, tell!(lang, "workflow.no-steps"));
        }
        for step in &self.steps {
            page.workflow_step(step);
        }
        page.workflow_end(self);
        if !self.tasks.is_empty() {
            page.heading(&tell!(lang, "workflow.tasks"));
        }
        for task in &self.tasks {
            page.task(1, task);
        }
        let since = tell!(lang, "escalation.since-start");
        page.escalation(&self.escalation, &self.notices, &self.timers, &since);
        page.text
    }
}

impl TaskStory {
    /// One line: which task, what, for whom, how it stands.
    pub fn headline(&self) -> String {
        let (assignee, status) = (&self.assignee.text, &self.status.text);
        tell!(self.lang, "task.headline", id = self.id, title = self.title, assignee, status)
    }

    /// The whole story.
    pub fn text(&self) -> String {
        let lang = self.lang;
        let mut page = Page::new(lang, &self.created_at);
        page.line(0, self.headline());
        let (at, by) = (date_and_clock(&self.created_at), page.signed(&self.created_by, self.cause.as_ref()));
        page.line(0, tell!(lang, "task.made", at, by));
        if let Some(matter) = &self.matter {
            page.line(0, tell!(lang, "task.belongs-to", matter = matter.text));
        }
        page.task_facts(0, self);
        for decision in &self.decisions {
            page.decision(decision);
        }
        let since = tell!(lang, "escalation.since-creation");
        page.escalation(&self.escalation, &self.notices, &self.timers, &since);
        page.text
    }
}

impl Page<'_> {
    fn began(&mut self, s: &InstanceStory) {
        let lang = self.lang;
        let (at, by) = (date_and_clock(&s.started_at), self.signed(&s.started_by, s.cause.as_ref()));
        self.line(
            0,
            match (&s.parent, &s.incident) {
                (Some(parent), _) => tell!(lang, "workflow.began-by-workflow", at, parent),
                (None, Some(incident)) => tell!(lang, "workflow.began-about", at, by, incident),
                (None, None) => tell!(lang, "workflow.began", at, by),
            },
        );
        if let Some(old) = &s.replaces {
            self.line(0, tell!(lang, "workflow.replaces", old));
        }
        let PinnedStory { plugin, version, digest, settings_version: settings, life } = &s.plugin;
        let (digest, life, key) = (short(digest), &life.text, &s.key);
        self.line(0, tell!(lang, "workflow.on-plugin", plugin, version, settings, digest, life, key));
        self.field_lines(0, &s.fields);
    }

    fn stands(&mut self, s: &InstanceStory) {
        let lang = self.lang;
        if let Some(stage) = &s.stage {
            self.line(0, tell!(lang, "workflow.now", stage = stage.text));
        }
        if !s.waits.is_empty() {
            let signals = self.list(s.waits.iter().map(|form| &form.title));
            self.line(0, tell!(lang, "workflow.waits", signals));
        }
        for LoanStory { unit, to, until, held } in &s.loans {
            let (district, until) = (&to.text, self.clock(until));
            let told = match held {
                true => tell!(lang, "workflow.held", unit, district, until),
                false => tell!(lang, "workflow.lent", unit, district, until),
            };
            self.line(0, told);
        }
        if !s.children.is_empty() {
            self.line(0, tell!(lang, "workflow.children", children = self.list(&s.children)));
        }
        if let Some(at) = &s.erased_at {
            self.line(0, tell!(lang, "workflow.erased", at = self.clock(at)));
        }
    }

    fn workflow_step(&mut self, step: &WorkflowStepStory) {
        let lang = self.lang;
        let (number, at, happened) = (step.number, self.clock(&step.at), &step.happened.text);
        if let Some(shadow) = &step.shadow {
            self.line(1, tell!(lang, "workflow.step-in-shadow", number, at, happened, version = step.version));
            return self.difference(2, shadow);
        }
        self.line(1, tell!(lang, "workflow.step", number, at, happened));
        self.field_lines(2, &step.fields);
        for effect in &step.effects {
            self.line(2, &effect.text);
        }
        for remark in &step.remarks {
            self.line(2, tell!(lang, "decision.remark", remark = remark.text));
        }
        if let Some(why) = &step.refused {
            self.line(2, tell!(lang, "workflow.step-refused", why = why.text));
        }
        if let Some(stage) = &step.stage {
            self.line(2, tell!(lang, "workflow.then", stage = stage.text));
        }
    }

    fn workflow_end(&mut self, s: &InstanceStory) {
        let lang = self.lang;
        if let Some(failure) = &s.failure {
            self.failure(failure);
        } else if !s.inbox.is_empty() {
            let events = self.list(s.inbox.iter().map(|event| &event.text));
            self.line(1, tell!(lang, "workflow.inbox", events));
        }
        if s.lost > 0 {
            self.line(1, tell!(lang, "workflow.lost", count = s.lost));
        }
        if let Some(word) = &s.word {
            let hand = self.hand(word);
            self.line(
                1,
                match &word.what {
                    Some(act) => tell!(lang, "workflow.last-act", act = act.text, hand),
                    None => tell!(lang, "workflow.last-word", hand),
                },
            );
        }
        let Some(at) = &s.ended_at else { return };
        let mut how = s.ended.as_ref().unwrap_or(&s.status).text.clone();
        if let Some(new) = &s.replaced_by {
            how.push_str(&tell!(lang, "said.in-brackets", what = new));
        }
        self.line(1, tell!(lang, "workflow.ended", at = self.clock(at), how));
    }

    fn failure(&mut self, failure: &FailureStory) {
        let lang = self.lang;
        let (at, attempts, why) = (self.clock(&failure.at), failure.attempts, &failure.why.text);
        let event = failure.event.as_ref().map_or("?", |event| event.text.as_str());
        self.line(1, tell!(lang, "workflow.failed", at, event, attempts, why));
        for RefusedStory { proposal, why } in &failure.refused {
            self.line(2, tell!(lang, "workflow.refused", proposal, why = why.text));
        }
        match &failure.retry_at {
            Some(at) => self.line(2, tell!(lang, "workflow.retried-at", at = self.clock(at))),
            None => self.line(2, tell!(lang, "workflow.needs-person")),
        }
    }

    fn task(&mut self, depth: usize, task: &TaskStory) {
        let TaskStory { id, title, .. } = task;
        let (at, assignee, status) = (self.clock(&task.created_at), &task.assignee.text, &task.status.text);
        self.line(depth, tell!(self.lang, "task.line", id, at, title, assignee, status));
        self.task_facts(depth + 1, task);
    }

    fn task_facts(&mut self, depth: usize, task: &TaskStory) {
        let lang = self.lang;
        if let Some(why) = &task.why {
            self.line(depth, tell!(lang, "task.why", why = why.text));
        }
        if let Some(due) = &task.due {
            let due = self.clock(due);
            match task.overdue {
                true => self.line(depth, tell!(lang, "task.overdue", due)),
                false => self.line(depth, tell!(lang, "task.due", due)),
            }
        }
        if let Some(accepted) = &task.accepted {
            self.line(depth, tell!(lang, "task.accepted", hand = self.hand(accepted)));
        }
        if let Some(ended) = &task.ended {
            let how = &task.outcome.as_ref().unwrap_or(&task.status).text;
            self.line(depth, tell!(lang, "task.ended", how, hand = self.hand(ended)));
        }
        self.field_lines(depth + 1, &task.fields);
    }

    /// When, who, and why.
    fn hand(&self, hand: &HandStory) -> String {
        let lang = self.lang;
        let mut who = self.signed(&hand.by, hand.cause.as_ref());
        if let Some(person) = &hand.person {
            who = tell!(lang, "hand.for", who, person);
        }
        let mut text = tell!(lang, "hand.line", at = self.clock(&hand.at), who);
        if let Some(person) = &hand.approver {
            text.push_str(&tell!(lang, "hand.approved", person));
        }
        text + &self.why(hand.reason.as_ref())
    }

    /// What was filled in; personal data only by name.
    fn field_lines(&mut self, depth: usize, fields: &[FieldStory]) {
        let lang = self.lang;
        for FieldStory { title, text, erased, .. } in fields {
            let value = match text {
                None if *erased => tell!(lang, "field.erased"),
                None => tell!(lang, "field.sealed"),
                Some(text) => text.clone(),
            };
            self.line(depth, tell!(lang, "field.line", title, value));
        }
    }
}
