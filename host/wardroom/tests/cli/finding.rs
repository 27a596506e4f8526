//! Places by words on the command line, what is said where a list is cut, and points of other datums.

use crate::county::imported;
use crate::process::Server;

#[test]
fn places_are_found_by_what_people_type() {
    let data = imported();
    let server = Server::start(data.path(), &[]);
    for typed in ["鳌阳镇", "鰲陽鎮", "ayz", "aoyamgzhen"] {
        let found = server.run(&["place", "find", typed, "--of", "township", "--json"]).json();
        assert_eq!(found["items"][0]["code"], "350924100", "{typed}: {found}");
    }
    let told = server.run(&["place", "find", "北凤", "--limit", "2", "--lang", "zh-CN"]).done().stdout;
    assert!(told.contains("北凤社区居委会") && told.contains("村居") && told.contains("此处 2 条"), "{told}");
    let near =
        server.run(&["place", "find", "--near", "119.50139,27.45889", "--datum", "gcj-02", "--of", "grid"]).done();
    assert!(near.stderr.contains("converted from GCJ-02 to WGS 84: moved by "), "{near:?}");
    assert!(near.stdout.lines().next().unwrap().contains("away"), "{near:?}");
    let shown = server.run(&["place", "show", "350924100", "--json"]).json();
    assert_eq!(shown["name"]["zh"], "鳌阳镇");
    server.run(&["place", "show", "nowhere"]).refused(1, &["no place with the code `nowhere`"]);
    let swapped = ["incident", "report", "--kind", "noise", "--at", "27.33708,119.51183"];
    server.run(&swapped).refused(2, &["the longitude comes first; exchange the two"]);
    server.run(&[&swapped[..], &["--lang", "zh-CN"]].concat()).refused(2, &["经度在前、纬度在后"]);
    assert_eq!(server.stop(), 0);
}

/// One item more than the limit is said, and the cursor goes on with it; `--all` leaves nothing out.
#[test]
fn a_cut_list_says_so_and_goes_on() {
    let data = imported();
    let server = Server::start(data.path(), &[]);
    let all = server.run(&["place", "list", "--of", "station", "--all", "--json"]).json();
    let total = all["items"].as_array().unwrap().len();
    assert_eq!((total, &all["next"]), (14, &serde_json::Value::Null));
    let whole = server.run(&["place", "list", "--of", "station", "--limit", "14"]).done().stdout;
    assert!(!whole.contains(" of 14"), "{whole}");
    let cut = server.run(&["place", "list", "--of", "station", "--limit", "13"]).done().stdout;
    let line = cut.lines().last().unwrap();
    assert!(line.starts_with("13 of 14; `--cursor "), "{cut}");
    let cursor = line.split('`').nth(1).unwrap().strip_prefix("--cursor ").unwrap();
    let rest = server.run(&["place", "list", "--of", "station", "--cursor", cursor, "--json"]).json();
    assert_eq!(rest["items"], serde_json::json!([all["items"][13]]));
    server.run(&["place", "list", "--all", "--limit", "3"]).refused(2, &["--all"]);
    assert_eq!(server.stop(), 0);
}

/// Each list of the command line that can be cut says so one past its limit.
#[test]
fn every_cut_is_told() {
    let data = imported();
    let server = Server::start(data.path(), &[]);
    for (kind, at) in [("noise", "119.50139,27.45889"), ("fire", "119.50139,27.45889"), ("noise", "119.50139,27.45889")]
    {
        server.run(&["incident", "report", "--kind", kind, "--at", at]).done();
    }
    for list in ["incident list", "incident list --open", "timer list", "road list", "grid list", "person list"] {
        let list: Vec<&str> = list.split(' ').collect();
        let ask = |more: &[&str]| server.run(&[&list[..], more].concat());
        let all = ask(&["--all", "--json"]).json();
        let total = all["items"].as_array().unwrap().len();
        assert!(all["next"].is_null() && total > 1, "{list:?}: {all}");
        let last = |ran: crate::process::Ran| ran.done().stdout.lines().last().unwrap().to_owned();
        let whole = last(ask(&["--limit", &total.to_string()]));
        assert!(!whole.contains("--cursor"), "{list:?}: {whole}");
        let cut = last(ask(&["--limit", &(total - 1).to_string()]));
        assert!(cut.starts_with(&format!("{} of {total}; `--cursor ", total - 1)), "{list:?}: {cut}");
        let cursor = cut.split('`').nth(1).unwrap().strip_prefix("--cursor ").unwrap().to_owned();
        let rest = ask(&["--cursor", &cursor, "--json"]).json();
        assert_eq!(rest["items"].as_array().unwrap().len(), 1, "{list:?}: {rest}");
    }
    let first = server.run(&["incident", "list", "--open", "--json"]).json();
    assert_eq!(
        first["items"][0]["kind"]["code"].as_str().or(first["items"][0]["kind"].as_str()),
        Some("fire"),
        "{first}"
    );
    let named = server.run(&["incident", "list", "--place", "鳌阳镇", "--json"]).done();
    assert!(named.stdout.contains("fire"), "{named:?}");
    let guessed = server.run(&["incident", "list", "--place", "熬阳镇", "--text", "110"]).done();
    assert!(guessed.stderr.contains("`熬阳镇` is taken for 鳌阳镇 (350924100)"), "{guessed:?}");
    server.run(&["incident", "list", "--place", "火星"]).refused(2, &["called anything like `火星`"]);
    assert_eq!(server.stop(), 0);
}

#[test]
fn what_the_county_has_is_listed_and_shown() {
    let data = imported();
    let server = Server::start(data.path(), &[]);
    let told = |words: &[&str]| server.run(words).done().stdout;
    assert!(told(&["kind", "list"]).contains("traffic-accident") || told(&["kind", "list"]).contains("fire"));
    assert!(told(&["kind", "show", "fire"]).lines().count() == 2);
    server.run(&["kind", "show", "dragon"]).refused(2, &["there is no `dragon`", "fire"]);
    assert_eq!(told(&["district", "list"]).lines().count(), 5);
    assert!(told(&["district", "show", "350924-D1", "--lang", "zh-CN"]).contains("鳌阳警区"));
    assert!(told(&["grid", "show", "350924100001001", "--lang", "zh-CN"]).contains("北凤社区居委会第1网格"));
    assert!(told(&["grid", "at", "119.50139,27.45889"]).contains("350924-D1"));
    let person = told(&["person", "show", "P0001", "--lang", "zh-CN"]);
    assert!(person.contains("民警") && person.contains("P0001"), "{person}");
    server.run(&["person", "show", "P9999"]).refused(1, &["P9999"]);
    told(&["finding", "list"]);
    server.run(&["finding", "show", "nobody"]).refused(2, &["there is no `nobody`"]);
    assert_eq!(server.stop(), 0);
}
