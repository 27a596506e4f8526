//! The single writer: takes commands in order, works each out on its own state, and hands the batches to the committer.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::mpsc::SyncSender;
use std::time::Duration;

use domain::check::check;
use domain::command::{Command, Envelope, TimerCommand};
use domain::event::{Batch, ClockEvent, Event};
use domain::ids::{IncidentRef, Version};
use domain::incident::Priority;
use domain::limits::{
    GROUP_COMMIT_COMMANDS_MAX, PATIENCE_MS, POSITION_BUFFER_S, RETRY_WAITING_S, TICK_REST_S, WAITING_LOOKED_AT_MAX,
};
use domain::ports::{Done, Reply};
use domain::refusal::Refusal;
use domain::state::State;
use domain::time::TimeMs;

use super::committer::Outgoing;
use super::queue::Taken;
use super::{Failure, Shared};
use crate::cascade::{Draft, work_out_with};
use crate::recent_words::RecentWords;

struct Writer<'a> {
    shared: &'a Shared,
    /// The state with everything handed to the committer folded in.
    working: State,
    recent_words: RecentWords,
    /// Incidents that wait for units and are to be looked at again, most pressing first.
    again: BTreeSet<(Priority, IncidentRef)>,
    looked_at: TimeMs,
    positions_at: TimeMs,
    /// Whether the working state has positions that nobody outside has seen.
    moved: bool,
    /// Something that time brings was refused by itself: it is tried again then.
    rests_until: Option<TimeMs>,
    to_committer: &'a SyncSender<Outgoing>,
}

/// Runs until the queue is closed and empty, or until an append has failed.
pub fn run(shared: &Shared, state: State, to_committer: &SyncSender<Outgoing>) {
    let now = shared.time_now().max(state.at);
    let recent_words = RecentWords::default();
    let mut writer = Writer {
        shared,
        working: state,
        recent_words,
        again: BTreeSet::new(),
        looked_at: now,
        positions_at: now,
        moved: false,
        rests_until: None,
        to_committer,
    };
    loop {
        let patience = writer.patience();
        let commands = match shared.queue.take(GROUP_COMMIT_COMMANDS_MAX, patience) {
            Taken::Commands(commands) => commands,
            Taken::Closed => return,
        };
        writer.look_at_clock();
        writer.tick();
        if !commands.is_empty() {
            writer.take_positions();
        }
        for (envelope, reply) in commands {
            writer.serve(envelope, reply);
            shared.queue.worked_out();
        }
    }
}

impl Writer<'_> {
    /// What was found of the clocks stands in the journal before anything that was done by them.
    fn look_at_clock(&mut self) {
        if self.shared.failure().is_some() {
            return;
        }
        if let Some(command) = self.shared.look_at_clock(&self.working) {
            self.serve(Envelope::system(Command::Clock(command)), Box::new(|_| ()));
        }
    }

    /// Goes back only with the room's time.
    fn now(&self) -> TimeMs {
        self.shared.time_now().max(self.working.at)
    }

    fn patience(&self) -> Duration {
        // What is due stays due, and nothing of it is done any more.
        let now = self.now();
        if self.shared.failure().is_some() || self.rests_until.is_some_and(|until| now < until) {
            return Duration::from_millis(PATIENCE_MS);
        }
        if !self.working.workflows.ready.is_empty() || !self.again.is_empty() {
            return Duration::ZERO;
        }
        let due_ms = self.working.next_due().map_or(PATIENCE_MS, |due| (due.0 - now.0).max(0).unsigned_abs());
        Duration::from_millis(due_ms.min(PATIENCE_MS))
    }

    /// What time brings, in bounded portions between the commands.
    fn tick(&mut self) {
        if self.shared.failure().is_some() {
            return;
        }
        let now = self.now();
        if now.since_s(self.positions_at) >= POSITION_BUFFER_S {
            self.show_positions(now);
        }
        let timers_due = self.working.next_due().is_some_and(|due| due <= now);
        let ended = self.working.ended.get_min().map(|(at, _)| *at);
        let sure = self.working.time.sure(now);
        let archivable = ended.is_some_and(|at| sure.since_s(at) >= domain::limits::ARCHIVE_AFTER_S);
        let erases = domain::timer::check::erases(&self.working, now);
        let steps = !self.working.workflows.ready.is_empty();
        let overflows = domain::timer::check::overflows(&self.working);
        let assesses = !domain::assessment::check::due(&self.working, sure).is_empty();
        if timers_due || archivable || steps || erases || overflows || assesses {
            let archived_up_to = (archivable || overflows).then(|| self.shared.archive.applied());
            self.do_tick(archived_up_to, now);
        }
        self.look_again(now);
    }

    /// What is too much for one batch is done in parts, and what can't be done alone either keeps nothing else from being done.
    fn do_tick(&mut self, archived_up_to: Option<Version>, now: TimeMs) {
        if self.rests_until.is_some_and(|until| now < until) {
            return;
        }
        self.rests_until = None;
        let (mut from, mut count) = (0, usize::MAX);
        loop {
            let whole = (from, count) == (0, usize::MAX);
            let tick = if whole {
                TimerCommand::Tick { archived_up_to }
            } else {
                TimerCommand::TickPart { archived_up_to, from, count }
            };
            let envelope = Envelope::system(Command::Timer(tick));
            let refusal =
                match work_out_with(&self.working, &envelope, now, &*self.shared.decide, &mut self.recent_words) {
                    Ok(draft) => {
                        self.take(draft, now, Box::new(|_| ()));
                        break;
                    }
                    Err(refusal) => refusal,
                };
            let all = check(&self.working, &envelope, now).map_or(0, |events| events.len());
            if all > 1 {
                count = all.div_ceil(2);
                continue;
            }
            tracing::error!(%refusal, "something that time brings can't be done; the rest is");
            if all == 0 {
                from = 1;
                break;
            }
            (from, count) = (from + 1, 1);
        }
        if from > 0 {
            self.rests_until = Some(now.plus_s(TICK_REST_S));
        }
    }

    /// Looks again at those who wait, all once a while and a portion at a time, with commands in between.
    fn look_again(&mut self, now: TimeMs) {
        if now.since_s(self.looked_at) >= RETRY_WAITING_S {
            self.looked_at = now;
            self.again.extend(self.working.waiting.iter().copied());
        }
        let mut incidents = Vec::new();
        while incidents.len() < WAITING_LOOKED_AT_MAX
            && let Some((_, which)) = self.again.pop_first()
        {
            incidents.push(which);
        }
        if !incidents.is_empty() {
            self.serve(Envelope::system(Command::Timer(TimerCommand::LookAgain { incidents })), Box::new(|_| ()));
        }
    }

    /// What was sent since the last time, for the decisions to come.
    fn take_positions(&mut self) {
        let fixes = self.shared.positions().take();
        self.moved |= !fixes.is_empty();
        self.working.place(&fixes);
    }

    /// Lets the outside see where units are, and forgets it of those that are off shift by now.
    fn show_positions(&mut self, now: TimeMs) {
        self.positions_at = now;
        self.take_positions();
        let forgot = self.working.forget_off_shift(now);
        self.moved |= !forgot.is_empty();
        self.shared.positions().forget(&forgot);
        if std::mem::take(&mut self.moved) {
            self.send(Outgoing::Moved { state: Arc::new(self.working.clone()) });
        }
    }

    fn serve(&mut self, envelope: Envelope, reply: Reply) {
        if let Some(failure) = self.shared.failure() {
            return reply(Err(failure.refusal()));
        }
        match self.working.answered_before(&envelope) {
            Ok(None) => {}
            Ok(Some(answer)) => return self.answer(Ok(Done { answer, repeated: true }), reply),
            Err(refusal) => return self.answer(Err(refusal), reply),
        }
        let mut now = self.now();
        if let Command::Clock(command) = &envelope.command {
            now = now.plus_ms(self.working.time.moved_by(command));
        }
        match work_out_with(&self.working, &envelope, now, &*self.shared.decide, &mut self.recent_words) {
            Err(refusal) => self.answer(Err(refusal), reply),
            Ok(draft) => self.take(draft, now, reply),
        }
    }

    /// What was worked out goes on to the committer.
    fn take(&mut self, draft: Draft, now: TimeMs, reply: Reply) {
        let Draft { batch, state, jobs, postponed } = draft;
        let changes = !batch.events.is_empty();
        if changes {
            self.working = state;
        }
        if batch.events.iter().any(|event| matches!(event, Event::Clock(ClockEvent::Moved { .. }))) {
            self.shared.judge().move_to(now);
            (self.looked_at, self.positions_at, self.rests_until) = (now, now, None);
        }
        self.postpone(&postponed);
        if changes {
            return self.hand_over(batch, jobs, reply);
        }
        let answer = domain::command::Answer::Done { version: self.working.version };
        self.answer(Ok(Done { answer, repeated: false }), reply);
    }

    fn postpone(&mut self, incidents: &[IncidentRef]) {
        let key = |which: &IncidentRef| Some((self.working.incident(*which)?.priority, *which));
        self.again.extend(incidents.iter().filter_map(key));
    }

    /// Answers after all that was handed over before: what the answer rests on is durable then.
    fn answer(&self, answer: Result<Done, Refusal>, reply: Reply) {
        self.send(Outgoing::Answer { answer, reply });
    }

    fn hand_over(&self, batch: Batch, jobs: Vec<crate::jobs::Job>, reply: Reply) {
        let state = Arc::new(self.working.clone());
        self.send(Outgoing::Commit { batch: Arc::new(batch), state, jobs, reply });
    }

    fn send(&self, outgoing: Outgoing) {
        // The committer ends after the writer; were it gone, it panicked, and the reply says so.
        if let Err(lost) = self.to_committer.send(outgoing) {
            let gone = || Failure::Thread { name: "committer", why: "it takes nothing any more".to_owned() };
            lost.0.refuse(&self.shared.failure().unwrap_or_else(gone).refusal());
        }
    }
}
