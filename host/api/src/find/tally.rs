//! What is counted of incidents over the room and the archive: actual ones that were reported within a time, those that the caller sees.

use domain::archived::{Wanted, each};
use domain::ids::{DistrictRef, KindRef};
use domain::incident::Reality;
use domain::incident::record::Incident;
use domain::limits::INCIDENTS_COUNTED_MAX;

use crate::background::blocking;
use crate::context::{Context, loaded};
use crate::dto::query::{CountQuery, bad, several};
use crate::find::archived::Within;
use crate::problem::Problem;
use crate::problem::place::Misplaced;
use crate::problem::request::BadRequest;

/// Which incidents are counted.
#[derive(Clone, Debug, Default)]
pub struct Chosen {
    pub within: Within,
    /// In any of these; empty: in all that the caller sees. The same of the kinds.
    pub districts: Vec<DistrictRef>,
    pub kinds: Vec<KindRef>,
}

impl Chosen {
    pub fn read(cx: &Context, query: &CountQuery) -> Result<Chosen, Problem> {
        let state = cx.state();
        let loaded = loaded(&state)?;
        let unknown = |code: &str| bad("kind", Misplaced::KindOfCounty { kind: code.to_owned() });
        let kinds = several(query.kind.as_deref()).map(|code| loaded.index.kind(code).ok_or_else(|| unknown(code)));
        let districts = several(query.district.as_deref()).map(|code| cx.district(loaded, code));
        Ok(Chosen {
            within: Within::read(query.from.as_deref(), query.until.as_deref())?,
            districts: districts.collect::<Result<_, _>>()?,
            kinds: kinds.collect::<Result<Vec<KindRef>, Problem>>()?,
        })
    }

    fn takes(&self, incident: &Incident) -> bool {
        incident.reality == Reality::Actual
            && self.within.has(incident.reported_at)
            && (self.kinds.is_empty() || self.kinds.contains(&incident.kind))
    }
}

/// Shows each of them once to `add`, which keeps count.
pub async fn tally<T: Default + Send + 'static>(
    cx: &Context,
    chosen: Chosen,
    add: impl Fn(&Incident, &mut T) + Send + 'static,
) -> Result<T, Problem> {
    let (state, archive) = (cx.state(), cx.county.archive.clone());
    let loaded = loaded(&state)?.clone();
    let districts = cx.reach(&loaded, &chosen.districts);
    let code = |kind: &KindRef| loaded.county().kinds.get(kind.index()).map(|kind| kind.code.clone());
    let wanted = Wanted {
        kinds: chosen.kinds.iter().filter_map(code).collect(),
        districts: districts.clone(),
        from: chosen.within.from,
        until: chosen.within.until,
        ..Wanted::default()
    };
    let counted = blocking(move || {
        let (mut counts, mut looked_at) = (T::default(), 0);
        let seen = |incident: &Incident| {
            districts.as_ref().is_none_or(|districts| districts.contains(&incident.place.district))
        };
        let all = each::incident(&state, Some(&*archive), wanted, &mut |incident| {
            looked_at += 1;
            if chosen.takes(incident) && seen(incident) {
                add(incident, &mut counts);
            }
            looked_at <= INCIDENTS_COUNTED_MAX
        })?;
        Ok::<_, String>(all.then_some(counts))
    });
    counted.await?.ok_or_else(|| BadRequest::TooManyCounted { incidents_max: INCIDENTS_COUNTED_MAX }.into())
}
