//! `wardroom events`: follows a county's event stream, and goes on where it left off when the connection breaks.

use std::io::BufRead;
use std::time::Duration;

use clap::Args;
use serde_json::Value;

use crate::answer::{clock, text};
use crate::client::Server;
use crate::client::stream::Events as Stream;
use crate::fault::Fault;
use crate::output::Session;
use crate::text::phrase;

#[derive(Args)]
pub struct Events {
    #[command(flatten)]
    server: Server,
    #[arg(long, value_name = "ID")]
    after: Option<String>,
    #[arg(long)]
    limit: Option<u64>,
    #[arg(long = "district", value_name = "CODE")]
    districts: Vec<String>,
    #[arg(long = "type", value_name = "NAME")]
    names: Vec<String>,
}

/// Between two attempts to connect again, and how many in a row.
const RETRY: Duration = Duration::from_secs(1);
const RETRIES: u32 = 30;

impl Events {
    pub fn run(self, session: Session) -> Result<(), Fault> {
        let client = self.server.client(session)?;
        let path = client.of_county("events")?;
        let (mut after, mut left) = (self.after.clone(), self.limit);
        let (mut connected, mut failures) = (false, 0);
        while left != Some(0) {
            match client.open(&path, &self.query(), after.as_deref()) {
                Ok(stream) => {
                    (connected, failures) = (true, 0);
                    follow(session, Stream::new(stream), &mut after, &mut left)?;
                }
                // The first connection has to stand; later ones may fail for a while.
                Err(fault) if !connected || failures == RETRIES => return Err(fault),
                Err(_) => failures += 1,
            }
            if left != Some(0) {
                session.note(phrase!(session, "server.stream-broke"));
                std::thread::sleep(RETRY);
            }
        }
        Ok(())
    }

    fn query(&self) -> Vec<(&'static str, String)> {
        let lists = [("district", &self.districts), ("type", &self.names)];
        lists
            .into_iter()
            .filter(|(_, values)| !values.is_empty())
            .map(|(name, values)| (name, values.join(",")))
            .collect()
    }
}

/// One connection, to its end. Fails only if nobody reads what is printed.
fn follow<R: BufRead>(
    session: Session,
    mut stream: Stream<R>,
    after: &mut Option<String>,
    left: &mut Option<u64>,
) -> Result<(), Fault> {
    while let Some(Ok(event)) = stream.next() {
        session.print(&line(session, &event.data))?;
        if let Some(left) = left {
            *left -= 1;
            if *left == 0 {
                break;
            }
        }
    }
    // Also a stream without events says where to go on.
    if let Some(id) = stream.last_id() {
        *after = Some(id.to_owned());
    }
    Ok(())
}

fn line(session: Session, data: &str) -> String {
    let event: Value = match serde_json::from_str(data) {
        Ok(event) if !session.json => event,
        _ => return data.to_owned(),
    };
    let kind = text(&event, "type");
    let name = kind.rsplit('.').next().unwrap_or(kind);
    format!(
        "{}  {:<20} {:<16} {}  {}",
        clock(text(&event, "time")),
        name,
        text(&event, "subject"),
        text(&event, "author"),
        event["data"]
    )
}
