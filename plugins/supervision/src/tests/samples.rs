//! Which incidents are reviewed.

use super::sampling::{Sample, drawn, is_sampled};
use super::*;

#[test]
fn a_kind_is_sampled_as_the_settings_say() {
    let _county = county().enter();
    let settings = |json: &str| serde_json::from_str::<Settings>(json).unwrap();
    let sampled = |json: &str| is_sampled(&settings(json), &of_phase(Phase::Closed));
    assert!(sampled(r#"{"sampling":{"assault":"all"},"usually":"none"}"#));
    assert!(!sampled(r#"{"sampling":{"assault":"none"},"usually":"all"}"#));
    assert!(sampled(r#"{"sampling":{"theft":"none"},"usually":{"every":1}}"#));
    assert!(serde_json::from_str::<Settings>(r#"{"usually":"some"}"#).is_err());
}

/// One of ten, by number and salt: the same each time, another ten with another salt, and none that can be seen by its number.
#[test]
fn one_of_so_many_is_drawn_by_its_number_and_a_salt() {
    let drawn = |salt: &str, kind: &str| -> Vec<u32> {
        (1..=10_000).filter(|number| drawn(Sample::Every(10), salt, kind, *number)).collect()
    };
    let sample = drawn("2022", "assault");
    assert_eq!(sample, drawn("2022", "assault"));
    assert!((900..1_100).contains(&sample.len()), "{} of 10,000", sample.len());
    for other in [drawn("2023", "assault"), drawn("2022", "theft")] {
        let both = other.iter().filter(|number| sample.contains(number)).count();
        assert!(both < 150, "{both} of {} are in both samples", other.len());
    }
    expect!["[5, 12, 14, 35]"].assert_eq(&format!("{:?}", &sample[..4]));
    let last_digits = (0..10).map(|digit| sample.iter().filter(|number| *number % 10 == digit).count());
    assert!(last_digits.into_iter().all(|count| count > 60), "no digit tells");
}

fn begun(json: &str, phase: Phase, with: &[Field]) -> Outcome {
    let _county = county().enter();
    let instance = Instance { incident: Some(of_phase(phase)), ..instance("supervision") };
    Review::start(NOW, &serde_json::from_str(json).unwrap(), &instance, with).unwrap()
}

#[test]
fn what_is_not_sampled_is_over_at_once() {
    let outcome = begun(r#"{"usually":"none"}"#, Phase::Accepted, &[]);
    assert_eq!(outcome.ended.as_deref(), Some(forms::NOT_SAMPLED));
    expect!["incident incident 1 is not sampled by rule"].assert_eq(&package().text("en", &outcome.remarks[0]));
    let by_order = begun(r#"{"usually":"none"}"#, Phase::Accepted, &fields(&[("ordered", true.into())]));
    assert_eq!(by_order.ended, None);
    expect!["incident incident 1 is reviewed by order, whatever the sample says"]
        .assert_eq(&package().text("en", &by_order.remarks[0]));
}

#[test]
fn what_is_sampled_waits_until_it_is_closed() {
    let waiting = begun(r#"{"usually":"all"}"#, Phase::Accepted, &[]);
    assert_eq!((waiting.effects.len(), waiting.ended), (0, None));
    expect!["incident incident 1 is to be reviewed as soon as it is closed"]
        .assert_eq(&package().text("en", &waiting.stage));
    assert_eq!(begun(r#"{"usually":"all"}"#, Phase::Closed, &[]).effects.len(), 1, "it is closed already");
}
