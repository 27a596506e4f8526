//! Not yet written here.
