//! What a county may set. `settings.schema.json` says the same to people.

use std::collections::BTreeMap;

use serde::Deserialize;

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    pub table: Table,
    pub figures: Figures,
    pub disputes: Disputes,
    pub community_team: String,
    pub sworn_only: bool,
    /// Names of indicators that are tried out.
    pub trial: Vec<String>,
    /// Percent, by the indicator's name.
    pub targets: BTreeMap<String, f64>,
    pub weights: BTreeMap<String, f64>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            table: Table::default(),
            figures: Figures::default(),
            disputes: Disputes::default(),
            community_team: "community".to_owned(),
            sworn_only: true,
            trial: Vec::new(),
            targets: BTreeMap::new(),
            weights: BTreeMap::new(),
        }
    }
}

/// Where disputes are a procedure, the host counts them in place of the county. Without a kind the reported counts hold.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Disputes {
    pub workflow: String,
    /// Names of its ends.
    pub settled: Vec<String>,
    pub failed: Vec<String>,
}

impl Default for Disputes {
    fn default() -> Disputes {
        let named = |end: &str| vec![end.to_owned()];
        Disputes { workflow: String::new(), settled: named("settled"), failed: named("failed") }
    }
}

/// Declares a group of words with their defaults.
macro_rules! words {
    ($(#[$about:meta])* $group:ident { $($name:ident = $word:literal,)* }) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct $group {
            $(pub $name: String,)*
        }

        impl Default for $group {
            fn default() -> $group {
                $group { $($name: $word.to_owned(),)* }
            }
        }

        impl $group {
            pub fn all(&self) -> Vec<&str> {
                vec![$(&self.$name,)*]
            }
        }
    };
}

words! {
    /// The county's table of counts, and its columns.
    Table {
        name = "reported-counts",
        code = "code",
        figure = "figure",
        period = "period",
        district = "district",
        value = "value",
        released = "released",
    }
}

words! {
    /// By which code each count stands in the table.
    Figures {
        traffic_incidents = "traffic-incidents",
        traffic_deaths = "traffic-deaths",
        traffic_injuries = "traffic-injuries",
        criminal_cases = "criminal-cases",
        administrative_cases = "administrative-cases",
        active_criminal_cases = "active-criminal-cases",
        cleared_cases = "cleared-cases",
        residents_registered = "residents-registered",
        residents_due = "residents-due",
        disputes_settled = "disputes-settled",
        disputes_failed = "disputes-failed",
    }
}
