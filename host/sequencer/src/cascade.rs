//! From a command to the whole batch of events that it causes: check, hooks, arbiter, and what follows from what, bounded.
//! Works on a copy of the state; nothing has happened until the batch is durable.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use domain::cause::{Cause, HOST, Signature, deed};
use domain::check::check;
use domain::command::{Command, Envelope, IncidentCommand, InstanceCommand, TimerCommand};
use domain::county::service::{Reinstated, Retired};
use domain::county::status_timer::Expected;
use domain::decision::Trigger;
use domain::event::{Batch, Event, IncidentEvent, InstanceEvent, PluginEvent, TimerEvent};
use domain::hooks::{EscalationTrigger, MatterView, Stage};
use domain::ids::*;
use domain::incident::Phase;
use domain::incident::hold::HoldEnd;
use domain::limits::*;
use domain::matter::Matter;
use domain::notice::Sender;
use domain::ports::Decide;
use domain::refusal::Refusal;
use domain::refusal::room::RoomRefusal;
use domain::state::{LoadedCounty, Plugins, State};
use domain::time::TimeMs;
use domain::timer::TimerId;

use crate::jobs::{Assessing, Inspection, Job};
use crate::recent_words::RecentWords;

mod cover;
mod dispatch;
mod escalation;
mod flat_command;
mod follow;
mod hold;
mod intake;
mod line;
mod origin;
mod recall;
mod schedule;
mod service;
mod watch;
pub(crate) mod workflow;

/// A batch ready to be made durable, the state after it, and what is to be run beside it.
pub struct Draft {
    /// Without events if the command changes nothing: then there is nothing to append.
    pub batch: Batch,
    pub state: State,
    pub jobs: Vec<Job>,
    /// Incidents that wait for units and were to be looked at again, and for which this batch has no room or no time.
    pub postponed: Vec<IncidentRef>,
}

/// Works a command out. The state is not touched.
pub fn work_out(state: &State, envelope: &Envelope, now: TimeMs, decide: &dyn Decide) -> Result<Draft, Refusal> {
    work_out_with(state, envelope, now, decide, &mut RecentWords::default())
}

/// The same with what is remembered of the words of earlier reports.
pub fn work_out_with(
    state: &State,
    envelope: &Envelope,
    now: TimeMs,
    decide: &dyn Decide,
    recent_words: &mut RecentWords,
) -> Result<Draft, Refusal> {
    let mut first = check(state, envelope, now)?;
    if let Command::Incident(IncidentCommand::Report(_)) = envelope.command {
        // What it is comes before its acceptance: needs and escalation follow the kind.
        first.retain(|event| matches!(event, Event::Incident(IncidentEvent::Reported(_))));
    }
    let mut cascade = Cascade::of(state, envelope, now, decide, recent_words);
    cascade.divisible = is_tick(&envelope.command) && first.len() > 1;
    for event in first {
        cascade.cause = deed::cause(state, &envelope.command, &event);
        cascade.push(event)?;
    }
    cascade.cause = Cause::Command;
    // Three go on after their first events.
    if let Command::Incident(IncidentCommand::Report(report)) = &envelope.command {
        cascade.take_in(cascade.state.last_incident, report.words.as_ref())?;
    }
    if let Command::Instance(InstanceCommand::Migrate { to, instances, partial }) = &envelope.command {
        cascade.migrate(*to, instances, *partial)?;
    }
    if let Command::Timer(TimerCommand::LookAgain { incidents }) = &envelope.command {
        cascade.look_again(incidents)?;
    }
    cascade.run()?;
    Ok(cascade.finish())
}

/// What is still due of who serves the county, as the next tick brings it and without anything else that it brings.
pub fn work_out_service(state: &State, now: TimeMs, decide: &dyn Decide) -> Result<Draft, Refusal> {
    let envelope = Envelope::system(Command::Timer(TimerCommand::Tick { archived_up_to: None }));
    let mut recent_words = RecentWords::default();
    let mut cascade = Cascade::of(state, &envelope, now, decide, &mut recent_words);
    cascade.change_service()?;
    cascade.run()?;
    Ok(cascade.finish())
}

/// Whether the command is what time brings.
fn is_tick(command: &Command) -> bool {
    matches!(command, Command::Timer(TimerCommand::Tick { .. } | TimerCommand::TickPart { .. }))
}

/// The command would cause more than a batch holds.
fn too_large() -> Refusal {
    RoomRefusal::CascadeTooLarge { events_max: BATCH_EVENTS_MAX }.into()
}

/// What still has to be looked at.
enum Consequence {
    Freeze(Matter),
    Dispatch(IncidentRef, Trigger),
    Escalate {
        matter: Matter,
        owner: u16,
        trigger: EscalationTrigger,
        why: Trigger,
    },
    /// The matter as it was when this happened to it: by the time its escalations are asked, more may have happened.
    EscalateAll {
        seen: Arc<MatterView>,
        trigger: EscalationTrigger,
        why: Trigger,
    },
    /// The time for an answer to a notice is up.
    NotInTime {
        notice: NoticeRef,
        stage: Stage,
    },
    /// A unit is free, and the incident that it leaves, if it leaves one.
    UnitFree(UnitRef, Option<IncidentRef>),
    /// A unit that a waiting recommendation counts on is gone: the recommendation lapses and is made anew.
    Overtake(IncidentRef, u32),
    /// A plugin was asked there: see whether one has failed too often.
    CheckHealth(DistrictRef),
    /// The county's schedules are set anew.
    SetSchedules,
    /// A schedule is due; `skipped`: its time was missed and is let go.
    Scheduled {
        which: ScheduleRef,
        skipped: bool,
    },
    /// A workflow that a schedule began has ended.
    AfterScheduled(ScheduleRef),
    /// An incident is elsewhere than was thought, and the district in which it was until then.
    Relocated(IncidentRef, DistrictRef),
    /// An incident that a workflow has reported.
    TakeIn(IncidentRef),
    /// The workflows of an incident that was just accepted.
    StartWorkflows(IncidentRef),
    TaskDue(TaskRef),
    TaskAnswered(TaskRef),
    ReturnUnit(UnitRef),
    DoubtClock(DoubtRef),
    /// A county came in: who has left by it, and who is back.
    Service,
    Left(Box<Retired>),
    Back(Box<Reinstated>),
    StoodDown(IncidentRef, UnitRef),
    /// Nobody is there to be sent.
    Short(IncidentRef),
    /// A unit was sent there.
    Sent(IncidentRef, UnitRef),
    /// Units were sent there: see what is left where they were.
    Cover(IncidentRef, Vec<UnitRef>),
    /// Units were sent, by a decision or by hand: those who lead them hear of it.
    Directly(IncidentRef, Vec<UnitRef>, Option<u32>),
    /// A unit was to be heard of by now.
    Overdue(IncidentRef, UnitRef, Expected),
    /// A unit has not said that it goes.
    NotAccepted(NoticeRef),
    /// Its last unit left before it got there.
    LeftAlone(IncidentRef),
    /// It is of another kind now, which may have workflows of its own.
    MoreWorkflows(IncidentRef),
    /// A unit is there: whoever sees to it has seen it.
    SeenOnScene(IncidentRef),
    TaskLeft(TaskRef),
    /// Dispatch waits no more for a word on a duplicate.
    EndHold(IncidentRef, HoldEnd),
    /// Nobody has to be called back any more.
    EndCallBack(IncidentRef),
    /// An agency has not confirmed a hand-off in time.
    NotConfirmed(IncidentRef, u32),
}

struct Cascade<'a> {
    decide: &'a dyn Decide,
    recent_words: &'a mut RecentWords,
    /// The state with all events so far folded in.
    state: State,
    now: TimeMs,
    envelope: &'a Envelope,
    version: Version,
    events: Vec<Event>,
    /// Of each event.
    causes: Vec<Cause>,
    /// Of the events that are pushed now.
    cause: Cause,
    /// How many of the events plugins proposed.
    proposed: usize,
    queue: VecDeque<Consequence>,
    hook_calls: usize,
    spent_us: u64,
    jobs: Vec<Job>,
    /// Steps of workflows taken so far.
    steps: usize,
    /// What was done so far for incidents that wait for units, as `WAITING_WORK_MAX` counts it.
    waiting_work: usize,
    postponed: Vec<IncidentRef>,
    /// The command is several things at once, which may as well be done one after the other.
    divisible: bool,
    /// Team-structure plugins to ask anew.
    inspect: BTreeSet<String>,
    /// Assessments to work out.
    assess: Vec<AssessmentRef>,
}

impl<'a> Cascade<'a> {
    fn of(
        state: &State,
        envelope: &'a Envelope,
        now: TimeMs,
        decide: &'a dyn Decide,
        recent_words: &'a mut RecentWords,
    ) -> Cascade<'a> {
        let mut working = state.clone();
        working.begin_batch();
        Cascade {
            decide,
            recent_words,
            state: working,
            now,
            envelope,
            version: state.version.next(),
            events: Vec::new(),
            causes: Vec::new(),
            cause: Cause::Command,
            proposed: 0,
            queue: VecDeque::new(),
            hook_calls: 0,
            spent_us: 0,
            jobs: Vec::new(),
            steps: 0,
            waiting_work: 0,
            postponed: Vec::new(),
            divisible: false,
            inspect: BTreeSet::new(),
            assess: Vec::new(),
        }
    }
}

impl Cascade<'_> {
    /// Works off what follows from the command, and then the steps of workflows that something happened to.
    fn run(&mut self) -> Result<(), Refusal> {
        self.work_off()?;
        while self.step_next()? {
            self.work_off()?;
        }
        self.work_off()
    }

    fn work_off(&mut self) -> Result<(), Refusal> {
        while let Some(next) = self.queue.pop_front() {
            match next {
                Consequence::Freeze(matter) => self.freeze(matter)?,
                Consequence::Dispatch(incident, trigger) => self.dispatch(incident, trigger)?,
                Consequence::Escalate { matter, owner, trigger, why } => {
                    if let Some(seen) = self.state.matter_view(matter) {
                        self.escalate(&Arc::new(seen), owner, trigger, why)?;
                    }
                }
                Consequence::EscalateAll { seen, trigger, why } => {
                    let owners = self.state.escalated(seen.matter).map_or(0, |escalated| escalated.frozen.len());
                    for owner in 0..owners {
                        self.escalate(&seen, owner as u16, trigger, why.clone())?;
                    }
                }
                Consequence::NotInTime { notice, stage } => self.not_in_time(notice, stage)?,
                Consequence::UnitFree(unit, from) => self.unit_free(unit, from),
                Consequence::Overtake(incident, decision) => self.overtake(incident, decision)?,
                Consequence::CheckHealth(district) => self.quarantine_failing(district)?,
                Consequence::SetSchedules => self.set_schedules()?,
                Consequence::Scheduled { which, skipped } => self.begin_scheduled(which, skipped)?,
                Consequence::AfterScheduled(which) => self.after_scheduled(which)?,
                Consequence::TakeIn(incident) => self.take_in(incident, None)?,
                Consequence::StartWorkflows(incident) => self.start_for_incident(incident)?,
                Consequence::TaskDue(task) => self.task_due(task)?,
                Consequence::TaskAnswered(task) => {
                    self.answered_start(task)?;
                    self.answered_call_back(task)?;
                }
                Consequence::ReturnUnit(unit) => self.end_loan(unit)?,
                Consequence::DoubtClock(doubt) => self.tell_of_doubt(doubt)?,
                Consequence::Service => self.change_service()?,
                Consequence::Left(retired) => self.left(&retired)?,
                Consequence::Back(back) => self.back(&back)?,
                Consequence::StoodDown(incident, unit) => self.tell_of_stand_down(incident, unit)?,
                Consequence::Short(incident) => self.tell_of_shortage(incident)?,
                Consequence::Sent(incident, unit) => self.tell_unit(incident, unit)?,
                Consequence::Directly(incident, sent, decision) => {
                    self.tell_those_between(incident, &sent, decision)?
                }
                Consequence::Cover(incident, sent) => self.look_at_cover(incident, &sent)?,
                Consequence::Relocated(incident, from) => self.tell_of_relocation(incident, from)?,
                Consequence::Overdue(incident, unit, expected) => self.unit_overdue(incident, unit, expected)?,
                Consequence::NotAccepted(notice) => self.unit_not_accepted(notice)?,
                Consequence::LeftAlone(incident) => self.tell_of_left_alone(incident)?,
                Consequence::MoreWorkflows(incident) => self.start_for_other_kind(incident)?,
                Consequence::SeenOnScene(incident) => self.seen_on_scene(incident)?,
                Consequence::TaskLeft(task) => self.tell_of_left_task(task)?,
                Consequence::EndHold(incident, end) => self.end_hold(incident, end)?,
                Consequence::EndCallBack(incident) => self.end_call_back(incident)?,
                Consequence::NotConfirmed(incident, hand_off) => self.tell_of_unconfirmed(incident, hand_off)?,
            }
        }
        Ok(())
    }

    /// Takes an event in: folds it, and notes what it sets off.
    fn push(&mut self, event: Event) -> Result<(), Refusal> {
        if self.events.len() >= BATCH_EVENTS_MAX {
            return Err(too_large());
        }
        if let Event::Instance(InstanceEvent::Ended { instance, .. }) = event {
            self.under(Cause::Command, |cascade| cascade.return_units_of(instance))?;
        }
        let means_something = if let Event::Timer(TimerEvent::Fired { timer, generation, .. }) = &event {
            self.state.timers.is_current(*timer, *generation)
        } else {
            true
        };
        let (author, reason) = (&self.envelope.author, self.envelope.reason.as_deref());
        let cause = match &self.cause {
            // What follows from the host's own commands is the host's own, too.
            Cause::Command if author == HOST && reason.is_none() => Cause::Author,
            cause => cause.clone(),
        };
        let signature = Signature::of(&cause, author, reason, self.version);
        self.state.preview(&event, self.now, &signature, self.version);
        if means_something {
            self.follow(&event);
        }
        self.events.push(event);
        self.causes.push(cause);
        Ok(())
    }

    /// Does something that has a cause of its own.
    fn under<T>(&mut self, cause: Cause, act: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.cause, cause);
        let done = act(self);
        self.cause = outer;
        done
    }

    /// Who goes is decided first; whoever escalates then sees the incident as it entered the phase.
    fn follow_step(&mut self, incident: IncidentRef, to: Phase) {
        if matches!(to, Phase::Accepted | Phase::Cancelled) {
            self.queue.push_back(Consequence::EndCallBack(incident));
        }
        match to {
            Phase::Accepted => {
                self.queue.push_back(Consequence::Freeze(incident.into()));
                self.plan_dispatch(incident, Trigger::Accepted);
                self.queue.push_back(Consequence::StartWorkflows(incident));
                if self.state.incident(incident).is_some_and(|incident| incident.is_accepted_anew()) {
                    self.queue.push_back(Consequence::LeftAlone(incident));
                }
            }
            Phase::Reopened => self.plan_dispatch(incident, Trigger::Reopened),
            Phase::OnScene => self.queue.push_back(Consequence::SeenOnScene(incident)),
            _ => {}
        }
        self.escalate_all(incident.into(), EscalationTrigger::PhaseChanged, Trigger::PhaseChanged);
    }

    fn follow_timer(&mut self, timer: TimerId, generation: u32) {
        let Some(matter) = timer.matter() else { return };
        if let Some(owner) = timer.escalation() {
            let trigger = EscalationTrigger::TimerFired(timer.key());
            let why = Trigger::TimerFired { key: timer.key(), generation };
            self.queue.push_back(Consequence::Escalate { matter, owner, trigger, why });
        } else if let (Matter::Notice(notice), Some(stage)) = (matter, domain::notice::stage_of(timer)) {
            self.queue.push_back(Consequence::NotInTime { notice, stage });
        } else if timer == domain::escalated::ask_timer(matter) {
            self.changed(matter);
        } else if let Matter::Vacancy(_) = matter {
            self.begin_escalation(matter);
        }
    }

    /// The one who sent a notice hears that nobody answered.
    fn follow_unanswered(&mut self, notice: NoticeRef, stage: Stage) {
        let Some(row) = self.state.notices.get(notice) else { return };
        let (matter, level) = (row.sent.matter, row.sent.message.level);
        if let Sender::Escalation(owner) = row.sent.from {
            let trigger = EscalationTrigger::Unanswered { level, stage };
            let why = Trigger::Unanswered { notice, level, stage };
            self.queue.push_back(Consequence::Escalate { matter, owner, trigger, why });
        } else if row.sent.from == Sender::Host {
            self.queue.push_back(Consequence::NotAccepted(notice));
        }
    }

    /// Asks all that escalate a matter about what happened to it just now.
    fn escalate_all(&mut self, matter: Matter, trigger: EscalationTrigger, why: Trigger) {
        let seen = self.state.matter_view(matter).map(Arc::new);
        self.queue.extend(seen.map(|seen| Consequence::EscalateAll { seen, trigger, why }));
    }

    fn loaded(&self) -> Option<Arc<LoadedCounty>> {
        self.state.county.clone()
    }

    fn time_left_ms(&self) -> u64 {
        BATCH_DEADLINE_MS.saturating_sub(self.spent_us / 1000)
    }

    /// Whether no plugin can be asked any more in this batch.
    fn out_of_budget(&self) -> bool {
        self.hook_calls >= CASCADE_HOOK_CALLS_MAX || self.time_left_ms() == 0
    }

    /// Whether the command itself has filled the batch so far that nothing more is taken on in it. What plugins propose has
    /// room of its own, so that no plugin makes a command fail.
    fn is_full(&self) -> bool {
        self.events.len() - self.proposed + BATCH_EVENTS_SPARE > BATCH_EVENTS_MAX - BATCH_PROPOSED_EVENTS_MAX
    }

    /// Counts a call of a plugin.
    fn spend(&mut self, time_us: u32) {
        self.hook_calls += 1;
        self.spent_us += u64::from(time_us);
    }

    /// Puts a plugin into quarantine that has failed too often in a row.
    fn quarantine_failing(&mut self, district: DistrictRef) -> Result<(), Refusal> {
        let Some(of_district) = self.state.plugins.health.get(&district) else { return Ok(()) };
        let failing = of_district.iter().filter(|(_, health)| health.failures >= QUARANTINE_AFTER_FAILURES);
        let failing: Vec<(String, u32)> = failing.map(|(key, health)| (key.clone(), health.quarantines)).collect();
        for (key, quarantines) in failing {
            let length_s = QUARANTINE_S.saturating_mul(1 << quarantines.min(16)).min(QUARANTINE_S_MAX);
            let (plugin, digest) = Plugins::of_health(&key);
            let (plugin, until) = (plugin.to_owned(), self.now.plus_s(length_s));
            self.push(Event::Plugin(PluginEvent::Quarantined { plugin, district, digest, until }))?;
        }
        Ok(())
    }

    fn finish(mut self) -> Draft {
        for plugin in std::mem::take(&mut self.inspect) {
            self.jobs.extend(Inspection::all(&self.state, &plugin, self.now));
        }
        for number in std::mem::take(&mut self.assess) {
            self.jobs.extend(Assessing::of(&self.state, number, self.now, self.version));
        }
        let batch = Batch {
            version: self.version,
            at: self.now,
            author: self.envelope.author.clone(),
            command: self.envelope.command.name().to_owned(),
            reason: self.envelope.reason.clone(),
            key: self.envelope.key.clone(),
            events: self.events,
            causes: Some(self.causes.into_iter().collect()),
        };
        let mut state = self.state;
        if !batch.events.is_empty() {
            state.complete(&batch);
        }
        Draft { batch, state, jobs: self.jobs, postponed: self.postponed }
    }
}
