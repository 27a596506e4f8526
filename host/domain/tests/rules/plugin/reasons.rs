//! Answers whose reasons nobody could be told are none.

use std::collections::BTreeMap;

use domain::arbiter::untellable;
use domain::hooks::{DispatchAnswer, Reason, Untellable};
use domain::plugin::Catalog;

use crate::desk::*;

fn fault(text: &str, code: u16, values: &[f64]) -> Option<Untellable> {
    let texts = BTreeMap::from([("en".to_owned(), text.to_owned())]);
    let catalog = Catalog { messages: BTreeMap::from([(7, texts)]) };
    let mut desk = Desk::new();
    desk.report("noise");
    let answer = DispatchAnswer::Abstain(Reason { code, values: values.to_vec() });
    untellable(&answer, &catalog, &county(), &desk.state)
}

#[test]
fn a_code_that_the_catalog_has_not_is_no_reason() {
    assert_eq!(fault("all is well", 7, &[]), None);
    assert_eq!(fault("all is well", 8, &[]), Some(Untellable::UnknownCode { code: 8 }));
}

#[test]
fn a_text_gets_every_value_that_it_waits_for() {
    assert_eq!(fault("{0} of {1:count}", 7, &[1.0, 2.0]), None);
    assert_eq!(fault("{0} of {1:count}", 7, &[1.0]), Some(Untellable::MissingValue { code: 7, value: 1 }));
    assert_eq!(fault("what is {in} braces and no value stays", 7, &[]), None);
}

#[test]
fn a_reference_is_to_something_that_there_is() {
    let unknown = |text: &str, value: f64| {
        let kind = text.split_once(':').expect("a kind").1.trim_end_matches('}').to_owned();
        assert_eq!(fault(text, 7, &[value]), Some(Untellable::UnknownReference { code: 7, value: 0, kind }));
    };
    // Six units, two districts, one incident.
    assert_eq!(fault("{0:unit}", 7, &[5.0]), None);
    unknown("{0:unit}", 6.0);
    unknown("{0:unit}", 0.5);
    unknown("{0:unit}", f64::NAN);
    assert_eq!(fault("{0:district}", 7, &[1.0]), None);
    unknown("{0:district}", 2.0);
    assert_eq!(fault("{0:incident}", 7, &[1.0]), None);
    unknown("{0:incident}", 0.0);
    unknown("{0:incident}", 2.0);
    assert_eq!(fault("{0:duration}", 7, &[1e9]), None, "no reference");
}
