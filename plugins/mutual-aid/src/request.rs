//! What is asked for and what has been lent: the instance's state as it is written down between two steps.

use serde::{Deserialize, Serialize};
use wardroom_plugin::workflow::{Field, Instance, Result, number, reference, refuse, text};
use wardroom_plugin::{DistrictRef, Reference, SkillSet, TimeS, UnitRef};

use crate::settings::Settings;
use crate::why;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// What other districts are to lend: what the own reserve gives is taken off.
    pub units: u8,
    /// Each unit has all of these.
    pub skills: SkillSet,
    /// When the aid was asked for.
    pub since: TimeS,
    /// When it ends.
    pub until: TimeS,
    /// Only districts with a common border are asked.
    pub neighbours_only: bool,
    pub stage: Stage,
    /// Districts that are through: they lent, refused, did not answer or were passed over.
    pub through: Vec<DistrictRef>,
    /// Units on loan now.
    pub loans: Vec<Lent>,
    /// There has been a loan.
    pub helped: bool,
    /// Until when an extension has been asked for.
    pub extension: Option<TimeS>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// A lender's duty leader has the question.
    Asking {
        lender: DistrictRef,
        units: u8,
    },
    /// The county's command room has it.
    Deciding,
    Lent,
    Ended,
}

/// A unit on loan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lent {
    pub unit: UnitRef,
    pub lender: DistrictRef,
    pub until: TimeS,
}

/// How an instance ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The district has enough units of its own.
    OwnReserve,
    Returned,
    NotCovered,
    Withdrawn,
}

impl Request {
    /// As the start form says, or why the start is refused. An incident that asks for aid says nothing: one unit for the usual
    /// time. So the form can't require what a person has to say.
    pub fn read(now: TimeS, settings: &Settings, instance: &Instance, fields: &[Field]) -> Result<Request> {
        let told = ["units", "hours"].iter().all(|name| number(fields, name).is_some());
        if !told && instance.incident.is_none() {
            return refuse(why::say_amount());
        }
        let units = number(fields, "units").unwrap_or(1.0) as u8;
        let hours = number(fields, "hours").unwrap_or(settings.loan_h_default.into()) as u32;
        if hours == 0 || hours > settings.loan_h_max {
            return refuse(why::no_such_time(hours, settings.loan_h_max));
        }
        let skills = match reference(fields, "skill") {
            Some(Reference::Skill(bit)) => 1_u32.checked_shl(bit.into()).unwrap_or_default(),
            _ => 0,
        };
        Ok(Request {
            units,
            skills,
            since: now,
            until: now.saturating_add(hours * 3600),
            neighbours_only: text(fields, "reach") == Some("neighbour"),
            stage: Stage::Deciding,
            through: Vec::new(),
            loans: Vec::new(),
            helped: false,
            extension: None,
        })
    }

    /// Units that are still wanted.
    pub fn lacking(&self) -> u8 {
        self.units.saturating_sub(self.loans.len() as u8)
    }

    /// Districts that have units on loan, each once.
    pub fn lenders(&self) -> Vec<DistrictRef> {
        let mut lenders: Vec<DistrictRef> = self.loans.iter().map(|loan| loan.lender).collect();
        lenders.sort_unstable();
        lenders.dedup();
        lenders
    }
}

impl End {
    /// As the kind's `ends` name it.
    pub fn name(self) -> &'static str {
        match self {
            End::OwnReserve => "own-reserve",
            End::Returned => "returned",
            End::NotCovered => "not-covered",
            End::Withdrawn => "withdrawn",
        }
    }
}
