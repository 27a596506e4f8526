//! Links between incidents and further calls over HTTP: told with both sides, after one has gone to the archive, too.

use domain::event::{Event, IncidentEvent};
use domain::ids::IncidentRef;
use domain::ports::Room;
use serde_json::{Value, json};

use crate::server::{TestServer, accident, of_county};

async fn shown(server: &TestServer, id: &str) -> Value {
    server.get(&of_county(&format!("incidents/{id}"))).await.ok(200)
}

fn links(shown: &Value) -> Vec<String> {
    let line = |link: &Value| {
        let there = if link["from_there"] == json!(true) { "from" } else { "to" };
        format!("{there} {} {}", link["incident"].as_str().unwrap(), link["relation"]["code"].as_str().unwrap())
    };
    shown["links"].as_array().unwrap().iter().map(line).collect()
}

#[tokio::test]
async fn a_link_is_told_with_both_and_outlives_the_room() {
    let server = TestServer::new();
    let (old, new) = (server.report(accident()).await, server.report(accident()).await);
    let of = |id: &str| of_county(&format!("incidents/{id}/links"));
    server.room.pass(60);
    let body = json!({ "incident": old, "relation": "follow-up-of", "reason": "the same corner" });
    server.post(&of(&new), body.clone()).await.ok(200);
    server.post(&of(&new), body).await.problem(409, "linked-already");
    server.post(&of(&new), json!({ "incident": "404", "relation": "related" })).await.problem(404, "no-such-incident");
    server.post(&of(&new), json!({ "incident": old, "relation": "twin" })).await.problem(422, "bad-body");
    let both = [format!("to {old} follow-up-of"), format!("from {new} follow-up-of")];
    assert_eq!([links(&shown(&server, &new).await), links(&shown(&server, &old).await)].concat(), both);
    let told = server.get(&of_county(&format!("incidents/{old}/explanation?lang=en"))).await.ok(200);
    assert!(told["text"].as_str().unwrap().contains("was linked to this one: follows up"), "{}", told["text"]);
    // The older one goes to the archive, and another one is linked to it there.
    let cancel = json!({ "to": "cancelled" });
    for (id, which) in [(&old, IncidentRef(1)), (&new, IncidentRef(2))] {
        server.post(&of_county(&format!("incidents/{id}/transitions")), cancel.clone()).await.ok(200);
        server.archive.take_incident(&server.room.state(), which);
        let gone = IncidentEvent::Archived { incidents: vec![which] };
        server.room.commit("system", "tick", vec![Event::Incident(gone)]);
        assert_eq!(links(&shown(&server, &new).await), both[..1], "{id} is archived");
        assert_eq!(links(&shown(&server, &old).await), both[1..], "{id} is archived");
        for (one, other) in [(&old, &new), (&new, &old)] {
            let told = server.get(&of_county(&format!("incidents/{one}/explanation?lang=en"))).await.ok(200);
            assert!(told["text"].as_str().unwrap().contains(other.as_str()), "{other}: {}", told["text"]);
        }
    }
    let third = server.report(accident()).await;
    server.post(&of(&third), json!({ "incident": old, "relation": "related" })).await.ok(200);
    assert_eq!(links(&shown(&server, &old).await), [both[1].clone(), format!("from {third} related")]);
    assert_eq!(links(&shown(&server, &third).await), [format!("to {old} related")]);
    server.delete(&format!("{}/{old}", of(&third)), json!({})).await.ok(200);
    assert_eq!(links(&shown(&server, &old).await), both[1..]);
}

#[tokio::test]
async fn further_calls_are_added_counted_and_sealed() {
    let server = TestServer::new();
    let id = server.report(accident()).await;
    let calls = of_county(&format!("incidents/{id}/calls"));
    server
        .post(&calls, json!({ "text": "smoke", "source": "110", "at": { "lon": 119.05, "lat": 27.05 } }))
        .await
        .ok(200);
    let half = json!({ "text": "smoke", "source": "110", "at": { "lon": 119.05 } });
    server.post(&calls, half).await.problem(422, "bad-body");
    let outside = json!({ "text": "smoke", "source": "110", "at": { "lon": 0.5, "lat": 0.5 } });
    server.post(&calls, outside).await.problem(422, "outside-county");
    let personal = json!({ "text": "it is my mother 王秀英", "source": "walk-in", "personal": true });
    server.post(&calls, personal).await.ok(200);
    let told = shown(&server, &id).await;
    assert_eq!((&told["calls"], told["notes"].as_array().unwrap().len()), (&json!(3), 2));
    assert_eq!(told["notes"][0]["call"], json!({ "source": "110", "lon": 119.05, "lat": 27.05 }));
    assert_eq!((&told["notes"][1]["personal"], &told["notes"][1]["text"]), (&json!(true), &Value::Null));
    assert!(!server.room.journal_text().contains("王秀英"));
    let row = server.get(&of_county("incidents")).await.ok(200)["items"][0].clone();
    assert_eq!(row["calls"], 3);
}
