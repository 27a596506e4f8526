//! The hook `escalation`: the place of its function among a component's exports, and both directions of its translation.

use domain::hooks::{self as host, EscalationAnswer, EscalationInput, HookFailure};
use domain::limits::ESCALATION_STATE_BYTES_MAX;

use super::answers::{Answer, list, message, reason, timer, within};
use super::bindings::exports::wardroom::plugin::escalation as wire;
use super::given;
use crate::loading::Checked;
use crate::versions::{Call, Exports, guest_error};

type Consider<'a> = Checked<(u32, &'a str, &'a wire::Matter, wire::Trigger), (Result<wire::Outcome, String>,)>;

pub(super) struct Functions {
    consider: Consider<'static>,
}

impl Functions {
    pub(super) fn find(exports: &mut Exports<'_>) -> wasmtime::Result<Functions> {
        Ok(Functions { consider: exports.function("consider")? })
    }

    pub(super) fn consider(
        &self,
        call: Call<'_>,
        input: &EscalationInput,
    ) -> wasmtime::Result<Result<EscalationAnswer, HookFailure>> {
        let Call { store, instance, settings } = call;
        let matter = matter(input, store.data().access.exact_position);
        let given = (input.now.seconds(), settings, &matter, trigger(input.trigger));
        let (answer,) = self.consider.call(store, instance, given)?;
        Ok(answer.map_err(guest_error).and_then(outcome))
    }
}

fn matter(input: &EscalationInput, exact_position: bool) -> wire::Matter {
    let matter = &*input.matter;
    let seconds = |at: Option<domain::time::TimeMs>| at.map(|at| at.seconds());
    wire::Matter {
        subject: match &matter.subject {
            host::MatterDetail::Incident(of) => wire::MatterSubject::Incident(given::incident(of, exact_position)),
            host::MatterDetail::Task(task) => wire::MatterSubject::Task(wire::TaskMatter {
                ref_: task.task.0,
                incident: task.incident.map(|which| which.0),
                instance: task.instance.map(|which| which.0),
                created_at: task.created_at.seconds(),
                due_at: seconds(task.due_at),
                overdue: task.overdue,
            }),
            host::MatterDetail::Workflow(workflow) => wire::MatterSubject::Workflow(wire::WorkflowMatter {
                ref_: workflow.instance.0,
                kind: workflow.kind.clone(),
                incident: workflow.incident.map(|which| which.0),
                started_at: workflow.started_at.seconds(),
                stuck: workflow.stuck,
            }),
            host::MatterDetail::Vacancy(vacancy) => wire::MatterSubject::Vacancy(wire::Vacancy {
                ref_: vacancy.vacancy.0,
                slot: vacancy.slot.clone(),
                starts: vacancy.starts.seconds(),
                ends: vacancy.ends.seconds(),
            }),
        },
        district: matter.district.0,
        grid: matter.grid.map(|grid| grid.0),
        reality: given::reality(matter.reality),
        since: matter.since.seconds(),
        open: matter.open,
        settled: matter.settled,
        acknowledged_at: seconds(matter.acknowledged_at),
        arrived_at: seconds(matter.arrived_at),
        timers: input.timers.clone(),
        told: input.told,
        state: input.state.clone(),
    }
}

fn trigger(trigger: host::EscalationTrigger) -> wire::Trigger {
    match trigger {
        host::EscalationTrigger::PhaseChanged => wire::Trigger::PhaseChanged,
        host::EscalationTrigger::TimerFired(key) => wire::Trigger::TimerFired(key),
        host::EscalationTrigger::Acknowledged => wire::Trigger::Acknowledged,
        host::EscalationTrigger::Arrived => wire::Trigger::Arrived,
        host::EscalationTrigger::NobodyToSend => wire::Trigger::NobodyToSend,
        host::EscalationTrigger::Reclassified => wire::Trigger::Reclassified,
        host::EscalationTrigger::Unanswered { level, stage } => {
            let stage = match stage {
                host::Stage::Seen => wire::Stage::Seen,
                host::Stage::Accepted => wire::Stage::Accepted,
                host::Stage::Arrived => wire::Stage::Arrived,
            };
            wire::Trigger::Unanswered(wire::Unanswered { level, stage })
        }
    }
}

fn outcome(outcome: wire::Outcome) -> Answer<EscalationAnswer> {
    let kept = outcome.state.as_ref().map_or(0, String::len);
    within("bytes of state", kept, ESCALATION_STATE_BYTES_MAX)?;
    Ok(EscalationAnswer {
        proposals: list("proposals", outcome.proposals, proposal)?,
        remarks: list("remarks", outcome.remarks, reason)?,
        state: outcome.state,
    })
}

fn proposal(proposal: wire::Proposal) -> Answer<host::EscalationProposal> {
    Ok(match proposal {
        wire::Proposal::StartTimer(given) => host::EscalationProposal::StartTimer(timer(given)),
        wire::Proposal::StopTimer(key) => host::EscalationProposal::StopTimer { key },
        wire::Proposal::Notify(notice) => host::EscalationProposal::Notify(message(notice)?),
    })
}

#[cfg(test)]
mod tests {
    use domain::limits::ANSWER_ITEMS_MAX;
    use expect_test::expect;

    use super::super::answers::tests::{refused, why};
    use super::super::bindings::wardroom::plugin::types;
    use super::*;

    #[test]
    fn every_list_of_an_escalation_is_capped() {
        let outcome = |proposals, remarks| wire::Outcome { proposals, remarks, state: None };
        let stop = || wire::Proposal::StopTimer(1);
        let notice = |recipients| {
            wire::Proposal::Notify(types::Notice {
                level: 1,
                urgency: types::Urgency::Alarm,
                recipients: vec![types::Recipient::Person(1); recipients],
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
        let keeps = |bytes| wire::Outcome { state: Some("x".repeat(bytes)), ..outcome(vec![], vec![]) };
        assert!(super::outcome(keeps(ESCALATION_STATE_BYTES_MAX)).is_ok());
        refused(
            super::outcome(keeps(ESCALATION_STATE_BYTES_MAX + 1)),
            expect!["16385 bytes of state, 16384 are allowed"],
        );
    }
}
