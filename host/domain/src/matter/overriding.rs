//! Why a person does not do what was recommended: one of the county's own reasons, where it declares any, and words.

use crate::decision::Decision;
use crate::ids::UnitRef;
use crate::known::{loaded, require_reason};
use crate::matter::command::Verdict;
use crate::matter::refusal::MatterRefusal;
use crate::refusal::Refusal;
use crate::refusal::unreasoned::Unreasoned;
use crate::state::State;

#[derive(Default)]
pub(crate) struct Why {
    /// Of one of the county's reasons; absent where it declares none.
    pub(crate) code: Option<String>,
    pub(crate) reason: Option<String>,
}

/// Why a recommendation is answered with this. A county's code says enough; without one it takes words.
pub(super) fn why(state: &State, verdict: &Verdict, code: Option<&str>, reason: Option<&str>) -> Result<Why, Refusal> {
    let wordless = match verdict {
        Verdict::Confirm | Verdict::NotADuplicate if code.is_some() => {
            return Err(MatterRefusal::NothingOverridden.into());
        }
        // Two incidents are two or they are one: that is a fact, and no reason not to follow a rule.
        Verdict::Confirm | Verdict::NotADuplicate => return Ok(Why::default()),
        Verdict::Amend { .. } | Verdict::AmendIntake(_) => Unreasoned::AmendRecommendation,
        Verdict::Reject => Unreasoned::RejectRecommendation,
    };
    match checked(state, code)? {
        Some(code) => {
            let said = reason.map(str::trim).filter(|said| !said.is_empty());
            Ok(Why { code: Some(code), reason: said.map(str::to_owned) })
        }
        None => Ok(Why { code: None, reason: Some(require_reason(reason, wordless)?) }),
    }
}

/// Why units are sent by hand although others are recommended. Whoever sends just those that are follows.
pub(crate) fn by_hand(
    state: &State,
    advice: Option<&Decision>,
    units: &[UnitRef],
    code: Option<&str>,
) -> Result<Option<String>, Refusal> {
    let otherwise = advice.is_some_and(|advice| advice.facts.picked() != units.iter().copied().collect());
    match (otherwise, code) {
        (true, code) => checked(state, code),
        // It may have lapsed a moment ago: nobody is kept from going by that.
        (false, Some(code)) => checked(state, Some(code)).map(|_| None),
        (false, None) => Ok(None),
    }
}

/// A code that the county has. `None`: it has none at all.
fn checked(state: &State, code: Option<&str>) -> Result<Option<String>, Refusal> {
    let county = loaded(state)?.county();
    let codes = || county.override_reasons.iter().map(|reason| reason.code.clone()).collect();
    match code {
        None if county.override_reasons.is_empty() => Ok(None),
        None => Err(MatterRefusal::NoOverrideReason { codes: codes() }.into()),
        Some(code) if county.override_reason(code).is_some() => Ok(Some(code.to_owned())),
        Some(_) if county.override_reasons.is_empty() => Err(MatterRefusal::NoOverrideReasons.into()),
        Some(code) => Err(MatterRefusal::UnknownOverrideReason { code: code.to_owned(), codes: codes() }.into()),
    }
}
