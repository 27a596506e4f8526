//! `wardroom clock`: the room's time, and a person's word on the clock that it goes by, by way of a server.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::answer::{clock, text};
use crate::client::{Client, Payload, Sent, Server, own_key};
use crate::fault::Fault;
use crate::output::{Session, table};
use crate::text::Text;

const EXAMPLES: &str = "\
Examples:
  wardroom clock show
  wardroom clock accept --reason \"the machine was off over night; the clock agrees with my watch\"
  wardroom clock refuse --reason \"somebody set the clock; it is being put right\"

While the room's time is in doubt, it serves as always; what can't be undone (erasing personal data, archiving,
ending vacancies, timers from before a gap) waits until the kernel's time service, half an hour of even going, or
a person has confirmed the time.";

/// Show the room's time, and accept or refuse the clock while it is in doubt
#[derive(Args)]
#[command(after_help = EXAMPLES, arg_required_else_help = true)]
pub struct Clock {
    #[command(flatten)]
    server: Server,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Show the room's time beside the system's clock, and whether it is in doubt
    Show,
    /// Say that the system's clock is right: the room's time moves to it
    Accept(Word),
    /// Say that the system's clock is wrong: the room goes on by its own time
    Refuse(Word),
}

#[derive(Args)]
struct Word {
    /// Why, for the journal
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

fn whole(session: Session, answer: &Value) -> String {
    let doubt = &answer["doubt"];
    let standing = if doubt.is_object() {
        Text::ClockInDoubt
    } else if answer["refused"] == true {
        Text::ClockRefused
    } else {
        Text::ClockConfirmed
    };
    let kept = if answer["kept"] == true { Text::ClockKept } else { Text::ClockNotKept };
    let mut lines = vec![
        (Text::RoomTime, clock(text(answer, "room"))),
        (Text::SystemClock, format!("{} ({})", clock(text(answer, "wall")), session.text(kept))),
        (Text::ClockAhead, format!("{} s", answer["ahead_ms"].as_i64().unwrap_or_default() / 1000)),
        (Text::Status, session.text(standing).to_owned()),
        (Text::Why, text(doubt, "text").to_owned()),
        (Text::Since, clock(text(doubt, "at"))),
        (Text::ClockLag, doubt["lag_s"].as_i64().map(|lag_s| format!("{lag_s} s")).unwrap_or_default()),
    ];
    lines.retain(|(_, value)| !value.is_empty());
    let rows = lines.into_iter().map(|(name, value)| vec![session.text(name).to_owned(), value]);
    table(&["", ""], &[], rows).trim_start().to_owned()
}
