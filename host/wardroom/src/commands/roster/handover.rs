//! `wardroom roster hand-over`, `take-over` and `handovers`: one shift hands the room over to the next.

use clap::Args;
use serde_json::{Value, json};

use crate::answer::{clock, items, text};
use crate::client::Client;
use crate::fault::Fault;
use crate::output::Session;
use crate::text::Text;

/// Hand your shift over to the next one, with a note
#[derive(Args)]
pub struct HandOver {
    /// Code of the district
    #[arg(long, value_name = "CODE")]
    district: String,
    /// Code of the person of the outgoing shift
    #[arg(long, value_name = "PERSON")]
    person: String,
    /// What the next shift has to know
    #[arg(long, value_name = "TEXT")]
    note: String,
}

/// Take over the shift that was handed over to yours
#[derive(Args)]
pub struct TakeOver {
    /// Code of the district
    #[arg(long, value_name = "CODE")]
    district: String,
    /// Code of the person of the incoming shift
    #[arg(long, value_name = "PERSON")]
    person: String,
}

/// Show handovers with what was at hand, newest first
#[derive(Args)]
pub struct Handovers {
    /// Only those of this district
    #[arg(long, value_name = "CODE")]
    district: Option<String>,
}

impl HandOver {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let body = json!({ "district": self.district, "person": self.person, "note": self.note });
        let answer = client.post(&client.of_county("roster/handovers")?, body)?;
        session.result(&answer, || session.text(Text::HandedOver).to_owned())
    }
}

impl TakeOver {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let body = json!({ "district": self.district, "person": self.person });
        let answer = client.post(&client.of_county("roster/handovers/take-over")?, body)?;
        session.result(&answer, || session.text(Text::TakenOver).to_owned())
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
        session.fill(Text::HandoverLine, &[&text(handover, "district"), &outgoing, &person, &at]),
        format!("  {}", text(handover, "note")),
    ];
    for incident in items(list, "incidents") {
        lines.push(format!("  {}: {}", text(incident, "id"), text(incident, "text")));
    }
    for timer in items(list, "timers") {
        let due = clock(text(timer, "due"));
        lines.push(format!("  {}", session.fill(Text::AtHandTimer, &[&text(timer, "of"), &due])));
    }
    if list["left_out"].as_u64().is_some_and(|left_out| left_out > 0) {
        lines.push(format!("  {}", session.fill(Text::AtHandLeftOut, &[&list["left_out"]])));
    }
    let taken = &handover["taken"];
    lines.push(match taken.is_null() {
        true => format!("  {}", session.text(Text::HandoverWaits)),
        false => {
            let at = clock(text(taken, "at"));
            format!("  {}", session.fill(Text::HandoverTaken, &[&text(taken, "person"), &at]))
        }
    });
    lines.join("\n") + "\n"
}
