//! What is known of an event between two steps: its posts, who is on them, what is lent to it.

use serde::{Deserialize, Serialize};
use wardroom_plugin::view::{self, Noun, Row};
use wardroom_plugin::workflow::{Field, Instance, Result, number, reference, refuse, text, time};
use wardroom_plugin::{DistrictRef, GridRef, Reference, SkillSet, TeamRef, TimeS, UnitRef, Value};

use crate::settings::Settings;
use crate::{forms, why};

/// As long as a unit may be lent.
pub const DAYS_MAX: u32 = 30;
/// As many as there is room for in what is kept between two steps, those of two shifts at a time.
const POSTS_MAX: usize = 16;
const UNITS_MAX: usize = 40;
/// The staging place is the first post.
pub const STAGING: usize = 0;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    pub stage: Stage,
    pub starts: TimeS,
    pub ends: TimeS,
    pub level: u8,
    pub highest: u8,
    /// Units that stand by whatever the level is.
    pub reserve: u8,
    /// The first is the staging place.
    pub posts: Vec<Post>,
    pub duties: Vec<Duty>,
    /// Units that did not come, could not, or were called away: they are called no more.
    pub missed: Vec<UnitRef>,
    pub loans: Vec<Lent>,
    pub lent_in_all: u16,
    pub next_key: u16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    Planned,
    Running,
    Reporting,
    Ended,
}

/// A place to be held by units of a sort.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Post {
    /// Empty for the staging place.
    pub name: String,
    pub grid: GridRef,
    pub units: u8,
    pub team: Option<TeamRef>,
    pub skills: SkillSet,
    pub from: TimeS,
    pub until: TimeS,
    /// The end of the last shift whose units were called; 0 before the first.
    pub shift_ends: TimeS,
    pub sum: Sum,
}

/// Units by shifts: how many were asked for, how many came, late or not, and how many were lacking.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sum {
    pub asked: u16,
    pub there: u16,
    pub late: u16,
    pub short: u16,
}

/// A unit that is called to a post for a shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duty {
    pub key: u16,
    pub post: usize,
    pub unit: UnitRef,
    /// By when it has to be there.
    pub due: TimeS,
    pub until: TimeS,
    pub there: bool,
    /// The command room was alarmed, and nobody else could be called.
    pub alarmed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lent {
    pub unit: UnitRef,
    pub lender: DistrictRef,
}

impl Plan {
    /// As the form says. An incident that begins a surge says nothing: at once, in its grid, at the settings' level.
    pub fn read(now: TimeS, settings: &Settings, instance: &Instance, fields: &[Field]) -> Result<Plan> {
        let starts = time(fields, "starts").unwrap_or(now).max(now);
        let ends = time(fields, "ends").unwrap_or(starts.saturating_add(settings.surge_h * 3_600));
        if ends <= now {
            return refuse(why::ended_before(ends));
        }
        if ends <= starts {
            return refuse(why::ends_before(starts, ends));
        }
        if ends - now > DAYS_MAX * 86_400 {
            return refuse(why::too_long(DAYS_MAX));
        }
        let of_incident = instance.incident.as_ref().map(|incident| incident.grid);
        let staging = match (reference(fields, "staging"), instance.grid.or(of_incident)) {
            (Some(Reference::Grid(grid)), _) | (_, Some(grid)) => grid,
            _ => return refuse(why::say_staging()),
        };
        let usual = if instance.incident.is_some() { settings.surge_level } else { 0 };
        let level = number(fields, "level").map_or(usual, |level| level as u8);
        let highest = settings.levels.len();
        if usize::from(level) > highest {
            return refuse(why::no_such_level(level, highest));
        }
        let reserve = number(fields, "reserve").unwrap_or_default() as u8;
        let staging = Post::new(String::new(), staging, reserve, (starts, ends));
        let mut plan = Plan {
            stage: Stage::Planned,
            starts,
            ends,
            level,
            highest: level,
            reserve,
            posts: vec![staging],
            duties: Vec::new(),
            missed: Vec::new(),
            loans: Vec::new(),
            lent_in_all: 0,
            next_key: forms::DUTIES,
        };
        if let Some(code) = text(fields, "plan") {
            plan.add_posts(settings, code)?;
        }
        plan.bounded()?;
        Ok(plan)
    }

    /// Whether there is room for all of it.
    pub fn bounded(&self) -> Result<()> {
        if self.posts.len() > POSTS_MAX {
            return refuse(why::too_many_posts(POSTS_MAX - 1));
        }
        if self.posts.iter().map(|post| usize::from(post.units)).sum::<usize>() > UNITS_MAX {
            return refuse(why::too_many_units(UNITS_MAX));
        }
        Ok(())
    }

    /// The posts that the county's table has under this code; their times count from the beginning.
    fn add_posts(&mut self, settings: &Settings, code: &str) -> Result<()> {
        let rows = view::rows(&settings.posts_table, "plan", &Value::Text(code.to_owned()), POSTS_MAX as u16);
        let rows = rows.unwrap_or_default();
        if rows.is_empty() {
            return refuse(why::no_such_plan(code));
        }
        for row in &rows {
            let post = self.post(row)?;
            self.posts.push(post);
        }
        Ok(())
    }

    fn post(&self, row: &Row) -> Result<Post> {
        let code = view::text(row, "code").unwrap_or_default();
        let number = |column: &str| match view::cell(row, column) {
            Some(Value::Number(number)) => Some(*number),
            _ => None,
        };
        let (Some(Reference::Grid(grid)), Some(units), Some(from_min), Some(until_min)) =
            (view::reference(row, "grid"), number("units"), number("from_min"), number("until_min"))
        else {
            return refuse(why::plan_row(code));
        };
        let at = |minutes: f64| (f64::from(self.starts) + minutes * 60.0).max(0.0) as TimeS;
        let name = view::text(row, "name").unwrap_or(code).to_owned();
        let mut post = Post::new(name, grid, units as u8, (at(from_min), at(until_min).min(self.ends)));
        if post.from >= post.until {
            return refuse(why::plan_row(code));
        }
        let numbered = |of: Noun, code: &str| {
            view::by_code(of, code).map_err(|refusal| format!("`{code}` in the table of posts: {refusal}"))
        };
        if let Some(team) = view::text(row, "team") {
            post.team = Some(numbered(Noun::Team, team)? as TeamRef);
        }
        if let Some(skill) = view::text(row, "skill") {
            post.skills = 1_u32.checked_shl(numbered(Noun::Skill, skill)?).unwrap_or_default();
        }
        Ok(post)
    }

    /// Some posts may be held before the event itself begins.
    pub fn first_shift(&self) -> TimeS {
        self.posts.iter().map(|post| post.from).min().unwrap_or(self.starts)
    }

    /// Units that have a duty and may have no other, and those that are called no more.
    pub fn taken(&self) -> Vec<UnitRef> {
        self.duties.iter().map(|duty| duty.unit).chain(self.missed.iter().copied()).collect()
    }

    /// All posts together.
    pub fn sum(&self) -> Sum {
        self.posts.iter().fold(Sum::default(), |all, Post { sum, .. }| Sum {
            asked: all.asked + sum.asked,
            there: all.there + sum.there,
            late: all.late + sum.late,
            short: all.short + sum.short,
        })
    }
}

impl Post {
    pub fn new(name: String, grid: GridRef, units: u8, (from, until): (TimeS, TimeS)) -> Post {
        let (team, skills, shift_ends, sum) = (None, 0, 0, Sum::default());
        Post { name, grid, units, team, skills, from, until, shift_ends, sum }
    }

    /// When the next shift begins; absent after the last.
    pub fn next_shift(&self) -> Option<TimeS> {
        let next = if self.shift_ends == 0 { self.from } else { self.shift_ends };
        (next < self.until).then_some(next)
    }
}
