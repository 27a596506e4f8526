//! SIGKILL over a county full of procedures of all kinds: 500 workflows under way and more than 1,000 timers, while people do their tasks.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;

use domain::decision::Answered;
use domain::event::{Batch, Event, InstanceEvent, TaskEvent, TimerEvent};
use domain::hooks::WorkflowEvent;
use domain::ids::{InstanceRef, Version};
use domain::ports::Journal;
use domain::state::State;
use domain::time::TimeMs;
use integration_tests::played::Chance;
use integration_tests::{Server, filled, year};
use journal::FjallJournal;
use serde_json::{Value, json};

use super::load::{Blow, CLIENTS};
use super::{COUNTY, Draw, county, verify};

const INSTANCES: usize = 660;
const SEED: u64 = 331;
const ROUNDS: u64 = 10;

/// What was acknowledged.
#[derive(Default)]
struct Promises {
    /// By idempotency key: what was sent, and the body that answered.
    started: BTreeMap<String, (Value, Value)>,
    /// By task, how it was said to have gone.
    done: BTreeMap<String, &'static str>,
    accepted: Vec<String>,
}

#[test]
fn a_killed_server_keeps_its_procedures() {
    println!("seed {SEED}");
    let mut draw = Draw(SEED);
    let dir = tempfile::tempdir().expect("a temporary folder");
    county(dir.path());
    let mut server = Server::start(dir.path());
    let mut promises = fill(&server);
    server = restarted(server, dir.path());
    let (instances, timers) = (all(&server, "workflows?live=true").len(), all(&server, "timers?").len());
    assert!(instances >= 500 && timers >= 1_000, "{instances} workflows, {timers} timers");
    for round in 0..ROUNDS {
        under_load(&server, &mut promises, round, 1 + draw.below(80));
        server.kill();
        let (code, said, stderr) = verify(dir.path());
        assert_eq!((code, &said["ok"]), (Some(0), &true.into()), "round {round}: {said} {stderr}");
        server = Server::start(dir.path());
        promises.hold(&server);
    }
    assert!(server.stop().success());
    let steps = each_once(dir.path());
    let (done, accepted) = (promises.done.len(), promises.accepted.len());
    assert!(done > 0 && accepted > 0, "{done} tasks done, {accepted} accepted");
    println!("{instances} workflows, {timers} timers, {done} tasks done, {accepted} accepted, {steps} steps");
}

fn restarted(server: Server, data: &Path) -> Server {
    server.kill();
    Server::start(data)
}

/// Starts as many procedures as the county is to have: of all kinds that it has, as many of each.
fn fill(server: &Server) -> Promises {
    let mut promises = Promises::default();
    let county = integration_tests::county::read();
    let mut chance = Chance(SEED);
    let (status, kinds) = server.get(&format!("{COUNTY}/workflow-kinds?lang=en")).expect("an answer");
    assert_eq!(status, 200, "{kinds}");
    let kinds = kinds["items"].as_array().expect("items");
    let each = INSTANCES.div_ceil(kinds.len());
    println!("{} kinds of procedure, {each} of each", kinds.len());
    for kind in kinds {
        let name = kind["kind"]["code"].as_str().expect("a kind");
        // What is always begun by an incident is begun so here, too.
        let of_incident = county.kinds.iter().find(|of| of.workflows.iter().any(|workflow| workflow == name));
        let mut under_way = 0;
        for number in 0..6 * each {
            if under_way == each {
                break;
            }
            let grid = &county.grids[chance.below(county.grids.len() as u64) as usize];
            let district = county.districts[grid.district.index()].code.as_str();
            let (path, body) = match of_incident.filter(|_| number >= each) {
                Some(of) => {
                    let (lon, lat) = grid.centre;
                    ("incidents", json!({"kind": of.code, "lon": lon, "lat": lat, "source": "110"}))
                }
                None => {
                    // Where the least is too little, more is filled in.
                    let of_the_rest = [None, Some(1), Some(2)][number % 3];
                    let schema = &kind["start"]["schema"];
                    let mut fields = filled::form(schema, &county, district, now(), of_the_rest, &mut chance);
                    let often = year::OFTEN.iter().find(|often| often.kind == name);
                    for (field, value) in often.into_iter().flat_map(|often| often.given) {
                        fields[*field] = json!(value);
                    }
                    let key = format!("{name}-{number}");
                    ("workflows", json!({"kind": name, "key": key, "grid": grid.code, "fields": fields}))
                }
            };
            let key = format!("fill-{name}-{number}");
            let (status, answer) = server.post(&format!("{COUNTY}/{path}"), Some(&key), &body).expect("an answer");
            match status {
                201 => {
                    under_way += 1;
                    if path == "workflows" {
                        promises.started.insert(key, (body, answer));
                    }
                }
                // A procedure that says no to what chance filled in is right to do so.
                409 | 422 => {}
                _ => panic!("{path} {body}: {status} {answer}"),
            }
        }
        assert!(under_way > 0, "not one `{name}` could be begun");
        println!("{name}: {under_way} begun");
    }
    promises
}

fn now() -> TimeMs {
    TimeMs(jiff::Timestamp::now().as_millisecond())
}

fn dispute(number: usize) -> Value {
    let fields = json!({"kind": "neighbour", "parties": 2, "party_a": "A", "party_b": "B"});
    json!({"kind": "dispute-mediation", "key": format!("dispute-{number}"), "district": "350924-D1", "fields": fields})
}

/// Every item of a list, page by page.
fn all(server: &Server, list: &str) -> Vec<Value> {
    let (mut items, mut cursor) = (Vec::new(), String::new());
    loop {
        let (status, page) = server.get(&format!("{COUNTY}/{list}&limit=200{cursor}")).expect("an answer");
        assert_eq!(status, 200, "{page}");
        items.extend(page["items"].as_array().expect("items").iter().cloned());
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return items,
        }
    }
}

fn under_load(server: &Server, promises: &mut Promises, round: u64, after: u64) {
    let strike = || server.strike();
    let blow = Blow::after(after, &strike);
    // Those that can be done and those that are accepted by turns.
    let (can, other): (Vec<Value>, Vec<Value>) =
        all(server, "tasks?status=open&lang=en").into_iter().partition(|task| outcome(task).is_some());
    let share = can.len().min(other.len());
    let by_turns = can[..share].iter().zip(&other[..share]).flat_map(|(can, other)| [can, other]);
    let open: Vec<Value> = by_turns.chain(&can[share..]).chain(&other[share..]).cloned().collect();
    let shared = Mutex::new(std::mem::take(promises));
    std::thread::scope(|scope| {
        for client in 0..CLIENTS {
            let (blow, shared, open) = (&blow, &shared, &open);
            scope.spawn(move || work(server, shared, round, client, open, blow));
        }
    });
    *promises = shared.into_inner().expect("no client panicked");
}

/// One client: does tasks of its own share, and starts disputes between them.
fn work(server: &Server, shared: &Mutex<Promises>, round: u64, client: u64, open: &[Value], blow: &Blow<'_>) {
    let mine = open.iter().skip(client as usize).step_by(CLIENTS as usize);
    for (number, task) in mine.enumerate() {
        let id = task["id"].as_str().expect("an id").to_owned();
        if number % 3 == 2 {
            let body = dispute(1_000_000 * (round as usize + 1) + 1_000 * number + client as usize);
            let key = format!("{round}-{client}-{number}");
            let Some((201, answer)) = server.post(&format!("{COUNTY}/workflows"), Some(&key), &body) else { return };
            if !blow.heard(|| drop(shared.lock().expect("promises").started.insert(key, (body, answer)))) {
                return;
            }
        }
        let outcome = outcome(task);
        let (path, body) = match outcome {
            Some(outcome) => (format!("{COUNTY}/tasks/{id}/done"), json!({"outcome": outcome, "fields": {}})),
            None => (format!("{COUNTY}/tasks/{id}/accept"), json!({})),
        };
        let Some((status, answer)) = server.post(&path, None, &body) else { return };
        if status >= 500 {
            return;
        }
        assert!(status == 200 || status == 409, "{path}: {status} {answer}");
        let keep = || {
            let mut promises = shared.lock().expect("promises");
            match outcome {
                Some(outcome) => drop(promises.done.insert(id, outcome)),
                None => promises.accepted.push(id),
            }
        };
        if status == 200 && !blow.heard(keep) {
            return;
        }
    }
}

/// How a task is done that asks for nothing but that, by what its title begins with.
fn outcome(task: &Value) -> Option<&'static str> {
    const OUTCOMES: [(&str, &str); 4] = [
        ("accept the dispute", "accepted"),
        ("accept the case that is reported", "accepted"),
        ("look at the ", "clear"),
        ("search ", "clear"),
    ];
    let title = task["title"].as_str()?;
    OUTCOMES.iter().find(|(begin, _)| title.starts_with(begin)).map(|(_, outcome)| *outcome)
}

impl Promises {
    /// Asks a restarted server for everything.
    fn hold(&self, server: &Server) {
        for (key, (body, answer)) in &self.started {
            let (status, again) = server.post(&format!("{COUNTY}/workflows"), Some(key), body).expect("an answer");
            assert_eq!((status, &again), (201, answer), "the same key, another answer");
        }
        let tasks: BTreeMap<String, Value> = ["done", "accepted", "cancelled"]
            .into_iter()
            .flat_map(|status| all(server, &format!("tasks?status={status}")))
            .map(|task| (task["id"].as_str().expect("an id").to_owned(), task))
            .collect();
        for (id, outcome) in &self.done {
            let task = tasks.get(id).unwrap_or_else(|| panic!("task {id} was done, and is open again"));
            assert_eq!((&task["status"]["code"], &task["outcome"]), (&json!("done"), &json!(outcome)), "{task}");
        }
        for id in &self.accepted {
            assert!(tasks.contains_key(id), "task {id} was accepted, and nobody has it");
        }
    }
}

/// Reads the whole journal of a stopped county: no timer fires but while it runs, and every task that was done is told to its
/// workflow once, by a step that was taken or in what the workflow has still to hear. The number of steps.
fn each_once(data: &Path) -> usize {
    let journal = FjallJournal::open(data).expect("the journal opens");
    let mut state = State::default();
    let (mut done, mut told) = (BTreeMap::<InstanceRef, usize>::new(), BTreeMap::<InstanceRef, usize>::new());
    let mut steps = 0;
    let mut look = |_: Version, _, record: &[u8]| {
        let batch = Batch::decode(record).expect("a batch");
        for (index, event) in batch.events.iter().enumerate() {
            match event {
                Event::Timer(TimerEvent::Fired { timer, generation, .. }) => {
                    assert!(state.timers.is_current(*timer, *generation), "{timer:?} fired and did not run");
                }
                Event::Task(TaskEvent::Done { task, .. }) => {
                    let of = state.tasks.get(*task).and_then(|task| task.of_instance());
                    *done.entry(of.expect("all are tasks of workflows").0).or_default() += 1;
                }
                Event::Instance(InstanceEvent::Stepped { instance, decision, .. }) => {
                    steps += 1;
                    let Answered::Workflow(record) = &decision.facts.answer else { panic!("{decision:?}") };
                    if matches!(record.event, WorkflowEvent::TaskDone { .. }) {
                        *told.entry(*instance).or_default() += 1;
                    }
                }
                _ => {}
            }
            state.preview(event, batch.at, &batch.signature(index), batch.version);
        }
        state.complete(&batch);
        true
    };
    journal.reader().read(Version(1), &mut look).expect("the chain is whole");
    for (instance, done) in done {
        let row = state.workflows.get(instance).expect("none is forgotten yet");
        let waits = row.inbox.iter().filter(|event| matches!(***event, WorkflowEvent::TaskDone { .. })).count();
        let told = told.get(&instance).copied().unwrap_or_default();
        assert!(told + waits == done || !row.status.is_live(), "{instance}: {done} done, {told} told, {waits} wait");
    }
    steps
}
