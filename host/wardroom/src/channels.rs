//! How notices leave the house. The event stream has each as soon as it is published (that of a new task as a part of
//! `task-created`); every other channel gets it from a durable outbox: what waits for it stands in the state, and each attempt is
//! an event, so that nothing is lost when the power goes. Each channel has couriers of its own, as many as it takes notices at
//! once, so that a receiver that is slow or away holds nobody else up. Which notice goes next is told in `desk.rs`.

use std::sync::{Arc, mpsc};

use domain::command::{Command, Envelope, NoticeCommand};
use domain::event::{Event, NoticeEvent, TaskEvent};
use domain::limits::WEBHOOK_RETRY_S;
use domain::notice::{DeliveryOutcome, NoticeRow};
use domain::ports::Room;
use domain::refusal::RefusalKind;
use domain::state::State;
use domain::time::TimeMs;
use telling::{Lang, say};

use crate::watched;
use desk::{Desk, Next};

mod desk;
mod letter;
pub mod webhook;

pub use webhook::Webhooks;

/// A way by which notices leave. Handing one over twice must do no harm at the receiver: a crash may have come between the
/// deed and its record.
pub trait Channel: Send + Sync {
    /// The name under which deliveries are recorded.
    fn name(&self) -> &str;
    /// How many notices it takes at a time.
    fn at_once(&self) -> u8;
    fn hand_over(&self, notice: &NoticeRow, state: &State) -> Result<(), Undelivered>;
}

/// Why a notice was not taken, in words without a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undelivered {
    pub why: String,
    pub what_now: WhatNow,
}

/// What an attempt that failed means for what comes after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhatNow {
    /// The receiver wants no more of this notice: it is not tried again.
    GiveUp,
    /// Something is wrong with this notice: it is tried again later, and others go on.
    Later,
    /// The receiver is away or has too much: it is left alone for a while.
    Rest,
}

/// The threads that empty the outbox. They end when this is dropped, each after what it is just handing over.
pub struct Couriers {
    desks: Vec<Arc<Desk>>,
}

impl Couriers {
    /// Says which channels there are, and starts the couriers of each.
    pub fn start(room: &Arc<dyn Room>, channels: Vec<Box<dyn Channel>>) -> Result<Couriers, String> {
        let names = channels.iter().map(|channel| channel.name().to_owned()).collect();
        submit(&**room, Command::Notice(NoticeCommand::SetChannels { channels: names }))?;
        let couriers = Couriers { desks: channels.iter().map(|_| Arc::new(Desk::default())).collect() };
        if !channels.is_empty() {
            let desks = couriers.desks.clone();
            room.watch(Box::new(move |committed| {
                // A new task brings its notice with it.
                let news = |event: &Event| {
                    matches!(event, Event::Notice(NoticeEvent::Sent(_)) | Event::Task(TaskEvent::Created(_)))
                };
                if committed.batch.events.iter().any(news) {
                    desks.iter().for_each(|desk| desk.tell());
                }
            }));
        }
        for (channel, desk) in channels.into_iter().zip(&couriers.desks) {
            let channel: Arc<dyn Channel> = channel.into();
            for number in 1..=channel.at_once() {
                let (desk, room, channel) = (desk.clone(), room.clone(), channel.clone());
                let name = format!("courier {} {number}", channel.name());
                let spawned = watched::spawn(&room.clone(), name, move || run(&desk, &*room, &*channel));
                spawned.map_err(|error| error.to_string())?;
            }
        }
        Ok(couriers)
    }
}

impl Drop for Couriers {
    fn drop(&mut self) {
        self.desks.iter().for_each(|desk| desk.close());
    }
}

fn run(desk: &Desk, room: &dyn Room, channel: &dyn Channel) {
    loop {
        match desk.next(channel.name(), || (room.state(), room.now())) {
            Next::Closed => return,
            Next::HandOver(row, state, now) => {
                let (outcome, rests) = attempt(channel, &row, &state, now);
                let (notice, name) = (row.notice(), channel.name().to_owned());
                let recorded =
                    submit(room, Command::Notice(NoticeCommand::RecordDelivery { notice, channel: name, outcome }));
                if let Err(why) = &recorded {
                    tracing::warn!(%notice, why, "a delivery could not be recorded");
                }
                // What could not be recorded is handed over again once the room takes commands again.
                desk.done(row.sent.matter, room.now(), rests || recorded.is_err());
            }
        }
    }
}

/// Hands a notice over: what came of it, and whether the receiver is to be left alone for a while.
fn attempt(channel: &dyn Channel, row: &NoticeRow, state: &State, now: TimeMs) -> (DeliveryOutcome, bool) {
    let attempts = row.deliveries.get(channel.name()).map_or(0, |delivery| delivery.attempts());
    let Err(Undelivered { why, what_now }) = channel.hand_over(row, state) else {
        return (DeliveryOutcome::Sent, false);
    };
    let wait_s = WEBHOOK_RETRY_S.get(attempts as usize).filter(|_| what_now != WhatNow::GiveUp);
    tracing::warn!(notice = %row.notice(), channel = channel.name(), why, "a notice was not taken");
    let outcome = match wait_s {
        Some(wait_s) => DeliveryOutcome::Failed { next: now.plus_s(*wait_s), why },
        None => DeliveryOutcome::GivenUp { why },
    };
    (outcome, what_now == WhatNow::Rest)
}

/// Hands a command in and waits until it is durable. What the room finds done already is done.
fn submit(room: &dyn Room, command: Command) -> Result<(), String> {
    let (to_us, reply) = mpsc::sync_channel(1);
    let answer = move |done: Result<_, domain::refusal::Refusal>| drop(to_us.send(done.map(drop)));
    room.submit(Envelope::system(command), Box::new(answer));
    match reply.recv() {
        Ok(Ok(())) => Ok(()),
        Ok(Err(refusal)) if matches!(refusal.kind, RefusalKind::Conflict | RefusalKind::NotFound) => Ok(()),
        Ok(Err(refusal)) => Err(say(&refusal.sentence, Lang::En)),
        Err(_) => Err("the room is gone".to_owned()),
    }
}
