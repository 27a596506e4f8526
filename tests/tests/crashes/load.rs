//! Concurrent clients of a county, and a memory of every word that it gave them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use domain::event::{Batch, Event, IncidentEvent, TimerEvent};
use domain::ids::Version;
use domain::ports::Journal;
use integration_tests::Server;
use journal::FjallJournal;
use serde_json::{Value, json};

use super::{COUNTY, Draw};

/// Everything that was acknowledged.
#[derive(Default)]
pub struct Promises {
    /// By idempotency key: the body that answered the report.
    reports: BTreeMap<String, Value>,
    /// By key, what was sent; whether it arrived is not known for those without an answer.
    sent: BTreeMap<String, Value>,
    /// Incident and the phase it was taken to.
    steps: Vec<(String, String)>,
}

pub const CLIENTS: u64 = 6;

/// The moment of a blow. What is heard after it began is no promise: with the power gone nobody would have said it, but a
/// process that outlives its disk may take a sync that the cut overtook for a good one.
pub struct Blow<'a> {
    /// Answers until it falls.
    after: u64,
    strike: &'a (dyn Fn() + Sync),
    answers: AtomicU64,
    begun: AtomicBool,
}

impl<'a> Blow<'a> {
    pub fn after(after: u64, strike: &'a (dyn Fn() + Sync)) -> Blow<'a> {
        Blow { after, strike, answers: AtomicU64::new(0), begun: AtomicBool::new(false) }
    }

    /// Whether an answer that was just heard counts.
    pub fn heard(&self, keep: impl FnOnce()) -> bool {
        if self.begun.load(Ordering::SeqCst) {
            return false;
        }
        keep();
        if self.answers.fetch_add(1, Ordering::SeqCst) + 1 == self.after {
            self.begun.store(true, Ordering::SeqCst);
            (self.strike)();
        }
        true
    }
}

/// Talks to the server from several threads until it falls silent, and strikes it down after this many answers.
pub fn under_load(server: &Server, promises: &mut Promises, round: u64, after: u64, strike: &(dyn Fn() + Sync)) {
    let blow = Blow::after(after, strike);
    let shared = Mutex::new(std::mem::take(promises));
    std::thread::scope(|scope| {
        for client in 0..CLIENTS {
            let (blow, shared) = (&blow, &shared);
            scope.spawn(move || talk(server, shared, round, client, blow));
        }
    });
    *promises = shared.into_inner().expect("no client panicked");
}

/// One client: reports, and takes what it reported along.
fn talk(server: &Server, shared: &Mutex<Promises>, round: u64, client: u64, blow: &Blow<'_>) {
    let mut draw = Draw(round << 32 | client);
    for number in 0_u64.. {
        let key = format!("{round}-{client}-{number}");
        let report = report(&key, &mut draw);
        shared.lock().expect("promises").sent.insert(key.clone(), report.clone());
        let Some((status, body)) = server.post(&format!("{COUNTY}/incidents"), Some(&key), &report) else { return };
        if status != 201 {
            assert!(status >= 500 || status == 429, "{status}: {body}");
            return;
        }
        let id = body["id"].as_str().expect("an id").to_owned();
        let phase = body["phase"].as_str().expect("a phase").to_owned();
        if !blow.heard(|| drop(shared.lock().expect("promises").reports.insert(key, body))) {
            return;
        }
        let legal: &[&str] =
            if phase == "assigned" { &["en-route", "on-scene", "resolved", "closed"] } else { &["cancelled"] };
        for to in &legal[..draw.below(legal.len() as u64 + 1) as usize] {
            let mut step = json!({ "to": to });
            if *to == "closed" {
                step["outcome"] = "nothing-found".into();
            }
            let Some((status, answer)) = server.post(&format!("{COUNTY}/incidents/{id}/transitions"), None, &step)
            else {
                return;
            };
            if status >= 500 {
                return;
            }
            assert_eq!(status, 200, "{answer}");
            let step = (id.clone(), (*to).to_owned());
            if !blow.heard(|| shared.lock().expect("promises").steps.push(step)) {
                return;
            }
        }
    }
}

fn report(key: &str, draw: &mut Draw) -> Value {
    let place = |from: f64, draw: &mut Draw| from + draw.below(1_000) as f64 / 10_000.0;
    json!({
        "kind": "help",
        "lon": place(119.45, draw),
        "lat": place(27.40, draw),
        "source": "110",
        "external_id": key,
        // Every third caller leaves a name, under a key of its own.
        "caller": if draw.below(3) == 0 { json!({"name": "caller", "number": "110"}) } else { Value::Null },
    })
}

impl Promises {
    /// Asks a restarted server for everything: each report is there under its key with the very same answer, each step in
    /// its incident's story.
    pub fn hold(&self, server: &Server, since_round: u64) {
        let of_round =
            |key: &str| key.split('-').next().and_then(|r| r.parse().ok()).is_some_and(|r: u64| r >= since_round);
        for (key, body) in self.reports.iter().filter(|(key, _)| of_round(key)) {
            let id = body["id"].as_str().expect("an id");
            let (status, incident) = server.get(&format!("{COUNTY}/incidents/{id}")).expect("an answer");
            assert_eq!(status, 200, "report {key} was acknowledged as {id} and is gone: {incident}");
            assert_eq!(incident["external_id"], **key, "{id} is another incident now");
            let steps = incident["steps"].to_string();
            for (_, to) in self.steps.iter().filter(|(of, _)| of == id) {
                assert!(
                    steps.contains(&format!("\"{to}\"")),
                    "{id} was acknowledged as {to}, and its story is {steps}"
                );
            }
        }
        // Whoever never heard back sends the same again; and whoever did may, and hears the same.
        for (key, report) in self.sent.iter().filter(|(key, _)| of_round(key)) {
            let again = server.post(&format!("{COUNTY}/incidents"), Some(key), report);
            let (status, body) = again.expect("an answer");
            assert_eq!(status, 201, "{body}");
            if let Some(first) = self.reports.get(key) {
                assert_eq!(body, *first, "the same key, another answer");
            }
        }
    }
}

/// Reads the whole journal of a stopped county: no report twice, no key twice, no timer fired twice or never started.
pub fn nothing_twice(data: &Path, promises: &Promises) {
    let journal = FjallJournal::open(data).expect("the journal opens");
    let (mut keys, mut reports) = (BTreeSet::new(), BTreeMap::new());
    let (mut started, mut fired) = (BTreeSet::new(), BTreeSet::new());
    let mut look = |_: Version, _, record: &[u8]| {
        let batch = Batch::decode(record).expect("a batch");
        if let Some(key) = &batch.key {
            assert!(keys.insert(key.key.clone()), "key {} is in the journal twice", key.key);
        }
        for event in batch.events {
            match event {
                Event::Incident(IncidentEvent::Reported(r)) => {
                    let external = r.external_id.clone().expect("every report of the load has one");
                    assert_eq!(reports.insert(external, r.id.clone()), None, "a report is there twice");
                }
                Event::Timer(TimerEvent::Started { timer, generation, .. }) => {
                    started.insert((timer, generation));
                }
                Event::Timer(TimerEvent::Fired { timer, generation, .. }) => {
                    assert!(started.contains(&(timer, generation)), "{timer:?} fired and was never started");
                    assert!(fired.insert((timer, generation)), "{timer:?} fired twice");
                }
                _ => {}
            }
        }
        true
    };
    journal.reader().read(Version(1), &mut look).expect("the chain is whole");
    for (key, body) in &promises.reports {
        assert_eq!(reports.get(key).map(String::as_str), body["id"].as_str(), "report {key}");
    }
    println!("{} reports, {} steps, {} timers fired", promises.reports.len(), promises.steps.len(), fired.len());
    assert!(!fired.is_empty(), "timers fire under the load");
}
