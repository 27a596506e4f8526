//! The county's tables: teams with their captains, specialists with what they are good at; and how much open work each has.

use wardroom_plugin::view::{self, Reference, Row, cell};
use wardroom_plugin::workflow::Assignee;
use wardroom_plugin::{DistrictRef, PersonRef, Result, Value};

use crate::settings::Settings;

/// No county has more of either.
const ROWS_MAX: u16 = 128;

/// A captain who could have a case.
#[derive(Clone, Copy, Debug)]
pub struct Captain {
    pub person: PersonRef,
    pub district: Option<DistrictRef>,
    pub cap: u32,
    pub load: u32,
}

/// A specialist.
#[derive(Clone, Debug)]
pub struct Specialist {
    pub person: PersonRef,
    pub specialities: Vec<String>,
    pub load: u32,
}

pub fn captains(settings: &Settings) -> Result<Vec<Captain>> {
    let rows = rows(&settings.team_table)?;
    let captain = |row: &Row| {
        let person = person(row, "captain")?;
        let district = match view::reference(row, "district") {
            Some(Reference::District(district)) => Some(district),
            _ => None,
        };
        let cap = match cell(row, "cap") {
            Some(Value::Number(cap)) => *cap as u32,
            _ => settings.cap,
        };
        Ok(Captain { person, district, cap, load: load(person)? })
    };
    rows.iter().map(captain).collect()
}

pub fn specialists(settings: &Settings) -> Result<Vec<Specialist>> {
    let rows = rows(&settings.specialist_table)?;
    let specialist = |row: &Row| {
        let person = person(row, "person")?;
        let specialities = view::text(row, "specialities").unwrap_or_default();
        let specialities = specialities.split_whitespace().map(str::to_owned).collect();
        Ok(Specialist { person, specialities, load: load(person)? })
    };
    rows.iter().map(specialist).collect()
}

/// Those in use.
fn rows(table: &str) -> Result<Vec<Row>> {
    let rows = view::rows(table, "in_use", &Value::Flag(true), ROWS_MAX);
    rows.map_err(|refusal| format!("table `{table}`: {refusal}").into())
}

fn person(row: &Row, column: &str) -> Result<PersonRef> {
    match view::reference(row, column) {
        Some(Reference::Person(person)) => Ok(person),
        _ => Err(format!("a row without a person in column `{column}`: {row:?}").into()),
    }
}

fn load(person: PersonRef) -> Result<u32> {
    view::workload(&Assignee::Person(person)).map_err(|refusal| format!("open work: {refusal}").into())
}
