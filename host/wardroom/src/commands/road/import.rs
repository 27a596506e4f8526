//! `wardroom road import`: a county's file of roads out of an extract of OpenStreetMap, without a server.

use std::fs::File;
use std::io::{BufReader, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use county_files::osm::{self, Told, Wanted};
use domain::limits::{OSM_MARGIN_M_MAX, OSM_TOLERANCE_M_MAX};
use serde_json::json;

use crate::commands::import::{has_problems, read_folder};
use crate::fault::Fault;
use crate::output::Session;
use crate::text::{phrase, sentence};

/// Places off the roads that are named; the others are counted.
const OFF_ROAD_SHOWN: usize = 10;

#[derive(Args)]
pub struct Import {
    extract: PathBuf,
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[arg(long)]
    replace: bool,
    #[arg(long, value_name = "METRES", default_value_t = 10_000)]
    #[arg(value_parser = clap::value_parser!(u32).range(0..=i64::from(OSM_MARGIN_M_MAX)))]
    margin: u32,
    #[arg(long, value_name = "METRES", default_value_t = 15)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=i64::from(OSM_TOLERANCE_M_MAX)))]
    tolerance: u32,
}

impl Import {
    pub fn run(self, session: Session, folder: Option<&Path>) -> Result<(), Fault> {
        let folder = folder.ok_or_else(|| Fault::bad_input(phrase!(session, "road-import.no-folder")))?;
        let out = self.out.clone().unwrap_or_else(|| folder.join("roads.csv"));
        let shown = out.display().to_string();
        if out.exists() && !self.replace {
            return Err(Fault::bad_input(sentence!(session, "road-import.there", file = shown)));
        }
        let reach =
            county_files::reach(&read_folder(folder, session)?).map_err(|problems| has_problems(session, &problems))?;
        let extract = self.extract.display().to_string();
        let faulty = |why: String| Fault::bad_input(sentence!(session, "road-import.faulty", file = extract, why));
        let file = File::open(&self.extract).map_err(|error| faulty(error.to_string()))?;
        let wanted = Wanted { margin_m: f64::from(self.margin), tolerance_m: f64::from(self.tolerance) };
        let cut = osm::cut(&mut BufReader::new(file), &reach, wanted).map_err(|fault| faulty(fault.to_string()))?;
        write(&out, &cut.csv)
            .map_err(|error| Fault::failed(sentence!(session, "road-import.unwritten", file = shown, error)))?;
        session.result(&json!({ "file": shown, "told": cut.told }), || told(session, &shown, &cut.told))
    }
}

/// Whole or not at all.
fn write(out: &Path, text: &str) -> std::io::Result<()> {
    let beside = out.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(beside)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(out)?;
    Ok(())
}

fn told(session: Session, file: &str, told: &Told) -> String {
    let Told { ways, ways_kept, points, roads, junctions, classes, apart, beside, off_road } = told;
    let mut lines = vec![
        sentence!(session, "road-import.read", ways, ways_kept, points),
        sentence!(session, "road-import.written", file, roads, junctions),
        sentence!(session, "road-import.classes", classes = classes.iter().copied().collect::<Vec<_>>().join(", ")),
    ];
    if *apart > 0 {
        lines.push(sentence!(session, "road-import.apart", apart));
    }
    if *beside > 0 {
        lines.push(sentence!(session, "road-import.beside", beside));
    }
    if !off_road.is_empty() {
        lines.push(sentence!(session, "road-import.off-road", count = off_road.len()));
        let named = off_road.iter().take(OFF_ROAD_SHOWN);
        lines.extend(named.map(|(place, away_m)| {
            sentence!(session, "road-import.off-road-one", place, metres = format!("{away_m:.0}"))
        }));
    }
    lines.push(phrase!(session, "road-import.licence").to_owned());
    lines.push(String::new());
    lines.join("\n")
}
