//! What a workflow does beyond itself: signals, cancels, reports and remarks, each granted on its own, refused with its reason, and
//! bounded.

use domain::command::{Command, InstanceCommand};
use domain::decision::RefusedWhy;
use domain::hooks::*;
use domain::ids::*;
use domain::incident::Reality;
use domain::limits::*;
use domain::plugin::Mode;
use domain::ports::View;
use domain::sentence::PluginReason;
use domain::state::Changed;
use domain::view::StateView;
use domain::workflow::{Status, StepFailure};

use crate::doubles::*;
use crate::table::*;
use crate::workflows::{child, goes, note, wanted};

/// Workflows that do what the signal `news` says: `act` of it, else nothing.
fn acting(act: impl Fn(&str) -> Vec<Effect> + Send + Sync + 'static) -> Table {
    Table::with_flow(move |input| match &*input.event {
        WorkflowEvent::Signalled { sender: None, .. } => goes("acts", act(&note(&input.event))),
        WorkflowEvent::Signalled { sender: Some(sender), .. } => {
            goes(&format!("{} from {sender}", note(&input.event)), Vec::new())
        }
        _ => goes("waits", Vec::new()),
    })
}

fn to(kind: &str, key: &str) -> Target {
    Target::Name { kind: kind.to_owned(), key: key.to_owned() }
}

fn sends(to: Target, name: &str) -> Effect {
    let value = FieldValue::Plain(domain::ports::Value::Text("hello".to_owned()));
    Effect::Signal { to, name: name.to_owned(), fields: vec![Field { name: "note".to_owned(), value }] }
}

fn new(grid: u32) -> Effect {
    Effect::Report(NewIncident { kind: KindRef(0), priority: None, grid: GridRef(grid), position: None, why: why(5) })
}

/// Why the last step of an instance came to nothing.
#[track_caller]
fn fault(table: &Table, which: InstanceRef) -> RefusedWhy {
    match &table.instance(which).failure.as_ref().expect("a failure").why {
        StepFailure::Effects(refused) => refused[0].why.clone(),
        other => panic!("{other:?}"),
    }
}

/// The same after the instance was told to act, and is up again.
#[track_caller]
fn refused(table: &mut Table, which: InstanceRef, act: &str) -> RefusedWhy {
    assert_eq!(names(&table.news(which, act)), ["signalled", "step-failed"]);
    let why = fault(table, which);
    table.because(Command::Instance(InstanceCommand::Cancel { instance: which })).expect("cancelled");
    why
}

#[test]
fn a_signal_reaches_a_workflow_that_waits_for_it_by_its_name_or_its_number() {
    let mut table = acting(|act| match act {
        "by name" => vec![sends(to("beside", "two"), "news")],
        _ => vec![sends(Target::Number(InstanceRef(2)), "news")],
    });
    let one = table.start("once", "one");
    let two = table.start("beside", "two");
    for act in ["by name", "by number"] {
        let events = table.news(one, act);
        assert_eq!(names(&events), ["signalled", "instance-stepped", "signalled", "instance-stepped"]);
        assert_eq!(table.instance(two).state, "hello from 1");
    }
}

#[test]
fn a_signal_that_can_not_arrive_is_refused_with_its_reason() {
    let mut table = acting(|act| match act {
        "nobody" => vec![sends(to("beside", "nobody"), "news")],
        "many" => vec![sends(to("beside", "twins"), "news")],
        "itself" => vec![sends(to("once", "one"), "news")],
        "unheard" => vec![sends(to("in-turn", "two"), "rain")],
        _ => vec![sends(to("anew", "drill"), "news")],
    });
    table.start("beside", "twins");
    table.start("beside", "twins");
    table.start("in-turn", "two");
    let drill = domain::command::StartWorkflow { reality: Reality::Exercise, ..wanted("anew", "drill") };
    table.tell(Command::Instance(InstanceCommand::Start(drill)));
    for (act, why) in [
        ("nobody", RefusedWhy::UnknownWorkflow),
        ("many", RefusedWhy::AmbiguousWorkflow),
        ("itself", RefusedWhy::OwnBranch),
        ("unheard", RefusedWhy::NotWaitedFor),
        ("a drill", RefusedWhy::OtherReality),
    ] {
        let one = table.start("once", "one");
        assert_eq!(refused(&mut table, one, act), why, "{act}");
    }
}

/// Another plugin's workflow under way, and one of the plugin that acts.
fn of_two_plugins(act: impl Fn(&str) -> Vec<Effect> + Send + Sync + 'static) -> (Table, InstanceRef, InstanceRef) {
    let mut table = acting(act);
    table.seat("flow", Hook::Workflow, Mode::Off);
    table.script.workflow("flow-two", |input| goes(&note(&input.event), Vec::new()));
    table.seat("flow-two", Hook::Workflow, Mode::Auto);
    let other = table.start("beside", "other");
    table.seat("flow-two", Hook::Workflow, Mode::Off);
    table.seat("flow", Hook::Workflow, Mode::Auto);
    let own = table.start("once", "own");
    assert_ne!(table.instance(own).plugin.name, table.instance(other).plugin.name);
    (table, own, other)
}

#[test]
fn workflows_of_other_plugins_take_a_grant_of_their_own() {
    let act = |act: &str| match act {
        "signal" => vec![sends(to("beside", "other"), "news")],
        _ => vec![Effect::CancelWorkflow(to("beside", "other"))],
    };
    let (mut table, own, other) = of_two_plugins(act);
    table.news(own, "signal");
    assert_eq!(table.instance(other).state, "hello");
    table.news(own, "cancel");
    assert_eq!(table.instance(other).status, Status::Cancelled);
    for (act, grant) in [("signal", SIGNAL_OTHERS), ("cancel", CANCEL_OTHERS)] {
        let (mut table, own, other) = of_two_plugins(move |said| {
            assert_eq!(said, act);
            match act {
                "signal" => vec![sends(to("beside", "other"), "news")],
                _ => vec![Effect::CancelWorkflow(to("beside", "other"))],
            }
        });
        table.deny("flow", grant);
        assert_eq!(refused(&mut table, own, act), RefusedWhy::OthersNotGranted);
        assert_eq!(table.instance(other).status, Status::Running);
    }
}

#[test]
fn each_takes_the_grant_of_its_name() {
    for grant in ["signal", "cancel-workflow", "report", "remark"] {
        let mut table = acting(move |_| {
            vec![match grant {
                "signal" => sends(to("beside", "two"), "news"),
                "cancel-workflow" => Effect::CancelWorkflow(to("beside", "two")),
                "report" => new(0),
                _ => Effect::Remark { incident: IncidentRef(1), why: why(6) },
            }]
        });
        table.report("traffic-accident");
        table.start("beside", "two");
        table.deny("flow", grant);
        let one = table.start("once", "one");
        assert_eq!(refused(&mut table, one, "act"), RefusedWhy::NotGranted, "{grant}");
    }
}

#[test]
fn a_workflow_ends_another_with_those_that_it_started_but_no_branch_that_it_sits_on() {
    let mut table = Table::with_flow(|input| match (&*input.event, input.instance.key.as_str()) {
        (WorkflowEvent::Started { .. }, "top") => goes("", vec![child("beside", "below")]),
        (WorkflowEvent::Signalled { .. }, "below") => goes("", vec![Effect::CancelWorkflow(to("once", "top"))]),
        (WorkflowEvent::Signalled { .. }, _) => goes("", vec![Effect::CancelWorkflow(to("once", "top"))]),
        _ => goes("", Vec::new()),
    });
    let top = table.start("once", "top");
    let below = InstanceRef(2);
    assert_eq!(names(&table.news(below, "up")), ["signalled", "step-failed"]);
    assert_eq!(fault(&table, below), RefusedWhy::OwnBranch);
    let beside = table.start("beside", "beside");
    table.news(beside, "over");
    assert_eq!((table.instance(top).status, table.instance(below).status), (Status::Cancelled, Status::Cancelled));
    let word = table.instance(top).word.clone().expect("whose hand it was");
    assert_eq!(word.by, "plugin:flow");
}

#[test]
fn what_a_workflow_reports_goes_through_the_intake_and_says_whose_it_is() {
    let mut table = acting(|_| vec![new(0)]);
    table.seat("looks", Hook::Intake, Mode::Auto);
    table.script.intake("looks", |input| {
        let set = IntakeProposal::SetPriority { priority: domain::incident::Priority::Routine, why: why(7) };
        assert_eq!(input.report.source, "workflow:W20220901-000001");
        answers(IntakeAnswer { proposals: vec![set], remarks: Vec::new() })
    });
    let one = table.start("once", "one");
    let events = table.news(one, "fire");
    let told = names(&events);
    assert!(told.starts_with(&["signalled", "instance-stepped", "incident-reported", "incident-remarked"]), "{told:?}");
    let incident = table.incident(table.state.last_incident).clone();
    assert_eq!((incident.reported_by, incident.priority.name()), (Some(one), "routine"));
    assert_eq!((incident.phase.is_active(), incident.reality), (true, Reality::Actual));
    let plugin = table.instance(one).plugin.digest;
    let said: Vec<&Changed> = incident.changes.iter().map(|change| &change.what).collect();
    assert!(said.contains(&&Changed::Remarked(PluginReason { plugin, why: why(5) })), "{said:?}");
    assert_eq!(incident.steps[0].by, "plugin:flow");
}

#[test]
fn reports_are_bounded_for_an_hour_and_never_one_because_of_the_other_for_ever() {
    let mut table = acting(|act| match act {
        "nowhere" => vec![new(9_999)],
        _ => vec![new(0)],
    });
    let one = table.start("once", "one");
    for _ in 0..WORKFLOW_REPORTS_OF_ONE_PER_HOUR_MAX {
        table.news(one, "fire");
    }
    let limit = WORKFLOW_REPORTS_OF_ONE_PER_HOUR_MAX as u32;
    assert_eq!(refused(&mut table, one, "fire"), RefusedWhy::TooMany { limit });
    let one = table.start("once", "one");
    assert_eq!(refused(&mut table, one, "nowhere"), RefusedWhy::UnknownGrid);
    // An hour later there is room again.
    table.wait(3_601);
    let one = table.start("once", "one");
    table.news(one, "fire");
    assert_eq!(table.instance(one).failure, None);
    // Each reports one, of which the next begins.
    let mut table = acting(|_| vec![new(0)]);
    let mut last = table.start("beside", "0");
    for depth in 1..=WORKFLOW_REPORTS_DEEP_MAX {
        table.news(last, "fire");
        let incident = Some(table.state.last_incident);
        let start = domain::command::StartWorkflow { incident, district: None, ..wanted("beside", &depth.to_string()) };
        table.tell(Command::Instance(InstanceCommand::Start(start)));
        last = table.state.workflows.last;
    }
    assert_eq!(refused(&mut table, last, "fire"), RefusedWhy::TooDeep { limit: WORKFLOW_REPORTS_DEEP_MAX.into() });
}

#[test]
fn a_remark_stands_in_the_story_of_an_incident_of_the_district_as_long_as_there_is_room() {
    let mut table =
        acting(|act| vec![Effect::Remark { incident: IncidentRef(act.parse().expect("a number")), why: why(6) }]);
    let incident = table.report("traffic-accident");
    let one = table.start("once", "one");
    table.wait(1);
    for _ in 0..INCIDENT_REMARKS_MAX {
        assert_eq!(names(&table.news(one, "1")), ["signalled", "instance-stepped", "incident-remarked"]);
        table.wait(10);
    }
    let change = table.incident(incident).changes.last().expect("a change").clone();
    assert_eq!(change.by, "plugin:flow");
    let limit = INCIDENT_REMARKS_MAX as u32;
    assert_eq!(refused(&mut table, one, "1"), RefusedWhy::TooMany { limit });
    let one = table.start("once", "one");
    assert_eq!(refused(&mut table, one, "7"), RefusedWhy::UnknownIncident);
    let elsewhere = domain::command::StartWorkflow { district: Some(D2), ..wanted("once", "two") };
    table.tell(Command::Instance(InstanceCommand::Start(elsewhere)));
    let two = table.state.workflows.last;
    assert_eq!(refused(&mut table, two, "1"), RefusedWhy::OtherDistrict);
}

#[test]
fn workflows_see_of_one_another_what_is_nobodys_secret() {
    let mut table = Table::with_flow(|input| match note(&input.event).as_str() {
        "started" if input.instance.key == "top" => goes("", vec![child("beside", "below"), child("beside", "below")]),
        "started" => goes("", Vec::new()),
        mark => {
            let marks = vec![Mark { name: "house".to_owned(), value: mark.to_owned() }];
            let waits = vec!["news".to_owned()];
            answers(StepAnswer { stage: why(1), waits, marks, ..StepAnswer::default() }.into())
        }
    });
    let top = table.start("once", "top");
    let (one, two) = (InstanceRef(2), InstanceRef(3));
    table.news(one, "H1");
    table.news(two, "H2");
    let view = StateView::new(&table.state).expect("a county");
    let seen = view.workflow(one).expect("it is there");
    assert_eq!((seen.parent, seen.status, seen.key.as_str()), (Some(top), Status::Running, "below"));
    assert_eq!(seen.marks, [Mark { name: "house".to_owned(), value: "H1".to_owned() }]);
    let numbers = |found: Vec<domain::ports::WorkflowInfo>| found.iter().map(|of| of.instance).collect::<Vec<_>>();
    assert_eq!(view.children(top, 9).map(numbers), Some(vec![one, two]));
    assert_eq!(view.children(top, 1).map(numbers), Some(vec![one]));
    assert_eq!(numbers(view.marked_with("beside", "house", "H2", 9)), [two]);
    assert_eq!(numbers(view.marked_with("once", "house", "H2", 9)), []);
    assert_eq!((view.workflow(InstanceRef(9)), view.children(InstanceRef(9), 9)), (None, None));
}
