//! Answers to every hook but `workflow`.

use std::collections::BTreeSet;

use super::limits::*;
use super::people::{known, timer};
use super::{Arbiter, Judgement, Refused, Why};
use crate::assessment::{Dimension, Indicator, Moment, Outcome as Indicators, Query};
use crate::*;

/// The refusals among verdicts, each with its place.
fn refused(verdicts: impl IntoIterator<Item = std::result::Result<(), Why>>) -> Vec<Refused> {
    let all = verdicts.into_iter().enumerate();
    all.filter_map(|(proposal, verdict)| verdict.err().map(|why| Refused { proposal, why })).collect()
}

impl Arbiter {
    /// Who is sent and who is not.
    pub fn dispatch(&self, incident: &Incident, call: &Call, candidates: &[Candidate], answer: &Verdict) -> Judgement {
        let mut shown: Vec<Reference> = candidates.iter().map(|candidate| Reference::Unit(candidate.unit)).collect();
        shown.push(Reference::Incident(incident.ref_));
        let Recommendation { picks, passed_over, shortfalls } = match answer {
            Verdict::Abstain(why) => return self.reasons(&shown, [why]).map(|()| Vec::new()),
            Verdict::Recommend(recommendation) => recommendation,
        };
        let why = picks.iter().map(|pick| &pick.why).chain(passed_over.iter().map(|pass| &pass.why));
        self.reasons(&shown, why.chain(shortfalls))?;
        let mut bench = Bench {
            open: incident.needs.iter().map(|need| need.count).collect(),
            extras: EXTRA_UNITS_MAX.saturating_sub(call.on_call.iter().filter(|on| on.extra).count()),
            picked: vec![false; candidates.len()],
        };
        let picks = picks.iter().map(|pick| {
            let verdict = self.pick(incident, candidates, pick, &bench);
            if verdict.is_ok() {
                bench.take(pick);
            }
            verdict
        });
        let mut verdicts: Vec<_> = picks.collect();
        verdicts.extend(passed_over.iter().map(|pass| match candidates.get(usize::from(pass.candidate)) {
            Some(_) => Ok(()),
            None => Err(Why::UnknownUnit),
        }));
        Ok(refused(verdicts))
    }

    fn pick(
        &self,
        incident: &Incident,
        candidates: &[Candidate],
        pick: &Pick,
        bench: &Bench,
    ) -> std::result::Result<(), Why> {
        if !self.grants("assign") || pick.need.is_none() && !self.grants("assign-extra") {
            return Err(Why::NotGranted);
        }
        let at = usize::from(pick.candidate);
        let candidate = candidates.get(at).ok_or(Why::UnknownUnit)?;
        let need = match pick.need.map(usize::from) {
            Some(index) => Some((index, incident.needs.get(index).ok_or(Why::UnknownNeed)?)),
            None => None,
        };
        if bench.picked[at] {
            return Err(Why::DoubleBooking);
        }
        if !self.county.is_free(candidate.unit) {
            return Err(Why::BusyUnit);
        }
        match need {
            Some((index, need)) if !candidate.answers(index, need) => Err(Why::LacksSkills),
            Some((index, _)) if bench.open[index] == 0 => Err(Why::NeedFilled),
            None if bench.extras == 0 => Err(Why::TooMany),
            _ => Ok(()),
        }
    }

    /// What a report is.
    pub fn intake(&self, report: &Report, nearby: &[Nearby], answer: &IntakeOutcome) -> Judgement {
        let why = answer.proposals.iter().map(|proposal| match proposal {
            IntakeProposal::SetKind(Classification { why, .. })
            | IntakeProposal::SetPriority(Ranking { why, .. })
            | IntakeProposal::SetNeeds(Requirement { why, .. })
            | IntakeProposal::DuplicateOf(Duplicate { why, .. }) => why,
        });
        let shown = nearby.iter().map(|nearby| nearby.ref_).chain([report.ref_]).map(Reference::Incident);
        self.reasons(&shown.collect::<Vec<_>>(), why.chain(&answer.remarks))?;
        let mut decided = BTreeSet::new();
        Ok(refused(answer.proposals.iter().map(|proposal| {
            let (grant, field) = match proposal {
                IntakeProposal::SetKind(_) => ("set-kind", 0),
                IntakeProposal::SetPriority(_) => ("set-priority", 1),
                IntakeProposal::SetNeeds(_) => ("set-needs", 2),
                IntakeProposal::DuplicateOf(_) => ("suggest-duplicate", 3),
            };
            if !self.grants(grant) {
                return Err(Why::NotGranted);
            }
            if decided.contains(&field) {
                return Err(Why::Overruled);
            }
            self.classify(report, nearby, decided.contains(&0), proposal)?;
            decided.insert(field);
            Ok(())
        })))
    }

    fn classify(
        &self,
        report: &Report,
        nearby: &[Nearby],
        other_kind: bool,
        proposal: &IntakeProposal,
    ) -> std::result::Result<(), Why> {
        match proposal {
            IntakeProposal::SetKind(Classification { kind, .. }) => {
                known(&self.county, Reference::Kind(*kind), Why::UnknownKind)?;
                if *kind == report.kind { Err(Why::NothingNew) } else { Ok(()) }
            }
            // Another kind may bring another priority and other needs with it.
            IntakeProposal::SetPriority(Ranking { priority, .. }) if *priority == report.priority && !other_kind => {
                Err(Why::NothingNew)
            }
            IntakeProposal::SetPriority(_) => Ok(()),
            IntakeProposal::SetNeeds(Requirement { needs, .. }) if !self.are_good_needs(needs) => Err(Why::BadNeeds),
            IntakeProposal::SetNeeds(Requirement { needs, .. }) if *needs == report.needs && !other_kind => {
                Err(Why::NothingNew)
            }
            IntakeProposal::SetNeeds(_) => Ok(()),
            IntakeProposal::DuplicateOf(duplicate) => self.duplicate(report, nearby, duplicate),
        }
    }

    fn duplicate(&self, report: &Report, nearby: &[Nearby], duplicate: &Duplicate) -> std::result::Result<(), Why> {
        let Duplicate { of, confidence, .. } = duplicate;
        if *confidence > 100 {
            return Err(Why::NoPercentage);
        }
        if *of == report.ref_ {
            return Err(Why::Itself);
        }
        let shown = nearby.iter().any(|nearby| nearby.ref_ == *of);
        match self.county.known_incident(*of) {
            Some(incident) if is_over(incident.phase) => Err(Why::IncidentEnded),
            Some(incident) if incident.reality != report.reality => Err(Why::OtherReality),
            None if !shown && !self.county.has(Reference::Incident(*of)) => Err(Why::UnknownIncident),
            _ if shown => Ok(()),
            _ => Err(Why::NotNearby),
        }
    }

    fn are_good_needs(&self, needs: &[Need]) -> bool {
        let skills = |need: &Need| {
            let low = (0..32).filter(|bit| need.skills >> bit & 1 == 1);
            let more = need.more_skills.iter().flatten().copied();
            low.chain(more).all(|number| self.county.has(Reference::Skill(number)))
        };
        let units: usize = needs.iter().map(|need| usize::from(need.count)).sum();
        let each = |need: &Need| need.count > 0 && skills(need);
        !needs.is_empty() && needs.len() <= NEEDS_MAX && needs.iter().all(each) && units <= CANDIDATES_MAX
    }

    /// Whom an escalation tells, and when it wants to be asked again.
    pub fn escalation(&self, now: TimeS, matter: &Matter, answer: &Outcome) -> Judgement {
        let why = answer.proposals.iter().filter_map(|proposal| match proposal {
            EscalationProposal::Notify(notice) => Some(&notice.why),
            _ => None,
        });
        let shown = matter.incident().map(|incident| Reference::Incident(incident.ref_));
        self.reasons(shown.as_slice(), why.chain(&answer.remarks))?;
        let mut running: BTreeSet<u16> = matter.timers.iter().copied().collect();
        Ok(refused(answer.proposals.iter().map(|proposal| match proposal {
            EscalationProposal::StartTimer(_) if !self.grants("start-timer") => Err(Why::NotGranted),
            EscalationProposal::StopTimer(_) if !self.grants("stop-timer") => Err(Why::NotGranted),
            EscalationProposal::Notify(_) if !self.grants("notify") => Err(Why::NotGranted),
            EscalationProposal::StartTimer(_) if matter.settled => Err(Why::WrongIncident),
            EscalationProposal::StartTimer(wanted) => {
                timer(wanted, &running, now)?;
                running.insert(wanted.key);
                Ok(())
            }
            EscalationProposal::StopTimer(key) if running.remove(key) => Ok(()),
            EscalationProposal::StopTimer(_) => Err(Why::NoSuchTimer),
            EscalationProposal::Notify(notice) => self.notice(matter.reality, matter.district, notice),
        })))
    }

    /// What is found about how the force is put together.
    pub fn findings(&self, findings: &[Finding]) -> Judgement {
        self.reasons(&[], findings.iter().map(|finding| &finding.why))?;
        Ok(refused(findings.iter().map(|finding| match finding.subject {
            _ if !self.grants("find") => Err(Why::NotGranted),
            StructureSubject::County => Ok(()),
            StructureSubject::District(of) => known(&self.county, Reference::District(of), Why::UnknownDistrict),
            StructureSubject::Station(of) => known(&self.county, Reference::Station(of), Why::UnknownDistrict),
            StructureSubject::Person(of) => known(&self.county, Reference::Person(of), Why::UnknownPerson),
        })))
    }

    /// What an assessment wants to have counted: the first query, from 0, that the host would not count since there is not what it wants.
    /// Which kinds of workflow are installed the test can't know.
    pub fn queries(&self, queries: &[Query]) -> std::result::Result<(), Refused> {
        for (proposal, query) in queries.iter().enumerate() {
            if !is_theirs(query) {
                return Err(Refused { proposal, why: Why::NotTheirs });
            }
            if !query.kinds.iter().all(|kind| self.county.has(Reference::Kind(*kind))) {
                return Err(Refused { proposal, why: Why::UnknownKind });
            }
            if query.workflows.is_empty() && !query.results.iter().all(|code| self.county.has_result(code)) {
                return Err(Refused { proposal, why: Why::UnknownResult });
            }
        }
        Ok(())
    }

    /// What an assessment makes of the counts.
    pub fn indicators(&self, answer: &Indicators) -> Judgement {
        let own = answer.indicators.iter().flat_map(|indicator| &indicator.remarks);
        self.reasons(&[], own.chain(&answer.remarks))?;
        let mut seen = BTreeSet::new();
        Ok(refused(answer.indicators.iter().map(|indicator| {
            let Indicator { name, district, kind, .. } = indicator;
            if !self.grants("indicate") {
                return Err(Why::NotGranted);
            }
            district.map_or(Ok(()), |of| known(&self.county, Reference::District(of), Why::UnknownDistrict))?;
            kind.map_or(Ok(()), |of| known(&self.county, Reference::Kind(of), Why::UnknownKind))?;
            match self.is_sound(indicator) && seen.insert((name, district, kind)) {
                true => Ok(()),
                false => Err(Why::BadIndicator),
            }
        })))
    }

    fn is_sound(&self, indicator: &Indicator) -> bool {
        let fits = |text: &str| !text.is_empty() && text.len() <= CODE_BYTES_MAX && !text.chars().any(char::is_control);
        let numbers = [indicator.numerator, indicator.denominator].iter().all(|number| number.is_finite());
        let titled = self.messages.iter().any(|message| message.code == indicator.title);
        fits(&indicator.name) && fits(&indicator.unit) && numbers && titled
    }
}

pub(super) const fn is_over(phase: Phase) -> bool {
    matches!(phase, Phase::Closed | Phase::Cancelled | Phase::Merged)
}

/// What is left while picks are judged.
struct Bench {
    /// How many units each need still lacks.
    open: Vec<u8>,
    /// How many more units may go beyond the needs.
    extras: usize,
    picked: Vec<bool>,
}

impl Bench {
    /// The pick was judged good, so that there is such a candidate, and room for it.
    fn take(&mut self, pick: &Pick) {
        match pick.need {
            Some(need) => self.open[usize::from(need)] -= 1,
            None => self.extras -= 1,
        }
        self.picked[usize::from(pick.candidate)] = true;
    }
}

/// Whether those that a query counts have all that it wants of them.
fn is_theirs(query: &Query) -> bool {
    let of_workflows = !query.workflows.is_empty();
    let has = |dimension: &Dimension| match dimension {
        Dimension::District | Dimension::Fate | Dimension::Result => true,
        Dimension::Kind | Dimension::Priority => !of_workflows,
        Dimension::Workflow | Dimension::Mark => of_workflows,
    };
    let came = |moment: &Moment| !of_workflows || matches!(moment, Moment::Reported | Moment::Ended);
    query.by.iter().all(has)
        && query.spans.iter().flat_map(|span| [&span.start, &span.end]).all(came)
        && (query.kinds.is_empty() || !of_workflows)
        && query.by.contains(&Dimension::Mark) == query.mark.is_some()
}
