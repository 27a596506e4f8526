//! Notices and timers on the wire: who was told what and who answered, and what will fire when.

use domain::hooks;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::words::Stage;

pub use telling::{NoticeStory as NoticeBody, TimerStory as TimerBody};

/// `POST …/notices/{n}/answer`.
#[serde_with::skip_serializing_none]
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAnswer {
    /// Each includes those before it: who arrives has accepted, and who accepts takes the matter on.
    #[schema(value_type = Stage)]
    pub stage: hooks::Stage,
    pub reason: Option<String>,
}
