//! A shadow's answer held against what was done: by which decision, and in what it is other.

use crate::decision::{Answered, Asked, AskedOutcome, Decision, Deviation, Facts, PluginId, WorkflowRecord};
use crate::hooks::{EscalationProposal, Hook, IntakeProposal};
use crate::ids::*;
use crate::matter::Matter;
use crate::plugin::Mode;
use crate::plugin::pairing::{Differs, Uncompared};
use crate::state::State;

/// What a shadow's answer is beside the live one. `None`: there is nothing that it could be held against.
pub(super) fn deviation(state: &State, matter: Matter, shadow: &Facts) -> Option<Deviation> {
    let name = &shadow.plugin.name;
    let (against, live) = live(state, matter, shadow)?;
    let number = live.map_or(0, |live| live.number);
    let outcome = shadow.asked_before.iter().find(|asked| asked.plugin == shadow.plugin).map(|asked| &asked.outcome);
    let abstained = |asked: &&Asked| asked.plugin.name == *name && matches!(asked.outcome, AskedOutcome::Abstained(_));
    let live_abstained = live.and_then(|live| live.asked_before.iter().find(|asked| abstained(asked)));
    let uncompared = match outcome {
        Some(AskedOutcome::Abstained(_)) => Some(Uncompared::ShadowAbstained),
        Some(_) => Some(Uncompared::ShadowFailed),
        None => live_abstained.map(|_| Uncompared::LiveAbstained),
    };
    // Where the version that counts abstained, somebody else decided.
    let against = live_abstained.map_or(against, |asked| asked.plugin.clone());
    let (against, mut deviation) = (Some(against), Deviation { live: number, ..Deviation::default() });
    if uncompared.is_some() {
        return Some(Deviation { against, uncompared, ..deviation });
    }
    if let Some(live) = live {
        let (ours, theirs) = (shadow.picked(), live.picked());
        deviation.only_shadow = ours.difference(&theirs).copied().collect();
        deviation.only_live = theirs.difference(&ours).copied().collect();
    }
    let sorts = differs(live.map(|live| &live.answer), &shadow.answer, &deviation);
    Some(Deviation { against, same: sorts.is_empty(), sorts, ..deviation })
}

/// The live decision to the same question, and whose it is: of the same plugin if a version of it counts there. Where that one had
/// nothing to say, nothing of it is kept.
fn live<'a>(state: &'a State, matter: Matter, shadow: &Facts) -> Option<(PluginId, Option<&'a Facts>)> {
    let name = &shadow.plugin.name;
    let counting = counting(state, matter, shadow);
    let same = |decision: &&'a std::sync::Arc<Decision>| {
        let facts = &decision.facts;
        // An intake is asked once for each report, and sees what those before it in line made of it.
        let same = shadow.hook == Hook::Intake || facts.input_hash == shadow.input_hash;
        let question = facts.hook == shadow.hook && facts.at == shadow.at && same;
        question && facts.mode != Mode::Shadow && !facts.is_recall()
    };
    let mut all: Vec<&Facts> = state.decisions_of(matter).filter(same).map(|decision| &decision.facts).collect();
    all.reverse();
    let own = |facts: &&&Facts| {
        let asked = facts.asked_before.iter().any(|asked| asked.plugin.name == *name);
        facts.plugin.name == *name || asked
    };
    if matches!(shadow.hook, Hook::Dispatch | Hook::Workflow) {
        return all.first().map(|facts| (facts.plugin.clone(), Some(*facts)));
    }
    let found = all.iter().find(own).copied();
    let against = found.map(|facts| facts.plugin.clone()).filter(|plugin| plugin.name == *name).or(counting)?;
    Some((against, found))
}

/// The version of the shadow's plugin that counts for the matter.
fn counting(state: &State, matter: Matter, shadow: &Facts) -> Option<PluginId> {
    let name = &shadow.plugin.name;
    let id = |digest: Digest| {
        let installed = state.plugins.installed.get(&digest)?;
        let version = installed.version().to_owned();
        Some(PluginId { name: name.clone(), version, digest: Some(digest), settings_version: 0 })
    };
    if shadow.hook == Hook::Escalation {
        let frozen = state.escalated(matter)?.frozen.iter().find(|frozen| frozen.name == *name && frozen.mode.counts());
        return id(frozen?.digest);
    }
    let (district, _) = state.standing(matter)?;
    let placed = state.plugins.placed(district, shadow.hook, name);
    id(placed.iter().find(|placed| placed.mode.counts())?.digest)
}

/// Without a live answer, the live version had nothing to say.
fn differs(live: Option<&Answered>, shadow: &Answered, units: &Deviation) -> Vec<Differs> {
    match (live, shadow) {
        (_, Answered::Dispatch(_)) => match (units.only_shadow.is_empty(), units.only_live.is_empty()) {
            (true, true) => Vec::new(),
            (false, true) => vec![Differs::MoreUnits],
            (true, false) => vec![Differs::FewerUnits],
            (false, false) => vec![Differs::OtherUnits],
        },
        (Some(Answered::Intake(live)), Answered::Intake(shadow)) => of_intake(&live.proposals, &shadow.proposals),
        (None, Answered::Intake(shadow)) => of_intake(&[], &shadow.proposals),
        (Some(Answered::Escalation(live)), Answered::Escalation(shadow)) => {
            of_escalation(&live.proposals, &shadow.proposals)
        }
        (None, Answered::Escalation(shadow)) => of_escalation(&[], &shadow.proposals),
        (Some(Answered::Workflow(live)), Answered::Workflow(shadow)) => of_step(live, shadow),
        _ => Vec::new(),
    }
}

/// A state is the version's own business, and so are remarks.
fn of_step(live: &WorkflowRecord, shadow: &WorkflowRecord) -> Vec<Differs> {
    let outcome = |record: &WorkflowRecord| (record.refused.is_some(), record.ended.clone());
    let all = [
        (Differs::Outcome, outcome(live) != outcome(shadow)),
        (Differs::Effects, live.effects != shadow.effects),
        (Differs::Stage, live.stage != shadow.stage),
    ];
    all.into_iter().filter(|(_, other)| *other).map(|(sort, _)| sort).collect()
}

/// By what is proposed; why it is, is the version's own business.
fn of_intake(live: &[IntakeProposal], shadow: &[IntakeProposal]) -> Vec<Differs> {
    let kind = |all: &[IntakeProposal]| {
        all.iter().find_map(|p| if let IntakeProposal::SetKind { kind, .. } = p { Some(*kind) } else { None })
    };
    let priority = |all: &[IntakeProposal]| {
        all.iter()
            .find_map(|p| if let IntakeProposal::SetPriority { priority, .. } = p { Some(*priority) } else { None })
    };
    let needs = |all: &[IntakeProposal]| {
        all.iter().find_map(|p| if let IntakeProposal::SetNeeds { needs, .. } = p { Some(needs.clone()) } else { None })
    };
    let duplicate = |all: &[IntakeProposal]| {
        all.iter()
            .find_map(|p| if let IntakeProposal::DuplicateOf { incident, .. } = p { Some(*incident) } else { None })
    };
    let all = [
        (Differs::Kind, kind(live) != kind(shadow)),
        (Differs::Priority, priority(live) != priority(shadow)),
        (Differs::Needs, needs(live) != needs(shadow)),
        (Differs::Duplicate, duplicate(live) != duplicate(shadow)),
    ];
    all.into_iter().filter(|(_, other)| *other).map(|(sort, _)| sort).collect()
}

fn of_escalation(live: &[EscalationProposal], shadow: &[EscalationProposal]) -> Vec<Differs> {
    // Whom it tells, how loud and until when they are to answer; in which words is the version's own business.
    let notices = |all: &[EscalationProposal]| {
        let told = all.iter().filter_map(|p| if let EscalationProposal::Notify(m) = p { Some(m) } else { None });
        let told = told.map(|m| {
            format!("{:?} {:?} {:?} {:?}", m.level, m.urgency, m.recipients, m.time_outs().collect::<Vec<_>>())
        });
        told.collect::<std::collections::BTreeSet<String>>()
    };
    let timers = |all: &[EscalationProposal]| {
        let set = all.iter().filter(|p| !matches!(p, EscalationProposal::Notify(_)));
        set.map(|p| format!("{p:?}")).collect::<std::collections::BTreeSet<String>>()
    };
    let all = [(Differs::Timers, timers(live) != timers(shadow)), (Differs::Notices, notices(live) != notices(shadow))];
    all.into_iter().filter(|(_, other)| *other).map(|(sort, _)| sort).collect()
}
