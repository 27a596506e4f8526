//! What may be said of units.

mod status;
