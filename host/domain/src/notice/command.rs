//! The commands of notices: each is declared here, once.

use std::collections::BTreeSet;

use crate::declare::commands;
use crate::hooks::Stage;
use crate::ids::*;
use crate::notice::DeliveryOutcome;

commands! {
    /// What may be done about notices.
    pub enum NoticeCommand {
        /// Somebody who was told answers: has seen it, accepts, has arrived.
        #[command("answer-notice", reserved = true)]
        Answer { notice: NoticeRef, stage: Stage },

        /// The host's own: the channels that notices go to from here on.
        #[command("set-channels", by = Host)]
        SetChannels { channels: BTreeSet<String> },

        /// The host's own: what came of handing a notice over.
        #[command("record-delivery", by = Host)]
        RecordDelivery { notice: NoticeRef, channel: String, outcome: DeliveryOutcome },
    }
}
