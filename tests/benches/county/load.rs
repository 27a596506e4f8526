//! The load: connections that ask at the same time, what they ask, and what the server used for it.

use std::collections::BTreeMap;
use std::time::Instant;

use integration_tests::client::{Answer, Client, Request};
use integration_tests::{Server, shouning};
use serde_json::{Value, json};

use super::clocks::Clocks;
use super::{CLIENTS, COUNTY, IN_FLIGHT, id};

/// Those who ask, and what they ask next.
pub struct Load {
    clients: Vec<Client>,
    clocks: Clocks,
    reports: Vec<Value>,
    /// Codes of the county's units and of their districts.
    pub units: Vec<(String, String)>,
    /// Requests that changed something, for their keys.
    posted: usize,
    reported: usize,
}

/// What came of one round of requests.
pub struct Round {
    pub answers: Vec<Answer>,
    /// Microseconds of the server, by thread.
    pub cpu: BTreeMap<String, f64>,
    pub seconds: f64,
}

impl Round {
    pub fn ids(&self) -> Vec<String> {
        self.answers.iter().map(id).collect()
    }
}

impl Load {
    pub fn of(server: &Server, tokens: &[String]) -> Load {
        let most = IN_FLIGHT.into_iter().max().unwrap_or(1);
        let clients = (0..most).map(|n| Client::connect(server.url(), &tokens[n % tokens.len()])).collect();
        let month = std::fs::read_to_string(shouning().join("incidents-2022-09.ndjson")).expect("the incidents");
        let report = |line: &str| {
            let incident: Value = serde_json::from_str(line).expect("JSON");
            json!({ "kind": incident["kind"], "lon": incident["lon"], "lat": incident["lat"], "source": incident["source"] })
        };
        let reports = month.lines().map(report).collect();
        let clocks = Clocks::of(server.process());
        let mut load = Load { clients, clocks, reports, units: Vec::new(), posted: 0, reported: 0 };
        let units = load.untimed(1, |_, _| Request::get(format!("{COUNTY}/units")))[0].good();
        let code = |unit: &Value, name: &str| unit[name].as_str().expect("a code").to_owned();
        let units = units["items"].as_array().expect("units");
        load.units = units.iter().map(|unit| (code(unit, "code"), code(unit, "district"))).collect();
        load
    }

    pub fn post(&mut self, path: String, body: &Value) -> Request {
        self.posted += 1;
        Request::post(path, format!("bench-{}", self.posted), body)
    }

    /// The next of the month's incidents, as if it happened now.
    pub fn report(&mut self) -> Request {
        self.reported += 1;
        let body = self.reports[self.reported % self.reports.len()].clone();
        self.post(format!("{COUNTY}/incidents"), &body)
    }

    /// Asks them all, so many at a time, and waits until the server has nothing left to do.
    pub fn round(
        &mut self,
        in_flight: usize,
        count: usize,
        mut next: impl FnMut(&mut Load, usize) -> Request,
    ) -> Round {
        assert!(count > 0, "there is something to ask");
        let requests: Vec<Request> = (0..count).map(|n| next(self, n)).collect();
        let before = self.clocks.drained();
        let start = Instant::now();
        let answers = ask_all(&mut self.clients[..in_flight], &requests);
        let seconds = start.elapsed().as_secs_f64();
        let cpu = self.clocks.drained().since(&before);
        answers.iter().for_each(Answer::must_be_good);
        Round { answers, cpu, seconds }
    }

    /// Asks without looking at the clock.
    pub fn untimed(&mut self, count: usize, mut next: impl FnMut(&mut Load, usize) -> Request) -> Vec<Answer> {
        let requests: Vec<Request> = (0..count).map(|n| next(self, n)).collect();
        ask_all(&mut self.clients[..CLIENTS], &requests)
    }

    /// Ends these incidents, so that their units are free again.
    pub fn clear(&mut self, ids: &[String]) {
        for phase in ["cancelled", "resolved", "closed"] {
            // Whoever is on the way can't be called off, and what is ended can't end again.
            self.untimed(ids.len(), |load, n| {
                let step = json!({ "to": phase, "outcome": "nothing-found" });
                load.post(format!("{COUNTY}/incidents/{}/transitions", ids[n]), &step)
            });
        }
    }
}

/// Each client asks its share, one request after the other's answer. The answers in the order of the requests.
fn ask_all(clients: &mut [Client], requests: &[Request]) -> Vec<Answer> {
    let count = clients.len();
    let mut shares: Vec<std::vec::IntoIter<Answer>> = std::thread::scope(|scope| {
        let asking: Vec<_> = clients
            .iter_mut()
            .enumerate()
            .map(|(n, client)| {
                scope.spawn(move || requests.iter().skip(n).step_by(count).map(|request| client.ask(request)).collect())
            })
            .collect();
        asking.into_iter().map(|share| share.join().map(Vec::into_iter).expect("a client")).collect()
    });
    (0..requests.len()).filter_map(|n| shares[n % count].next()).collect()
}
