//! The fold: one batch of events onto a state. Pure, total and deterministic. What events can't mean (an unknown unit, a
//! timer that is gone) changes nothing; whether a command may cause an event was decided before it was written.

use std::sync::Arc;

use crate::command::{Answer, IncidentAnswer, IntakeChoice};
use crate::decision::{Answered, AskedOutcome, Decision, SettledAs, Settlement};
use crate::event::{Batch, Event, FrozenPlugin, NewAssignment, Notice, Reported};
use crate::hooks::{CatchUp, Hook};
use crate::ids::*;
use crate::incident::Phase;
use crate::limits::*;
use crate::plugin::{Installed, Mode, Settings};
use crate::state::{Acknowledgement, Assignment, Health, Incident, LoadedCounty, Remembered, Seat, State, Step};
use crate::time::TimeMs;
use crate::timer::{Timer, TimerId};
use crate::unit::{Primary, Secondary};

/// Who did it and when, for what events don't carry themselves.
struct Context<'a> {
    at: TimeMs,
    author: &'a str,
    reason: Option<&'a str>,
    version: Version,
}

impl State {
    /// Folds a batch in. Its version is the state's next; whoever reads a journal checks that.
    pub fn fold(&mut self, batch: &Batch) {
        self.version = batch.version;
        self.at = batch.at;
        let context =
            Context { at: batch.at, author: &batch.author, reason: batch.reason.as_deref(), version: batch.version };
        for event in &batch.events {
            self.apply(event, &context);
        }
        self.remember(batch);
    }

    /// Ends a batch whose events were all folded with [`State::preview`]: the same as [`State::fold`] from before them.
    pub fn complete(&mut self, batch: &Batch) {
        self.version = batch.version;
        self.at = batch.at;
        self.remember(batch);
    }

    /// Folds a single event, as [`State::fold`] does for each; for those who build a batch step by step.
    pub fn preview(&mut self, event: &Event, at: TimeMs, author: &str, reason: Option<&str>, version: Version) {
        self.apply(event, &Context { at, author, reason, version });
    }

    fn apply(&mut self, event: &Event, cx: &Context<'_>) {
        match event {
            Event::CountyImported { county, .. } => {
                self.county = Some(Arc::new(LoadedCounty::new(county.clone())));
                self.roster.require_handover(county.duty.handover_required);
                self.derive(cx.at);
            }
            Event::IncidentReported(reported) => self.report(reported, cx),
            Event::IncidentStepped { incident, to } => self.step(*incident, *to, cx),
            Event::PriorityChanged { incident, priority } => {
                self.change(*incident, cx, |i| i.priority = *priority);
            }
            Event::KindChanged { incident, kind, needs } => self.change(*incident, cx, |i| {
                (i.kind, i.needs) = (*kind, needs.clone());
                // What they were sent for is no more; whom they can help now is told by their skills.
                i.assignments.iter_mut().for_each(|a| a.need = None);
            }),
            Event::IncidentMerged { incident, into } => self.merge(*incident, *into, cx),
            Event::IncidentUnmerged { incident, from, to } => self.unmerge(*incident, *from, *to, cx),
            Event::Acknowledged { incident } => self.change(*incident, cx, |i| {
                i.acknowledged = Some(Acknowledgement { at: cx.at, by: cx.author.to_owned() });
            }),
            Event::UnitsAssigned { incident, assignments, decision } => {
                self.assign(*incident, assignments, *decision, cx);
            }
            Event::UnitReleased { incident, unit } => self.release(*incident, *unit, cx),
            Event::IncidentsArchived { incidents } => self.let_go(incidents),
            Event::Decided { incident, decision } => self.decide(*incident, decision, cx),
            Event::Settled { incident, decision, settlement } => self.settle(*incident, *decision, settlement, cx),
            Event::EscalationFrozen { incident, owner, plugin } => self.freeze(*incident, *owner, plugin, cx),
            Event::TimerStarted { timer, generation, due, catch_up } => {
                self.start_timer(*timer, *generation, *due, *catch_up, cx);
            }
            Event::TimerStopped { timer, generation } => {
                self.timers.stop(*timer);
                self.count_generation(*timer, *generation, cx);
            }
            Event::TimerFired { timer, generation, .. } => {
                self.timers.fire(*timer, *generation);
            }
            Event::NoticeSent { incident, notice } => self.notice(*incident, notice, cx),
            Event::UnitStatusChanged { unit, primary, secondary } => {
                if let Some(state) = self.units.get_mut(unit.index()).map(Arc::make_mut) {
                    if state.primary != *primary {
                        state.since = cx.at;
                    }
                    state.primary = *primary;
                    state.secondary = secondary.clone();
                }
                self.mark_progress(*unit, *primary, cx);
            }
            Event::UnitsMoved { fixes } => self.move_units(fixes),
            Event::ShiftsPublished { .. }
            | Event::StandInSet { .. }
            | Event::StandInEnded { .. }
            | Event::SwapOffered(_)
            | Event::SwapAccepted { .. }
            | Event::SwapEnded { .. }
            | Event::ShiftHandedOver(_)
            | Event::ShiftTakenOver { .. }
            | Event::VacanciesChanged { .. } => self.roster.apply(event, cx.at, cx.author),
            Event::StructureInspected(inspection) => {
                let name = inspection.plugin.name.clone();
                for (district, _) in &inspection.modes {
                    self.count_health(*district, &name, inspection.failure.is_some());
                }
                self.inspections.insert(name, Arc::new((**inspection).clone()));
            }
            Event::PluginInstalled { inspected, grants } => {
                let installed = Installed {
                    inspected: (**inspected).clone(),
                    grants: grants.clone(),
                    installed_at: cx.at,
                    installed_by: cx.author.to_owned(),
                };
                self.clear_health(installed.name());
                self.plugins.current.insert(installed.name().to_owned(), installed.digest());
                self.plugins.installed.insert(installed.digest(), Arc::new(installed));
            }
            Event::ModeSet { district, hook, plugin, mode, order } => {
                let seats = self.plugins.seats.entry(*district).or_default();
                seats.retain(|seat| !(seat.hook == *hook && seat.plugin == *plugin));
                seats.push(Seat { hook: *hook, plugin: plugin.clone(), mode: *mode, order: *order });
                seats.sort_by(|a, b| (a.hook, a.order, &a.plugin).cmp(&(b.hook, b.order, &b.plugin)));
            }
            Event::PluginConfigured { plugin, district, settings_json } => {
                let settings = self.plugins.settings.entry(plugin.clone()).or_default();
                settings.last += 1;
                let new = Settings { version: settings.last, json: settings_json.clone() };
                match district {
                    Some(district) => drop(settings.districts.insert(*district, new)),
                    None => settings.county = Some(new),
                }
            }
            Event::PluginQuarantined { plugin, district, until } => {
                let health = self.health_mut(*district, plugin);
                health.quarantined_until = Some(*until);
                health.quarantines += 1;
                health.failures = 0;
            }
            Event::QuarantineLifted { plugin, district } => *self.health_mut(*district, plugin) = Health::default(),
            // A record of the reading; it changes nothing.
            Event::SealedRead { .. } => {}
            Event::SubjectErased { incident, subject } => {
                self.erased.insert(*subject);
                self.change(*incident, cx, |i| {
                    i.personal = None;
                    i.erased_at = Some(cx.at);
                });
            }
        }
    }

    /// Changes an incident and puts it where it now belongs.
    fn change(&mut self, which: IncidentRef, cx: &Context<'_>, change: impl FnOnce(&mut Incident)) {
        let Some(slot) = self.incidents.get_mut(&which) else { return };
        let incident = Arc::make_mut(slot);
        let ended_at = incident.last_step_at();
        change(incident);
        incident.version = cx.version;
        self.ended.remove(&(ended_at, which));
        self.index_incident(which);
    }

    fn report(&mut self, reported: &Reported, cx: &Context<'_>) {
        let r = reported.clone();
        let which = r.incident;
        self.last_incident = self.last_incident.max(which);
        if let Some(personal) = &r.personal {
            self.last_subject = self.last_subject.max(personal.subject);
        }
        let step = Step { to: Phase::Reported, at: cx.at, by: cx.author.to_owned(), why: cx.reason.map(str::to_owned) };
        let incident = Incident {
            incident: which,
            id: r.id,
            external_id: r.external_id,
            kind: r.kind,
            priority: r.priority,
            reality: r.reality,
            source: r.source,
            place: r.place,
            phase: Phase::Reported,
            needs: r.needs,
            hands_on: false,
            personal: r.personal,
            erased_at: None,
            reported_at: cx.at,
            accepted_at: None,
            acknowledged: None,
            steps: vec![step],
            assignments: Vec::new(),
            notices: Vec::new(),
            frozen: Vec::new(),
            timer_generation: 0,
            last_decision: 0,
            pending: Vec::new(),
            merged_into: None,
            duplicates: Vec::new(),
            version: cx.version,
        };
        self.incidents.insert(which, Arc::new(incident));
        self.index_incident(which);
    }

    fn step(&mut self, which: IncidentRef, to: Phase, cx: &Context<'_>) {
        self.change(which, cx, |i| {
            i.phase = to;
            push_bounded(
                &mut i.steps,
                Step { to, at: cx.at, by: cx.author.to_owned(), why: cx.reason.map(str::to_owned) },
            );
            if to.wants_units() {
                i.hands_on = false;
                i.assignments.iter_mut().for_each(|a| a.spent = true);
            }
            match to {
                Phase::Accepted => drop(i.accepted_at.get_or_insert(cx.at)),
                Phase::Reopened => i.acknowledged = None,
                _ => {}
            }
        });
    }

    fn merge(&mut self, which: IncidentRef, into: IncidentRef, cx: &Context<'_>) {
        self.step(which, Phase::Merged, cx);
        self.change(which, cx, |i| i.merged_into = Some(into));
        self.change(into, cx, |i| {
            if !i.duplicates.contains(&which) {
                push_bounded(&mut i.duplicates, which);
            }
        });
    }

    fn unmerge(&mut self, which: IncidentRef, from: IncidentRef, to: Phase, cx: &Context<'_>) {
        let acknowledged = self.incident(which).and_then(|incident| incident.acknowledged.clone());
        self.step(which, to, cx);
        self.change(which, cx, |i| (i.merged_into, i.acknowledged) = (None, acknowledged));
        self.change(from, cx, |i| i.duplicates.retain(|duplicate| *duplicate != which));
    }

    fn assign(&mut self, which: IncidentRef, new: &[NewAssignment], decision: Option<u32>, cx: &Context<'_>) {
        for assignment in new {
            let Some(unit) = self.units.get_mut(assignment.unit.index()).map(Arc::make_mut) else { continue };
            unit.primary = Primary::Assigned;
            unit.secondary.remove(&Secondary::Returning);
            unit.incident = Some(which);
            unit.since = cx.at;
            unit.assigned_at.retain(|at| cx.at.since_s(*at) < WORKLOAD_WINDOW_S);
            unit.assigned_at.push(cx.at);
        }
        self.change(which, cx, |i| {
            for a in new {
                make_room(&mut i.assignments);
                i.assignments.push(Assignment {
                    unit: a.unit,
                    need: a.need,
                    eta_s: a.eta_s,
                    straight_line: a.straight_line,
                    at: cx.at,
                    by: cx.author.to_owned(),
                    decision,
                    en_route_at: None,
                    on_scene_at: None,
                    released_at: None,
                    spent: false,
                });
            }
            // A person's own choice answers whatever was needed.
            i.hands_on |= new.iter().any(|a| a.need.is_none());
        });
    }

    fn release(&mut self, which: IncidentRef, unit: UnitRef, cx: &Context<'_>) {
        if let Some(state) = self.units.get_mut(unit.index()).filter(|u| u.incident == Some(which)) {
            let state = Arc::make_mut(state);
            state.primary = Primary::Available;
            state.incident = None;
            state.since = cx.at;
            state.secondary.insert(Secondary::Returning);
        }
        self.change(which, cx, |i| {
            let on_it = i.assignments.iter_mut().filter(|a| a.unit == unit && a.released_at.is_none());
            on_it.for_each(|a| a.released_at = Some(cx.at));
        });
    }

    /// Notes on the incident how far a unit has come.
    fn mark_progress(&mut self, unit: UnitRef, primary: Primary, cx: &Context<'_>) {
        let Some(which) = self.unit(unit).and_then(|u| u.incident) else { return };
        self.change(which, cx, |i| {
            for a in i.assignments.iter_mut().filter(|a| a.unit == unit && a.released_at.is_none()) {
                match primary {
                    Primary::EnRoute => drop(a.en_route_at.get_or_insert(cx.at)),
                    Primary::OnScene => drop(a.on_scene_at.get_or_insert(cx.at)),
                    _ => {}
                }
            }
        });
    }

    fn move_units(&mut self, fixes: &[(UnitRef, crate::unit::Fix)]) {
        let Some(loaded) = self.county.clone() else { return };
        for (unit, fix) in fixes {
            let Some(state) = self.units.get_mut(unit.index()).map(Arc::make_mut) else { continue };
            if state.fix.is_none_or(|old| old.at <= fix.at) {
                state.fix = Some(*fix);
                state.snapped = loaded.travel.snap((fix.lon, fix.lat));
            }
        }
    }

    fn let_go(&mut self, incidents: &[IncidentRef]) {
        for which in incidents {
            let Some(incident) = self.incidents.remove(which) else { continue };
            let ended_at = incident.last_step_at();
            self.ended.remove(&(ended_at, *which));
            self.advised.remove(which);
            self.decisions.remove(which);
        }
    }

    fn decide(&mut self, which: IncidentRef, decision: &Arc<Decision>, cx: &Context<'_>) {
        let facts = &decision.facts;
        let Some(incident) = self.incident(which) else { return };
        let (district, mut pending) = (incident.place.district, incident.pending.clone());
        for asked in &facts.asked_before {
            match &asked.outcome {
                AskedOutcome::Failed(_) | AskedOutcome::AllRefused(_) => {
                    self.count_health(district, &asked.plugin.name, true);
                }
                AskedOutcome::Abstained(_) => self.count_health(district, &asked.plugin.name, false),
                AskedOutcome::Quarantined { .. } | AskedOutcome::OutOfTime => {}
            }
        }
        // A shadow that gave no answer signs its own record and stands in it as asked, too.
        let answered = !facts.asked_before.iter().any(|asked| asked.plugin.name == facts.plugin.name);
        if facts.plugin.digest.is_some() && answered {
            self.count_health(district, &facts.plugin.name, false);
        }
        if facts.waits_for_person() {
            pending.push(facts.number);
        }
        let kept = self.decisions.entry(which).or_default();
        kept.push_back(decision.clone());
        while kept.len() > DECISIONS_PER_INCIDENT_MAX {
            // What waits for a person stays as long as there is anything else to let go: it could not be answered any more.
            let oldest = kept.iter().position(|d| !pending.contains(&d.facts.number)).unwrap_or(0);
            kept.remove(oldest);
        }
        pending.retain(|number| kept.iter().any(|d| d.facts.number == *number));
        self.change(which, cx, |i| {
            i.last_decision = i.last_decision.max(facts.number);
            i.pending = pending;
        });
    }

    fn settle(&mut self, which: IncidentRef, number: u32, settlement: &Settlement, cx: &Context<'_>) {
        let mut of_dispatch = false;
        if let Some(kept) = self.decisions.get_mut(&which)
            && let Some(decision) = kept.iter_mut().find(|d| d.facts.number == number)
        {
            let facts = &mut Arc::make_mut(decision).facts;
            facts.settlement = Some(settlement.clone());
            of_dispatch = facts.hook == Hook::Dispatch;
        }
        self.change(which, cx, |i| {
            i.pending.retain(|pending| *pending != number);
            i.hands_on |= of_dispatch && matches!(settlement.outcome, SettledAs::Rejected { .. });
        });
    }

    fn freeze(&mut self, which: IncidentRef, owner: u16, plugin: &FrozenPlugin, cx: &Context<'_>) {
        self.change(which, cx, |i| {
            if i.frozen.len() == usize::from(owner) {
                i.frozen.push(plugin.clone());
            }
        });
    }

    fn start_timer(&mut self, id: TimerId, generation: u32, due: TimeMs, catch_up: CatchUp, cx: &Context<'_>) {
        self.timers.start(id, Timer { generation, due, catch_up });
        self.count_generation(id, generation, cx);
    }

    fn count_generation(&mut self, timer: TimerId, generation: u32, cx: &Context<'_>) {
        if let Some(incident) = timer.incident() {
            self.change(incident, cx, |i| i.timer_generation = i.timer_generation.max(generation));
        }
    }

    fn notice(&mut self, which: IncidentRef, notice: &Notice, cx: &Context<'_>) {
        self.change(which, cx, |i| push_bounded(&mut i.notices, notice.clone()));
    }

    fn health_mut(&mut self, district: DistrictRef, plugin: &str) -> &mut Health {
        self.plugins.health.entry(district).or_default().entry(plugin.to_owned()).or_default()
    }

    fn count_health(&mut self, district: DistrictRef, plugin: &str, failed: bool) {
        if failed {
            self.health_mut(district, plugin).failures += 1;
        } else if self.plugins.health.get(&district).and_then(|of| of.get(plugin)).is_some_and(|h| h.failures > 0) {
            self.health_mut(district, plugin).failures = 0;
        }
    }

    fn clear_health(&mut self, plugin: &str) {
        let districts: Vec<DistrictRef> = self.plugins.health.keys().copied().collect();
        for district in districts {
            if let Some(of_district) = self.plugins.health.get_mut(&district) {
                of_district.remove(plugin);
            }
        }
    }

    /// Keeps the answer to a command that has a key, and forgets old ones.
    fn remember(&mut self, batch: &Batch) {
        if let Some(key) = &batch.key {
            let remembered = Remembered { fingerprint: key.fingerprint, answer: self.answer(batch) };
            if self.keys.answers.insert(key.key.clone(), remembered).is_none() {
                self.keys.order.push_back((batch.at, key.key.clone()));
            }
        }
        let oldest = TimeMs(batch.at.0.saturating_sub(i64::from(IDEMPOTENCY_KEEP_S) * 1000));
        while self.keys.order.front().is_some_and(|(at, _)| *at < oldest)
            || self.keys.order.len() > IDEMPOTENCY_KEYS_MAX
        {
            if let Some((_, key)) = self.keys.order.pop_front() {
                self.keys.answers.remove(&key);
            }
        }
    }

    /// What the command behind this batch, just folded, answers.
    pub fn answer(&self, batch: &Batch) -> Answer {
        let about = batch.events.iter().find_map(Event::incident);
        let answer = about.and_then(|which| self.incident_answer(which, batch.version));
        let version = batch.version;
        let numbered = batch.events.iter().find_map(|event| match event {
            Event::SwapOffered(swap) => Some(swap.number.0),
            Event::StandInSet { stand_in, .. } => Some(stand_in.number.0),
            _ => None,
        });
        let other = numbered.map_or(Answer::Done { version }, |number| Answer::Numbered { number, version });
        answer.map_or(other, Answer::Incident)
    }

    fn incident_answer(&self, which: IncidentRef, version: Version) -> Option<IncidentAnswer> {
        let incident = self.incident(which)?;
        let county = self.county.as_ref()?.county();
        let unit_code = |unit: UnitRef| county.units.get(unit.index()).map(|u| u.code.clone());
        Some(IncidentAnswer {
            incident: which,
            id: incident.id.clone(),
            phase: incident.phase,
            kind: county.kinds.get(incident.kind.index())?.code.clone(),
            priority: incident.priority,
            reality: incident.reality,
            district: county.districts.get(incident.place.district.index())?.code.clone(),
            grid: county.grids.get(incident.place.grid.index())?.code.clone(),
            nearest_grid_m: incident.place.nearest_grid_m,
            reported_at: incident.reported_at,
            units: incident.units().filter_map(unit_code).collect(),
            recommendation: incident.pending.last().copied(),
            version,
        })
    }
}

impl crate::decision::Facts {
    /// In `advise`, a dispatch with picks, an escalation with notices or what an intake makes of a report counts only when a
    /// person says so; in `auto`, only a duplicate may have to wait.
    pub fn waits_for_person(&self) -> bool {
        let proposes = match &self.answer {
            Answered::Intake(record) => {
                return self.settlement.is_none() && record.open_choice(self.mode) != IntakeChoice::default();
            }
            Answered::Dispatch(record) => !record.picks.is_empty(),
            Answered::Escalation(record) => {
                record.proposals.iter().any(|p| matches!(p, crate::hooks::EscalationProposal::Notify { .. }))
            }
        };
        self.mode == Mode::Advise && self.settlement.is_none() && proposes
    }
}

/// The oldest assignment goes that answers no need any more, else the oldest that is over.
fn make_room(assignments: &mut Vec<Assignment>) {
    if assignments.len() >= INCIDENT_HISTORY_MAX {
        let over = |a: &Assignment| a.released_at.is_some();
        let idle = assignments.iter().position(|a| over(a) && (a.spent || a.on_scene_at.is_none()));
        if let Some(oldest) = idle.or_else(|| assignments.iter().position(over)) {
            assignments.remove(oldest);
        }
    }
}

fn push_bounded<T>(kept: &mut Vec<T>, new: T) {
    if kept.len() >= INCIDENT_HISTORY_MAX {
        kept.remove(0);
    }
    kept.push(new);
}
