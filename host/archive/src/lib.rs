//! The rebuildable store of a county, behind the port of `domain`: checkpoints of its state and what has ended.
//! Nothing here is the truth; what is lost is taken from the journal again. `FORMAT.md` describes every byte.

mod checkpoint;
mod document;
mod memory_archive;
mod search;
mod set_aside;
mod sled_archive;
mod sled_store;

pub use memory_archive::MemoryArchive;
pub use sled_archive::{Opened, SledArchive, Unusable};
