//! A county's files: read strictly into a county, with every fault at once, and written. Bytes come in and go out; what a county
//! is and what becomes of it is `domain`'s business, where its files lie is `wardroom`'s.

mod agencies;
mod areas;
mod calendar_file;
mod classes;
mod codes;
mod county;
mod covers;
mod csv_file;
mod declared;
mod duplicates;
mod fields;
mod flat_command;
mod force;
mod geojson_file;
mod known;
mod movements;
mod opened;
pub mod osm;
mod outcomes;
mod own_data;
pub mod pattern;
mod plugin_entries;
mod problem;
mod recall;
mod road_file;
mod roster_file;
mod schedule_entries;
mod series_entries;
pub mod shift_list;
mod sources;
mod status_timers;
mod toml_file;
mod values;

pub use county::{Reach, reach, read};
pub use problem::{Problem, Spot};
pub use sources::{Sources, is_source};
