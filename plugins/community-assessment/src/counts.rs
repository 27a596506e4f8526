//! The counts that the county reports: figure, period, district and a whole number, and nothing of persons. A row that looks like one
//! is refused, and so is one that says nothing that is asked for.

use std::collections::BTreeMap;

use wardroom_plugin::view::{self, Reference, Row};
use wardroom_plugin::{DistrictRef, Reason, TimeS, Value};

use crate::settings::Settings;
use crate::why;

/// As many as the host gives at once.
const ROWS_MAX: u16 = 256;
/// A code so long beside a count of one is somebody's number.
const LONG_CODE: usize = 12;

/// What was counted, by figure, period and district; `None` is the county. Of several rows the one that was given out last counts.
#[derive(Default)]
pub struct Counts {
    values: BTreeMap<(String, String, Option<DistrictRef>), (String, u32)>,
    pub refused: Vec<Reason>,
}

impl Counts {
    /// All that was given out by `now`: whole periods of the year, with what does not belong there, and for each figure its past.
    pub fn read(now: TimeS, settings: &Settings, periods: &[&str]) -> Counts {
        let mut counts = Counts::default();
        let table = &settings.table;
        // Where the clock is not granted all that there is was given out.
        let today = view::local_time(now).map(|clock| {
            let date = clock.date;
            format!("{:04}-{:02}-{:02}", date.year, date.month, date.day)
        });
        let known = settings.figures.all();
        for period in periods {
            let rows = view::rows(&table.name, &table.period, &Value::Text((*period).to_owned()), ROWS_MAX);
            for (number, row) in (1_u16..).zip(rows.unwrap_or_default()) {
                // What was given out later is not there yet, not even to be refused.
                if is_later(released(settings, &row), &today) {
                    continue;
                }
                match counted(settings, &known, &row) {
                    Ok(counted) => counts.take(counted),
                    Err(why) => counts.refused.push(why.reason(period, number)),
                }
            }
        }
        for figure in known {
            let rows = view::rows(&table.name, &table.figure, &Value::Text(figure.to_owned()), ROWS_MAX);
            for row in rows.unwrap_or_default() {
                if let Ok(counted) = counted(settings, &[figure], &row)
                    && !is_later(&counted.released, &today)
                {
                    counts.take(counted);
                }
            }
        }
        counts
    }

    fn take(&mut self, Counted { key, released, value }: Counted) {
        let newest = self.values.entry(key).or_insert_with(|| (released.clone(), value));
        if released > newest.0 {
            *newest = (released, value);
        }
    }

    /// What the host counted of a figure in a period, in place of what was reported of it.
    pub fn replace(&mut self, figure: &str, period: &str, counted: impl Iterator<Item = (Option<DistrictRef>, u32)>) {
        self.values.retain(|(of, own, _), _| of != figure || own != period);
        for (district, count) in counted {
            let key = (figure.to_owned(), period.to_owned(), district);
            self.values.entry(key).or_default().1 += count;
        }
    }

    pub fn get(&self, figure: &str, period: &str, district: Option<DistrictRef>) -> Option<u32> {
        let key = (figure.to_owned(), period.to_owned(), district);
        self.values.get(&key).map(|(_, value)| *value)
    }

    /// Districts of which something was counted in a period, and the county.
    pub fn places(&self, period: &str) -> Vec<Option<DistrictRef>> {
        let of = self.values.keys().filter(|(_, own, _)| own == period).map(|(.., district)| *district);
        let mut places: Vec<_> = of.collect();
        places.sort_unstable();
        places.dedup();
        places
    }

    /// A figure's past up to a period of the same length, by place and period.
    pub fn past<'c>(
        &'c self,
        figure: &'c str,
        period: &'c str,
    ) -> impl Iterator<Item = (Option<DistrictRef>, &'c str, u32)> {
        let same =
            move |own: &str| own.len() == period.len() && own.contains('Q') == period.contains('Q') && own <= period;
        let own = self.values.iter().filter(move |((of, own, _), _)| of == figure && same(own));
        own.map(|((_, own, district), (_, value))| (*district, own.as_str(), *value))
    }
}

fn released<'r>(settings: &Settings, row: &'r Row) -> &'r str {
    view::text(row, &settings.table.released).unwrap_or_default()
}

fn is_later(released: &str, today: &view::Answer<String>) -> bool {
    today.as_ref().is_ok_and(|today| released > today.as_str())
}

struct Counted {
    key: (String, String, Option<DistrictRef>),
    released: String,
    value: u32,
}

/// Why a row is no count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NoCount {
    /// It looks like a person.
    IdNumber,
    Telephone,
    Name,
    OneOfALongCode,
    UnknownFigure,
    NoWholeNumber,
}

impl NoCount {
    /// It says which row, and nothing of what stands in it.
    fn reason(self, period: &str, row: u16) -> Reason {
        match self {
            NoCount::IdNumber => why::like_id_number(period, row),
            NoCount::Telephone => why::like_telephone(period, row),
            NoCount::Name => why::like_name(period, row),
            NoCount::OneOfALongCode => why::one_of_long_code(period, row),
            NoCount::UnknownFigure => why::unknown_figure(period, row),
            NoCount::NoWholeNumber => why::no_whole_number(period, row),
        }
    }
}

fn counted(settings: &Settings, known: &[&str], row: &Row) -> Result<Counted, NoCount> {
    let table = &settings.table;
    let (figure, period) = (view::text(row, &table.figure).unwrap_or_default(), view::text(row, &table.period));
    let value = match view::cell(row, &table.value) {
        Some(Value::Number(value)) => Some(*value),
        _ => None,
    };
    for (_, cell) in row {
        match cell {
            Value::Text(text) if !known.contains(&text.as_str()) => like_a_person(text)?,
            // A number as long as one of a person.
            Value::Number(number) if *number >= 1e14 => return Err(NoCount::IdNumber),
            _ => {}
        }
    }
    let long = view::text(row, &table.code).is_some_and(|code| digits(code) >= LONG_CODE);
    if value == Some(1.0) && long {
        return Err(NoCount::OneOfALongCode);
    }
    if !known.contains(&figure) {
        return Err(NoCount::UnknownFigure);
    }
    let district = match view::reference(row, &table.district) {
        Some(Reference::District(district)) => Some(district),
        _ => None,
    };
    let whole = value.filter(|value| value.fract() == 0.0 && (0.0..1e9).contains(value));
    let (Some(value), Some(period)) = (whole, period) else { return Err(NoCount::NoWholeNumber) };
    let released = released(settings, row).to_owned();
    Ok(Counted { key: (figure.to_owned(), period.to_owned(), district), released, value: value as u32 })
}

fn digits(text: &str) -> usize {
    text.bytes().filter(u8::is_ascii_digit).count()
}

/// An ID number (GB 11643: 17 digits and one more or an X; 15 of old), a mobile telephone number, or a name of two to four characters.
fn like_a_person(text: &str) -> Result<(), NoCount> {
    let words = || text.split(|letter: char| !letter.is_alphanumeric());
    for word in words() {
        let (letters, figures) = (word.chars().count(), digits(word));
        if (letters == 18 && figures >= 17) || (letters == 15 && figures == 15) {
            return Err(NoCount::IdNumber);
        }
        if letters == 11 && figures == 11 && word.starts_with('1') {
            return Err(NoCount::Telephone);
        }
    }
    let is_han = |letter: char| ('\u{4e00}'..='\u{9fff}').contains(&letter);
    let is_name = |word: &str| (2..=4).contains(&word.chars().count()) && word.chars().all(is_han);
    if words().any(is_name) { Err(NoCount::Name) } else { Ok(()) }
}
