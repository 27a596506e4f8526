//! Who may stand in: assistants of the grids near by, who stand in for few others and have little to do. Whoever is passed over is
//! remarked.

use wardroom_plugin::view;
use wardroom_plugin::workflow::Assignee;
use wardroom_plugin::{GridRef, Reason};

use crate::{Care, SUBSTITUTE, VACANT, forms, table, why};

/// Grids near by that are looked at.
const NEAR_MAX: u16 = 32;

/// An assistant who could stand in, by their own grid.
struct Able {
    grid: GridRef,
    /// For how many grids they stand in already.
    others: usize,
    tasks: u32,
    distance_m: u32,
    /// Has stood in for this grid until now.
    before: bool,
}

/// The next to ask, or why there is nobody.
pub fn next(care: &mut Care) -> Result<GridRef, Reason> {
    let settings = care.settings;
    if care.state.asked.len() >= settings.asked_max {
        return Err(why::asked_enough(care.state.asked.len()));
    }
    let near = view::grids_near(care.state.grid, settings.near_m, NEAR_MAX).unwrap_or_default();
    let mut able: Vec<Able> = Vec::new();
    let own = care.state.grid;
    for near in near.into_iter().filter(|near| near.grid != own) {
        let of_district = view::grid_info(near.grid).is_ok_and(|info| info.district == care.instance.district);
        if !of_district || care.state.asked.contains(&near.grid) {
            continue;
        }
        match may(care, near.grid) {
            Ok(others) => able.push(Able {
                grid: near.grid,
                others,
                tasks: tasks(near.grid),
                distance_m: near.distance_m,
                before: care.state.before == Some(near.grid),
            }),
            Err(why) => care.remark(why),
        }
    }
    able.sort_by_key(|able| (able.before, able.others, able.tasks, able.distance_m, able.grid));
    let Some((chosen, others)) = able.split_first() else { return Err(why::nobody_near(settings.near_m)) };
    care.remark(why::chosen(chosen.grid, chosen.others, chosen.tasks));
    let nearer = others.iter().filter(|other| other.distance_m < chosen.distance_m && other.tasks > chosen.tasks);
    care.remarks.extend(nearer.map(|other| why::busier(other.grid, other.tasks)));
    Ok(chosen.grid)
}

/// For how many grids an assistant stands in, if they may for one more; else why not.
pub fn may(care: &Care, grid: GridRef) -> Result<usize, Reason> {
    let marked =
        |name: &str, limit| view::siblings_by_mark(forms::KIND, name, &grid.to_string(), limit).unwrap_or_default();
    if !marked(VACANT, 1).is_empty() || table::of_grid(care.settings, grid).flatten().is_some() {
        return Err(why::vacant_too(grid));
    }
    let standing = marked(SUBSTITUTE, care.settings.grids_max);
    let others = standing.iter().filter(|of| of.ref_ != care.instance.ref_).count();
    if others >= usize::from(care.settings.grids_max) {
        return Err(why::full(grid, others));
    }
    Ok(others)
}

fn tasks(grid: GridRef) -> u32 {
    view::workload(&Assignee::GridAssistant(grid)).unwrap_or_default()
}
