//! A grid is divided, and two are put together, while things are open in them: these go on in the grids that lie there now.

use std::sync::Arc;

use domain::command::{Command, CountyCommand};
use domain::county::{CarriedOver, County, Grid};
use domain::event::{CountyEvent, Event};
use domain::ids::*;
use domain::task::TaskStatus;
use domain::who::Who;

use crate::little_county::little_county;
use crate::table::*;
use crate::workflows::{goes, note, task};

/// The first grid in two halves, the west and the east one, or the two halves in one again.
fn redrawn(county: &County, halves: bool) -> County {
    let mut county = county.clone();
    let whole = county.grids[0].clone();
    let ring = &whole.outline.0[0][0];
    let (west, east) = (ring[0].0, ring[1].0);
    let middle = f64::midpoint(west, east);
    let half = |code: &str, from: f64, until: f64| {
        let mut grid = Grid { code: code.to_owned(), retired: !halves, version: 1, ..whole.clone() };
        for point in &mut grid.outline.0[0][0] {
            point.0 = if point.0 == west { from } else { until };
        }
        grid.centre.0 = f64::midpoint(from, until);
        grid
    };
    county.grids.truncate(2);
    county.grids.extend([half("west", west, middle), half("east", middle, east)]);
    county.grids[0].retired = halves;
    county.grids[0].version += u32::from(!halves);
    county.digest = Digest::of(format!("halves {halves}").as_bytes());
    county
}

fn import(table: &mut Table, county: County) -> Option<CarriedOver> {
    let events = table.tell(Command::County(CountyCommand::Import { county: Arc::new(county) }));
    events.iter().find_map(|event| match event {
        Event::County(CountyEvent::Imported { carried_over, .. }) => Some(*carried_over),
        _ => None,
    })?
}

#[test]
fn what_is_open_in_a_grid_goes_on_where_it_lies() {
    let mut table = Table::with_flow(|input| match note(&input.event).as_str() {
        "started" => goes("", vec![task(1, None)]),
        // The procedure does not know yet that its grid is no more.
        _ => goes("", vec![task(2, None)]),
    });
    let incident = table.report("traffic-accident");
    let over = table.report("noise");
    table.step(over, domain::incident::Phase::Cancelled);
    let of = |table: &Table, which: IncidentRef| table.incident(which).place.grid;
    assert_eq!((of(&table, incident), of(&table, over)), (GridRef(0), GridRef(0)));
    let which = table.start("once", "k");
    let given = |table: &Table| {
        let live = table.state.tasks.rows.values().filter(|task| task.status == TaskStatus::Open);
        live.map(|task| task.new.assignee.clone()).collect::<Vec<_>>()
    };
    assert_eq!(given(&table), [Who::GridAssistant(GridRef(0))]);

    let carried = import(&mut table, redrawn(&little_county(), true));
    let (west, east) = (GridRef(2), GridRef(3));
    let place = table.incident(incident).place.clone();
    let lies_in = if place.lon <= table.state.county.as_ref().expect("a county").county().grids[0].centre.0 {
        west
    } else {
        east
    };
    assert_eq!(place.grid, lies_in);
    assert_eq!(of(&table, over), GridRef(0), "what is over stays where it was");
    // The middle of the old grid is the border of the new ones, which is the lower's.
    assert_eq!(given(&table), [Who::GridAssistant(west)]);
    let workflows = u32::from(table.instance(which).grid.is_some());
    assert_eq!(carried, Some(CarriedOver { incidents: 1, workflows, tasks: 1 }));
    table.news(which, "go on");
    assert_eq!(given(&table), [Who::GridAssistant(west), Who::GridAssistant(west)]);

    let carried = import(&mut table, redrawn(&little_county(), false));
    assert_eq!((of(&table, incident), of(&table, over)), (GridRef(0), GridRef(0)));
    assert_eq!(given(&table), [Who::GridAssistant(GridRef(0)), Who::GridAssistant(GridRef(0))]);
    assert_eq!(carried, Some(CarriedOver { incidents: 1, workflows, tasks: 2 }));
}
