//! Who tells: a county, its plugins and a language, and from these the names of things and the texts of reasons.

use jiff::tz::TimeZone;

use super::reason::{name, skills};
use super::{Lang, Why, Word, built_in_catalog, render_reason};
use crate::county::{County, Names};
use crate::decision::PluginId;
use crate::hooks::Reason;
use crate::ids::*;
use crate::plugin::{Catalog, Installed};
use crate::state::{Plugins, State};
use crate::time::TimeMs;
use crate::who::Who;

/// Gives names and texts in one language. Cheap to make.
pub struct Teller<'a> {
    county: &'a County,
    plugins: &'a Plugins,
    state: Option<&'a State>,
    zone: TimeZone,
    pub lang: Lang,
}

static EMPTY: Catalog = Catalog { messages: std::collections::BTreeMap::new() };

impl<'a> Teller<'a> {
    pub fn new(county: &'a County, plugins: &'a Plugins, lang: Lang) -> Teller<'a> {
        // A county with an unknown zone is refused when it is imported.
        let zone = TimeZone::get(&county.zone).unwrap_or(TimeZone::UTC);
        Teller { county, plugins, state: None, zone, lang }
    }

    /// `None`: the state has no county yet.
    pub fn of_state(state: &'a State, lang: Lang) -> Option<Teller<'a>> {
        let county = state.county.as_deref()?.county();
        Some(Teller { state: Some(state), ..Teller::new(county, &state.plugins, lang) })
    }

    /// The state, if it is told from one.
    pub(super) const fn state(&self) -> Option<&'a State> {
        self.state
    }

    pub fn county(&self) -> &'a County {
        self.county
    }

    /// ISO 8601 with the county's offset.
    pub fn time(&self, at: TimeMs) -> String {
        at.iso(&self.zone)
    }

    /// A reason in the words of the plugin that gave it.
    pub fn why(&self, plugin: &PluginId, reason: &Reason) -> Why {
        let catalog = match plugin.digest {
            Some(digest) => self.catalog(digest),
            None => built_in_catalog(),
        };
        self.why_from(catalog, reason)
    }

    /// The same of a plugin known by its digest.
    pub fn why_of(&self, digest: Digest, reason: &Reason) -> Why {
        self.why_from(self.catalog(digest), reason)
    }

    /// The same of the host itself.
    pub fn why_built_in(&self, reason: &Reason) -> Why {
        self.why_from(built_in_catalog(), reason)
    }

    fn why_from(&self, catalog: &Catalog, reason: &Reason) -> Why {
        let text = render_reason(reason, catalog, self.lang, self.county, &|which| Some(self.incident(which)));
        Why { code: reason.code, values: reason.values.clone(), text }
    }

    fn catalog(&self, digest: Digest) -> &'a Catalog {
        self.plugins.installed.get(&digest).map_or(&EMPTY, |installed| &installed.inspected.catalog)
    }

    /// A component that is or was installed.
    pub(super) fn component(&self, digest: Digest) -> Option<&'a Installed> {
        self.plugins.installed.get(&digest).map(|installed| &**installed)
    }

    /// The name of an installed plugin; its digest's first digits if it is unknown.
    pub fn plugin_name(&self, digest: Digest) -> String {
        self.plugins.installed.get(&digest).map_or_else(|| digest.short(), |installed| installed.name().to_owned())
    }

    /// The version of an installed plugin; its digest's first digits if it is unknown.
    pub fn plugin_version(&self, digest: Digest) -> String {
        self.plugins.installed.get(&digest).map_or_else(|| digest.short(), |installed| installed.version().to_owned())
    }

    /// An incident's id, or its number if the state has it no more.
    pub fn incident(&self, which: IncidentRef) -> String {
        let known = self.state.and_then(|state| state.incident(which));
        known.map_or_else(|| which.to_string(), |incident| incident.id.clone())
    }

    pub fn unit(&self, unit: UnitRef) -> String {
        self.county.units.get(unit.index()).map_or_else(|| format!("#{unit}"), |unit| unit.code.clone())
    }

    /// By its name, or its code if it has none.
    pub fn place(&self, place: PlaceRef) -> Word {
        let found = self.county.places.get(place.index());
        let code = found.map_or_else(|| format!("#{place}"), |place| place.code.clone());
        let named = found.map(|place| name(&place.name, self.lang)).filter(|name| !name.is_empty());
        let text = named.unwrap_or(&code).to_owned();
        Word::new(code, text)
    }

    pub fn units(&self, units: &[UnitRef]) -> Vec<String> {
        units.iter().map(|unit| self.unit(*unit)).collect()
    }

    pub fn person(&self, person: PersonRef) -> String {
        self.county.persons.get(person.index()).map_or_else(|| format!("#{person}"), |person| person.code.clone())
    }

    pub fn district(&self, district: DistrictRef) -> Word {
        let found = self.county.districts.get(district.index());
        self.word(found.map(|district| (&district.code, &district.name)), u32::from(district.0))
    }

    pub fn grid(&self, grid: GridRef) -> Word {
        self.word(self.county.grids.get(grid.index()).map(|grid| (&grid.code, &grid.name)), grid.0)
    }

    pub fn kind(&self, kind: KindRef) -> Word {
        self.word(self.county.kinds.get(kind.index()).map(|kind| (&kind.code, &kind.name)), u32::from(kind.0))
    }

    pub fn team(&self, team: TeamRef) -> Word {
        self.word(self.county.teams.get(team.index()).map(|team| (&team.code, &team.name)), u32::from(team.0))
    }

    pub fn station(&self, station: StationRef) -> Word {
        let found = self.county.stations.get(station.index());
        self.word(found.map(|station| (&station.code, &station.name)), u32::from(station.0))
    }

    /// The name, or the code of what has none; the number of what the county doesn't know.
    fn word(&self, found: Option<(&String, &Names)>, number: u32) -> Word {
        match found {
            Some((code, names)) => match name(names, self.lang) {
                "" => Word::new(code, code),
                name => Word::new(code, name),
            },
            None => Word::new(format!("#{number}"), format!("#{number}")),
        }
    }

    /// The names of a skill set.
    pub fn skills(&self, set: u32) -> String {
        skills(self.county, set, self.lang)
    }

    /// The codes of a skill set.
    pub fn skill_codes(&self, set: u32) -> Vec<String> {
        let bits = (0..32_usize).filter(|bit| set & (1 << bit) != 0);
        bits.map(|bit| self.county.skills.get(bit).map_or_else(|| format!("#{bit}"), |skill| skill.code.clone()))
            .collect()
    }

    pub fn recipient(&self, recipient: &Who) -> Word {
        match recipient {
            Who::Person(person) => {
                let code = self.person(*person);
                let text = format!("{}{code}", self.lang.pick("", "person "));
                Word::new(code, text)
            }
            Who::Role { district, slot } => {
                let district = self.district(*district);
                let named = self.county.slots.iter().find(|known| known.code == *slot);
                let slot_name = named.map_or(slot.as_str(), |slot| name(&slot.name, self.lang));
                let text = self.lang.pick("{0}当班的{1}", "{1} on duty in {0}");
                let text = text.replace("{0}", &district.text).replace("{1}", slot_name);
                Word::new(format!("{}/{slot}", district.code), text)
            }
            Who::Team(of) => {
                let team = self.team(of.team());
                let text = self.lang.pick("{}在班人员", "all on duty in {}").replace("{}", &team.text);
                Word::new(team.code, text)
            }
            Who::GridAssistant(grid) => {
                let grid = self.grid(*grid);
                let text = self.lang.pick("{}网格助理", "assistant of grid {}").replace("{}", &grid.text);
                Word::new(grid.code, text)
            }
            Who::CommandRoom(district) => {
                let district = self.district(*district);
                let text = self.lang.pick("{}指挥室", "command room of {}").replace("{}", &district.text);
                Word::new(district.code, text)
            }
            Who::Unit(unit) => {
                let unit = self.unit(*unit);
                let text = self.lang.pick("单元{}", "unit {}").replace("{}", &unit);
                Word::new(unit, text)
            }
            Who::Place(place) => self.place(*place),
        }
    }
}
