//! A workflow instance on a virtual clock: what its plugin proposes is done as the host would do it, timers and due tasks come
//! up in their order, and all of it is written down in words.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::testing::{County, NOW, Package, instance};
use crate::workflow::{Effect, Event, Field, Instance, Mark, Outcome, Signal, Task, TaskResult};
use crate::*;

/// An instance of the plugin's first kind, its county, and what has been written down of it. Each step is asked for twice, and
/// two answers fail the test: a plugin is a pure function.
pub struct Story<W: Workflow> {
    settings: W::Settings,
    package: Package,
    pub county: County,
    pub now: TimeS,
    pub instance: Instance,
    /// Signals that it waits for.
    pub waits: Vec<String>,
    /// What other workflows may know of it.
    pub marks: Vec<Mark>,
    /// The name of its end.
    pub ended: Option<String>,
    /// Open ones by key, and whether each is overdue.
    tasks: BTreeMap<u16, (Task, bool)>,
    timers: BTreeMap<u16, Timer>,
    words: String,
}

impl<W: Workflow> Story<W> {
    /// Starts an instance at [`NOW`].
    pub fn start(
        settings: W::Settings,
        package: Package,
        county: County,
        grid: Option<GridRef>,
        fields: &[Field],
    ) -> Story<W> {
        let instance = Instance { grid, ..instance(&W::kinds()[0].name) };
        let (tasks, timers) = (BTreeMap::new(), BTreeMap::new());
        let (waits, marks, ended, words) = (Vec::new(), Vec::new(), None, String::new());
        let mut story =
            Story { settings, package, county, now: NOW, instance, waits, marks, ended, tasks, timers, words };
        let outcome = {
            let _county = story.county.clone().enter();
            W::start(NOW, &story.settings, &story.instance, fields).unwrap_or_else(|error| panic!("start: {}", error.0))
        };
        story.carry_out("start", outcome);
        story
    }

    /// A person does a task.
    pub fn done(&mut self, key: u16, outcome: &str, by: PersonRef, fields: &[Field]) -> &mut Self {
        let (task, _) = self.tasks.remove(&key).unwrap_or_else(|| panic!("task {key} is not open\n{}", self.words));
        let kind = &W::kinds()[0];
        let form = kind.tasks.iter().find(|form| form.name == task.form).expect("a form of the kind");
        assert!(form.outcomes.iter().any(|choice| choice.name == outcome), "{} has no outcome {outcome}", form.name);
        self.county.work(&task.assignee, |tasks| tasks.saturating_sub(1));
        let (by, fields) = (Some(by), fields.to_vec());
        self.step(
            &format!("{} done: {outcome}", task.form),
            Event::TaskDone(TaskResult { key, outcome: outcome.to_owned(), by, fields }),
        )
    }

    pub fn signal(&mut self, name: &str, fields: &[Field]) -> &mut Self {
        assert!(self.waits.iter().any(|wait| wait == name), "nothing waits for {name}\n{}", self.words);
        let signal = Signal { name: name.to_owned(), by: None, fields: fields.to_vec() };
        self.step(&format!("signal {name}"), Event::Signalled(signal))
    }

    /// The incident that it is about has changed.
    pub fn incident_changed(&mut self) -> &mut Self {
        self.step("incident changed", Event::IncidentChanged)
    }

    /// Nobody looked at a notice in time.
    pub fn unanswered(&mut self, level: u8) -> &mut Self {
        self.step("unanswered", Event::Unanswered(level))
    }

    /// Lets time pass: timers fire, tasks become overdue, each at its time.
    pub fn pass(&mut self, seconds: u32) -> &mut Self {
        let until = self.now + seconds;
        while self.ended.is_none() {
            let timer = self.timers.values().map(|timer| (timer.due_at, 0, timer.key));
            let task = self.tasks.values().filter(|(_, overdue)| !overdue);
            let task = task.filter_map(|(task, _)| task.due_at.map(|due| (due, 1, task.key)));
            let Some((due, sort, key)) = timer.chain(task).min().filter(|(due, ..)| *due <= until) else { break };
            self.now = due;
            if sort == 0 {
                let timer = self.timers.remove(&key).expect("just seen");
                if let Some(every_s) = timer.repeat_s {
                    self.timers.insert(key, Timer { due_at: due + every_s, ..timer });
                }
                self.step(&format!("timer {key}"), Event::TimerFired(key));
            } else {
                let task = self.tasks.get_mut(&key).expect("just seen");
                task.1 = true;
                let words = format!("{} overdue", task.0.form);
                self.step(&words, Event::TaskOverdue(key));
            }
        }
        self.now = until;
        self
    }

    /// What has happened so far, in words; times count from the start.
    pub fn words(&self) -> &str {
        &self.words
    }

    pub fn open_tasks(&self) -> Vec<u16> {
        self.tasks.keys().copied().collect()
    }

    fn step(&mut self, what: &str, event: Event) -> &mut Self {
        assert_eq!(self.ended, None, "it is over\n{}", self.words);
        self.instance.timers = self.timers.keys().copied().collect();
        self.instance.tasks = self.tasks.keys().copied().collect();
        let outcome = {
            let _county = self.county.clone().enter();
            let again = W::step(self.now, &self.settings, &self.instance, event.clone());
            let outcome = W::step(self.now, &self.settings, &self.instance, event);
            assert_eq!(outcome, again, "the same step twice, and two answers");
            outcome.unwrap_or_else(|error| panic!("{what}: {}\n{}", error.0, self.words))
        };
        self.carry_out(what, outcome);
        self.lets_pass_what_it_has_no_word_for();
        self
    }

    /// A later host may tell of what this version does not know. Wherever a procedure stands, nothing may come of that.
    fn lets_pass_what_it_has_no_word_for(&self) {
        if self.ended.is_some() {
            return;
        }
        let (timers, tasks) = (self.timers.keys().copied().collect(), self.tasks.keys().copied().collect());
        let instance = Instance { timers, tasks, ..self.instance.clone() };
        let _county = self.county.clone().enter();
        let outcome = W::step(self.now, &self.settings, &instance, Event::Other("something-later".to_owned()));
        let outcome = outcome.unwrap_or_else(|error| panic!("something later: {}\n{}", error.0, self.words));
        assert_eq!((outcome.state, outcome.ended), (instance.state, None), "something later\n{}", self.words);
        assert_eq!(outcome.effects, [], "something later\n{}", self.words);
    }

    fn carry_out(&mut self, what: &str, outcome: Outcome) {
        let kind = &W::kinds()[0];
        let _ = writeln!(self.words, "{} {what}", clock(self.now - NOW));
        for remark in &outcome.remarks {
            let _ = writeln!(self.words, "  - {}", self.package.text("en", remark));
        }
        for effect in outcome.effects {
            self.effect(effect);
        }
        let _ = writeln!(self.words, "  = {}", self.package.text("en", &outcome.stage));
        assert!(outcome.state.len() <= 16 << 10, "a state of {} bytes", outcome.state.len());
        assert!(outcome.waits.iter().all(|name| kind.signals.iter().any(|form| form.name == *name)));
        self.instance.state = outcome.state;
        self.waits = outcome.waits;
        self.marks = outcome.marks;
        if let Some(end) = &outcome.ended {
            assert!(kind.ends.iter().any(|choice| choice.name == *end), "{end} is no end of the kind");
            let _ = writeln!(self.words, "  ended: {end}");
            self.tasks.clear();
            self.timers.clear();
        }
        self.ended = outcome.ended;
    }

    fn effect(&mut self, effect: Effect) {
        let words = match effect {
            Effect::StartTimer(timer) => {
                let words = format!("timer {} at {}", timer.key, clock(timer.due_at - NOW));
                self.timers.insert(timer.key, timer);
                words
            }
            Effect::StopTimer(key) => {
                self.timers.remove(&key);
                format!("stop timer {key}")
            }
            Effect::CreateTask(task) => {
                let due = task.due_at.map_or("any time".to_owned(), |due| clock(due - NOW));
                let words = format!(
                    "task {} for {:?} by {due}: {}",
                    task.form,
                    task.assignee,
                    self.package.text("en", &task.why)
                );
                self.county.work(&task.assignee, |tasks| tasks + 1);
                if let Some((before, _)) = self.tasks.insert(task.key, (task, false)) {
                    self.county.work(&before.assignee, |tasks| tasks.saturating_sub(1));
                }
                words
            }
            Effect::CancelTask(key) => {
                let (task, _) =
                    self.tasks.remove(&key).unwrap_or_else(|| panic!("task {key} is not open\n{}", self.words));
                self.county.work(&task.assignee, |tasks| tasks.saturating_sub(1));
                format!("cancel task {}", task.form)
            }
            Effect::Notify(Notice { level, urgency, recipients, why, .. }) => {
                let recipients = match self.instance.reality {
                    Reality::Actual => recipients,
                    Reality::Exercise | Reality::Test => vec![Recipient::CommandRoom(self.instance.district)],
                };
                format!("notice {level} {urgency:?} to {recipients:?}: {}", self.package.text("en", &why))
            }
            Effect::LendUnit(loan) => {
                self.county.unit_mut(loan.unit).lent_to = Some(loan.to);
                format!("lend unit {} to {} until {}", loan.unit, loan.to, clock(loan.until - NOW))
            }
            Effect::ReturnUnit(which) => {
                let lent_to = self.county.unit_mut(which).lent_to.take();
                assert!(lent_to.is_some(), "unit {which} is not lent\n{}", self.words);
                format!("return unit {which}")
            }
            other => format!("{other:?}"),
        };
        let _ = writeln!(self.words, "  > {words}");
    }
}

/// `3d04:05`: days, hours and minutes since the start.
fn clock(seconds: u32) -> String {
    let minutes = seconds / 60;
    format!("{}d{:02}:{:02}", minutes / 1440, minutes / 60 % 24, minutes % 60)
}
