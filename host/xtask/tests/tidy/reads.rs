//! Routes find what lies in a district by the one place that knows what the caller sees, `host/api/src/find`, and never by the
//! county's index or the state's rows.

use super::none;
use super::tree::{self, File, Part};

const LOOK_UPS: [&str; 9] = [
    "index.district(",
    "index.unit(",
    "index.grid(",
    "index.place(",
    ".find_incident(",
    ".workflows.find(",
    ".tasks.find(",
    "archive.document(",
    "archive.find(",
];

fn faults(file: &File) -> Vec<String> {
    let program = file.lines().filter(|(_, part, _)| *part == Part::Program);
    let found = program.filter_map(|(number, _, line)| Some((number, LOOK_UPS.iter().find(|of| line.contains(**of))?)));
    found.map(|(number, of)| format!("{}: `{of}…)` asks nobody what the caller sees", file.at(number))).collect()
}

#[test]
fn routes_find_what_the_caller_sees() {
    let routes = |file: &&File| file.path.starts_with("host/api/src/routes/");
    none(tree::sources().filter(routes).flat_map(faults).collect());
}

#[test]
fn a_look_up_past_the_caller_is_found() {
    let file = File::new("host/api/src/routes/a.rs", "//! A.\nfn a() {\n    loaded.index.unit(code)\n}\n");
    assert_eq!(faults(&file).len(), 1);
    assert_eq!(faults(&File::new("host/api/src/routes/a.rs", "//! A.\nfn a() { cx.unit(loaded, code) }\n")).len(), 0);
}
