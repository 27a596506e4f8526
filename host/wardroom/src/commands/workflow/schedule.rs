//! `wardroom workflow schedule`.

use clap::Args;
use serde_json::Value;

use crate::answer::{clock, items, list, text};
use crate::client::Client;
use crate::fault::Fault;
use crate::output::{Session, table};
use crate::text::{phrase, sentence};

#[derive(Args)]
pub struct Schedule {
    code: Option<String>,
}

impl Schedule {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let mut schedules = client.get(&client.of_county("workflow-schedules")?, Vec::new())?;
        if let (Some(code), Some(all)) = (&self.code, schedules["items"].as_array_mut()) {
            all.retain(|schedule| text(schedule, "code") == code);
        }
        session.result(&schedules, || told(session, &schedules))
    }
}

fn told(session: Session, schedules: &Value) -> String {
    let row = |schedule: &Value| {
        vec![
            text(schedule, "code").to_owned(),
            text(&schedule["kind"], "text").to_owned(),
            text(&schedule["district"], "text").to_owned(),
            when(session, schedule),
            text(&schedule["catch_up"], "text").to_owned(),
            text(schedule, "last").to_owned(),
        ]
    };
    let heading = [
        phrase!("heading.schedule"),
        phrase!("heading.kind"),
        phrase!("heading.district"),
        phrase!("heading.when"),
        phrase!("heading.missed"),
        phrase!("heading.last"),
    ];
    let mut told = table(&heading.map(|text| session.text(text)), &[], items(schedules, "items").map(row));
    for schedule in items(schedules, "items") {
        told.push_str(&format!("\n{}\n", text(schedule, "code")));
        let times = list(schedule, "next");
        if times.is_empty() {
            told.push_str(&format!("  {}\n", phrase!(session, "workflow.waits-for-last")));
        }
        for at in times {
            told.push_str(&format!("  {}\n", clock(at)));
        }
    }
    told
}

fn when(session: Session, schedule: &Value) -> String {
    let at = text(schedule, "at");
    match schedule["days_after_end"].as_u64() {
        Some(days) => sentence!(session, "workflow.days-after-end", days, at),
        None => {
            format!("{} {at}", list(schedule, "weekdays").join(", "))
        }
    }
}
