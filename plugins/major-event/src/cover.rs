//! Whom a district can spare: its free units above the floor that stays for its daily work, in all and by skill.

use wardroom_plugin::view::{self, Noun, UnitInfo};
use wardroom_plugin::workflow::Assignee;
use wardroom_plugin::{DistrictRef, Reason, Result, SkillSet, TeamRef, UnitRef};

use crate::plan::Post;
use crate::settings::Settings;
use crate::why;

/// A district's units that are free and have nothing to do.
pub struct Cover {
    district: DistrictRef,
    free: Vec<UnitInfo>,
    units_min: usize,
    /// A skill's number, and how many with it have to stay.
    skills_min: Vec<(u8, usize)>,
    /// Teams whose units are called where a post names none; empty for all.
    teams: Vec<TeamRef>,
}

impl Cover {
    /// Without those that this event has on its posts already, and those on loan to others.
    pub fn of(district: DistrictRef, settings: &Settings, taken: &[UnitRef]) -> Result<Cover> {
        let units = view::units(district).map_err(|refusal| format!("the units of district {district}: {refusal}"))?;
        let mut free = Vec::new();
        for unit in units.into_iter().filter(|unit| unit.free && unit.lent_to.is_none() && !taken.contains(&unit.ref_))
        {
            // One that has a task is on no incident, and yet not free to go.
            let busy =
                view::workload(&Assignee::Unit(unit.ref_)).map_err(|refusal| format!("open tasks: {refusal}"))?;
            if busy == 0 {
                free.push(unit);
            }
        }
        // Whoever can do least else goes first.
        free.sort_by_key(|unit: &UnitInfo| (unit.skills.count_ones(), unit.ref_));
        let number = |of: Noun, code: &str| {
            view::by_code(of, code).map_err(|refusal| format!("`{code}` in the settings: {refusal}"))
        };
        let mut skills_min = Vec::new();
        for (skill, least) in &settings.cover_skills_min {
            skills_min.push((number(Noun::Skill, skill)? as u8, *least));
        }
        let mut teams = Vec::new();
        for team in &settings.teams {
            teams.push(number(Noun::Team, team)? as TeamRef);
        }
        Ok(Cover { district, free, units_min: settings.cover_units_min, skills_min, teams })
    }

    /// Up to so many units for a post that may go while the floor holds, and why there are no more.
    pub fn spare(&self, post: &Post, count: usize) -> (Vec<UnitRef>, Option<Reason>) {
        let mut left: Vec<&UnitInfo> = self.free.iter().collect();
        let (mut spare, mut floor) = (Vec::new(), None);
        for unit in self.free.iter().filter(|unit| fits(unit, post, &self.teams)) {
            if spare.len() == count {
                break;
            }
            match self.floor(&left, unit) {
                None => {
                    left.retain(|other| other.ref_ != unit.ref_);
                    spare.push(unit.ref_);
                }
                Some(why) => floor = floor.or(Some(why)),
            }
        }
        let none = || why::no_such_unit(self.district, left.len());
        let why = (spare.len() < count).then(|| floor.unwrap_or_else(none));
        (spare, why)
    }

    /// Why a unit has to stay, of those that are left.
    fn floor(&self, left: &[&UnitInfo], unit: &UnitInfo) -> Option<Reason> {
        if left.len() <= self.units_min {
            return Some(why::cover_floor(self.district, left.len(), self.units_min));
        }
        self.skills_min.iter().filter(|(skill, _)| has(unit, *skill)).find_map(|(skill, least)| {
            let with_it = left.iter().filter(|other| has(other, *skill)).count();
            (with_it <= *least).then(|| why::skill_floor(self.district, *skill, with_it, *least))
        })
    }
}

fn has(unit: &UnitInfo, skill: u8) -> bool {
    let bit: SkillSet = 1_u32.checked_shl(skill.into()).unwrap_or_default();
    unit.skills & bit != 0
}

/// Whether a unit is of the team and has the skills that a post asks for.
pub fn fits(unit: &UnitInfo, post: &Post, teams: &[TeamRef]) -> bool {
    let of_team = match post.team {
        Some(team) => unit.team == team,
        None => teams.is_empty() || teams.contains(&unit.team),
    };
    of_team && unit.skills & post.skills == post.skills
}
