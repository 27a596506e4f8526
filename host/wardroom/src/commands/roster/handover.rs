//! `wardroom roster hand-over`, `take-over` and `handovers`: one shift hands the room over to the next.

use clap::Args;
use serde_json::{Value, json};

use crate::answer::{clock, items, text};
use crate::client::Client;
use crate::fault::Fault;
use crate::output::Session;
use crate::text::{phrase, sentence};

#[derive(Args)]
pub struct HandOver {
    #[arg(long, value_name = "CODE")]
    district: String,
    #[arg(long, value_name = "PERSON")]
    person: String,
    #[arg(long, value_name = "TEXT")]
    note: String,
}

#[derive(Args)]
pub struct TakeOver {
    #[arg(long, value_name = "CODE")]
    district: String,
    #[arg(long, value_name = "PERSON")]
    person: String,
}

#[derive(Args)]
pub struct Handovers {
    #[arg(long, value_name = "CODE")]
    district: Option<String>,
}

impl HandOver {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let body = json!({ "district": self.district, "person": self.person, "note": self.note });
        let answer = client.post(&client.of_county("roster/handovers")?, body)?;
        session.result(&answer, || phrase!(session, "roster.handed-over").to_owned())
    }
}

impl TakeOver {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let body = json!({ "district": self.district, "person": self.person });
        let answer = client.post(&client.of_county("roster/handovers/take-over")?, body)?;
        session.result(&answer, || phrase!(session, "roster.taken-over").to_owned())
    }
}

impl Handovers {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let query = self.district.map(|district| ("district", district)).into_iter().collect();
        let answer = client.get(&client.of_county("roster/handovers")?, query)?;
        session.result(&answer, || {
            let told: Vec<String> = items(&answer, "items").map(|handover| tell(session, handover)).collect();
            told.join("\n")
        })
    }
}

fn tell(session: Session, handover: &Value) -> String {
    let (given, list) = (&handover["given"], &handover["list"]);
    let outgoing = clock(text(handover, "outgoing"));
    let (person, at) = (text(given, "person"), clock(text(given, "at")));
    let mut lines = vec![
        sentence!(
            session,
            "roster.handover-line",
            district = text(handover, "district"),
            shift = outgoing,
            by = person,
            at
        ),
        format!("  {}", text(handover, "note")),
    ];
    for incident in items(list, "incidents") {
        lines.push(format!("  {}: {}", text(incident, "id"), text(incident, "text")));
    }
    for task in items(list, "tasks") {
        let (name, title) = (text(&task["task"], "text"), text(task, "title"));
        lines.push(match task["due"].as_str() {
            Some(due) => {
                format!("  {}", sentence!(session, "roster.at-hand-task", task = name, title, due = clock(due)))
            }
            None => format!("  {name}: {title}"),
        });
    }
    for timer in items(list, "timers") {
        let due = clock(text(timer, "due"));
        lines.push(format!("  {}", sentence!(session, "roster.at-hand-timer", matter = text(timer, "of"), due)));
    }
    if list["left_out"].as_u64().is_some_and(|left_out| left_out > 0) {
        lines.push(format!("  {}", sentence!(session, "roster.at-hand-left-out", more = list["left_out"])));
    }
    let taken = &handover["taken"];
    lines.push(match taken.is_null() {
        true => format!("  {}", phrase!(session, "roster.handover-waits")),
        false => {
            let at = clock(text(taken, "at"));
            format!("  {}", sentence!(session, "roster.handover-taken", by = text(taken, "person"), at))
        }
    });
    lines.join("\n") + "\n"
}
