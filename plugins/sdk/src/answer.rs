//! What makes answers short to write: reasons with values, outcomes and findings built up call by call, and the error that
//! an answer may be instead.

use crate::*;

/// A reason by its code in `catalog.json`, without the help of [`catalog!`](crate::catalog), whose functions take the values that
/// the text has. [`Reason::with`] fills the placeholders in order.
///
/// ```
/// # use wardroom_plugin::{ReasonValue, Reference, reason};
/// let why = reason(11).with(Reference::Unit(42)).with(ReasonValue::Duration(180));
/// assert_eq!(why.values, [Reference::Unit(42).into(), ReasonValue::Duration(180)]);
/// ```
pub fn reason(code: u16) -> Reason {
    // Room for the usual number of values at once: growing a vector costs a guest more than the rest of the reason.
    Reason { code, values: Vec::with_capacity(4) }
}

impl Reason {
    /// Adds the value of the next placeholder, as what the catalog says that it is; a bare number is a plain one. The host takes at
    /// most 8.
    pub fn with(mut self, value: impl Into<ReasonValue>) -> Reason {
        self.values.push(value.into());
        self
    }
}

impl From<Reference> for ReasonValue {
    fn from(of: Reference) -> ReasonValue {
        ReasonValue::Reference(of)
    }
}

impl From<&str> for ReasonValue {
    fn from(text: &str) -> ReasonValue {
        ReasonValue::Text(text.to_owned())
    }
}

macro_rules! plain_numbers {
    ($($number:ty)*) => {$(
        impl From<$number> for ReasonValue {
            fn from(number: $number) -> ReasonValue {
                ReasonValue::Number(number.into())
            }
        }
    )*};
}

plain_numbers!(u8 u16 u32 f64);

impl Candidate {
    /// Has all of these skills, of the first 32. Whether it may go for a need is said by [`Candidate::answers`].
    pub fn has(&self, skills: SkillSet) -> bool {
        self.skills & skills == skills
    }

    /// Has all skills that a need asks for, also those beyond the first 32. `index` is the need's among the incident's.
    pub fn answers(&self, index: usize, need: &Need) -> bool {
        let more = need.more_skills.is_none() || index < 8 && self.fits >> index & 1 == 1;
        more && self.has(need.skills)
    }
}

impl Recommendation {
    /// Sends a candidate (its index) for a need (its index).
    pub fn pick(&mut self, candidate: usize, need: usize, why: Reason) {
        self.picks.push(Pick { candidate: candidate as u16, need: Some(need as u16), why });
    }

    /// Sends a candidate (its index) beyond what is needed. Needs the grant `assign-extra`.
    pub fn pick_extra(&mut self, candidate: usize, why: Reason) {
        self.picks.push(Pick { candidate: candidate as u16, need: None, why });
    }

    /// Leaves a candidate (its index) where it is.
    pub fn pass_over(&mut self, candidate: usize, why: Reason) {
        self.passed_over.push(PassedOver { candidate: candidate as u16, why });
    }

    /// Says what is needed and could not be had.
    pub fn fall_short(&mut self, why: Reason) {
        self.shortfalls.push(why);
    }
}

impl Outcome {
    /// Starts a timer that fires once, also if it fell due while the host was down.
    pub fn start_timer(&mut self, key: u16, due_at: TimeS) {
        self.proposals.push(EscalationProposal::StartTimer(Timer {
            key,
            due_at,
            catch_up: CatchUp::Once,
            repeat_s: None,
        }));
    }

    pub fn stop_timer(&mut self, key: u16) {
        self.proposals.push(EscalationProposal::StopTimer(key));
    }

    /// Tells people. Levels count up from 1.
    pub fn notify(&mut self, level: u8, recipients: Vec<Recipient>, why: Reason) {
        self.tell(Notice { recipients, ..Notice::new(level, Urgency::Alarm, why) });
    }

    /// Tells people something that the notice says whole: how pressing it is, and how soon somebody should react.
    pub fn tell(&mut self, notice: Notice) {
        self.proposals.push(EscalationProposal::Notify(notice));
    }

    /// Starts a timer that fires again and again, in time: what was missed is not made up for.
    pub fn start_repeating(&mut self, key: u16, due_at: TimeS, repeat_s: u32) {
        let (catch_up, repeat_s) = (CatchUp::Once, Some(repeat_s));
        self.proposals.push(EscalationProposal::StartTimer(Timer { key, due_at, catch_up, repeat_s }));
    }

    /// Leaves a word in the record.
    pub fn remark(&mut self, why: Reason) {
        self.remarks.push(why);
    }
}

impl IntakeOutcome {
    pub fn set_kind(&mut self, kind: KindRef, why: Reason) {
        self.proposals.push(IntakeProposal::SetKind(Classification { kind, why }));
    }

    pub fn set_priority(&mut self, priority: Priority, why: Reason) {
        self.proposals.push(IntakeProposal::SetPriority(Ranking { priority, why }));
    }

    /// Says what units go to it, in place of those that its kind needs.
    pub fn set_needs(&mut self, needs: Vec<Need>, why: Reason) {
        self.proposals.push(IntakeProposal::SetNeeds(Requirement { needs, why }));
    }

    /// Says that the report is another word of an incident nearby, so many percent sure.
    pub fn duplicate_of(&mut self, of: IncidentRef, confidence: u8, why: Reason) {
        self.proposals.push(IntakeProposal::DuplicateOf(Duplicate { of, confidence, why }));
    }

    /// Leaves a word in the record.
    pub fn remark(&mut self, why: Reason) {
        self.remarks.push(why);
    }
}

impl Notice {
    /// A notice to nobody yet, without a time for an answer. Levels count up from 1.
    pub fn new(level: u8, urgency: Urgency, why: Reason) -> Notice {
        let (recipients, seen_within_s, accepted_within_s, arrived_within_s) = (Vec::new(), None, None, None);
        Notice { level, urgency, recipients, why, seen_within_s, accepted_within_s, arrived_within_s }
    }

    pub fn to(mut self, recipient: impl Into<Recipient>) -> Notice {
        self.recipients.push(recipient.into());
        self
    }

    /// What nobody has seen by then is an event that the plugin is asked about.
    pub fn seen_within(self, seconds: u32) -> Notice {
        Notice { seen_within_s: Some(seconds), ..self }
    }
}

impl Outcome {
    /// What the plugin is to know of this matter the next time: anything that can be written as JSON, at most 16 KiB.
    pub fn keep(&mut self, state: &impl serde::Serialize) -> Result<()> {
        self.state = Some(serde_json::to_string(state)?);
        Ok(())
    }
}

impl Matter {
    /// What the plugin kept of this matter the last time; `None` at first.
    pub fn kept<S: serde::de::DeserializeOwned>(&self) -> Result<Option<S>> {
        match self.state.as_str() {
            "" => Ok(None),
            state => Ok(Some(serde_json::from_str(state)?)),
        }
    }

    /// The incident that it is, if it is one.
    pub fn incident(&self) -> Option<&Incident> {
        match &self.subject {
            MatterSubject::Incident(incident) => Some(incident),
            _ => None,
        }
    }
}

impl Finding {
    /// Something against the rules.
    pub fn breach(subject: StructureSubject, why: Reason) -> Finding {
        Finding { severity: Severity::Breach, subject, why }
    }

    /// Something that will be against the rules, or nearly is.
    pub fn warning(subject: StructureSubject, why: Reason) -> Finding {
        Finding { severity: Severity::Warning, subject, why }
    }

    /// Something good to know.
    pub fn info(subject: StructureSubject, why: Reason) -> Finding {
        Finding { severity: Severity::Info, subject, why }
    }
}

/// Why a plugin has no answer. The host records the text as the plugin's failure and asks the next in line. Anything that
/// can be shown becomes one with `?` or `.into()`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error(pub String);

impl<E: std::fmt::Display> From<E> for Error {
    fn from(error: E) -> Error {
        Error(error.to_string())
    }
}

/// An answer, or why there is none.
pub type Result<T> = std::result::Result<T, Error>;
