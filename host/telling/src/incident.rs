//! An incident's whole story, from its record, its decisions, its notices and the timers that run for it.

use crate::story::*;
use crate::tell;
use crate::teller::Teller;
use crate::words::term;
use domain::decision::Decision;
use domain::event::FrozenPlugin;
use domain::ids::IncidentRef;
use domain::incident::hand_off::to_be_confirmed;
use domain::incident::hold::{Hold, held};
use domain::incident::origin::Origin;
use domain::incident::record::Release;
use domain::notice::NoticeRow;
use domain::state::{Assignment, Incident, PhaseStep};
use domain::time::TimeMs;
use domain::timer::Timers;

impl Teller<'_> {
    pub fn explain<'d>(
        &self,
        incident: &Incident,
        decisions: impl Iterator<Item = &'d Decision>,
        notices: impl Iterator<Item = &'d NoticeRow>,
        timers: &Timers,
    ) -> Explanation {
        let (lang, which) = (self.lang, incident.incident);
        let first = |at: &dyn Fn(&Assignment) -> Option<TimeMs>| {
            incident.assignments.iter().filter_map(at).min().map(|at| at.since_s(incident.reported_at))
        };
        let acknowledged = incident.escalated.acknowledged.as_ref();
        let running = timers.of(incident.incident).into_iter();
        Explanation {
            lang,
            id: incident.id.clone(),
            number: incident.incident.0,
            kind: self.kind(incident.kind),
            priority: self.term(&incident.priority),
            reality: self.term(&incident.reality),
            phase: self.term(&incident.phase),
            district: self.district(incident.place.district),
            grid: self.grid(incident.place.grid),
            nearest_grid_m: incident.place.nearest_grid_m,
            uncertain: incident.place.uncertain.as_ref().map(|of| self.uncertain(of)),
            source: incident.source.clone(),
            origin: self.origin(incident.origin),
            reported_at: self.time(incident.reported_at),
            acknowledged: acknowledged.map(|act| ActStory { at: self.time(act.at), by: act.by.clone() }),
            hold: incident.hold.map(|hold| self.hold(hold)),
            merged_into: incident.merged_into.map(|into| self.incident(into)),
            duplicates: incident.duplicates.iter().map(|which| self.incident(*which)).collect(),
            callers: Vec::new(),
            outcome: incident.outcome.as_deref().map(|code| self.outcome(code)),
            sent_after_s: first(&|assignment| Some(assignment.at)),
            on_scene_after_s: first(&|assignment| assignment.on_scene_at),
            units: incident.assignments.iter().map(|assignment| self.sent(which, assignment)).collect(),
            decisions: decisions.map(|decision| self.decision(decision)).collect(),
            escalation: incident.escalated.frozen.iter().map(|frozen| self.frozen(frozen)).collect(),
            notices: notices.map(|notice| self.notice(notice)).collect(),
            timers: running
                .filter(|id| held(*id).is_none() && to_be_confirmed(*id).is_none())
                .filter_map(|id| self.timer(&incident.escalated, id, timers))
                .collect(),
            steps: incident.steps.iter().map(|step| self.step(which, step)).collect(),
            changes: incident.changes.iter().map(|change| self.change(which, change)).collect(),
            procedures: self.procedures_of(incident),
            notes: self.notes(incident).collect(),
            hand_offs: self.hand_offs(incident),
        }
    }

    fn step(&self, of: IncidentRef, step: &PhaseStep) -> StepStory {
        let (to, cause) = (self.term(&step.to), self.cause(step.because, of.into()));
        StepStory { to, at: self.time(step.at), by: step.by.clone(), reason: step.why.clone(), cause }
    }

    fn sent(&self, to: IncidentRef, assignment: &Assignment) -> UnitStory {
        let unit = self.county().units.get(assignment.unit.index());
        let unknown = || Term::new("?", "?");
        let time = |at: Option<TimeMs>| at.map(|at| self.time(at));
        let release = |release: &Release| {
            let cause = self.cause(release.because, to.into());
            ReleaseStory { by: release.by.clone(), reason: release.why.clone(), cause }
        };
        UnitStory {
            unit: self.unit(assignment.unit),
            team: unit.map_or_else(unknown, |unit| self.team(unit.team)),
            station: unit.map_or_else(unknown, |unit| self.station(unit.home)),
            at: self.time(assignment.at),
            by: assignment.by.clone(),
            reason: assignment.why.clone(),
            cause: self.cause(assignment.because, to.into()),
            decision: assignment.decision,
            eta_s: assignment.eta_s,
            straight_line: assignment.straight_line,
            en_route_at: time(assignment.en_route_at),
            on_scene_at: time(assignment.on_scene_at),
            took_s: assignment.on_scene_at.map(|at| at.since_s(assignment.at)),
            released_at: time(assignment.released_at),
            released: assignment.released.as_ref().map(release),
            stood_down: assignment.stood_down,
        }
    }

    /// How it came to be known, if nobody just reported it.
    fn origin(&self, origin: Origin) -> Option<Term> {
        match origin {
            Origin::Reported => None,
            Origin::Unit(unit) => Some(term!(self.lang, "incident.self-initiated", unit = self.unit(unit))),
            Origin::Abandoned => Some(term!(self.lang, "incident.abandoned")),
        }
    }

    /// What dispatch waits for.
    pub fn hold(&self, hold: Hold) -> HoldStory {
        let (duplicate_of, until) = (self.incident(hold.of), self.time(hold.until));
        HoldStory { duplicate_of, recommendation: hold.decision, until }
    }

    pub fn frozen(&self, frozen: &FrozenPlugin) -> FrozenStory {
        FrozenStory {
            plugin: frozen.name.clone(),
            version: self.plugin_version(frozen.digest),
            settings_version: frozen.settings_version,
            mode: self.term(&frozen.mode),
        }
    }
}
