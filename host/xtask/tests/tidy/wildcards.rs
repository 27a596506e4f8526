//! Matches over commands and events have no arm for all the rest: whoever adds a variant is led by the compiler to every place
//! that must know it.

use super::none;
use super::tree::{self, File, Part};

/// Whether an arm's pattern names a variant of a command or an event: `Event::…`, `IncidentCommand::…`, in any bracket.
fn names_one(arm: &str) -> bool {
    let pattern = arm.trim_start_matches(['|', '&', '(', ' ']);
    let path = pattern.split(|letter: char| !letter.is_alphanumeric() && letter != ':').next().unwrap_or_default();
    let mut parts = path.rsplit("::");
    let (_variant, family) = (parts.next(), parts.next());
    family.is_some_and(|family| family.ends_with("Event") || family.ends_with("Command"))
}

/// Whether an arm takes whatever comes: `_ => …`, `other => …`, with a condition or without.
fn takes_all(arm: &str) -> bool {
    let Some((pattern, _)) = arm.split_once("=>") else { return false };
    let name = pattern.split(" if ").next().unwrap_or_default().trim();
    name.starts_with(|letter: char| letter == '_' || letter.is_lowercase())
        && name.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
}

/// Formatted code has the arms of a `match` one step to its right, and closes it under the first letter of its line.
fn faults(file: &File) -> Vec<String> {
    let lines: Vec<(usize, &str)> = file
        .lines()
        .filter(|(_, part, line)| *part == Part::Program && !line.trim().is_empty())
        .map(|(number, _, line)| (number, line))
        .collect();
    let indent = |line: &str| line.len() - line.trim_start().len();
    let mut faults = Vec::new();
    for (index, (_, opening)) in lines.iter().enumerate() {
        if !(opening.ends_with('{')
            && opening.split(|letter: char| !letter.is_alphanumeric()).any(|word| word == "match"))
        {
            continue;
        }
        let inside = lines[index + 1..].iter().take_while(|(_, line)| indent(line) > indent(opening));
        let arms: Vec<_> = inside.filter(|(_, line)| indent(line) == indent(opening) + 4).collect();
        if arms.iter().any(|(_, arm)| names_one(arm)) {
            let rest = arms.iter().filter(|(_, arm)| takes_all(arm.trim()));
            faults.extend(rest.map(|(number, arm)| {
                format!(
                    "{}: `{}` over commands or events: name what is left, so that the compiler asks about the next one",
                    file.at(*number),
                    arm.trim()
                )
            }));
        }
    }
    faults
}

#[test]
fn matches_over_commands_and_events_name_them_all() {
    let host = |file: &File| file.path.starts_with("host/") && !file.path.starts_with("host/xtask/");
    let faults: Vec<String> = tree::sources().filter(|file| host(file)).flat_map(faults).collect();
    none(faults);
}

#[test]
fn an_arm_for_all_the_rest_is_found() {
    let with = |arms: &str| {
        let text = format!(
            "fn a() {{\n    let b = match event {{\n{arms}    }};\n    match c {{\n        _ => 1,\n    }}\n}}\n"
        );
        faults(&File::new("host/a/src/b.rs", &text)).len()
    };
    assert_eq!(with("        Event::A { .. } => 1,\n        Event::B => 2,\n"), 0);
    assert_eq!(with("        Event::A { .. } => 1,\n        _ => 2,\n"), 1);
    assert_eq!(
        with("        Event::A { .. }\n        | Event::B => 1,\n        other => {\n            2\n        }\n"),
        1
    );
    assert_eq!(with("        (event::TaskEvent::A(_), 1) => 1,\n        _ if late => 2,\n        _ => 3,\n"), 2);
    assert_eq!(
        with("        &Command::A => match d {\n            _ => 1,\n        },\n        Command::B => 2,\n"),
        0
    );
    assert_eq!(with("        Colour::A => 1,\n        _ => 2,\n"), 0);
}
