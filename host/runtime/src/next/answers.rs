//! What a hook answers: from the wire to the domain, with the caps on its size. Whether a proposal makes sense (whether the
//! unit exists, is free, was granted) is the arbiter's question.

use domain::hooks as host;
use domain::hooks::HookFailure;
use domain::ids::*;
use domain::incident as nouns;
use domain::limits::*;
use domain::time::TimeMs;

use super::bindings::exports::wardroom::plugin::{dispatch, escalation, intake, team_structure};
use super::bindings::wardroom::plugin::types::{self as wire, Reason};

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
    within("values in one reason", reason.values.len(), REASON_VALUES_MAX)?;
    // The journal is JSON, which has no such numbers.
    if reason.values.iter().any(|value| !value.is_finite()) {
        return Err(HookFailure::Answer(format!("reason {} has a value that is not a finite number", reason.code)));
    }
    Ok(host::Reason { code: reason.code, values: reason.values })
}

pub(super) fn intake(outcome: intake::Outcome) -> Answer<host::IntakeAnswer> {
    let proposal = |proposal| {
        Ok(match proposal {
            intake::Proposal::SetKind(intake::Classification { kind, why }) => {
                host::IntakeProposal::SetKind { kind: KindRef(kind), why: reason(why)? }
            }
            intake::Proposal::SetPriority(intake::Ranking { priority, why }) => {
                host::IntakeProposal::SetPriority { priority: self::priority(priority), why: reason(why)? }
            }
            intake::Proposal::DuplicateOf(intake::Duplicate { of, confidence, why }) => {
                host::IntakeProposal::DuplicateOf { incident: IncidentRef(of), confidence, why: reason(why)? }
            }
        })
    };
    Ok(host::IntakeAnswer {
        proposals: list("proposals", outcome.proposals, proposal)?,
        remarks: list("remarks", outcome.remarks, reason)?,
    })
}

fn priority(priority: wire::Priority) -> nouns::Priority {
    match priority {
        wire::Priority::Critical => nouns::Priority::Critical,
        wire::Priority::Urgent => nouns::Priority::Urgent,
        wire::Priority::Prompt => nouns::Priority::Prompt,
        wire::Priority::Routine => nouns::Priority::Routine,
    }
}

pub(super) fn verdict(verdict: dispatch::Verdict) -> Answer<host::DispatchAnswer> {
    Ok(match verdict {
        dispatch::Verdict::Abstain(why) => host::DispatchAnswer::Abstain(reason(why)?),
        dispatch::Verdict::Recommend(given) => host::DispatchAnswer::Recommend(host::Recommendation {
            picks: list("picks", given.picks, |pick| {
                Ok(host::ProposedPick { candidate: pick.candidate, need: pick.need, why: reason(pick.why)? })
            })?,
            passed_over: list("candidates passed over", given.passed_over, |pass| {
                Ok(host::ProposedPass { candidate: pass.candidate, why: reason(pass.why)? })
            })?,
            shortfalls: list("shortfalls", given.shortfalls, reason)?,
        }),
    })
}

pub(super) fn outcome(outcome: escalation::Outcome) -> Answer<host::EscalationAnswer> {
    Ok(host::EscalationAnswer {
        proposals: list("proposals", outcome.proposals, proposal)?,
        remarks: list("remarks", outcome.remarks, reason)?,
    })
}

fn proposal(proposal: escalation::Proposal) -> Answer<host::EscalationProposal> {
    Ok(match proposal {
        escalation::Proposal::StartTimer(given) => host::EscalationProposal::StartTimer(timer(given)),
        escalation::Proposal::StopTimer(key) => host::EscalationProposal::StopTimer { key },
        escalation::Proposal::Notify(notice) => host::EscalationProposal::Notify(message(notice)?),
    })
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

pub(super) fn recipient(recipient: wire::Recipient) -> Answer<host::Recipient> {
    Ok(match recipient {
        wire::Recipient::Person(person) => host::Recipient::Person(PersonRef(person)),
        wire::Recipient::Role(role) => {
            within("bytes in the code of a roster slot", role.slot.len(), CODE_BYTES_MAX)?;
            host::Recipient::Role { district: DistrictRef(role.district), slot: role.slot }
        }
        wire::Recipient::Team(team) => host::Recipient::Team(TeamRef(team)),
        wire::Recipient::GridAssistant(grid) => host::Recipient::GridAssistant(GridRef(grid)),
        wire::Recipient::CommandRoom(district) => host::Recipient::CommandRoom(DistrictRef(district)),
        wire::Recipient::Unit(unit) => host::Recipient::Unit(UnitRef(unit)),
        wire::Recipient::Place(place) => host::Recipient::Place(PlaceRef(place)),
    })
}

pub(super) fn findings(findings: Vec<team_structure::Finding>) -> Answer<Vec<host::Finding>> {
    list("findings", findings, |finding| {
        Ok(host::Finding {
            severity: match finding.severity {
                team_structure::Severity::Info => host::Severity::Info,
                team_structure::Severity::Warning => host::Severity::Warning,
                team_structure::Severity::Breach => host::Severity::Breach,
            },
            subject: match finding.subject {
                team_structure::Subject::County => host::FindingSubject::County,
                team_structure::Subject::District(district) => host::FindingSubject::District(DistrictRef(district)),
                team_structure::Subject::Station(station) => host::FindingSubject::Station(StationRef(station)),
                team_structure::Subject::Person(person) => host::FindingSubject::Person(PersonRef(person)),
            },
            why: reason(finding.why)?,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn why(values: Vec<f64>) -> Reason {
        Reason { code: 7, values }
    }

    fn recommendation(picks: usize, values: Vec<f64>) -> dispatch::Verdict {
        let pick = |candidate| dispatch::Pick { candidate, need: 0, why: why(values.clone()) };
        dispatch::Verdict::Recommend(dispatch::Recommendation {
            picks: (0..picks as u16).map(pick).collect(),
            passed_over: vec![],
            shortfalls: vec![],
        })
    }

    fn refused<T: std::fmt::Debug>(answer: Answer<T>, expected: Expect) {
        let HookFailure::Answer(words) = answer.unwrap_err() else { panic!("another failure") };
        expected.assert_eq(&words);
    }

    #[test]
    fn answers_stop_at_their_limits() {
        assert!(verdict(recommendation(ANSWER_ITEMS_MAX, vec![1.0; REASON_VALUES_MAX])).is_ok());
        refused(verdict(recommendation(ANSWER_ITEMS_MAX + 1, vec![])), expect!["257 picks, 256 are allowed"]);
        refused(
            verdict(recommendation(1, vec![1.0; REASON_VALUES_MAX + 1])),
            expect!["9 values in one reason, 8 are allowed"],
        );
    }

    #[test]
    fn only_finite_numbers_get_into_the_journal() {
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            refused(
                verdict(recommendation(1, vec![value])),
                expect!["reason 7 has a value that is not a finite number"],
            );
        }
        assert!(verdict(dispatch::Verdict::Abstain(why(vec![f64::MAX]))).is_ok());
    }

    #[test]
    fn every_list_of_an_escalation_is_capped() {
        let outcome = |proposals, remarks| escalation::Outcome { proposals, remarks };
        let stop = || escalation::Proposal::StopTimer(1);
        let notice = |recipients| {
            escalation::Proposal::Notify(wire::Notice {
                level: 1,
                urgency: wire::Urgency::Alarm,
                recipients: vec![wire::Recipient::Person(1); recipients],
                why: why(vec![]),
                seen_within_s: None,
                accepted_within_s: None,
                arrived_within_s: None,
            })
        };
        let many = ANSWER_ITEMS_MAX + 1;
        refused(
            super::outcome(outcome((0..many).map(|_| stop()).collect(), vec![])),
            expect!["257 proposals, 256 are allowed"],
        );
        refused(super::outcome(outcome(vec![], vec![why(vec![]); many])), expect!["257 remarks, 256 are allowed"]);
        refused(
            super::outcome(outcome(vec![notice(many)], vec![])),
            expect!["257 recipients of one notice, 256 are allowed"],
        );
        assert!(super::outcome(outcome(vec![notice(ANSWER_ITEMS_MAX)], vec![])).is_ok());
    }
}
