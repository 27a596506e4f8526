//! Typed, strict reading of one row or one feature, whatever the file's form. A fault is noted and reading goes on.

use std::ops::RangeInclusive;

use domain::county::{Names, Position, geometry};
use domain::limits::{CODE_BYTES_MAX, TEXT_BYTES_MAX};

use crate::codes::Codes;

/// The fields that the rows or features of a file have.
pub(crate) struct Columns<'c> {
    pub(crate) required: &'c [&'c str],
    pub(crate) optional: &'c [&'c str],
    /// Two rows may be the same in every cell.
    pub(crate) rows_may_repeat: bool,
}

impl<'c> Columns<'c> {
    pub(crate) const fn new(required: &'c [&'c str], optional: &'c [&'c str]) -> Columns<'c> {
        Columns { required, optional, rows_may_repeat: false }
    }
}

pub(crate) trait Fields {
    /// The value as it stands, `None` if it is absent or empty.
    fn optional(&self, name: &str) -> Option<&str>;
    /// A whole number. Complains if there is none, or one out of range.
    fn whole(&self, name: &str, range: RangeInclusive<u32>) -> Option<u32>;
    fn complain(&self, name: &str, message: String);

    /// A text. Complains if it is empty, or begins or ends with a space.
    fn text(&self, name: &str) -> Option<&str> {
        match self.optional(name) {
            None => {
                self.complain(name, "is empty".to_owned());
                None
            }
            Some(text) => match text_fault(text) {
                Some(fault) => {
                    self.complain(name, fault);
                    None
                }
                None => Some(text),
            },
        }
    }

    fn code(&self, name: &str) -> Option<&str> {
        let text = self.text(name)?;
        match code_fault(text) {
            None => Some(text),
            Some(fault) => {
                self.complain(name, fault);
                None
            }
        }
    }

    /// A code of GB/T 2260 with this many digits.
    fn digits(&self, name: &str, count: usize) -> Option<&str> {
        let text = self.text(name)?;
        if text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(text);
        }
        self.complain(name, format!("`{text}` is not a code of {count} digits"));
        None
    }

    /// The number of a code that must be there.
    fn known(&self, name: &str, codes: &Codes) -> Option<usize> {
        let text = self.text(name)?;
        let number = codes.get(text);
        if let (None, Some(fault)) = (number, codes.unknown(text)) {
            self.complain(name, fault);
        }
        number
    }

    /// `name` and, where the county gives it, `name_en`.
    fn names(&self) -> Option<Names> {
        let zh = self.text("name")?.to_owned();
        let en = match self.optional("name_en") {
            Some(_) => self.text("name_en")?.to_owned(),
            None => zh.clone(),
        };
        Some(Names { zh, en })
    }

    fn check_position(&self, name: &str, position: Position) -> Option<Position> {
        if geometry::is_wgs84(position) {
            return Some(position);
        }
        let (lon, lat) = position;
        self.complain(
            name,
            format!(
                "{lon}, {lat} is no position in WGS 84: longitude is -180 to 180, latitude -90 to 90, in this order"
            ),
        );
        None
    }
}

/// Why a text is not fit to be shown.
pub(crate) fn text_fault(text: &str) -> Option<String> {
    if text.is_empty() {
        return Some("is empty".to_owned());
    }
    if text.trim() != text {
        return Some(format!("`{text}` begins or ends with a space"));
    }
    if text.chars().any(char::is_control) {
        return Some(format!("`{}` holds a control character", text.escape_debug()));
    }
    (text.len() > TEXT_BYTES_MAX).then(|| format!("is {} bytes long, and {TEXT_BYTES_MAX} is the limit", text.len()))
}

/// Why a text is no code.
pub(crate) fn code_fault(text: &str) -> Option<String> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let fine = !text.is_empty() && text.len() <= CODE_BYTES_MAX && text.bytes().all(fits);
    (!fine).then(|| format!("`{text}` is not a code: 1 to {CODE_BYTES_MAX} of a-z, A-Z, 0-9, `-`, `_` and `.`"))
}

/// Why a code does not stand under its parent's; `None` if it does.
pub(crate) fn prefix_fault(code: &str, parent: &str, noun: &str) -> Option<String> {
    (!code.starts_with(parent)).then(|| format!("`{code}` does not begin with the code of its {noun}, `{parent}`"))
}
