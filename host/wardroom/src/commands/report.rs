//! `wardroom report`: the figures of a shift, a day, a week or a month, by way of a server, for a screen, for programs and on paper.

use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;
use domain::statistics::figure::{Figure, Grouping};
use serde_json::Value;

use crate::client::{Client, Server};
use crate::coded::coded;
use crate::fault::Fault;
use crate::output::Session;
use crate::written::csv::csv;
use crate::written::deliver;
use crate::written::xlsx::xlsx;

mod lines;
mod page;
mod sheets;

#[derive(Args)]
pub struct Report {
    #[command(flatten)]
    server: Server,
    #[command(flatten)]
    period: Period,
    #[arg(long, value_name = "CODE", conflicts_with = "shift")]
    district: Option<String>,
    #[arg(long, value_name = "CODE")]
    kind: Option<String>,
    #[arg(long, value_name = "FIGURE", value_parser = coded(&Figure::ALL))]
    figure: Vec<String>,
    #[arg(long, value_name = "GROUPING", value_parser = coded(&Grouping::ALL))]
    by: Vec<String>,
    #[arg(long)]
    against_last_year: bool,
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    #[arg(long, value_name = "FORMAT", default_value = "table", value_parser = PossibleValuesParser::new(FORMATS))]
    format: String,
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
}

const FORMATS: [&str; 5] = ["table", "json", "csv", "html", "xlsx"];

// Of which time. No doc: clap would take it for the help of the command.
#[derive(Args)]
#[group(multiple = false)]
struct Period {
    #[arg(long, num_args = 2, value_names = ["DISTRICT", "TIME"])]
    shift: Vec<String>,
    #[arg(long, value_name = "YYYY-MM-DD")]
    day: Option<String>,
    #[arg(long, value_name = "YYYY-Www")]
    week: Option<String>,
    #[arg(long, value_name = "YYYY-MM")]
    month: Option<String>,
}

impl Report {
    pub fn run(self, session: Session) -> Result<(), Fault> {
        let client = self.server.client(session)?;
        let report = self.ask(&client)?;
        let failed = |error: &dyn std::fmt::Display| Fault::failed(error.to_string());
        let out = self.out.as_deref();
        match self.format.as_str() {
            "csv" => {
                let bytes = csv(&sheets::flat(&report)).map_err(|error| failed(&error))?;
                deliver(session, &bytes, true, out)
            }
            "html" => deliver(session, page::page(session, &report)?.as_bytes(), true, out),
            "xlsx" => {
                let bytes = xlsx(&sheets::book(session, &report)).map_err(|error| failed(&error))?;
                deliver(session, &bytes, false, out)
            }
            "table" if !session.json => {
                let lines = lines::told(session, &report);
                match out {
                    Some(_) => deliver(session, lines.as_bytes(), true, out),
                    None => session.print(&lines),
                }
            }
            _ => match out {
                Some(_) => deliver(session, format!("{report}\n").as_bytes(), true, out),
                None => Session { json: true, ..session }.result(&report, String::new),
            },
        }
    }

    fn ask(&self, client: &Client) -> Result<Value, Fault> {
        let mut query = Vec::new();
        match &self.period.shift[..] {
            [district, at] => {
                query.extend(client.district(Some(district.clone()))?.map(|district| ("district", district)));
                query.push(("shift_at", at.clone()));
            }
            _ => query.extend(client.district(self.district.clone())?.map(|district| ("district", district))),
        }
        let period = [&self.period.day, &self.period.week, &self.period.month].into_iter().flatten().next();
        query.extend(period.map(|period| ("period", period.clone())));
        if let Some(kind) = &self.kind {
            query.push(("kind", client.kind(kind)?));
        }
        let several = [("figure", &self.figure), ("by", &self.by)];
        query.extend(several.into_iter().filter(|(_, of)| !of.is_empty()).map(|(name, of)| (name, of.join(","))));
        query.extend(self.against_last_year.then(|| ("against_last_year", "true".to_owned())));
        query.extend(self.at.clone().map(|at| ("at", at)));
        client.get(&client.of_county("report")?, query)
    }
}
