//! What a batch changed of what has ended, and what it let go of by a count: noted by the fold for the archive, which takes it in behind the
//! room. It is no part of the state: the next batch begins with nothing.

use std::sync::Arc;

use crate::decision::Decision;
use crate::matter::Matter;
use crate::notice::NoticeRow;
use crate::roster::handover::Handover;
use crate::roster::stand_in::StandIn;
use crate::roster::swap::Swap;

/// Of the last batch.
#[derive(Clone, Debug, Default)]
pub struct Passing {
    /// Incidents, workflows and tasks that are over and were changed, some of them more than once.
    pub(crate) changed: Vec<Matter>,
    pub(crate) gone: Vec<Gone>,
}

/// Something that has left the state and is in the document of nothing that stays.
#[derive(Clone, Debug)]
pub(crate) enum Gone {
    Notice(Arc<NoticeRow>),
    Decision(Matter, Arc<Decision>),
    Swap(Arc<Swap>),
    StandIn(StandIn),
    Handover(Arc<Handover>),
}
