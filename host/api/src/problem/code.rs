//! The codes of problems that are no refusal of the room's: what is wrong with a request or with the server.

use domain::named;
use domain::sentence::Worded;
use serde::{Deserialize, Serialize};

named! {
    /// Callers know the names, so they stay; each has its title under `problem` in the words of `telling`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub enum ProblemCode {
        Archived = "archived",
        BadBody = "bad-body",
        BadComponent = "bad-component",
        BadIdempotencyKey = "bad-idempotency-key",
        BadQuery = "bad-query",
        BadRequest = "bad-request",
        BadShifts = "bad-shifts",
        BadTask = "bad-task",
        BadTime = "bad-time",
        BadUnits = "bad-units",
        Busy = "busy",
        Erased = "erased",
        Error = "error",
        InternalError = "internal-error",
        MalformedJson = "malformed-json",
        MethodNotAllowed = "method-not-allowed",
        NoGrants = "no-grants",
        NoSuchCounty = "no-such-county",
        NoSuchDecision = "no-such-decision",
        NoSuchPlace = "no-such-place",
        NoSuchRoute = "no-such-route",
        NoSuchTable = "no-such-table",
        NotAuthenticated = "not-authenticated",
        NotReady = "not-ready",
        Timeout = "timeout",
        TooLarge = "too-large",
        TooMany = "too-many",
        TooManyRequests = "too-many-requests",
        TooManyStreams = "too-many-streams",
        UnknownPosition = "unknown-position",
        UnreadableBody = "unreadable-body",
        UnsignedPlugin = "unsigned-plugin",
        UnsupportedMediaType = "unsupported-media-type",
    }
}

impl Worded for ProblemCode {
    const FAMILY: &'static str = "problem";

    fn code(&self) -> &'static str {
        self.name()
    }
}

#[cfg(test)]
mod tests {
    use telling::words::WORDS;

    use super::*;

    #[test]
    fn every_code_has_its_title_and_every_title_a_code() {
        let codes: Vec<&str> = ProblemCode::ALL.iter().map(Worded::code).collect();
        let titled: Vec<&str> = WORDS.keys().filter_map(|key| key.strip_prefix("problem.")).collect();
        assert_eq!(codes, titled);
    }
}
