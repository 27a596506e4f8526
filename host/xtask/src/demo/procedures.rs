//! Procedures of the demo's room: a dispute that is mediated to its settlement, a search with its tasks, and units that one
//! district borrows from another. Each command is shown as it is typed, and what it prints is its own.

use anyhow::{Context, Result};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::server::Server;
use crate::program::run;

/// Where the dispute and the search are, and which district borrows.
const QUARREL_GRID: &str = "350924100001003";
const SEARCH_GRID: &str = "350924100003001";
const BORROWER: &str = "350924-D2";
/// Who accepts the dispute, who mediates, and who verifies.
const OFFICER: &str = "P0005";
const MEDIATOR: &str = "P0013";
const LEGAL_OFFICER: &str = "P0009";

/// Plays them one after the other.
pub fn play(server: &Server) -> Result<()> {
    a_dispute(server)?;
    a_search(server)?;
    a_loan(server)
}

fn a_dispute(server: &Server) -> Result<()> {
    say(
        "Two neighbours quarrel about a wall; the grid's assistant reports it. Their names are sealed before they are kept.",
    );
    let fields = ["kind=neighbour", "parties=2", "amount=800", "party_a=柳根生", "party_b=缪阿福"];
    let dispute = start(server, "dispute-mediation", &["--grid", QUARREL_GRID], &fields)?;
    let accept = the_task(server, &dispute)?;
    typed(server, &["task", "list", "--of", &dispute])?;
    let notice = the_notice(server, &accept)?;
    typed(server, &["notice", "answer", &notice, "seen"])?;
    typed(server, &["task", "accept", &accept, "--person", OFFICER])?;
    typed(server, &["task", "done", &accept, "accepted", "--person", OFFICER])?;
    let mediate = the_task(server, &dispute)?;
    typed(server, &["task", "done", &mediate, "settled", "--person", MEDIATOR, "--field", "minutes=90"])?;
    let verify = the_task(server, &dispute)?;
    typed(server, &["task", "done", &verify, "kept", "--person", LEGAL_OFFICER])?;
    say("It is settled, and closes only after somebody has looked again. The whole story:");
    typed(server, &["workflow", "explain", &dispute])
}

fn a_search(server: &Server) -> Result<()> {
    say("An elder has not come home. Grids, video points and a flight are tasks; each is told to whoever is to do it.");
    let seen = format!("last_seen_at={:.0}", Timestamp::now() - SignedDuration::from_mins(90));
    let fields = [seen.as_str(), "age_group=elder", "health_risk=high", "name=范秀英", "description=灰布衫，拄竹杖"];
    let search = start(server, "missing-person", &["--grid", SEARCH_GRID], &fields)?;
    typed(server, &["task", "list", "--of", &search])
}

fn a_loan(server: &Server) -> Result<()> {
    say(
        "A district needs four patrols for five hours and asks; the one that is asked lends what its floor of cover allows.",
    );
    let fields = ["units=4", "skill=patrol", "hours=5", "reach=county", "what_for=集市安保"];
    let loan = start(server, "mutual-aid", &["--district", BORROWER], &fields)?;
    let approve = the_task(server, &loan)?;
    typed(server, &["task", "done", &approve, "lent"])?;
    typed(server, &["workflow", "show", &loan])
}

/// Begins a workflow; its id.
fn start(server: &Server, kind: &str, place: &[&str], fields: &[&str]) -> Result<String> {
    let fields = fields.iter().flat_map(|field| ["--field", field]);
    let words: Vec<&str> = ["workflow", "start", kind].into_iter().chain(place.iter().copied()).chain(fields).collect();
    println!("$ {}", line(&words));
    let answer = server.ask(&words)?;
    let id = text(&answer, "id")?;
    println!("{id} {kind}: {}\n", text(&answer, "status")?);
    Ok(id)
}

/// The id of the open task that a workflow made last.
fn the_task(server: &Server, workflow: &str) -> Result<String> {
    let answer = server.ask(&["task", "list", "--of", workflow, "--status", "open"])?;
    let newest = answer["items"].get(0).with_context(|| format!("{workflow} has no open task"))?;
    text(newest, "id")
}

/// The number of what was told of a task last.
fn the_notice(server: &Server, task: &str) -> Result<String> {
    let answer = server.ask(&["notice", "list", "--matter", task])?;
    let newest = answer["items"].get(0).with_context(|| format!("nobody was told of {task}"))?;
    newest["notice"].as_u64().map(|notice| notice.to_string()).context("a notice without a number")
}

fn text(answer: &Value, name: &str) -> Result<String> {
    answer[name].as_str().map(str::to_owned).with_context(|| format!("no `{name}` in {answer}"))
}

/// Shows a command and runs it.
fn typed(server: &Server, words: &[&str]) -> Result<()> {
    println!("$ {}", line(words));
    run(&mut server.asking(words))?;
    println!();
    Ok(())
}

fn line(words: &[&str]) -> String {
    format!("wardroom {}", words.join(" "))
}

fn say(what: &str) {
    println!("\n{what}\n");
}
