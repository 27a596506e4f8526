//! A made-up city of 60 units for rules that send them: streets, grids, stations and calls, most of them in the middle. The same
//! bytes on every machine.

use std::fmt::Write;
use std::sync::Arc;

use county_files::Sources;
use domain::county::County;
use domain::incident::Priority;
use domain::time::TimeMs;
use integration_tests::played::Chance;
use sequencer::simulation::SimIncident;

/// Junctions on a side, 400 m apart.
const SIDE: usize = 33;
const STEP: (f64, f64) = (0.004_033, 0.003_6);
const CORNER: (f64, f64) = (119.0, 27.0);
/// Grids on a side, and grids of a quarter, which is a point of demand.
const GRIDS: usize = 12;
const OF_QUARTER: usize = 2;
const QUARTERS: usize = GRIDS / OF_QUARTER;
const UNITS_OF_STATION: usize = 4;

const TOWNSHIP: &str = "990002001";
const DISTRICT: &str = "990002-D1";

/// The one shift that a roster needs.
const LEADS: &str = "2022-08-31T08:00:00+08:00,2022-09-01T08:00:00+08:00";

const COUNTY: &str = r#"
code = "990002"
name = { zh = "大城", en = "Large city" }
zone = "Asia/Shanghai"
roster = "roster.csv"

[thresholds]
off_road_kmh = 15
walking_kmh = 5
fix_age_max_s = 900
rest_min_s = 43_200

[[skill]]
code = "patrol"
name = { zh = "巡逻", en = "patrol" }

[[unit_kind]]
code = "car"
name = { zh = "警车", en = "car" }

[unit_kind.travel]
by = "road"
turn_out_s = 60

[[post]]
code = "officer"
name = { zh = "民警", en = "officer" }

[[place_kind]]
code = "school"
name = { zh = "学校", en = "school" }

[[qualification]]
code = "legal"
name = { zh = "法制审核", en = "legal review" }

[[team]]
code = "patrol"
name = { zh = "巡逻队", en = "patrol" }

[[slot]]
code = "leader"
name = { zh = "带班领导", en = "duty leader" }
count = 1

[[kind]]
code = "help"
name = { zh = "群众求助", en = "help wanted" }
priority = "prompt"
needs = [{ skills = ["patrol"], count = 1 }]
accept_on_report = true

[[district]]
code = "990002-D1"
name = { zh = "城区", en = "City" }
townships = ["990002001"]

[[table]]
name = "demand-points"
title = { zh = "需求点", en = "points of demand" }
file = "tables/demand-points.csv"
key = "code"

[[table.column]]
name = "code"
type = "text"
required = true

[[table.column]]
name = "district"
type = "district"
required = true

[[table.column]]
name = "grid"
type = "grid"
required = true

[[table.column]]
name = "weight"
type = "number"
required = true

[[plugin]]
name = "nearest-unit"
order = 10
grants = { hooks = ["dispatch"], proposals = ["assign"] }
mode = { "*" = "auto" }
settings = {}

[[plugin]]
name = "coverage-dispatch"
order = 10
grants = { hooks = ["dispatch"], view = ["travel-s", "grids-near", "grid-info", "count-incidents", "find-rows", "by-code"], proposals = ["assign"] }
mode = { "*" = "auto" }
settings = { demand = "table" }
"#;

fn junction(x: usize, y: usize) -> (f64, f64) {
    (CORNER.0 + x as f64 * STEP.0, CORNER.1 + y as f64 * STEP.1)
}

/// Length of a grid's sides, degrees.
fn grid_size() -> (f64, f64) {
    let steps = (SIDE - 1) as f64 / GRIDS as f64;
    (STEP.0 * steps, STEP.1 * steps)
}

fn square((west, south): (f64, f64), (wide, high): (f64, f64)) -> String {
    let (east, north) = (west + wide, south + high);
    let ring = [(west, south), (east, south), (east, north), (west, north), (west, south)];
    let ring: Vec<String> = ring.iter().map(|(lon, lat)| format!("[{lon:.6},{lat:.6}]")).collect();
    format!(r#"{{"type":"Polygon","coordinates":[[{}]]}}"#, ring.join(","))
}

/// How much is expected in a quarter: four times as much in the middle as at the edge, and a market in one corner.
fn weight(x: usize, y: usize) -> f64 {
    let middle = (QUARTERS - 1) as f64 / 2.0;
    let off = ((x as f64 - middle).powi(2) + (y as f64 - middle).powi(2)) / (2.0 * middle.powi(2));
    let market = if (x, y) == (QUARTERS - 1, 0) { 3.0 } else { 0.0 };
    4.0 - 3.0 * off + market
}

fn quarters() -> impl Iterator<Item = (usize, usize)> {
    (0..QUARTERS * QUARTERS).map(|n| (n % QUARTERS, n / QUARTERS))
}

fn village(x: usize, y: usize) -> String {
    format!("{TOWNSHIP}{:03}", y * QUARTERS + x + 1)
}

fn grid(x: usize, y: usize) -> String {
    let within = y % OF_QUARTER * OF_QUARTER + x % OF_QUARTER + 1;
    format!("{}{within:03}", village(x / OF_QUARTER, y / OF_QUARTER))
}

/// The city's files.
pub fn sources() -> Sources {
    let whole = square(CORNER, (STEP.0 * (SIDE - 1) as f64, STEP.1 * (SIDE - 1) as f64));
    let seat = junction(SIDE / 2, SIDE / 2);
    let collection = |features: &str| format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#);
    let district = format!(
        r#"{{"type":"Feature","id":"{DISTRICT}","properties":{{"code":"{DISTRICT}","name":"城区","central_station":"S01"}},"geometry":{whole}}}"#
    );
    let township = format!(
        r#"{{"type":"Feature","id":"{TOWNSHIP}","properties":{{"code":"{TOWNSHIP}","name":"城关","district":"{DISTRICT}","seat":[{:.5},{:.5}]}},"geometry":{whole}}}"#,
        seat.0, seat.1
    );
    let (stations, units) = force();
    let little = [
        ("persons.csv", "code,sworn,qualifications\nP1,true,legal\n".to_owned()),
        ("posts.csv", format!("person,post,team,district,station,from,to\nP1,officer,,{DISTRICT},S01,2022-01-01,\n")),
        ("places.csv", format!("code,name,name_en,kind,lon,lat\nPL1,学校,School,school,{:.5},{:.5}\n", seat.0, seat.1)),
        ("video-points.csv", format!("code,lon,lat\nV1,{:.5},{:.5}\n", seat.0, seat.1)),
        ("roster.csv", format!("district,starts,ends,slot,person\n{DISTRICT},{LEADS},leader,P1\n")),
    ];
    let made = [
        ("county.toml", COUNTY.to_owned()),
        ("districts.geojson", collection(&district)),
        ("townships.geojson", collection(&township)),
        ("grids.geojson", collection(&grids())),
        ("villages.csv", villages()),
        ("stations.csv", stations),
        ("units.csv", units),
        ("roads.csv", roads()),
        ("tables/demand-points.csv", points()),
    ];
    little.into_iter().chain(made).map(|(name, text)| (name.to_owned(), text.into_bytes())).collect()
}

pub fn read() -> Arc<County> {
    let county = county_files::read(&sources(), None);
    Arc::new(county.unwrap_or_else(|problems| panic!("{} problems, the first: {}", problems.len(), problems[0])))
}

fn grids() -> String {
    let feature = |n: usize| {
        let (x, y) = (n % GRIDS, n / GRIDS);
        let (code, village) = (grid(x, y), village(x / OF_QUARTER, y / OF_QUARTER));
        let size = grid_size();
        let geometry = square((CORNER.0 + x as f64 * size.0, CORNER.1 + y as f64 * size.1), size);
        format!(
            r#"{{"type":"Feature","id":"{code}","properties":{{"code":"{code}","name":"{code}","village":"{village}","township":"{TOWNSHIP}","district":"{DISTRICT}","households":100}},"geometry":{geometry}}}"#
        )
    };
    (0..GRIDS * GRIDS).map(feature).collect::<Vec<_>>().join(",")
}

fn villages() -> String {
    let mut text = "code,name,township,lon,lat,population\n".to_owned();
    for (x, y) in quarters() {
        let (lon, lat) = middle(x, y);
        let (code, people) = (village(x, y), (weight(x, y) * 1_000.0) as u32);
        let _ = writeln!(text, "{code},{code},{TOWNSHIP},{lon:.5},{lat:.5},{people}");
    }
    text
}

fn points() -> String {
    let mut text = "code,district,grid,weight\n".to_owned();
    for (n, (x, y)) in quarters().enumerate() {
        let at = grid(x * OF_QUARTER, y * OF_QUARTER);
        let _ = writeln!(text, "D{n},{DISTRICT},{at},{:.3}", weight(x, y));
    }
    text
}

/// Fifteen stations: four by four over the city, but for one corner; four cars each.
fn force() -> (String, String) {
    let mut stations = "code,name,name_en,township,district,central,lon,lat\n".to_owned();
    let mut units = "code,district,team,kind,home,crew,skills\n".to_owned();
    for n in 0..15 {
        let (lon, lat) = junction(4 + n % 4 * 8, 4 + n / 4 * 8);
        let code = format!("S{:02}", n + 1);
        let central = n == 0;
        let _ = writeln!(stations, "{code},{code}所,Station {n},{TOWNSHIP},{DISTRICT},{central},{lon:.5},{lat:.5}");
        for unit in 0..UNITS_OF_STATION {
            let unit = n * UNITS_OF_STATION + unit + 1;
            let _ = writeln!(units, "U{unit:03},{DISTRICT},patrol,car,{code},2,patrol");
        }
    }
    (stations, units)
}

/// A junction's code; the one in the middle is the township's seat.
fn code(x: usize, y: usize) -> String {
    if (x, y) == (SIDE / 2, SIDE / 2) { TOWNSHIP.to_owned() } else { format!("J{}", y * SIDE + x) }
}

/// Where a village is: the middle of its quarter.
fn middle(x: usize, y: usize) -> (f64, f64) {
    let (wide, high) = grid_size();
    let along = |at: usize, size: f64| (at as f64 + 0.5) * OF_QUARTER as f64 * size;
    (CORNER.0 + along(x, wide), CORNER.1 + along(y, high))
}

/// Streets 400 m apart, a main one each eight, and a lane to each village.
fn roads() -> String {
    let mut text = "from,to,from_lon,from_lat,to_lon,to_lat,class,length_m,speed_kmh\n".to_owned();
    for n in 0..SIDE * SIDE {
        let (x, y) = (n % SIDE, n / SIDE);
        for (there, to, along) in [(x + 1 < SIDE, (x + 1, y), y), (y + 1 < SIDE, (x, y + 1), x)] {
            if there {
                let ((lon, lat), (to_lon, to_lat)) = (junction(x, y), junction(to.0, to.1));
                let (class, kmh) = if along % 8 == 4 { ("main", 45) } else { ("street", 25) };
                let (from, to) = (code(x, y), code(to.0, to.1));
                let _ = writeln!(text, "{from},{to},{lon:.5},{lat:.5},{to_lon:.5},{to_lat:.5},{class},400,{kmh}");
            }
        }
    }
    for (x, y) in quarters() {
        let (lon, lat) = middle(x, y);
        let near = |at: f64, corner: f64, step: f64| ((at - corner) / step).floor() as usize;
        let (to_x, to_y) = (near(lon, CORNER.0, STEP.0), near(lat, CORNER.1, STEP.1));
        let ((to_lon, to_lat), to) = (junction(to_x, to_y), code(to_x, to_y));
        let _ = writeln!(text, "{},{to},{lon:.5},{lat:.5},{to_lon:.5},{to_lat:.5},lane,600,25", village(x, y));
    }
    text
}

/// Calls of some days, so many an hour, each in a quarter by its weight.
pub fn incidents(days: u32, an_hour: f64) -> Vec<SimIncident> {
    let mut chance = Chance(60);
    let all: f64 = quarters().map(|(x, y)| weight(x, y)).sum();
    let start = TimeMs::parse("2022-09-01T00:00:00+08:00").expect("a time");
    let mut incidents = Vec::new();
    let mut at_s = 0.0;
    loop {
        // Exponential gaps.
        at_s += -(0.5 + chance.part()).max(1e-9).ln() * 3_600.0 / an_hour;
        if at_s >= f64::from(days) * 86_400.0 {
            return incidents;
        }
        let mut left = (0.5 + chance.part()) * all;
        let taken = |(x, y): &(usize, usize)| {
            left -= weight(*x, *y);
            left < 0.0
        };
        let (x, y) = quarters().find(taken).unwrap_or((0, 0));
        let size = grid_size();
        let mut along =
            |at: usize, size: f64| (at as f64 + 0.05 + 0.9 * (0.5 + chance.part())) * OF_QUARTER as f64 * size;
        let (lon, lat) = (CORNER.0 + along(x, size.0), CORNER.1 + along(y, size.1));
        incidents.push(SimIncident {
            id: format!("C{:06}", incidents.len()),
            reported_at: start.plus_s(at_s as u32),
            kind: "help".to_owned(),
            priority: Priority::Prompt,
            lon,
            lat,
            source: "110".to_owned(),
            on_scene_minutes: 10 + chance.below(50) as u32,
        });
    }
}
