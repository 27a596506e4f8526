//! A bad assessment never holds anything up: too much of anything, figures that are none, loops and panics are each recorded in place of
//! the indicators, and the next one is worked out.

use std::sync::Arc;

use domain::assessment::{Assessment, Period};
use domain::command::{AssessmentCommand, Command, Envelope, PluginCommand};
use domain::hooks::{Hook, HookFailure, Untellable};
use domain::plugin::Mode;
use jiff::tz::TimeZone;
use sequencer::cascade::work_out;
use sequencer::jobs::again;
use sequencer::simulation::Untimed;

use super::Room;

fn room() -> Room {
    let mut room = Room::new();
    let (hook, plugin) = (Hook::Assessment, "behaves-badly".to_owned());
    let (districts, mode, order) = (Vec::new(), Mode::Auto, None);
    room.order(Command::Plugin(PluginCommand::SetMode { districts, hook, plugin, mode, order, version: None }));
    room
}

impl Room {
    /// Asks for September, runs what is to be run beside the writer, and records what came of it.
    fn assess(&mut self) -> Arc<Assessment> {
        let zone = TimeZone::get("Asia/Shanghai").expect("a zone");
        let period = Period::named("2022-09", &zone).expect("a month");
        let ask = AssessmentCommand::Ask { plugin: "behaves-badly".to_owned(), period };
        self.now = self.now.plus_s(1);
        let envelope = Envelope::system(Command::Assessment(ask));
        let untimed = Untimed(&*self.runtime);
        let draft = work_out(&self.state, &envelope, self.now, &untimed).expect("it is asked for");
        self.state = draft.state;
        let jobs: Vec<Envelope> = draft.jobs.iter().filter_map(|job| job.run(&untimed)).collect();
        for envelope in jobs {
            self.now = self.now.plus_s(1);
            let untimed = Untimed(&*self.runtime);
            self.state = work_out(&self.state, &envelope, self.now, &untimed).expect("it is recorded").state;
        }
        let asked = self.state.assessments.get(self.state.assessments.last).expect("asked for");
        asked.done.clone().expect("something came of it")
    }
}

/// What a behaviour comes to: the kind of its failure and, where a limit is passed, which.
const ENDS: [(&str, &str); 17] = [
    ("endless-loop", "fuel"),
    ("endless-figures", "fuel"),
    ("deep-recursion", "stack-overflow"),
    ("grow-memory", "memory"),
    ("unreachable", "trap"),
    ("panic", "guest-error"),
    ("long-error", "guest-error"),
    ("huge-error", "host-calls"),
    ("broken-string", "trap"),
    ("view-flood", "host-calls"),
    ("many-queries", "answer-limit: 9 queries, 8 are allowed"),
    ("many-spans", "answer-limit: 9 spans in one query, 8 are allowed"),
    ("unknown-kind", "bad-query"),
    ("unknown-result", "bad-query"),
    ("many-indicators", "answer-limit: 257 indicators, 256 are allowed"),
    ("unknown-code", "untellable-reason"),
    ("spare-value", "untellable-reason"),
];

fn ending(failure: &HookFailure) -> String {
    match failure {
        HookFailure::Answer(which) => format!("{}: {which}", failure.kind()),
        other => other.kind().to_owned(),
    }
}

#[test]
fn every_hostile_assessment_is_recorded_and_the_room_goes_on() {
    let mut room = room();
    for (behaviour, expected) in ENDS {
        room.behave(behaviour);
        let done = room.assess();
        let failure = done.failure.as_ref().unwrap_or_else(|| panic!("{behaviour} came to something"));
        assert_eq!(ending(failure), expected, "{behaviour}");
        assert!(done.answer.indicators.is_empty(), "{behaviour}");
        // It is worked out again as it was, by its settings of then.
        let once_more = again(&room.state, done.number, &Untimed(&*room.runtime));
        assert_eq!(once_more, Some(Err(failure.clone())), "{behaviour}");
        // Incidents are served meanwhile, and the next assessment is worked out.
        room.behave("honest");
        room.incident();
        let done = room.assess();
        assert_eq!((done.failure.as_ref(), done.answer.indicators.len()), (None, 1), "after {behaviour}");
    }
    let panicked = {
        room.behave("panic");
        room.assess()
    };
    let Some(HookFailure::Guest(words)) = &panicked.failure else { panic!("{:?}", panicked.failure) };
    assert!(words.contains("on purpose"), "{words}");
    room.behave("unknown-code");
    assert_eq!(room.assess().failure, Some(HookFailure::Reason(Untellable::UnknownCode { code: 77 })));
}

/// Numbers that are none, and a figure that stands twice, are refused one by one, and what is good is kept.
#[test]
fn figures_that_are_none_are_refused_one_by_one() {
    let mut room = room();
    room.behave("bad-figures");
    let done = room.assess();
    assert_eq!(done.failure, None);
    let names: Vec<&str> = done.answer.indicators.iter().map(|indicator| indicator.name.as_str()).collect();
    assert_eq!(names, ["good"]);
    let refused: Vec<String> = done.refused.iter().map(|of| format!("{}: {:?}", of.proposal, of.why)).collect();
    let bad = [0, 1, 2, 4].map(|number| format!("indicator {number}: BadIndicator"));
    assert_eq!(refused, bad);
}
