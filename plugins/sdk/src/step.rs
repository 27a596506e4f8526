//! A procedure and its steps: what a step is asked about, and what it leads to, put together verb by verb. What a procedure
//! does stands in the plugin; what every procedure needs to do it with stands here, once.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::workflow::{
    Assignee, Child, Effect, Event, Field, IncidentRemark, Instance, Kind, Loan, Mark, NewIncident, Outcome, Outgoing,
    Role, Takeover, Task, WorkflowName, WorkflowTarget,
};
use crate::*;

/// One kind of workflow: a procedure of hours, days or months. The type that it is implemented for is what the procedure knows
/// between two steps. The host keeps it as JSON, and nothing personal may be in it.
///
/// A whole one: somebody is to call the caller back, and the command room hears if that is not done within the hour.
///
/// ```
/// use serde::{Deserialize, Serialize};
/// use wardroom_plugin::workflow::{Concurrency, Event, Field, Form, Instance, Kind, Result, choices};
/// use wardroom_plugin::{Notice, Procedure, Reason, Recipient, Step, TimeS, Urgency};
///
/// mod why {
///     wardroom_plugin::catalog! {
///         1 at_calling(late: count): "待回访，已超期{late}次", "waits for the call; overdue: {late}";
///         2 do_call(): "回访报警人", "call the caller back";
///         3 late(): "回访超期", "the call is overdue";
///         10 KIND: "回访", "call back";
///         11 CALL: "回访", "call";
///         12 CALLED: "已回访", "called";
///     }
/// }
///
/// const CALL: u16 = 1;
///
/// #[derive(Serialize, Deserialize)]
/// struct CallBack {
///     late: u8,
/// }
///
/// impl Procedure for CallBack {
///     type Settings = ();
///
///     fn kind() -> Kind {
///         Kind {
///             name: "call-back".to_owned(),
///             title: why::KIND,
///             concurrency: Concurrency::Single,
///             instances_max: 1,
///             start: Form::new("start", why::KIND, [], &[]),
///             tasks: vec![Form::new("call", why::CALL, [], &[("called", why::CALLED)])],
///             signals: vec![],
///             ends: choices(&[("called", why::CALLED)]),
///         }
///     }
///
///     fn form(_: u16) -> &'static str {
///         "call"
///     }
///
///     fn open(_: TimeS, _: &(), _: &Instance, _: &[Field]) -> Result<CallBack> {
///         Ok(CallBack { late: 0 })
///     }
///
///     fn begin(step: &mut Step<CallBack>, _: &[Field]) -> Result<()> {
///         step.task(CALL, step.role("officer"), 3600, why::do_call());
///         Ok(())
///     }
///
///     fn happen(step: &mut Step<CallBack>, event: Event) -> Result<()> {
///         match event {
///             Event::TaskDone(_) => step.end("called"),
///             Event::TaskOverdue(_) => {
///                 step.state.late += 1;
///                 let room = Recipient::CommandRoom(step.instance.district);
///                 step.notify(Notice::new(1, Urgency::Attention, why::late()).to(room));
///             }
///             _ => {}
///         }
///         Ok(())
///     }
///
///     fn stage(step: &Step<CallBack>) -> Reason {
///         why::at_calling(step.state.late)
///     }
/// }
///
/// wardroom_plugin::export!(workflow: CallBack);
/// ```
pub trait Procedure: Serialize + DeserializeOwned {
    /// The plugin's settings. Have unknown keys refused: `#[serde(deny_unknown_fields)]`.
    type Settings: DeserializeOwned;

    /// Asked once, when the plugin is installed.
    fn kind() -> Kind;

    /// The name of a task's form, by the task's key.
    fn form(key: u16) -> &'static str;

    /// What is known of a new instance. [`refuse`](crate::workflow::refuse) says no to whoever asks for the start.
    fn open(now: TimeS, settings: &Self::Settings, instance: &Instance, fields: &[Field]) -> workflow::Result<Self>;

    /// The first step. It may refuse the start, too.
    fn begin(step: &mut Step<Self>, fields: &[Field]) -> workflow::Result<()>;

    /// Each further step. [`refuse`](crate::workflow::refuse) says no to whoever did the task or sent the signal;
    /// [`retry`](crate::workflow::retry) has it tried again. What fails is tried again too, later and later, and then waits for a
    /// person.
    fn happen(step: &mut Step<Self>, event: Event) -> workflow::Result<()>;

    /// Where the procedure stands after a step, for people.
    fn stage(step: &Step<Self>) -> Reason;

    /// The signals that it waits for after a step. Others are refused to their senders.
    fn waits(_: &Step<Self>) -> &'static [&'static str] {
        &[]
    }

    /// What other workflows may know of it.
    fn marks(&self) -> Vec<Mark> {
        Vec::new()
    }

    /// What an older version of the plugin wrote. Unless the plugin says more, it has to read like what this one writes. Where the
    /// instance stands then, [`stage`](Procedure::stage), [`waits`](Procedure::waits) and [`marks`](Procedure::marks) say.
    fn take_over(state: &str, from_version: &str) -> workflow::Result<Self> {
        let read = serde_json::from_str(state);
        read.map_err(|error| format!("the state that version {from_version} wrote: {error}").into())
    }
}

/// One step of an instance: what is known and what happens now come in, and what it leads to is gathered, in its order.
pub struct Step<'a, P: Procedure> {
    pub now: TimeS,
    pub settings: &'a P::Settings,
    pub instance: &'a Instance,
    /// What the next step will know.
    pub state: P,
    /// What the record says of this step.
    pub remarks: Vec<Reason>,
    effects: Vec<Effect>,
    ended: Option<&'static str>,
}

impl<'a, P: Procedure> Step<'a, P> {
    pub(crate) fn new(now: TimeS, settings: &'a P::Settings, instance: &'a Instance, state: P) -> Step<'a, P> {
        Step { now, settings, instance, state, remarks: Vec::new(), effects: Vec::new(), ended: None }
    }

    pub(crate) fn outcome(self) -> workflow::Result<Outcome> {
        Ok(Outcome {
            state: serde_json::to_string(&self.state)?,
            stage: P::stage(&self),
            waits: P::waits(&self).iter().map(|name| (*name).to_owned()).collect(),
            marks: self.state.marks(),
            effects: self.effects,
            remarks: self.remarks,
            ended: self.ended.map(str::to_owned),
        })
    }

    /// Leaves a word in the record.
    pub fn remark(&mut self, why: Reason) {
        self.remarks.push(why);
    }

    /// Gives somebody something to do, in the form that [`Procedure::form`] has for the key. A task that is open under that
    /// key is replaced. The host tells whoever is to do it.
    pub fn task(&mut self, key: u16, assignee: impl Into<Assignee>, within_s: u32, why: Reason) {
        let (form, assignee) = (P::form(key).to_owned(), assignee.into());
        let due_at = Some(self.now.saturating_add(within_s));
        self.effects.push(Effect::CreateTask(Task { key, form, assignee, due_at, why }));
    }

    /// Calls a task off, if it is open or this step has given it.
    pub fn cancel_task(&mut self, key: u16) {
        self.effects.retain(|effect| !matches!(effect, Effect::CreateTask(task) if task.key == key));
        if self.instance.tasks.contains(&key) {
            self.effects.push(Effect::CancelTask(key));
        }
    }

    /// Starts a timer, or starts it anew. It fires once, also if it fell due while the host was down.
    pub fn timer(&mut self, key: u16, after_s: u32) {
        self.timer_at(key, self.now.saturating_add(after_s));
    }

    pub fn timer_at(&mut self, key: u16, due_at: TimeS) {
        self.effects.push(Effect::StartTimer(Timer { key, due_at, catch_up: CatchUp::Once, repeat_s: None }));
    }

    /// Starts a timer that fires again and again. What was missed while the host was down is not made up for.
    pub fn timer_every(&mut self, key: u16, every_s: u32) {
        let due_at = self.now.saturating_add(every_s);
        self.effects.push(Effect::StartTimer(Timer { key, due_at, catch_up: CatchUp::Once, repeat_s: Some(every_s) }));
    }

    /// Stops a timer, if it runs or this step has started it.
    pub fn stop_timer(&mut self, key: u16) {
        self.effects.retain(|effect| !matches!(effect, Effect::StartTimer(timer) if timer.key == key));
        if self.instance.timers.contains(&key) {
            self.effects.push(Effect::StopTimer(key));
        }
    }

    /// Tells people. For an exercise or a test the host tells the command room in their place.
    pub fn notify(&mut self, notice: Notice) {
        self.effects.push(Effect::Notify(notice));
    }

    /// Begins another workflow, perhaps of another plugin.
    pub fn start_workflow(&mut self, child: Child) {
        self.effects.push(Effect::StartWorkflow(child));
    }

    /// Moves the instance's incident on to a phase.
    pub fn step_incident(&mut self, to: Phase) {
        self.effects.push(Effect::StepIncident(to));
    }

    /// Lends a unit to the instance's district until a time.
    pub fn lend(&mut self, unit: UnitRef, until: TimeS) {
        self.effects.push(Effect::LendUnit(Loan { unit, to: self.instance.district, until, held: false }));
    }

    /// Holds a unit back for the instance until a time, one of its own district, too: it is recommended for no incident, and only a person
    /// sends it. It is let go with `give_back`, and when the instance ends.
    pub fn hold(&mut self, unit: UnitRef, until: TimeS) {
        self.effects.push(Effect::LendUnit(Loan { unit, to: self.instance.district, until, held: true }));
    }

    /// Sends a unit that is on loan home.
    pub fn give_back(&mut self, unit: UnitRef) {
        self.effects.push(Effect::ReturnUnit(unit));
    }

    /// Sends a signal to another workflow that waits for it, by its kind and key.
    pub fn signal(&mut self, kind: &str, key: &str, name: &str, fields: Vec<Field>) {
        self.signal_to(named(kind, key), name, fields);
    }

    /// The same to one that is known by its number, too.
    pub fn signal_to(&mut self, to: WorkflowTarget, name: &str, fields: Vec<Field>) {
        self.effects.push(Effect::Signal(Outgoing { to, name: name.to_owned(), fields }));
    }

    /// Ends another workflow, and those under way that it started.
    pub fn cancel_workflow(&mut self, which: WorkflowTarget) {
        self.effects.push(Effect::CancelWorkflow(which));
    }

    /// Reports an incident of a kind in a grid. It goes through the intake like any other.
    pub fn report(&mut self, kind: KindRef, grid: GridRef, why: Reason) {
        self.report_incident(NewIncident { kind, priority: None, grid, position: None, why });
    }

    /// The same with all that can be said of it.
    pub fn report_incident(&mut self, new: NewIncident) {
        self.effects.push(Effect::Report(new));
    }

    /// Leaves a word in the story of an incident: the instance's own, or one of its district.
    pub fn remark_on(&mut self, incident: IncidentRef, why: Reason) {
        self.effects.push(Effect::Remark(IncidentRemark { incident, why }));
    }

    /// Destroys the key of the instance's sealed fields: nobody can read them any more.
    pub fn erase_personal_data(&mut self) {
        self.effects.push(Effect::ErasePersonalData);
    }

    /// The instance is over after this step. `end` is the name of one of the kind's ends.
    pub fn end(&mut self, end: &'static str) {
        self.ended = Some(end);
    }

    pub fn has_ended(&self) -> bool {
        self.ended.is_some()
    }

    /// Neither an exercise nor a test.
    pub fn is_actual(&self) -> bool {
        self.instance.reality == Reality::Actual
    }

    /// Whoever holds a roster slot of the instance's district.
    pub fn role(&self, slot: &str) -> Role {
        Role { district: self.instance.district, slot: slot.to_owned() }
    }
}

/// A workflow by its kind and key.
pub fn named(kind: &str, key: &str) -> WorkflowTarget {
    WorkflowTarget::Name(WorkflowName { kind: kind.to_owned(), key: key.to_owned() })
}

/// A procedure as the host asks for it.
impl<P: Procedure> Workflow for P {
    type Settings = P::Settings;

    fn kinds() -> Vec<Kind> {
        vec![P::kind()]
    }

    fn start(now: TimeS, settings: &P::Settings, instance: &Instance, fields: &[Field]) -> workflow::Result<Outcome> {
        let mut step = Step::new(now, settings, instance, P::open(now, settings, instance, fields)?);
        P::begin(&mut step, fields)?;
        step.outcome()
    }

    fn step(now: TimeS, settings: &P::Settings, instance: &Instance, event: Event) -> workflow::Result<Outcome> {
        let mut step = Step::new(now, settings, instance, serde_json::from_str::<P>(&instance.state)?);
        P::happen(&mut step, event)?;
        step.outcome()
    }

    fn migrate(
        now: TimeS,
        settings: &P::Settings,
        instance: &Instance,
        from_version: &str,
    ) -> workflow::Result<Takeover> {
        let step = Step::new(now, settings, instance, P::take_over(&instance.state, from_version)?);
        let Outcome { state, stage, waits, marks, .. } = step.outcome()?;
        Ok(Takeover { state, stage, waits, marks })
    }
}
