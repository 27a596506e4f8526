//! Fields of a form as they are typed, `name=value`, and as the form's schema says that they are: a number is sent as one.

use serde_json::{Map, Value};

use crate::fault::Fault;
use crate::output::Session;
use crate::text::{Unsaid, sentence, unsaid};

/// `name=value`.
pub fn parse(text: &str) -> Result<(String, String), Unsaid> {
    let (name, value) = text.split_once('=').ok_or_else(|| unsaid!("argument.field", text))?;
    Ok((name.trim().to_owned(), value.to_owned()))
}

/// The fields as the form wants them; items of a list stand behind each other with commas between them. One that the form does not have goes as a text: the server says what it has.
pub fn typed(session: Session, form: &Value, fields: &[(String, String)]) -> Result<Map<String, Value>, Fault> {
    let mut typed = Map::new();
    for (name, value) in fields {
        let schema = &form["schema"]["properties"][name];
        let sort = schema["type"].as_str().unwrap_or("string");
        let read = match sort {
            "array" if value.trim().is_empty() => Some(Value::Array(Vec::new())),
            "array" => value.split([',', '，']).map(|item| one(&schema["items"], item.trim())).collect(),
            _ => one(schema, value),
        };
        let wrong = || Fault::bad_input(sentence!(session, "workflow.field-of-other-type", field = name, value, sort));
        if typed.insert(name.clone(), read.ok_or_else(wrong)?).is_some() {
            return Err(Fault::bad_input(sentence!(session, "workflow.field-twice", field = name)));
        }
    }
    Ok(typed)
}

/// One value as it is typed; a choice by its label, too. `None`: it is of another type.
fn one(schema: &Value, typed: &str) -> Option<Value> {
    let choices = schema["oneOf"].as_array().into_iter().flatten();
    let labelled = choices.filter(|choice| choice["title"].as_str() == Some(typed.trim()));
    if let Some(choice) = labelled.map(|choice| &choice["const"]).next() {
        return Some(choice.clone());
    }
    match schema["type"].as_str().unwrap_or("string") {
        "integer" | "number" => serde_json::from_str::<serde_json::Number>(typed.trim()).ok().map(Value::from),
        "boolean" => match typed.trim() {
            "true" | "yes" | "是" => Some(Value::from(true)),
            "false" | "no" | "否" => Some(Value::from(false)),
            _ => None,
        },
        _ => Some(Value::from(typed)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::lang::Lang;

    const SESSION: Session = Session { lang: Lang::En, json: false };

    fn read(fields: &[&str]) -> Result<Value, String> {
        let form = json!({ "schema": { "properties": {
            "parties": { "type": "integer" }, "urgent": { "type": "boolean" }, "name": { "type": "string" },
            "units": { "type": "array", "items": { "type": "string", "format": "unit" } },
            "sort": { "type": "string", "oneOf": [{ "const": "debt", "title": "债务" }] } } } });
        let fields: Vec<_> = fields.iter().map(|field| parse(field).unwrap()).collect();
        typed(SESSION, &form, &fields).map(Value::Object).map_err(|fault| fault.plain(Lang::En))
    }

    #[test]
    fn values_have_the_type_that_the_form_gives_them() {
        let read_well = read(&["parties=3", "urgent=是", "name=a=b", "other=3"]);
        assert_eq!(read_well, Ok(json!({ "parties": 3, "urgent": true, "name": "a=b", "other": "3" })));
        let listed = read(&["units=U001, U002，U003", "sort=债务"]);
        assert_eq!(listed, Ok(json!({ "units": ["U001", "U002", "U003"], "sort": "debt" })));
        assert_eq!(read(&["units= ", "sort=debt"]), Ok(json!({ "units": [], "sort": "debt" })));
        assert!(read(&["parties=many"]).unwrap_err().contains("`parties`"));
        assert!(read(&["urgent=maybe"]).unwrap_err().contains("boolean"));
        assert!(read(&["name=a", "name=b"]).unwrap_err().contains("`name`"));
        assert!(parse("name").unwrap_err().to_string().contains("name=value"));
    }
}
