//! The state as a whole: the shapes of all events, its hash, its keys, and random histories against a second model.

mod golden;
mod golden_plugin;
mod golden_record;
mod golden_workflow;
mod hashes;
mod histories;
mod keys;
mod linked;
mod model;
mod plugin_ops;
mod random;
mod whole_county;
