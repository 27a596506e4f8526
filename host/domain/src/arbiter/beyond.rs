//! What a workflow may do beyond itself: signals to other workflows and their end, incidents that it reports, words that it leaves
//! with them. Each is judged like every effect, and comes as the events that do it.

use std::sync::Arc;

use crate::decision::RefusedWhy;
use crate::event::{Event, IncidentEvent, InstanceEvent};
use crate::hooks::*;
use crate::ids::*;
use crate::incident::command::Report;
use crate::incident::origin::Origin;
use crate::incident::record::{Changed, Incident};
use crate::incident::report;
use crate::limits::*;
use crate::sentence::PluginReason;
use crate::workflow::check::signal;
use crate::workflow::{Instance, Status, start};

use super::effect::Case;

impl Case<'_> {
    /// Another workflow under way that this one may reach: of its plugin, or by a grant of its own, and never across the line between
    /// an exercise and what is real.
    fn other(&self, to: &Target, others: &str) -> Result<&Arc<Instance>, RefusedWhy> {
        let (workflows, own) = (&self.state.workflows, self.instance);
        let found = match to {
            Target::Number(which) => workflows.get(*which).filter(|other| other.status.is_live()),
            Target::Name { kind, key } => {
                let mut named = workflows.rivals(kind, key, KeyScope::District, own.district);
                let first = named.next();
                if named.next().is_some() {
                    return Err(RefusedWhy::AmbiguousWorkflow);
                }
                first
            }
        };
        let found = found.ok_or(RefusedWhy::UnknownWorkflow)?;
        if found.plugin.name != own.plugin.name && !self.grants.proposals.contains(others) {
            return Err(RefusedWhy::OthersNotGranted);
        }
        if found.reality != own.reality {
            return Err(RefusedWhy::OtherReality);
        }
        Ok(found)
    }

    pub(super) fn signal(&self, to: &Target, name: &str, fields: &[Field]) -> Result<Vec<Event>, RefusedWhy> {
        let other = self.other(to, SIGNAL_OTHERS)?;
        if other.instance == self.instance.instance {
            return Err(RefusedWhy::OwnBranch);
        }
        if !other.waits.iter().any(|waits| waits == name) {
            return Err(RefusedWhy::NotWaitedFor);
        }
        let checked = signal(self.state, other.instance, name, None, fields);
        let sent = checked.map_err(|refusal| RefusedWhy::NotSent { why: refusal.sentence.into() })?;
        let Event::Instance(InstanceEvent::Signalled { instance, name, by, fields, .. }) = sent else {
            return Ok(vec![sent]);
        };
        let sender = Some(self.instance.instance);
        Ok(vec![Event::Instance(InstanceEvent::Signalled { instance, name, by, sender, fields })])
    }

    pub(super) fn cancel(&self, to: &Target) -> Result<Vec<Event>, RefusedWhy> {
        let other = self.other(to, CANCEL_OTHERS)?;
        // It would saw off the branch that it sits on.
        if self.state.workflows.is_among(&[other], self.instance.instance) {
            return Err(RefusedWhy::OwnBranch);
        }
        let limit = WORKFLOW_ENDED_AT_ONCE_MAX as u32;
        start::end(self.state, other.instance, Status::Cancelled, None).map_err(|_| RefusedWhy::TooMany { limit })
    }

    pub(super) fn report(&self, wanted: &NewIncident) -> Result<Vec<Event>, RefusedWhy> {
        let kind = self.county.kinds.get(wanted.kind.index()).filter(|kind| !kind.retired);
        let kind = kind.ok_or(RefusedWhy::UnknownKind)?;
        let grid = self.county.grids.get(wanted.grid.index()).filter(|grid| !grid.retired);
        let middle = grid.ok_or(RefusedWhy::UnknownGrid)?.centre;
        let (lon, lat) = wanted.position.unwrap_or(middle);
        self.may_report()?;
        let report = Report {
            origin: Origin::default(),
            kind: kind.code.clone(),
            lon,
            lat,
            source: format!("workflow:{}", self.instance.id),
            reality: self.instance.reality,
            priority: wanted.priority,
            uncertain: None,
            external_id: None,
            personal: None,
            words: None,
        };
        let events = report::report(self.state, &report, self.now);
        let events = events.map_err(|refusal| RefusedWhy::NotReported { why: refusal.sentence.into() })?;
        // Its acceptance comes when the intake has looked at it.
        let reported = events.into_iter().find_map(|event| {
            if let Event::Incident(IncidentEvent::Reported(reported)) = event { Some(reported) } else { None }
        });
        let Some(mut reported) = reported else { return Ok(Vec::new()) };
        reported.reported_by = Some(self.instance.instance);
        let word = self.word(reported.incident, &wanted.why);
        Ok(vec![Event::Incident(IncidentEvent::Reported(reported)), word])
    }

    /// Not more than so many within an hour, and not for ever one because of the other.
    fn may_report(&self) -> Result<(), RefusedWhy> {
        let (state, own) = (self.state, self.instance);
        let since = self.now.plus_ms(-3_600_000);
        let recent = state.incidents.values().rev().take_while(|incident| incident.reported_at >= since);
        let (mut of_plugin, mut of_this) = (0, 0);
        for by in recent.filter_map(|incident| incident.reported_by) {
            of_this += usize::from(by == own.instance);
            // One that is gone may have been of this plugin.
            let same = state.workflows.get(by).is_none_or(|other| other.plugin.name == own.plugin.name);
            of_plugin += usize::from(same);
        }
        for (count, limit) in
            [(of_plugin, WORKFLOW_REPORTS_PER_HOUR_MAX), (of_this, WORKFLOW_REPORTS_OF_ONE_PER_HOUR_MAX)]
        {
            if count >= limit {
                return Err(RefusedWhy::TooMany { limit: limit as u32 });
            }
        }
        let above = |of: &&Instance| {
            let by = of.incident.and_then(|which| state.incident(which)).and_then(|incident| incident.reported_by);
            by.and_then(|by| state.workflows.get(by)).map(|instance| &**instance)
        };
        let chain = std::iter::successors(Some(own), above).take(usize::from(WORKFLOW_REPORTS_DEEP_MAX) + 1);
        let limit = u32::from(WORKFLOW_REPORTS_DEEP_MAX);
        if chain.count() > usize::from(WORKFLOW_REPORTS_DEEP_MAX) {
            return Err(RefusedWhy::TooDeep { limit });
        }
        Ok(())
    }

    pub(super) fn remark(&self, which: IncidentRef, why: &Reason) -> Result<Vec<Event>, RefusedWhy> {
        let incident = self.state.incident(which).ok_or(RefusedWhy::UnknownIncident)?;
        if self.instance.incident != Some(which) && incident.place.district != self.instance.district {
            return Err(RefusedWhy::OtherDistrict);
        }
        if incident.reality != self.instance.reality {
            return Err(RefusedWhy::OtherReality);
        }
        if !incident.phase.is_open() {
            return Err(RefusedWhy::IncidentEnded);
        }
        if remarks(incident) >= INCIDENT_REMARKS_MAX {
            return Err(RefusedWhy::TooMany { limit: INCIDENT_REMARKS_MAX as u32 });
        }
        Ok(vec![self.word(which, why)])
    }

    fn word(&self, incident: IncidentRef, why: &Reason) -> Event {
        let why = PluginReason { plugin: self.instance.plugin.digest, why: why.clone() };
        Event::Incident(IncidentEvent::Remarked { incident, why })
    }
}

/// They share the room of all that was done to it, and are not to take all of that.
fn remarks(incident: &Incident) -> usize {
    incident.changes.iter().filter(|change| matches!(change.what, Changed::Remarked(_))).count()
}
