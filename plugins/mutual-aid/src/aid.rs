//! One step of a request for aid: the own reserve, then one lender after the other, then the county's command room; and what is
//! lent comes back at its end, or earlier, or later if the lender agrees.

use wardroom_plugin::view::{self, Coded};
use wardroom_plugin::workflow::{Assignee, Effect, Instance, Loan, Outcome, Signal, Task, number, text};
use wardroom_plugin::{
    CatchUp, DistrictRef, Notice, Reality, Reason, Recipient, Result, Role, TimeS, Timer, UnitRef, Urgency, reason,
};

use crate::cover::Cover;
use crate::forms::{self, APPROVE, DECIDE, EXTENSION, RETURN};
use crate::request::{End, Lent, Request, Stage};
use crate::settings::Settings;
use crate::{lenders, why};

/// Timers: when the next loan ends, and some time before.
pub const END: u16 = 1;
pub const END_SOON: u16 = 2;

const MINUTE_S: u32 = 60;
const HOUR_S: u32 = 3600;

pub struct Aid<'a> {
    now: TimeS,
    settings: &'a Settings,
    instance: &'a Instance,
    request: Request,
    effects: Vec<Effect>,
    remarks: Vec<Reason>,
    ended: Option<End>,
}

impl<'a> Aid<'a> {
    pub fn new(now: TimeS, settings: &'a Settings, instance: &'a Instance, request: Request) -> Aid<'a> {
        Aid { now, settings, instance, request, effects: Vec::new(), remarks: Vec::new(), ended: None }
    }

    /// What the own district can spare need not be borrowed.
    pub fn begin(&mut self) -> Result<()> {
        let wanted = self.request.units;
        let own = Cover::of(self.instance.district, self.settings)?.spare(self.request.skills, wanted);
        let own = own.unwrap_or_else(|why| {
            self.remarks.push(why);
            Vec::new()
        });
        self.remarks.extend(own.iter().map(|unit| reason(why::OWN_RESERVE).with(*unit)));
        let given = own.len() as u8;
        if given > 0 {
            let for_s = self.request.until.saturating_sub(self.now);
            let why = reason(why::USE_OWN_RESERVE).with(given).with(self.request.skills).with(for_s);
            self.tell(self.instance.district, Urgency::Attention, why);
        }
        if given == wanted {
            self.end(End::OwnReserve);
            return Ok(());
        }
        self.remarks.push(reason(why::OWN_RESERVE_FALLS_SHORT).with(given).with(wanted));
        self.request.units = wanted - given;
        self.start_end_timers();
        self.ask()
    }

    /// Asks the next lender, or has it decided if there is none.
    fn ask(&mut self) -> Result<()> {
        let own = self.instance.district;
        let Some(lender) = lenders::next(own, &mut self.request, self.settings, &mut self.remarks)? else {
            return self.have_it_decided();
        };
        let asked = if lender.neighbour { why::ASKED_NEIGHBOUR } else { why::ASKED_COUNTY };
        self.remarks.push(reason(asked).with(lender.district).with(lender.units));
        self.request.stage = Stage::Asking { lender: lender.district, units: lender.units };
        let why = self.what_is_wanted(why::DO_APPROVE, lender.units);
        self.task(APPROVE, lender.district, self.settings.answer_within_min, why);
        Ok(())
    }

    /// A lender's answer; it is asked about its cover as it is now, not as it was when the question went out.
    pub fn approved(&mut self, outcome: &str) -> Result<()> {
        let Stage::Asking { lender, units } = self.request.stage else { return Ok(()) };
        if outcome != "lent" {
            self.remarks.push(reason(why::REFUSED).with(lender));
            return self.pass_over(lender);
        }
        match Cover::of(lender, self.settings)?.spare(self.request.skills, units.min(self.request.lacking())) {
            Ok(units) => self.lend(lender, &units, why::LENT),
            Err(why) => self.remarks.push(why),
        }
        self.pass_over(lender)
    }

    /// Goes on without this district, if more is needed.
    fn pass_over(&mut self, lender: DistrictRef) -> Result<()> {
        self.request.through.push(lender);
        if self.request.lacking() > 0 {
            return self.ask();
        }
        self.request.stage = Stage::Lent;
        Ok(())
    }

    fn have_it_decided(&mut self) -> Result<()> {
        self.request.stage = Stage::Deciding;
        let room = self.county_room()?;
        let why = self.what_is_wanted(why::DO_DECIDE, self.request.lacking());
        self.task(DECIDE, room, self.settings.decide_within_min, why);
        Ok(())
    }

    /// The county's command room may go below the floor of any district.
    pub fn decided(&mut self, outcome: &str) -> Result<()> {
        if outcome == "by-order" {
            for (lender, _) in lenders::around(self.instance.district)? {
                let taken: Vec<UnitRef> = self.request.loans.iter().map(|loan| loan.unit).collect();
                let mut units = Cover::of(lender, self.settings)?.bare(self.request.skills, self.request.units);
                units.retain(|unit| !taken.contains(unit));
                units.truncate(self.request.lacking().into());
                self.lend(lender, &units, why::LENT_BY_ORDER);
            }
        } else {
            self.remarks.push(reason(why::NO_MORE_BY_DECISION));
        }
        if self.request.lacking() > 0 {
            self.remarks.push(reason(why::FALLS_SHORT).with(self.request.lacking()));
        }
        match self.request.loans.is_empty() {
            true => self.end(End::NotCovered),
            false => self.request.stage = Stage::Lent,
        }
        Ok(())
    }

    /// Who does not answer in time: the next lender is asked, the command room is called, the loan ends as agreed.
    pub fn overdue(&mut self, key: u16) -> Result<()> {
        match (key, self.request.stage) {
            (APPROVE, Stage::Asking { lender, .. }) => {
                self.effects.push(Effect::CancelTask(APPROVE));
                let waited_s = self.settings.answer_within_min * MINUTE_S;
                self.remarks.push(reason(why::NO_ANSWER).with(lender).with(waited_s));
                self.pass_over(lender)
            }
            (DECIDE, _) => {
                let why = reason(why::NOBODY_DECIDES).with(self.request.lacking());
                let room = Recipient::CommandRoom(self.county_room()?);
                self.notify(2, Urgency::Alarm, room, why);
                Ok(())
            }
            (key, _) => {
                if let Some(lender) = forms::lender_of(key) {
                    self.effects.push(Effect::CancelTask(key));
                    self.remarks.push(reason(why::EXTENSION_UNANSWERED).with(lender));
                }
                Ok(())
            }
        }
    }

    /// A lender's answer on lending for longer.
    pub fn extended(&mut self, lender: DistrictRef, outcome: &str) {
        let Some(until) = self.request.extension.filter(|_| outcome == "extended") else {
            return self.remarks.push(reason(why::EXTENSION_REFUSED).with(lender));
        };
        let to = self.instance.district;
        let loans = self.request.loans.iter_mut().filter(|loan| loan.lender == lender && loan.until < until);
        let mut longer_s = 0;
        for loan in loans {
            longer_s = until - loan.until;
            loan.until = until;
            self.effects.push(Effect::LendUnit(Loan { unit: loan.unit, to, until }));
        }
        self.request.until = until;
        self.remarks.push(reason(why::EXTENDED).with(lender).with(longer_s));
        self.start_end_timers();
    }

    pub fn signalled(&mut self, signal: &Signal) {
        match signal.name.as_str() {
            EXTENSION => self.ask_for_longer(number(&signal.fields, "hours").unwrap_or(0.0) as u32),
            RETURN => self.give_back(text(&signal.fields, "unit")),
            _ => {}
        }
    }

    fn ask_for_longer(&mut self, hours: u32) {
        let until = self.request.until.saturating_add(hours.saturating_mul(HOUR_S));
        let (total_s, most_s) = (until - self.request.since, self.settings.loan_h_max * HOUR_S);
        if total_s > most_s {
            return self.remarks.push(reason(why::EXTENSION_TOO_LONG).with(total_s).with(most_s));
        }
        self.request.extension = Some(until);
        for lender in self.request.lenders() {
            let units = self.request.loans.iter().filter(|loan| loan.lender == lender).count() as u32;
            let why = reason(why::DO_EXTEND).with(self.instance.district).with(units).with(hours * HOUR_S);
            self.task(forms::extension_of(lender), lender, self.settings.answer_within_min, why);
        }
    }

    /// One unit, or all of them and no more is wanted.
    fn give_back(&mut self, code: Option<&str>) {
        let named = |loan: &Lent| code.is_none_or(|code| view::code(Coded::Unit(loan.unit)).as_deref() == Ok(code));
        let (back, kept): (Vec<Lent>, Vec<Lent>) = self.request.loans.iter().partition(|loan| named(loan));
        if code.is_some() && back.is_empty() {
            return self.remarks.push(reason(why::NOT_ON_LOAN));
        }
        // Who gives a unit back wants one less.
        self.request.units = self.request.units.saturating_sub(back.len() as u8);
        self.request.loans = kept;
        self.send_home(&back, why::RETURNED_EARLY);
        let asked = !matches!(self.request.stage, Stage::Lent);
        match code {
            None => self.end(if self.request.helped { End::Returned } else { End::Withdrawn }),
            Some(_) if self.request.loans.is_empty() && !asked => self.end(End::Returned),
            Some(_) => self.start_end_timers(),
        }
    }

    /// Some loan has come to its end.
    pub fn over(&mut self) {
        let now = self.now;
        let (back, kept): (Vec<Lent>, Vec<Lent>) = self.request.loans.iter().partition(|loan| loan.until <= now);
        self.request.loans = kept;
        self.request.units = self.request.units.saturating_sub(back.len() as u8);
        self.send_home(&back, why::RETURNED_AT_THE_END);
        // Nobody need answer any more on units that are home.
        let lenders = self.request.lenders();
        let idle = |key: &u16| forms::lender_of(*key).is_some_and(|lender| !lenders.contains(&lender));
        self.effects.extend(self.instance.tasks.iter().copied().filter(idle).map(Effect::CancelTask));
        match (self.request.loans.is_empty(), self.request.helped) {
            (false, _) => self.start_end_timers(),
            (true, true) => self.end(End::Returned),
            (true, false) => self.end(End::NotCovered),
        }
    }

    /// The borrower is told that it will soon do without.
    pub fn soon(&mut self) {
        let next = self.next_end();
        let ending = self.request.loans.iter().filter(|loan| loan.until == next).count() as u32;
        if ending > 0 {
            let why = reason(why::AID_ENDS_SOON).with(ending).with(next.saturating_sub(self.now));
            self.tell(self.instance.district, Urgency::Attention, why);
        }
    }

    fn lend(&mut self, lender: DistrictRef, units: &[UnitRef], code: u16) {
        let (to, until) = (self.instance.district, self.request.until);
        let for_s = until.saturating_sub(self.now);
        for unit in units {
            self.request.loans.push(Lent { unit: *unit, lender, until });
            self.effects.push(Effect::LendUnit(Loan { unit: *unit, to, until }));
            self.remarks.push(reason(code).with(*unit).with(lender).with(for_s));
        }
        if !units.is_empty() {
            self.request.helped = true;
            self.tell(to, Urgency::Attention, reason(why::AID_COMES).with(units.len() as u32).with(lender).with(for_s));
        }
    }

    /// Units that the host has not taken back already.
    fn send_home(&mut self, loans: &[Lent], code: u16) {
        let to = Some(self.instance.district);
        for Lent { unit, lender, .. } in loans {
            let units = view::units(*lender).unwrap_or_default();
            if units.iter().any(|of| of.ref_ == *unit && of.lent_to == to) {
                self.effects.push(Effect::ReturnUnit(*unit));
            }
            self.remarks.push(reason(code).with(*unit).with(*lender));
        }
    }

    fn start_end_timers(&mut self) {
        let (end, before_s) = (self.next_end(), self.settings.remind_before_min * MINUTE_S);
        let mut start = |key, due_at| {
            self.effects.push(Effect::StartTimer(Timer { key, due_at, catch_up: CatchUp::Once, repeat_s: None }));
        };
        start(END, end);
        if end.saturating_sub(before_s) > self.now {
            start(END_SOON, end - before_s);
        }
    }

    /// When the next loan ends; before there is one, when the request does.
    fn next_end(&self) -> TimeS {
        self.request.loans.iter().map(|loan| loan.until).min().unwrap_or(self.request.until)
    }

    fn end(&mut self, end: End) {
        self.request.stage = Stage::Ended;
        self.ended = Some(end);
    }

    /// What the host is to keep, show and do.
    pub fn answer(self) -> Result<Outcome> {
        let waits: &[&str] = match self.request.stage {
            Stage::Ended => &[],
            Stage::Lent => &[EXTENSION, RETURN],
            Stage::Asking { .. } | Stage::Deciding => &[RETURN],
        };
        let (lent, units) = (self.request.loans.len() as u32, self.request.units);
        Ok(Outcome {
            state: serde_json::to_string(&self.request)?,
            stage: match self.request.stage {
                Stage::Asking { lender, units } => reason(why::AT_ASKING).with(lender).with(units),
                Stage::Deciding => reason(why::AT_DECIDING).with(self.request.lacking()),
                Stage::Lent => reason(why::AT_LENT).with(lent).with(units),
                Stage::Ended => reason(why::AT_ENDED),
            },
            waits: waits.iter().map(|name| (*name).to_owned()).collect(),
            marks: Vec::new(),
            effects: self.effects,
            remarks: self.remarks,
            ended: self.ended.map(|end| end.name().to_owned()),
        })
    }

    /// The district whose command room decides for the county.
    fn county_room(&self) -> Result<DistrictRef> {
        let (own, code) = (self.instance.district, self.settings.county_room.as_str());
        if code.is_empty() {
            return Ok(own);
        }
        let is_it = |district: &DistrictRef| view::code(Coded::District(*district)).as_deref() == Ok(code);
        let mut districts = std::iter::once(own).chain(lenders::around(own)?.into_iter().map(|(district, _)| district));
        districts.find(is_it).ok_or_else(|| format!("`county_room` is `{code}`, which is no district's code").into())
    }

    /// The district that asks, how many units, with which skills, for how long.
    fn what_is_wanted(&self, code: u16, units: u8) -> Reason {
        let for_s = self.request.until.saturating_sub(self.now);
        reason(code).with(self.instance.district).with(units).with(self.request.skills).with(for_s)
    }

    fn task(&mut self, key: u16, district: DistrictRef, within_min: u32, why: Reason) {
        let form = match key {
            APPROVE => "approve",
            DECIDE => "decide",
            _ => "extension",
        };
        let assignee = Assignee::Role(Role { district, slot: self.settings.leader_slot.clone() });
        let due_at = Some(self.now.saturating_add(within_min * MINUTE_S));
        self.effects.push(Effect::CreateTask(Task { key, form: form.to_owned(), assignee, due_at, why }));
    }

    /// A word to a district's duty leader.
    fn tell(&mut self, district: DistrictRef, urgency: Urgency, why: Reason) {
        let slot = self.settings.leader_slot.clone();
        self.notify(1, urgency, Recipient::Role(Role { district, slot }), why);
    }

    fn notify(&mut self, level: u8, urgency: Urgency, to: Recipient, why: Reason) {
        // Nobody's telephone rings for an exercise or a test.
        let actual = self.instance.reality == Reality::Actual;
        let to = if actual { to } else { Recipient::CommandRoom(self.instance.district) };
        self.effects.push(Effect::Notify(Notice {
            level,
            urgency,
            recipients: vec![to],
            why,
            seen_within_s: None,
            accepted_within_s: None,
            arrived_within_s: None,
        }));
    }
}
