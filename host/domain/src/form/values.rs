//! Values of forms: read from JSON as the schema says, and held against it. What a reference leads to, who asks has to say.

use serde_json::Value as Json;

use super::fault::Misfit;
use super::sort::Sort;
use crate::characters;
use crate::county::value::Value;
use crate::limits::*;
use crate::ports::{CodeOf, Reference};
use crate::strict_json;
use crate::time::TimeMs;

/// What a form's references lead to, as far as whoever fills it in may know.
pub type Find<'a> = &'a dyn Fn(CodeOf, &str) -> Option<Reference>;

/// A value that fits a property's schema, or what it should be.
pub(super) fn read(json: &Json, schema: &Json, find: Find<'_>) -> Result<Value, Misfit> {
    let value = match Sort::of(schema) {
        Sort::List(items) => {
            let Json::Array(given) = json else { return Err(Misfit::OfType { kind: "array".to_owned() }) };
            // The rest of what is too much need not be read.
            let within = given.iter().take(FORM_LIST_ITEMS_MAX + 1).enumerate();
            let item = |(at, json): (usize, &Json)| {
                read_one(json, items, find).map_err(|what| Misfit::Item { number: at + 1, what: what.into() })
            };
            Value::List(within.map(item).collect::<Result<_, _>>()?)
        }
        _ => read_one(json, schema, find)?,
    };
    fits(&value, schema)?;
    Ok(value)
}

fn read_one(json: &Json, schema: &Json, find: Find<'_>) -> Result<Value, Misfit> {
    let other = |kind: &str| Err(Misfit::OfType { kind: kind.to_owned() });
    match (Sort::of(schema), json) {
        (Sort::Flag, Json::Bool(flag)) => Ok(Value::Flag(*flag)),
        (Sort::Number { .. }, Json::Number(number)) if !strict_json::is_exact(number) => Err(Misfit::TooManyDigits),
        (Sort::Number { .. }, Json::Number(number)) => {
            number.as_f64().filter(|number| number.is_finite()).map(Value::Number).ok_or(Misfit::NoNumber)
        }
        (Sort::Text | Sort::Code, Json::String(text)) => Ok(Value::Text(text.clone())),
        (Sort::Attachment, Json::String(code)) => Ok(Value::Attachment(code.clone())),
        (Sort::Time, Json::String(text)) => {
            let at = TimeMs::parse(text).map_err(|_| Misfit::Time)?;
            u32::try_from(at.0.div_euclid(1000)).map(Value::Time).map_err(|_| Misfit::Time)
        }
        (Sort::Reference(of), Json::String(code)) => {
            let unknown = || Misfit::Unknown { noun: of, code: cut(code) };
            find(of, code).map(Value::Reference).ok_or_else(unknown)
        }
        (Sort::Flag, _) => other("boolean"),
        (Sort::Number { whole: true }, _) => other("integer"),
        (Sort::Number { whole: false }, _) => other("number"),
        (Sort::Text | Sort::Code | Sort::Attachment | Sort::Time | Sort::Reference(_), _) => other("string"),
        (Sort::List(_), _) => other("array"),
    }
}

/// As much of a code as a sentence has room for.
fn cut(code: &str) -> String {
    characters::shown(&code[..code.floor_char_boundary(CODE_BYTES_MAX)]).into_owned()
}

/// Whether a value is of the sort that a schema asks for, and within its bounds.
pub(super) fn fits(value: &Value, schema: &Json) -> Result<(), Misfit> {
    chosen(value, schema)?;
    match (Sort::of(schema), value) {
        (Sort::Flag, Value::Flag(_)) | (Sort::Time, Value::Time(_)) => Ok(()),
        (Sort::Number { whole }, Value::Number(number)) => number_fits(*number, whole, schema),
        (Sort::Text, Value::Text(text)) => text_fits(text, schema),
        (Sort::Code, Value::Text(text)) if !text.bytes().all(is_code_byte) => Err(Misfit::Code),
        (Sort::Code, Value::Text(text)) => text_fits(text, schema),
        (Sort::Attachment, Value::Attachment(code)) => {
            let fits = (1..=CODE_BYTES_MAX).contains(&code.len()) && code.bytes().all(is_code_byte);
            if fits { Ok(()) } else { Err(Misfit::Attachment { bytes_max: CODE_BYTES_MAX }) }
        }
        (Sort::Reference(of), Value::Reference(reference)) if reference.of() == of => Ok(()),
        (Sort::List(items), Value::List(values)) => list_fits(values, items, schema),
        (sort, _) => Err(Misfit::OfType { kind: sort.name().to_owned() }),
    }
}

/// A value of which only some may be given is one of those.
fn chosen(value: &Value, schema: &Json) -> Result<(), Misfit> {
    let choices: Vec<&Json> = choices(schema).collect();
    let is_it = |choice: &&Json| match value {
        Value::Text(text) => choice.as_str() == Some(text),
        // A number is the same whether it is written `2` or `2.0`.
        Value::Number(number) => choice.as_f64() == Some(*number),
        Value::Flag(flag) => choice.as_bool() == Some(*flag),
        Value::Time(_) | Value::Reference(_) | Value::Attachment(_) | Value::List(_) => false,
    };
    if choices.is_empty() || choices.iter().any(is_it) {
        return Ok(());
    }
    Err(Misfit::OneOf { choices: choices.into_iter().map(Json::to_string).collect() })
}

/// What may be chosen: with titles under `oneOf`, or without, as it was once, under `enum`.
fn choices(schema: &Json) -> impl Iterator<Item = &Json> {
    let list = |key: &str| schema.get(key).and_then(Json::as_array).into_iter().flatten();
    list("enum").chain(list("oneOf").filter_map(|choice| choice.get("const")))
}

const fn is_code_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_')
}

fn text_fits(text: &str, schema: &Json) -> Result<(), Misfit> {
    let bound = |key: &str| schema.get(key).and_then(Json::as_f64);
    let letters = text.chars().count() as f64;
    if text.len() > TEXT_BYTES_MAX {
        Err(Misfit::BytesAtMost { bytes_max: TEXT_BYTES_MAX })
    } else if let Some(least) = bound("minLength").filter(|least| letters < *least) {
        Err(Misfit::LettersAtLeast { least: least.to_string() })
    } else if let Some(most) = bound("maxLength").filter(|most| letters > *most) {
        Err(Misfit::LettersAtMost { most: most.to_string() })
    } else {
        Ok(())
    }
}

fn number_fits(number: f64, whole: bool, schema: &Json) -> Result<(), Misfit> {
    let bound = |key: &str| schema.get(key).and_then(Json::as_f64);
    if whole && number.fract() != 0.0 {
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
        Ok(())
    }
}

fn list_fits(values: &[Value], items: &Json, schema: &Json) -> Result<(), Misfit> {
    let bound = |key: &str| schema.get(key).and_then(Json::as_u64).and_then(|bound| usize::try_from(bound).ok());
    let most = bound("maxItems").unwrap_or(FORM_LIST_ITEMS_MAX).min(FORM_LIST_ITEMS_MAX);
    if values.len() > most {
        return Err(Misfit::ItemsAtMost { most });
    }
    let bytes: usize = values.iter().map(|value| if let Value::Text(text) = value { text.len() } else { 0 }).sum();
    if bytes > TEXT_BYTES_MAX {
        return Err(Misfit::BytesAtMost { bytes_max: TEXT_BYTES_MAX });
    }
    if let Some(least) = bound("minItems").filter(|least| values.len() < *least) {
        return Err(Misfit::ItemsAtLeast { least });
    }
    for (at, value) in values.iter().enumerate() {
        fits(value, items).map_err(|what| Misfit::Item { number: at + 1, what: what.into() })?;
        if schema.get("uniqueItems") == Some(&Json::Bool(true)) && values[..at].contains(value) {
            return Err(Misfit::ItemTwice { number: at + 1 });
        }
    }
    Ok(())
}

/// Whether all references in a value lead to something.
pub(super) fn lead_somewhere(value: &Value, there_is: &dyn Fn(Reference) -> bool) -> Result<(), Misfit> {
    match value {
        Value::Reference(of) if !there_is(*of) => {
            Err(Misfit::Unknown { noun: of.of(), code: format!("#{}", of.number()) })
        }
        Value::List(items) => items.iter().try_for_each(|item| lead_somewhere(item, there_is)),
        _ => Ok(()),
    }
}
