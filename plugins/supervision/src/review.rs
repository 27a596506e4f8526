//! What is known of a review: the instance's state as it is written down between two steps. What is wrong with a case is never in it.

use serde::{Deserialize, Serialize};
use wardroom_plugin::workflow::Mark;
use wardroom_plugin::{IncidentRef, KindRef, PersonRef};

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    pub incident: IncidentRef,
    pub kind: KindRef,
    pub stage: Stage,
    /// A person wants it reviewed, whatever the sample says.
    pub ordered: bool,
    pub sampled: bool,
    /// Who handled the incident: they neither review nor verify.
    pub handlers: Vec<PersonRef>,
    pub items: Vec<Item>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// For the incident to be closed.
    Waiting,
    /// Who handled it is to be said.
    Naming,
    Reviewing,
    Ended,
}

/// One item of the checklist.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// As the county's table says it.
    pub text: String,
    pub at: At,
    /// How often it was to be rectified so far.
    pub times: u8,
    pub rectified_by: Option<PersonRef>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum At {
    Reviewed,
    Rectified,
    Verified,
    Right,
    NotApplicable,
}

impl Item {
    pub fn new(text: String) -> Item {
        Item { text, at: At::Reviewed, times: 0, rectified_by: None }
    }

    pub fn is_over(&self) -> bool {
        matches!(self.at, At::Right | At::NotApplicable)
    }
}

impl Review {
    pub fn items_open(&self) -> u16 {
        self.items.iter().filter(|item| !item.is_over()).count() as u16
    }

    /// Items of which something was wrong, right by now or not.
    pub fn defects(&self) -> u16 {
        self.items.iter().filter(|item| item.times > 0).count() as u16
    }

    pub fn not_applicable(&self) -> u16 {
        self.items.iter().filter(|item| item.at == At::NotApplicable).count() as u16
    }

    pub fn marked(&self) -> Vec<Mark> {
        let mark = |name: &str, value: String| Mark { name: name.to_owned(), value };
        let mut marks = vec![mark("incident", self.incident.to_string())];
        if self.stage != Stage::Waiting && self.sampled {
            marks.push(mark("items", self.items.len().to_string()));
            marks.push(mark("defects", self.defects().to_string()));
            marks.push(mark("open", self.items_open().to_string()));
        }
        marks
    }
}
