//! Workflow keys: each district has its own, unless the kind says that they count for the whole county.

use domain::command::{Command, Envelope, InstanceCommand, StartWorkflow};
use domain::event::{Event, InstanceEvent};
use domain::hooks::KeyScope;
use domain::scope::{Authority, Role, Scope};
use domain::workflow::Status;

use crate::table::*;
use crate::workflows::{goes, refused, wanted};

fn started() -> Table {
    Table::with_flow(|_| goes("", Vec::new()))
}

fn in_d2(kind: &str, key: &str) -> Command {
    Command::Instance(InstanceCommand::Start(StartWorkflow { district: Some(D2), ..wanted(kind, key) }))
}

/// `case-1` of one district was refused with the number of another's.
#[test]
fn two_districts_have_their_own_keys() {
    let mut table = started();
    let first = table.start("once", "case-1");
    assert_eq!(names(&table.tell(in_d2("once", "case-1"))), ["workflow-started", "instance-stepped"]);
    let second = table.state.workflows.last;
    assert_eq!((table.instance(first).district, table.instance(second).district), (D1, D2));
    assert_eq!(table.instance(second).key_scope, KeyScope::District);
    // The third is refused by the second, of its own district.
    let events = table.tell(in_d2("once", "case-1"));
    let [Event::Instance(InstanceEvent::Refused { code, why, .. })] = &events[..] else { panic!("{events:?}") };
    assert_eq!(code, "workflow-under-way");
    assert!(format!("{why:?}").contains(&table.instance(second).id));
    // What takes the place of another, and what waits for one, is of the same district, too.
    let old = table.start("anew", "k");
    table.tell(in_d2("anew", "k"));
    assert_eq!(table.instance(old).status, Status::Running);
    table.start("in-turn", "k");
    table.tell(in_d2("in-turn", "k"));
    assert_eq!(table.instance(table.state.workflows.last).status, Status::Running);
}

#[test]
fn a_kind_may_say_that_its_keys_count_for_the_county() {
    let mut table = started();
    let first = table.start("county-once", "case-1");
    let events = table.tell(in_d2("county-once", "case-1"));
    let [Event::Instance(InstanceEvent::Refused { code, why, .. })] = &events[..] else { panic!("{events:?}") };
    assert_eq!(code, "workflow-under-way");
    assert!(!format!("{why:?}").contains(&table.instance(first).id), "which it is, is the other district's");
    let first = table.start("county-in-turn", "k");
    table.tell(in_d2("county-in-turn", "k"));
    let second = table.state.workflows.last;
    assert_eq!(table.instance(second).status, Status::Queued);
    table.because(Command::Instance(InstanceCommand::Cancel { instance: first })).expect("cancelled");
    assert_eq!(table.instance(second).status, Status::Running);
}

/// It would have ended another district's workflow.
#[test]
fn whoever_takes_the_place_of_a_workflow_reaches_it() {
    let mut table = started();
    let old = table.start("county-anew", "k");
    let by = |districts: &[&str]| {
        let districts = Scope::Only(districts.iter().map(|code| (*code).to_owned()).collect());
        let authority = Authority::Token { role: Role::Operator, districts };
        Envelope { authority, ..Envelope::by("operator:there", in_d2("county-anew", "k")) }
    };
    assert_eq!(refused(table.submit(by(&["350924-D2"]))), "other-district");
    assert_eq!(table.instance(old).status, Status::Running);
    table.submit(by(&["350924-D1", "350924-D2"])).expect("replaced");
    let new = table.state.workflows.last;
    assert_eq!((table.instance(old).status, table.instance(old).replaced_by), (Status::Replaced, Some(new)));
}

/// Those that began before keys had a scope count for the county, whatever their kind says now.
#[test]
fn keys_of_before_count_for_the_county() {
    let mut table = started();
    let which = table.start("once", "case-1");
    let state = serde_json::to_value(&table.state.workflows).expect("JSON");
    assert_eq!(state["instances"]["1"]["key_scope"], "district");
    let old = std::sync::Arc::make_mut(table.state.workflows.instances.get_mut(&which).expect("there"));
    old.key_scope = KeyScope::default();
    assert_eq!(names(&table.tell(in_d2("once", "case-1"))), ["workflow-refused"]);
}
