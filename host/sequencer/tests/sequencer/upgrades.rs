//! A workflow plugin is upgraded under two hundred live instances, by each of the ways: they drain, are migrated after a rehearsal,
//! begin anew, move one by one, or stand still meanwhile. And a restart in the middle of it all.

use std::sync::Arc;

use domain::command::{Answer, Command, Envelope, InstanceCommand};
use domain::hooks::*;
use domain::ids::*;
use domain::limits::*;
use domain::sentence::Said;
use domain::state::State;
use domain::workflow::{Status, VersionLife};
use sequencer::checkpoint;
use sequencer::migration::rehearse;
use sequencer::recovery::recover;

use crate::doubles::*;
use crate::storage::{MemoryArchive, MemoryJournal};
use crate::table::*;
use crate::workflows::{comes_to, goes, note, signal, task, timer, wanted};

const LIVE: u32 = 200;

/// By the second version, which has other words and waits for nothing.
fn taken(state: String) -> Takeover {
    let marks = vec![Mark { name: "by".to_owned(), value: "2".to_owned() }];
    Takeover { state, standing: Standing { stage: why(2), waits: Vec::new(), marks } }
}

fn digest(version: &str) -> Digest {
    Digest::of(format!("flow {version}").as_bytes())
}

/// Each instance on version 1, with a task and a timer, its number as its state.
fn under_way() -> Table {
    let mut table = Table::with_flow(|input| match note(&input.event).as_str() {
        "started" => goes(&input.instance.key, vec![task(1, None), timer(1, input.now.plus_s(86_400))]),
        "the end" => comes_to("settled"),
        other => goes(&format!("{} {other}", input.instance.state), Vec::new()),
    });
    for n in 0..LIVE {
        table.start("once", &n.to_string());
    }
    table.script.workflow("flow 2.0.0", |input| {
        goes(&format!("{} then {} by 2", input.instance.state, note(&input.event)), Vec::new())
    });
    // What has a number that divides by ten is too old for it.
    table.script.migrate("flow 2.0.0", |instance, from| match instance.state.ends_with('0') {
        true => answers(Err(NotTakenOver::Words(format!("a state of version {from} without a mediator")))),
        false => answers(Ok(taken(format!("{} migrated", instance.state)))),
    });
    table.upgrade("flow", "2.0.0");
    table
}

/// Life and live instances of each version.
fn versions(table: &Table) -> Vec<(String, VersionLife, usize)> {
    let all = table.state.workflows.versions(&table.state, "flow");
    let mut all: Vec<_> = all.map(|count| (count.installed.version().to_owned(), count.life, count.live)).collect();
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}

fn all() -> Vec<InstanceRef> {
    (1..=LIVE).map(InstanceRef).collect()
}

fn move_to(version: &str, instances: &[InstanceRef], partial: bool) -> Command {
    Command::Instance(InstanceCommand::Migrate { to: digest(version), instances: instances.to_vec(), partial })
}

#[test]
fn old_instances_drain_and_new_ones_begin_on_the_new_version() {
    let mut table = under_way();
    let (one, two) = ("1.0.0".to_owned(), "2.0.0".to_owned());
    let draining = |live| (one.clone(), VersionLife::Draining, live);
    let active = |live| (two.clone(), VersionLife::Active, live);
    assert_eq!(versions(&table), [draining(LIVE as usize), active(0)]);
    let new = table.start("once", "new");
    assert_eq!(table.instance(new).plugin.version, "2.0.0");
    table.news(InstanceRef(7), "hello");
    assert_eq!(table.instance(InstanceRef(7)).state, "6 hello", "on the version that it began with");
    for (left, which) in all().into_iter().enumerate().rev() {
        assert_eq!(versions(&table), [draining(left + 1), active(1)]);
        table.news(which, "the end");
    }
    assert_eq!(versions(&table), [(one, VersionLife::Drained, 0), active(1)]);
}

#[test]
fn a_rehearsal_says_who_can_move_and_then_they_move() {
    let mut table = under_way();
    let before = table.state.hash();
    let rehearsed = rehearse(&table.state, digest("2.0.0"), &all(), &table.script, table.now);
    assert_eq!(table.state.hash(), before);
    let refused: Vec<InstanceRef> = rehearsed.iter().filter(|r| r.outcome.is_err()).map(|r| r.instance).collect();
    assert_eq!((rehearsed.len(), refused.len()), (LIVE as usize, LIVE as usize / 10));
    assert_eq!(rehearsed[0].outcome, Err(Said::Words("a state of version 1.0.0 without a mediator".to_owned())));
    assert_eq!(rehearsed[1].outcome, Ok(taken("1 migrated".to_owned())));
    // All or none, unless those that can't move may stay.
    let refusal = table.because(move_to("2.0.0", &all()[..WORKFLOW_MIGRATED_MAX], false)).expect_err("refused");
    assert_eq!((refusal.code.name(), refusal.to_string().contains("without a mediator")), ("migration-refused", true));
    assert_eq!(versions(&table)[1].2, 0);
    for some in all().chunks(WORKFLOW_MIGRATED_MAX) {
        table.tell(move_to("2.0.0", some, true));
    }
    let moved = LIVE as usize - refused.len();
    let (old, new) = (versions(&table)[0].clone(), versions(&table)[1].clone());
    assert_eq!((old.1, old.2, new.1, new.2), (VersionLife::Draining, refused.len(), VersionLife::Active, moved));
    // It goes on with its task and its timer, by the new rule, and says so.
    let which = InstanceRef(2);
    let instance = table.instance(which);
    assert_eq!((&instance.stage, instance.stage_of()), (&Some(why(2)), digest("2.0.0")));
    assert_eq!((instance.waits.len(), instance.marks.len()), (0, 1));
    assert_eq!(table.state.workflows.marked("once", "by").count(), moved);
    assert_eq!(table.state.tasks.of(which.into()).count(), 1);
    table.wait(86_400);
    (0..LIVE).for_each(|_| drop(table.tick(false)));
    assert_eq!(table.instance(which).state, "1 migrated then timer-fired by 2");
    assert_eq!(table.instance(InstanceRef(1)).state, "0 timer-fired");
    let again = table.because(move_to("2.0.0", &[which], true)).expect_err("refused");
    assert_eq!(again.code.name(), "no-change");
    let too_many = table.because(move_to("2.0.0", &all(), true)).expect_err("refused");
    assert_eq!(too_many.code.name(), "instance-count");
}

#[test]
fn one_that_stands_moves_and_goes_on() {
    let mut table = under_way();
    table.script.workflow("flow 1.0.0", |_| fails(HookFailure::Guest("this version can't".to_owned())));
    let which = InstanceRef(5);
    table.news(which, "hello");
    for wait_s in WORKFLOW_RETRY_S {
        table.wait(wait_s).tick(false);
    }
    assert_eq!(table.instance(which).status, Status::Stuck);
    table.tell(move_to("2.0.0", &[which], false));
    table.settle_down();
    let instance = table.instance(which);
    assert_eq!((instance.status, instance.state.as_str()), (Status::Running, "4 migrated then hello by 2"));
    assert_eq!((versions(&table)[0].2, versions(&table)[1].2), (LIVE as usize - 1, 1));
}

#[test]
fn cancelled_and_begun_anew_with_a_reason_and_an_approver() {
    let mut table = under_way();
    let approver = PersonRef(1);
    let restart = |instance| Command::Instance(InstanceCommand::Restart { instance, approver });
    let refusal = table.submit(Envelope::by("operator:test", restart(InstanceRef(3)))).expect_err("refused");
    assert_eq!(refusal.code.name(), "no-reason");
    let stranger = Command::Instance(InstanceCommand::Restart { instance: InstanceRef(3), approver: PersonRef(999) });
    assert_eq!(table.because(stranger).expect_err("refused").code.name(), "no-such-person");
    for old in all() {
        table.because(restart(old)).expect("begun anew");
        let answer = table.state.answer(table.log.last().expect("a batch"));
        let Answer::Instance(answer) = answer else { panic!("{answer:?}") };
        let (old, new) = (table.instance(old), table.instance(answer.instance));
        assert_eq!(
            (old.status, old.word.as_ref().map(|word| (word.why.as_deref(), word.approver))),
            (Status::Replaced, Some((Some("as agreed"), Some(approver))))
        );
        assert_eq!((&new.key, new.plugin.version.as_str(), new.status), (&old.key, "2.0.0", Status::Running));
    }
    assert_eq!(versions(&table)[0].1, VersionLife::Drained);
    assert_eq!(table.state.tasks.live(), 0, "tasks of the old ones are cancelled, and the new version makes none");
}

#[test]
fn paused_while_they_move_nothing_gets_lost() {
    let mut table = under_way();
    table.tell(Command::Instance(InstanceCommand::PauseKind { kind: "once".to_owned() }));
    all().into_iter().for_each(|which| drop(table.news(which, "hello")));
    for some in all().chunks(WORKFLOW_MIGRATED_MAX) {
        table.tell(move_to("2.0.0", some, true));
    }
    assert_eq!(table.tick(false).len(), 0);
    table.tell(Command::Instance(InstanceCommand::ResumeKind { kind: "once".to_owned() }));
    table.settle_down();
    for which in all() {
        let n = which.0 - 1;
        let expected = if n % 10 == 0 { format!("{n} hello") } else { format!("{n} migrated then hello by 2") };
        assert_eq!(table.instance(which).state, expected);
    }
}

#[test]
fn a_restart_in_the_middle_changes_nothing() {
    let mut table = under_way();
    table.tell(move_to("2.0.0", &all()[1..20], true));
    table.tell(Command::Instance(InstanceCommand::Pause { instance: InstanceRef(30) }));
    table.news(InstanceRef(30), "waits");
    table.finish(40, "found");
    table.script.workflow("flow 1.0.0", |_| fails(HookFailure::Guest("not today".to_owned())));
    table.news(InstanceRef(50), "fails");
    table.because(Command::Instance(InstanceCommand::Cancel { instance: InstanceRef(60) })).expect("cancelled");
    table.tell(Command::Instance(InstanceCommand::Start(wanted("in-turn", "k"))));
    table.tell(Command::Instance(InstanceCommand::Start(wanted("in-turn", "k"))));
    let middle = table.state.version;
    table.tell(signal(InstanceRef(70), "fails, too"));

    let back = State::decode(&table.state.encode()).expect("it reads back");
    same(&back, &table.state);
    // From a checkpoint and the tail, and from the whole journal.
    let archive = MemoryArchive::default();
    let mut at_checkpoint = State::default();
    table.log.iter().take_while(|batch| batch.version <= middle).for_each(|batch| at_checkpoint.fold(batch));
    checkpoint::keep(&archive, &MemoryJournal::of(&table.log), &at_checkpoint).expect("kept");
    for archive in [archive, MemoryArchive::default()] {
        let recovered = recover(&MemoryJournal::of(&table.log), &archive).expect("it recovers");
        same(&recovered.state, &table.state);
        // And life goes on in it.
        let mut after = Table { state: recovered.state, now: table.now, log: table.log.clone(), ..under_way() };
        after.tell(Command::Instance(InstanceCommand::Resume { instance: InstanceRef(30) }));
        after.settle_down();
        assert_eq!(after.instance(InstanceRef(30)).state, "29 waits");
        after.wait(WORKFLOW_RETRY_S[0]).tick(false);
        after.settle_down();
        assert_eq!(after.instance(InstanceRef(50)).state, "49 fails");
    }
}

#[track_caller]
fn same(one: &State, other: &State) {
    assert_eq!(one.hash(), other.hash());
    assert_eq!((&one.workflows, &one.tasks), (&other.workflows, &other.tasks), "derived sets, too");
    assert_eq!(one.timers, other.timers);
    let kept = |state: &State| state.workflows.instances.values().map(Arc::clone).collect::<Vec<_>>();
    assert_eq!(kept(one), kept(other));
}
