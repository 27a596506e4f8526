//! `catalog.json` as `catalog!` declares it.

use std::collections::BTreeMap;

/// A message of a plugin, with the texts that its component does not carry.
#[derive(Clone, Copy, Debug)]
pub struct Message {
    pub code: u16,
    /// Name and kind of each value, in order.
    pub values: &'static [(&'static str, &'static str)],
    pub zh: &'static str,
    pub en: &'static str,
}

impl Message {
    /// A text with its values as the host counts them: `{0:unit}` in place of `{unit}`.
    fn numbered(&self, text: &str) -> String {
        self.values.iter().enumerate().fold(text.to_owned(), |text, (index, (name, kind))| {
            let kind = if *kind == "number" { String::new() } else { format!(":{}", kind.replace('_', "-")) };
            text.replace(&format!("{{{name}}}"), &format!("{{{index}{kind}}}"))
        })
    }

    fn line(&self) -> String {
        let quoted = |text| serde_json::Value::from(self.numbered(text));
        let (code, zh, en) = (self.code, quoted(self.zh), quoted(self.en));
        let line = format!(r#"    "{code}": {{ "zh-CN": {zh}, "en": {en} }}"#);
        match line.chars().count() < WIDTH {
            true => line,
            false => format!("    \"{code}\": {{\n      \"zh-CN\": {zh},\n      \"en\": {en}\n    }}"),
        }
    }
}

/// Letters up to which a message stands on one line.
const WIDTH: usize = 120;

/// The whole file. Panics if two messages have one code.
pub fn file(messages: &[Message]) -> String {
    let mut by_code = BTreeMap::new();
    for message in messages {
        let before = by_code.insert(message.code, message);
        assert!(before.is_none(), "two messages have the code {}: {:?} and {:?}", message.code, before, message.en);
    }
    let lines: Vec<String> = by_code.into_values().map(Message::line).collect();
    format!("{{\n  \"messages\": {{\n{}\n  }}\n}}\n", lines.join(",\n"))
}

#[cfg(test)]
mod tests {
    use crate::{ReasonValue, Reference};

    mod why {
        crate::catalog! {
            12 near(unit: unit, wind: number): "{unit}：风速{wind}米/秒", "{wind} m/s \"at\" {unit}, which is where the wind was measured and nowhere else, whatever the map may say";
            2 TITLE: "标题", "title";
            3 sent(kind: unit_kind, to: text, by: date): "{by}前派{kind}到{to}", "{kind} to {to} by {by}";
        }
    }

    #[test]
    fn values_are_numbered_and_messages_sorted() {
        let expected = r#"{
  "messages": {
    "2": { "zh-CN": "标题", "en": "title" },
    "3": { "zh-CN": "{2:date}前派{0:unit-kind}到{1:text}", "en": "{0:unit-kind} to {1:text} by {2:date}" },
    "12": {
      "zh-CN": "{0:unit}：风速{1}米/秒",
      "en": "{1} m/s \"at\" {0:unit}, which is where the wind was measured and nowhere else, whatever the map may say"
    }
  }
}
"#;
        assert_eq!(super::file(why::CATALOG), expected);
        assert_eq!(why::TITLE, 2);
        assert_eq!(why::near(7, 2.5).values, [Reference::Unit(7).into(), 2.5.into()]);
        let (kind, to, by) = (Reference::UnitKind(1).into(), "桥头".into(), ReasonValue::Time(86_400));
        assert_eq!(why::sent(1, "桥头", 86_400).values, [kind, to, by]);
    }

    #[test]
    #[should_panic(expected = "two messages have the code 12")]
    fn one_code_is_one_message() {
        super::file(&[why::CATALOG[0], why::CATALOG[0]]);
    }
}
