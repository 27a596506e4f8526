//! A value of one of the county's own attributes or table columns.

/// A value of one of the county's own attributes or table columns.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(untagged)]
pub enum Value {
    Flag(bool),
    Number(f64),
    Text(String),
}
