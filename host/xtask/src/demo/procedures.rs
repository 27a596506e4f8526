//! Procedures of the demo's room: a dispute that is mediated until it is settled, a search for somebody whose name nobody sees,
//! and a unit that one district borrows from another. Who does what is read from the roster, and ids from the answers.

use anyhow::{Context, Result, ensure};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::duty;
use super::telling::{Telling, clock, items, tell, text};

/// Where the dispute and the search are, and which district borrows.
const QUARREL_GRID: &str = "350924100001003";
const SEARCH_GRID: &str = "350924100003001";
const BORROWER: &str = "350924-D2";
/// Who does what is given to somebody who stands on no roster, as an assistant of a grid.
const OTHERWISE: &str = "auxiliary";

/// Sealed fields of the forms. None of their values may be seen again.
const QUARREL: [(&str, &str); 3] = [
    ("party_a", "the upper neighbour"),
    ("party_b", "the lower neighbour"),
    ("matter", "the wall stands half a foot on the lane"),
];
const MISSING: [(&str, &str); 3] = [
    ("name", "the lost elder"),
    ("description", "grey coat and a bamboo stick"),
    ("contact", "the grandson, waiting at home"),
];

/// Mediated until it is verified; its id.
pub fn dispute(telling: &Telling<'_>) -> Result<String> {
    telling.say("Two neighbours quarrel about a wall; the grid's assistant reports it. What is personal is sealed.");
    let place = ["--grid", QUARREL_GRID];
    let plain = ["kind=neighbour", "parties=2", "amount=800"];
    let dispute = start(telling, "dispute-mediation", &place, &plain, &QUARREL)?;
    let accept = newest_task(telling, &dispute, None)?;
    tell(&accept.line());

    telling.say("Whoever has that duty now accepts the task, and does it: the dispute fits, and goes on.");
    let officer = accept.whose(telling)?;
    turn(telling, &["task", "accept", &accept.id, "--person", &officer], "accepted")?;
    let mediate = done(telling, &dispute, &accept, "accepted", &officer)?;

    telling.say("It is mediated in its grid; then somebody else looks whether the agreement is kept.");
    let mediator = mediate.whose(telling)?;
    let verify = done(telling, &dispute, &mediate, "settled", &mediator)?;
    let legal_officer = verify.whose(telling)?;
    turn(telling, &["task", "done", &verify.id, "kept", "--person", &legal_officer], "done")?;
    tell(&stands(telling, &dispute)?);
    Ok(dispute)
}

/// Begun, with its tasks told; its id.
pub fn search(telling: &Telling<'_>) -> Result<String> {
    telling.say("An elder has not come home. Who it is, is sealed too; where to look is not.");
    let seen = Timestamp::now() - SignedDuration::from_mins(90);
    let seen = format!("last_seen_at={seen:.0}");
    let place = ["--grid", SEARCH_GRID];
    let plain = [seen.as_str(), "age_group=elder", "health_risk=high"];
    let search = start(telling, "missing-person", &place, &plain, &MISSING)?;

    telling.say("Grids to walk through, a ring to sweep, video points and a flight: each is somebody's task.");
    let answer = telling.typed(&["task", "list", "--of", &search])?;
    // Newest first; a person reads them in the order in which they were given.
    let tasks = items(&answer, "items").rev().map(Task::read).collect::<Result<Vec<Task>>>()?;
    ensure!(!tasks.is_empty(), "search {search} has no tasks");
    tasks.iter().for_each(|task| tell(&task.line()));
    Ok(search)
}

/// Asked for, lent, and told to whoever asked.
pub fn loan(telling: &Telling<'_>) -> Result<()> {
    telling.say("A fair wants four patrols for five hours. The district's own reserve comes first; what is lacking is borrowed.");
    let place = ["--district", BORROWER];
    let plain = ["units=4", "skill=patrol", "hours=5", "reach=county", "what_for=a fair"];
    let loan = start(telling, "mutual-aid", &place, &plain, &[])?;
    let before = duty::notices(telling, &loan)?;
    before.iter().try_for_each(duty::tell_notice)?;
    let approve = newest_task(telling, &loan, None)?;
    tell(&approve.line());

    telling.say("The neighbour's duty leader lends, and whoever asked is told.");
    let leader = approve.whose(telling)?;
    turn(telling, &["task", "done", &approve.id, "lent", "--person", &leader], "done")?;
    tell(&stands(telling, &loan)?);
    tell_loans(&telling.look_up(&["workflow", "show", &loan])?)?;
    let notices = duty::notices(telling, &loan)?;
    ensure!(notices.len() > before.len(), "nobody was told of what loan {loan} lends");
    notices.iter().skip(before.len()).try_for_each(duty::tell_notice)
}

fn tell_loans(loan: &Value) -> Result<()> {
    ensure!(items(loan, "loans").next().is_some(), "nothing is lent: {}", loan["stage"]);
    items(loan, "loans").try_for_each(|lent| {
        let (unit, to, until) = (text(lent, "/unit")?, text(lent, "/to/text")?, text(lent, "/until")?);
        let until = clock(until, text(loan, "/started_at")?);
        tell(&format!("{unit} is lent to {to} until {until}, and goes home by itself then"));
        Ok(())
    })
}

/// The story of the dispute, in the program's own words.
pub fn explained(telling: &Telling<'_>, dispute: &str) -> Result<()> {
    telling.say("What became of the dispute, step by step; in the program's own words:");
    let words = ["workflow", "explain", dispute];
    unseen(&telling.look_up(&words)?, &QUARREL)?;
    telling.shown(&words)
}

/// Begins a workflow with its form, and looks that nothing sealed can be seen; its id.
fn start(telling: &Telling<'_>, kind: &str, place: &[&str], plain: &[&str], sealed: &[(&str, &str)]) -> Result<String> {
    let sealed_fields: Vec<String> = sealed.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let fields = plain.iter().copied().chain(sealed_fields.iter().map(String::as_str));
    let fields = fields.flat_map(|field| ["--field", field]);
    let words: Vec<&str> = ["workflow", "start", kind].into_iter().chain(place.iter().copied()).chain(fields).collect();
    let answer = telling.typed(&words)?;
    let id = text(&answer, "/id")?.to_owned();
    tell(&stands(telling, &id)?);
    let shown = telling.look_up(&["workflow", "show", &id])?;
    unseen(&shown, sealed)?;
    let is_sealed = |field: &&Value| field["sealed"] == true;
    let titles = items(&shown, "fields").filter(is_sealed).map(|field| text(field, "/title"));
    let titles = titles.collect::<Result<Vec<&str>>>()?;
    ensure!(titles.len() == sealed.len(), "{id} has {} sealed fields, not {}", titles.len(), sealed.len());
    if !titles.is_empty() {
        tell(&format!("sealed, and not to be seen in any list: {}", titles.join(", ")));
    }
    Ok(id)
}

/// Fails if anything that is sealed stands in an answer.
fn unseen(answer: &Value, sealed: &[(&str, &str)]) -> Result<()> {
    let answer = answer.to_string();
    for (name, value) in sealed {
        ensure!(!answer.contains(value), "field `{name}` is sealed and can be read in an answer");
    }
    Ok(())
}

/// What a workflow is, and how it stands.
fn stands(telling: &Telling<'_>, workflow: &str) -> Result<String> {
    let shown = telling.look_up(&["workflow", "show", workflow])?;
    let status = text(&shown, "/status/code")?;
    ensure!(status == "running" || status == "completed", "{workflow} is {status}: {}", shown["failure"]);
    Ok(format!("{workflow}, {}: {}", text(&shown, "/kind/text")?, text(&shown, "/stage/text")?))
}

/// Does a task of a workflow in somebody's name; the next one.
fn done(telling: &Telling<'_>, workflow: &str, task: &Task, outcome: &str, person: &str) -> Result<Task> {
    turn(telling, &["task", "done", &task.id, outcome, "--person", person], "done")?;
    tell(&stands(telling, workflow)?);
    let next = newest_task(telling, workflow, Some(task))?;
    tell(&next.line());
    Ok(next)
}

/// Types a command about a task, which has to stand so then.
fn turn(telling: &Telling<'_>, words: &[&str], status: &str) -> Result<()> {
    let answer = telling.typed(words)?;
    let (task, stands) = (text(&answer, "/id")?, text(&answer, "/status")?);
    ensure!(stands == status, "task {task} is {stands}, not {status}");
    tell(&format!("{task} is {stands}"));
    Ok(())
}

/// The open task that a workflow made last, another one than the one before.
fn newest_task(telling: &Telling<'_>, workflow: &str, before: Option<&Task>) -> Result<Task> {
    let answer = telling.look_up(&["task", "list", "--of", workflow, "--status", "open"])?;
    let newest = items(&answer, "items").next().with_context(|| format!("{workflow} has no open task"))?;
    let newest = Task::read(newest)?;
    ensure!(before.is_none_or(|before| before.id != newest.id), "no task came of {}", newest.id);
    Ok(newest)
}

struct Task {
    id: String,
    title: String,
    district: String,
    /// `role:350924-D1/officer`
    assignee: String,
    /// The same in words.
    whom: String,
    due: Option<String>,
}

impl Task {
    fn read(of: &Value) -> Result<Task> {
        Ok(Task {
            id: text(of, "/id")?.to_owned(),
            title: text(of, "/title")?.to_owned(),
            district: text(of, "/district")?.to_owned(),
            assignee: text(of, "/assignee/code")?.to_owned(),
            whom: text(of, "/assignee/text")?.to_owned(),
            due: of["due"].as_str().map(|due| anyhow::Ok(clock(due, text(of, "/created_at")?))).transpose()?,
        })
    }

    fn line(&self) -> String {
        let due = self.due.as_ref().map_or_else(String::new, |due| format!(", due {due}"));
        format!("{}, for {}{due}: {}", self.id, self.whom, self.title)
    }

    /// Who does it: a duty is the business of whoever has it now.
    fn whose(&self, telling: &Telling<'_>) -> Result<String> {
        let role = self.assignee.strip_prefix("role:").and_then(|role| role.split_once('/'));
        let (district, slot) = role.unwrap_or((&self.district, OTHERWISE));
        duty::person(telling, district, slot, None)
    }
}
