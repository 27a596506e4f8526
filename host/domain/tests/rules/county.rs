//! The county as others read it.

mod views;
