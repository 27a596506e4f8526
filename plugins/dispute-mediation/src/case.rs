//! One step of a dispute: the loop from the report to the closing, and the ladder that it climbs. An accepted dispute closes by
//! the result of a revisit and in no other way.

use wardroom_plugin::workflow::{Assignee, Effect, Instance, Outcome, Task, TaskResult, flag};
use wardroom_plugin::{
    CatchUp, Notice, PersonRef, PlaceRef, Reality, Reason, Recipient, Result, Role, TimeS, Timer, Urgency, reason,
};

use crate::dispute::{Dispute, End, Retained, Rung, Side, Stage};
use crate::forms::{self, ACCEPT, DECIDE, HAND_OFF, MEDIATE, REVISIT, VERIFY};
use crate::places::{self, Sort};
use crate::settings::Settings;
use crate::{lawyers, triage, why};

/// The timer that runs until the revisit.
pub const REVISIT_DUE: u16 = 1;
/// Levels of the notices of what is overdue.
const TO_THE_LEADER: u8 = 1;
const TO_THE_COMMAND_ROOM: u8 = 2;

const HOUR_S: u32 = 3600;
const DAY_S: u32 = 24 * HOUR_S;

pub struct Case<'a> {
    now: TimeS,
    settings: &'a Settings,
    instance: &'a Instance,
    dispute: Dispute,
    effects: Vec<Effect>,
    remarks: Vec<Reason>,
    ended: Option<End>,
}

impl<'a> Case<'a> {
    pub fn new(now: TimeS, settings: &'a Settings, instance: &'a Instance, dispute: Dispute) -> Case<'a> {
        Case { now, settings, instance, dispute, effects: Vec::new(), remarks: Vec::new(), ended: None }
    }

    /// A new dispute waits to be accepted.
    pub fn report(&mut self) {
        let due_s = self.settings.accept_within_h * HOUR_S;
        self.task(ACCEPT, self.role(&self.settings.accept_slot), due_s, reason(why::DO_ACCEPT));
    }

    pub fn done(&mut self, done: &TaskResult) -> Result<()> {
        match (done.key, done.outcome.as_str()) {
            (ACCEPT, "accepted") => {
                self.dispute.fill(&done.fields);
                self.accept()
            }
            // Nobody has mediated yet, so there is nothing to revisit.
            (ACCEPT, "referred") => self.end(End::Referred),
            (ACCEPT, "withdrawn") => self.end(End::Withdrawn),
            (MEDIATE, outcome) => self.mediated(outcome, done),
            (VERIFY, outcome) => self.verified(outcome, done.by),
            (REVISIT, outcome) => self.revisited(outcome),
            (HAND_OFF, "confirmed") => {
                self.remark_court(why::COURT_CONFIRMED);
                self.wait(End::Failed)
            }
            (HAND_OFF, "returned") => {
                self.remark_court(why::COURT_RETURNED);
                self.take_back()
            }
            (DECIDE, "again") => self.mediate_from(Rung::City),
            (DECIDE, "courts") => self.wait(End::Failed),
            (DECIDE, "withdrawn") => self.leave(End::Withdrawn),
            (key, outcome) => match forms::side_of(key) {
                Some(side) => self.advised(side, outcome),
                None => Err(format!("task {key} has no outcome `{outcome}`").into()),
            },
        }
    }

    /// What nobody does in time is told to the duty leader; a hand-off that no court confirms goes back to the centre.
    pub fn overdue(&mut self, key: u16) -> Result<()> {
        if let (HAND_OFF, Stage::Docking(court)) = (key, self.dispute.stage) {
            self.effects.push(Effect::CancelTask(HAND_OFF));
            self.remark(reason(why::COURT_SILENT).with(court).with(self.settings.court_confirm_days));
            return self.take_back();
        }
        let code = match key {
            ACCEPT => why::LATE_ACCEPTING,
            MEDIATE => why::LATE_MEDIATING,
            VERIFY => why::LATE_VERIFYING,
            REVISIT => why::LATE_REVISITING,
            DECIDE => why::LATE_DECIDING,
            _ => why::LATE_LAWYER,
        };
        let leader = Recipient::Role(self.duty(&self.settings.leader_slot));
        self.notify(TO_THE_LEADER, Urgency::Attention, leader, reason(code));
        Ok(())
    }

    /// The duty leader did not look.
    pub fn unheard(&mut self, level: u8) {
        if level == TO_THE_LEADER {
            let room = Recipient::CommandRoom(self.instance.district);
            self.notify(TO_THE_COMMAND_ROOM, Urgency::Alarm, room, reason(why::NOBODY_LOOKED));
        }
    }

    /// The parties take it back, at whatever stage it is.
    pub fn withdraw(&mut self) -> Result<()> {
        match self.dispute.stage {
            Stage::Reported => self.end(End::Withdrawn),
            _ if self.may_be_withdrawn() => {
                self.effects.extend(self.instance.tasks.iter().map(|key| Effect::CancelTask(*key)));
                self.leave(End::Withdrawn)
            }
            _ => Ok(()),
        }
    }

    /// The day has come to look whether it is really over.
    pub fn revisit(&mut self) {
        let Stage::Waiting(end) = self.dispute.stage else { return };
        self.dispute.stage = Stage::Revisiting(end);
        let code = if end == End::Settled { why::DO_REVISIT_SETTLED } else { why::DO_REVISIT_LEFT };
        let assistant = self.instance.grid.map(Assignee::GridAssistant);
        let assignee = assistant.unwrap_or_else(|| self.role(&self.settings.accept_slot));
        self.task(REVISIT, assignee, self.settings.revisit_within_days * DAY_S, reason(code));
    }

    fn accept(&mut self) -> Result<()> {
        let rung = triage::triage(&self.dispute, &self.settings.triage, &mut self.remarks);
        self.retain_lawyers()?;
        self.mediate_from(rung)
    }

    /// Goes to the first rung from this one on that has attempts left.
    fn mediate_from(&mut self, rung: Rung) -> Result<()> {
        self.dispute.rung = rung;
        while self.dispute.rung < Rung::Courts && self.settings.ladder.attempts(self.dispute.rung) == 0 {
            self.dispute.rung = self.dispute.rung.next();
        }
        self.mediate()
    }

    /// The next attempt on the dispute's rung; on the last one, the courts.
    fn mediate(&mut self) -> Result<()> {
        let place = match self.dispute.rung {
            Rung::Courts => return self.hand_off(),
            Rung::Village => match self.instance.grid {
                Some(grid) => return self.begin_attempt(Assignee::GridAssistant(grid), None),
                None => {
                    self.remark(reason(why::NO_GRID));
                    return self.mediate_from(Rung::Town);
                }
            },
            Rung::Town => self.room_or_studio()?,
            Rung::City => self.choose(Sort::Centre, why::NO_CENTRE)?.map(|(_, place)| place),
        };
        match place {
            Some(place) => self.begin_attempt(Assignee::Place(place), Some(place)),
            None => self.climb(),
        }
    }

    /// A studio with the right speciality, or the station's room: that one at once where it may come to blows.
    fn room_or_studio(&mut self) -> Result<Option<PlaceRef>> {
        if self.dispute.likely_to_escalate {
            self.remark(reason(why::POLICE_AT_HAND));
        } else if let Some((code, place)) = self.choose(Sort::Studio, why::NO_STUDIO)? {
            self.dispute.tried.push(code);
            return Ok(Some(place));
        }
        Ok(self.choose(Sort::Room, why::NO_ROOM)?.map(|(_, place)| place))
    }

    fn begin_attempt(&mut self, assignee: Assignee, place: Option<PlaceRef>) -> Result<()> {
        self.dispute.stage = Stage::Mediating(place);
        let (attempt, of) = self.attempt();
        let why = reason(why::DO_MEDIATE).with(attempt).with(of);
        self.task(MEDIATE, assignee, self.settings.mediate_within_days * DAY_S, why);
        Ok(())
    }

    fn mediated(&mut self, outcome: &str, done: &TaskResult) -> Result<()> {
        if flag(&done.fields, "remote") == Some(true) {
            self.remark(reason(why::REMOTE));
        }
        match outcome {
            "settled" => {
                self.dispute.mediator = done.by;
                self.verify();
                Ok(())
            }
            "not-settled" => self.fail(),
            "withdrawn" => self.leave(End::Withdrawn),
            _ => self.leave(End::Referred),
        }
    }

    fn verify(&mut self) {
        self.dispute.stage = Stage::Verifying;
        let due_s = self.settings.verify_within_days * DAY_S;
        self.task(VERIFY, self.role(&self.settings.verify_slot), due_s, reason(why::DO_VERIFY));
    }

    fn verified(&mut self, outcome: &str, by: Option<PersonRef>) -> Result<()> {
        if by == self.dispute.mediator {
            self.remark(reason(why::OWN_CASE));
            self.verify();
            return Ok(());
        }
        if outcome == "kept" {
            self.remark(reason(why::VERIFIED));
            return self.wait(End::Settled);
        }
        self.remark(reason(why::NOT_VERIFIED));
        self.fail()
    }

    /// An attempt came to nothing: another one, or the next rung.
    fn fail(&mut self) -> Result<()> {
        let (attempt, of) = self.attempt();
        let (index, code) = match self.dispute.rung {
            Rung::Village => (0, why::FAILED_IN_THE_VILLAGE),
            Rung::Town => (1, why::FAILED_IN_THE_TOWN),
            Rung::City | Rung::Courts => (2, why::FAILED_IN_THE_CITY),
        };
        self.dispute.failed[index] = attempt;
        self.remark(reason(code).with(attempt).with(of));
        if attempt >= of { self.climb() } else { self.mediate() }
    }

    fn climb(&mut self) -> Result<()> {
        let mut rung = self.dispute.rung.next();
        while rung < Rung::Courts && self.settings.ladder.attempts(rung) == 0 {
            rung = rung.next();
        }
        self.remark(reason(match rung {
            Rung::Village | Rung::Town => why::UP_TO_THE_TOWN,
            Rung::City => why::UP_TO_THE_CITY,
            Rung::Courts => why::UP_TO_THE_COURTS,
        }));
        self.mediate_from(rung)
    }

    /// The package goes to the court's liaison, who confirms in time or it comes back.
    fn hand_off(&mut self) -> Result<()> {
        let Some((_, court)) = self.choose(Sort::Court, why::NO_COURT)? else {
            self.decide();
            return Ok(());
        };
        self.dispute.stage = Stage::Docking(court);
        let why = self.dispute.failed.iter().fold(reason(why::DO_CONFIRM), |why, failed| why.with(*failed));
        let why = why.with(self.dispute.parties).with(self.dispute.amount);
        self.task(HAND_OFF, Assignee::Place(court), self.settings.court_confirm_days * DAY_S, why);
        Ok(())
    }

    /// The centre has it again, until the courts have been asked often enough.
    fn take_back(&mut self) -> Result<()> {
        self.dispute.returned = self.dispute.returned.saturating_add(1);
        if self.dispute.returned >= self.settings.court_attempts {
            self.decide();
            return Ok(());
        }
        self.dispute.rung = Rung::City;
        self.mediate()
    }

    fn decide(&mut self) {
        self.dispute.stage = Stage::Deciding;
        let due_s = self.settings.accept_within_h * HOUR_S;
        let why = reason(why::DO_DECIDE).with(self.dispute.returned);
        self.task(DECIDE, self.role(&self.settings.leader_slot), due_s, why);
    }

    fn leave(&mut self, end: End) -> Result<()> {
        self.remark(reason(if end == End::Referred { why::REFERRED } else { why::WITHDRAWN }));
        self.wait(end)
    }

    /// Nothing more to be done until the revisit.
    fn wait(&mut self, end: End) -> Result<()> {
        self.dispute.stage = Stage::Waiting(end);
        let due_at = self.now.saturating_add(self.settings.revisit_after_days * DAY_S);
        let timer = Timer { key: REVISIT_DUE, due_at, catch_up: CatchUp::Once, repeat_s: None };
        self.effects.push(Effect::StartTimer(timer));
        Ok(())
    }

    fn revisited(&mut self, outcome: &str) -> Result<()> {
        let Stage::Revisiting(end) = self.dispute.stage else { return Err("a revisit that nobody asked for".into()) };
        match (outcome, end) {
            ("calm", _) => self.remark(reason(why::HOLDS)),
            (_, End::Settled) => {
                self.remark(reason(why::BROKEN));
                return self.fail();
            }
            // Others have it now, or nobody wants it any more; the duty leader should know.
            _ => {
                self.remark(reason(why::NOT_CALM));
                let leader = Recipient::Role(self.duty(&self.settings.leader_slot));
                self.notify(TO_THE_LEADER, Urgency::Attention, leader, reason(why::NOT_CALM));
            }
        }
        self.end(end)
    }

    fn end(&mut self, end: End) -> Result<()> {
        self.dispute.stage = Stage::Closed;
        self.ended = Some(end);
        Ok(())
    }

    /// Finds a lawyer for each side that wants one and has none.
    fn retain_lawyers(&mut self) -> Result<()> {
        for side in lawyers::wanted(&self.dispute) {
            let Some(lawyer) = lawyers::choose(side, &self.dispute, &mut self.remarks)? else {
                let nobody = match side {
                    Side::A => why::NO_LAWYER_FOR_A,
                    Side::B => why::NO_LAWYER_FOR_B,
                    Side::Mediation => why::NO_ADVISER,
                };
                self.remark(reason(nobody));
                let leader = Recipient::Role(self.duty(&self.settings.leader_slot));
                self.notify(TO_THE_LEADER, Urgency::Attention, leader, reason(nobody));
                continue;
            };
            let (chosen, what) = match side {
                Side::A => (why::COUNSEL_OF_A, why::DO_COUNSEL_A),
                Side::B => (why::COUNSEL_OF_B, why::DO_COUNSEL_B),
                Side::Mediation => (why::ADVISER, why::DO_ADVISE),
            };
            self.remark(reason(chosen).with(lawyer.number));
            let due_s = self.settings.advise_within_days * DAY_S;
            self.task(forms::task_of(side), Assignee::Place(lawyer.place), due_s, reason(what).with(lawyer.number));
            self.dispute.retained.push(Retained { side, lawyer: lawyer.code, firm: lawyer.firm });
        }
        Ok(())
    }

    fn advised(&mut self, side: Side, outcome: &str) -> Result<()> {
        if outcome == "advised" {
            self.remark(reason(why::ADVISED));
            return Ok(());
        }
        let (out, kept) = std::mem::take(&mut self.dispute.retained).into_iter().partition(|of| of.side == side);
        self.dispute.retained = kept;
        self.dispute.conflicts.extend(out.into_iter().map(|out: Retained| out.lawyer));
        self.retain_lawyers()
    }

    /// What the host is to keep, show and do.
    pub fn answer(self) -> Result<Outcome> {
        let waits = if self.may_be_withdrawn() { vec![forms::WITHDRAW.to_owned()] } else { Vec::new() };
        Ok(Outcome {
            state: serde_json::to_string(&self.dispute)?,
            stage: self.stage(),
            waits,
            marks: lawyers::marks(&self.dispute),
            effects: self.effects,
            remarks: self.remarks,
            ended: self.ended.map(|end| end.name().to_owned()),
        })
    }

    fn may_be_withdrawn(&self) -> bool {
        !matches!(self.dispute.stage, Stage::Waiting(_) | Stage::Revisiting(_) | Stage::Closed)
    }

    fn stage(&self) -> Reason {
        let (attempt, of) = self.attempt();
        match self.dispute.stage {
            Stage::Reported => reason(why::AT_REPORTED),
            Stage::Mediating(None) => reason(why::AT_GRID).with(attempt).with(of),
            Stage::Mediating(Some(place)) => reason(why::AT_PLACE).with(place).with(attempt).with(of),
            Stage::Verifying => reason(why::AT_VERIFYING),
            Stage::Waiting(end) => reason(match end {
                End::Settled => why::AT_SETTLED,
                End::Failed => why::AT_FAILED,
                End::Withdrawn | End::Referred => why::AT_LEFT,
            })
            .with(self.settings.revisit_after_days),
            Stage::Revisiting(_) => reason(why::AT_REVISITING),
            Stage::Docking(court) => reason(why::AT_DOCKING).with(court),
            Stage::Deciding => reason(why::AT_DECIDING),
            Stage::Closed => reason(why::AT_CLOSED),
        }
    }

    /// Which attempt on this rung it is, and of how many. One that the courts sent back is one more.
    fn attempt(&self) -> (u8, u8) {
        let [village, town, city] = self.dispute.failed;
        let failed = match self.dispute.rung {
            Rung::Village => village,
            Rung::Town => town,
            Rung::City | Rung::Courts => city,
        };
        let attempt = failed.saturating_add(1);
        (attempt, self.settings.ladder.attempts(self.dispute.rung).max(attempt))
    }

    fn choose(&mut self, sort: Sort, nothing: u16) -> Result<Option<(String, PlaceRef)>> {
        let chosen = places::choose(sort, &self.dispute, self.instance.district, self.settings, &mut self.remarks)?;
        if chosen.is_none() {
            self.remark(reason(nothing));
        }
        Ok(chosen)
    }

    fn duty(&self, slot: &str) -> Role {
        Role { district: self.instance.district, slot: slot.to_owned() }
    }

    fn role(&self, slot: &str) -> Assignee {
        Assignee::Role(self.duty(slot))
    }

    fn remark(&mut self, why: Reason) {
        self.remarks.push(why);
    }

    fn remark_court(&mut self, code: u16) {
        if let Stage::Docking(court) = self.dispute.stage {
            self.remark(reason(code).with(court));
        }
    }

    fn task(&mut self, key: u16, assignee: Assignee, due_s: u32, why: Reason) {
        let due_at = Some(self.now.saturating_add(due_s));
        let form = forms::of_task(key).to_owned();
        self.effects.push(Effect::CreateTask(Task { key, form, assignee, due_at, why }));
    }

    fn notify(&mut self, level: u8, urgency: Urgency, to: Recipient, why: Reason) {
        let seen_within_s = (level == TO_THE_LEADER).then_some(self.settings.seen_within_h * HOUR_S);
        let (accepted_within_s, arrived_within_s) = (None, None);
        // Nobody's telephone rings for an exercise or a test.
        let actual = self.instance.reality == Reality::Actual;
        let recipients = vec![if actual { to } else { Recipient::CommandRoom(self.instance.district) }];
        let notice = Notice { level, urgency, recipients, why, seen_within_s, accepted_within_s, arrived_within_s };
        self.effects.push(Effect::Notify(notice));
    }
}
