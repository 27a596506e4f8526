//! The texts of a catalog, cut at their placeholders.

use super::PLACEHOLDER_KINDS;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    Words(&'a str),
    /// A value of the reason by its place; `kind` is empty for a plain number.
    Value {
        index: usize,
        kind: &'a str,
    },
}

/// Cuts a template at its placeholders. What is in braces and is none stays as it is.
pub fn parts(template: &str) -> Vec<Part<'_>> {
    let (mut parts, mut rest, mut searched) = (Vec::new(), template, 0);
    while let Some(open) = rest[searched..].find('{').map(|at| at + searched) {
        let Some(close) = rest[open..].find('}').map(|at| at + open) else { break };
        match placeholder(&rest[open + 1..close]) {
            Some((index, kind)) => {
                parts.push(Part::Words(&rest[..open]));
                parts.push(Part::Value { index, kind });
                (rest, searched) = (&rest[close + 1..], 0);
            }
            None => searched = open + 1,
        }
    }
    parts.push(Part::Words(rest));
    parts
}

/// What stands in braces: the place of a value and its kind.
pub fn placeholder(inner: &str) -> Option<(usize, &str)> {
    let (index, kind) = inner.split_once(':').unwrap_or((inner, ""));
    let known = (kind.is_empty() && !inner.ends_with(':')) || PLACEHOLDER_KINDS.contains(&kind);
    let index = index.parse().ok().filter(|_| index.bytes().all(|byte| byte.is_ascii_digit()))?;
    known.then_some((index, kind))
}
