//! One decision as a story: from the facts in the record to codes, names and texts.

use crate::figures;
use crate::refused::{hook_failure, refused_why};
use crate::story::*;
use crate::tell;
use crate::teller::Teller;
use crate::words;
use domain::characters;
use domain::decision::*;
use domain::hooks::{EscalationProposal, Excluded, Exclusion, Message, TimerRequest};
use domain::ids::{IncidentRef, UnitRef};
use domain::incident::Need;

impl Teller<'_> {
    pub fn decision(&self, decision: &Decision) -> DecisionStory {
        let facts = &decision.facts;
        let id = &facts.plugin;
        let mut story = DecisionStory {
            number: facts.number,
            at: self.time(facts.at),
            hook: self.term(&facts.hook),
            trigger: words::trigger(&facts.trigger, self.lang),
            plugin: id.name.clone(),
            version: id.version.clone(),
            digest: id.digest.map(|digest| digest.to_string()),
            settings_version: id.settings_version,
            mode: self.term(&facts.mode),
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
            log: logs(&decision.measured.log),
        };
        match &facts.answer {
            Answered::Intake(record) => {
                story.nearby = record.nearby.iter().map(|nearby| self.nearby(nearby)).collect();
                story.proposals =
                    record.proposals.iter().map(|proposal| self.of_intake(proposal, record.denied, id)).collect();
                story.remarks = record.remarks.iter().map(|remark| self.why(id, remark)).collect();
            }
            Answered::Workflow(record) => {
                story.proposals = self.effects(record, id, None);
                let said = record.refused.iter().chain(&record.stage).chain(&record.remarks);
                story.remarks = said.map(|why| self.why(id, why)).collect();
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
        let pick = |pick: &Pick| {
            let recall = record.recalls.iter().find(|recall| recall.unit == pick.unit);
            let instead = recall.iter().flat_map(|recall| &recall.instead);
            PickStory {
                unit: self.unit(pick.unit),
                eta_s: pick.eta_s,
                straight_line: pick.straight_line,
                stood: self.stood(record, pick.unit),
                need: pick.need,
                recalled_from: recall.map(|recall| self.incident(recall.from)),
                instead: instead.map(|of| InsteadStory { unit: self.unit(of.unit), eta_s: of.eta_s }).collect(),
                why: self.why(id, &pick.why),
            }
        };
        story.picks = record.picks.iter().map(pick).collect();
        let passed = |passed: &PassedOver| PassedStory {
            unit: self.unit(passed.unit),
            eta_s: passed.eta_s,
            stood: self.stood(record, passed.unit),
            why: passed.why.as_ref().map(|why| self.why(id, why)),
        };
        story.passed_over = record.passed_over.iter().map(passed).collect();
        story.excluded = record.excluded.iter().map(|excluded| self.excluded(excluded)).collect();
        story.shortfalls = record.shortfalls.iter().map(|why| self.why(id, why)).collect();
    }

    fn stood(&self, record: &DispatchRecord, unit: UnitRef) -> Stood {
        let candidate = record.candidates.iter().find(|candidate| candidate.0.unit == unit);
        candidate.map_or_else(Stood::default, |CompactCandidate(seen)| Stood {
            grid: seen.grid.map(|grid| self.grid(grid).code),
            fix_age_s: Some(seen.fix_age_s).filter(|age_s| *age_s != u32::MAX),
        })
    }

    /// Several needs in one text.
    pub(crate) fn needs(&self, needs: &[Need]) -> String {
        words::list(needs.iter().map(|need| self.need(need).text), self.lang)
    }

    fn need(&self, need: &Need) -> NeedStory {
        let text = tell!(self.lang, "decision.need", count = need.count, skills = self.skills(need.skills));
        NeedStory { skills: self.skill_codes(need.skills), count: need.count, text }
    }

    fn excluded(&self, excluded: &Excluded) -> ExcludedStory {
        let incident = match excluded.why {
            Exclusion::Busy { incident } => Some(self.incident(incident)),
            _ => None,
        };
        let why = words::exclusion(excluded.why, incident.as_deref().unwrap_or_default(), self.lang);
        ExcludedStory { unit: self.unit(excluded.unit), eta_s: excluded.eta_s, why, incident }
    }

    fn proposal(&self, proposal: &EscalationProposal, id: &PluginId) -> ProposalStory {
        let text = match proposal {
            EscalationProposal::StartTimer(timer) => self.timer_wanted(timer),
            EscalationProposal::StopTimer { key } => tell!(self.lang, "timer.stopped", key),
            EscalationProposal::Notify(message) => self.message_wanted(message, id),
        };
        ProposalStory { kind: proposal.grant().to_owned(), text }
    }

    pub(crate) fn timer_wanted(&self, timer: &TimerRequest) -> String {
        let due = figures::date_and_clock(&self.time(timer.due_at));
        let text = tell!(self.lang, "timer.wanted", key = timer.key, due);
        text + &figures::then_every(timer.repeat_s, self.lang)
    }

    pub(crate) fn message_wanted(&self, message: &Message, id: &PluginId) -> String {
        let to = words::list(message.recipients.iter().map(|to| self.recipient(to).text), self.lang);
        let why = self.why(id, &message.why).text;
        match message.level {
            0 => tell!(self.lang, "notice.wanted-at-once", to, why),
            level => tell!(self.lang, "notice.wanted", level, to, why),
        }
    }

    fn asked(&self, asked: &Asked) -> AskedStory {
        let lang = self.lang;
        let mut outcome = words::asked_outcome(&asked.outcome, lang);
        let more = match &asked.outcome {
            AskedOutcome::Abstained(why) => Some(self.why(&asked.plugin, why).text),
            AskedOutcome::Failed(failure) => Some(hook_failure(failure, lang).text),
            AskedOutcome::Quarantined { until } => {
                let until = figures::date_and_clock(&self.time(*until));
                Some(tell!(lang, "decision.asked-until", until))
            }
            AskedOutcome::AllRefused(_) | AskedOutcome::OutOfTime => None,
        };
        let refused = match &asked.outcome {
            AskedOutcome::AllRefused(refused) => self.refused(refused),
            _ => Vec::new(),
        };
        if let Some(more) = more {
            outcome.text = tell!(lang, "said.more", said = outcome.text, more);
        }
        AskedStory {
            plugin: asked.plugin.name.clone(),
            version: asked.plugin.version.clone(),
            settings_version: asked.plugin.settings_version,
            outcome,
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
            let why = refused_why(&refused.why, busy_with.as_deref(), self.lang);
            RefusedStory { proposal: refused.proposal.clone(), why }
        };
        refused.iter().map(one).collect()
    }

    fn settlement(&self, settlement: &Settlement) -> SettlementStory {
        let outcome = words::settled_as(&settlement.outcome, self.lang);
        let choice = match &settlement.outcome {
            SettledAs::AmendedIntake { choice, .. } => self.choice(choice),
            _ => Vec::new(),
        };
        let (units, reason) = match &settlement.outcome {
            SettledAs::AmendedIntake { reason, .. } | SettledAs::Rejected { reason } => (Vec::new(), reason.clone()),
            SettledAs::Amended { units, reason } => (self.units(units), reason.clone()),
            SettledAs::Confirmed | SettledAs::Overtaken => (Vec::new(), None),
        };
        let (at, by) = (self.time(settlement.at), settlement.by.clone());
        let code = settlement.code.as_deref().map(|code| self.override_reason(code));
        SettlementStory { at, by, outcome, units, choice, code, reason }
    }

    pub(crate) fn difference(&self, difference: &Deviation) -> DifferenceStory {
        DifferenceStory {
            live: difference.live,
            same: difference.same,
            sorts: difference.sorts.iter().map(|sort| self.term(sort)).collect(),
            uncompared: difference.uncompared.map(|why| self.term(&why)),
            only_shadow: self.units(&difference.only_shadow),
            only_live: self.units(&difference.only_live),
        }
    }
}

/// What plugins said for their authors, line by line, fit for a screen.
pub(crate) fn logs(log: &[Logged]) -> Vec<LogStory> {
    let lines = |words: &str| words.lines().map(characters::on_one_line).collect();
    log.iter().map(|logged| LogStory { plugin: logged.plugin.clone(), lines: lines(&logged.words) }).collect()
}
