//! Why what is recommended is not done, over HTTP: asked for by the county's codes, told where people look, and counted.

use std::sync::Arc;

use domain::command::{Command, CountyCommand, Envelope};
use domain::county::{County, Named};
use domain::event::{Event, IncidentEvent, MatterEvent};
use domain::ids::{Digest, IncidentRef};
use domain::ports::Room;
use serde_json::{Value, json};

use crate::incidents::recommended;
use crate::server::{TestServer, accident, of_county};

/// A server whose county has two reasons.
fn server() -> TestServer {
    let server = TestServer::new();
    let reason = |code: &str| Named { code: code.to_owned(), name: Default::default() };
    let override_reasons = vec![reason("road-closed"), reason("order")];
    let county = server.room.state().loaded().expect("a county").county().clone();
    let county = Arc::new(County { override_reasons, digest: Digest([1; 32]), ..county });
    server.room.run(Envelope::system(Command::County(CountyCommand::Import { county }))).unwrap();
    server
}

/// An incident for which `U002` is recommended.
async fn advised(server: &TestServer) -> String {
    let id = server.report(accident()).await;
    let matter = server.room.state().last_incident.into();
    let decided = Event::Matter(MatterEvent::Decided { matter, decision: Arc::new(recommended(1)) });
    server.room.commit("system", "report", vec![decided]);
    id
}

#[tokio::test]
async fn a_reason_is_asked_for_by_its_codes_and_told_where_people_look() {
    let server = server();
    let id = advised(&server).await;
    let of = |what: &str| of_county(&format!("incidents/{id}/{what}"));
    let reject = json!({ "verdict": "reject", "reason": "so" });
    let problem = server.post(&of("recommendations/1"), reject).await.problem(422, "no-reason");
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains("road-closed") && detail.contains("order"), "{detail}");
    let confirm = json!({ "verdict": "confirm", "code": "order" });
    server.post(&of("recommendations/1"), confirm).await.problem(422, "bad-body");
    let unknown = json!({ "verdict": "reject", "code": "mood" });
    server.post(&of("recommendations/1"), unknown).await.problem(422, "no-such-reason");
    server.post(&of("assignments"), json!({ "units": ["U003"] })).await.problem(422, "no-reason");
    server.post(&of("recommendations/1"), json!({ "verdict": "reject", "code": "order" })).await.ok(200);
    let shown = server.get(&of_county(&format!("incidents/{id}"))).await.ok(200);
    assert_eq!(shown["recommendations"][0]["code"]["code"], "order");
    let told = server.get(&of("explanation?lang=en")).await.ok(200);
    assert!(told["text"].as_str().unwrap().contains("rejected it: order"), "{}", told["text"]);
}

#[tokio::test]
async fn reasons_are_counted_over_room_and_archive() {
    let server = server();
    let answers = [
        ("recommendations/1", json!({ "verdict": "reject", "code": "order" })),
        ("recommendations/1", json!({ "verdict": "amend", "units": ["U003"], "code": "order" })),
        ("assignments", json!({ "units": ["U001"], "code": "road-closed" })),
    ];
    for (what, body) in answers {
        let id = advised(&server).await;
        server.post(&of_county(&format!("incidents/{id}/{what}")), body).await.ok(200);
    }
    let first = server.room.state().incidents.keys().next().copied().unwrap();
    // The first is only in the archive.
    let cancel = json!({ "to": "cancelled" });
    server.post(&of_county(&format!("incidents/{}/transitions", first.0)), cancel).await.ok(200);
    server.archive.take_incident(&server.room.state(), IncidentRef(1));
    let gone = IncidentEvent::Archived { incidents: vec![first] };
    server.room.commit("system", "tick", vec![Event::Incident(gone)]);
    let row =
        |item: &Value| json!([item["reason"]["code"], item["amended"], item["rejected"], item["by_hand"]]).to_string();
    let told = server.get(&of_county("override-reasons")).await.ok(200);
    let rows: Vec<String> = told["items"].as_array().unwrap().iter().map(row).collect();
    assert_eq!(rows, [r#"["road-closed",0,0,1]"#, r#"["order",1,1,0]"#]);
    assert_eq!(json!([told["without"], told["recommendations"]]), json!([0, 3]));
    let later = server.get(&of_county("override-reasons?from=2023-01-01T00:00:00%2B08:00")).await.ok(200);
    assert_eq!(later["recommendations"], 0);
    server.get(&of_county("override-reasons?kind=war")).await.problem(400, "bad-query");
}
