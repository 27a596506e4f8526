//! A shift in the demo's room: people are put on duty, procedures run, the shift is handed over, and then an incident comes in
//! every few seconds, and the units sent to it drive, arrive and finish. All of it through the program's commands, as a room would
//! type them.

use std::collections::VecDeque;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use jiff::Timestamp;
use serde_json::Value;

use super::interrupt::Interrupt;
use super::server::Server;
use super::telling::{Telling, items};
use super::{INCIDENTS, ROSTER, duty, procedures, roster};
use crate::program::{root, run};

/// Between two incidents.
const PACE: Duration = Duration::from_secs(5);
/// Between two things that the room does, for whoever watches.
const PAUSE: Duration = Duration::from_secs(1);
/// What becomes of an incident, and how many others have come in by then.
const COURSE: [(&str, usize); 4] = [("en-route", 1), ("on-scene", 4), ("resolved", 12), ("closed", 13)];
/// How it ends: with one of the county's results that fits every kind.
const OUTCOME: [&str; 2] = ["--outcome", "nothing-found"];

/// Works until it is interrupted; if `once`, until the first incident is in.
pub fn work(server: &Server, interrupt: &Interrupt, once: bool) -> Result<()> {
    let pause = if once { Duration::ZERO } else { PAUSE };
    room(server, &Telling::of(server, interrupt, pause))?;
    let text = std::fs::read_to_string(root().join(INCIDENTS)).with_context(|| format!("`{INCIDENTS}`"))?;
    let mut reports = text.lines().cycle();
    let mut under_way: VecDeque<UnderWay> = VecDeque::new();
    println!("\nIncidents come in, and the units that are sent to them:\n");
    loop {
        let report = reports.next().with_context(|| format!("`{INCIDENTS}` is empty"))?;
        let id = send(server, &serde_json::from_str(report)?)?;
        if once {
            return Ok(());
        }
        if under_way.is_empty() {
            what_to_try(server, &id);
        }
        under_way.push_back(UnderWay { id, age: 0, done: 0 });
        if !interrupt.wait(PACE) {
            return Ok(());
        }
        under_way.iter_mut().for_each(|incident| incident.move_on(server));
        under_way.retain(|incident| incident.done < COURSE.len());
    }
}

/// What a room has to do besides incidents.
fn room(server: &Server, telling: &Telling<'_>) -> Result<()> {
    let relieved = put_on_duty(server)?;
    let dispute = procedures::dispute(telling)?;
    let search = procedures::search(telling)?;
    procedures::loan(telling)?;
    duty::notice(telling, &search)?;
    if relieved {
        duty::hand_over(telling)?;
    }
    procedures::explained(telling, &dispute)
}

/// Publishes today's roster, unless a kept room has one of an earlier demo: a shift that runs can't be published anew. Whether it
/// was published, and so a shift is about to end.
fn put_on_duty(server: &Server) -> Result<bool> {
    if items(&server.ask(&["roster", "show"])?, "items").next().is_some() {
        println!("The room has a roster; its shift is handed over when it ends.");
        return Ok(false);
    }
    let example = std::fs::read_to_string(root().join(ROSTER)).with_context(|| format!("`{ROSTER}`"))?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("roster.csv");
    std::fs::write(&file, roster::moved(&example, Timestamp::now())?)?;
    run(server.asking(&["roster", "publish"]).arg(file))?;
    Ok(true)
}

/// Reports one incident of the file, as if it happened now, and prints what the room says to it. Its number.
fn send(server: &Server, incident: &Value) -> Result<String> {
    let text = |name: &str| incident[name].as_str().with_context(|| format!("an incident without `{name}`"));
    let at = format!("{},{}", incident["lon"], incident["lat"]);
    let words = ["incident", "report", "--kind", text("kind")?, "--at", &at, "--source", text("source")?];
    let answer = server.ask(&words)?;
    let said = |name: &str| answer[name].as_str().unwrap_or("?").to_owned();
    let units: Vec<&str> = answer["units"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let sent = if units.is_empty() { "nobody yet".to_owned() } else { units.join(" ") };
    println!("{}  {:<16} {:<10} {:<10} → {sent}", said("id"), said("kind"), said("priority"), said("district"));
    match answer["id"].as_str() {
        Some(id) => Ok(id.to_owned()),
        None => bail!("the room did not give the incident a number: {answer}"),
    }
}

/// An incident that the demo's units work on.
struct UnderWay {
    id: String,
    /// Incidents that came in after it.
    age: usize,
    /// Steps of the course behind it.
    done: usize,
}

impl UnderWay {
    /// The step that is due now. A refusal is left alone: nobody may be free yet, or somebody was quicker, and then it is that
    /// person's incident.
    fn move_on(&mut self, server: &Server) {
        self.age += 1;
        let Some((to, _)) = COURSE.get(self.done).filter(|(_, age)| *age <= self.age) else { return };
        let mut step = server.asking(&["incident", "transition", &self.id, to]);
        if self.done + 1 == COURSE.len() {
            step.args(OUTCOME);
        }
        if let Ok(output) = step.output() {
            self.done = if output.status.success() { self.done + 1 } else { COURSE.len() };
        }
    }
}

fn what_to_try(server: &Server, id: &str) {
    let program = "target/release/wardroom";
    println!(
        "\nThe room answers on {}. An incident comes in every {} seconds; Ctrl-C ends it.",
        server.url(),
        PACE.as_secs()
    );
    println!("In another terminal, try:\n");
    // It finds the server and the owner's token by itself, unless several are running.
    println!("  export WARDROOM_SERVER={}", server.url());
    println!("  {program} explain {id}");
    println!("  {program} incident list");
    println!("  {program} task list --status open");
    println!("  {program} workflow list");
    println!("  {program} roster show");
    println!("  {program} events\n");
}
