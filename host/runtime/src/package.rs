//! Makes an installable component out of what a compiler made and what its author wrote: a core module, a manifest, a schema
//! of its settings and a message catalog.

use std::borrow::Cow;

use wasm_encoder::{ComponentSection, CustomSection};
use wit_component::ComponentEncoder;

pub use crate::inspection::inspect;
use crate::inspection::{CATALOG_SECTION, MANIFEST_SECTION, SCHEMA_SECTION};

/// Packs a core module, built for `wasm32-unknown-unknown` with the SDK, into a component that carries its own description.
/// What comes out has passed [`inspect`]; the error says which input to mend.
pub fn pack(
    core_module: &[u8],
    manifest_json: &[u8],
    settings_schema_json: &[u8],
    catalog_json: &[u8],
) -> Result<Vec<u8>, String> {
    let mut component = encode(core_module)?;
    for (name, json) in
        [(MANIFEST_SECTION, manifest_json), (SCHEMA_SECTION, settings_schema_json), (CATALOG_SECTION, catalog_json)]
    {
        CustomSection { name: name.into(), data: Cow::Borrowed(json) }.append_to_component(&mut component);
    }
    inspect(&component)?;
    Ok(component)
}

fn encode(core_module: &[u8]) -> Result<Vec<u8>, String> {
    if wasmparser::Parser::is_component(core_module) {
        return Err("this is a component already; `pack` takes the core module that the compiler made".to_owned());
    }
    if !wasmparser::Parser::is_core_wasm(core_module) {
        return Err("this is not a WebAssembly module: it does not begin with `\\0asm` and version 1".to_owned());
    }
    let encoded = ComponentEncoder::default().module(core_module).and_then(|encoder| encoder.validate(true).encode());
    encoded.map_err(|error| {
        format!(
            "the core module does not make a component; was it built for wasm32-unknown-unknown with the SDK? {error:#}"
        )
    })
}
