//! Schedules by which workflows begin, over HTTP: when each is due next, which workflow it began last, and who may see it.

use axum::http::Method;
use domain::county::schedule::{Schedule, When};
use domain::event::{Event, InstanceEvent};
use domain::hooks::CatchUp;
use domain::ids::*;
use domain::time::TimeMs;
use serde_json::{Value, json};

use crate::access::guarded;
use crate::server::{TestServer, of_county, request};

fn time(at: &str) -> TimeMs {
    TimeMs::parse(at).expect("a time")
}

fn schedule(code: &str, district: u16, when: When) -> Schedule {
    Schedule {
        code: code.to_owned(),
        workflow: "search".to_owned(),
        district: DistrictRef(district),
        when,
        at_minute: 8 * 60,
        catch_up: CatchUp::Once,
        key: None,
        fields: Default::default(),
    }
}

/// Every Monday and Friday here, and fifteen days after the end of the last one there, which is under way.
fn set(server: &TestServer) {
    let weekly = schedule("weekly", 0, When::Weekdays(0b1_0001));
    let watch = Schedule { catch_up: CatchUp::Skip, ..schedule("a-watch", 1, When::DaysAfterEnd(15)) };
    let scheduled = |which, schedule, due| {
        let schedule = Box::new(schedule);
        Event::Instance(InstanceEvent::Scheduled { which: ScheduleRef(which), schedule, due })
    };
    let due = Some(time("2022-09-02T08:00:00+08:00"));
    server.room.commit("system", "import-county", vec![scheduled(1, weekly, due), scheduled(2, watch, None)]);
}

fn codes(list: &Value) -> Vec<&str> {
    list["items"].as_array().expect("a list").iter().map(|of| of["code"].as_str().expect("a code")).collect()
}

#[tokio::test]
async fn schedules_tell_their_next_ten_times_in_both_languages() {
    let server = TestServer::new();
    let path = of_county("workflow-schedules");
    assert_eq!(server.get(&path).await.ok(200), json!({ "items": [] }));
    set(&server);
    let listed = server.get(&path).await.ok(200);
    assert_eq!(codes(&listed), ["a-watch", "weekly"], "in the order of their codes");
    let weekly = &listed["items"][1];
    assert_eq!((&weekly["weekdays"], &weekly["at"]), (&json!(["monday", "friday"]), &json!("08:00")));
    assert_eq!(weekly["catch_up"]["code"], "once");
    assert_eq!(weekly["district"]["code"], "350924-D1");
    assert_eq!(
        (&weekly["days_after_end"], &weekly["last"], &weekly["key"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
    let next: Vec<&str> = weekly["next"].as_array().unwrap().iter().map(|at| at.as_str().unwrap()).collect();
    assert_eq!(next.len(), 10);
    assert_eq!(
        next[..3],
        ["2022-09-02T08:00:00.000+08:00", "2022-09-05T08:00:00.000+08:00", "2022-09-09T08:00:00.000+08:00"]
    );
    assert_eq!(next[9], "2022-10-03T08:00:00.000+08:00");
    // What waits for the end of the last one has no time, and no days of the week.
    let watch = &listed["items"][0];
    assert_eq!((&watch["days_after_end"], &watch["next"]), (&json!(15), &json!([])));
    assert_eq!((&watch["weekdays"], &watch["catch_up"]["code"]), (&Value::Null, &json!("skip")));
    let chinese = server.get(&format!("{path}?lang=zh-CN")).await.ok(200);
    let (en, zh) = (&listed["items"][1], &chinese["items"][1]);
    for word in ["catch_up", "district"] {
        assert_eq!(en[word]["code"], zh[word]["code"]);
        assert_ne!(en[word]["text"], zh[word]["text"], "{word}");
    }
    assert_eq!(zh["district"]["text"], "鳌阳警区");
}

#[tokio::test]
async fn who_has_one_district_sees_its_schedules_alone() {
    let (server, keys) = guarded();
    set(&server);
    let path = of_county("workflow-schedules");
    let seen = async |secret: &str| {
        let bearer = format!("Bearer {secret}");
        let request = request(Method::GET, &path, &[("authorization", &bearer)], None);
        server.ask(request).await.ok(200)
    };
    assert_eq!(codes(&seen(&keys.aoyang).await), ["weekly"]);
    assert_eq!(codes(&seen(&keys.viewer).await), ["a-watch", "weekly"]);
    let nobody = request(Method::GET, &path, &[("authorization", "Bearer nothing")], None);
    server.ask(nobody).await.problem(401, "not-authenticated");
}

#[tokio::test]
async fn the_list_takes_nothing_else() {
    let server = TestServer::new();
    let path = of_county("workflow-schedules");
    server.get(&format!("{path}?district=350924-D1")).await.problem(400, "bad-query");
    server.post(&path, json!({})).await.problem(405, "method-not-allowed");
}
