//! Rows that are no counts: none of them is repeated in what is said.

use super::*;

/// A row with this in one of its columns.
fn with(column: &'static str, value: impl Into<Value>) -> County {
    let mut cells = [
        ("code", Value::from("R1")),
        ("figure", "disputes-settled".into()),
        ("period", "2022-Q3".into()),
        ("value", 380.0.into()),
        ("released", "2022-10-01".into()),
        ("note", "".into()),
    ];
    cells.iter_mut().filter(|(name, _)| *name == column).for_each(|(_, cell)| *cell = Value::from(""));
    let value = value.into();
    let cells = cells.map(|(name, cell)| (name, if name == column { value.clone() } else { cell }));
    county().row("reported-counts", "R1", cells)
}

fn refused(county: County) -> String {
    let outcome = assess(county, &Settings::default(), NOW, &quarter());
    assert!(outcome.indicators.is_empty(), "{outcome:?}");
    package().text("en", &outcome.remarks[0])
}

#[test]
fn a_row_that_looks_like_a_person_is_refused_with_words() {
    let id = "row 1 of 2022-Q3 looks like somebody's ID number and is refused: counts only, take personal data out";
    assert_eq!(refused(with("figure", "35092419800101001X")), id);
    assert_eq!(refused(with("note", "证号 350924800101001")), id);
    assert_eq!(refused(with("value", 350_924_198_001_010_011.0)), id);
    let telephone =
        "row 1 of 2022-Q3 looks like a telephone number and is refused: counts only, take personal data out";
    assert_eq!(refused(with("code", "13800000000")), telephone);
    let name = "row 1 of 2022-Q3 looks like a name and is refused: counts only, take personal data out";
    assert_eq!(refused(with("figure", "某某某")), name);
    assert_eq!(refused(with("note", "某某")), name);
}

#[test]
fn one_under_a_long_number_is_refused_with_words() {
    let row = |value: f64| {
        let cells = [
            ("code", Value::from("R-350924-0017-22")),
            ("figure", "disputes-settled".into()),
            ("period", "2022-Q3".into()),
            ("value", value.into()),
            ("released", "2022-10-01".into()),
        ];
        county().row("reported-counts", "R", cells)
    };
    let words = "row 1 of 2022-Q3 counts one under a long number, which looks like one person, and is refused: add up before reporting";
    assert_eq!(refused(row(1.0)), words);
    let many = assess(row(2.0), &Settings::default(), NOW, &quarter());
    assert_ne!(package().text("en", &many.remarks[0]), words, "two are a count");
}

#[test]
fn a_row_that_says_nothing_of_use_is_refused_with_words() {
    let figure = "row 1 of 2022-Q3 has a code that no figure has, and is refused";
    assert_eq!(refused(with("figure", "good-deeds")), figure);
    let number = "row 1 of 2022-Q3 is no whole number from 0 on, and is refused";
    assert_eq!(refused(with("value", 12.5)), number);
    assert_eq!(refused(with("value", -3.0)), number);
    assert_eq!(refused(with("value", "viele")), number);
}
