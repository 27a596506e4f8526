//! The county as others read it.

mod roads;
mod views;
