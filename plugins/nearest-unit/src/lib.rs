//! Sends the nearest unit that is able to go: the incident's own district first, its neighbours when the own district takes
//! too long, then the rest of the county. Every unit that stays is told why.

mod why;

use serde::Deserialize;
use wardroom_plugin::{
    Call, Candidate, Dispatch, Incident, Nearness, Need, Recommendation, Result, SkillSet, TimeS, Verdict,
};

/// `settings.schema.json` says the same to people.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// When the own district's nearest takes longer than this, the neighbours are looked at too, and so on outwards.
    pub overflow_after_s: u32,
    pub fix_age_max_s: u32,
    pub shift_left_min_s: u32,
    /// Arrivals this close together count as equal, and the unit with the least work goes.
    pub tie_s: u32,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { overflow_after_s: 900, fix_age_max_s: 900, shift_left_min_s: 300, tie_s: 60 }
    }
}

pub struct NearestUnit;

impl Dispatch for NearestUnit {
    type Settings = Settings;

    fn recommend(
        _: TimeS,
        settings: &Settings,
        incident: &Incident,
        _: &Call,
        candidates: &[Candidate],
    ) -> Result<Verdict> {
        Ok(recommend(settings, incident, candidates))
    }
}

wardroom_plugin::export!(dispatch: NearestUnit);

/// The rule itself, for whoever wants it without a sandbox.
pub fn recommend(settings: &Settings, incident: &Incident, candidates: &[Candidate]) -> Verdict {
    if incident.needs.iter().all(|need| need.count == 0) {
        return Verdict::Abstain(why::nothing_needed());
    }
    let mut round = Round::new(settings, incident, candidates);
    let mut answer = Recommendation { passed_over: Vec::with_capacity(candidates.len()), ..Recommendation::default() };
    while let Some(need) = round.tightest_need() {
        match round.best_for(need) {
            Some(choice) => {
                answer.pick(choice.unit, need, why::chosen(settings, &choice, candidates));
                round.take(choice);
            }
            None => {
                let missing = std::mem::take(&mut round.open[need]);
                answer.fall_short(why::missing(missing, &incident.needs[need]));
            }
        }
    }
    for (index, fate) in round.fates.iter().enumerate() {
        if let Some(why) = why::not_chosen(settings, fate, &incident.needs, &candidates[index], candidates) {
            answer.pass_over(index, why);
        }
    }
    Verdict::Recommend(answer)
}

/// What has become of a candidate so far.
#[derive(Clone, Copy)]
enum Fate {
    /// Could go.
    Free,
    /// Could still go, but lost a place to another.
    Lost(Choice),
    Taken,
    /// Its last position is too old to go by.
    OldFix,
    /// Its shift ends too soon.
    ShiftEnds,
}

impl Fate {
    fn could_go(self) -> bool {
        matches!(self, Fate::Free | Fate::Lost(_))
    }
}

/// A candidate chosen for a need, and what it was chosen from.
#[derive(Clone, Copy)]
struct Choice {
    unit: usize,
    need: usize,
    /// How far out of the own district the search went.
    reach: Nearness,
    /// The shortest travel time within that reach.
    best_eta_s: u32,
    /// The shortest travel time in the own district, if anybody there could go.
    own_eta_s: Option<u32>,
}

/// The candidates while their places are being given away.
struct Round<'a> {
    settings: &'a Settings,
    needs: &'a [Need],
    candidates: &'a [Candidate],
    /// Units still to be found for each need.
    open: Vec<u8>,
    fates: Vec<Fate>,
}

impl<'a> Round<'a> {
    fn new(settings: &'a Settings, incident: &'a Incident, candidates: &'a [Candidate]) -> Round<'a> {
        let fate = |candidate: &Candidate| match candidate {
            // The largest number means that the unit never sent a position and stands at its base: nothing is old there.
            c if c.fix_age_s > settings.fix_age_max_s && c.fix_age_s != u32::MAX => Fate::OldFix,
            c if c.shift_left_s < settings.shift_left_min_s => Fate::ShiftEnds,
            _ => Fate::Free,
        };
        Round {
            settings,
            needs: &incident.needs,
            candidates,
            open: incident.needs.iter().map(|need| need.count).collect(),
            fates: candidates.iter().map(fate).collect(),
        }
    }

    /// The candidates that could still go for a need, nearest first.
    fn able(&self, need: usize) -> impl Iterator<Item = (usize, &'a Candidate)> {
        let asked = &self.needs[need];
        let pairs = self.candidates.iter().zip(&self.fates).enumerate();
        pairs.filter(move |(_, (c, fate))| fate.could_go() && c.answers(need, asked)).map(|(index, (c, _))| (index, c))
    }

    /// The open need with the fewest units to spare, so that a unit with a rare skill isn't spent where others would do.
    fn tightest_need(&self) -> Option<usize> {
        let mut open = (0..self.open.len()).filter(|need| self.open[*need] > 0);
        let (first, second) = (open.next()?, open.next());
        let spare = |need: &usize| self.able(*need).count() as i64 - i64::from(self.open[*need]);
        match second {
            None => Some(first),
            Some(second) => [first, second].into_iter().chain(open).min_by_key(spare),
        }
    }

    /// Who is in reserve goes only where nobody else can.
    fn best_for(&self, need: usize) -> Option<Choice> {
        self.best_of(need, false).or_else(|| self.best_of(need, true))
    }

    fn best_of(&self, need: usize, reserve: bool) -> Option<Choice> {
        let able = || self.able(need).filter(move |(_, c)| c.reserve == reserve);
        // INVARIANT: candidates come sorted by travel time, so the first within a reach is its nearest.
        let nearest = |reach| able().find(|(_, c)| c.nearness <= reach).map(|(_, c)| c.eta_s);
        let own_eta_s = nearest(Nearness::Own);
        let in_time = |eta_s: &u32| *eta_s <= self.settings.overflow_after_s;
        let (reach, best_eta_s) = if let Some(eta_s) = own_eta_s.filter(in_time) {
            (Nearness::Own, eta_s)
        } else if let Some(eta_s) = nearest(Nearness::Neighbour).filter(in_time) {
            (Nearness::Neighbour, eta_s)
        } else {
            (Nearness::County, nearest(Nearness::County)?)
        };
        let latest_s = best_eta_s.saturating_add(self.settings.tie_s);
        let skills = self.needs[need].skills;
        let tied = able().take_while(|(_, c)| c.eta_s <= latest_s).filter(|(_, c)| c.nearness <= reach);
        let (unit, _) = tied.min_by_key(|(_, c)| (c.nearness, c.workload, spare_skills(c, skills), c.eta_s))?;
        Some(Choice { unit, need, reach, best_eta_s, own_eta_s })
    }

    fn take(&mut self, choice: Choice) {
        let asked = &self.needs[choice.need];
        for (candidate, fate) in self.candidates.iter().zip(&mut self.fates) {
            if fate.could_go() && candidate.answers(choice.need, asked) {
                *fate = Fate::Lost(choice);
            }
        }
        self.fates[choice.unit] = Fate::Taken;
        self.open[choice.need] -= 1;
    }
}

/// How many skills it has that are not asked for. Of units that are equal otherwise, the plainest goes.
fn spare_skills(candidate: &Candidate, skills: SkillSet) -> u32 {
    (candidate.skills & !skills).count_ones()
}

#[cfg(test)]
mod tests;
