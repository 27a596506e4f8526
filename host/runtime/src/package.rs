//! Makes an installable component out of what a compiler made and what its author wrote: a core module or a component, a manifest, a
//! schema of its settings and a message catalog.

use std::borrow::Cow;

use domain::plugin::Inspected;
use domain::strict_json;
use wasm_encoder::{ComponentSection, CustomSection};
use wit_component::ComponentEncoder;

use crate::faults::{CATALOG_SECTION, Found, MANIFEST_SECTION, SCHEMA_SECTION};
pub use crate::faults::{Fault, Part, Place};
pub use crate::inspection::inspect;
use crate::{linked, sections, settings, wasi};

/// What an author wrote beside what the compiler made, as JSON.
#[derive(Clone, Copy, Debug)]
pub struct Files<'a> {
    pub manifest: &'a [u8],
    pub settings_schema: &'a [u8],
    pub catalog: &'a [u8],
}

/// Packs what a compiler made into a component that carries its own description: a core module, built for
/// `wasm32-unknown-unknown` with the SDK, or a component that the tools of another language made. What that one still wants of WASI is
/// put in as traps that say what was called. What comes out has passed [`inspect`]; else every fault that was found, each with the
/// file that is to be mended.
pub fn pack(compiled: &[u8], files: Files<'_>) -> Result<Vec<u8>, Vec<Fault>> {
    // Whatever else is wrong is said together with it.
    let mut faults: Vec<Fault> = linked::faults(compiled).into_iter().map(Fault::component).collect();
    match encode(compiled) {
        Ok(mut component) => {
            let Files { manifest, settings_schema, catalog } = files;
            let sections =
                [(MANIFEST_SECTION, manifest), (SCHEMA_SECTION, settings_schema), (CATALOG_SECTION, catalog)];
            for (name, json) in sections {
                CustomSection { name: name.into(), data: Cow::Borrowed(json) }.append_to_component(&mut component);
            }
            faults.extend(inspect(&component).err().unwrap_or_default());
            if faults.is_empty() { Ok(component) } else { Err(faults) }
        }
        Err(fault) => {
            faults.push(Fault::component(fault));
            faults.extend(files_faults(files));
            Err(faults)
        }
    }
}

fn files_faults(files: Files<'_>) -> Vec<Fault> {
    let mut faults = sections::manifest(files.manifest).err().unwrap_or_default();
    faults.extend(sections::settings_schema(files.settings_schema).err().unwrap_or_default());
    faults.extend(sections::catalog(files.catalog).err().unwrap_or_default());
    faults
}

/// Holds settings as their author wrote them against a plugin's schema; every fault with its line and column.
pub fn check_sample(inspected: &Inspected, json: &[u8]) -> Result<(), Vec<(Option<Place>, String)>> {
    let mut found = Found::new(Part::SettingsSchema, json);
    match strict_json::read_value(json) {
        Ok(settings) => settings::check_sample(&inspected.settings_schema, &settings, &mut found),
        Err(error) => found.unreadable(&error),
    }
    let faults: Vec<_> = found.into_faults().into_iter().map(|fault| (fault.place, fault.what)).collect();
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

fn encode(compiled: &[u8]) -> Result<Vec<u8>, String> {
    if wasmparser::Parser::is_component(compiled) {
        return wasi::stubbed(compiled);
    }
    if !wasmparser::Parser::is_core_wasm(compiled) {
        return Err("this is neither a WebAssembly component nor a module: it does not begin with `\\0asm`".to_owned());
    }
    let encoded = ComponentEncoder::default().module(compiled).and_then(|encoder| encoder.validate(true).encode());
    encoded.map_err(|error| {
        format!(
            "the core module does not make a component; was it built for wasm32-unknown-unknown with the SDK? {error:#}"
        )
    })
}
