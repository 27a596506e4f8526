//! The events of notices: each is declared here, once.

use std::collections::BTreeSet;

use crate::declare::events;
use crate::hooks::Stage;
use crate::ids::*;
use crate::matter::Matter;
use crate::notice::{DeliveryOutcome, Notice};

events! {
    /// What becomes of notices.
    pub enum NoticeEvent {
        #[event("notice-sent", about = notice)]
        Sent(Box<Notice>),

        /// The same was to be told again to the same people so soon that it only counts.
        #[event("notice-repeated", about = matter)]
        Repeated { notice: NoticeRef, matter: Matter },

        #[event("notice-answered", about = matter)]
        Answered { notice: NoticeRef, matter: Matter, stage: Stage },

        /// Its time for this was up.
        #[event("notice-unanswered", about = matter)]
        Unanswered { notice: NoticeRef, matter: Matter, stage: Stage },

        /// The channels to which notices go from here on, besides the event stream.
        #[event("channels-set")]
        ChannelsSet { channels: BTreeSet<String> },

        /// What became of handing a notice over to a channel.
        #[event("notice-delivered", about = matter)]
        Delivered { notice: NoticeRef, matter: Matter, channel: String, outcome: DeliveryOutcome },
    }
}
