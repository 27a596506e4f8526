//! Reads a file of values of series: one JSON object a line, strictly, with every problem and its line.

use county_files::{Problem, Spot};
use domain::county::County;
use domain::limits::{IMPORT_PROBLEMS_MAX, SIMULATED_READINGS_MAX};
use domain::series::Reading;
use domain::time::TimeMs;
use sequencer::simulation::SimReading;

use crate::incidents_file::Fields;

const KEYS: [&str; 4] = ["series", "at", "value", "supplied_at"];

/// All values, in the order in which they are supplied: each at its own time, or when `supplied_at` says.
pub fn read(file: &str, bytes: &[u8], county: &County) -> Result<Vec<SimReading>, Vec<Problem>> {
    let (mut problems, mut readings) = (Vec::new(), Vec::new());
    let lines = bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).zip(1_u64..);
    for (line, number) in lines.filter(|(line, _)| !line.is_empty()) {
        if problems.len() >= IMPORT_PROBLEMS_MAX {
            break;
        }
        let problem = |message| Problem { file: file.to_owned(), spot: Spot::Line(number), message };
        if readings.len() >= SIMULATED_READINGS_MAX {
            problems.push(problem(format!("a simulation takes at most {SIMULATED_READINGS_MAX} values of series")));
            break;
        }
        match read_line(line, county) {
            Ok(reading) => readings.push(reading),
            Err(faults) => problems.extend(faults.into_iter().map(problem)),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    readings.sort_by_key(|reading| reading.supplied_at);
    Ok(readings)
}

fn read_line(line: &[u8], county: &County) -> Result<SimReading, Vec<String>> {
    let mut fields = Fields::of(line, &KEYS).map_err(|fault| vec![fault])?;
    let series = fields.text("series").and_then(|series| fields.take(known(series, county)));
    let at = time(&mut fields, "at");
    let value = fields.number("value");
    let supplied_at = if fields.has("supplied_at") { time(&mut fields, "supplied_at") } else { at };
    let read =
        || Some(SimReading { supplied_at: supplied_at?, reading: Reading { series: series?, at: at?, value: value? } });
    read().filter(|_| fields.faults.is_empty()).ok_or(fields.faults)
}

fn time(fields: &mut Fields, key: &str) -> Option<TimeMs> {
    let text = fields.text(key)?;
    fields.take(TimeMs::parse(&text))
}

fn known(series: String, county: &County) -> Result<String, String> {
    if county.series(&series).is_some() {
        return Ok(series);
    }
    let known: Vec<&str> = county.series.iter().map(|series| series.code.as_str()).collect();
    match known.is_empty() {
        true => Err(format!("the county declares no series, so no `{series}`")),
        false => Err(format!("the county declares no series `{series}`; it has `{}`", known.join("`, `"))),
    }
}
