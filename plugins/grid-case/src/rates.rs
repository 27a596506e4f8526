//! What a grid administration is measured by: of the cases that were filed, how many kept every time limit so far, and how many are
//! closed. Both are counted from what the host has of each case: its marks, and the name of its end.

use wardroom_plugin::workflow::Mark;

use crate::{Case, Stage};

/// Names of marks.
const GRID: &str = "grid";
const CATEGORY: &str = "category";
const FILED: &str = "filed";
const LATE: &str = "late";
/// The value of a mark that is there or not.
const YES: &str = "yes";

/// Ends of a case that was closed.
pub const ON_TIME: &str = "closed-on-time";
pub const CLOSED_LATE: &str = "closed-late";
/// Ends of a case that never was one.
pub const NOT_ACCEPTED: &str = "not-accepted";
pub const REJECTED: &str = "rejected";
/// The incident that it was about was none, or another's.
pub const VOID: &str = "void";

/// A case as the host tells of it.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// Absent while it is under way.
    pub ended: Option<&'a str>,
    pub marks: &'a [Mark],
}

/// Counts with what they were counted of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rates {
    /// Cases that were filed; what was not accepted, rejected or void is none.
    pub filed: u32,
    /// Of these, no clock of which has run out, be they open or closed.
    pub on_time: u32,
    /// Of these, closed, in time or late.
    pub closed: u32,
}

/// Counts over all cases of a period.
pub fn rates<'a>(cases: impl IntoIterator<Item = Told<'a>>) -> Rates {
    let mut rates = Rates::default();
    for case in cases {
        let marked = |name: &str| case.marks.iter().any(|mark| mark.name == name);
        if !marked(FILED) || case.ended == Some(VOID) {
            continue;
        }
        rates.filed += 1;
        rates.on_time += u32::from(!marked(LATE));
        rates.closed += u32::from(matches!(case.ended, Some(ON_TIME | CLOSED_LATE)));
    }
    rates
}

impl Rates {
    /// Hundredths of a per cent, rounded half up: 9372 is 93.72 %. `None` while nothing was filed.
    pub fn on_time_share(&self) -> Option<u32> {
        share(self.on_time, self.filed)
    }

    pub fn closed_share(&self) -> Option<u32> {
        share(self.closed, self.filed)
    }
}

fn share(part: u32, of: u32) -> Option<u32> {
    let (part, of) = (u64::from(part), u64::from(of));
    (of > 0).then(|| ((part * 20_000 + of) / (of * 2)) as u32)
}

pub fn marks(case: &Case) -> Vec<Mark> {
    let mark = |name: &str, value: &str| Mark { name: name.to_owned(), value: value.to_owned() };
    let mut marks = vec![mark(GRID, &case.grid.to_string())];
    marks.extend(case.category.as_deref().map(|category| mark(CATEGORY, category)));
    marks.extend(case.filed.then(|| mark(FILED, YES)));
    marks.extend(case.late.then(|| mark(LATE, YES)));
    if case.stage == Stage::Waiting {
        marks.push(mark("waiting", YES));
    }
    marks
}
