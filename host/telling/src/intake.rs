//! What an intake saw and proposed, in words.

use super::*;
use domain::command::IntakeChoice;
use domain::decision::PluginId;
use domain::hooks::{IntakeProposal, NearbyIncident};

impl Teller<'_> {
    pub(super) fn nearby(&self, nearby: &NearbyIncident) -> NearbyStory {
        NearbyStory {
            incident: self.incident(nearby.incident),
            kind: self.kind(nearby.kind),
            phase: Word::new(nearby.phase.name(), words::phase(nearby.phase, self.lang)),
            distance_m: nearby.distance_m,
            age_s: nearby.age_s,
            same_grid: nearby.same_grid,
            alike: nearby.alike,
        }
    }

    pub(super) fn of_intake(&self, proposal: &IntakeProposal, id: &PluginId) -> ProposalStory {
        let what = match proposal {
            IntakeProposal::SetKind { kind, .. } => self.told_kind(&self.kind(*kind).text),
            IntakeProposal::SetPriority { priority, .. } => self.told_priority(words::priority(*priority, self.lang)),
            IntakeProposal::DuplicateOf { incident, confidence, .. } => {
                let text = self.lang.pick("与警情{0}重复（把握{1}%）", "duplicate of incident {0} ({1} % sure)");
                text.replace("{0}", &self.incident(*incident)).replace("{1}", &confidence.to_string())
            }
        };
        let why = self.why(id, proposal.why()).text;
        let text = format!("{what}{}{why}", self.lang.pick("：", ": "));
        ProposalStory { kind: proposal.grant().to_owned(), text }
    }

    /// What a person made of a report, one text for each field.
    pub(super) fn choice(&self, choice: &IntakeChoice) -> Vec<String> {
        let kind = choice.kind.map(|kind| self.told_kind(&self.kind(kind).text));
        let priority = choice.priority.map(|priority| self.told_priority(words::priority(priority, self.lang)));
        let duplicate = choice
            .duplicate_of
            .map(|of| self.lang.pick("与警情{}重复", "duplicate of incident {}").replace("{}", &self.incident(of)));
        [kind, priority, duplicate].into_iter().flatten().collect()
    }

    fn told_kind(&self, kind: &str) -> String {
        self.lang.pick("类别定为{}", "of kind {}").replace("{}", kind)
    }

    fn told_priority(&self, priority: &str) -> String {
        self.lang.pick("等级定为{}", "priority {}").replace("{}", priority)
    }
}
