//! Reading a server's answer: what is not there is empty, since a newer or an older server may leave something out.

use serde_json::Value;

/// A field that is a text.
pub fn text<'a>(of: &'a Value, name: &str) -> &'a str {
    of[name].as_str().unwrap_or_default()
}

/// A field that is a list of texts.
pub fn list<'a>(of: &'a Value, name: &str) -> Vec<&'a str> {
    items(of, name).filter_map(Value::as_str).collect()
}

/// A field that is a list.
pub fn items<'a>(of: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    of[name].as_array().into_iter().flatten()
}

/// An ISO 8601 time without its fraction and offset: `2022-09-01 00:04:44`.
pub fn clock(iso: &str) -> String {
    iso.get(..19).map_or_else(|| iso.to_owned(), |time| time.replacen('T', " ", 1))
}

/// Seconds as minutes and seconds: `12:05`.
pub fn minutes(of: &Value, name: &str) -> String {
    of[name].as_u64().map_or_else(String::new, |seconds| format!("{}:{:02}", seconds / 60, seconds % 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_there_is_empty() {
        let answer = serde_json::json!({ "a": "b", "n": 725, "l": ["x", 1, "y"] });
        assert_eq!((text(&answer, "a"), text(&answer, "z"), text(&Value::Null, "a")), ("b", "", ""));
        assert_eq!((list(&answer, "l"), list(&answer, "a")), (vec!["x", "y"], vec![]));
        assert_eq!((minutes(&answer, "n"), minutes(&answer, "z")), ("12:05".to_owned(), String::new()));
        assert_eq!(clock("2022-09-01T00:04:44.000+08:00"), "2022-09-01 00:04:44");
        assert_eq!(clock("soon"), "soon");
    }
}
