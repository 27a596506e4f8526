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

/// The fields as the form wants them. One that the form does not have goes as a text: the server says what it has.
pub fn typed(session: Session, form: &Value, fields: &[(String, String)]) -> Result<Map<String, Value>, Fault> {
    let mut typed = Map::new();
    for (name, value) in fields {
        let sort = form["schema"]["properties"][name]["type"].as_str().unwrap_or("string");
        let read = match sort {
            "integer" | "number" => serde_json::from_str::<serde_json::Number>(value.trim()).ok().map(Value::from),
            "boolean" => match value.trim() {
                "true" | "yes" | "是" => Some(Value::from(true)),
                "false" | "no" | "否" => Some(Value::from(false)),
                _ => None,
            },
            _ => Some(Value::from(value.as_str())),
        };
        let wrong = || Fault::bad_input(sentence!(session, "workflow.field-of-other-type", field = name, value, sort));
        if typed.insert(name.clone(), read.ok_or_else(wrong)?).is_some() {
            return Err(Fault::bad_input(sentence!(session, "workflow.field-twice", field = name)));
        }
    }
    Ok(typed)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::lang::Lang;

    const SESSION: Session = Session { lang: Lang::En, json: false };

    fn read(fields: &[&str]) -> Result<Value, String> {
        let form = json!({ "schema": { "properties": {
            "parties": { "type": "integer" }, "urgent": { "type": "boolean" }, "name": { "type": "string" } } } });
        let fields: Vec<_> = fields.iter().map(|field| parse(field).unwrap()).collect();
        typed(SESSION, &form, &fields).map(Value::Object).map_err(|fault| fault.plain(Lang::En))
    }

    #[test]
    fn values_have_the_type_that_the_form_gives_them() {
        let read_well = read(&["parties=3", "urgent=是", "name=a=b", "other=3"]);
        assert_eq!(read_well, Ok(json!({ "parties": 3, "urgent": true, "name": "a=b", "other": "3" })));
        assert!(read(&["parties=many"]).unwrap_err().contains("`parties`"));
        assert!(read(&["urgent=maybe"]).unwrap_err().contains("boolean"));
        assert!(read(&["name=a", "name=b"]).unwrap_err().contains("`name`"));
        assert!(parse("name").unwrap_err().to_string().contains("name=value"));
    }
}
