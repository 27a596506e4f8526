//! A workflow's steps are asked of another version in shadow, too: of the same state, and nothing of its answer is done.

use domain::command::{Command, PluginCommand};
use domain::decision::{Answered, Decision};
use domain::hooks::*;
use domain::ids::*;
use domain::plugin::Mode;
use domain::plugin::pairing::{Differs, Uncompared};
use domain::workflow::VersionLife;

use crate::doubles::*;
use crate::table::*;
use crate::workflows::{comes_to, goes, note, task, timer};

/// Version 1.0.0 runs everything, and 2.0.0 is asked beside it.
fn beside() -> Table {
    let mut table = Table::with_flow(|input| match note(&input.event).as_str() {
        "started" => goes("begun by 1", vec![task(1, None)]),
        "the end" => comes_to("settled"),
        news => goes(&format!("{} {news}", input.instance.state), Vec::new()),
    });
    table.install("flow", "2.0.0");
    table.tell(Command::Plugin(PluginCommand::SetMode {
        districts: Vec::new(),
        hook: Hook::Workflow,
        plugin: "flow".to_owned(),
        mode: Mode::Shadow,
        order: None,
        version: Some("2.0.0".to_owned()),
    }));
    table
}

fn last(table: &Table, which: InstanceRef) -> Decision {
    (**table.state.decisions_of(which).last().expect("a decision")).clone()
}

#[test]
fn a_step_is_asked_of_both_and_done_by_one() {
    let mut table = beside();
    table.script.workflow("flow 2.0.0", |input| match note(&input.event).as_str() {
        "started" => goes("begun by 2", vec![task(1, None), timer(1, input.now.plus_s(60))]),
        "the end" => comes_to("settled"),
        news => {
            assert_eq!(input.instance.state, "begun by 1", "the state that the live version wrote");
            goes(&format!("2 {news}"), Vec::new())
        }
    });
    let which = table.start("once", "a");
    let before = table.instance(which).clone();
    table.run_jobs();
    let shadow = last(&table, which);
    assert_eq!((shadow.facts.mode, shadow.facts.plugin.version.as_str()), (Mode::Shadow, "2.0.0"));
    let Answered::Workflow(record) = &shadow.facts.answer else { panic!("a step") };
    assert_eq!(record.effects.len(), 2);
    let difference = shadow.facts.difference.expect("a difference");
    assert_eq!((difference.live, difference.sorts), (1, vec![Differs::Effects]));
    let after = table.instance(which);
    assert_eq!((&after.state, &after.plugin, &after.waits), (&before.state, &before.plugin, &before.waits));
    assert!(table.state.timers.is_empty() && table.state.tasks.live() == 1, "nothing of it was done");
    // What is a version's own business, its state, is no difference; and what ends it ends for both.
    table.news(which, "hello");
    table.run_jobs();
    let difference = last(&table, which).facts.difference.expect("held against each other");
    assert!(difference.same, "{difference:?}");
    table.news(which, "the end");
    table.run_jobs();
    let counted = table.state.plugins.pairings_of(D1, "flow")[0].clone();
    assert_eq!((counted.hook, counted.compared, counted.differing), (Hook::Workflow, 3, 1));
}

#[test]
fn what_can_not_be_compared_is_told_so() {
    let mut table = beside();
    table.script.workflow("flow 2.0.0", |input| match note(&input.event).as_str() {
        "started" => goes("begun by 2", vec![task(1, None)]),
        "not now" => answers(StepVerdict::Later(why(4))),
        "no" => answers(StepVerdict::Refused(why(4))),
        _ => fails(HookFailure::Guest("a state of another version".to_owned())),
    });
    let which = table.start("once", "a");
    table.run_jobs();
    assert!(last(&table, which).facts.difference.expect("held against each other").same);
    let uncompared = |table: &mut Table, news: &str| {
        table.news(which, news);
        table.run_jobs();
        last(table, which).facts.difference.expect("it says why")
    };
    assert_eq!(uncompared(&mut table, "not now").uncompared, Some(Uncompared::ShadowAbstained));
    assert_eq!(uncompared(&mut table, "hello").uncompared, Some(Uncompared::ShadowFailed));
    assert_eq!(uncompared(&mut table, "no").sorts, [Differs::Outcome, Differs::Stage]);
}

#[test]
fn a_version_in_shadow_runs_nothing() {
    let mut table = beside();
    table.script.workflow("flow 2.0.0", |_| goes("2", Vec::new()));
    assert_eq!(table.state.owner_of("once", D1).map(|(owner, _)| owner.version()), Some("1.0.0"));
    let lives: Vec<(String, VersionLife)> = {
        let all = table.state.workflows.versions(&table.state, "flow");
        all.map(|count| (count.installed.version().to_owned(), count.life)).collect()
    };
    assert!(lives.contains(&("2.0.0".to_owned(), VersionLife::Drained)), "{lives:?}");
    // One that is on the version in shadow itself is not asked twice.
    table.tell(Command::Plugin(PluginCommand::SetMode {
        districts: Vec::new(),
        hook: Hook::Workflow,
        plugin: "flow".to_owned(),
        mode: Mode::Auto,
        order: None,
        version: Some("2.0.0".to_owned()),
    }));
    table.jobs.clear();
    table.start("once", "b");
    assert!(table.jobs.is_empty());
}
