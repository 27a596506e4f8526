//! Stations, units, places, persons with their posts, and video points.

use std::collections::{BTreeMap, HashMap};

use domain::county::area::Areas;
use domain::county::*;
use domain::ids::*;
use domain::incident::Priority;
use domain::limits::POSTS_PER_PERSON_MAX;
use domain::skills::SkillSet;
use jiff::civil::Date;

use crate::areas::in_county;
use crate::codes::Numbered;
use crate::csv_file::{CsvFile, Row};
use crate::declared::priority_of;
use crate::fields::{Columns, Fields};
use crate::known::Known;

pub(crate) const STATIONS: &str = "stations.csv";
pub(crate) const UNITS: &str = "units.csv";
pub(crate) const PLACES: &str = "places.csv";
pub(crate) const PERSONS: &str = "persons.csv";
pub(crate) const POSTS: &str = "posts.csv";
pub(crate) const VIDEO_POINTS: &str = "video-points.csv";

pub(crate) const STATION_COLUMNS: Columns<'_> =
    Columns::new(&["code", "name", "township", "district", "central", "lon", "lat"], &["name_en"]);
pub(crate) const UNIT_COLUMNS: Columns<'_> =
    Columns::new(&["code", "district", "team", "kind", "home", "crew", "skills"], &["class", "recall_from", "retired"]);
pub(crate) const PLACE_COLUMNS: Columns<'_> = Columns::new(&["code", "name", "kind", "lon", "lat"], &["name_en"]);
pub(crate) const PERSON_COLUMNS: Columns<'_> = Columns::new(&["code", "sworn", "qualifications"], &["retired"]);
pub(crate) const POST_COLUMNS: Columns<'_> =
    Columns::new(&["person", "post", "team", "district", "station", "from", "to"], &[]);
pub(crate) const VIDEO_POINT_COLUMNS: Columns<'_> = Columns::new(&["code", "lon", "lat"], &["owner", "status"]);

pub(crate) fn read_stations(
    rows: &[(&str, Row<'_>)],
    known: &Known,
    townships: &Numbered<Township>,
    map: &Areas,
    previous: &[Station],
) -> Numbered<Station> {
    let mut stations = Numbered::new(&known.stations, previous);
    for (code, row) in rows {
        let name = row.names();
        let township = row.known("township", &known.townships);
        let district = row.known("district", &known.districts);
        let (central, position) = (row.flag("central"), in_county(row, map));
        let of_township = township.and_then(|number| townships.get(number));
        if let (Some(township), Some(district)) = (of_township, district)
            && township.district.index() != district
        {
            row.complain("district", format!("is not that of its township `{}`", township.code));
        }
        let (Some(number), Some(name), Some(township), Some(district), Some(central), Some(position)) =
            (known.stations.get(code), name, township, district, central, position)
        else {
            continue;
        };
        let station = Station {
            code: (*code).to_owned(),
            name,
            township: TownshipRef(township as u16),
            district: DistrictRef(district as u16),
            central,
            position,
            neighbours: Vec::new(),
            retired: false,
        };
        stations.put(number, station);
    }
    tie_stations(&mut stations, townships);
    stations
}

fn tie_stations(stations: &mut Numbered<Station>, townships: &Numbered<Township>) {
    let places: Vec<(usize, TownshipRef)> = stations.live().map(|(number, at)| (number, at.township)).collect();
    for (number, township) in &places {
        let around = townships.get(township.index()).map_or(&[][..], |township| &township.neighbours);
        let near = places.iter().filter(|(other, at)| other != number && (at == township || around.contains(at)));
        let neighbours = near.map(|(other, _)| StationRef(*other as u16)).collect();
        if let Some(station) = stations.get_mut(*number) {
            station.neighbours = neighbours;
        }
    }
}

pub(crate) fn read_units(
    rows: &[(&str, Row<'_>)],
    known: &Known,
    stations: &Numbered<Station>,
    previous: &[Unit],
) -> Numbered<Unit> {
    let mut units = Numbered::new(&known.units, previous);
    for (code, row) in rows {
        let district = row.known("district", &known.districts);
        let team = row.known("team", &known.teams);
        let kind = row.known("kind", &known.unit_kinds).and_then(|_| row.optional("kind"));
        let home = row.known("home", &known.stations);
        let crew = row.whole("crew", 1..=100);
        let skills = row.words("skills", &known.skills);
        let retires = retires(row);
        let class = row.optional_known("class", &known.unit_classes);
        let recall_from = read_recall(row);
        if let (Some(home), Some(district)) = (home.and_then(|number| stations.get(number)), district)
            && home.district.index() != district
        {
            row.complain("home", format!("station `{}` is in another district", home.code));
        }
        let (Some(number), Some(district), Some(team), Some(kind), Some(home), Some(crew), Some(skills), Some(retires)) =
            (known.units.get(code), district, team, kind, home, crew, skills, retires)
        else {
            continue;
        };
        let (Some(class), Some(recall_from)) = (class, recall_from) else { continue };
        let unit = Unit {
            code: (*code).to_owned(),
            district: DistrictRef(district as u16),
            team: TeamRef(team as u16),
            kind: kind.to_owned(),
            home: StationRef(home as u16),
            crew: crew as u16,
            class: class.and_then(|_| row.optional("class")).map(str::to_owned),
            recall_from,
            skills: skills.into_iter().fold(SkillSet::NONE, |set, number| set.with(SkillSet::one(number))),
            attributes: BTreeMap::new(),
            retired: false,
            retires,
        };
        units.put(number, unit);
    }
    units
}

/// The first day on which a unit or a person serves no more. Outer `None`: what stands there is none.
fn retires(row: &Row<'_>) -> Option<Option<Date>> {
    if row.optional("retired").is_some() { row.date("retired").map(Some) } else { Some(None) }
}

/// The priority from which on a unit may be called out of the reserve; the inner `None`: only a person calls it.
fn read_recall(row: &Row<'_>) -> Option<Option<Priority>> {
    let Some(text) = row.optional("recall_from") else { return Some(None) };
    priority_of(text).map_err(|fault| row.complain("recall_from", fault)).ok().map(Some)
}

pub(crate) fn read_places(
    rows: &[(&str, Row<'_>)],
    known: &Known,
    map: &Areas,
    grids: &Numbered<Grid>,
    previous: &[Place],
) -> Numbered<Place> {
    let mut places = Numbered::new(&known.places, previous);
    let grid_map = Areas::new(grids.live().map(|(number, grid)| (number, &grid.outline)), true);
    for (code, row) in rows {
        let name = row.names();
        let kind = row.known("kind", &known.place_kinds).and_then(|_| row.optional("kind"));
        let position = in_county(row, map);
        let grid = position.and_then(|position| grid_map.nearest(position));
        let (Some(number), Some(name), Some(kind), Some(position), Some((grid, _))) =
            (known.places.get(code), name, kind, position, grid)
        else {
            continue;
        };
        let Some(district) = grids.get(grid).map(|grid| grid.district) else { continue };
        let place = Place {
            code: (*code).to_owned(),
            name,
            kind: kind.to_owned(),
            position,
            grid: GridRef(grid as u32),
            district,
            attributes: BTreeMap::new(),
            retired: false,
        };
        places.put(number, place);
    }
    places
}

pub(crate) fn read_persons(
    rows: &[(&str, Row<'_>)],
    posts: Option<&CsvFile<'_>>,
    known: &Known,
    stations: &Numbered<Station>,
    previous: &[Person],
    qualification_codes: &[Named],
) -> Numbered<Person> {
    let mut held = posts.map(|file| read_posts(file, known, stations)).unwrap_or_default();
    let mut persons = Numbered::new(&known.persons, previous);
    for (code, row) in rows {
        let (sworn, qualifications) = (row.flag("sworn"), row.words("qualifications", &known.qualifications));
        let (Some(number), Some(sworn), Some(qualifications), Some(retires)) =
            (known.persons.get(code), sworn, qualifications, retires(row))
        else {
            continue;
        };
        let posts = held.remove(&number).unwrap_or_default();
        if posts.len() > POSTS_PER_PERSON_MAX {
            row.fault(format!("holds {} posts, and {POSTS_PER_PERSON_MAX} is the limit", posts.len()));
        }
        let words = qualifications.into_iter().filter_map(|at| qualification_codes.get(at));
        let qualifications = words.map(|named| named.code.clone()).collect();
        let code = (*code).to_owned();
        persons.put(number, Person { code, sworn, qualifications, posts, retired: false, retires });
    }
    persons
}

/// The posts by the number of the person who holds them.
fn read_posts(file: &CsvFile<'_>, known: &Known, stations: &Numbered<Station>) -> HashMap<usize, Vec<Post>> {
    let mut held: HashMap<usize, Vec<Post>> = HashMap::new();
    for row in file.rows() {
        let Some((person, post)) = read_post(&row, known, stations) else { continue };
        let others = held.entry(person).or_default();
        let overlaps = |other: &&Post| {
            let same = other.post == post.post
                && (other.team, other.district, other.station) == (post.team, post.district, post.station);
            same && post.to.is_none_or(|to| other.from <= to) && other.to.is_none_or(|to| post.from <= to)
        };
        if let Some(other) = others.iter().find(overlaps) {
            row.fault(format!("the same post is held from {} already", other.from));
        }
        others.push(post);
    }
    held
}

fn read_post(row: &Row<'_>, known: &Known, stations: &Numbered<Station>) -> Option<(usize, Post)> {
    let person = row.known("person", &known.persons);
    let post = row.known("post", &known.posts).and_then(|_| row.optional("post"));
    let team = row.optional_known("team", &known.teams);
    let district = row.known("district", &known.districts);
    let station = row.optional_known("station", &known.stations);
    let from = row.date("from");
    let to = if row.optional("to").is_some() { Some(row.date("to")?) } else { None };
    if let (Some(from), Some(to)) = (from, to)
        && to < from
    {
        row.complain("to", format!("`{to}` lies before `{from}`"));
    }
    let (team, station) = (team?, station?);
    if let (Some(station), Some(district)) = (station.and_then(|number| stations.get(number)), district)
        && station.district.index() != district
    {
        row.complain("station", format!("station `{}` is in another district", station.code));
    }
    let post = Post {
        post: post?.to_owned(),
        team: team.map(|number| TeamRef(number as u16)),
        district: DistrictRef(district? as u16),
        station: station.map(|number| StationRef(number as u16)),
        from: from?,
        to,
    };
    Some((person?, post))
}

pub(crate) fn read_video_points(file: &CsvFile<'_>, map: &Areas) -> Vec<VideoPoint> {
    let rows = file.rows_by_code("code", None);
    let point = |(code, row): &(&str, Row<'_>)| {
        let owner = match row.optional("owner") {
            Some(_) => Some(row.code("owner")?.to_owned()),
            None => None,
        };
        let status = match row.optional("status") {
            Some(name) => row.noted("status", video_status(name))?,
            None => VideoStatus::InService,
        };
        Some(VideoPoint { code: (*code).to_owned(), position: in_county(row, map)?, owner, status })
    };
    rows.iter().filter_map(point).collect()
}

fn video_status(name: &str) -> Result<VideoStatus, String> {
    let known = VideoStatus::ALL.into_iter().find(|status| status.name() == name);
    let names = || VideoStatus::ALL.map(VideoStatus::name).join("`, `");
    known.ok_or_else(|| format!("`{name}` is no state of a video point; there are `{}`", names()))
}
