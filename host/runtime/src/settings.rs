//! Settings against their plugin's schema: every fault with its place, an unknown key with the known ones.

use domain::limits::{GUEST_TEXT_BYTES_MAX, PLUGIN_SETTINGS_BYTES_MAX, SETTINGS_FAULTS_MAX};
use jsonschema::error::ValidationErrorKind;
use jsonschema::{Draft, PatternOptions, ValidationError, Validator};
use serde_json::Value;

use crate::faults::Found;
use crate::text::plain;

/// A schema must be a JSON Schema of the draft 2020-12 for an object, and must let no unknown key through: a setting that
/// is spelt wrong and passed over in silence is worse than an error. What it gives as defaults and examples must fit itself.
pub(crate) fn check_schema(schema: &Value, found: &mut Found<'_>) {
    let dialect = schema.get("$schema").and_then(Value::as_str);
    if dialect.is_some_and(|uri| Draft::from_schema_uri(uri) != Draft::Draft202012) {
        found.at("/$schema", "`$schema` names another draft than 2020-12");
        return;
    }
    let meta = jsonschema::draft202012::meta::validator();
    for error in meta.iter_errors(schema).take(SETTINGS_FAULTS_MAX) {
        let what = plain(&error.to_string(), GUEST_TEXT_BYTES_MAX);
        found.at(error.instance_path().as_str(), format!("it is no JSON Schema: {what}"));
    }
    if !found.is_empty() {
        return;
    }
    if schema.get("type").and_then(Value::as_str) != Some("object") {
        found.at("/type", "it must describe an object: say `\"type\": \"object\"`");
    }
    let closed = |key| schema.get(key) == Some(&Value::Bool(false));
    if !closed("additionalProperties") && !closed("unevaluatedProperties") {
        found.at("/additionalProperties", "it lets unknown keys through: say `\"additionalProperties\": false`");
    }
    keywords(schema, "", found);
    match validator(schema) {
        Ok(validator) => own_values(schema, &validator, found),
        Err(error) => found.at(error.instance_path().as_str(), plain(&error.to_string(), GUEST_TEXT_BYTES_MAX)),
    }
}

/// Keywords of the draft 2020-12 whose values are no schemas.
const PLAIN: [&str; 36] = [
    "$schema",
    "$id",
    "$ref",
    "$anchor",
    "$dynamicRef",
    "$dynamicAnchor",
    "$vocabulary",
    "$comment",
    "type",
    "enum",
    "const",
    "multipleOf",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "maxContains",
    "minContains",
    "maxProperties",
    "minProperties",
    "required",
    "dependentRequired",
    "title",
    "description",
    "default",
    "deprecated",
    "readOnly",
    "writeOnly",
    "examples",
    "format",
];
/// Those whose value is a schema, a list of schemas, or schemas by name.
const OF_ONE: [&str; 10] = [
    "items",
    "additionalProperties",
    "unevaluatedProperties",
    "unevaluatedItems",
    "contains",
    "propertyNames",
    "not",
    "if",
    "then",
    "else",
];
const OF_MANY: [&str; 4] = ["allOf", "anyOf", "oneOf", "prefixItems"];
const BY_NAME: [&str; 4] = ["properties", "patternProperties", "$defs", "dependentSchemas"];

/// A keyword that there is not would be passed over, and what it should hold off let through.
fn keywords(schema: &Value, place: &str, found: &mut Found<'_>) {
    for (keyword, value) in schema.as_object().into_iter().flatten() {
        let place = format!("{place}/{}", keyword.replace('~', "~0").replace('/', "~1"));
        if OF_ONE.contains(&keyword.as_str()) {
            keywords(value, &place, found);
        } else if OF_MANY.contains(&keyword.as_str()) {
            let all = value.as_array().into_iter().flatten().enumerate();
            all.for_each(|(index, schema)| keywords(schema, &format!("{place}/{index}"), found));
        } else if BY_NAME.contains(&keyword.as_str()) {
            for (name, schema) in value.as_object().into_iter().flatten() {
                keywords(schema, &format!("{place}/{}", name.replace('~', "~0").replace('/', "~1")), found);
            }
        } else if !PLAIN.contains(&keyword.as_str()) {
            found.at(&place, format!("`{keyword}` is no keyword of JSON Schema 2020-12, so nothing would come of it"));
        }
    }
}

/// The defaults of the settings together, and each example of the whole, held against the schema that they stand in.
fn own_values(schema: &Value, validator: &Validator, found: &mut Found<'_>) {
    let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    let defaults = properties.filter_map(|(name, property)| Some((name.clone(), property.get("default")?.clone())));
    let defaults = Value::Object(defaults.collect());
    for error in validator.iter_errors(&defaults).take(SETTINGS_FAULTS_MAX) {
        let path = error.instance_path().as_str();
        // What has no default and is needed is for whoever sets it.
        let Some(inside) = path.strip_prefix('/') else { continue };
        let (name, rest) = inside.split_once('/').map_or((inside, ""), |(name, rest)| (name, rest));
        let rest = if rest.is_empty() { String::new() } else { format!("/{rest}") };
        let what = format!(
            "the default of `{name}` does not fit its own schema: {}",
            plain(&error.to_string(), GUEST_TEXT_BYTES_MAX)
        );
        found.at(&format!("/properties/{name}/default{rest}"), what);
    }
    for (index, example) in schema.get("examples").and_then(Value::as_array).into_iter().flatten().enumerate() {
        for error in validator.iter_errors(example).take(SETTINGS_FAULTS_MAX) {
            let place = format!("/examples/{index}{}", error.instance_path().as_str());
            found.at(&place, format!("an example of settings that does not fit: {}", fault(&error, schema)));
        }
    }
}

/// Checks settings; each fault in one line.
pub(crate) fn check(schema: &Value, settings: &Value) -> Result<(), Vec<String>> {
    let bytes = settings.to_string().len();
    if bytes > PLUGIN_SETTINGS_BYTES_MAX {
        return Err(vec![format!("the settings have {bytes} bytes, {PLUGIN_SETTINGS_BYTES_MAX} are allowed")]);
    }
    let validator = validator(schema)
        .map_err(|error| vec![format!("the plugin's settings schema: {}", fault(&error, &Value::Null))])?;
    let faults: Vec<_> =
        validator.iter_errors(settings).take(SETTINGS_FAULTS_MAX).map(|error| fault(&error, schema)).collect();
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// Settings as a file of their author's, held against a schema: every fault at its place.
pub(crate) fn check_sample(schema: &Value, settings: &Value, found: &mut Found<'_>) {
    match validator(schema) {
        Ok(validator) => {
            for error in validator.iter_errors(settings).take(SETTINGS_FAULTS_MAX) {
                found.at(error.instance_path().as_str(), fault(&error, schema));
            }
        }
        Err(error) => found.at("", fault(&error, schema)),
    }
}

/// Nothing is fetched, and patterns take linear time: a schema comes from outside.
fn validator(schema: &Value) -> Result<Validator, Box<ValidationError<'static>>> {
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .with_pattern_options(PatternOptions::regex())
        .should_validate_formats(true)
        .offline()
        .build(schema)
        .map_err(Box::new)
}

fn fault(error: &ValidationError<'_>, schema: &Value) -> String {
    let what = match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => unknown_keys(error, unexpected, schema),
        _ => error.to_string(),
    };
    let what = plain(&what, GUEST_TEXT_BYTES_MAX);
    match error.instance_path().as_str() {
        "" => what,
        place => format!("`{place}`: {what}"),
    }
}

fn unknown_keys(error: &ValidationError<'_>, unexpected: &[String], schema: &Value) -> String {
    let plural = if unexpected.len() == 1 { "" } else { "s" };
    let unknown = format!("unknown key{plural} `{}`", unexpected.join("`, `"));
    // The keyword's place in the schema; its properties stand beside it.
    let beside = error.schema_path().as_str().rsplit_once('/').map_or("", |(parent, _)| parent);
    let known = schema.pointer(beside).and_then(|schema| schema.get("properties")).and_then(Value::as_object);
    match known {
        Some(known) if !known.is_empty() => {
            let known: Vec<_> = known.keys().map(String::as_str).collect();
            format!("{unknown}; known are `{}`", known.join("`, `"))
        }
        Some(_) => format!("{unknown}; there are none to set"),
        None => unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faults::Part;
    use expect_test::{Expect, expect};
    use serde_json::json;

    fn schema() -> Value {
        json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "overflow_after_s": { "type": "integer", "minimum": 0 },
                "levels": { "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/level" } }
            },
            "required": ["levels"],
            "$defs": {
                "level": {
                    "type": "object",
                    "additionalProperties": false,
                    "properties": { "delay_s": { "type": "integer" }, "slot": { "type": "string" } },
                    "required": ["delay_s"]
                }
            }
        })
    }

    fn refused(settings: Value, expected: Expect) {
        expected.assert_eq(&check(&schema(), &settings).unwrap_err().join("\n"));
    }

    #[test]
    fn good_settings_pass() {
        let json = schema().to_string();
        let mut found = Found::new(Part::SettingsSchema, json.as_bytes());
        check_schema(&schema(), &mut found);
        assert_eq!(found.into_faults(), []);
        check(&schema(), &json!({ "levels": [{ "delay_s": 5, "slot": "带班领导" }] })).unwrap();
    }

    #[test]
    fn every_fault_has_its_place() {
        refused(json!([]), expect![[r#"[] is not of type "object""#]]);
        refused(
            json!({ "overflow_after_s": -1, "levels": [{ "delay_s": 1.5 }, {}] }),
            expect![[r#"
                `/levels/0/delay_s`: 1.5 is not of type "integer"
                `/levels/1`: "delay_s" is a required property
                `/overflow_after_s`: -1 is less than the minimum of 0"#]],
        );
        refused(json!({ "levels": [] }), expect!["`/levels`: [] has less than 1 item"]);
    }

    #[test]
    fn an_unknown_key_is_named_beside_the_known_ones() {
        refused(
            json!({ "levels": [{ "delay_s": 1 }], "overflow_after": 3 }),
            expect!["unknown key `overflow_after`; known are `levels`, `overflow_after_s`"],
        );
        refused(
            json!({ "levels": [{ "delay_s": 1, "delay": 2, "solt": "" }] }),
            expect!["`/levels/0`: unknown keys `delay`, `solt`; known are `delay_s`, `slot`"],
        );
        let nothing = json!({ "type": "object", "additionalProperties": false, "properties": {} });
        let fault = check(&nothing, &json!({ "a": 1 })).unwrap_err().join("\n");
        expect!["unknown key `a`; there are none to set"].assert_eq(&fault);
    }

    #[test]
    fn settings_stop_at_their_limit() {
        let schema = json!({ "type": "object", "additionalProperties": false, "properties": { "a": {} } });
        let settings = |bytes| json!({ "a": "x".repeat(bytes - r#"{"a":""}"#.len()) });
        assert!(check(&schema, &settings(PLUGIN_SETTINGS_BYTES_MAX)).is_ok());
        assert!(check(&schema, &settings(PLUGIN_SETTINGS_BYTES_MAX + 1)).is_err());
    }

    fn bad_schema(schema: Value, expected: Expect) {
        let json = serde_json::to_vec_pretty(&schema).unwrap();
        let mut found = Found::new(Part::SettingsSchema, &json);
        check_schema(&schema, &mut found);
        let faults: Vec<String> = found.into_faults().iter().map(ToString::to_string).collect();
        assert!(!faults.is_empty(), "it should have been refused");
        expected.assert_eq(&faults.join("\n"));
    }

    #[test]
    fn schemas_are_checked_too() {
        bad_schema(
            json!([]),
            expect![[
                r#"`wardroom:settings-schema:1:1`: it is no JSON Schema: [] is not of types "boolean", "object""#
            ]],
        );
        bad_schema(
            json!({ "type": "objekt" }),
            expect![[
                r#"`wardroom:settings-schema:2:11`: it is no JSON Schema: "objekt" is not valid under any of the schemas listed in the 'anyOf' keyword"#
            ]],
        );
        bad_schema(
            json!({ "type": "array" }),
            expect![[r#"
            `wardroom:settings-schema:2:11`: it must describe an object: say `"type": "object"`
            `wardroom:settings-schema:1:1`: it lets unknown keys through: say `"additionalProperties": false`"#]],
        );
        bad_schema(
            json!({ "$schema": "http://json-schema.org/draft-07/schema#", "type": "object" }),
            expect!["`wardroom:settings-schema:2:14`: `$schema` names another draft than 2020-12"],
        );
        let with = |property: Value| json!({ "type": "object", "additionalProperties": false, "properties": { "a": property } });
        bad_schema(
            with(json!({ "$ref": "https://example.org/a" })),
            expect![
                "`wardroom:settings-schema:1:1`: Resource 'https://example.org/a' is not present in a registry and retrieving it failed: Retrieval is disabled, cannot fetch https://example.org/a"
            ],
        );
        bad_schema(
            with(json!({ "pattern": "(" })),
            expect![[r#"`wardroom:settings-schema:5:18`: "(" is not a "regex""#]],
        );
    }

    #[test]
    fn a_keyword_that_there_is_not_is_named_wherever_it_stands() {
        let list =
            json!({ "type": "array", "items": { "anyOf": [{ "type": "integer", "minimun": 1 }] }, "maxItem": 3 });
        bad_schema(
            json!({ "type": "object", "additionalProperties": false, "properties": { "a": list }, "propertys": {} }),
            expect![[r#"
                `wardroom:settings-schema:8:24`: `minimun` is no keyword of JSON Schema 2020-12, so nothing would come of it
                `wardroom:settings-schema:13:18`: `maxItem` is no keyword of JSON Schema 2020-12, so nothing would come of it
                `wardroom:settings-schema:17:16`: `propertys` is no keyword of JSON Schema 2020-12, so nothing would come of it"#]],
        );
    }

    #[test]
    fn defaults_and_examples_fit_their_own_schema() {
        let levels = json!({ "type": "array", "items": { "type": "integer" }, "default": [1, "2"] });
        bad_schema(
            json!({
                "type": "object", "additionalProperties": false, "required": ["b"],
                "properties": { "a": { "type": "integer", "maximum": 5, "default": 6 }, "levels": levels, "b": {} },
                "examples": [{ "b": 1, "a": 3 }, { "b": 1, "c": 3 }, {}]
            }),
            expect![[r#"
                `wardroom:settings-schema:16:18`: the default of `a` does not fit its own schema: 6 is greater than the maximum of 5
                `wardroom:settings-schema:24:9`: the default of `levels` does not fit its own schema: "2" is not of type "integer"
                `wardroom:settings-schema:8:5`: an example of settings that does not fit: unknown key `c`; known are `a`, `b`, `levels`
                `wardroom:settings-schema:12:5`: an example of settings that does not fit: "b" is a required property"#]],
        );
    }
}
