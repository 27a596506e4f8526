//! What an event sets off, matter by matter: who is to be asked again, who is told, what is looked at once more. An event that sets
//! nothing off is named here, too.

use domain::decision::Trigger;
use domain::event::*;
use domain::hooks::{EscalationTrigger, Hook, Stage};
use domain::ids::{DistrictRef, IncidentRef, InstanceRef, ScheduleRef, UnitRef};
use domain::incident::Phase;
use domain::incident::hand_off::to_be_confirmed;
use domain::incident::hold::{HoldEnd, held};
use domain::matter::Matter;
use domain::plugin::Mode;
use domain::roster::swap::Outcome;
use domain::timer::TimerId;
use domain::unit::Primary;
use domain::unit::watch::watched;
use domain::workflow::timers::{due_timer, lent_unit};

use super::{Cascade, Consequence};

impl Cascade<'_> {
    pub(super) fn follow(&mut self, event: &Event) {
        match event {
            Event::Clock(event) => self.follow_clock(event),
            Event::County(event) => self.follow_county(event),
            Event::Incident(event) => self.follow_incident(event),
            Event::Matter(event) => self.follow_matter(event),
            Event::Timer(TimerEvent::Fired { timer, skipped, .. })
                if matches!(timer.matter(), Some(Matter::Schedule(_))) =>
            {
                let which = timer.matter().map(Matter::number).map(ScheduleRef);
                self.queue.extend(which.map(|which| Consequence::Scheduled { which, skipped: *skipped }));
            }
            Event::Timer(TimerEvent::Fired { timer, generation, skipped: false, .. }) => {
                self.follow_timer(*timer, *generation);
                self.follow_own_timer(*timer);
            }
            Event::Timer(TimerEvent::Fired { .. } | TimerEvent::Started { .. } | TimerEvent::Stopped { .. }) => {}
            Event::Notice(event) => self.follow_notice(event),
            Event::Unit(event) => self.follow_unit(event),
            Event::Roster(event) => self.follow_roster(event),
            Event::Plugin(event) => self.follow_plugin(event),
            Event::Instance(event) => self.follow_instance(event),
            Event::Task(event) => self.follow_task(event),
            // Whoever is asked next reads it.
            Event::Series(SeriesEvent::Supplied { .. }) => {}
            Event::Assessment(event) => match event {
                AssessmentEvent::Asked { number, .. } | AssessmentEvent::AskedAgain { number } => {
                    self.assess.push(*number)
                }
                AssessmentEvent::Done(_) => {}
            },
        }
    }

    fn follow_clock(&mut self, event: &ClockEvent) {
        match event {
            ClockEvent::Doubted { doubt, .. } => self.queue.push_back(Consequence::DoubtClock(*doubt)),
            ClockEvent::Confirmed { .. } | ClockEvent::Moved { .. } | ClockEvent::Refused { .. } => {}
        }
    }

    fn follow_county(&mut self, event: &CountyEvent) {
        match event {
            CountyEvent::Imported { .. } => {
                self.inspect_structure();
                self.queue.push_back(Consequence::Service);
                self.queue.push_back(Consequence::SetSchedules);
            }
            CountyEvent::Retired(retired) => {
                self.inspect_structure();
                self.queue.push_back(Consequence::Left(retired.clone()));
            }
            CountyEvent::Reinstated(back) => {
                self.inspect_structure();
                self.queue.push_back(Consequence::Back(back.clone()));
            }
            CountyEvent::Rewritten(_) | CountyEvent::RoadClosed { .. } | CountyEvent::RoadOpened { .. } => {}
        }
    }

    fn follow_incident(&mut self, event: &IncidentEvent) {
        match event {
            IncidentEvent::Stepped { incident, to } => self.follow_step(*incident, *to),
            IncidentEvent::Unmerged { incident, to, .. } => {
                if to.wants_units() {
                    self.plan_dispatch(*incident, Trigger::Unmerged);
                }
                self.escalate_all((*incident).into(), EscalationTrigger::PhaseChanged, Trigger::PhaseChanged);
            }
            IncidentEvent::KindChanged { incident, .. } => {
                // It may lack other units now. One that is not accepted yet is looked at when it is.
                if self.state.incident(*incident).is_some_and(|incident| incident.phase.is_active()) {
                    self.plan_dispatch(*incident, Trigger::KindChanged);
                    self.queue.push_back(Consequence::MoreWorkflows(*incident));
                }
                self.escalate_all((*incident).into(), EscalationTrigger::Reclassified, Trigger::Reclassified);
            }
            IncidentEvent::PriorityChanged { incident, .. } => {
                self.queue.extend(self.ended_by_priority(*incident).map(|end| Consequence::EndHold(*incident, end)));
                self.escalate_all((*incident).into(), EscalationTrigger::Reclassified, Trigger::Reclassified);
            }
            IncidentEvent::Relocated { incident, from, .. } => {
                self.plan_if_active(*incident, Trigger::Relocated);
                self.queue.push_back(Consequence::Relocated(*incident, *from));
            }
            IncidentEvent::ShortOfUnits { incident, .. } => {
                self.escalate_all((*incident).into(), EscalationTrigger::NobodyToSend, Trigger::ShortOfUnits);
                self.queue.push_back(Consequence::Short(*incident));
            }
            IncidentEvent::NeedsChanged { incident, .. } => self.plan_if_active(*incident, Trigger::NeedsChanged),
            IncidentEvent::SubjectErased { incident, .. } => self.recent_words.forget(*incident),
            IncidentEvent::Merged { incident, .. } => {
                self.queue.push_back(Consequence::EndCallBack(*incident));
                self.escalate_all((*incident).into(), EscalationTrigger::PhaseChanged, Trigger::PhaseChanged);
            }
            IncidentEvent::UnitReleased { unit, incident } => {
                self.queue.push_back(Consequence::UnitFree(*unit, Some(*incident)));
            }
            IncidentEvent::UnitStoodDown { incident, unit } => {
                self.plan_dispatch(*incident, Trigger::StoodDown);
                self.queue.push_back(Consequence::StoodDown(*incident, *unit));
                // One that nobody had got to is accepted anew, and says so then.
                if self.state.incident(*incident).is_some_and(|incident| incident.phase == Phase::OnScene) {
                    self.queue.push_back(Consequence::LeftAlone(*incident));
                }
            }
            IncidentEvent::UnitsAssigned { incident, assignments, decision } => {
                self.queue.push_back(Consequence::EndHold(*incident, HoldEnd::Sent));
                assignments.iter().for_each(|assignment| self.unit_gone(assignment.unit));
                self.queue.extend(assignments.iter().map(|assignment| Consequence::Sent(*incident, assignment.unit)));
                let sent: Vec<UnitRef> = assignments.iter().map(|assignment| assignment.unit).collect();
                self.queue.push_back(Consequence::Directly(*incident, sent.clone(), *decision));
                self.queue.push_back(Consequence::Cover(*incident, sent));
            }
            // What comes from outside is taken in where its words are at hand.
            IncidentEvent::Reported(reported) if reported.reported_by.is_some() => {
                self.queue.push_back(Consequence::TakeIn(reported.incident));
            }
            IncidentEvent::DuplicateDenied { incident, decision, .. } => self.follow_word(*incident, *decision),
            IncidentEvent::Reported(_)
            | IncidentEvent::Remarked { .. }
            | IncidentEvent::Archived { .. }
            | IncidentEvent::SealedRead { .. }
            | IncidentEvent::Concluded { .. }
            | IncidentEvent::Linked { .. }
            | IncidentEvent::Unlinked { .. }
            | IncidentEvent::Noted { .. }
            | IncidentEvent::Held { .. }
            | IncidentEvent::HoldEnded { .. }
            | IncidentEvent::UnitCarriedOver { .. }
            | IncidentEvent::HandedOff { .. }
            | IncidentEvent::HandOffConfirmed { .. } => {}
        }
    }

    /// A person has answered a recommendation, which dispatch may have waited for.
    fn follow_word(&mut self, which: IncidentRef, decision: u32) {
        let held = Some(which).filter(|which| self.is_held_for(*which, decision));
        self.queue.extend(held.map(|which| Consequence::EndHold(which, HoldEnd::Answered)));
    }

    /// One that is not accepted yet is looked at when it is.
    fn plan_if_active(&mut self, which: IncidentRef, trigger: Trigger) {
        if self.state.incident(which).is_some_and(|incident| incident.phase.is_active()) {
            self.plan_dispatch(which, trigger);
        }
    }

    fn follow_matter(&mut self, event: &MatterEvent) {
        match event {
            MatterEvent::Acknowledged { matter } => {
                self.escalate_all(*matter, EscalationTrigger::Acknowledged, Trigger::Acknowledged);
            }
            MatterEvent::Decided { matter, .. } => {
                let district = self.state.standing(*matter).map(|(district, _)| district);
                self.queue.extend(district.map(Consequence::CheckHealth));
            }
            MatterEvent::Settled { matter, decision, .. } => {
                matter.incident().into_iter().for_each(|which| self.follow_word(which, *decision));
            }
            MatterEvent::EscalationFrozen { .. } => {}
        }
    }

    /// The host's own timers of tasks and loans.
    fn follow_own_timer(&mut self, timer: TimerId) {
        match timer.matter() {
            Some(Matter::Task(task)) if timer == due_timer(task) => self.queue.push_back(Consequence::TaskDue(task)),
            _ => {
                self.queue.extend(lent_unit(timer).map(Consequence::ReturnUnit));
                let late = to_be_confirmed(timer).map(|(incident, of)| Consequence::NotConfirmed(incident, of));
                self.queue.extend(late);
                self.queue.extend(held(timer).map(|incident| Consequence::EndHold(incident, HoldEnd::TimeUp)));
                let overdue =
                    watched(timer).map(|(incident, unit, expected)| Consequence::Overdue(incident, unit, expected));
                self.queue.extend(overdue);
            }
        }
    }

    fn follow_notice(&mut self, event: &NoticeEvent) {
        match event {
            NoticeEvent::Answered { matter, stage: Stage::Arrived, .. } => {
                self.escalate_all(*matter, EscalationTrigger::Arrived, Trigger::Arrived);
            }
            NoticeEvent::Unanswered { notice, stage, .. } => self.follow_unanswered(*notice, *stage),
            NoticeEvent::Answered { .. }
            | NoticeEvent::Sent(_)
            | NoticeEvent::Repeated { .. }
            | NoticeEvent::ChannelsSet { .. }
            | NoticeEvent::Delivered { .. } => {}
        }
    }

    fn follow_unit(&mut self, event: &UnitEvent) {
        match event {
            UnitEvent::StatusChanged { unit, primary: Primary::Available, .. } | UnitEvent::Returned { unit } => {
                self.queue.push_back(Consequence::UnitFree(*unit, None));
            }
            UnitEvent::StatusChanged { unit, .. } => self.unit_gone(*unit),
            UnitEvent::Moved { .. } | UnitEvent::Lent { .. } => {}
            // It may be what is waited for there.
            UnitEvent::StandsBy { unit, .. } => self.queue.push_back(Consequence::UnitFree(*unit, None)),
        }
    }

    fn follow_roster(&mut self, event: &RosterEvent) {
        match event {
            RosterEvent::ShiftsPublished { .. }
            | RosterEvent::StandInSet { .. }
            | RosterEvent::StandInEnded { .. }
            | RosterEvent::SwapEnded { outcome: Outcome::Approved, .. } => self.inspect_structure(),
            RosterEvent::SwapEnded { .. }
            | RosterEvent::SwapOffered(_)
            | RosterEvent::SwapAccepted { .. }
            | RosterEvent::ShiftHandedOver(_)
            | RosterEvent::ShiftTakenOver { .. }
            | RosterEvent::VacanciesChanged { .. } => {}
        }
    }

    fn follow_plugin(&mut self, event: &PluginEvent) {
        match event {
            PluginEvent::StructureInspected(inspection) => {
                let districts = inspection.modes.iter().map(|(district, _)| *district);
                self.queue.extend(districts.map(Consequence::CheckHealth));
            }
            PluginEvent::ModeSet { hook: Hook::TeamStructure, plugin, .. }
            | PluginEvent::SeatsSet { hook: Hook::TeamStructure, plugin, .. }
            | PluginEvent::Configured { plugin, .. }
            | PluginEvent::SettingsWithdrawn { plugin, .. } => {
                self.inspect.insert(plugin.clone());
            }
            PluginEvent::Installed { inspected, .. } => {
                self.inspect.insert(inspected.manifest.name.clone());
            }
            PluginEvent::VersionInstalled { inspected, .. } => {
                // It looks nowhere yet, unless it was there already and is granted something else.
                let name = &inspected.manifest.name;
                let looking = self.state.plugins.seated(name, Some(Hook::TeamStructure));
                self.inspect.extend(looking.contains(&inspected.digest).then(|| name.clone()));
            }
            PluginEvent::ModeSet { .. }
            | PluginEvent::SeatsSet { .. }
            | PluginEvent::CurrentSet { .. }
            | PluginEvent::DifferencesSignedOff { .. }
            | PluginEvent::Quarantined { .. }
            | PluginEvent::QuarantineLifted { .. } => {}
        }
    }

    fn follow_instance(&mut self, event: &InstanceEvent) {
        match event {
            InstanceEvent::Started(started) => self.begin_escalation(started.instance.into()),
            InstanceEvent::StepFailed { instance, retry_at, .. } => {
                self.queue.extend(self.district_of(*instance).map(Consequence::CheckHealth));
                if retry_at.is_none() {
                    self.changed((*instance).into());
                }
            }
            InstanceEvent::Ended { instance, .. } => {
                let by = self.state.workflows.get(*instance).and_then(|instance| instance.schedule);
                self.queue.extend(by.map(Consequence::AfterScheduled));
            }
            InstanceEvent::Refused { .. }
            | InstanceEvent::Scheduled { .. }
            | InstanceEvent::Unscheduled { .. }
            | InstanceEvent::Stepped { .. }
            | InstanceEvent::StepRefused { .. }
            | InstanceEvent::Signalled { .. }
            | InstanceEvent::Paused { .. }
            | InstanceEvent::Resumed { .. }
            | InstanceEvent::Retried { .. }
            | InstanceEvent::Migrated { .. }
            | InstanceEvent::KindPaused { .. }
            | InstanceEvent::KindResumed { .. }
            | InstanceEvent::Forgotten { .. }
            | InstanceEvent::Archived { .. }
            | InstanceEvent::FieldRead { .. }
            | InstanceEvent::SubjectGiven { .. }
            | InstanceEvent::Erased { .. } => {}
        }
    }

    fn follow_task(&mut self, event: &TaskEvent) {
        match event {
            TaskEvent::Created(new) => self.begin_escalation(new.task.into()),
            TaskEvent::Accepted { task, .. } => self.acknowledged((*task).into()),
            TaskEvent::Done { task, .. } => self.queue.push_back(Consequence::TaskAnswered(*task)),
            TaskEvent::Overdue { task } => self.changed((*task).into()),
            TaskEvent::Reopened { task, .. } => self.queue.push_back(Consequence::TaskLeft(*task)),
            TaskEvent::Cancelled { .. } | TaskEvent::Forgotten { .. } | TaskEvent::Archived { .. } => {}
        }
    }

    fn district_of(&self, which: InstanceRef) -> Option<DistrictRef> {
        self.state.workflows.get(which).map(|instance| instance.district)
    }

    /// Whoever inspects the structure of teams looks at it again.
    fn inspect_structure(&mut self) {
        let seats = self.state.plugins.seats.values().flatten();
        let inspectors = seats.filter(|seat| seat.hook == Hook::TeamStructure && seat.mode != Mode::Off);
        self.inspect.extend(inspectors.map(|seat| seat.plugin.clone()));
    }
}
