//! The commands that move an incident on: each one request, each answered with the incident as it stands then.

use clap::Args;
use domain::incident::{Phase, Priority};
use serde_json::{Value, json};

use super::reply;
use crate::client::{Client, Payload, Sent, segment};
use crate::coded::coded;
use crate::fault::Fault;
use crate::output::Session;
use crate::text::{Unsaid, phrase, sentence, unsaid};

// Which incident, and why.
#[derive(Args)]
pub(super) struct Of {
    incident: String,
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl Of {
    pub(super) fn send(self, session: Session, client: &Client, what: &str, body: Value) -> Result<(), Fault> {
        self.ask("POST", session, client, what, body)
    }

    fn ask(self, method: &str, session: Session, client: &Client, what: &str, mut body: Value) -> Result<(), Fault> {
        let path = client.of_county(&format!("incidents/{}/{what}", segment(&self.incident)))?;
        if let Some(reason) = self.reason {
            body["reason"] = reason.into();
        }
        let sent = Sent { body: Some(Payload::Json(body)), ..Sent::default() };
        reply::print(session, client, &client.send(method, &path, sent)?)
    }
}

#[derive(Args)]
pub struct Transition {
    #[command(flatten)]
    of: Of,
    #[arg(value_parser = coded(&Phase::ALL))]
    to: String,
    #[arg(long, value_name = "CODE")]
    outcome: Option<String>,
}

impl Transition {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let mut body = json!({ "to": self.to });
        if let Some(outcome) = self.outcome {
            body["outcome"] = outcome.into();
        }
        self.of.send(session, client, "transitions", body)
    }
}

#[derive(Args)]
pub struct SetOutcome {
    #[command(flatten)]
    of: Of,
    outcome: String,
}

impl SetOutcome {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        self.of.send(session, client, "outcome", json!({ "outcome": self.outcome }))
    }
}

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

#[derive(Args)]
pub struct Assign {
    #[command(flatten)]
    of: Of,
    #[arg(required = true)]
    units: Vec<String>,
    #[arg(long)]
    code: Option<String>,
}

impl Assign {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let mut body = json!({ "units": self.units });
        if let Some(code) = self.code {
            body["code"] = code.into();
        }
        self.of.send(session, client, "assignments", body)
    }
}

#[derive(Args)]
pub struct Release {
    #[command(flatten)]
    of: Of,
    unit: String,
}

impl Release {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let what = format!("assignments/{}", segment(&self.unit));
        self.of.ask("DELETE", session, client, &what, json!({}))
    }
}

#[derive(Args)]
pub struct Merge {
    #[command(flatten)]
    of: Of,
    #[arg(long, value_name = "INCIDENT")]
    into: String,
}

impl Merge {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        self.of.send(session, client, "merge", json!({ "into": self.into }))
    }
}

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

#[derive(Args)]
pub struct SetKind {
    #[command(flatten)]
    of: Of,
    kind: String,
}

impl SetKind {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        self.of.send(session, client, "kind", json!({ "kind": client.kind(&self.kind)? }))
    }
}

#[derive(Args)]
pub struct SetPriority {
    #[command(flatten)]
    of: Of,
    #[arg(value_parser = coded(&Priority::ALL))]
    priority: String,
}

impl SetPriority {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        self.of.send(session, client, "priority", json!({ "priority": self.priority }))
    }
}

#[derive(Args)]
pub struct Recommendation {
    #[command(flatten)]
    of: Of,
    number: u32,
    #[arg(value_parser = ["confirm", "amend", "not-a-duplicate", "reject"])]
    verdict: String,
    #[arg(long = "unit", value_name = "CODE")]
    units: Vec<String>,
    #[arg(long)]
    kind: Option<String>,
    #[arg(long, value_parser = coded(&Priority::ALL))]
    priority: Option<String>,
    #[arg(long = "need", value_name = "SKILLS:COUNT", value_parser = wanted_units)]
    needs: Vec<WantedUnits>,
    #[arg(long, value_name = "INCIDENT")]
    duplicate_of: Option<String>,
    #[arg(long)]
    code: Option<String>,
}

/// Units of one sort.
#[derive(Clone, Debug)]
struct WantedUnits {
    skills: Vec<String>,
    count: u8,
}

fn wanted_units(text: &str) -> Result<WantedUnits, Unsaid> {
    let parts = text.rsplit_once(':').and_then(|(skills, count)| Some((skills, count.parse().ok()?)));
    let (skills, count) = parts.filter(|(skills, _)| !skills.is_empty()).ok_or_else(|| unsaid!("argument.need"))?;
    Ok(WantedUnits { skills: skills.split(',').map(str::to_owned).collect(), count })
}

impl Recommendation {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let amends = self.verdict == "amend";
        let kind = self.kind.as_deref().map(|kind| client.kind(kind)).transpose()?;
        let made = [("kind", kind), ("priority", self.priority), ("duplicate_of", self.duplicate_of)];
        let otherwise =
            !self.units.is_empty() || !self.needs.is_empty() || made.iter().any(|(_, value)| value.is_some());
        if amends != otherwise {
            return Err(Fault::bad_input(phrase!(session, "incident.amend-needs-units")));
        }
        let goes_against = matches!(self.verdict.as_str(), "amend" | "reject");
        if goes_against && self.of.reason.is_none() && self.code.is_none() {
            return Err(Fault::bad_input(sentence!(session, "incident.verdict-needs-reason", verdict = self.verdict)));
        }
        let mut body = json!({ "verdict": self.verdict });
        if !self.units.is_empty() {
            body["units"] = self.units.into();
        }
        if !self.needs.is_empty() {
            let needs = self.needs.iter().map(|need| json!({ "skills": need.skills, "count": need.count }));
            body["needs"] = needs.collect::<Vec<_>>().into();
        }
        for (name, value) in made.into_iter().chain([("code", self.code)]) {
            if let Some(value) = value {
                body[name] = value.into();
            }
        }
        self.of.send(session, client, &format!("recommendations/{}", self.number), body)
    }
}
