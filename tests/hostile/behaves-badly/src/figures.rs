//! Assessments that nobody would want: more than there is room for, and figures that are none.

use wardroom_plugin::assessment::{Dimension, Indicator, Moment, Outcome, Period, Query, Tally};
use wardroom_plugin::{Assessment, Result, TimeS};

use crate::{BehavesBadly, Behaviour, Settings, answers, crimes};

/// One more than the host takes of queries, and of spans in one of them.
const NINE: usize = 9;
/// And of indicators.
const TOO_MANY: usize = 257;

impl Assessment for BehavesBadly {
    type Settings = Settings;

    fn queries(settings: &Settings) -> Result<Vec<Query>> {
        crimes::commit(settings.behaviour)?;
        let query = || Query::by(&[Dimension::District]);
        Ok(match settings.behaviour {
            Behaviour::ManyQueries => (0..NINE).map(|_| query()).collect(),
            Behaviour::ManySpans => {
                vec![(0..NINE).fold(query(), |query, _| query.span(Moment::Reported, Moment::Ended, &[60]))]
            }
            Behaviour::UnknownKind => vec![query(), Query { kinds: vec![999], ..query() }],
            Behaviour::UnknownResult => vec![query().with_results(&["helped", "nobody-s-result"])],
            _ => vec![query()],
        })
    }

    fn assess(_: TimeS, settings: &Settings, _: &Period, tallies: &[Vec<Tally>]) -> Result<Outcome> {
        let n = tallies.iter().flatten().map(|tally| tally.count).sum();
        let figure = |name: &str, numerator| Indicator::new(name, 1, (numerator, 1.0), n, "1");
        let mut outcome = Outcome::default();
        match settings.behaviour {
            Behaviour::EndlessFigures => crimes::commit(Behaviour::EndlessLoop)?,
            Behaviour::ManyIndicators => {
                outcome.indicators.extend((0..TOO_MANY).map(|number| figure(&number.to_string(), 1.0)));
            }
            Behaviour::BadFigures => {
                let odd = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY];
                outcome.indicators.extend(odd.iter().enumerate().map(|(i, odd)| figure(&i.to_string(), *odd)));
                outcome.indicators.push(figure("good", 1.0));
                outcome.indicators.push(figure("good", 2.0));
            }
            behaviour => outcome.indicators.push(figure("incidents", f64::from(n)).remark(answers::said(behaviour))),
        }
        Ok(outcome)
    }
}
