//! Assesses the community police: traffic and cases year on year, registration, disputes settled, the share of community officers. The
//! county reports counts, never persons; each figure carries what it is made of, and what looks made up is pointed out with the test
//! that says so.

mod counts;
mod definitions;
mod settings;
mod strength;
mod suspicion;
mod why;

use std::collections::BTreeMap;

use wardroom_plugin::assessment::{Dimension, Indicator, Outcome, Period, Query, Tally};
use wardroom_plugin::{Assessment, DistrictRef, Reason, Result, TimeS};

pub use settings::{Figures, Settings, Table};

use counts::Counts;
use definitions::{ALL, COMMUNITY_SHARE, Definition, MadeOf, SCORE};

pub struct CommunityAssessment;

impl Assessment for CommunityAssessment {
    type Settings = Settings;

    /// The county reports its counts, and the posts are read; disputes are counted by the host where they are a procedure.
    fn queries(settings: &Settings) -> Result<Vec<Query>> {
        let kind = settings.disputes.workflow.as_str();
        let by = [Dimension::District, Dimension::Result];
        Ok(if kind.is_empty() { Vec::new() } else { vec![Query::of_workflows(&[kind], &by)] })
    }

    fn assess(now: TimeS, settings: &Settings, period: &Period, tallies: &[Vec<Tally>]) -> Result<Outcome> {
        let before = a_year_before(&period.name);
        let mut counts = Counts::read(now, settings, &[&period.name, &before]);
        if let Some(ended) = tallies.first() {
            take_disputes(settings, &period.name, ended, &mut counts);
        }
        let assessing = Assessing { settings, period: &period.name, before: &before, counts: &counts };
        let mut outcome = Outcome { remarks: counts.refused.clone(), ..Outcome::default() };
        let mut scores: BTreeMap<Option<DistrictRef>, Score> = BTreeMap::new();
        for definition in &ALL {
            assessing.indicators(definition, &mut outcome, &mut scores);
        }
        if outcome.indicators.is_empty() {
            outcome.remarks.push(why::nothing_reported(period.name.as_str()));
        }
        community(settings, period, &mut outcome, &mut scores);
        for (district, score) in scores {
            let Score { met, all, figures } = score;
            let indicator = Indicator::new(SCORE, why::SCORE, (met * 100.0, all), figures, "%");
            outcome.indicators.push(Indicator { district, ..indicator });
        }
        Ok(outcome)
    }
}

wardroom_plugin::export!(assessment: CommunityAssessment);

/// By the ends that they came to.
fn take_disputes(settings: &Settings, period: &str, ended: &[Tally], counts: &mut Counts) {
    let (disputes, figures) = (&settings.disputes, &settings.figures);
    for (figure, ends) in [(&figures.disputes_settled, &disputes.settled), (&figures.disputes_failed, &disputes.failed)]
    {
        let is_one = |tally: &&Tally| tally.result.as_ref().is_some_and(|end| ends.contains(end));
        // A district in which none failed has none, and not nothing.
        let none = ended.iter().map(|tally| (tally.district, 0));
        let own = ended.iter().filter(is_one).map(|tally| (tally.district, tally.count));
        counts.replace(figure, period, none.chain(own));
    }
}

/// `2021-Q3` of `2022-Q3`.
fn a_year_before(period: &str) -> String {
    let (year, rest) = period.split_at_checked(4).unwrap_or((period, ""));
    year.parse::<u32>().map_or_else(|_| period.to_owned(), |year| format!("{:04}{rest}", year.saturating_sub(1)))
}

/// How much of what counts was met.
#[derive(Default)]
struct Score {
    met: f64,
    all: f64,
    figures: u32,
}

/// What an indicator comes to: part of whole, and what it was made of.
struct Figure {
    part: f64,
    whole: u32,
    made_of: Reason,
}

impl Figure {
    fn percent(&self) -> f64 {
        self.part * 100.0 / f64::from(self.whole)
    }
}

struct Assessing<'a> {
    settings: &'a Settings,
    period: &'a str,
    before: &'a str,
    counts: &'a Counts,
}

impl Assessing<'_> {
    fn indicators(
        &self,
        definition: &Definition,
        outcome: &mut Outcome,
        scores: &mut BTreeMap<Option<DistrictRef>, Score>,
    ) {
        let mut places = self.counts.places(self.period);
        if !places.contains(&None) {
            places.insert(0, None);
        }
        let mut suspicions = self.suspicions(definition);
        for district in places {
            let Some(figure) = self.figure(definition, self.period, self.before, district) else { continue };
            let numbers = (figure.part * 100.0, f64::from(figure.whole));
            let mut indicator = Indicator::new(definition.name, definition.title, numbers, figure.whole, "%");
            (indicator.version, indicator.district) = (definition.version, district);
            indicator.remarks.push(figure.made_of.clone());
            if let (None, Some(districts)) = (district, self.added_up(definition)) {
                indicator.remarks.push(why::added_up(districts));
            }
            if matches!(definition.made_of, MadeOf::ShareOfBoth(..)) && !self.settings.disputes.workflow.is_empty() {
                indicator.remarks.push(why::counted_by_host());
            }
            let met =
                |target: f64| (figure.percent() >= target) == definition.more_is_better || figure.percent() == target;
            judge(self.settings, definition.name, met, &mut indicator, scores.entry(district).or_default());
            indicator.remarks.extend(suspicions.remove(&district).unwrap_or_default());
            outcome.indicators.push(indicator);
        }
        scores.retain(|_, score| score.all > 0.0);
        outcome.remarks.extend(suspicions.into_values().flatten());
        self.say_what_is_missing(definition, outcome);
    }

    /// A count of a place; of the county, where none is reported, the sum of its districts.
    fn count(&self, figure: &str, period: &str, district: Option<DistrictRef>) -> Option<u32> {
        let own = self.counts.get(figure, period, district);
        own.or_else(|| {
            let parts = self.counts.places(period).into_iter().flatten();
            let parts: Vec<u32> = parts.filter_map(|of| self.counts.get(figure, period, Some(of))).collect();
            (district.is_none() && !parts.is_empty()).then(|| parts.iter().sum())
        })
    }

    /// Of how many districts the county's figure is the sum.
    fn added_up(&self, definition: &Definition) -> Option<usize> {
        let codes = definition.codes(self.settings);
        let reported = codes.iter().any(|code| self.counts.get(code, self.period, None).is_some());
        let of = |code: &&str| {
            let places = self.counts.places(self.period);
            places.into_iter().flatten().filter(|of| self.counts.get(code, self.period, Some(*of)).is_some()).count()
        };
        codes.first().filter(|_| !reported).map(of)
    }

    fn figure(
        &self,
        definition: &Definition,
        period: &str,
        before: &str,
        district: Option<DistrictRef>,
    ) -> Option<Figure> {
        let figures = &self.settings.figures;
        let count = |figure: &str, period: &str| self.count(figure, period, district);
        let (part, whole, made_of) = match &definition.made_of {
            MadeOf::Change(of) => {
                let (now, then) = (count(of(figures), period)?, count(of(figures), before)?);
                (f64::from(now) - f64::from(then), then, why::changed(now, then))
            }
            MadeOf::Share(part, whole) => {
                let (part, whole) = (count(part(figures), period)?, count(whole(figures), period)?);
                (f64::from(part), whole, why::of_all(part, whole))
            }
            MadeOf::ShareOfBoth(one, other) => {
                let (one, other) = (count(one(figures), period)?, count(other(figures), period)?);
                (f64::from(one), one + other, why::of_all(one, one + other))
            }
        };
        (whole > 0).then_some(Figure { part, whole, made_of })
    }

    /// What looks made up, by the place to which it belongs.
    fn suspicions(&self, definition: &Definition) -> BTreeMap<Option<DistrictRef>, Vec<Reason>> {
        let mut found: BTreeMap<Option<DistrictRef>, Vec<Reason>> = BTreeMap::new();
        for code in definition.codes(self.settings) {
            let mut by_place: BTreeMap<Option<DistrictRef>, Vec<u32>> = BTreeMap::new();
            let mut all = Vec::new();
            for (district, _, value) in self.counts.past(code, self.period) {
                by_place.entry(district).or_default().push(value);
                all.push(value);
            }
            for (district, values) in by_place {
                let repeated = suspicion::repeated(&values);
                found.entry(district).or_default().extend(repeated.map(|(value, times)| why::same_again(value, times)));
            }
            let heaped = suspicion::heaped(&all);
            let told = heaped.map(|(chi_square, counts)| why::last_digits((chi_square * 10.0).round() / 10.0, counts));
            found.entry(None).or_default().extend(told);
        }
        if let Some(target) = self.settings.targets.get(definition.name) {
            let hits = suspicion::exact_hits(&self.past_figures(definition), *target);
            let told = hits.map(|(hits, reports)| why::hits_target(hits, reports, *target));
            found.entry(None).or_default().extend(told);
        }
        found.retain(|_, reasons| !reasons.is_empty());
        found
    }

    /// What the indicator came to in all districts and periods so far.
    fn past_figures(&self, definition: &Definition) -> Vec<f64> {
        let code = definition.codes(self.settings).into_iter().next().unwrap_or_default();
        let past = self.counts.past(code, self.period);
        let figure = |(district, period, _): (Option<DistrictRef>, &str, u32)| {
            self.figure(definition, period, &a_year_before(period), district).map(|figure| figure.percent())
        };
        past.filter_map(figure).collect()
    }

    fn say_what_is_missing(&self, definition: &Definition, outcome: &mut Outcome) {
        let MadeOf::Change(of) = &definition.made_of else { return };
        let code = of(&self.settings.figures);
        let (now, then) = (self.count(code, self.period, None), self.count(code, self.before, None));
        let missing = why::nothing_before(self.before);
        if now.is_some() && then.is_none() && !outcome.remarks.contains(&missing) {
            outcome.remarks.push(missing);
        }
    }
}

/// Whether it is on trial, and else whether its target is met.
fn judge(settings: &Settings, name: &str, met: impl Fn(f64) -> bool, indicator: &mut Indicator, score: &mut Score) {
    if settings.trial.iter().any(|trial| trial == name) {
        indicator.remarks.push(why::on_trial());
        return;
    }
    let Some(target) = settings.targets.get(name) else { return };
    let weight = settings.weights.get(name).copied().unwrap_or(1.0);
    let is_met = met(*target);
    score.all += weight;
    score.figures += 1;
    score.met += if is_met { weight } else { 0.0 };
    indicator.remarks.push(if is_met { why::target_met(*target) } else { why::target_missed(*target) });
}

/// By the posts of the period's last day.
fn community(
    settings: &Settings,
    period: &Period,
    outcome: &mut Outcome,
    scores: &mut BTreeMap<Option<DistrictRef>, Score>,
) {
    let last_day = period.ends.saturating_sub(1);
    let Some((community, strength)) = strength::community(settings, last_day) else {
        outcome.remarks.push(why::posts_unknown());
        return;
    };
    let numbers = (f64::from(community) * 100.0, f64::from(strength));
    let mut indicator = Indicator::new(COMMUNITY_SHARE, why::COMMUNITY, numbers, strength, "%");
    indicator.remarks = vec![why::of_all(community, strength), why::day_of_posts(last_day)];
    let percent = f64::from(community) * 100.0 / f64::from(strength);
    judge(settings, COMMUNITY_SHARE, |target| percent >= target, &mut indicator, scores.entry(None).or_default());
    scores.retain(|_, score| score.all > 0.0);
    outcome.indicators.push(indicator);
}

#[cfg(test)]
mod tests;
