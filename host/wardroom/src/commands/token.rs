//! `wardroom token`: makes bearer tokens for those who ask a server beside its owner. How they are kept and checked is the
//! api's business.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use api::{Generated, Role, Scope, Tokens};
use clap::{Args, Subcommand};
use serde::Serialize;

use crate::client::Server;
use crate::fault::Fault;
use crate::output::Session;
use crate::text::Text;

/// Make tokens for those who ask a server beside its owner
#[derive(Subcommand)]
pub enum Token {
    New(New),
}

const EXAMPLES: &str = "\
Examples:
  wardroom token new duty-desk --role operator --tokens tokens.toml
  wardroom token new desk-east --role operator --district CODE --tokens tokens.toml --data room
  wardroom serve --data room --listen 0.0.0.0:7350 --tokens tokens.toml

The token is shown once; the file holds only its hash. Its owner sets WARDROOM_TOKEN to it.";

/// Draw a token, show it once, and note its hash in the token file
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct New {
    /// Name that stands in the journal as the author of what is done with it
    name: String,
    /// What its owner may do: viewer, operator or admin
    #[arg(long)]
    role: Role,
    /// Code of a district that it is limited to; may be given several times [default: all]
    #[arg(long = "district", value_name = "CODE")]
    districts: Vec<String>,
    /// The token file; made if it is not there, readable by its owner only
    #[arg(long, value_name = "FILE")]
    tokens: PathBuf,
    /// Where it is looked up that there are such districts: `--data` of a county that is not served, else the server
    #[command(flatten)]
    server: Server,
}

#[derive(Serialize)]
struct Made<'a> {
    name: &'a str,
    token: &'a str,
    file: &'a Path,
}

impl Token {
    pub fn run(self, session: Session) -> Result<(), Fault> {
        match self {
            Token::New(new) => new.run(session),
        }
    }
}

impl New {
    fn run(self, session: Session) -> Result<(), Fault> {
        let districts = match self.districts.is_empty() {
            true => Scope::All,
            false => self.known(session)?,
        };
        let generated = Tokens::generate(&self.name, self.role, districts).map_err(Fault::bad_input)?;
        append(&self.tokens, &generated, session)?;
        let made = Made { name: &self.name, token: &generated.secret, file: &self.tokens };
        session.note(&session.fill(Text::TokenMade, &[&self.name, &self.tokens.display()]));
        session.result(&made, || generated.secret.clone())
    }

    /// The districts that it is limited to, if the county has them all: a token for one that there is not would reach nothing, or
    /// one day what nobody meant.
    fn known(&self, session: Session) -> Result<Scope, Fault> {
        let there = self.server.districts(session)?;
        let unknown: Vec<&str> =
            self.districts.iter().map(String::as_str).filter(|code| !there.iter().any(|of| of == code)).collect();
        if unknown.is_empty() {
            return Ok(Scope::Only(self.districts.iter().cloned().collect()));
        }
        let values: [&dyn std::fmt::Display; 2] = [&unknown.join(", "), &there.join(", ")];
        Err(Fault::bad_input(session.fill(Text::NoSuchDistricts, &values)))
    }
}

/// Adds an entry to the file, if the file is good with it.
fn append(file: &Path, generated: &Generated, session: Session) -> Result<(), Fault> {
    let failed = |error: std::io::Error| Fault::failed(session.fill(Text::FileFault, &[&file.display(), &error]));
    let before = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(failed(error)),
    };
    let gap = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
    let addition = format!("{gap}\n{}", generated.entry);
    Tokens::parse(&format!("{before}{addition}"))
        .map_err(|fault| Fault::bad_input(session.fill(Text::FileFault, &[&file.display(), &fault])))?;
    // For its owner only from the moment it is made.
    let opened = OpenOptions::new().append(true).create(true).mode(0o600).open(file);
    opened.and_then(|mut opened| opened.write_all(addition.as_bytes()).and_then(|()| opened.sync_all())).map_err(failed)
}
