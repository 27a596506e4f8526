//! A state in which what only the archive has stands in its place again, so that it is shown and told as it was. For readers: nothing of
//! it is ever folded into.

use std::sync::Arc;

use super::documents::{ArchivedTask, ArchivedWorkflow, read};
use super::{Filed, Row};
use crate::decision::Decision;
use crate::matter::Matter;
use crate::notice::NoticeRow;
use crate::state::State;

impl State {
    /// Whether the state itself has a thing, so that it knows it better than the archive.
    pub fn has(&self, which: Filed) -> bool {
        match which {
            Filed::Incident(which) => self.incident(which).is_some(),
            Filed::Workflow(which) => self.workflows.get(which).is_some(),
            Filed::Task(which) => self.tasks.get(which).is_some(),
            Filed::Notice(which) => self.notices.get(which).is_some(),
            Filed::Decision(matter, number) => self.decision(matter, number).is_some(),
            Filed::Swap(which) => self.roster.swaps.contains_key(&which),
            Filed::StandIn(which) => self.roster.stand_in(which).is_some(),
            Filed::Handover(district, outgoing) => {
                self.roster.handovers.get(&district).is_some_and(|of| of.contains_key(&outgoing))
            }
        }
    }

    /// Puts a workflow, a task, a notice or a decision back with what is in its document. What the state has stays as it is, and an
    /// incident is told from its document.
    pub fn recall(&mut self, row: &Row) -> Result<(), String> {
        match row.of {
            Filed::Workflow(which) if self.workflows.get(which).is_none() => {
                let ArchivedWorkflow { instance, decisions, notices } = read(&row.bytes)?;
                self.recall_kept(which.into(), decisions, notices);
                self.workflows.instances.insert(which, Arc::new(instance));
                self.workflows.index(which);
            }
            Filed::Task(which) if self.tasks.get(which).is_none() => {
                let ArchivedTask { task, decisions, notices } = read(&row.bytes)?;
                self.recall_kept(which.into(), decisions, notices);
                self.tasks.rows.insert(which, Arc::new(task));
                self.tasks.index(which);
            }
            Filed::Notice(which) if self.notices.get(which).is_none() => {
                self.notices.recall(read::<NoticeRow>(&row.bytes)?);
            }
            Filed::Decision(matter, _) => self.recall_kept(matter, vec![read::<Decision>(&row.bytes)?], Vec::new()),
            Filed::Workflow(_)
            | Filed::Task(_)
            | Filed::Notice(_)
            | Filed::Incident(_)
            | Filed::Swap(_)
            | Filed::StandIn(_)
            | Filed::Handover(..) => {}
        }
        Ok(())
    }

    fn recall_kept(&mut self, matter: Matter, decisions: Vec<Decision>, notices: Vec<NoticeRow>) {
        let kept = self.decisions.entry(matter).or_default();
        for decision in decisions {
            let number = decision.facts.number;
            let place = kept.iter().position(|other| other.facts.number >= number).unwrap_or(kept.len());
            if kept.get(place).is_none_or(|other| other.facts.number != number) {
                kept.insert(place, Arc::new(decision));
            }
        }
        for row in notices {
            if self.notices.get(row.notice()).is_none() {
                self.notices.recall(row);
            }
        }
    }
}
