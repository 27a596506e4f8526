//! What is known of a request between two steps. Who needs help and why is sealed and never in it.

use serde::{Deserialize, Serialize};
use wardroom_plugin::workflow::{Field, Instance, Result, refuse, text, value};
use wardroom_plugin::{PersonRef, TimeS};

use crate::why;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    pub stage: Stage,
    /// One of the form's words; empty until somebody says.
    pub category: String,
    /// Who is in charge, once it is taken on.
    pub worker: Option<PersonRef>,
    /// When the visit that is open is due.
    pub due: TimeS,
    pub visits: u16,
    /// Visits in a row at which nobody was met.
    pub not_met: u8,
    pub referrals: u8,
    /// Departments that returned it or did not confirm.
    pub through: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    Accepting,
    Visiting,
    Referring {
        department: String,
    },
    /// Until the revisit.
    Waiting(End),
    Revisiting(End),
    Closed(End),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum End {
    Helped,
    Referred,
    Declined,
    NotOurs,
}

impl End {
    /// As the kind's `ends` name it.
    pub fn name(self) -> &'static str {
        match self {
            End::Helped => "helped",
            End::Referred => "referred",
            End::Declined => "declined",
            End::NotOurs => "not-ours",
        }
    }
}

impl Request {
    /// As the form says. An incident that gives a request says nothing: whoever takes it on says whom it is for.
    pub fn read(instance: &Instance, fields: &[Field]) -> Result<Request> {
        let told = ["category", "details"].iter().all(|name| value(fields, name).is_some());
        if !told && instance.incident.is_none() {
            return refuse(why::say_request());
        }
        Ok(Request {
            stage: Stage::Accepting,
            category: text(fields, "category").unwrap_or_default().to_owned(),
            worker: None,
            due: 0,
            visits: 0,
            not_met: 0,
            referrals: 0,
            through: Vec::new(),
        })
    }
}
