//! The fold: one batch of events onto a state. Pure, total and deterministic. What events can't mean (an unknown unit, a
//! timer that is gone) changes nothing; whether a command may cause an event was decided before it was written.

use std::sync::Arc;

use crate::command::IntakeChoice;
use crate::decision::{Answered, AskedOutcome, Decision, SettledAs, Settlement};
use crate::escalated::{Escalated, Watched, watch_timer};
use crate::event::{
    Batch, CountyEvent, Event, FrozenPlugin, IncidentEvent, InstanceEvent, MatterEvent, NoticeEvent, PluginEvent,
    RosterEvent, TaskEvent, TimerEvent, UnitEvent,
};
use crate::hooks::{CatchUp, Hook, Stage};
use crate::ids::*;
use crate::limits::*;
use crate::matter::Matter;
use crate::plugin::{Installed, Mode, Settings};
use crate::roster::vacancy::Vacancy;
use crate::state::{Acknowledgement, Changed, Health, LoadedCounty, Remembered, Seat, State};
use crate::time::TimeMs;
use crate::timer::{Timer, TimerId};

mod answers;
mod incident;
mod notice;
mod task;
mod workflow;

pub use workflow::{NOT_STARTED, due_timer, lent_unit, loan_timer};

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
            Event::County(CountyEvent::Imported { county, .. }) => {
                self.county = Some(Arc::new(LoadedCounty::new(county.clone())));
                self.roster.require_handover(county.duty.handover_required);
                self.derive(cx.at);
            }
            Event::Incident(IncidentEvent::Reported(reported)) => self.report(reported, cx),
            Event::Incident(IncidentEvent::Stepped { incident, to }) => self.step(*incident, *to, cx),
            Event::Incident(IncidentEvent::PriorityChanged { incident, priority }) => {
                self.change(*incident, cx, |i| {
                    let (from, to) = (std::mem::replace(&mut i.priority, *priority), *priority);
                    incident::note(i, Changed::Priority { from, to }, cx);
                });
            }
            Event::Incident(IncidentEvent::KindChanged { incident, kind, needs }) => self.change(*incident, cx, |i| {
                incident::note(i, Changed::Kind { from: i.kind, to: *kind }, cx);
                (i.kind, i.needs) = (*kind, needs.clone());
                // What they were sent for is no more; whom they can help now is told by their skills.
                i.assignments.iter_mut().for_each(|a| a.need = None);
            }),
            Event::Incident(IncidentEvent::Merged { incident, into }) => self.merge(*incident, *into, cx),
            Event::Incident(IncidentEvent::Unmerged { incident, from, to }) => self.unmerge(*incident, *from, *to, cx),
            Event::Matter(MatterEvent::Acknowledged { matter }) => {
                let act = Acknowledgement { at: cx.at, by: cx.author.to_owned() };
                self.change_escalated(*matter, cx, |e| e.acknowledged = Some(act));
                self.stop_time_outs(*matter, Stage::Accepted);
                if let Some(which) = matter.incident() {
                    self.change(which, cx, |i| incident::note(i, Changed::Acknowledged, cx));
                    self.tell_instances_of(which, cx);
                }
            }
            Event::Incident(IncidentEvent::UnitsAssigned { incident, assignments, decision }) => {
                self.assign(*incident, assignments, *decision, cx);
            }
            Event::Incident(IncidentEvent::UnitReleased { incident, unit }) => self.release(*incident, *unit, cx),
            Event::Incident(IncidentEvent::Archived { incidents }) => self.let_go(incidents),
            Event::Matter(MatterEvent::Decided { matter, decision }) => self.decide(*matter, decision, cx),
            Event::Matter(MatterEvent::Settled { matter, decision, settlement }) => {
                self.settle(*matter, *decision, settlement, cx)
            }
            Event::Matter(MatterEvent::EscalationFrozen { matter, owner, plugin }) => {
                self.freeze(*matter, *owner, plugin, cx)
            }
            Event::Timer(TimerEvent::Started { timer, generation, due, catch_up, repeat_s }) => {
                let (generation, due, catch_up, repeat_s) = (*generation, *due, *catch_up, *repeat_s);
                self.timers.start(*timer, Timer { generation, due, catch_up, repeat_s });
                self.count_generation(*timer, generation, cx);
            }
            Event::Timer(TimerEvent::Stopped { timer, generation }) => {
                self.timers.stop(*timer);
                self.count_generation(*timer, *generation, cx);
            }
            Event::Timer(TimerEvent::Fired { timer, generation, skipped, .. }) => {
                let runs = self.timers.get(*timer).is_some_and(|row| row.generation == *generation);
                if let Some(generation) = self.timers.fire(*timer, *generation, cx.at) {
                    self.count_generation(*timer, generation, cx);
                }
                if runs {
                    self.fire_for_vacancy(*timer, cx);
                }
                if runs && !skipped {
                    self.fire_for_workflow(*timer, cx);
                }
            }
            Event::Notice(NoticeEvent::Sent(_))
            | Event::Notice(NoticeEvent::Repeated { .. })
            | Event::Notice(NoticeEvent::Answered { .. })
            | Event::Notice(NoticeEvent::Unanswered { .. })
            | Event::Notice(NoticeEvent::ChannelsSet { .. })
            | Event::Notice(NoticeEvent::Delivered { .. }) => self.apply_notice(event, cx),
            Event::Unit(UnitEvent::StatusChanged { unit, primary, secondary }) => {
                if let Some(state) = self.units.get_mut(unit.index()).map(Arc::make_mut) {
                    if state.primary != *primary {
                        state.since = cx.at;
                    }
                    state.primary = *primary;
                    state.secondary = secondary.clone();
                }
                self.mark_progress(*unit, *primary, cx);
            }
            Event::Unit(UnitEvent::Moved { fixes }) => self.move_units(fixes),
            Event::Roster(RosterEvent::ShiftsPublished { .. })
            | Event::Roster(RosterEvent::StandInSet { .. })
            | Event::Roster(RosterEvent::StandInEnded { .. })
            | Event::Roster(RosterEvent::SwapOffered(_))
            | Event::Roster(RosterEvent::SwapAccepted { .. })
            | Event::Roster(RosterEvent::SwapEnded { .. })
            | Event::Roster(RosterEvent::ShiftHandedOver(_))
            | Event::Roster(RosterEvent::ShiftTakenOver { .. })
            | Event::Roster(RosterEvent::VacanciesChanged { .. }) => {
                self.roster.apply(event, cx.at, cx.author);
                if let Event::Roster(RosterEvent::VacanciesChanged { opened, closed, .. }) = event {
                    self.watch_vacancies(opened, closed, cx);
                }
            }
            Event::Plugin(PluginEvent::StructureInspected(inspection)) => {
                let name = inspection.plugin.name.clone();
                for (district, _) in &inspection.modes {
                    self.count_health(*district, &name, inspection.failure.is_some());
                }
                self.inspections.insert(name, Arc::new((**inspection).clone()));
            }
            Event::Plugin(PluginEvent::Installed { inspected, grants }) => {
                let installed = Installed {
                    inspected: (**inspected).clone(),
                    grants: grants.clone(),
                    installed_at: cx.at,
                    installed_by: cx.author.to_owned(),
                };
                // Pure, since it is told from the state alone; whoever checks an installation sees to it that one can go.
                if self.has_full_shelf()
                    && !self.plugins.installed.contains_key(&installed.digest())
                    && let Some(oldest) = self.version_to_let_go()
                {
                    self.plugins.installed.remove(&oldest);
                }
                self.clear_health(installed.name());
                self.wake_quarantined(installed.name(), None, cx);
                self.plugins.current.insert(installed.name().to_owned(), installed.digest());
                self.plugins.installed.insert(installed.digest(), Arc::new(installed));
            }
            Event::Plugin(PluginEvent::ModeSet { district, hook, plugin, mode, order }) => {
                let seats = self.plugins.seats.entry(*district).or_default();
                seats.retain(|seat| !(seat.hook == *hook && seat.plugin == *plugin));
                seats.push(Seat { hook: *hook, plugin: plugin.clone(), mode: *mode, order: *order });
                seats.sort_by(|a, b| (a.hook, a.order, &a.plugin).cmp(&(b.hook, b.order, &b.plugin)));
            }
            Event::Plugin(PluginEvent::Configured { plugin, district, settings_json }) => {
                let settings = self.plugins.settings.entry(plugin.clone()).or_default();
                settings.last += 1;
                let new = Settings { version: settings.last, json: settings_json.clone() };
                match district {
                    Some(district) => drop(settings.districts.insert(*district, new)),
                    None => settings.county = Some(new),
                }
            }
            Event::Plugin(PluginEvent::Quarantined { plugin, district, until }) => {
                let health = self.health_mut(*district, plugin);
                health.quarantined_until = Some(*until);
                health.quarantines += 1;
                health.failures = 0;
            }
            Event::Plugin(PluginEvent::QuarantineLifted { plugin, district }) => {
                *self.health_mut(*district, plugin) = Health::default();
                self.wake_quarantined(plugin, Some(*district), cx);
            }
            // A record of the reading; it changes nothing.
            Event::Incident(IncidentEvent::SealedRead { .. }) | Event::Instance(InstanceEvent::FieldRead { .. }) => {}
            Event::Incident(IncidentEvent::SubjectErased { incident, subject }) => {
                self.erased.insert(*subject);
                self.retained.forget(*incident);
                self.change(*incident, cx, |i| {
                    i.personal = None;
                    i.erased_at = Some(cx.at);
                });
            }
            Event::Instance(InstanceEvent::Started(_))
            | Event::Instance(InstanceEvent::Refused { .. })
            | Event::Instance(InstanceEvent::Stepped { .. })
            | Event::Instance(InstanceEvent::StepFailed { .. })
            | Event::Instance(InstanceEvent::Signalled { .. })
            | Event::Instance(InstanceEvent::Paused { .. })
            | Event::Instance(InstanceEvent::Resumed { .. })
            | Event::Instance(InstanceEvent::Retried { .. })
            | Event::Instance(InstanceEvent::Migrated { .. })
            | Event::Instance(InstanceEvent::Ended { .. })
            | Event::Instance(InstanceEvent::KindPaused { .. })
            | Event::Instance(InstanceEvent::KindResumed { .. })
            | Event::Instance(InstanceEvent::Forgotten { .. })
            | Event::Task(TaskEvent::Created(_))
            | Event::Task(TaskEvent::Accepted { .. })
            | Event::Task(TaskEvent::Done { .. })
            | Event::Task(TaskEvent::Cancelled { .. })
            | Event::Task(TaskEvent::Overdue { .. })
            | Event::Task(TaskEvent::Forgotten { .. })
            | Event::Unit(UnitEvent::Lent { .. })
            | Event::Unit(UnitEvent::Returned { .. })
            | Event::Instance(InstanceEvent::SubjectGiven { .. })
            | Event::Instance(InstanceEvent::Erased { .. }) => self.apply_workflow(event, cx),
        }
    }

    /// Changes what a matter carries for its escalations; as changed counts it even if nothing of that is.
    fn change_escalated(&mut self, matter: Matter, cx: &Context<'_>, change: impl FnOnce(&mut Escalated)) {
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
            Matter::Notice(_) => {}
        }
    }

    /// Each is watched from when its shift is near; one that is filled or over is no concern any more.
    fn watch_vacancies(&mut self, opened: &[Vacancy], closed: &[VacancyRef], cx: &Context<'_>) {
        for which in closed {
            self.watched.remove(which);
            self.stop_timers((*which).into());
            self.stop_time_outs((*which).into(), Stage::Arrived);
            // Whoever was told of it may look it up, and what a channel has not taken yet still goes out.
            if self.notices.of(*which).next().is_some() {
                self.filled.push_back(*which);
            } else {
                self.forget((*which).into());
            }
        }
        while self.filled.len() > VACANCIES_FILLED_KEPT_MAX {
            if let Some(oldest) = self.filled.pop_front() {
                self.forget(oldest.into());
            }
        }
        for vacancy in opened {
            let near = TimeMs(vacancy.from.0.saturating_sub(i64::from(VACANCY_WATCHED_S) * 1000));
            let (due, catch_up, repeat_s) = (near.max(cx.at), CatchUp::Once, None);
            self.timers.start(watch_timer(vacancy.vacancy), Timer { generation: 1, due, catch_up, repeat_s });
        }
    }

    /// A vacancy is near from now on.
    fn fire_for_vacancy(&mut self, timer: TimerId, cx: &Context<'_>) {
        let Some(Matter::Vacancy(which)) = timer.matter() else { return };
        if timer == watch_timer(which) {
            let watched = Watched { since: cx.at, escalated: Escalated::default(), version: cx.version };
            self.watched.insert(which, Arc::new(watched));
        }
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
