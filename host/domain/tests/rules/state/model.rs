//! The second model: the whole history as a list, and every question answered by reading it from the start. No sharing, no
//! indexes, nothing derived is kept; slow, and plain enough to be seen to be right.

use std::collections::{BTreeMap, BTreeSet};

use domain::command::Answer;
use domain::county::County;
use domain::decision::{Answered, AskedOutcome, Decision, SettledAs};
use domain::escalated::watch_timer;
use domain::event::{
    Batch, CountyEvent, Event, IncidentEvent, MatterEvent, NoticeEvent, PluginEvent, Reported, RosterEvent, TimerEvent,
    UnitEvent,
};
use domain::hooks::{CatchUp, EscalationProposal, Hook, IntakeProposal, Stage};
use domain::ids::*;
use domain::incident::{Need, Phase, Priority};
use domain::matter::Matter;
use domain::notice::DeliveryOutcome;
use domain::plugin::Mode;
use domain::plugin::placed::Placed;
use domain::roster::Shift;
use domain::skills::SkillSet;
use domain::time::TimeMs;
use domain::timer::TimerId;
use domain::unit::{Primary, Secondary};

use crate::desk::plugin_id;

const KEEP_KEYS_MS: i64 = 7 * 86_400_000;

/// The incident of an answer, its phase and the codes of its units; `None` if it was about none.
type Said = Option<(IncidentRef, Phase, Vec<String>)>;

#[derive(Default)]
pub struct Model {
    pub batches: Vec<Batch>,
    /// Phase and codes of the units as answered to each key, in the order of the batches.
    answers: Vec<(TimeMs, String, Said)>,
}

/// A unit on an incident, as the history tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct Sent {
    pub unit: u32,
    pub need: Option<u16>,
    /// A plugin sent it beyond what was needed.
    pub extra: bool,
    pub at: TimeMs,
    pub en_route_at: Option<TimeMs>,
    pub on_scene_at: Option<TimeMs>,
    pub released_at: Option<TimeMs>,
    /// Accepted anew or reopened since.
    pub spent: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    pub primary: Primary,
    pub secondary: BTreeSet<Secondary>,
    pub incident: Option<u32>,
    pub since: TimeMs,
}

/// A notice: how often, the furthest answer, what was late, and each channel's state and attempts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub matter: Matter,
    pub count: u32,
    pub answered: Option<Stage>,
    pub unanswered: BTreeSet<Stage>,
    pub deliveries: BTreeMap<String, (&'static str, u32)>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Health {
    pub failures: u32,
    pub until: Option<TimeMs>,
    pub quarantines: u32,
}

impl Model {
    pub fn push(&mut self, batch: &Batch) {
        self.batches.push(batch.clone());
        if let Some(key) = &batch.key {
            let about = batch.events.iter().find_map(Event::incident).filter(|which| self.lives(*which));
            let answer = about.map(|which| (which, self.phase(which), self.unit_codes(which)));
            self.answers.push((batch.at, format!("{}\n{}", batch.author, key.key), answer));
        }
    }

    fn events(&self) -> impl Iterator<Item = (&Batch, &Event)> {
        self.batches.iter().flat_map(|batch| batch.events.iter().map(move |event| (batch, event)))
    }

    /// The last county that came in.
    pub fn county(&self) -> Option<&County> {
        let counties = self.events().filter_map(|(_, event)| match event {
            Event::County(CountyEvent::Imported { county, .. }) => Some(&**county),
            _ => None,
        });
        counties.last()
    }

    fn reported(&self, which: IncidentRef) -> Option<(&Batch, &Reported)> {
        let mut reports = self.events().filter_map(|(batch, event)| match event {
            Event::Incident(IncidentEvent::Reported(reported)) => Some((batch, &**reported)),
            _ => None,
        });
        reports.find(|(_, reported)| reported.incident == which)
    }

    /// Reported and not archived.
    pub fn incidents(&self) -> BTreeSet<IncidentRef> {
        let mut living = BTreeSet::new();
        for (_, event) in self.events() {
            match event {
                Event::Incident(IncidentEvent::Reported(reported)) => drop(living.insert(reported.incident)),
                Event::Incident(IncidentEvent::Archived { incidents }) => {
                    living.retain(|which| !incidents.contains(which))
                }
                _ => {}
            }
        }
        living
    }

    pub fn lives(&self, which: IncidentRef) -> bool {
        self.incidents().contains(&which)
    }

    /// Every step with its time and author.
    pub fn steps(&self, which: IncidentRef) -> Vec<(Phase, TimeMs, String)> {
        let steps = self.events().filter_map(|(batch, event)| {
            let to = match event {
                Event::Incident(IncidentEvent::Reported(reported)) if reported.incident == which => Phase::Reported,
                Event::Incident(IncidentEvent::Stepped { incident, to }) if *incident == which => *to,
                Event::Incident(IncidentEvent::Merged { incident, .. }) if *incident == which => Phase::Merged,
                Event::Incident(IncidentEvent::Unmerged { incident, to, .. }) if *incident == which => *to,
                _ => return None,
            };
            Some((to, batch.at, author_of(batch, event)))
        });
        steps.collect()
    }

    pub fn phase(&self, which: IncidentRef) -> Phase {
        self.steps(which).last().map_or(Phase::Reported, |(to, ..)| *to)
    }

    pub fn priority(&self, which: IncidentRef) -> Option<Priority> {
        let first = self.reported(which)?.1.priority;
        let changed = self.events().filter_map(|(_, event)| match event {
            Event::Incident(IncidentEvent::PriorityChanged { incident, priority }) if *incident == which => {
                Some(*priority)
            }
            _ => None,
        });
        Some(changed.last().unwrap_or(first))
    }

    pub fn merged_into(&self, which: IncidentRef) -> Option<IncidentRef> {
        let merged = self.events().filter_map(|(_, event)| match event {
            Event::Incident(IncidentEvent::Merged { incident, into }) if *incident == which => Some(Some(*into)),
            Event::Incident(IncidentEvent::Unmerged { incident, .. }) if *incident == which => Some(None),
            _ => None,
        });
        merged.last().flatten()
    }

    /// Every incident that is merged into this one, in the order in which they were.
    pub fn duplicates(&self, of: IncidentRef) -> Vec<IncidentRef> {
        let mut duplicates = Vec::new();
        for (_, event) in self.events() {
            match event {
                Event::Incident(IncidentEvent::Merged { incident, into }) if *into == of => duplicates.push(*incident),
                Event::Incident(IncidentEvent::Unmerged { incident, from, .. }) if *from == of => {
                    duplicates.retain(|duplicate| duplicate != incident);
                }
                _ => {}
            }
        }
        duplicates
    }

    /// Its kind, and what is needed for it in all.
    pub fn kind(&self, which: IncidentRef) -> Option<(KindRef, Vec<Need>)> {
        let reported = self.reported(which).map(|(_, reported)| (reported.kind, reported.needs.clone()))?;
        let changed = self.events().filter_map(|(_, event)| match event {
            Event::Incident(IncidentEvent::KindChanged { incident, kind, needs }) if *incident == which => {
                Some((Some(*kind), needs.clone()))
            }
            Event::Incident(IncidentEvent::NeedsChanged { incident, needs }) if *incident == which => {
                Some((None, needs.clone()))
            }
            _ => None,
        });
        Some(changed.fold(reported, |(before, _), (kind, needs)| (kind.unwrap_or(before), needs)))
    }

    /// Who acknowledged it since it was last reopened.
    pub fn acknowledged_by(&self, which: IncidentRef) -> Option<String> {
        let mut by = None;
        for (batch, event) in self.events() {
            match event {
                Event::Matter(MatterEvent::Acknowledged { matter }) if *matter == which.into() => {
                    by = Some(author_of(batch, event))
                }
                Event::Incident(IncidentEvent::Stepped { incident, to: Phase::Reopened }) if *incident == which => {
                    by = None
                }
                _ => {}
            }
        }
        by
    }

    /// Everyone who was ever sent, in order.
    pub fn sent(&self, which: IncidentRef) -> Vec<Sent> {
        let mut sent: Vec<Sent> = Vec::new();
        let mut on: BTreeMap<u32, IncidentRef> = BTreeMap::new();
        for (batch, event) in self.events() {
            match event {
                Event::Incident(IncidentEvent::UnitsAssigned { incident, assignments, .. }) => {
                    for a in assignments {
                        on.insert(a.unit.0, *incident);
                        if *incident == which {
                            let (unit, need, at) = (a.unit.0, a.need, batch.at);
                            let nothing = (None, None, None);
                            let (en_route_at, on_scene_at, released_at) = nothing;
                            let (extra, spent) = (a.extra, false);
                            sent.push(Sent { unit, need, extra, at, en_route_at, on_scene_at, released_at, spent });
                        }
                    }
                }
                Event::Incident(IncidentEvent::UnitReleased { incident, unit }) => {
                    if on.get(&unit.0) == Some(incident) {
                        on.remove(&unit.0);
                    }
                    if *incident == which {
                        let still = sent.iter_mut().filter(|s| s.unit == unit.0 && s.released_at.is_none());
                        still.for_each(|s| s.released_at = Some(batch.at));
                    }
                }
                Event::Incident(IncidentEvent::UnitStoodDown { incident, unit }) => {
                    on.remove(&unit.0);
                    if *incident == which {
                        let still = sent.iter_mut().filter(|s| s.unit == unit.0 && s.released_at.is_none());
                        still.for_each(|s| (s.released_at, s.spent) = (Some(batch.at), true));
                    }
                }
                Event::Unit(UnitEvent::StatusChanged { unit, primary, .. }) if on.get(&unit.0) == Some(&which) => {
                    for s in sent.iter_mut().filter(|s| s.unit == unit.0 && s.released_at.is_none()) {
                        match primary {
                            Primary::EnRoute => s.en_route_at = s.en_route_at.or(Some(batch.at)),
                            Primary::OnScene => s.on_scene_at = s.on_scene_at.or(Some(batch.at)),
                            _ => {}
                        }
                    }
                }
                Event::Incident(IncidentEvent::Stepped { incident, to: Phase::Accepted | Phase::Reopened })
                | Event::Incident(IncidentEvent::Unmerged {
                    incident, to: Phase::Accepted | Phase::Reopened, ..
                }) if *incident == which => {
                    sent.iter_mut().for_each(|s| s.spent = true);
                }
                Event::Incident(
                    IncidentEvent::KindChanged { incident, .. } | IncidentEvent::NeedsChanged { incident, .. },
                ) if *incident == which => {
                    sent.iter_mut().for_each(|s| (s.need, s.extra) = (None, false));
                }
                _ => {}
            }
        }
        sent
    }

    pub fn units_on(&self, which: IncidentRef) -> Vec<u32> {
        self.sent(which).iter().filter(|s| s.released_at.is_none()).map(|s| s.unit).collect()
    }

    fn unit_codes(&self, which: IncidentRef) -> Vec<String> {
        let units = &self.county().expect("a county").units;
        self.units_on(which).iter().filter_map(|u| Some(units.get(*u as usize)?.code.clone())).collect()
    }

    /// Decisions of an incident with what people made of them, oldest first.
    pub fn decisions(&self, which: IncidentRef) -> Vec<(Decision, Option<SettledAs>)> {
        let mut decisions: Vec<(Decision, Option<SettledAs>)> = Vec::new();
        for (_, event) in self.events() {
            match event {
                Event::Matter(MatterEvent::Decided { matter, decision }) if *matter == which.into() => {
                    decisions.push(((**decision).clone(), None));
                }
                Event::Matter(MatterEvent::Settled { matter, decision, settlement }) if *matter == which.into() => {
                    let settled = decisions.iter_mut().filter(|(d, _)| d.facts.number == *decision);
                    settled.for_each(|(_, outcome)| *outcome = Some(settlement.outcome.clone()));
                }
                _ => {}
            }
        }
        decisions
    }

    /// Recommendations that wait for a person, with their hooks.
    pub fn pending(&self, which: IncidentRef) -> Vec<(u32, Hook)> {
        let proposes = |decision: &Decision| match &decision.facts.answer {
            Answered::Workflow(_) => false,
            Answered::Intake(record) => !record.proposals.is_empty(),
            Answered::Dispatch(record) => !record.picks.is_empty(),
            Answered::Escalation(record) => {
                record.proposals.iter().any(|p| matches!(p, EscalationProposal::Notify { .. }))
            }
        };
        let open = |(decision, settled): &(Decision, Option<SettledAs>)| {
            let duplicate = match &decision.facts.answer {
                Answered::Intake(record) if !record.merged => {
                    record.proposals.iter().any(|p| matches!(p, IntakeProposal::DuplicateOf { .. }))
                }
                _ => false,
            };
            let mode = decision.facts.mode;
            settled.is_none() && (mode == Mode::Advise && proposes(decision) || mode == Mode::Auto && duplicate)
        };
        let decisions = self.decisions(which);
        decisions.iter().filter(|one| open(one)).map(|(d, _)| (d.facts.number, d.facts.hook)).collect()
    }

    /// A person has chosen the units, or refused those recommended, since it was last accepted or reopened.
    pub fn hands_on(&self, which: IncidentRef) -> bool {
        let (mut hands_on, mut there) = (false, BTreeSet::new());
        for (_, event) in self.events() {
            match event {
                Event::Incident(IncidentEvent::Stepped { incident, to: Phase::Accepted | Phase::Reopened })
                | Event::Incident(IncidentEvent::Unmerged {
                    incident, to: Phase::Accepted | Phase::Reopened, ..
                }) if *incident == which => {
                    hands_on = false;
                }
                Event::Incident(IncidentEvent::UnitsAssigned { incident, assignments, .. }) if *incident == which => {
                    hands_on = hands_on || assignments.iter().any(|a| a.need.is_none() && !a.extra);
                    there.extend(assignments.iter().map(|a| a.unit));
                }
                Event::Incident(IncidentEvent::UnitReleased { incident, unit }) if *incident == which => {
                    there.remove(unit);
                }
                Event::Incident(IncidentEvent::UnitStoodDown { incident, unit }) if *incident == which => {
                    there.remove(unit);
                    // What was chosen is gone.
                    hands_on = hands_on && !there.is_empty();
                }
                Event::Matter(MatterEvent::Settled { matter, decision, settlement }) if *matter == which.into() => {
                    let mut all = self.decisions(which).into_iter();
                    let of_dispatch = all.any(|(d, _)| d.facts.number == *decision && d.facts.hook == Hook::Dispatch);
                    hands_on = hands_on || of_dispatch && matches!(settlement.outcome, SettledAs::Rejected { .. });
                }
                _ => {}
            }
        }
        hands_on
    }

    /// Since when nobody is there to be sent for it. Outer `None`: units were sent since, and whether they are enough is not known here.
    pub fn short(&self, which: IncidentRef) -> Option<Option<TimeMs>> {
        let mut short = Some(None);
        for (batch, event) in self.events() {
            match event {
                Event::Incident(IncidentEvent::ShortOfUnits { incident, .. }) if *incident == which => {
                    short = Some(Some(batch.at));
                }
                Event::Incident(
                    IncidentEvent::KindChanged { incident, .. }
                    | IncidentEvent::NeedsChanged { incident, .. }
                    | IncidentEvent::Relocated { incident, .. }
                    | IncidentEvent::UnitReleased { incident, .. }
                    | IncidentEvent::UnitStoodDown { incident, .. }
                    | IncidentEvent::Stepped { incident, to: Phase::Accepted | Phase::Reopened }
                    | IncidentEvent::Unmerged { incident, to: Phase::Accepted | Phase::Reopened, .. },
                ) if *incident == which => short = Some(None),
                Event::Incident(IncidentEvent::UnitsAssigned { incident, .. }) if *incident == which => {
                    short = short.filter(Option::is_none);
                }
                _ => {}
            }
        }
        short
    }

    /// How many units each need still lacks.
    pub fn lacks(&self, which: IncidentRef) -> Vec<u8> {
        let needs: Vec<Need> = self.kind(which).map(|(_, needs)| needs).unwrap_or_default();
        let mut lacks: Vec<u8> = needs.iter().map(|need| need.count).collect();
        let active = [Phase::Accepted, Phase::Assigned, Phase::EnRoute, Phase::OnScene, Phase::Reopened];
        if !active.contains(&self.phase(which)) || self.hands_on(which) {
            return vec![0; needs.len()];
        }
        for s in self.sent(which) {
            let counts = !s.spent && !s.extra && (s.released_at.is_none() || s.on_scene_at.is_some());
            if !counts {
                continue;
            }
            let skills =
                self.county().and_then(|c| c.units.get(s.unit as usize)).map_or(SkillSet::NONE, |unit| unit.skills);
            let fits = (0..needs.len()).find(|i| {
                lacks[*i] > 0 && needs[*i].skills.numbers().all(|number| skills.numbers().any(|own| own == number))
            });
            let answers = match s.need {
                Some(need) if usize::from(need) < needs.len() => Some(usize::from(need)),
                _ => fits,
            };
            if let Some(i) = answers {
                lacks[i] = lacks[i].saturating_sub(1);
            }
        }
        lacks
    }

    /// Incidents that wait for units: most pressing first, then oldest.
    pub fn waiting(&self) -> Vec<(Priority, IncidentRef)> {
        let waits = |which: &IncidentRef| {
            let advised = self.pending(*which).iter().any(|(_, hook)| *hook == Hook::Dispatch);
            !advised && self.lacks(*which).iter().any(|lacks| *lacks > 0)
        };
        let living = self.incidents().into_iter().filter(waits);
        let mut waiting: Vec<_> = living.filter_map(|which| Some((self.priority(which)?, which))).collect();
        waiting.sort();
        waiting
    }

    pub fn open(&self) -> BTreeMap<DistrictRef, BTreeSet<IncidentRef>> {
        let mut open: BTreeMap<DistrictRef, BTreeSet<IncidentRef>> = BTreeMap::new();
        for which in self.incidents() {
            let over = [Phase::Closed, Phase::Cancelled, Phase::Merged].contains(&self.phase(which));
            if let Some(district) = self.district(which).filter(|_| !over) {
                open.entry(district).or_default().insert(which);
            }
        }
        open
    }

    pub fn ended(&self) -> BTreeSet<(TimeMs, IncidentRef)> {
        let over = |which: IncidentRef| {
            let (phase, at, _) = self.steps(which).pop()?;
            [Phase::Closed, Phase::Cancelled, Phase::Merged].contains(&phase).then_some((at, which))
        };
        self.incidents().into_iter().filter_map(over).collect()
    }

    pub fn unit(&self, number: u32) -> Option<Unit> {
        let mut unit: Option<Unit> = None;
        for (batch, event) in self.events() {
            match (&mut unit, event) {
                (None, Event::County(CountyEvent::Imported { county, .. })) if county.units.len() > number as usize => {
                    let (primary, secondary) = (Primary::Available, BTreeSet::new());
                    unit = Some(Unit { primary, secondary, incident: None, since: batch.at });
                }
                (Some(unit), Event::Incident(IncidentEvent::UnitsAssigned { incident, assignments, .. }))
                    if assignments.iter().any(|a| a.unit.0 == number) =>
                {
                    unit.secondary.remove(&Secondary::Returning);
                    (unit.primary, unit.incident, unit.since) = (Primary::Assigned, Some(incident.0), batch.at);
                }
                (Some(unit), Event::Incident(IncidentEvent::UnitReleased { incident, unit: of }))
                    if of.0 == number && unit.incident == Some(incident.0) =>
                {
                    (unit.primary, unit.incident, unit.since) = (Primary::Available, None, batch.at);
                    unit.secondary.insert(Secondary::Returning);
                }
                (Some(unit), Event::Incident(IncidentEvent::UnitStoodDown { unit: of, .. })) if of.0 == number => {
                    (unit.primary, unit.incident, unit.since) = (Primary::Available, None, batch.at);
                    unit.secondary.remove(&Secondary::Returning);
                }
                (Some(unit), Event::Unit(UnitEvent::StatusChanged { unit: of, primary, secondary }))
                    if of.0 == number =>
                {
                    if unit.primary != *primary {
                        unit.since = batch.at;
                    }
                    (unit.primary, unit.secondary) = (*primary, secondary.clone());
                }
                _ => {}
            }
        }
        unit
    }

    /// Where a unit stands by, and until when.
    pub fn stands_by(&self, unit: u32) -> Option<(DistrictRef, TimeMs)> {
        let told = |event: &Event| match event {
            Event::Unit(UnitEvent::StandsBy { unit: of, to, until }) if of.0 == unit => Some(Some((*to, *until))),
            Event::Unit(UnitEvent::Returned { unit: of }) if of.0 == unit => Some(None),
            _ => None,
        };
        self.batches.iter().flat_map(|batch| &batch.events).filter_map(told).next_back().flatten()
    }

    /// Running timers: generation, due, catch-up, repeat.
    pub fn timers(&self) -> BTreeMap<TimerId, (u32, TimeMs, CatchUp, Option<u32>)> {
        let mut timers = BTreeMap::new();
        for (batch, event) in self.events() {
            match event {
                Event::Timer(TimerEvent::Started { timer, generation, due, catch_up, repeat_s }) => {
                    timers.insert(*timer, (*generation, *due, *catch_up, *repeat_s));
                }
                Event::Timer(TimerEvent::Stopped { timer, .. }) => drop(timers.remove(timer)),
                Event::Timer(TimerEvent::Fired { timer, generation, .. })
                    if timers.get(timer).is_some_and(|(running, ..)| running == generation) =>
                {
                    let Some((generation, mut due, catch_up, repeat_s)) = timers.remove(timer) else { continue };
                    let Some(repeat_s) = repeat_s else { continue };
                    due = due.plus_s(repeat_s);
                    while catch_up != CatchUp::Each && due <= batch.at {
                        due = due.plus_s(repeat_s);
                    }
                    timers.insert(*timer, (generation + 1, due, catch_up, Some(repeat_s)));
                }
                Event::Roster(RosterEvent::VacanciesChanged { opened, closed, .. }) => {
                    for vacancy in closed {
                        timers.retain(|timer, _| timer.matter() != Some(Matter::Vacancy(*vacancy)));
                    }
                    // Somebody looks at it two days before.
                    for vacancy in opened {
                        let due = TimeMs(vacancy.from.0 - 2 * 86_400_000).max(batch.at);
                        timers.insert(watch_timer(vacancy.vacancy), (1, due, CatchUp::Once, None));
                    }
                }
                _ => {}
            }
        }
        timers
    }

    /// Notices about incidents that are still there.
    pub fn notices(&self) -> BTreeMap<NoticeRef, Told> {
        let (mut notices, mut channels) = (BTreeMap::<NoticeRef, Told>::new(), BTreeSet::new());
        let over = |state: &str| !["queued", "failed"].contains(&state);
        for (_, event) in self.events() {
            if let Event::Notice(NoticeEvent::Sent(sent)) = event {
                let rings = sent.told.iter().any(|told| !told.held);
                let new = channels.iter().filter(|_| rings);
                let deliveries = new.map(|channel: &String| (channel.clone(), ("queued", 0))).collect();
                let (matter, unanswered) = (sent.matter, BTreeSet::new());
                notices.insert(sent.notice, Told { matter, count: 1, answered: None, unanswered, deliveries });
            }
            if let Event::Notice(NoticeEvent::ChannelsSet { channels: set }) = event {
                channels = set.clone();
                let all = notices.values_mut().flat_map(|told| told.deliveries.iter_mut());
                let gone = all.filter(|(channel, (state, _))| !set.contains(*channel) && !over(state));
                gone.for_each(|(_, (state, _))| *state = "given-up");
            }
            let (Event::Notice(NoticeEvent::Repeated { notice, .. })
            | Event::Notice(NoticeEvent::Answered { notice, .. })
            | Event::Notice(NoticeEvent::Unanswered { notice, .. })
            | Event::Notice(NoticeEvent::Delivered { notice, .. })) = event
            else {
                continue;
            };
            let Some(told) = notices.get_mut(notice) else { continue };
            match event {
                Event::Notice(NoticeEvent::Answered { stage, .. }) => told.answered = told.answered.max(Some(*stage)),
                Event::Notice(NoticeEvent::Unanswered { stage, .. }) => told.unanswered.extend([*stage]),
                Event::Notice(NoticeEvent::Delivered { channel, outcome, .. }) => {
                    let state = match outcome {
                        DeliveryOutcome::Sent => "sent",
                        DeliveryOutcome::Failed { .. } => "failed",
                        DeliveryOutcome::GivenUp { .. } => "given-up",
                    };
                    let delivery = told.deliveries.get_mut(channel).expect("a channel that had it");
                    *delivery = (state, delivery.1 + 1);
                }
                _ => told.count += 1,
            }
        }
        notices.retain(|_, told| told.matter.incident().is_some_and(|which| self.lives(which)));
        notices
    }

    pub fn shifts(&self) -> BTreeMap<(DistrictRef, TimeMs), Shift> {
        let mut shifts = BTreeMap::new();
        for (_, event) in self.events() {
            if let Event::Roster(RosterEvent::ShiftsPublished { shifts: published, .. }) = event {
                shifts.extend(published.iter().map(|shift| ((shift.district, shift.starts), shift.clone())));
            }
        }
        shifts
    }

    /// Everyone in a slot at a time, by name.
    pub fn on_duty(&self, district: DistrictRef, slot: u16, at: TimeMs) -> BTreeSet<PersonRef> {
        let shifts = self.shifts();
        let covering = shifts.values().filter(|s| s.district == district && s.starts <= at && at < s.ends);
        let slots = covering.flat_map(|shift| &shift.slots).filter(|(of, _)| *of == slot);
        slots.filter_map(|(_, person)| *person).collect()
    }

    /// Who sits behind a hook of a district, in the order in which they are asked; those that are off too.
    pub fn seats(&self, district: DistrictRef, hook: Hook) -> Vec<(u16, String, Mode)> {
        let mut seats: BTreeMap<String, Vec<Placed>> = BTreeMap::new();
        for (_, event) in self.events() {
            match event {
                Event::Plugin(PluginEvent::SeatsSet { district: of, hook: behind, plugin, seats: placed, .. })
                    if *of == district && *behind == hook =>
                {
                    seats.insert(plugin.clone(), placed.clone());
                }
                _ => {}
            }
        }
        let all = seats.into_iter().flat_map(|(plugin, placed)| placed.into_iter().map(move |p| (plugin.clone(), p)));
        let mut all: Vec<_> = all.collect();
        all.sort_by_key(|(plugin, p)| (p.order, plugin.clone(), !p.mode.counts()));
        all.into_iter().map(|(plugin, p)| (p.order, plugin, p.mode)).collect()
    }

    /// The version and text of the settings in force.
    pub fn settings(&self, plugin: &str, district: DistrictRef) -> (u32, String) {
        let (mut version, mut county, mut own) = (0, None, None);
        for (_, event) in self.events() {
            match event {
                Event::Plugin(PluginEvent::Configured { plugin: of, district: there, settings_json, .. })
                    if of == plugin =>
                {
                    version += 1;
                    match there {
                        None => county = Some((version, settings_json.clone())),
                        Some(there) if *there == district => own = Some((version, settings_json.clone())),
                        Some(_) => {}
                    }
                }
                Event::Plugin(PluginEvent::SettingsWithdrawn { plugin: of, district: there, .. }) if of == plugin => {
                    match there {
                        None => county = None,
                        Some(there) if *there == district => own = None,
                        Some(_) => {}
                    }
                }
                _ => {}
            }
        }
        own.or(county).unwrap_or((0, "{}".to_owned()))
    }

    /// The digest of the version that a seat takes for which none is named.
    pub fn current(&self, plugin: &str) -> Option<Digest> {
        let mut current = None;
        for (_, event) in self.events() {
            match event {
                Event::Plugin(PluginEvent::VersionInstalled { inspected, .. })
                    if inspected.manifest.name == plugin && current.is_none() =>
                {
                    current = Some(inspected.digest);
                }
                Event::Plugin(PluginEvent::CurrentSet { plugin: of, digest }) if of == plugin => {
                    current = Some(*digest);
                }
                _ => {}
            }
        }
        current
    }

    /// How the version does that signs the decisions. From when it comes in beside another on, it is counted by itself.
    pub fn health(&self, district: DistrictRef, plugin: &str) -> Health {
        let (mut health, mut places) = (Health::default(), BTreeMap::new());
        let (own, mut others, mut apart) = (plugin_id(plugin).digest, false, false);
        for (_, event) in self.events() {
            match event {
                Event::Incident(IncidentEvent::Reported(reported)) => {
                    places.insert(reported.incident, reported.place.district);
                }
                Event::Incident(IncidentEvent::Relocated { incident, place, .. }) => {
                    places.insert(*incident, place.district);
                }
                // Where it was then.
                Event::Matter(MatterEvent::Decided { matter, decision })
                    if matter.incident().and_then(|incident| places.get(&incident)) == Some(&district) =>
                {
                    tell_health(&mut health, decision, plugin);
                }
                Event::Plugin(PluginEvent::StructureInspected(inspection)) if inspection.plugin.name == plugin => {
                    let there = inspection.modes.iter().filter(|(of, _)| *of == district).count() as u32;
                    match inspection.failure {
                        Some(_) => health.failures += there,
                        None if there > 0 => health.failures = 0,
                        None => {}
                    }
                }
                Event::Plugin(PluginEvent::Quarantined { plugin: of, district: there, until, .. })
                    if of == plugin && *there == district =>
                {
                    let quarantines = health.quarantines + 1;
                    health = Health { failures: 0, until: Some(*until), quarantines };
                }
                Event::Plugin(PluginEvent::QuarantineLifted { plugin: of, district: there, digest })
                    if of == plugin && *there == district && digest.is_some() == apart =>
                {
                    health = Health::default();
                }
                Event::Plugin(PluginEvent::VersionInstalled { inspected, .. }) if inspected.manifest.name == plugin => {
                    if Some(inspected.digest) == own && others {
                        health = Health::default();
                        apart = true;
                    }
                    others |= Some(inspected.digest) != own;
                }
                _ => {}
            }
        }
        health
    }

    fn district(&self, which: IncidentRef) -> Option<DistrictRef> {
        let moved = self.events().filter_map(|(_, event)| match event {
            Event::Incident(IncidentEvent::Relocated { incident, place, .. }) if *incident == which => {
                Some(place.district)
            }
            _ => None,
        });
        moved.last().or_else(|| self.reported(which).map(|(_, reported)| reported.place.district))
    }

    /// Keys that are remembered, with what was answered.
    pub fn keys(&self) -> BTreeMap<String, Said> {
        let now = self.batches.last().map_or(0, |batch| batch.at.0);
        let kept = self.answers.iter().filter(|(at, ..)| now - at.0 <= KEEP_KEYS_MS);
        kept.map(|(_, key, answer)| (key.clone(), answer.clone())).collect()
    }
}

fn tell_health(health: &mut Health, decision: &Decision, plugin: &str) {
    let asked = decision.facts.asked_before.iter().filter(|asked| asked.plugin.name == plugin);
    let mut was_asked = false;
    for asked in asked {
        was_asked = true;
        match asked.outcome {
            AskedOutcome::Failed(_) | AskedOutcome::AllRefused(_) => health.failures += 1,
            AskedOutcome::Abstained(_) => health.failures = 0,
            AskedOutcome::Quarantined { .. } | AskedOutcome::OutOfTime => {}
        }
    }
    let own = &decision.facts.plugin;
    if own.name == plugin && own.digest.is_some() && !was_asked {
        health.failures = 0;
    }
}

/// What an answer says of its incident, to be compared.
pub fn said(answer: &Answer) -> Said {
    match answer {
        Answer::Incident(answer) => Some((answer.incident, answer.phase, answer.units.clone())),
        Answer::Instance(_)
        | Answer::Task(_)
        | Answer::NotStarted { .. }
        | Answer::Done { .. }
        | Answer::Numbered { .. } => None,
    }
}

fn author_of(batch: &Batch, event: &Event) -> String {
    let index = batch.events.iter().position(|of_batch| std::ptr::eq(of_batch, event));
    batch.signature(index.expect("an event of this batch")).author.into_owned()
}
