//! `wardroom series`: the county's series, what they show, and what is supplied of them, by way of a server.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use domain::limits::{SERIES_READINGS_MAX, SIMULATED_FILE_BYTES_MAX};
use serde_json::{Value, json};

use crate::answer::{clock, items, text};
use crate::client::names::{Names, Of};
use crate::client::{Client, Payload, Sent, Server, own_key, segment};
use crate::county_folder::read_bounded;
use crate::fault::Fault;
use crate::output::{Session, table};
use crate::text::{Unsaid, phrase, sentence, unsaid};

#[derive(Args)]
#[command(arg_required_else_help = true)]
pub struct Series {
    #[command(flatten)]
    server: Server,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    List,
    Show(Show),
    Put(Put),
}

#[derive(Args)]
struct Show {
    code: String,
}

#[derive(Args)]
struct Put {
    #[arg(value_name = "CODE=NUMBER", value_parser = reading)]
    #[arg(required_unless_present = "file", conflicts_with = "file")]
    reading: Vec<(String, f64)>,
    #[arg(long, value_name = "TIME", conflicts_with = "file")]
    at: Option<String>,
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

/// `weather.wind-ms=4.5`
fn reading(text: &str) -> Result<(String, f64), Unsaid> {
    let found = text.split_once('=').and_then(|(code, number)| Some((code.to_owned(), number.parse::<f64>().ok()?)));
    let found = found.filter(|(code, number)| !code.is_empty() && number.is_finite());
    found.ok_or_else(|| unsaid!("argument.reading"))
}

impl Series {
    pub fn run(self, session: Session) -> Result<(), Fault> {
        let client = self.server.client(session)?;
        match self.action {
            Action::List => list(session, &client),
            Action::Show(show) => show.run(session, &client),
            Action::Put(put) => put.run(session, &client),
        }
    }
}

fn list(session: Session, client: &Client) -> Result<(), Fault> {
    let series = client.get(&client.of_county("series")?, Vec::new())?;
    session.result(&series, || {
        let all: Vec<&Value> = items(&series, "items").collect();
        rows(session, &client.names(), &all)
    })
}

fn rows(session: Session, names: &Names, series: &[&Value]) -> String {
    let heading = [
        phrase!("heading.series"),
        phrase!("heading.title"),
        phrase!("heading.district"),
        phrase!("heading.value"),
        phrase!("heading.time"),
    ];
    let row = |of: &&Value| {
        let name = text(&of["name"], session.lang.tag().get(..2).unwrap_or("en"));
        let now = &of["now"];
        let value = now["value"].as_f64().map(|value| format!("{value} {}", text(of, "measure")));
        let district = names.beside(Of::Districts, text(of, "district"));
        vec![text(of, "code").to_owned(), name.to_owned(), district, value.unwrap_or_default(), clock(text(now, "at"))]
    };
    table(&heading.map(|text| session.text(text)), &[3], series.iter().map(row))
}

impl Show {
    fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let whole = client.get(&client.of_county(&format!("series/{}", segment(&self.code)))?, Vec::new())?;
        session.result(&whole, || {
            let heading = [phrase!("heading.time"), phrase!("heading.value")];
            let point = |point: &Value| vec![text(point, "at").to_owned(), point["value"].to_string()];
            let points = table(&heading.map(|text| session.text(text)), &[1], items(&whole, "points").map(point));
            format!("{}\n{points}", rows(session, &client.names(), &[&whole["series"]]))
        })
    }
}

impl Put {
    /// What a file holds goes in parts, each taken as a whole; a part that was taken stays when a later one is refused.
    fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let readings = match &self.file {
            Some(file) => of_file(file, session)?,
            None => {
                let body = |(series, value): &(String, f64)| json!({ "series": series, "value": value, "at": self.at });
                self.reading.iter().map(body).collect()
            }
        };
        let (path, key) = (client.of_county("series")?, self.key.unwrap_or_else(own_key));
        let mut answer = Value::Null;
        for (part, readings) in readings.chunks(SERIES_READINGS_MAX).enumerate() {
            let key = if part == 0 { key.clone() } else { format!("{key}-{part}") };
            let body = Payload::Json(json!({ "readings": readings, "reason": self.reason }));
            answer = client.send("POST", &path, Sent { body: Some(body), key: Some(&key), ..Sent::default() })?;
        }
        session.result(&answer, || sentence!(session, "series.supplied", count = readings.len()))
    }
}

/// Each line is an object; what is in it is the server's to check.
fn of_file(path: &Path, session: Session) -> Result<Vec<Value>, Fault> {
    let file = path.display().to_string();
    let bad = |fault: String| Fault::bad_input(sentence!(session, "data.file-fault", file, fault));
    let bytes = read_bounded(path, SIMULATED_FILE_BYTES_MAX, session).map_err(&bad)?;
    let lines = bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).zip(1..);
    let lines = lines.filter(|(line, _)| !line.is_empty()).map(|(line, number): (&[u8], usize)| {
        domain::strict_json::read_shown(line)
            .map_err(|fault| bad(sentence!(session, "series.line-fault", line = number, fault)))
    });
    let readings = lines.collect::<Result<Vec<Value>, Fault>>()?;
    if readings.is_empty() { Err(bad(phrase!(session, "series.file-empty").to_owned())) } else { Ok(readings) }
}
