//! The fold: one batch of events onto a state. Pure, total and deterministic. What events can't mean (an unknown unit, a
//! timer that is gone) changes nothing; whether a command may cause an event was decided before it was written.

use std::sync::Arc;

use crate::command::{Answer, IncidentAnswer, InstanceAnswer, IntakeChoice, TaskAnswer};
use crate::decision::{Answered, AskedOutcome, Decision, SettledAs, Settlement};
use crate::escalated::Escalated;
use crate::event::{Batch, Event, FrozenPlugin, NewAssignment, Reported};
use crate::hooks::{Hook, Stage};
use crate::ids::*;
use crate::incident::Phase;
use crate::limits::*;
use crate::matter::Matter;
use crate::notice::{self, Delivery, DeliveryOutcome};
use crate::plugin::{Installed, Mode, Settings};
use crate::state::{Acknowledgement, Assignment, Health, Incident, LoadedCounty, Remembered, Seat, State, Step};
use crate::time::TimeMs;
use crate::timer::{Timer, TimerId};
use crate::unit::{Primary, Secondary};
use crate::workflow::Status;

mod workflow;

pub use workflow::{due_timer, lent_unit, loan_timer};

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
            Event::Acknowledged { matter } => {
                let act = Acknowledgement { at: cx.at, by: cx.author.to_owned() };
                self.change_escalated(*matter, cx, |e| e.acknowledged = Some(act));
                self.stop_time_outs(*matter, Stage::Accepted);
                if let Some(incident) = matter.incident() {
                    self.tell_instances_of(incident, cx);
                }
            }
            Event::UnitsAssigned { incident, assignments, decision } => {
                self.assign(*incident, assignments, *decision, cx);
            }
            Event::UnitReleased { incident, unit } => self.release(*incident, *unit, cx),
            Event::IncidentsArchived { incidents } => self.let_go(incidents),
            Event::Decided { matter, decision } => self.decide(*matter, decision, cx),
            Event::Settled { matter, decision, settlement } => self.settle(*matter, *decision, settlement, cx),
            Event::EscalationFrozen { matter, owner, plugin } => self.freeze(*matter, *owner, plugin, cx),
            Event::TimerStarted { timer, generation, due, catch_up, repeat_s } => {
                let (generation, due, catch_up, repeat_s) = (*generation, *due, *catch_up, *repeat_s);
                self.timers.start(*timer, Timer { generation, due, catch_up, repeat_s });
                self.count_generation(*timer, generation, cx);
            }
            Event::TimerStopped { timer, generation } => {
                self.timers.stop(*timer);
                self.count_generation(*timer, *generation, cx);
            }
            Event::TimerFired { timer, generation, skipped, .. } => {
                let runs = self.timers.get(*timer).is_some_and(|row| row.generation == *generation);
                if let Some(generation) = self.timers.fire(*timer, *generation, cx.at) {
                    self.count_generation(*timer, generation, cx);
                }
                if runs && !skipped {
                    self.fire_for_workflow(*timer, cx);
                }
            }
            Event::NoticeSent(sent) => {
                let gone = self.notices.send((**sent).clone(), cx.at);
                gone.into_iter().for_each(|notice| self.stop_timers(notice.into()));
                self.change_escalated(sent.matter, cx, |_| ());
            }
            Event::NoticeRepeated { notice, matter } => {
                self.notices.change(*notice, |row| {
                    row.count = row.count.saturating_add(1);
                    row.last_at = cx.at;
                });
                self.change_escalated(*matter, cx, |_| ());
            }
            Event::NoticeAnswered { notice, matter, stage } => self.answer_notice(*notice, *matter, *stage, cx),
            Event::NoticeUnanswered { notice, matter, stage } => {
                self.notices.change(*notice, |row| row.unanswered.extend([*stage]));
                self.change_escalated(*matter, cx, |_| ());
                let sent = self.notices.get(*notice).map(|row| (row.sent.from, row.sent.message.level));
                if let (Some((notice::Sender::Workflow, level)), Matter::Instance(instance)) = (sent, *matter) {
                    self.tell_instance(instance, crate::hooks::WorkflowEvent::Unanswered { level, stage: *stage }, cx);
                }
            }
            Event::ChannelsSet { channels } => self.notices.set_channels(channels, cx.at),
            Event::NoticeDelivered { notice, matter, channel, outcome } => {
                self.deliver(*notice, channel, outcome, cx);
                self.change_escalated(*matter, cx, |_| ());
            }
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
                self.wake_quarantined(installed.name(), None, cx);
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
            Event::QuarantineLifted { plugin, district } => {
                *self.health_mut(*district, plugin) = Health::default();
                self.wake_quarantined(plugin, Some(*district), cx);
            }
            // A record of the reading; it changes nothing.
            Event::SealedRead { .. } | Event::FieldRead { .. } | Event::WorkflowRefused { .. } => {}
            Event::SubjectErased { incident, subject } => {
                self.erased.insert(*subject);
                self.retained.forget(*incident);
                self.change(*incident, cx, |i| {
                    i.personal = None;
                    i.erased_at = Some(cx.at);
                });
            }
            Event::WorkflowStarted(_)
            | Event::InstanceStepped { .. }
            | Event::StepFailed { .. }
            | Event::Signalled { .. }
            | Event::InstancePaused { .. }
            | Event::InstanceResumed { .. }
            | Event::InstanceRetried { .. }
            | Event::InstanceMigrated { .. }
            | Event::InstanceEnded { .. }
            | Event::WorkflowKindPaused { .. }
            | Event::WorkflowKindResumed { .. }
            | Event::InstancesForgotten { .. }
            | Event::TaskCreated(_)
            | Event::TaskAccepted { .. }
            | Event::TaskDone { .. }
            | Event::TaskCancelled { .. }
            | Event::TaskOverdue { .. }
            | Event::TasksForgotten { .. }
            | Event::UnitLent { .. }
            | Event::UnitReturned { .. }
            | Event::SubjectGiven { .. }
            | Event::InstanceErased { .. } => self.apply_workflow(event, cx),
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

    /// Changes what a matter carries for its escalations; as changed counts it even if nothing of that is.
    fn change_escalated(&mut self, matter: Matter, cx: &Context<'_>, change: impl FnOnce(&mut Escalated)) {
        match matter {
            Matter::Incident(which) => self.change(which, cx, |incident| change(&mut incident.escalated)),
            Matter::Instance(which) => self.change_instance(which, cx, |instance| change(&mut instance.escalated)),
            Matter::Task(which) => self.change_task(which, cx, |task| change(&mut task.escalated)),
            Matter::Notice(_) | Matter::Vacancy(_) => {}
        }
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
            steps: vec![step],
            assignments: Vec::new(),
            escalated: Escalated::default(),
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
                Phase::Reopened => (i.escalated.acknowledged, i.escalated.arrived) = (None, None),
                _ => {}
            }
        });
        self.tell_instances_of(which, cx);
        if !to.is_open() {
            self.stop_time_outs(which.into(), Stage::Arrived);
        }
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
        let acknowledged = self.incident(which).and_then(|incident| incident.escalated.acknowledged.clone());
        self.step(which, to, cx);
        self.change(which, cx, |i| (i.merged_into, i.escalated.acknowledged) = (None, acknowledged));
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
            self.forget((*which).into());
        }
    }

    /// Drops what was kept about a matter that leaves the state.
    fn forget(&mut self, matter: Matter) {
        self.decisions.remove(&matter);
        let notices = self.notices.let_go(matter);
        notices.into_iter().for_each(|notice| self.stop_timers(notice.into()));
    }

    fn stop_timers(&mut self, matter: Matter) {
        for timer in self.timers.of(matter) {
            self.timers.stop(timer);
        }
    }

    /// The time-outs of a matter's notices end up to this stage: it is answered, or over.
    fn stop_time_outs(&mut self, matter: Matter, up_to: Stage) {
        let notices: Vec<NoticeRef> = self.notices.of(matter).map(|row| row.notice()).collect();
        notices.into_iter().for_each(|notice| self.stop_time_outs_of(notice, up_to));
    }

    fn stop_time_outs_of(&mut self, notice: NoticeRef, up_to: Stage) {
        for stage in Stage::ALL.into_iter().filter(|stage| *stage <= up_to) {
            self.timers.stop(notice::time_out(notice, stage));
        }
    }

    fn answer_notice(&mut self, notice: NoticeRef, matter: Matter, stage: Stage, cx: &Context<'_>) {
        let act = Acknowledgement { at: cx.at, by: cx.author.to_owned() };
        self.notices.change(notice, |row| {
            // Who arrives has accepted, and who accepts has seen.
            for stage in Stage::ALL.into_iter().filter(|before| *before <= stage) {
                row.answers.entry(stage).or_insert_with(|| act.clone());
            }
        });
        self.stop_time_outs_of(notice, stage);
        self.change_escalated(matter, cx, |e| {
            if stage == Stage::Arrived {
                e.arrived.get_or_insert(act);
            }
        });
    }

    fn deliver(&mut self, notice: NoticeRef, channel: &str, outcome: &DeliveryOutcome, cx: &Context<'_>) {
        self.notices.change(notice, |row| {
            let Some(delivery) = row.deliveries.get_mut(channel) else { return };
            let attempts = delivery.attempts() + 1;
            *delivery = match outcome.clone() {
                DeliveryOutcome::Sent => Delivery::Sent { at: cx.at, attempts },
                DeliveryOutcome::Failed { next, why } => Delivery::Failed { attempts, next, why },
                DeliveryOutcome::GivenUp { why } => Delivery::GivenUp { at: cx.at, attempts, why },
            };
        });
    }

    fn decide(&mut self, matter: Matter, decision: &Arc<Decision>, cx: &Context<'_>) {
        let facts = &decision.facts;
        let Some((district, _)) = self.standing(matter) else { return };
        let mut pending = self.escalated(matter).map(|e| e.pending.clone()).unwrap_or_default();
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
        let kept = self.decisions.entry(matter).or_default();
        kept.push_back(decision.clone());
        while kept.len() > DECISIONS_PER_INCIDENT_MAX {
            // What waits for a person stays as long as there is anything else to let go: it could not be answered any more.
            let oldest = kept.iter().position(|d| !pending.contains(&d.facts.number)).unwrap_or(0);
            kept.remove(oldest);
        }
        pending.retain(|number| kept.iter().any(|d| d.facts.number == *number));
        self.change_escalated(matter, cx, |e| {
            e.last_decision = e.last_decision.max(facts.number);
            e.pending = pending;
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
    }

    fn freeze(&mut self, matter: Matter, owner: u16, plugin: &FrozenPlugin, cx: &Context<'_>) {
        self.change_escalated(matter, cx, |e| {
            if e.frozen.len() == usize::from(owner) {
                e.frozen.push(plugin.clone());
            }
        });
    }

    fn count_generation(&mut self, timer: TimerId, generation: u32, cx: &Context<'_>) {
        if let Some(matter) = timer.matter() {
            self.change_escalated(matter, cx, |e| e.timer_generation = e.timer_generation.max(generation));
        }
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
        // A batch is about what its first event is about: what follows from it may be about other things.
        let (version, mut first) = (batch.version, batch.events.first());
        // One that takes the place of another is what was asked for.
        if let Some(Event::InstanceEnded { status: Status::Replaced, .. }) = first {
            first = batch.events.iter().find(|event| matches!(event, Event::WorkflowStarted(_)));
        }
        let answer = if let Some(which) = first.and_then(Event::instance) {
            self.instance_answer(which, version).map(Answer::Instance)
        } else if let Some(which) = first.and_then(Event::task) {
            self.task_answer(which, version).map(Answer::Task)
        } else {
            let about = batch.events.iter().find_map(Event::incident);
            about.and_then(|which| self.incident_answer(which, version)).map(Answer::Incident)
        };
        let numbered = batch.events.iter().find_map(|event| match event {
            Event::SwapOffered(swap) => Some(swap.number.0),
            Event::StandInSet { stand_in, .. } => Some(stand_in.number.0),
            _ => None,
        });
        let other = numbered.map_or(Answer::Done { version }, |number| Answer::Numbered { number, version });
        answer.unwrap_or(other)
    }

    fn instance_answer(&self, which: InstanceRef, version: Version) -> Option<InstanceAnswer> {
        let instance = self.workflows.get(which)?;
        let district = self.county.as_ref()?.county().districts.get(instance.district.index())?.code.clone();
        let (id, kind, key) = (instance.id.clone(), instance.kind.clone(), instance.key.clone());
        Some(InstanceAnswer { instance: which, id, kind, key, status: instance.status, district, version })
    }

    fn task_answer(&self, which: TaskRef, version: Version) -> Option<TaskAnswer> {
        let task = self.tasks.get(which)?;
        let (id, outcome) = (task.new.id.clone(), task.outcome.clone());
        Some(TaskAnswer { task: which, id, status: task.status, outcome, version })
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
            recommendation: incident.escalated.pending.last().copied(),
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
            Answered::Workflow(_) => false,
            Answered::Dispatch(record) => !record.picks.is_empty(),
            Answered::Escalation(record) => {
                record.proposals.iter().any(|p| matches!(p, crate::hooks::EscalationProposal::Notify(_)))
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
