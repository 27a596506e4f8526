//! Values of forms over HTTP: picked by code, handed in as ISO times, told by name, and refused with the field and what is unknown.

use serde_json::{Value, json};

use crate::server::of_county;
use crate::workflows::with_plugin;

fn start(fields: Value) -> Value {
    json!({ "kind": "search", "district": "350924-D1", "fields": fields })
}

#[tokio::test]
async fn what_does_not_fit_is_said_of_each_field() {
    let server = with_plugin().await;
    let wrong = start(json!({
        "name": "灯塔", "since": "2022-09-01", "units": ["U001", "U999"], "how": "badly", "photo": "a b",
    }));
    let problem = server.post(&of_county("workflows?lang=en"), wrong).await.problem(422, "bad-form");
    let said: Vec<String> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| format!("{}: {}", error["pointer"].as_str().unwrap(), error["detail"].as_str().unwrap()))
        .collect();
    assert_eq!(
        said,
        [
            "fields.how: is one of \"well\", \"ill\"",
            "fields.photo: is the reference of an attachment: 1 to 64 letters of a to z and A to Z, digits, `.`, `-` and `_`",
            "fields.since: is a time with an offset, like 2022-09-01T00:04:44+08:00",
            "fields.units: has an item 2 that is the code of one unit; there is no unit `U999`",
        ]
    );
}

#[tokio::test]
async fn values_are_kept_as_what_they_are_and_told_by_name() {
    let server = with_plugin().await;
    let given = start(json!({
        "name": "灯塔", "since": "2022-08-31T20:00:00+08:00", "units": ["U001", "U002"], "how": "ill", "photo": "F-17",
    }));
    let id = server.post(&of_county("workflows"), given).await.ok(201)["id"].as_str().unwrap().to_owned();
    let journal = server.room.journal_text();
    for kept in [r#"{"at":1661947200}"#, r#"[{"unit":0},{"unit":1}]"#, r#"{"attachment":"F-17"}"#] {
        assert!(journal.contains(kept), "{kept}");
    }
    let shown = server.get(&of_county(&format!("workflows/{id}?lang=en"))).await.ok(200);
    let field = |name: &str| shown["fields"].as_array().unwrap().iter().find(|field| field["name"] == name).unwrap();
    let told = |name: &str| (field(name)["title"].clone(), field(name)["value"].clone(), field(name)["text"].clone());
    let since = (json!("news"), json!("2022-08-31T20:00:00.000+08:00"), json!("2022-08-31 20:00:00"));
    assert_eq!(told("since"), since);
    assert_eq!(told("units"), (json!("look there"), json!(["U001", "U002"]), json!("U001, U002")));
    assert_eq!(told("how"), (json!("report"), json!("ill"), json!("nothing")));
    assert_eq!(told("photo"), (json!("report"), json!("F-17"), json!("F-17")));
    assert_eq!((&field("name")["value"], &field("name")["text"]), (&Value::Null, &Value::Null));
    let text = server.get(&of_county(&format!("workflows/{id}/explanation?lang=zh-CN"))).await.ok(200);
    assert!(text["text"].as_str().unwrap().contains("没有找到"), "{text}");
}

/// As the reader's language has it; a program gets the same words to send back.
#[tokio::test]
async fn a_form_has_titles_and_labels_in_the_reader_s_language() {
    let server = with_plugin().await;
    for (lang, title, label) in [("en", "news", "found"), ("zh-CN", "新消息", "找到")] {
        let kinds = server.get(&of_county(&format!("workflow-kinds?lang={lang}"))).await.ok(200);
        let properties = &kinds["items"][0]["start"]["schema"]["properties"];
        assert_eq!(properties["since"]["title"], title);
        assert_eq!(properties["how"]["oneOf"][0], json!({ "const": "well", "title": label }));
        assert_eq!(properties["units"]["items"], json!({ "type": "string", "format": "unit" }));
    }
}
