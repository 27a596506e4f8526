//! A version after `wit/next`, in tests only: `build/main.rs` makes it out of the one that there is, to see two run side by side.

mod side_by_side;

include!(concat!(env!("OUT_DIR"), "/later.rs"));
