//! The words of the domain's enumerations, as the OpenAPI description has them: each list is `domain`'s own, and a test holds it
//! to what is read and written.

use domain::event::EVENT_NAMES;
use domain::{archived, hooks, incident, plugin, sealed, statistics, task, unit, workflow};
use utoipa::openapi::schema::{Schema, SchemaType, Type};
use utoipa::openapi::{ObjectBuilder, RefOr};
use utoipa::{PartialSchema, ToSchema};

/// Declares for each enumeration a type that stands for it in the description, under the same name.
macro_rules! words {
    ($($(#[doc = $doc:literal])+ $name:ident of $of:path;)*) => {
        $(
            $(#[doc = $doc])+
            pub enum $name {}

            impl PartialSchema for $name {
                fn schema() -> RefOr<Schema> {
                    described(concat!($($doc),+), <$of>::ALL.map(<$of>::name))
                }
            }

            impl ToSchema for $name {}
        )*

        #[cfg(test)]
        #[test]
        fn what_is_described_is_what_is_read_and_written() {
            $(
                let written = <$of>::ALL.map(|word| serde_json::to_value(word).unwrap());
                let described = serde_json::to_value($name::schema()).unwrap();
                assert_eq!(described["enum"], serde_json::Value::from(written.to_vec()));
                assert_eq!(written.map(|word| serde_json::from_value::<$of>(word).unwrap()), <$of>::ALL);
            )*
        }
    };
}

words! {
    /// Where an incident is in its life.
    Phase of incident::Phase;
    /// Most pressing first.
    Priority of incident::Priority;
    /// CAP 1.2 `status`.
    Reality of incident::Reality;
    /// How an incident came to be known.
    OriginWord of incident::origin::OriginKind;
    /// What a unit is doing.
    Primary of unit::Primary;
    /// What else holds of a unit.
    Secondary of unit::Secondary;
    /// Why a position was not taken.
    Doubt of unit::position::Doubt;
    /// How much a plugin's answer counts.
    Mode of plugin::Mode;
    /// What plugins are asked.
    Hook of hooks::Hook;
    /// Personal data of a report.
    PersonalField of sealed::PersonalField;
    /// How an incident has to do with another one.
    Relation of incident::link::Relation;
    /// How loud a notice is.
    Urgency of hooks::Urgency;
    /// What a thing of the archive is.
    ArchiveSort of archived::Sort;
    /// How far an answer to a notice goes; each includes those before it.
    Stage of hooks::Stage;
    /// How much a finding matters.
    Severity of hooks::Severity;
    /// A figure of a report, by its definition.
    FigureWord of statistics::figure::Figure;
    /// By what incidents are told apart.
    GroupingWord of statistics::figure::Grouping;
    /// What a figure is of.
    SubjectWord of statistics::figure::Subject;
    /// How long a stretch of time is.
    ExtentWord of statistics::stretch::Extent;
    /// A moment of an incident's life: the first time that it came to that; of its end the last time.
    MomentWord of hooks::Moment;
    /// How it stands with a workflow.
    WorkflowStatus of workflow::Status;
    /// How it stands with a task.
    TaskStatus of task::TaskStatus;
}

/// What can happen.
pub enum EventName {}

impl PartialSchema for EventName {
    fn schema() -> RefOr<Schema> {
        described("What can happen.", EVENT_NAMES)
    }
}

impl ToSchema for EventName {}

fn described(about: &str, words: impl IntoIterator<Item = &'static str>) -> RefOr<Schema> {
    let text = ObjectBuilder::new().schema_type(SchemaType::Type(Type::String));
    text.description(Some(about.trim())).enum_values(Some(words)).into()
}
