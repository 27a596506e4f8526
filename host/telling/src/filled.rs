//! Values put into texts: each once, whatever stands in them.

/// Puts values in place of `{}`, in their order.
pub fn filled(text: &str, values: &[&str]) -> String {
    let mut pieces = text.split("{}");
    let mut whole = pieces.next().unwrap_or_default().to_owned();
    for (piece, value) in pieces.zip(values.iter().copied().chain(std::iter::repeat("?"))) {
        whole.push_str(value);
        whole.push_str(piece);
    }
    whole
}

/// Puts values in place of `{0}`, `{1}` and so on.
pub fn numbered(text: &str, values: &[&str]) -> String {
    let mut whole = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        whole.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find('}').map_or(rest.len(), |end| end + 1);
        let index = rest[..end].trim_matches(['{', '}']).parse::<usize>();
        whole.push_str(index.ok().and_then(|index| values.get(index)).unwrap_or(&&rest[..end]));
        rest = &rest[end..];
    }
    whole.push_str(rest);
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_a_value_stays_as_it_is() {
        assert_eq!(filled("{}：{}", &["check {} and {1}", "open"]), "check {} and {1}：open");
        assert_eq!(filled("{} {}", &["a"]), "a ?");
        assert_eq!(numbered("{1}, {0}, {1}", &["check {1} {}", "open"]), "open, check {1} {}, open");
        assert_eq!(numbered("{2} {x", &["a"]), "{2} {x");
    }
}
