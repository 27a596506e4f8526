//! What leaves of the requests: how many began in a quarter, by category and district, with totals, as far as nobody can be told from it.
//! Months stay inside: whoever has two months and the quarter subtracts the third.

use std::collections::BTreeSet;

use wardroom_plugin::assessment::{Dimension, Indicator, Length, Outcome, Period, Query, Tally};
use wardroom_plugin::{Assessment, DistrictRef, Result, TimeS};

use crate::forms::{CATEGORIES, KIND};
use crate::settings::Settings;
use crate::suppress::suppress;
use crate::{CATEGORY, why};

pub struct Figures;

impl Assessment for Figures {
    type Settings = Settings;

    fn queries(_: &Settings) -> Result<Vec<Query>> {
        Ok(vec![Query::of_workflows(&[KIND], &[Dimension::District]).by_mark(CATEGORY)])
    }

    fn assess(_: TimeS, settings: &Settings, period: &Period, tallies: &[Vec<Tally>]) -> Result<Outcome> {
        let mut outcome = Outcome::default();
        if period.length != Length::Quarter {
            outcome.remarks.push(why::by_the_quarter());
            return Ok(outcome);
        }
        let tallies = tallies.first().map(Vec::as_slice).unwrap_or_default();
        let districts: BTreeSet<DistrictRef> = tallies.iter().filter_map(|tally| tally.district).collect();
        let districts: Vec<DistrictRef> = districts.into_iter().collect();
        // Who has no category yet was not taken on, and is not counted.
        let count = |category: &str, district: DistrictRef| {
            let of = |tally: &&Tally| tally.district == Some(district) && tally.mark.as_deref() == Some(category);
            tallies.iter().filter(of).map(|tally| tally.count).sum()
        };
        let row = |category: &str| districts.iter().map(|district| count(category, *district)).collect();
        let cells: Vec<Vec<u32>> = CATEGORIES.iter().map(|(category, _)| row(category)).collect();
        let published = suppress(&cells, settings.suppressed_under);
        let titles = CATEGORIES.map(|(category, title)| (format!("requests-{category}"), title));
        let total = [("requests".to_owned(), why::ALL)];
        for ((name, title), row) in titles.iter().chain(&total).zip(&published) {
            let places = districts.iter().map(|district| Some(*district)).chain([None]);
            for (district, count) in places.zip(row) {
                let Some(count) = count else { continue };
                let indicator = Indicator::new(name, *title, (f64::from(*count), 1.0), *count, "1");
                outcome.indicators.push(Indicator { district, ..indicator });
            }
        }
        let left_out = published.iter().flatten().filter(|count| count.is_none()).count();
        if left_out > 0 {
            outcome.remarks.push(why::left_out(left_out, settings.suppressed_under));
        }
        Ok(outcome)
    }
}
