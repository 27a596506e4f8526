//! The indicators: what each is called, what it is made of, and which way is better. A name and its version are for good; a figure that
//! changes its meaning gets another version.

use crate::settings::{Figures, Settings};
use crate::why;

pub struct Definition {
    pub name: &'static str,
    pub version: u16,
    pub title: u16,
    pub made_of: MadeOf,
    /// Whether a larger figure is the better one.
    pub more_is_better: bool,
}

/// What an indicator is made of; counts by their codes in the table.
pub enum MadeOf {
    /// So much more than in the same period of the year before, of that.
    Change(fn(&Figures) -> &str),
    /// The first of the second.
    Share(fn(&Figures) -> &str, fn(&Figures) -> &str),
    /// The first of both together.
    ShareOfBoth(fn(&Figures) -> &str, fn(&Figures) -> &str),
}

pub const COMMUNITY_SHARE: &str = "community-share";
pub const SCORE: &str = "score";

pub const ALL: [Definition; 9] = [
    change("traffic-incidents-change", why::TRAFFIC_INCIDENTS, |of| &of.traffic_incidents, false),
    change("traffic-deaths-change", why::TRAFFIC_DEATHS, |of| &of.traffic_deaths, false),
    change("traffic-injuries-change", why::TRAFFIC_INJURIES, |of| &of.traffic_injuries, false),
    change("criminal-cases-change", why::CRIMINAL_CASES, |of| &of.criminal_cases, false),
    change("administrative-cases-change", why::ADMINISTRATIVE_CASES, |of| &of.administrative_cases, false),
    change("active-criminal-cases-change", why::ACTIVE_CRIMINAL_CASES, |of| &of.active_criminal_cases, false),
    change("cleared-cases-change", why::CLEARED_CASES, |of| &of.cleared_cases, true),
    Definition {
        name: "registration-rate",
        version: 1,
        title: why::REGISTRATION,
        made_of: MadeOf::Share(|of| &of.residents_registered, |of| &of.residents_due),
        more_is_better: true,
    },
    Definition {
        name: "disputes-settled-rate",
        version: 1,
        title: why::DISPUTES_SETTLED,
        made_of: MadeOf::ShareOfBoth(|of| &of.disputes_settled, |of| &of.disputes_failed),
        more_is_better: true,
    },
];

const fn change(name: &'static str, title: u16, of: fn(&Figures) -> &str, more_is_better: bool) -> Definition {
    Definition { name, version: 1, title, made_of: MadeOf::Change(of), more_is_better }
}

impl Definition {
    /// The codes of what it is made of.
    pub fn codes<'s>(&self, settings: &'s Settings) -> Vec<&'s str> {
        let figures = &settings.figures;
        match &self.made_of {
            MadeOf::Change(of) => vec![of(figures)],
            MadeOf::Share(part, whole) | MadeOf::ShareOfBoth(part, whole) => vec![part(figures), whole(figures)],
        }
    }
}
