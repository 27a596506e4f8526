//! Why something is not done about a matter, whichever it is.

use crate::declare::{refusals, sentences};
use crate::matter::Matter;

refusals! {
    /// Why something is not done about a matter, whichever it is.
    pub enum MatterRefusal of "matter" {
        #[refusal("acknowledged-already", Conflict AlreadyAcknowledged)]
        AcknowledgedAlready { matter: MatterName, by: String },
        #[refusal("no-duplicate-proposed", Conflict NothingPending)]
        NoDuplicateProposed { matter: MatterName, recommendation: u32 },
        #[refusal("no-override-reason", Invalid NoReason)]
        NoOverrideReason { codes: Vec<String> },
        #[refusal("no-override-reasons", Invalid NoSuchReason)]
        NoOverrideReasons,
        #[refusal("no-such-doubt", NotFound NoSuchMatter)]
        NoSuchDoubt { doubt: u32 },
        #[refusal("no-such-matter", NotFound NoSuchMatter)]
        NoSuchMatter { matter: MatterName },
        #[refusal("not-a-dispatch", Invalid NotADispatch)]
        NotADispatch,
        #[refusal("not-a-recommendation", Invalid NotARecommendation)]
        NotARecommendation,
        #[refusal("not-an-intake", Invalid NotAnIntake)]
        NotAnIntake,
        #[refusal("nothing-overridden", Invalid NothingOverridden)]
        NothingOverridden,
        #[refusal("nothing-pending", Conflict NothingPending)]
        NothingPending { matter: MatterName, recommendation: u32 },
        #[refusal("over", Conflict MatterOver)]
        Over { matter: MatterName },
        #[refusal("unknown-override-reason", Invalid NoSuchReason)]
        UnknownOverrideReason { code: String, codes: Vec<String> },
    }
}

sentences! {
    /// What a matter is called to people: an incident by its id, anything else by its number.
    pub enum MatterName of "matter" {
        #[sentence("incident")]
        Incident { incident: String },
        #[sentence("numbered")]
        Numbered { matter: Matter, number: u32 },
    }
}
