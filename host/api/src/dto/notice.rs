//! Notices and timers on the wire: who was told what and who answered, and what will fire when.

use domain::hooks;
use serde::{Deserialize, Serialize};
use telling::{AnswerStory, DeliveryStory, NoticeStory, TimerStory, ToldStory};
use utoipa::ToSchema;

use super::decision::{NamedWord, Why};
use super::words::Stage;

/// What people were told about a matter, how handing it over went, and who answered.
#[derive(Serialize, ToSchema)]
pub struct NoticeBody {
    pub notice: u32,
    /// What it is about, `incident:7`, and its name.
    pub matter: NamedWord,
    /// Code.
    pub district: String,
    pub at: String,
    /// Empty: the host itself.
    pub plugin: String,
    pub level: u8,
    /// `info`, `attention`, `alarm` or `emergency`.
    pub urgency: String,
    pub to: Vec<NamedWord>,
    /// Who that was when it went out.
    pub told: Vec<ToldBody>,
    /// Nobody of `to` could be reached, so the command room was told.
    pub last_resort: bool,
    pub why: Why,
    /// How often the same was to be told, and when last.
    pub count: u32,
    pub last_at: String,
    pub answers: Vec<AnswerBody>,
    /// Of `seen`, `accepted`, `arrived`: whose time was up before anybody answered.
    pub unanswered: Vec<String>,
    /// Besides the event stream, which has it when it is published.
    pub deliveries: Vec<DeliveryBody>,
}

#[derive(Serialize, ToSchema)]
pub struct ToldBody {
    pub to: NamedWord,
    /// This one has had as many notices as an hour may bring: it is listed and does not ring.
    pub held: bool,
}

#[derive(Serialize, ToSchema)]
pub struct AnswerBody {
    /// `seen`, `accepted` or `arrived`.
    pub stage: String,
    pub at: String,
    pub by: String,
}

#[derive(Serialize, ToSchema)]
pub struct DeliveryBody {
    pub channel: String,
    /// `queued`, `sent`, `failed` (and tried again) or `given-up`.
    pub state: String,
    pub attempts: u32,
    /// When it was sent or given up, or when it is tried next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

impl From<NoticeStory> for NoticeBody {
    fn from(story: NoticeStory) -> NoticeBody {
        let told = |told: ToldStory| ToldBody { to: told.to.into(), held: told.held };
        let answer = |answer: AnswerStory| AnswerBody { stage: answer.stage.code, at: answer.at, by: answer.by };
        let delivery = |delivery: DeliveryStory| {
            let DeliveryStory { channel, state, attempts, at, why } = delivery;
            DeliveryBody { channel, state: state.code, attempts, at, why }
        };
        NoticeBody {
            notice: story.notice,
            matter: story.matter.into(),
            district: story.district,
            at: story.at,
            plugin: story.plugin,
            level: story.level,
            urgency: story.urgency.code,
            to: story.to.into_iter().map(NamedWord::from).collect(),
            told: story.told.into_iter().map(told).collect(),
            last_resort: story.last_resort,
            why: story.why.into(),
            count: story.count,
            last_at: story.last_at,
            answers: story.answers.into_iter().map(answer).collect(),
            unanswered: story.unanswered.into_iter().map(|stage| stage.code).collect(),
            deliveries: story.deliveries.into_iter().map(delivery).collect(),
        }
    }
}

/// A timer that runs.
#[derive(Serialize, ToSchema)]
pub struct TimerBody {
    /// What it is about, `incident:7`, and its name.
    pub matter: NamedWord,
    /// Empty: the host's own, or of a workflow.
    pub plugin: String,
    /// The host's own: a due time, a time-out.
    pub host: bool,
    pub key: u16,
    pub due: String,
    /// It fires again after each so many seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repeat_s: Option<u32>,
    /// `once`, `each` or `skip`.
    pub catch_up: String,
}

impl From<TimerStory> for TimerBody {
    fn from(timer: TimerStory) -> TimerBody {
        TimerBody {
            matter: timer.matter.into(),
            plugin: timer.plugin,
            host: timer.host,
            key: timer.key,
            due: timer.due,
            repeat_s: timer.repeat_s,
            catch_up: timer.catch_up.code,
        }
    }
}

/// `POST …/notices/{n}/answer`.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAnswer {
    /// Each includes those before it: who arrives has accepted, and who accepts takes the matter on.
    #[schema(value_type = Stage)]
    pub stage: hooks::Stage,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}
