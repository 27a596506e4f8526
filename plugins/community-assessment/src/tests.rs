//! The figures that a county knows, worked out of counts whose quotients give them; what is no count; and what looks made up.

mod refusals;
mod suspicions;

use expect_test::{Expect, expect};
use wardroom_plugin::assessment::Length;
use wardroom_plugin::testing::{County, Package};
use wardroom_plugin::view::{Date, Noun, PersonFacts, Post};
use wardroom_plugin::{Reference, Value};

use super::*;

/// 2022-10-01T00:00:00Z: the third quarter has closed.
const NOW: TimeS = 1_664_582_400;
const DAY_S: u32 = 86_400;

fn package() -> Package {
    Package::read(env!("CARGO_MANIFEST_DIR"), why::CATALOG)
}

fn quarter() -> Period {
    Period { length: Length::Quarter, name: "2022-Q3".to_owned(), starts: NOW - 92 * DAY_S, ends: NOW }
}

fn county() -> County {
    County::new().code(Reference::Team(2), "community").numbering(Noun::District, 4)
}

/// A row of the county's own counts, given out when the period had closed.
fn row(county: County, figure: &str, period: &str, value: f64) -> County {
    reported(county, figure, period, None, value, "2022-10-01")
}

fn reported(
    county: County,
    figure: &str,
    period: &str,
    district: Option<DistrictRef>,
    value: f64,
    released: &str,
) -> County {
    let code = format!("{figure}-{period}-{district:?}-{released}");
    let cells: [(&str, Value); 5] = [
        ("figure", figure.into()),
        ("period", period.into()),
        ("value", value.into()),
        ("released", released.into()),
        ("code", "R".into()),
    ];
    match district {
        None => county.row("reported-counts", &code, cells),
        Some(district) => {
            let [figure, period, value, released, code_cell] = cells;
            let district = ("district", Value::Reference(Reference::District(district)));
            county.row("reported-counts", &code, [figure, period, district, value, released, code_cell])
        }
    }
}

/// Counts that give the known figures: 22 and 18 are -18.18 %, 2 and 1 are -50, 15 and 11 are -26.67; 22 and 13 are -40.9, 9 and 4 are
/// -55.6, 77 and 45 are -41.6, 100 and 123 are +23; 2,500 of 4,300 are 58.14, 4,000 of 4,200 are 95.24; 380 of 387 are 98.19.
fn known(mut county: County) -> County {
    for (figure, before, now) in [
        ("traffic-incidents", 22.0, 18.0),
        ("traffic-deaths", 2.0, 1.0),
        ("traffic-injuries", 15.0, 11.0),
        ("criminal-cases", 22.0, 13.0),
        ("administrative-cases", 9.0, 4.0),
        ("active-criminal-cases", 77.0, 45.0),
        ("cleared-cases", 100.0, 123.0),
        ("residents-registered", 2_500.0, 4_000.0),
        ("residents-due", 4_300.0, 4_200.0),
        ("disputes-settled", 300.0, 380.0),
        ("disputes-failed", 12.0, 7.0),
    ] {
        county = row(row(county, figure, "2021-Q3", before), figure, "2022-Q3", now);
    }
    county
}

/// 88 officers of stations, 59 of whom are of the community team; one of them has been there since the quarter after it, one left it
/// before, one holds two posts; and an auxiliary who does not count.
fn strength(mut county: County) -> County {
    let date = |year, month, day| Date { year, month, day };
    let post = |team, station, starts, ends| Post { post: 0, team, district: 0, station, starts, ends };
    let since = date(2022, 3, 1);
    let person = |sworn, posts| PersonFacts { sworn, qualifications: vec![], posts };
    for number in 0..88 {
        let team = if number < 59 { Some(2) } else { Some(0) };
        county = county.person(number, person(true, vec![post(team, Some(1), since, None)]));
    }
    let head = [post(None, Some(1), since, None), post(Some(2), Some(1), date(2022, 6, 1), None)];
    county = county.person(0, person(true, head.to_vec()));
    let later = [post(Some(0), Some(1), since, None), post(Some(2), Some(1), date(2022, 10, 1), None)];
    county = county.person(60, person(true, later.to_vec()));
    let left = [post(Some(0), Some(1), since, None), post(Some(2), Some(1), since, Some(date(2022, 9, 29)))];
    county = county.person(61, person(true, left.to_vec()));
    let room = person(true, vec![post(Some(3), None, since, None)]);
    county.person(88, person(false, vec![post(Some(2), Some(1), since, None)])).person(89, room)
}

fn assess(county: County, settings: &Settings, now: TimeS, period: &Period) -> Outcome {
    counted(county, settings, now, period, &[])
}

fn counted(county: County, settings: &Settings, now: TimeS, period: &Period, tallies: &[Vec<Tally>]) -> Outcome {
    let arbiter = package().arbiter(county.clone());
    assert_eq!(arbiter.queries(&CommunityAssessment::queries(settings).expect("queries")), Ok(()));
    let _county = county.enter();
    let outcome = CommunityAssessment::assess(now, settings, period, tallies).expect("an answer");
    assert_eq!(arbiter.indicators(&outcome), Ok(vec![]));
    outcome
}

/// The answer in words, a line for each indicator and remark.
fn words(outcome: &Outcome) -> String {
    let package = package();
    let of = |indicator: &Indicator| {
        let Indicator { name, version, district, numerator, denominator, n, unit, .. } = indicator;
        let place = district.map_or("county".to_owned(), |district| format!("district {district}"));
        let remarks: String = indicator.remarks.iter().map(|why| format!("; {}", package.text("en", why))).collect();
        format!("{name} v{version} {place}: {:.2} {unit}, n {n}{remarks}\n", numerator / denominator)
    };
    let remarks = outcome.remarks.iter().map(|why| format!("{}\n", package.text("en", why)));
    outcome.indicators.iter().map(of).chain(remarks).collect()
}

fn check(county: County, settings: &Settings, expected: Expect) {
    expected.assert_eq(&words(&assess(county, settings, NOW, &quarter())));
}

#[test]
fn its_files_agree_with_its_code() {
    package().check::<Settings>();
}

#[test]
fn the_known_figures() {
    check(
        strength(known(county())),
        &Settings::default(),
        expect![[r#"
        traffic-incidents-change v1 county: -18.18 %, n 22; 18, a year before 22
        traffic-deaths-change v1 county: -50.00 %, n 2; 1, a year before 2
        traffic-injuries-change v1 county: -26.67 %, n 15; 11, a year before 15
        criminal-cases-change v1 county: -40.91 %, n 22; 13, a year before 22
        administrative-cases-change v1 county: -55.56 %, n 9; 4, a year before 9
        active-criminal-cases-change v1 county: -41.56 %, n 77; 45, a year before 77
        cleared-cases-change v1 county: 23.00 %, n 100; 123, a year before 100
        registration-rate v1 county: 95.24 %, n 4200; 4000 of 4200
        disputes-settled-rate v1 county: 98.19 %, n 387; 380 of 387
        community-share v1 county: 67.05 %, n 88; 59 of 88; by the posts of time 1664582399
    "#]],
    );
}

/// The quarter before the reform, by the same counts: 58.14 in 2021, 95.24 in 2022.
#[test]
fn registration_before_and_after() {
    let name = "2021-Q3".to_owned();
    let before = Period { name, starts: quarter().starts - 365 * DAY_S, ends: NOW - 365 * DAY_S, ..quarter() };
    let told = words(&assess(known(county()), &Settings::default(), NOW, &before));
    assert!(told.contains("registration-rate v1 county: 58.14 %, n 4300; 2500 of 4300"), "{told}");
    assert!(told.contains("nothing was reported for the same period a year before (2020-Q3)"), "{told}");
}

/// What is on trial is shown and counts for nothing; the rest has its weight.
#[test]
fn targets_weights_and_trials() {
    let named = |of: &[(&str, f64)]| of.iter().map(|(name, number)| ((*name).to_owned(), *number)).collect();
    let settings = Settings {
        trial: vec!["registration-rate".to_owned()],
        targets: named(&[
            ("registration-rate", 95.0),
            ("disputes-settled-rate", 98.0),
            ("criminal-cases-change", -50.0),
            ("cleared-cases-change", 23.0),
            ("community-share", 60.0),
        ]),
        weights: named(&[("disputes-settled-rate", 3.0)]),
        ..Settings::default()
    };
    check(
        strength(known(county())),
        &settings,
        expect![[r#"
        traffic-incidents-change v1 county: -18.18 %, n 22; 18, a year before 22
        traffic-deaths-change v1 county: -50.00 %, n 2; 1, a year before 2
        traffic-injuries-change v1 county: -26.67 %, n 15; 11, a year before 15
        criminal-cases-change v1 county: -40.91 %, n 22; 13, a year before 22; target -50 %, not met
        administrative-cases-change v1 county: -55.56 %, n 9; 4, a year before 9
        active-criminal-cases-change v1 county: -41.56 %, n 77; 45, a year before 77
        cleared-cases-change v1 county: 23.00 %, n 100; 123, a year before 100; target 23 %, met
        registration-rate v1 county: 95.24 %, n 4200; 4000 of 4200; on trial, and counts for nothing yet
        disputes-settled-rate v1 county: 98.19 %, n 387; 380 of 387; target 98 %, met
        community-share v1 county: 67.05 %, n 88; 59 of 88; by the posts of time 1664582399; target 60 %, met
        score v1 county: 83.33 %, n 4
    "#]],
    );
}

/// Districts stand for themselves, and add up where the county says nothing itself.
#[test]
fn districts_add_up_to_the_county() {
    let mut county = county();
    for (district, settled, failed) in [(0, 200.0, 3.0), (1, 180.0, 4.0)] {
        county = reported(county, "disputes-settled", "2022-Q3", Some(district), settled, "2022-10-01");
        county = reported(county, "disputes-failed", "2022-Q3", Some(district), failed, "2022-10-01");
    }
    check(
        county,
        &Settings::default(),
        expect![[r#"
        disputes-settled-rate v1 county: 98.19 %, n 387; 380 of 387; added up of 2 districts
        disputes-settled-rate v1 district 0: 98.52 %, n 203; 200 of 203
        disputes-settled-rate v1 district 1: 97.83 %, n 184; 180 of 184
        posts are not known, so the share of community officers is not worked out
    "#]],
    );
}

/// 380 of 387 as the host counts them by the ends of the procedure, in place of what was reported; what is open, withdrawn or referred
/// counts for nothing.
#[test]
fn disputes_are_counted_by_the_host() {
    let disputes = settings::Disputes { workflow: "dispute-mediation".to_owned(), ..Default::default() };
    let settings = Settings { disputes, ..Settings::default() };
    let of = |district, end: Option<&str>, count| Tally {
        kind: None,
        district: Some(district),
        priority: None,
        fate: None,
        result: end.map(str::to_owned),
        workflow: None,
        mark: None,
        count,
        spans: vec![],
    };
    let ended = vec![
        of(0, None, 12),
        of(0, Some("settled"), 200),
        of(0, Some("withdrawn"), 5),
        of(0, Some("failed"), 7),
        of(1, Some("settled"), 180),
    ];
    let reported = reported(county(), "disputes-settled", "2022-Q3", None, 999.0, "2022-10-01");
    expect![[r#"
        disputes-settled-rate v1 county: 98.19 %, n 387; 380 of 387; added up of 2 districts; counted by the host, by the ends of the procedures
        disputes-settled-rate v1 district 0: 96.62 %, n 207; 200 of 207; counted by the host, by the ends of the procedures
        disputes-settled-rate v1 district 1: 100.00 %, n 180; 180 of 180; counted by the host, by the ends of the procedures
        posts are not known, so the share of community officers is not worked out
    "#]]
    .assert_eq(&words(&counted(reported, &settings, NOW, &quarter(), &[ended])));
}

/// A correction is a further row with a later day. What was worked out before it comes out the same again; what is worked out after it
/// takes it in.
#[test]
fn a_correction_changes_no_old_assessment() {
    let first = assess(known(county()), &Settings::default(), NOW, &quarter());
    let corrected = || reported(known(county()), "disputes-failed", "2022-Q3", None, 9.0, "2022-11-15");
    assert_eq!(assess(corrected(), &Settings::default(), NOW, &quarter()), first);
    let later = words(&assess(corrected(), &Settings::default(), NOW + 60 * DAY_S, &quarter()));
    assert!(later.contains("disputes-settled-rate v1 county: 97.69 %, n 389; 380 of 389"), "{later}");
}

#[test]
fn a_county_that_reports_nothing_says_so() {
    check(
        County::new().deny("person-info"),
        &Settings::default(),
        expect![[r#"
        nothing of use was reported for 2022-Q3
        posts are not known, so the share of community officers is not worked out
    "#]],
    );
}
