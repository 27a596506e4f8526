//! The plugins in two counties: a few days of the model county with every procedure, and five weeks of another county that has other teams,
//! slots, kinds and clocks. The same seed gives the same bytes, and nothing of one county is in a plugin.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::county::County;
use domain::ids::DistrictRef;
use integration_tests::{county, root, year};

const SEED: u64 = 7;

/// Every kind of procedure that a county's plugins have, with who runs it.
fn kinds(county: &Arc<County>, names: &[&str]) -> BTreeSet<String> {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let runtime = county::open_runtime(dir.path());
    let state = county::state_after(&county::set_up(county, &runtime, names), &runtime);
    let installed = state.plugins.installed.values();
    let kinds = installed.flat_map(|installed| installed.inspected.workflows.iter().map(|kind| kind.name.clone()));
    kinds.filter(|kind| state.owner_of(kind, DistrictRef(0)).is_some()).collect()
}

#[test]
fn days_of_every_procedure_are_the_same_twice() {
    const DAYS: u32 = 4;
    println!("seed {SEED}");
    let (county, plugins) = year::county();
    let names: Vec<&str> = plugins.iter().map(String::as_str).collect();
    let month = year::incidents(&integration_tests::shouning().join("incidents-2022-09.ndjson"));
    let incidents = year::days(&month, DAYS);
    // What is begun once a year would not come in four days.
    let often: Vec<year::Often> = year::OFTEN.iter().map(year::Often::at_least_weekly).collect();
    let starts = year::starts(&county, &often, incidents[0].reported_at, 360, SEED);
    let last = incidents[incidents.len() - 1].reported_at;
    let starts: Vec<_> = starts.into_iter().filter(|start| start.at <= last).collect();
    let play = || {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let runtime = county::open_runtime(dir.path());
        let install = year::installed(&county, &runtime, &names);
        year::play(&county, install, &runtime, &incidents, starts.clone(), SEED)
    };
    let (one, other) = std::thread::scope(|scope| {
        let other = scope.spawn(play);
        (play(), other.join().expect("it is played"))
    });
    assert_eq!((&one.hash, &one.state_hash), (&other.hash, &other.state_hash));
    let begun: BTreeSet<String> =
        one.procedures.iter().filter(|(_, of)| of.began > 0).map(|(kind, _)| kind.clone()).collect();
    assert_eq!(begun, kinds(&county, &names), "kinds that were begun (left), and those that there are");
    println!("{} incidents, {} steps", one.incidents, one.steps);
}

/// What the other county has is not what the model county has: not one code of a slot, a team, a skill, a kind of unit.
#[test]
fn the_other_county_shares_no_word_with_the_model_county() {
    let codes = |county: &County| -> BTreeSet<String> {
        let slots = county.slots.iter().map(|of| &of.code);
        let teams = county.teams.iter().map(|of| &of.code);
        slots.chain(teams).chain(county.posts.iter().map(|of| &of.code)).cloned().collect()
    };
    let (one, other) = (county::read(), county::read_example("plain-county"));
    assert_eq!(codes(&one).intersection(&codes(&other)).collect::<Vec<_>>(), Vec::<&String>::new());
    assert_ne!((one.districts.len(), &one.zone), (other.districts.len(), &other.zone));
}

#[test]
fn another_county_runs_on_the_same_plugins() {
    let other = county::read_example("plain-county");
    let names: Vec<&str> = other.plugins.iter().map(|plugin| plugin.name.as_str()).collect();
    let model = county::read();
    let missing: Vec<&String> =
        model.plugins.iter().map(|plugin| &plugin.name).filter(|name| !names.contains(&name.as_str())).collect();
    assert!(missing.is_empty(), "the other county does without {missing:?}");
    let incidents = year::incidents(&root().join("examples/plain-county/incidents-2026-03.ndjson"));
    let starts = year::starts(&other, &year::OFTEN, incidents[0].reported_at, 35, SEED);
    let dir = tempfile::tempdir().expect("a temporary folder");
    let runtime = county::open_runtime(dir.path());
    let install = year::installed(&other, &runtime, &names);
    let played = year::play(&other, install, &runtime, &incidents, starts, SEED);
    assert!(played.served * 10 >= played.incidents as u64 * 9, "{} of {} were served", played.served, played.incidents);
    assert!(played.failed.is_empty(), "{:?}", played.failed);
    for (kind, of) in &played.procedures {
        assert!(of.began > 0 && of.steps > of.began, "{kind}: {of:?}");
    }
    println!("{} incidents, {} steps of {} kinds", played.incidents, played.steps, played.procedures.len());
}
