//! What becomes of workflows and tasks.

pub mod changes;
