//! One decision as a story: from the facts in the record to codes, names and texts.

use super::*;
use crate::decision::*;
use crate::hooks::{EscalationProposal, Excluded, Exclusion, Message, TimerRequest};
use crate::ids::IncidentRef;
use crate::incident::Need;

impl Teller<'_> {
    pub fn decision(&self, decision: &Decision) -> DecisionStory {
        let facts = &decision.facts;
        let (lang, id) = (self.lang, &facts.plugin);
        let (trigger, trigger_text) = words::trigger(&facts.trigger, lang);
        let mut story = DecisionStory {
            number: facts.number,
            at: self.time(facts.at),
            hook: Word::new(facts.hook.name(), words::hook(facts.hook, lang)),
            trigger: Word::new(trigger, trigger_text),
            plugin: id.name.clone(),
            version: id.version.clone(),
            digest: id.digest.map(|digest| digest.to_string()),
            settings_version: id.settings_version,
            mode: Word::new(facts.mode.name(), words::mode(facts.mode, lang)),
            state_version: facts.state_version.0,
            roster_version: facts.roster_version,
            input_hash: facts.input_hash.to_string(),
            needs: Vec::new(),
            picks: Vec::new(),
            passed_over: Vec::new(),
            excluded: Vec::new(),
            shortfalls: Vec::new(),
            nearby: Vec::new(),
            proposals: Vec::new(),
            remarks: Vec::new(),
            asked_before: facts.asked_before.iter().map(|asked| self.asked(asked)).collect(),
            fallback: facts.fallback,
            refused: self.refused(&facts.refused),
            pending: facts.waits_for_person(),
            settlement: facts.settlement.as_ref().map(|settlement| self.settlement(settlement)),
            difference: facts.difference.as_ref().map(|difference| self.difference(difference)),
            time_us: decision.measured.time_us,
            fuel_used: decision.measured.fuel_used,
        };
        match &facts.answer {
            Answered::Intake(record) => {
                story.nearby = record.nearby.iter().map(|nearby| self.nearby(nearby)).collect();
                story.proposals = record.proposals.iter().map(|proposal| self.of_intake(proposal, id)).collect();
                story.remarks = record.remarks.iter().map(|remark| self.why(id, remark)).collect();
            }
            Answered::Workflow(record) => {
                story.proposals = self.effects(record, id, None);
                story.remarks =
                    std::iter::once(&record.stage).chain(&record.remarks).map(|w| self.why(id, w)).collect();
            }
            Answered::Dispatch(record) => self.dispatch(&mut story, record, id),
            Answered::Escalation(record) => {
                story.proposals = record.proposals.iter().map(|proposal| self.proposal(proposal, id)).collect();
                story.remarks = record.remarks.iter().map(|remark| self.why(id, remark)).collect();
            }
        }
        story
    }

    fn dispatch(&self, story: &mut DecisionStory, record: &DispatchRecord, id: &PluginId) {
        story.needs = record.needs.iter().filter(|need| need.count > 0).map(|need| self.need(need)).collect();
        let pick = |pick: &Pick| PickStory {
            unit: self.unit(pick.unit),
            eta_s: pick.eta_s,
            straight_line: pick.straight_line,
            need: pick.need,
            why: self.why(id, &pick.why),
        };
        story.picks = record.picks.iter().map(pick).collect();
        let passed = |passed: &PassedOver| PassedStory {
            unit: self.unit(passed.unit),
            eta_s: passed.eta_s,
            why: passed.why.as_ref().map(|why| self.why(id, why)),
        };
        story.passed_over = record.passed_over.iter().map(passed).collect();
        story.excluded = record.excluded.iter().map(|excluded| self.excluded(excluded)).collect();
        story.shortfalls = record.shortfalls.iter().map(|why| self.why(id, why)).collect();
    }

    fn need(&self, need: &Need) -> NeedStory {
        let (count, skills) = (need.count.to_string(), self.skills(need.skills));
        let text = self.lang.pick("{0}个单元（{1}）", "{0} with {1}").replace("{0}", &count).replace("{1}", &skills);
        NeedStory { skills: self.skill_codes(need.skills), count: need.count, text }
    }

    fn excluded(&self, excluded: &Excluded) -> ExcludedStory {
        let incident = match excluded.why {
            Exclusion::Busy { incident } => Some(self.incident(incident)),
            _ => None,
        };
        let (code, text) = words::exclusion(excluded.why, incident.as_deref().unwrap_or_default(), self.lang);
        ExcludedStory { unit: self.unit(excluded.unit), eta_s: excluded.eta_s, why: Word::new(code, text), incident }
    }

    fn proposal(&self, proposal: &EscalationProposal, id: &PluginId) -> ProposalStory {
        let text = match proposal {
            EscalationProposal::StartTimer(timer) => self.timer_wanted(timer),
            EscalationProposal::StopTimer { key } => {
                self.lang.pick("停止{0}号定时", "stop timer {0}").replace("{0}", &key.to_string())
            }
            EscalationProposal::Notify(message) => self.message_wanted(message, id),
        };
        ProposalStory { kind: proposal.grant().to_owned(), text }
    }

    pub(super) fn timer_wanted(&self, timer: &TimerRequest) -> String {
        let due = figures::date_and_clock(&self.time(timer.due_at));
        let text = self.lang.pick("启动{0}号定时，{1}到点", "start timer {0}, due at {1}");
        let text = text.replace("{0}", &timer.key.to_string()).replace("{1}", &due);
        match timer.repeat_s {
            Some(repeat_s) => {
                let every = figures::duration(u64::from(repeat_s), self.lang);
                text + &self.lang.pick("，此后每{}一次", ", then every {}").replace("{}", &every)
            }
            None => text,
        }
    }

    pub(super) fn message_wanted(&self, message: &Message, id: &PluginId) -> String {
        let to: Vec<String> = message.recipients.iter().map(|to| self.recipient(to).text).collect();
        let text = self.lang.pick("第{0}级通知{1}：{2}", "level {0}, tell {1}: {2}");
        let text = text.replace("{0}", &message.level.to_string()).replace("{1}", &to.join(self.lang.comma()));
        text.replace("{2}", &self.why(id, &message.why).text)
    }

    fn asked(&self, asked: &Asked) -> AskedStory {
        let (code, outcome) = words::asked_outcome(&asked.outcome, self.lang);
        let more = match &asked.outcome {
            AskedOutcome::Abstained(why) => Some(self.why(&asked.plugin, why).text),
            AskedOutcome::Failed(failure) => Some(words::hook_failure(failure, self.lang).1),
            AskedOutcome::Quarantined { until } => {
                let until = figures::date_and_clock(&self.time(*until));
                Some(self.lang.pick("至{}", "until {}").replace("{}", &until))
            }
            AskedOutcome::AllRefused(_) | AskedOutcome::OutOfTime => None,
        };
        let refused = match &asked.outcome {
            AskedOutcome::AllRefused(refused) => self.refused(refused),
            _ => Vec::new(),
        };
        let text = match more {
            Some(more) => format!("{outcome}{}{more}", self.lang.pick("：", ": ")),
            None => outcome.to_owned(),
        };
        AskedStory {
            plugin: asked.plugin.name.clone(),
            version: asked.plugin.version.clone(),
            settings_version: asked.plugin.settings_version,
            outcome: Word::new(code, text),
            refused,
        }
    }

    /// What the arbiter refused, each with its reason.
    pub fn refused(&self, refused: &[Refused]) -> Vec<RefusedStory> {
        let one = |refused: &Refused| {
            let busy_with = match &refused.why {
                RefusedWhy::BusyUnit { incident } => incident.map(|which: IncidentRef| self.incident(which)),
                _ => None,
            };
            let (code, text) = words::refused_why(&refused.why, busy_with.as_deref(), self.lang);
            RefusedStory { proposal: refused.proposal.clone(), why: Word::new(code, text) }
        };
        refused.iter().map(one).collect()
    }

    fn settlement(&self, settlement: &Settlement) -> SettlementStory {
        let (code, text) = words::settled_as(&settlement.outcome, self.lang);
        let choice = match &settlement.outcome {
            SettledAs::AmendedIntake { choice, .. } => self.choice(choice),
            _ => Vec::new(),
        };
        let (units, reason) = match &settlement.outcome {
            SettledAs::AmendedIntake { reason, .. } => (Vec::new(), Some(reason.clone())),
            SettledAs::Amended { units, reason } => (self.units(units), Some(reason.clone())),
            SettledAs::Rejected { reason } => (Vec::new(), Some(reason.clone())),
            SettledAs::Confirmed | SettledAs::Overtaken => (Vec::new(), None),
        };
        let (at, by) = (self.time(settlement.at), settlement.by.clone());
        SettlementStory { at, by, outcome: Word::new(code, text), units, choice, reason }
    }

    fn difference(&self, difference: &Deviation) -> DifferenceStory {
        DifferenceStory {
            live: difference.live,
            same: difference.same,
            only_shadow: self.units(&difference.only_shadow),
            only_live: self.units(&difference.only_live),
        }
    }
}
