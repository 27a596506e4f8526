//! What `wit-bindgen` makes of `wit/next`: the types, the functions a plugin may call, and one module for each hook it may
//! export. Nothing here is written by hand; what authors use is re-exported from the crate's root.
//!
//! One world is generated for the imports and one for each hook, all with the same Rust types. The section that describes a
//! hook to the linker travels in that hook's export macro, so a component exports just the hooks that its author named.

/// Types, `view`, `panic` and `log`.
pub mod county {
    wit_bindgen::generate!({
        path: "../../wit/next",
        inline: "
            package wardroom:sdk;
            world county {
                import wardroom:plugin/types@0.1.0;
                import wardroom:plugin/view@0.1.0;
                import wardroom:plugin/panic@0.1.0;
                import wardroom:plugin/log@0.1.0;
            }
        ",
        world: "wardroom:sdk/county",
        generate_all,
        additional_derives: [PartialEq],
        generate_unused_types: true,
    });
}

/// The hook `intake`.
pub mod intake {
    wit_bindgen::generate!({
        path: "../../wit/next",
        world: "wardroom:plugin/intake-plugin",
        with: {
            "wardroom:plugin/types@0.1.0": crate::bindings::county::wardroom::plugin::types,
            "wardroom:plugin/view@0.1.0": crate::bindings::county::wardroom::plugin::view,
            "wardroom:plugin/panic@0.1.0": crate::bindings::county::wardroom::plugin::panic,
            "wardroom:plugin/log@0.1.0": crate::bindings::county::wardroom::plugin::log,
        },
        additional_derives: [PartialEq],
        additional_type_attributes: {
            "wardroom:plugin/intake@0.1.0/outcome": [#[derive(Default)]],
        },
        pub_export_macro: true,
        export_macro_name: "export_intake",
    });
}

/// The hook `dispatch`.
pub mod dispatch {
    wit_bindgen::generate!({
        path: "../../wit/next",
        world: "wardroom:plugin/dispatch-plugin",
        with: {
            "wardroom:plugin/types@0.1.0": crate::bindings::county::wardroom::plugin::types,
            "wardroom:plugin/view@0.1.0": crate::bindings::county::wardroom::plugin::view,
            "wardroom:plugin/panic@0.1.0": crate::bindings::county::wardroom::plugin::panic,
            "wardroom:plugin/log@0.1.0": crate::bindings::county::wardroom::plugin::log,
        },
        additional_derives: [PartialEq],
        additional_type_attributes: {
            "wardroom:plugin/dispatch@0.1.0/recommendation": [#[derive(Default)]],
        },
        pub_export_macro: true,
        export_macro_name: "export_dispatch",
    });
}

/// The hook `escalation`.
pub mod escalation {
    wit_bindgen::generate!({
        path: "../../wit/next",
        world: "wardroom:plugin/escalation-plugin",
        with: {
            "wardroom:plugin/types@0.1.0": crate::bindings::county::wardroom::plugin::types,
            "wardroom:plugin/view@0.1.0": crate::bindings::county::wardroom::plugin::view,
            "wardroom:plugin/panic@0.1.0": crate::bindings::county::wardroom::plugin::panic,
            "wardroom:plugin/log@0.1.0": crate::bindings::county::wardroom::plugin::log,
        },
        additional_derives: [PartialEq],
        additional_type_attributes: {
            "wardroom:plugin/escalation@0.1.0/outcome": [#[derive(Default)]],
        },
        pub_export_macro: true,
        export_macro_name: "export_escalation",
    });
}

/// The hook `workflow`.
pub mod workflow {
    wit_bindgen::generate!({
        path: "../../wit/next",
        world: "wardroom:plugin/workflow-plugin",
        with: {
            "wardroom:plugin/types@0.1.0": crate::bindings::county::wardroom::plugin::types,
            "wardroom:plugin/view@0.1.0": crate::bindings::county::wardroom::plugin::view,
            "wardroom:plugin/panic@0.1.0": crate::bindings::county::wardroom::plugin::panic,
            "wardroom:plugin/log@0.1.0": crate::bindings::county::wardroom::plugin::log,
        },
        additional_derives: [PartialEq],
        pub_export_macro: true,
        export_macro_name: "export_workflow",
    });
}

/// The hook `team-structure`.
pub mod team_structure {
    wit_bindgen::generate!({
        path: "../../wit/next",
        world: "wardroom:plugin/team-structure-plugin",
        with: {
            "wardroom:plugin/types@0.1.0": crate::bindings::county::wardroom::plugin::types,
            "wardroom:plugin/view@0.1.0": crate::bindings::county::wardroom::plugin::view,
            "wardroom:plugin/panic@0.1.0": crate::bindings::county::wardroom::plugin::panic,
            "wardroom:plugin/log@0.1.0": crate::bindings::county::wardroom::plugin::log,
        },
        additional_derives: [PartialEq],
        pub_export_macro: true,
        export_macro_name: "export_team_structure",
    });
}

/// The hook `assessment`.
pub mod assessment {
    wit_bindgen::generate!({
        path: "../../wit/next",
        world: "wardroom:plugin/assessment-plugin",
        with: {
            "wardroom:plugin/types@0.1.0": crate::bindings::county::wardroom::plugin::types,
            "wardroom:plugin/view@0.1.0": crate::bindings::county::wardroom::plugin::view,
            "wardroom:plugin/panic@0.1.0": crate::bindings::county::wardroom::plugin::panic,
        },
        additional_derives: [PartialEq],
        additional_type_attributes: {
            "wardroom:plugin/assessment@0.1.0/outcome": [#[derive(Default)]],
        },
        pub_export_macro: true,
        export_macro_name: "export_assessment",
    });
}
