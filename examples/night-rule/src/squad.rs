//! Who goes together by night: those that the needs ask for, then whoever must go along.

use wardroom_plugin::{Call, Candidate, ClassRef, Incident, Reason, Recommendation, UnitRef};

use crate::{Settings, is_volunteer, why};

/// What has become of a candidate so far.
#[derive(Clone)]
enum Place {
    Free,
    /// Goes, for a need or beyond them.
    Goes {
        need: Option<usize>,
        why: Reason,
    },
}

pub(crate) struct Squad<'a> {
    settings: &'a Settings,
    incident: &'a Incident,
    candidates: &'a [Candidate],
    volunteers: Option<ClassRef>,
    guides: &'a [UnitRef],
    /// Units that are on the call already, and whether one of them is no volunteer.
    on_call: usize,
    accompanied: bool,
    places: Vec<Place>,
    answer: Recommendation,
}

impl<'a> Squad<'a> {
    pub(crate) fn new(
        settings: &'a Settings,
        incident: &'a Incident,
        call: &Call,
        candidates: &'a [Candidate],
        volunteers: Option<ClassRef>,
        guides: &'a [UnitRef],
    ) -> Squad<'a> {
        Squad {
            settings,
            incident,
            candidates,
            volunteers,
            guides,
            on_call: call.on_call.len(),
            accompanied: call.on_call.iter().any(|on| !is_volunteer(on.class, volunteers)),
            places: vec![Place::Free; candidates.len()],
            answer: Recommendation::default(),
        }
    }

    pub(crate) fn answer(mut self) -> Recommendation {
        self.fill_needs();
        if self.goes().next().is_some() {
            self.take_guide();
            self.take_partners();
        }
        self.tell()
    }

    fn knows_the_village(&self, index: usize) -> bool {
        self.guides.contains(&self.candidates[index].unit)
    }

    fn is_volunteer(&self, index: usize) -> bool {
        is_volunteer(self.candidates[index].class, self.volunteers)
    }

    fn goes(&self) -> impl Iterator<Item = usize> {
        let places = self.places.iter().enumerate();
        places.filter(|(_, place)| matches!(place, Place::Goes { .. })).map(|(index, _)| index)
    }

    fn free(&self) -> impl Iterator<Item = usize> {
        (0..self.candidates.len()).filter(|index| matches!(self.places[*index], Place::Free))
    }

    /// Candidates come nearest first. Those who know the village are before all others, volunteers and the reserve behind.
    fn best(&self, fits: impl Fn(usize) -> bool) -> Option<usize> {
        let order = |index: &usize| {
            let candidate = &self.candidates[*index];
            (!self.knows_the_village(*index), candidate.reserve, self.is_volunteer(*index), candidate.nearness, *index)
        };
        self.free().filter(|index| fits(*index)).min_by_key(order)
    }

    fn send(&mut self, index: usize, need: Option<usize>, why: Reason) {
        self.places[index] = Place::Goes { need, why };
    }

    fn fill_needs(&mut self) {
        for (number, need) in self.incident.needs.iter().enumerate() {
            for missing in (1..=need.count).rev() {
                let Some(index) = self.best(|index| self.candidates[index].has(need.skills)) else {
                    self.answer.fall_short(why::short(missing, need.skills));
                    break;
                };
                let eta_s = self.candidates[index].eta_s;
                let why = if self.knows_the_village(index) { why::guide(eta_s) } else { why::nearest(eta_s) };
                self.send(index, Some(number), why);
            }
        }
    }

    /// Who knows the village goes, needed or not.
    fn take_guide(&mut self) {
        if self.goes().any(|index| self.knows_the_village(index)) {
            return;
        }
        if let Some(index) = self.best(|index| self.knows_the_village(index)) {
            self.send(index, None, why::guide(self.candidates[index].eta_s));
        }
    }

    /// Nobody goes alone, and volunteers not among themselves.
    fn take_partners(&mut self) {
        if !self.is_accompanied()
            && let Some(index) = self.best(|index| !self.is_volunteer(index))
        {
            self.send(index, None, why::with_volunteers(self.candidates[index].eta_s));
        }
        while self.on_call + self.goes().count() < self.settings.units_min {
            let Some(index) = self.best(|_| true) else { break };
            self.send(index, None, why::partner(self.candidates[index].eta_s, self.least()));
        }
    }

    fn is_accompanied(&self) -> bool {
        self.accompanied || self.goes().any(|index| !self.is_volunteer(index))
    }

    fn least(&self) -> u32 {
        self.settings.units_min as u32
    }

    /// Says who goes, and of everybody else why not. If those who could go may not go by themselves, nobody does.
    fn tell(mut self) -> Recommendation {
        let together = self.on_call + self.goes().count() >= self.settings.units_min;
        let held = match (self.goes().next().is_some(), self.is_accompanied(), together) {
            (false, _, _) | (true, true, true) => None,
            (true, false, _) => Some((why::only_volunteers(), why::only_volunteers_there())),
            (true, true, false) => Some((why::would_be_alone(self.least()), why::nobody_to_go_with(self.least()))),
        };
        if let Some((_, short)) = &held {
            self.answer.fall_short(short.clone());
        }
        for (index, place) in self.places.iter().enumerate() {
            match (place, &held) {
                (Place::Goes { .. }, Some((why, _))) => self.answer.pass_over(index, why.clone()),
                (Place::Goes { need: Some(need), why }, None) => self.answer.pick(index, *need, why.clone()),
                (Place::Goes { need: None, why }, None) => self.answer.pick_extra(index, why.clone()),
                (Place::Free, _) => self.answer.pass_over(index, self.why_free(index)),
            }
        }
        self.answer
    }

    fn why_free(&self, index: usize) -> Reason {
        let skills = self.candidates[index].skills;
        let open = self.incident.needs.iter().filter(|need| need.count > 0);
        let lacking = open.map(|need| need.skills & !skills).min_by_key(|lacks| lacks.count_ones());
        match lacking {
            Some(lacks) if lacks != 0 => why::lacks_skills(lacks),
            _ => why::not_needed(),
        }
    }
}
