//! Why an event is in its batch, and in whose name it is told. Author and reason belong to what a person did; what follows from it
//! names the command or the decision that it follows from, and bears nobody's words.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::ids::Version;
use crate::matter::Matter;

pub mod deed;

/// The name under which the host signs.
pub const HOST: &str = "system";

/// Why an event is in its batch.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Cause {
    /// The author of the command did it, with the reason they gave.
    #[default]
    Author,
    /// It follows from the command by the host's own rules.
    Command,
    /// A decision made it so. `plugin`: whose; absent if it is the built-in rule's.
    Decision { matter: Matter, number: u32, plugin: Option<String> },
}

/// The causes of a batch's events, in stretches: from an event's index on it is this one, until the next. Before the first stretch
/// stands what the author did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Causes(Vec<(u32, Cause)>);

impl FromIterator<Cause> for Causes {
    fn from_iter<I: IntoIterator<Item = Cause>>(causes: I) -> Causes {
        let mut stretches: Vec<(u32, Cause)> = Vec::new();
        for (index, cause) in (0..).zip(causes) {
            if stretches.last().map_or(&Cause::Author, |(_, last)| last) != &cause {
                stretches.push((index, cause));
            }
        }
        Causes(stretches)
    }
}

impl Causes {
    pub fn of(&self, index: usize) -> &Cause {
        let began = self.0.iter().take_while(|(from, _)| *from as usize <= index).last();
        began.map_or(&Cause::Author, |(_, cause)| cause)
    }

    /// Whether all of it is what the author did.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What something that nobody did by hand follows from.
#[serde_with::skip_serializing_none]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Because {
    /// The command, by the version that it made.
    pub command: Version,
    /// The decision, by its matter and its number there.
    pub decision: Option<(Matter, u32)>,
}

/// In whose name an event is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature<'a> {
    /// A person's name, `plugin:…`, or [`HOST`].
    pub author: Cow<'a, str>,
    pub reason: Option<&'a str>,
    /// Absent: the author did it by hand.
    pub because: Option<Because>,
    /// The batch tells what follows from what; older ones have the author's name and reason on all of it.
    pub told_apart: bool,
}

impl<'a> Signature<'a> {
    /// On everything in a batch that does not tell what follows from what.
    pub const fn on_all(author: &'a str, reason: Option<&'a str>) -> Signature<'a> {
        Signature { author: Cow::Borrowed(author), reason, because: None, told_apart: false }
    }

    /// `author` and `reason`: of the command that made this version.
    pub fn of(cause: &'a Cause, author: &'a str, reason: Option<&'a str>, command: Version) -> Signature<'a> {
        match cause {
            Cause::Author => Signature { told_apart: true, ..Signature::on_all(author, reason) },
            Cause::Command => Signature::of_command(command),
            Cause::Decision { matter, number, plugin } => Signature {
                author: plugin.as_ref().map_or(Cow::Borrowed(HOST), |plugin| Cow::Owned(format!("plugin:{plugin}"))),
                reason: None,
                because: Some(Because { command, decision: Some((*matter, *number)) }),
                told_apart: true,
            },
        }
    }

    /// Of what follows from a command.
    pub const fn of_command(command: Version) -> Signature<'a> {
        let because = Some(Because { command, decision: None });
        Signature { author: Cow::Borrowed(HOST), reason: None, because, told_apart: true }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::IncidentRef;

    #[test]
    fn stretches_say_the_same_as_what_they_were_made_of() {
        let decision = Cause::Decision { matter: IncidentRef(7).into(), number: 2, plugin: Some("nearest".to_owned()) };
        for (causes, json) in [
            (vec![], "[]"),
            (vec![Cause::Author, Cause::Author], "[]"),
            (vec![Cause::Author, Cause::Command, Cause::Command, Cause::Author], r#"[[1,"command"],[3,"author"]]"#),
            (
                vec![Cause::Command, decision.clone()],
                r#"[[0,"command"],[1,{"decision":{"matter":"incident:7","number":2,"plugin":"nearest"}}]]"#,
            ),
        ] {
            let stretches: Causes = causes.iter().cloned().collect();
            assert_eq!(serde_json::to_string(&stretches).unwrap(), json);
            assert_eq!(serde_json::from_str::<Causes>(json).unwrap(), stretches);
            let told: Vec<&Cause> = (0..causes.len()).map(|index| stretches.of(index)).collect();
            assert_eq!(told, causes.iter().collect::<Vec<_>>());
        }
    }

    #[test]
    fn only_the_author_bears_the_author_s_words() {
        let of = |cause| Signature::of(cause, "duty", Some("because"), Version(9)).reason.map(str::to_owned);
        let decision = Cause::Decision { matter: IncidentRef(7).into(), number: 2, plugin: None };
        assert_eq!([&Cause::Author, &Cause::Command, &decision].map(of), [Some("because".to_owned()), None, None]);
    }
}
