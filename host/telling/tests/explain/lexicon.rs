//! The lexicon: every code has its text, and every text is told by something. That keys, placeholders and values agree is
//! the compiler's to see.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use domain::clock;
use domain::county::VideoStatus;
use domain::hooks::*;
use domain::ids::*;
use domain::incident::hold::HoldEnd;
use domain::incident::origin::OriginKind;
use domain::incident::*;
use domain::matter::Matter;
use domain::notice::Delivery;
use domain::plugin::Mode;
use domain::plugin::pairing::{Differs, Uncompared};
use domain::ports::CodeOf;
use domain::refusal::{DECLARED, RefusalCode};
use domain::roster::swap::{Outcome, SwapStage};
use domain::sealed::PersonalField;
use domain::sentence::{Said, Sentence, Worded};
use domain::statistics::figure::{Figure, Grouping};
use domain::task::TaskStatus;
use domain::task::refusal::TaskRefusal;
use domain::time::TimeMs;
use domain::unit::position::Doubt;
use domain::unit::{Primary, Secondary};
use domain::workflow::{Act, Status, VersionLife};
use telling::words::{WORDS, problem_title};
use telling::{Lang, say, say_recorded};

/// All values of an enum; one that is left out does not compile.
macro_rules! all {
    ($type:ident: $($value:ident),*) => {{
        let _ = |value: $type| match value { $($type::$value => ()),* };
        [$($type::$value),*]
    }};
}

fn codes<T: Worded>(values: &[T]) -> (&'static str, BTreeSet<&'static str>) {
    (T::FAMILY, values.iter().map(Worded::code).collect())
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
        Matter::Clock(DoubtRef(1)),
        Matter::Schedule(ScheduleRef(1)),
    ];
    BTreeMap::from([
        codes(&all!(Act: Paused, Resumed, Retried, Migrated, Cancelled, Replaced)),
        codes(&all!(CatchUp: Once, Each, Skip)),
        codes(&all!(Concurrency: Single, Restart, Queued, Parallel)),
        codes(&all!(KeyScope: District, County)),
        codes(&deliveries),
        codes(&clock::Cause::ALL),
        codes(&CodeOf::ALL),
        codes(&Differs::ALL),
        codes(&Doubt::ALL),
        codes(&domain::county::status_timer::Expected::ALL),
        codes(&Fate::ALL),
        codes(&Figure::ALL),
        codes(&Grouping::ALL),
        ("statistic-says", Figure::ALL.map(Figure::name).into()),
        codes(&HoldEnd::ALL),
        codes(&Hook::ALL),
        codes(&matters),
        codes(&all!(Mode: Off, Shadow, Advise, Auto)),
        codes(&PersonalField::ALL),
        codes(&OriginKind::ALL),
        codes(&Phase::ALL),
        codes(&Priority::ALL),
        codes(&all!(Reality: Actual, Exercise, Test)),
        codes(&RefusalCode::ALL),
        codes(&link::Relation::ALL),
        codes(&Stage::ALL),
        codes(&[
            SwapStage::Offered,
            SwapStage::Accepted,
            SwapStage::Ended(Outcome::Approved),
            SwapStage::Ended(Outcome::Declined),
            SwapStage::Ended(Outcome::Withdrawn),
            SwapStage::Ended(Outcome::Expired),
            SwapStage::Ended(Outcome::Lapsed),
        ]),
        codes(&TaskStatus::ALL),
        codes(&all!(VideoStatus: InService, Faulty, Off)),
        codes(&all!(Primary: Available, Assigned, EnRoute, OnScene, Unavailable)),
        codes(&all!(Secondary: Returning, Exercise, Reserve, Break, OutOfOrder)),
        codes(&Uncompared::ALL),
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
    let declared: BTreeSet<&str> = DECLARED.iter().copied().flatten().map(|sentence| sentence.key).collect();
    for key in WORDS.keys() {
        let (family, code) = key.split_once('.').unwrap_or_else(|| panic!("`{key}` is of no family"));
        let told = match (families.get(family), family) {
            (Some(codes), _) if codes.contains(code) => true,
            // The API sees to its own, and to what it declares.
            (_, "problem" | "detail") => true,
            _ if declared.contains(key) => true,
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
        assert_eq!(texts(&toml::Value::Table(table)), WORDS.keys().count());
    }
}

fn texts(value: &toml::Value) -> usize {
    value.as_table().map_or(1, |table| table.values().map(texts).sum())
}

/// Codes stand in an English sentence as a caller sends them back, and in a Chinese one as words. A record of a later version, or
/// of one from before there were sentences, is read as far as it can be.
#[test]
fn a_sentence_is_said_in_both_languages() {
    let task = "T20220901-000001".to_owned();
    let over: Sentence = TaskRefusal::Over { task: task.clone(), status: TaskStatus::Done }.into();
    assert_eq!(
        [say(&over, Lang::En), say(&over, Lang::Zh)],
        ["task `T20220901-000001` is done", "任务 `T20220901-000001` 已办"]
    );
    let outcomes = vec!["done".to_owned(), "refused".to_owned()];
    let other: Sentence = TaskRefusal::NoSuchOutcome { task, outcome: "{task}".to_owned(), outcomes }.into();
    assert_eq!(
        [say(&other, Lang::En), say(&other, Lang::Zh)],
        [
            "task `T20220901-000001` has no outcome `{task}`; it has done, refused",
            "任务 `T20220901-000001` 没有结果 `{task}`，可选：done、refused"
        ]
    );
    let json = serde_json::to_string(&Said::from(over.clone())).expect("JSON");
    assert_eq!(
        json,
        r#"{"key":"detail.task.over","values":{"status":{"family":"task-status","code":"done"},"task":"T20220901-000001"}}"#
    );
    let recorded = |json: &str| say_recorded(&serde_json::from_str(json).expect("a record"), Lang::Zh);
    assert_eq!(recorded(&json), say(&over, Lang::Zh));
    assert_eq!(recorded(r#""one is under way""#), "one is under way");
    assert_eq!(recorded(r#"{"key":"detail.later","values":{"tasks":7}}"#), "detail.later (tasks=7)");
    assert_eq!(recorded(r#"{"key":"detail.task.waited-for"}"#), "有流程在等待任务 `{task}`：请办结它，或取消流程");
    assert!(serde_json::from_str::<Said>(r#"{"key":"detail.task.over","words":"x"}"#).is_err(), "an unknown key");
}

#[test]
fn sentences_are_translated() {
    for sentence in DECLARED.iter().copied().flatten() {
        let text = WORDS.get(sentence.key).expect("the compiler saw it");
        assert_ne!(text.of(Lang::Zh), text.of(Lang::En), "`{}` was not translated", sentence.key);
    }
}

#[test]
fn a_value_is_filled_in_once() {
    let story = telling::tell!(Lang::En, "incident.procedure", id = "{what}", what = "{status} {id}", status = "open");
    assert_eq!(story, "{what}: {status} {id}, open");
}
