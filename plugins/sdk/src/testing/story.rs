//! A workflow instance on a virtual clock: what its plugin proposes is done as the host would do it, timers and due tasks come
//! up in their order, and all of it is written down in words.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::testing::arbiter::Case;
use crate::testing::{County, NOW, Package, instance};
use crate::workflow::{
    Effect, Event, Failure, Field, IncidentRemark, Instance, Mark, NewIncident, Outcome, Outgoing, Signal, Task,
    TaskResult, WorkflowName, WorkflowTarget,
};
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
    /// When it reported incidents.
    reported: Vec<TimeS>,
    /// What the plugin wants to be asked about again.
    put_off: Option<PutOff>,
    /// What the plugin said for its author in the step that is written down next.
    logged: Vec<String>,
    words: String,
}

/// A step that is tried again.
struct PutOff {
    what: String,
    event: Event,
    tried: usize,
    due_at: TimeS,
}

/// Seconds after which the host tries again, by the number of times that it has tried.
const AGAIN_S: [u32; 5] = [10, 60, 300, 1_800, 7_200];

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
        let (waits, marks, ended, put_off) = (Vec::new(), Vec::new(), None, None);
        let (logged, words, reported) = (Vec::new(), String::new(), Vec::new());
        let mut story = Story {
            settings,
            package,
            county,
            now: NOW,
            instance,
            waits,
            marks,
            ended,
            tasks,
            timers,
            reported,
            put_off,
            logged,
            words,
        };
        let outcome = {
            let _county = story.county.clone().enter();
            W::start(NOW, &story.settings, &story.instance, fields)
        };
        story.judge("start", &outcome);
        let outcome = outcome.unwrap_or_else(|failure| panic!("start: {}", story.package.failure(&failure)));
        story.carry_out("start", outcome);
        story
    }

    /// A person does a task.
    pub fn done(&mut self, key: u16, outcome: &str, by: PersonRef, fields: &[Field]) -> &mut Self {
        let (what, event) = self.doing(key, outcome, by, fields);
        let (task, _) = self.tasks.remove(&key).expect("just seen");
        self.county.work(&task.assignee, |tasks| tasks.saturating_sub(1));
        self.step(&what, event)
    }

    /// A person would do a task, and hears why not: it stays open, and all is as it was.
    pub fn refuses_done(&mut self, key: u16, outcome: &str, by: PersonRef, fields: &[Field]) -> String {
        let (what, event) = self.doing(key, outcome, by, fields);
        self.refuses(&what, event)
    }

    pub fn signal(&mut self, name: &str, fields: &[Field]) -> &mut Self {
        let (what, event) = self.sending(name, fields);
        self.step(&what, event)
    }

    /// A person would send a signal, and hears why not: all is as it was.
    pub fn refuses_signal(&mut self, name: &str, fields: &[Field]) -> String {
        let (what, event) = self.sending(name, fields);
        self.refuses(&what, event)
    }

    fn doing(&self, key: u16, outcome: &str, by: PersonRef, fields: &[Field]) -> (String, Event) {
        let (task, _) = self.tasks.get(&key).unwrap_or_else(|| panic!("task {key} is not open\n{}", self.words));
        let kind = &W::kinds()[0];
        let form = kind.tasks.iter().find(|form| form.name == task.form).expect("a form of the kind");
        assert!(form.outcomes.iter().any(|choice| choice.name == outcome), "{} has no outcome {outcome}", form.name);
        let (by, fields) = (Some(by), fields.to_vec());
        let done = TaskResult { key, outcome: outcome.to_owned(), by, fields };
        (format!("{} done: {outcome}", task.form), Event::TaskDone(done))
    }

    fn sending(&self, name: &str, fields: &[Field]) -> (String, Event) {
        assert!(self.waits.iter().any(|wait| wait == name), "nothing waits for {name}\n{}", self.words);
        let signal = Signal { name: name.to_owned(), by: None, sender: None, fields: fields.to_vec() };
        (format!("signal {name}"), Event::Signalled(signal))
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
            // What happens meanwhile waits behind what is tried again.
            if let Some(put_off) = self.put_off.take_if(|put_off| put_off.due_at <= until) {
                self.now = put_off.due_at.max(self.now);
                self.try_step(&put_off.what, put_off.event, put_off.tried);
                continue;
            }
            if self.put_off.is_some() {
                break;
            }
            let timer = self.timers.values().map(|timer| (timer.due_at, 0, timer.key));
            let task = self.tasks.values().filter(|(_, overdue)| !overdue);
            let task = task.filter_map(|(task, _)| task.due_at.map(|due| (due, 1, task.key)));
            let Some((due, sort, key)) = timer.chain(task).min().filter(|(due, ..)| *due <= until) else { break };
            self.now = due.max(self.now);
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
        assert!(self.put_off.is_none(), "let time pass first: it waits to be asked again\n{}", self.words);
        self.try_step(what, event, 0);
        self
    }

    /// Nobody waits for it: a refusal is written down, and what is put off is tried again.
    fn try_step(&mut self, what: &str, event: Event, tried: usize) {
        match self.ask(what, event.clone()) {
            Ok(outcome) => {
                self.carry_out(what, outcome);
                self.lets_pass_what_it_has_no_word_for();
            }
            Err(Failure::Refuse(why)) => self.write_refused(what, &why),
            Err(Failure::Retry(why)) => {
                let (at, why) = (clock(self.now - NOW), self.package.text("en", &why));
                let again_s = AGAIN_S.get(tried).unwrap_or_else(|| panic!("{what}: for ever {why}\n{}", self.words));
                let _ = writeln!(self.words, "{at} {what}\n  ~ not yet: {why}");
                self.write_log();
                let (what, due_at) = (what.to_owned(), self.now + again_s);
                self.put_off = Some(PutOff { what, event, tried: tried + 1, due_at });
            }
            Err(Failure::Fault(words)) => panic!("{what}: {words}\n{}", self.words),
        }
    }

    fn refuses(&mut self, what: &str, event: Event) -> String {
        match self.ask(what, event) {
            Err(Failure::Refuse(why)) => {
                self.write_refused(what, &why);
                self.package.text("en", &why)
            }
            Err(failure) => panic!("{what}: {}\n{}", self.package.failure(&failure), self.words),
            Ok(outcome) => panic!("{what} is not refused: {outcome:?}\n{}", self.words),
        }
    }

    fn write_refused(&mut self, what: &str, why: &Reason) {
        let why = self.package.text("en", why);
        let _ = writeln!(self.words, "{} {what}\n  ! refused: {why}", clock(self.now - NOW));
        self.write_log();
    }

    fn write_log(&mut self) {
        for line in std::mem::take(&mut self.logged) {
            let _ = writeln!(self.words, "  # {line}");
        }
    }

    /// With the lines that it wrote for its author, which the second answer does not write again. What the host's arbiter would not
    /// take is no answer.
    fn ask(&mut self, what: &str, event: Event) -> workflow::Result<Outcome> {
        assert_eq!(self.ended, None, "it is over\n{}", self.words);
        self.instance.timers = self.timers.keys().copied().collect();
        self.instance.tasks = self.tasks.keys().copied().collect();
        let _county = self.county.clone().enter();
        testing::logged();
        let again = W::step(self.now, &self.settings, &self.instance, event.clone());
        let outcome = W::step(self.now, &self.settings, &self.instance, event);
        assert_eq!(outcome, again, "the same step twice, and two answers");
        self.logged = testing::logged();
        self.logged.truncate(self.logged.len() / 2);
        self.judge(what, &outcome);
        outcome
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
        let failed = |failure| panic!("something later: {}\n{}", self.package.failure(&failure), self.words);
        let outcome = outcome.unwrap_or_else(failed);
        assert_eq!((outcome.state, outcome.ended), (instance.state, None), "something later\n{}", self.words);
        assert_eq!(outcome.effects, [], "something later\n{}", self.words);
    }

    /// The instance as the arbiter knows it.
    fn case(&self) -> Case {
        let (timers, tasks) = (self.timers.keys().copied().collect(), self.tasks.keys().copied().collect());
        let instance = Instance { timers, tasks, ..self.instance.clone() };
        Case { now: self.now, kinds: W::kinds(), instance, reported: self.reported.clone() }
    }

    /// Fails the test for what the host's arbiter would not take, before anything of it is done.
    fn judge(&self, what: &str, answer: &workflow::Result<Outcome>) {
        let mut arbiter = self.package.arbiter(self.county.clone());
        if let Err(fault) = arbiter.step(&mut self.case(), answer) {
            panic!("{what}: refused by the arbiter: {fault}: {answer:?}\n{}", self.words);
        }
    }

    fn carry_out(&mut self, what: &str, outcome: Outcome) {
        let _ = writeln!(self.words, "{} {what}", clock(self.now - NOW));
        self.write_log();
        for remark in &outcome.remarks {
            let _ = writeln!(self.words, "  - {}", self.package.text("en", remark));
        }
        for effect in outcome.effects {
            self.effect(effect);
        }
        let _ = writeln!(self.words, "  = {}", self.package.text("en", &outcome.stage));
        assert!(outcome.state.len() <= 16 << 10, "a state of {} bytes", outcome.state.len());
        self.instance.state = outcome.state;
        self.waits = outcome.waits;
        self.marks = outcome.marks;
        if let Some(end) = &outcome.ended {
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
                let (task, _) = self.tasks.remove(&key).expect("the arbiter saw it");
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
                self.county.unit_mut(which).lent_to = None;
                format!("return unit {which}")
            }
            Effect::Signal(Outgoing { to, name, .. }) => format!("signal {name} to {}", target(&to)),
            Effect::CancelWorkflow(which) => format!("cancel workflow {}", target(&which)),
            Effect::Report(NewIncident { kind, grid, why, .. }) => {
                self.reported.push(self.now);
                format!("report kind {kind} in grid {grid}: {}", self.package.text("en", &why))
            }
            Effect::Remark(IncidentRemark { incident, why }) => {
                self.county.remark(incident);
                format!("remark on incident {incident}: {}", self.package.text("en", &why))
            }
            other => format!("{other:?}"),
        };
        let _ = writeln!(self.words, "  > {words}");
    }
}

fn target(of: &WorkflowTarget) -> String {
    match of {
        WorkflowTarget::Number(which) => which.to_string(),
        WorkflowTarget::Name(WorkflowName { kind, key }) => format!("{kind} {key}"),
    }
}

/// `3d04:05`: days, hours and minutes since the start.
fn clock(seconds: u32) -> String {
    let minutes = seconds / 60;
    format!("{}d{:02}:{:02}", minutes / 1440, minutes / 60 % 24, minutes % 60)
}
