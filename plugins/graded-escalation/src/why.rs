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
/// A task waits: seconds since it was due or made.
pub const TASK_WAITS: u16 = 4;
/// A workflow does not go on: seconds.
pub const WORKFLOW_STUCK: u16 = 5;
/// A place of the roster is empty: seconds since it came up.
pub const VACANT: u16 = 6;
/// All levels were called, and nobody reacted in time.
pub const NOBODY_REACTED: u16 = 7;
/// Who accepted does not arrive, so the next level is called: seconds since acceptance of the incident.
pub const NOT_ARRIVED: u16 = 8;
/// A level that is skipped since the county has no such person: its number.
pub const NO_SUCH_PERSON: u16 = 13;
/// The same of a team.
pub const NO_SUCH_TEAM: u16 = 14;
/// A level that is skipped since the district has nobody of that team: its number.
pub const TEAM_NOT_HERE: u16 = 18;
/// A level that is skipped since it is not its time of the day: its number.
pub const OUTSIDE_HOURS: u16 = 15;
/// A level that waits for its time of the day: its number.
pub const WAITS_FOR_HOURS: u16 = 16;
/// A level that is skipped since too little happens: its number.
pub const TOO_LITTLE_HAPPENS: u16 = 17;
/// A level is called: the incident was reopened, and nobody has acknowledged it since.
pub const REOPENED_UNACKNOWLEDGED: u16 = 21;
/// The same, and the last level had nobody, so the command room hears.
pub const REOPENED_LAST_RESORT: u16 = 22;
/// Who would be called of an incident that was reopened if it were not an exercise: level.
pub const REOPENED_EXERCISE: u16 = 23;
