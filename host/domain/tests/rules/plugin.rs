//! What may be done with plugins.

mod installed;
mod reasons;
mod versions;
