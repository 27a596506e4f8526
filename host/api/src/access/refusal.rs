//! Why whoever asks is not let in, or not that far.

use domain::refusal::RefusalCode;

use crate::problem::code::ProblemCode;
use crate::problem::declare::problems;

problems! {
    /// Why whoever asks is not let in, or not that far.
    pub enum Denied of "access" {
        #[problem("elsewhere", FORBIDDEN RefusalCode::OtherDistrict)]
        Elsewhere { client: String },
        #[problem("no-token", UNAUTHORIZED ProblemCode::NotAuthenticated)]
        NoToken,
        #[problem("role", FORBIDDEN RefusalCode::RoleTooLow)]
        Role { role: String, client: String, has: String },
        #[problem("unknown-token", UNAUTHORIZED ProblemCode::NotAuthenticated)]
        UnknownToken,
        #[problem("whole-county", FORBIDDEN RefusalCode::LimitedToDistricts)]
        WholeCounty { client: String },
    }
}
