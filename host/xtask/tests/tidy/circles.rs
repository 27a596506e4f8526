//! Import circles: files of a crate that name each other, each by way of the next. None of them can be understood without all
//! the others.

use std::collections::{BTreeMap, BTreeSet};

use super::none;
use super::tree::{self, File, Part};

/// How many files of one circle a crate may have; what is not listed may have none.
const CIRCLE_FILES: &[(&str, usize)] = &[("domain", 2), ("journal", 2), ("runtime", 2), ("sequencer", 2)];

/// A file's place in its crate's tree of modules: `["county", "import"]`; the crate's own file has none.
type Module = Vec<String>;

/// Each file of a crate with those that it names, in `use` or in passing.
type Imports = BTreeMap<Module, BTreeSet<Module>>;

/// `host/domain/src/county/import.rs` is `county::import` of `domain`.
fn module(path: &str) -> Option<(&str, Module)> {
    let (name, inside) = path.strip_prefix("host/")?.split_once("/src/")?;
    let inside = inside.strip_suffix(".rs")?;
    let module = if matches!(inside, "lib" | "main") { "" } else { inside };
    Some((name, module.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect()))
}

/// The program of a file as one text, without comments.
fn program(file: &File) -> String {
    let lines = file.lines().filter(|(_, part, _)| *part == Part::Program);
    lines.map(|(.., line)| line.trim()).collect::<Vec<_>>().join(" ")
}

/// All paths that begin with `crate::` or `super::`, groups in braces taken apart.
fn paths(text: &str) -> Vec<Vec<&str>> {
    let mut paths = Vec::new();
    for (at, _) in text.match_indices("crate::").chain(text.match_indices("super::")) {
        let begins =
            !text[..at].ends_with(|letter: char| letter.is_alphanumeric() || matches!(letter, '_' | ':' | '$'));
        if begins {
            read_path(&text[at..], Vec::new(), &mut paths);
        }
    }
    paths
}

/// Reads one path and the groups in which it goes on; gives back what comes after it.
fn read_path<'a>(text: &'a str, mut before: Vec<&'a str>, paths: &mut Vec<Vec<&'a str>>) -> &'a str {
    let mut rest = text.trim_start();
    while let Some(end) = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_') {
        before.push(&rest[..end]);
        rest = &rest[end..];
        let Some(further) = rest.strip_prefix("::") else { break };
        rest = further;
        if let Some(mut group) = rest.strip_prefix('{') {
            while !group.trim_start().starts_with('}') && !group.is_empty() {
                group = read_path(group, before.clone(), paths);
                // Up to the next member: what is between is a comma, or `as` with another name.
                let next = group.find([',', '}']).unwrap_or(group.len());
                group = group[next..].strip_prefix(',').unwrap_or(&group[next..]);
            }
            return group.trim_start().strip_prefix('}').unwrap_or_default();
        }
    }
    paths.push(before);
    rest
}

/// The file that a path leads to, if it lies in this crate.
fn target(from: &[String], path: &[&str], files: &BTreeSet<Module>) -> Module {
    let mut at: Module = if path[0] == "super" { from.to_vec() } else { Vec::new() };
    for part in path {
        match *part {
            "crate" | "self" => {}
            "super" => drop(at.pop()),
            part => {
                at.push(part.to_owned());
                if !files.contains(&at) {
                    at.pop();
                    break;
                }
            }
        }
    }
    at
}

/// What each crate's files import of each other.
fn imports(files: &[File]) -> BTreeMap<&str, Imports> {
    let mut modules: BTreeMap<&str, BTreeSet<Module>> = BTreeMap::new();
    for (name, module) in files.iter().filter_map(|file| module(&file.path)) {
        modules.entry(name).or_default().insert(module);
    }
    let mut crates: BTreeMap<&str, Imports> = BTreeMap::new();
    for file in files {
        let Some((name, from)) = module(&file.path) else { continue };
        let text = program(file);
        let named = paths(&text).into_iter().map(|path| target(&from, &path, &modules[name]));
        let others = named.filter(|to| *to != from).collect();
        crates.entry(name).or_default().insert(from, others);
    }
    crates
}

/// All files that can be reached from one.
fn reached<'a>(from: &Module, imports: &'a Imports) -> BTreeSet<&'a Module> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&Module> = imports.get(from).into_iter().flatten().collect();
    while let Some(next) = open.pop() {
        if reached.insert(next) {
            open.extend(imports.get(next).into_iter().flatten());
        }
    }
    reached
}

/// The circles of a crate: sets of files from each of which all the others are reached.
fn circles(imports: &Imports) -> Vec<Vec<String>> {
    let all: BTreeMap<&Module, BTreeSet<&Module>> = imports.keys().map(|from| (from, reached(from, imports))).collect();
    let name = |module: &Module| if module.is_empty() { "lib".to_owned() } else { module.join("::") };
    let mut circles = BTreeSet::new();
    for (from, others) in all.iter().filter(|(from, others)| others.contains(*from)) {
        let back = others.iter().filter(|other| all.get(**other).is_some_and(|reached| reached.contains(from)));
        circles.insert(back.map(|other| name(other)).collect::<Vec<String>>());
    }
    circles.into_iter().collect()
}

fn faults(files: &[File], allowed: &[(&str, usize)]) -> Vec<String> {
    let mut faults = Vec::new();
    for (name, imports) in imports(files) {
        let most = allowed.iter().find(|(listed, _)| *listed == name).map_or(1, |(_, most)| *most);
        for circle in circles(&imports).into_iter().filter(|circle| circle.len() > most) {
            faults.push(format!(
                "host/{name}/src: {} files import each other in a circle, {}: move what they share into a file that imports \
                 none of them, or the types of a matter away from the functions over the state",
                circle.len(),
                circle.join(", ")
            ));
        }
    }
    faults
}

#[test]
fn files_do_not_import_each_other_in_circles() {
    assert!(imports(tree::files()).contains_key("domain"), "no file of domain was found");
    none(faults(tree::files(), CIRCLE_FILES));
}

#[test]
fn a_circle_is_found() {
    let files = [
        File::new("host/a/src/lib.rs", "mod b;\nmod c;\npub use b::B;\n"),
        File::new("host/a/src/b.rs", "use crate::{B, c::{self, d::{D, E as F}}};\n"),
        File::new("host/a/src/c.rs", "mod d;\n"),
        File::new("host/a/src/c/d.rs", "fn d() { super::e::e(); }\n"),
        File::new(
            "host/a/src/c/e.rs",
            "// crate::c\nfn e(b: &crate::b::B) {}\n#[cfg(test)]\nmod tests { use crate::c; }\n",
        ),
    ];
    let found = imports(&files);
    let circles = circles(&found["a"]);
    assert_eq!(circles, [["b", "c::d", "c::e"]]);
    assert_eq!(faults(&files, &[("a", 3)]), Vec::<String>::new());
    assert_eq!(faults(&files, &[("a", 2)]).len(), 1);
    assert_eq!(faults(&files, &[]).len(), 1);
}

#[test]
fn paths_are_read_whole() {
    let read = |text| paths(text).into_iter().map(|path| path.join("::")).collect::<Vec<_>>();
    assert_eq!(
        read("use crate::{a::{B, c as d}, e}; f(super::super::g::H { i })"),
        ["crate::a::B", "crate::a::c", "crate::e", "super::super::g::H",]
    );
    assert_eq!(read("pub(crate) fn a(b: other_crate::c) {}"), Vec::<String>::new());
}
