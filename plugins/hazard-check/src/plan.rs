//! The plan of a risk class in a district: it begins a round of every grid and place of the class, and is over when the next ones are due.
//! The county's schedule begins the next plan on the day after.

use serde::{Deserialize, Serialize};
use wardroom_plugin::view::{self, Reference};
use wardroom_plugin::workflow::{Child, Event, Field, Instance, Kind, Mark, Result, refuse, text};
use wardroom_plugin::{Procedure, Reason, Step, TimeS, Value};

use crate::settings::Settings;
use crate::{days, forms, ledger, risk, why};

/// The timer at which the plan is over.
const OVER: u16 = 1;
/// Rounds that one plan begins.
const ROUNDS_MAX: usize = 250;
const CODE_BYTES_MAX: usize = 64;

/// The name of the mark by which plans of a class find each other.
const OF_PLAN: &str = "plan";

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    pub class: String,
    pub every_days: u16,
    pub begun: u16,
    /// When the next rounds are due.
    pub next_at: TimeS,
    pub over: bool,
}

impl Procedure for Plan {
    type Settings = Settings;

    fn kind() -> Kind {
        forms::plan()
    }

    fn form(_: u16) -> &'static str {
        ""
    }

    fn open(now: TimeS, settings: &Settings, instance: &Instance, fields: &[Field]) -> Result<Plan> {
        let class = text(fields, "class").unwrap_or_default().to_owned();
        let Some(of_class) = settings.classes.get(&class) else { return refuse(why::no_such_class(class)) };
        let under_way = view::siblings_by_mark(forms::PLAN, OF_PLAN, &class, 64).unwrap_or_default();
        if let Some(other) = under_way.iter().find(|of| of.district == instance.district && of.ref_ != instance.ref_) {
            return refuse(why::plan_under_way(class, other.ref_));
        }
        let next_at = now.saturating_add(days::as_they_come(of_class.every_days));
        Ok(Plan { class, every_days: of_class.every_days, begun: 0, next_at, over: false })
    }

    fn begin(step: &mut Step<Plan>, _: &[Field]) -> Result<()> {
        begin_rounds(step)?;
        // The schedule begins the next one on the day after this one is over.
        let over_at = step.state.next_at.saturating_sub(days::as_they_come(1));
        if over_at <= step.now {
            end(step);
        } else {
            step.timer_at(OVER, over_at);
        }
        Ok(())
    }

    fn happen(step: &mut Step<Plan>, event: Event) -> Result<()> {
        if let Event::TimerFired(OVER) = event {
            end(step);
        }
        Ok(())
    }

    fn stage(step: &Step<Plan>) -> Reason {
        let Plan { class, every_days, begun, next_at, over } = &step.state;
        match over {
            true => why::plan_over(class),
            false => why::at_plan(class, *begun, *every_days, *next_at),
        }
    }

    fn marks(&self) -> Vec<Mark> {
        vec![ledger::mark(OF_PLAN, &self.class)]
    }
}

/// Of all that the table has of the class in this district. One that is not over yet goes on, and no second begins beside it.
fn begin_rounds(step: &mut Step<Plan>) -> Result<()> {
    let class = step.state.class.clone();
    for (code, spot) in risk::of_class(step.settings, &class) {
        let district = view::grid_info(spot.grid).map(|info| info.district);
        if district.is_ok_and(|district| district != step.instance.district) {
            continue;
        }
        if let Some(other) = ledger::under_way(&spot) {
            step.remark(why::under_way(spot.grid, other));
            continue;
        }
        if usize::from(step.state.begun) >= ROUNDS_MAX {
            step.remark(why::too_many_rounds(ROUNDS_MAX as u32));
            break;
        }
        let mut fields = vec![Field { name: "grid".to_owned(), value: Value::Reference(Reference::Grid(spot.grid)) }];
        if let Some(place) = spot.place {
            fields.push(Field { name: "place".to_owned(), value: Value::Reference(Reference::Place(place)) });
        }
        let mut key = format!("{code}-{}", step.instance.key);
        while key.len() > CODE_BYTES_MAX {
            key.pop();
        }
        step.start_workflow(Child { kind: forms::KIND.to_owned(), key, grid: Some(spot.grid), fields });
        step.state.begun += 1;
    }
    if step.state.begun == 0 {
        step.remark(why::nothing_of_class(class));
    }
    Ok(())
}

fn end(step: &mut Step<Plan>) {
    step.state.over = true;
    step.end("over");
}
