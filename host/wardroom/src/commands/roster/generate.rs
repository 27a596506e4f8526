//! `wardroom roster generate`: a shift pattern becomes a file of shifts. It needs no server.

use std::path::PathBuf;

use clap::Args;
use county_files::pattern::{Pattern, PatternFault};
use domain::limits::IMPORT_FILE_BYTES_MAX;
use serde_json::json;

use crate::county_folder::read_bounded;
use crate::fault::Fault;
use crate::output::Session;
use crate::text::sentence;

#[derive(Args)]
pub struct Generate {
    pattern: PathBuf,
    #[arg(long, value_name = "DAY")]
    from: String,
    #[arg(long, value_name = "DAY")]
    until: String,
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Generate {
    pub fn run(self, session: Session) -> Result<(), Fault> {
        let shown = self.pattern.display().to_string();
        let wrong = |fault: &dyn std::fmt::Display| {
            Fault::bad_input(sentence!(session, "roster.pattern-fault", file = shown, fault))
        };
        let faulty = |PatternFault { place, message }: PatternFault| match place.as_str() {
            "" => wrong(&message),
            place => wrong(&format!("`{place}`: {message}")),
        };
        let bytes = read_bounded(&self.pattern, IMPORT_FILE_BYTES_MAX, session)
            .map_err(|fault| Fault::bad_input(sentence!(session, "data.file-fault", file = shown, fault)))?;
        let text = String::from_utf8(bytes).map_err(|error| wrong(&error))?;
        let pattern = Pattern::read(&text).map_err(faulty)?;
        let day =
            |text: &str| text.parse().map_err(|_| Fault::bad_input(sentence!(session, "roster.day-fault", day = text)));
        let shifts = pattern.generate(day(&self.from)?, day(&self.until)?).map_err(faulty)?;
        let csv = pattern.csv(&shifts).map_err(faulty)?;
        let Some(out) = &self.out else { return session.print(&csv) };
        let out_shown = out.display().to_string();
        std::fs::write(out, csv)
            .map_err(|error| Fault::failed(sentence!(session, "data.file-fault", file = out_shown, fault = error)))?;
        let result = json!({ "shifts": shifts.len(), "file": out_shown });
        session.result(&result, || sentence!(session, "roster.generated", shifts = shifts.len(), file = out_shown))
    }
}
