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
use crate::text::sentence;

#[derive(Subcommand)]
pub enum Token {
    New(New),
}

#[derive(Args)]
pub struct New {
    name: String,
    #[arg(long)]
    role: Role,
    #[arg(long = "district", value_name = "CODE")]
    districts: Vec<String>,
    #[arg(long, value_name = "FILE")]
    tokens: PathBuf,
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
        session.note(&sentence!(session, "token.made", name = self.name, file = self.tokens.display()));
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
        let (unknown, known) = (unknown.join(", "), there.join(", "));
        Err(Fault::bad_input(sentence!(session, "server.no-such-districts", unknown, known)))
    }
}

/// Adds an entry to the file, if the file is good with it.
fn append(file: &Path, generated: &Generated, session: Session) -> Result<(), Fault> {
    let failed = |error: std::io::Error| {
        Fault::failed(sentence!(session, "data.file-fault", file = file.display(), fault = error))
    };
    let before = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(failed(error)),
    };
    let gap = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
    let addition = format!("{gap}\n{}", generated.entry);
    Tokens::parse(&format!("{before}{addition}"))
        .map_err(|fault| Fault::bad_input(sentence!(session, "data.file-fault", file = file.display(), fault)))?;
    // For its owner only from the moment it is made.
    let opened = OpenOptions::new().append(true).create(true).mode(0o600).open(file);
    opened.and_then(|mut opened| opened.write_all(addition.as_bytes()).and_then(|()| opened.sync_all())).map_err(failed)
}
