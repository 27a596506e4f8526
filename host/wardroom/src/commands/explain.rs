//! `wardroom explain`: the story of an incident, a workflow or a task in words: what was done, why, what held it up.

use clap::Args;

use crate::answer::text;
use crate::client::{Client, Server, segment};
use crate::fault::Fault;
use crate::output::Session;

#[derive(Args)]
pub struct Explain {
    #[command(flatten)]
    server: Server,
    matter: String,
}

impl Explain {
    pub fn run(self, session: Session) -> Result<(), Fault> {
        let client = self.server.client(session)?;
        let sort = match self.matter.as_bytes().first() {
            Some(b'W') => "workflows",
            Some(b'T') => "tasks",
            _ => "incidents",
        };
        told(session, &client, &format!("{sort}/{}", segment(&self.matter)))
    }
}

/// Prints the story of what lies at this path of the county.
pub fn told(session: Session, client: &Client, path: &str) -> Result<(), Fault> {
    let path = client.of_county(&format!("{path}/explanation"))?;
    let story = client.get(&path, vec![("lang", session.lang.tag().to_owned())])?;
    session.result(&story, || text(&story, "text").to_owned())
}
