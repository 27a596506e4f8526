//! Finding incidents, wherever they are: in the state while they are young, in the archive after that.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::archived::Filed;
use domain::archived::documents::of_incident;
use domain::ids::{DistrictRef, IncidentRef, KindRef, UnitRef};
use domain::incident::archived::ArchivedIncident;
use domain::incident::origin::OriginKind;
use domain::incident::{Phase, Priority, Reality};
use domain::limits::PAGE_SCAN_MAX;
use domain::state::{Incident, LoadedCounty, State, parse_incident};

use crate::access::tokens::Scope;
use crate::background::blocking;
use crate::context::{Context, district_code, loaded};
use crate::dto::incident::Beside;
use crate::dto::query::bad;
use crate::find::pressing::Pressing;
use crate::find::sought::{Whereabouts, Words};
use crate::problem::Problem;
use crate::problem::place::Misplaced;
use crate::problem::server::Standing;
use crate::problem::unknown::Unknown;
use crate::record::IncidentRecord;

pub mod archived;
pub mod callers;
pub mod counted;
pub mod county;
pub mod links;
pub mod notice;
pub mod places;
pub mod pressing;
pub mod sought;
pub mod statistics;
pub mod tally;
pub mod workflow;

/// An incident by its id or its number.
pub async fn incident(cx: &Context, state: &Arc<State>, id: &str) -> Result<IncidentRecord, Problem> {
    let unknown = || Problem::from(Unknown::Incident { incident: id.to_owned() });
    let which = parse_incident(id).ok_or_else(unknown)?;
    let found = match state.incident(which) {
        Some(incident) => {
            let decisions = state.decisions_of(which).cloned().collect();
            let notices = state.notices.of(which).cloned().collect();
            IncidentRecord { incident: incident.clone(), decisions, notices, archived: false }
        }
        None => {
            let archive = cx.county.archive.clone();
            let row = blocking(move || archive.document(Filed::Incident(which))).await?.ok_or_else(unknown)?;
            let document = ArchivedIncident::decode(&row.bytes).map_err(|error| Problem::internal(&error))?;
            let decisions = document.decisions.into_iter().map(Arc::new).collect();
            let notices = document.notices.into_iter().map(Arc::new).collect();
            IncidentRecord { incident: Arc::new(document.incident), decisions, notices, archived: true }
        }
    };
    let right_id = !id.contains('-') || found.incident.id == id;
    // What lies outside the caller's districts is to it as if it were not.
    let seen = cx.sees(loaded(state)?, found.incident.place.district);
    if right_id && seen { Ok(found) } else { Err(unknown()) }
}

/// The same with all that belongs to it, and a state in which that stands: its workflows, its tasks, and what of its decisions and
/// notices went to the archive before it.
pub async fn whole_incident(cx: &Context, id: &str) -> Result<(Arc<State>, IncidentRecord), Problem> {
    let state = cx.state();
    let mut found = incident(cx, &state, id).await?;
    let which = found.incident.incident;
    let state = archived::recalled(cx, &state, which.into()).await?;
    let here = state.decisions_of(which).map(|decision| (decision.facts.number, decision.clone()));
    let own = found.decisions.into_iter().map(|decision| (decision.facts.number, decision));
    found.decisions = here.chain(own).collect::<BTreeMap<_, _>>().into_values().collect();
    let here = state.notices.of(which).map(|row| (row.notice(), row.clone()));
    let own = found.notices.into_iter().map(|row| (row.notice(), row));
    found.notices = here.chain(own).collect::<BTreeMap<_, _>>().into_values().collect();
    Ok((state, found))
}

/// What is told with an incident and stands elsewhere.
pub async fn beside(cx: &Context, state: &Arc<State>, found: &IncidentRecord) -> Result<Beside, Problem> {
    let links = links::of(cx, state, &found.incident).await?;
    let repeat_callers = callers::of(cx, state, found.incident.incident).await?;
    Ok(Beside { links, ids: ids(cx, state, &found.incident).await, repeat_callers })
}

/// What those are called that an incident's story speaks of and that only the archive has, as far as the caller sees them.
async fn ids(cx: &Context, state: &Arc<State>, of: &Incident) -> BTreeMap<IncidentRef, String> {
    let merged = of.merged_into.iter().chain(&of.duplicates).copied();
    let others = merged.chain(of.changes.iter().filter_map(|change| change.what.other()));
    let gone: BTreeSet<IncidentRef> = others.filter(|which| state.incident(*which).is_none()).collect();
    let mut ids = BTreeMap::new();
    for which in gone {
        if let Ok(found) = incident(cx, state, &which.to_string()).await {
            ids.insert(which, found.incident.id.clone());
        }
    }
    ids
}

/// An incident that a command is about.
pub async fn active(cx: &Context, id: &str) -> Result<IncidentRef, Problem> {
    let state = cx.state();
    let found = incident(cx, &state, id).await?;
    if found.archived {
        return Err(Standing::Archived { incident: id.to_owned(), phase: found.incident.phase }.into());
    }
    Ok(found.incident.incident)
}

/// What a list is to hold.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of any of these; empty: of any at all. The same of the others.
    pub phases: Vec<Phase>,
    pub origins: Vec<OriginKind>,
    pub priorities: Vec<Priority>,
    pub realities: Vec<Reality>,
    pub districts: Vec<DistrictRef>,
    pub kinds: Vec<KindRef>,
    /// Codes of results.
    pub outcomes: Vec<String>,
    pub open: Option<bool>,
    /// The name of somebody who did something about it, or the code of a unit that was on it.
    pub person: Option<String>,
    /// When it was reported.
    pub within: archived::Within,
    pub text: Option<Words>,
    pub whereabouts: Option<Whereabouts>,
    /// It was on it.
    pub unit: Option<UnitRef>,
    /// Most pressing first, not newest; only of those that are open.
    pub pressing: bool,
}

impl Filter {
    fn takes(&self, incident: &Incident, loaded: &LoadedCounty) -> bool {
        let had_a_hand = |person: &String| of_incident(incident, loaded.county()).contains(person);
        fn one_of<T: PartialEq>(wanted: &[T], value: &T) -> bool {
            wanted.is_empty() || wanted.contains(value)
        }
        one_of(&self.phases, &incident.phase)
            && one_of(&self.origins, &incident.origin.kind())
            && one_of(&self.priorities, &incident.priority)
            && one_of(&self.realities, &incident.reality)
            && one_of(&self.districts, &incident.place.district)
            && one_of(&self.kinds, &incident.kind)
            && (self.outcomes.is_empty() || incident.outcome.as_ref().is_some_and(|of| self.outcomes.contains(of)))
            && self.open.is_none_or(|open| incident.phase.is_open() == open)
            && self.within.has(incident.reported_at)
            && self.person.as_ref().is_none_or(had_a_hand)
            && self.unit.is_none_or(|unit| incident.assignments.iter().any(|assignment| assignment.unit == unit))
            && self.whereabouts.is_none_or(|whereabouts| whereabouts.hold(incident, loaded.county()))
            && self.text.as_ref().is_none_or(|words| words.stand_in(incident, loaded.county()))
    }
}

/// A page of incidents, newest or most pressing first, each with whether only the archive has it.
pub struct Page {
    pub items: Vec<(Arc<Incident>, bool)>,
    /// Where the next page goes on; absent at the end.
    pub next: Option<String>,
}

/// Where a list goes on: before this incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor(pub IncidentRef);

impl Cursor {
    /// Opaque to callers, so that it may change.
    pub fn text(self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.0.to_be_bytes())
    }

    pub fn parse(text: &str) -> Option<Cursor> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        Some(Cursor(IncidentRef(u32::from_be_bytes(bytes.try_into().ok()?))))
    }
}

pub async fn page(cx: &Context, filter: Filter, after: Option<&str>, limit: usize) -> Result<Page, Problem> {
    let unknown = |text: &str| bad("cursor", Misplaced::Cursor { cursor: text.to_owned() });
    let (state, archive, scope) = (cx.state(), cx.county.archive.clone(), cx.caller.districts.clone());
    if filter.pressing {
        let Some(loaded) = &state.county else { return Ok(Page { items: Vec::new(), next: None }) };
        let open = state.incidents.values().filter(|incident| seen(incident, loaded, &scope, &filter));
        let (items, next) = pressing::page(open, Pressing::of_incident, after, limit)?;
        return Ok(Page { items, next });
    }
    let after = after.map(|text| Cursor::parse(text).ok_or_else(|| unknown(text))).transpose()?;
    blocking(move || collect(&state, &*archive, &scope, &filter, after, limit)).await
}

fn seen(incident: &Incident, loaded: &LoadedCounty, scope: &Scope, filter: &Filter) -> bool {
    filter.takes(incident, loaded)
        && district_code(loaded, incident.place.district).is_some_and(|district| scope.has(district))
}

/// Merges the state with the archive, both newest first. What both have, the state knows better.
fn collect(
    state: &State,
    archive: &dyn domain::ports::Archive,
    scope: &Scope,
    filter: &Filter,
    after: Option<Cursor>,
    limit: usize,
) -> Result<Page, String> {
    let Some(loaded) = &state.county else { return Ok(Page { items: Vec::new(), next: None }) };
    let before = after.map(|Cursor(which)| which);
    // Nothing is open in the archive.
    let ended = filter.open == Some(true);
    let mut archived =
        Archived { archive, before, at_once: limit.max(16), chunk: Vec::new().into_iter(), ended, read: 0 };
    let below = before.unwrap_or(IncidentRef(u32::MAX));
    let mut live = state.incidents.range(..below).rev().map(|(_, incident)| incident).peekable();
    let mut kept = archived.next()?;
    let mut items = Vec::new();
    let mut last = None;
    loop {
        let live_ref = live.peek().map(|incident| incident.incident);
        let kept_ref = kept.as_ref().map(|incident| incident.incident);
        let (incident, is_archived) = match (live_ref, kept_ref) {
            (None, None) => return Ok(Page { items, next: None }),
            (Some(live_ref), kept_ref) if kept_ref.is_none_or(|kept_ref| live_ref >= kept_ref) => {
                if kept_ref == Some(live_ref) {
                    kept = archived.next()?;
                }
                let Some(incident) = live.next() else { continue };
                (incident.clone(), false)
            }
            (_, _) => {
                let Some(incident) = kept.take() else { continue };
                kept = archived.next()?;
                (Arc::new(incident), true)
            }
        };
        last = Some(incident.incident).or(last);
        if seen(&incident, loaded, scope, filter) {
            items.push((incident, is_archived));
        }
        let more = live.peek().is_some() || kept.is_some();
        if more && (items.len() == limit || archived.read >= PAGE_SCAN_MAX) {
            return Ok(Page { items, next: last.map(|last| Cursor(last).text()) });
        }
    }
}

/// The archive's incidents one by one, read in chunks.
struct Archived<'a> {
    archive: &'a dyn domain::ports::Archive,
    before: Option<IncidentRef>,
    at_once: usize,
    chunk: std::vec::IntoIter<(IncidentRef, Vec<u8>)>,
    ended: bool,
    read: usize,
}

impl Archived<'_> {
    fn next(&mut self) -> Result<Option<Incident>, String> {
        if self.chunk.as_slice().is_empty() && !self.ended {
            let chunk = self.archive.incidents(self.before, self.at_once).map_err(|error| error.to_string())?;
            self.ended = chunk.len() < self.at_once;
            self.before = chunk.last().map(|(which, _)| *which).or(self.before);
            self.chunk = chunk.into_iter();
        }
        let Some((_, bytes)) = self.chunk.next() else { return Ok(None) };
        self.read += 1;
        ArchivedIncident::decode(&bytes).map(|document| Some(document.incident))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_as_it_went() {
        for number in [1, 4_711, u32::MAX] {
            let cursor = Cursor(IncidentRef(number));
            assert_eq!(Cursor::parse(&cursor.text()), Some(cursor));
        }
        for text in ["", "x", "AAAA", "AAAAAAAAAAA", "é"] {
            assert_eq!(Cursor::parse(text), None, "{text}");
        }
    }
}
