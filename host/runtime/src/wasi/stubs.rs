//! Functions and types of all the WASI that a component imports. Each function says its own name, letter by letter, and traps.

use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, DataSection, EntityType, ExportKind, ExportSection, Function, FunctionSection,
    ImportSection, MemArg, MemArgTarget, MemorySection, MemoryType, Module, TypeSection, ValType,
};
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::abi::{AbiVariant, WasmType};
use wit_parser::{Resolve, WorldId, WorldItem, WorldKey};

use super::WASI;

/// What the stubs themselves import.
const WORLD: &str = "package wardroom:stubs; world stubs { import say: func(letter: char); }";

/// What a plugin does instead, by the beginning of the interface's name.
const INSTEAD: [(&str, &str); 4] = [
    ("wasi:clocks/", "the time comes in as `now`"),
    ("wasi:random/", "the same input must give the same answer"),
    ("wasi:cli/std", "nothing is printed; say it in a reason or a remark"),
    ("wasi:", "a plugin reads the county through `view` and nothing else"),
];

/// What runtimes ask for before they do anything is answered, always the same: an empty environment, no arguments, no folder; and
/// zeros for random bytes, by which they only scatter the keys of their tables.
const INERT: [(&str, Inert); 3] = [
    ("wasi:cli/environment@", Inert::Nothing),
    ("wasi:filesystem/preopens@", Inert::Nothing),
    ("wasi:random/random@0.2.", Inert::Zeros),
];

/// A stub that answers instead of trapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inert {
    /// A list or an option that has nothing in it.
    Nothing,
    /// As many bytes as are asked for.
    Zeros,
}

impl Inert {
    /// The stub of a function, whose name is that of [`export`].
    pub(super) fn of(name: &str) -> Option<Inert> {
        let (_, inert) = INERT.iter().find(|(begin, _)| name.starts_with(begin))?;
        let bytes = name.ends_with("#get-random-bytes");
        (*inert == Inert::Nothing || bytes).then_some(*inert)
    }

    /// Its name in the module.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Inert::Nothing => "nothing",
            Inert::Zeros => "zeros",
        }
    }
}

/// What stands in for the WASI that a component imports.
pub(super) struct Stubs {
    /// A core module that imports `say` and has each function as the component calls it, by the name that [`export`] gives.
    pub module: Vec<u8>,
    /// A core module that imports a caller's memory and what allocates in it, and has the functions of [`Inert`].
    pub inert: Vec<u8>,
    /// A component that has all of it as interfaces: for their types, and for whoever hands them on to a component of its own.
    pub component: Vec<u8>,
}

/// The stubs of every WASI interface that a world imports.
pub(super) fn of(mut resolve: Resolve, of: WorldId) -> Result<Stubs, String> {
    let wanted: Vec<(WorldKey, WorldItem)> = (resolve.worlds[of].imports.iter())
        .filter(|(key, _)| resolve.name_world_key(key).starts_with(WASI))
        .map(|(key, item)| (key.clone(), item.clone()))
        .collect();
    let package = resolve.push_str("stubs.wit", WORLD).map_err(failed)?;
    let world = resolve.select_world(&[package], None).map_err(failed)?;
    resolve.worlds[world].exports.extend(wanted);
    let mut exporting = module(&stubs(&resolve, world, AbiVariant::GuestExport)?);
    embed_component_metadata(&mut exporting, &resolve, world, StringEncoding::UTF8, false).map_err(failed)?;
    let component =
        ComponentEncoder::default().module(&exporting).and_then(ComponentEncoder::encode).map_err(failed)?;
    Ok(Stubs { module: module(&stubs(&resolve, world, AbiVariant::GuestImport)?), inert: inert(), component })
}

/// The name in the module of a function of an interface.
pub(super) fn export(interface: &str, function: &str) -> String {
    format!("{interface}#{function}")
}

fn failed(error: impl std::fmt::Display) -> String {
    format!("its WASI imports can't be stubbed: {error:#}")
}

/// One stub: what it is exported as, its type, and what it says.
struct Stub {
    name: String,
    params: Vec<ValType>,
    results: Vec<ValType>,
    words: String,
}

fn stubs(resolve: &Resolve, world: WorldId, variant: AbiVariant) -> Result<Vec<Stub>, String> {
    let mut stubs = Vec::new();
    for (key, item) in &resolve.worlds[world].exports {
        let WorldItem::Interface { id, .. } = item else { continue };
        let interface = resolve.name_world_key(key);
        let instead = INSTEAD.iter().find(|(begin, _)| interface.starts_with(begin)).map_or("", |(_, instead)| instead);
        for function in resolve.interfaces[*id].functions.values() {
            let called = export(&interface, &function.name);
            if function.kind.is_async() {
                return Err(format!(
                    "it imports `{called}`, which is asynchronous: build it with a synchronous runtime"
                ));
            }
            let signature = resolve.wasm_signature(variant, function);
            stubs.push(Stub {
                name: export(&interface, &function.name),
                params: signature.params.iter().map(val_type).collect(),
                results: signature.results.iter().map(val_type).collect(),
                words: format!("called `{called}`: {instead}"),
            });
        }
    }
    Ok(stubs)
}

fn val_type(ty: &WasmType) -> ValType {
    match ty {
        WasmType::I32 | WasmType::Pointer | WasmType::Length => ValType::I32,
        WasmType::I64 | WasmType::PointerOrI64 => ValType::I64,
        WasmType::F32 => ValType::F32,
        WasmType::F64 => ValType::F64,
    }
}

/// Functions of the module before the stubs: the import, and two of its own.
const SAY: u32 = 0;
const TELL: u32 = 1;
const REALLOC: u32 = 2;
const FIRST_STUB: u32 = 3;

fn module(stubs: &[Stub]) -> Vec<u8> {
    let words: String = stubs.iter().map(|stub| stub.words.as_str()).collect();
    let (mut types, mut functions, mut exports, mut code) =
        (TypeSection::new(), FunctionSection::new(), ExportSection::new(), CodeSection::new());
    types.ty().function([ValType::I32], []);
    types.ty().function([ValType::I32, ValType::I32], []);
    types.ty().function([ValType::I32; 4], [ValType::I32]);
    functions.function(1).function(2);
    code.function(&tell()).function(&realloc(words.len()));
    let mut at = 0;
    for (stub, index) in stubs.iter().zip(FIRST_STUB..) {
        types.ty().function(stub.params.iter().copied(), stub.results.iter().copied());
        functions.function(index);
        exports.export(&stub.name, ExportKind::Func, index);
        let mut body = Function::new([]);
        let (from, bytes) = (at as i32, stub.words.len() as i32);
        body.instructions().i32_const(from).i32_const(bytes).call(TELL).unreachable().end();
        code.function(&body);
        at += stub.words.len();
    }
    exports.export("memory", ExportKind::Memory, 0).export("cabi_realloc", ExportKind::Func, REALLOC);
    let mut imports = ImportSection::new();
    imports.import("$root", "say", EntityType::Function(0));
    let mut memories = MemorySection::new();
    let minimum = words.len().div_ceil(PAGE_BYTES) as u64;
    memories.memory(MemoryType { minimum, maximum: None, memory64: false, shared: false, page_size_log2: None });
    let mut data = DataSection::new();
    data.active(0, &ConstExpr::i32_const(0), words.bytes());
    let mut module = Module::new();
    module.section(&types).section(&imports).section(&functions).section(&memories).section(&exports);
    module.section(&code).section(&data);
    module.finish()
}

/// Where an answer goes are two words: the place and the length of a list, or that an option has nothing.
fn inert() -> Vec<u8> {
    let memory = MemoryType { minimum: 0, maximum: None, memory64: false, shared: false, page_size_log2: None };
    let (mut types, mut imports, mut functions) = (TypeSection::new(), ImportSection::new(), FunctionSection::new());
    types.ty().function([ValType::I32; 4], [ValType::I32]);
    types.ty().function([ValType::I32], []);
    types.ty().function([ValType::I64, ValType::I32], []);
    imports.import("$root", "memory", EntityType::Memory(memory)).import("$root", "realloc", EntityType::Function(0));
    functions.function(1).function(2);
    let mut exports = ExportSection::new();
    exports.export(Inert::Nothing.name(), ExportKind::Func, 1).export(Inert::Zeros.name(), ExportKind::Func, 2);
    let word = |offset| MemArg { offset, align: 2, target: MemArgTarget::Memory(0), ordering: None };
    let mut nothing = Function::new([]);
    nothing.instructions().local_get(0).i64_const(0).i64_store(word(0)).end();
    let (length, answer, place) = (0, 1, 2);
    let mut zeros = Function::new([(1, ValType::I32)]);
    let mut instructions = zeros.instructions();
    instructions.i32_const(0).i32_const(0).i32_const(1).local_get(length).i32_wrap_i64().call(0).local_set(place);
    instructions.local_get(place).i32_const(0).local_get(length).i32_wrap_i64().memory_fill(0);
    instructions.local_get(answer).local_get(place).i32_store(word(0));
    instructions.local_get(answer).local_get(length).i32_wrap_i64().i32_store(word(4)).end();
    let mut code = CodeSection::new();
    code.function(&nothing).function(&zeros);
    let mut module = Module::new();
    module.section(&types).section(&imports).section(&functions).section(&exports).section(&code);
    module.finish()
}

const PAGE_BYTES: usize = 65_536;

/// Says so many bytes of the memory: they are ASCII.
fn tell() -> Function {
    let mut body = Function::new([]);
    let byte = MemArg { offset: 0, align: 0, target: MemArgTarget::Memory(0), ordering: None };
    let mut code = body.instructions();
    code.loop_(BlockType::Empty);
    code.local_get(0).i32_load8_u(byte).call(SAY);
    code.local_get(0).i32_const(1).i32_add().local_set(0);
    code.local_get(1).i32_const(1).i32_sub().local_tee(1).br_if(0);
    code.end().end();
    body
}

/// Room for what a stub is given and never reads: the same for all of it, past the words, and grown until it is enough.
fn realloc(words: usize) -> Function {
    let scratch = words.next_multiple_of(16) as i32;
    let mut body = Function::new([]);
    let mut code = body.instructions();
    // Whole pages that are needed, and those that are there.
    code.block(BlockType::Empty);
    code.local_get(3).i32_const(scratch + PAGE_BYTES as i32 - 1).i32_add().i32_const(16).i32_shr_u();
    code.memory_size(0).i32_sub().local_tee(3);
    code.i32_const(0).i32_le_s().br_if(0);
    code.local_get(3).memory_grow(0).drop();
    code.end();
    code.i32_const(scratch).end();
    body
}
