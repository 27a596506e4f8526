//! What several hooks answer: from the wire to the domain, with the caps on its size. Whether a proposal makes sense (whether
//! the unit exists, is free, was granted) is the arbiter's question.

use domain::hooks as host;
use domain::hooks::HookFailure;
use domain::ids::*;
use domain::incident::Priority as HostPriority;
use domain::limits::*;
use domain::time::TimeMs;
use domain::who::{TeamOf, Who};

use super::bindings::wardroom::plugin::types::{self as wire, Priority, Reason, ReasonValue};
use super::nouns;
use crate::text::plain;

pub(super) type Answer<T> = Result<T, HookFailure>;

/// Takes over a list that may have `ANSWER_ITEMS_MAX` entries.
pub(super) fn list<A, B>(what: &str, items: Vec<A>, each: impl FnMut(A) -> Answer<B>) -> Answer<Vec<B>> {
    within(what, items.len(), ANSWER_ITEMS_MAX)?;
    items.into_iter().map(each).collect()
}

pub(super) fn within(what: &str, count: usize, limit: usize) -> Answer<()> {
    if count > limit {
        return Err(HookFailure::Answer(format!("{count} {what}, {limit} are allowed")));
    }
    Ok(())
}

pub(super) fn reason(reason: Reason) -> Answer<host::Reason> {
    let Reason { code, values } = reason;
    within("values in one reason", values.len(), REASON_VALUES_MAX)?;
    let values = values.into_iter().map(|value| reason_value(code, value)).collect::<Answer<_>>()?;
    Ok(host::Reason { code, values })
}

fn reason_value(code: u16, value: ReasonValue) -> Answer<host::ReasonValue> {
    Ok(match value {
        ReasonValue::Number(number) => return plain_number(code, number),
        ReasonValue::Duration(seconds) => host::ReasonValue::Duration(seconds),
        ReasonValue::Distance(metres) => host::ReasonValue::Distance(metres),
        ReasonValue::Time(at) => host::ReasonValue::Time(at),
        ReasonValue::Skills(set) => host::ReasonValue::Skills(set),
        ReasonValue::Text(text) => return plain_text(&text),
        ReasonValue::Reference(of) => host::ReasonValue::Reference(nouns::reference(of)),
    })
}

/// The journal is JSON, which has no numbers that are not finite.
pub(super) fn plain_number(code: u16, number: f64) -> Answer<host::ReasonValue> {
    if number.is_finite() {
        return Ok(host::ReasonValue::Number(number));
    }
    Err(HookFailure::Answer(format!("reason {code} has a value that is not a finite number")))
}

pub(super) fn plain_text(text: &str) -> Answer<host::ReasonValue> {
    within("bytes in a text of one reason", text.len(), REASON_TEXT_BYTES_MAX)?;
    Ok(host::ReasonValue::Text(plain(text, REASON_TEXT_BYTES_MAX)))
}

pub(super) fn timer(timer: wire::Timer) -> host::TimerRequest {
    host::TimerRequest {
        key: timer.key,
        due_at: TimeMs::from_seconds(timer.due_at),
        catch_up: match timer.catch_up {
            wire::CatchUp::Once => host::CatchUp::Once,
            wire::CatchUp::Each => host::CatchUp::Each,
            wire::CatchUp::Skip => host::CatchUp::Skip,
        },
        repeat_s: timer.repeat_s,
    }
}

pub(super) fn message(notice: wire::Notice) -> Answer<host::Message> {
    Ok(host::Message {
        level: notice.level,
        urgency: match notice.urgency {
            wire::Urgency::Info => host::Urgency::Info,
            wire::Urgency::Attention => host::Urgency::Attention,
            wire::Urgency::Alarm => host::Urgency::Alarm,
            wire::Urgency::Emergency => host::Urgency::Emergency,
        },
        recipients: list("recipients of one notice", notice.recipients, recipient)?,
        why: reason(notice.why)?,
        seen_within_s: notice.seen_within_s,
        accepted_within_s: notice.accepted_within_s,
        arrived_within_s: notice.arrived_within_s,
    })
}

pub(super) fn recipient(recipient: wire::Recipient) -> Answer<Who> {
    Ok(match recipient {
        wire::Recipient::Person(person) => Who::Person(PersonRef(person)),
        wire::Recipient::Role(role) => {
            within("bytes in the code of a roster slot", role.slot.len(), CODE_BYTES_MAX)?;
            Who::Role { district: DistrictRef(role.district), slot: role.slot }
        }
        wire::Recipient::Team(team) => Who::Team(TeamOf::Here(TeamRef(team))),
        wire::Recipient::GridAssistant(grid) => Who::GridAssistant(GridRef(grid)),
        wire::Recipient::CommandRoom(district) => Who::CommandRoom(DistrictRef(district)),
        wire::Recipient::Unit(unit) => Who::Unit(UnitRef(unit)),
        wire::Recipient::Place(place) => Who::Place(PlaceRef(place)),
    })
}

pub(super) fn assignee(assignee: wire::Assignee) -> Who {
    match assignee {
        wire::Assignee::Person(person) => Who::Person(PersonRef(person)),
        wire::Assignee::Role(role) => Who::Role { district: DistrictRef(role.district), slot: role.slot },
        wire::Assignee::Team(team) => {
            Who::Team(TeamOf::District { district: DistrictRef(team.district), team: TeamRef(team.team) })
        }
        wire::Assignee::GridAssistant(grid) => Who::GridAssistant(GridRef(grid)),
        wire::Assignee::Unit(unit) => Who::Unit(UnitRef(unit)),
        wire::Assignee::Place(place) => Who::Place(PlaceRef(place)),
    }
}

pub(super) const fn ranked(priority: Priority) -> HostPriority {
    match priority {
        Priority::Critical => HostPriority::Critical,
        Priority::Urgent => HostPriority::Urgent,
        Priority::Prompt => HostPriority::Prompt,
        Priority::Routine => HostPriority::Routine,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use expect_test::Expect;

    pub(in crate::next) fn why(values: Vec<f64>) -> Reason {
        Reason { code: 7, values: values.into_iter().map(ReasonValue::Number).collect() }
    }

    pub(in crate::next) fn refused<T: std::fmt::Debug>(answer: Answer<T>, expected: Expect) {
        let HookFailure::Answer(words) = answer.unwrap_err() else { panic!("another failure") };
        expected.assert_eq(&words);
    }
}
