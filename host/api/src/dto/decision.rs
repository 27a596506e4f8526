//! Decisions on the wire: facts by codes, reasons by code, values and text.

use serde::Serialize;
use telling::{self as story, Term};
use utoipa::ToSchema;

use super::words::{Hook, Mode};

/// A thing by its code and by its name or its meaning in the caller's language.
#[derive(Serialize, ToSchema)]
pub struct NamedWord {
    pub code: String,
    pub text: String,
}

impl From<Term> for NamedWord {
    fn from(word: Term) -> NamedWord {
        NamedWord { code: word.code, text: word.text }
    }
}

/// A plugin's reason: its own code and values, and the text of its catalog in the caller's language.
#[derive(Serialize, ToSchema)]
pub struct Why {
    pub code: u16,
    pub values: Vec<f64>,
    pub text: String,
}

impl From<story::ToldReason> for Why {
    fn from(why: story::ToldReason) -> Why {
        Why { code: why.code, values: why.values, text: why.text }
    }
}

/// Who was asked, on what, what was answered, what the arbiter made of it, what a person did.
#[derive(Serialize, ToSchema)]
pub struct Decision {
    /// Counts up from 1 within the incident.
    pub number: u32,
    pub at: String,
    #[schema(value_type = Hook)]
    pub hook: String,
    /// What made the host ask.
    pub trigger: NamedWord,
    /// Who decided; `built-in` is the host's own rule.
    pub plugin: String,
    pub version: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    pub settings_version: u32,
    #[schema(value_type = Mode)]
    pub mode: String,
    /// The version of the county's state that was asked about.
    pub state_version: u64,
    pub roster_version: u32,
    /// BLAKE3 of the input.
    pub input_hash: String,
    /// Units that were lacking.
    pub needs: Vec<Need>,
    pub picks: Vec<Pick>,
    pub passed_over: Vec<PassedOver>,
    /// Units that the host kept out, and why.
    pub excluded: Vec<Excluded>,
    pub shortfalls: Vec<Why>,
    /// Open incidents that an intake was shown, nearest first.
    pub nearby: Vec<Nearby>,
    /// What the arbiter accepted of an escalation or an intake.
    pub proposals: Vec<Proposal>,
    pub remarks: Vec<Why>,
    /// Plugins that were asked before and did not decide.
    pub asked_before: Vec<Asked>,
    /// The built-in rule answered although a plugin was in line.
    pub fallback: bool,
    /// What the arbiter refused.
    pub refused: Vec<Refused>,
    /// It waits for a person.
    pub pending: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settlement: Option<Settlement>,
    /// Of a shadow: how it differs from what was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference: Option<Difference>,
    /// Wall-clock time of all plugin calls, microseconds.
    pub time_us: u32,
    pub fuel_used: u64,
}

#[derive(Serialize, ToSchema)]
pub struct Need {
    pub skills: Vec<String>,
    pub count: u8,
    pub text: String,
}

#[derive(Serialize, ToSchema)]
pub struct Pick {
    pub unit: String,
    pub eta_s: u32,
    pub straight_line: bool,
    /// Which of the incident's needs it answers, counted from 0.
    pub need: u16,
    pub why: Why,
}

#[derive(Serialize, ToSchema)]
pub struct PassedOver {
    pub unit: String,
    pub eta_s: u32,
    /// `null`: the plugin gave no reason.
    pub why: Option<Why>,
}

#[derive(Serialize, ToSchema)]
pub struct Excluded {
    pub unit: String,
    pub eta_s: u32,
    pub why: NamedWord,
    /// The incident that a busy unit is on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incident: Option<String>,
}

/// An open incident near a report.
#[derive(Serialize, ToSchema)]
pub struct Nearby {
    pub incident: String,
    pub kind: NamedWord,
    pub phase: NamedWord,
    pub distance_m: u32,
    /// Since it was reported.
    pub age_s: u32,
    pub same_grid: bool,
    /// How alike the words of both are, percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alike: Option<u8>,
}

#[derive(Serialize, ToSchema)]
pub struct Proposal {
    /// `start-timer`, `stop-timer` or `notify`; of an intake `set-kind`, `set-priority` or `suggest-duplicate`.
    pub kind: String,
    pub text: String,
}

#[derive(Serialize, ToSchema)]
pub struct Asked {
    pub plugin: String,
    pub version: String,
    pub settings_version: u32,
    pub outcome: NamedWord,
    pub refused: Vec<Refused>,
}

#[derive(Serialize, ToSchema)]
pub struct Refused {
    #[schema(example = "assign candidate 7")]
    pub proposal: String,
    pub why: NamedWord,
}

#[derive(Serialize, ToSchema)]
pub struct Settlement {
    pub at: String,
    pub by: String,
    pub outcome: NamedWord,
    /// Units that were sent instead.
    pub units: Vec<String>,
    /// What a report was made of instead.
    pub choice: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct Difference {
    /// Number of the live decision it is held against.
    pub live: u32,
    pub same: bool,
    /// Units only the shadow would have sent.
    pub only_shadow: Vec<String>,
    /// Units only the live decision sent.
    pub only_live: Vec<String>,
}

impl From<story::DecisionStory> for Decision {
    fn from(decision: story::DecisionStory) -> Decision {
        Decision {
            number: decision.number,
            at: decision.at,
            hook: decision.hook.code,
            trigger: decision.trigger.into(),
            plugin: decision.plugin,
            version: decision.version,
            digest: decision.digest,
            settings_version: decision.settings_version,
            mode: decision.mode.code,
            state_version: decision.state_version,
            roster_version: decision.roster_version,
            input_hash: decision.input_hash,
            needs: all(decision.needs),
            picks: all(decision.picks),
            passed_over: all(decision.passed_over),
            excluded: all(decision.excluded),
            shortfalls: all(decision.shortfalls),
            nearby: all(decision.nearby),
            proposals: all(decision.proposals),
            remarks: all(decision.remarks),
            asked_before: all(decision.asked_before),
            fallback: decision.fallback,
            refused: all(decision.refused),
            pending: decision.pending,
            settlement: decision.settlement.map(Settlement::from),
            difference: decision.difference.map(Difference::from),
            time_us: decision.time_us,
            fuel_used: decision.fuel_used,
        }
    }
}

fn all<S, T: From<S>>(stories: Vec<S>) -> Vec<T> {
    stories.into_iter().map(T::from).collect()
}

impl From<story::NeedStory> for Need {
    fn from(story::NeedStory { skills, count, text }: story::NeedStory) -> Need {
        Need { skills, count, text }
    }
}

impl From<story::PickStory> for Pick {
    fn from(story::PickStory { unit, eta_s, straight_line, need, why }: story::PickStory) -> Pick {
        Pick { unit, eta_s, straight_line, need, why: why.into() }
    }
}

impl From<story::PassedStory> for PassedOver {
    fn from(story::PassedStory { unit, eta_s, why }: story::PassedStory) -> PassedOver {
        PassedOver { unit, eta_s, why: why.map(Why::from) }
    }
}

impl From<story::ExcludedStory> for Excluded {
    fn from(story::ExcludedStory { unit, eta_s, why, incident }: story::ExcludedStory) -> Excluded {
        Excluded { unit, eta_s, why: why.into(), incident }
    }
}

impl From<story::NearbyStory> for Nearby {
    fn from(near: story::NearbyStory) -> Nearby {
        let story::NearbyStory { incident, kind, phase, distance_m, age_s, same_grid, alike } = near;
        Nearby { incident, kind: kind.into(), phase: phase.into(), distance_m, age_s, same_grid, alike }
    }
}

impl From<story::ProposalStory> for Proposal {
    fn from(story::ProposalStory { kind, text }: story::ProposalStory) -> Proposal {
        Proposal { kind, text }
    }
}

impl From<story::AskedStory> for Asked {
    fn from(asked: story::AskedStory) -> Asked {
        let story::AskedStory { plugin, version, settings_version, outcome, refused } = asked;
        Asked { plugin, version, settings_version, outcome: outcome.into(), refused: all(refused) }
    }
}

impl From<story::RefusedStory> for Refused {
    fn from(story::RefusedStory { proposal, why }: story::RefusedStory) -> Refused {
        Refused { proposal, why: why.into() }
    }
}

impl From<story::SettlementStory> for Settlement {
    fn from(settled: story::SettlementStory) -> Settlement {
        let story::SettlementStory { at, by, outcome, units, choice, reason } = settled;
        Settlement { at, by, outcome: outcome.into(), units, choice, reason }
    }
}

impl From<story::DifferenceStory> for Difference {
    fn from(difference: story::DifferenceStory) -> Difference {
        let story::DifferenceStory { live, same, only_shadow, only_live } = difference;
        Difference { live, same, only_shadow, only_live }
    }
}
