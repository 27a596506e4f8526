//! `wardroom status`: whether a server's room is at work, what is doubtful of it, and how much it has to do.

use clap::Args;
use serde_json::Value;
use telling::duration;

use crate::answer::{clock, items, list, text};
use crate::client::Server;
use crate::fault::{Exit, Fault};
use crate::output::{Session, table};
use crate::text::{phrase, sentence};

#[derive(Args)]
pub struct Status {
    #[command(flatten)]
    server: Server,
}

impl Status {
    pub fn run(self, session: Session) -> Result<(), Fault> {
        let client = self.server.client(session)?;
        let answer = client.get(&client.of_county("status")?, Vec::new())?;
        session.result(&answer, || whole(session, &answer))?;
        if answer["ready"] == true { Ok(()) } else { Err(Fault::told(Exit::Failed)) }
    }
}

fn whole(session: Session, answer: &Value) -> String {
    let ready = if answer["ready"] == true { phrase!("status.ready") } else { phrase!("status.not-ready") };
    let name = session.lang.pick(text(&answer["name"], "zh"), text(&answer["name"], "en"));
    let doubt = &answer["doubt"];
    let mut lines = vec![
        (phrase!("status.county"), format!("{name} {}", text(answer, "county"))),
        (phrase!("heading.status"), session.text(ready).to_owned()),
        (phrase!("heading.why"), text(answer, "why").to_owned()),
        (phrase!("heading.version"), answer["version"].to_string()),
        (phrase!("clock.room-time"), clock(text(answer, "at"))),
        (phrase!("status.doubt"), text(doubt, "text").to_owned()),
        (phrase!("clock.lag"), doubt["lag_s"].as_u64().map(|lag_s| duration(lag_s, session.lang)).unwrap_or_default()),
    ];
    lines.extend(items(answer, "rewritten").map(|trace| (phrase!("status.rewritten"), rewritten(session, trace))));
    lines.extend(
        items(answer, "quarantined").map(|plugin| (phrase!("status.quarantined"), quarantined(session, plugin))),
    );
    lines.retain(|(_, value)| !value.is_empty());
    let rows = lines.into_iter().map(|(name, value)| vec![session.text(name).to_owned(), value]);
    let head = table(&["", ""], &[], rows).trim_start().to_owned();
    format!("{head}\n{}", districts(session, answer))
}

fn rewritten(session: Session, trace: &Value) -> String {
    let seen = trace["seen"].as_u64().map_or_else(|| "?".to_owned(), |seen| seen.to_string());
    let (at, finding) = (clock(text(trace, "at")), text(trace, "finding"));
    sentence!(session, "status.rewritten-at", at, ended = trace["ended"], seen, finding)
}

fn quarantined(session: Session, plugin: &Value) -> String {
    let (name, district) = (text(plugin, "plugin"), text(plugin, "district"));
    let until = clock(text(plugin, "until"));
    sentence!(session, "status.quarantined-until", plugin = name, district, until)
}

fn districts(session: Session, answer: &Value) -> String {
    let heading = [
        phrase!("heading.district"),
        phrase!("status.open"),
        phrase!("status.waiting"),
        phrase!("status.ended"),
        phrase!("status.tasks"),
        phrase!("status.on-duty"),
        phrase!("status.vacant"),
    ];
    let numbers = |counts: &Value| ["open", "waiting", "ended", "tasks"].map(|of| counts[of].to_string());
    let row = |district: &Value| {
        let on_duty: Vec<&str> = items(district, "on_duty").flat_map(|slot| list(slot, "persons")).collect();
        let mut cells = vec![text(district, "code").to_owned()];
        cells.extend(numbers(&district["counts"]));
        cells.extend([on_duty.join(" "), district["vacant"].to_string()]);
        cells
    };
    let mut all = vec![phrase!(session, "status.whole").to_owned()];
    all.extend(numbers(&answer["counts"]));
    all.extend([
        String::new(),
        items(answer, "districts").filter_map(|d| d["vacant"].as_u64()).sum::<u64>().to_string(),
    ]);
    let rows = items(answer, "districts").map(row).chain([all]);
    table(&heading.map(|text| session.text(text)), &[1, 2, 3, 4, 6], rows)
}
