//! What the model county asks of the system, row by row: each row says what runs it and names a scenario that is played.

use std::collections::BTreeSet;

use crate::tree::{self, File};

const ROWS: &str = "examples/shouning/ROWS.md";
const PLAYED: &str = "tests/tests/scenarios.rs";
/// Rows of the article's table.
const COUNT: u32 = 31;

/// Words in backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The number of a row, what runs it and what shows it.
fn row(line: &str) -> Option<(u32, &str, &str)> {
    let mut cells = line.trim().strip_prefix('|')?.strip_suffix('|')?.split('|').map(str::trim);
    let number = cells.next()?.parse().ok()?;
    let (_, runs, shows) = (cells.next()?, cells.next()?, cells.next()?);
    Some((number, runs, shows))
}

fn faults(rows: &str, played: &BTreeSet<&str>, plugins: &BTreeSet<&str>) -> Vec<String> {
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    for (number, runs, shows) in rows.lines().filter_map(row) {
        if !seen.insert(number) {
            faults.push(format!("{ROWS}: row {number} stands twice"));
        }
        if quoted(shows).next().is_none() {
            faults.push(format!("{ROWS}: row {number} names no scenario"));
        }
        let unplayed = quoted(shows).filter(|name| !played.contains(name));
        faults.extend(
            unplayed.map(|name| format!("{ROWS}: row {number} names `{name}`, which is no scenario that is played")),
        );
        let unknown = quoted(runs).filter(|name| name.contains('-') && !plugins.contains(name));
        faults.extend(unknown.map(|name| format!("{ROWS}: row {number} is run by `{name}`, which is no plugin")));
    }
    faults.extend(
        (1..=COUNT).filter(|number| !seen.contains(number)).map(|number| format!("{ROWS}: row {number} is missing")),
    );
    faults.extend(
        seen.iter()
            .filter(|number| **number > COUNT || **number == 0)
            .map(|of| format!("{ROWS}: there is no row {of}")),
    );
    faults
}

/// The folders in the list of scenarios, `name = "folder",`.
fn folders(list: &str) -> BTreeSet<&str> {
    let within = list.split_once("scenarios! {\n").map_or("", |(_, rest)| rest.split("\n}").next().unwrap_or_default());
    within.lines().filter_map(|line| line.split('"').nth(1)).collect()
}

fn text<'a>(files: &'a [File], path: &str) -> &'a str {
    files.iter().find(|file| file.path == path).map_or("", |file| file.text.as_str())
}

#[test]
fn each_row_is_shown_by_a_scenario() {
    let files = tree::files();
    let manifests = files.iter().filter_map(|file| file.path.strip_suffix("/manifest.json"));
    let plugins: BTreeSet<&str> = manifests.filter_map(|folder| folder.rsplit('/').next()).collect();
    crate::none(faults(text(files, ROWS), &folders(text(files, PLAYED)), &plugins));
}

#[test]
fn a_row_without_a_scenario_is_found() {
    let (played, plugins) = (BTreeSet::from(["a-search"]), BTreeSet::from(["missing-person"]));
    let whole: String = (1..=COUNT).map(|row| format!("| {row} | x | `missing-person` | `a-search` |\n")).collect();
    let count = |text: &str| faults(text, &played, &plugins).len();
    assert_eq!(count(&whole), 0);
    assert_eq!(
        count(&whole.replace("| 7 | x | `missing-person` | `a-search` |", "| 7 | x | `missing-person` | to be done |")),
        1
    );
    assert_eq!(count(&whole.replacen("`a-search`", "`a-dream`", 1)), 1);
    assert_eq!(count(&whole.replacen("`missing-person`", "`mind-reader`", 1)), 1);
    assert_eq!(count(&whole.replace("| 31 |", "| 32 |")), 2);
    assert_eq!(count(&whole.replace("| 31 |", "| 30 |")), 2);
    assert_eq!(
        folders("scenarios! {\n    a = \"a-search\",\n    b = \"b\",\n}\nx \"y\""),
        BTreeSet::from(["a-search", "b"])
    );
}
