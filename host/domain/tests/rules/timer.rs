//! What fires, and when.

mod firing;
