//! Travel times by road, behind a port that a bigger router can fill. Whole numbers throughout, so that they are the same
//! on every machine.

use super::{Position, Roads, Thresholds};

/// How long a way takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Travel {
    pub seconds: u32,
    /// No road leads there: this is the straight line at walking speed.
    pub straight_line: bool,
}

/// A point with the node of the road graph that it is reached by. Cheap to keep beside a position.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Snapped {
    pub position: Position,
    /// `u32::MAX` if there is no road at all.
    pub node: u32,
    /// Between the point and the node, off the road.
    pub leg_ms: u32,
}

/// Answers how long a unit takes from one point to another.
pub trait TravelTimes: Send + Sync {
    /// Ties a point to the road graph.
    fn snap(&self, point: Position) -> Snapped;
    fn between(&self, from: Snapped, to: Snapped) -> Travel;
    /// Where one who left `from` for `to` is after this time; `to` from the moment of arrival on.
    fn along(&self, from: Snapped, to: Snapped, elapsed_s: u32) -> Position;

    fn travel(&self, from: Position, to: Position) -> Travel {
        self.between(self.snap(from), self.snap(to))
    }
    /// From each of these to one point, in their order.
    fn many(&self, from: &[Position], to: Position) -> Vec<Travel> {
        let to = self.snap(to);
        from.iter().map(|point| self.between(self.snap(*point), to)).collect()
    }
}

/// Travel times over a county's own road graph.
pub struct RoadGraph {}

impl RoadGraph {
    pub fn new(_roads: &Roads, _thresholds: &Thresholds) -> RoadGraph {
        unimplemented!()
    }
}

impl TravelTimes for RoadGraph {
    fn snap(&self, _point: Position) -> Snapped {
        unimplemented!()
    }
    fn between(&self, _from: Snapped, _to: Snapped) -> Travel {
        unimplemented!()
    }
    fn along(&self, _from: Snapped, _to: Snapped, _elapsed_s: u32) -> Position {
        unimplemented!()
    }
}
