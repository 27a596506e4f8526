//! What a person may do to any matter: take it on, and answer what a plugin recommended about it.

use std::sync::Arc;

use crate::cause::{HOST, Signature};
use crate::command::{Command, Envelope, IncidentCommand, MatterCommand};
use crate::decision::{Answered, Decision, DispatchRecord, Facts, IntakeChoice, Recall, SettledAs, Settlement};
use crate::escalated::Escalated;
use crate::event::{Event, IncidentEvent, MatterEvent};
use crate::hooks::EscalationProposal;
use crate::ids::*;
use crate::incident::check::{by_hand, send};
use crate::incident::refusal::IncidentRefusal;
use crate::incident::{Phase, intake};
use crate::known::{known_incident, loaded, open_incident, unit_code};
use crate::matter::Matter;
use crate::matter::beside::deviation;
use crate::matter::command::Verdict;
use crate::matter::overriding::{self, Why};
use crate::matter::refusal::{MatterName, MatterRefusal};
use crate::notice::Sender;
use crate::notice::tell::tell;
use crate::refusal::Refusal;
use crate::state::State;
use crate::time::TimeMs;
use crate::unit::check::release;

pub(crate) fn check(
    state: &State,
    command: &MatterCommand,
    envelope: &Envelope,
    now: TimeMs,
) -> Result<Vec<Event>, Refusal> {
    match command {
        MatterCommand::Acknowledge { matter } => acknowledge(state, *matter),
        MatterCommand::Settle { matter, decision, verdict, code } => {
            let why = overriding::why(state, verdict, code.as_deref(), envelope.reason.as_deref())?;
            settle(state, *matter, *decision, verdict, why, envelope, now)
        }
        MatterCommand::RecordShadow { matter, decision } => {
            let mut decision = (**decision).clone();
            decision.facts.number = known(state, *matter)?.last_decision + 1;
            decision.facts.difference = deviation(state, *matter, &decision.facts);
            if decision.facts.is_silent() && !tells_something(state, *matter, &decision.facts) {
                return Ok(Vec::new());
            }
            Ok(vec![MatterEvent::Decided { matter: *matter, decision: Arc::new(decision) }.into()])
        }
    }
}

/// The matter that whoever gives this command has plainly seen, since it is what the command acts on; none that was acknowledged
/// already. Calling it something else is no acting: nobody goes there for that.
pub(crate) fn acts_on(state: &State, envelope: &Envelope) -> Option<Matter> {
    let moves = |to: &Phase| matches!(to, Phase::Assigned | Phase::EnRoute | Phase::OnScene);
    let which = match &envelope.command {
        Command::Incident(command) => match command {
            IncidentCommand::Assign { incident, .. } => *incident,
            IncidentCommand::HandOff { incident, .. } => *incident,
            IncidentCommand::Step { incident, to, .. } => Some(*incident).filter(|_| moves(to))?,
            IncidentCommand::Report(_)
            | IncidentCommand::SetPriority { .. }
            | IncidentCommand::SetKind { .. }
            | IncidentCommand::Merge { .. }
            | IncidentCommand::Unmerge { .. }
            | IncidentCommand::Relocate { .. }
            | IncidentCommand::SetOutcome { .. }
            | IncidentCommand::Note { .. }
            | IncidentCommand::AddCall { .. }
            | IncidentCommand::Link { .. }
            | IncidentCommand::Unlink { .. }
            | IncidentCommand::ConfirmHandOff { .. }
            | IncidentCommand::ReadSealed { .. }
            | IncidentCommand::Erase { .. } => return None,
        },
        Command::Matter(command) => match command {
            MatterCommand::Settle { matter, decision, .. } => {
                let answer = &state.decision(*matter, *decision)?.facts.answer;
                matter.incident().filter(|_| matches!(answer, Answered::Dispatch(_)))?
            }
            MatterCommand::Acknowledge { .. } | MatterCommand::RecordShadow { .. } => return None,
        },
        Command::Clock(_)
        | Command::County(_)
        | Command::Timer(_)
        | Command::Notice(_)
        | Command::Unit(_)
        | Command::Roster(_)
        | Command::Plugin(_)
        | Command::Instance(_)
        | Command::Task(_)
        | Command::Series(_)
        | Command::Assessment(_) => return None,
    };
    let incident = state.incident(which).filter(|incident| incident.accepted_at.is_some())?;
    let unseen = incident.escalated.acknowledged.is_none() && envelope.author != HOST;
    unseen.then_some(which.into())
}

/// Of a shadow that has nothing to say: that the version that counts had something to say, or that the plugin is well again.
fn tells_something(state: &State, matter: Matter, facts: &Facts) -> bool {
    let (name, digest) = (&facts.plugin.name, facts.plugin.digest);
    let has_failed = |(district, _)| state.plugins.has_failed(name, digest, district);
    facts.difference.as_ref().is_some_and(|difference| !difference.same)
        || state.standing(matter).is_some_and(has_failed)
}

/// What is known of a matter's escalation, whether the matter is over or not.
fn known(state: &State, matter: Matter) -> Result<&Escalated, Refusal> {
    if let Matter::Incident(which) = matter {
        return known_incident(state, which).map(|incident| &incident.escalated);
    }
    Ok(state.escalated(matter).ok_or_else(|| MatterRefusal::NoSuchMatter { matter: numbered(matter) })?)
}

/// The same of one that is not over.
fn open(state: &State, matter: Matter) -> Result<&Escalated, Refusal> {
    if let Matter::Incident(which) = matter {
        return open_incident(state, which).map(|incident| &incident.escalated);
    }
    let escalated = known(state, matter)?;
    let open = state.matter_view(matter).is_some_and(|view| view.open);
    Ok(open.then_some(escalated).ok_or_else(|| MatterRefusal::Over { matter: numbered(matter) })?)
}

fn name(state: &State, matter: Matter) -> MatterName {
    match matter.incident().and_then(|which| state.incident(which)) {
        Some(incident) => MatterName::Incident { incident: incident.id.clone() },
        None => numbered(matter),
    }
}

const fn numbered(matter: Matter) -> MatterName {
    MatterName::Numbered { matter, number: matter.number() }
}

fn acknowledge(state: &State, matter: Matter) -> Result<Vec<Event>, Refusal> {
    match &open(state, matter)?.acknowledged {
        Some(first) => {
            Err(MatterRefusal::AcknowledgedAlready { matter: name(state, matter), by: first.by.clone() }.into())
        }
        None => Ok(vec![Event::Matter(MatterEvent::Acknowledged { matter })]),
    }
}

/// A person answers a recommendation.
fn settle(
    state: &State,
    matter: Matter,
    number: u32,
    verdict: &Verdict,
    why: Why,
    envelope: &Envelope,
    now: TimeMs,
) -> Result<Vec<Event>, Refusal> {
    let escalated = open(state, matter)?;
    let decision = state
        .decision(matter, number)
        .filter(|_| escalated.is_pending(number))
        .ok_or_else(|| MatterRefusal::NothingPending { matter: name(state, matter), recommendation: number })?;
    let Why { code, reason } = why;
    let outcome = match verdict {
        Verdict::NotADuplicate => return not_a_duplicate(state, matter, decision),
        Verdict::Confirm => SettledAs::Confirmed,
        Verdict::Amend { units } => SettledAs::Amended { units: units.clone(), reason },
        Verdict::AmendIntake(choice) => SettledAs::AmendedIntake { choice: choice.clone(), reason },
        Verdict::Reject => SettledAs::Rejected { reason },
    };
    let settlement = Settlement { at: now, by: envelope.author.clone(), outcome, code };
    let mut events = vec![Event::Matter(MatterEvent::Settled { matter, decision: number, settlement })];
    match (&decision.facts.answer, verdict) {
        (_, Verdict::Reject | Verdict::NotADuplicate) => {}
        (Answered::Dispatch(record), Verdict::Confirm) => {
            let units: Vec<UnitRef> = record.picks.iter().map(|pick| pick.unit).collect();
            let left = call_off(state, &record.recalls, now, &mut events)?;
            send_units(&left, matter, &units, Some(record), number, now, &mut events)?;
        }
        (Answered::Dispatch(_), Verdict::Amend { units }) => {
            send_units(state, matter, units, None, number, now, &mut events)?;
        }
        (Answered::Escalation(record), Verdict::Confirm) => {
            let facts = &decision.facts;
            let from = Sender::Escalation(owner_of(escalated, facts));
            // Each notice is numbered after those before it.
            let mut ahead = state.clone();
            for proposal in &record.proposals {
                if let EscalationProposal::Notify(message) = proposal {
                    let told = tell(&ahead, matter, from, facts.plugin.digest, message.clone(), now);
                    let ours = Signature::on_all(HOST, None);
                    told.iter().for_each(|e| ahead.preview(e, now, &ours, state.version));
                    events.extend(told);
                }
            }
        }
        (Answered::Intake(record), Verdict::Confirm) => {
            let choice = record.open_choice(decision.facts.mode);
            choose(state, matter, choice, number, now, &mut events)?;
        }
        (Answered::Intake(_), Verdict::AmendIntake(choice)) => {
            choose(state, matter, choice.clone(), number, now, &mut events)?;
        }
        (Answered::Workflow(_), _) => {
            return Err(MatterRefusal::NotARecommendation.into());
        }
        (Answered::Escalation(_) | Answered::Dispatch(_), Verdict::AmendIntake(_)) => {
            return Err(MatterRefusal::NotAnIntake.into());
        }
        (Answered::Escalation(_) | Answered::Intake(_), Verdict::Amend { .. }) => {
            return Err(MatterRefusal::NotADispatch.into());
        }
    }
    Ok(events)
}

/// It is an incident of its own, and the rest of what is proposed for it stays proposed.
fn not_a_duplicate(state: &State, matter: Matter, decision: &Decision) -> Result<Vec<Event>, Refusal> {
    let (facts, Some(incident)) = (&decision.facts, matter.incident()) else {
        return Err(MatterRefusal::NotAnIntake.into());
    };
    let Answered::Intake(record) = &facts.answer else { return Err(MatterRefusal::NotAnIntake.into()) };
    let of = record.open_choice(facts.mode).duplicate_of;
    let none = || MatterRefusal::NoDuplicateProposed { matter: name(state, matter), recommendation: facts.number };
    let denied = IncidentEvent::DuplicateDenied { incident, decision: facts.number, of: of.ok_or_else(none)? };
    Ok(vec![Event::Incident(denied)])
}

/// What a person makes of a report.
fn choose(
    state: &State,
    matter: Matter,
    choice: IntakeChoice,
    decision: u32,
    now: TimeMs,
    events: &mut Vec<Event>,
) -> Result<(), Refusal> {
    let Some(which) = matter.incident() else { return Ok(()) };
    intake::choose(state, open_incident(state, which)?, choice, decision, now, events)
}

/// Units leave less urgent work, and what stands then. Refused if one has got there meanwhile, or left.
fn call_off(state: &State, recalls: &[Recall], now: TimeMs, events: &mut Vec<Event>) -> Result<State, Refusal> {
    let mut ahead = state.clone();
    for Recall { unit, from, .. } in recalls {
        let incident = open_incident(&ahead, *from)?;
        if incident.active().any(|sent| sent.unit == *unit && sent.on_scene_at.is_some()) {
            let code = unit_code(loaded(state)?.county(), *unit);
            return Err(
                IncidentRefusal::RecalledTooLate { unit: code.to_owned(), incident: incident.id.clone() }.into()
            );
        }
        let left = release(&ahead, *from, *unit)?;
        let ours = Signature::on_all(HOST, None);
        left.iter().for_each(|event| ahead.preview(event, now, &ours, state.version));
        events.extend(left);
    }
    Ok(ahead)
}

/// `record`: the picks as they were recommended, each for its need.
fn send_units(
    state: &State,
    matter: Matter,
    units: &[UnitRef],
    record: Option<&DispatchRecord>,
    decision: u32,
    now: TimeMs,
    events: &mut Vec<Event>,
) -> Result<(), Refusal> {
    let Some(which) = matter.incident() else { return Ok(()) };
    let incident = open_incident(state, which)?;
    let mut assignments = by_hand(state, incident, units, now)?;
    for (assignment, pick) in assignments.iter_mut().zip(record.into_iter().flat_map(|record| &record.picks)) {
        (assignment.need, assignment.extra) = (pick.need, pick.need.is_none());
    }
    send(incident, assignments, decision, events);
    Ok(())
}

/// The frozen escalation that a decision is of: the one that gave it, or the one that the built-in rule stood in for.
fn owner_of(escalated: &Escalated, facts: &Facts) -> u16 {
    let asked = facts.asked_before.iter().map(|asked| &asked.plugin);
    let digest = std::iter::once(&facts.plugin).chain(asked).find_map(|plugin| plugin.digest);
    let same = escalated.frozen.iter().position(|frozen| Some(frozen.digest) == digest);
    same.unwrap_or_default() as u16
}
