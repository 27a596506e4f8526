//! What changes on top of published shifts, on the wire: faults, vacancies, stand-ins, swaps, handovers, and who is on duty.

use domain::hooks;
use domain::ids::{DistrictRef, PersonRef};
use domain::incident::Reality;
use domain::matter::Matter;
use domain::roster::fault::{self, Fault};
use domain::roster::handover::Handover;
use domain::roster::stand_in::StandIn;
use domain::roster::swap::{Place, Swap};
use domain::roster::vacancy::Vacancy;
use domain::roster::{Roster, Signed};
use domain::state::State;
use domain::time::TimeMs;
use serde::{Deserialize, Serialize};
use telling::words::word;
use telling::{Teller, somebody_of, tell};
use utoipa::ToSchema;

use super::decision::NamedWord;
use super::words::{Phase, Priority, Severity};

/// What a check found in a roster.
#[derive(Serialize, ToSchema)]
pub struct FaultBody {
    /// `breach`: it can't be published so. `warning`: only with `accept_findings` and a reason.
    #[schema(value_type = Severity)]
    pub severity: hooks::Severity,
    /// `gap`, `open`, `double`, `rest`, `unqualified`, `not-sworn`, `auxiliaries-alone`, `past`, `started`, `retired`, `no-post`.
    #[schema(example = "rest")]
    pub code: &'static str,
    pub district: String,
    /// Start of the shift.
    pub shift: String,
    pub slot: Option<String>,
    pub person: Option<String>,
    /// In the caller's language.
    pub text: String,
}

impl FaultBody {
    pub fn of(fault: &Fault, teller: &Teller<'_>, sees: &dyn Fn(DistrictRef) -> bool) -> FaultBody {
        FaultBody {
            severity: fault.severity(),
            code: fault::What::code(&fault.what),
            district: teller.district(fault.shift.district).code,
            shift: teller.time(fault.shift.starts),
            slot: fault.slot.map(|slot| teller.slot(slot)),
            person: fault.person.map(|person| teller.person(person)),
            text: teller.roster_fault(fault, sees),
        }
    }
}

/// `POST roster/check`.
#[derive(Serialize, ToSchema)]
pub struct CheckBody {
    /// Of the roster that it was checked against.
    pub roster_version: u32,
    /// Shifts that would be new or changed.
    pub changed: usize,
    /// Shifts that would be withdrawn.
    pub withdrawn: usize,
    pub faults: Vec<FaultBody>,
}

/// A place that nobody fills.
#[derive(Serialize, ToSchema)]
pub struct VacancyBody {
    pub number: u32,
    pub district: String,
    /// Start of the shift.
    pub shift: String,
    pub slot: String,
    pub from: String,
    pub until: String,
    /// How many people it lacks.
    pub places: u8,
}

impl VacancyBody {
    pub fn of(vacancy: &Vacancy, teller: &Teller<'_>) -> VacancyBody {
        VacancyBody {
            number: vacancy.vacancy.0,
            district: teller.district(vacancy.shift.district).code,
            shift: teller.time(vacancy.shift.starts),
            slot: teller.slot(vacancy.slot),
            from: teller.time(vacancy.from),
            until: teller.time(vacancy.until),
            places: vacancy.places,
        }
    }
}

/// Somebody stands in for a time, or a place is left empty.
#[derive(Serialize, ToSchema)]
pub struct StandInBody {
    pub number: u32,
    pub district: String,
    pub slot: String,
    pub from: String,
    pub until: String,
    /// `null`: the stand-in serves beside those of the shift.
    pub instead_of: Option<String>,
    /// `null`: the place stays empty.
    pub person: Option<String>,
}

impl StandInBody {
    pub fn of(stand_in: &StandIn, teller: &Teller<'_>) -> StandInBody {
        StandInBody {
            number: stand_in.number.0,
            district: teller.district(stand_in.district).code,
            slot: teller.slot(stand_in.slot),
            from: teller.time(stand_in.from),
            until: teller.time(stand_in.until),
            instead_of: stand_in.instead_of.map(|person| teller.person(person)),
            person: stand_in.person.map(|person| teller.person(person)),
        }
    }
}

/// `POST roster/stand-ins`. At least one of `instead_of` and `person` has to be there.
#[serde_with::skip_serializing_none]
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewStandInBody {
    pub district: String,
    pub slot: String,
    /// Absent: from now on.
    pub from: Option<String>,
    pub until: String,
    pub instead_of: Option<String>,
    pub person: Option<String>,
    /// Takes what the checks warn of upon oneself; it needs a reason.
    #[serde(default)]
    pub accept_findings: bool,
    pub reason: Option<String>,
}

/// Something new: its number, and the version at which the county now stands.
#[derive(Serialize, ToSchema)]
pub struct Numbered {
    pub number: u32,
    pub version: u64,
}

/// A person's place in a shift.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceBody {
    pub district: String,
    /// Start of the shift.
    pub shift: String,
    pub slot: String,
    pub person: String,
}

impl PlaceBody {
    fn of(place: &Place, teller: &Teller<'_>) -> PlaceBody {
        PlaceBody {
            district: teller.district(place.shift.district).code,
            shift: teller.time(place.shift.starts),
            slot: teller.slot(place.slot),
            person: teller.person(place.person),
        }
    }
}

/// `POST roster/swaps`.
#[serde_with::skip_serializing_none]
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSwap {
    pub gives: PlaceBody,
    /// Absent: the place is given away.
    pub wants: Option<PlaceBody>,
    /// Who may accept; absent: the one whose place is wanted, or anybody where none is.
    pub to: Option<String>,
    pub reason: Option<String>,
}

/// Who accepts, approves, declines, takes over.
#[serde_with::skip_serializing_none]
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ByPerson {
    pub person: String,
    /// When approving: takes what the checks warn of upon oneself; it needs a reason.
    #[serde(default)]
    pub accept_findings: bool,
    pub reason: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct SwapBody {
    pub number: u32,
    /// `offered`, `accepted`, `approved`, `declined`, `withdrawn`, `expired`, `lapsed`: one of them has left the service.
    pub stage: &'static str,
    pub gives: PlaceBody,
    pub wants: Option<PlaceBody>,
    pub to: Option<String>,
    /// The start of the earlier shift: by then it has to be approved.
    pub expires: String,
    pub offered: SignedBody,
    pub accepted: Option<SignedBody>,
    /// Who approved or ended it.
    pub ended_by: Option<String>,
}

impl SwapBody {
    /// Who signed in a district that the caller does not see is told as somebody of that district.
    pub fn of(swap: &Swap, now: TimeMs, teller: &Teller<'_>, sees: &dyn Fn(DistrictRef) -> bool) -> SwapBody {
        let signed = |signed: &Signed, at: DistrictRef| {
            let mut body = SignedBody::of(signed, teller);
            if !sees(at) {
                body.by = somebody_of(&teller.district(at).code);
            }
            body
        };
        let gives = swap.gives.shift.district;
        let takes = swap.wants.as_ref().map_or(gives, |wants| wants.shift.district);
        let ended_by = swap.ended.as_ref().and_then(|ended| ended.person);
        SwapBody {
            number: swap.number.0,
            stage: swap.stage(now).name(),
            gives: PlaceBody::of(&swap.gives, teller),
            wants: swap.wants.as_ref().map(|wants| PlaceBody::of(wants, teller)),
            to: swap.to.map(|person| teller.person(person)),
            expires: teller.time(swap.expires),
            offered: signed(&swap.offered, gives),
            accepted: swap.accepted.as_ref().map(|accepted| signed(accepted, takes)),
            ended_by: ended_by.map(|person| teller.person(person)),
        }
    }
}

/// Who did something: the person, and who was logged in.
#[derive(Serialize, ToSchema)]
pub struct SignedBody {
    pub person: String,
    pub at: String,
    pub by: String,
}

impl SignedBody {
    pub fn of(signed: &Signed, teller: &Teller<'_>) -> SignedBody {
        SignedBody { person: teller.person(signed.person), at: teller.time(signed.at), by: signed.by.clone() }
    }
}

/// `POST roster/handovers`: a person of the outgoing shift hands it over.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewHandover {
    pub district: String,
    pub person: String,
    pub note: String,
}

/// `POST roster/handovers/take-over`: a person of the incoming shift acknowledges it.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeOver {
    pub district: String,
    pub person: String,
}

#[derive(Serialize, ToSchema)]
pub struct HandoverBody {
    pub district: String,
    /// Start of the shift that goes.
    pub outgoing: String,
    /// Start of the shift that comes.
    pub incoming: String,
    pub given: SignedBody,
    pub note: String,
    /// `null`: nobody of the incoming shift has acknowledged it yet.
    pub taken: Option<SignedBody>,
    pub list: AtHandBody,
}

/// What was at hand when the shift was handed over.
#[derive(Serialize, ToSchema)]
pub struct AtHandBody {
    /// Version of the state that it was put together from.
    pub state_version: u64,
    pub incidents: Vec<IncidentAtHandBody>,
    pub tasks: Vec<TaskAtHandBody>,
    pub timers: Vec<TimerAtHandBody>,
    /// Incidents, tasks and timers that the list has no room for.
    pub left_out: u32,
}

#[derive(Serialize, ToSchema)]
pub struct IncidentAtHandBody {
    pub id: String,
    #[schema(value_type = Phase)]
    pub phase: domain::incident::Phase,
    #[schema(value_type = Priority)]
    pub priority: domain::incident::Priority,
    /// It waits for units.
    pub lacks_units: bool,
    pub unacknowledged: bool,
    /// Recommendations that wait for a person.
    pub pending: Vec<u32>,
    /// The same in words.
    pub text: String,
}

#[derive(Serialize, ToSchema)]
pub struct TaskAtHandBody {
    /// In words, with its id.
    pub task: NamedWord,
    /// What it is called; `null`: it is not kept any more.
    pub title: Option<String>,
    pub due: Option<String>,
    pub overdue: bool,
}

#[derive(Serialize, ToSchema)]
pub struct TimerAtHandBody {
    /// What it is about, in words.
    pub of: Option<String>,
    pub due: String,
}

impl HandoverBody {
    pub fn of(handover: &Handover, state: &State, teller: &Teller<'_>) -> HandoverBody {
        let lang = teller.lang;
        let incident = |i: &domain::roster::handover::IncidentAtHand| {
            let known = state.incident(i.incident);
            let what = known.map(|known| (teller.kind(known.kind).text, teller.grid(known.place.grid).text));
            let (kind, grid) = what.unzip();
            let mut text: Vec<String> = kind.into_iter().chain(grid).collect();
            let unreal = known.map(|known| known.reality).filter(|reality| *reality != Reality::Actual);
            text.extend(unreal.map(|reality| word(&reality, lang).to_owned()));
            text.extend([word(&i.phase, lang).to_owned(), word(&i.priority, lang).to_owned()]);
            text.extend(i.lacks_units.then(|| tell!(lang, "at-hand.lacks-units")));
            text.extend(i.unacknowledged.then(|| tell!(lang, "at-hand.unacknowledged")));
            text.extend((!i.pending.is_empty()).then(|| tell!(lang, "at-hand.pending")));
            IncidentAtHandBody {
                id: teller.incident(i.incident),
                phase: i.phase,
                priority: i.priority,
                lacks_units: i.lacks_units,
                unacknowledged: i.unacknowledged,
                pending: i.pending.clone(),
                text: text.join(&tell!(lang, "list.clause")),
            }
        };
        let timer = |t: &domain::roster::handover::TimerAtHand| TimerAtHandBody {
            of: t.timer.matter().map(|matter| teller.named_matter(state, matter).text),
            due: teller.time(t.due),
        };
        let task = |t: &domain::roster::handover::TaskAtHand| TaskAtHandBody {
            task: teller.named_matter(state, Matter::Task(t.task)),
            title: state.tasks.get(t.task).map(|task| teller.task_line(state, task)),
            due: t.due.map(|due| teller.time(due)),
            overdue: t.overdue,
        };
        HandoverBody {
            district: teller.district(handover.district).code,
            outgoing: teller.time(handover.outgoing),
            incoming: teller.time(handover.incoming),
            given: SignedBody::of(&handover.given, teller),
            note: handover.note.clone(),
            taken: handover.taken.as_ref().map(|taken| SignedBody::of(taken, teller)),
            list: AtHandBody {
                state_version: handover.list.version.0,
                incidents: handover.list.incidents.iter().map(incident).collect(),
                tasks: handover.list.tasks.iter().map(task).collect(),
                timers: handover.list.timers.iter().map(timer).collect(),
                left_out: handover.list.left_out,
            },
        }
    }
}

/// `GET roster/on-duty`: who is on duty in a district.
#[derive(Serialize, ToSchema)]
pub struct DutyBody {
    pub roster_version: u32,
    pub district: String,
    pub at: String,
    /// The shifts of that moment; the one that began last comes first.
    pub shifts: Vec<AnsweringBody>,
    pub slots: Vec<OnDutyBody>,
}

#[derive(Serialize, ToSchema)]
pub struct AnsweringBody {
    pub starts: String,
    pub ends: String,
    /// Start of the shift that answers: this one's, or that of an earlier one that was not handed over yet.
    pub answers: String,
}

#[derive(Serialize, ToSchema)]
pub struct OnDutyBody {
    pub slot: String,
    pub persons: Vec<String>,
}

impl DutyBody {
    pub fn of(roster: &Roster, district: DistrictRef, at: TimeMs, teller: &Teller<'_>) -> DutyBody {
        let shifts = roster.answering(district, at).into_iter().map(|answering| AnsweringBody {
            starts: teller.time(answering.covering.starts),
            ends: teller.time(answering.covering.ends),
            answers: teller.time(answering.answers.starts),
        });
        let slots = teller.county().slots.iter().enumerate().filter(|(_, slot)| !slot.retired);
        let slots = slots.map(|(index, slot)| {
            let persons = roster.on_duty(district, index as u16, at);
            let persons = persons.into_iter().map(|person: PersonRef| teller.person(person)).collect();
            OnDutyBody { slot: slot.code.clone(), persons }
        });
        DutyBody {
            roster_version: roster.version,
            district: teller.district(district).code,
            at: teller.time(at),
            shifts: shifts.collect(),
            slots: slots.collect(),
        }
    }
}
