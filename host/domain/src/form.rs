//! Forms: what people fill in to start a workflow, to do a task, to send a signal. A form is a flat JSON Schema; what it marks
//! as `sealed` is personal data. Where values come from and who seals them is elsewhere.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

pub use fault::Fault;

use fault::Misfit;

use crate::county::value::Value;
use crate::hooks::{Field, FieldValue, Form, KEY, KeyScope, WorkflowKind};
use crate::limits::*;
use crate::strict_json;

pub mod fault;

/// The keywords that a property of a form may have. Everything else is refused when the plugin is installed.
const KEYWORDS: [&str; 15] = [
    "type",
    "title",
    "description",
    "sealed",
    "enum",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "format",
    "default",
    "examples",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "$comment",
];
/// The one format there is: an opaque reference, such as a number in a register. What is written so can hardly be a name.
const CODE: &str = "code";
const TYPES: [&str; 4] = ["string", "number", "integer", "boolean"];

impl WorkflowKind {
    /// What is wrong with a kind's declaration; the first fault found.
    pub fn fault(&self) -> Option<String> {
        let named = |name: &str| !name.is_empty() && name.len() <= CODE_BYTES_MAX && name.bytes().all(is_name_byte);
        if !named(&self.name) {
            return Some(format!("`{}` is no name of a kind: use lower-case letters, digits and hyphens", self.name));
        }
        if self.instances_max == 0 || usize::from(self.instances_max) > WORKFLOW_SAME_KEY_MAX {
            return Some(format!("kind `{}`: `instances-max` is between 1 and {WORKFLOW_SAME_KEY_MAX}", self.name));
        }
        if self.ends.is_empty() || self.tasks.len() + self.signals.len() > WORKFLOW_FORMS_MAX {
            let message = format!("kind `{}` has an end at least, and {WORKFLOW_FORMS_MAX} forms at most", self.name);
            return Some(message);
        }
        let mut names: Vec<&str> = self.ends.iter().map(|end| end.name.as_str()).collect();
        let forms = || std::iter::once(&self.start).chain(&self.tasks).chain(&self.signals);
        names.extend(forms().flat_map(|form| form.outcomes.iter().map(|outcome| outcome.name.as_str())));
        names.extend(forms().map(|form| form.name.as_str()));
        if let Some(bad) = names.iter().find(|name| !named(name)) {
            return Some(format!(
                "kind `{}`: `{bad}` is no name: use lower-case letters, digits and hyphens",
                self.name
            ));
        }
        if let Some(task) = self.tasks.iter().find(|task| task.outcomes.is_empty()) {
            return Some(format!("kind `{}`: the task `{}` has no outcome", self.name, task.name));
        }
        for list in [&self.tasks, &self.signals] {
            let twice =
                list.iter().enumerate().find(|(i, form)| list[..*i].iter().any(|other| other.name == form.name));
            if let Some((_, form)) = twice {
                return Some(format!("kind `{}`: the form `{}` stands twice", self.name, form.name));
            }
        }
        if let Some(form) = self.tasks.iter().chain(&self.signals).find(|form| form.schema.get(KEY).is_some()) {
            return Some(format!(
                "kind `{}`: `{KEY}` stands in the form for the start, not in `{}`",
                self.name, form.name
            ));
        }
        if let Some(scope) = self.start.schema.get(KEY)
            && !KeyScope::ALL.iter().any(|known| scope.as_str() == Some(known.name()))
        {
            return Some(format!("kind `{}`: `{KEY}` is `district` or `county`, not `{scope}`", self.name));
        }
        forms()
            .find_map(|form| form.fault().map(|fault| format!("kind `{}`, form `{}`: {fault}", self.name, form.name)))
    }
}

const fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'
}

const fn is_code_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_')
}

impl Form {
    fn properties(&self) -> impl Iterator<Item = (&String, &Json)> {
        self.schema.get("properties").and_then(Json::as_object).into_iter().flatten()
    }

    fn required(&self) -> impl Iterator<Item = &str> {
        self.schema.get("required").and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str)
    }

    pub fn is_sealed(&self, property: &str) -> bool {
        self.property(property).is_some_and(|schema| schema.get("sealed") == Some(&Json::Bool(true)))
    }

    fn property(&self, name: &str) -> Option<&Json> {
        self.schema.get("properties")?.get(name)
    }

    /// What is wrong with the schema; the first fault found.
    fn fault(&self) -> Option<String> {
        let Some(schema) = self.schema.as_object() else { return Some("the schema is no object".to_owned()) };
        let known = ["type", "properties", "required", "additionalProperties", "$schema", "title", "description", KEY];
        if let Some(other) = schema.keys().find(|key| !known.contains(&key.as_str())) {
            return Some(format!("a form's schema has no `{other}`"));
        }
        if schema.get("type") != Some(&Json::from("object"))
            || schema.get("additionalProperties") != Some(&Json::Bool(false))
        {
            return Some("a form's schema says `\"type\": \"object\", \"additionalProperties\": false`".to_owned());
        }
        if self.properties().count() > FORM_PROPERTIES_MAX {
            return Some(format!("a form has {FORM_PROPERTIES_MAX} properties at most"));
        }
        if let Some(missing) = self.required().find(|name| self.property(name).is_none()) {
            return Some(format!("`{missing}` is required and not among the properties"));
        }
        self.properties().find_map(|(name, property)| {
            let Some(schema) = property.as_object() else { return Some(format!("`{name}` is no object")) };
            if let Some(other) = schema.keys().find(|key| !KEYWORDS.contains(&key.as_str())) {
                return Some(format!("`{name}` has no `{other}`: it may have {}", KEYWORDS.join(", ")));
            }
            let of = schema.get("type").and_then(Json::as_str).unwrap_or_default();
            if !TYPES.contains(&of) {
                return Some(format!("`{name}` is of one of the types {}", TYPES.join(", ")));
            }
            if schema.get("format").is_some_and(|format| format.as_str() != Some(CODE) || of != "string") {
                return Some(format!("`{name}` has a `format` other than `{CODE}`, or is no text"));
            }
            let sealed_text = schema.get("sealed").is_none_or(|sealed| *sealed == Json::Bool(false) || of == "string");
            (!sealed_text).then(|| format!("`{name}` is sealed, so it is a text"))
        })
    }

    /// Checks a filled-in form as people hand it in, all faults at once, and gives its values by property.
    pub fn read(&self, given: &Map<String, Json>) -> Result<BTreeMap<String, Value>, Vec<Fault>> {
        let (mut values, mut faults) = (BTreeMap::new(), Vec::new());
        for (name, json) in given {
            let checked = match self.property(name) {
                Some(schema) => value(json, schema),
                None => Err(self.unasked()),
            };
            match checked {
                Ok(value) => drop(values.insert(name.clone(), value)),
                Err(what) => faults.push(Fault { property: name.clone(), what: what.into() }),
            }
        }
        for missing in self.required().filter(|name| !given.contains_key(*name)) {
            faults.push(Fault { property: missing.to_owned(), what: Misfit::Required.into() });
        }
        if faults.is_empty() { Ok(values) } else { Err(faults) }
    }

    /// Checks what is to be kept: personal data sealed, all else as the schema says.
    pub fn check(&self, fields: &[Field]) -> Result<(), Vec<Fault>> {
        let mut faults = Vec::new();
        for (index, field) in fields.iter().enumerate() {
            let fault = match (&field.value, self.property(&field.name)) {
                (_, None) => Some(self.unasked()),
                _ if fields[..index].iter().any(|other| other.name == field.name) => Some(Misfit::Twice),
                (FieldValue::Sealed(_), Some(_)) if self.is_sealed(&field.name) => None,
                (FieldValue::Sealed(_), Some(_)) => Some(Misfit::NotPersonal),
                (FieldValue::Plain(_), Some(_)) if self.is_sealed(&field.name) => Some(Misfit::Unsealed),
                (FieldValue::Plain(plain), Some(schema)) => {
                    value(&serde_json::to_value(plain).unwrap_or_default(), schema).err()
                }
            };
            faults.extend(fault.map(|what| Fault { property: field.name.clone(), what: what.into() }));
        }
        for missing in self.required().filter(|name| fields.iter().all(|field| field.name != *name)) {
            faults.push(Fault { property: missing.to_owned(), what: Misfit::Required.into() });
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    fn unasked(&self) -> Misfit {
        let properties: Vec<String> = self.properties().map(|(name, _)| format!("`{name}`")).collect();
        if properties.is_empty() { Misfit::Unasked } else { Misfit::UnaskedBeside { properties } }
    }
}

/// A value that fits a property's schema, or what it should be.
fn value(json: &Json, schema: &Json) -> Result<Value, Misfit> {
    let bound = |key: &str| schema.get(key).and_then(Json::as_f64);
    if let Some(choices) = schema.get("enum").and_then(Json::as_array)
        // A number is the same whether it is written `2` or `2.0`.
        && !choices.iter().any(|choice| choice == json || choice.is_number() && choice.as_f64() == json.as_f64())
    {
        return Err(Misfit::OneOf { choices: choices.iter().map(Json::to_string).collect() });
    }
    match (schema.get("type").and_then(Json::as_str).unwrap_or_default(), json) {
        ("string", Json::String(text)) => {
            let letters = text.chars().count() as f64;
            if text.len() > TEXT_BYTES_MAX {
                Err(Misfit::BytesAtMost { bytes_max: TEXT_BYTES_MAX })
            } else if let Some(least) = bound("minLength").filter(|least| letters < *least) {
                Err(Misfit::LettersAtLeast { least: least.to_string() })
            } else if let Some(most) = bound("maxLength").filter(|most| letters > *most) {
                Err(Misfit::LettersAtMost { most: most.to_string() })
            } else if schema.get("format").is_some() && !text.bytes().all(is_code_byte) {
                Err(Misfit::Code)
            } else {
                Ok(Value::Text(text.clone()))
            }
        }
        ("boolean", Json::Bool(flag)) => Ok(Value::Flag(*flag)),
        ("number" | "integer", Json::Number(number)) if !strict_json::is_exact(number) => Err(Misfit::TooManyDigits),
        (of @ ("number" | "integer"), Json::Number(number)) => {
            let number = number.as_f64().filter(|number| number.is_finite()).ok_or(Misfit::NoNumber)?;
            if of == "integer" && number.fract() != 0.0 {
                Err(Misfit::Whole)
            } else if let Some(least) = bound("minimum").filter(|least| number < *least) {
                Err(Misfit::AtLeast { least: least.to_string() })
            } else if let Some(most) = bound("maximum").filter(|most| number > *most) {
                Err(Misfit::AtMost { most: most.to_string() })
            } else if let Some(least) = bound("exclusiveMinimum").filter(|least| number <= *least) {
                Err(Misfit::Above { bound: least.to_string() })
            } else if let Some(most) = bound("exclusiveMaximum").filter(|most| number >= *most) {
                Err(Misfit::Below { bound: most.to_string() })
            } else {
                Ok(Value::Number(number))
            }
        }
        (of, _) => Err(Misfit::OfType { kind: of.to_owned() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sealed::Sealed;
    use serde_json::json;

    fn form(properties: Json, required: Json) -> Form {
        let schema =
            json!({ "type": "object", "additionalProperties": false, "properties": properties, "required": required });
        Form { name: "mediate".to_owned(), title: 1, schema, outcomes: Vec::new(), named: false }
    }

    fn dispute() -> Form {
        let properties = json!({
            "parties": { "type": "integer", "minimum": 2, "maximum": 100 },
            "place": { "type": "string", "enum": ["room", "remote"] },
            "name": { "type": "string", "sealed": true, "maxLength": 3 },
            "urgent": { "type": "boolean" },
            "file": { "type": "string", "format": "code" },
        });
        form(properties, json!(["parties", "name"]))
    }

    fn told(fault: &Fault) -> String {
        format!("`{}` {}", fault.property, fault.what)
    }

    fn faults(given: Json) -> Vec<String> {
        let given = given.as_object().cloned().unwrap_or_default();
        dispute().read(&given).map_or_else(|faults| faults.iter().map(told).collect(), |_| Vec::new())
    }

    #[test]
    fn a_form_says_all_that_is_wrong_at_once() {
        assert_eq!(faults(json!({ "parties": 2, "name": "灯塔", "place": "remote", "urgent": true })), [""; 0]);
        assert_eq!(
            faults(json!({ "parties": 1.5, "place": "street", "urgent": "yes", "colour": 1 })),
            [
                "`colour` detail.form.unasked-beside (properties=[`file`, `name`, `parties`, `place`, `urgent`])",
                "`parties` detail.form.whole",
                "`place` detail.form.one-of (choices=[\"room\", \"remote\"])",
                "`urgent` detail.form.of-type (kind=boolean)",
                "`name` detail.form.required",
            ]
        );
        assert_eq!(
            faults(json!({ "parties": 1, "name": "four" })),
            ["`name` detail.form.letters-at-most (most=3)", "`parties` detail.form.at-least (least=2)"]
        );
        assert_eq!(faults(json!({ "parties": 2, "name": "灯塔", "file": "Q-17_b.2" })), [""; 0]);
        assert_eq!(faults(json!({ "parties": 2, "name": "灯塔", "file": "灯塔" })), ["`file` detail.form.code"]);
    }

    #[test]
    fn personal_data_is_kept_sealed_and_nothing_else_is() {
        let sealed =
            Sealed::seal(&crate::sealed::SealingKey([1; 32]), [0; 24], crate::ids::SubjectRef(2), "name", "灯塔");
        let field = |name: &str, value: FieldValue| Field { name: name.to_owned(), value };
        let two = FieldValue::Plain(Value::Number(2.0));
        let good = [field("parties", two.clone()), field("name", FieldValue::Sealed(sealed.clone()))];
        assert_eq!(dispute().check(&good), Ok(()));
        let plain = [field("parties", two.clone()), field("name", FieldValue::Plain(Value::Text("灯塔".to_owned())))];
        assert_eq!(
            dispute().check(&plain).unwrap_err().iter().map(told).next().unwrap(),
            "`name` detail.form.unsealed"
        );
        let turned = [field("parties", FieldValue::Sealed(sealed)), good[1].clone(), good[1].clone()];
        let faults: Vec<String> = dispute().check(&turned).unwrap_err().iter().map(told).collect();
        assert_eq!(faults, ["`parties` detail.form.not-personal", "`name` detail.form.twice"]);
    }

    #[test]
    fn a_kind_says_in_its_form_for_the_start_among_whom_its_keys_count() {
        let kind = |key: Option<Json>| {
            let mut start = Form { name: "start".to_owned(), ..dispute() };
            key.into_iter().for_each(|key| start.schema[KEY] = key);
            let ends = vec![crate::hooks::Choice { name: "settled".to_owned(), title: 1 }];
            WorkflowKind {
                name: "dispute".to_owned(),
                title: 1,
                concurrency: crate::hooks::Concurrency::Single,
                instances_max: 1,
                start,
                tasks: Vec::new(),
                signals: Vec::new(),
                ends,
            }
        };
        for (key, scope) in
            [(None, KeyScope::District), (Some("district"), KeyScope::District), (Some("county"), KeyScope::County)]
        {
            let kind = kind(key.map(Json::from));
            assert_eq!((kind.fault(), kind.key_scope()), (None, scope));
        }
        assert!(kind(Some(json!("everywhere"))).fault().is_some_and(|fault| fault.contains("everywhere")));
        assert!(kind(Some(json!(true))).fault().is_some());
        let signals = vec![kind(Some(json!("county"))).start];
        assert!(
            WorkflowKind { signals, ..kind(None) }.fault().is_some_and(|fault| fault.contains("form for the start"))
        );
    }

    #[test]
    fn a_schema_that_is_no_form_is_refused() {
        let wrong = [
            form(json!({ "a": { "type": "array" } }), json!([])),
            form(json!({ "a": { "type": "string", "pattern": "^a" } }), json!([])),
            form(json!({ "a": { "type": "number", "sealed": true } }), json!([])),
            form(json!({ "a": { "type": "string", "format": "date" } }), json!([])),
            form(json!({ "a": { "type": "number", "format": "code" } }), json!([])),
            form(json!({}), json!(["a"])),
            Form { schema: json!({ "type": "object" }), ..dispute() },
            Form { schema: json!([]), ..dispute() },
        ];
        assert!(wrong.iter().all(|form| form.fault().is_some()));
        assert_eq!(dispute().fault(), None);
    }
}
