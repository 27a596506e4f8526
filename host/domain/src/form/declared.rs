//! What is wrong with a kind of workflow as its plugin declares it: all of it at once, each fault with its place in the schema of the
//! form that it is in.

use serde_json::Value as Json;

use super::sort::Sort;
use super::values;
use crate::hooks::{Form, KEY, KeyScope, WorkflowKind};
use crate::limits::*;
use crate::ports::Reference;

/// Something that an author has to mend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// Where: the place of the form among [`WorkflowKind::forms`], and a JSON pointer into its schema. None is of the kind itself.
    pub at: Option<(usize, String)>,
    pub what: String,
}

/// A text that people read beside a form: an entry of the plugin's message catalog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Titled {
    /// A JSON pointer into the form's schema.
    pub pointer: String,
    pub code: u16,
}

/// What a property may have, whatever its type.
const KEYWORDS: [&str; 7] = ["type", "title", "description", "sealed", "default", "examples", "$comment"];
/// And with its type.
const OF_NUMBERS: [&str; 5] = ["oneOf", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"];
const OF_TEXTS: [&str; 4] = ["oneOf", "format", "minLength", "maxLength"];
const OF_LISTS: [&str; 4] = ["items", "minItems", "maxItems", "uniqueItems"];
const COUNTS: [&str; 4] = ["minLength", "maxLength", "minItems", "maxItems"];

impl WorkflowKind {
    /// The form for the start, those of tasks, those of signals.
    pub fn forms(&self) -> impl Iterator<Item = &Form> {
        std::iter::once(&self.start).chain(&self.tasks).chain(&self.signals)
    }

    /// All that is wrong with its declaration.
    pub fn flaws(&self) -> Vec<Flaw> {
        let mut flaws: Vec<Flaw> = Vec::new();
        let mut say = |what: String| flaws.push(Flaw { at: None, what });
        if self.instances_max == 0 || usize::from(self.instances_max) > WORKFLOW_SAME_KEY_MAX {
            say(format!("`instances-max` is between 1 and {WORKFLOW_SAME_KEY_MAX}"));
        }
        if self.ends.is_empty() || self.tasks.len() + self.signals.len() > WORKFLOW_FORMS_MAX {
            say(format!("it has an end at least, and {WORKFLOW_FORMS_MAX} forms at most"));
        }
        let choices = self.ends.iter().chain(self.forms().flat_map(|form| &form.outcomes)).map(|choice| &choice.name);
        for name in std::iter::once(&self.name).chain(choices).chain(self.forms().map(|form| &form.name)) {
            if !is_name(name) {
                say(format!("`{name}` is no name: use lower-case letters, digits and hyphens"));
            }
        }
        for task in self.tasks.iter().filter(|task| task.outcomes.is_empty()) {
            say(format!("the task `{}` has no outcome", task.name));
        }
        for list in [&self.tasks, &self.signals] {
            let again = list.iter().enumerate().filter(|(i, form)| list[..*i].iter().any(|old| old.name == form.name));
            again.for_each(|(_, form)| say(format!("the form `{}` stands twice", form.name)));
        }
        for (index, form) in self.forms().enumerate() {
            let mut found = Found { form: index, flaws: &mut flaws };
            self.key_flaws(index, form, &mut found);
            form.flaws(&mut found);
        }
        flaws
    }

    fn key_flaws(&self, index: usize, form: &Form, found: &mut Found<'_>) {
        let Some(scope) = form.schema.get(KEY) else { return };
        if index > 0 {
            found.at(format!("/{KEY}"), format!("`{KEY}` stands in the form for the start and in no other"));
        } else if !KeyScope::ALL.iter().any(|known| scope.as_str() == Some(known.name())) {
            found.at(format!("/{KEY}"), format!("`{KEY}` is `district` or `county`, not `{scope}`"));
        }
    }
}

fn is_name(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !name.is_empty() && name.len() <= CODE_BYTES_MAX && name.bytes().all(fits)
}

/// The flaws of one form as they are found.
struct Found<'a> {
    form: usize,
    flaws: &'a mut Vec<Flaw>,
}

impl Found<'_> {
    fn at(&mut self, pointer: impl Into<String>, what: impl Into<String>) {
        self.flaws.push(Flaw { at: Some((self.form, pointer.into())), what: what.into() });
    }
}

impl Form {
    /// The texts of its properties and of what may be chosen in them.
    pub fn titles(&self) -> Vec<Titled> {
        let mut titles = Vec::new();
        let mut take = |pointer: String, title: Option<&Json>| {
            let code = title.and_then(Json::as_u64).and_then(|code| u16::try_from(code).ok());
            titles.extend(code.map(|code| Titled { pointer, code }));
        };
        for (name, property) in self.properties() {
            let place = place(name);
            for key in ["title", "description"] {
                take(format!("{place}/{key}"), property.get(key));
            }
            for (of, schema) in [("", Some(property)), ("/items", property.get("items"))] {
                let choices = schema.and_then(|schema| schema.get("oneOf")?.as_array()).into_iter().flatten();
                choices
                    .enumerate()
                    .for_each(|(i, choice)| take(format!("{place}{of}/oneOf/{i}/title"), choice.get("title")));
            }
        }
        titles
    }

    fn flaws(&self, found: &mut Found<'_>) {
        let Some(schema) = self.schema.as_object() else { return found.at("", "the schema is no object") };
        let known = ["type", "properties", "required", "additionalProperties", "$schema", KEY];
        for other in schema.keys().filter(|key| !known.contains(&key.as_str())) {
            found.at(format!("/{}", escaped(other)), format!("a form's schema has no `{other}`"));
        }
        if schema.get("type") != Some(&Json::from("object"))
            || schema.get("additionalProperties") != Some(&Json::Bool(false))
        {
            found.at("", "a form's schema says `\"type\": \"object\", \"additionalProperties\": false`");
        }
        if self.properties().count() > FORM_PROPERTIES_MAX {
            found.at("/properties", format!("a form has {FORM_PROPERTIES_MAX} properties at most"));
        }
        for missing in self.required().filter(|name| self.property(name).is_none()) {
            found.at("/required", format!("`{missing}` is required and not among the properties"));
        }
        self.properties().for_each(|(name, property)| property_flaws(name, property, found));
    }
}

fn place(property: &str) -> String {
    format!("/properties/{}", escaped(property))
}

/// A key as a step of a JSON pointer.
fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

fn property_flaws(name: &str, property: &Json, found: &mut Found<'_>) {
    let place = place(name);
    let Some(schema) = property.as_object() else { return found.at(place, format!("`{name}` is no object")) };
    match schema.get("title") {
        Some(title) if title.as_u64().is_some_and(|code| code <= u16::MAX.into()) => {}
        _ => found.at(
            format!("{place}/title"),
            format!("`{name}` has no title: say the code of a text of the catalog, like `\"title\": 34`"),
        ),
    }
    if schema.get("description").is_some_and(|code| code.as_u64().is_none_or(|code| code > u16::MAX.into())) {
        found.at(format!("{place}/description"), format!("`{name}` is described by the code of a text of the catalog"));
    }
    let Some(sort) = sorted(name, property, &place, &KEYWORDS, found) else { return };
    if let Sort::List(items) = sort {
        let place = format!("{place}/items");
        if let Some(Sort::List(_)) = sorted(&format!("{name}[]"), items, &place, &["type"], found) {
            found.at(place, format!("`{name}` is a list of lists"));
        }
    }
    let sealed = schema.get("sealed");
    if sealed.is_some_and(|sealed| !sealed.is_boolean()) {
        found.at(format!("{place}/sealed"), format!("`{name}` says `sealed` with `true` or `false`"));
    }
    if sealed == Some(&Json::Bool(true)) && !matches!(sort, Sort::Text | Sort::Code) {
        found.at(format!("{place}/sealed"), format!("`{name}` is sealed, so it is a text without a format, or a code"));
    }
    if let Some(default) = schema.get("default")
        && values::read(default, property, &|of, _| Reference::new(of, 0)).is_err()
    {
        found.at(format!("{place}/default"), format!("`{name}` has a default that does not fit it"));
    }
}

/// The sort of value that a schema asks for, once its keywords are looked at.
fn sorted<'s>(name: &str, json: &'s Json, place: &str, known: &[&str], found: &mut Found<'_>) -> Option<Sort<'s>> {
    let Some(schema) = json.as_object() else {
        found.at(place, format!("`{name}` is no object"));
        return None;
    };
    let Some(sort) = Sort::declared(json) else {
        match schema.get("format").filter(|_| schema.get("type") == Some(&Json::from("string"))) {
            Some(format) => {
                let formats: Vec<&str> = Sort::formats().collect();
                let what = format!("`{name}` has the format {format}, which there is not: {}", formats.join(", "));
                found.at(format!("{place}/format"), what);
            }
            None => found.at(
                format!("{place}/type"),
                format!("`{name}` is a string, a number, an integer, a boolean, or an array with its `items`; only a string has a `format`"),
            ),
        }
        return None;
    };
    let of_its_own: &[&str] = match sort {
        Sort::Flag => &[],
        Sort::Number { .. } => &OF_NUMBERS,
        Sort::Text => &OF_TEXTS,
        Sort::Code => &OF_TEXTS[1..],
        Sort::Time | Sort::Attachment | Sort::Reference(_) => &["format"],
        Sort::List(_) => &OF_LISTS,
    };
    for (key, value) in schema {
        let place = format!("{place}/{}", escaped(key));
        let is_count = || value.as_u64().is_some_and(|count| count <= u32::MAX.into());
        if key == "enum" {
            found.at(place, format!("`{name}` lists what may be chosen under `oneOf`, each with `const` and `title`"));
        } else if !known.contains(&key.as_str()) && !of_its_own.contains(&key.as_str()) {
            let may: Vec<&str> = known.iter().chain(of_its_own).copied().collect();
            found.at(place, format!("`{name}` has no `{key}`: as {} it may have {}", sort.name(), may.join(", ")));
        } else if key == "oneOf" {
            choice_flaws(name, sort, value, &place, found);
        } else if COUNTS.contains(&key.as_str()) && !is_count() {
            found.at(place, format!("`{name}` has `{key}`, which is a whole number"));
        } else if OF_NUMBERS[1..].contains(&key.as_str()) && !value.is_number() {
            found.at(place, format!("`{name}` has `{key}`, which is a number"));
        } else if key == "maxItems" && value.as_u64().is_some_and(|most| most > FORM_LIST_ITEMS_MAX as u64) {
            found.at(place, format!("`{name}` has {FORM_LIST_ITEMS_MAX} items at most"));
        } else if key == "uniqueItems" && !value.is_boolean() {
            found.at(place, format!("`{name}` says `uniqueItems` with `true` or `false`"));
        }
    }
    Some(sort)
}

fn choice_flaws(name: &str, sort: Sort<'_>, choices: &Json, place: &str, found: &mut Found<'_>) {
    let list = choices.as_array().map(Vec::as_slice).unwrap_or_default();
    if list.is_empty() || list.len() > FORM_CHOICES_MAX {
        found.at(place, format!("`{name}` has a list of 1 to {FORM_CHOICES_MAX} choices under `oneOf`"));
    }
    for (at, choice) in list.iter().enumerate() {
        let place = format!("{place}/{at}");
        let titled = choice.get("title").and_then(Json::as_u64).is_some_and(|code| code <= u16::MAX.into());
        let value = choice.get("const");
        let fits = value.is_some_and(|value| match sort {
            Sort::Number { whole } => value.as_f64().is_some_and(|number| !whole || number.fract() == 0.0),
            _ => value.as_str().is_some_and(|text| !text.is_empty() && text.len() <= TEXT_BYTES_MAX),
        });
        if !titled || !fits || choice.as_object().is_none_or(|choice| choice.len() != 2) {
            let what = format!(
                "a choice of `{name}` is like `{{\"const\": \"room\", \"title\": 34}}`: a value of its type, and the code of a text of the catalog"
            );
            found.at(place, what);
        } else if list[..at].iter().any(|before| before.get("const") == value) {
            found.at(place, format!("`{name}` has one choice twice"));
        }
    }
}
