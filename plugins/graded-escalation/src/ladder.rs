//! The levels as they hold for one matter: whom each reaches now, and when the next one is due.

use wardroom_plugin::view::{self, Area, Refusal};
use wardroom_plugin::{
    Matter, MatterSubject, Notice, Outcome, Phase, Reality, Reason, Recipient, Result, Role, TimeS, Urgency,
};

use crate::settings::{Level, OnlyIf, Outside, Place, Settings};
use crate::{urgency, why};

/// The timer that repeats a level has this and the level's number as its key; the timer of a level that is still to come has its
/// number alone. One of each runs at a time.
const REPEATS: u16 = 100;
/// Added to every key since the incident was reopened. It enters other phases long before a level is called, and nothing else
/// says then that it was reopened.
const REOPENED: u16 = 1_000;

pub struct Ladder<'a> {
    levels: &'a [Level],
    matter: &'a Matter,
    now: TimeS,
    /// What the delays count from; absent for a workflow, which was well until it got stuck, nobody knows when.
    since: Option<TimeS>,
    /// What every delay is multiplied by.
    factor: f64,
    /// The incident was reopened: nobody has acknowledged it *since then*.
    reopened: bool,
}

/// How soon the last level calls again where it does not say itself: of an incident, of a workflow that is stuck, of what can wait
/// for days.
const CALLS_AGAIN_S: [u32; 3] = [600, 3_600, 86_400];

/// Why a level is not called now.
enum NotNow {
    Skip(Reason),
    /// Its hours begin then.
    Wait(TimeS),
}

impl<'a> Ladder<'a> {
    /// `None` for what does not escalate. `fired` is the key of the timer that is due, if one is.
    pub fn of(
        settings: &'a Settings,
        matter: &'a Matter,
        now: TimeS,
        fired: Option<u16>,
    ) -> Result<Option<Ladder<'a>>> {
        let (name, levels, since, factor) = match &matter.subject {
            MatterSubject::Incident(incident) => {
                let Some(accepted_at) = incident.accepted_at else { return Ok(None) };
                let factor = urgency::factor(incident, settings.key_place_factor)
                    * settings.priority_factor.of(incident.priority);
                ("levels", &settings.levels, Some(accepted_at), factor)
            }
            MatterSubject::Task(task) => ("tasks", &settings.tasks, Some(task.due_at.unwrap_or(matter.since)), 1.0),
            MatterSubject::Workflow(_) => ("workflows", &settings.workflows, None, 1.0),
            MatterSubject::Vacancy(_) => ("vacancies", &settings.vacancies, Some(matter.since), 1.0),
            MatterSubject::Other(_) => return Ok(None),
        };
        if let Some(level) = (1..levels.len()).find(|level| levels[*level].after_s < levels[level - 1].after_s) {
            return Err(format!("level {} is due before level {level}; order `{name}` by `after_s`", level + 1).into());
        }
        let reopened = matter.incident().is_some_and(|incident| incident.phase == Phase::Reopened)
            || matter.timers.iter().chain(&fired).any(|key| *key > REOPENED);
        let ladder = Ladder { levels, matter, now, since, factor, reopened };
        Ok((!levels.is_empty()).then_some(ladder))
    }

    /// How long after its beginning a level is called.
    fn delay_s(&self, level: usize) -> u32 {
        (f64::from(self.levels[level].after_s) * self.factor).round() as u32
    }

    pub fn begin(&self, outcome: &mut Outcome) {
        if self.factor != 1.0 {
            outcome.remark(why::other_delays((self.factor * 100.0).round()));
        }
        self.start(0, 0, outcome);
    }

    /// Begins, or calls the level after the last that was told; a ladder that has come to its end stays there.
    pub fn go_on(&self, outcome: &mut Outcome) -> Result<()> {
        match self.matter.told {
            0 => self.begin(outcome),
            told if usize::from(told) < self.levels.len() => self.call(told.into(), outcome)?,
            _ => {}
        }
        Ok(())
    }

    /// The delays are others now, and what was called so far stands: the next level is due as soon as it would be if they had been
    /// from the beginning.
    pub fn begin_anew(&self, outcome: &mut Outcome) {
        let waiting = self.matter.timers.iter().filter(|key| **key % REOPENED <= REPEATS);
        for level in waiting.map(|key| usize::from(key % REOPENED).saturating_sub(1)) {
            if level >= self.levels.len() {
                continue;
            }
            let before_s = level.checked_sub(1).map_or(0, |before| self.delay_s(before));
            let due_at = match self.since.filter(|_| !self.reopened) {
                Some(since) => since.saturating_add(self.delay_s(level)).max(self.now),
                None => self.now.saturating_add(self.delay_s(level) - before_s),
            };
            outcome.start_timer(self.key(level), due_at);
        }
        if self.factor != 1.0 {
            outcome.remark(why::other_delays((self.factor * 100.0).round()));
        }
    }

    /// Starts a level's timer, if there is such a level. A ladder that is behind, because the host was down or the incident
    /// is reopened, keeps the gap to `since_s`, the delay of what was called last.
    fn start(&self, level: usize, since_s: u32, outcome: &mut Outcome) {
        if level < self.levels.len() {
            let due_at = self.since.map(|since| since.saturating_add(self.delay_s(level)));
            let gap_s = self.delay_s(level) - since_s;
            let due_at = due_at.filter(|due_at| *due_at >= self.now).unwrap_or(self.now.saturating_add(gap_s));
            outcome.start_timer(self.key(level), due_at);
        }
    }

    /// Of the timer that calls a level.
    fn key(&self, level: usize) -> u16 {
        level as u16 + 1 + if self.reopened { REOPENED } else { 0 }
    }

    /// A level is due, or is to be called once more.
    pub fn fire(&self, key: u16, outcome: &mut Outcome) -> Result<()> {
        let key = key % REOPENED;
        if key <= REPEATS {
            return self.call(usize::from(key).saturating_sub(1), outcome);
        }
        let level = usize::from(key - REPEATS) - 1;
        if level == self.levels.len() {
            self.tell_room(level as u8 + 1, outcome);
        }
        // Outside its hours, or where nobody is there now, it is silent; the next level is on its way all the same.
        if level < self.levels.len()
            && let Ok((recipients, why)) = self.recipients(level)?
        {
            self.tell(level, recipients, why, outcome);
        }
        Ok(())
    }

    /// Nobody of a level reacted in time, or who accepted did not arrive: what is above it is called at once, unless it was
    /// already. Where nothing is above it, the command room has to act.
    pub fn next_after(&self, level: u8, outcome: &mut Outcome) -> Result<()> {
        if level < self.matter.told {
            return Ok(());
        }
        self.matter.timers.iter().for_each(|key| outcome.stop_timer(*key));
        if usize::from(level) < self.levels.len() {
            return self.call(usize::from(level), outcome);
        }
        self.tell_room(level.saturating_add(1), outcome);
        if self.matter.acknowledged_at.is_none() {
            self.call_again(self.levels.len(), outcome);
        }
        Ok(())
    }

    /// Above the last level there is the command room.
    fn tell_room(&self, number: u8, outcome: &mut Outcome) {
        let room = Recipient::CommandRoom(self.matter.district);
        outcome.tell(self.notice(&Level::default(), number, vec![room], why::nobody_reacted()));
    }

    /// Calls a level, or the next one that reaches anybody, and starts the timer of the one after it.
    fn call(&self, first: usize, outcome: &mut Outcome) -> Result<()> {
        for level in first..self.levels.len() {
            match self.recipients(level)? {
                Ok((recipients, why)) => {
                    self.tell(level, recipients, why, outcome);
                    // Who accepted is on the way, perhaps; the ladder does not go on by itself any more.
                    if self.matter.acknowledged_at.is_none() {
                        self.repeat(level, outcome);
                        self.start(level + 1, self.delay_s(level), outcome);
                    }
                    return Ok(());
                }
                Err(NotNow::Wait(begins)) => {
                    outcome.start_timer(self.key(level), begins);
                    outcome.remark(why::waits_for_hours(level + 1));
                    return Ok(());
                }
                Err(NotNow::Skip(why)) if self.is_patient() => {
                    outcome.remark(why);
                    self.start(level + 1, self.delay_s(level), outcome);
                    return Ok(());
                }
                Err(NotNow::Skip(why)) => outcome.remark(why),
            }
        }
        Ok(())
    }

    /// A task that is due at no time is late at none: that nobody is there now makes the levels above no more urgent.
    fn is_patient(&self) -> bool {
        let undue = matches!(&self.matter.subject, MatterSubject::Task(task) if task.due_at.is_none());
        undue && self.matter.acknowledged_at.is_none()
    }

    /// The level below is not repeated any more, and this one is, if it wants to be or nothing is above it.
    fn repeat(&self, level: usize, outcome: &mut Outcome) {
        let running = self.matter.timers.iter().filter(|key| **key % REOPENED > REPEATS);
        running.for_each(|key| outcome.stop_timer(*key));
        self.call_again(level, outcome);
    }

    fn call_again(&self, level: usize, outcome: &mut Outcome) {
        let own = self.levels.get(level).and_then(|level| level.repeat_s);
        let last = level + 1 >= self.levels.len();
        let [of_incident, of_workflow, of_others] = CALLS_AGAIN_S;
        let usual = match self.matter.subject {
            MatterSubject::Incident(_) => of_incident,
            MatterSubject::Workflow(_) => of_workflow,
            MatterSubject::Task(_) | MatterSubject::Vacancy(_) | MatterSubject::Other(_) => of_others,
        };
        if let Some(repeat_s) = own.or(last.then_some(usual)) {
            let due_at = self.now.saturating_add(repeat_s);
            outcome.start_repeating(REPEATS + self.key(level), due_at, repeat_s);
        }
    }

    fn tell(&self, level: usize, recipients: Vec<Recipient>, why: Reason, outcome: &mut Outcome) {
        outcome.tell(self.notice(&self.levels[level], level as u8 + 1, recipients, why));
    }

    fn notice(&self, level: &Level, number: u8, recipients: Vec<Recipient>, why: Reason) -> Notice {
        Notice {
            level: number,
            // Nobody is left to be asked after the last level: no budget holds it back.
            urgency: match usize::from(number) < self.levels.len() {
                true => level.urgency.urgency(),
                false => Urgency::Emergency,
            },
            recipients,
            why,
            seen_within_s: level.seen_within_s,
            accepted_within_s: level.accepted_within_s,
            arrived_within_s: level.arrived_within_s,
        }
    }

    /// Whom a level reaches now, or why nobody.
    fn recipients(&self, level: usize) -> Result<std::result::Result<(Vec<Recipient>, Reason), NotNow>> {
        let room = Recipient::CommandRoom(self.matter.district);
        let (of, number) = (&self.levels[level], level as u16 + 1);
        let last = level + 1 == self.levels.len();
        if let Some(not_now) = self.not_at_this_hour(of, number)? {
            return Ok(Err(not_now));
        }
        if !last && of.only_if.as_ref().is_some_and(|only_if| !self.happens(only_if)) {
            return Ok(Err(NotNow::Skip(why::too_little_happens(number))));
        }
        // Nobody's telephone rings for an exercise or a test.
        if self.matter.reality != Reality::Actual {
            let why = match self.unheard_since_reopened() {
                true => why::reopened_exercise(number),
                false => why::exercise(number, self.since_s(level)),
            };
            return Ok(Ok((vec![room], why)));
        }
        let (mut recipients, mut missing) = (Vec::new(), None);
        if let Some(slot) = &of.slot {
            match view::on_duty(self.matter.district, slot, self.now) {
                Ok(persons) if !persons.is_empty() => {
                    recipients.push(Recipient::Role(Role { district: self.matter.district, slot: slot.clone() }));
                }
                Ok(_) => missing = Some(why::nobody_on_duty(number)),
                Err(Refusal::NotFound) => missing = Some(why::no_such_slot(number)),
                Err(_) => missing = Some(why::not_readable(number)),
            }
        }
        if let Some(person) = &of.person {
            let found = view::person_by_code(person).map(Recipient::Person);
            found.map_or_else(|_| missing = Some(why::no_such_person(number)), |person| recipients.push(person));
        }
        if let Some(team) = &of.team {
            match view::team_by_code(team).and_then(|team| Ok((team, view::units(self.matter.district)?))) {
                Ok((team, units)) if units.iter().any(|unit| unit.team == team) => {
                    recipients.push(Recipient::Team(team));
                }
                Ok(_) => missing = Some(why::team_not_here(number)),
                Err(Refusal::NotFound) => missing = Some(why::no_such_team(number)),
                Err(_) => missing = Some(why::not_readable(number)),
            }
        }
        recipients.extend(of.command_room.then(|| room.clone()));
        Ok(match recipients.is_empty() {
            false => Ok((recipients, self.unacknowledged(level))),
            true if last && self.unheard_since_reopened() => Ok((vec![room], why::reopened_last_resort())),
            true if last => Ok((vec![room], why::last_resort(self.since_s(level)))),
            true => Err(NotNow::Skip(missing.unwrap_or_else(|| why::nobody_on_duty(number)))),
        })
    }

    /// For how long nobody has reacted when a level is called. Of an incident that was reopened the time since its first acceptance
    /// says nothing of that.
    fn since_s(&self, level: usize) -> u32 {
        let since = self.since.unwrap_or(self.now.saturating_sub(self.delay_s(level)));
        self.now.saturating_sub(since)
    }

    const fn unheard_since_reopened(&self) -> bool {
        self.reopened && self.matter.acknowledged_at.is_none()
    }

    fn unacknowledged(&self, level: usize) -> Reason {
        let since_s = self.since_s(level);
        match self.matter.subject {
            _ if self.matter.acknowledged_at.is_some() => why::not_arrived(since_s),
            _ if self.reopened => why::reopened_unacknowledged(),
            MatterSubject::Incident(_) => why::unacknowledged(since_s),
            MatterSubject::Task(_) => why::task_waits(since_s),
            MatterSubject::Workflow(_) => why::workflow_stuck(since_s),
            // No ladder is made of anything else.
            MatterSubject::Vacancy(_) | MatterSubject::Other(_) => why::vacant(since_s),
        }
    }

    /// The last level never waits: it is where everybody else was not.
    fn not_at_this_hour(&self, level: &Level, number: u16) -> Result<Option<NotNow>> {
        let Some(hours) = level.hours.as_ref().filter(|_| usize::from(number) < self.levels.len()) else {
            return Ok(None);
        };
        let begins = match view::next_within(self.now, hours.read()?) {
            Ok(begins) => begins,
            // Hours that are not to be read, or never come, keep nobody from being called.
            Err(_) => return Ok(None),
        };
        Ok((begins > self.now).then(|| match hours.outside {
            Outside::Wait => NotNow::Wait(begins),
            Outside::Skip => NotNow::Skip(why::outside_hours(number)),
        }))
    }

    /// Whether so much happens. Where it can't be counted, the level is called.
    fn happens(&self, only_if: &OnlyIf) -> bool {
        let district = Area::District(self.matter.district);
        let within = match only_if.within {
            Place::Grid => self.matter.grid.map_or(district, Area::Grid),
            Place::District => district,
            Place::County => Area::County,
        };
        let kind = self.matter.incident().filter(|_| only_if.same_kind).map(|incident| incident.kind);
        let since = self.now.saturating_sub(only_if.within_s);
        let counted = view::count_incidents(kind, within, since, only_if.incidents);
        counted.map_or(true, |count| count >= only_if.incidents)
    }
}
