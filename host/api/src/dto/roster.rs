//! The duty roster and the findings about the force on the wire.

use domain::command::Inspection;
use domain::hooks::{self, Finding, FindingAbout};
use domain::roster;
use serde::{Deserialize, Serialize};
use telling::{Teller, refused};
use utoipa::ToSchema;

use super::decision::{Refused, Why};
use super::duty::{StandInBody, VacancyBody};
use super::words::Severity;

/// One shift of a district's command room.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShiftBody {
    #[schema(example = "350924-D1")]
    pub district: String,
    #[schema(example = "2022-09-01T08:00:00+08:00")]
    pub starts: String,
    #[schema(example = "2022-09-02T08:00:00+08:00")]
    pub ends: String,
    /// A slot for two people stands twice.
    pub slots: Vec<SlotBody>,
}

#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SlotBody {
    /// Code of one of the county's roster slots.
    #[schema(example = "leader")]
    pub slot: String,
    /// Code of who fills it; `null` while it is open.
    pub person: Option<String>,
}

impl ShiftBody {
    pub fn of(shift: &roster::Shift, teller: &Teller<'_>) -> ShiftBody {
        let slots = shift.slots.iter().map(|(slot, person)| SlotBody {
            slot: teller.slot(*slot),
            person: person.map(|person| teller.person(person)),
        });
        ShiftBody {
            district: teller.district(shift.district).code,
            starts: teller.time(shift.starts),
            ends: teller.time(shift.ends),
            slots: slots.collect(),
        }
    }
}

/// `GET roster`.
#[derive(Serialize, ToSchema)]
pub struct RosterBody {
    /// Counts up with everything that changes who is on duty, but for time itself. Each decision cites it.
    pub version: u32,
    pub items: Vec<ShiftBody>,
    /// Places in these shifts that nobody fills, as far as they have not ended.
    pub vacancies: Vec<VacancyBody>,
    /// On top of the shifts.
    pub stand_ins: Vec<StandInBody>,
}

/// `POST roster/shifts` and `POST roster/check`. A shift replaces one of the same district that starts at the same time. Either
/// `shifts` or `calendar` has to be there.
#[serde_with::skip_serializing_none]
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewShifts {
    #[schema(min_items = 1)]
    pub shifts: Option<Vec<ShiftBody>>,
    /// The same as an iCalendar (RFC 5545): an event for each place, with `X-WARDROOM-DISTRICT`, `X-WARDROOM-SLOT` and
    /// `X-WARDROOM-PERSON`.
    pub calendar: Option<String>,
    /// Withdraws what else these districts have published from the first to the last of these shifts.
    #[serde(default)]
    pub replace: bool,
    /// Takes what the checks warn of upon oneself; it needs a reason.
    #[serde(default)]
    pub accept_findings: bool,
    pub reason: Option<String>,
}

/// What a team-structure plugin found at its last inspection.
#[serde_with::skip_serializing_none]
#[derive(Serialize, ToSchema)]
pub struct InspectionBody {
    pub plugin: String,
    pub version: String,
    pub at: String,
    pub state_version: u64,
    /// Absent: it answered.
    pub failure: Option<String>,
    pub findings: Vec<FindingBody>,
    /// What the arbiter refused.
    pub refused: Vec<Refused>,
}

#[derive(Serialize, ToSchema)]
pub struct FindingBody {
    #[schema(value_type = Severity)]
    pub severity: hooks::Severity,
    pub subject: SubjectBody,
    pub why: Why,
}

/// What a finding is about.
#[derive(Serialize, ToSchema)]
pub struct SubjectBody {
    /// `county`, `district`, `station` or `person`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub code: String,
    pub name: String,
}

impl InspectionBody {
    /// Keeps of the findings what `seen` lets through.
    pub fn of(inspection: &Inspection, teller: &Teller<'_>, seen: &dyn Fn(&Finding) -> bool) -> InspectionBody {
        let finding = |finding: &Finding| FindingBody {
            severity: finding.severity,
            subject: SubjectBody::of(&finding.subject, teller),
            why: teller.why(&inspection.plugin, &finding.why),
        };
        InspectionBody {
            plugin: inspection.plugin.name.clone(),
            version: inspection.plugin.version.clone(),
            at: teller.time(inspection.at),
            state_version: inspection.state_version.0,
            failure: inspection.failure.as_ref().map(|failure| refused::hook_failure(failure, teller.lang).text),
            findings: inspection.findings.iter().filter(|finding| seen(finding)).map(finding).collect(),
            refused: teller.refused(&inspection.refused),
        }
    }
}

impl SubjectBody {
    fn of(subject: &FindingAbout, teller: &Teller<'_>) -> SubjectBody {
        let (kind, word) = match subject {
            FindingAbout::County => {
                let county = teller.county();
                let name = teller.lang.pick(&county.name.zh, &county.name.en).to_owned();
                return SubjectBody { kind: "county", code: county.code.clone(), name };
            }
            FindingAbout::District(district) => ("district", teller.district(*district)),
            FindingAbout::Station(station) => ("station", teller.station(*station)),
            FindingAbout::Person(person) => {
                let code = teller.person(*person);
                return SubjectBody { kind: "person", name: code.clone(), code };
            }
        };
        SubjectBody { kind, code: word.code, name: word.text }
    }
}
