//! `wardroom roster on-duty`: who is on duty in a district.

use clap::Args;

use crate::answer::{clock, items, list, text};
use crate::client::Client;
use crate::fault::Fault;
use crate::output::{Session, table};
use crate::text::{phrase, sentence};

#[derive(Args)]
pub struct OnDuty {
    district: String,
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
}

impl OnDuty {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let mut query = vec![("district", self.district)];
        query.extend(self.at.map(|at| ("at", at)));
        let duty = client.get(&client.of_county("roster/on-duty")?, query)?;
        session.result(&duty, || {
            let version = &duty["roster_version"];
            let mut shown = String::new();
            for shift in items(&duty, "shifts") {
                let [starts, ends, answers] = ["starts", "ends", "answers"].map(|name| clock(text(shift, name)));
                let line = match starts == answers {
                    true => sentence!(session, "roster.on-duty-now", version, starts, ends),
                    false => sentence!(session, "roster.on-duty-outgoing", version, starts, ends, answers),
                };
                shown.push_str(&line);
                shown.push('\n');
            }
            if shown.is_empty() {
                shown = sentence!(session, "roster.nobody-on-duty", version) + "\n";
            }
            let rows = items(&duty, "slots").map(|slot| {
                let persons = list(slot, "persons").join(", ");
                let open = phrase!(session, "roster.slot-open").to_owned();
                vec![text(slot, "slot").to_owned(), if persons.is_empty() { open } else { persons }]
            });
            shown
                + &table(
                    &[phrase!("heading.slot"), phrase!("heading.person")].map(|text| session.text(text)),
                    &[],
                    rows,
                )
        })
    }
}
