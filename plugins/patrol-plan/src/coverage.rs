//! How much of its area a plan covered: streets by the legs of its routes, lanes by grids, communities by villages.

use std::collections::BTreeSet;

use wardroom_plugin::{GridRef, Step, VillageRef, view};

use crate::{Mode, Plan, why};

/// So much of so much.
type Share = (usize, usize);

pub fn tell(step: &mut Step<Plan>) {
    let (streets, lanes, communities) = (streets(&step.state), lanes(&step.state), communities(&step.state));
    step.remark(why::streets(streets.0, streets.1, percent(streets)));
    step.remark(why::lanes(lanes.0, lanes.1, percent(lanes)));
    step.remark(why::communities(communities.0, communities.1, percent(communities)));
    step.state.covered = Some([percent(streets), percent(lanes), percent(communities)]);
}

/// Legs between two stops of a route of which both were visited; from the base and back to it counts as visited there.
fn streets(plan: &Plan) -> Share {
    let visited = |stop: &usize| plan.stops[*stop].last_at.is_some();
    let (mut driven, mut all) = (0, 0);
    for route in plan.routes.iter().filter(|route| route.mode != Mode::Volunteer && !route.stops.is_empty()) {
        let ends = route.stops.first().into_iter().chain(route.stops.last());
        driven += ends.filter(|stop| visited(stop)).count();
        driven += route.stops.windows(2).filter(|leg| leg.iter().all(visited)).count();
        all += route.stops.len() + 1;
    }
    (driven, all)
}

fn lanes(plan: &Plan) -> Share {
    (plan.seen.len(), plan.area.len())
}

fn communities(plan: &Plan) -> Share {
    let villages = |grids: &[GridRef]| -> usize {
        let of = grids.iter().filter_map(|grid| view::grid_info(*grid).ok()).map(|info| info.village);
        of.collect::<BTreeSet<VillageRef>>().len()
    };
    (villages(&plan.seen), villages(&plan.area))
}

fn percent((part, of): Share) -> u8 {
    (part * 100).checked_div(of).unwrap_or(0).min(100) as u8
}
