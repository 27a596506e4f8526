//! Whether reasons can be told: each code is declared, each value is there and is what its text says, and each reference is to
//! something that there is.

use super::{Arbiter, Untellable};
use crate::form::name_of;
use crate::testing::Message;
use crate::testing::references::number;
use crate::*;

impl Arbiter {
    /// The first of these reasons that can't be told. `shown`: what the plugin was shown is there, whatever the county says.
    pub fn reasons<'r>(
        &self,
        shown: &[Reference],
        all: impl IntoIterator<Item = &'r Reason>,
    ) -> std::result::Result<(), Untellable> {
        let is_there = |of: Reference| shown.contains(&of) || self.county.has(of);
        all.into_iter().try_for_each(|reason| tellable(reason, self.messages, &is_there).map(|_| ()))
    }
}

/// The message of a reason that can be told.
pub(crate) fn tellable(
    reason: &Reason,
    messages: &'static [Message],
    is_there: &dyn Fn(Reference) -> bool,
) -> std::result::Result<&'static Message, Untellable> {
    let code = reason.code;
    let message = messages.iter().find(|message| message.code == code).ok_or(Untellable::UnknownCode { code })?;
    for (value, (_, kind)) in message.values.iter().enumerate() {
        let kind = kind.replace('_', "-");
        let given = reason.values.get(value).ok_or(Untellable::MissingValue { code, value })?;
        if !fits(given, &kind) {
            let given = kind_of(given).to_owned();
            return Err(Untellable::OtherValue { code, value, kind, given });
        }
        if matches!(given, ReasonValue::Reference(of) if !is_there(*of)) {
            return Err(Untellable::UnknownReference { code, value, kind });
        }
    }
    match reason.values.len() > message.values.len() {
        true => Err(Untellable::SpareValue { code, value: message.values.len() }),
        false => Ok(message),
    }
}

fn fits(value: &ReasonValue, kind: &str) -> bool {
    match value {
        ReasonValue::Number(number) => match kind {
            "number" | "percent" => true,
            "count" => *number >= 0.0 && number.fract() == 0.0,
            _ => false,
        },
        ReasonValue::Time(_) => matches!(kind, "time" | "date"),
        ReasonValue::Text(_) => matches!(kind, "text" | "result"),
        other => kind_of(other) == kind,
    }
}

/// What a value is, by the name that a text has for it.
fn kind_of(value: &ReasonValue) -> &'static str {
    match value {
        ReasonValue::Number(_) => "number",
        ReasonValue::Duration(_) => "duration",
        ReasonValue::Distance(_) => "distance",
        ReasonValue::Time(_) => "time",
        ReasonValue::Skills(_) => "skills",
        ReasonValue::Text(_) => "text",
        ReasonValue::Reference(of) => name_of(number(*of).0),
    }
}
