//! `wardroom series`: what a gateway supplies, once under a key, and what is shown of it; and a simulation that carries it.

use std::fs;

use crate::county::*;
use crate::process::{Server, run};

#[test]
fn values_are_put_listed_and_shown() {
    let data = tempfile::tempdir().unwrap();
    run(&[s("import"), p(&model()), s("--data"), p(data.path()), s("--plugins"), p(&plugins())]).done();
    let server = Server::start(data.path(), &[]);
    let put = server.run(&["series", "put", "weather.wind-ms=7.5", "river.level-m=-0.25"]).done();
    assert_eq!(put.stdout.trim(), "2 values supplied");
    let listed = server.run(&["series", "list"]).done().stdout;
    assert!(listed.contains("7.5 m/s") && listed.contains("-0.25 m") && listed.contains("350924-D1"), "{listed}");
    let chinese = server.run(&["series", "list", "--lang", "zh-CN"]).done().stdout;
    assert!(chinese.contains("县城风速"), "{chinese}");

    let file = data.path().join("readings.ndjson");
    let line = |at: &str, value: f64| format!("{{\"series\":\"weather.wind-ms\",\"at\":\"{at}\",\"value\":{value}}}\n");
    fs::write(&file, line("2022-09-01T00:00:00+08:00", 3.0) + &line("2022-09-01T01:00:00+08:00", 4.0)).unwrap();
    let from_file = || server.run(&["series", "put", "--file", &p(&file), "--key", "hour-1", "--json"]).json();
    let version = from_file()["version"].clone();
    assert_eq!(from_file()["version"], version, "once under its key");
    let shown = server.run(&["series", "show", "weather.wind-ms", "--json"]).json();
    let values: Vec<f64> = shown["points"].as_array().unwrap().iter().map(|p| p["value"].as_f64().unwrap()).collect();
    assert_eq!(values, [7.5, 4.0, 3.0], "the newest first");
    assert_eq!((&shown["series"]["readings"], &shown["series"]["now"]["value"]), (&3.into(), &7.5.into()));

    server.run(&["series", "put", "tide=1"]).refused(1, &["the county declares no series `tide`"]);
    server.run(&["series", "show", "tide"]).refused(1, &["there is no series `tide`"]);
    for bad in ["tide", "=3", "tide=high", "tide=inf"] {
        server.run(&["series", "put", bad]).refused(2, &["a reading is CODE=NUMBER, as weather.wind-ms=4.5"]);
        let chinese = ["series", "put", bad, "--lang", "zh-CN"];
        server.run(&chinese).refused(2, &["读数写作“代码=数值”，如 weather.wind-ms=4.5"]);
    }
    let ahead = ["series", "put", "weather.wind-ms=1", "--at", "2099-01-01T00:00:00+08:00"];
    server.run(&ahead).refused(2, &["lies more than 120 s ahead"]);
    fs::write(&file, "{\"series\":1,\n").unwrap();
    server.run(&["series", "put", "--file", &p(&file)]).refused(2, &["line 1"]);
    assert_eq!(server.stop(), 0);
}

#[test]
fn a_simulation_reads_its_series_strictly() {
    let folder = tempfile::tempdir().unwrap();
    let (incidents, series) = (first_incidents(&folder, 20), folder.path().join("series.ndjson"));
    let simulate = || {
        let mut words = vec![s("simulate"), s("--county"), p(&model()), s("--incidents"), p(&incidents)];
        words.extend([s("--built-in-only"), s("--json"), s("--series"), p(&series)]);
        run(&words)
    };
    let line = |value: f64| {
        format!("{{\"series\":\"weather.wind-ms\",\"at\":\"2022-09-01T00:00:00+08:00\",\"value\":{value}}}\n")
    };
    let hash = |value: f64| {
        fs::write(&series, line(value)).unwrap();
        simulate().json()["state_hash"].clone()
    };
    let calm = hash(1.0);
    assert_eq!(hash(1.0), calm, "the same series, the same bytes");
    assert_ne!(hash(12.0), calm);
    let bad = "{\"series\":\"tide\",\"at\":\"today\",\"value\":\"high\",\"unit\":\"m\"}\n";
    fs::write(&series, line(1.0) + bad).unwrap();
    simulate().refused(
        2,
        &[
            "line 2: unknown key `unit`",
            "line 2: the county declares no series `tide`",
            "a number is wanted",
            "`today` is not",
        ],
    );
}
