//! Decisions on the wire: the stories of `telling` as they are.

pub use telling::{
    DecisionStory as Decision, ProposalStory as Proposal, RefusedStory as Refused, Term as NamedWord, ToldReason as Why,
};
