//! What a plugin recommended to a person, and what the person made of it, each in a line: for whoever looks at an incident and has to
//! answer.

use serde::Serialize;
use utoipa::ToSchema;

use crate::figures::duration;
use crate::lang::Lang;
use crate::story::{DecisionStory, PickStory, Term};
use crate::tell;

/// A recommendation that waits for a person, or was answered.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Recommendation)]
pub struct RecommendationStory {
    /// Of the decision that it is.
    pub number: u32,
    pub at: String,
    /// What the plugin was asked: `intake`, `dispatch`, `escalation`.
    pub hook: Term,
    pub plugin: String,
    /// What it recommends, piece by piece.
    pub what: Vec<String>,
    /// `waits`, `confirmed`, `amended`, `rejected`, or `overtaken` by what happened.
    pub answer: Term,
    pub by: Option<String>,
    pub answered_at: Option<String>,
    /// What was done instead: codes of units, or what the report was made of.
    pub instead: Vec<String>,
    /// Why it was not followed, as one of the county's reasons.
    pub code: Option<Term>,
    pub reason: Option<String>,
}

impl DecisionStory {
    /// `None`: it never waited for a person.
    pub fn recommendation(&self, lang: Lang) -> Option<RecommendationStory> {
        let settled = self.settlement.as_ref();
        (self.pending || settled.is_some()).then_some(())?;
        let pick = |PickStory { unit, eta_s, why, .. }: &PickStory| {
            let eta = duration(u64::from(*eta_s), lang);
            tell!(lang, "recommendation.send", unit, eta, why = why.text)
        };
        let proposals = self.proposals.iter().map(|proposal| proposal.text.clone());
        let shortfalls = self.shortfalls.iter().map(|why| tell!(lang, "candidate.shortfall", why = why.text));
        let waits = || Term::new("waits", tell!(lang, "recommendation.waits"));
        Some(RecommendationStory {
            number: self.number,
            at: self.at.clone(),
            hook: self.hook.clone(),
            plugin: self.plugin.clone(),
            what: self.picks.iter().map(pick).chain(proposals).chain(shortfalls).collect(),
            answer: settled.map_or_else(waits, |settled| settled.outcome.clone()),
            by: settled.map(|settled| settled.by.clone()),
            answered_at: settled.map(|settled| settled.at.clone()),
            instead: settled
                .into_iter()
                .flat_map(|settled| settled.units.iter().chain(&settled.choice))
                .cloned()
                .collect(),
            code: settled.and_then(|settled| settled.code.clone()),
            reason: settled.and_then(|settled| settled.reason.clone()),
        })
    }
}
