//! What a request names and is not there, or is not the caller's to see.

use domain::refusal::RefusalCode;

use super::code::ProblemCode;
use super::declare::problems;

problems! {
    /// What a request names and is not there.
    pub enum Unknown of "unknown" {
        #[problem("assessment", NOT_FOUND RefusalCode::NoSuchAssessment)]
        Assessment { assessment: String },
        #[problem("county", NOT_FOUND ProblemCode::NoSuchCounty)]
        County { county: String },
        #[problem("decision", NOT_FOUND ProblemCode::NoSuchDecision)]
        Decision { incident: String, decision: String },
        #[problem("district", NOT_FOUND RefusalCode::NoSuchDistrict)]
        District { district: String },
        #[problem("grid", NOT_FOUND RefusalCode::NoSuchGrid)]
        Grid { grid: String },
        #[problem("incident", NOT_FOUND RefusalCode::NoSuchIncident)]
        Incident { incident: String },
        #[problem("notice", NOT_FOUND RefusalCode::NoSuchNotice)]
        Notice { notice: String },
        #[problem("path", NOT_FOUND ProblemCode::NoSuchCounty)]
        Path,
        #[problem("person", NOT_FOUND RefusalCode::NoSuchPerson)]
        Person { person: String },
        #[problem("personal-field", NOT_FOUND RefusalCode::NoPersonalData)]
        PersonalField { workflow: String },
        #[problem("personal-of-incident", NOT_FOUND RefusalCode::NoPersonalData)]
        PersonalOfIncident { incident: String },
        #[problem("personal-of-workflow", NOT_FOUND RefusalCode::NoPersonalData)]
        PersonalOfWorkflow { workflow: String },
        #[problem("place", NOT_FOUND ProblemCode::NoSuchPlace)]
        Place { place: String },
        #[problem("plugin", NOT_FOUND RefusalCode::NoSuchPlugin)]
        Plugin { plugin: String },
        #[problem("plugin-version", NOT_FOUND RefusalCode::NoSuchVersion)]
        PluginVersion { plugin: String, version: String, versions: Vec<String> },
        #[problem("position", GONE ProblemCode::UnknownPosition)]
        Position { id: String, version: u64 },
        #[problem("route", NOT_FOUND ProblemCode::NoSuchRoute)]
        Route,
        #[problem("series", NOT_FOUND RefusalCode::NoSuchSeries)]
        Series { series: String },
        #[problem("slot", NOT_FOUND RefusalCode::NoSuchSlot)]
        Slot { slot: String },
        #[problem("table", NOT_FOUND ProblemCode::NoSuchTable)]
        Table { table: String },
        #[problem("task", NOT_FOUND RefusalCode::NoSuchTask)]
        Task { task: String },
        #[problem("unit", NOT_FOUND RefusalCode::NoSuchUnit)]
        Unit { unit: String },
        #[problem("workflow", NOT_FOUND RefusalCode::NoSuchWorkflow)]
        Workflow { workflow: String },
    }
}
