//! The hook `dispatch`: the place of its function among a component's exports, and both directions of its translation.

use domain::hooks::{self as host, DispatchAnswer, DispatchInput, HookFailure};
use wasmtime::component::{ComponentType, Lift, Lower};

use super::answers::{Answer, list, reason};
use super::bindings::exports::wardroom::plugin::dispatch as wire;
use super::bindings::wardroom::plugin::types::{Incident, Reason};
use super::given;
use super::row::Row;
use super::told::PassedOver;
use crate::loading::Checked;
use crate::versions::{Call, Exports, guest_error};

type Candidates<'a> = &'a [Row<'a, host::Candidate>];
type Recommend<'a> = Checked<(u32, &'a str, &'a Incident, &'a Known<'a>, Candidates<'a>), (Result<Verdict, String>,)>;

/// The wire's `call`, its longer list written in one piece.
#[derive(ComponentType, Lower)]
#[component(record)]
pub(super) struct Known<'a> {
    occasion: wire::Occasion,
    #[component(name = "on-call")]
    on_call: &'a [wire::OnCall],
    #[component(name = "held-back")]
    held_back: &'a [Row<'a, host::Excluded>],
}

/// The wire's `verdict`, its longest list read in one piece.
#[derive(ComponentType, Lift)]
#[component(variant)]
enum Verdict {
    #[component(name = "recommend")]
    Recommend(Recommendation),
    #[component(name = "abstain")]
    Abstain(Reason),
}

#[derive(ComponentType, Lift)]
#[component(record)]
struct Recommendation {
    picks: Vec<wire::Pick>,
    #[component(name = "passed-over")]
    passed_over: PassedOver,
    shortfalls: Vec<Reason>,
}

pub(super) struct Functions {
    recommend: Recommend<'static>,
}

impl Functions {
    pub(super) fn find(exports: &mut Exports<'_>) -> wasmtime::Result<Functions> {
        Ok(Functions { recommend: exports.function("recommend")? })
    }

    pub(super) fn recommend(
        &self,
        call: Call<'_>,
        input: &DispatchInput,
    ) -> wasmtime::Result<Result<DispatchAnswer, HookFailure>> {
        let Call { store, instance, settings } = call;
        let incident = given::incident(&input.incident, store.data().access.exact_position);
        let on_call: Vec<wire::OnCall> = input.call.assigned.iter().map(on_call).collect();
        let held_back: Vec<Row<'_, _>> = input.excluded.iter().map(Row).collect();
        let known =
            Known { occasion: occasion(input.call.occasion), on_call: &on_call, held_back: held_back.as_slice() };
        let candidates: Vec<Row<'_, _>> = input.candidates.iter().map(Row).collect();
        let given = (input.now.seconds(), settings, &incident, &known, candidates.as_slice());
        let (answer,) = self.recommend.call(store, instance, given)?;
        Ok(answer.map_err(guest_error).and_then(verdict))
    }
}

pub(super) fn candidate(candidate: &host::Candidate) -> wire::Candidate {
    wire::Candidate {
        unit: candidate.unit.0,
        team: candidate.team.0,
        district: candidate.district.0,
        nearness: nearness(candidate.nearness),
        skills: candidate.skills.low(),
        eta_s: candidate.eta_s,
        straight_line: candidate.straight_line,
        fix_age_s: candidate.fix_age_s,
        shift_left_s: candidate.shift_left_s,
        workload: candidate.workload,
        kind: candidate.told.kind.0,
        crew: candidate.told.crew,
        grid: candidate.grid.map(|grid| grid.0),
        class: candidate.told.class.map(|class| class.0),
        lent_from: candidate.told.lent_from.map(|district| district.0),
        reserve: candidate.told.reserve,
        recall_from: candidate.told.recall_from.map(given::priority),
        fits: candidate.told.fits,
    }
}

fn occasion(occasion: host::Occasion) -> wire::Occasion {
    match occasion {
        host::Occasion::New => wire::Occasion::New,
        host::Occasion::StillShort => wire::Occasion::StillShort,
        host::Occasion::UnitWithdrawn => wire::Occasion::UnitWithdrawn,
        host::Occasion::Reopened => wire::Occasion::Reopened,
        host::Occasion::Unmerged => wire::Occasion::Unmerged,
        host::Occasion::KindChanged => wire::Occasion::KindChanged,
        host::Occasion::NeedsChanged => wire::Occasion::NeedsChanged,
    }
}

fn on_call(on: &host::OnCall) -> wire::OnCall {
    wire::OnCall {
        unit: on.unit.0,
        need: on.need,
        extra: on.extra,
        progress: match on.progress {
            host::Progress::Assigned => wire::Progress::Assigned,
            host::Progress::EnRoute => wire::Progress::EnRoute,
            host::Progress::OnScene => wire::Progress::OnScene,
        },
        at: on.at.seconds(),
        eta_s: on.eta_s,
        class: on.class.map(|class| class.0),
    }
}

pub(super) fn held_back(excluded: &host::Excluded) -> wire::HeldBack {
    wire::HeldBack {
        unit: excluded.unit.0,
        eta_s: excluded.eta_s,
        why: exclusion(excluded.why),
        incident: excluded.why.busy_with().map(|incident| incident.0),
    }
}

pub(super) fn exclusion(why: host::Exclusion) -> wire::Exclusion {
    match why {
        host::Exclusion::Busy { .. } => wire::Exclusion::Busy,
        host::Exclusion::Unavailable => wire::Exclusion::Unavailable,
        host::Exclusion::OffShift => wire::Exclusion::OffShift,
        host::Exclusion::Reserve => wire::Exclusion::Reserve,
        host::Exclusion::OtherReality => wire::Exclusion::OtherReality,
        host::Exclusion::TakenOff => wire::Exclusion::TakenOff,
        host::Exclusion::TooFar => wire::Exclusion::TooFar,
        host::Exclusion::NotAlone => wire::Exclusion::Other,
    }
}

pub(super) fn nearness(nearness: host::Nearness) -> wire::Nearness {
    match nearness {
        host::Nearness::Own => wire::Nearness::Own,
        host::Nearness::Neighbour => wire::Nearness::Neighbour,
        host::Nearness::County => wire::Nearness::County,
    }
}

fn verdict(verdict: Verdict) -> Answer<DispatchAnswer> {
    Ok(match verdict {
        Verdict::Abstain(why) => DispatchAnswer::Abstain(reason(why)?),
        Verdict::Recommend(given) => DispatchAnswer::Recommend(host::Recommendation {
            picks: list("picks", given.picks, |pick| {
                Ok(host::ProposedPick { candidate: pick.candidate, need: pick.need, why: reason(pick.why)? })
            })?,
            passed_over: given.passed_over.0?,
            shortfalls: list("shortfalls", given.shortfalls, reason)?,
        }),
    })
}

#[cfg(test)]
mod tests {
    use domain::limits::{ANSWER_ITEMS_MAX, REASON_VALUES_MAX};
    use expect_test::expect;

    use super::super::answers::tests::{refused, why};
    use super::*;

    fn recommendation(picks: usize, values: Vec<f64>) -> Verdict {
        let pick = |candidate| wire::Pick { candidate, need: Some(0), why: why(values.clone()) };
        Verdict::Recommend(Recommendation {
            picks: (0..picks as u16).map(pick).collect(),
            passed_over: PassedOver(Ok(vec![])),
            shortfalls: vec![],
        })
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
        assert!(verdict(Verdict::Abstain(why(vec![f64::MAX]))).is_ok());
    }
}
