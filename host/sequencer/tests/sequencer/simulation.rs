//! The same core on a virtual clock: the same seed gives the same bytes, units travel and come back, and nobody is forgotten.

use std::sync::Arc;

use domain::command::{Command, Envelope, PluginCommand};
use domain::county::County;
use domain::county::series::Series;
use domain::event::{Batch, Event, SeriesEvent};
use domain::hooks::{Hook, HookFailure};
use domain::incident::Priority;
use domain::limits::SERIES_READINGS_MAX;
use domain::plugin::Mode;
use domain::series::Reading;
use expect_test::expect;
use sequencer::simulation::{Setup, SimIncident, SimReading, Stopped, Summary, simulate, simulate_watched};

use crate::doubles::*;
use crate::little_county::little_county;
use crate::table::{START, everywhere, inspected};

/// This many calls, one every few minutes, all over the county.
fn incidents(count: usize, every_s: u32) -> Vec<SimIncident> {
    let incident = |index: usize| {
        let kind = ["traffic-accident", "brawl", "traffic-accident"][index % 3];
        SimIncident {
            id: format!("S{index}"),
            reported_at: START.plus_s(index as u32 * every_s),
            kind: kind.to_owned(),
            priority: Priority::ALL[index % 4],
            lon: 119.02 + 0.36 * ((index * 7) % 11) as f64 / 11.0,
            lat: 27.05,
            source: "110".to_owned(),
            on_scene_minutes: 5 + (index % 20) as u32,
        }
    };
    (0..count).map(incident).collect()
}

fn setup(seats: &[(&str, Hook, Mode)]) -> Setup {
    let mut install = Vec::new();
    for (plugin, hook, mode) in seats {
        let inspected = Arc::new(inspected(plugin, "1.0.0"));
        let grants = inspected.manifest.requests.clone();
        install.push(Envelope::system(Command::Plugin(PluginCommand::Install { inspected, grants })));
        install.push(Envelope::system(everywhere(plugin, *hook, *mode)));
    }
    Setup { county: Arc::new(little_county()), install, readings: Vec::new(), people: None }
}

fn play(seats: &[(&str, Hook, Mode)], script: &Script, incidents: &[SimIncident], seed: u64) -> Summary {
    simulate(setup(seats), incidents, script, seed, &mut |_, _| ()).expect("it plays")
}

fn json(summary: &Summary) -> String {
    serde_json::to_string_pretty(summary).expect("a summary is JSON")
}

#[test]
fn one_call_from_report_to_return() {
    let mut far = incidents(1, 60);
    far[0].lon = 119.15;
    let mut summary = play(&[], &Script::default(), &far, 1);
    assert_eq!(summary.state_hash.len(), 64);
    summary.state_hash.clear();
    summary.priorities.retain(|_, group| group.incidents > 0);
    expect![[r#"
        {
          "incidents": 1,
          "served": 1,
          "waiting": 0,
          "response_s": {
            "p50": 822,
            "p90": 822,
            "within_300": 0.0,
            "within_600": 0.0,
            "n": 1
          },
          "nearest_s": {
            "p50": 792,
            "p90": 792,
            "within_300": 0.0,
            "within_600": 0.0,
            "n": 1
          },
          "overflow": 0,
          "escalations": 0,
          "refused_proposals": 0,
          "fallbacks": 0,
          "seed": 1,
          "version": 8,
          "state_hash": "",
          "districts": {
            "350924-D1": {
              "incidents": 1,
              "served": 1,
              "waiting": 0,
              "response_s": {
                "p50": 822,
                "p90": 822,
                "within_300": 0.0,
                "within_600": 0.0,
                "n": 1
              },
              "nearest_s": {
                "p50": 792,
                "p90": 792,
                "within_300": 0.0,
                "within_600": 0.0,
                "n": 1
              },
              "overflow": 0,
              "escalations": 0,
              "refused_proposals": 0
            },
            "350924-D2": {
              "incidents": 0,
              "served": 0,
              "waiting": 0,
              "response_s": {
                "p50": null,
                "p90": null,
                "within_300": null,
                "within_600": null,
                "n": 0
              },
              "nearest_s": {
                "p50": null,
                "p90": null,
                "within_300": null,
                "within_600": null,
                "n": 0
              },
              "overflow": 0,
              "escalations": 0,
              "refused_proposals": 0
            }
          },
          "priorities": {
            "critical": {
              "incidents": 1,
              "served": 1,
              "waiting": 0,
              "response_s": {
                "p50": 822,
                "p90": 822,
                "within_300": 0.0,
                "within_600": 0.0,
                "n": 1
              },
              "nearest_s": {
                "p50": 792,
                "p90": 792,
                "within_300": 0.0,
                "within_600": 0.0,
                "n": 1
              },
              "overflow": 0,
              "escalations": 0,
              "refused_proposals": 0
            }
          },
          "utilisation": {
            "U001": 0.0,
            "U002": 0.5862,
            "U003": 0.0,
            "U004": 0.0,
            "U005": 0.0
          },
          "plugins": {}
        }"#]]
    .assert_eq(&json(&summary));
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let incidents = incidents(60, 240);
    let played = |seed| json(&play(&[], &Script::default(), &incidents, seed));
    assert_eq!(played(7), played(7));
    assert_ne!(played(7), played(8));
}

/// A busy machine took longer for each call; past the time of a batch the built-in rule answered, and the month came out
/// differently.
#[test]
fn a_slow_machine_plays_the_same() {
    let incidents = incidents(30, 240);
    let on_machine = |call_ms: u32| {
        let script = Script::default();
        script.dispatch("alpha", move |input| after_ms(call_ms, abstains_or_sends(input)));
        script.dispatch("beta", move |input| after_ms(call_ms, sensible(input)));
        json(&play(
            &[("alpha", Hook::Dispatch, Mode::Auto), ("beta", Hook::Dispatch, Mode::Auto)],
            &script,
            &incidents,
            3,
        ))
    };
    assert_eq!(on_machine(0), on_machine(250));
}

fn abstains_or_sends(input: &domain::hooks::DispatchInput) -> domain::hooks::HookRun<domain::hooks::DispatchAnswer> {
    if input.incident.incident.0.is_multiple_of(2) { abstains() } else { sensible(input) }
}

#[test]
fn everyone_is_served_and_every_unit_comes_back() {
    let incidents = incidents(40, 1_800);
    let mut heard = Vec::new();
    let summary = simulate(setup(&[]), &incidents, &Script::default(), 1, &mut |done, of| heard.push((done, of)));
    let summary = summary.expect("it plays");
    assert_eq!((summary.all.incidents, summary.all.served, summary.all.waiting), (40, 40, 0));
    assert_eq!((heard.len(), heard.last()), (40, Some(&(40, 40))));
    assert_eq!(summary.all.response_s.n, 40);
    assert!(summary.utilisation.values().all(|share| *share > 0.0 && *share < 0.8), "{:?}", summary.utilisation);
    let parts: u64 = summary.districts.values().map(|group| group.incidents).sum();
    assert_eq!(parts, 40);
    assert_eq!(summary.priorities.values().map(|group| group.served).sum::<u64>(), 40);
}

/// More calls than units: they wait, the most pressing are reached sooner, and in the end everybody is served.
#[test]
fn calls_wait_when_nobody_is_free() {
    let summary = play(&[], &Script::default(), &incidents(40, 60), 1);
    assert_eq!((summary.all.served, summary.all.waiting), (40, 0));
    let p90 = |priority: Priority| summary.priorities[priority.name()].response_s.p90;
    assert!(p90(Priority::Critical) < p90(Priority::Routine), "{}", json(&summary));
    assert!(summary.all.overflow > 0);
}

/// An operator could not confirm what was recommended, since the unit had left, and rejected it. From then on nothing was
/// proposed for that call, and it waited until the end of the month.
#[test]
fn with_a_person_in_between_everyone_is_served_too() {
    let script = Script::default();
    script.dispatch("alpha", sensible);
    let summary = play(&[("alpha", Hook::Dispatch, Mode::Advise)], &script, &incidents(40, 60), 1);
    assert_eq!((summary.all.served, summary.all.waiting), (40, 0));
    assert_eq!(summary.fallbacks, 0);
}

#[test]
fn what_plugins_do_is_counted() {
    let script = Script::default();
    script.dispatch("alpha", |_| recommends(&[(88, 0)]));
    script.escalation("ladder", |input| proposes(vec![start_timer(1, input.now.plus_s(3_600)), tell_room(1)]));
    script.dispatch("shade", |_| fails(HookFailure::Fuel));
    let seats = [
        ("alpha", Hook::Dispatch, Mode::Auto),
        ("ladder", Hook::Escalation, Mode::Auto),
        ("shade", Hook::Dispatch, Mode::Shadow),
    ];
    let summary = play(&seats, &script, &incidents(4, 1_800), 1);
    assert_eq!((summary.all.served, summary.fallbacks), (4, 4));
    // One pick of each call, and the timers that were to start when it was resolved and when it was closed.
    assert_eq!(summary.all.refused_proposals, 4 + 2 * 4);
    assert!(summary.all.escalations >= 4);
    let figures = |plugin: &str| {
        let f = &summary.plugins[plugin];
        let refused = f.refused.iter().map(|(why, refusals)| format!("{why} {}", refusals.count)).collect::<Vec<_>>();
        assert_eq!(f.asked, f.decided + f.abstained + f.failed);
        format!("{} asked, {} decided, {} failed; refused: {}", f.asked, f.decided, f.failed, refused.join(", "))
    };
    expect!["4 asked, 4 decided, 0 failed; refused: unknown-unit 4"].assert_eq(&figures("alpha"));
    expect!["30 asked, 30 decided, 0 failed; refused: wrong-incident 8"].assert_eq(&figures("ladder"));
    expect!["4 asked, 0 decided, 4 failed; refused: "].assert_eq(&figures("shade"));
    assert!(summary.plugins["shade"].always_failed() && !summary.plugins["alpha"].always_failed());
}

/// A plugin that failed each time was hidden by the built-in rule, which served everybody well.
#[test]
fn a_plugin_that_always_fails_is_seen() {
    let script = Script::default();
    script.dispatch("alpha", |input| fails(HookFailure::Guest(format!("not {:?}", input.incident.incident))));
    let summary = play(&[("alpha", Hook::Dispatch, Mode::Auto)], &script, &incidents(40, 1_800), 1);
    assert_eq!(summary.all.served, 40);
    let alpha = &summary.plugins["alpha"];
    assert!(alpha.always_failed() && alpha.quarantined > 0, "{alpha:?}");
    assert_eq!((alpha.decided, alpha.abstained), (0, 0));
    assert_eq!(alpha.first_failure, Some(HookFailure::Guest("not IncidentRef(1)".to_owned())));
}

#[test]
fn what_can_not_be_played_is_said() {
    let refused = |incidents: &[SimIncident]| {
        simulate(setup(&[]), incidents, &Script::default(), 1, &mut |_, _| ()).expect_err("it can't be played")
    };
    assert_eq!(refused(&[]), Stopped::NothingToPlay);
    let reported = |stopped| match stopped {
        Stopped::Report { incident, refusal } => format!("{incident}: {refusal}"),
        other => panic!("{other:?}"),
    };
    let mut strange = incidents(2, 60);
    strange[1].kind = "flood".to_owned();
    assert_eq!(
        reported(refused(&strange)),
        "S1: detail.incident.unknown-kind (kind=flood, kinds=[traffic-accident, brawl, noise])"
    );
    strange[1].kind = "brawl".to_owned();
    strange[1].lon = 100.0;
    assert_eq!(reported(refused(&strange)), "S1: detail.incident.outside (lat=27.05, lon=100)");
}

/// What is supplied comes in at its time, and a decision sees what was there; the same file gives the same bytes.
#[test]
fn a_simulation_carries_its_series() {
    let wind = Series {
        code: "weather.wind-ms".to_owned(),
        name: Default::default(),
        measure: "m/s".to_owned(),
        max_age_s: 600,
        ahead_s: None,
        district: None,
    };
    let county = Arc::new(County { series: vec![wind], ..little_county() });
    let reading = |s: u32, value| {
        let reading = Reading { series: "weather.wind-ms".to_owned(), at: START.plus_s(s), value };
        SimReading { supplied_at: START.plus_s(s + 30), reading }
    };
    let play = |readings: &[SimReading]| {
        let setup = Setup { county: county.clone(), install: Vec::new(), readings: readings.to_vec(), people: None };
        let mut supplied = Vec::new();
        let mut watch = |batch: &Batch| {
            for event in &batch.events {
                if let Event::Series(SeriesEvent::Supplied { readings }) = event {
                    supplied.push((batch.at.since_s(START), readings.len()));
                }
            }
        };
        let script = Script::default();
        let summary = simulate_watched(setup, &incidents(3, 300), &script, 1, &mut |_, _| (), &mut watch);
        (json(&summary.expect("it plays")), supplied)
    };
    let most = SERIES_READINGS_MAX as u32;
    let many: Vec<SimReading> =
        (0..=most).map(|number| SimReading { supplied_at: START.plus_s(400), ..reading(number % 400, 1.0) }).collect();
    let (first, supplied) = play(&[reading(0, 4.5), reading(60, 5.0)]);
    assert_eq!(supplied, [(30, 1), (90, 1)]);
    assert_eq!(play(&[reading(0, 4.5), reading(60, 5.0)]).0, first);
    assert_ne!(play(&[reading(0, 4.5), reading(60, 5.5)]).0, first);
    assert_eq!(play(&many).1, [(400, 400)], "in two parts, of which the second says nothing new");
    let unknown =
        [SimReading { reading: Reading { series: "tide".to_owned(), ..reading(0, 1.0).reading }, ..reading(0, 1.0) }];
    let setup = Setup { county: county.clone(), install: Vec::new(), readings: unknown.to_vec(), people: None };
    let stopped = simulate(setup, &incidents(1, 60), &Script::default(), 1, &mut |_, _| ());
    assert!(matches!(stopped, Err(Stopped::Refused(_))), "{stopped:?}");
}
