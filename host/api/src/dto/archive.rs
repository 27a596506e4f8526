//! Things of the archive on the wire: by what each was found, and of those that no other path shows, the thing itself.

use domain::archived::documents::{decision_of, read};
use domain::archived::{Filed, Row, Sort};
use domain::ids::DistrictRef;
use domain::roster::handover::Handover;
use domain::roster::stand_in::StandIn;
use domain::roster::swap::Swap;
use domain::state::State;
use serde::Serialize;
use telling::Teller;
use utoipa::ToSchema;

use super::decision::Decision;
use super::duty::{HandoverBody, StandInBody, SwapBody};
use super::words::ArchiveSort;

/// Something that has ended, or that the room let go of.
#[serde_with::skip_serializing_none]
#[derive(Serialize, ToSchema)]
pub struct ArchiveRow {
    #[schema(value_type = ArchiveSort)]
    pub of: Sort,
    /// Its number; a decision's within what it is about. A handover has none.
    pub number: Option<u32>,
    /// Codes.
    pub districts: Vec<String>,
    /// The code of an incident's kind, the kind of a workflow, the form of a task, the urgency of a notice, the hook of a decision, how a
    /// swap ended, the slot of a stand-in, whether a handover was taken.
    pub kind: String,
    /// When it began.
    pub at: String,
    /// Names of those who did something about it, and codes of those whose it was.
    pub persons: Vec<String>,
    /// What it belongs to: `incident:7`, `instance:3`.
    pub about: Vec<String>,
    /// Only the archive has it.
    pub archived: bool,
    pub decision: Option<Decision>,
    pub swap: Option<SwapBody>,
    pub stand_in: Option<StandInBody>,
    pub handover: Option<HandoverBody>,
}

impl ArchiveRow {
    /// What does not read is the server's fault.
    pub fn of(
        row: &Row,
        state: &State,
        teller: &Teller<'_>,
        sees: &dyn Fn(DistrictRef) -> bool,
    ) -> Result<ArchiveRow, String> {
        let entry = &row.entry;
        let mut told = ArchiveRow {
            of: row.which.sort(),
            number: None,
            districts: entry.districts.iter().map(|district| teller.district(*district).code).collect(),
            kind: entry.kind.clone(),
            at: teller.time(entry.at),
            persons: entry.persons.iter().cloned().collect(),
            about: entry.about.iter().map(ToString::to_string).collect(),
            archived: !state.has(row.which),
            decision: None,
            swap: None,
            stand_in: None,
            handover: None,
        };
        match row.which {
            Filed::Incident(which) => told.number = Some(which.0),
            Filed::Workflow(which) => told.number = Some(which.0),
            Filed::Task(which) => told.number = Some(which.0),
            Filed::Notice(which) => told.number = Some(which.0),
            Filed::Decision(_, number) => {
                told.number = Some(number);
                told.decision = decision_of(row)?.map(|decision| teller.decision(&decision));
            }
            Filed::Swap(which) => {
                told.number = Some(which.0);
                told.swap = Some(SwapBody::of(&read::<Swap>(&row.bytes)?, state.at, teller, sees));
            }
            Filed::StandIn(which) => {
                told.number = Some(which.0);
                told.stand_in = Some(StandInBody::of(&read::<StandIn>(&row.bytes)?, teller));
            }
            Filed::Handover(..) => {
                told.handover = Some(HandoverBody::of(&read::<Handover>(&row.bytes)?, state, teller));
            }
        }
        Ok(told)
    }
}
