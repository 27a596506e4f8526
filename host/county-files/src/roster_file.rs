//! Reads a duty roster from a CSV file, strictly, into plain rows. Publishing it is the sequencer's business.

use std::collections::{BTreeMap, HashMap};

use domain::county::noun::Noun;
use domain::county::{Person, RosterSlot, ShiftRow};
use domain::ids::*;
use domain::limits::{ROSTER_SHIFTS_MAX, SHIFT_S_MAX};
use domain::time::TimeMs;

use crate::codes::Numbered;
use crate::csv_file::{CsvFile, Row};
use crate::fields::{Columns, Fields};
use crate::known::Known;
use crate::problem::{Problems, Spot};
use crate::sources::Sources;

/// The heading of a roster, also of one in the making.
pub(crate) const HEADING: [&str; 5] = ["district", "starts", "ends", "slot", "person"];

const COLUMNS: Columns<'_> = Columns { required: &HEADING, optional: &[], rows_may_repeat: true };

/// What a roster refers to.
pub(crate) struct RosterCodes<'a> {
    pub(crate) known: &'a Known,
    pub(crate) slots: &'a Numbered<RosterSlot>,
    pub(crate) persons: &'a Numbered<Person>,
}

/// A shift while its rows come in, with the line that it begins on.
struct Draft {
    line: u64,
    slots: Vec<(u16, Option<PersonRef>)>,
}

/// District, start, end.
type Span = (usize, TimeMs, TimeMs);

/// Reads the roster, with one row for each place in a shift; an empty person is an open slot. Every shift has as many rows of a slot as the county says, nobody stands in two shifts at once, everybody
/// is qualified for the slot, and a district has one shift at a time.
pub(crate) fn read(
    sources: &Sources,
    file: &str,
    codes: &RosterCodes<'_>,
    problems: &Problems,
) -> Option<Vec<ShiftRow>> {
    let csv = CsvFile::open(sources, file, &COLUMNS, ROSTER_SHIFTS_MAX * 16, problems)?;
    let mut drafts: BTreeMap<Span, Draft> = BTreeMap::new();
    let gone = codes.persons.retired();
    let mut on_duty: HashMap<usize, Vec<(Span, u64)>> = HashMap::new();
    for row in csv.rows() {
        let Some((span, slot, person)) = read_row(&row, codes, &gone) else { continue };
        let draft = drafts.entry(span).or_insert_with(|| Draft { line: row.line, slots: Vec::new() });
        draft.slots.push((slot as u16, person.map(|number| PersonRef(number as u32))));
        if let Some(person) = person {
            check_person(&row, person, slot, codes);
            let shifts = on_duty.entry(person).or_default();
            if let Some((_, line)) = shifts.iter().find(|(other, _)| overlap(*other, span)) {
                let code = row.optional("person").unwrap_or_default();
                row.complain("person", format!("`{code}` is on duty at that time by line {line} already"));
            }
            shifts.push((span, row.line));
        }
    }
    if drafts.len() > ROSTER_SHIFTS_MAX {
        problems.file(file, format!("has {} shifts, and {ROSTER_SHIFTS_MAX} is the limit", drafts.len()));
    }
    check_shifts(file, &drafts, codes, problems);
    let shifts = drafts.into_iter().map(|((district, starts, ends), mut draft)| {
        draft.slots.sort_by_key(|(slot, _)| *slot);
        ShiftRow { district: DistrictRef(district as u16), starts, ends, slots: draft.slots }
    });
    Some(shifts.collect())
}

/// Shift, slot, person.
fn read_row(
    row: &Row<'_>,
    codes: &RosterCodes<'_>,
    gone: &HashMap<&str, usize>,
) -> Option<(Span, usize, Option<usize>)> {
    let district = row.known("district", &codes.known.districts);
    let (starts, ends) = (row.time("starts"), row.time("ends"));
    let slot = row.known("slot", &codes.known.slots);
    let person = read_person(row, codes, gone);
    let (starts, ends) = (starts?, ends?);
    if ends <= starts {
        row.complain("ends", "lies no later than the start".to_owned());
        return None;
    }
    if ends.since_s(starts) > SHIFT_S_MAX {
        row.complain("ends", format!("makes a shift longer than {} days", SHIFT_S_MAX / 86_400));
        return None;
    }
    Some(((district?, starts, ends), slot?, person?))
}

/// One who has left the county's service stays named in the shifts that they stood in; their places ahead are empty.
fn read_person(row: &Row<'_>, codes: &RosterCodes<'_>, gone: &HashMap<&str, usize>) -> Option<Option<usize>> {
    let left = row.optional("person").filter(|code| codes.known.persons.get(code).is_none());
    match left.and_then(|code| gone.get(code)) {
        Some(number) => Some(Some(*number)),
        None => row.optional_known("person", &codes.known.persons),
    }
}

fn overlap(one: Span, other: Span) -> bool {
    one.1 < other.2 && other.1 < one.2
}

fn check_person(row: &Row<'_>, person: usize, slot: usize, codes: &RosterCodes<'_>) {
    let (Some(person), Some(slot)) = (codes.persons.get(person), codes.slots.get(slot)) else { return };
    if person.is_retired() {
        return;
    }
    if let Some(wanted) = slot.qualification.as_ref().filter(|wanted| !person.qualifications.contains(wanted)) {
        row.complain("person", format!("`{}` is not qualified as `{wanted}`", person.code));
    }
}

/// As many rows of each slot as the county says, and one shift of a district at a time.
fn check_shifts(file: &str, drafts: &BTreeMap<Span, Draft>, codes: &RosterCodes<'_>, problems: &Problems) {
    let mut last: Option<(Span, u64)> = None;
    for (span, draft) in drafts {
        for (number, slot) in codes.slots.live() {
            let rows = draft.slots.iter().filter(|(of, _)| usize::from(*of) == number).count();
            if rows != usize::from(slot.count) {
                let message = format!("the shift wants `{}` on {} rows and has it on {rows}", slot.code, slot.count);
                problems.add(file, Spot::Line(draft.line), message);
            }
        }
        if let Some((other, line)) = last.filter(|(other, _)| other.0 == span.0 && overlap(*other, *span)) {
            let later = draft.line.max(line);
            let message = format!("the shift overlaps the one on line {} in the same district", draft.line.min(line));
            problems.add(file, Spot::Line(later), message);
            // The one that ends last stays the one to compare with.
            if other.2 >= span.2 {
                continue;
            }
        }
        last = Some((*span, draft.line));
    }
}
