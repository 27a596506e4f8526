//! `wardroom trail`: in which grids units were while they were on an incident, if the county keeps that.

use std::path::PathBuf;

use clap::Args;

use crate::answer::clock;
use crate::data::DataDir;
use crate::fault::Fault;
use crate::output::{Session, table};
use crate::position_files::{Point, files};
use crate::text::{phrase, sentence};

#[derive(Args)]
#[command(arg_required_else_help = true)]
pub struct Trail {
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    #[arg(long, value_name = "CODE")]
    unit: Option<String>,
    #[arg(long, value_name = "ID")]
    incident: Option<String>,
}

impl Trail {
    pub fn run(self, session: Session) -> Result<(), Fault> {
        let data = DataDir::existing(&self.data, session)?;
        let fault = |path: &dyn std::fmt::Display, error: &dyn std::fmt::Display| {
            Fault::failed(sentence!(session, "data.file-fault", file = path, fault = error))
        };
        let mut points: Vec<Point> = Vec::new();
        let files = files(&data.trails()).map_err(|error| fault(&data.trails().display(), &error))?;
        for path in files.values() {
            let text = std::fs::read_to_string(path).map_err(|error| fault(&path.display(), &error))?;
            for line in text.lines() {
                let point: Point = serde_json::from_str(line).map_err(|error| fault(&path.display(), &error))?;
                let wanted = self.unit.as_ref().is_none_or(|unit| point.unit == *unit)
                    && self.incident.as_ref().is_none_or(|incident| point.incident == *incident);
                points.extend(wanted.then_some(point));
            }
        }
        session.result(&serde_json::json!({ "items": points }), || rows(session, &points))
    }
}

fn rows(session: Session, points: &[Point]) -> String {
    let heading =
        [phrase!("heading.time"), phrase!("heading.unit"), phrase!("heading.incident"), phrase!("heading.grid")]
            .map(|text| session.text(text));
    let row = |point: &Point| vec![clock(&point.at), point.unit.clone(), point.incident.clone(), point.grid.clone()];
    table(&heading, &[], points.iter().map(row))
}
