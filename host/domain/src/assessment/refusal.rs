//! Why an assessment is not made.

use crate::declare::refusals;
use crate::ids::AssessmentRef;

refusals! {
    /// Why an assessment is not made.
    pub enum AssessmentRefusal of "assessment" {
        #[refusal("done", Conflict NoChange)]
        Done { number: AssessmentRef },
        #[refusal("no-such", NotFound NoSuchAssessment)]
        NoSuch { number: AssessmentRef },
        #[refusal("not-begun", Invalid BadPeriod)]
        NotBegun { period: String },
        #[refusal("off", Conflict NoSuchHook)]
        Off { plugin: String },
        #[refusal("pending", Conflict TooManyAssessments)]
        TooMany { max: usize },
    }
}
