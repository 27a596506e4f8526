//! Every code of a county, numbered before anything that refers to it is read.

use crate::codes::Codes;

/// What may be referred to while a county is read.
pub(crate) struct Known {
    pub(crate) skills: Codes,
    pub(crate) unit_kinds: Codes,
    pub(crate) unit_classes: Codes,
    pub(crate) place_kinds: Codes,
    pub(crate) posts: Codes,
    pub(crate) qualifications: Codes,
    pub(crate) teams: Codes,
    pub(crate) slots: Codes,
    pub(crate) kinds: Codes,
    pub(crate) districts: Codes,
    pub(crate) townships: Codes,
    pub(crate) villages: Codes,
    pub(crate) grids: Codes,
    pub(crate) stations: Codes,
    pub(crate) units: Codes,
    pub(crate) places: Codes,
    pub(crate) persons: Codes,
}
