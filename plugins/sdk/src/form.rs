//! Forms of workflows: their properties, each with its title, what may be chosen with the label of each choice, and pickers of what the
//! county has. What comes of it is a JSON Schema whose titles are codes of the catalog; the host puts in the texts of whoever reads it.

use serde_json::{Map, Value as Json, json};

use crate::bindings::workflow::exports::wardroom::plugin::workflow::Form;
use crate::view::Noun;
use crate::workflow::choices;

/// A property of a form: a name, a title (an entry of the catalog), and what may be filled in.
///
/// ```
/// use wardroom_plugin::view::Noun;
/// use wardroom_plugin::workflow::{Form, Property};
///
/// # mod why { pub const RETURN: u16 = 1; pub const UNITS: u16 = 2; pub const STATE: u16 = 3; pub const WHOLE: u16 = 4;
/// #           pub const BROKEN: u16 = 5; pub const NOTE: u16 = 6; }
/// let form = Form::new(
///     "return",
///     why::RETURN,
///     [
///         Property::reference("units", why::UNITS, Noun::Unit).list(1, 8).required(),
///         Property::choice("state", why::STATE, &[("whole", why::WHOLE), ("broken", why::BROKEN)]),
///         Property::text("note", why::NOTE).letters(0, 500).sealed(),
///     ],
///     &[],
/// );
/// assert!(form.schema.contains("\"format\": \"unit\""));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Property {
    name: String,
    required: bool,
    schema: Map<String, Json>,
}

impl Property {
    fn new(name: &str, title: u16, of: &str) -> Property {
        let mut schema = Map::new();
        schema.insert("title".to_owned(), title.into());
        schema.insert("type".to_owned(), of.into());
        Property { name: name.to_owned(), required: false, schema }
    }

    fn with(mut self, key: &str, value: impl Into<Json>) -> Property {
        self.schema.insert(key.to_owned(), value.into());
        self
    }

    /// A free text, up to the host's 4,096 bytes.
    pub fn text(name: &str, title: u16) -> Property {
        Property::new(name, title, "string")
    }

    /// An opaque reference of letters, digits, `.`, `-` and `_`, such as a number in a register.
    pub fn code(name: &str, title: u16) -> Property {
        Property::text(name, title).with("format", "code")
    }

    pub fn number(name: &str, title: u16) -> Property {
        Property::new(name, title, "number")
    }

    /// A whole number.
    pub fn integer(name: &str, title: u16) -> Property {
        Property::new(name, title, "integer")
    }

    /// Yes or no.
    pub fn flag(name: &str, title: u16) -> Property {
        Property::new(name, title, "boolean")
    }

    /// An instant, handed in as ISO 8601 with an offset.
    pub fn time(name: &str, title: u16) -> Property {
        Property::text(name, title).with("format", "date-time")
    }

    /// Something that the county or its room has, picked by its code: the plugin gets the reference.
    pub fn reference(name: &str, title: u16, of: Noun) -> Property {
        Property::text(name, title).with("format", name_of(of))
    }

    /// An opaque reference to something that is kept elsewhere.
    pub fn attachment(name: &str, title: u16) -> Property {
        Property::text(name, title).with("format", "attachment")
    }

    /// One of these words, each with the title that people see.
    pub fn choice(name: &str, title: u16, of: &[(&str, u16)]) -> Property {
        let choice = |(word, title): &(&str, u16)| json!({ "const": word, "title": title });
        Property::text(name, title).with("oneOf", of.iter().map(choice).collect::<Vec<_>>())
    }

    /// It has to be filled in.
    pub fn required(self) -> Property {
        Property { required: true, ..self }
    }

    /// A text that is personal data: sealed before it is kept, and shown to no plugin.
    pub fn sealed(self) -> Property {
        self.with("sealed", true)
    }

    /// A longer text beside its title, an entry of the catalog.
    pub fn described(self, code: u16) -> Property {
        self.with("description", code)
    }

    /// A text of so many letters.
    pub fn letters(self, least: u32, most: u32) -> Property {
        let longer = if least == 0 { self } else { self.with("minLength", least) };
        longer.with("maxLength", most)
    }

    /// A number within these bounds, both included.
    pub fn between(self, least: impl Into<Json>, most: impl Into<Json>) -> Property {
        self.with("minimum", least).with("maximum", most)
    }

    /// So many of them, 64 at most.
    pub fn list(mut self, least: u32, most: u32) -> Property {
        let own = ["title", "description", "default"];
        let (kept, items) = std::mem::take(&mut self.schema).into_iter().partition(|(key, _)| own.contains(&&**key));
        self.schema = kept;
        let list = self.with("type", "array").with("items", Json::Object(items));
        list.with("minItems", least).with("maxItems", most)
    }

    /// None of a list twice.
    pub fn unique(self) -> Property {
        self.with("uniqueItems", true)
    }
}

impl Form {
    /// What people fill in, and the outcomes to choose from, each by name and title.
    pub fn new(
        name: &str,
        title: u16,
        properties: impl IntoIterator<Item = Property>,
        outcomes: &[(&str, u16)],
    ) -> Form {
        let (mut of, mut required) = (Map::new(), Vec::new());
        for property in properties {
            if property.required {
                required.push(property.name.clone());
            }
            of.insert(property.name, Json::Object(property.schema));
        }
        let schema = json!({ "type": "object", "additionalProperties": false, "properties": of, "required": required });
        Form::of_schema(name, title, &format!("{schema:#}"), outcomes)
    }

    /// The same of a JSON Schema that was written by hand.
    pub fn of_schema(name: &str, title: u16, schema: &str, outcomes: &[(&str, u16)]) -> Form {
        Form { name: name.to_owned(), title, schema: schema.to_owned(), outcomes: choices(outcomes), named: false }
    }

    /// Whoever fills it in says in which person's name.
    pub fn named(self) -> Form {
        Form { named: true, ..self }
    }
}

/// As forms and catalogs name it.
pub(crate) fn name_of(noun: Noun) -> &'static str {
    match noun {
        Noun::Unit => "unit",
        Noun::Grid => "grid",
        Noun::Place => "place",
        Noun::Kind => "kind",
        Noun::District => "district",
        Noun::Station => "station",
        Noun::Person => "person",
        Noun::Team => "team",
        Noun::Township => "township",
        Noun::Village => "village",
        Noun::UnitKind => "unit-kind",
        Noun::Class => "class",
        Noun::Slot => "slot",
        Noun::Skill => "skill",
        Noun::Post => "post",
        Noun::Qualification => "qualification",
        Noun::Incident => "incident",
        Noun::Workflow => "workflow",
    }
}
