//! What a re-import changes, noun by noun: for a dry run, and kept in the import's event.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::noun::Noun;
use super::{Column, County, Named, Roads, Table};
use crate::county::value::Value;
use crate::incident::Priority;
use crate::limits::DIFFERENCE_CODES_MAX;

/// What differs between two versions of a county. Nouns without a difference are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    pub nouns: Vec<NounDifference>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NounDifference {
    /// `district`, `grid`, `row of key-places`, …
    pub noun: String,
    pub added: CodeList,
    pub removed: CodeList,
    pub changed: CodeList,
}

/// How many, and the codes of the first of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeList {
    pub total: usize,
    /// At most [`DIFFERENCE_CODES_MAX`].
    pub codes: Vec<String>,
}

/// How much that was open in grids which the county has no more went to those that lie there now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CarriedOver {
    pub incidents: u32,
    pub workflows: u32,
    pub tasks: u32,
}

impl Difference {
    pub fn is_empty(&self) -> bool {
        self.nouns.is_empty()
    }

    /// Compares what the keys stand for, before and after.
    fn note<K: Ord + ToString, V: PartialEq>(&mut self, noun: &str, old: &BTreeMap<K, V>, new: &BTreeMap<K, V>) {
        let mut difference = NounDifference { noun: noun.to_owned(), ..NounDifference::default() };
        for (key, value) in new {
            match old.get(key) {
                None => difference.added.push(key),
                Some(before) if before != value => difference.changed.push(key),
                Some(_) => {}
            }
        }
        old.keys().filter(|key| !new.contains_key(key)).for_each(|key| difference.removed.push(key));
        if [&difference.added, &difference.removed, &difference.changed].iter().any(|list| list.total > 0) {
            self.nouns.push(difference);
        }
    }

    fn note_nouns<T: Noun>(&mut self, old: &[T], new: &[T]) {
        fn live<T: Noun>(things: &[T]) -> BTreeMap<&str, &T> {
            things.iter().filter(|thing| !thing.is_retired()).map(|thing| (thing.code(), thing)).collect()
        }
        self.note(T::NOUN, &live(old), &live(new));
    }

    fn note_named(&mut self, noun: &str, old: &[Named], new: &[Named]) {
        fn by_code(list: &[Named]) -> BTreeMap<&str, &Named> {
            list.iter().map(|named| (named.code.as_str(), named)).collect()
        }
        self.note(noun, &by_code(old), &by_code(new));
    }

    fn note_attributes(&mut self, noun: &str, old: &[Column], new: &[Column]) {
        fn by_name(list: &[Column]) -> BTreeMap<&str, &Column> {
            list.iter().map(|column| (column.name.as_str(), column)).collect()
        }
        self.note(&format!("attribute of {noun}"), &by_name(old), &by_name(new));
    }

    fn note_tables(&mut self, old: &[Table], new: &[Table]) {
        fn schemas(tables: &[Table]) -> BTreeMap<&str, (&super::Names, &str, &[Column])> {
            tables
                .iter()
                .map(|table| (table.name.as_str(), (&table.title, table.key.as_str(), &table.columns[..])))
                .collect()
        }
        self.note("table", &schemas(old), &schemas(new));
        for table in new {
            let before = old.iter().find(|before| before.name == table.name);
            let before = before.map(rows_by_key).unwrap_or_default();
            self.note(&format!("row of {}", table.name), &before, &rows_by_key(table));
        }
    }
}

/// Rows by key, with the names of their columns, so that a column that moves changes nothing.
fn rows_by_key(table: &Table) -> BTreeMap<String, BTreeMap<&str, &Value>> {
    let Some(key) = table.columns.iter().position(|column| column.name == table.key) else { return BTreeMap::new() };
    let row = |row: &'_ Vec<Option<Value>>| Some(key_text(row.get(key)?.as_ref()?));
    let cells = |row| {
        let cells = table.columns.iter().zip::<&Vec<Option<Value>>>(row);
        cells.filter_map(|(column, value)| Some((column.name.as_str(), value.as_ref()?))).collect()
    };
    table.rows.iter().filter_map(|of| Some((row(of)?, cells(of)))).collect()
}

fn key_text(value: &Value) -> String {
    match value {
        Value::Flag(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) | Value::Attachment(text) => text.clone(),
        // No table's keys.
        Value::Time(_) | Value::Reference(_) | Value::List(_) => String::new(),
    }
}

impl CodeList {
    fn push(&mut self, code: &impl ToString) {
        self.total += 1;
        if self.codes.len() < DIFFERENCE_CODES_MAX {
            self.codes.push(code.to_string());
        }
    }
}

impl County {
    /// What is new here against `old`; everything, if there is no old one.
    pub fn difference(&self, old: Option<&County>) -> Difference {
        let nothing = County::default();
        let old = old.unwrap_or(&nothing);
        let mut difference = Difference::default();
        difference.note("setting", &settings(old), &settings(self));
        difference.note_nouns(&old.skills, &self.skills);
        difference.note_named("unit kind", &old.unit_kinds, &self.unit_kinds);
        difference.note_named("unit class", &old.unit_classes, &self.unit_classes);
        difference.note_named("place kind", &old.place_kinds, &self.place_kinds);
        difference.note_named("post", &old.posts, &self.posts);
        difference.note_named("qualification", &old.qualifications, &self.qualifications);
        difference.note_nouns(&old.teams, &self.teams);
        difference.note_nouns(&old.slots, &self.slots);
        difference.note_nouns(&old.kinds, &self.kinds);
        difference.note("outcome", &outcomes(old), &outcomes(self));
        difference.note("override-reason", &override_reasons(old), &override_reasons(self));
        difference.note("agency", &agencies(old), &agencies(self));
        difference.note_nouns(&old.districts, &self.districts);
        difference.note_nouns(&old.townships, &self.townships);
        difference.note_nouns(&old.villages, &self.villages);
        difference.note_nouns(&old.grids, &self.grids);
        difference.note_nouns(&old.stations, &self.stations);
        difference.note_nouns(&old.units, &self.units);
        difference.note_nouns(&old.places, &self.places);
        difference.note_nouns(&old.persons, &self.persons);
        difference.note("video point", &video_points(old), &video_points(self));
        difference.note("cover", &covers(old), &covers(self));
        difference.note("class that never goes alone", &alone(old), &alone(self));
        difference.note("status timer", &status_timers(old), &status_timers(self));
        difference.note("calendar day", &special_days(old), &special_days(self));
        difference.note("movement of unit kind", &movements(old), &movements(self));
        difference.note("road", &roads(&old.roads), &roads(&self.roads));
        difference.note_attributes("unit", &old.attributes.unit, &self.attributes.unit);
        difference.note_attributes("grid", &old.attributes.grid, &self.attributes.grid);
        difference.note_attributes("place", &old.attributes.place, &self.attributes.place);
        difference.note_attributes("kind", &old.attributes.kind, &self.attributes.kind);
        difference.note_tables(&old.tables, &self.tables);
        difference.note("series", &series(old), &series(self));
        difference.note("schedule", &schedules(old), &schedules(self));
        difference.note("plugin", &plugins(old), &plugins(self));
        difference.note("shift", &shifts(old), &shifts(self));
        difference
    }
}

/// The county's own single values, as text. A county without a code has none.
fn settings(county: &County) -> BTreeMap<&'static str, String> {
    let super::Thresholds { off_road_kmh, walking_kmh, fix_age_max_s, rest_min_s, personal_days, trail_days } =
        county.thresholds;
    let super::NoticeRules { per_hour, coalesce_s } = county.notices;
    let super::DutyRules { sworn_present, handover_required } = county.duty;
    let settings = [
        ("code", county.code.clone()),
        ("name", format!("{} ({})", county.name.zh, county.name.en)),
        ("zone", county.zone.clone()),
        ("off_road_kmh", off_road_kmh.to_string()),
        ("walking_kmh", walking_kmh.to_string()),
        ("fix_age_max_s", fix_age_max_s.to_string()),
        ("rest_min_s", rest_min_s.to_string()),
        ("notices.per_hour", per_hour.to_string()),
        ("notices.coalesce_s", coalesce_s.to_string()),
        ("sworn_present", sworn_present.to_string()),
        ("handover_required", handover_required.to_string()),
    ];
    let calendar = (!county.calendar.is_empty()).then(|| ("calendar", county.calendar.version.clone()));
    let rules = Some(&county.assessment).filter(|rules| !rules.is_default());
    let periods = rules.map(|rules| rules.periods.iter().map(|of| of.name()).collect::<Vec<_>>().join(" "));
    let small_n = rules.map(|rules| ("assessment.small_n", rules.small_n.to_string()));
    let recall = county.recall.iter().flat_map(recall_rules);
    let personal_days = personal_days.map(|days| ("personal_days", days.to_string()));
    let trail_days = trail_days.map(|days| ("trail_days", days.to_string()));
    settings
        .into_iter()
        .chain(personal_days)
        .chain(trail_days)
        .chain(calendar)
        .chain(periods.map(|periods| ("assessment.periods", periods)))
        .chain(small_n)
        .chain(recall)
        .chain(duplicate_waits(county))
        .chain(county.flat_command.iter().flat_map(flat_command))
        .chain(county.call_back_s.map(|seconds| ("abandoned.call_back_s", seconds.to_string())))
        .chain(county.caller_days.map(|days| ("callers.keep_days", days.to_string())))
        .filter(|_| !county.code.is_empty())
        .collect()
}

fn recall_rules(rules: &super::recall::RecallRules) -> impl Iterator<Item = (&'static str, String)> + use<> {
    let off = rules.off.iter().map(|(wanted, off)| {
        let off: Vec<_> = off.iter().map(|priority| priority.name()).collect();
        let key = match wanted {
            Priority::Critical => "recall.critical",
            Priority::Urgent => "recall.urgent",
            Priority::Prompt => "recall.prompt",
            Priority::Routine => "recall.routine",
        };
        (key, off.join(" "))
    });
    let own =
        [("recall.mode", rules.mode.name().to_owned()), ("recall.nearly_there_s", rules.nearly_there_s.to_string())];
    own.into_iter().chain(off).collect::<Vec<_>>().into_iter()
}

fn duplicate_waits(county: &County) -> impl Iterator<Item = (&'static str, String)> + use<'_> {
    county.duplicates.wait_s.iter().map(|(priority, wait_s)| {
        let key = match priority {
            Priority::Critical => "duplicates.wait_s.critical",
            Priority::Urgent => "duplicates.wait_s.urgent",
            Priority::Prompt => "duplicates.wait_s.prompt",
            Priority::Routine => "duplicates.wait_s.routine",
        };
        (key, wait_s.to_string())
    })
}

fn flat_command(rules: &super::flat_command::FlatCommand) -> [(&'static str, String); 3] {
    [
        ("flat_command.of", rules.of.name().to_owned()),
        ("flat_command.team", rules.team.join(" ")),
        ("flat_command.station", rules.station.join(" ")),
    ]
}

fn video_points(county: &County) -> BTreeMap<&str, &super::VideoPoint> {
    county.video_points.iter().map(|point| (point.code.as_str(), point)).collect()
}

/// By their places: the first that fits holds.
fn status_timers(county: &County) -> BTreeMap<usize, &crate::county::status_timer::StatusTimer> {
    county.status_timers.iter().enumerate().map(|(place, timer)| (place + 1, timer)).collect()
}

fn covers(county: &County) -> BTreeMap<usize, &crate::county::cover::Cover> {
    county.covers.iter().enumerate().map(|(place, cover)| (place + 1, cover)).collect()
}

fn alone(county: &County) -> BTreeMap<&str, &Vec<String>> {
    county.never_alone.iter().map(|(class, kinds)| (class.as_str(), kinds)).collect()
}

fn agencies(county: &County) -> BTreeMap<&str, &super::agency::Agency> {
    county.agencies.iter().map(|agency| (agency.code.as_str(), agency)).collect()
}

/// With the codes of their kinds, which have other numbers in another county.
fn outcomes(county: &County) -> BTreeMap<&str, (&super::Names, Vec<&str>)> {
    let kind = |which: &crate::ids::KindRef| county.kinds.get(which.index()).map(|kind| kind.code.as_str());
    let outcomes = county.outcomes.iter();
    outcomes.map(|of| (of.code.as_str(), (&of.name, of.kinds.iter().filter_map(kind).collect()))).collect()
}

fn override_reasons(county: &County) -> BTreeMap<&str, &super::Names> {
    county.override_reasons.iter().map(|reason| (reason.code.as_str(), &reason.name)).collect()
}

fn schedules(county: &County) -> BTreeMap<&str, &super::schedule::Schedule> {
    county.schedules.iter().map(|schedule| (schedule.code.as_str(), schedule)).collect()
}

fn special_days(county: &County) -> BTreeMap<jiff::civil::Date, (bool, &super::Names)> {
    county.calendar.days.iter().map(|day| (day.date, (day.worked, &day.name))).collect()
}

/// Roads by the codes of their ends; a road that is drawn from the other end is the same.
fn movements(county: &County) -> BTreeMap<&str, &super::movement::Movement> {
    county.movements.iter().map(|(kind, movement)| (kind.as_str(), movement)).collect()
}

/// A road by the codes of its ends: between them, or from the first to the second only.
fn roads(roads: &Roads) -> BTreeMap<String, (&str, u32, u16, Option<&super::Names>)> {
    let node = |number: u32| roads.nodes.get(number as usize).map_or("", |node| node.code.as_str());
    let road = |road: &'_ super::Road| {
        let (from, to) = (node(road.from), node(road.to));
        if road.one_way { format!("{from}→{to}") } else { format!("{}–{}", from.min(to), from.max(to)) }
    };
    let links = (0..).zip(&roads.links);
    links
        .map(|(number, link)| {
            (road(link), (link.class.as_str(), link.length_m, link.speed_kmh, roads.names.get(&number)))
        })
        .collect()
}

fn series(county: &County) -> BTreeMap<&str, &super::series::Series> {
    county.series.iter().map(|series| (series.code.as_str(), series)).collect()
}

fn plugins(county: &County) -> BTreeMap<&str, &super::DeclaredPlugin> {
    county.plugins.iter().map(|plugin| (plugin.name.as_str(), plugin)).collect()
}

/// Shifts by district and start, in UTC.
fn shifts(county: &County) -> BTreeMap<String, &super::ShiftRow> {
    let key = |shift: &'_ super::ShiftRow| {
        let district = county.districts.get(shift.district.index()).map_or("", |district| district.code.as_str());
        format!("{district} {}", shift.starts.iso(&jiff::tz::TimeZone::UTC))
    };
    county.roster.iter().map(|shift| (key(shift), shift)).collect()
}
