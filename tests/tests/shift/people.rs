//! The people of a shift, their clock, and a server in this process that goes by it: all they know they have from the API, and all they do
//! they do through it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::path::Path;
use std::sync::Arc;

use api::{ApiParts, CountyParts, Door, ForwardedBy, Proxies, Tokens};
use domain::clock::judge::Traces;
use domain::command::{Command, Envelope, TimerCommand};
use domain::ids::{IncidentRef, Version};
use domain::ports::{Callers, Heard, Journal, KeyStore, Room};
use domain::sealing::Sealer;
use domain::state::State;
use domain::time::TimeMs;
use integration_tests::client::{Client, Request};
use integration_tests::county::{self, NOW};
use integration_tests::played::{Chance, SetClock};
use journal::{FileKeyStore, FjallJournal};
use sequencer::{Parts, Sequencer};
use serde_json::{Value, json};

use super::text;

const COUNTY: &str = "/v1/counties/350924";
const SHIFT_S: u64 = 8 * 3_600;
/// What is still under way when the last call came in is seen to for an hour.
const AFTER_S: u64 = 3_600;
const PLUGINS: [&str; 3] = ["report-intake", "nearest-unit", "graded-escalation"];
const OWNER: &str = "the shift's own secret";

/// What somebody is going to do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Deed {
    Call(usize),
    Acknowledge(String),
    Answer(u64),
    Confirm(String, u64),
    /// Of a unit, while it is on this incident.
    Status(String, String, &'static str),
    Resolve(String),
    /// The rooms look at their lists.
    Look,
}

pub struct Shift {
    clock: Arc<SetClock>,
    room: Arc<dyn Room>,
    client: Client,
    draw: Chance,
    calls: Vec<Value>,
    /// When what is done, seconds of the shift; the number keeps the order of those that are due together.
    plan: BinaryHeap<Reverse<(u64, usize, Deed)>>,
    planned: usize,
    seen: BTreeSet<String>,
    answered: BTreeSet<u64>,
    /// Since when a pressing incident has been seen without a unit.
    alone: BTreeMap<String, u64>,
    without: BTreeSet<String>,
    _server: tokio::runtime::Runtime,
    _sequencer: Sequencer,
    _folder: tempfile::TempDir,
}

impl Shift {
    pub fn begin(seed: u64, calls: usize) -> Shift {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let clock = Arc::new(SetClock::at(NOW));
        let (sequencer, room, parts) = house(folder.path(), &clock);
        let server = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("tokio");
        let listener = server.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let door = Door { connections: 64, proxies: parts.proxies.clone() };
        server.spawn(api::serve(listener, api::router(parts), door, std::future::pending()));
        let client = Client::connect(&url, OWNER);
        let mut shift = Shift {
            clock,
            room,
            client,
            draw: Chance(seed),
            calls: calls_of_the_month(calls),
            plan: BinaryHeap::new(),
            planned: 0,
            seen: BTreeSet::new(),
            answered: BTreeSet::new(),
            alone: BTreeMap::new(),
            without: BTreeSet::new(),
            _server: server,
            _sequencer: sequencer,
            _folder: folder,
        };
        for call in 0..calls {
            let at = shift.draw.below(SHIFT_S);
            shift.plan(at, Deed::Call(call));
        }
        (0..(SHIFT_S + AFTER_S) / 60).for_each(|minute| shift.plan(minute * 60, Deed::Look));
        shift
    }

    fn plan(&mut self, at: u64, deed: Deed) {
        self.planned += 1;
        self.plan.push(Reverse((at, self.planned, deed)));
    }

    pub fn play(&mut self) {
        while let Some(Reverse((at, nth, deed))) = self.plan.pop() {
            if at > SHIFT_S + AFTER_S {
                break;
            }
            self.clock.set(TimeMs(NOW.0 + at as i64 * 1_000));
            if deed == Deed::Look {
                self.pass();
                self.look(at);
            } else {
                self.do_it(nth, deed);
            }
        }
    }

    /// Lets happen what time has brought.
    fn pass(&self) {
        let (tell, told) = std::sync::mpsc::channel();
        let tick = Command::Timer(TimerCommand::Tick { archived_up_to: None });
        self.room.submit(Envelope::system(tick), Box::new(move |done| drop(tell.send(done))));
        told.recv().expect("an answer").expect("time passes");
    }

    fn do_it(&mut self, nth: usize, deed: Deed) {
        let post = |path: String, body: Value| Request::post(format!("{COUNTY}/{path}"), format!("deed-{nth}"), &body);
        match deed {
            Deed::Call(call) => {
                let call = &self.calls[call];
                let report = json!({
                    "kind": call["kind"], "lon": call["lon"], "lat": call["lat"], "source": call["source"],
                    "external_id": call["id"],
                });
                self.client.ask(&post("incidents".to_owned(), report)).must_be_good();
            }
            // Two may do the same at once, and a unit may have been sent elsewhere: people are told so and go on.
            Deed::Acknowledge(id) => {
                self.client.ask(&post(format!("incidents/{id}/acknowledgement"), json!({})));
            }
            Deed::Answer(notice) => {
                self.client.ask(&post(format!("notices/{notice}/answer"), json!({ "stage": "accepted" })));
            }
            Deed::Confirm(id, number) => {
                self.client
                    .ask(&post(format!("incidents/{id}/recommendations/{number}"), json!({ "verdict": "confirm" })));
            }
            Deed::Status(id, unit, primary) => {
                let at = self.client.ask(&Request::get(format!("{COUNTY}/units/{unit}"))).good();
                if at["incident"] == id.as_str() {
                    self.client.ask(&post(format!("units/{unit}/status"), json!({ "primary": primary })));
                }
            }
            Deed::Resolve(id) => {
                self.client.ask(&post(format!("incidents/{id}/transitions"), json!({ "to": "resolved" })));
            }
            Deed::Look => {}
        }
    }

    /// The rooms look at their open incidents and at what was told to them, and the units at where they are sent.
    fn look(&mut self, now: u64) {
        for incident in self.pages("incidents?open=true") {
            let id = text(&incident["id"]);
            if self.seen.insert(id.clone()) && self.draw.below(25) > 0 {
                // One in 25 is forgotten, until somebody is rung.
                let at = now + 20 + self.draw.below(300);
                self.plan(at, Deed::Acknowledge(id.clone()));
            }
            let units: Vec<String> = incident["units"].as_array().into_iter().flatten().map(text).collect();
            self.watch_over(now, &incident, units.is_empty());
            if units.iter().any(|unit| !self.seen.contains(&format!("{id} {unit}"))) {
                self.follow(now, &id);
            }
            if let Some(number) = incident["recommendation"].as_u64()
                && self.seen.insert(format!("{id} recommendation {number}"))
            {
                let at = now + 30 + self.draw.below(90);
                self.plan(at, Deed::Confirm(id, number));
            }
        }
        for notice in self.pages("notices?answered=false") {
            let number = notice["notice"].as_u64().expect("a number");
            if self.answered.insert(number) {
                let at = now + 15 + self.draw.below(150);
                self.plan(at, Deed::Answer(number));
            }
        }
    }

    fn watch_over(&mut self, now: u64, incident: &Value, nobody: bool) {
        let id = super::number(&incident["number"]);
        let waits = matches!(incident["phase"].as_str(), Some("reported" | "accepted"));
        if !nobody || !waits || !super::is_pressing(incident) {
            self.alone.remove(&id);
            return;
        }
        let since = *self.alone.entry(id.clone()).or_insert(now);
        if now - since >= 120 {
            self.without.insert(id);
        }
    }

    /// Units set out, get there, and are done.
    fn follow(&mut self, now: u64, id: &str) {
        let detail = self.client.ask(&Request::get(format!("{COUNTY}/incidents/{id}"))).good();
        let sent = detail["assignments"].as_array().cloned().unwrap_or_default();
        for sent in sent.iter().filter(|sent| sent["released_at"].is_null()) {
            let unit = text(&sent["unit"]);
            if !self.seen.insert(format!("{id} {unit}")) {
                continue;
            }
            let out = now + 20 + self.draw.below(100);
            let there = out + sent["eta_s"].as_u64().expect("an ETA").min(3_600);
            let done = there + 600 + self.draw.below(1_800);
            self.plan(out, Deed::Status(id.to_owned(), unit.clone(), "en-route"));
            self.plan(there, Deed::Status(id.to_owned(), unit, "on-scene"));
            self.plan(done, Deed::Resolve(id.to_owned()));
        }
    }

    fn pages(&mut self, of: &str) -> Vec<Value> {
        let (mut all, mut cursor) = (Vec::new(), String::new());
        let and = if of.contains('?') { '&' } else { '?' };
        loop {
            let page = self.client.ask(&Request::get(format!("{COUNTY}/{of}{and}limit=500{cursor}"))).good();
            all.extend(page["items"].as_array().cloned().unwrap_or_default());
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return all,
            }
        }
    }

    pub fn incidents(&mut self) -> Vec<Value> {
        self.pages("incidents")
    }

    pub fn notices(&mut self) -> Vec<Value> {
        self.pages("notices")
    }

    /// Matters of incidents that were pressing and had no unit for two minutes.
    pub fn pressing_without_a_unit(&self) -> Vec<String> {
        self.without.iter().cloned().collect()
    }
}

/// The model county with its plugins in a room of its own, as `wardroom serve` puts it together.
fn house(folder: &Path, clock: &Arc<SetClock>) -> (Sequencer, Arc<dyn Room>, ApiParts) {
    let runtime = county::open_runtime(folder);
    let journal = FjallJournal::open(&folder.join("journal")).expect("a journal");
    let reader = journal.reader();
    let archive = Arc::new(archive::MemoryArchive::new());
    let keys: Arc<dyn KeyStore> = Arc::new(FileKeyStore::open(&folder.join("keys")).expect("a key store"));
    let parts = Parts {
        journal: Box::new(journal),
        archive: archive.clone(),
        decide: runtime.clone(),
        clock: clock.clone(),
        traces: Traces::default(),
    };
    let state = State::default();
    assert_eq!(state.version, Version(0));
    let sequencer = Sequencer::start(state, parts);
    let room = sequencer.room();
    for envelope in county::set_up(&county::read(), &runtime, &PLUGINS) {
        let (tell, told) = std::sync::mpsc::channel();
        room.submit(envelope, Box::new(move |done| drop(tell.send(done))));
        told.recv().expect("an answer").expect("the county is set up");
    }
    let proxies = Arc::new(Proxies::trusting(&[], ForwardedBy::XForwardedFor).expect("no proxy"));
    let sealer = Arc::new(Sealer::new(keys));
    let code = "350924".to_owned();
    let callers = Arc::new(Strangers);
    let county = CountyParts { code, room: room.clone(), archive, journal: reader, sealer, callers };
    let tokens = Tokens::default().with_owner(OWNER);
    let parts = ApiParts { counties: vec![county], components: runtime, tokens, proxies, unsigned_plugins: false };
    (sequencer, room, parts)
}

/// Calls of the county's month, one in so many, so that all kinds and places come.
fn calls_of_the_month(count: usize) -> Vec<Value> {
    let file = integration_tests::shouning().join("incidents-2022-09.ndjson");
    let month = std::fs::read_to_string(file).expect("the month's incidents");
    let all: Vec<Value> = month.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let step = all.len() / count;
    all.into_iter().step_by(step).take(count).collect()
}

/// Nobody's number is known.
struct Strangers;

impl Callers for Strangers {
    fn heard(&self, _: &str, _: IncidentRef, _: jiff::civil::Date, _: TimeMs) -> Result<(), String> {
        Ok(())
    }

    fn same(&self, _: IncidentRef) -> Vec<Vec<Heard>> {
        Vec::new()
    }

    fn forget(&self, _: IncidentRef) -> Result<(), String> {
        Ok(())
    }
}
