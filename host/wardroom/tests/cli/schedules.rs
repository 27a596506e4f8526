//! `wardroom workflow schedule`: when the county's workflows begin next, in both languages.

use serde_json::json;

use crate::county::*;
use crate::process::{Server, run};

const SCHEDULES: &str = r#"
[[schedule]]
code = "round-of-d1"
workflow = "dispute-mediation"
district = "350924-D1"
weekdays = ["monday", "thursday"]
at = "08:00"
catch_up = "each"

[[schedule]]
code = "watch"
workflow = "mutual-aid"
district = "350924-D2"
days_after_end = 15
at = "20:30"
"#;

#[test]
fn schedules_are_told_with_their_next_times() {
    let county = changed("county.toml", |text| format!("{text}{SCHEDULES}"));
    let data = tempfile::tempdir().expect("a temporary folder");
    run(&[s("import"), p(county.path()), s("--data"), p(data.path()), s("--plugins"), p(&plugins())]).done();
    let server = Server::start(data.path(), &[]);
    let all = server.run(&["workflow", "schedule", "--json"]).json();
    let codes: Vec<_> = all["items"].as_array().expect("a list").iter().map(|of| of["code"].clone()).collect();
    assert_eq!(codes, ["round-of-d1", "watch"]);
    let (round, watch) = (&all["items"][0], &all["items"][1]);
    assert_eq!(round["next"].as_array().map(Vec::len), Some(10));
    assert_eq!((&round["weekdays"], &round["at"]), (&json!(["monday", "thursday"]), &json!("08:00")));
    let first = round["next"][0].as_str().expect("a time");
    assert!(first.contains("T08:00:00"), "{first}");
    // The first of those that go by the end of the last one begins at the next such time.
    assert_eq!((&watch["days_after_end"], watch["next"].as_array().map(Vec::len)), (&json!(15), Some(1)));

    let told = server.run(&["workflow", "schedule"]).done().stdout;
    for words in
        ["dispute mediation", "monday, thursday 08:00", "15 days after the end of the last one, 20:30", "round-of-d1"]
    {
        assert!(told.contains(words), "{words}: {told}");
    }
    assert_eq!(told.matches(" 08:00").count(), 11, "ten times, and the rule: {told}");
    let chinese = server.run(&["workflow", "schedule", "watch", "--lang", "zh-CN"]).done().stdout;
    assert!(chinese.contains("上一流程结束15天后，20:30") && chinese.contains("警力互助"), "{chinese}");
    assert!(!chinese.contains("round-of-d1"), "one was asked for: {chinese}");
    assert_eq!(server.stop(), 0);
}

#[test]
fn a_county_without_schedules_tells_none() {
    let data = imported();
    let server = Server::start(data.path(), &[]);
    assert_eq!(server.run(&["workflow", "schedule", "--json"]).json(), json!({ "items": [] }));
    let told = server.run(&["workflow", "schedule"]).done().stdout;
    assert!(!told.contains("08:00"), "{told}");
    assert_eq!(server.stop(), 0);
}
