//! Roads out of an extract of OpenStreetMap.

use std::collections::{BTreeMap, BinaryHeap, HashMap};
use std::io::Cursor;

use county_files::osm::{self, Cut, OsmFault, Wanted};
use domain::county::Position;
use domain::county::geometry::distance_m;
use expect_test::expect;
use proptest::prelude::*;

use crate::extract::{Extract, block, framed, header, of_nodes};
use crate::files::{Files, shouning_files, small};

const WANTED: Wanted = Wanted { margin_m: 2_000.0, tolerance_m: 10.0 };
const STREET: &[(&str, &str)] = &[("highway", "residential")];
const MAIN: &[(&str, &str)] = &[("highway", "primary")];

fn cut_of(files: &Files, extract: &[u8]) -> Result<Cut, OsmFault> {
    let reach = county_files::reach(&files.0).unwrap();
    osm::cut(&mut Cursor::new(extract), &reach, WANTED)
}

fn cut(extract: &Extract) -> Cut {
    cut_of(&small(), &extract.bytes()).unwrap()
}

/// A main road through both seats of the small county, with a bend that no line shows and one that one does, and a street to each village.
fn plain() -> Extract {
    Extract::default()
        .node(1, 119.0500001, 27.0502)
        .node(2, 119.08, 27.0501)
        .node(3, 119.1, 27.05)
        .node(4, 119.12, 27.06)
        .node(5, 119.15, 27.05)
        .node(6, 119.021, 27.021)
        .node(7, 119.18, 27.03)
        .way(&[1, 2, 3, 4, 5], MAIN)
        .way(&[1, 6], STREET)
        .way(&[5, 7], STREET)
}

#[test]
fn an_extract_becomes_the_file_of_roads() {
    let cut = cut(&plain());
    expect![[r#"
        from,to,from_lon,from_lat,to_lon,to_lat,class,length_m,speed_kmh,one_way
        990001001,n3,119.0500001,27.0502000,119.1000000,27.0500000,primary,4952,60,false
        n3,n4,119.1000000,27.0500000,119.1200000,27.0600000,primary,2271,60,false
        n4,990001002,119.1200000,27.0600000,119.1500000,27.0500000,primary,3172,60,false
        990001001,n6,119.0500001,27.0502000,119.0210000,27.0210000,residential,4335,25,false
        990001002,n7,119.1500000,27.0500000,119.1800000,27.0300000,residential,3711,25,false
        990001001001,n6,119.0200000,27.0200000,119.0210000,27.0210000,approach,149,15,false
        990001002001,n7,119.1800000,27.0200000,119.1800000,27.0300000,approach,1112,15,false
    "#]]
    .assert_eq(&cut.csv);
    expect![[r#"
        Told {
            ways: 3,
            ways_kept: 3,
            points: 7,
            roads: 7,
            junctions: 8,
            classes: {
                "approach",
                "primary",
                "residential",
            },
            apart: 0,
            beside: 0,
            off_road: [
                (
                    "990001001001",
                    148.9185306296439,
                ),
                (
                    "990001002001",
                    1111.9507973465008,
                ),
            ],
        }
    "#]]
    .assert_debug_eq(&cut.told);
    let mut files = small();
    files.put("roads.csv", &cut.csv);
    let county = files.read();
    assert_eq!(county.roads.links.len(), cut.told.roads);
    assert_eq!(county.roads.nodes.len(), cut.told.junctions);
}

/// The extract as a file, for those who have no maker; `UPDATE_EXPECT=1` writes it.
#[test]
fn the_extract_lies_beside_the_small_county() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/county/small.osm.pbf");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, plain().bytes()).unwrap();
    }
    assert_eq!(cut_of(&small(), &std::fs::read(&path).unwrap()).unwrap(), cut(&plain()));
}

#[test]
fn a_county_needs_no_roads_to_get_some() {
    let mut files = small();
    files.0.remove("roads.csv");
    let cut = cut_of(&files, &plain().bytes()).unwrap();
    files.put("roads.csv", &cut.csv);
    files.read();
    files.put("villages.csv", "code,name\n");
    assert_eq!(county_files::reach(&files.0).unwrap_err()[0].file, "villages.csv");
}

/// What of the made roads differs from the plain ones.
fn added(extract: &Extract) -> Vec<String> {
    let before = cut(&plain()).csv;
    let after = cut(extract).csv;
    after.lines().filter(|line| !before.lines().any(|known| known == *line)).map(str::to_owned).collect()
}

#[test]
fn one_way_roads_keep_their_direction() {
    let there = plain().way(&[3, 7], &[("highway", "service"), ("oneway", "yes")]);
    assert!(
        added(&there).iter().any(|line| line.starts_with("n3,n7,") && line.ends_with(",service,8229,20,true")),
        "{:?}",
        added(&there)
    );
    let back = plain().way(&[3, 7], &[("highway", "service"), ("oneway", "-1")]);
    assert!(
        added(&back).iter().any(|line| line.starts_with("n7,n3,") && line.ends_with(",20,true")),
        "{:?}",
        added(&back)
    );
}

#[test]
fn a_street_beside_a_one_way_road_still_leads_back() {
    let beside = plain().way(&[3, 7], &[("highway", "service"), ("oneway", "yes")]).way(&[3, 7], STREET);
    let lines = added(&beside);
    assert!(
        lines.iter().any(|line| line.starts_with("n7,n3,") && line.ends_with(",residential,8229,25,true")),
        "{lines:?}"
    );
    assert_eq!(cut(&plain().way(&[3, 7], STREET).way(&[3, 7], STREET)).told.beside, 1);
}

#[test]
fn rings_and_two_ways_between_the_same_junctions_stay() {
    let ring = plain()
        .node(20, 119.101, 27.05)
        .node(21, 119.101, 27.051)
        .node(22, 119.1, 27.051)
        .way(&[3, 20, 21, 22, 3], &[("highway", "tertiary"), ("junction", "roundabout")]);
    assert_eq!(added(&ring).iter().filter(|line| line.contains(",tertiary,") && line.ends_with(",true")).count(), 4);
    let twice = plain().node(23, 119.14, 27.0400001).way(&[3, 7], STREET).way(&[3, 23, 7], STREET);
    let told = cut(&twice).told;
    assert_eq!(told.beside, 0, "{told:?}");
    assert!(added(&twice).iter().any(|line| line.starts_with("n3,n23,")));
}

#[test]
fn what_nothing_joins_is_left_out_and_counted() {
    let apart = plain().node(30, 119.11, 27.01).node(31, 119.12, 27.01).way(&[30, 31], STREET);
    assert_eq!(added(&apart), [""; 0]);
    assert_eq!(cut(&apart).told.apart, 1);
    let no_way_back = plain().node(32, 119.11, 27.01).way(&[3, 32], &[("highway", "service"), ("oneway", "yes")]);
    assert_eq!(added(&no_way_back), [""; 0]);
}

#[test]
fn ways_end_where_the_county_s_surroundings_end() {
    let far = plain().node(40, 119.21, 27.03).node(41, 119.5, 27.03).way(&[7, 40, 41], MAIN);
    assert!(added(&far).iter().any(|line| line.starts_with("n7,n40,")));
    assert!(!added(&far).iter().any(|line| line.contains("n41")));
    let elsewhere = Extract::default().node(1, 10.0, 50.0).node(2, 10.1, 50.0).way(&[1, 2], MAIN);
    let fault = cut_of(&small(), &elsewhere.bytes()).unwrap_err();
    assert!(
        fault.to_string().starts_with("none of its roads lies in the county, which reaches from 118.97"),
        "{fault}"
    );
}

#[test]
fn what_is_no_extract_is_named() {
    let broken = |bytes: &[u8]| cut_of(&small(), bytes).unwrap_err().to_string();
    assert!(broken(b"").starts_with("none of its roads lies"));
    assert!(
        broken(b"<?xml version='1.0'?>")
            .starts_with("the block at byte 0 is no OpenStreetMap data: its header would be")
    );
    let mut history = Vec::new();
    block(&mut history, "OSMHeader", &header(&["OsmSchema-V0.6", "HistoricalInformation"]));
    assert!(broken(&history).starts_with("it asks its readers for `HistoricalInformation`"));
    let mut other = Vec::new();
    framed(&mut other, "OSMData", 4, b"\x5d\x00\x00");
    assert_eq!(
        broken(&other),
        "the block at byte 0 is no OpenStreetMap data: it is packed with something else than zlib"
    );
    let mut bomb = Vec::new();
    block(&mut bomb, "OSMData", &vec![0; 33 * 1024 * 1024]);
    assert!(broken(&bomb).contains("unpacked it is longer than 33554432 bytes"), "{}", broken(&bomb));
    let mut nowhere = Vec::new();
    block(&mut nowhere, "OSMData", &of_nodes(&[(1, (500.0, 27.0))]));
    assert!(broken(&nowhere).ends_with("a node lies nowhere on Earth"), "{}", broken(&nowhere));
    let mut unknown = plain().bytes();
    block(&mut unknown, "SomethingNew", b"whatever");
    assert_eq!(cut_of(&small(), &unknown).unwrap(), cut(&plain()));
}

#[test]
fn an_extract_that_ends_early_is_refused_wherever_it_ends() {
    let whole = plain().bytes();
    for length in 1..whole.len() {
        match cut_of(&small(), &whole[..length]) {
            Err(OsmFault::Broken { .. } | OsmFault::Elsewhere { .. }) => {}
            other => panic!("{length} of {}: {other:?}", whole.len()),
        }
    }
}

/// Streets with bends between `side` × `side` junctions all over the model county, more than a million points in all.
fn large(side: i64, bends: i64) -> Extract {
    let mut extract = Extract::default();
    let at = |x: f64, y: f64| (119.2 + x * 0.6 / side as f64, 27.15 + y * 0.55 / side as f64);
    let mut next = side * side;
    for n in 0..side * side {
        extract.nodes.push((n, at((n % side) as f64, (n / side) as f64)));
    }
    for n in 0..side * side {
        let (x, y) = (n % side, n / side);
        for (is_there, other, dx, dy) in [(x + 1 < side, n + 1, 1.0, 0.0), (y + 1 < side, n + side, 0.0, 1.0)] {
            if !is_there {
                continue;
            }
            let mut nodes = vec![n];
            for bend in 1..=bends {
                let part = bend as f64 / (bends + 1) as f64;
                let aside = if bend % 2 == 0 { 0.01 } else { -0.01 };
                extract.nodes.push((next, at(x as f64 + part * dx + aside * dy, y as f64 + part * dy + aside * dx)));
                nodes.push(next);
                next += 1;
            }
            nodes.push(other);
            extract.ways.push((nodes, STREET.to_vec()));
        }
    }
    extract
}

#[test]
fn a_million_points_become_the_model_county_s_roads() {
    let extract = large(310, 5);
    assert!(extract.nodes.len() > 1_000_000, "{}", extract.nodes.len());
    let mut files = shouning_files();
    // The classes of roads are OpenStreetMap's now.
    files.replace("county.toml", "class_kmh = { village", "class_kmh = { residential");
    let cut = cut_of(&files, &extract.bytes()).unwrap();
    assert!(cut.told.points > 900_000 && cut.told.roads > 150_000, "{:?}", cut.told);
    assert_eq!((cut.told.apart, cut.told.beside), (0, 0));
    files.put("roads.csv", &cut.csv);
    let county = files.read();
    assert_eq!(county.roads.links.len(), cut.told.roads);
}

/// The shortest way from each of these to each, by a search of its own.
fn ways(roads: &[(i64, i64, f64)], of: &[i64]) -> BTreeMap<(i64, i64), f64> {
    let mut from: HashMap<i64, Vec<(i64, f64)>> = HashMap::new();
    for (a, b, length_m) in roads {
        from.entry(*a).or_default().push((*b, *length_m));
    }
    let mut found = BTreeMap::new();
    for start in of {
        let mut reached: HashMap<i64, f64> = HashMap::new();
        let mut open = BinaryHeap::from([(std::cmp::Reverse(0u64), *start)]);
        while let Some((std::cmp::Reverse(so_far), node)) = open.pop() {
            if reached.contains_key(&node) {
                continue;
            }
            let so_far = f64::from_bits(so_far);
            reached.insert(node, so_far);
            for (next, length_m) in from.get(&node).into_iter().flatten() {
                // Of floats that are not negative, the bits have the same order.
                open.push((std::cmp::Reverse((so_far + length_m).to_bits()), *next));
            }
        }
        found.extend(of.iter().filter_map(|end| Some(((*start, *end), *reached.get(end)?))));
    }
    found
}

prop_compose! {
    fn random_extract()(
        places in prop::collection::vec((0.0..0.1, 0.0..0.1), 12),
        ways in prop::collection::vec((prop::collection::vec(1i64..=12, 2..6), prop::sample::select(vec!["no", "yes", "-1"])), 1..14),
    ) -> Extract {
        let nodes = places.iter().zip(1..).map(|((east, north), id)| (id, (119.0 + east * 2.0, 27.0 + north)));
        let ways = ways.into_iter().map(|(nodes, one_way)| (nodes, vec![("highway", "residential"), ("oneway", one_way)]));
        Extract { nodes: nodes.collect(), ways: ways.collect() }
    }
}

proptest! {
    /// Drawn with fewer lines, every way is as long as it was between all junctions that are left.
    #[test]
    fn every_way_stays_as_long_as_it_was(extract in random_extract()) {
        let Ok(cut) = cut_of(&small(), &extract.bytes()) else { return Ok(()) };
        let at: HashMap<i64, Position> = extract.nodes.iter().copied().collect();
        let mut real = Vec::new();
        for (nodes, tags) in &extract.ways {
            for ends in nodes.windows(2).filter(|ends| ends[0] != ends[1]) {
                let length_m = distance_m(at[&ends[0]], at[&ends[1]]);
                let along = [(ends[0], ends[1], length_m), (ends[1], ends[0], length_m)];
                real.extend(match tags[1].1 { "yes" => &along[..1], "-1" => &along[1..], _ => &along[..] });
            }
        }
        let mut rows = Vec::new();
        for line in cut.csv.lines().skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            let node = |code: &str| code.strip_prefix('n').map(|number| number.parse::<i64>().unwrap());
            let (Some(from), Some(to)) = (node(cells[0]), node(cells[1])) else { continue };
            let length_m: f64 = cells[7].parse().unwrap();
            rows.push((from, to, length_m));
            if cells[9] == "false" {
                rows.push((to, from, length_m));
            }
        }
        let mut kept: Vec<i64> = rows.iter().flat_map(|(from, to, _)| [*from, *to]).collect();
        kept.sort_unstable();
        kept.dedup();
        let (real, drawn) = (ways(&real, &kept), ways(&rows, &kept));
        // A place takes the name of a junction only here, of which the search by numbers knows nothing.
        let is_named = cut.csv.lines().skip(1).any(|line| !line.contains(",approach,") && line.contains("990001"));
        prop_assume!(!is_named);
        for (ends, length_m) in &real {
            let Some(drawn_m) = drawn.get(ends) else {
                return Err(TestCaseError::fail(format!("no way {ends:?} in {}", cut.csv)));
            };
            prop_assert!((drawn_m - length_m).abs() < 20.0, "{ends:?}: {length_m} became {drawn_m} in {}", cut.csv);
        }
    }

    /// Whatever a file holds, the reader comes to an end with roads or a fault.
    #[test]
    fn no_damage_makes_it_panic(at in 0usize..4_000, bytes in prop::collection::vec(any::<u8>(), 1..6)) {
        let mut file = plain().bytes();
        let at = at % file.len();
        let end = (at + bytes.len()).min(file.len());
        file.splice(at..end, bytes);
        let _ = cut_of(&small(), &file);
    }
}
