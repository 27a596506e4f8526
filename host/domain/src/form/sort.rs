//! What sort of value a property of a form asks for: its `type` and its `format`.

use serde_json::Value as Json;

use crate::ports::CodeOf;

/// A text that is an opaque reference, such as a number in a register. What is written so can hardly be a name.
const CODE: &str = "code";
/// RFC 3339, as JSON Schema has it.
const TIME: &str = "date-time";
/// A reference to something that is kept elsewhere.
const ATTACHMENT: &str = "attachment";

/// A sort of value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Sort<'s> {
    Flag,
    Number {
        whole: bool,
    },
    Text,
    Code,
    Time,
    Attachment,
    Reference(CodeOf),
    /// A list, with the schema of its items.
    List(&'s Json),
}

impl<'s> Sort<'s> {
    /// Of a property of a form that was checked when it was declared; whatever else it may say is a text.
    pub fn of(schema: &'s Json) -> Sort<'s> {
        Sort::declared(schema).unwrap_or(Sort::Text)
    }

    /// `None`: there is no such type, or no such format of it.
    pub fn declared(schema: &'s Json) -> Option<Sort<'s>> {
        let format = schema.get("format");
        match (schema.get("type").and_then(Json::as_str)?, format.map(Json::as_str)) {
            ("boolean", None) => Some(Sort::Flag),
            ("number", None) => Some(Sort::Number { whole: false }),
            ("integer", None) => Some(Sort::Number { whole: true }),
            ("string", None) => Some(Sort::Text),
            ("string", Some(Some(CODE))) => Some(Sort::Code),
            ("string", Some(Some(TIME))) => Some(Sort::Time),
            ("string", Some(Some(ATTACHMENT))) => Some(Sort::Attachment),
            ("string", Some(Some(of))) => CodeOf::named(of).map(Sort::Reference),
            ("array", None) => schema.get("items").map(Sort::List),
            _ => None,
        }
    }

    /// Its format, or its type if it has none.
    pub const fn name(self) -> &'static str {
        match self {
            Sort::Flag => "boolean",
            Sort::Number { whole: true } => "integer",
            Sort::Number { whole: false } => "number",
            Sort::Text => "string",
            Sort::Code => CODE,
            Sort::Time => TIME,
            Sort::Attachment => ATTACHMENT,
            Sort::Reference(of) => of.name(),
            Sort::List(_) => "array",
        }
    }

    /// All formats that a text may have.
    pub fn formats() -> impl Iterator<Item = &'static str> {
        [CODE, TIME, ATTACHMENT].into_iter().chain(CodeOf::ALL.into_iter().map(CodeOf::name))
    }
}
