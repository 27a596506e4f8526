//! [`catalog!`](crate::catalog): one declaration of what a plugin says, from which come the functions that make its reasons, the
//! codes of its titles, and its `catalog.json`.

/// Declares what a plugin says: for each message a code that never changes, what it is called in the code, the values that it
/// takes, and its text in Chinese (zh-CN) and in English.
///
/// ```
/// mod why {
///     wardroom_plugin::catalog! {
///         11 farther(later: duration, than: unit): "比{than}晚到{later}", "{later} farther than {than}";
///         20 NOTE: "备注", "note";
///     }
/// }
///
/// # use wardroom_plugin::{ReasonValue, Reference};
/// let why = why::farther(180, 42);
/// assert_eq!((why.code, why.values), (11, vec![ReasonValue::Duration(180), Reference::Unit(42).into()]));
/// assert_eq!(why::NOTE, 20);
/// ```
///
/// A message with parentheses becomes a function that makes the [`Reason`](crate::Reason), also where it takes no value; one
/// without is a title and becomes its code. A wrong number of values, a value of another type, and a text that lacks a value
/// or names one that is not there don't compile:
///
/// ```compile_fail
/// wardroom_plugin::catalog! {
///     11 farther(later: duration, than: unit): "晚到{later}", "{later} farther than {than}";
/// }
/// ```
///
/// What a value is decides on its type and on what people see in its place:
///
/// | kind | type | people see |
/// | --- | --- | --- |
/// | `unit`, `district`, `team`, `person`, `grid`, `station`, `place`, `kind`, `township`, `village`, `unit_kind`, `class` | the reference of that name | its name or code |
/// | `incident`, `workflow` | the reference of that name | its id |
/// | `slot`, `post`, `qualification`, `skill` | `u16`, a skill `u8`: the place in the county's list | its name |
/// | `skills` | `SkillSet` | the names of the first 32 skills that are in it |
/// | `duration` | `u32`, seconds | hours and minutes |
/// | `distance` | `u32`, metres | metres or kilometres |
/// | `time`, `date` | `TimeS` | date and time of the day, or the date alone, by the county's clocks |
/// | `count` | any unsigned integer | a whole number |
/// | `percent`, `number` | an unsigned integer or `f64` | a number, with a percent sign or without |
/// | `result` | anything that becomes a `String`: the code of one of the county's results (`[[outcome]]`) | its name; its code, if the county has it no more |
/// | `text` | anything that becomes a `String`, at most 256 bytes | the text |
///
/// A `text` is for what the county has no reference to: a lawyer of a table, a case of a register. It is kept for good and shown to
/// whoever may see the decision, so nothing personal belongs in it; what a form has sealed never gets to a plugin.
///
/// In the plugin's tests there is `CATALOG` too, with the texts: [`Package`](crate::testing::Package) puts reasons into words with
/// it, and sees that `catalog.json` says the same. A component carries codes and values only: the host has the texts from the
/// package's `catalog.json`.
#[macro_export]
macro_rules! catalog {
    ($($code:literal $name:ident $(($($value:ident: $kind:ident),*))?: $zh:literal, $en:literal;)*) => {
        $($crate::message! { $code $name $(($($value: $kind),*))? $zh $en })*

        /// All of it, with the texts.
        #[cfg(test)]
        pub const CATALOG: &[$crate::testing::Message] = &[$($crate::testing::Message {
            code: $code,
            values: &[$($((stringify!($value), stringify!($kind))),*)?],
            zh: $zh,
            en: $en,
        }),*];
    };
}

/// One message of [`catalog!`](crate::catalog).
#[doc(hidden)]
#[macro_export]
macro_rules! message {
    ($code:literal $name:ident ($($value:ident: $kind:ident),*) $zh:literal $en:literal) => {
        #[doc = $en]
        pub fn $name($($value: $crate::value_type!($kind)),*) -> $crate::Reason {
            // Never run: whether each text has all of the values and no other is seen when this is compiled.
            const _: () = {
                let _ = |$($value: u32),*| {
                    let _ = (format_args!($zh, $($value = $value),*), format_args!($en, $($value = $value),*));
                };
            };
            $crate::Reason { code: $code, values: vec![$($crate::reason_value!($kind $value)),*] }
        }
    };
    ($code:literal $name:ident $zh:literal $en:literal) => {
        #[doc = $en]
        pub const $name: u16 = $code;
    };
}

/// The type of a value, by its kind in [`catalog!`](crate::catalog).
#[doc(hidden)]
#[macro_export]
macro_rules! value_type {
    (unit) => { $crate::UnitRef };
    (district) => { $crate::DistrictRef };
    (team) => { $crate::TeamRef };
    (person) => { $crate::PersonRef };
    (grid) => { $crate::GridRef };
    (station) => { $crate::StationRef };
    (place) => { $crate::PlaceRef };
    (kind) => { $crate::KindRef };
    (incident) => { $crate::IncidentRef };
    (township) => { $crate::TownshipRef };
    (village) => { $crate::VillageRef };
    (unit_kind) => { $crate::UnitKindRef };
    (class) => { $crate::ClassRef };
    (workflow) => { $crate::InstanceRef };
    (slot) => { u16 };
    (post) => { u16 };
    (qualification) => { u16 };
    (skill) => { u8 };
    (skills) => { $crate::SkillSet };
    (duration) => { u32 };
    (distance) => { u32 };
    (time) => { $crate::TimeS };
    (date) => { $crate::TimeS };
    (count) => { impl $crate::catalog::Count };
    (percent) => { impl $crate::catalog::Number };
    (number) => { impl $crate::catalog::Number };
    (text) => { impl Into<String> };
    (result) => { impl Into<String> };
}

/// A value as what its kind says.
#[doc(hidden)]
#[macro_export]
macro_rules! reason_value {
    (unit $value:ident) => { $crate::reason_value!(@reference Unit $value) };
    (district $value:ident) => { $crate::reason_value!(@reference District $value) };
    (team $value:ident) => { $crate::reason_value!(@reference Team $value) };
    (person $value:ident) => { $crate::reason_value!(@reference Person $value) };
    (grid $value:ident) => { $crate::reason_value!(@reference Grid $value) };
    (station $value:ident) => { $crate::reason_value!(@reference Station $value) };
    (place $value:ident) => { $crate::reason_value!(@reference Place $value) };
    (kind $value:ident) => { $crate::reason_value!(@reference Kind $value) };
    (incident $value:ident) => { $crate::reason_value!(@reference Incident $value) };
    (township $value:ident) => { $crate::reason_value!(@reference Township $value) };
    (village $value:ident) => { $crate::reason_value!(@reference Village $value) };
    (unit_kind $value:ident) => { $crate::reason_value!(@reference UnitKind $value) };
    (class $value:ident) => { $crate::reason_value!(@reference Class $value) };
    (workflow $value:ident) => { $crate::reason_value!(@reference Workflow $value) };
    (slot $value:ident) => { $crate::reason_value!(@reference Slot $value) };
    (post $value:ident) => { $crate::reason_value!(@reference Post $value) };
    (qualification $value:ident) => { $crate::reason_value!(@reference Qualification $value) };
    (skill $value:ident) => { $crate::reason_value!(@reference Skill $value) };
    (skills $value:ident) => { $crate::ReasonValue::Skills($value) };
    (duration $value:ident) => { $crate::ReasonValue::Duration($value) };
    (distance $value:ident) => { $crate::ReasonValue::Distance($value) };
    (time $value:ident) => { $crate::ReasonValue::Time($value) };
    (date $value:ident) => { $crate::ReasonValue::Time($value) };
    (text $value:ident) => { $crate::ReasonValue::Text($value.into()) };
    (result $value:ident) => { $crate::ReasonValue::Text($value.into()) };
    (count $value:ident) => { $crate::ReasonValue::Number($crate::catalog::Number::number($value)) };
    (percent $value:ident) => { $crate::ReasonValue::Number($crate::catalog::Number::number($value)) };
    (number $value:ident) => { $crate::ReasonValue::Number($crate::catalog::Number::number($value)) };
    (@reference $of:ident $value:ident) => { $crate::ReasonValue::Reference($crate::Reference::$of($value)) };
}

/// What a reason can carry as a plain number.
pub trait Number {
    fn number(self) -> f64;
}

/// How many there are of something.
pub trait Count: Number {}

macro_rules! numbers {
    ($($type:ty)*) => {
        $(impl Number for $type {
            fn number(self) -> f64 {
                self as f64
            }
        })*
    };
}

numbers!(u8 u16 u32 usize f64);

impl Count for u8 {}
impl Count for u16 {}
impl Count for u32 {}
impl Count for usize {}
