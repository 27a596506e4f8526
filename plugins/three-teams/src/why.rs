//! Reason codes, each with the values of its placeholders in `catalog.json`.

pub const NO_CENTRAL_STATION: u16 = 1;
/// How many.
pub const SEVERAL_CENTRAL_STATIONS: u16 = 2;
/// How many, at least how many.
pub const TOO_FEW_STATIONS: u16 = 3;
/// How many, at most how many.
pub const TOO_MANY_STATIONS: u16 = 4;
pub const STATION_APART: u16 = 5;
/// Team.
pub const NO_TEAM: u16 = 10;
pub const NO_COMMAND_ROOM: u16 = 11;
/// For how long.
pub const NO_SHIFT_NOW: u16 = 20;
/// In how long, for how long.
pub const NO_SHIFT: u16 = 21;
/// Slot, how many persons are missing.
pub const OPEN_SLOT_NOW: u16 = 22;
/// Slot, how many persons are missing, in how long the shift starts.
pub const OPEN_SLOT: u16 = 23;
/// Slot and district, the other slot and district, in how long.
pub const TWO_PLACES: u16 = 24;
/// How many, of how many.
pub const VILLAGES_WITHOUT_OFFICER: u16 = 30;
/// How many.
pub const UNKNOWN_TEAMS: u16 = 40;
/// How many.
pub const UNKNOWN_SLOTS: u16 = 41;
/// How many findings are left out.
pub const MORE: u16 = 50;
