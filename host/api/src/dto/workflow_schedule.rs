//! A schedule by which workflows begin, on the wire.

use domain::county::schedule::When;
use domain::state::State;
use domain::time::TimeMs;
use domain::workflow::Scheduled;
use serde::Serialize;
use telling::Teller;
use utoipa::ToSchema;

use super::decision::NamedWord;

/// A kind of workflow that begins by itself in a district.
#[serde_with::skip_serializing_none]
#[derive(Serialize, ToSchema)]
pub struct WorkflowScheduleBody {
    pub code: String,
    pub kind: NamedWord,
    pub district: NamedWord,
    /// Days of the week: `monday`, …; absent if it goes by the end of the last one.
    pub weekdays: Option<Vec<&'static str>>,
    /// So many days after the end of the last one.
    pub days_after_end: Option<u16>,
    /// Time of day by the clock on the wall: `08:00`.
    pub at: String,
    /// What becomes of times that were missed: `once`, `each` or `skip`.
    pub catch_up: NamedWord,
    /// The key of each; absent: the schedule's code and the day.
    pub key: Option<String>,
    /// The workflow that it began last.
    pub last: Option<String>,
    /// The next times, soonest first, at most ten. None while it waits for the end of the last one.
    pub next: Vec<String>,
}

const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

impl WorkflowScheduleBody {
    pub fn of(row: &Scheduled, ahead: &[TimeMs], state: &State, teller: &Teller<'_>) -> WorkflowScheduleBody {
        let schedule = &row.schedule;
        let (weekdays, days_after_end) = match schedule.when {
            When::Weekdays(bits) => {
                let days = WEEKDAYS.into_iter().enumerate().filter(|(day, _)| bits >> day & 1 == 1);
                (Some(days.map(|(_, name)| name).collect()), None)
            }
            When::DaysAfterEnd(days) => (None, Some(days)),
        };
        WorkflowScheduleBody {
            code: schedule.code.clone(),
            kind: teller.named_kind(state, &schedule.workflow),
            district: teller.district(schedule.district),
            weekdays,
            days_after_end,
            at: format!("{:02}:{:02}", schedule.at_minute / 60, schedule.at_minute % 60),
            catch_up: teller.term(&schedule.catch_up),
            key: schedule.key.clone(),
            last: row.last.and_then(|last| state.workflows.get(last)).map(|last| last.id.clone()),
            next: ahead.iter().map(|at| teller.time(*at)).collect(),
        }
    }
}
