//! A county from its files to its answers: what is refused and in which words, what a re-import changes, where points lie and
//! how long ways take.

#[path = "county/differences.rs"]
mod differences;
#[path = "county/extract.rs"]
mod extract;
#[path = "county/faults.rs"]
mod faults;
#[path = "county/files.rs"]
mod files;
#[path = "county/force_faults.rs"]
mod force_faults;
#[path = "county/lookups.rs"]
mod lookups;
#[path = "county/osm.rs"]
mod osm;
#[path = "county/patterns.rs"]
mod patterns;
#[path = "county/schedules.rs"]
mod schedules;
#[path = "county/shouning.rs"]
mod shouning;
#[path = "county/strictness.rs"]
mod strictness;
#[path = "county/travels.rs"]
mod travels;
