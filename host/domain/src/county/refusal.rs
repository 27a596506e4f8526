//! Why a county is not taken in.

use crate::declare::refusals;

refusals! {
    /// Why a county is not taken in.
    pub enum CountyRefusal of "county" {
        #[refusal("district-in-use", Conflict DistrictInUse)]
        DistrictInUse { district: String, open: usize },
        #[refusal("no-such-road", NotFound NoSuchRoad)]
        NoSuchRoad { from: String, to: String },
        #[refusal("road-closed", Conflict NoChange)]
        RoadClosed { from: String, to: String },
        #[refusal("road-open", Conflict NoChange)]
        RoadOpen { from: String, to: String },
        #[refusal("roads-closed-max", Conflict TooManyRoadsClosed)]
        TooManyRoadsClosed { max: usize },
        #[refusal("other", Conflict OtherCounty)]
        Other { held: String, given: String },
        #[refusal("too-large", Invalid CountyTooLarge)]
        TooLarge { county: String, bytes: usize, bytes_max: usize },
    }
}
