//! Each way to misbehave ends as the failure of its kind, and the next call is served.

use domain::hooks::*;
use domain::limits::*;
use expect_test::{Expect, expect};

use crate::guests::*;

/// The failure of a dispatch call, its kind and its words; after it the same host serves an honest call.
fn fails(behaviour: &str, expected: Expect) {
    let (host, plugin) = Host::with_badly();
    let run = dispatch(&host.runtime, &plugin, behaviour);
    let failure = run.result.expect_err("it should have failed");
    let words = match &failure {
        HookFailure::Trap(words)
        | HookFailure::Guest(words)
        | HookFailure::Answer(words)
        | HookFailure::Unloadable(words) => words.as_str(),
        _ => "",
    };
    expected.assert_eq(format!("{}: {words}", failure.kind()).trim_end_matches([':', ' ']));
    assert!(run.fuel_used > 0 && run.fuel_used <= HOOK_FUEL_MAX);
    assert_eq!(host.runtime.sandboxes_busy(), 0);
    serves_on(&host, &plugin);
}

fn serves_on(host: &Host, plugin: &domain::plugin::Installed) {
    let DispatchAnswer::Recommend(answer) = dispatch(&host.runtime, plugin, "honest").result.unwrap() else {
        panic!("the honest one recommends")
    };
    assert_eq!(answer.picks, [ProposedPick { candidate: 0, need: Some(0), why: Reason::bare(1) }]);
}

#[test]
fn never_ending() {
    fails("endless-loop", expect!["fuel"]);
    fails("overwrite-memory", expect!["fuel"]);
    fails("deep-recursion", expect!["stack-overflow"]);
    fails("deep-frames", expect!["trap: out of bounds memory access"]);
}

#[test]
fn a_short_deadline_comes_before_the_fuel() {
    let (host, plugin) = Host::with_badly();
    let run = dispatch_within(&host.runtime, &plugin, "endless-loop", 2);
    assert_eq!(run.result, Err(HookFailure::Deadline));
    let run = dispatch_within(&host.runtime, &plugin, "honest", 0);
    assert_eq!(run.result, Err(HookFailure::Deadline));
    serves_on(&host, &plugin);
}

#[test]
fn too_much_memory() {
    fails("grow-memory", expect!["memory"]);
    fails("huge-allocation", expect!["memory"]);
}

#[test]
fn memory_up_to_the_limit_is_fine() {
    let (host, plugin) = Host::with_badly();
    dispatch(&host.runtime, &plugin, "fill-memory").result.unwrap();
}

#[test]
fn dying() {
    fails("unreachable", expect!["trap: wasm `unreachable` instruction executed"]);
    fails("out-of-bounds", expect!["trap: out of bounds memory access"]);
    fails("broken-string", expect!["trap: invalid utf-8 sequence of 1 bytes from index 0"]);
}

#[test]
fn a_panic_arrives_in_the_guests_own_words() {
    fails("panic", expect!["guest-error: panicked at behaves-badly/src/crimes.rs:48:29: on purpose"]);
}

#[test]
fn words_are_cut_to_their_limit() {
    let (host, plugin) = Host::with_badly();
    for behaviour in ["long-panic", "long-error"] {
        let Err(HookFailure::Guest(words)) = dispatch(&host.runtime, &plugin, behaviour).result else {
            panic!("`{behaviour}` fails in its own words")
        };
        assert!(words.len() <= GUEST_TEXT_BYTES_MAX && words.len() > GUEST_TEXT_BYTES_MAX - 3, "{behaviour}");
    }
}

#[test]
fn too_much_data() {
    fails("many-items", expect!["answer-limit: 257 candidates passed over, 256 are allowed"]);
    fails("many-values", expect!["answer-limit: 9 values in one reason, 8 are allowed"]);
    fails("not-a-number", expect!["answer-limit: reason 1 has a value that is not a finite number"]);
    fails("long-text", expect!["answer-limit: 257 bytes in a text of one reason, 256 are allowed"]);
    fails("huge-error", expect!["host-calls"]);
    fails("aliased-texts", expect!["host-calls"]);
    fails("view-flood", expect!["host-calls"]);
    fails("panic-flood", expect!["host-calls"]);
}

#[test]
fn settings_that_the_plugin_does_not_understand() {
    let (host, plugin) = Host::with_badly();
    let Err(HookFailure::Guest(words)) = dispatch(&host.runtime, &plugin, "no-such-behaviour").result else {
        panic!("the plugin says what is wrong")
    };
    assert!(words.starts_with("settings: unknown variant `no-such-behaviour`, expected one of `honest`"), "{words}");
}

/// The answers of `view` share a budget; past it they are refused, and the guest may go on.
#[test]
fn a_flood_of_rows_is_refused() {
    let (host, plugin) = Host::with_badly();
    dispatch(&host.runtime, &plugin, "row-flood").result.unwrap();
}

/// Whether a pick makes sense is the arbiter's question: it must arrive as it was proposed.
#[test]
fn nonsense_arrives_as_it_is() {
    let (host, plugin) = Host::with_badly();
    let picks = |behaviour| {
        let Ok(DispatchAnswer::Recommend(answer)) = dispatch(&host.runtime, &plugin, behaviour).result else {
            panic!("`{behaviour}` recommends")
        };
        answer.picks.iter().map(|pick| (pick.candidate, pick.need)).collect::<Vec<_>>()
    };
    assert_eq!(picks("unknown-candidate"), [(60_000, Some(0))]);
    assert_eq!(picks("wrong-need"), [(0, Some(60_000))]);
    assert_eq!(picks("duplicate-picks"), [(0, Some(0)), (0, Some(0))]);
    assert_eq!(picks("send-all"), (0..20).map(|candidate| (candidate, None)).collect::<Vec<_>>());
}

#[test]
fn escalation_proposals_arrive_in_order() {
    let (host, plugin) = Host::with_badly();
    let answer = escalation(&host.runtime, &plugin, "propose-everything").result.unwrap();
    let grants: Vec<_> = answer.proposals.iter().map(EscalationProposal::grant).collect();
    assert_eq!(grants, ["start-timer", "stop-timer", "notify"]);
    let run = escalation(&host.runtime, &plugin, "oversized-notice");
    expect![[r#"Err(Answer("257 recipients of one notice, 256 are allowed"))"#]]
        .assert_eq(&format!("{:?}", run.result));
    assert_eq!(escalation(&host.runtime, &plugin, "endless-loop").result, Err(HookFailure::Fuel));
}

/// Whether a kind or an incident exists is the arbiter's question, here too.
#[test]
fn intake_proposals_arrive_in_order() {
    let (host, plugin) = Host::with_badly();
    let answer = intake(&host.runtime, &plugin, "propose-everything").result.unwrap();
    let grants: Vec<_> = answer.proposals.iter().map(IntakeProposal::grant).collect();
    assert_eq!(grants, ["set-kind", "set-priority", "set-needs", "suggest-duplicate", "suggest-duplicate"]);
    let misjudged = intake(&host.runtime, &plugin, "misjudge-report").result.unwrap();
    let why = || Reason::bare(1);
    assert_eq!(misjudged.proposals[0], IntakeProposal::SetKind { kind: domain::ids::KindRef(60_000), why: why() });
    let duplicate = IntakeProposal::DuplicateOf { incident: domain::ids::IncidentRef(1), confidence: 255, why: why() };
    assert_eq!(misjudged.proposals[7], duplicate);
    let fails = |behaviour: &str| intake(&host.runtime, &plugin, behaviour).result.unwrap_err();
    for behaviour in ["many-items", "many-values", "not-a-number"] {
        assert_eq!(fails(behaviour).kind(), "answer-limit", "{behaviour}");
    }
    assert_eq!(fails("endless-loop"), HookFailure::Fuel);
    assert_eq!(fails("unreachable").kind(), "trap");
}

#[test]
fn findings_are_capped() {
    let (host, plugin) = Host::with_badly();
    assert_eq!(team_structure(&host.runtime, &plugin, "honest").result.unwrap().len(), 1);
    let run = team_structure(&host.runtime, &plugin, "many-findings");
    expect![[r#"Err(Answer("257 findings, 256 are allowed"))"#]].assert_eq(&format!("{:?}", run.result));
    assert_eq!(team_structure(&host.runtime, &plugin, "unreachable").result.unwrap_err().kind(), "trap");
}

/// The same input costs the same fuel, on any thread, in any sandbox: fuel is a verdict, not a measurement.
#[test]
fn fuel_is_the_same_for_the_same_input() {
    let (host, plugin) = Host::with_badly();
    let fuel = |behaviour| dispatch(&host.runtime, &plugin, behaviour).fuel_used;
    for behaviour in ["honest", "read-everything", "panic", "unreachable", "grow-memory", "fill-memory", "view-flood"] {
        let first = fuel(behaviour);
        dispatch(&host.runtime, &plugin, "fill-memory").result.unwrap();
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| fuel(behaviour))).collect();
            for thread in threads {
                assert_eq!(thread.join().unwrap(), first, "`{behaviour}`");
            }
        });
    }
}

/// More callers than sandboxes: each waits for its turn and is served.
#[test]
fn many_threads_share_the_sandboxes() {
    let (host, plugin) = Host::with_badly();
    std::thread::scope(|scope| {
        for number in 0..3 * PLUGIN_INSTANCES_MAX {
            let (runtime, plugin) = (&host.runtime, &plugin);
            scope.spawn(move || {
                let behaviour = if number % 2 == 0 { "honest" } else { "unreachable" };
                for _ in 0..20 {
                    let run = dispatch(runtime, plugin, behaviour);
                    assert_eq!(run.result.is_ok(), number % 2 == 0, "{:?}", run.result);
                }
            });
        }
    });
    assert_eq!(host.runtime.sandboxes_busy(), 0);
}
