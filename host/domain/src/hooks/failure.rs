//! The sentences of what a plugin failed at: why there is no answer, and why a reason in it can't be told.

use crate::hooks::{BadQuery, HookFailure, NotTheirs, Untellable};
use crate::sentence::{Declared, Sentence};

impl HookFailure {
    pub(crate) const DECLARED: &[Declared] = &[
        Declared { key: "hook-failure.answer-limit", values: &["detail"] },
        Declared { key: "hook-failure.deadline", values: &[] },
        Declared { key: "hook-failure.fuel", values: &[] },
        Declared { key: "hook-failure.guest-error", values: &["detail"] },
        Declared { key: "hook-failure.host-calls", values: &[] },
        Declared { key: "hook-failure.mark-and-name", values: &["query"] },
        Declared { key: "hook-failure.memory", values: &[] },
        Declared { key: "hook-failure.missing-value", values: &["code", "value"] },
        Declared { key: "hook-failure.not-their-dimension", values: &["query", "name"] },
        Declared { key: "hook-failure.not-their-moment", values: &["query", "name"] },
        Declared { key: "hook-failure.other-value", values: &["code", "value", "kind", "given"] },
        Declared { key: "hook-failure.spare-value", values: &["code", "value"] },
        Declared { key: "hook-failure.stack-overflow", values: &[] },
        Declared { key: "hook-failure.trap", values: &["detail"] },
        Declared { key: "hook-failure.unknown-code", values: &["code"] },
        Declared { key: "hook-failure.unknown-kind", values: &["query", "kind"] },
        Declared { key: "hook-failure.unknown-reference", values: &["code", "value", "kind"] },
        Declared { key: "hook-failure.unknown-result", values: &["query", "result"] },
        Declared { key: "hook-failure.unknown-workflow", values: &["query", "workflow"] },
        Declared { key: "hook-failure.unloadable", values: &["detail"] },
        Declared { key: "hook-failure.workflows-by-kinds", values: &["query"] },
    ];
}

impl From<&HookFailure> for Sentence {
    fn from(failure: &HookFailure) -> Sentence {
        let alone = |key| Sentence::new(key, []);
        let with = |key, detail: &String| Sentence::new(key, [("detail", detail.as_str().into())]);
        match failure {
            HookFailure::Deadline => alone("hook-failure.deadline"),
            HookFailure::Fuel => alone("hook-failure.fuel"),
            HookFailure::Memory => alone("hook-failure.memory"),
            HookFailure::StackOverflow => alone("hook-failure.stack-overflow"),
            HookFailure::HostCalls => alone("hook-failure.host-calls"),
            HookFailure::Trap(detail) => with("hook-failure.trap", detail),
            HookFailure::Guest(detail) => with("hook-failure.guest-error", detail),
            HookFailure::Answer(detail) => with("hook-failure.answer-limit", detail),
            HookFailure::Reason(why) => why.into(),
            HookFailure::Query(why) => why.into(),
            HookFailure::Unloadable(detail) => with("hook-failure.unloadable", detail),
        }
    }
}

impl From<&BadQuery> for Sentence {
    fn from(why: &BadQuery) -> Sentence {
        match why {
            BadQuery::UnknownKind { query, kind } => {
                Sentence::new("hook-failure.unknown-kind", [("query", (*query).into()), ("kind", kind.0.into())])
            }
            BadQuery::UnknownResult { query, result } => {
                let values = [("query", (*query).into()), ("result", result.as_str().into())];
                Sentence::new("hook-failure.unknown-result", values)
            }
            BadQuery::UnknownWorkflow { query, workflow } => {
                let values = [("query", (*query).into()), ("workflow", workflow.as_str().into())];
                Sentence::new("hook-failure.unknown-workflow", values)
            }
            BadQuery::NotTheirs { query, what } => {
                let of = ("query", (*query).into());
                match what {
                    NotTheirs::Dimension(dimension) => {
                        Sentence::new("hook-failure.not-their-dimension", [of, ("name", dimension.name().into())])
                    }
                    NotTheirs::Moment(moment) => {
                        Sentence::new("hook-failure.not-their-moment", [of, ("name", moment.name().into())])
                    }
                    NotTheirs::Kinds => Sentence::new("hook-failure.workflows-by-kinds", [of]),
                    NotTheirs::Mark => Sentence::new("hook-failure.mark-and-name", [of]),
                }
            }
        }
    }
}

impl From<&Untellable> for Sentence {
    fn from(why: &Untellable) -> Sentence {
        match why {
            Untellable::UnknownCode { code } => Sentence::new("hook-failure.unknown-code", [("code", (*code).into())]),
            Untellable::MissingValue { code, value } => {
                let values = [("code", (*code).into()), ("value", (*value).into())];
                Sentence::new("hook-failure.missing-value", values)
            }
            Untellable::SpareValue { code, value } => {
                let values = [("code", (*code).into()), ("value", (*value).into())];
                Sentence::new("hook-failure.spare-value", values)
            }
            Untellable::OtherValue { code, value, kind, given } => {
                let values = [
                    ("code", (*code).into()),
                    ("value", (*value).into()),
                    ("kind", kind.as_str().into()),
                    ("given", given.as_str().into()),
                ];
                Sentence::new("hook-failure.other-value", values)
            }
            Untellable::UnknownReference { code, value, kind } => {
                let values = [("code", (*code).into()), ("value", (*value).into()), ("kind", kind.as_str().into())];
                Sentence::new("hook-failure.unknown-reference", values)
            }
        }
    }
}
