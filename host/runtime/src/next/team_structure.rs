//! The hook `team-structure`: the place of its function among a component's exports, and both directions of its translation.

use domain::hooks::{self as host, Finding, HookFailure, StructureInput};
use domain::ids::*;

use super::answers::{Answer, list, reason};
use super::bindings::exports::wardroom::plugin::team_structure as wire;
use crate::loading::Checked;
use crate::versions::{Call, Exports, guest_error};

type Inspect<'a> = Checked<(u32, &'a str, &'a wire::Structure), (Result<Vec<wire::Finding>, String>,)>;

pub(super) struct Functions {
    inspect: Inspect<'static>,
}

impl Functions {
    pub(super) fn find(exports: &mut Exports<'_>) -> wasmtime::Result<Functions> {
        Ok(Functions { inspect: exports.function("inspect")? })
    }

    pub(super) fn inspect(
        &self,
        call: Call<'_>,
        input: &StructureInput,
    ) -> wasmtime::Result<Result<Vec<Finding>, HookFailure>> {
        let Call { store, instance, settings } = call;
        let structure = structure(input);
        let (answer,) = self.inspect.call(store, instance, (input.now.seconds(), settings, &structure))?;
        Ok(answer.map_err(guest_error).and_then(findings))
    }
}

fn structure(structure: &StructureInput) -> wire::Structure {
    wire::Structure {
        districts: structure.districts.iter().map(|district| district.0).collect(),
        stations: structure.stations.iter().map(station).collect(),
        teams: structure
            .teams
            .iter()
            .map(|&(district, team, units)| wire::TeamStrength { district: district.0, team: team.0, units })
            .collect(),
        team_codes: structure.team_codes.clone(),
        post_codes: structure.post_codes.clone(),
        shifts: structure.shifts.iter().map(shift).collect(),
    }
}

fn station(station: &host::StructureStation) -> wire::Station {
    wire::Station {
        ref_: station.station.0,
        district: station.district.0,
        central: station.central,
        adjacent: station.adjacent.iter().map(|station| station.0).collect(),
    }
}

fn shift(shift: &host::StructureShift) -> wire::Shift {
    wire::Shift {
        district: shift.district.0,
        starts: shift.starts.seconds(),
        ends: shift.ends.seconds(),
        slots: shift
            .slots
            .iter()
            .map(|&(post, person)| wire::Slot { post, person: person.map(|person| person.0) })
            .collect(),
    }
}

fn findings(findings: Vec<wire::Finding>) -> Answer<Vec<Finding>> {
    list("findings", findings, |finding| {
        Ok(Finding {
            severity: match finding.severity {
                wire::Severity::Info => host::Severity::Info,
                wire::Severity::Warning => host::Severity::Warning,
                wire::Severity::Breach => host::Severity::Breach,
            },
            subject: match finding.subject {
                wire::Subject::County => host::FindingAbout::County,
                wire::Subject::District(district) => host::FindingAbout::District(DistrictRef(district)),
                wire::Subject::Station(station) => host::FindingAbout::Station(StationRef(station)),
                wire::Subject::Person(person) => host::FindingAbout::Person(PersonRef(person)),
            },
            why: reason(finding.why)?,
        })
    })
}
