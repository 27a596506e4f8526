//! Finds where the force is not put together as "three teams, one room" asks: a central station and three or four adjacent
//! stations a district, the three teams and the command room in each, and a full duty roster for the next 24 hours.

mod roster;
mod stations;
mod teams;
mod villages;
mod why;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Deserialize;
use wardroom_plugin::{Finding, Result, Structure, StructureSubject, TeamStructure, TimeS};

/// `settings.schema.json` says the same to people.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Stations of a district, the central one included.
    pub stations_min: u16,
    pub stations_max: u16,
    /// Codes of the teams that each district has, beside the command room.
    pub teams: Vec<String>,
    pub command_room_team: String,
    /// How many persons each shift has in each roster slot, by the slot's code.
    pub slots: BTreeMap<String, u8>,
}

impl Default for Settings {
    fn default() -> Settings {
        let slots = [("duty-leader", 1), ("officer", 1), ("legal-officer", 1), ("auxiliary", 2)];
        Settings {
            stations_min: 3,
            stations_max: 4,
            teams: ["case-handling", "traffic", "community"].map(str::to_owned).to_vec(),
            command_room_team: "command-room".to_owned(),
            slots: slots.map(|(slot, count)| (slot.to_owned(), count)).into(),
        }
    }
}

/// The host takes no more.
const FINDINGS_MAX: usize = 256;

pub struct ThreeTeams;

impl TeamStructure for ThreeTeams {
    type Settings = Settings;

    fn inspect(now: TimeS, settings: &Settings, structure: &Structure) -> Result<Vec<Finding>> {
        let mut findings = Vec::new();
        for district in &structure.districts {
            stations::inspect(*district, settings, structure, &mut findings);
            teams::inspect(*district, settings, structure, &mut findings);
            roster::inspect(now, *district, settings, structure, &mut findings);
            villages::inspect(*district, &mut findings);
        }
        roster::inspect_persons(now, structure, &mut findings);
        unknown_codes(settings, structure, &mut findings);
        Ok(most_pressing(findings))
    }
}

wardroom_plugin::export!(team-structure: ThreeTeams);

/// Settings that speak of teams or slots which the county does not have.
fn unknown_codes(settings: &Settings, structure: &Structure, findings: &mut Vec<Finding>) {
    let teams = settings.teams.iter().chain([&settings.command_room_team]);
    let unknown_teams = teams.filter(|code| !structure.team_codes.contains(code)).count();
    let unknown_slots = settings.slots.keys().filter(|code| !structure.post_codes.contains(code)).count();
    let mut breach = |why| findings.push(Finding::breach(StructureSubject::County, why));
    if unknown_teams > 0 {
        breach(why::unknown_teams(unknown_teams));
    }
    if unknown_slots > 0 {
        breach(why::unknown_slots(unknown_slots));
    }
}

/// Breaches first; and if there are too many findings, how many there are besides.
fn most_pressing(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by_key(|finding| Reverse(finding.severity));
    if findings.len() > FINDINGS_MAX {
        let left_out = findings.len() - FINDINGS_MAX + 1;
        findings.truncate(FINDINGS_MAX - 1);
        findings.push(Finding::info(StructureSubject::County, why::more(left_out)));
    }
    findings
}

#[cfg(test)]
mod tests;
