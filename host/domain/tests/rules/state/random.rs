//! Single random commands of the histories, from their numbers.

use std::collections::BTreeSet;

use domain::command::{Command, Envelope, IncidentCommand, IntakeChoice, SealedReport, UnitCommand, Verdict};
use domain::ids::*;
use domain::incident::note::NoteWords;
use domain::incident::place::Uncertain;
use domain::incident::{Need, Priority, Reality};
use domain::notice::DeliveryOutcome;
use domain::sealed::PersonalField;
use domain::state::State;
use domain::time::TimeMs;

use crate::desk::*;
use crate::state::histories::{PLACES, incident_of, pick, unit_refs};

pub(super) fn verdict_of(verdict: u8, units: &[u32], state: &State) -> Verdict {
    match verdict {
        0 if !units.is_empty() => Verdict::NotADuplicate,
        0 => Verdict::Confirm,
        1 => Verdict::Amend { units: unit_refs(units) },
        2 => Verdict::AmendIntake(IntakeChoice {
            kind: units.first().map(|kind| KindRef(*kind as u16)),
            priority: units.get(1).map(|priority| pick(&Priority::ALL, *priority as usize)),
            needs: match units.last() {
                None => Some(vec![Need { skills: 2.into(), count: 2 }]),
                Some(last) => (*last % 2 == 0).then(|| vec![Need { skills: (last % 8).into(), count: 2 }]),
            },
            duplicate_of: units.get(2).map(|of| incident_of(state, *of)),
        }),
        _ => Verdict::Reject,
    }
}

pub(super) fn delivery_outcome(outcome: u8, now: TimeMs) -> DeliveryOutcome {
    match outcome {
        0 => DeliveryOutcome::Sent,
        1 => DeliveryOutcome::Failed { next: now.plus_s(60), why: "status 503".to_owned() },
        _ => DeliveryOutcome::GivenUp { why: "status 503".to_owned() },
    }
}

pub(super) fn random_report(state: &State, kind: usize, place: usize, reality: u8, personal: bool) -> Command {
    let code = ["brawl", "traffic-accident", "brawl", "errand", "noise", "flood"][kind];
    let mut report = report(code);
    (report.lon, report.lat) = PLACES[place];
    report.reality = [Reality::Exercise, Reality::Test].get(usize::from(reality)).copied().unwrap_or_default();
    let subject = SubjectRef(state.last_subject.0 + 1);
    let sealed = SealedReport { subject, caller_name: None, caller_number: None, description: None };
    report.personal = personal.then_some(sealed);
    Command::Incident(IncidentCommand::Report(report))
}

pub(super) fn personal(state: &State, incident: u32, erase: bool, envelope: &mut Envelope) -> Command {
    let incident = incident_of(state, incident);
    let of = state.incident(incident).and_then(|i| i.personal.as_ref());
    let subject = of.map_or(SubjectRef(1), |personal| personal.subject);
    envelope.reason = Some("its time has come".to_owned());
    let (fields, purpose) = (BTreeSet::from([PersonalField::CallerName]), "calling back".to_owned());
    Command::Incident(match erase {
        true => IncidentCommand::Erase { incident, subject },
        false => IncidentCommand::ReadSealed { incident, subject, fields, purpose },
    })
}

pub(super) fn relocated(state: &State, incident: u32, place: usize) -> Command {
    let (incident, (lon, lat)) = (incident_of(state, incident), PLACES[place]);
    let uncertain = place.is_multiple_of(2).then_some(Uncertain::RadiusM(500));
    Command::Incident(IncidentCommand::Relocate { incident, lon, lat, uncertain })
}

pub(super) fn note(state: &State, incident: u32, personal: bool, corrects: Option<u32>) -> Command {
    let incident = incident_of(state, incident);
    let of = state.incident(incident).and_then(|i| i.personal.as_ref());
    let subject = of.map_or(SubjectRef(state.last_subject.0 + 1), |personal| personal.subject);
    let words = match personal {
        true => NoteWords::Sealed { subject, words: serde_json::from_str("\"c2VhbGVk\"").expect("sealed") },
        false => NoteWords::Plain("the second car has left".to_owned()),
    };
    Command::Incident(IncidentCommand::Note { incident, words, corrects })
}

pub(super) fn stand_by(unit: u32, district: u16, hours: u32, ends: bool, state: &State) -> Command {
    let (unit, to, until) = (UnitRef(unit), DistrictRef(district), state.at.plus_s(hours * 3_600));
    Command::Unit(if ends { UnitCommand::EndStandBy { unit } } else { UnitCommand::StandBy { unit, to, until } })
}
