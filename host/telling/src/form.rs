//! Forms in the reader's language: titles, labels of what may be chosen, and what was filled in, with the names of what it refers to.

use domain::form::Sort;
use domain::hooks::{Choice, Field, FieldValue, Form};
use domain::ids::Digest;
use domain::ports::{Reference, Value};
use domain::time::TimeMs;
use serde_json::Value as Json;

use crate::figures;
use crate::reference::named;
use crate::story::Term;
use crate::tell;
use crate::teller::Teller;
use crate::words::{self, list};
use crate::workflow_story::{FieldStory, FormStory};

impl Teller<'_> {
    /// A form in the words of the component that it is of; without one it is the host's own.
    pub fn form(&self, digest: Option<Digest>, form: &Form) -> FormStory {
        FormStory {
            name: form.name.clone(),
            title: digest.map_or_else(|| form.name.clone(), |digest| self.title(digest, form.title)),
            schema: digest.map_or_else(|| form.schema.clone(), |digest| self.schema(digest, form)),
            outcomes: form.outcomes.iter().map(|choice| self.choice_of(digest, choice)).collect(),
        }
    }

    pub(crate) fn choice_of(&self, digest: Option<Digest>, choice: &Choice) -> Term {
        let text = match digest {
            Some(digest) => self.title(digest, choice.title),
            None => words::host_outcome(&choice.name, self.lang),
        };
        Term::new(&choice.name, text)
    }

    /// A form's schema with texts for its codes.
    fn schema(&self, digest: Digest, form: &Form) -> Json {
        let mut schema = form.schema.clone();
        for titled in form.titles() {
            if let Some(title) = schema.pointer_mut(&titled.pointer) {
                *title = self.title(digest, titled.code).into();
            }
        }
        for property in schema.get_mut("properties").and_then(Json::as_object_mut).into_iter().flatten() {
            for key in ["title", "description"] {
                if let Some(Json::String(text)) = property.1.get_mut(key) {
                    *text = self.of_both(text).to_owned();
                }
            }
        }
        schema
    }

    /// Before titles were codes, a bilingual one said it in Chinese, ` / `, and English.
    fn of_both<'t>(&self, text: &'t str) -> &'t str {
        text.split_once(" / ").map_or(text, |(zh, en)| self.lang.pick(zh, en))
    }

    /// What was filled in, under the titles of the form's own properties. Personal data stay sealed.
    pub fn fields(&self, digest: Option<Digest>, form: Option<&Form>, fields: &[Field]) -> Vec<FieldStory> {
        let one = |field: &Field| {
            let schema = form.and_then(|form| form.property(&field.name));
            let (value, text) = match &field.value {
                FieldValue::Plain(value) => (Some(self.value(value)), Some(self.value_text(digest, schema, value))),
                FieldValue::Sealed(_) => (None, None),
            };
            let title = match (digest, schema.and_then(|schema| schema.get("title"))) {
                (Some(digest), Some(Json::Number(code))) => {
                    let code = code.as_u64().and_then(|code| u16::try_from(code).ok());
                    code.map_or_else(|| field.name.clone(), |code| self.title(digest, code))
                }
                (_, Some(Json::String(text))) => self.of_both(text).to_owned(),
                _ => field.name.clone(),
            };
            let sealed = value.is_none();
            FieldStory { name: field.name.clone(), title, sealed, erased: false, value, text }
        };
        fields.iter().map(one).collect()
    }

    /// A value as a form takes it: references by code, times as ISO 8601.
    fn value(&self, value: &Value) -> Json {
        match value {
            Value::Flag(flag) => (*flag).into(),
            Value::Number(number) => (*number).into(),
            Value::Text(text) | Value::Attachment(text) => text.as_str().into(),
            Value::Time(at) => self.time(TimeMs::from_seconds(*at)).into(),
            Value::Reference(of) => self.code(*of).into(),
            Value::List(items) => items.iter().map(|item| self.value(item)).collect(),
        }
    }

    fn code(&self, of: Reference) -> String {
        let code = self.county().code_of(of).or_else(|| self.id(of));
        code.unwrap_or_else(|| format!("#{}", of.number()))
    }

    /// The same for people.
    fn value_text(&self, digest: Option<Digest>, schema: Option<&Json>, value: &Value) -> String {
        if let (Some(digest), Some(label)) = (digest, schema.and_then(|schema| label(schema, value))) {
            return self.title(digest, label);
        }
        match value {
            Value::Flag(true) => tell!(self.lang, "field.yes"),
            Value::Flag(false) => tell!(self.lang, "field.no"),
            Value::Number(number) => figures::number(*number),
            Value::Text(text) | Value::Attachment(text) => text.clone(),
            Value::Time(at) => figures::date_and_clock(&self.time(TimeMs::from_seconds(*at))),
            Value::Reference(of) => {
                named(*of, self.county(), self.lang, &|of| self.id(of)).unwrap_or_else(|| self.code(*of))
            }
            Value::List(items) => {
                let of_item = schema.and_then(|schema| match Sort::of(schema) {
                    Sort::List(items) => Some(items),
                    _ => None,
                });
                list(items.iter().map(|item| self.value_text(digest, of_item, item)), self.lang)
            }
        }
    }
}

/// The title of what was chosen.
fn label(schema: &Json, value: &Value) -> Option<u16> {
    let is_it = |choice: &&Json| match (choice.get("const"), value) {
        (Some(Json::String(word)), Value::Text(text)) => word == text,
        (Some(Json::Number(one)), Value::Number(other)) => one.as_f64() == Some(*other),
        _ => false,
    };
    let chosen = schema.get("oneOf")?.as_array()?.iter().find(is_it)?;
    chosen.get("title")?.as_u64().and_then(|code| u16::try_from(code).ok())
}
