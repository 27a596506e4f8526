//! What is never done without a reason.

use crate::declare::refusals;

refusals! {
    /// What is never done without a reason, and was to be done without one.
    pub enum Unreasoned of "unreasoned" {
        #[refusal("accept-clock", Invalid NoReason)]
        AcceptClock,
        #[refusal("accept-findings", Invalid NoReason)]
        AcceptFindings,
        #[refusal("amend-recommendation", Invalid NoReason)]
        AmendRecommendation,
        #[refusal("cancel-task", Invalid NoReason)]
        CancelTask,
        #[refusal("cancel-workflow", Invalid NoReason)]
        CancelWorkflow,
        #[refusal("close-road", Invalid NoReason)]
        CloseRoad,
        #[refusal("erase", Invalid NoReason)]
        Erase,
        #[refusal("refuse-clock", Invalid NoReason)]
        RefuseClock,
        #[refusal("reject-recommendation", Invalid NoReason)]
        RejectRecommendation,
        #[refusal("restart-workflow", Invalid NoReason)]
        RestartWorkflow,
    }
}
