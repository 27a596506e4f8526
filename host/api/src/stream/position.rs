//! A place in the stream: the id of an event, `<version>-<index>`, or a bare version.

use domain::ids::Version;

/// The next event that a reader is to get: this version's event with this index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    pub version: Version,
    pub index: usize,
}

impl Position {
    /// The first event of the version after this one.
    pub fn after_version(version: Version) -> Position {
        Position { version: version.next(), index: 0 }
    }

    /// The id behind which this place is.
    pub fn last_id(self) -> String {
        match self.index {
            0 => self.version.0.saturating_sub(1).to_string(),
            index => format!("{}-{}", self.version, index - 1),
        }
    }

    /// Behind the event `12-3`, or behind all of version `12`.
    pub fn after(id: &str) -> Option<Position> {
        let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten();
        match id.split_once('-') {
            Some((version, index)) => {
                let index = usize::try_from(number(index)?).ok()?;
                Some(Position { version: Version(number(version)?), index: index.checked_add(1)? })
            }
            None => Some(Position::after_version(Version(number(id)?.min(u64::MAX - 1)))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_strictly() {
        let at = |version, index| Some(Position { version: Version(version), index });
        assert_eq!(Position::after("12-3"), at(12, 4));
        assert_eq!(Position::after("12"), at(13, 0));
        assert_eq!(Position::after("0"), at(1, 0));
        for id in ["12-3", "12-0", "12"] {
            assert_eq!(Position::after(id).unwrap().last_id(), id);
        }
        for id in ["", "-", "12-", "-3", "12-3-4", "+1", "1-+2", "x", "12-99999999999999999999"] {
            assert_eq!(Position::after(id), None, "{id}");
        }
    }
}
