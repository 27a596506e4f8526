//! Who stands between a command room and the units that it sends directly: the heads of their teams and stations, and the room of
//! their own district.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::county::flat_command::{Directly, FlatCommand};
use crate::county::loaded::LoadedCounty;
use crate::county::{Post, Unit};
use crate::decision::SettledAs;
use crate::ids::*;
use crate::limits::NOTICE_RECIPIENTS_MAX;
use crate::state::State;
use crate::time::TimeMs;
use crate::who::Who;

/// Whether the county's rule is about an assignment by this decision.
pub fn is_direct(state: &State, rule: &FlatCommand, incident: IncidentRef, decision: Option<u32>) -> bool {
    let by_hand = || {
        let settled =
            decision.map(|number| state.decision(incident, number).and_then(|of| of.facts.settlement.as_ref()));
        settled.is_none_or(|of| of.is_some_and(|of| matches!(of.outcome, SettledAs::Amended { .. })))
    };
    rule.of == Directly::Every || by_hand()
}

/// The units by who is past whom they are sent, each of these once; those whom nobody leads are left out.
pub fn past_whom(
    state: &State,
    loaded: &LoadedCounty,
    rule: &FlatCommand,
    incident: IncidentRef,
    sent: &[UnitRef],
    now: TimeMs,
) -> BTreeMap<Vec<Who>, Vec<UnitRef>> {
    let mut found: BTreeMap<Vec<Who>, Vec<UnitRef>> = BTreeMap::new();
    let Some(scene) = state.incident(incident).map(|incident| incident.place.district) else { return found };
    let Ok(instant) = Timestamp::from_millisecond(now.0) else { return found };
    let day = loaded.index.zone().to_datetime(instant).date();
    for which in sent {
        let county = loaded.county();
        let (Some(unit), Some(live)) = (county.units.get(which.index()), state.unit(*which)) else { continue };
        let mut between: Vec<Who> = heads(loaded, rule, unit, day).map(Who::Person).collect();
        // A room that lent it has let it go already.
        let counts_to = live.district(unit.district, now);
        if counts_to != scene {
            between.push(Who::CommandRoom(counts_to));
        }
        between.truncate(NOTICE_RECIPIENTS_MAX);
        if !between.is_empty() {
            found.entry(between).or_default().push(*which);
        }
    }
    found
}

/// Those who lead a unit's team or station on a day, in the county's order.
fn heads<'a>(
    loaded: &'a LoadedCounty,
    rule: &'a FlatCommand,
    unit: &'a Unit,
    day: Date,
) -> impl Iterator<Item = PersonRef> + use<'a> {
    let leads = move |post: &Post| {
        let of_team = rule.team.contains(&post.post) && post.team == Some(unit.team) && post.district == unit.district;
        let of_station = rule.station.contains(&post.post) && post.station == Some(unit.home);
        (of_team || of_station) && post.from <= day && post.to.is_none_or(|to| day <= to)
    };
    let persons = loaded.county().persons.iter().enumerate();
    let heads = persons.filter(move |(_, person)| !person.retired && person.posts.iter().any(leads));
    heads.map(|(index, _)| PersonRef(index as u32))
}
