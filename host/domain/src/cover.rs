//! Whether a district has the free units that the county wants to have left there, and who could stand by if it has not.

use crate::candidates::{exclusion, standing};
use crate::county::cover::Cover;
use crate::county::loaded::LoadedCounty;
use crate::ids::*;
use crate::incident::Reality;
use crate::skills::SkillSet;
use crate::state::State;
use crate::time::TimeMs;

/// A floor that is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Units that are left.
    pub left: u16,
    /// The nearest of another district that can be spared there.
    pub standby: Option<Standby>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standby {
    pub unit: UnitRef,
    /// Where it is now.
    pub from: DistrictRef,
    /// To the district's central station, seconds.
    pub eta_s: u32,
}

/// A unit that could be sent now.
struct Free {
    unit: UnitRef,
    district: DistrictRef,
    skills: SkillSet,
}

impl Free {
    fn counts_for(&self, cover: &Cover) -> bool {
        self.district == cover.district && self.skills.has(cover.skills)
    }
}

/// The gap of each floor that these units counted for before they were sent away, in the county's order.
pub fn gaps<'a>(state: &State, loaded: &'a LoadedCounty, sent: &[UnitRef], now: TimeMs) -> Vec<(&'a Cover, Gap)> {
    let county = loaded.county();
    let counted = |cover: &Cover| {
        sent.iter().any(|unit| match (county.units.get(unit.index()), state.unit(*unit)) {
            (Some(of), Some(live)) => {
                let free = Free { unit: *unit, district: live.district(of.district, now), skills: of.skills };
                free.counts_for(cover)
            }
            _ => false,
        })
    };
    let covers: Vec<&Cover> = county.covers.iter().filter(|cover| counted(cover)).collect();
    if covers.is_empty() {
        return Vec::new();
    }
    let free = free(state, loaded, now);
    let left = |cover: &Cover| {
        let count = free.iter().filter(|unit| unit.counts_for(cover)).count();
        u16::try_from(count).unwrap_or(u16::MAX)
    };
    let mut gaps = covers.into_iter().map(|cover| (cover, left(cover))).filter(|(cover, left)| *left < cover.at_least);
    let Some(first) = gaps.next() else { return Vec::new() };
    // Each floor is counted once, however many units could be spared.
    let bare: Vec<&Cover> = county.covers.iter().filter(|cover| left(cover) <= cover.at_least).collect();
    let spared: Vec<&Free> = free.iter().filter(|unit| !bare.iter().any(|own| unit.counts_for(own))).collect();
    let gap = |(cover, left)| (cover, Gap { left, standby: standby(state, loaded, cover, &spared, now) });
    std::iter::once(first).chain(gaps).map(gap).collect()
}

fn free(state: &State, loaded: &LoadedCounty, now: TimeMs) -> Vec<Free> {
    let on_shift = loaded.index.teams_on_shift(now);
    let units = loaded.county().units.iter().zip(state.units.iter()).enumerate();
    let free = units.filter(|(_, (of, live))| {
        let shift_left_s = on_shift.get(of.team.index()).copied().flatten();
        !of.retired && exclusion(live, shift_left_s, Reality::Actual).is_none()
    });
    free.map(|(index, (of, live))| Free {
        unit: UnitRef(index as u32),
        district: live.district(of.district, now),
        skills: of.skills,
    })
    .collect()
}

/// The nearest of another district among those whose own keeps its floors without them.
fn standby(state: &State, loaded: &LoadedCounty, cover: &Cover, spared: &[&Free], now: TimeMs) -> Option<Standby> {
    let county = loaded.county();
    let able = spared.iter().filter(|unit| unit.district != cover.district && unit.skills.has(cover.skills));
    let able: Vec<&&Free> = able.collect();
    let centre = county.districts.get(cover.district.index())?.central_station?;
    let to = county.stations.get(centre.index())?.position;
    let from: Vec<_> = able
        .iter()
        .filter_map(|of| Some((of.unit, standing(loaded, of.unit, state.unit(of.unit)?, now).snapped)))
        .collect();
    let ways = loaded.approaches(&from, to);
    let near = able.iter().zip(ways).filter(|(_, travel)| !travel.out_of_reach);
    let nearest = near.min_by_key(|(of, travel)| (travel.seconds, of.unit))?;
    let (of, travel) = nearest;
    Some(Standby { unit: of.unit, from: of.district, eta_s: travel.seconds })
}
