//! The hook `intake`: the place of its function among a component's exports, and both directions of its translation.

use domain::hooks::{self as host, HookFailure, IntakeAnswer, IntakeInput};
use domain::ids::*;
use domain::incident as nouns;
use domain::skills::SkillSet;

use super::answers::{Answer, list, ranked, reason};
use super::bindings::exports::wardroom::plugin::intake as wire;
use super::bindings::wardroom::plugin::types::{Need, Point};
use super::given;
use crate::loading::Checked;
use crate::sandbox::Access;
use crate::versions::{Call, Exports, guest_error};

type Classify<'a> = Checked<(u32, &'a str, &'a wire::Report, &'a [wire::Nearby]), (Result<wire::Outcome, String>,)>;

pub(super) struct Functions {
    classify: Classify<'static>,
}

impl Functions {
    pub(super) fn find(exports: &mut Exports<'_>) -> wasmtime::Result<Functions> {
        Ok(Functions { classify: exports.function("classify")? })
    }

    pub(super) fn classify(
        &self,
        call: Call<'_>,
        input: &IntakeInput,
    ) -> wasmtime::Result<Result<IntakeAnswer, HookFailure>> {
        let Call { store, instance, settings } = call;
        let report = report(&input.report, &store.data().access);
        let nearby = nearby(&input.nearby);
        let given = (input.now.seconds(), settings, &report, nearby.as_slice());
        let (answer,) = self.classify.call(store, instance, given)?;
        Ok(answer.map_err(guest_error).and_then(outcome))
    }
}

fn report(report: &host::ReportView, access: &Access) -> wire::Report {
    let (lon, lat) = report.position;
    let words = report.words.as_ref().filter(|_| access.caller_words);
    wire::Report {
        ref_: report.incident.0,
        kind: report.kind.0,
        priority: given::priority(report.priority),
        reality: given::reality(report.reality),
        district: report.district.0,
        grid: report.grid.0,
        needs: report.needs.iter().map(given::need).collect(),
        position: access.exact_position.then_some(Point { lon, lat }),
        reported_at: report.reported_at.seconds(),
        source: report.source.clone(),
        external: report.external,
        words: words.map(|words| words.as_str().to_owned()),
    }
}

fn nearby(nearby: &[host::NearbyIncident]) -> Vec<wire::Nearby> {
    let one = |near: &host::NearbyIncident| wire::Nearby {
        ref_: near.incident.0,
        kind: near.kind.0,
        priority: given::priority(near.priority),
        phase: given::phase(near.phase),
        distance_m: near.distance_m,
        age_s: near.age_s,
        same_grid: near.same_grid,
        alike: near.alike,
    };
    nearby.iter().map(one).collect()
}

fn outcome(outcome: wire::Outcome) -> Answer<IntakeAnswer> {
    let proposal = |proposal| {
        Ok(match proposal {
            wire::Proposal::SetKind(wire::Classification { kind, why }) => {
                host::IntakeProposal::SetKind { kind: KindRef(kind), why: reason(why)? }
            }
            wire::Proposal::SetPriority(wire::Ranking { priority, why }) => {
                host::IntakeProposal::SetPriority { priority: ranked(priority), why: reason(why)? }
            }
            wire::Proposal::SetNeeds(wire::Requirement { needs, why }) => {
                host::IntakeProposal::SetNeeds { needs: list("needs", needs, need)?, why: reason(why)? }
            }
            wire::Proposal::DuplicateOf(wire::Duplicate { of, confidence, why }) => {
                host::IntakeProposal::DuplicateOf { incident: IncidentRef(of), confidence, why: reason(why)? }
            }
        })
    };
    Ok(IntakeAnswer {
        proposals: list("proposals", outcome.proposals, proposal)?,
        remarks: list("remarks", outcome.remarks, reason)?,
    })
}

/// A skill that the county has not is the arbiter's to refuse.
fn need(need: Need) -> Answer<nouns::Need> {
    let more = need.more_skills.unwrap_or_default();
    let more = list("skills of one need", more, |number| Ok(SkillSet::one(number.into())))?;
    let skills = more.into_iter().fold(SkillSet::from(need.skills), SkillSet::with);
    Ok(nouns::Need { skills, count: need.count })
}
