//! Kinds of workflow as a component declares them, with the schemas of their forms as they are written; and all that is wrong with them,
//! each fault with its place.

use std::collections::BTreeSet;

use domain::form::Flaw;
use domain::hooks::{Form, WorkflowKind};
use domain::plugin::Catalog;
use domain::plugin::template::{Part, parts};
use domain::strict_json;
use serde_json::Value;

use crate::faults::{Fault, Place, place_of};

/// A kind, and the schemas of its forms in the order of [`WorkflowKind::forms`].
pub(crate) struct DeclaredKind {
    pub kind: WorkflowKind,
    pub schemas: Vec<Schema>,
}

/// A schema as its author wrote it.
pub(crate) struct Schema {
    text: String,
    /// Or where it is no JSON, and why.
    pub read: Result<Value, (Place, String)>,
}

impl Schema {
    pub(crate) fn read(text: String) -> Schema {
        let read = strict_json::read_value(text.as_bytes()).map_err(|error| {
            let words = error.to_string();
            let what = words.rsplit_once(" at line ").map_or(words.as_str(), |(what, _)| what).to_owned();
            (Place { line: error.line(), column: error.column() }, what)
        });
        Schema { text, read }
    }
}

/// All that would keep these kinds from running: names that are none, forms that are none, texts that the catalog does not have.
pub(crate) fn faults(kinds: &[DeclaredKind], catalog: &Catalog) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut names = BTreeSet::new();
    for declared in kinds {
        let kind = &declared.kind;
        let mut say = |what: String| faults.push(Fault::component(format!("workflow `{}`{what}", kind.name)));
        if !names.insert(&kind.name) {
            say(" is there twice".to_owned());
        }
        for (form, schema) in kind.forms().zip(&declared.schemas) {
            if let Err((place, what)) = &schema.read {
                say(format!(", form `{}`, its schema at {place}: it is no JSON: {what}", form.name));
            }
        }
        let unread = |index: usize| declared.schemas.get(index).is_none_or(|schema| schema.read.is_err());
        for Flaw { at, what } in kind.flaws() {
            match at {
                None => say(format!(": {what}")),
                Some((index, _)) if unread(index) => {}
                Some((index, pointer)) => say(format!("{}: {what}", declared.place(index, &pointer))),
            }
        }
        for (of, code) in declared.titles() {
            match catalog.messages.get(&code) {
                None => say(format!("{of} has the title {code}, which is not in the catalog")),
                Some(texts) if texts.values().any(|text| waits(text)) => {
                    say(format!("{of} has the title {code}, whose text waits for values; a title has none"));
                }
                Some(_) => {}
            }
        }
    }
    faults
}

/// Whether a text waits for values.
fn waits(text: &str) -> bool {
    parts(text).iter().any(|part| matches!(part, Part::Value { .. }))
}

impl DeclaredKind {
    /// A place in the schema of a form, for its author.
    fn place(&self, form: usize, pointer: &str) -> String {
        let name = self.kind.forms().nth(form).map_or("", |form| form.name.as_str());
        let place = self.schemas.get(form).map(|schema| place_of(schema.text.as_bytes(), pointer));
        place.map_or_else(String::new, |place| format!(", form `{name}`, its schema at {place}"))
    }

    /// Every title, and whose it is.
    fn titles(&self) -> Vec<(String, u16)> {
        let kind = &self.kind;
        let mut titles = vec![(String::new(), kind.title)];
        for (index, form) in kind.forms().enumerate() {
            let Form { name, title, outcomes, .. } = form;
            titles.push((format!(", form `{name}`,"), *title));
            let outcome = |of: &domain::hooks::Choice| (format!(", form `{name}`, outcome `{}`,", of.name), of.title);
            titles.extend(outcomes.iter().map(outcome));
            titles
                .extend(form.titles().into_iter().map(|of| (format!("{},", self.place(index, &of.pointer)), of.code)));
        }
        titles.extend(kind.ends.iter().map(|end| (format!(", end `{}`,", end.name), end.title)));
        titles
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use domain::hooks::{Choice, Concurrency};
    use expect_test::expect;

    use super::*;

    const START: &str = r#"{
  "type": "object", "additionalProperties": false,
  "properties": {
    "unit": { "title": 2, "type": "string", "format": "lawyer" },
    "note": { "type": "string" },
    "sort": { "title": 9, "type": "string",
      "oneOf": [{ "const": "a", "title": 3 }] }
  }
}"#;

    fn declared(schema: &str) -> DeclaredKind {
        let schemas = vec![Schema::read(schema.to_owned())];
        let schema = schemas[0].read.clone().unwrap_or_default();
        let start = Form { name: "start".to_owned(), title: 1, schema, outcomes: Vec::new(), named: false };
        let kind = WorkflowKind {
            name: "case".to_owned(),
            title: 1,
            concurrency: Concurrency::Single,
            instances_max: 1,
            start,
            tasks: Vec::new(),
            signals: Vec::new(),
            ends: vec![Choice { name: "over".to_owned(), title: 7 }],
        };
        DeclaredKind { kind, schemas }
    }

    /// With texts for 1, 2 and 3; that of 3 has a value.
    fn said(kinds: &[DeclaredKind]) -> String {
        let texts = |code: u16, text: &str| (code, BTreeMap::from([("en".to_owned(), text.to_owned())]));
        let messages = BTreeMap::from([texts(1, "case"), texts(2, "unit"), texts(3, "{0} of a kind")]);
        faults(kinds, &Catalog { messages }).iter().map(Fault::to_string).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn all_faults_of_a_form_are_said_at_once_with_their_places() {
        expect![[r#"
            workflow `case`, form `start`, its schema at 5:13: `note` has no title: say the code of a text of the catalog, like `"title": 34`
            workflow `case`, form `start`, its schema at 4:55: `unit` has the format "lawyer", which there is not: code, date-time, attachment, unit, grid, place, kind, district, station, person, team, township, village, unit-kind, class, slot, skill, post, qualification, incident, workflow
            workflow `case`, form `start`, its schema at 6:24, has the title 9, which is not in the catalog
            workflow `case`, form `start`, its schema at 7:42, has the title 3, whose text waits for values; a title has none
            workflow `case`, end `over`, has the title 7, which is not in the catalog"#]].assert_eq(&said(&[declared(START)]));
    }

    #[test]
    fn a_schema_that_is_no_json_is_said_with_its_place() {
        expect![[r#"
            workflow `case`, form `start`, its schema at 2:11: it is no JSON: expected value
            workflow `case`, end `over`, has the title 7, which is not in the catalog
            workflow `case` is there twice
            workflow `case`, form `start`, its schema at 5:13: `note` has no title: say the code of a text of the catalog, like `"title": 34`
            workflow `case`, form `start`, its schema at 4:55: `unit` has the format "lawyer", which there is not: code, date-time, attachment, unit, grid, place, kind, district, station, person, team, township, village, unit-kind, class, slot, skill, post, qualification, incident, workflow
            workflow `case`, form `start`, its schema at 6:24, has the title 9, which is not in the catalog
            workflow `case`, form `start`, its schema at 7:42, has the title 3, whose text waits for values; a title has none
            workflow `case`, end `over`, has the title 7, which is not in the catalog"#]].assert_eq(&said(&[declared("{\n  \"type\": object\n}"), declared(START)]));
    }
}
