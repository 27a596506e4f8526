//! Notices: messages to people about a matter, what became of handing them over, and who answered. Delivery and answer are
//! apart: a notice may be accepted that no channel could deliver, and delivered that nobody ever saw. Who hands over is the
//! wiring's business.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub(crate) mod check;
pub mod command;
pub mod event;
mod fold;
pub mod refusal;
pub mod tell;

use imbl::{OrdMap, OrdSet, Vector};
use serde::{Deserialize, Serialize};

use crate::built_in::code::SENT;
use crate::escalated::Acknowledgement;
use crate::hooks::{Message, Stage, Urgency};
use crate::ids::*;
use crate::incident::{Priority, Reality};
use crate::limits::INCIDENT_HISTORY_MAX;
use crate::matter::{About, Matter};
use crate::time::TimeMs;
use crate::timer::{TimerId, TimerOwner};
use crate::who::{Addressee, Who};

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sender {
    /// An escalation of the matter, by its index; the host's own rule where it failed.
    Escalation(u16),
    /// The workflow that the matter is of.
    Workflow,
    Host,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    pub to: Addressee,
    /// Past this one's budget of the hour: it is on the list, and nothing rings.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub held: bool,
}

/// A notice as it was sent.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    pub notice: NoticeRef,
    pub matter: Matter,
    pub district: DistrictRef,
    pub reality: Reality,
    /// Of the incident that it is about, or that what it is about belongs to. Absent where there is none, and in what was written before
    /// this was kept.
    pub priority: Option<Priority>,
    pub from: Sender,
    /// The plugin in whose words `message.why` is; absent for the host's own.
    pub plugin: Option<Digest>,
    pub message: Message,
    /// Who that was when it went out.
    pub told: Vec<Told>,
    /// None of the recipients could be reached, so the command room stands in.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub last_resort: bool,
}

/// A notice as it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NoticeRow {
    pub sent: Notice,
    pub at: TimeMs,
    /// How often the same was to be told, and when last.
    pub count: u32,
    pub last_at: TimeMs,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub deliveries: BTreeMap<String, Delivery>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: BTreeMap<Stage, Acknowledgement>,
    /// Stages whose time was up before anybody answered.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub unanswered: BTreeSet<Stage>,
}

/// How far handing a notice over to a channel has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Delivery {
    Queued,
    Sent {
        at: TimeMs,
        attempts: u32,
    },
    /// It is tried again.
    Failed {
        attempts: u32,
        next: TimeMs,
        why: String,
    },
    GivenUp {
        at: TimeMs,
        attempts: u32,
        why: String,
    },
}

impl Delivery {
    /// When it is to be tried: at once if it never was. `None`: it is over.
    pub const fn due(&self) -> Option<TimeMs> {
        match self {
            Delivery::Queued => Some(TimeMs(0)),
            Delivery::Failed { next, .. } => Some(*next),
            Delivery::Sent { .. } | Delivery::GivenUp { .. } => None,
        }
    }

    pub const fn attempts(&self) -> u32 {
        match self {
            Delivery::Queued => 0,
            Delivery::Sent { attempts, .. }
            | Delivery::Failed { attempts, .. }
            | Delivery::GivenUp { attempts, .. } => *attempts,
        }
    }

    pub const fn name(&self) -> &'static str {
        match self {
            Delivery::Queued => "queued",
            Delivery::Sent { .. } => "sent",
            Delivery::Failed { .. } => "failed",
            Delivery::GivenUp { .. } => "given-up",
        }
    }
}

/// What came of one attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeliveryOutcome {
    Sent,
    /// Never with a secret in it.
    Failed {
        next: TimeMs,
        why: String,
    },
    GivenUp {
        why: String,
    },
}

impl NoticeRow {
    pub const fn notice(&self) -> NoticeRef {
        self.sent.notice
    }

    /// Whether channels get it.
    pub fn is_pushed(&self) -> bool {
        self.sent.told.iter().any(|told| !told.held)
    }

    /// The furthest stage that somebody has answered.
    pub fn answered(&self) -> Option<Stage> {
        self.answers.last_key_value().map(|(stage, _)| *stage)
    }
}

/// The timer that ends the time for a stage.
pub fn time_out(notice: NoticeRef, stage: Stage) -> TimerId {
    TimerId::of(notice, TimerOwner::HOST, stage as u16)
}

/// The stage whose time is up when a notice's timer fires.
pub fn stage_of(timer: TimerId) -> Option<Stage> {
    Stage::ALL.into_iter().find(|stage| *stage as u16 == timer.key())
}

/// All notices of the state.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "Kept", into = "Kept")]
pub struct Notices {
    pub last: NoticeRef,
    rows: OrdMap<NoticeRef, Arc<NoticeRow>>,
    /// The channels to which what is sent from now on goes.
    pub channels: BTreeSet<String>,
    /// INVARIANT: holds (matter, notice) of every row and nothing else.
    by_matter: OrdSet<(Matter, NoticeRef)>,
    /// What is to be handed over, the most urgent first.
    due: OrdSet<Due>,
    /// When it last rang for each, the newest last; as far back as the budget looks. Each priority has a budget of its own.
    rang: OrdMap<(Addressee, Option<Priority>), Vector<TimeMs>>,
}

/// A notice that a channel is still owed: (channel, how urgent, when, notice).
type Due = (String, Reverse<Urgency>, TimeMs, NoticeRef);

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    last: NoticeRef,
    #[serde(default, skip_serializing_if = "OrdMap::is_empty")]
    rows: OrdMap<NoticeRef, Arc<NoticeRow>>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    channels: BTreeSet<String>,
}

impl From<Kept> for Notices {
    fn from(kept: Kept) -> Notices {
        let mut notices = Notices { last: kept.last, channels: kept.channels, ..Notices::default() };
        for row in kept.rows.values() {
            notices.put(row.clone());
            notices.ring(row);
        }
        notices
    }
}

impl From<Notices> for Kept {
    fn from(notices: Notices) -> Kept {
        Kept { last: notices.last, rows: notices.rows, channels: notices.channels }
    }
}

impl Notice {
    /// The incident that it sends a unit to, and the unit.
    pub fn ordered(&self) -> Option<(IncidentRef, UnitRef)> {
        let unit = self.message.recipients.iter().find_map(|to| match to {
            Who::Unit(unit) => Some(*unit),
            _ => None,
        });
        let order = self.from == Sender::Host && self.message.why.code == SENT;
        self.matter.incident().zip(unit).filter(|_| order)
    }
}

/// How far back the budget looks.
const HOUR_S: u32 = 3_600;

impl Notices {
    pub fn get(&self, which: NoticeRef) -> Option<&Arc<NoticeRow>> {
        self.rows.get(&which)
    }

    /// Oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Arc<NoticeRow>> {
        self.rows.values()
    }

    /// Newest first, those before `before`.
    pub fn before(&self, before: Option<NoticeRef>) -> impl Iterator<Item = &Arc<NoticeRow>> {
        let end = before.unwrap_or(NoticeRef(u32::MAX));
        self.rows.range(..end).rev().map(|(_, row)| row)
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Those about a matter, oldest first.
    pub fn of(&self, matter: impl Into<Matter>) -> impl DoubleEndedIterator<Item = &Arc<NoticeRow>> {
        let matter = matter.into();
        let range = self.by_matter.range((matter, NoticeRef(0))..=(matter, NoticeRef(u32::MAX)));
        range.filter_map(|(_, notice)| self.rows.get(notice))
    }

    /// What is to be handed over to a channel, sooner or later: the most urgent first, then the longest due.
    pub fn due(&self, channel: &str) -> impl Iterator<Item = (TimeMs, &Arc<NoticeRow>)> {
        Urgency::ALL.into_iter().rev().flat_map(move |urgency| self.due_at(channel, urgency, TimeMs(i64::MIN)))
    }

    /// The one that a channel should take now: the most urgent, then the longest due, of no matter that is passed over.
    pub fn next_due(
        &self,
        channel: &str,
        now: TimeMs,
        passed_over: impl Fn(Matter) -> bool,
    ) -> Option<&Arc<NoticeRow>> {
        let of = |urgency| self.due_at(channel, urgency, TimeMs(i64::MIN)).take_while(|(due, _)| *due <= now);
        let free = |row: &&Arc<NoticeRow>| !passed_over(row.sent.matter);
        Urgency::ALL.into_iter().rev().find_map(|urgency| of(urgency).map(|(_, row)| row).find(free))
    }

    /// When the next is due for a channel that is not due yet.
    pub fn due_after(&self, channel: &str, now: TimeMs) -> Option<TimeMs> {
        let first = |urgency| Some(self.due_at(channel, urgency, TimeMs(now.0.saturating_add(1))).next()?.0);
        Urgency::ALL.into_iter().filter_map(first).min()
    }

    /// What of one urgency is due from a time on.
    fn due_at(&self, channel: &str, urgency: Urgency, from: TimeMs) -> impl Iterator<Item = (TimeMs, &Arc<NoticeRow>)> {
        let first = (channel.to_owned(), Reverse(urgency), from, NoticeRef(0));
        let last = (channel.to_owned(), Reverse(urgency), TimeMs(i64::MAX), NoticeRef(u32::MAX));
        self.due.range(first..=last).filter_map(|(_, _, due, notice)| Some((*due, self.rows.get(notice)?)))
    }

    /// How often it rang for somebody within the hour up to `now` for matters of this priority.
    pub fn rang(&self, to: Addressee, of: Option<Priority>, now: TimeMs) -> usize {
        let rang = self.rang.get(&(to, of)).into_iter().flatten().rev();
        rang.take_while(|at| now.since_s(**at) < HOUR_S).filter(|at| **at <= now).count()
    }

    fn put(&mut self, row: Arc<NoticeRow>) {
        let notice = row.notice();
        if let Some(old) = self.rows.get(&notice).cloned() {
            self.forget_due(&old);
        }
        self.due.extend(owed(&row));
        self.by_matter.insert((row.sent.matter, notice));
        self.rows.insert(notice, row);
    }

    fn forget_due(&mut self, row: &NoticeRow) {
        owed(row).for_each(|due| drop(self.due.remove(&due)));
    }

    fn ring(&mut self, row: &NoticeRow) {
        if row.sent.message.urgency == Urgency::Info {
            return;
        }
        for told in row.sent.told.iter().filter(|told| !told.held) {
            let rang = self.rang.entry((told.to, row.sent.priority)).or_default();
            while rang.front().is_some_and(|at| row.at.since_s(*at) >= HOUR_S) {
                rang.pop_front();
            }
            rang.push_back(row.at);
        }
    }

    /// Takes a new one in. Answers which of its matter goes to the archive for it, if there are too many: the oldest of those that no
    /// channel is still owed, else the oldest that is no emergency.
    pub(crate) fn send(&mut self, sent: Notice, at: TimeMs) -> Option<Arc<NoticeRow>> {
        self.last = self.last.max(sent.notice);
        let pushed = sent.told.iter().any(|told| !told.held);
        let channels = self.channels.iter().filter(|_| pushed);
        let deliveries = channels.map(|channel| (channel.clone(), Delivery::Queued)).collect();
        let (matter, notice) = (sent.matter, sent.notice);
        let (answers, unanswered) = (BTreeMap::new(), BTreeSet::new());
        let row = NoticeRow { sent, at, count: 1, last_at: at, deliveries, answers, unanswered };
        self.ring(&row);
        self.put(Arc::new(row));
        let of_matter = self.by_matter.range((matter, NoticeRef(0))..=(matter, NoticeRef(u32::MAX))).count();
        let goes = (of_matter > INCIDENT_HISTORY_MAX).then(|| self.dispensable(matter, notice)).flatten();
        goes.and_then(|goes| self.remove(goes))
    }

    /// The one of a matter's that is missed least, but for the newest.
    fn dispensable(&self, matter: Matter, newest: NoticeRef) -> Option<NoticeRef> {
        let owed = |row: &NoticeRow| row.deliveries.values().any(|delivery| delivery.due().is_some());
        let others = || self.of(matter).filter(|row| row.notice() != newest);
        let delivered = others().find(|row| !owed(row));
        let calm = || others().find(|row| row.sent.message.urgency != Urgency::Emergency);
        delivered.or_else(calm).or_else(|| others().next()).map(|row| row.notice())
    }

    pub(crate) fn change(&mut self, which: NoticeRef, change: impl FnOnce(&mut NoticeRow)) {
        let Some(mut row) = self.rows.get(&which).cloned() else { return };
        change(Arc::make_mut(&mut row));
        self.put(row);
    }

    fn remove(&mut self, which: NoticeRef) -> Option<Arc<NoticeRow>> {
        let row = self.rows.remove(&which)?;
        self.forget_due(&row);
        self.by_matter.remove(&(row.sent.matter, which));
        Some(row)
    }

    /// Drops all about a matter that leaves the state.
    pub(crate) fn let_go(&mut self, matter: Matter) -> Vec<Arc<NoticeRow>> {
        let all: Vec<NoticeRef> = self.of(matter).map(|row| row.notice()).collect();
        all.into_iter().filter_map(|notice| self.remove(notice)).collect()
    }

    /// One from the archive, for readers: no channel is owed it any more.
    pub(crate) fn recall(&mut self, row: NoticeRow) {
        self.by_matter.insert((row.sent.matter, row.notice()));
        self.rows.insert(row.notice(), Arc::new(row));
    }

    /// What it says is not so any more: no channel need take it.
    pub(crate) fn give_up(&mut self, which: NoticeRef, at: TimeMs, why: &str) {
        if !self.get(which).is_some_and(|row| row.deliveries.values().any(|delivery| delivery.due().is_some())) {
            return;
        }
        self.change(which, |row| {
            for delivery in row.deliveries.values_mut().filter(|delivery| delivery.due().is_some()) {
                *delivery = Delivery::GivenUp { at, attempts: delivery.attempts(), why: why.to_owned() };
            }
        });
    }

    /// The time goes back: what is tried again is tried so much sooner, and what rang rang then.
    pub(crate) fn try_sooner(&mut self, sooner: &impl Fn(TimeMs) -> TimeMs) {
        let owed: Vec<NoticeRef> = self.due.iter().filter(|due| sooner(due.2) != due.2).map(|due| due.3).collect();
        for notice in owed {
            self.change(notice, |row| {
                for delivery in row.deliveries.values_mut() {
                    if let Delivery::Failed { next, .. } = delivery {
                        *next = sooner(*next);
                    }
                }
            });
        }
    }

    /// A channel that is not there any more has nothing left to do.
    /// What those are about whose deliveries end with it.
    pub(crate) fn set_channels(&mut self, channels: &BTreeSet<String>, at: TimeMs) -> BTreeSet<Matter> {
        let gone: Vec<NoticeRef> =
            self.due.iter().filter(|(channel, ..)| !channels.contains(channel)).map(|(.., notice)| *notice).collect();
        let about = gone.iter().filter_map(|notice| self.get(*notice)).map(|row| row.sent.matter).collect();
        for notice in gone {
            self.change(notice, |row| {
                let open = row.deliveries.iter_mut().filter(|(channel, _)| !channels.contains(*channel));
                for (_, delivery) in open.filter(|(_, delivery)| delivery.due().is_some()) {
                    let why = "the channel was taken away".to_owned();
                    *delivery = Delivery::GivenUp { at, attempts: delivery.attempts(), why };
                }
            });
        }
        self.channels = channels.clone();
        about
    }
}

/// To which channels it is still owed, and when.
fn owed(row: &NoticeRow) -> impl Iterator<Item = Due> {
    let urgency = Reverse(row.sent.message.urgency);
    let due = move |(channel, delivery): (&String, &Delivery)| {
        Some((channel.clone(), urgency, delivery.due()?, row.notice()))
    };
    row.deliveries.iter().filter_map(due)
}

impl About for Box<Notice> {
    fn matter(&self) -> Option<Matter> {
        Some(self.matter)
    }
}
