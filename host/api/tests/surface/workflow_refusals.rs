//! A workflow's plugin says no, or not yet: in the caller's language to whoever waits, and in the story.

use domain::decision::WorkflowRecord;
use domain::event::{Event, InstanceEvent};
use domain::hooks::{Reason, WorkflowEvent};
use domain::ids::InstanceRef;
use domain::ports::Room;
use domain::sentence::PluginReason;
use domain::workflow::StepFailure;
use domain::workflow::refusal::WorkflowRefusal;
use serde_json::json;

use crate::server::of_county;
use crate::workflows::{decided, start, step, with_plugin};

#[tokio::test]
async fn a_refusal_is_told_in_the_words_of_the_plugin_and_the_language_of_the_caller() {
    let server = with_plugin().await;
    let id = start(&server, "a").await;
    step(&server.room, 1);
    let plugin = server.room.state().workflows.get(InstanceRef(1)).unwrap().plugin.digest;
    let searching = || PluginReason { plugin, why: Reason::new(7, [0.0.into()]) };
    for (lang, words) in [("en", "searching in Aoyang district"), ("zh-CN", "在鳌阳警区寻找")] {
        let (name, workflow) = ("flow".to_owned(), id.clone());
        let no = WorkflowRefusal::StepRefused { plugin: name, workflow, why: searching() };
        *server.room.no.lock().unwrap() = Some(no.into());
        let path = of_county(&format!("workflows/{id}/signals?lang={lang}"));
        let problem = server.post(&path, json!({ "name": "news", "fields": { "age": 7 } })).await;
        let problem = problem.problem(409, "step-refused");
        assert!(problem["detail"].as_str().unwrap().ends_with(words), "{problem}");
    }
    let words = searching().into();
    *server.room.no.lock().unwrap() = Some(WorkflowRefusal::StartRefused { plugin: "flow".to_owned(), words }.into());
    let wanted = json!({ "kind": "search", "district": "350924-D1", "key": "b", "fields": { "name": "x", "age": 7 } });
    let problem = server.post(&of_county("workflows?lang=en"), wanted).await.problem(409, "start-refused");
    assert!(problem["detail"].as_str().unwrap().ends_with("refuses the start: searching in Aoyang district"));
}

#[tokio::test]
async fn a_step_that_was_refused_or_put_off_says_so_in_the_story() {
    let server = with_plugin().await;
    let id = start(&server, "a").await;
    step(&server.room, 1);
    let instance = InstanceRef(1);
    let record = WorkflowRecord {
        event: WorkflowEvent::TimerFired { key: 3 },
        stage: None,
        refused: Some(Reason::bare(5)),
        effects: Vec::new(),
        remarks: Vec::new(),
        ended: None,
    };
    let decision = decided(&server.room, 1, 2, record);
    let plugin = decision.facts.plugin.digest.unwrap();
    let refused = Event::Instance(InstanceEvent::StepRefused { instance, decision });
    let why = PluginReason { plugin, why: Reason::bare(6) };
    let why = StepFailure::Later(why);
    let retry_at = Some(server.room.state().at.plus_s(60));
    let later = Event::Instance(InstanceEvent::StepFailed { instance, why, attempts: 1, retry_at, log: None });
    server.room.commit("system", "tick", vec![refused, later]);
    for (lang, no, later) in
        [("en", "refused: nothing", "not yet: news"), ("zh-CN", "已拒绝：没有找到", "暂不能办：新消息")]
    {
        let told = server.get(&of_county(&format!("workflows/{id}/explanation?lang={lang}"))).await.ok(200);
        let text = told["text"].as_str().unwrap();
        assert!(text.contains(no) && text.contains(later), "{text}");
        let step = &told["workflow"]["steps"][1];
        assert!(step.get("stage").is_none() && step["refused"]["code"] == 5, "{step}");
    }
    let shown = server.get(&of_county(&format!("workflows/{id}?lang=en"))).await.ok(200);
    assert_eq!(shown["stage"]["text"], "searching in Aoyang district", "it stands where it stood");
}
