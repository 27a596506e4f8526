//! The duty roster, and what team-structure plugins found about it and about the force.

use axum::Json;
use domain::command::{Command, Publication, RosterCommand};
use domain::hooks::{Finding, FindingSubject};
use domain::ids::PersonRef;
use domain::roster::Shift;
use domain::state::LoadedCounty;
use domain::time::TimeMs;

use crate::access::tokens::Role;
use crate::context::{Context, loaded};
use crate::dto::query::{LangQuery, RosterQuery, bad};
use crate::dto::reply::{List, Version};
use crate::dto::roster::{InspectionBody, NewShifts, RosterBody, ShiftBody};
use crate::extract::{Body, Key, Params};
use crate::problem::Problem;
use crate::submit::With;

/// How far a roster reaches if the caller does not say.
const WEEK_S: u32 = 7 * 86_400;

/// Published shifts that touch a stretch of time, by district and start.
#[utoipa::path(get, path = "/roster", tag = "roster", params(RosterQuery), responses((status = 200, body = RosterBody)))]
pub async fn show(cx: Context, Params(query): Params<RosterQuery>) -> Result<Json<RosterBody>, Problem> {
    let state = cx.state();
    let (loaded, teller) = (loaded(&state)?, cx.teller(&state)?);
    let time = |parameter: &str, text: &str| TimeMs::parse(text).map_err(|error| bad(parameter, error));
    let from = query.from.as_deref().map_or(Ok(cx.county.room.now()), |text| time("from", text))?;
    let to = query.to.as_deref().map_or(Ok(from.plus_s(WEEK_S)), |text| time("to", text))?;
    if from > to {
        return Err(bad("to", "it lies before `from`"));
    }
    let district = query.district.as_deref().map(|code| cx.district(loaded, code)).transpose()?;
    let seen =
        |shift: &&Shift| cx.sees(loaded, shift.district) && district.is_none_or(|district| shift.district == district);
    let items = state.roster.between(from, to).filter(seen).map(|shift| ShiftBody::of(shift, &teller));
    Ok(Json(RosterBody { version: state.roster.version, items: items.collect() }))
}

/// Publish shifts. All or none of them.
#[utoipa::path(
    post, path = "/roster/shifts", tag = "roster", request_body = NewShifts, responses((status = 200, body = Version))
)]
pub async fn publish(cx: Context, key: Key, Body(new): Body<NewShifts>) -> Result<Json<Version>, Problem> {
    cx.require(Role::Operator)?;
    let state = cx.state();
    let loaded = loaded(&state)?;
    let key = cx.key(key, "publish-shifts", "", &new);
    let mut faulty = Problem::unprocessable("bad-shifts", "the shifts can't be published; none was");
    let mut shifts = Vec::with_capacity(new.shifts.len());
    for (index, body) in new.shifts.iter().enumerate() {
        let district = cx.district(loaded, &body.district);
        if let Err(problem) = &district
            && problem.code == "other-district"
        {
            return Err(district.err().unwrap_or(faulty));
        }
        match shift(loaded, district, body) {
            Ok(shift) => shifts.push(shift),
            Err(faults) => {
                for (place, fault) in faults {
                    faulty = faulty.at(format!("shifts[{index}].{place}"), fault);
                }
            }
        }
    }
    if !faulty.errors.is_empty() {
        return Err(faulty);
    }
    let done = cx
        .submit(
            Command::Roster(RosterCommand::Publish(Publication { shifts, ..Publication::default() })),
            With { reason: new.reason, key },
        )
        .await?;
    Ok(Json(Version { version: done.answer.version().0 }))
}

type Faults = Vec<(String, String)>;

/// A shift from its codes, or all that is wrong with it.
fn shift(
    loaded: &LoadedCounty,
    district: Result<domain::ids::DistrictRef, Problem>,
    body: &ShiftBody,
) -> Result<Shift, Faults> {
    let mut faults = Faults::new();
    let mut keep = |place: String, fault: String| faults.push((place, fault));
    let district = district.map_err(|problem| keep("district".to_owned(), problem.detail.clone())).ok();
    let starts = TimeMs::parse(&body.starts).map_err(|fault| keep("starts".to_owned(), fault)).ok();
    let ends = TimeMs::parse(&body.ends).map_err(|fault| keep("ends".to_owned(), fault)).ok();
    let mut slots: Vec<(u16, Option<PersonRef>)> = Vec::with_capacity(body.slots.len());
    for (index, filled) in body.slots.iter().enumerate() {
        let slot = loaded.index.slot(&filled.slot);
        if slot.is_none() {
            keep(format!("slots[{index}].slot"), format!("the county has no roster slot `{}`", filled.slot));
        }
        let person = filled.person.as_deref().map(|code| (code, loaded.index.person(code)));
        if let Some((code, None)) = person {
            keep(format!("slots[{index}].person"), format!("the county has no person `{code}`"));
        }
        slots.extend(slot.map(|slot| (slot, person.and_then(|(_, person)| person))));
    }
    match (district, starts, ends) {
        (Some(district), Some(starts), Some(ends)) if faults.is_empty() => Ok(Shift { district, starts, ends, slots }),
        _ => Err(faults),
    }
}

/// What each team-structure plugin found at its last inspection.
#[utoipa::path(get, path = "/findings", tag = "roster", params(LangQuery), responses((status = 200, body = List<InspectionBody>)))]
pub async fn findings(cx: Context, Params(_): Params<LangQuery>) -> Result<Json<List<InspectionBody>>, Problem> {
    let state = cx.state();
    let (loaded, teller) = (loaded(&state)?, cx.teller(&state)?);
    let seen = |finding: &Finding| match finding.subject {
        FindingSubject::County => true,
        FindingSubject::District(district) => cx.sees(loaded, district),
        FindingSubject::Station(station) => {
            loaded.county().stations.get(station.index()).is_some_and(|station| cx.sees(loaded, station.district))
        }
        FindingSubject::Person(person) => loaded
            .county()
            .persons
            .get(person.index())
            .is_some_and(|person| person.posts.iter().any(|post| cx.sees(loaded, post.district))),
    };
    let items = state.inspections.values().map(|inspection| InspectionBody::of(inspection, &teller, &seen));
    Ok(Json(List { items: items.collect() }))
}
