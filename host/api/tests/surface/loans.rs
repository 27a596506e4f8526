//! Units that are lent, over HTTP: from whom, to whom, since, until, by which workflow; listed by both districts.

use domain::event::{Event, UnitEvent};
use domain::ids::{DistrictRef, InstanceRef, UnitRef};
use serde_json::json;

use crate::room::START;
use crate::server::{TestServer, of_county};

#[tokio::test]
async fn a_loan_is_told_with_the_unit_and_where_it_helps() {
    let server = TestServer::new();
    let listed = |list: serde_json::Value| {
        let codes = list["items"].as_array().unwrap().iter().map(|unit| unit["code"].as_str().unwrap().to_owned());
        codes.collect::<Vec<_>>()
    };
    let there = of_county("units?district=350924-D2");
    let before = listed(server.get(&there).await.ok(200));
    let (to, instance) = (DistrictRef(1), InstanceRef(3));
    let lent = UnitEvent::Lent { unit: UnitRef(0), to, until: START.plus_s(3_600), instance, held: false };
    server.room.commit("plugin:mutual-aid", "tick", vec![Event::Unit(lent)]);
    let unit = server.get(&of_county("units/U001?lang=en")).await.ok(200);
    assert_eq!(unit["district"], "350924-D1");
    let loan = json!({
        "from": "350924-D1", "to": "350924-D2", "since": "2022-09-01T00:04:44.000+08:00", "until": "2022-09-01T01:04:44.000+08:00",
        "workflow": "3", "held": false,
    });
    assert_eq!(unit["loan"], loan);
    let now = listed(server.get(&there).await.ok(200));
    assert_eq!((now.len(), now.contains(&"U001".to_owned())), (before.len() + 1, true));
    assert!(listed(server.get(&of_county("units?district=350924-D1")).await.ok(200)).contains(&"U001".to_owned()));
    let returned = UnitEvent::Returned { unit: UnitRef(0) };
    server.room.commit("plugin:mutual-aid", "tick", vec![Event::Unit(returned)]);
    assert_eq!(server.get(&of_county("units/U001")).await.ok(200).get("loan"), None);
    assert_eq!(listed(server.get(&there).await.ok(200)), before);
}

#[tokio::test]
async fn a_unit_stands_by_in_another_district_and_goes_back() {
    let server = TestServer::new();
    let path = of_county("units/U001/stand-by");
    let asked = |district: &str, until: &str| json!({ "district": district, "until": until });
    let until = "2022-09-01T02:00:00+08:00";
    server.post(&path, asked("350924-D9", until)).await.problem(404, "no-such-district");
    server.post(&path, asked("350924-D2", "soon")).await.problem(422, "bad-time");
    server.post(&path, asked("350924-D2", "2021-09-01T02:00:00+08:00")).await.problem(422, "stand-by-end");
    let unit = server.post(&path, asked("350924-D2", until)).await.ok(200);
    let (loan, code) = (&unit["loan"], "350924-D2");
    assert_eq!(
        (&loan["to"], loan.get("workflow"), &loan["until"]),
        (&json!(code), None, &json!("2022-09-01T02:00:00.000+08:00"))
    );
    let there = server.get(&of_county("units?district=350924-D2")).await.ok(200);
    assert!(there["items"].as_array().unwrap().iter().any(|unit| unit["code"] == "U001"));
    let end = of_county("units/U001/stand-by/end");
    let unit = server.post(&end, json!({ "reason": "all quiet" })).await.ok(200);
    assert_eq!(unit.get("loan"), None);
    server.post(&end, json!({})).await.problem(409, "no-change");
}
