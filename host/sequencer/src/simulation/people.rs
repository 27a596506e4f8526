//! Those who have something to do, in a county that is played: they start procedures, do tasks, and say what a procedure waits for. What
//! they fill in is what the form asks for, drawn from the county's own things; where the procedure says no they try something else.

use std::collections::BTreeSet;

use domain::county::County;
use domain::form::Sort;
use domain::hooks::{Field, FieldValue, Form};
use domain::ids::*;
use domain::ports::{CodeOf, Reference, Value};
use domain::sealed::{Sealed, SealingKey};
use domain::state::State;
use domain::task::Task;
use domain::time::TimeMs;
use domain::who::Who;
use serde_json::Value as Json;

/// A procedure that somebody starts.
#[derive(Clone, Debug, PartialEq)]
pub struct SimStart {
    pub at: TimeMs,
    pub workflow: String,
    pub key: String,
    pub district: DistrictRef,
    pub grid: Option<GridRef>,
    /// What is filled in so; the rest is drawn.
    pub given: Vec<Field>,
}

/// Attempts at something that a procedure refuses.
pub(super) const ATTEMPTS: u32 = 6;
/// One of so many tasks is not done as its form has it first.
const OTHERWISE: u64 = 5;
/// A task without an end is done within this time.
const WITHIN_S: u32 = 4 * 3_600;
/// What a procedure waits for is said after this time, if it has nothing else to go on with.
pub(super) const WAITED_S: u32 = 6 * 3_600;

/// One of so many signals comes while there are tasks to do.
pub(super) const BEFORE_TASKS: u64 = 6;

/// What is drawn, from a seed and from what it is for: the same on every machine.
pub(super) struct Draw {
    hasher: blake3::Hasher,
    drawn: u64,
}

impl Draw {
    pub(super) fn of(seed: u64, what: &str, number: u32, attempt: u32) -> Draw {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&seed.to_le_bytes()).update(what.as_bytes());
        hasher.update(&number.to_le_bytes()).update(&attempt.to_le_bytes());
        Draw { hasher, drawn: 0 }
    }

    pub(super) fn below(&mut self, below: u64) -> u64 {
        self.drawn += 1;
        let mut hasher = self.hasher.clone();
        hasher.update(&self.drawn.to_le_bytes());
        let bytes: [u8; 8] = hasher.finalize().as_bytes()[..8].try_into().unwrap_or_default();
        u64::from_le_bytes(bytes) % below.max(1)
    }
}

/// After how long a task is done: most in time, one in sixteen late.
pub(super) fn done_after_s(task: &Task, now: TimeMs, draw: &mut Draw) -> u32 {
    let within_s = task.new.due.map_or(WITHIN_S, |due| due.since_s(now)).max(60);
    let late = draw.below(16) == 0;
    let share = if late { 1_050 + draw.below(500) } else { 100 + draw.below(800) };
    u32::try_from(u64::from(within_s) * share / 1_000).unwrap_or(u32::MAX)
}

/// What comes of a task: mostly what stands first, and the others in turn where that was refused.
pub(super) fn outcome(form: &Form, attempt: u32, draw: &mut Draw) -> String {
    let count = form.outcomes.len().max(1) as u64;
    let first = if draw.below(OTHERWISE) == 0 { draw.below(count) } else { 0 };
    let at = (first + u64::from(attempt / 2)) % count;
    form.outcomes.get(at as usize).map_or_else(|| "done".to_owned(), |choice| choice.name.clone())
}

/// In whose name a task is done that asks for one: of the person it was given to, of one on duty, or of one of the district.
pub(super) fn named(state: &State, task: &Task, now: TimeMs, draw: &mut Draw) -> Option<PersonRef> {
    let county = state.loaded()?.county();
    if let Who::Person(person) = task.new.assignee {
        return Some(person);
    }
    if let Who::Role { district, slot } = &task.new.assignee {
        let slot = county.slots.iter().position(|of| of.code == *slot)?;
        let on_duty = state.roster.on_duty(*district, slot as u16, now);
        if let Some(person) = on_duty.into_iter().next() {
            return Some(person);
        }
    }
    person_of(county, task.new.district, draw)
}

fn person_of(county: &County, district: DistrictRef, draw: &mut Draw) -> Option<PersonRef> {
    let of =
        |person: &domain::county::Person| !person.retired && person.posts.iter().any(|post| post.district == district);
    one(county.persons.iter().enumerate().filter(|(_, person)| of(person)).map(|(at, _)| PersonRef(at as u32)), draw)
}

/// One of some, each as likely.
fn one<T>(of: impl Iterator<Item = T>, draw: &mut Draw) -> Option<T> {
    let mut all: Vec<T> = of.collect();
    let at = draw.below(all.len() as u64) as usize;
    (at < all.len()).then(|| all.swap_remove(at))
}

/// Where somebody fills a form in.
pub(super) struct Filling<'a> {
    pub state: &'a State,
    pub now: TimeMs,
    pub district: DistrictRef,
    pub grid: Option<GridRef>,
    /// Whose key what is personal is under; none: nothing personal is said.
    pub subject: Option<SubjectRef>,
    pub attempt: u32,
    pub given: &'a [Field],
}

impl Filling<'_> {
    /// What is required; where that was refused everything, and then each second of the rest.
    pub(super) fn fill(&self, form: &Form, draw: &mut Draw) -> Vec<Field> {
        let required: BTreeSet<&str> = required(form);
        let mut fields = self.given.to_vec();
        for (name, schema) in form.properties().filter(|(name, _)| self.given.iter().all(|given| given.name != **name))
        {
            let of_the_rest = self.attempt == 1 || self.attempt > 1 && draw.below(2) == 0;
            let wanted = required.contains(name.as_str()) || of_the_rest;
            let sealed = form.is_sealed(name);
            if !wanted || sealed && self.subject.is_none() {
                continue;
            }
            let Some(value) = self.value(schema, draw) else { continue };
            let value = match (value, self.subject) {
                (Value::Text(text), Some(subject)) if sealed => FieldValue::Sealed(seal(subject, name, &text)),
                (value, _) => FieldValue::Plain(value),
            };
            fields.push(Field { name: name.clone(), value });
        }
        fields
    }

    fn value(&self, schema: &Json, draw: &mut Draw) -> Option<Value> {
        let bound = |key: &str| schema.get(key).and_then(Json::as_f64);
        if let Some(choice) = one(choices(schema), draw) {
            return match choice {
                Json::String(text) => Some(Value::Text(text.clone())),
                Json::Bool(flag) => Some(Value::Flag(*flag)),
                other => other.as_f64().map(Value::Number),
            };
        }
        Some(match Sort::of(schema) {
            Sort::Flag => Value::Flag(draw.below(2) == 0),
            Sort::Number { .. } => {
                let (least, most) = (bound("minimum").unwrap_or(0.0).ceil(), bound("maximum").unwrap_or(100.0).floor());
                // Small numbers are more usual than large ones, and the largest fits where few do.
                let reach = (most - least).clamp(0.0, [3.0, 30.0, 300.0, 1e6][self.attempt as usize % 4]);
                Value::Number(least + draw.below(reach as u64 + 1) as f64)
            }
            Sort::Text => Value::Text("记".repeat(bound("minLength").unwrap_or(1.0).max(1.0) as usize)),
            Sort::Code => Value::Text(format!("C-{}", draw.below(1_000_000))),
            Sort::Attachment => Value::Attachment(format!("F-{}", draw.below(1_000_000))),
            Sort::Time => {
                let days = 1 + draw.below(7) as u32;
                let at = if self.attempt.is_multiple_of(2) { self.now.plus_s(days * 86_400) } else { self.now };
                Value::Time(at.seconds())
            }
            Sort::Reference(of) => Value::Reference(self.reference(of, draw)?),
            Sort::List(items) => Value::List(self.list(schema, items, draw)),
        })
    }

    fn list(&self, schema: &Json, items: &Json, draw: &mut Draw) -> Vec<Value> {
        let bound = |key: &str, other: u64| schema.get(key).and_then(Json::as_u64).unwrap_or(other);
        let (least, most) = (bound("minItems", 0), bound("maxItems", 4).min(4));
        let wanted = least + draw.below(most.saturating_sub(least) + 1);
        let mut values: Vec<Value> = Vec::new();
        for value in (0..wanted).filter_map(|_| self.value(items, draw)) {
            if !values.contains(&value) {
                values.push(value);
            }
        }
        values
    }

    fn reference(&self, of: CodeOf, draw: &mut Draw) -> Option<Reference> {
        let county = self.state.loaded()?.county();
        let district = self.district;
        match of {
            CodeOf::Grid if self.grid.is_some() && self.attempt.is_multiple_of(2) => self.grid.map(Reference::Grid),
            CodeOf::Grid => {
                let grids = county.grids.iter().enumerate();
                let own = grids.filter(|(_, grid)| grid.district == district && !grid.retired);
                one(own.map(|(at, _)| Reference::Grid(GridRef(at as u32))), draw)
            }
            CodeOf::Unit => {
                let units = county.units.iter().enumerate();
                let own = units.filter(|(_, unit)| unit.district == district && !unit.retired);
                one(own.map(|(at, _)| Reference::Unit(UnitRef(at as u32))), draw)
            }
            CodeOf::Person => person_of(county, district, draw).map(Reference::Person),
            CodeOf::District => Some(Reference::District(district)),
            CodeOf::Incident => self.state.incidents.get_max().map(|(which, _)| Reference::Incident(*which)),
            CodeOf::Workflow => self.state.workflows.instances.get_max().map(|(which, _)| Reference::Workflow(*which)),
            other => Reference::new(other, draw.below(count(county, other)) as u32),
        }
    }
}

/// How many the county has of what has no district.
fn count(county: &County, of: CodeOf) -> u64 {
    let count = match of {
        CodeOf::Place => county.places.len(),
        CodeOf::Kind => county.kinds.len(),
        CodeOf::Station => county.stations.len(),
        CodeOf::Team => county.teams.len(),
        CodeOf::Township => county.townships.len(),
        CodeOf::Village => county.villages.len(),
        CodeOf::UnitKind => county.unit_kinds.len(),
        CodeOf::Class => county.unit_classes.len(),
        CodeOf::Slot => county.slots.len(),
        CodeOf::Skill => county.skills.len(),
        CodeOf::Post => county.posts.len(),
        CodeOf::Qualification => county.qualifications.len(),
        CodeOf::Unit | CodeOf::Grid | CodeOf::District | CodeOf::Person | CodeOf::Incident | CodeOf::Workflow => 0,
    };
    count as u64
}

fn choices(schema: &Json) -> impl Iterator<Item = &Json> {
    let list = |key: &str| schema.get(key).and_then(Json::as_array).into_iter().flatten();
    list("enum").chain(list("oneOf").filter_map(|choice| choice.get("const")))
}

fn required(form: &Form) -> BTreeSet<&str> {
    form.schema.get("required").and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str).collect()
}

/// What is played holds nobody's data, so its key is no secret.
fn seal(subject: SubjectRef, field: &str, text: &str) -> Sealed {
    Sealed::seal(&SealingKey([0; 32]), [0; 24], subject, field, text)
}
