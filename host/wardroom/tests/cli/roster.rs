//! The duty roster from the command line: generated, checked, published, changed, handed over, and as a calendar.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::json;

use crate::county::{imported, model, p};
use crate::process::{Server, run};

const HEADING: &str = "district,starts,ends,slot,person\n";

/// A time so many minutes from now.
pub fn at(minutes: i64) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as i64;
    domain::time::TimeMs(now / 60_000 * 60_000 + minutes * 60_000).iso(&jiff::tz::TimeZone::UTC)
}

/// A whole shift of the first district: duty leader, officer, legal officer and two auxiliaries of the example.
pub fn whole(starts: &str, ends: &str, crew: usize) -> String {
    let places = [("duty-leader", 1), ("officer", 5), ("legal-officer", 9), ("auxiliary", 13), ("auxiliary", 17)];
    let rows = places.map(|(slot, first)| format!("350924-D1,{starts},{ends},{slot},P{:04}\n", first + crew));
    rows.concat()
}

pub fn write(folder: &Path, name: &str, rows: &str) -> String {
    let file = folder.join(name);
    std::fs::write(&file, format!("{HEADING}{rows}")).unwrap();
    p(&file)
}

#[test]
fn a_pattern_becomes_a_roster() {
    let pattern = p(&model().join("shift-pattern.toml"));
    let made = run(&["roster", "generate", &pattern, "--from", "2022-08-31", "--until", "2022-09-30"]).done().stdout;
    let kept = std::fs::read_to_string(model().join("roster-2022-09.csv")).unwrap();
    let sorted = |text: &str| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&made), sorted(&kept));
    let folder = tempfile::tempdir().unwrap();
    let out = p(&folder.path().join("october.csv"));
    let october = ["roster", "generate", &pattern, "--from", "2022-10-01", "--until", "2022-10-31"];
    let made = run(&[&october[..], &["--out", &out, "--json"]].concat()).json();
    assert_eq!(made["shifts"], 4 * 31);
    run(&["roster", "generate", &pattern, "--from", "yesterday", "--until", "2022-10-31"]).refused(2, &["yesterday"]);
    run(&["roster", "generate", &out, "--from", "2022-10-01", "--until", "2022-10-31"]).refused(2, &["october.csv"]);
}

#[test]
fn a_roster_is_checked_published_and_shown() {
    let data = imported();
    let server = Server::start(data.path(), &[]);
    let folder = tempfile::tempdir().unwrap();
    let (starts, ends) = (at(-60), at(60));
    let sound = write(folder.path(), "sound.csv", &whole(&starts, &ends, 0));
    server.run(&["roster", "check", &sound]).done();
    // An auxiliary leads, and one place is open.
    let rows = whole(&starts, &ends, 0).replace("duty-leader,P0001", "duty-leader,P0014").replace("P0017", "");
    let faulty = write(folder.path(), "faulty.csv", &rows);
    let told = server.run(&["roster", "check", &faulty]);
    assert_eq!(told.code, 1, "{told:?}");
    for word in ["breach", "unqualified", "not-sworn", "warning", "open"] {
        assert!(told.stdout.contains(word), "{word}: {}", told.stdout);
    }
    let chinese = server.run(&["roster", "check", &faulty, "--lang", "zh-CN"]).stdout;
    assert!(chinese.contains("违反") && chinese.contains("须由民警担任"), "{chinese}");
    let malformed = write(folder.path(), "malformed.csv", "350924-D1,today\n");
    server.run(&["roster", "check", &malformed]).refused(2, &["line 2"]);
    server.run(&["roster", "publish", &faulty, "--accept-findings", "--reason", "so"]).refused(1, &["not-sworn"]);
    server.run(&["roster", "publish", &sound, "--reason", "today"]).done();
    let duty = server.run(&["roster", "on-duty", "350924-D1", "--json"]).json();
    assert_eq!(duty["slots"][0], json!({ "slot": "duty-leader", "persons": ["P0001"] }));
    // It runs: only a stand-in changes it.
    let changed = write(folder.path(), "changed.csv", &rows.replace("P0014", "P0002"));
    server.run(&["roster", "publish", &changed]).refused(1, &["started"]);
    let set = ["roster", "stand-in", "set", "--district", "350924-D1", "--slot", "duty-leader", "--until", &at(30)];
    let set = [&set[..], &["--instead-of", "P0001", "--person", "P0002"]].concat();
    assert!(server.run(&set).done().stdout.contains("stand-in 1"));
    let told = server.run(&["roster", "on-duty", "350924-D1"]).done().stdout;
    assert!(told.contains("P0002") && told.contains("roster version"), "{told}");
    assert!(server.run(&["roster", "stand-in", "list"]).done().stdout.contains("P0002 instead of P0001"));
    server.run(&["roster", "stand-in", "end", "1", "--reason", "well again"]).done();
    assert!(server.run(&["roster", "on-duty", "350924-D1"]).done().stdout.contains("P0001"));
}

#[test]
fn a_shift_is_swapped_and_handed_over() {
    let data = imported();
    let server = Server::start(data.path(), &[]);
    let folder = tempfile::tempdir().unwrap();
    // Apart by more than the county's rest, but for the two that meet.
    let (now, meets, ends, later) = (at(-60), at(30), at(90), at(3_000));
    let rows = [whole(&now, &meets, 0), whole(&meets, &ends, 1), whole(&later, &at(3_060), 2)].concat();
    let file = write(folder.path(), "roster.csv", &rows);
    server.run(&["roster", "publish", &file, "--accept-findings", "--reason", "a gap at night"]).done();
    let gives = format!("350924-D1/{later}/duty-leader/P0003");
    let offered = server.run(&["roster", "swap", "offer", "--gives", &gives, "--to", "P0004", "--json"]).json();
    assert_eq!(offered["number"], 1);
    server.run(&["roster", "swap", "offer", "--gives", "P0003"]).refused(2, &["DISTRICT/START/SLOT/PERSON"]);
    server.run(&["roster", "swap", "approve", "1", "--person", "P0001"]).refused(1, &["offered"]);
    server.run(&["roster", "swap", "accept", "1", "--person", "P0004"]).done();
    server.run(&["roster", "swap", "approve", "1", "--person", "P0004"]).refused(1, &["no part in it"]);
    server.run(&["roster", "swap", "approve", "1", "--person", "P0001"]).done();
    server.run(&["roster", "swap", "decline", "1", "--person", "P0003"]).refused(1, &["approved"]);
    let list = server.run(&["roster", "swap", "list"]).done().stdout;
    assert!(list.contains("approved") && list.contains("P0003"), "{list}");
    let hand_over = ["roster", "hand-over", "--district", "350924-D1", "--note", "the bridge is closed", "--person"];
    server.run(&[&hand_over[..], &["P0002"]].concat()).refused(1, &["P0002"]);
    server.run(&[&hand_over[..], &["P0005"]].concat()).done();
    assert!(server.run(&["roster", "handovers"]).done().stdout.contains("nobody has taken over yet"));
    server.run(&["roster", "take-over", "--district", "350924-D1", "--person", "P0002"]).done();
    let told = server.run(&["roster", "handovers", "--lang", "zh-CN"]).done().stdout;
    assert!(told.contains("the bridge is closed") && told.contains("P0002"), "{told}");
}

#[test]
fn a_roster_goes_out_and_comes_in_as_a_calendar() {
    let data = imported();
    let server = Server::start(data.path(), &[]);
    let folder = tempfile::tempdir().unwrap();
    let file = write(folder.path(), "roster.csv", &whole(&at(60), &at(120), 0));
    server.run(&["roster", "publish", &file, "--accept-findings", "--reason", "a gap before it"]).done();
    let ics = p(&folder.path().join("roster.ics"));
    server.run(&["roster", "export", "--ics", &ics, "--district", "350924-D1"]).done();
    let calendar = std::fs::read_to_string(&ics).unwrap();
    assert_eq!(calendar.matches("BEGIN:VEVENT").count(), 5);
    let other = imported();
    let other = Server::start(other.path(), &[]);
    assert_eq!(other.run(&["roster", "check", &ics, "--json"]).json_of_failure()["changed"], 1);
    other.run(&["roster", "import", &ics, "--accept-findings", "--reason", "moved here"]).done();
    let shown = |server: &Server| server.run(&["roster", "show", "--json"]).json()["items"].clone();
    assert_eq!(shown(&other), shown(&server));
    std::fs::write(&ics, calendar.replacen("DTSTAMP", "RRULE:FREQ=DAILY\r\nDTSTAMP", 1)).unwrap();
    other.run(&["roster", "import", &ics]).refused(2, &["RRULE"]);
}
