//! Workflows, tasks, notices and decisions that only the archive has: listed, shown and told as before, read by those who may, and
//! changed by nobody.

use domain::event::{Event, InstanceEvent, TaskEvent};
use domain::hooks::{Message, Reason};
use domain::ids::*;
use domain::notice::Sender;
use domain::notice::tell::tell;
use domain::ports::Room;
use domain::who::Who;
use serde_json::{Value, json};

use crate::server::{TestServer, of_county};
use crate::workflows::{start, step, with_plugin};

/// Cancels a workflow; it goes to the archive with its task.
async fn archive(server: &TestServer, number: u32) {
    let which = InstanceRef(number);
    server.post(&of_county(&format!("workflows/{number}/cancel")), json!({ "reason": "as agreed" })).await.ok(200);
    server.archive.collect(&server.room.state());
    let tasks: Vec<TaskRef> = server.room.state().tasks.over.iter().map(|(_, task)| *task).collect();
    let gone = [
        Event::Instance(InstanceEvent::Archived { instances: vec![which] }),
        Event::Task(TaskEvent::Archived { tasks }),
    ];
    server.room.commit("system", "tick", gone.to_vec());
    assert!(server.room.state().workflows.get(which).is_none());
}

/// Three workflows, one a minute; the first two are archived.
async fn world() -> TestServer {
    let server = with_plugin().await;
    for (number, key) in [(1, "a"), (2, "b"), (3, "c")] {
        start(&server, key).await;
        step(&server.room, number);
        server.room.pass(60);
    }
    let message = Message::alarm(1, vec![Who::CommandRoom(DistrictRef(0))], Reason::bare(1));
    let matter = InstanceRef(1).into();
    let told = tell(&server.room.state(), matter, Sender::Workflow, None, message, server.room.now());
    server.room.commit("system", "tick", told);
    archive(&server, 1).await;
    archive(&server, 2).await;
    server
}

async fn get(server: &TestServer, path: &str) -> Value {
    server.get(&of_county(path)).await.ok(200)
}

fn numbers(page: &Value) -> Vec<u64> {
    page["items"].as_array().unwrap().iter().map(|item| item["number"].as_u64().unwrap()).collect()
}

#[tokio::test]
async fn an_archived_workflow_is_shown_and_told_as_before() {
    let server = with_plugin().await;
    let id = start(&server, "a").await;
    step(&server.room, 1);
    server.post(&of_county("workflows/1/cancel"), json!({ "reason": "as agreed" })).await.ok(200);
    let paths = ["", "/explanation?lang=en", "/decisions?lang=en"].map(|rest| format!("workflows/{id}{rest}"));
    let mut before = Vec::new();
    for path in &paths {
        before.push(get(&server, path).await);
    }
    let task = get(&server, "tasks/1/explanation?lang=en").await;
    server.archive.collect(&server.room.state());
    let (instances, tasks) = (vec![InstanceRef(1)], vec![TaskRef(1)]);
    let gone = [Event::Instance(InstanceEvent::Archived { instances }), Event::Task(TaskEvent::Archived { tasks })];
    server.room.commit("system", "tick", gone.to_vec());
    let now_archived = |mut told: Value| {
        let summary = if told["workflow"].is_object() { &mut told["workflow"] } else { &mut told };
        if summary["archived"].is_boolean() {
            summary["archived"] = json!(true);
        }
        told
    };
    for (path, before) in paths.iter().zip(before) {
        assert_eq!(get(&server, path).await, now_archived(before), "{path}");
    }
    assert_eq!(get(&server, "tasks/1/explanation?lang=en").await, task);
    assert_eq!(task["task"]["matter"]["code"], json!(format!("instance:1")));
    // It takes no more commands.
    for path in [format!("workflows/{id}/pause"), "workflows/1/cancel".to_owned(), "tasks/1/cancel".to_owned()] {
        server.post(&of_county(&path), json!({ "reason": "late" })).await.problem(409, "archived");
    }
    server.get(&of_county("workflows/W20220902-000001")).await.problem(404, "no-such-workflow");
    server.get(&of_county("workflows/2")).await.problem(404, "no-such-workflow");
}

#[tokio::test]
async fn lists_go_on_into_the_archive() {
    let server = world().await;
    let minute = |minute: u32| format!("2022-09-01T00:{:02}:44%2B08:00", 4 + minute);
    for (query, expected) in [
        (String::new(), vec![3, 2, 1]),
        ("live=true".to_owned(), vec![3]),
        ("live=false".to_owned(), vec![2, 1]),
        ("status=running".to_owned(), vec![3]),
        ("status=cancelled".to_owned(), vec![2, 1]),
        ("kind=search&district=350924-D1".to_owned(), vec![3, 2, 1]),
        ("district=350924-D2".to_owned(), vec![]),
        ("person=owner".to_owned(), vec![3, 2, 1]),
        ("person=somebody".to_owned(), vec![]),
        ("key=a".to_owned(), vec![1]),
        (format!("until={}", minute(1)), vec![1]),
        (format!("from={}&until={}", minute(1), minute(2)), vec![2]),
    ] {
        assert_eq!(numbers(&get(&server, &format!("workflows?{query}")).await), expected, "{query}");
    }
    for limit in 1..=4 {
        let (mut path, mut all) = (format!("workflows?limit={limit}"), Vec::new());
        loop {
            let page = get(&server, &path).await;
            assert!(numbers(&page).len() <= limit);
            all.extend(numbers(&page));
            match page["next"].as_str() {
                Some(next) => path = format!("workflows?limit={limit}&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(all, [3, 2, 1], "limit {limit}");
    }
    for (query, expected) in [
        ("", vec![3, 2, 1]),
        ("status=open", vec![3]),
        ("status=cancelled", vec![2, 1]),
        ("matter=instance:1", vec![1]),
        ("assignee=grid:350924100001001", vec![3, 2, 1]),
        ("assignee=unit:U001", vec![]),
        ("kind=look&person=grid:350924100001001", vec![3, 2, 1]),
        ("kind=task", vec![]),
    ] {
        assert_eq!(numbers(&get(&server, &format!("tasks?{query}")).await), expected, "{query}");
    }
    let archived =
        |page: &Value| page["items"].as_array().unwrap().iter().map(|i| i["archived"] == true).collect::<Vec<_>>();
    assert_eq!(archived(&get(&server, "workflows").await), [false, true, true]);
    for cursor in ["!", "AAAA", "7"] {
        server.get(&of_county(&format!("workflows?cursor={cursor}"))).await.problem(400, "bad-query");
    }
}

#[tokio::test]
async fn notices_and_decisions_are_found_by_themselves() {
    let server = world().await;
    let notices = get(&server, "notices?matter=instance:1").await;
    assert_eq!(notices["items"].as_array().unwrap().len(), 1);
    let number = notices["items"][0]["notice"].as_u64().unwrap();
    assert_eq!(get(&server, &format!("notices/{number}")).await, notices["items"][0]);
    let path = of_county(&format!("notices/{number}/answer"));
    server.post(&path, json!({ "stage": "seen" })).await.problem(409, "archived");
    for (query, expected) in [("urgency=alarm", 1), ("urgency=info", 0), ("person=command-room:350924-D1", 1)] {
        let page = get(&server, &format!("notices?{query}")).await;
        assert_eq!(page["items"].as_array().unwrap().len(), expected, "{query}");
    }
    let decided = get(&server, "archive?of=decision&kind=workflow&lang=en").await;
    let about: Vec<&str> =
        decided["items"].as_array().unwrap().iter().map(|item| item["about"][0].as_str().unwrap()).collect();
    assert_eq!(about, ["instance:2", "instance:1"], "newest first");
    assert_eq!(
        (&decided["items"][1]["archived"], &decided["items"][1]["decision"]["number"]),
        (&json!(true), &json!(1))
    );
    for (query, expected) in [
        ("of=workflow,task", 4),
        ("of=workflow&district=350924-D1&person=owner", 2),
        ("matter=instance:1", 3),
        ("until=2022-09-01T00:05:44%2B08:00", 3),
        ("kind=nothing", 0),
    ] {
        let page = get(&server, &format!("archive?{query}")).await;
        assert_eq!(page["items"].as_array().unwrap().len(), expected, "{query}: {page}");
    }
    server.get(&of_county("archive?of=colour")).await.problem(400, "bad-query");
    server.get(&of_county("archive?cursor=AAAAew")).await.problem(400, "bad-query");
}

#[tokio::test]
async fn personal_data_of_an_archived_workflow_are_read_and_erased_as_before() {
    let server = world().await;
    let read = json!({ "fields": ["name"], "purpose": "call back" });
    let path = of_county("workflows/1/fields");
    assert_eq!(server.post(&format!("{path}/read"), read.clone()).await.ok(200), json!({ "name": "灯塔" }));
    let recorded = server.room.last_batch();
    assert!(matches!(
        &recorded.events[..],
        [Event::Instance(InstanceEvent::FieldRead { instance: InstanceRef(1), .. })]
    ));
    let strange = json!({ "fields": ["age"], "purpose": "call back" });
    server.post(&format!("{path}/read"), strange).await.problem(404, "no-personal-data");
    server.delete(&path, json!({ "reason": "as asked" })).await.ok(200);
    assert!(!server.keys.subjects().contains(&2), "{:?}", server.keys.subjects());
    // Before the archive has heard of it, too.
    server.post(&format!("{path}/read"), read).await.problem(404, "no-such-workflow");
}
