//! Forms filled in as people do it, by what their schema asks for and what the model county has.

use domain::county::County;
use domain::time::TimeMs;
use serde_json::{Map, Value, json};

use crate::played::Chance;

/// What a form asks for: all that is required, and of the rest one of so many, as `of_the_rest` says.
pub fn form(
    schema: &Value,
    county: &County,
    district: &str,
    now: TimeMs,
    of_the_rest: Option<u64>,
    chance: &mut Chance,
) -> Value {
    let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let properties = schema["properties"].as_object().into_iter().flatten();
    let mut fields = Map::new();
    for (name, of) in properties {
        let wanted = required.contains(&name.as_str()) || of_the_rest.is_some_and(|one_of| chance.below(one_of) == 0);
        if let Some(value) = wanted.then(|| value(of, county, district, now, chance)).flatten() {
            fields.insert(name.clone(), value);
        }
    }
    Value::Object(fields)
}

fn value(schema: &Value, county: &County, district: &str, now: TimeMs, chance: &mut Chance) -> Option<Value> {
    let list = |key: &str| schema[key].as_array().cloned().unwrap_or_default();
    let choices: Vec<Value> =
        list("enum").into_iter().chain(list("oneOf").into_iter().map(|of| of["const"].clone())).collect();
    if !choices.is_empty() {
        return Some(choices[chance.below(choices.len() as u64) as usize].clone());
    }
    Some(match (schema["type"].as_str()?, schema["format"].as_str()) {
        ("boolean", _) => json!(chance.below(2) == 0),
        ("integer" | "number", _) => {
            json!(schema["minimum"].as_f64().unwrap_or(1.0).ceil() as i64 + chance.below(2) as i64)
        }
        ("array", _) => {
            let item = value(&schema["items"], county, district, now, chance);
            json!(item.into_iter().collect::<Vec<_>>())
        }
        ("string", None) => json!("记".repeat(schema["minLength"].as_u64().unwrap_or(1).max(1) as usize)),
        ("string", Some("code" | "attachment")) => json!(format!("C-{}", chance.below(1_000_000))),
        ("string", Some("date-time")) => {
            let at = jiff::Timestamp::from_millisecond(now.plus_s(3 * 86_400).0).expect("a time");
            json!(at.to_string())
        }
        ("string", Some(noun)) => json!(code(noun, county, district, chance)?),
        _ => return None,
    })
}

/// The code of one of the district's, or of the county's.
fn code(noun: &str, county: &County, district: &str, chance: &mut Chance) -> Option<String> {
    let home = county.districts.iter().position(|of| of.code == district)?;
    let codes: Vec<&str> = match noun {
        "grid" => county.grids.iter().filter(|of| of.district.index() == home).map(|of| of.code.as_str()).collect(),
        "unit" => county.units.iter().filter(|of| of.district.index() == home).map(|of| of.code.as_str()).collect(),
        "person" => {
            let here = county.persons.iter().filter(|of| of.posts.iter().any(|post| post.district.index() == home));
            here.map(|of| of.code.as_str()).collect()
        }
        "place" => county.places.iter().map(|of| of.code.as_str()).collect(),
        "kind" => county.kinds.iter().map(|of| of.code.as_str()).collect(),
        "team" => county.teams.iter().map(|of| of.code.as_str()).collect(),
        "village" => county.villages.iter().map(|of| of.code.as_str()).collect(),
        "township" => county.townships.iter().map(|of| of.code.as_str()).collect(),
        "station" => county.stations.iter().map(|of| of.code.as_str()).collect(),
        "slot" => county.slots.iter().map(|of| of.code.as_str()).collect(),
        "skill" => county.skills.iter().map(|of| of.code.as_str()).collect(),
        "district" => vec![district],
        _ => Vec::new(),
    };
    (!codes.is_empty()).then(|| codes[chance.below(codes.len() as u64) as usize].to_owned())
}
