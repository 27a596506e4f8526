//! Which room, studio, centre or court: the county's table `mediation-places`, by speciality, district and load. Whatever is
//! passed over is remarked with the reason.

use wardroom_plugin::view::{self, Reference, Row, cell};
use wardroom_plugin::workflow::Assignee;
use wardroom_plugin::{PlaceRef, Reason, Result, Value};

use crate::case::Case;
use crate::dispute::Dispute;
use crate::settings::Settings;
use crate::why;

const TABLE: &str = "mediation-places";
/// No county has more of one sort.
const ROWS_MAX: u16 = 64;

/// The column `sort`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    Room,
    Studio,
    Centre,
    Court,
}

/// A place that could take the dispute.
struct Able {
    code: String,
    place: PlaceRef,
    elsewhere: bool,
    load: u32,
}

impl Sort {
    fn name(self) -> &'static str {
        match self {
            Sort::Room => "room",
            Sort::Studio => "studio",
            Sort::Centre => "centre",
            Sort::Court => "court",
        }
    }
}

/// Studios serve the whole county, so the one with the least load has it; rooms, centres and courts serve their own district
/// first. Its code and the place; `None` if there is none.
pub fn choose(case: &mut Case, sort: Sort) -> Result<Option<(String, PlaceRef)>> {
    let own = Reference::District(case.instance.district);
    let rows = view::rows(TABLE, "sort", &Value::Text(sort.name().to_owned()), ROWS_MAX);
    let rows = rows.map_err(|refusal| format!("table `{TABLE}`: {refusal}"))?;
    let mut able = Vec::new();
    for row in rows.iter().filter(|row| cell(row, "in_use") == Some(&Value::Flag(true))) {
        match judge(sort, row, own, &case.state, case.settings)? {
            Ok(place) => able.push(place),
            Err(why) => case.remarks.extend(why),
        }
    }
    able.sort_by_key(|place| match sort {
        Sort::Studio => (place.load, u32::from(place.elsewhere)),
        Sort::Room | Sort::Centre | Sort::Court => (u32::from(place.elsewhere), place.load),
    });
    let Some((chosen, others)) = able.split_first() else { return Ok(None) };
    case.remark(why::chosen(chosen.place, chosen.load));
    case.remarks.extend(others.iter().map(|other| {
        match other.elsewhere && !chosen.elsewhere && other.load <= chosen.load {
            true => why::other_district(other.place),
            false => why::busier(other.place, other.load, chosen.load),
        }
    }));
    Ok(Some((chosen.code.clone(), chosen.place)))
}

/// A row as a place that could take the dispute, or why it can't; nothing is said of other districts' rooms.
fn judge(
    sort: Sort,
    row: &Row,
    own: Reference,
    dispute: &Dispute,
    settings: &Settings,
) -> Result<std::result::Result<Able, Option<Reason>>> {
    let code = text(row, "code")?;
    let place = place(row)?;
    let elsewhere = view::reference(row, "district") != Some(own);
    if sort == Sort::Room && elsewhere {
        return Ok(Err(None));
    }
    if sort == Sort::Studio && dispute.tried.iter().any(|tried| tried == code) {
        return Ok(Err(Some(why::tried(place))));
    }
    if sort == Sort::Studio && !text(row, "specialities")?.split_whitespace().any(|of| of == dispute.kind) {
        return Ok(Err(Some(why::other_speciality(place))));
    }
    let load = view::workload(&Assignee::Place(place)).map_err(|refusal| format!("work of `{code}`: {refusal}"))?;
    if sort == Sort::Studio && load >= settings.studio_tasks_max {
        return Ok(Err(Some(why::full(place, load, settings.studio_tasks_max))));
    }
    Ok(Ok(Able { code: code.to_owned(), place, elsewhere, load }))
}

/// The place that a row says.
pub fn place(row: &Row) -> Result<PlaceRef> {
    match view::reference(row, "place") {
        Some(Reference::Place(place)) => Ok(place),
        _ => Err(format!("a row without a place in column `place`: {row:?}").into()),
    }
}

/// A text that a table has to have.
pub fn text<'r>(row: &'r Row, column: &str) -> Result<&'r str> {
    view::text(row, column).ok_or_else(|| format!("a row without a text in column `{column}`: {row:?}").into())
}
