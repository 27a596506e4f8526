//! Repeat callers over HTTP: known again without their number, of what the reader sees only.

use std::sync::{Arc, Mutex};

use domain::command::{Command, CountyCommand, Envelope};
use domain::county::County;
use domain::ids::{Digest, IncidentRef};
use domain::ports::{Callers, Heard, Room};
use domain::time::TimeMs;
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::server::{TestServer, accident, of_county};

/// Knows callers by their numbers, as the real one never does.
#[derive(Default)]
pub struct TestCallers(Mutex<Vec<(String, Heard)>>);

impl Callers for TestCallers {
    fn heard(&self, number: &str, incident: IncidentRef, _: Date, at: TimeMs) -> Result<(), String> {
        self.0.lock().unwrap().push((number.to_owned(), Heard { incident, at }));
        Ok(())
    }

    fn same(&self, incident: IncidentRef) -> Vec<Vec<Heard>> {
        let calls = self.0.lock().unwrap();
        let mut numbers: Vec<&String> =
            calls.iter().filter(|(_, heard)| heard.incident == incident).map(|(number, _)| number).collect();
        numbers.dedup();
        let of = |number: &&String| calls.iter().filter(|(of, _)| of == *number).map(|(_, heard)| *heard).collect();
        numbers.iter().map(of).filter(|calls: &Vec<Heard>| calls.len() > 1).collect()
    }

    fn forget(&self, incident: IncidentRef) -> Result<(), String> {
        self.0.lock().unwrap().retain(|(_, heard)| heard.incident != incident);
        Ok(())
    }
}

fn server() -> TestServer {
    let server = TestServer::new();
    let county = server.room.state().loaded().expect("a county").county().clone();
    let county = Arc::new(County { caller_days: Some(7), digest: Digest([1; 32]), ..county });
    server.room.run(Envelope::system(Command::County(CountyCommand::Import { county }))).unwrap();
    server
}

fn calling(number: &str) -> Value {
    let mut report = accident();
    report["calling_number"] = json!(number);
    report
}

async fn callers(server: &TestServer, id: &str) -> Value {
    server.get(&of_county(&format!("incidents/{id}"))).await.ok(200)["repeat_callers"].clone()
}

#[tokio::test]
async fn the_same_caller_is_known_again() {
    let server = server();
    let first = server.report(calling("13905930217")).await;
    assert_eq!(callers(&server, &first).await, json!([]));
    server.room.pass(60);
    let second = server.report(calling("13905930217")).await;
    let other = server.report(calling("13905930218")).await;
    let told = callers(&server, &second).await;
    assert_eq!(json!([told[0]["calls"], told[0]["incidents"]]), json!([2, [first]]));
    assert_eq!(callers(&server, &other).await, json!([]));
    let story = server.get(&of_county(&format!("incidents/{second}/explanation?lang=en"))).await.ok(200);
    let text = story["text"].as_str().unwrap();
    assert!(text.contains("The same caller called 2 times") && text.contains(&format!("also about {first}")), "{text}");
    let call = json!({ "text": "where are they?", "source": "110", "calling_number": "13905930217" });
    server.post(&of_county(&format!("incidents/{other}/calls")), call).await.ok(200);
    let told = callers(&server, &first).await;
    assert_eq!(json!([told[0]["calls"], told[0]["incidents"]]), json!([3, [second, other]]));
    for text in ["13905930217", "13905930218"] {
        assert!(!server.room.journal_text().contains(text), "{text}");
    }
    server.post(&of_county("incidents"), calling("call me")).await.problem(422, "bad-body");
}

#[tokio::test]
async fn nothing_is_kept_where_the_county_does_not_want_it() {
    let server = TestServer::new();
    let first = server.report(calling("13905930217")).await;
    server.report(calling("13905930217")).await;
    assert_eq!(callers(&server, &first).await, json!([]));
}
