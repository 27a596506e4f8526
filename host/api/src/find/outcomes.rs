//! How incidents ended: counted by the county's results, over the room and the archive.

use std::collections::BTreeMap;

use domain::archived::{Wanted, each};
use domain::ids::{DistrictRef, KindRef};
use domain::incident::record::Incident;
use domain::incident::{Phase, Reality};
use domain::limits::OUTCOMES_COUNTED_MAX;

use crate::background::blocking;
use crate::context::{Context, loaded};
use crate::find::archived::Within;
use crate::problem::Problem;
use crate::problem::request::BadRequest;

/// What is counted: actual incidents that have ended and were reported within a time.
#[derive(Clone, Debug, Default)]
pub struct Ended {
    pub within: Within,
    /// In any of these; empty: in all that the caller sees. The same of the kinds.
    pub districts: Vec<DistrictRef>,
    pub kinds: Vec<KindRef>,
}

impl Ended {
    fn takes(&self, incident: &Incident) -> bool {
        let over = matches!(incident.phase, Phase::Resolved | Phase::Closed | Phase::Cancelled);
        over && incident.reality == Reality::Actual
            && self.within.has(incident.reported_at)
            && (self.kinds.is_empty() || self.kinds.contains(&incident.kind))
    }
}

/// How many ended with each result, by its code; those without one under `None`.
pub type Counts = BTreeMap<Option<String>, u32>;

pub async fn count(cx: &Context, ended: Ended) -> Result<Counts, Problem> {
    let (state, archive) = (cx.state(), cx.county.archive.clone());
    let loaded = loaded(&state)?.clone();
    let districts = cx.reach(&loaded, &ended.districts);
    let code = |kind: &KindRef| loaded.county().kinds.get(kind.index()).map(|kind| kind.code.clone());
    let wanted = Wanted {
        kinds: ended.kinds.iter().filter_map(code).collect(),
        districts: districts.clone(),
        from: ended.within.from,
        until: ended.within.until,
        ..Wanted::default()
    };
    let counted = blocking(move || {
        let (mut counts, mut looked_at) = (Counts::new(), 0);
        let seen = |incident: &Incident| {
            districts.as_ref().is_none_or(|districts| districts.contains(&incident.place.district))
        };
        let all = each::incident(&state, Some(&*archive), wanted, &mut |incident| {
            looked_at += 1;
            if ended.takes(incident) && seen(incident) {
                *counts.entry(incident.outcome.clone()).or_default() += 1;
            }
            looked_at <= OUTCOMES_COUNTED_MAX
        })?;
        Ok::<_, String>(all.then_some(counts))
    });
    counted.await?.ok_or_else(|| BadRequest::TooManyCounted { incidents_max: OUTCOMES_COUNTED_MAX }.into())
}
