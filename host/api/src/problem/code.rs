//! The codes of problems that are no refusal of the room's: what is wrong with a request or with the server.

use telling::words::Coded;

/// Callers know the names, so they stay; each has its title under `problem` in the words of `telling`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum ProblemCode {
    Archived,
    BadBody,
    BadComponent,
    BadIdempotencyKey,
    BadPosition,
    BadQuery,
    BadRequest,
    BadShifts,
    BadTask,
    BadTime,
    BadUnits,
    Busy,
    Erased,
    Error,
    ForeignHost,
    ForeignOrigin,
    InternalError,
    LimitedToDistricts,
    MalformedJson,
    MethodNotAllowed,
    NoGrants,
    NoSuchCounty,
    NoSuchDecision,
    NoSuchRoute,
    NoSuchTable,
    NotAuthenticated,
    NotOnIncident,
    NotReady,
    RoleTooLow,
    Timeout,
    TooLarge,
    TooMany,
    TooManyRequests,
    TooManyStreams,
    UnknownPosition,
    UnreadableBody,
    UnsignedPlugin,
    UnsupportedMediaType,
}

impl Coded for ProblemCode {
    const FAMILY: &'static str = "problem";

    fn code(&self) -> &'static str {
        self.into()
    }
}

#[cfg(test)]
mod tests {
    use strum::VariantArray;
    use telling::words::WORDS;

    use super::*;

    #[test]
    fn every_code_has_its_title_and_every_title_a_code() {
        let codes: Vec<&str> = ProblemCode::VARIANTS.iter().map(Coded::code).collect();
        let titled: Vec<&str> = WORDS.keys().filter_map(|key| key.strip_prefix("problem.")).collect();
        assert_eq!(codes, titled);
    }
}
