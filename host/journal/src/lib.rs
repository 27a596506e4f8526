//! The durable journal of a county and the store of its sealing keys, behind the ports of `domain`. What is in a record is not
//! known here. `FORMAT.md` describes every byte.

mod anchor;
#[cfg(test)]
mod damage_tests;
pub mod doctor;
mod durable;
mod engine;
mod engine_files;
mod engine_log;
mod fjall_journal;
mod format;
mod keystore;
mod lock;
mod memory_journal;
mod open_error;
mod record;
pub mod rewritten;

pub use engine_files::Damage;
pub use fjall_journal::FjallJournal;
pub use keystore::{FileKeyStore, KeyFile, MemoryKeyStore};
pub use memory_journal::{MemoryDisk, MemoryJournal};
pub use open_error::OpenError;
