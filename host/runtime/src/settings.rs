//! Settings against their plugin's schema: every fault with its place, an unknown key with the known ones.

use domain::limits::{GUEST_TEXT_BYTES_MAX, PLUGIN_SETTINGS_BYTES_MAX, SETTINGS_FAULTS_MAX};
use jsonschema::error::ValidationErrorKind;
use jsonschema::{Draft, PatternOptions, ValidationError, Validator};
use serde_json::Value;

use crate::text::plain;

/// A schema must be a JSON Schema of the draft 2020-12 for an object, and must let no unknown key through: a setting that
/// is spelt wrong and passed over in silence is worse than an error.
pub(crate) fn check_schema(schema: &Value) -> Result<(), String> {
    let dialect = schema.get("$schema").and_then(Value::as_str);
    if dialect.is_some_and(|uri| Draft::from_schema_uri(uri) != Draft::Draft202012) {
        return Err("`$schema` names another draft than 2020-12".to_owned());
    }
    if let Err(error) = jsonschema::draft202012::meta::validate(schema) {
        return Err(format!("it is no JSON Schema: {}", fault(&error, &Value::Null)));
    }
    if schema.get("type").and_then(Value::as_str) != Some("object") {
        return Err("it must describe an object: say `\"type\": \"object\"`".to_owned());
    }
    let closed = |key| schema.get(key) == Some(&Value::Bool(false));
    if !closed("additionalProperties") && !closed("unevaluatedProperties") {
        return Err("it lets unknown keys through: say `\"additionalProperties\": false`".to_owned());
    }
    validator(schema).map(drop)
}

/// Checks settings; each fault in one line.
pub(crate) fn check(schema: &Value, settings: &Value) -> Result<(), Vec<String>> {
    let bytes = settings.to_string().len();
    if bytes > PLUGIN_SETTINGS_BYTES_MAX {
        return Err(vec![format!("the settings have {bytes} bytes, {PLUGIN_SETTINGS_BYTES_MAX} are allowed")]);
    }
    let validator = validator(schema).map_err(|error| vec![format!("the plugin's settings schema: {error}")])?;
    let faults: Vec<_> =
        validator.iter_errors(settings).take(SETTINGS_FAULTS_MAX).map(|error| fault(&error, schema)).collect();
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// Nothing is fetched, and patterns take linear time: a schema comes from outside.
fn validator(schema: &Value) -> Result<Validator, String> {
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .with_pattern_options(PatternOptions::regex())
        .should_validate_formats(true)
        .offline()
        .build(schema)
        .map_err(|error| fault(&error, &Value::Null))
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
        check_schema(&schema()).unwrap();
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
        expected.assert_eq(&check_schema(&schema).unwrap_err());
    }

    #[test]
    fn schemas_are_checked_too() {
        bad_schema(json!([]), expect![[r#"it is no JSON Schema: [] is not of types "boolean", "object""#]]);
        bad_schema(
            json!({ "type": "objekt" }),
            expect![[
                r#"it is no JSON Schema: `/type`: "objekt" is not valid under any of the schemas listed in the 'anyOf' keyword"#
            ]],
        );
        bad_schema(json!({ "type": "array" }), expect![[r#"it must describe an object: say `"type": "object"`"#]]);
        bad_schema(
            json!({ "type": "object" }),
            expect![[r#"it lets unknown keys through: say `"additionalProperties": false`"#]],
        );
        bad_schema(
            json!({ "$schema": "http://json-schema.org/draft-07/schema#", "type": "object" }),
            expect!["`$schema` names another draft than 2020-12"],
        );
        bad_schema(
            json!({ "type": "object", "additionalProperties": false, "properties": { "a": { "$ref": "https://example.org/a" } } }),
            expect![
                "Resource 'https://example.org/a' is not present in a registry and retrieving it failed: Retrieval is disabled, cannot fetch https://example.org/a"
            ],
        );
        bad_schema(
            json!({ "type": "object", "additionalProperties": false, "properties": { "a": { "pattern": "(" } } }),
            expect![[r#"`/properties/a/pattern`: "(" is not a "regex""#]],
        );
    }
}
