//! Workflows that begin by the county's calendar: at their time, once or each or not at all for what was missed, so many days after the
//! end of the last one, and as the county that comes in says.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::command::{Command, CountyCommand, InstanceCommand};
use domain::county::County;
use domain::county::rewritten::{Finding, Numbers, Rewritten};
use domain::county::schedule::{Schedule, When};
use domain::county::value::Value;
use domain::event::{CountyEvent, Event};
use domain::hooks::*;
use domain::ids::*;
use domain::limits::SCHEDULE_TIMES_TOLD;
use domain::plugin::Mode;
use domain::ports::Reference;
use domain::time::TimeMs;
use domain::workflow::scheduled::clock;
use domain::workflow::{Scheduled, Status};

use crate::little_county::little_county;
use crate::table::*;
use crate::workflows::{comes_to, goes};

fn weekly(catch_up: CatchUp) -> Schedule {
    Schedule {
        code: "weekly".to_owned(),
        workflow: "once".to_owned(),
        district: D1,
        when: When::Weekdays(1),
        at_minute: 8 * 60,
        catch_up,
        key: None,
        fields: BTreeMap::new(),
    }
}

fn with(schedule: Schedule) -> County {
    County { schedules: vec![schedule], ..little_county() }
}

fn time(at: &str) -> TimeMs {
    TimeMs::parse(at).expect("a time")
}

/// A county with one schedule, whose plugin ends what the key `over` is told of at once.
fn scheduled(schedule: Schedule) -> Table {
    let mut table = Table::with(with(schedule));
    table.seat("flow", Hook::Workflow, Mode::Auto);
    table.script.workflow("flow", |input| match &*input.event {
        WorkflowEvent::Started { .. } => goes("", Vec::new()),
        _ => comes_to("settled"),
    });
    table
}

fn row(table: &Table) -> &Scheduled {
    table.state.workflows.schedules.get(&ScheduleRef(1)).expect("a schedule")
}

/// What a tick at a time brings.
#[track_caller]
fn tick(table: &mut Table, at: &str) -> Vec<&'static str> {
    table.now = time(at);
    let events: Vec<Event> = table.tick(false);
    names(&events)
}

#[test]
fn a_workflow_begins_at_its_time_and_the_next_is_set() {
    let mut table = scheduled(weekly(CatchUp::Once));
    assert_eq!(row(&table).due, Some(time("2022-09-05T08:00:00+08:00")));
    assert_eq!(tick(&mut table, "2022-09-05T07:59:59+08:00"), [""; 0]);
    let begun = ["timer-fired", "workflow-started", "workflow-scheduled", "instance-stepped"];
    assert_eq!(tick(&mut table, "2022-09-05T08:00:00+08:00"), begun);
    let instance = table.instance(InstanceRef(1));
    assert_eq!((instance.key.as_str(), instance.district), ("weekly-2022-09-05", D1));
    assert_eq!((instance.schedule, instance.started_by.as_str()), (Some(ScheduleRef(1)), "system"));
    assert_eq!((row(&table).due, row(&table).last), (Some(time("2022-09-12T08:00:00+08:00")), Some(InstanceRef(1))));
    let ahead = row(&table).ahead(clock(table.state.loaded().expect("a county")), table.now, SCHEDULE_TIMES_TOLD);
    assert_eq!(ahead.len(), 10);
    assert_eq!((ahead[0], ahead[9]), (time("2022-09-12T08:00:00+08:00"), time("2022-11-14T08:00:00+08:00")));
}

#[test]
fn what_was_missed_is_begun_once_or_each_time_or_let_go() {
    for (catch_up, begun) in [(CatchUp::Once, 1), (CatchUp::Each, 3), (CatchUp::Skip, 0)] {
        let mut table = scheduled(weekly(catch_up));
        table.now = time("2022-09-20T12:00:00+08:00");
        for _ in 0..9 {
            table.tick(false);
        }
        assert_eq!(table.state.workflows.instances.len(), begun, "{catch_up:?}");
        assert_eq!(row(&table).due, Some(time("2022-09-26T08:00:00+08:00")), "{catch_up:?}");
        let first = table.state.workflows.instances.values().next().map(|instance| instance.key.clone());
        assert_eq!(first.as_deref(), (begun > 0).then_some("weekly-2022-09-05"));
    }
}

#[test]
fn so_many_days_after_the_end_of_the_last_one_the_next_begins() {
    let mut table = scheduled(Schedule { when: When::DaysAfterEnd(15), ..weekly(CatchUp::Once) });
    assert_eq!(row(&table).due, Some(time("2022-09-01T08:00:00+08:00")));
    tick(&mut table, "2022-09-01T08:00:00+08:00");
    assert_eq!((row(&table).due, row(&table).last), (None, Some(InstanceRef(1))), "it waits for the end");
    assert_eq!(tick(&mut table, "2022-12-01T08:00:00+08:00"), [""; 0]);
    table.news(InstanceRef(1), "the end");
    assert_eq!(table.instance(InstanceRef(1)).status, Status::Completed);
    assert_eq!(row(&table).due, Some(time("2022-12-16T08:00:00+08:00")));
    tick(&mut table, "2022-12-16T08:00:00+08:00");
    assert_eq!(row(&table).last, Some(InstanceRef(2)));
    // However it ends.
    table.because(Command::Instance(InstanceCommand::Cancel { instance: InstanceRef(2) })).expect("cancelled");
    assert_eq!(row(&table).due, Some(time("2022-12-31T08:00:00+08:00")));
}

#[test]
fn what_can_not_begin_is_recorded_and_the_schedule_goes_on() {
    for when in [When::Weekdays(1), When::DaysAfterEnd(4)] {
        let mut table = Table::with(with(Schedule { when, ..weekly(CatchUp::Once) }));
        let refused = ["timer-fired", "workflow-refused", "workflow-scheduled"];
        let due = row(&table).due.expect("a time");
        table.now = due;
        assert_eq!(names(&table.tick(false)), refused);
        assert!(row(&table).due.expect("a time") > due);
    }
}

#[test]
fn a_county_that_comes_in_sets_its_schedules_anew() {
    let mut table = scheduled(weekly(CatchUp::Once));
    let import = |table: &mut Table, county: County| {
        let digest = Digest::of(format!("{}{:?}", county.name.en, county.schedules).as_bytes());
        let county = County { digest, ..county };
        let events = table.tell(Command::County(CountyCommand::Import { county: Arc::new(county) }));
        let told = names(&events);
        told.into_iter().filter(|name| name.contains("schedule")).collect::<Vec<_>>()
    };
    let mut other = with(weekly(CatchUp::Once));
    other.name.en = "elsewhere".to_owned();
    assert_eq!(import(&mut table, other), [""; 0], "the same is left as it is");
    let later = Schedule { at_minute: 9 * 60, ..weekly(CatchUp::Once) };
    assert_eq!(import(&mut table, with(later.clone())), ["workflow-scheduled"]);
    assert_eq!(row(&table).due, Some(time("2022-09-05T09:00:00+08:00")));
    assert_eq!(tick(&mut table, "2022-09-05T08:30:00+08:00"), [""; 0]);
    let daily = Schedule { code: "daily".to_owned(), when: When::Weekdays(0b111_1111), ..later };
    assert_eq!(import(&mut table, with(daily)), ["workflow-scheduled", "workflow-unscheduled"]);
    assert_eq!(table.state.workflows.schedules.keys().collect::<Vec<_>>(), [&ScheduleRef(2)]);
    assert_eq!(table.state.timers.len(), 1);
}

/// Its form says what a code of the county's file means: what is written there is read when it begins, by the county of then.
#[test]
fn what_a_schedule_fills_in_is_read_by_the_form_of_what_begins() {
    let fields = |unit: &str| BTreeMap::from([("unit".to_owned(), Value::Text(unit.to_owned()))]);
    let mut table = scheduled(Schedule { fields: fields("U002"), ..weekly(CatchUp::Once) });
    tick(&mut table, "2022-09-05T08:00:00+08:00");
    let begun = table.instance(InstanceRef(1));
    let unit = FieldValue::Plain(Value::Reference(Reference::Unit(UnitRef(1))));
    assert_eq!(begun.fields, [Field { name: "unit".to_owned(), value: unit }]);
    // What there is not is no reason to stop: that it did not begin is recorded.
    let mut table = scheduled(Schedule { fields: fields("U999"), ..weekly(CatchUp::Once) });
    let refused = ["timer-fired", "workflow-refused", "workflow-scheduled"];
    assert_eq!(tick(&mut table, "2022-09-05T08:00:00+08:00"), refused);
}

/// A history that goes on from another place keeps its schedules as they are, and gives their numbers to no other.
#[test]
fn schedules_outlast_a_rewritten_history() {
    let mut table = scheduled(weekly(CatchUp::Once));
    let before = row(&table).clone();
    let numbers = Numbers { schedule: ScheduleRef(5), ..Numbers::of(&table.state) };
    let (finding, ended) = (Finding::AnchorRewritten, table.state.version);
    let found = Rewritten { finding, ended, seen: None, seen_hash: None, numbers };
    table.fold(vec![Event::County(CountyEvent::Rewritten(Box::new(found)))]);
    assert_eq!(*row(&table), before);
    let daily = Schedule { code: "daily".to_owned(), when: When::Weekdays(0b111_1111), ..weekly(CatchUp::Once) };
    let both = County { schedules: vec![weekly(CatchUp::Once), daily], digest: Digest::of(b"both"), ..little_county() };
    table.tell(Command::County(CountyCommand::Import { county: Arc::new(both) }));
    assert_eq!(table.state.workflows.schedules.keys().collect::<Vec<_>>(), [&ScheduleRef(1), &ScheduleRef(6)]);
    assert_eq!(*row(&table), before, "what is the same is left as it is");
    tick(&mut table, "2022-09-05T08:00:00+08:00");
    assert_eq!(table.instance(InstanceRef(1)).schedule, Some(ScheduleRef(6)), "the daily one was due first");
}
