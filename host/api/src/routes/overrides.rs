//! Where people did not do what was recommended: the county's reasons for that, and how often each was given.

use std::collections::BTreeMap;

use axum::Json;
use domain::incident::record::Overridden;
use serde::Serialize;
use telling::Term;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::context::{Context, loaded};
use crate::dto::query::CountQuery;
use crate::extract::Params;
use crate::find::tally::{Chosen, tally};
use crate::problem::Problem;
use crate::wiring::Routes;

pub fn routes() -> Routes {
    vec![routes!(list)]
}

/// How often recommendations were not followed for one of the county's reasons.
#[derive(Serialize, ToSchema)]
pub struct OverrideCount {
    pub reason: Term,
    #[serde(flatten)]
    pub counts: Overrides,
}

/// What people did instead of what was recommended.
#[derive(Clone, Copy, Default, Serialize, ToSchema)]
pub struct Overrides {
    /// Recommendations that were amended.
    pub amended: u32,
    pub rejected: u32,
    /// Other units were sent by hand.
    pub by_hand: u32,
}

/// How often people did not do what was recommended for actual incidents, open ones too.
#[derive(Serialize, ToSchema)]
pub struct OverrideCounts {
    /// In the county's order; then what it had once.
    pub items: Vec<OverrideCount>,
    /// Recommendations that were not followed without a code: from when the county declared none.
    pub without: u32,
    /// All that were not followed.
    pub recommendations: u32,
}

impl Overrides {
    fn add(&mut self, how: Overridden) {
        match how {
            Overridden::Amended => self.amended += 1,
            Overridden::Rejected => self.rejected += 1,
            Overridden::ByHand => self.by_hand += 1,
        }
    }

    const fn sum(self) -> u32 {
        self.amended + self.rejected + self.by_hand
    }
}

/// The county's reasons for not doing what is recommended, and how often each was given, over the room and the archive.
#[utoipa::path(
    get, path = "/override-reasons", tag = "incidents", params(CountQuery),
    responses((status = 200, body = OverrideCounts))
)]
pub async fn list(cx: Context, Params(query): Params<CountQuery>) -> Result<Json<OverrideCounts>, Problem> {
    let state = cx.state();
    let loaded = loaded(&state)?;
    let counts =
        tally(&cx, Chosen::read(&cx, &query)?, |incident, counts: &mut BTreeMap<Option<String>, Overrides>| {
            for overridden in &incident.overrides {
                counts.entry(overridden.code.clone()).or_default().add(overridden.how);
            }
        });
    let mut counts = counts.await?;
    let teller = cx.teller(&state)?;
    let recommendations = counts.values().map(|counts| counts.sum()).sum();
    let without = counts.remove(&None).unwrap_or_default().sum();
    let mut items = Vec::new();
    for reason in &loaded.county().override_reasons {
        let counts = counts.remove(&Some(reason.code.clone())).unwrap_or_default();
        items.push(OverrideCount { reason: teller.override_reason(&reason.code), counts });
    }
    let once = counts.into_iter().filter_map(|(code, counts)| Some((code?, counts)));
    items.extend(once.map(|(code, counts)| OverrideCount { reason: teller.override_reason(&code), counts }));
    Ok(Json(OverrideCounts { items, without, recommendations }))
}
