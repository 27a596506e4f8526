//! `wardroom clock`: the room's time, and a person's word on the clock that it goes by, by way of a server.

use clap::{Args, Subcommand};
use serde_json::{Value, json};
use telling::duration;

use crate::answer::{clock, text};
use crate::client::{Client, Payload, Sent, Server, own_key};
use crate::fault::Fault;
use crate::output::{Session, table};
use crate::text::{phrase, sentence};

#[derive(Args)]
#[command(arg_required_else_help = true)]
pub struct Clock {
    #[command(flatten)]
    server: Server,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    Show,
    Accept(Word),
    Refuse(Word),
}

#[derive(Args)]
struct Word {
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

impl Clock {
    pub fn run(self, session: Session) -> Result<(), Fault> {
        let client = self.server.client(session)?;
        let answer = match self.action {
            Action::Show => client.get(&client.of_county("clock")?, Vec::new())?,
            Action::Accept(word) => word.send(&client, "accept")?,
            Action::Refuse(word) => word.send(&client, "refuse")?,
        };
        session.result(&answer, || whole(session, &answer))
    }
}

impl Word {
    /// The word is on what the clocks show now.
    fn send(&self, client: &Client, word: &str) -> Result<Value, Fault> {
        let shown = client.get(&client.of_county("clock")?, Vec::new())?;
        let body = json!({ "ahead_ms": shown["ahead_ms"], "reason": self.reason });
        let path = client.of_county(&format!("clock/{word}"))?;
        client.send("POST", &path, Sent { body: Some(Payload::Json(body)), key: Some(&own_key()), ..Sent::default() })
    }
}

/// With a sign before it where it is behind.
fn ahead(session: Session, seconds: i64) -> String {
    let sign = if seconds < 0 { "-" } else { "" };
    format!("{sign}{}", duration(seconds.unsigned_abs(), session.lang))
}

fn whole(session: Session, answer: &Value) -> String {
    let doubt = &answer["doubt"];
    let standing = if doubt.is_object() {
        phrase!("clock.in-doubt")
    } else if answer["refused"] == true {
        phrase!("clock.refused")
    } else {
        phrase!("clock.confirmed")
    };
    let kept = if answer["kept"] == true { phrase!("clock.kept") } else { phrase!("clock.not-kept") };
    let mut lines = vec![
        (phrase!("clock.room-time"), clock(text(answer, "room"))),
        (
            phrase!("clock.system-clock"),
            sentence!(session, "clock.wall", at = clock(text(answer, "wall")), kept = session.text(kept)),
        ),
        (phrase!("clock.ahead"), ahead(session, answer["ahead_ms"].as_i64().unwrap_or_default() / 1000)),
        (phrase!("heading.status"), session.text(standing).to_owned()),
        (phrase!("heading.why"), text(doubt, "text").to_owned()),
        (phrase!("heading.since"), clock(text(doubt, "at"))),
        (phrase!("clock.lag"), doubt["lag_s"].as_i64().map(|lag_s| ahead(session, lag_s)).unwrap_or_default()),
    ];
    lines.retain(|(_, value)| !value.is_empty());
    let rows = lines.into_iter().map(|(name, value)| vec![session.text(name).to_owned(), value]);
    table(&["", ""], &[], rows).trim_start().to_owned()
}
