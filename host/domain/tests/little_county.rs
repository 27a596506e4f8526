//! A county small enough to be read at a glance, for tests: two districts of two grids each, two stations, five units. It
//! stands here as values, so that tests of other things do not depend on how files are read.

use domain::county::*;
use domain::ids::*;
use domain::incident::{Need, Priority};
use domain::ports::Value;

fn names(zh: &str, en: &str) -> Names {
    Names { zh: zh.to_owned(), en: en.to_owned() }
}

/// West, south and side of a square, degrees.
fn square(west: f64, south: f64, side: f64) -> Shape {
    let (east, north) = (west + side, south + side);
    Shape(vec![vec![vec![(west, south), (east, south), (east, north), (west, north), (west, south)]]])
}

pub fn little_county() -> County {
    County {
        code: "350924".to_owned(),
        name: names("寿宁县", "Shouning"),
        zone: "Asia/Shanghai".to_owned(),
        digest: Digest::of(b"little county"),
        notices: NoticeRules::default(),
        thresholds: Thresholds {
            off_road_kmh: 20,
            walking_kmh: 4,
            fix_age_max_s: 600,
            rest_min_s: 28_800,
            personal_days: None,
            trail_days: None,
        },
        duty: DutyRules::default(),
        calendar: Default::default(),
        skills: vec![
            Skill { code: "arrest".to_owned(), name: names("抓捕", "arrest"), retired: false },
            Skill { code: "first-aid".to_owned(), name: names("急救", "first aid"), retired: false },
            Skill { code: "drone".to_owned(), name: names("无人机", "drone"), retired: false },
        ],
        unit_kinds: vec![Named { code: "car".to_owned(), name: names("警车", "car") }],
        unit_classes: Vec::new(),
        place_kinds: vec![Named { code: "school".to_owned(), name: names("学校", "school") }],
        posts: vec![Named { code: "officer".to_owned(), name: names("民警", "officer") }],
        qualifications: vec![Named { code: "legal".to_owned(), name: names("法制", "legal") }],
        teams: teams(),
        slots: vec![
            RosterSlot {
                code: "leader".to_owned(),
                name: names("带班领导", "duty leader"),
                count: 1,
                qualification: None,
                sworn_required: false,
                retired: false,
            },
            RosterSlot {
                code: "auxiliary".to_owned(),
                name: names("专职辅警", "auxiliary"),
                count: 2,
                qualification: None,
                sworn_required: false,
                retired: false,
            },
        ],
        kinds: kinds(),
        outcomes: Vec::new(),
        override_reasons: Vec::new(),
        districts: vec![
            district("350924-D1", names("鳌阳警区", "Aoyang district"), 0, 1),
            district("350924-D2", names("南阳警区", "Nanyang district"), 1, 0),
        ],
        townships: vec![township("350924100", "鳌阳镇", 0, 119.0), township("350924102", "南阳镇", 1, 119.2)],
        villages: vec![village("350924100001", 0, 119.1), village("350924102001", 1, 119.3)],
        grids: vec![
            grid("350924100001001", 0, 119.0),
            grid("350924100001002", 0, 119.1),
            grid("350924102001001", 1, 119.2),
            grid("350924102001002", 1, 119.3),
        ],
        stations: vec![
            station("350924100-S", names("鳌阳派出所", "Aoyang station"), 0, 119.05),
            station("350924102-S", names("南阳派出所", "Nanyang station"), 1, 119.25),
        ],
        units: vec![
            unit("U001", 0, 0, 0b001),
            unit("U002", 0, 1, 0b010),
            unit("U003", 0, 0, 0b011),
            unit("U004", 1, 0, 0b011),
            unit("U005", 1, 1, 0b010),
        ],
        places: vec![Place {
            code: "P001".to_owned(),
            name: names("第一中学", "No. 1 Middle School"),
            kind: "school".to_owned(),
            position: (119.05, 27.05),
            grid: GridRef(0),
            district: DistrictRef(0),
            attributes: [("pupils".to_owned(), Value::Number(1200.0))].into(),
            retired: false,
        }],
        persons: vec![person("PC001", 0), person("PC002", 0), person("PC003", 1)],
        video_points: vec![VideoPoint {
            code: "V001".to_owned(),
            position: (119.05, 27.05),
            owner: None,
            status: VideoStatus::InService,
        }],
        movements: Default::default(),
        roads: roads(),
        attributes: Attributes {
            place: vec![Column {
                name: "pupils".to_owned(),
                of: ValueType::Number,
                required: false,
                measure: None,
                description: None,
            }],
            ..Attributes::default()
        },
        tables: vec![key_places()],
        roster: Vec::new(),
        ..County::default()
    }
}

fn roads() -> Roads {
    let road = Road { from: 0, to: 1, class: "main".to_owned(), length_m: 22_000, speed_kmh: 50, one_way: false };
    let node = |code: &str, lon| RoadNode { code: code.to_owned(), position: (lon, 27.05) };
    Roads { nodes: vec![node("350924100", 119.05), node("350924102", 119.25)], links: vec![road], ..Roads::default() }
}

fn teams() -> Vec<Team> {
    vec![
        Team { code: "patrol".to_owned(), name: names("巡逻队", "patrol"), hours: None, retired: false },
        Team { code: "traffic".to_owned(), name: names("交警队", "traffic"), hours: None, retired: false },
    ]
}

fn kinds() -> Vec<Kind> {
    let kind = |code: &str, names: Names, priority, needs, accept_on_report| Kind {
        code: code.to_owned(),
        name: names,
        priority,
        needs,
        accept_on_report,
        workflows: Vec::new(),
        attributes: Default::default(),
        retired: false,
    };
    let accident = vec![Need { skills: 0b010.into(), count: 1 }];
    let brawl = vec![Need { skills: 0b001.into(), count: 2 }];
    vec![
        kind("traffic-accident", names("交通事故", "traffic accident"), Priority::Urgent, accident, true),
        kind("brawl", names("打架斗殴", "brawl"), Priority::Critical, brawl, true),
        kind("noise", names("噪音扰民", "noise"), Priority::Routine, Vec::new(), false),
    ]
}

fn district(code: &str, name: Names, own: u16, neighbour: u16) -> District {
    District {
        code: code.to_owned(),
        name,
        central_station: Some(StationRef(own)),
        townships: vec![TownshipRef(own)],
        neighbours: vec![DistrictRef(neighbour)],
        outline: square(119.0 + 0.2 * f64::from(own), 27.0, 0.2),
        retired: false,
    }
}

fn township(code: &str, zh: &str, own: u16, west: f64) -> Township {
    Township {
        code: code.to_owned(),
        name: names(zh, zh),
        district: DistrictRef(own),
        seat: (west + 0.05, 27.05),
        neighbours: vec![TownshipRef(1 - own)],
        outline: square(west, 27.0, 0.2),
        retired: false,
    }
}

fn village(code: &str, own: u16, lon: f64) -> Village {
    Village {
        code: code.to_owned(),
        name: names("村", "village"),
        township: TownshipRef(own),
        position: (lon, 27.05),
        population: 1_000,
        retired: false,
    }
}

fn grid(code: &str, own: u16, west: f64) -> Grid {
    Grid {
        code: code.to_owned(),
        name: Names::default(),
        village: VillageRef(own),
        township: TownshipRef(own),
        district: DistrictRef(own),
        households: 100,
        centre: (west + 0.05, 27.05),
        outline: square(west, 27.0, 0.1),
        attributes: Default::default(),
        version: 1,
        retired: false,
    }
}

fn station(code: &str, name: Names, own: u16, lon: f64) -> Station {
    Station {
        code: code.to_owned(),
        name,
        township: TownshipRef(own),
        district: DistrictRef(own),
        central: true,
        position: (lon, 27.05),
        neighbours: vec![StationRef(1 - own)],
        retired: false,
    }
}

fn unit(code: &str, own: u16, team: u16, skills: u32) -> Unit {
    Unit {
        code: code.to_owned(),
        district: DistrictRef(own),
        team: TeamRef(team),
        kind: "car".to_owned(),
        home: StationRef(own),
        crew: 2,
        class: None,
        recall_from: None,
        skills: skills.into(),
        attributes: Default::default(),
        retired: false,
        retires: None,
    }
}

fn person(code: &str, district: u16) -> Person {
    let post = Post {
        post: "officer".to_owned(),
        team: Some(TeamRef(0)),
        district: DistrictRef(district),
        station: Some(StationRef(district)),
        from: jiff::civil::date(2022, 1, 1),
        to: None,
    };
    Person {
        code: code.to_owned(),
        sworn: true,
        qualifications: Vec::new(),
        posts: vec![post],
        retired: false,
        retires: None,
    }
}

fn key_places() -> Table {
    let column =
        |name: &str, of| Column { name: name.to_owned(), of, required: true, measure: None, description: None };
    let row = |key: &str, grid: &str, patrols: f64| {
        let values = [Value::Text(key.to_owned()), Value::Text(grid.to_owned()), Value::Number(patrols)];
        values.into_iter().map(Some).collect()
    };
    Table {
        name: "key-places".to_owned(),
        title: names("重点场所", "key places"),
        key: "place".to_owned(),
        columns: vec![
            column("place", ValueType::Text),
            column("grid", ValueType::Grid),
            column("patrols", ValueType::Number),
        ],
        rows: vec![row("K1", "350924100001001", 3.0), row("K2", "350924102001001", 1.0)],
        version: Digest::of(b"key places"),
    }
}
