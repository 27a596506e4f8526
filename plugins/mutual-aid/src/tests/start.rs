//! How a request begins: what a person has to say, and what an incident need not.

use super::*;
use wardroom_plugin::testing::{incident, instance};
use wardroom_plugin::workflow::{Effect, Instance};

fn refusal(with: &[(&str, Value)]) -> String {
    let _county = county([&[PATROL; 5], &[PATROL; 5], &[], &[]]).enter();
    package().refusal(&Request::start(NOW, &settings(), &instance("mutual-aid"), &fields(with)))
}

#[test]
fn a_request_that_can_not_be_met_is_refused_at_once() {
    let units = ("units", Value::from(1.0));
    expect!["`hours` is 73; a loan lasts 1 to 72 hours here"].assert_eq(&refusal(&[units, ("hours", 73.0.into())]));
}

/// A start without a word took one unit for four hours as asked for, had it in reserve, and was over at once; the duty leader was
/// told to use a unit for nothing.
#[test]
fn a_person_says_how_many_units_and_for_how_long() {
    expect!["say how many units are needed (`units`) and for how many hours (`hours`)"].assert_eq(&refusal(&[]));
    expect!["say how many units are needed (`units`) and for how many hours (`hours`)"]
        .assert_eq(&refusal(&[("hours", 4.0.into())]));
    expect!["say how many units are needed (`units`) and for how many hours (`hours`)"]
        .assert_eq(&refusal(&[("units", 2.0.into()), ("skill", Reference::Skill(0).into())]));
}

/// The county starts it for an incident of some kind, and an incident fills in no form.
#[test]
fn an_incident_asks_for_one_unit_for_the_usual_time() {
    let instance = Instance { incident: Some(incident()), ..instance("mutual-aid") };
    let _county = county([&[PATROL; 3], &[], &[], &[]]).enter();
    let outcome = Request::start(NOW, &settings(), &instance, &[]).unwrap();
    let notices = outcome.effects.iter().filter_map(|effect| match effect {
        Effect::Notify(notice) => {
            Some(["en", "zh-CN"].map(|language| package().text(language, &notice.why)).join("\n"))
        }
        _ => None,
    });
    expect![[r#"
        use 1 of the own reserve’s units (skills 0b0) for 14400 s
        请先动用本警区备勤1个单元（skills 0b0），为期14400 s"#]]
    .assert_eq(&notices.collect::<String>());
}
