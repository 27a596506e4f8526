//! Answers whose reasons nobody could be told are none.

use std::collections::BTreeMap;

use domain::arbiter::untellable;
use domain::hooks::{DispatchAnswer, Reason, ReasonValue, Untellable};
use domain::ids::*;
use domain::plugin::Catalog;
use domain::ports::Reference;

use crate::desk::*;

fn fault(text: &str, code: u16, values: &[ReasonValue]) -> Option<Untellable> {
    let texts = BTreeMap::from([("en".to_owned(), text.to_owned())]);
    let catalog = Catalog { messages: BTreeMap::from([(7, texts)]) };
    let mut desk = Desk::new();
    desk.report("noise");
    let answer = DispatchAnswer::Abstain(Reason { code, values: values.to_vec() });
    untellable(&answer, &catalog, &county(), &desk.state)
}

fn number(number: f64) -> ReasonValue {
    ReasonValue::Number(number)
}

#[test]
fn a_code_that_the_catalog_has_not_is_no_reason() {
    assert_eq!(fault("all is well", 7, &[]), None);
    assert_eq!(fault("all is well", 8, &[]), Some(Untellable::UnknownCode { code: 8 }));
}

#[test]
fn a_text_gets_every_value_that_it_waits_for() {
    assert_eq!(fault("{0} of {1:count}", 7, &[number(1.0), number(2.0)]), None);
    assert_eq!(fault("{0} of {1:count}", 7, &[number(1.0)]), Some(Untellable::MissingValue { code: 7, value: 1 }));
    assert_eq!(fault("what is {in} braces and no value stays", 7, &[]), None);
}

/// What no text shows would be kept for good without anybody ever having read it.
#[test]
fn a_text_has_a_place_for_every_value() {
    let spare = |value| Some(Untellable::SpareValue { code: 7, value });
    assert_eq!(fault("{0} of {1:count}", 7, &[number(1.0), number(2.0), number(3.0)]), spare(2));
    assert_eq!(fault("all is well", 7, &[number(1.0)]), spare(0));
    // One that stands between two others, too; and one text may have a value twice.
    assert_eq!(fault("{2} of {0}", 7, &[number(1.0), number(2.0), number(3.0)]), spare(1));
    assert_eq!(fault("{0}, {0}", 7, &[number(1.0)]), None);
    // What is missing is said first.
    let missing = Some(Untellable::MissingValue { code: 7, value: 2 });
    assert_eq!(fault("{2}", 7, &[number(1.0)]), missing);
}

#[test]
fn each_value_is_what_the_catalog_says() {
    let other = |text: &str, value: ReasonValue| {
        let (given, kind) = (value.kind().to_owned(), text.split_once(':').map_or("number", |(_, kind)| kind));
        let kind = kind.trim_end_matches('}').to_owned();
        assert_eq!(fault(text, 7, &[value]), Some(Untellable::OtherValue { code: 7, value: 0, kind, given }));
    };
    let unit = || ReasonValue::from(Reference::Unit(UnitRef(0)));
    assert_eq!(fault("{0:unit} {1:duration}", 7, &[unit(), ReasonValue::Duration(60)]), None);
    // A lawyer, or whoever it is, is no number, and a number no unit.
    other("{0:unit}", number(0.0));
    other("{0:unit}", Reference::Person(PersonRef(0)).into());
    other("{0:count}", unit());
    other("{0:count}", number(0.5));
    other("{0:duration}", number(60.0));
    other("{0:distance}", ReasonValue::Duration(60));
    other("{0}", ReasonValue::Text("LW3".to_owned()));
    other("{0:text}", number(3.0));
    other("{0:date}", number(3.0));
}

#[test]
fn a_reference_is_to_something_that_there_is() {
    let unknown = |of: Reference| {
        let (text, kind) = (format!("{{0:{}}}", of.of()), of.of().name().to_owned());
        assert_eq!(fault(&text, 7, &[of.into()]), Some(Untellable::UnknownReference { code: 7, value: 0, kind }));
    };
    let known = |of: Reference| assert_eq!(fault(&format!("{{0:{}}}", of.of()), 7, &[of.into()]), None);
    // Six units, two districts, one incident.
    known(Reference::Unit(UnitRef(5)));
    unknown(Reference::Unit(UnitRef(6)));
    known(Reference::District(DistrictRef(1)));
    unknown(Reference::District(DistrictRef(2)));
    known(Reference::Incident(IncidentRef(1)));
    unknown(Reference::Incident(IncidentRef(0)));
    unknown(Reference::Incident(IncidentRef(2)));
    unknown(Reference::Workflow(InstanceRef(1)));
}
