//! What a district can give without laying itself bare: its free units above the floor of cover, in all and by skill.

use wardroom_plugin::view::{self, UnitInfo};
use wardroom_plugin::workflow::Assignee;
use wardroom_plugin::{DistrictRef, Reason, Result, SkillSet, UnitRef};

use crate::settings::Settings;
use crate::why;

/// A district's free units.
pub struct Cover {
    district: DistrictRef,
    free: Vec<UnitInfo>,
    units_min: usize,
    skills_min: Vec<(SkillSet, u16)>,
}

impl Cover {
    /// A unit that is on loan to another district is nobody's cover here.
    pub fn of(district: DistrictRef, settings: &Settings) -> Result<Cover> {
        let units = view::units(district).map_err(|refusal| format!("the units of district {district}: {refusal}"))?;
        let mut free: Vec<UnitInfo> = Vec::new();
        for unit in units.into_iter().filter(|unit| unit.district == district && unit.lent_to.is_none() && unit.free) {
            // One that has a task is on no incident, and yet not free to go.
            let busy =
                view::workload(&Assignee::Unit(unit.ref_)).map_err(|refusal| format!("open tasks: {refusal}"))?;
            if busy == 0 {
                free.push(unit);
            }
        }
        // Whoever can do least else goes first.
        free.sort_by_key(|unit| (unit.skills.count_ones(), unit.ref_));
        Ok(Cover { district, free, units_min: settings.cover_units_min.into(), skills_min: settings.skill_floors()? })
    }

    /// Up to so many units with these skills that may go while the floor holds; if none may, why.
    pub fn spare(&self, skills: SkillSet, count: u8) -> std::result::Result<Vec<UnitRef>, Reason> {
        let mut left: Vec<&UnitInfo> = self.free.iter().collect();
        let (mut spare, mut why) = (Vec::new(), None);
        for unit in self.able(skills) {
            if spare.len() == usize::from(count) {
                break;
            }
            match self.floor(&left, unit) {
                None => {
                    left.retain(|other| other.ref_ != unit.ref_);
                    spare.push(unit.ref_);
                }
                Some(floor) => why = why.or(Some(floor)),
            }
        }
        let none = || why::no_such_unit(self.district, self.free.len());
        if spare.is_empty() { Err(why.unwrap_or_else(none)) } else { Ok(spare) }
    }

    /// The same without regard to the floor: for who may order it.
    pub fn bare(&self, skills: SkillSet, count: u8) -> Vec<UnitRef> {
        self.able(skills).map(|unit| unit.ref_).take(count.into()).collect()
    }

    fn able(&self, skills: SkillSet) -> impl Iterator<Item = &UnitInfo> {
        self.free.iter().filter(move |unit| unit.skills & skills == skills)
    }

    /// Why a unit has to stay, of those that are left.
    fn floor(&self, left: &[&UnitInfo], unit: &UnitInfo) -> Option<Reason> {
        if left.len() <= self.units_min {
            return Some(why::cover_floor(self.district, left.len(), self.units_min));
        }
        self.skills_min.iter().filter(|(skill, _)| unit.skills & skill != 0).find_map(|(skill, least)| {
            let with_it = left.iter().filter(|other| other.skills & skill != 0).count();
            let short = with_it <= usize::from(*least);
            short.then(|| why::skill_floor(self.district, *skill, with_it, *least))
        })
    }
}
