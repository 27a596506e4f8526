//! Answers that are too large, or make no sense; and the honest one.

use std::mem::ManuallyDrop;

use wardroom_plugin::{
    Call, Candidate, Error, Finding, Incident, IntakeOutcome, Nearby, Need, Outcome, Priority, Reason, ReasonValue,
    Recipient, Recommendation, Report, Result, SkillSet, StructureSubject, TimeS, Verdict, log, reason,
    view::Reference,
};

use crate::{Behaviour, readings};

/// One more than the host takes of anything.
const TOO_MANY: usize = 257;

pub fn verdict(behaviour: Behaviour, incident: &Incident, call: &Call, candidates: &[Candidate]) -> Result<Verdict> {
    let mut answer = Recommendation::default();
    match behaviour {
        Behaviour::ReadEverything => return Ok(Verdict::Abstain(readings::all(incident))),
        Behaviour::ReadMore => return Ok(Verdict::Abstain(readings::more(incident))),
        Behaviour::ReadTheLast => return Ok(Verdict::Abstain(readings::the_last(incident))),
        Behaviour::ReadMatrices => return Ok(Verdict::Abstain(readings::matrices(incident))),
        Behaviour::ReadWorkflows => return Ok(Verdict::Abstain(readings::of_workflows())),
        Behaviour::ReadTheRest => return Ok(Verdict::Abstain(readings::the_rest(incident))),
        Behaviour::ReadPosition => return Ok(Verdict::Abstain(readings::position(incident))),
        Behaviour::TellCandidates => candidates.iter().enumerate().for_each(|(index, c)| {
            let first = reason(1).with(c.unit).with(c.team).with(c.district).with(c.nearness as u8).with(c.skills);
            answer.pass_over(index, first.with(c.eta_s).with(u8::from(c.straight_line)).with(c.fix_age_s));
            answer.fall_short(readings::rest_of(c));
        }),
        Behaviour::TellCall => {
            answer.fall_short(reason(1).with(call.occasion as u8));
            call.on_call.iter().for_each(|on| answer.fall_short(readings::on_call(on)));
            call.held_back.iter().for_each(|held| answer.fall_short(readings::held_back(held)));
        }
        Behaviour::TellValues => return Ok(Verdict::Abstain(readings::values())),
        Behaviour::TellValuesTwice => {
            for (candidate, why) in readings::each_value().into_iter().enumerate() {
                answer.fall_short(why.clone());
                answer.pass_over(candidate, why);
            }
        }
        Behaviour::Log => {
            log!("{} candidates", candidates.len());
            log!("a bell: \u{7}");
            answer.pick(0, 0, reason(1));
        }
        Behaviour::SendAll => (0..candidates.len()).for_each(|candidate| answer.pick_extra(candidate, reason(1))),
        Behaviour::ManyItems => (0..TOO_MANY).for_each(|candidate| answer.pass_over(candidate, reason(1))),
        Behaviour::ManyValues => answer.pass_over(0, Reason { code: 1, values: vec![1.0.into(); 9] }),
        Behaviour::NotANumber => answer.fall_short(reason(1).with(f64::NAN)),
        Behaviour::LongText => answer.pass_over(0, reason(1).with(&*"x".repeat(257))),
        Behaviour::AliasedTexts => alias_texts(&mut answer),
        Behaviour::UnknownCandidate => answer.pick(60_000, 0, reason(1)),
        Behaviour::WrongNeed => answer.pick(0, 60_000, reason(1)),
        Behaviour::DuplicatePicks => {
            answer.pick(0, 0, reason(1));
            answer.pick(0, 0, reason(1));
        }
        _ => answer.pick(0, 0, said(behaviour)),
    }
    Ok(Verdict::Recommend(answer))
}

/// 10,000 reasons with a text of 8 KB each: 80 MB for a host that copies them out, 8 KB here.
fn alias_texts(answer: &mut Recommendation) {
    let mut text = ManuallyDrop::new("x".repeat(8_000));
    for _ in 0..10_000 {
        // SAFETY: all these texts own the same memory, which would be freed many times over; but an instance dies with its
        // call, and its arena frees nothing that is not on top.
        let text = unsafe { String::from_raw_parts(text.as_mut_ptr(), text.len(), text.len()) };
        answer.fall_short(Reason { code: 1, values: vec![ReasonValue::Text(text)] });
    }
}

pub fn intake(behaviour: Behaviour, report: &Report, nearby: &[Nearby]) -> Result<IntakeOutcome> {
    let mut outcome = IntakeOutcome::default();
    match behaviour {
        Behaviour::ManyItems => (0..TOO_MANY).for_each(|_| outcome.remark(reason(1))),
        Behaviour::ManyValues => outcome.remark(Reason { code: 1, values: vec![1.0.into(); 9] }),
        Behaviour::NotANumber => outcome.set_kind(0, reason(1).with(f64::NAN)),
        Behaviour::LongText => outcome.remark(reason(1).with(&*"x".repeat(257))),
        Behaviour::MisjudgeReport => {
            outcome.set_kind(60_000, reason(1));
            outcome.set_kind(report.kind, reason(1));
            outcome.set_priority(report.priority, reason(1));
            outcome.set_needs(Vec::new(), reason(1));
            outcome.set_needs(vec![Need { skills: SkillSet::MAX, count: 0, more_skills: None }; 9], reason(1));
            outcome.duplicate_of(report.ref_, 50, reason(1));
            outcome.duplicate_of(4_000_000_000, 50, reason(1));
            outcome.duplicate_of(1, 255, reason(1));
        }
        Behaviour::ProposeEverything => {
            outcome.set_kind(0, reason(1));
            outcome.set_priority(Priority::Critical, reason(1));
            outcome.set_needs(vec![Need { skills: 1, count: 3, more_skills: None }], reason(1));
            nearby.iter().for_each(|near| outcome.duplicate_of(near.ref_, 90, reason(1)));
        }
        Behaviour::TellWords => {
            return Err(Error(report.words.clone().unwrap_or_else(|| "nothing was said".to_owned())));
        }
        Behaviour::TellPlace => {
            outcome.remark(report.position.iter().fold(reason(1), |why, at| why.with(at.lon).with(at.lat)))
        }
        _ => outcome.set_priority(Priority::Critical, said(behaviour)),
    }
    Ok(outcome)
}

pub fn outcome(behaviour: Behaviour, now: TimeS, incident: &Incident) -> Outcome {
    let mut outcome = Outcome::default();
    match behaviour {
        Behaviour::ManyItems => (0..TOO_MANY).for_each(|key| outcome.stop_timer(key as u16)),
        Behaviour::ManyValues => outcome.remark(Reason { code: 1, values: vec![1.0.into(); 9] }),
        Behaviour::NotANumber => outcome.remark(reason(1).with(f64::INFINITY)),
        Behaviour::OversizedNotice => outcome.notify(1, vec![Recipient::Person(1); TOO_MANY], reason(1)),
        Behaviour::ReadEverything => outcome.remark(readings::all(incident)),
        _ => {
            outcome.start_timer(1, now);
            outcome.stop_timer(2);
            outcome.notify(1, vec![Recipient::CommandRoom(incident.district)], said(behaviour));
        }
    }
    outcome
}

/// A reason that can be told, or one that can't.
pub fn said(behaviour: Behaviour) -> Reason {
    match behaviour {
        Behaviour::UnknownCode => reason(77),
        Behaviour::MissingValue => reason(2),
        Behaviour::OtherValue => reason(2).with(3_u32),
        Behaviour::SpareValue => reason(1).with(3_u32),
        Behaviour::UnknownReference => reason(2).with(Reference::Unit(4_000_000_000)),
        _ => reason(1),
    }
}

pub fn findings(behaviour: Behaviour) -> Vec<Finding> {
    let count = if matches!(behaviour, Behaviour::ManyFindings) { TOO_MANY } else { 1 };
    (0..count).map(|_| Finding::breach(StructureSubject::County, said(behaviour))).collect()
}
