//! What is not granted is denied, and what is granted is all there is.

use domain::hooks::*;
use domain::plugin::{Installed, VIEW_FUNCTIONS};

use crate::guests::*;

/// What the guest learnt from each function of `view`: 0 it answered, 1 denied.
fn readings(host: &Host, plugin: &Installed) -> Vec<f64> {
    let read = |behaviour| match dispatch(&host.runtime, plugin, behaviour).result {
        Ok(DispatchAnswer::Abstain(why)) => why.values,
        other => panic!("{other:?}"),
    };
    [read("read-everything"), read("read-more")].concat()
}

#[test]
fn view_functions_are_granted_one_by_one() {
    let (host, all) = Host::with_badly();
    assert_eq!(readings(&host, &all), [0.0; 14]);
    let none = with_grants(&all, |grants| grants.view.clear());
    assert_eq!(readings(&host, &none), [1.0; 14]);
    for (at, function) in VIEW_FUNCTIONS.iter().enumerate() {
        let one = with_grants(&all, |grants| grants.view.retain(|name| name == function));
        let mut expected = [1.0; 14];
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
