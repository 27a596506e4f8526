//! What wasmtime makes of `wit/next`: the types on the wire and the host functions' signatures. Nothing here is written by
//! hand. One world of the host's own names every hook, so that all hooks share one set of types.

wasmtime::component::bindgen!({
    path: "../../wit/next",
    inline: "
        package wardroom:host;
        world every-hook {
            import wardroom:plugin/view@0.1.0;
            import wardroom:plugin/panic@0.1.0;
            export wardroom:plugin/intake@0.1.0;
            export wardroom:plugin/dispatch@0.1.0;
            export wardroom:plugin/escalation@0.1.0;
            export wardroom:plugin/team-structure@0.1.0;
            export wardroom:plugin/workflow@0.1.0;
        }
    ",
    world: "wardroom:host/every-hook",
    imports: { default: trappable },
});
