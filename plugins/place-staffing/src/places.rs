//! Each place against its staff: who of them counts, and at which of its hours there are too few.

use wardroom_plugin::view::{self, Date, Refusal, Row, Thing, UnitInfo};
use wardroom_plugin::{DistrictRef, Finding, GridRef, PlaceRef, Reason, Reference, StructureSubject, TimeS, Value};

use crate::hours::{self, Hours};
use crate::{Settings, why};

/// The host gives no more rows at once.
const ROWS_MAX: u16 = 256;

/// A row of the table of places.
pub struct Place {
    pub place: PlaceRef,
    pub grid: GridRef,
    pub radius_m: u32,
    code: String,
    units: usize,
    officers: usize,
    open: Hours,
}

/// The places of a district; those that can't be read are found. `None` where there is no such table.
pub fn of(district: DistrictRef, settings: &Settings, findings: &mut Vec<Finding>) -> Option<Vec<Place>> {
    let here = Value::Reference(Reference::District(district));
    let rows = view::rows(&settings.places_table, "district", &here, ROWS_MAX).ok()?;
    let mut places = Vec::new();
    for row in &rows {
        match read(row) {
            Some(place) => places.push(place),
            None => {
                let code = view::text(row, "code").unwrap_or_default();
                findings.push(Finding::breach(StructureSubject::District(district), why::row_not_whole(code)));
            }
        }
    }
    Some(places)
}

fn read(row: &Row) -> Option<Place> {
    let number = |column: &str| match view::cell(row, column) {
        Some(Value::Number(number)) => *number,
        _ => 0.0,
    };
    let (Reference::Place(place), Reference::Grid(grid)) =
        (view::reference(row, "place")?, view::reference(row, "grid")?)
    else {
        return None;
    };
    Some(Place {
        place,
        grid,
        radius_m: number("radius_m") as u32,
        code: view::text(row, "code")?.to_owned(),
        units: number("units") as usize,
        officers: number("officers") as usize,
        open: Hours::read(view::text(row, "opens")?, view::text(row, "closes")?)?,
    })
}

/// Who is at a place, each with the hours that have to agree; and why others who stand in the table don't count.
#[derive(Default)]
struct Staff {
    units: Vec<Vec<Hours>>,
    officers: Vec<Vec<Hours>>,
    left_out: Vec<Reason>,
    /// Somebody's posts could not be read.
    unchecked: bool,
}

pub fn inspect(now: TimeS, district: DistrictRef, place: &Place, settings: &Settings, findings: &mut Vec<Finding>) {
    let subject = StructureSubject::District(district);
    let rows = view::rows(&settings.staff_table, "of", &Value::Text(place.code.clone()), ROWS_MAX);
    let mut staff = Staff::default();
    for row in &rows.unwrap_or_default() {
        match staff_hours(row, place) {
            Some(hours) => count(now, district, place, row, hours, &mut staff),
            None => {
                let code = view::text(row, "code").unwrap_or_default();
                findings.push(Finding::breach(subject, why::hours_of_staff(code)));
            }
        }
    }
    if staff.unchecked {
        findings.push(Finding::info(subject, why::not_looked_up(place.place)));
    }
    let before = findings.len();
    // Where nobody at all is there, nobody opens.
    let mut find = |there: usize, why: Reason| {
        findings.push(if there == 0 { Finding::breach(subject, why) } else { Finding::warning(subject, why) });
    };
    for (at, there) in hours::short(place.open, &staff.units, place.units) {
        find(there, why::units_short(place.place, at.text(), there, place.units));
    }
    for (at, there) in hours::short(place.open, &staff.officers, place.officers) {
        find(there, why::officers_short(place.place, at.text(), there, place.officers));
    }
    if findings.len() > before {
        findings.extend(staff.left_out.into_iter().map(|why| Finding::info(subject, why)));
    }
}

/// A row without hours is there as long as the place is open.
fn staff_hours(row: &Row, place: &Place) -> Option<Hours> {
    match (view::text(row, "from"), view::text(row, "until")) {
        (None, None) => Some(place.open),
        (from, until) => Hours::read(from?, until?),
    }
}

fn count(now: TimeS, district: DistrictRef, place: &Place, row: &Row, hours: Hours, staff: &mut Staff) {
    match (view::reference(row, "unit"), view::reference(row, "person")) {
        (Some(Reference::Unit(unit)), _) => {
            let units = view::units(district).unwrap_or_default();
            match units.into_iter().find(|info| info.ref_ == unit) {
                None => staff.left_out.push(why::unit_elsewhere(unit, place.place)),
                Some(UnitInfo { lent_to: Some(to), .. }) => staff.left_out.push(why::unit_lent(unit, place.place, to)),
                Some(info) => staff.units.push(on_shift(&info, hours)),
            }
        }
        (_, Some(Reference::Person(person))) => match holds_post(now, district, person) {
            Some(true) => staff.officers.push(vec![hours]),
            Some(false) => staff.left_out.push(why::person_elsewhere(person, place.place)),
            // What may not be read is taken as it stands in the table, and said.
            None => {
                staff.officers.push(vec![hours]);
                staff.unchecked = true;
            }
        },
        _ => {}
    }
}

/// A unit is there in hours of its own while its team is on shift.
fn on_shift(unit: &UnitInfo, hours: Hours) -> Vec<Hours> {
    let told = view::extra(Thing::Team(unit.team), "hours").ok().flatten();
    let team = match &told {
        Some(Value::Text(text)) => Hours::of_team(text),
        _ => None,
    };
    std::iter::once(hours).chain(team).collect()
}

/// Whether somebody holds a post in a district today; `None` where that may not be read.
fn holds_post(now: TimeS, district: DistrictRef, person: u32) -> Option<bool> {
    let clock = view::local_time(now).ok()?;
    let info = match view::person_info(person) {
        Ok(info) => info,
        Err(refusal) => return (refusal == Refusal::NotFound).then_some(false),
    };
    let day = |of: &Date| (of.year, of.month, of.day);
    let today = day(&clock.date);
    Some(info.posts.iter().any(|post| {
        let holds = day(&post.starts) <= today && post.ends.as_ref().is_none_or(|ends| day(ends) >= today);
        post.district == district && holds
    }))
}
