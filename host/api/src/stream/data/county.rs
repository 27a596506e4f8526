//! What the county's own events say outside: what came in, and who has left its service or is back.

use domain::county::{County, Difference, Person};
use domain::event::CountyEvent;
use domain::ids::{DistrictRef, PersonRef, StandInRef, SwapRef, UnitRef};
use serde_json::{Value, json};

use crate::stream::lookup::Lookup;

/// `None`: there is nothing in it for one who sees these districts only.
pub fn of(event: &CountyEvent, lookup: &Lookup<'_>, sees: &dyn Fn(DistrictRef) -> bool) -> Option<Value> {
    match event {
        CountyEvent::Imported { county, difference, carried_over } => {
            let mut told = imported(county, difference);
            if let Some(carried_over) = carried_over {
                told["carried_over"] = json!(carried_over);
            }
            Some(told)
        }
        CountyEvent::Rewritten(found) => Some(
            json!({ "finding": found.finding, "ended": found.ended, "seen": found.seen, "seen_hash": found.seen_hash }),
        ),
        CountyEvent::RoadClosed { from, to } | CountyEvent::RoadOpened { from, to } => {
            Some(json!({ "from": from, "to": to }))
        }
        CountyEvent::Retired(retired) => {
            let (units, persons) = seen(lookup, &retired.units, &retired.persons, sees);
            let swaps = retired.swaps.iter().filter(|which| swap_seen(lookup, **which, sees));
            let swaps: Vec<SwapRef> = swaps.copied().collect();
            let stand_ins = retired.stand_ins.iter().filter(|which| stand_in_seen(lookup, **which, sees));
            let stand_ins: Vec<StandInRef> = stand_ins.copied().collect();
            let nothing = units.is_empty() && persons.is_empty() && swaps.is_empty() && stand_ins.is_empty();
            let data = || json!({ "units": units, "persons": persons, "swaps": swaps, "stand_ins": stand_ins });
            (!nothing).then(data)
        }
        CountyEvent::Reinstated(back) => {
            let (units, persons) = seen(lookup, &back.units, &back.persons, sees);
            let nothing = units.is_empty() && persons.is_empty();
            (!nothing).then(|| json!({ "units": units, "persons": persons }))
        }
    }
}

/// Whether all districts that an event is about are among these.
pub fn is_whole(event: &CountyEvent, lookup: &Lookup<'_>, sees: &dyn Fn(DistrictRef) -> bool) -> bool {
    let all = |units: &[UnitRef], persons: &[PersonRef]| {
        let (seen_units, seen_persons) = seen(lookup, units, persons, sees);
        (seen_units.len(), seen_persons.len()) == (units.len(), persons.len())
    };
    match event {
        CountyEvent::Retired(retired) => all(&retired.units, &retired.persons),
        CountyEvent::Reinstated(back) => all(&back.units, &back.persons),
        CountyEvent::Imported { .. }
        | CountyEvent::Rewritten(_)
        | CountyEvent::RoadClosed { .. }
        | CountyEvent::RoadOpened { .. } => true,
    }
}

/// The codes of units of these districts and of persons with a post there. One without any post is everybody's.
fn seen(
    lookup: &Lookup<'_>,
    units: &[UnitRef],
    persons: &[PersonRef],
    sees: &dyn Fn(DistrictRef) -> bool,
) -> (Vec<String>, Vec<String>) {
    let (teller, county) = (&lookup.teller, lookup.teller.county());
    let unit_seen = |unit: &&UnitRef| lookup.unit_district(**unit).is_some_and(sees);
    let posted = |person: &Person| person.posts.is_empty() || person.posts.iter().any(|post| sees(post.district));
    let person_seen = |person: &&PersonRef| county.persons.get(person.index()).is_some_and(posted);
    let units = units.iter().filter(unit_seen).map(|unit| teller.unit(*unit)).collect();
    (units, persons.iter().filter(person_seen).map(|person| teller.person(*person)).collect())
}

fn swap_seen(lookup: &Lookup<'_>, which: SwapRef, sees: &dyn Fn(DistrictRef) -> bool) -> bool {
    lookup.state().roster.swaps.get(&which).is_some_and(|swap| swap.districts().any(sees))
}

fn stand_in_seen(lookup: &Lookup<'_>, which: StandInRef, sees: &dyn Fn(DistrictRef) -> bool) -> bool {
    lookup.state().roster.stand_in(which).is_some_and(|stand_in| sees(stand_in.district))
}

fn imported(county: &County, difference: &Difference) -> Value {
    let nouns = difference.nouns.iter().map(|noun| {
        let (added, removed, changed) = (noun.added.total, noun.removed.total, noun.changed.total);
        json!({ "noun": noun.noun, "added": added, "removed": removed, "changed": changed })
    });
    json!({ "code": county.code, "digest": county.digest, "counts": county.counts(), "difference": nouns.collect::<Vec<_>>() })
}
