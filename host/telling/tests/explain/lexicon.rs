//! The lexicon: every code has its text, and every text is told by something. That keys, placeholders and values agree is
//! the compiler's to see.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use domain::hooks::*;
use domain::ids::*;
use domain::incident::*;
use domain::matter::Matter;
use domain::notice::Delivery;
use domain::plugin::Mode;
use domain::refusal::RefusalCode;
use domain::sealed::PersonalField;
use domain::task::TaskStatus;
use domain::time::TimeMs;
use domain::unit::{Primary, Secondary};
use domain::workflow::{Act, Status, VersionLife};
use telling::Lang;
use telling::words::{Coded, WORDS, problem_title};

/// All values of an enum; one that is left out does not compile.
macro_rules! all {
    ($type:ident: $($value:ident),*) => {{
        let _ = |value: $type| match value { $($type::$value => ()),* };
        [$($type::$value),*]
    }};
}

fn codes<T: Coded>(values: &[T]) -> (&'static str, BTreeSet<&'static str>) {
    (T::FAMILY, values.iter().map(Coded::code).collect())
}

/// Families that are looked up by code, each with its codes.
fn families() -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let at = TimeMs(0);
    let deliveries = [
        Delivery::Queued,
        Delivery::Sent { at, attempts: 1 },
        Delivery::Failed { next: at, attempts: 1, why: String::new() },
        Delivery::GivenUp { at, attempts: 1, why: String::new() },
    ];
    let matters = [
        Matter::Incident(IncidentRef(1)),
        Matter::Instance(InstanceRef(1)),
        Matter::Task(TaskRef(1)),
        Matter::Notice(NoticeRef(1)),
        Matter::Vacancy(VacancyRef(1)),
    ];
    BTreeMap::from([
        codes(&all!(Act: Paused, Resumed, Retried, Migrated, Cancelled, Replaced)),
        codes(&all!(CatchUp: Once, Each, Skip)),
        codes(&all!(Concurrency: Single, Restart, Queued, Parallel)),
        codes(&deliveries),
        codes(&Hook::ALL),
        codes(&matters),
        codes(&all!(Mode: Off, Shadow, Advise, Auto)),
        codes(&PersonalField::ALL),
        codes(&Phase::ALL),
        codes(&Priority::ALL),
        codes(&all!(Reality: Actual, Exercise, Test)),
        codes(&RefusalCode::ALL),
        codes(&Stage::ALL),
        codes(&TaskStatus::ALL),
        codes(&all!(Primary: Available, Assigned, EnRoute, OnScene, Unavailable)),
        codes(&all!(Secondary: Returning, Exercise, Reserve, Break, OutOfOrder)),
        codes(&Urgency::ALL),
        codes(&all!(VersionLife: Active, Draining, Drained)),
        codes(&Status::ALL),
    ])
}

#[test]
fn every_code_has_its_word() {
    for (family, codes) in families() {
        for code in &codes {
            let text = WORDS.of_family(family, code).unwrap_or_else(|| panic!("`{family}.{code}` has no text"));
            assert_ne!(text.of(Lang::Zh), text.of(Lang::En), "`{family}.{code}` was not translated");
        }
    }
}

/// What source files of this crate and of those that tell from its lexicon say.
fn source() -> String {
    fn read(folder: &Path, all: &mut String) {
        for entry in std::fs::read_dir(folder).expect("a folder of source") {
            let path = entry.expect("an entry").path();
            match path.is_dir() {
                true => read(&path, all),
                false => all.push_str(&std::fs::read_to_string(&path).expect("UTF-8")),
            }
        }
    }
    let mut all = String::new();
    for name in ["telling", "api", "wardroom"] {
        read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name).join("src"), &mut all);
    }
    all
}

#[test]
fn every_text_is_told_by_something() {
    let (families, source) = (families(), source());
    for key in WORDS.keys() {
        let (family, code) = key.split_once('.').unwrap_or_else(|| panic!("`{key}` is of no family"));
        let told = match (families.get(family), family) {
            (Some(codes), _) if codes.contains(code) => true,
            // The API sees to its own.
            (_, "problem") => true,
            (_, "built-in") => source.contains(&format!("\"{code}\"")),
            _ => source.contains(&format!("\"{key}\"")),
        };
        assert!(told, "nothing tells `{key}`");
    }
}

/// Clients that were written for the English titles find them as they were: the code in words.
#[test]
fn a_problem_has_its_code_in_words_as_its_english_title() {
    for key in WORDS.keys() {
        if let Some(code) = key.strip_prefix("refusal.").or(key.strip_prefix("problem.")) {
            assert_eq!(problem_title(code, Lang::En), Some(code.replace('-', " ").as_str()));
            assert_ne!(problem_title(code, Lang::Zh), problem_title(code, Lang::En));
        }
    }
}

#[test]
fn the_files_are_toml() {
    for file in [include_str!("../../words/zh-CN.toml"), include_str!("../../words/en.toml")] {
        let table: toml::Table = file.parse().expect("TOML");
        let texts: usize = table.values().map(|family| family.as_table().expect("a family").len()).sum();
        assert_eq!(texts, WORDS.keys().count());
    }
}

#[test]
fn a_value_is_filled_in_once() {
    let story = telling::tell!(Lang::En, "incident.procedure", id = "{what}", what = "{status} {id}", status = "open");
    assert_eq!(story, "{what}: {status} {id}, open");
}
