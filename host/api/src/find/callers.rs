//! Who called more than once: what is kept of a number that calls, and what an incident says of its callers.

use std::sync::Arc;

use domain::ids::IncidentRef;
use domain::limits::{CALLER_INCIDENTS_TOLD_MAX, CALLING_DIGITS_MAX, CALLING_DIGITS_MIN};
use domain::state::State;
use domain::time::TimeMs;
use jiff::Timestamp;

use crate::background::blocking;
use crate::context::{Context, loaded};
use crate::dto::incident::RepeatCaller;
use crate::find;
use crate::problem::Problem;
use crate::problem::place::Misplaced;
use crate::problem::request::BadRequest;

/// A number that calls, from here to the hash. It has no words of its own, so that no log has it.
pub struct Calling(String);

impl Calling {
    /// `given`: for this alone; else what the caller gave for being called back counts, as far as it is a number.
    pub fn read(given: Option<String>, caller: Option<&str>) -> Result<Option<Calling>, Problem> {
        let fits = |number: &str| {
            let digits = number.chars().filter(char::is_ascii_digit).count();
            (CALLING_DIGITS_MIN..=CALLING_DIGITS_MAX).contains(&digits)
        };
        match given {
            Some(number) if fits(&number) => Ok(Some(Calling(number))),
            Some(_) => {
                let (digits_min, digits_max) = (CALLING_DIGITS_MIN, CALLING_DIGITS_MAX);
                let what = Misplaced::CallingNumber { digits_min, digits_max };
                Err(Problem::from(BadRequest::CallingNumber).at("calling_number", what))
            }
            None => Ok(caller.filter(|number| fits(number)).map(|number| Calling(number.to_owned()))),
        }
    }
}

/// What the call was about is known. That its caller may not be known again does not undo the report.
pub async fn heard(cx: &Context, incident: IncidentRef, calling: Option<Calling>) {
    let (Some(Calling(number)), state) = (calling, cx.state()) else { return };
    let Ok(loaded) = loaded(&state) else { return };
    let at = cx.county.room.now();
    let (Some(_), Ok(instant)) = (loaded.county().caller_days, Timestamp::from_millisecond(at.0)) else { return };
    let (callers, today) = (cx.county.callers.clone(), loaded.index.zone().to_datetime(instant).date());
    let kept = blocking(move || callers.heard(&number, incident, today, at)).await;
    if kept.is_err() {
        tracing::warn!(incident = incident.0, "who called about an incident will not be known again");
    }
}

/// Those who called about it and more than once, as far as the caller of the API sees what else they called about.
pub async fn of(cx: &Context, state: &Arc<State>, which: IncidentRef) -> Result<Vec<RepeatCaller>, Problem> {
    let callers = cx.county.callers.clone();
    let same = blocking(move || Ok::<_, String>(callers.same(which))).await?;
    let teller = cx.teller(state)?;
    let mut told = Vec::new();
    for calls in same {
        let mut others: Vec<IncidentRef> = Vec::new();
        let mut times: Vec<TimeMs> = Vec::new();
        let mut ids = Vec::new();
        for call in &calls {
            let known = call.incident == which || others.contains(&call.incident);
            if !known && others.len() < CALLER_INCIDENTS_TOLD_MAX {
                // Of another district nothing is told, as if it were not there.
                let Ok(found) = find::incident(cx, state, &call.incident.to_string()).await else { continue };
                others.push(call.incident);
                ids.push(found.incident.id.clone());
            } else if !known {
                continue;
            }
            times.push(call.at);
        }
        if let (Some(first), Some(last), true) = (times.first(), times.last(), times.len() > 1) {
            let (first_at, last_at) = (teller.time(*first), teller.time(*last));
            told.push(RepeatCaller { calls: times.len() as u32, first_at, last_at, incidents: ids });
        }
    }
    Ok(told)
}
