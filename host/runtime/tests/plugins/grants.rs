//! What is not granted is denied, and what is granted is all there is.

use domain::hooks::*;
use domain::ids::{DistrictRef, TeamRef, UnitRef};
use domain::plugin::{Installed, VIEW_FUNCTIONS};
use domain::ports::{Ask, PluginCall};

use crate::guests::*;

/// What the guest learnt from each function of `view`: 0 it answered, 1 denied.
fn readings(host: &Host, plugin: &Installed) -> Vec<f64> {
    let read = |behaviour| match dispatch(&host.runtime, plugin, behaviour).result {
        Ok(DispatchAnswer::Abstain(why)) => why.values,
        other => panic!("{other:?}"),
    };
    [read("read-everything"), read("read-more"), read("read-the-rest")].concat()
}

#[test]
fn view_functions_are_granted_one_by_one() {
    let (host, all) = Host::with_badly();
    assert_eq!(readings(&host, &all), [0.0; VIEW_FUNCTIONS.len()]);
    let none = with_grants(&all, |grants| grants.view.clear());
    assert_eq!(readings(&host, &none), [1.0; VIEW_FUNCTIONS.len()]);
    for (at, function) in VIEW_FUNCTIONS.iter().enumerate() {
        let one = with_grants(&all, |grants| grants.view.retain(|name| name == function));
        let mut expected = [1.0; VIEW_FUNCTIONS.len()];
        expected[at] = 0.0;
        assert_eq!(readings(&host, &one), expected, "{function}");
    }
}

#[test]
fn positions_are_withheld_unless_granted() {
    let (host, all) = Host::with_badly();
    let position = |plugin: &Installed| match dispatch(&host.runtime, plugin, "read-position").result {
        Ok(DispatchAnswer::Abstain(why)) => why.values,
        other => panic!("{other:?}"),
    };
    let (lon, lat) = POSITION;
    assert_eq!(position(&all), [lon, lat, lon, lat]);
    assert!(position(&with_grants(&all, |grants| grants.fields.clear())).is_empty());
}

/// Candidates are written into the guest's memory by hand, field by field.
#[test]
fn a_guest_sees_every_field_of_every_candidate() {
    let (host, plugin) = Host::with_badly();
    let nearness = [Nearness::Own, Nearness::Neighbour, Nearness::County];
    let one = |number: u32| Candidate {
        unit: UnitRef(number + 0x0102_0304),
        team: TeamRef(number as u16 + 0x0506),
        district: DistrictRef(number as u16 + 0x0708),
        nearness: nearness[number as usize % 3],
        skills: number + 0xf1f2_f3f4,
        eta_s: number + 0x1112_1314,
        straight_line: number % 2 == 1,
        fix_age_s: u32::MAX - number,
        shift_left_s: number + 0x2122_2324,
        workload: number as u16 + 0x3132,
        grid: None,
    };
    let candidates: Vec<Candidate> = (0..5).map(one).collect();
    let input = DispatchInput { now: NOW, incident: incident(), candidates: candidates.clone(), excluded: Vec::new() };
    let settings_json = &settings("tell-candidates");
    let call = PluginCall { plugin: &plugin, settings_json, deadline_ms: PluginCall::UNTIMED };
    let Ok(DispatchAnswer::Recommend(told)) = host.runtime.ask(&call, &input, &county()).result else {
        panic!("it recommends nobody")
    };
    assert_eq!((told.passed_over.len(), told.shortfalls.len()), (5, 5));
    for (candidate, (passed, rest)) in candidates.iter().zip(told.passed_over.iter().zip(&told.shortfalls)) {
        let Candidate { unit, team, district, nearness, skills, eta_s, straight_line, fix_age_s, .. } = candidate;
        let first = [unit.0, team.0.into(), district.0.into(), *nearness as u32, *skills, *eta_s];
        let first = [&first[..], &[u32::from(*straight_line), *fix_age_s]].concat();
        let rest_of_it = [candidate.shift_left_s, candidate.workload.into()];
        assert_eq!(passed.why.values, first.into_iter().map(f64::from).collect::<Vec<_>>());
        assert_eq!(rest.values, rest_of_it.map(f64::from));
    }
}

/// The words of a caller and the exact place of a report, each by its own grant.
#[test]
fn words_and_place_of_a_report_are_withheld_unless_granted() {
    let (host, all) = Host::with_badly();
    let words = |plugin: &Installed| intake(&host.runtime, plugin, "tell-words").result.unwrap_err();
    let place =
        |plugin: &Installed| intake(&host.runtime, plugin, "tell-place").result.unwrap().remarks[0].values.clone();
    assert_eq!(words(&all), HookFailure::Guest(WORDS.to_owned()));
    let (lon, lat) = POSITION;
    assert_eq!(place(&all), [lon, lat]);
    for field in ["caller-words", "exact-position"] {
        let one = with_grants(&all, |grants| grants.fields.retain(|granted| granted == field));
        assert_eq!(words(&one) == HookFailure::Guest(WORDS.to_owned()), field == "caller-words");
        assert_eq!(place(&one).is_empty(), field == "caller-words");
    }
}

#[test]
fn a_hook_that_is_not_granted_is_not_called() {
    let (host, all) = Host::with_badly();
    let plugin = with_grants(&all, |grants| {
        grants.hooks.remove(&Hook::Dispatch);
    });
    let run = dispatch(&host.runtime, &plugin, "honest");
    let expected = "the hook `dispatch` is not granted to it".to_owned();
    assert_eq!(run.result, Err(HookFailure::Unloadable(expected)));
    assert_eq!(run.fuel_used, 0);
    escalation(&host.runtime, &plugin, "honest").result.unwrap();
}
