//! What an intake saw and proposed, in words.

use crate::story::*;
use crate::tell;
use crate::teller::Teller;
use crate::words::word;
use domain::command::IntakeChoice;
use domain::decision::PluginId;
use domain::hooks::{IntakeProposal, NearbyIncident};

impl Teller<'_> {
    pub(crate) fn nearby(&self, nearby: &NearbyIncident) -> NearbyStory {
        NearbyStory {
            incident: self.incident(nearby.incident),
            kind: self.kind(nearby.kind),
            phase: self.term(&nearby.phase),
            distance_m: nearby.distance_m,
            age_s: nearby.age_s,
            same_grid: nearby.same_grid,
            alike: nearby.alike,
        }
    }

    /// `denied`: a person has said that it is no duplicate.
    pub(crate) fn of_intake(&self, proposal: &IntakeProposal, denied: bool, id: &PluginId) -> ProposalStory {
        let lang = self.lang;
        let said = match proposal {
            IntakeProposal::SetKind { kind, .. } => tell!(lang, "intake.kind", kind = self.kind(*kind).text),
            IntakeProposal::SetPriority { priority, .. } => {
                tell!(lang, "intake.priority", priority = word(priority, lang))
            }
            IntakeProposal::SetNeeds { needs, .. } => tell!(lang, "intake.needs", needs = self.needs(needs)),
            IntakeProposal::DuplicateOf { incident, confidence, .. } => {
                tell!(lang, "intake.duplicate-sure", incident = self.incident(*incident), confidence)
            }
        };
        let said = tell!(lang, "said.more", said, more = self.why(id, proposal.why()).text);
        let denied = denied && matches!(proposal, IntakeProposal::DuplicateOf { .. });
        let text = if denied { tell!(lang, "intake.duplicate-denied", said) } else { said };
        ProposalStory { kind: proposal.grant().to_owned(), text }
    }

    /// What a person made of a report, one text for each field.
    pub(crate) fn choice(&self, choice: &IntakeChoice) -> Vec<String> {
        let lang = self.lang;
        let kind = choice.kind.map(|kind| tell!(lang, "intake.kind", kind = self.kind(kind).text));
        let priority = choice.priority.map(|priority| tell!(lang, "intake.priority", priority = word(&priority, lang)));
        let needs = choice.needs.as_ref().map(|needs| tell!(lang, "intake.needs", needs = self.needs(needs)));
        let duplicate = choice.duplicate_of.map(|of| tell!(lang, "intake.duplicate", incident = self.incident(of)));
        [kind, priority, needs, duplicate].into_iter().flatten().collect()
    }
}
