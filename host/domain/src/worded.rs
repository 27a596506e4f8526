//! Which values of the core have a word of their own, each under its family; the words are in `telling`.

use crate::clock::Cause;
use crate::county::VideoStatus;
use crate::county::reference::CodeOf;
use crate::county::status_timer::Expected;
use crate::hooks::{CatchUp, Concurrency, Fate, Hook, KeyScope, Stage, Urgency};
use crate::incident::hold::HoldEnd;
use crate::incident::link::Relation;
use crate::incident::origin::OriginKind;
use crate::incident::{Phase, Priority, Reality};
use crate::matter::Matter;
use crate::notice::Delivery;
use crate::plugin::Mode;
use crate::plugin::pairing::{Differs, Uncompared};
use crate::refusal::code::RefusalCode;
use crate::roster::swap::SwapStage;
use crate::sealed::PersonalField;
use crate::sentence::Worded;
use crate::statistics::figure::{Figure, Grouping};
use crate::task::TaskStatus;
use crate::unit::position::Doubt;
use crate::unit::{Primary, Secondary};
use crate::workflow::{Act, Status, VersionLife};

macro_rules! worded {
    ($($family:literal $type:ident $code:ident;)*) => {
        $(impl Worded for $type {
            const FAMILY: &'static str = $family;

            fn code(&self) -> &'static str {
                (*self).$code()
            }
        })*
    };
}

worded! {
    "act" Act name;
    "catch-up" CatchUp name;
    "clock-cause" Cause name;
    "code-of" CodeOf name;
    "concurrency" Concurrency name;
    "delivery" Delivery name;
    "differs" Differs name;
    "doubt" Doubt name;
    "expected" Expected name;
    "fate" Fate name;
    "grouping" Grouping name;
    "hold-end" HoldEnd name;
    "hook" Hook name;
    "key-scope" KeyScope name;
    "matter" Matter kind;
    "mode" Mode name;
    "origin" OriginKind name;
    "personal-field" PersonalField name;
    "phase" Phase name;
    "priority" Priority name;
    "reality" Reality name;
    "refusal" RefusalCode name;
    "relation" Relation name;
    "stage" Stage name;
    "statistic" Figure name;
    "swap-stage" SwapStage name;
    "task-status" TaskStatus name;
    "uncompared" Uncompared name;
    "unit-primary" Primary name;
    "unit-secondary" Secondary name;
    "urgency" Urgency name;
    "version-life" VersionLife name;
    "video-status" VideoStatus name;
    "workflow-status" Status name;
}
