//! Assessments: which there are, what they say, and asking for one.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use domain::assessment::{Asked as AskedFor, Period};
use domain::command::AssessmentCommand;
use domain::ids::AssessmentRef;
use domain::state::State;
use utoipa_axum::routes;

use crate::asked::{Asked, said};
use crate::background::blocking;
use crate::context::{Context, loaded};
use crate::dto::assessment::{AgainBody, AssessmentBody, NewAssessment, failure};
use crate::dto::duty::Numbered;
use crate::dto::query::LangQuery;
use crate::dto::reply::List;
use crate::extract::{Key, Params};
use crate::problem::Problem;
use crate::problem::place::Misplaced;
use crate::problem::request::BadRequest;
use crate::problem::unknown::Unknown;
use crate::wiring::Routes;

pub fn routes() -> Routes {
    vec![routes!(list, ask), routes!(one), routes!(again)]
}

said!(NewAssessment);

/// The newest assessments, newest first.
#[utoipa::path(
    get, path = "/assessments", tag = "county", params(LangQuery), responses((status = 200, body = List<AssessmentBody>))
)]
pub async fn list(cx: Context, Params(_): Params<LangQuery>) -> Result<Json<List<AssessmentBody>>, Problem> {
    let state = cx.state();
    let rows = state.assessments.rows.values().rev();
    Ok(Json(List { items: rows.map(|asked| body(&cx, &state, asked)).collect::<Result<_, Problem>>()? }))
}

/// An assessment with its indicators. While it is being worked out it has none.
#[utoipa::path(
    get, path = "/assessments/{assessment}", tag = "county", params(("assessment" = u32, Path), LangQuery),
    responses((status = 200, body = AssessmentBody))
)]
pub async fn one(
    cx: Context,
    Path((_, number)): Path<(String, String)>,
    Params(_): Params<LangQuery>,
) -> Result<Json<AssessmentBody>, Problem> {
    let state = cx.state();
    let asked = found(&state, &number)?;
    body(&cx, &state, asked).map(Json)
}

/// Ask for an assessment of a month or a quarter that has begun. It is worked out beside; its number says where it will be.
#[utoipa::path(
    post, path = "/assessments", tag = "county", params(Key), request_body = NewAssessment,
    responses((status = 201, body = Numbered))
)]
pub async fn ask(asked: Asked<(), NewAssessment>) -> Result<Response, Problem> {
    let state = asked.cx.state();
    let NewAssessment { plugin, period, .. } = &asked.body;
    let wrong = || Problem::from(BadRequest::Period).at("period", Misplaced::Period { period: period.clone() });
    let period = Period::named(period, loaded(&state)?.index.zone()).ok_or_else(wrong)?;
    let command = AssessmentCommand::Ask { plugin: plugin.clone(), period };
    asked.answer(StatusCode::CREATED, command).await
}

/// Work an old assessment out once more, by the version, the settings and the counts that it was made with. Nothing is changed.
#[utoipa::path(
    get, path = "/assessments/{assessment}/again", tag = "county", params(("assessment" = u32, Path), LangQuery),
    responses((status = 200, body = AgainBody))
)]
pub async fn again(
    cx: Context,
    Path((_, number)): Path<(String, String)>,
    Params(_): Params<LangQuery>,
) -> Result<Json<AgainBody>, Problem> {
    let state = cx.state();
    let unknown = || Problem::from(Unknown::Assessment { assessment: number.clone() });
    let asked = found(&state, &number)?.clone();
    let done = asked.done.as_ref().ok_or_else(unknown)?;
    let (room, which) = (cx.county.room.clone(), asked.number);
    let outcome = blocking(move || Ok::<_, String>(room.assess_again(which))).await?.ok_or_else(unknown)?;
    let teller = cx.teller(&state)?;
    let (same, why) = match (&outcome, &done.failure) {
        (Ok(figures), None) => (*figures == domain::assessment::bytes(&done.answer), None),
        (Err(why), known) => (known.as_ref() == Some(why), Some(failure(why, &teller))),
        (Ok(_), Some(_)) => (false, None),
    };
    Ok(Json(AgainBody { number: asked.number.0, same, failure: why }))
}

fn found<'s>(state: &'s State, number: &str) -> Result<&'s AskedFor, Problem> {
    let unknown = || Unknown::Assessment { assessment: number.to_owned() };
    let which = number.parse().ok().map(AssessmentRef);
    let asked = which.and_then(|which| state.assessments.get(which));
    Ok(asked.map(|asked| &**asked).ok_or_else(unknown)?)
}

fn body(cx: &Context, state: &State, asked: &AskedFor) -> Result<AssessmentBody, Problem> {
    let loaded = loaded(state)?;
    Ok(AssessmentBody::of(asked, &cx.teller(state)?, |district| cx.sees(loaded, district)))
}
