//! The three teams and the command room, each with at least one unit.

use wardroom_plugin::{DistrictRef, Finding, Structure, StructureSubject};

use crate::{Settings, why};

pub fn inspect(district: DistrictRef, settings: &Settings, structure: &Structure, findings: &mut Vec<Finding>) {
    let missing = |code: &String| {
        let team = structure.team_codes.iter().position(|known| known == code)?;
        let has_units = |s: &&_| matches!(s, wardroom_plugin::TeamStrength { units: 1.., .. });
        let mut strength = structure.teams.iter().filter(|s| s.district == district && usize::from(s.team) == team);
        strength.find(has_units).is_none().then_some(team as u16)
    };
    let subject = StructureSubject::District(district);
    for team in settings.teams.iter().filter_map(missing) {
        findings.push(Finding::breach(subject, why::no_team(team)));
    }
    if missing(&settings.command_room_team).is_some() {
        findings.push(Finding::breach(subject, why::no_command_room()));
    }
}
