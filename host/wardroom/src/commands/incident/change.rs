//! The commands that move an incident on: each one request, each answered with the incident as it stands then.

use clap::Args;
use clap::builder::PossibleValuesParser;
use domain::incident::{Phase, Priority};
use serde_json::{Value, json};

use super::reply;
use crate::client::{Client, Payload, Sent, segment};
use crate::fault::Fault;
use crate::output::Session;
use crate::text::Text;

/// Which incident, and why.
#[derive(Args)]
struct Of {
    /// Its id or its number
    incident: String,
    /// Why, for the journal
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl Of {
    fn send(self, session: Session, client: &Client, what: &str, body: Value) -> Result<(), Fault> {
        self.ask("POST", session, client, what, body)
    }

    fn ask(self, method: &str, session: Session, client: &Client, what: &str, mut body: Value) -> Result<(), Fault> {
        let path = client.of_county(&format!("incidents/{}/{what}", segment(&self.incident)))?;
        if let Some(reason) = self.reason {
            body["reason"] = reason.into();
        }
        let sent = Sent { body: Some(Payload::Json(body)), ..Sent::default() };
        reply::print(session, &client.send(method, &path, sent)?)
    }
}

/// Move an incident on to another phase
#[derive(Args)]
pub struct Transition {
    #[command(flatten)]
    of: Of,
    /// The phase; a refusal names those that are legal
    #[arg(value_parser = PossibleValuesParser::new(Phase::ALL.map(Phase::name)))]
    to: String,
}

impl Transition {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        self.of.send(session, client, "transitions", json!({ "to": self.to }))
    }
}

/// Say that somebody has taken notice; stops its escalation
#[derive(Args)]
pub struct Acknowledge {
    #[command(flatten)]
    of: Of,
}

impl Acknowledge {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        self.of.send(session, client, "acknowledgement", json!({}))
    }
}

/// Send units, whatever a plugin said
#[derive(Args)]
pub struct Assign {
    #[command(flatten)]
    of: Of,
    /// Codes of the units
    #[arg(required = true)]
    units: Vec<String>,
}

impl Assign {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        self.of.send(session, client, "assignments", json!({ "units": self.units }))
    }
}

/// Take a unit off an incident
#[derive(Args)]
pub struct Release {
    #[command(flatten)]
    of: Of,
    /// Code of the unit
    unit: String,
}

impl Release {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let what = format!("assignments/{}", segment(&self.unit));
        self.of.ask("DELETE", session, client, &what, json!({}))
    }
}

/// Close an incident as a duplicate of another
#[derive(Args)]
pub struct Merge {
    #[command(flatten)]
    of: Of,
    /// Id or number of the incident that stays
    #[arg(long, value_name = "INCIDENT")]
    into: String,
}

impl Merge {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        self.of.send(session, client, "merge", json!({ "into": self.into }))
    }
}

/// Take a duplicate out again: it goes on as an incident of its own
#[derive(Args)]
pub struct Unmerge {
    #[command(flatten)]
    of: Of,
}

impl Unmerge {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        self.of.send(session, client, "unmerge", json!({}))
    }
}

/// Say that an incident is of another kind; it then needs what that kind needs
#[derive(Args)]
pub struct SetKind {
    #[command(flatten)]
    of: Of,
    /// Code of the kind, as the county has it
    kind: String,
}

impl SetKind {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        self.of.send(session, client, "kind", json!({ "kind": self.kind }))
    }
}

/// Change an incident's priority
#[derive(Args)]
pub struct SetPriority {
    #[command(flatten)]
    of: Of,
    /// The priority
    #[arg(value_parser = PossibleValuesParser::new(Priority::ALL.map(Priority::name)))]
    priority: String,
}

impl SetPriority {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        self.of.send(session, client, "priority", json!({ "priority": self.priority }))
    }
}

/// Answer a recommendation that waits for a person
#[derive(Args)]
pub struct Recommendation {
    #[command(flatten)]
    of: Of,
    /// Its number, as `incident show` names it
    number: u32,
    /// Do it, do it otherwise, or do not; the last two need a reason
    #[arg(value_parser = ["confirm", "amend", "reject"])]
    verdict: String,
    /// Code of a unit to send instead, with `amend`; may be given several times
    #[arg(long = "unit", value_name = "CODE")]
    units: Vec<String>,
    /// Code of the kind that it is, with `amend` of what an intake proposes
    #[arg(long)]
    kind: Option<String>,
    /// The priority that it has, with `amend` of what an intake proposes
    #[arg(long, value_parser = PossibleValuesParser::new(Priority::ALL.map(Priority::name)))]
    priority: Option<String>,
    /// The incident that it is a duplicate of, with `amend` of what an intake proposes
    #[arg(long, value_name = "INCIDENT")]
    duplicate_of: Option<String>,
}

impl Recommendation {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let amends = self.verdict == "amend";
        let made = [("kind", self.kind), ("priority", self.priority), ("duplicate_of", self.duplicate_of)];
        let otherwise = !self.units.is_empty() || made.iter().any(|(_, value)| value.is_some());
        if amends != otherwise {
            return Err(Fault::bad_input(session.text(Text::AmendNeedsUnits)));
        }
        if self.verdict != "confirm" && self.of.reason.is_none() {
            return Err(Fault::bad_input(session.fill(Text::VerdictNeedsReason, &[&self.verdict])));
        }
        let mut body = json!({ "verdict": self.verdict });
        if !self.units.is_empty() {
            body["units"] = self.units.into();
        }
        for (name, value) in made {
            if let Some(value) = value {
                body[name] = value.into();
            }
        }
        self.of.send(session, client, &format!("recommendations/{}", self.number), body)
    }
}
