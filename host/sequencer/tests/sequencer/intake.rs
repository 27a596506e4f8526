//! The intake: asked before a report is accepted, in order, the first that decides a field wins; what a person has to confirm
//! waits, what fails is recorded, and the report goes on whatever happens.

use domain::command::{Command, Envelope, IncidentCommand, PluginCommand, Verdict};
use domain::decision::*;
use domain::hooks::*;
use domain::ids::*;
use domain::incident::{Phase, Priority};
use domain::limits::QUARANTINE_AFTER_FAILURES;
use domain::plugin::Mode;
use domain::sealed::PlainWords;

use crate::doubles::*;
use crate::table::*;

const TRAFFIC: u16 = 0;
const BRAWL: u16 = 1;

/// Of a kind, as its caller put it.
fn called(table: &mut Table, kind: &str, words: &str) -> IncidentRef {
    let mut report = report(kind);
    report.words = Some(PlainWords::new(words.to_owned()));
    table.tell(Command::Incident(IncidentCommand::Report(report)));
    table.state.last_incident
}

fn seated(mode: Mode) -> Table {
    let mut table = Table::new();
    table.seat("desk", Hook::Intake, mode);
    table
}

fn hooks(table: &Table, which: IncidentRef) -> Vec<(Hook, u32)> {
    table.decisions(which).iter().map(|decision| (decision.facts.hook, decision.facts.number)).collect()
}

fn intake(table: &Table, which: IncidentRef) -> Decision {
    let found = table.decisions(which).into_iter().find(|decision| decision.facts.hook == Hook::Intake);
    found.expect("a record of the intake")
}

fn accepted(decision: &Decision) -> Vec<&'static str> {
    match &decision.facts.answer {
        Answered::Intake(record) => record.proposals.iter().map(IntakeProposal::grant).collect(),
        other => panic!("{other:?}"),
    }
}

/// A brawl was reported as a noise, whose kind needs nobody: it was only classified after its acceptance, and nobody went.
#[test]
fn a_kind_decided_in_auto_is_what_is_accepted_and_dispatched() {
    let mut table = seated(Mode::Auto);
    table.script.intake("desk", |input| {
        assert_eq!((input.report.kind, input.nearby.len()), (KindRef(2), 0));
        makes_of_it(vec![set_kind(TRAFFIC), IntakeProposal::SetPriority { priority: Priority::Critical, why: why(8) }])
    });
    let events = table.tell(Command::Incident(IncidentCommand::Report(report("noise"))));
    assert_eq!(
        names(&events),
        [
            "incident-reported",
            "decided",
            "kind-changed",
            "priority-changed",
            "priority-changed",
            "incident-stepped",
            "decided",
            "units-assigned",
            "incident-stepped"
        ]
    );
    let which = table.state.last_incident;
    let incident = table.incident(which);
    assert_eq!(
        (incident.kind, incident.priority, incident.phase),
        (KindRef(TRAFFIC), Priority::Critical, Phase::Assigned)
    );
    assert_eq!(table.units_on(which), [1]);
    assert_eq!(hooks(&table, which), [(Hook::Intake, 1), (Hook::Dispatch, 2)]);
    let facts = intake(&table, which).facts;
    assert_eq!((facts.trigger, facts.mode, facts.fallback), (Trigger::Reported, Mode::Auto, false));
    assert!(incident.escalated.pending.is_empty());
}

#[test]
fn in_advise_the_report_goes_on_and_all_of_it_waits() {
    let mut table = seated(Mode::Advise);
    let first = table.report("brawl");
    table.script.intake("desk", move |_| makes_of_it(vec![set_kind(TRAFFIC), duplicate_of(first)]));
    let which = table.wait(60).report("brawl");
    let incident = table.incident(which);
    assert_eq!((incident.kind, incident.escalated.pending.as_slice()), (KindRef(BRAWL), &[1][..]));
    assert!(!table.units_on(which).is_empty(), "nobody waits for a person's word on it");
    let events = table.settle(which, 1, Verdict::Confirm);
    assert!(names(&events).contains(&"incident-merged"), "{:?}", names(&events));
    assert_eq!(table.incident(which).merged_into, Some(first));
    assert_eq!(table.units_on(which), Vec::<u32>::new());
}

#[test]
fn a_kind_that_a_person_confirms_is_dispatched_anew() {
    let mut table = seated(Mode::Advise);
    table.script.intake("desk", |_| makes_of_it(vec![set_kind(TRAFFIC)]));
    let which = table.report("noise");
    table.step(which, Phase::Accepted);
    assert_eq!(table.units_on(which), Vec::<u32>::new(), "a noise needs nobody");
    table.settle(which, 1, Verdict::Confirm);
    assert_eq!(table.units_on(which), [1]);
    assert_eq!(table.last_decision(which).facts.trigger, Trigger::KindChanged);
}

/// Merging without a person's word takes a grant of its own, and then nothing goes out for the report.
#[test]
fn a_duplicate_waits_in_auto_unless_the_plugin_may_merge() {
    for may_merge in [false, true] {
        let mut table = seated(Mode::Auto);
        if !may_merge {
            table.deny("desk", "merge");
        }
        let first = table.report("brawl");
        table.script.intake("desk", move |_| makes_of_it(vec![duplicate_of(first)]));
        let which = table.wait(60).report("traffic-accident");
        let incident = table.incident(which);
        assert_eq!(incident.phase == Phase::Merged, may_merge);
        assert_eq!(incident.escalated.pending.is_empty(), may_merge);
        assert_eq!(table.units_on(which).is_empty(), may_merge);
        assert_eq!(hooks(&table, which).len(), if may_merge { 1 } else { 2 });
        if may_merge {
            table.tell(Command::Incident(IncidentCommand::Unmerge { incident: which }));
            assert_eq!(table.incident(which).phase, Phase::Assigned, "accepted and dispatched as if it had never been");
        }
    }
}

#[test]
fn the_first_in_order_decides_and_the_others_are_overruled() {
    let mut table = seated(Mode::Auto);
    table.seat("second", Hook::Intake, Mode::Auto);
    let (districts, plugin) = (Vec::new(), "second".to_owned());
    table.tell(Command::Plugin(PluginCommand::SetMode {
        districts,
        hook: Hook::Intake,
        plugin,
        mode: Mode::Auto,
        order: Some(200),
        version: None,
    }));
    table.script.intake("desk", |_| makes_of_it(vec![set_kind(TRAFFIC)]));
    table.script.intake("second", |input| {
        assert_eq!(input.report.kind, KindRef(TRAFFIC), "it sees what was made of it");
        makes_of_it(vec![set_kind(BRAWL), IntakeProposal::SetPriority { priority: Priority::Routine, why: why(8) }])
    });
    let which = table.report("noise");
    let incident = table.incident(which);
    assert_eq!((incident.kind, incident.priority), (KindRef(TRAFFIC), Priority::Routine));
    let second = table.decisions(which)[1].clone();
    assert_eq!((second.facts.plugin.name.as_str(), accepted(&second)), ("second", vec!["set-priority"]));
    assert_eq!(second.facts.refused[0].why, RefusedWhy::Overruled { by: "desk".to_owned() });
}

#[test]
fn who_has_nothing_to_say_leaves_no_record() {
    let mut table = seated(Mode::Auto);
    table.script.intake("desk", |_| makes_of_it(vec![]));
    let which = table.report("brawl");
    assert!(hooks(&table, which).iter().all(|(hook, _)| *hook == Hook::Dispatch));
    assert_eq!(table.script.asked(), ["desk"]);
}

#[test]
fn a_failing_intake_is_recorded_and_the_next_in_line_is_asked() {
    let mut table = seated(Mode::Auto);
    table.seat("second", Hook::Intake, Mode::Auto);
    table.script.intake("desk", |_| after_ms(50, fails(HookFailure::Deadline)));
    table.script.intake("second", |_| makes_of_it(vec![set_kind(TRAFFIC)]));
    let which = table.report("noise");
    let facts = intake(&table, which).facts;
    assert_eq!((facts.plugin.name.as_str(), facts.fallback), ("second", false));
    assert_eq!(facts.asked_before[0].outcome, AskedOutcome::Failed(HookFailure::Deadline));
    assert_eq!(table.incident(which).kind, KindRef(TRAFFIC));
    table.script.intake("second", |_| fails(HookFailure::Fuel));
    let which = table.report("brawl");
    let facts = intake(&table, which).facts;
    assert_eq!((facts.plugin.name.as_str(), facts.fallback, facts.asked_before.len()), (BUILT_IN, true, 2));
    assert_eq!((table.incident(which).kind, table.incident(which).escalated.pending.len()), (KindRef(BRAWL), 0));
    assert!(!table.units_on(which).is_empty(), "the report goes on as it came");
}

#[test]
fn nonsense_and_failures_end_in_quarantine() {
    let mut table = seated(Mode::Auto);
    table.script.intake("desk", |_| makes_of_it(vec![set_kind(99)]));
    for _ in 0..QUARANTINE_AFTER_FAILURES {
        let which = table.report("noise");
        let asked = intake(&table, which).facts.asked_before;
        assert!(
            matches!(&asked[0].outcome, AskedOutcome::AllRefused(refused) if refused[0].why == RefusedWhy::UnknownKind)
        );
    }
    let which = table.report("noise");
    assert!(matches!(intake(&table, which).facts.asked_before[0].outcome, AskedOutcome::Quarantined { .. }));
    assert_eq!(table.script.asked().len(), QUARANTINE_AFTER_FAILURES as usize);
}

#[test]
fn a_slow_intake_does_not_eat_the_time_of_the_next_batch() {
    let mut table = seated(Mode::Auto);
    for (order, plugin) in ["b", "c", "d", "e"].into_iter().enumerate() {
        table.seat(plugin, Hook::Intake, Mode::Auto);
        table.script.intake(plugin, |_| after_ms(50, fails(HookFailure::Deadline)));
        let (districts, plugin, order) = (Vec::new(), plugin.to_owned(), Some(200 + order as u16));
        table.tell(Command::Plugin(PluginCommand::SetMode {
            districts,
            hook: Hook::Intake,
            plugin,
            mode: Mode::Auto,
            order,
            version: None,
        }));
    }
    table.script.intake("desk", |_| after_ms(50, fails(HookFailure::Deadline)));
    let which = table.report("traffic-accident");
    let asked = intake(&table, which).facts.asked_before;
    assert_eq!(asked.iter().filter(|asked| asked.outcome == AskedOutcome::OutOfTime).count(), 1);
    assert_eq!(table.units_on(which), [1], "the built-in rule sends somebody all the same");
}

#[test]
fn words_reach_the_intake_and_similarity_the_next_one() {
    let mut table = seated(Mode::Auto);
    table.script.intake("desk", |input| {
        assert!(input.report.words.is_some());
        let alike = input.nearby.iter().map(|near| f64::from(near.alike.expect("both were heard")));
        let remarks = alike.map(|alike| Reason::new(WITH_A_NUMBER, [alike.into()])).collect();
        answers(IntakeAnswer { proposals: Vec::new(), remarks })
    });
    called(&mut table, "brawl", "菜市场门口有人打架");
    let which = called(&mut table, "noise", "菜市场门口，有人在打架");
    let Answered::Intake(record) = intake(&table, which).facts.answer else { panic!("an intake") };
    assert_eq!(record.remarks[0].values, [ReasonValue::Number(70.0)]);
    assert_eq!(record.nearby[0].alike, Some(70));
    for batch in &table.log {
        assert!(!String::from_utf8(batch.encode()).expect("JSON").contains("菜市场"));
    }
}

/// After a restart nothing is remembered, and an erased report is forgotten at once.
#[test]
fn what_was_forgotten_is_like_nothing() {
    let mut table = seated(Mode::Auto);
    table.script.intake("desk", |_| answers(IntakeAnswer { proposals: Vec::new(), remarks: vec![why(9)] }));
    let mut personal = report("brawl");
    personal.words = Some(PlainWords::new("有人打架".to_owned()));
    let (subject, sealed) = (SubjectRef(1), serde_json::from_str("\"c2VhbGVk\"").ok());
    personal.personal =
        Some(domain::command::SealedReport { subject, caller_name: None, caller_number: None, description: sealed });
    table.tell(Command::Incident(IncidentCommand::Report(personal)));
    let first = table.state.last_incident;
    let alike = |table: &mut Table| {
        let which = called(table, "noise", "有人打架");
        let Answered::Intake(record) = intake(table, which).facts.answer else { panic!("an intake") };
        record.nearby.iter().find(|near| near.incident == first).and_then(|near| near.alike)
    };
    assert_eq!(alike(&mut table), Some(100));
    let mut erase =
        Envelope::by("operator:test", Command::Incident(IncidentCommand::Erase { incident: first, subject }));
    erase.reason = Some("its time has come".to_owned());
    table.submit(erase).expect("done");
    assert_eq!(alike(&mut table), None);
    table.recent_words = Default::default();
    let which = called(&mut table, "noise", "有人打架");
    let Answered::Intake(record) = intake(&table, which).facts.answer else { panic!("an intake") };
    assert!(record.nearby.iter().all(|near| near.alike.is_none()));
}

/// A plugin that may read what callers say failed with the words in its error, and the journal kept them.
#[test]
fn an_error_of_one_who_read_the_words_is_not_kept() {
    for granted in [true, false] {
        let mut table = seated(Mode::Auto);
        if !granted {
            table.deny("desk", "caller-words");
        }
        table.script.intake("desk", |input| {
            let words = input.report.words.as_ref().map_or("", |words| words.as_str());
            fails(HookFailure::Guest(format!("what is {words}?")))
        });
        let which = called(&mut table, "brawl", "刘家老二在打人");
        let AskedOutcome::Failed(HookFailure::Guest(told)) = &intake(&table, which).facts.asked_before[0].outcome
        else {
            panic!("it failed");
        };
        assert_eq!(told.contains("刘家"), !granted, "the runtime shows the words to nobody who was not granted them");
    }
}

#[test]
fn a_shadow_changes_nothing_and_says_what_it_would_have_made_of_it() {
    let mut table = seated(Mode::Shadow);
    table.script.intake("desk", |input| {
        assert_eq!(input.report.kind, KindRef(2));
        makes_of_it(vec![set_kind(TRAFFIC), set_kind(99)])
    });
    let which = table.report("noise");
    assert_eq!((table.incident(which).kind, table.decisions(which).len()), (KindRef(2), 0));
    table.run_jobs();
    let shadow = intake(&table, which);
    assert_eq!((shadow.facts.mode, accepted(&shadow)), (Mode::Shadow, vec!["set-kind"]));
    assert_eq!(shadow.facts.refused.len(), 1);
    assert_eq!((table.incident(which).kind, table.incident(which).escalated.pending.len()), (KindRef(2), 0));
    table.script.intake("desk", |_| fails(HookFailure::Memory));
    let which = table.report("noise");
    table.run_jobs();
    assert_eq!(intake(&table, which).facts.asked_before[0].outcome, AskedOutcome::Failed(HookFailure::Memory));
}

#[test]
fn an_incident_that_comes_out_again_is_dispatched_and_escalated_anew() {
    let mut table = Table::new();
    table.seat("ladder", Hook::Escalation, Mode::Auto);
    table.script.escalation("ladder", |input| match phase(input) {
        Phase::Accepted => proposes(vec![start_timer(1, input.now.plus_s(120))]),
        _ => proposes(vec![]),
    });
    let into = table.report("traffic-accident");
    let which = table.report("traffic-accident");
    let before = table.units_on(which);
    table.wait(30).tell(Command::Incident(IncidentCommand::Merge { incident: which, into }));
    assert!(table.state.timers.of(domain::matter::Matter::Incident(which)).is_empty());
    let events = table.wait(30).tell(Command::Incident(IncidentCommand::Unmerge { incident: which }));
    assert_eq!(
        names(&events),
        ["incident-unmerged", "decided", "units-assigned", "incident-stepped", "decided", "timer-started"]
    );
    assert_eq!(table.units_on(which), before, "the unit that merging sent home");
    let dispatch = table.decisions(which).into_iter().rfind(|decision| decision.facts.hook == Hook::Dispatch);
    assert_eq!(dispatch.expect("one").facts.trigger, Trigger::Unmerged);
    assert_eq!(table.state.timers.of(domain::matter::Matter::Incident(which)).len(), 1);
    assert_eq!(table.incident(which).escalated.frozen.len(), 1, "the policy of its acceptance holds on");
}
