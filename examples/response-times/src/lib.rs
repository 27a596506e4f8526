//! Assesses response times: of each district and of the county, how soon the first unit is on scene, how often in time, and how much of
//! what was reported is closed; and of the county, with which of its results.

use std::collections::BTreeMap;

use serde::Deserialize;
use wardroom_plugin::assessment::{Dimension, Fate, Indicator, Moment, Outcome, Period, Query, Tally};
use wardroom_plugin::{Assessment, DistrictRef, Result, TimeS};

/// `settings.schema.json` says the same to people.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// From the report to the first unit on scene.
    pub in_time_s: u32,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { in_time_s: 900 }
    }
}

// What it says to people, in Chinese and in English; a test sees that `catalog.json` says the same.
mod why {
    wardroom_plugin::catalog! {
        1 MEAN: "平均到场时间", "mean time until a unit is on scene";
        2 IN_TIME: "按时到场率", "share with a unit on scene in time";
        3 CLOSED: "办结率", "share that is closed";
        4 RESULT: "处警结果占比", "share that ended so";
        10 limit(limit: duration): "按时：{limit}以内", "in time is within {limit}";
        11 longest(longest: duration): "最长{longest}", "the longest took {longest}";
        12 ended_with(result: result): "处警结果：{result}", "result: {result}";
        13 ended_without(): "无处警结果", "without a result";
        20 nobody_came(): "本周期无单元到场", "no unit came on scene in this period";
    }
}

pub struct ResponseTimes;

impl Assessment for ResponseTimes {
    type Settings = Settings;

    fn queries(settings: &Settings) -> Result<Vec<Query>> {
        let response = Query::by(&[Dimension::District]).span(Moment::Reported, Moment::OnScene, &[settings.in_time_s]);
        let fates = Query::by(&[Dimension::District, Dimension::Fate]);
        Ok(vec![response, fates, Query::by(&[Dimension::Fate, Dimension::Result])])
    }

    fn assess(_: TimeS, settings: &Settings, _: &Period, tallies: &[Vec<Tally>]) -> Result<Outcome> {
        let [response, fates, results] = tallies else { return Err("three queries have three answers".into()) };
        let mut outcome = Outcome::default();
        respond(settings, response, &mut outcome);
        close(fates, &mut outcome);
        conclude(results, &mut outcome);
        Ok(outcome)
    }
}

wardroom_plugin::export!(assessment: ResponseTimes);

/// What one district or all of them come to.
#[derive(Default)]
struct Sum {
    n: u32,
    seconds: f64,
    in_time: u32,
    longest_s: u32,
}

fn respond(settings: &Settings, tallies: &[Tally], outcome: &mut Outcome) {
    let mut sums: BTreeMap<Option<DistrictRef>, Sum> = BTreeMap::new();
    for tally in tallies {
        let Some(spread) = tally.spans.first() else { continue };
        for of in [None, tally.district] {
            let sum = sums.entry(of).or_default();
            sum.n += spread.n;
            sum.seconds += spread.sum_s;
            sum.in_time += spread.within.first().copied().unwrap_or_default();
            sum.longest_s = sum.longest_s.max(spread.max_s);
        }
    }
    sums.retain(|_, sum| sum.n > 0);
    if sums.is_empty() {
        outcome.remarks.push(why::nobody_came());
    }
    for (district, Sum { n, seconds, in_time, longest_s }) in sums {
        let (cases, in_time) = (f64::from(n), f64::from(in_time));
        let mean = Indicator::new("response-mean", why::MEAN, (seconds, cases), n, "s").remark(why::longest(longest_s));
        let share = Indicator::new("response-in-time", why::IN_TIME, (in_time, cases), n, "1");
        let share = share.remark(why::limit(settings.in_time_s));
        outcome.indicators.extend([Indicator { district, ..mean }, Indicator { district, ..share }]);
    }
}

fn close(tallies: &[Tally], outcome: &mut Outcome) {
    let mut sums: BTreeMap<Option<DistrictRef>, (u32, u32)> = BTreeMap::new();
    // A duplicate is the other incident's, and a false alarm nobody's.
    for tally in tallies.iter().filter(|tally| !matches!(tally.fate, Some(Fate::Merged | Fate::Cancelled))) {
        for of in [None, tally.district] {
            let (closed, all) = sums.entry(of).or_default();
            *all += tally.count;
            *closed += if tally.fate == Some(Fate::Closed) { tally.count } else { 0 };
        }
    }
    for (district, (closed, all)) in sums {
        let share = (f64::from(closed), f64::from(all));
        outcome.indicators.push(Indicator { district, ..Indicator::new("closed", why::CLOSED, share, all, "1") });
    }
}

/// Of all that are closed, how many with which result. A county without results has none of these figures.
fn conclude(tallies: &[Tally], outcome: &mut Outcome) {
    let closed = || tallies.iter().filter(|tally| tally.fate == Some(Fate::Closed));
    if closed().all(|tally| tally.result.is_none()) {
        return;
    }
    let all = closed().map(|tally| tally.count).sum();
    for Tally { result, count, .. } in closed() {
        let (name, why) = match result {
            Some(code) => (format!("result-{code}"), why::ended_with(code)),
            None => ("no-result".to_owned(), why::ended_without()),
        };
        let share = (f64::from(*count), f64::from(all));
        outcome.indicators.push(Indicator::new(&name, why::RESULT, share, all, "1").remark(why));
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use wardroom_plugin::assessment::{Length, Spread};
    use wardroom_plugin::testing::{County, NOW, Package};

    use super::*;

    fn period() -> Period {
        Period { length: Length::Month, name: "2022-08".to_owned(), starts: NOW - 31 * 86_400, ends: NOW }
    }

    fn tally(district: DistrictRef, fate: Option<Fate>, count: u32, spans: Vec<Spread>) -> Tally {
        let district = Some(district);
        Tally { kind: None, district, priority: None, fate, result: None, workflow: None, mark: None, count, spans }
    }

    fn ended(fate: Fate, result: Option<&str>, count: u32) -> Tally {
        Tally { district: None, result: result.map(str::to_owned), ..tally(0, Some(fate), count, vec![]) }
    }

    fn spread(n: u32, sum_s: f64, within: u32) -> Spread {
        Spread { n, sum_s, p50_s: 300, p90_s: 900, max_s: 1_200, within: vec![within] }
    }

    /// The answer in words, a line for each indicator and remark.
    fn told(tallies: &[Vec<Tally>]) -> String {
        let package = Package::read(env!("CARGO_MANIFEST_DIR"), why::CATALOG);
        let outcome = ResponseTimes::assess(NOW, &Settings::default(), &period(), tallies).unwrap();
        assert_eq!(package.arbiter(County::new()).indicators(&outcome), Ok(vec![]));
        let of = |indicator: &Indicator| {
            let Indicator { name, version, district, numerator, denominator, n, unit, .. } = indicator;
            let place = district.map_or("county".to_owned(), |district| format!("district {district}"));
            let remarks: String =
                indicator.remarks.iter().map(|why| format!("; {}", package.text("en", why))).collect();
            format!("{name} v{version} {place}: {numerator}/{denominator} {unit} over {n}{remarks}\n")
        };
        let remarks = outcome.remarks.iter().map(|why| format!("{}\n", package.text("en", why)));
        outcome.indicators.iter().map(of).chain(remarks).collect()
    }

    #[test]
    fn its_files_agree_with_its_code() {
        Package::read(env!("CARGO_MANIFEST_DIR"), why::CATALOG).check::<Settings>();
    }

    #[test]
    fn it_has_three_things_counted() {
        let queries = ResponseTimes::queries(&Settings { in_time_s: 600 }).unwrap();
        assert_eq!((queries.len(), queries[0].spans[0].within_s[0]), (3, 600));
        let arbiter = Package::read(env!("CARGO_MANIFEST_DIR"), why::CATALOG).arbiter(County::new().result("warned"));
        assert_eq!(arbiter.queries(&queries), Ok(()));
    }

    #[test]
    fn districts_and_the_county_are_told_apart() {
        let response = vec![
            tally(0, None, 5, vec![spread(4, 2_400.0, 3)]),
            tally(1, None, 2, vec![spread(2, 1_800.0, 1)]),
            tally(2, None, 1, vec![spread(0, 0.0, 0)]),
        ];
        let fates = vec![
            tally(0, Some(Fate::Open), 1, vec![]),
            tally(0, Some(Fate::Closed), 3, vec![]),
            tally(0, Some(Fate::Merged), 1, vec![]),
            tally(1, Some(Fate::Closed), 2, vec![]),
        ];
        expect![[r#"
            response-mean v1 county: 4200/6 s over 6; the longest took 1200 s
            response-in-time v1 county: 4/6 1 over 6; in time is within 900 s
            response-mean v1 district 0: 2400/4 s over 4; the longest took 1200 s
            response-in-time v1 district 0: 3/4 1 over 4; in time is within 900 s
            response-mean v1 district 1: 1800/2 s over 2; the longest took 1200 s
            response-in-time v1 district 1: 1/2 1 over 2; in time is within 900 s
            closed v1 county: 5/6 1 over 6
            closed v1 district 0: 3/4 1 over 4
            closed v1 district 1: 2/2 1 over 2
        "#]]
        .assert_eq(&told(&[response, fates, vec![]]));
    }

    #[test]
    fn the_shares_of_results_are_of_what_is_closed() {
        let results = vec![
            ended(Fate::Open, None, 7),
            ended(Fate::Closed, None, 1),
            ended(Fate::Closed, Some("settled-on-scene"), 5),
            ended(Fate::Closed, Some("warned"), 2),
            ended(Fate::Cancelled, Some("warned"), 3),
        ];
        expect![[r#"
            no-result v1 county: 1/8 1 over 8; without a result
            result-settled-on-scene v1 county: 5/8 1 over 8; result: settled-on-scene
            result-warned v1 county: 2/8 1 over 8; result: warned
            no unit came on scene in this period
        "#]]
        .assert_eq(&told(&[vec![], vec![], results]));
    }

    #[test]
    fn an_empty_month_says_so() {
        expect![[r#"
            no unit came on scene in this period
        "#]]
        .assert_eq(&told(&[vec![], vec![], vec![]]));
    }
}
