//! What the rule says no to, in words.

use super::*;

fn refused(given: &[(&str, Value)], grid: Option<u32>) -> String {
    let _county = county([&[PATROL; 4], &[], &[]]).enter();
    let instance = Instance { grid, ..instance(forms::KIND) };
    package().refusal(&Plan::start(NOW, &settings(), &instance, &fields(given)))
}

#[test]
fn a_start_is_refused_with_words() {
    let at = |hours: u32| Value::Time(NOW + hours * HOUR);
    assert_eq!(refused(&[], None), "say the grid of the staging place");
    assert_eq!(refused(&[("plan", "festival".into())], Some(4)), "there is no plan festival: check its code");
    assert_eq!(refused(&[("ends", at(0))], Some(4)), "the end time 1661990400 is gone");
    assert_eq!(
        refused(&[("starts", at(5)), ("ends", at(5))], Some(4)),
        "the end time 1662008400 is not after the beginning time 1662008400"
    );
    assert_eq!(refused(&[("ends", at(24 * 31))], Some(4)), "no more than 30 days: begin several");
    assert_eq!(refused(&[("level", 3.0.into())], Some(4)), "there is no level 3: 2 is the highest");
    // A post that ends before it begins.
    let told = refused(&[("plan", "upside-down".into())], Some(4));
    assert_eq!(told, "the row E3 of the table of posts is not whole: grid, units and times");
}

#[test]
fn signals_are_refused_with_words() {
    let mut story = story(settings(), county([&[PATROL; 4], &[], &[]]), &[]);
    let mut refused = |name: &str, given: &[(&str, Value)]| story.refuses_signal(name, &fields(given));
    let at = |hours: u32| Value::Time(NOW + hours * HOUR);
    assert_eq!(refused(LEVEL, &[("level", 3.0.into())]), "there is no level 3: 2 is the highest");
    assert_eq!(refused(LEVEL, &[("level", 0.0.into())]), "it is at level 0 already");
    assert_eq!(refused(EXTEND, &[("ends", at(8))]), "later than time 1662019200, when it ends now");
    assert_eq!(refused(EXTEND, &[("ends", at(24 * 31))]), "no more than 30 days: begin several");
    let post = |units: f64, until| {
        [("name", "square".into()), ("grid", Reference::Grid(7).into()), ("units", units.into()), ("until", until)]
    };
    assert_eq!(refused(POST, &post(1.0, at(9))), "a post lies within time 1661990400 and time 1662019200");
    assert_eq!(refused(POST, &post(41.0, at(2))), "no more than 40 units on all posts");
}

#[test]
fn a_post_too_many_is_refused_with_words() {
    let settings = Settings { cover_units_min: 0, ..settings() };
    let mut story = story(settings, county([&[PATROL; 4], &[], &[]]), &[]);
    let post = fields(&[("name", "square".into()), ("grid", Reference::Grid(7).into()), ("units", 1.0.into())]);
    for _ in 0..15 {
        story.signal(POST, &post);
    }
    assert_eq!(story.refuses_signal(POST, &post), "no more than 15 posts");
}
