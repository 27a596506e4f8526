//! What is known of a case between two steps: who has it, who was asked. What the case is about is never in it.

use serde::{Deserialize, Serialize};
use wardroom_plugin::PersonRef;
use wardroom_plugin::workflow::Mark;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Handover {
    pub stage: Stage,
    /// Captains who did not take it.
    pub passed: Vec<PersonRef>,
    /// Who has it.
    pub captain: Option<PersonRef>,
    /// What it needs, and which specialists did not take it or sent it back.
    pub speciality: Option<String>,
    pub asked: Vec<PersonRef>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// No captain can take it, and a person decides.
    #[default]
    Deciding,
    Offered(PersonRef),
    Handling(PersonRef),
    /// A specialist is asked.
    Asked(PersonRef),
    Taken(PersonRef),
    Ended,
}

impl Handover {
    pub fn marked(&self) -> Vec<Mark> {
        let mark = |name: &str, value: &str| Mark { name: name.to_owned(), value: value.to_owned() };
        let with = match self.stage {
            Stage::Deciding | Stage::Offered(_) => "nobody",
            Stage::Handling(_) | Stage::Asked(_) => "team",
            Stage::Taken(_) => "specialist",
            Stage::Ended => return Vec::new(),
        };
        let mut marks = vec![mark("with", with)];
        marks.extend(self.speciality.as_deref().map(|speciality| mark("speciality", speciality)));
        marks
    }
}
