//! Why a request is not taken just now: somebody asks for too much at once, or all do together.

use crate::problem::code::ProblemCode;
use crate::problem::declare::problems;

problems! {
    /// Why a request is not taken just now.
    pub enum Crowded of "traffic" {
        #[problem("answers", TOO_MANY_REQUESTS ProblemCode::TooManyRequests, again_s = 1)]
        Answers { limit: usize },
        #[problem("bodies", TOO_MANY_REQUESTS ProblemCode::TooManyRequests, again_s = 1)]
        Bodies { limit: usize },
        #[problem("busy", SERVICE_UNAVAILABLE ProblemCode::Busy, again_s = 1)]
        Busy,
        #[problem("connections", TOO_MANY_REQUESTS ProblemCode::TooManyRequests, again_s = 1)]
        Connections { client: String },
        #[problem("rate", TOO_MANY_REQUESTS ProblemCode::TooManyRequests, again_s = 1)]
        Rate { limit: u32 },
        #[problem("requests", TOO_MANY_REQUESTS ProblemCode::TooManyRequests, again_s = 1)]
        Requests { limit: usize },
        #[problem("sending", SERVICE_UNAVAILABLE ProblemCode::Busy, again_s = 1)]
        Sending,
        #[problem("slow-answer", SERVICE_UNAVAILABLE ProblemCode::Timeout, again_s = 1)]
        SlowAnswer,
        #[problem("slow-request", REQUEST_TIMEOUT ProblemCode::Timeout)]
        SlowRequest { limit_s: u64 },
        #[problem("streams", SERVICE_UNAVAILABLE ProblemCode::TooManyStreams, again_s = 1)]
        Streams { streams: usize },
        #[problem("streams-of-client", TOO_MANY_REQUESTS ProblemCode::TooManyStreams, again_s = 1)]
        StreamsOfClient { client: String, limit: usize },
        #[problem("uploads", SERVICE_UNAVAILABLE ProblemCode::Busy, again_s = 1)]
        Uploads { uploads: usize },
    }
}
