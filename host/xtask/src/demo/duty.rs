//! What the demo's people on duty do: somebody answers a notice, and one shift hands the room over to the next.

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::telling::{Telling, clock, items, tell, text};

const DISTRICT: &str = "350924-D1";
/// Whose place is handed over.
const SLOT: &str = "officer";

/// The first notice of a workflow is seen, and taken on.
pub fn notice(telling: &Telling<'_>, workflow: &str) -> Result<()> {
    telling.say("The search rang in the command room. If nobody there sees it in time, the duty leader hears of it.");
    let notices = notices(telling, workflow)?;
    let notice = notices.first().with_context(|| format!("nobody was told of {workflow}"))?;
    tell_notice(notice)?;
    let number = notice["notice"].as_u64().context("a notice without a number")?.to_string();
    for stage in ["seen", "accepted"] {
        let answer = telling.typed(&["notice", "answer", &number, stage])?;
        let last = items(&answer, "answers").next_back().with_context(|| format!("notice {number} has no answer"))?;
        ensure!(last["stage"] == stage, "notice {number} is not {stage}: {last}");
        tell(&format!("notice {number} was {stage} at {}", clock(text(last, "/at")?, text(&answer, "/at")?)));
    }
    Ok(())
}

/// By mutual acknowledgement: who goes gives a note, and with it all that is at hand; who comes takes over.
pub fn hand_over(telling: &Telling<'_>) -> Result<()> {
    telling.say("The shift is about to end. Who goes leaves a note, and all that is at hand goes with it.");
    let outgoing = person(telling, DISTRICT, SLOT, None)?;
    let duty = telling.look_up(&["roster", "on-duty", DISTRICT])?;
    let incoming = person(telling, DISTRICT, SLOT, Some(text(&duty, "/shifts/0/ends")?))?;
    let note = "a search is under way, and a patrol is lent";
    telling.typed(&["roster", "hand-over", "--district", DISTRICT, "--person", &outgoing, "--note", note])?;
    let given = newest_handover(telling)?;
    let count = |of: &str| items(&given["list"], of).count();
    let (incidents, tasks, timers) = (count("incidents"), count("tasks"), count("timers"));
    ensure!(tasks > 0, "a handover without the tasks that are at hand");
    tell(&format!("{outgoing} hands over; at hand are {incidents} incidents, {tasks} tasks and {timers} timers"));

    telling.say("It is done only when somebody of the next shift says so.");
    telling.typed(&["roster", "take-over", "--district", DISTRICT, "--person", &incoming])?;
    let taken = newest_handover(telling)?;
    ensure!(text(&taken, "/given/person")? == outgoing, "handed over by another than {outgoing}");
    ensure!(text(&taken, "/taken/person")? == incoming, "taken over by another than {incoming}");
    let at = text(&taken, "/taken/at")?;
    let (begins, at) = (clock(text(&taken, "/incoming")?, at), clock(at, at));
    tell(&format!("{incoming}, whose shift begins at {begins}, took over from {outgoing} at {at}"));
    Ok(())
}

fn newest_handover(telling: &Telling<'_>) -> Result<Value> {
    let answer = telling.look_up(&["roster", "handovers", "--district", DISTRICT])?;
    items(&answer, "items").next().cloned().context("the district has no handover")
}

/// Who has this duty, now or at another time.
pub fn person(telling: &Telling<'_>, district: &str, slot: &str, at: Option<&str>) -> Result<String> {
    let words: Vec<&str> =
        ["roster", "on-duty", district].into_iter().chain(at.iter().flat_map(|at| ["--at", *at])).collect();
    let duty = telling.look_up(&words)?;
    let slots = items(&duty, "slots").find(|of| of["slot"] == slot);
    let person = slots.and_then(|of| of["persons"][0].as_str());
    person.map(str::to_owned).with_context(|| format!("nobody is on duty as {slot} in {district}"))
}

/// What was told of a workflow itself, oldest first.
pub fn notices(telling: &Telling<'_>, workflow: &str) -> Result<Vec<Value>> {
    let shown = telling.look_up(&["workflow", "show", workflow])?;
    Ok(items(&shown, "notices").cloned().collect())
}

/// Who was told what.
pub fn tell_notice(notice: &Value) -> Result<()> {
    let whom = items(notice, "told").map(|told| text(told, "/to/text")).collect::<Result<Vec<&str>>>()?;
    tell(&format!("notice {} to {}: {}", notice["notice"], whom.join(", "), text(notice, "/why/text")?));
    Ok(())
}
