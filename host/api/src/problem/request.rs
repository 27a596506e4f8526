//! What is wrong with a request as a whole; [`super::place`] has what is wrong in which place of it.

use domain::refusal::RefusalCode;

use super::code::ProblemCode;
use super::declare::problems;

problems! {
    /// What is wrong with a request as a whole.
    pub enum BadRequest of "request" {
        #[problem("bad-body", UNPROCESSABLE_ENTITY ProblemCode::BadBody)]
        Body,
        #[problem("bad-component", UNPROCESSABLE_ENTITY ProblemCode::BadComponent)]
        Component { why: String },
        #[problem("bad-key", BAD_REQUEST ProblemCode::BadIdempotencyKey)]
        Key,
        #[problem("bad-kind", UNPROCESSABLE_ENTITY RefusalCode::UnknownKind)]
        Kind,
        #[problem("bad-language", BAD_REQUEST ProblemCode::BadQuery)]
        Language,
        #[problem("bad-needs", UNPROCESSABLE_ENTITY RefusalCode::BadNeeds)]
        Needs,
        #[problem("bad-parameter", BAD_REQUEST ProblemCode::BadQuery)]
        Parameter { parameter: String },
        #[problem("bad-period", UNPROCESSABLE_ENTITY RefusalCode::BadPeriod)]
        Period,
        #[problem("bad-query", BAD_REQUEST ProblemCode::BadQuery)]
        Query,
        #[problem("bad-settings", UNPROCESSABLE_ENTITY RefusalCode::BadSettings)]
        Settings { plugin: String },
        #[problem("bad-shifts", UNPROCESSABLE_ENTITY ProblemCode::BadShifts)]
        Shifts,
        #[problem("bad-task", UNPROCESSABLE_ENTITY ProblemCode::BadTask)]
        Task,
        #[problem("bad-time", UNPROCESSABLE_ENTITY ProblemCode::BadTime)]
        Time,
        #[problem("bad-units", UNPROCESSABLE_ENTITY ProblemCode::BadUnits)]
        Units,
        #[problem("bad-verdict", UNPROCESSABLE_ENTITY ProblemCode::BadBody)]
        Verdict,
        #[problem("calling-number", UNPROCESSABLE_ENTITY ProblemCode::BadBody)]
        CallingNumber,
        #[problem("cut-off", BAD_REQUEST ProblemCode::MalformedJson)]
        CutOff { line: usize, column: usize },
        #[problem("form", UNPROCESSABLE_ENTITY RefusalCode::BadForm)]
        Form { form: String },
        #[problem("formless", UNPROCESSABLE_ENTITY RefusalCode::BadForm)]
        Formless,
        #[problem("malformed", BAD_REQUEST ProblemCode::MalformedJson)]
        Malformed { line: usize, column: usize },
        #[problem("method", METHOD_NOT_ALLOWED ProblemCode::MethodNotAllowed)]
        Method,
        #[problem("no-component", UNSUPPORTED_MEDIA_TYPE ProblemCode::UnsupportedMediaType)]
        NoComponent,
        #[problem("no-grants", UNPROCESSABLE_ENTITY ProblemCode::NoGrants)]
        NoGrants { plugin: String, requested: String },
        #[problem("no-json", UNSUPPORTED_MEDIA_TYPE ProblemCode::UnsupportedMediaType)]
        NoJson,
        #[problem("too-large", PAYLOAD_TOO_LARGE ProblemCode::TooLarge)]
        TooLarge,
        #[problem("too-long", UNPROCESSABLE_ENTITY RefusalCode::TooLong)]
        TooLong,
        #[problem("too-many-counted", UNPROCESSABLE_ENTITY ProblemCode::TooMany)]
        TooManyCounted { incidents_max: usize },
        #[problem("too-many-positions", UNPROCESSABLE_ENTITY ProblemCode::TooMany)]
        TooManyPositions,
        #[problem("unread", BAD_REQUEST ProblemCode::BadRequest)]
        Unread,
        #[problem("unread-body", BAD_REQUEST ProblemCode::UnreadableBody)]
        UnreadBody { why: String },
        #[problem("which-workflows", UNPROCESSABLE_ENTITY ProblemCode::BadBody)]
        WhichWorkflows,
    }
}
