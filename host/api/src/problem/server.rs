//! Why the server does not do what is asked, though the request is right: what it is about is over, or the server can't.

use domain::incident::Phase;
use domain::refusal::RefusalCode;
use domain::sentence::Sentence;
use domain::sentences;

use super::code::ProblemCode;
use super::declare::problems;

problems! {
    /// Why what is asked can't be done as things stand.
    pub enum Standing of "standing" {
        #[problem("archived", CONFLICT ProblemCode::Archived)]
        Archived { incident: String, phase: Phase },
        #[problem("archived-notice", CONFLICT ProblemCode::Archived)]
        ArchivedNotice { notice: String },
        #[problem("archived-task", CONFLICT ProblemCode::Archived)]
        ArchivedTask { task: String },
        #[problem("archived-workflow", CONFLICT ProblemCode::Archived)]
        ArchivedWorkflow { workflow: String },
        #[problem("erased-from-incident", GONE ProblemCode::Erased)]
        ErasedFromIncident { incident: String },
        #[problem("erased-from-workflow", GONE ProblemCode::Erased)]
        ErasedFromWorkflow { workflow: String },
        #[problem("erased-meanwhile", GONE ProblemCode::Erased)]
        ErasedMeanwhile,
        #[problem("migration-refused", CONFLICT RefusalCode::MigrationRefused)]
        MigrationRefused { version: String },
        #[problem("no-subject", CONFLICT RefusalCode::NoSubject)]
        NoSubject,
        #[problem("unsigned", FORBIDDEN ProblemCode::UnsignedPlugin)]
        Unsigned,
    }
}

problems! {
    /// What is wrong with the server.
    pub enum Failing of "server" {
        #[problem("archive-behind", SERVICE_UNAVAILABLE ProblemCode::NotReady)]
        ArchiveBehind,
        #[problem("failed", INTERNAL_SERVER_ERROR ProblemCode::InternalError)]
        Failed,
        #[problem("not-ready", SERVICE_UNAVAILABLE ProblemCode::NotReady)]
        NotReady { counties: Vec<CountyNotReady> },
        #[problem("status", INTERNAL_SERVER_ERROR ProblemCode::Error)]
        Status { status: u16 },
    }
}

sentences! {
    /// A county that takes no commands.
    pub enum CountyNotReady of "server" {
        #[sentence("county-not-ready")]
        Because { county: String, why: Sentence },
        #[sentence("why-unknown")]
        WhyUnknown,
    }
}
