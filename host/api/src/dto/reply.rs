//! Answers that several routes share: a bare version, a page of a list.

use serde::Serialize;
use utoipa::ToSchema;

use crate::find::counted::Counted;

/// A command was done; the county now stands at this version.
#[derive(Serialize, ToSchema)]
pub struct Version {
    #[schema(example = 4711)]
    pub version: u64,
}

/// One page of a list.
#[derive(Serialize, ToSchema)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Give it as `cursor` to get the next page; `null` at the end.
    pub next: Option<String>,
    /// How many there are on all pages, if `count` asked for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<usize>,
    /// Counting ended at a limit: there may be more than `total`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(default = false)]
    pub more_than_total: bool,
}

impl<T> Page<T> {
    pub fn of(items: Vec<T>, next: Option<String>, counted: Option<Counted>) -> Page<T> {
        let more_than_total = counted.is_some_and(|counted| counted.more);
        Page { items, next, total: counted.map(|counted| counted.total), more_than_total }
    }
}

/// A list that comes whole.
#[derive(Serialize, ToSchema)]
pub struct List<T> {
    pub items: Vec<T>,
}
