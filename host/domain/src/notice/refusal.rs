//! Why something is not done with a notice.

use crate::declare::refusals;
use crate::hooks::Stage;
use crate::ids::NoticeRef;

refusals! {
    /// Why something is not done with a notice.
    pub enum NoticeRefusal of "notice" {
        #[refusal("answered-already", Conflict AlreadyAnswered)]
        AnsweredAlready { notice: NoticeRef, stage: Stage, by: String },
        #[refusal("bad-channels", Invalid BadChannels)]
        BadChannels { channels_max: usize, bytes_max: usize },
        #[refusal("no-such-notice", NotFound NoSuchNotice)]
        NoSuchNotice { notice: NoticeRef },
        #[refusal("not-queued", Conflict NotQueued)]
        NotQueued { notice: NoticeRef, channel: String },
    }
}
