//! `wardroom report`: a day's figures for people, for programs and in files, in both languages, and once more from the journal alone.

use calamine::{Data, Reader, Xlsx};
use serde_json::Value;
use tempfile::TempDir;

use crate::county::*;
use crate::process::Server;

/// A server with three incidents of today, of which one is over.
fn filled(data: &TempDir) -> (Server, String) {
    let server = Server::start(data.path(), &[]);
    let mut today = String::new();
    for nth in 0..3 {
        let kind = if nth == 0 { "help" } else { "noise" };
        let reported =
            server.run(&["incident", "report", "--kind", kind, "--at", "119.50139,27.45889", "--json"]).json();
        let id = reported["id"].as_str().expect("an id").to_owned();
        if nth == 0 {
            for to in [&["accepted"][..], &["resolved"], &["closed", "--outcome", "helped"]] {
                server.run(&[&["incident", "transition", &id], to].concat()).done();
            }
        }
        today = format!("{}-{}-{}", &id[..4], &id[4..6], &id[6..8]);
    }
    (server, today)
}

fn whole<'r>(report: &'r Value, figure: &str) -> &'r Value {
    let tables = report["tables"].as_array().expect("tables");
    let table = tables.iter().find(|table| table["figure"] == figure && table["by"] == "whole");
    &table.unwrap_or_else(|| panic!("{report}"))["rows"][0]
}

#[test]
fn a_day_is_told_to_people_and_to_programs() {
    let data = imported();
    let (server, today) = filled(&data);
    let told = server.run(&["report", "--against-last-year"]).done().stdout;
    for part in [
        &*today,
        "incidents (`incidents`, version 1)",
        "reported to accepted (`reported-accepted`, version 1)",
        "from the report to the first acceptance",
        "again: /v1/counties/350924/report?period=",
        "few cases",
        "nearest rank",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let chinese = server.run(&["report", "--day", &today, "--lang", "zh-CN"]).done().stdout;
    for part in ["接处警统计", "报警至到场（`reported-on-scene`，第1版）", "按警区", "案例过少", "第90百分位"]
    {
        assert!(chinese.contains(part), "{part}: {chinese}");
    }
    let json = server.run(&["report", "--day", &today, "--format", "json"]).json();
    assert_eq!((&json["period"]["name"], &whole(&json, "incidents")["n"]), (&today.as_str().into(), &3.into()));
    assert_eq!(server.run(&["report", "--json", "--kind", "help"]).json()["tables"][0]["rows"][0]["n"], 1);
    let month =
        server.run(&["report", "--month", &today[..7], "--figure", "incidents", "--by", "whole", "--json"]).json();
    assert_eq!((month["tables"].as_array().map(Vec::len), &month["tables"][0]["rows"][0]["n"]), (Some(1), &3.into()));

    let csv = server.run(&["report", "--format", "csv"]).done().stdout;
    let lines: Vec<&str> = csv.lines().collect();
    assert!(lines[0].starts_with("figure,version,title,by,code,name,n,p50_s,p90_s,small_n,"), "{}", lines[0]);
    assert!(lines[1].starts_with("incidents,1,incidents,whole,,,3,,,true,,,,,"), "{}", lines[1]);
    assert!(lines[1].ends_with(&format!("figure=incidents&by=whole&at={}", lines[1].rsplit("at=").next().unwrap())));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("day.csv");
    let written = server.run(&["report", "--format", "csv", "-o", &p(&file)]).done().stdout;
    assert_eq!(written.trim(), format!("written to {}", file.display()));
    assert_eq!(std::fs::read_to_string(&file).expect("written").lines().count(), lines.len());
    assert_eq!(server.stop(), 0);
}

/// One file that needs nothing else: no script, nothing from elsewhere, and A4.
#[test]
fn a_page_stands_alone_and_is_in_both_languages() {
    let data = imported();
    let (server, today) = filled(&data);
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (lang, words) in [
        (
            "en",
            &[
                "寿宁县接处警统计",
                "incident statistics",
                "报警至受理 · reported to accepted",
                "few cases",
                "<html lang=\"en\">",
            ][..],
        ),
        (
            "zh-CN",
            &[
                "寿宁县接处警统计",
                "案例过少",
                "<h2>各项指标计什么</h2>",
                "自报警起，至首次受理止",
                "<html lang=\"zh-CN\">",
            ],
        ),
    ] {
        let file = folder.path().join(format!("{lang}.html"));
        let ask = ["report", "--format", "html", "--against-last-year", "-o", &p(&file), "--lang", lang];
        server.run(&ask).done();
        let html = std::fs::read_to_string(&file).expect("written");
        for word in words.iter().chain(&[
            &*today,
            "size: A4",
            "<svg ",
            "class=\"few\"",
            "reported-on-scene 1",
            "report?period=",
        ]) {
            assert!(html.contains(word), "{word}: {html}");
        }
        let inside = html.replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
        for outside in ["<script", "http:", "https:", "src=", "href=", "url(", "@import", "<link", "onload"] {
            assert!(!inside.contains(outside), "{outside}");
        }
    }
    assert_eq!(server.stop(), 0);
}

#[test]
fn a_workbook_has_the_figures_and_what_they_count() {
    let data = imported();
    let (server, _) = filled(&data);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("day.xlsx");
    server.run(&["report", "--format", "xlsx", "-o", &p(&file), "--lang", "zh-CN"]).done();
    let mut book: Xlsx<_> = calamine::open_workbook(&file).expect("a workbook");
    assert_eq!(book.sheet_names(), ["概览", "各项指标", "定义与查询"]);
    let whole = book.worksheet_range("概览").expect("a sheet");
    let row: Vec<String> = whole.rows().nth(1).expect("a row").iter().map(ToString::to_string).collect();
    assert_eq!((&*row[0], &*row[1], &*row[2], &*row[5]), ("incidents 1", "警情数", "合计", "3"));
    assert_eq!(whole.get((1, 5)), Some(&Data::Float(3.0)));
    let definitions = book.worksheet_range("定义与查询").expect("a sheet");
    assert!(
        definitions.rows().any(|row| row[2] == Data::String("自报警起，至首次受理止".to_owned())),
        "{definitions:?}"
    );
    assert_eq!(server.stop(), 0);
}

/// The ledger of a procedure, whole, as text and as a workbook.
#[test]
fn workflows_are_taken_away_as_a_ledger() {
    let data = imported();
    let server = Server::start(data.path(), &["--unsigned-plugins"]);
    for (plugin, kind) in [("grid-case", "hazard"), ("missing-person", "missing-person")] {
        let package = p(&plugins().join(format!("{plugin}.wasm")));
        server.run(&["plugin", "install", &package, "--grant-requested", "--reason", "a trial"]).done();
        server.run(&["plugin", "mode", plugin, "auto", "--hook", "workflow", "--all"]).done();
        server.run(&["incident", "report", "--kind", kind, "--at", "119.50139,27.45889"]).done();
    }
    let listed = server.run(&["workflow", "list", "--json"]).json();
    let items = listed["items"].as_array().expect("a list");
    assert!(!items.is_empty(), "{listed}");
    let csv = server.run(&["workflow", "list", "--all", "--format", "csv"]).done().stdout;
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines.len(), items.len() + 1, "{csv}");
    assert!(lines[0].starts_with("workflow,kind's code,kind,key,district's code,district,grid,incident,"), "{csv}");
    assert!(lines[1].starts_with(&format!("{},missing-person,", items[0]["id"].as_str().expect("an id"))), "{csv}");
    assert!(lines[0].contains(",stage,marks,plugin,") && csv.contains(",grid="), "{csv}");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("ledger.xlsx");
    server.run(&["workflow", "list", "--all", "--format", "xlsx", "-o", &p(&file), "--lang", "zh-CN"]).done();
    let mut book: Xlsx<_> = calamine::open_workbook(&file).expect("a workbook");
    let ledger = book.worksheet_range("台账").expect("a sheet");
    assert_eq!((ledger.height(), ledger.get((0, 0))), (items.len() + 1, Some(&Data::String("流程".to_owned()))));
    assert_eq!(server.stop(), 0);
}

/// What stands beside the journal is thrown away: the same question about the same time has the same answer, to the byte.
#[test]
fn a_report_is_worked_out_again_from_the_journal_alone() {
    let data = imported();
    let (server, today) = filled(&data);
    let at = server.run(&["report", "--json"]).json()["at"].as_str().expect("a time").to_owned();
    let ask = ["report", "--day", &today, "--at", &at, "--json"];
    let first = server.run(&ask).done().stdout;
    server.run(&["incident", "report", "--kind", "noise", "--at", "119.50139,27.45889"]).done();
    assert_eq!(server.stop(), 0);
    std::fs::remove_dir_all(data.path().join("archive")).expect("there was an archive");
    let server = Server::start(data.path(), &[]);
    assert_eq!(server.run(&ask).done().stdout, first);
    assert_eq!(server.stop(), 0);
}

#[test]
fn what_can_not_be_reported_is_said() {
    let data = imported();
    let server = Server::start(data.path(), &[]);
    server.run(&["report", "--week", "2022-W54"]).refused(2, &["2022-W54", "2022-W37"]);
    server.run(&["report", "--month", "2099-01"]).refused(2, &["2099-01 has not begun"]);
    server.run(&["report", "--day", "2020-02-29", "--against-last-year"]).refused(2, &["year before"]);
    server.run(&["report", "--shift", "350924-D1", "2022-12-12T09:00:00+08:00"]).refused(2, &["350924-D1"]);
    server.run(&["report", "--day", "2022-09-12", "--week", "2022-W37"]).refused(2, &["--week"]);
    server.run(&["report", "--figure", "happiness"]).refused(2, &["reported-accepted"]);
    server.run(&["report", "--format", "csv", "-o", "/nowhere/at/all.csv"]).refused(1, &["/nowhere/at/all.csv"]);
    assert_eq!(server.stop(), 0);
}
