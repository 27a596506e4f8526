//! The duty roster: what may be published, what changes on top of it, and who is on duty.

pub mod changes;
mod checks;
pub mod duty;
