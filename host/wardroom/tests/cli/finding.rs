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
