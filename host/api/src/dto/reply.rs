//! Answers that several routes share: a bare version, a page of a list.

use serde::Serialize;
use utoipa::ToSchema;

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
}

/// A list that comes whole.
#[derive(Serialize, ToSchema)]
pub struct List<T> {
    pub items: Vec<T>,
}
