//! Every code of a county, numbered before anything that refers to it is read.

use crate::county::noun::Codes;

/// What may be referred to while a county is read.
pub(in crate::county) struct Known {
    pub(in crate::county) skills: Codes,
    pub(in crate::county) unit_kinds: Codes,
    pub(in crate::county) place_kinds: Codes,
    pub(in crate::county) posts: Codes,
    pub(in crate::county) qualifications: Codes,
    pub(in crate::county) teams: Codes,
    pub(in crate::county) slots: Codes,
    pub(in crate::county) kinds: Codes,
    pub(in crate::county) districts: Codes,
    pub(in crate::county) townships: Codes,
    pub(in crate::county) villages: Codes,
    pub(in crate::county) grids: Codes,
    pub(in crate::county) stations: Codes,
    pub(in crate::county) units: Codes,
    pub(in crate::county) places: Codes,
    pub(in crate::county) persons: Codes,
}
