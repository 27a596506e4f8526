//! Reads a county from its files, strictly: either the whole county or every fault that was found. First every code gets
//! its number, then everything that refers to a code is read.

use std::collections::BTreeSet;

use domain::county::area::Areas;
use domain::county::geometry::DEGREE_M;
use domain::county::*;
use domain::ids::*;
use domain::limits::*;

use crate::agencies;
use crate::areas::{self, DISTRICTS, GRIDS, TOWNSHIPS, VILLAGES};
use crate::calendar_file;
use crate::codes::Numbered;
use crate::declared;
use crate::duplicates;
use crate::flat_command;
use crate::force::{self, PERSONS, PLACES, POSTS, STATIONS, UNITS, VIDEO_POINTS};
use crate::known::Known;
use crate::movements;
use crate::opened::{self, CodedRows, Files, Lists};
use crate::outcomes;
use crate::own_data;
use crate::pattern::{Pattern, PatternFault};
use crate::plugin_entries;
use crate::problem::{Problem, Problems, Spot};
use crate::recall;
use crate::road_file::{self, ROADS};
use crate::roster_file::{self, RosterCodes};
use crate::schedule_entries;
use crate::series_entries;
use crate::sources::{Sources, is_source, source_text};
use crate::status_timers;
use crate::toml_file::{self, Section};
use crate::{classes, covers};

/// Files that every county has, beside those that its `county.toml` names.
const ALWAYS: [&str; 9] =
    [toml_file::FILE, DISTRICTS, TOWNSHIPS, GRIDS, VILLAGES, STATIONS, UNITS, VIDEO_POINTS, ROADS];
/// Files that a county may have.
const MAYBE: [&str; 3] = [PLACES, PERSONS, POSTS];

/// Reads a county. What `previous` knows by its code keeps its reference; what has vanished since stays, retired.
pub fn read(files: &Sources, previous: Option<&County>) -> Result<County, Vec<Problem>> {
    let problems = Problems::default();
    if files.len() > IMPORT_FILES_MAX {
        let message = format!("the folder holds {} files, and {IMPORT_FILES_MAX} is the limit", files.len());
        problems.file(toml_file::FILE, message);
        return problems.into_result(None);
    }
    let county = read_county(files, previous, &problems);
    problems.into_result(county)
}

/// Where a county lies, for those who look for its roads.
#[derive(Clone, Debug, PartialEq)]
pub struct Reach {
    /// Seats and villages, by code.
    pub places: Vec<(String, Position)>,
    /// West, south, east, north.
    pub bounds: [f64; 4],
}

impl Reach {
    /// The bounds with so many metres more on each side.
    pub fn widened(&self, margin_m: f64) -> [f64; 4] {
        let [west, south, east, north] = self.bounds;
        let up = margin_m / DEGREE_M;
        let aside = up / north.abs().max(south.abs()).to_radians().cos().max(0.01);
        [west - aside, south - up, east + aside, north + up]
    }
}

/// Where the county of these files lies. Whether it has roads, and which, is of no account.
pub fn reach(files: &Sources) -> Result<Reach, Vec<Problem>> {
    let problems = Problems::default();
    let reach = read_reach(files, &problems);
    let others: Vec<Problem> = match problems.into_result(Some(())) {
        Ok(()) => Vec::new(),
        Err(problems) => problems.into_iter().filter(|problem| problem.file != ROADS).collect(),
    };
    if others.is_empty() { reach.ok_or(others) } else { Err(others) }
}

fn read_reach(sources: &Sources, problems: &Problems) -> Option<Reach> {
    let text = source_text(sources, toml_file::FILE, problems)?;
    let root = &Section::parse(text, declared::KEYS, problems)?;
    let previous = &County::default();
    let (lists, files) = (&Lists::open(root), &Files::open(sources, problems));
    let rows = &CodedRows::of(files);
    let known = &opened::number(lists, files, rows, sources, previous);
    let reader = Reader { root, lists, files, rows, known, sources, previous, problems };
    let land = reader.read_land(&declared::read_code(root)?);
    let outlines = land.townships.live().filter_map(|(_, township)| township.outline.bounds());
    let bounds = outlines.reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]);
    let Some(bounds) = bounds else {
        problems.file(TOWNSHIPS, "no township has an outline");
        return None;
    };
    Some(Reach { places: road_file::seats(&land.townships, &land.villages).into_iter().collect(), bounds })
}

/// All that the parts of an import share.
struct Reader<'r> {
    root: &'r Section<'r>,
    lists: &'r Lists<'r>,
    files: &'r Files<'r>,
    rows: &'r CodedRows<'r>,
    known: &'r Known,
    sources: &'r Sources,
    previous: &'r County,
    problems: &'r Problems,
}

fn read_county(sources: &Sources, previous: Option<&County>, problems: &Problems) -> Option<County> {
    let text = source_text(sources, toml_file::FILE, problems)?;
    let root = &Section::parse(text, declared::KEYS, problems)?;
    let code = declared::read_code(root);
    if let (Some(code), Some(previous)) = (&code, previous)
        && *code != previous.code
    {
        root.fault("code", format!("is `{code}`, but the county here is `{}`", previous.code));
    }
    let empty = County::default();
    let previous = previous.unwrap_or(&empty);
    let lists = &Lists::open(root);
    let files = &Files::open(sources, problems);
    let rows = &CodedRows::of(files);
    let known = &opened::number(lists, files, rows, sources, previous);
    opened::check_limits(known, problems);
    let reader = Reader { root, lists, files, rows, known, sources, previous, problems };
    let county = reader.read(code.unwrap_or_default());
    let used = reader.used_files();
    for file in sources.keys().filter(|file| is_source(file) && !used.contains(file.as_str())) {
        problems.file(file, "belongs to no part of the county; name it in county.toml or move it elsewhere");
    }
    // A file that is unknown changes nothing of the county, so that it comes too late does no harm.
    let digest = digest_of(sources, &used);
    Some(County { digest, ..county? })
}

/// Over name and bytes of each file that was used.
fn digest_of(sources: &Sources, used: &BTreeSet<String>) -> Digest {
    let mut hasher = blake3::Hasher::new();
    for (file, bytes) in sources.iter().filter(|(file, _)| used.contains(*file)) {
        for part in [file.as_bytes(), bytes] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
    }
    Digest(*hasher.finalize().as_bytes())
}

/// The county on the map.
struct Land {
    districts: Numbered<District>,
    townships: Numbered<Township>,
    villages: Numbered<Village>,
    grids: Numbered<Grid>,
    map: Areas,
}

/// Who and what serves in it.
struct Force {
    stations: Numbered<Station>,
    units: Numbered<Unit>,
    places: Numbered<Place>,
    persons: Numbered<Person>,
}

impl Reader<'_> {
    /// `None` if there is not even enough for the faults to be complete; the faults say why.
    fn read(&self, code: String) -> Option<County> {
        let Reader { root, lists, files, known, previous, .. } = self;
        let attributes = own_data::read_attributes(root);
        let slots =
            lists.slots.read(&known.slots, &previous.slots, |code, entry| declared::read_slot(code, entry, known));
        let kinds = lists.kinds.read(&known.kinds, &previous.kinds, |code, entry| {
            declared::read_kind(code, entry, &attributes.kind, known)
        });
        let skills = lists.skills.read(&known.skills, &previous.skills, declared::read_skill);
        let teams = lists.teams.read(&known.teams, &previous.teams, declared::read_team);
        let mut land = self.read_land(&code);
        let mut force = self.read_force(&land);
        self.read_attribute_values(&attributes, &mut land, &mut force);
        let video_points = files.video_points.as_ref().map(|file| force::read_video_points(file, &land.map));
        let roads = files
            .roads
            .as_ref()
            .map(|file| road_file::read_roads(file, known, &land.townships, &land.villages, self.problems));
        let roster = self.read_roster(&slots, &force.persons);
        let name = root.names("name");
        let (zone, thresholds) = (declared::read_zone(root), declared::read_thresholds(root));
        let (notices, duty) = (declared::read_notices(root), declared::read_duty(root));
        let (recall, duplicates) = (recall::read(root), duplicates::read(root));
        let flat_command = flat_command::read(root, known);
        let caller_days = declared::read_caller_days(root, thresholds.as_ref());
        let (assessment, call_back_s) = (declared::read_assessment(root), declared::read_call_back_s(root));
        let calendar = calendar_file::read(root, self.sources, self.problems);
        self.check_pattern();
        let series = series_entries::read_series(&lists.series, known);
        let plugins = plugin_entries::read_plugins(root, known);
        let (schedules, tables) = (schedule_entries::read_schedules(root, known), self.read_tables());
        Some(County {
            code,
            name: name?,
            zone: zone?,
            digest: Digest::default(),
            thresholds: thresholds?,
            notices: notices?,
            duty: duty?,
            status_timers: status_timers::read(root, &known.unit_kinds),
            recall: recall?,
            duplicates: duplicates?,
            flat_command: flat_command?,
            call_back_s: call_back_s?,
            caller_days: caller_days?,
            covers: covers::read(root, known),
            never_alone: classes::never_alone(&lists.unit_classes, known),
            assessment: assessment?,
            calendar: calendar?,
            skills: skills.into_vec(),
            unit_kinds: lists.unit_kinds.named(),
            unit_classes: lists.unit_classes.named(),
            place_kinds: lists.place_kinds.named(),
            posts: lists.posts.named(),
            qualifications: lists.qualifications.named(),
            teams: teams.into_vec(),
            slots: slots.into_vec(),
            kinds: kinds.into_vec(),
            outcomes: outcomes::read(&lists.outcomes, known),
            override_reasons: lists.override_reasons.named(),
            agencies: agencies::read(&lists.agencies),
            districts: land.districts.into_vec(),
            townships: land.townships.into_vec(),
            villages: land.villages.into_vec(),
            grids: land.grids.into_vec(),
            stations: force.stations.into_vec(),
            units: force.units.into_vec(),
            places: force.places.into_vec(),
            persons: force.persons.into_vec(),
            video_points: video_points?,
            movements: movements::read_movements(&lists.unit_kinds, roads.as_ref()?),
            roads: roads?,
            attributes,
            tables,
            series,
            plugins,
            schedules,
            roster,
        })
    }

    fn read_land(&self, code: &str) -> Land {
        let Reader { lists, files, rows, known, previous, .. } = self;
        let (declared, district_of) = declared::read_districts(&lists.districts, known);
        let township_features = files.township_features();
        let mut townships = areas::read_townships(township_features, code, &district_of, known, &previous.townships);
        let shapes = || townships.live().map(|(number, township)| (number, &township.outline));
        // With a township missing nothing can be said to lie outside the county.
        let complete = files.townships.as_ref().is_some_and(|file| file.complete);
        let map = Areas::new(shapes(), complete && shapes().count() == township_features.len());
        let mut districts =
            areas::read_districts(files.district_features(), &declared, known, &previous.districts, self.problems);
        areas::tie_neighbours(&map, &mut townships, &mut districts);
        areas::check_outlines(files.district_features(), &districts, &townships, &map);
        let villages = areas::read_villages(&rows.villages, known, &map, &previous.villages);
        let grids = areas::read_grids(files.grid_features(), known, &villages, &townships, &map, &previous.grids);
        areas::check_overlaps(township_features, &townships, |township| &township.outline);
        areas::check_overlaps(files.grid_features(), &grids, |grid| &grid.outline);
        Land { districts, townships, villages, grids, map }
    }

    fn read_force(&self, land: &Land) -> Force {
        let Reader { lists, files, rows, known, previous, .. } = self;
        let stations = force::read_stations(&rows.stations, known, &land.townships, &land.map, &previous.stations);
        areas::check_central_stations(files.district_features(), &land.districts, &stations);
        let units = force::read_units(&rows.units, known, &stations, &previous.units);
        let places = force::read_places(&rows.places, known, &land.map, &land.grids, &previous.places);
        let words = lists.qualifications.named();
        let persons =
            force::read_persons(&rows.persons, files.posts.as_ref(), known, &stations, &previous.persons, &words);
        Force { stations, units, places, persons }
    }

    fn read_attribute_values(&self, attributes: &Attributes, land: &mut Land, force: &mut Force) {
        let files = own_data::read_attribute_files(self.root);
        let file = |noun: &str| files.get(noun).map(String::as_str);
        let shared = (self.sources, self.known, self.problems);
        own_data::read_values(file("unit"), &attributes.unit, (&self.known.units, &mut force.units), shared);
        own_data::read_values(file("grid"), &attributes.grid, (&self.known.grids, &mut land.grids), shared);
        own_data::read_values(file("place"), &attributes.place, (&self.known.places, &mut force.places), shared);
    }

    fn read_tables(&self) -> Vec<Table> {
        let declared = own_data::read_declared_tables(self.root).into_iter();
        declared.filter_map(|table| own_data::read_table(table, self.sources, self.known, self.problems)).collect()
    }

    fn read_roster(&self, slots: &Numbered<RosterSlot>, persons: &Numbered<Person>) -> Vec<ShiftRow> {
        let Some(file) = self.root.optional_text("roster") else { return Vec::new() };
        let known = RosterCodes { known: self.known, slots, persons };
        roster_file::read(self.sources, &file, &known, self.problems).unwrap_or_default()
    }

    /// The pattern that shifts are generated from is no part of the county, but has to fit it.
    fn check_pattern(&self) {
        let Some(file) = self.root.optional_text("shift_pattern") else { return };
        let Some(text) = source_text(self.sources, &file, self.problems) else { return };
        let faults = match Pattern::read(text) {
            Ok(pattern) => {
                let mut faults = pattern.strangers(self.known);
                let zone = self.root.table().get("zone").and_then(toml::Value::as_str).unwrap_or_default();
                if pattern.zone != zone {
                    let message = format!("is `{}`, but the county's is `{zone}`", pattern.zone);
                    faults.push(PatternFault { place: "zone".to_owned(), message });
                }
                faults
            }
            Err(fault) => vec![fault],
        };
        for PatternFault { place, message } in faults {
            self.problems.add(&file, Spot::Key(place), message);
        }
    }

    /// Every file that is part of the county, whether or not it could be read.
    fn used_files(&self) -> BTreeSet<String> {
        let always = ALWAYS.iter().chain(&MAYBE).map(|file| (*file).to_owned());
        always.chain(named_files(self.root.table())).collect()
    }
}

/// The files that `county.toml` names: the roster and its pattern, the calendar, attribute values, tables.
fn named_files(root: &toml::Table) -> Vec<String> {
    let of = |value: Option<&toml::Value>| value.and_then(toml::Value::as_str).map(str::to_owned);
    let attributes = root.get("attribute_files").and_then(toml::Value::as_table);
    let tables = root.get("table").and_then(toml::Value::as_array);
    let calendar = root.get(calendar_file::KEY).and_then(|calendar| calendar.get("file"));
    let named = [root.get("roster"), root.get("shift_pattern"), calendar];
    let mut files: Vec<String> = named.into_iter().filter_map(of).collect();
    files.extend(attributes.into_iter().flat_map(|files| files.values()).filter_map(|file| of(Some(file))));
    files.extend(tables.into_iter().flatten().filter_map(|table| of(table.get("file"))));
    files
}
