//! nearest-unit
