//! What a component is, read from its bytes alone: its imports, its exports, its own sections. Nothing is compiled or run.

use std::collections::{BTreeMap, BTreeSet};

use domain::hooks::Hook;
use domain::ids::Digest;
use domain::limits::{PLUGIN_COMPONENT_BYTES_MAX, PLUGIN_SECTION_BYTES_MAX};
use domain::plugin::{Inspected, Manifest};
use wasmparser::{Encoding, Parser, Payload, Validator, WasmFeatures};

use crate::{next, sections};

pub(crate) const MANIFEST_SECTION: &str = "wardroom:manifest";
pub(crate) const SCHEMA_SECTION: &str = "wardroom:settings-schema";
pub(crate) const CATALOG_SECTION: &str = "wardroom:catalog";
const SECTIONS: [&str; 3] = [MANIFEST_SECTION, SCHEMA_SECTION, CATALOG_SECTION];

/// The package that all of a plugin's imports and all hooks belong to.
const PACKAGE: &str = "wardroom:plugin/";

/// Reads and checks a component; its workflows, which it has to be run for, are left open. The refusal names the offender and
/// what to do.
pub fn inspect(component: &[u8]) -> Result<Inspected, String> {
    if component.len() > PLUGIN_COMPONENT_BYTES_MAX {
        let bytes = component.len();
        return Err(format!("the component has {bytes} bytes, {PLUGIN_COMPONENT_BYTES_MAX} are allowed"));
    }
    check_header(component)?;
    let outline = Outline::read(component)?;
    outline.check_imports()?;
    let exports = outline.hooks()?;
    Validator::new_with_features(features()).validate_all(component).map_err(damaged)?;
    let manifest = in_section(MANIFEST_SECTION, sections::manifest, &outline)?;
    agree(&manifest, &exports)?;
    Ok(Inspected {
        digest: Digest::of(component),
        size_bytes: component.len() as u64,
        settings_schema: in_section(SCHEMA_SECTION, sections::settings_schema, &outline)?,
        catalog: in_section(CATALOG_SECTION, sections::catalog, &outline)?,
        manifest,
        workflows: Vec::new(),
        exports,
        imports: outline.imports.iter().map(|&name| name.to_owned()).collect(),
    })
}

/// What validates as a plugin; the engine is set up for the same.
fn features() -> WasmFeatures {
    WasmFeatures::WASM2
        | WasmFeatures::BULK_MEMORY_OPT
        | WasmFeatures::CALL_INDIRECT_OVERLONG
        | WasmFeatures::EXTENDED_CONST
        | WasmFeatures::TAIL_CALL
        | WasmFeatures::MULTI_MEMORY
        | WasmFeatures::COMPONENT_MODEL
}

fn damaged(error: wasmparser::BinaryReaderError) -> String {
    format!("the component is cut short, damaged or uses what plugins may not: {error}")
}

fn check_header(bytes: &[u8]) -> Result<(), String> {
    if !bytes.starts_with(b"\0asm") {
        return Err("this is not a WebAssembly component: it does not begin with `\\0asm`".to_owned());
    }
    if Parser::is_core_wasm(bytes) {
        return Err("this is a core module, not a component; run `wardroom plugin pack` on it".to_owned());
    }
    Ok(())
}

/// The top level of a component.
#[derive(Default)]
struct Outline<'a> {
    imports: Vec<&'a str>,
    exports: Vec<&'a str>,
    sections: BTreeMap<&'static str, &'a [u8]>,
}

impl<'a> Outline<'a> {
    fn read(component: &'a [u8]) -> Result<Outline<'a>, String> {
        let mut outline = Outline::default();
        let mut depth = 0_u32;
        for payload in Parser::new(0).parse_all(component) {
            match payload.map_err(damaged)? {
                Payload::Version { encoding: Encoding::Module, .. } if depth == 0 => {
                    return Err("this is a core module, not a component; run `wardroom plugin pack` on it".to_owned());
                }
                // A nested module or component, which ends with an `End` of its own.
                Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
                Payload::End(_) => depth = depth.saturating_sub(1),
                Payload::ComponentImportSection(imports) if depth == 0 => {
                    for import in imports {
                        outline.imports.push(import.map_err(damaged)?.name.name);
                    }
                }
                Payload::ComponentExportSection(exports) if depth == 0 => {
                    for export in exports {
                        outline.exports.push(export.map_err(damaged)?.name.name);
                    }
                }
                Payload::CustomSection(section) if depth == 0 => {
                    outline.take_section(section.name(), section.data())?
                }
                _ => {}
            }
        }
        Ok(outline)
    }

    fn take_section(&mut self, name: &str, data: &'a [u8]) -> Result<(), String> {
        let Some(&known) = SECTIONS.iter().find(|known| **known == name) else {
            if name.starts_with("wardroom:") {
                return Err(format!("it carries a section `{name}`; known are `{}`", SECTIONS.join("`, `")));
            }
            return Ok(());
        };
        if data.len() > PLUGIN_SECTION_BYTES_MAX {
            let bytes = data.len();
            return Err(format!("its section `{name}` has {bytes} bytes, {PLUGIN_SECTION_BYTES_MAX} are allowed"));
        }
        if self.sections.insert(known, data).is_some() {
            return Err(format!("it carries the section `{name}` twice"));
        }
        Ok(())
    }

    fn check_imports(&self) -> Result<(), String> {
        for name in &self.imports {
            if next::IMPORTS.contains(name) {
                continue;
            }
            return Err(if name.starts_with(PACKAGE) {
                let known = next::IMPORTS.join("`, `");
                format!(
                    "imports `{name}`, which this host does not have: build it against one that has; here are `{known}`"
                )
            } else {
                format!(
                    "imports `{name}`: a plugin may import nothing but wardroom:plugin/*; build it for wasm32-unknown-unknown"
                )
            });
        }
        Ok(())
    }

    /// The hooks among the exports.
    fn hooks(&self) -> Result<BTreeSet<Hook>, String> {
        let mut hooks = BTreeSet::new();
        for name in self.exports.iter().filter(|name| name.starts_with(PACKAGE)) {
            let Some(hook) = Hook::ALL.into_iter().find(|hook| next::interface(*hook) == *name) else {
                let known = Hook::ALL.map(next::interface).join("`, `");
                return Err(format!("exports `{name}`, which is no hook of this host; its hooks are `{known}`"));
            };
            hooks.insert(hook);
        }
        Ok(hooks)
    }
}

/// Reads one of the component's own sections.
fn in_section<T>(
    name: &'static str,
    read: impl FnOnce(&[u8]) -> Result<T, String>,
    outline: &Outline<'_>,
) -> Result<T, String> {
    let Some(data) = outline.sections.get(name) else {
        return Err(format!("it carries no section `{name}`; run `wardroom plugin pack`, which puts it in"));
    };
    read(data).map_err(|error| format!("section `{name}`: {error}"))
}

/// A manifest that asks for hooks which are not there, or keeps quiet about some that are, is not to be believed.
fn agree(manifest: &Manifest, exports: &BTreeSet<Hook>) -> Result<(), String> {
    let asked = &manifest.requests.hooks;
    if let Some(missing) = asked.difference(exports).next() {
        return Err(format!(
            "its manifest requests the hook `{missing}`, but it does not export `{}`",
            next::interface(*missing)
        ));
    }
    if let Some(hidden) = exports.difference(asked).next() {
        return Err(format!(
            "it exports `{}`, but its manifest does not request the hook `{hidden}`",
            next::interface(*hidden)
        ));
    }
    Ok(())
}
