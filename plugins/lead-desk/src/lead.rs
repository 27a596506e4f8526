//! What is known of a lead between two steps. What it is about is sealed and never in it; a case is in it by its number.

use serde::{Deserialize, Serialize};
use wardroom_plugin::workflow::{Field, Instance, Result, refuse, text, value};
use wardroom_plugin::{PersonRef, TimeS};

use crate::why;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lead {
    pub stage: Stage,
    /// `A` to `F` of the source, then 1 to 6 of the words; empty until somebody says.
    pub source_grade: String,
    pub words_grade: String,
    pub case: Option<String>,
    /// How often it was followed up without an end.
    pub followed: u16,
    /// How often it got another owner.
    pub changes: u16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    Triage,
    Following { owner: PersonRef, due: TimeS, late: bool },
    Concluded(End),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum End {
    Referred,
    Unfounded,
    NoAction,
}

impl End {
    /// As the kind's `ends`, the outcomes of judging and the form for following up name it.
    pub fn name(self) -> &'static str {
        match self {
            End::Referred => "referred",
            End::Unfounded => "unfounded",
            End::NoAction => "no-action",
        }
    }

    pub fn named(name: &str) -> Option<End> {
        [End::Referred, End::Unfounded, End::NoAction].into_iter().find(|end| end.name() == name)
    }
}

impl Lead {
    /// As the form says. An incident that gives a lead says nothing: its words are sealed with the incident, and whoever judges the
    /// lead grades it.
    pub fn read(instance: &Instance, fields: &[Field]) -> Result<Lead> {
        let told = ["source", "source_grade", "words_grade", "words"].iter().all(|name| value(fields, name).is_some());
        if !told && instance.incident.is_none() {
            return refuse(why::say_lead());
        }
        let mut lead = Lead {
            stage: Stage::Triage,
            source_grade: String::new(),
            words_grade: String::new(),
            case: None,
            followed: 0,
            changes: 0,
        };
        lead.regrade(fields);
        lead.refer(fields)?;
        Ok(lead)
    }

    /// Both grades in one: `B2`. Empty where one of them is not known.
    pub fn grade(&self) -> String {
        match self.source_grade.is_empty() || self.words_grade.is_empty() {
            true => String::new(),
            false => format!("{}{}", self.source_grade, self.words_grade),
        }
    }

    /// From a good source, and likely to be true.
    pub fn is_good(&self) -> bool {
        matches!(self.source_grade.as_str(), "A" | "B") && matches!(self.words_grade.as_str(), "1" | "2")
    }

    /// Takes over the grades that a form says.
    pub fn regrade(&mut self, fields: &[Field]) {
        if let Some(grade) = text(fields, "source_grade") {
            self.source_grade = grade.to_owned();
        }
        if let Some(grade) = text(fields, "words_grade") {
            self.words_grade = grade.to_owned();
        }
    }

    /// Takes over the number of a case, if a form says one. A code without a digit is somebody's name, more likely than a number.
    pub fn refer(&mut self, fields: &[Field]) -> Result<()> {
        let Some(case) = text(fields, "case") else { return Ok(()) };
        if !case.contains(|letter: char| letter.is_ascii_digit()) {
            return refuse(why::case_is_a_number());
        }
        self.case = Some(case.to_owned());
        Ok(())
    }
}
