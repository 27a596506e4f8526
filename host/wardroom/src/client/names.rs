//! What the county's codes are called, for tables that people read.

use serde_json::Value;

use super::Client;
use crate::answer::text;
use crate::fault::Fault;
use crate::lang::Lang;

/// Names by code; none where the server tells none.
pub struct Names {
    lang: Lang,
    all: Value,
}

/// What has names.
#[derive(Clone, Copy)]
pub enum Of {
    Districts,
    Kinds,
    Teams,
    Skills,
    Slots,
}

impl Of {
    const fn family(self) -> &'static str {
        match self {
            Of::Districts => "districts",
            Of::Kinds => "kinds",
            Of::Teams => "teams",
            Of::Skills => "skills",
            Of::Slots => "slots",
        }
    }
}

impl Names {
    #[cfg(test)]
    pub fn none(lang: Lang) -> Names {
        Names { lang, all: Value::Null }
    }

    /// `鳌阳警区 350924-D1`; the code alone where it has no name.
    pub fn beside(&self, of: Of, code: &str) -> String {
        match self.alone(of, code) {
            "" => code.to_owned(),
            name if name.replace(' ', "-") == code => name.to_owned(),
            name => format!("{name} {code}"),
        }
    }

    /// The names of these, where there are any; else the codes.
    pub fn listed(&self, of: Of, codes: &[&str]) -> String {
        let separator = if self.lang == Lang::Zh { "、" } else { ", " };
        let each = codes.iter().map(|code| match self.alone(of, code) {
            "" => *code,
            name => name,
        });
        each.collect::<Vec<_>>().join(separator)
    }

    pub fn alone(&self, of: Of, code: &str) -> &str {
        text(&self.all[of.family()][code], if self.lang == Lang::Zh { "zh" } else { "en" })
    }
}

impl Client {
    /// The code of something that is given by its code or, in letters that no code has, by its name. A name that the county does not have
    /// goes as it is: the server says what it has.
    pub(super) fn coded(&self, of: Of, given: &str) -> Result<String, Fault> {
        if given.is_ascii() {
            return Ok(given.to_owned());
        }
        let all = self.get(&self.of_county("names")?, Vec::new())?;
        let named = all[of.family()].as_object().into_iter().flatten().find(|(_, name)| text(name, "zh") == given);
        Ok(named.map_or(given, |(code, _)| code).to_owned())
    }

    pub fn names(&self) -> Names {
        let asked = self.of_county("names").and_then(|path| self.get(&path, Vec::new()));
        // A table is no less true for its codes standing alone.
        Names { lang: self.session.lang, all: asked.unwrap_or_default() }
    }
}
