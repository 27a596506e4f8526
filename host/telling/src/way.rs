//! A way through the county in words.

use domain::county::Position;
use domain::county::loaded::LoadedCounty;
use domain::county::travel::Leg;
use serde::Serialize;
use utoipa::ToSchema;

use crate::figures::{distance, duration};
use crate::story::Term;
use crate::tell;
use crate::teller::Teller;

/// How long a kind of unit takes from one point to another, and which way it goes.
#[derive(Debug, Serialize, ToSchema)]
pub struct TravelStory {
    /// From the start on; the time to turn out comes before it.
    pub travel_s: u32,
    pub distance_m: u32,
    /// Of the distance, what lies beside roads.
    pub off_road_m: u32,
    /// What this kind of unit takes to turn out from its base.
    pub turn_out_s: u32,
    /// No road is of use: the straight line, on foot where it is long.
    pub straight_line: bool,
    /// Farther than this kind of unit goes.
    pub out_of_reach: bool,
    pub legs: Vec<LegStory>,
    pub text: String,
}

/// A piece of a way: along one road, or beside all of them.
#[derive(Debug, Serialize, ToSchema)]
#[serde_with::skip_serializing_none]
pub struct LegStory {
    /// Class of the road; absent beside roads.
    pub road: Option<String>,
    /// The seat, village or junction that it leads to.
    pub to: Option<Term>,
    pub distance_m: u32,
    pub travel_s: u32,
    pub text: String,
}

impl Teller<'_> {
    /// `kind`: a code; of one that the county does not know, nothing is said.
    pub fn way(&self, loaded: &LoadedCounty, from: Position, to: Position, kind: &str) -> TravelStory {
        let lang = self.lang;
        let (movement, turn_out_s) = loaded.movement_of(kind);
        let (from, to) = (loaded.travel.snap(from), loaded.travel.snap(to));
        let travel = loaded.travel.between(&from, &to, movement);
        let route = loaded.travel.route(&from, &to, movement);
        let (length_m, off_road_m) = (route.length_m(), route.off_road_m());
        let (time, length) = (duration(u64::from(travel.seconds), lang), distance(length_m, lang));
        let beside = distance(off_road_m, lang);
        let text = match (travel.out_of_reach, travel.straight_line) {
            (true, _) => tell!(lang, "way.out-of-reach", length),
            (false, true) => tell!(lang, "way.straight", time, length),
            (false, false) => tell!(lang, "way.whole", time, length, beside),
        };
        TravelStory {
            travel_s: travel.seconds,
            distance_m: length_m.round() as u32,
            off_road_m: off_road_m.round() as u32,
            turn_out_s,
            straight_line: travel.straight_line,
            out_of_reach: travel.out_of_reach,
            legs: route.legs.iter().map(|leg| self.leg(leg)).collect(),
            text,
        }
    }

    fn leg(&self, leg: &Leg) -> LegStory {
        let lang = self.lang;
        let road =
            leg.road.and_then(|road| self.county().roads.links.get(road as usize)).map(|road| road.class.clone());
        let to =
            leg.node.and_then(|node| self.county().roads.nodes.get(node as usize)).map(|node| self.seat(&node.code));
        let travel_s = leg.ms.saturating_add(500) / 1000;
        let (length, time) = (distance(leg.length_m, lang), duration(u64::from(travel_s), lang));
        let text = match (&road, &to) {
            (None, _) => tell!(lang, "way.beside", length, time),
            (Some(road), Some(to)) => tell!(lang, "way.along-to", road, to = to.text, length, time),
            (Some(road), None) => tell!(lang, "way.along", road, length, time),
        };
        LegStory { road, to, distance_m: leg.length_m.round() as u32, travel_s, text }
    }

    /// What stands at a node of the road graph: the township or village of the same code, or a junction.
    fn seat(&self, code: &str) -> Term {
        let townships = self.county().townships.iter().map(|township| (&township.code, &township.name));
        let villages = self.county().villages.iter().map(|village| (&village.code, &village.name));
        let found = townships.chain(villages).find(|(of, _)| *of == code);
        found.map_or_else(|| Term::new(code, code), |found| self.named(found))
    }
}
