//! `wardroom compile-component`: what the program starts itself as to compile a plugin. Not for people: it reads a component from stdin,
//! and writes machine code to stdout.

use clap::Args;
use runtime::Compiler;

use crate::fault::Fault;

const NAME: &str = "compile-component";

#[derive(Args)]
pub struct Compile {
    memory_bytes: u64,
    cpu_s: u64,
}

impl Compile {
    pub fn run(self) -> Result<(), Fault> {
        runtime::compile(self.memory_bytes, self.cpu_s).map_err(Fault::failed)
    }
}

/// This program as a compiler.
pub fn compiler() -> Compiler {
    Compiler::this_program(&[NAME])
}
