//! Reason codes, each with the values of its placeholders in `catalog.json`.

/// A level is called: seconds since acceptance.
pub const UNACKNOWLEDGED: u16 = 1;
/// The last level had nobody, so the command room hears: seconds since acceptance.
pub const LAST_RESORT: u16 = 2;
/// Who would be called if it were not an exercise: level, seconds since acceptance.
pub const EXERCISE: u16 = 3;
/// A level that is skipped: its number.
pub const NOBODY_ON_DUTY: u16 = 10;
/// A level that is skipped since the county has no such roster slot: its number.
pub const NO_SUCH_SLOT: u16 = 11;
/// A level that is skipped since the roster is not to be read: its number.
pub const NOT_READABLE: u16 = 12;
/// The delays are not the usual ones: percent of the usual.
pub const OTHER_DELAYS: u16 = 20;
