//! What may be said of units.

mod stand_by;
mod status;
