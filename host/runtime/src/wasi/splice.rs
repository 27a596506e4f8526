//! Puts stubs into a component where it imports WASI. All else stays as it is and where it is, but for its numbers: in front of it come
//! the import of `panic` and the stubs, and what it imported is taken from those.

use std::convert::Infallible;

use wasm_encoder::reencode::{Error, Reencode, ReencodeComponent, component_utils};
use wasm_encoder::{
    Alias, CanonicalFunctionSection, Component, ComponentAliasSection, ComponentExportKind, ComponentImportSection,
    ComponentInstanceSection, ComponentSectionId, ComponentTypeRef, ComponentTypeSection, ComponentValType, ExportKind,
    InstanceSection, InstanceType, ModuleArg, RawSection,
};
use wasmparser::{CanonicalFunction, CanonicalOption, ComponentAlias, ComponentExternalKind, Parser, Payload};

use super::stubs::{Inert, Stubs, export};
use super::{Panic, WASI};

/// Numbers of what stands in front.
const PANIC: u32 = 0;
const STUBS: u32 = 1;
const CORE_STUBS: u32 = 1;
const INERT: u32 = 1;
/// How much of each sort stands in front.
const INSTANCES_BEFORE: u32 = 2;
const TYPES_BEFORE: u32 = 1;
const FUNCTIONS_BEFORE: u32 = 1;
const COMPONENTS_BEFORE: u32 = 1;
const MODULES_BEFORE: u32 = 2;
const CORE_INSTANCES_BEFORE: u32 = 2;
const CORE_FUNCTIONS_BEFORE: u32 = 1;

/// Whether the component itself, at its top level, imports anything whose name begins so.
pub(super) fn imports_any(component: &[u8], begin: &str) -> Result<bool, String> {
    let mut found = false;
    each_item(component, |item| found |= matches!(item, Item::Imported(name) if name.starts_with(begin)))?;
    Ok(found)
}

pub(super) fn in_place_of_wasi(component: &[u8], stubs: &Stubs, panic: &Panic) -> Result<Vec<u8>, String> {
    let (instances, wasi, core_instances) = (Vec::new(), Vec::new(), Vec::new());
    let made = CORE_INSTANCES_BEFORE;
    let mut splice = Splice { panic: &panic.name, depth: 0, instances, wasi, core_instances, made };
    // The name of each instance that is one of WASI's interfaces.
    let (mut interfaces, mut next) = (Vec::new(), INSTANCES_BEFORE);
    each_item(component, |item| match item {
        Item::Imported(name) if name == panic.name => {
            interfaces.push(None);
            splice.instances.push(PANIC);
        }
        Item::Imported(_) | Item::Instance => {
            let name = if let Item::Imported(name) = item { Some(name) } else { None };
            interfaces.push(name.filter(|name| name.starts_with(WASI)));
            splice.instances.push(next);
            next += 1;
        }
        Item::Function(of) => {
            let of = of.and_then(|(instance, name)| Some(((*interfaces.get(instance as usize)?)?, name)));
            splice.wasi.push(of.map(|(interface, name)| export(interface, name)));
        }
    })?;
    let mut spliced = front(stubs, panic);
    splice
        .parse_component(&mut spliced, Parser::new(0), component)
        .map_err(|error| format!("its WASI imports can't be stubbed: {error}"))?;
    Ok(spliced.finish())
}

/// The import of `panic`; and the stubs, which say through it what was called, as a core module and as a component.
fn front(stubs: &Stubs, panic: &Panic) -> Component {
    let mut front = Component::new();
    let mut interface = InstanceType::new();
    for (index, (name, params)) in panic.functions.iter().enumerate() {
        let params = params.iter().map(|(name, ty)| (name.as_str(), ComponentValType::Primitive(*ty)));
        interface.ty().function().params(params).result(None);
        interface.export(name.as_str(), ComponentTypeRef::Func(index as u32));
    }
    let mut types = ComponentTypeSection::new();
    types.instance(&interface);
    let mut imports = ComponentImportSection::new();
    imports.import(panic.name.as_str(), ComponentTypeRef::Instance(0));
    let mut aliases = ComponentAliasSection::new();
    aliases.alias(Alias::InstanceExport { instance: PANIC, kind: ComponentExportKind::Func, name: "say" });
    let mut instances = ComponentInstanceSection::new();
    instances.instantiate(0, [("say", ComponentExportKind::Func, 0)]);
    let mut lowered = CanonicalFunctionSection::new();
    lowered.lower(0, []);
    let mut core = InstanceSection::new();
    core.export_items([("say", ExportKind::Func, 0)]);
    core.instantiate(0, [("$root", ModuleArg::Instance(0))]);
    front.section(&types).section(&imports).section(&aliases);
    front.section(&RawSection { id: ComponentSectionId::Component.into(), data: &stubs.component });
    front.section(&instances);
    for module in [&stubs.module, &stubs.inert] {
        front.section(&RawSection { id: ComponentSectionId::CoreModule.into(), data: module });
    }
    front.section(&lowered).section(&core);
    front
}

/// Something that has a number among a component's instances or its functions.
enum Item<'a> {
    Imported(&'a str),
    Instance,
    /// Of an instance, by its name there, or another one.
    Function(Option<(u32, &'a str)>),
}

/// Goes through the instances and functions of a component's top level, in the order of their numbers.
fn each_item<'a>(component: &'a [u8], mut each: impl FnMut(Item<'a>)) -> Result<(), String> {
    let damaged = |error: wasmparser::BinaryReaderError| format!("the component is cut short or damaged: {error}");
    let mut depth = 0_u32;
    for payload in Parser::new(0).parse_all(component) {
        match payload.map_err(damaged)? {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            Payload::End(_) => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            Payload::ComponentImportSection(imports) => {
                for import in imports {
                    let import = import.map_err(damaged)?;
                    match import.ty {
                        wasmparser::ComponentTypeRef::Instance(_) => each(Item::Imported(import.name.name)),
                        wasmparser::ComponentTypeRef::Func(_) => each(Item::Function(None)),
                        _ => {}
                    }
                }
            }
            Payload::ComponentInstanceSection(instances) => (0..instances.count()).for_each(|_| each(Item::Instance)),
            Payload::ComponentAliasSection(aliases) => {
                for alias in aliases {
                    if let ComponentAlias::InstanceExport { kind, instance_index, name } = alias.map_err(damaged)? {
                        each_of(kind, Some((instance_index, name)), &mut each);
                    }
                }
            }
            Payload::ComponentExportSection(exports) => {
                for export in exports {
                    each_of(export.map_err(damaged)?.kind, None, &mut each);
                }
            }
            Payload::ComponentCanonicalSection(functions) => {
                for function in functions {
                    if let CanonicalFunction::Lift { .. } = function.map_err(damaged)? {
                        each(Item::Function(None));
                    }
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn each_of<'a>(kind: ComponentExternalKind, of: Option<(u32, &'a str)>, each: &mut impl FnMut(Item<'a>)) {
    match kind {
        ComponentExternalKind::Instance => each(Item::Instance),
        ComponentExternalKind::Func => each(Item::Function(of)),
        _ => {}
    }
}

struct Splice<'a> {
    panic: &'a str,
    /// How deep in the component: what has a number there has it from that depth.
    depth: u32,
    /// The new number of each instance of the top level.
    instances: Vec<u32>,
    /// For each function of the top level that is one of WASI's, its name among the stubs.
    wasi: Vec<Option<String>>,
    /// The new number of each core instance of the top level so far, and how many there are by now.
    core_instances: Vec<u32>,
    made: u32,
}

impl Splice<'_> {
    fn at_top(&self, number: u32, before: u32) -> u32 {
        if self.depth == 0 { number + before } else { number }
    }

    fn outside(&self, count: u32, number: u32, before: u32) -> u32 {
        if count == self.depth { number + before } else { number }
    }

    fn import(&mut self, component: &mut Component, import: wasmparser::ComponentImport<'_>) -> Result<(), Error> {
        let name = import.name.name;
        if name == self.panic {
            return Ok(());
        }
        if name.starts_with(WASI) && matches!(import.ty, wasmparser::ComponentTypeRef::Instance(_)) {
            let mut aliases = ComponentAliasSection::new();
            aliases.alias(Alias::InstanceExport { instance: STUBS, kind: ComponentExportKind::Instance, name });
            component.section(&aliases);
        } else {
            let mut imports = ComponentImportSection::new();
            imports.import(name, self.component_type_ref(import.ty)?);
            component.section(&imports);
        }
        Ok(())
    }

    /// A call of WASI from the component's own modules goes straight to a stub: there a component may not call one that is inside it.
    fn canonical(&mut self, component: &mut Component, function: CanonicalFunction) -> Result<(), Error> {
        if let CanonicalFunction::Lower { func_index, options } = &function
            && let Some(name) = self.wasi.get(*func_index as usize).cloned().flatten()
        {
            let (mut memory, mut realloc) = (None, None);
            for option in options {
                match option {
                    CanonicalOption::Memory(index) => memory = Some(*index),
                    CanonicalOption::Realloc(index) => realloc = Some(self.function_index(*index)?),
                    _ => {}
                }
            }
            let (instance, name) = match (Inert::of(&name), memory, realloc) {
                (Some(inert), Some(memory), Some(realloc)) => {
                    let mut instances = InstanceSection::new();
                    let of_caller = [("memory", ExportKind::Memory, memory), ("realloc", ExportKind::Func, realloc)];
                    instances.export_items(of_caller);
                    instances.instantiate(INERT, [("$root", ModuleArg::Instance(self.made))]);
                    component.section(&instances);
                    self.made += 2;
                    (self.made - 1, inert.name())
                }
                _ => (CORE_STUBS, name.as_str()),
            };
            let mut aliases = ComponentAliasSection::new();
            aliases.alias(Alias::CoreInstanceExport { instance, kind: ExportKind::Func, name });
            component.section(&aliases);
            return Ok(());
        }
        let mut functions = CanonicalFunctionSection::new();
        self.parse_component_canonical(&mut functions, function)?;
        component.section(&functions);
        Ok(())
    }
}

impl Reencode for Splice<'_> {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error> {
        Ok(self.at_top(function, CORE_FUNCTIONS_BEFORE))
    }
}

impl ReencodeComponent for Splice<'_> {
    fn component_type_index(&mut self, ty: u32) -> u32 {
        self.at_top(ty, TYPES_BEFORE)
    }

    fn component_func_index(&mut self, function: u32) -> u32 {
        self.at_top(function, FUNCTIONS_BEFORE)
    }

    fn component_index(&mut self, component: u32) -> u32 {
        self.at_top(component, COMPONENTS_BEFORE)
    }

    fn component_instance_index(&mut self, instance: u32) -> u32 {
        // One past the last is refused by whoever validates what comes out.
        if self.depth == 0 { self.instances.get(instance as usize).copied().unwrap_or(u32::MAX) } else { instance }
    }

    fn outer_component_type_index(&mut self, count: u32, ty: u32) -> u32 {
        self.outside(count, ty, TYPES_BEFORE)
    }

    fn outer_component_index(&mut self, count: u32, component: u32) -> u32 {
        self.outside(count, component, COMPONENTS_BEFORE)
    }

    fn outer_type_index(&mut self, _: u32, ty: u32) -> Result<u32, Error> {
        Ok(ty)
    }

    fn module_index(&mut self, module: u32) -> u32 {
        self.at_top(module, MODULES_BEFORE)
    }

    fn instance_index(&mut self, instance: u32) -> u32 {
        let known = self.core_instances.get(instance as usize).copied();
        if self.depth == 0 { known.unwrap_or(u32::MAX) } else { instance }
    }

    fn outer_module_index(&mut self, count: u32, module: u32) -> u32 {
        self.outside(count, module, MODULES_BEFORE)
    }

    fn push_depth(&mut self) {
        self.depth += 1;
    }

    fn pop_depth(&mut self) {
        self.depth -= 1;
    }

    fn parse_component_payload(
        &mut self,
        component: &mut Component,
        payload: Payload<'_>,
        whole_component: &[u8],
    ) -> Result<(), Error> {
        match payload {
            Payload::ComponentImportSection(imports) if self.depth == 0 => {
                imports.into_iter().try_for_each(|import| self.import(component, import?))
            }
            Payload::ComponentCanonicalSection(functions) if self.depth == 0 => {
                functions.into_iter().try_for_each(|function| self.canonical(component, function?))
            }
            Payload::InstanceSection(instances) if self.depth == 0 => instances.into_iter().try_for_each(|instance| {
                let mut one = InstanceSection::new();
                self.parse_instance(&mut one, instance?)?;
                component.section(&one);
                self.core_instances.push(self.made);
                self.made += 1;
                Ok(())
            }),
            // Names by number, which are other ones now.
            Payload::CustomSection(section) if self.depth == 0 && section.name() == "component-name" => Ok(()),
            payload => component_utils::parse_component_payload(self, component, payload, whole_component),
        }
    }

    /// A module knows nothing of what is around it.
    fn parse_component_submodule(&mut self, component: &mut Component, _: Parser, module: &[u8]) -> Result<(), Error> {
        component.section(&RawSection { id: ComponentSectionId::CoreModule.into(), data: module });
        Ok(())
    }
}
