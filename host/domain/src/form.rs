//! Forms: what people fill in to start a workflow, to do a task, to send a signal. A form is a flat JSON Schema; what it marks
//! as `sealed` is personal data. Where values come from and who seals them is elsewhere.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

pub use declared::{Flaw, Titled};
pub use fault::Fault;
pub use sort::Sort;
pub use values::Find;

use fault::Misfit;

use crate::county::reference::Reference;
use crate::county::value::Value;
use crate::hooks::{Field, FieldValue, Form};

mod declared;
pub mod fault;
mod sort;
mod values;

impl Form {
    pub fn properties(&self) -> impl Iterator<Item = (&String, &Json)> {
        self.schema.get("properties").and_then(Json::as_object).into_iter().flatten()
    }

    fn required(&self) -> impl Iterator<Item = &str> {
        self.schema.get("required").and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str)
    }

    pub fn is_sealed(&self, property: &str) -> bool {
        self.property(property).is_some_and(|schema| schema.get("sealed") == Some(&Json::Bool(true)))
    }

    pub fn property(&self, name: &str) -> Option<&Json> {
        self.schema.get("properties")?.get(name)
    }

    /// Checks a filled-in form as people hand it in, all faults at once, and gives its values by property. What references lead to
    /// is up to `find`, which is given no more than the form asks for.
    pub fn read(&self, given: &Map<String, Json>, find: Find<'_>) -> Result<BTreeMap<String, Value>, Vec<Fault>> {
        let (mut values, mut faults) = (BTreeMap::new(), Vec::new());
        for (name, json) in given {
            let checked = match self.property(name) {
                Some(schema) => values::read(json, schema, find),
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

    /// A value that was written down before there was a form to read it by, as this one means it: a code as the reference that it leads
    /// to, a text as the time that it says. One that the form can't read stays what it is, for [`Form::check`] to find.
    pub fn understood(&self, name: &str, written: &Value, find: Find<'_>) -> Value {
        let json = match written {
            Value::Flag(flag) => Json::Bool(*flag),
            Value::Number(number) => (*number).into(),
            Value::Text(text) => text.as_str().into(),
            other => return other.clone(),
        };
        let read = self.property(name).and_then(|schema| values::read(&json, schema, find).ok());
        read.unwrap_or_else(|| written.clone())
    }

    /// Checks what is to be kept: personal data sealed, all else as the schema says, references to what there is.
    pub fn check(&self, fields: &[Field], there_is: &dyn Fn(Reference) -> bool) -> Result<(), Vec<Fault>> {
        let mut faults = Vec::new();
        for (index, field) in fields.iter().enumerate() {
            let fault = match (&field.value, self.property(&field.name)) {
                (_, None) => Some(self.unasked()),
                _ if fields[..index].iter().any(|other| other.name == field.name) => Some(Misfit::Twice),
                (FieldValue::Sealed(_), Some(_)) if self.is_sealed(&field.name) => None,
                (FieldValue::Sealed(_), Some(_)) => Some(Misfit::NotPersonal),
                (FieldValue::Plain(_), Some(_)) if self.is_sealed(&field.name) => Some(Misfit::Unsealed),
                (FieldValue::Plain(plain), Some(schema)) => {
                    values::fits(plain, schema).and_then(|()| values::lead_somewhere(plain, there_is)).err()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hooks::{KEY, KeyScope, WorkflowKind};
    use crate::ids::UnitRef;
    use crate::limits::{CODE_BYTES_MAX, FORM_LIST_ITEMS_MAX};
    use crate::ports::CodeOf;
    use crate::sealed::Sealed;
    use serde_json::json;

    fn form(properties: Json, required: Json) -> Form {
        let schema =
            json!({ "type": "object", "additionalProperties": false, "properties": properties, "required": required });
        Form { name: "mediate".to_owned(), title: 1, schema, outcomes: Vec::new(), named: false }
    }

    fn dispute() -> Form {
        let properties = json!({
            "parties": { "title": 1, "type": "integer", "minimum": 2, "maximum": 100 },
            "place": { "title": 1, "type": "string", "oneOf": [{ "const": "room", "title": 2 }, { "const": "remote", "title": 3 }] },
            "name": { "title": 1, "type": "string", "sealed": true, "maxLength": 3 },
            "urgent": { "title": 1, "type": "boolean" },
            "file": { "title": 1, "type": "string", "format": "code" },
            "since": { "title": 1, "type": "string", "format": "date-time" },
            "unit": { "title": 1, "type": "string", "format": "unit" },
            "photo": { "title": 1, "type": "string", "format": "attachment" },
            "units": {
                "title": 1, "type": "array", "items": { "type": "string", "format": "unit" }, "minItems": 1, "maxItems": 3,
                "uniqueItems": true,
            },
            "words": { "title": 1, "type": "array", "items": { "type": "string", "maxLength": 2 } },
        });
        form(properties, json!(["parties", "name"]))
    }

    /// A county with one unit.
    fn find(of: CodeOf, code: &str) -> Option<Reference> {
        (of == CodeOf::Unit && code == "U001").then_some(Reference::Unit(UnitRef(0)))
    }

    fn has(of: Reference) -> bool {
        of == Reference::Unit(UnitRef(0))
    }

    fn told(fault: &Fault) -> String {
        format!("`{}` {}", fault.property, fault.what)
    }

    fn faults(given: Json) -> Vec<String> {
        let given = given.as_object().cloned().unwrap_or_default();
        dispute().read(&given, &find).map_or_else(|faults| faults.iter().map(told).collect(), |_| Vec::new())
    }

    #[test]
    fn a_form_says_all_that_is_wrong_at_once() {
        assert_eq!(faults(json!({ "parties": 2, "name": "灯塔", "place": "remote", "urgent": true })), [""; 0]);
        assert_eq!(
            faults(json!({ "parties": 1.5, "place": "street", "urgent": "yes", "colour": 1 })),
            [
                "`colour` detail.form.unasked-beside (properties=[`file`, `name`, `parties`, `photo`, `place`, `since`, `unit`, `units`, `urgent`, `words`])",
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
        assert_eq!(dispute().check(&good, &has), Ok(()));
        let plain = [field("parties", two.clone()), field("name", FieldValue::Plain(Value::Text("灯塔".to_owned())))];
        assert_eq!(
            dispute().check(&plain, &has).unwrap_err().iter().map(told).next().unwrap(),
            "`name` detail.form.unsealed"
        );
        let turned = [field("parties", FieldValue::Sealed(sealed)), good[1].clone(), good[1].clone()];
        let faults: Vec<String> = dispute().check(&turned, &has).unwrap_err().iter().map(told).collect();
        assert_eq!(faults, ["`parties` detail.form.not-personal", "`name` detail.form.twice"]);
    }

    fn read(name: &str, value: Json) -> Result<Value, String> {
        let given = json!({ "parties": 2, "name": "卢", name: value }).as_object().cloned().unwrap_or_default();
        let read = dispute().read(&given, &find).map_err(|faults| faults.iter().map(told).collect::<String>());
        read.map(|values| values[name].clone())
    }

    #[test]
    fn times_references_attachments_and_lists_are_read_as_what_they_are() {
        let unit = Value::Reference(Reference::Unit(UnitRef(0)));
        let at = Value::Time(1_662_000_284);
        assert_eq!(read("since", json!("2022-09-01T10:44:44+08:00")), Ok(at.clone()));
        assert_eq!(read("since", json!("2022-09-01T02:44:44.9Z")), Ok(at));
        assert_eq!(read("unit", json!("U001")), Ok(unit.clone()));
        assert_eq!(read("photo", json!("F-17_b.2")), Ok(Value::Attachment("F-17_b.2".to_owned())));
        assert_eq!(read("units", json!(["U001"])), Ok(Value::List(vec![unit])));
        let time = Err("`since` detail.form.time".to_owned());
        for bad in
            ["", "yesterday", "2022-09-01", "2022-09-01T10:44:44", "1969-12-31T23:59:59Z", "2106-02-07T06:28:16Z"]
        {
            assert_eq!(read("since", json!(bad)), time, "{bad}");
        }
        let unknown = |what: &str| Err(format!("{what} detail.form.unknown (code=U9, noun=unit)"));
        assert_eq!(read("unit", json!("U9")), unknown("`unit`"));
        assert_eq!(read("unit", json!(1)), Err("`unit` detail.form.of-type (kind=string)".to_owned()));
        let item = |number: usize, what: &str| Err(format!("`units` detail.form.item (number={number}, what={what})"));
        assert_eq!(read("units", json!(["U001", "U9"])), item(2, "detail.form.unknown (code=U9, noun=unit)"));
        assert_eq!(read("units", json!(["U001", 4])), item(2, "detail.form.of-type (kind=string)"));
        assert_eq!(read("units", json!("U001")), Err("`units` detail.form.of-type (kind=array)".to_owned()));
        let long = "x".repeat(CODE_BYTES_MAX + 1);
        for bad in ["", "a b", "文", &long] {
            assert!(read("photo", json!(bad)).unwrap_err().contains("detail.form.attachment"), "{bad}");
        }
    }

    #[test]
    fn what_was_written_before_is_understood_as_the_form_has_it() {
        let understood = |name: &str, written: Value| dispute().understood(name, &written, &find);
        let text = |text: &str| Value::Text(text.to_owned());
        assert_eq!(understood("unit", text("U001")), Value::Reference(Reference::Unit(UnitRef(0))));
        assert_eq!(understood("since", text("1970-01-01T08:00:00+08:00")), Value::Time(0));
        assert_eq!(understood("photo", text("F-17")), Value::Attachment("F-17".to_owned()));
        assert_eq!(understood("parties", Value::Number(3.0)), Value::Number(3.0));
        assert_eq!(understood("urgent", Value::Flag(true)), Value::Flag(true));
        // What it does not know, or can't be, is left for the check.
        for (name, written) in [("unit", text("U9")), ("colour", text("red")), ("parties", text("two"))] {
            assert_eq!(understood(name, written.clone()), written);
        }
    }

    #[test]
    fn lists_have_bounds() {
        let words = |count: usize| read("words", json!(vec!["ab"; count]));
        assert!(words(0).is_ok() && words(FORM_LIST_ITEMS_MAX).is_ok());
        assert_eq!(words(FORM_LIST_ITEMS_MAX + 1), Err("`words` detail.form.items-at-most (most=64)".to_owned()));
        let long = read("words", json!(["ab", "abc"]));
        assert_eq!(
            long,
            Err("`words` detail.form.item (number=2, what=detail.form.letters-at-most (most=2))".to_owned())
        );
        assert_eq!(read("units", json!([])), Err("`units` detail.form.items-at-least (least=1)".to_owned()));
        assert_eq!(read("units", json!(vec!["U001"; 4])), Err("`units` detail.form.items-at-most (most=3)".to_owned()));
        assert_eq!(read("units", json!(["U001", "U001"])), Err("`units` detail.form.item-twice (number=2)".to_owned()));
    }

    #[test]
    fn what_is_kept_is_of_the_sort_that_the_form_asks_for() {
        let kept = |name: &str, value: Value| {
            let field = |name: &str, value| Field { name: name.to_owned(), value };
            let plain = field(name, FieldValue::Plain(value));
            let fields = [field("parties", FieldValue::Plain(Value::Number(2.0))), plain];
            let faults = dispute().check(&fields, &has).err().unwrap_or_default();
            faults.iter().map(told).find(|fault| fault.starts_with(&format!("`{name}`")) && !fault.contains("required"))
        };
        let unit = |number| Value::Reference(Reference::Unit(UnitRef(number)));
        assert_eq!(kept("unit", unit(0)), None);
        assert_eq!(kept("unit", unit(9)), Some("`unit` detail.form.unknown (code=#9, noun=unit)".to_owned()));
        let listed = kept("units", Value::List(vec![unit(0), unit(9)]));
        assert_eq!(listed, Some("`units` detail.form.unknown (code=#9, noun=unit)".to_owned()));
        let grid = Value::Reference(Reference::Grid(crate::ids::GridRef(0)));
        assert_eq!(kept("unit", grid), Some("`unit` detail.form.of-type (kind=unit)".to_owned()));
        assert_eq!(
            kept("unit", Value::Text("U001".to_owned())),
            Some("`unit` detail.form.of-type (kind=unit)".to_owned())
        );
        assert_eq!(kept("since", Value::Number(1.0)), Some("`since` detail.form.of-type (kind=date-time)".to_owned()));
        let choice = Value::Text("street".to_owned());
        assert_eq!(
            kept("place", choice).as_deref(),
            Some("`place` detail.form.one-of (choices=[\"room\", \"remote\"])")
        );
    }

    /// What was declared before choices had titles is filled in as it was.
    #[test]
    fn a_list_of_words_without_titles_still_reads() {
        let old = form(
            json!({ "place": { "title": "地点 / place", "type": "string", "enum": ["room", "remote"] } }),
            json!([]),
        );
        let read = |word: &str| old.read(json!({ "place": word }).as_object().unwrap(), &find).is_ok();
        assert!(read("room") && !read("street"));
    }

    #[test]
    fn a_kind_says_in_its_form_for_the_start_among_whom_its_keys_count() {
        let kind = |key: Option<Json>| {
            let mut start = Form { name: "start".to_owned(), ..dispute() };
            key.into_iter().for_each(|key| start.schema[KEY] = key);
            WorkflowKind { start, ..little_kind() }
        };
        for (key, scope) in
            [(None, KeyScope::District), (Some("district"), KeyScope::District), (Some("county"), KeyScope::County)]
        {
            let kind = kind(key.map(Json::from));
            assert_eq!((kind.flaws(), kind.key_scope()), (Vec::new(), scope));
        }
        assert!(kind(Some(json!("everywhere"))).flaws()[0].what.contains("everywhere"));
        assert_eq!(kind(Some(json!(true))).flaws().len(), 1);
        let signals = vec![kind(Some(json!("county"))).start];
        let flaws = WorkflowKind { signals, ..kind(None) }.flaws();
        assert!(flaws.len() == 1 && flaws[0].what.contains("form for the start"), "{flaws:?}");
        assert_eq!(flaws[0].at, Some((1, "/key".to_owned())));
    }

    /// All at once, each with its place.
    #[test]
    fn a_form_that_is_none_says_all_that_is_wrong_with_it() {
        let form = form(
            json!({
                "untitled": { "type": "string" },
                "said": { "title": "地点 / place", "type": "string" },
                "sort": { "title": 1, "type": "date" },
                "format": { "title": 1, "type": "string", "format": "lawyer" },
                "number": { "title": 1, "type": "number", "format": "code" },
                "pattern": { "title": 1, "type": "string", "pattern": "^a" },
                "enum": { "title": 1, "type": "string", "enum": ["a"] },
                "choice": { "title": 1, "type": "string", "oneOf": [{ "const": "a", "title": 2 }, { "const": "b" }, { "const": "a", "title": 2 }] },
                "picked": { "title": 1, "type": "string", "format": "unit", "maxLength": 4 },
                "sealed": { "title": 1, "type": "number", "sealed": true },
                "lists": { "title": 1, "type": "array", "items": { "type": "array", "items": { "type": "string" } } },
                "items": { "title": 1, "type": "array", "items": { "type": "string", "title": 4 }, "maxItems": 65 },
                "count": { "title": 1, "type": "string", "maxLength": -1 },
                "default": { "title": 1, "type": "integer", "default": 1.5 },
            }),
            json!(["absent"]),
        );
        let kind = WorkflowKind { start: form, ..little_kind() };
        let said: Vec<String> = kind
            .flaws()
            .into_iter()
            .map(|flaw| format!("{}: {}", flaw.at.map_or_else(String::new, |(_, pointer)| pointer), flaw.what))
            .collect();
        expect_test::expect![[r#"
            /required: `absent` is required and not among the properties
            /properties/choice/oneOf/1: a choice of `choice` is like `{"const": "room", "title": 34}`: a value of its type, and the code of a text of the catalog
            /properties/choice/oneOf/2: `choice` has one choice twice
            /properties/count/maxLength: `count` has `maxLength`, which is a whole number
            /properties/default/default: `default` has a default that does not fit it
            /properties/enum/enum: `enum` lists what may be chosen under `oneOf`, each with `const` and `title`
            /properties/format/format: `format` has the format "lawyer", which there is not: code, date-time, attachment, unit, grid, place, kind, district, station, person, team, township, village, unit-kind, class, slot, skill, post, qualification, incident, workflow
            /properties/items/maxItems: `items` has 64 items at most
            /properties/items/items/title: `items[]` has no `title`: as string it may have type, oneOf, format, minLength, maxLength
            /properties/lists/items: `lists` is a list of lists
            /properties/number/type: `number` is a string, a number, an integer, a boolean, or an array with its `items`; only a string has a `format`
            /properties/pattern/pattern: `pattern` has no `pattern`: as string it may have type, title, description, sealed, default, examples, $comment, oneOf, format, minLength, maxLength
            /properties/picked/maxLength: `picked` has no `maxLength`: as unit it may have type, title, description, sealed, default, examples, $comment, format
            /properties/said/title: `said` has no title: say the code of a text of the catalog, like `"title": 34`
            /properties/sealed/sealed: `sealed` is sealed, so it is a text without a format, or a code
            /properties/sort/type: `sort` is a string, a number, an integer, a boolean, or an array with its `items`; only a string has a `format`
            /properties/untitled/title: `untitled` has no title: say the code of a text of the catalog, like `"title": 34`"#]].assert_eq(&said.join("\n"));
    }

    fn little_kind() -> WorkflowKind {
        WorkflowKind {
            name: "dispute".to_owned(),
            title: 1,
            concurrency: crate::hooks::Concurrency::Single,
            instances_max: 1,
            start: dispute(),
            tasks: Vec::new(),
            signals: Vec::new(),
            ends: vec![crate::hooks::Choice { name: "settled".to_owned(), title: 1 }],
        }
    }

    #[test]
    fn texts_of_a_form_are_found_with_their_places() {
        let titles = dispute().titles();
        let place = titles.iter().find(|titled| titled.pointer == "/properties/place/oneOf/1/title");
        assert_eq!((titles.len(), place.map(|titled| titled.code)), (12, Some(3)));
    }
}
