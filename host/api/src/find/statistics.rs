//! What a report is asked for, and counting it over the room and the archive, beside the threads that answer.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::ids::{DistrictRef, KindRef};
use domain::limits::{ARCHIVE_QUEUE_MAX, INCIDENTS_COUNTED_MAX};
use domain::state::{LoadedCounty, State};
use domain::statistics::count::{Chosen, Table, count};
use domain::statistics::figure::{Figure, Grouping, Subject};
use domain::statistics::stretch::Stretch;
use domain::time::TimeMs;

use crate::background::blocking;
use crate::context::{Context, loaded};
use crate::dto::query::{ReportQuery, bad, several, time};
use crate::problem::Problem;
use crate::problem::place::Misplaced;
use crate::problem::request::BadRequest;
use crate::problem::server::Failing;

/// A report as it is asked for.
#[derive(Clone, Debug)]
pub struct Asked {
    pub stretch: Stretch,
    pub before: Option<Stretch>,
    pub known_by: TimeMs,
    /// All whose incidents are counted; whether that is all that there are.
    pub districts: BTreeSet<DistrictRef>,
    pub everywhere: bool,
    /// None: all.
    pub kinds: BTreeSet<KindRef>,
    pub figures: BTreeSet<Figure>,
    pub groupings: BTreeSet<Grouping>,
}

/// What was counted: of the stretch, and of its like in the year before if that was asked for.
pub struct Counted {
    pub now: Vec<Table>,
    pub before: Option<Vec<Table>>,
}

fn wrong(place: &str, what: Misplaced) -> Problem {
    Problem::from(BadRequest::Period).at(place, what)
}

impl Asked {
    pub fn read(cx: &Context, state: &State, query: &ReportQuery) -> Result<Asked, Problem> {
        let loaded = loaded(state)?;
        let now = cx.county.room.now();
        let districts = several(query.district.as_deref()).map(|code| cx.district(loaded, code));
        let districts = districts.collect::<Result<Vec<DistrictRef>, Problem>>()?;
        let unknown = |code: &str| bad("kind", Misplaced::KindOfCounty { kind: code.to_owned() });
        let kinds = several(query.kind.as_deref()).map(|code| loaded.index.kind(code).ok_or_else(|| unknown(code)));
        let stretch = stretch(state, loaded, query, &districts, now)?;
        let known_by = query.at.as_deref().map(|text| time("at", text)).transpose()?.unwrap_or(now);
        if known_by > now || known_by < stretch.starts {
            return Err(bad("at", Misplaced::ReportAt));
        }
        let none = || wrong("against_last_year", Misplaced::ReportBefore { period: stretch.name.clone() });
        let before = match query.against_last_year {
            Some(true) => Some(stretch.year_before(loaded.index.zone()).ok_or_else(none)?),
            Some(false) | None => None,
        };
        let reach = cx.reach(loaded, &districts);
        let all =
            || (0..loaded.county().districts.len()).filter_map(|index| u16::try_from(index).ok()).map(DistrictRef);
        Ok(Asked {
            before,
            known_by,
            everywhere: reach.is_none(),
            districts: reach.unwrap_or_else(|| all().collect()),
            kinds: kinds.collect::<Result<_, Problem>>()?,
            figures: words("figure", query.figure.as_deref(), &Figure::ALL, Figure::name)?,
            groupings: words("by", query.by.as_deref(), &Grouping::ALL, Grouping::name)?,
            stretch,
        })
    }

    /// The figures that are told of. Of kinds of incident there are no workflows.
    pub fn defined(&self) -> impl Iterator<Item = Figure> {
        let told = |figure: &Figure| figure.subject() == Subject::Incidents || self.kinds.is_empty();
        self.figures.iter().copied().filter(told)
    }

    pub async fn count(&self, cx: &Context, state: &Arc<State>) -> Result<Counted, Problem> {
        let (asked, state, archive) = (self.clone(), state.clone(), cx.county.archive.clone());
        // One that is being filled anew does not have all yet: figures of a part would look like those of the whole.
        if archive.applied().0 + (ARCHIVE_QUEUE_MAX as u64) < state.version.0 {
            return Err(Failing::ArchiveBehind.into());
        }
        let counted = blocking(move || {
            let of = |stretch: &Stretch| {
                let Asked { known_by, districts, kinds, .. } = asked.clone();
                let chosen = Chosen { within: stretch.starts..stretch.ends, known_by, districts, kinds };
                count(&state, Some(&*archive), &chosen)
            };
            let before = asked.before.as_ref().map(of).transpose()?;
            Ok::<_, String>((of(&asked.stretch)?, before))
        });
        match counted.await? {
            (Some(now), None) => Ok(Counted { now, before: None }),
            (Some(now), Some(Some(before))) => Ok(Counted { now, before: Some(before) }),
            (None, _) | (_, Some(None)) => {
                Err(BadRequest::TooManyCounted { incidents_max: INCIDENTS_COUNTED_MAX }.into())
            }
        }
    }
}

/// Over which time: today, if nothing is said.
fn stretch(
    state: &State,
    loaded: &LoadedCounty,
    query: &ReportQuery,
    districts: &[DistrictRef],
    now: TimeMs,
) -> Result<Stretch, Problem> {
    let zone = loaded.index.zone();
    let unread = |name: &str| wrong("period", Misplaced::ReportPeriod { period: name.to_owned() });
    let (place, stretch) = match (&query.period, &query.shift_at) {
        (Some(_), Some(_)) => return Err(bad("shift_at", Misplaced::ReportPeriodOrShift)),
        (Some(name), None) => ("period", Stretch::named(name, zone).ok_or_else(|| unread(name))?),
        (None, None) => ("period", Stretch::today(now, zone).ok_or_else(|| unread(""))?),
        (None, Some(at)) => {
            let [district] = districts else { return Err(bad("district", Misplaced::ReportOneDistrict)) };
            let shift = state.roster.covering(*district, time("shift_at", at)?).next();
            let none =
                || wrong("shift_at", Misplaced::ReportShift { district: query.district.clone().unwrap_or_default() });
            ("shift_at", Stretch::of_shift(shift.ok_or_else(none)?, zone))
        }
    };
    if stretch.starts > now {
        return Err(wrong(place, Misplaced::ReportNotBegun { period: stretch.name }));
    }
    Ok(stretch)
}

/// The words of a parameter that has a list of its own; all of them where it is absent.
fn words<T: Copy + Ord>(
    parameter: &str,
    given: Option<&str>,
    all: &[T],
    name: fn(T) -> &'static str,
) -> Result<BTreeSet<T>, Problem> {
    if given.is_none() {
        return Ok(all.iter().copied().collect());
    }
    let unknown = |word: &str| {
        let words = all.iter().map(|of| name(*of).to_owned()).collect();
        bad(parameter, Misplaced::Word { word: word.to_owned(), words })
    };
    let read = |word| all.iter().copied().find(|of| name(*of) == word).ok_or_else(|| unknown(word));
    several(given).map(read).collect()
}
