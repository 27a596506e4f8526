//! What leaves, in words.

use wardroom_plugin::Assessment;
use wardroom_plugin::assessment::{Indicator, Length, Period, Tally};

use super::*;

fn period(length: Length) -> Period {
    Period { length, name: "2022-Q3".to_owned(), starts: NOW - 62 * DAY, ends: NOW }
}

fn tally(district: u16, category: Option<&str>, count: u32) -> Tally {
    let mark = category.map(str::to_owned);
    let (district, spans) = (Some(district), Vec::new());
    Tally { kind: None, district, priority: None, fate: None, result: None, workflow: None, mark, count, spans }
}

/// The answer in words, a line for each indicator and remark.
fn told(length: Length, tallies: &[Tally]) -> String {
    let (package, settings) = (package(), Settings::default());
    let outcome = Figures::assess(NOW, &settings, &period(length), &[tallies.to_vec()]).unwrap();
    assert_eq!(package.arbiter(County::new()).indicators(&outcome), Ok(vec![]));
    let of = |indicator: &Indicator| {
        let Indicator { name, district, numerator, n, .. } = indicator;
        let place = district.map_or("county".to_owned(), |district| format!("district {district}"));
        format!("{name} {place}: {numerator} over {n}\n")
    };
    let remarks = outcome.remarks.iter().map(|why| format!("{}\n", package.text("en", why)));
    outcome.indicators.iter().map(of).chain(remarks).collect()
}

#[test]
fn it_has_requests_counted_by_category_and_district() {
    let queries = Figures::queries(&Settings::default()).unwrap();
    assert_eq!(package().arbiter(County::new()).queries(&queries), Ok(()));
}

/// Two children in one district: neither that, nor what would tell it.
#[test]
fn small_counts_and_what_would_tell_them_stay() {
    let tallies = [
        tally(0, Some("elder"), 12),
        tally(0, Some("child"), 2),
        tally(0, Some("disabled"), 9),
        tally(0, Some("other"), 6),
        tally(0, None, 3),
        tally(1, Some("elder"), 20),
        tally(1, Some("child"), 15),
        tally(1, Some("disabled"), 30),
        tally(1, Some("other"), 8),
    ];
    expect![[r#"
        requests-elder district 0: 12 over 12
        requests-elder district 1: 20 over 20
        requests-elder county: 32 over 32
        requests-child county: 17 over 17
        requests-disabled district 0: 9 over 9
        requests-disabled district 1: 30 over 30
        requests-disabled county: 39 over 39
        requests-other county: 14 over 14
        requests district 0: 29 over 29
        requests district 1: 73 over 73
        requests county: 102 over 102
        left out, since they are under 5 or would tell such: 4
    "#]]
    .assert_eq(&told(Length::Quarter, &tallies));
}

#[test]
fn a_quarter_with_next_to_nothing_tells_nothing() {
    expect![[r#"
        left out, since they are under 5 or would tell such: 10
    "#]]
    .assert_eq(&told(Length::Quarter, &[tally(0, Some("elder"), 3)]));
    expect![[r#"
        left out, since they are under 5 or would tell such: 5
    "#]]
    .assert_eq(&told(Length::Quarter, &[]));
}

#[test]
fn months_stay_inside() {
    expect![[r#"
        counts leave by the quarter: of two months and the quarter the third could be told
    "#]]
    .assert_eq(&told(Length::Month, &[tally(0, Some("elder"), 40)]));
}
