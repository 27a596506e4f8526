//! What events make of a matter whatever its kind: who took it on, what was decided about it, which escalations hold for it.

use std::sync::Arc;

use crate::archived::passing::Gone;
use crate::decision::{Answered, AskedOutcome, Decision, SettledAs, Settlement};
use crate::escalated::{Acknowledgement, Escalated, FrozenPlugin};
use crate::event::MatterEvent;
use crate::fold::Context;
use crate::hooks::{Hook, Stage};
use crate::incident::record::{Changed, Overridden, Override};
use crate::limits::*;
use crate::matter::Matter;
use crate::notice::Sender;
use crate::plugin::Mode;
use crate::state::State;

impl State {
    pub(crate) fn apply_matter(&mut self, event: &MatterEvent, cx: &Context<'_>) {
        match event {
            MatterEvent::Acknowledged { matter } => self.take_on(*matter, cx),
            MatterEvent::Decided { matter, decision } => self.decide(*matter, decision, cx),
            MatterEvent::Settled { matter, decision, settlement } => self.settle(*matter, *decision, settlement, cx),
            MatterEvent::EscalationFrozen { matter, owner, plugin } => self.freeze(*matter, *owner, plugin, cx),
        }
    }

    fn take_on(&mut self, matter: Matter, cx: &Context<'_>) {
        let act = Acknowledgement { at: cx.at, by: cx.author.to_owned() };
        self.change_escalated(matter, cx, |e| e.acknowledged = Some(act));
        // A unit that is sent answers for itself.
        let notices = self.notices.of(matter).filter(|row| row.sent.from != Sender::Host).map(|row| row.notice());
        let notices: Vec<_> = notices.collect();
        notices.into_iter().for_each(|notice| self.stop_time_outs_of(notice, Stage::Accepted));
        if let Some(which) = matter.incident() {
            self.note(which, Changed::Acknowledged, cx);
            self.tell_instances_of(which, cx);
        }
    }

    /// Changes what a matter carries for its escalations; as changed counts it even if nothing of that is.
    pub(crate) fn change_escalated(&mut self, matter: Matter, cx: &Context<'_>, change: impl FnOnce(&mut Escalated)) {
        match matter {
            Matter::Incident(which) => self.change(which, cx, |incident| change(&mut incident.escalated)),
            Matter::Instance(which) => self.change_instance(which, cx, |instance| change(&mut instance.escalated)),
            Matter::Task(which) => self.change_task(which, cx, |task| change(&mut task.escalated)),
            Matter::Vacancy(which) => {
                if let Some(watched) = self.watched.get_mut(&which).map(Arc::make_mut) {
                    watched.version = cx.version;
                    change(&mut watched.escalated);
                }
            }
            Matter::Notice(_) | Matter::Clock(_) | Matter::Schedule(_) => {}
        }
    }

    pub(crate) fn decide(&mut self, matter: Matter, decision: &Arc<Decision>, cx: &Context<'_>) {
        let facts = &decision.facts;
        let Some((district, _)) = self.standing(matter) else { return };
        let mut pending = self.escalated(matter).map(|e| e.pending.clone()).unwrap_or_default();
        for asked in &facts.asked_before {
            match &asked.outcome {
                AskedOutcome::Failed(_) | AskedOutcome::AllRefused(_) => {
                    self.count_health(district, &asked.plugin.name, asked.plugin.digest, true);
                }
                AskedOutcome::Abstained(_) => {
                    self.count_health(district, &asked.plugin.name, asked.plugin.digest, false);
                }
                AskedOutcome::Quarantined { .. } | AskedOutcome::OutOfTime => {}
            }
        }
        // A shadow that gave no answer signs its own record and stands in it as asked, too.
        let answered = !facts.asked_before.iter().any(|asked| asked.plugin.name == facts.plugin.name);
        if facts.plugin.digest.is_some() && answered {
            self.count_health(district, &facts.plugin.name, facts.plugin.digest, false);
        }
        self.plugins.count_shadow(district, matter, facts, cx);
        if facts.waits_for_person() {
            pending.push(facts.number);
        }
        let mut gone = Vec::new();
        let kept = self.decisions.entry(matter).or_default();
        kept.push_back(decision.clone());
        while kept.len() > DECISIONS_PER_INCIDENT_MAX {
            // What waits for a person stays as long as there is anything else to let go: it could not be answered any more.
            let oldest = kept.iter().position(|d| !pending.contains(&d.facts.number)).unwrap_or(0);
            gone.push(Gone::Decision(matter, kept.remove(oldest)));
        }
        pending.retain(|number| kept.iter().any(|d| d.facts.number == *number));
        gone.into_iter().for_each(|decision| self.pass_on(decision));
        let state = match &facts.answer {
            Answered::Escalation(record) if facts.mode != Mode::Shadow => record.state.as_ref(),
            _ => None,
        };
        self.change_escalated(matter, cx, |e| {
            e.last_decision = e.last_decision.max(facts.number);
            e.pending = pending;
            if let Some(state) = state {
                e.keep(facts.plugin.digest, state);
            }
        });
    }

    fn settle(&mut self, matter: Matter, number: u32, settlement: &Settlement, cx: &Context<'_>) {
        let mut of_dispatch = false;
        if let Some(kept) = self.decisions.get_mut(&matter)
            && let Some(decision) = kept.iter_mut().find(|d| d.facts.number == number)
        {
            let facts = &mut Arc::make_mut(decision).facts;
            facts.settlement = Some(settlement.clone());
            of_dispatch = facts.hook == Hook::Dispatch;
        }
        self.change_escalated(matter, cx, |e| e.pending.retain(|pending| *pending != number));
        if let (Some(which), true) = (matter.incident(), of_dispatch) {
            let rejected = matches!(settlement.outcome, SettledAs::Rejected { .. });
            self.change(which, cx, |i| i.hands_on |= rejected);
        }
        let how = match &settlement.outcome {
            SettledAs::Amended { .. } | SettledAs::AmendedIntake { .. } => Overridden::Amended,
            SettledAs::Rejected { .. } => Overridden::Rejected,
            SettledAs::Overtaken if settlement.code.is_some() => Overridden::ByHand,
            SettledAs::Confirmed | SettledAs::Overtaken => return,
        };
        let overridden = Override { decision: number, at: settlement.at, how, code: settlement.code.clone() };
        if let Some(which) = matter.incident() {
            self.change(which, cx, |i| i.add_override(overridden));
        }
    }

    fn freeze(&mut self, matter: Matter, owner: u16, plugin: &FrozenPlugin, cx: &Context<'_>) {
        self.change_escalated(matter, cx, |e| {
            if e.frozen.len() == usize::from(owner) {
                e.frozen.push(plugin.clone());
            }
        });
    }

    /// Drops what was kept about a matter that leaves the state. What has a document has them in it.
    pub(crate) fn forget(&mut self, matter: Matter) {
        let decisions = self.decisions.remove(&matter).unwrap_or_default();
        let notices = self.notices.let_go(matter);
        notices.iter().for_each(|row| self.stop_timers(row.notice().into()));
        match matter {
            Matter::Incident(_) | Matter::Instance(_) | Matter::Task(_) => {}
            Matter::Notice(_) | Matter::Vacancy(_) | Matter::Clock(_) | Matter::Schedule(_) => {
                decisions.into_iter().for_each(|decision| self.pass_on(Gone::Decision(matter, decision)));
                notices.into_iter().for_each(|row| self.pass_on(Gone::Notice(row)));
            }
        }
    }
}
