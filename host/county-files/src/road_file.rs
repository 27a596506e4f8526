//! The road graph: every seat and village on it, and a way from each node to each.

use std::collections::{BTreeMap, HashMap, HashSet};

use domain::county::geometry::distance_m;
use domain::county::*;
use domain::limits::{ROAD_LENGTH_M_MAX, ROAD_SPEED_KMH_MAX};
use petgraph::algo::kosaraju_scc;
use petgraph::graph::DiGraph;

use crate::codes::Numbered;
use crate::csv_file::{CsvFile, Row};
use crate::fields::{Columns, Fields};
use crate::known::Known;
use crate::problem::{Problems, listed};

pub(crate) const ROADS: &str = "roads.csv";

pub(crate) const ROAD_COLUMNS: Columns<'_> = Columns::new(
    &["from", "to", "from_lon", "from_lat", "to_lon", "to_lat", "class", "length_m", "speed_kmh"],
    &["one_way", "name", "name_en"],
);

/// A node and the seat or village of the same code may lie this far apart.
pub(crate) const SEAT_TOLERANCE_M: f64 = 100.0;
/// A road may be this much shorter than the straight line, for rounding.
const ROUNDING_M: f64 = 10.0;

/// What a road may lead to.
struct Ends<'a> {
    seats: BTreeMap<String, Position>,
    known: &'a Known,
}

impl Ends<'_> {
    /// A code in the form of a township's or village's that is none.
    fn is_unknown(&self, code: &str) -> bool {
        let Known { townships, villages, .. } = self.known;
        let complete = townships.complete && villages.complete;
        let there = townships.get(code).is_some() || villages.get(code).is_some();
        complete && !there && code.bytes().all(|byte| byte.is_ascii_digit())
    }
}

/// Seats and villages by code.
pub(crate) fn seats(townships: &Numbered<Township>, villages: &Numbered<Village>) -> BTreeMap<String, Position> {
    let townships = townships.live().map(|(_, township)| (township.code.clone(), township.seat));
    let villages = villages.live().map(|(_, village)| (village.code.clone(), village.position));
    townships.chain(villages).collect()
}

pub(crate) fn read_roads(
    file: &CsvFile<'_>,
    known: &Known,
    townships: &Numbered<Township>,
    villages: &Numbered<Village>,
    problems: &Problems,
) -> Roads {
    let ends = Ends { seats: seats(townships, villages), known };
    let mut roads = Roads::default();
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let mut ways: HashSet<(u32, u32)> = HashSet::new();
    let before = problems.count();
    for row in file.rows() {
        let from = read_node(&row, ["from", "from_lon", "from_lat"], &ends, &mut roads, &mut numbers);
        let to = read_node(&row, ["to", "to_lon", "to_lat"], &ends, &mut roads, &mut numbers);
        let class = row.code("class");
        let length_m = row.whole("length_m", 1..=ROAD_LENGTH_M_MAX);
        let speed_kmh = row.whole("speed_kmh", 1..=ROAD_SPEED_KMH_MAX);
        let one_way = if row.optional("one_way").is_some() { row.flag("one_way") } else { Some(false) };
        let (Some(from), Some(to), Some(class), Some(length_m), Some(speed_kmh), Some(one_way)) =
            (from, to, class, length_m, speed_kmh, one_way)
        else {
            continue;
        };
        let road = Road { from, to, class: class.to_owned(), length_m, speed_kmh: speed_kmh as u16, one_way };
        check_way(&row, &road, &roads, &mut ways);
        if row.optional("name").is_some() {
            // One that is wrong is complained of.
            let Some(name) = row.names() else { continue };
            roads.names.insert(roads.links.len() as u32, name);
        } else if row.optional("name_en").is_some() {
            row.complain("name_en", "stands without `name`".to_owned());
        }
        roads.links.push(road);
    }
    for (code, _) in ends.seats.iter().filter(|(code, _)| !numbers.contains_key(*code)) {
        problems.file(ROADS, format!("no road leads to `{code}`"));
    }
    // A row that could not be read may be the link that is missing.
    if problems.count() == before {
        check_connected(&roads, problems);
    }
    roads
}

/// The number of the node at one end of a road.
fn read_node(
    row: &Row<'_>,
    [column, lon, lat]: [&str; 3],
    ends: &Ends<'_>,
    roads: &mut Roads,
    numbers: &mut HashMap<String, u32>,
) -> Option<u32> {
    let code = row.code(column)?;
    let position = row.position(lon, lat)?;
    match ends.seats.get(code) {
        Some(seat) if distance_m(*seat, position) > SEAT_TOLERANCE_M => {
            let away = distance_m(*seat, position);
            row.complain(lon, format!("lies {away:.0} m from the seat or village `{code}`"));
        }
        None if ends.is_unknown(code) => {
            row.complain(
                column,
                format!("unknown township or village `{code}`; a mere junction has a letter in its code"),
            );
            return None;
        }
        _ => {}
    }
    if let Some(number) = numbers.get(code) {
        let node = &roads.nodes[*number as usize];
        if node.position != position {
            let (lon_before, lat_before) = node.position;
            row.complain(lon, format!("`{code}` stands at {lon_before}, {lat_before} on an earlier line"));
        }
        return Some(*number);
    }
    let number = roads.nodes.len() as u32;
    roads.nodes.push(RoadNode { code: code.to_owned(), position });
    numbers.insert(code.to_owned(), number);
    Some(number)
}

fn check_way(row: &Row<'_>, road: &Road, roads: &Roads, ways: &mut HashSet<(u32, u32)>) {
    let Road { from, to, length_m, one_way, .. } = *road;
    let [start, end] = [from, to].map(|node| &roads.nodes[node as usize]);
    let (there, back) = (ways.insert((from, to)), one_way || ways.insert((to, from)));
    if from == to {
        row.complain("to", format!("`{}` is where the road begins", end.code));
    } else if !(there && back) {
        row.fault(format!("a road between `{}` and `{}` is there already", start.code, end.code));
    }
    let straight_m = distance_m(start.position, end.position);
    if f64::from(length_m) + ROUNDING_M < straight_m * 0.99 {
        row.complain("length_m", format!("{length_m} m is shorter than the straight line of {straight_m:.0} m"));
    }
}

/// There has to be a way from every node to every other.
fn check_connected(roads: &Roads, problems: &Problems) {
    let both_ways = roads.links.iter().filter(|road| !road.one_way).map(|road| (road.to, road.from));
    let mut graph = DiGraph::<(), ()>::from_edges(roads.links.iter().map(|road| (road.from, road.to)).chain(both_ways));
    while graph.node_count() < roads.nodes.len() {
        graph.add_node(());
    }
    let mut pieces: Vec<Vec<usize>> =
        kosaraju_scc(&graph).into_iter().map(|piece| piece.into_iter().map(|node| node.index()).collect()).collect();
    pieces.iter_mut().for_each(|piece| piece.sort_unstable());
    // The largest first; of those equally large, the one that comes first in the file.
    pieces.sort_by_key(|piece| (std::cmp::Reverse(piece.len()), piece.first().copied()));
    for piece in pieces.iter().skip(1) {
        let codes: Vec<&str> = piece.iter().map(|node| roads.nodes[*node].code.as_str()).collect();
        problems.file(ROADS, format!("no road joins {} to the rest", listed(&codes)));
    }
}
