//! The roads of a county out of an extract of OpenStreetMap: the ways that vehicles use, cut to where the county lies, drawn with as
//! few straight lines as show them, joined to every seat and village, and without what no road joins to the rest.

mod blocks;
mod chains;
mod drawn;
mod highway;
mod joined;

use std::collections::{BTreeSet, HashMap};
use std::io::{Read, Seek};

use domain::county::Position;
use domain::limits::{OSM_NODES_MAX, ROADS_MAX};
use serde::Serialize;

use crate::county::Reach;
use blocks::{Blocks, Part};
use highway::Highway;

/// Why an extract gave no roads.
#[derive(Debug, thiserror::Error)]
pub enum OsmFault {
    #[error("it can't be read: {0}")]
    Unreadable(#[from] std::io::Error),
    /// `at`: bytes from the beginning, of the block that it is in.
    #[error("the block at byte {at} is no OpenStreetMap data: {why}")]
    Broken { at: u64, why: String },
    #[error(
        "it asks its readers for `{0}`, which this one does not know; an ordinary extract without history is wanted"
    )]
    Feature(String),
    #[error("more than {OSM_NODES_MAX} points lie on its roads; cut it to the county first")]
    TooLarge,
    #[error("none of its roads lies in the county, which reaches from {west:.4}, {south:.4} to {east:.4}, {north:.4}")]
    Elsewhere { west: f64, south: f64, east: f64, north: f64 },
    #[error(
        "it gives {0} roads, and {ROADS_MAX} is the limit; draw them with a larger --tolerance or keep less around the county"
    )]
    TooMany(usize),
}

/// How the roads are cut and drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wanted {
    /// How far around the county roads are kept: the nearest unit may come by way of a neighbour's.
    pub margin_m: f64,
    /// How far a drawn road may lie from the real one.
    pub tolerance_m: f64,
}

/// What came of an extract.
#[derive(Clone, Debug, PartialEq)]
pub struct Cut {
    /// `roads.csv`.
    pub csv: String,
    pub told: Told,
}

/// What was done, for the one who asked.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Told {
    /// Ways for vehicles in the extract, and those of them that lie in the county in part at least.
    pub ways: usize,
    pub ways_kept: usize,
    /// Points of the kept ways, and the roads and junctions that they are drawn with.
    pub points: usize,
    pub roads: usize,
    pub junctions: usize,
    /// The roads' classes, which `[unit_kind.travel]` may name.
    pub classes: BTreeSet<&'static str>,
    /// Roads that nothing joins to the rest, or that lead there and not back: left out.
    pub apart: usize,
    /// Of two roads between the same junctions that no point between tells apart: left out.
    pub beside: usize,
    /// Seats and villages that no road passes, and how far from the nearest, metres.
    pub off_road: Vec<(String, f64)>,
}

/// Cuts the roads out of an extract. It is read twice: first its ways, then the points that they need.
pub fn cut<R: Read + Seek>(extract: &mut R, reach: &Reach, wanted: Wanted) -> Result<Cut, OsmFault> {
    let mut told = Told::default();
    let ways = read_ways(extract)?;
    told.ways = ways.len();
    let bounds = reach.widened(wanted.margin_m);
    let points = read_points(extract, &ways, bounds)?;
    let chains = chains::of_ways(&ways, &points, &mut told);
    if chains.is_empty() {
        let [west, south, east, north] = bounds;
        return Err(OsmFault::Elsewhere { west, south, east, north });
    }
    let joined = joined::to_places(chains, &points, &reach.places, &mut told);
    let csv = drawn::write(joined, &points, wanted.tolerance_m, &mut told)?;
    Ok(Cut { csv, told })
}

/// A way that vehicles use.
struct Way {
    nodes: Vec<i64>,
    highway: Highway,
}

/// The points of ways by their node's number in the extract.
type Points = HashMap<i64, Position>;

fn read_ways<R: Read + Seek>(extract: &mut R) -> Result<Vec<Way>, OsmFault> {
    let mut ways = Vec::new();
    let mut count = 0;
    for_each(extract, Part::Ways, |block| {
        block.ways(|tags, nodes| {
            if let Some(highway) = Highway::of(tags)
                && nodes.len() > 1
            {
                count += nodes.len();
                ways.push(Way { nodes: nodes.to_vec(), highway });
            }
        })?;
        if count > OSM_NODES_MAX { Err(blocks::Fault::TooLarge) } else { Ok(()) }
    })?;
    Ok(ways)
}

fn read_points<R: Read + Seek>(
    extract: &mut R,
    ways: &[Way],
    [west, south, east, north]: [f64; 4],
) -> Result<Points, OsmFault> {
    let mut wanted: Vec<i64> = ways.iter().flat_map(|way| way.nodes.iter().copied()).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let mut points = Points::new();
    for_each(extract, Part::Nodes, |block| {
        block.nodes(|node, (lon, lat)| {
            let lies_inside = (west..=east).contains(&lon) && (south..=north).contains(&lat);
            if lies_inside && wanted.binary_search(&node).is_ok() {
                points.insert(node, (lon, lat));
            }
        })
    })?;
    Ok(points)
}

fn for_each<R: Read + Seek>(
    extract: &mut R,
    part: Part,
    mut each: impl FnMut(&blocks::Block<'_>) -> Result<(), blocks::Fault>,
) -> Result<(), OsmFault> {
    extract.rewind()?;
    let mut blocks = Blocks::new(extract);
    while let Some(bytes) = blocks.next()? {
        let done = blocks::Block::read(&bytes, part).and_then(|block| each(&block));
        done.map_err(|fault| blocks.broken(fault))?;
    }
    Ok(())
}
