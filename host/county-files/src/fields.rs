//! Typed, strict reading of one row or one feature, whatever the file's form. A fault is noted and reading goes on.

use std::ops::RangeInclusive;

use domain::county::Names;

use crate::codes::Codes;
use crate::values;

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

    /// The value; of what is none, the fault is noted.
    fn noted<T>(&self, name: &str, read: Result<T, String>) -> Option<T> {
        read.map_err(|fault| self.complain(name, fault)).ok()
    }

    /// A text. Complains if it is empty, or begins or ends with a space.
    fn text(&self, name: &str) -> Option<&str> {
        self.noted(name, values::text(self.optional(name).unwrap_or_default()))
    }

    fn code(&self, name: &str) -> Option<&str> {
        self.noted(name, values::code(self.text(name)?))
    }

    /// A code of GB/T 2260 with this many digits.
    fn digits(&self, name: &str, count: usize) -> Option<&str> {
        self.noted(name, values::digits(self.text(name)?, count))
    }

    /// The number of a code that must be there.
    fn known(&self, name: &str, codes: &Codes) -> Option<usize> {
        self.noted(name, codes.find(self.text(name)?)).flatten()
    }

    /// The same where nothing may stand. Outer `None`: something does, and it is unknown.
    fn optional_known(&self, name: &str, codes: &Codes) -> Option<Option<usize>> {
        match self.optional(name) {
            None => Some(None),
            Some(_) => self.known(name, codes).map(Some),
        }
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
}
