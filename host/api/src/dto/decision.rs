//! Decisions on the wire: the stories of `telling` as they are.

pub use telling::{DecisionStory as Decision, RefusedStory as Refused, Term as NamedWord, ToldReason as Why};
