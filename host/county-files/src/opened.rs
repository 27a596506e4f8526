//! The county's files opened, and every code in them numbered, before anything that refers to a code is read.

use domain::county::County;
use domain::county::noun::Noun;
use domain::limits::*;

use crate::agencies;
use crate::areas::{self, DISTRICTS, GRIDS, TOWNSHIPS, VILLAGES};
use crate::codes::Codes;
use crate::csv_file::{CsvFile, Row};
use crate::declared::{self, Entries};
use crate::fields::Columns;
use crate::force::{self, PERSONS, PLACES, POSTS, STATIONS, UNITS, VIDEO_POINTS};
use crate::geojson_file::{self, Feature, FeatureFile};
use crate::known::Known;
use crate::outcomes;
use crate::problem::Problems;
use crate::road_file::{self, ROADS};
use crate::series_entries;
use crate::sources::Sources;
use crate::toml_file::{self, Section};

/// The arrays of `county.toml` whose entries have codes.
pub(crate) struct Lists<'a> {
    pub(crate) skills: Entries<'a>,
    pub(crate) unit_kinds: Entries<'a>,
    pub(crate) unit_classes: Entries<'a>,
    pub(crate) place_kinds: Entries<'a>,
    pub(crate) posts: Entries<'a>,
    pub(crate) qualifications: Entries<'a>,
    pub(crate) teams: Entries<'a>,
    pub(crate) slots: Entries<'a>,
    pub(crate) kinds: Entries<'a>,
    pub(crate) outcomes: Entries<'a>,
    pub(crate) override_reasons: Entries<'a>,
    pub(crate) agencies: Entries<'a>,
    pub(crate) districts: Entries<'a>,
    pub(crate) series: Entries<'a>,
}

impl<'a> Lists<'a> {
    pub(crate) fn open(root: &Section<'a>) -> Lists<'a> {
        let named = ["code", "name"];
        let list = |key: &str, known: &[&str]| Entries::open(root, key, known, COUNTY_NOUNS_MAX);
        let lists = Lists {
            skills: Entries::open(root, "skill", &named, SKILLS_MAX),
            unit_kinds: list("unit_kind", &["code", "name", "travel"]),
            unit_classes: list("unit_class", &["code", "name", "never_alone"]),
            place_kinds: list("place_kind", &named),
            posts: list("post", &named),
            qualifications: list("qualification", &named),
            teams: list("team", declared::TEAM_KEYS),
            slots: list("slot", declared::SLOT_KEYS),
            kinds: list("kind", declared::KIND_KEYS),
            outcomes: Entries::open(root, "outcome", outcomes::KEYS, OUTCOMES_MAX),
            override_reasons: Entries::open(root, "override_reason", &named, OVERRIDE_REASONS_MAX),
            agencies: Entries::open(root, "agency", agencies::KEYS, AGENCIES_MAX),
            districts: list("district", declared::DISTRICT_KEYS),
            series: Entries::open(root, "series", series_entries::KEYS, SERIES_MAX),
        };
        for key in ["skill", "unit_kind", "team", "kind", "district"].iter().filter(|key| !root.has(key)) {
            root.fault(key, "is missing: a county has at least one");
        }
        lists
    }
}

/// The files of the county as far as their form is right.
pub(crate) struct Files<'a> {
    pub(crate) districts: Option<FeatureFile<'a>>,
    pub(crate) townships: Option<FeatureFile<'a>>,
    pub(crate) grids: Option<FeatureFile<'a>>,
    pub(crate) villages: Option<CsvFile<'a>>,
    pub(crate) stations: Option<CsvFile<'a>>,
    pub(crate) units: Option<CsvFile<'a>>,
    pub(crate) places: Option<CsvFile<'a>>,
    pub(crate) persons: Option<CsvFile<'a>>,
    pub(crate) posts: Option<CsvFile<'a>>,
    pub(crate) video_points: Option<CsvFile<'a>>,
    pub(crate) roads: Option<CsvFile<'a>>,
}

impl<'a> Files<'a> {
    pub(crate) fn district_features(&self) -> &[Feature<'a>] {
        self.districts.as_ref().map_or(&[], |file| &file.features)
    }

    pub(crate) fn township_features(&self) -> &[Feature<'a>] {
        self.townships.as_ref().map_or(&[], |file| &file.features)
    }

    pub(crate) fn grid_features(&self) -> &[Feature<'a>] {
        self.grids.as_ref().map_or(&[], |file| &file.features)
    }

    pub(crate) fn open(sources: &'a Sources, problems: &'a Problems) -> Files<'a> {
        let features = |file, properties: &Columns<'_>, digits, max| {
            geojson_file::open(sources, file, properties, digits, max, problems)
        };
        let csv = |file, columns: &Columns<'_>, max| CsvFile::open(sources, file, columns, max, problems);
        let maybe = |file, columns: &Columns<'_>, max| {
            if sources.contains_key(file) { csv(file, columns, max) } else { None }
        };
        Files {
            districts: features(DISTRICTS, &areas::DISTRICT_PROPERTIES, None, COUNTY_NOUNS_MAX),
            townships: features(TOWNSHIPS, &areas::TOWNSHIP_PROPERTIES, Some(9), COUNTY_NOUNS_MAX),
            grids: features(GRIDS, &areas::GRID_PROPERTIES, Some(15), GRIDS_MAX),
            villages: csv(VILLAGES, &areas::VILLAGE_COLUMNS, VILLAGES_MAX),
            stations: csv(STATIONS, &force::STATION_COLUMNS, COUNTY_NOUNS_MAX),
            units: csv(UNITS, &force::UNIT_COLUMNS, UNITS_MAX),
            places: maybe(PLACES, &force::PLACE_COLUMNS, PLACES_MAX),
            persons: maybe(PERSONS, &force::PERSON_COLUMNS, PERSONS_MAX),
            posts: maybe(POSTS, &force::POST_COLUMNS, PERSONS_MAX * POSTS_PER_PERSON_MAX),
            video_points: csv(VIDEO_POINTS, &force::VIDEO_POINT_COLUMNS, VIDEO_POINTS_MAX),
            roads: csv(ROADS, &road_file::ROAD_COLUMNS, ROADS_MAX),
        }
    }
}

pub(crate) type RowsByCode<'f> = Vec<(&'f str, Row<'f>)>;

/// The rows of the files whose rows have codes.
pub(crate) struct CodedRows<'f> {
    pub(crate) villages: RowsByCode<'f>,
    pub(crate) stations: RowsByCode<'f>,
    pub(crate) units: RowsByCode<'f>,
    pub(crate) places: RowsByCode<'f>,
    pub(crate) persons: RowsByCode<'f>,
}

impl<'f> CodedRows<'f> {
    pub(crate) fn of(files: &'f Files<'_>) -> CodedRows<'f> {
        fn rows<'f>(file: &'f Option<CsvFile<'_>>, digits: Option<usize>) -> RowsByCode<'f> {
            file.as_ref().map(|file| file.rows_by_code("code", digits)).unwrap_or_default()
        }
        CodedRows {
            villages: rows(&files.villages, Some(12)),
            stations: rows(&files.stations, None),
            units: rows(&files.units, None),
            places: rows(&files.places, None),
            persons: rows(&files.persons, None),
        }
    }
}

/// Gives every code its number.
pub(crate) fn number(
    lists: &Lists<'_>,
    files: &Files<'_>,
    rows: &CodedRows<'_>,
    sources: &Sources,
    previous: &County,
) -> Known {
    fn of_features<T: Noun>(previous: &[T], file: &Option<FeatureFile<'_>>) -> Codes {
        match file {
            Some(file) => Codes::number(previous, file.features.iter().map(|feature| feature.code.as_str())),
            None => Codes::unread::<T>(),
        }
    }
    fn of_rows<T: Noun>(previous: &[T], is_read: bool, rows: &RowsByCode<'_>) -> Codes {
        match is_read {
            true => Codes::number(previous, rows.iter().map(|(code, _)| *code)),
            false => Codes::unread::<T>(),
        }
    }
    let absent = |file: &str| !sources.contains_key(file);
    Known {
        skills: Codes::number(&previous.skills, lists.skills.codes()),
        unit_kinds: Codes::words("unit kind", lists.unit_kinds.codes()),
        unit_classes: Codes::words("unit class", lists.unit_classes.codes()),
        place_kinds: Codes::words("place kind", lists.place_kinds.codes()),
        posts: Codes::words("post", lists.posts.codes()),
        qualifications: Codes::words("qualification", lists.qualifications.codes()),
        teams: Codes::number(&previous.teams, lists.teams.codes()),
        slots: Codes::number(&previous.slots, lists.slots.codes()),
        kinds: Codes::number(&previous.kinds, lists.kinds.codes()),
        districts: Codes::number(&previous.districts, lists.districts.codes()),
        townships: of_features(&previous.townships, &files.townships),
        grids: of_features(&previous.grids, &files.grids),
        villages: of_rows(&previous.villages, files.villages.is_some(), &rows.villages),
        stations: of_rows(&previous.stations, files.stations.is_some(), &rows.stations),
        units: of_rows(&previous.units, files.units.is_some(), &rows.units),
        places: of_rows(&previous.places, files.places.is_some() || absent(PLACES), &rows.places),
        persons: of_rows(&previous.persons, files.persons.is_some() || absent(PERSONS), &rows.persons),
    }
}

/// References are never reused, so what is retired counts against the limits too.
pub(crate) fn check_limits(known: &Known, problems: &Problems) {
    let limits = [
        (&known.skills, toml_file::FILE, SKILLS_MAX),
        (&known.teams, toml_file::FILE, COUNTY_NOUNS_MAX),
        (&known.slots, toml_file::FILE, COUNTY_NOUNS_MAX),
        (&known.kinds, toml_file::FILE, COUNTY_NOUNS_MAX),
        (&known.districts, toml_file::FILE, COUNTY_NOUNS_MAX),
        (&known.townships, TOWNSHIPS, COUNTY_NOUNS_MAX),
        (&known.villages, VILLAGES, VILLAGES_MAX),
        (&known.grids, GRIDS, GRIDS_MAX),
        (&known.stations, STATIONS, COUNTY_NOUNS_MAX),
        (&known.units, UNITS, UNITS_MAX),
        (&known.places, PLACES, PLACES_MAX),
        (&known.persons, PERSONS, PERSONS_MAX),
    ];
    for (codes, file, max) in limits.into_iter().filter(|(codes, _, max)| codes.total() > *max) {
        let message =
            format!("makes {} of the noun {}, retired ones included; {max} is the limit", codes.total(), codes.noun);
        problems.file(file, message);
    }
}
