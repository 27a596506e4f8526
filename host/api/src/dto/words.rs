//! The words of the domain's enumerations, for the OpenAPI description. What reads and writes them is `domain`; a test keeps
//! the two together.

use utoipa::ToSchema;

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($word:ident),+ })*) => {$(
        $(#[$doc])*
        #[derive(ToSchema)]
        #[schema(rename_all = "kebab-case")]
        #[expect(dead_code, reason = "only its description is used")]
        pub enum $name { $($word),+ }
    )*};
}

words! {
    /// Where an incident is in its life.
    Phase { Reported, Accepted, Assigned, EnRoute, OnScene, Resolved, Closed, Cancelled, Reopened, Merged }
    /// Most pressing first.
    Priority { Critical, Urgent, Prompt, Routine }
    /// CAP 1.2 `status`.
    Reality { Actual, Exercise, Test }
    /// What a unit is doing.
    Primary { Available, Assigned, EnRoute, OnScene, Unavailable }
    /// What else holds of a unit.
    Secondary { Returning, Exercise, Reserve, Break, OutOfOrder }
    /// How much a plugin's answer counts.
    Mode { Off, Shadow, Advise, Auto }
    /// What plugins are asked.
    Hook { Intake, Dispatch, Escalation, TeamStructure, Workflow }
    /// Personal data of a report.
    PersonalField { CallerName, CallerNumber, Description }
    /// How far an answer to a notice goes; each includes those before it.
    Stage { Seen, Accepted, Arrived }
    /// How much a finding matters.
    Severity { Info, Warning, Breach }
}

#[cfg(test)]
mod tests {
    use domain::{hooks, incident, sealed};
    use utoipa::PartialSchema;

    use super::*;

    fn described<T: PartialSchema>() -> Vec<String> {
        let schema = serde_json::to_value(T::schema()).unwrap();
        schema["enum"].as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn the_words_are_the_domain_s() {
        assert_eq!(described::<Phase>(), incident::Phase::ALL.map(incident::Phase::name));
        assert_eq!(described::<Priority>(), incident::Priority::ALL.map(incident::Priority::name));
        assert_eq!(described::<Hook>(), hooks::Hook::ALL.map(hooks::Hook::name));
        assert_eq!(described::<Stage>(), hooks::Stage::ALL.map(hooks::Stage::name));
        assert_eq!(described::<PersonalField>(), sealed::PersonalField::ALL.map(sealed::PersonalField::name));
    }

    /// Those without a list of all: each word has to read as one of the domain's.
    #[test]
    fn the_others_read_well() {
        fn reads<T: serde::de::DeserializeOwned>(words: Vec<String>) {
            for word in words {
                assert!(serde_json::from_value::<T>(serde_json::Value::from(word.as_str())).is_ok(), "{word}");
            }
        }
        reads::<incident::Reality>(described::<Reality>());
        reads::<domain::unit::Primary>(described::<Primary>());
        reads::<domain::unit::Secondary>(described::<Secondary>());
        reads::<domain::plugin::Mode>(described::<Mode>());
        reads::<hooks::Severity>(described::<Severity>());
    }
}
