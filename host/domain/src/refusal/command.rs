//! Why any command is refused, whatever its matter: there is no county, or what goes with every command is wrong.

use crate::declare::refusals;
use crate::ids::DistrictRef;

refusals! {
    /// Why any command is refused, whatever its matter.
    pub enum CommandRefusal of "command" {
        #[refusal("author-too-long", Invalid TooLong)]
        AuthorTooLong { bytes_max: usize },
        #[refusal("key-not-taken", Invalid KeyNotTaken)]
        KeyNotTaken,
        #[refusal("key-too-long", Invalid TooLong)]
        KeyTooLong { bytes_max: usize },
        #[refusal("no-county", Unavailable NoCounty)]
        NoCounty,
        #[refusal("no-purpose", Invalid NoPurpose)]
        NoPurpose,
        #[refusal("no-such-district", NotFound NoSuchDistrict)]
        NoSuchDistrict { district: DistrictRef },
        #[refusal("purpose-too-long", Invalid TooLong)]
        PurposeTooLong { bytes_max: usize },
        #[refusal("reason-too-long", Invalid TooLong)]
        ReasonTooLong { bytes_max: usize },
    }
}
