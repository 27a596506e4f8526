//! WASI in a component that the tools of another language made: their runtimes want it, and a plugin has none. Each function of it is
//! put in as a trap that says what was called. What such a component is otherwise is the business of `inspection`.

mod splice;
mod stubs;

use wit_parser::decoding::{DecodedWasm, decode};
use wit_parser::{Resolve, Type, WorldId, WorldItem};

use crate::versions::{self, PANIC};

/// What the imports begin with that are stubbed.
const WASI: &str = "wasi:";

/// The component with every import of WASI stubbed; as it is if it has none.
pub(crate) fn stubbed(component: &[u8]) -> Result<Vec<u8>, String> {
    if !splice::imports_any(component, WASI)? {
        return Ok(component.to_vec());
    }
    let no_world =
        |error: String| format!("its WIT world can't be read, so its WASI imports can't be stubbed: {error}");
    let (resolve, world) = match decode(component).map_err(|error| no_world(format!("{error:#}")))? {
        DecodedWasm::Component(resolve, world) => (resolve, world),
        DecodedWasm::WitPackage(..) => return Err("this is a package of WIT, not a component".to_owned()),
    };
    let panic = panic_interface(&resolve, world);
    let stubs = stubs::of(resolve, world)?;
    splice::in_place_of_wasi(component, &stubs, &panic?)
}

/// What the component imports as `panic`: the functions by name, with their parameters. Without it a stub's own need stands in.
struct Panic {
    name: String,
    functions: Vec<(String, Vec<(String, wasm_encoder::PrimitiveValType)>)>,
}

fn panic_interface(resolve: &Resolve, world: WorldId) -> Result<Panic, String> {
    let (imports, exports) = (&resolve.worlds[world].imports, &resolve.worlds[world].exports);
    let names: Vec<String> = imports.keys().chain(exports.keys()).map(|key| resolve.name_world_key(key)).collect();
    // As it names it itself, or else as its version would.
    let own = names.iter().find(|name| versions::parted(name).is_some_and(|(interface, _)| interface == PANIC));
    let own = own.cloned().unwrap_or_else(|| versions::of_most(names.iter().map(String::as_str)).name(PANIC));
    let name = own.as_str();
    let say = ("say".to_owned(), vec![("letter".to_owned(), wasm_encoder::PrimitiveValType::Char)]);
    let mut panic = Panic { name: name.to_owned(), functions: vec![say] };
    let imported = imports.iter().find(|(key, _)| resolve.name_world_key(key) == name);
    if let Some((_, WorldItem::Interface { id, .. })) = imported {
        panic.functions.clear();
        for (name, function) in &resolve.interfaces[*id].functions {
            let params = function.params.iter().map(|param| Some((param.name.clone(), primitive(&param.ty)?)));
            let params = params.collect::<Option<_>>().filter(|_| function.result.is_none());
            let other = || format!("it imports `{}` with another `{name}` than this host has", panic.name);
            let params = params.ok_or_else(other)?;
            panic.functions.push((name.clone(), params));
        }
    }
    Ok(panic)
}

fn primitive(ty: &Type) -> Option<wasm_encoder::PrimitiveValType> {
    match ty {
        Type::Char => Some(wasm_encoder::PrimitiveValType::Char),
        Type::U32 => Some(wasm_encoder::PrimitiveValType::U32),
        _ => None,
    }
}
