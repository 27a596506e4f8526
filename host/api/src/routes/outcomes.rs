//! How incidents ended: the county's results, how often each was given, and what a person says of one incident after its end.

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::response::Response;
use domain::command::IncidentCommand;
use domain::ids::IncidentRef;
use domain::incident::Phase;
use domain::incident::origin::OriginKind;
use serde::{Deserialize, Serialize};
use telling::Term;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::asked::{Asked, said};
use crate::context::{Context, loaded};
use crate::dto::incident::IncidentReply;
use crate::dto::query::CountQuery;
use crate::dto::shapes::IncidentId;
use crate::extract::{Key, Params};
use crate::find::tally::{Chosen, tally};
use crate::problem::Problem;
use crate::wiring::Routes;

pub fn routes() -> Routes {
    vec![routes!(list), routes!(set)]
}

said!(NewOutcome);

/// `POST …/outcome`.
#[serde_with::skip_serializing_none]
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOutcome {
    /// Code of one of the county's results for its kind.
    #[schema(example = "settled-on-scene")]
    pub outcome: String,
    pub reason: Option<String>,
}

/// How many ended with each result, by its code; those without one under `None`.
type Counts = BTreeMap<Option<String>, u32>;

/// How many came to be known in which way.
type Origins = BTreeMap<OriginKind, u32>;

/// How often incidents ended with one of the county's results.
#[derive(Serialize, ToSchema)]
pub struct OutcomeCount {
    pub outcome: Term,
    /// Codes of the kinds that may end so. Empty: all, or the county has this result no more.
    pub kinds: Vec<String>,
    pub incidents: u32,
}

/// How actual incidents ended that are over.
#[derive(Serialize, ToSchema)]
pub struct OutcomeCounts {
    /// In the county's order; then what it had once.
    pub items: Vec<OutcomeCount>,
    /// Those that have no result.
    pub without: u32,
    /// All that were counted.
    pub incidents: u32,
    /// Those of them that a unit came upon, and those whose call broke off.
    pub self_initiated: u32,
    pub abandoned: u32,
}

/// The county's results and how often each was given, over the room and the archive.
#[utoipa::path(
    get, path = "/outcomes", tag = "incidents", params(CountQuery),
    responses((status = 200, body = OutcomeCounts))
)]
pub async fn list(cx: Context, Params(query): Params<CountQuery>) -> Result<Json<OutcomeCounts>, Problem> {
    let state = cx.state();
    let loaded = loaded(&state)?;
    let chosen = Chosen::read(&cx, &query)?;
    let kinds = chosen.kinds.clone();
    let counted = tally(&cx, chosen, |incident, (counts, origins): &mut (Counts, Origins)| {
        if matches!(incident.phase, Phase::Resolved | Phase::Closed | Phase::Cancelled) {
            *counts.entry(incident.outcome.clone()).or_default() += 1;
            *origins.entry(incident.origin.kind()).or_default() += 1;
        }
    });
    let (counts, origins) = counted.await?;
    let (county, teller) = (loaded.county(), cx.teller(&state)?);
    let of = |code: &str| counts.get(&Some(code.to_owned())).copied().unwrap_or_default();
    let declared = county.outcomes.iter();
    let declared = declared.filter(|outcome| kinds.is_empty() || kinds.iter().any(|kind| outcome.is_of(*kind)));
    let mut items: Vec<OutcomeCount> = declared
        .map(|outcome| OutcomeCount {
            outcome: teller.outcome(&outcome.code),
            kinds: outcome.kinds.iter().map(|kind| teller.kind(*kind).code).collect(),
            incidents: of(&outcome.code),
        })
        .collect();
    let told: BTreeSet<String> = items.iter().map(|item| item.outcome.code.clone()).collect();
    let others = counts.iter().filter_map(|(code, incidents)| Some((code.as_ref()?, *incidents)));
    let others = others.filter(|(code, _)| !told.contains(*code));
    items.extend(others.map(|(code, incidents)| OutcomeCount {
        outcome: teller.outcome(code),
        kinds: Vec::new(),
        incidents,
    }));
    let without = counts.get(&None).copied().unwrap_or_default();
    let of = |origin| origins.get(&origin).copied().unwrap_or_default();
    let (self_initiated, abandoned) = (of(OriginKind::SelfInitiated), of(OriginKind::Abandoned));
    Ok(Json(OutcomeCounts { items, without, incidents: counts.values().sum(), self_initiated, abandoned }))
}

/// Say how an incident ended, once it has, or put that right.
#[utoipa::path(
    post, path = "/incidents/{id}/outcome", tag = "incidents", params(("id" = inline(IncidentId), Path), Key),
    request_body = NewOutcome, responses((status = 200, body = IncidentReply))
)]
pub async fn set(asked: Asked<IncidentRef, NewOutcome>) -> Result<Response, Problem> {
    let command = IncidentCommand::SetOutcome { incident: asked.subject, outcome: asked.body.outcome.clone() };
    asked.act(command).await
}
