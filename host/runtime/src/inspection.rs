//! What a component is, read from its bytes alone: its imports, its exports, its own sections. Nothing is compiled or run.

use std::collections::{BTreeMap, BTreeSet};

use domain::hooks::Hook;
use domain::ids::Digest;
use domain::limits::{PLUGIN_COMPONENT_BYTES_MAX, PLUGIN_SECTION_BYTES_MAX};
use domain::plugin::{Grants, Inspected, Manifest, VIEW_FUNCTIONS};
use wasmparser::component_types::ComponentEntityType;
use wasmparser::types::Types;
use wasmparser::{Encoding, Parser, Payload, Validator, WasmFeatures};

use crate::faults::{CATALOG_SECTION, Fault, MANIFEST_SECTION, Part, SCHEMA_SECTION};
use crate::sections;
use crate::versions::{self, PACKAGE, VIEW, Version, parted};

const SECTIONS: [&str; 3] = [MANIFEST_SECTION, SCHEMA_SECTION, CATALOG_SECTION];

/// Reads and checks a component; its workflows, which it has to be run for, are left open. Every fault that its bytes show, each with
/// what to do.
pub fn inspect(component: &[u8]) -> Result<Inspected, Vec<Fault>> {
    let alone = |what: String| vec![Fault::component(what)];
    if component.len() > PLUGIN_COMPONENT_BYTES_MAX {
        let bytes = component.len();
        return Err(alone(format!("the component has {bytes} bytes, {PLUGIN_COMPONENT_BYTES_MAX} are allowed")));
    }
    check_header(component).map_err(alone)?;
    let outline = Outline::read(component).map_err(alone)?;
    let version = versions::of_most(outline.imports.iter().chain(&outline.exports).copied());
    let mut faults: Vec<Fault> = outline.import_faults(version).into_iter().map(Fault::component).collect();
    let exports = outline.hooks(version).unwrap_or_else(|fault| {
        faults.push(Fault::component(fault));
        BTreeSet::new()
    });
    if !faults.is_empty() {
        return Err(faults);
    }
    let types = Validator::new_with_features(features()).validate_all(component).map_err(damaged).map_err(alone)?;
    let mut take = |fault: Vec<Fault>| faults.extend(fault);
    let manifest = outline.section(Part::Manifest, sections::manifest).map_err(&mut take).ok();
    let settings_schema = outline.section(Part::SettingsSchema, sections::settings_schema).map_err(&mut take).ok();
    let catalog = outline.section(Part::Catalog, sections::catalog).map_err(&mut take).ok();
    if let Some(manifest) = &manifest {
        take(version_faults(manifest, version));
        take(hook_faults(&manifest.requests, &exports, version));
        take(view_faults(&manifest.requests, &types, &outline.imports));
    }
    match (manifest, settings_schema, catalog) {
        (Some(manifest), Some(settings_schema), Some(catalog)) if faults.is_empty() => Ok(Inspected {
            digest: Digest::of(component),
            size_bytes: component.len() as u64,
            settings_schema,
            catalog,
            manifest,
            workflows: Vec::new(),
            exports,
            imports: outline.imports.iter().map(|&name| name.to_owned()).collect(),
        }),
        _ => Err(faults),
    }
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

    fn import_faults(&self, version: &Version) -> Vec<String> {
        let strange = self.imports.iter().filter(|name| !version.gives(name));
        let fault = |name: &&str| {
            if name.starts_with(PACKAGE) {
                let known = version.imports().collect::<Vec<_>>().join("`, `");
                format!(
                    "imports `{name}`, which this host does not have: build it against one that has; here are `{known}`"
                )
            } else {
                format!(
                    "imports `{name}`: a plugin may import nothing but wardroom:plugin/*; build it for wasm32-unknown-unknown, or give the component that another language's tools made to `wardroom plugin pack`"
                )
            }
        };
        strange.map(fault).collect()
    }

    /// Reads one of the component's own sections.
    fn section<T>(&self, part: Part, read: impl FnOnce(&[u8]) -> Result<T, Vec<Fault>>) -> Result<T, Vec<Fault>> {
        let name = part.section().unwrap_or_default();
        match self.sections.get(name) {
            Some(data) => read(data),
            None => {
                let what = format!("it carries no section `{name}`; run `wardroom plugin pack`, which puts it in");
                Err(vec![Fault::component(what)])
            }
        }
    }

    /// The hooks among the exports.
    fn hooks(&self, version: &Version) -> Result<BTreeSet<Hook>, String> {
        let mut hooks = BTreeSet::new();
        for name in self.exports.iter().filter(|name| name.starts_with(PACKAGE)) {
            let Some(hook) = version.hook_of(name) else {
                let known = Hook::ALL.map(|hook| version.hook(hook)).join("`, `");
                return Err(format!("exports `{name}`, which is no hook of this host; its hooks are `{known}`"));
            };
            hooks.insert(hook);
        }
        Ok(hooks)
    }
}

/// A manifest that names another version than the component was built against.
fn version_faults(manifest: &Manifest, version: &Version) -> Vec<Fault> {
    if version.runs(&manifest.abi) {
        return Vec::new();
    }
    let (abi, number) = (&manifest.abi, version.number);
    let what = format!("its manifest says `abi` `{abi}`, but it is built against wardroom:plugin `{number}`");
    vec![Fault::component(what)]
}

/// A manifest that asks for hooks which are not there, or keeps quiet about some that are, is not to be believed.
fn hook_faults(requests: &Grants, exports: &BTreeSet<Hook>, version: &Version) -> Vec<Fault> {
    let missing = requests.hooks.difference(exports).map(|hook| {
        let interface = version.hook(*hook);
        format!("its manifest requests the hook `{hook}`, but it does not export `{interface}`")
    });
    let hidden = exports.difference(&requests.hooks).map(|hook| {
        let interface = version.hook(*hook);
        format!("it exports `{interface}`, but its manifest does not request the hook `{hook}`")
    });
    missing.chain(hidden).map(Fault::component).collect()
}

/// What is asked for and never called gives more than is needed; what is called and not asked for is denied each time. The runtimes of
/// other languages import all of `view`, whatever of it is called: of them nothing can be told.
fn view_faults(requests: &Grants, types: &Types, imports: &[&str]) -> Vec<Fault> {
    let view = imports.iter().find(|name| parted(name).is_some_and(|(interface, _)| interface == VIEW));
    let imported = view.map_or_else(BTreeSet::new, |view| functions(types, view));
    if VIEW_FUNCTIONS.iter().all(|function| imported.contains(function)) {
        return Vec::new();
    }
    let asked: BTreeSet<&str> = requests.view.iter().map(String::as_str).collect();
    let unused = asked.difference(&imported).map(|function| {
        format!("its manifest requests `{function}` of `view`, and it never calls that: take it out of `requests.view`")
    });
    let denied = imported.difference(&asked).map(|function| {
        format!("it calls `{function}` of `view`, which its manifest does not request: put it into `requests.view`, or each call is denied")
    });
    unused.chain(denied).map(Fault::component).collect()
}

/// The functions of an interface that a component imports.
fn functions<'a>(types: &'a Types, interface: &str) -> BTreeSet<&'a str> {
    let Some(ComponentEntityType::Instance(instance)) =
        types.as_ref().component_item_for_import(interface).map(|item| item.ty)
    else {
        return BTreeSet::new();
    };
    let exports = types[instance].exports.iter();
    exports.filter(|(_, item)| matches!(item.ty, ComponentEntityType::Func(_))).map(|(name, _)| name.as_str()).collect()
}
