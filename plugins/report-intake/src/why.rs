//! Reason codes, each with the values of its placeholders in `catalog.json`.

/// The caller uses a key word of another kind: which of the rows for the kind that was reported, from 1.
pub const KEY_WORD: u16 = 1;
/// A key place is there: the grid.
pub const KEY_PLACE: u16 = 2;
/// It may be known already: distance, age.
pub const SAME_KIND: u16 = 10;
/// The same, and the words were compared: distance, age, percent.
pub const SAME_KIND_AND_WORDS: u16 = 11;
/// It may be known as something kindred: distance, age, kind.
pub const KINDRED: u16 = 12;
/// The same, and the words were compared: distance, age, percent, kind.
pub const KINDRED_AND_WORDS: u16 = 13;
/// It was reported as the kind of one that is known, though it is another by its words: distance, age.
pub const REPORTED_AS_SAME_KIND: u16 = 14;
/// The same, and the words were compared: distance, age, percent.
pub const REPORTED_AS_SAME_KIND_AND_WORDS: u16 = 15;
