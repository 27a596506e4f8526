//! What the county of a test answers.

use super::*;
use crate::testing::{NOW, incident};

#[test]
fn without_a_county_nothing_is_granted() {
    assert_eq!(view::code(Reference::Unit(1)), Err(Refusal::Denied));
    let county = County::new().code(Reference::Unit(1), "U001").enter();
    assert_eq!(view::code(Reference::Unit(1)).as_deref(), Ok("U001"));
    assert_eq!(view::code(Reference::Unit(2)), Err(Refusal::NotFound));
    drop(county);
    assert_eq!(view::code(Reference::Unit(1)), Err(Refusal::Denied));
}

#[test]
fn each_function_can_be_withheld() {
    let _county = County::new().incident(incident()).deny("get-incident").enter();
    assert_eq!(view::incident(1), Err(Refusal::Denied));
    assert_eq!(view::open_incidents(0, 9), Ok(vec![incident()]));
}

#[test]
fn open_incidents_come_oldest_first_and_limited() {
    let late = Incident { ref_: 2, reported_at: NOW + 60, ..incident() };
    let closed = Incident { ref_: 3, phase: Phase::Closed, ..incident() };
    let _county = County::new().incident(late.clone()).incident(closed).incident(incident()).enter();
    assert_eq!(view::open_incidents(0, 9), Ok(vec![incident(), late]));
    assert_eq!(view::open_incidents(0, 1), Ok(vec![incident()]));
    assert_eq!(view::open_incidents(1, 9), Ok(vec![]));
}

#[test]
fn duty_follows_the_clock() {
    let _county = County::new().on_duty_during(NOW..NOW + 10, 0, "officer", &[7]).enter();
    assert_eq!(view::on_duty(0, "officer", NOW + 9), Ok(vec![7]));
    assert_eq!(view::on_duty(0, "officer", NOW + 10), Ok(vec![]));
    assert_eq!(view::on_duty(0, "cook", NOW), Err(Refusal::NotFound));
}

#[test]
fn tables_and_attributes() {
    let row = [("grid", Value::Text("g".into())), ("level", Value::Number(1.0))];
    let _county = County::new()
        .row("key-places", "a", row.clone())
        .row("key-places", "b", row)
        .attribute(Subject::Kind(3), "factor", Value::Number(0.5))
        .enter();
    assert_eq!(view::rows("key-places", "grid", &Value::Text("g".into()), 1).map(|rows| rows.len()), Ok(1));
    assert_eq!(view::rows("key-places", "colour", &Value::Flag(true), 1), Err(Refusal::NotFound));
    assert_eq!(view::cell(&view::row("key-places", "b").unwrap(), "level"), Some(&Value::Number(1.0)));
    assert_eq!(view::row("key-places", "c"), Err(Refusal::NotFound));
    assert_eq!(view::attribute(Subject::Kind(3), "factor"), Ok(Some(Value::Number(0.5))));
    assert_eq!(view::attribute(Subject::Kind(4), "factor"), Ok(None));
    assert_eq!(view::attribute(Subject::Kind(3), "colour"), Err(Refusal::NotFound));
}

#[test]
fn a_series_shows_its_last_value_while_that_is_young_enough() {
    let _county = County::new().series("weather.wind-ms", 600, &[(NOW, 4.0), (NOW + 300, 9.5)]).enter();
    let reading = |value, age_s| Ok(Reading { value, age_s });
    assert_eq!(view::series("weather.wind-ms", NOW - 1), Err(Refusal::NotFound));
    assert_eq!(view::series("weather.wind-ms", NOW + 299), reading(4.0, 299));
    assert_eq!(view::series("weather.wind-ms", NOW + 900), reading(9.5, 600));
    assert_eq!(view::series("weather.wind-ms", NOW + 901), Err(Refusal::NotFound), "one past its age");
    assert_eq!(view::series("river.level-m", NOW), Err(Refusal::NotFound));
}

#[test]
fn dates_weekdays_and_working_days() {
    let day = |year, month, day| Date { year, month, day };
    for (days, date, weekday) in [
        (0, day(1970, 1, 1), 3),
        (11_016, day(2000, 2, 29), 1),
        (19_236, day(2022, 9, 1), 3),
        (20_148, day(2025, 3, 1), 5),
    ] {
        assert_eq!(date_of(days), (date, weekday));
    }
    // A Thursday; the Friday is a holiday, and the Saturday makes up for it.
    let _county = County::new()
        .special_day(day(2022, 9, 2), DayKind::Holiday)
        .special_day(day(2022, 9, 3), DayKind::MakeUp)
        .enter();
    let shown = view::local_time(NOW + DAY_S + 90 * 60).unwrap();
    assert_eq!((shown.date, shown.weekday, shown.minute, shown.day), (day(2022, 9, 2), 4, 90, DayKind::Holiday));
    assert_eq!(view::after_working_days(NOW, 1), Ok(NOW + 3 * DAY_S));
    assert_eq!(view::after_working_days(NOW, 2), Ok(NOW + 5 * DAY_S));
    assert_eq!(view::after_working_days(NOW, 0), Err(Refusal::NotFound));
    let office = Hours::of_working_days(480, 1_080);
    assert_eq!(view::next_within(NOW + DAY_S, office), Ok(NOW + 2 * DAY_S + 8 * 3_600));
    assert!(shown.is_within(60, 120) && shown.is_within(22 * 60, 6 * 60) && !shown.is_within(120, 60 * 24));
}
