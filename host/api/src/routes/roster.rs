//! The duty roster, and what team-structure plugins found about it and about the force.

use axum::Json;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::command::{Publication, RosterCommand};
use domain::hooks::{Finding, FindingAbout};
use domain::ids::{DistrictRef, PersonRef};
use domain::roster::Shift;
use domain::state::LoadedCounty;
use domain::time::TimeMs;
use utoipa_axum::routes;

use crate::asked::{Asked, said};
use crate::context::{Context, loaded};
use crate::dto::duty::{CheckBody, FaultBody, StandInBody, VacancyBody};
use crate::dto::query::{CalendarQuery, LangQuery, RosterQuery, bad, time};
use crate::dto::reply::{List, Version};
use crate::dto::roster::{InspectionBody, NewShifts, RosterBody, ShiftBody};
use crate::extract::{Body, Key, Params};
use crate::problem::place::Misplaced;
use crate::problem::request::BadRequest;
use crate::problem::unknown::Unknown;
use crate::problem::{Detail, Problem};
use crate::wiring::Routes;

pub fn routes() -> Routes {
    vec![routes!(show), routes!(publish), routes!(check), routes!(calendar), routes!(findings)]
}

said!(NewShifts);

/// How far a roster reaches if the caller does not say.
const WEEK_S: u32 = 7 * 86_400;

/// Published shifts that touch a stretch of time, by district and start.
#[utoipa::path(get, path = "/roster", tag = "roster", params(RosterQuery), responses((status = 200, body = RosterBody)))]
pub async fn show(cx: Context, Params(query): Params<RosterQuery>) -> Result<Json<RosterBody>, Problem> {
    let state = cx.state();
    let (loaded, teller) = (loaded(&state)?, cx.teller(&state)?);
    let from = query.from.as_deref().map_or(Ok(cx.county.room.now()), |text| time("from", text))?;
    let to = query.to.as_deref().map_or(Ok(from.plus_s(WEEK_S)), |text| time("to", text))?;
    if from > to {
        return Err(bad("to", Misplaced::Backwards));
    }
    let district = query.district.as_deref().map(|code| cx.district(loaded, code)).transpose()?;
    let seen =
        |shift: &&Shift| cx.sees(loaded, shift.district) && district.is_none_or(|district| shift.district == district);
    let shifts: Vec<&Shift> = state.roster.between(from, to).filter(seen).collect();
    let now = cx.county.room.now();
    let vacancies = shifts.iter().flat_map(|shift| state.roster.vacancies_of(shift.key()));
    let vacancies = vacancies.filter(|vacancy| vacancy.until > now);
    let stand_ins = state.roster.stand_ins.values().flatten().filter(|s| s.touches(from, to));
    let stand_ins =
        stand_ins.filter(|s| cx.sees(loaded, s.district) && district.is_none_or(|district| s.district == district));
    Ok(Json(RosterBody {
        version: state.roster.version,
        vacancies: vacancies.map(|vacancy| VacancyBody::of(vacancy, &teller)).collect(),
        stand_ins: stand_ins.map(|stand_in| StandInBody::of(stand_in, &teller)).collect(),
        items: shifts.iter().map(|shift| ShiftBody::of(shift, &teller)).collect(),
    }))
}

/// Publish shifts. All or none of them; a fault of the checks is an error of the answer.
#[utoipa::path(
    post, path = "/roster/shifts", tag = "roster", params(Key), request_body = NewShifts,
    responses((status = 200, body = Version))
)]
pub async fn publish(asked: Asked<(), NewShifts>) -> Result<Response, Problem> {
    let publication = publication(&asked.cx, loaded(&asked.cx.state())?, &asked.body)?;
    asked.act(RosterCommand::Publish(publication)).await
}

/// All that the checks find in shifts, without publishing them.
#[utoipa::path(
    post, path = "/roster/check", tag = "roster", params(LangQuery), request_body = NewShifts,
    responses((status = 200, body = CheckBody))
)]
pub async fn check(
    cx: Context,
    Params(_): Params<LangQuery>,
    Body(new): Body<NewShifts>,
) -> Result<Json<CheckBody>, Problem> {
    let state = cx.state();
    let (loaded, teller) = (loaded(&state)?, cx.teller(&state)?);
    let publication = publication(&cx, loaded, &new)?;
    let seen = |of: DistrictRef| cx.sees(loaded, of);
    let plan = domain::roster::check::plan(&state, &publication, cx.county.room.now())?;
    Ok(Json(CheckBody {
        roster_version: state.roster.version,
        changed: plan.shifts.len(),
        withdrawn: plan.withdrawn.len(),
        faults: plan.faults.iter().map(|fault| FaultBody::of(fault, &teller, &seen)).collect(),
    }))
}

/// The roster as an iCalendar, for the calendars of people and of other systems.
#[utoipa::path(
    get, path = "/roster.ics", tag = "roster", params(CalendarQuery),
    responses((status = 200, body = String, content_type = "text/calendar"))
)]
pub async fn calendar(cx: Context, Params(query): Params<CalendarQuery>) -> Result<Response, Problem> {
    let state = cx.state();
    let (loaded, teller) = (loaded(&state)?, cx.teller(&state)?);
    let now = cx.county.room.now();
    let lately = TimeMs(now.0.saturating_sub(i64::from(4 * WEEK_S) * 1000));
    let from = query.from.as_deref().map_or(Ok(lately), |text| time("from", text))?;
    let to = query.to.as_deref().map_or(Ok(from.plus_s(13 * WEEK_S)), |text| time("to", text))?;
    if from > to {
        return Err(bad("to", Misplaced::Backwards));
    }
    let district = query.district.as_deref().map(|code| cx.district(loaded, code)).transpose()?;
    let unknown = |code: &str| bad("person", Unknown::Person { person: code.to_owned() });
    let person = query.person.as_deref().map(|code| loaded.index.person(code).ok_or_else(|| unknown(code)));
    let person = person.transpose()?;
    let seen = |of: DistrictRef| cx.sees(loaded, of) && district.is_none_or(|district| of == district);
    let shifts: Vec<&Shift> = state.roster.between(from, to).filter(|shift| seen(shift.district)).collect();
    let stand_ins = state.roster.stand_ins.values().flatten();
    let stand_ins: Vec<_> = stand_ins.filter(|s| seen(s.district) && s.touches(from, to)).collect();
    let text = crate::calendar::write(&shifts, &stand_ins, person, state.at, &teller);
    Ok(([(header::CONTENT_TYPE, "text/calendar; charset=utf-8")], text).into_response())
}

/// Shifts from their codes, or all that is wrong with them.
fn publication(cx: &Context, loaded: &LoadedCounty, new: &NewShifts) -> Result<Publication, Problem> {
    let mut faulty = Problem::from(BadRequest::Shifts);
    let from_calendar = match (&new.shifts, &new.calendar) {
        (Some(_), None) => None,
        (None, Some(calendar)) => Some(crate::calendar::read(calendar).map_err(|faults| {
            let faulty = faulty.clone();
            faults.into_iter().fold(faulty, |problem, (place, fault)| problem.at(place, fault))
        })?),
        _ => return Err(faulty.at("shifts", Misplaced::ShiftsOrCalendar)),
    };
    let bodies = from_calendar.as_deref().or(new.shifts.as_deref()).unwrap_or_default();
    let mut shifts = Vec::with_capacity(bodies.len());
    for (index, body) in bodies.iter().enumerate() {
        let district = cx.district(loaded, &body.district);
        match shift(loaded, district, body) {
            Ok(shift) => shifts.push(shift),
            Err(faults) => {
                for (place, fault) in faults {
                    faulty = faulty.at(format!("shifts[{index}].{place}"), fault);
                }
            }
        }
    }
    if faulty.has_errors() {
        return Err(faulty);
    }
    Ok(Publication { shifts, replace: new.replace, accept_findings: new.accept_findings })
}

type Faults = Vec<(String, Detail)>;

/// A shift from its codes, or all that is wrong with it.
fn shift(loaded: &LoadedCounty, district: Result<DistrictRef, Problem>, body: &ShiftBody) -> Result<Shift, Faults> {
    let mut faults = Faults::new();
    let mut keep = |place: String, fault: Detail| faults.push((place, fault));
    let district = district.map_err(|problem| keep("district".to_owned(), problem.into_detail())).ok();
    let no_time = |text: &String| Detail::from(Misplaced::Time { time: text.clone() });
    let starts = TimeMs::parse(&body.starts).map_err(|_| keep("starts".to_owned(), no_time(&body.starts))).ok();
    let ends = TimeMs::parse(&body.ends).map_err(|_| keep("ends".to_owned(), no_time(&body.ends))).ok();
    let mut slots: Vec<(u16, Option<PersonRef>)> = Vec::with_capacity(body.slots.len());
    for (index, filled) in body.slots.iter().enumerate() {
        let slot = loaded.index.slot(&filled.slot);
        if slot.is_none() {
            keep(format!("slots[{index}].slot"), Unknown::Slot { slot: filled.slot.clone() }.into());
        }
        let person = filled.person.as_deref().map(|code| (code, loaded.index.person(code)));
        if let Some((code, None)) = person {
            keep(format!("slots[{index}].person"), Unknown::Person { person: code.to_owned() }.into());
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
        FindingAbout::County => true,
        FindingAbout::District(district) => cx.sees(loaded, district),
        FindingAbout::Station(station) => {
            loaded.county().stations.get(station.index()).is_some_and(|station| cx.sees(loaded, station.district))
        }
        FindingAbout::Person(person) => loaded
            .county()
            .persons
            .get(person.index())
            .is_some_and(|person| person.posts.iter().any(|post| cx.sees(loaded, post.district))),
    };
    let items = state.inspections.values().map(|inspection| InspectionBody::of(inspection, &teller, &seen));
    Ok(Json(List { items: items.collect() }))
}
