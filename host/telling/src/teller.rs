//! Who tells: a county, its plugins and a language, and from these the names of things and the texts of reasons.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use crate::built_in::built_in_catalog;
use crate::lang::Lang;
use crate::reason::{render_reason, skills};
use crate::reference::name;
use crate::sentence::say;
use crate::story::{Term, ToldReason};
use crate::tell;
use crate::words::word;
use domain::county::{County, Names};
use domain::decision::PluginId;
use domain::hooks::Reason;
use domain::ids::*;
use domain::plugin::{Catalog, Installed};
use domain::ports::Reference;
use domain::sentence::{Said, Sentence, Worded};
use domain::skills::SkillSet;
use domain::state::{Plugins, State};
use domain::time::TimeMs;
use domain::who::Who;

/// Gives names and texts in one language. Cheap to make.
pub struct Teller<'a> {
    county: &'a County,
    plugins: &'a Plugins,
    state: Option<&'a State>,
    zone: TimeZone,
    /// Of incidents that the state does not have.
    ids: BTreeMap<IncidentRef, String>,
    pub lang: Lang,
}

static EMPTY: Catalog = Catalog { messages: BTreeMap::new() };

impl<'a> Teller<'a> {
    pub fn new(county: &'a County, plugins: &'a Plugins, lang: Lang) -> Teller<'a> {
        // A county with an unknown zone is refused when it is imported.
        let zone = TimeZone::get(&county.zone).unwrap_or(TimeZone::UTC);
        Teller { county, plugins, state: None, zone, ids: BTreeMap::new(), lang }
    }

    /// `None`: the state has no county yet.
    pub fn of_state(state: &'a State, lang: Lang) -> Option<Teller<'a>> {
        let county = state.county.as_deref()?.county();
        Some(Teller { state: Some(state), ..Teller::new(county, &state.plugins, lang) })
    }

    /// Who knows, too, what these incidents are called, which only the archive has.
    pub fn knowing(self, ids: BTreeMap<IncidentRef, String>) -> Teller<'a> {
        Teller { ids, ..self }
    }

    /// The state, if it is told from one.
    pub const fn state(&self) -> Option<&'a State> {
        self.state
    }

    pub fn county(&self) -> &'a County {
        self.county
    }

    /// A value of the core with its word.
    pub fn term<T: Worded>(&self, of: &T) -> Term {
        Term::new(of.code(), word(of, self.lang))
    }

    /// ISO 8601 with the county's offset.
    pub fn time(&self, at: TimeMs) -> String {
        at.iso(&self.zone)
    }

    /// A reason in the words of the plugin that gave it.
    pub fn why(&self, plugin: &PluginId, reason: &Reason) -> ToldReason {
        let catalog = match plugin.digest {
            Some(digest) => self.catalog(digest),
            None => built_in_catalog(),
        };
        self.why_from(catalog, reason)
    }

    /// The same of a plugin known by its digest.
    pub fn why_of(&self, digest: Digest, reason: &Reason) -> ToldReason {
        self.why_from(self.catalog(digest), reason)
    }

    /// A sentence with what plugins say in it put into their words.
    pub fn settled(&self, sentence: Sentence) -> Sentence {
        sentence.settled(&|reason| self.why_of(reason.plugin, &reason.why).text)
    }

    /// What a record says, the same way.
    pub fn recorded(&self, said: Said) -> String {
        match said {
            Said::Sentence(sentence) => say(&self.settled(sentence), self.lang),
            Said::Words(words) => words,
        }
    }

    /// The same of the host itself.
    pub fn why_built_in(&self, reason: &Reason) -> ToldReason {
        self.why_from(built_in_catalog(), reason)
    }

    fn why_from(&self, catalog: &Catalog, reason: &Reason) -> ToldReason {
        let text = render_reason(reason, catalog, self.lang, self.county, &|of| self.id(of));
        ToldReason { code: reason.code, values: reason.values.clone(), text }
    }

    fn catalog(&self, digest: Digest) -> &'a Catalog {
        self.plugins.installed.get(&digest).map_or(&EMPTY, |installed| &installed.inspected.catalog)
    }

    /// A component that is or was installed.
    pub(crate) fn component(&self, digest: Digest) -> Option<&'a Installed> {
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
        let known = known.map(|incident| &incident.id).or_else(|| self.ids.get(&which));
        known.cloned().unwrap_or_else(|| which.to_string())
    }

    /// The id of what the room numbers.
    pub(crate) fn id(&self, of: Reference) -> Option<String> {
        match of {
            Reference::Incident(which) => Some(self.incident(which)),
            Reference::Workflow(which) => Some(self.state?.workflows.get(which)?.id.clone()),
            _ => None,
        }
    }

    pub fn unit(&self, unit: UnitRef) -> String {
        self.county.units.get(unit.index()).map_or_else(|| format!("#{unit}"), |unit| unit.code.clone())
    }

    /// By its name, or its code if it has none.
    pub fn place(&self, place: PlaceRef) -> Term {
        let found = self.county.places.get(place.index());
        let code = found.map_or_else(|| format!("#{place}"), |place| place.code.clone());
        let named = found.map(|place| name(&place.name, self.lang)).filter(|name| !name.is_empty());
        let text = named.unwrap_or(&code).to_owned();
        Term::new(code, text)
    }

    pub fn units(&self, units: &[UnitRef]) -> Vec<String> {
        units.iter().map(|unit| self.unit(*unit)).collect()
    }

    pub fn person(&self, person: PersonRef) -> String {
        self.county.persons.get(person.index()).map_or_else(|| format!("#{person}"), |person| person.code.clone())
    }

    pub fn district(&self, district: DistrictRef) -> Term {
        let found = self.county.districts.get(district.index());
        self.word(found.map(|district| (&district.code, &district.name)), u32::from(district.0))
    }

    pub fn grid(&self, grid: GridRef) -> Term {
        self.word(self.county.grids.get(grid.index()).map(|grid| (&grid.code, &grid.name)), grid.0)
    }

    pub fn kind(&self, kind: KindRef) -> Term {
        self.word(self.county.kinds.get(kind.index()).map(|kind| (&kind.code, &kind.name)), u32::from(kind.0))
    }

    /// A result of the county; one that it has no more by its code.
    pub fn outcome(&self, code: &str) -> Term {
        let known = self.county.outcome(code).map(|outcome| (&outcome.code, &outcome.name));
        known.map_or_else(|| Term::new(code, code), |known| self.word(Some(known), 0_u32))
    }

    /// The same of a reason for not doing what was recommended.
    pub fn override_reason(&self, code: &str) -> Term {
        let known = self.county.override_reason(code).map(|reason| (&reason.code, &reason.name));
        known.map_or_else(|| Term::new(code, code), |known| self.word(Some(known), 0_u32))
    }

    pub fn agency(&self, code: &str) -> Term {
        let known = self.county.agency(code).map(|agency| (&agency.code, &agency.name));
        known.map_or_else(|| Term::new(code, code), |known| self.word(Some(known), 0_u32))
    }

    /// A post that persons may hold; one that the county has no more by its code.
    pub fn post(&self, code: &str) -> Term {
        let known = self.county.posts.iter().find(|post| post.code == code).map(|post| (&post.code, &post.name));
        known.map_or_else(|| Term::new(code, code), |known| self.word(Some(known), 0_u32))
    }

    pub fn team(&self, team: TeamRef) -> Term {
        self.word(self.county.teams.get(team.index()).map(|team| (&team.code, &team.name)), u32::from(team.0))
    }

    pub fn station(&self, station: StationRef) -> Term {
        let found = self.county.stations.get(station.index());
        self.word(found.map(|station| (&station.code, &station.name)), u32::from(station.0))
    }

    /// The name, or the code of what has none; the number of what the county doesn't know.
    fn word(&self, found: Option<(&String, &Names)>, number: u32) -> Term {
        found.map_or_else(|| Term::new(format!("#{number}"), format!("#{number}")), |found| self.named(found))
    }

    /// The name, or the code of what has none.
    pub(crate) fn named(&self, (code, names): (&String, &Names)) -> Term {
        match name(names, self.lang) {
            "" => Term::new(code, code),
            name => Term::new(code, name),
        }
    }

    /// The names of a skill set.
    pub fn skills(&self, set: SkillSet) -> String {
        skills(self.county, set, self.lang)
    }

    /// The codes of a skill set.
    pub fn skill_codes(&self, set: SkillSet) -> Vec<String> {
        let known = |number: u8| self.county.skills.get(usize::from(number));
        let code = |number| known(number).map_or_else(|| format!("#{number}"), |skill| skill.code.clone());
        set.numbers().map(code).collect()
    }

    pub fn recipient(&self, recipient: &Who) -> Term {
        let lang = self.lang;
        match recipient {
            Who::Person(person) => {
                let person = self.person(*person);
                Term::new(&person, tell!(lang, "recipient.person", person))
            }
            Who::Role { district, slot } => {
                let district = self.district(*district);
                let named = self.county.slots.iter().find(|known| known.code == *slot);
                let slot_name = named.map_or(slot.as_str(), |slot| name(&slot.name, lang));
                let text = tell!(lang, "recipient.role", district = district.text, slot = slot_name);
                Term::new(format!("{}/{slot}", district.code), text)
            }
            Who::Team(of) => {
                let team = self.team(of.team());
                Term::new(team.code, tell!(lang, "recipient.team", team = team.text))
            }
            Who::GridAssistant(grid) => {
                let grid = self.grid(*grid);
                Term::new(grid.code, tell!(lang, "recipient.grid-assistant", grid = grid.text))
            }
            Who::CommandRoom(district) => {
                let district = self.district(*district);
                Term::new(district.code, tell!(lang, "recipient.command-room", district = district.text))
            }
            Who::Unit(unit) => {
                let unit = self.unit(*unit);
                Term::new(&unit, tell!(lang, "recipient.unit", unit))
            }
            Who::Place(place) => self.place(*place),
        }
    }
}
