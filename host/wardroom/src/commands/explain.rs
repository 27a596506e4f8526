//! `wardroom explain`: an incident's story in words: who was sent, why, who was not, what held it up.

use clap::Args;

use crate::answer::text;
use crate::client::{Server, segment};
use crate::fault::Fault;
use crate::output::Session;

const EXAMPLES: &str = "\
Examples:
  wardroom explain 20220901-000123
  wardroom explain 123 --lang zh-CN
  wardroom explain 123 --json";

/// Say in words who was sent to an incident, why, and why not the others
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Explain {
    #[command(flatten)]
    server: Server,
    /// Its id or its number
    incident: String,
}

impl Explain {
    pub fn run(self, session: Session) -> Result<(), Fault> {
        let client = self.server.client(session)?;
        let path = client.of_county(&format!("incidents/{}/explanation", segment(&self.incident)))?;
        let story = client.get(&path, vec![("lang", session.lang.tag().to_owned())])?;
        session.result(&story, || text(&story, "text").to_owned())
    }
}
