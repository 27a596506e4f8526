//! What people are told, and what is kept of it.

mod escalations;
mod kept;
