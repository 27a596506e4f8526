//! Values of forms, attributes and tables on the wire, in both directions.

use domain::hooks::HookFailure;
use domain::limits::{CODE_BYTES_MAX, FORM_LIST_ITEMS_MAX, TEXT_BYTES_MAX};
use domain::ports;

use super::answers::{Answer, within};
use super::bindings::wardroom::plugin::types::{Item, Value};
use super::nouns;

pub(super) fn given(value: ports::Value) -> Value {
    match value {
        ports::Value::Flag(flag) => Value::Flag(flag),
        ports::Value::Number(number) => Value::Number(number),
        ports::Value::Text(text) => Value::Text(text),
        ports::Value::Time(at) => Value::Time(at),
        ports::Value::Reference(of) => Value::Reference(nouns::reference_given(of)),
        ports::Value::Attachment(code) => Value::Attachment(code),
        ports::Value::List(items) => Value::List(items.into_iter().filter_map(item_given).collect()),
    }
}

/// No list has another in it.
fn item_given(value: ports::Value) -> Option<Item> {
    Some(match value {
        ports::Value::Flag(flag) => Item::Flag(flag),
        ports::Value::Number(number) => Item::Number(number),
        ports::Value::Text(text) => Item::Text(text),
        ports::Value::Time(at) => Item::Time(at),
        ports::Value::Reference(of) => Item::Reference(nouns::reference_given(of)),
        ports::Value::Attachment(code) => Item::Attachment(code),
        ports::Value::List(_) => return None,
    })
}

/// What a plugin gives as the value of a field with this name.
pub(super) fn taken(name: &str, value: Value) -> Answer<ports::Value> {
    let item = match value {
        Value::List(items) => {
            within("items in a list", items.len(), FORM_LIST_ITEMS_MAX)?;
            return items.into_iter().map(|item| item_taken(name, item)).collect::<Answer<_>>().map(ports::Value::List);
        }
        Value::Sealed => {
            return Err(HookFailure::Answer(format!("`{name}` is sealed: nobody can hand that on")));
        }
        Value::Flag(flag) => Item::Flag(flag),
        Value::Number(number) => Item::Number(number),
        Value::Text(text) => Item::Text(text),
        Value::Time(at) => Item::Time(at),
        Value::Reference(of) => Item::Reference(of),
        Value::Attachment(code) => Item::Attachment(code),
    };
    item_taken(name, item)
}

fn item_taken(name: &str, item: Item) -> Answer<ports::Value> {
    Ok(match item {
        Item::Flag(flag) => ports::Value::Flag(flag),
        Item::Number(number) if number.is_finite() => ports::Value::Number(number),
        Item::Number(_) => return Err(HookFailure::Answer(format!("`{name}` is not a finite number"))),
        Item::Text(text) => {
            within("bytes in one field", text.len(), TEXT_BYTES_MAX)?;
            ports::Value::Text(text)
        }
        Item::Time(at) => ports::Value::Time(at),
        Item::Reference(of) => ports::Value::Reference(nouns::reference(of)),
        Item::Attachment(code) => {
            within("bytes in an attachment's reference", code.len(), CODE_BYTES_MAX)?;
            ports::Value::Attachment(code)
        }
    })
}
