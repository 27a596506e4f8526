//! What a line of the ledger (台账) has of a round: its marks say it while the round is under way and after it, the last remark in words.

use wardroom_plugin::view::{self, Reference};
use wardroom_plugin::workflow::Mark;
use wardroom_plugin::{InstanceRef, Reason, TimeS};

use crate::risk::Spot;
use crate::round::Round;
use crate::{forms, why};

/// The name of the mark by which rounds of a grid or a place find each other.
pub const OF_ROUND: &str = "round";

/// The round of the same grid or place that is not over yet.
pub fn under_way(spot: &Spot) -> Option<InstanceRef> {
    let all = view::siblings_by_mark(forms::KIND, OF_ROUND, &spot.name(), 1);
    all.unwrap_or_default().first().map(|other| other.ref_)
}

/// Grid and place by their codes, days by the county's calendar.
pub fn marks(round: &Round) -> Vec<Mark> {
    let mut marks = vec![mark(OF_ROUND, &round.spot.name()), mark("grid", &code(Reference::Grid(round.spot.grid)))];
    marks.extend(round.spot.place.map(|place| mark("place", &code(Reference::Place(place)))));
    marks.extend(round.spot.class.as_deref().map(|class| mark("class", class)));
    marks.extend(round.found_at.map(|_| mark("hazards", &round.hazards.to_string())));
    marks.extend(round.grave.then(|| mark("grave", "yes")));
    marks.extend((round.times > 0).then(|| mark("times", &round.times.to_string())));
    let days = [("found", round.found_at), ("mended", round.mended_at), ("checked", round.checked_at)];
    marks.extend(days.into_iter().filter_map(|(name, at)| Some(mark(name, &day(at?)))));
    marks
}

/// In words, for the record of a round that is over.
pub fn line(round: &Round) -> Option<Reason> {
    let Round { spot: Spot { grid, place, .. }, hazards, times, .. } = *round;
    let (found, gone) = (round.found_at?, round.mended_at.zip(round.checked_at));
    Some(match (place, gone) {
        (None, None) => why::ledger_clean(grid, found),
        (Some(place), None) => why::ledger_of_place_clean(place, found),
        (None, Some((mended, checked))) => why::ledger(grid, hazards, found, mended, checked, times),
        (Some(place), Some((mended, checked))) => why::ledger_of_place(place, hazards, found, mended, checked, times),
    })
}

pub fn mark(name: &str, value: &str) -> Mark {
    Mark { name: name.to_owned(), value: value.to_owned() }
}

/// Its number where the codes are not granted.
fn code(of: Reference) -> String {
    let number = match of {
        Reference::Grid(number) | Reference::Place(number) => number,
        _ => 0,
    };
    view::code(of).unwrap_or_else(|_| number.to_string())
}

/// `2022-09-14`; seconds where the county's clocks are not granted.
fn day(at: TimeS) -> String {
    match view::local_time(at) {
        Ok(clock) => format!("{:04}-{:02}-{:02}", clock.date.year, clock.date.month, clock.date.day),
        Err(_) => at.to_string(),
    }
}
