//! Compiling a component in a process of its own: this same program, started again, which first takes away from itself what it must not
//! use. A component that makes the compiler work for minutes or fill the memory ends that process and nothing else. One compiles
//! at a time, and is killed when nobody waits for it any more. What the code is then worth is `compiled`'s business.

use std::io::{self, Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use domain::limits::{
    COMPILE_CPU_S_MAX, COMPILE_LOOK_MS, COMPILE_MEMORY_BYTES_MAX, COMPILE_WALL_S_MAX, COMPILE_WORDS_BYTES_MAX,
    COMPILED_BYTES_MAX, PLUGIN_COMPONENT_BYTES_MAX,
};
use domain::ports::Wanted;
use rustix::process::{Resource, Rlimit, Signal, set_parent_process_death_signal, setrlimit};

use crate::engine;

/// Who compiles.
pub struct Compiler {
    /// What starts this program as a compiler; `None`: it is done here, for tests and benches.
    arguments: Option<Vec<String>>,
    limits: Limits,
    compiling: Mutex<bool>,
    done: Condvar,
}

/// What a compiling process may use.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub memory_bytes: u64,
    pub cpu_s: u64,
    pub wall_s: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { memory_bytes: COMPILE_MEMORY_BYTES_MAX, cpu_s: COMPILE_CPU_S_MAX, wall_s: COMPILE_WALL_S_MAX }
    }
}

impl Compiler {
    /// This program, started with these arguments and the limits after them, has to call [`compile`] and nothing else. It is the same
    /// program also after its file was replaced.
    pub fn this_program(arguments: &[&str]) -> Compiler {
        Compiler::limited(arguments, Limits::default())
    }

    pub fn limited(arguments: &[&str], limits: Limits) -> Compiler {
        Compiler {
            arguments: Some(arguments.iter().map(|&word| word.to_owned()).collect()),
            limits,
            ..Compiler::in_process()
        }
    }

    /// Without a process of its own and without limits: for tests and benches.
    pub fn in_process() -> Compiler {
        Compiler { arguments: None, limits: Limits::default(), compiling: Mutex::new(false), done: Condvar::new() }
    }

    /// The machine code of a component. The error is for the person who brought it.
    pub(crate) fn compile(&self, component: &[u8], wanted: Wanted<'_>) -> Result<Vec<u8>, String> {
        let Some(arguments) = &self.arguments else {
            return precompile(component);
        };
        let _turn = self.turn(wanted)?;
        let mut command = Command::new(own_program().map_err(|error| cannot_start(&error))?);
        command.args(arguments).env_clear();
        command.args([self.limits.memory_bytes, self.limits.cpu_s].map(|limit| limit.to_string()));
        let started = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let mut child = Reaped(started.map_err(|error| cannot_start(&error))?);
        let (Some(mut to), Some(from), Some(words)) =
            (child.0.stdin.take(), child.0.stdout.take(), child.0.stderr.take())
        else {
            return Err("no pipes to the compiler".to_owned());
        };
        // Each pipe has its thread, since any of them may be full; all end with the child.
        std::thread::scope(|scope| {
            scope.spawn(move || {
                // One that ends early has its reasons, and tells them.
                let _ = to.write_all(component);
            });
            let code = scope.spawn(move || take(from, COMPILED_BYTES_MAX));
            let words = scope.spawn(move || take(words, COMPILE_WORDS_BYTES_MAX));
            let ended = self.watch(&mut child.0, wanted);
            // Whatever came of it, the threads come to an end only with the child.
            child.end();
            let broken = || "the compiler's answer could not be read".to_owned();
            let code = code.join().map_err(|_| broken())?.map_err(|_| broken());
            let words = words.join().ok().and_then(Result::ok).unwrap_or_default();
            match ended? {
                status if status.success() => match code? {
                    code if code.len() > COMPILED_BYTES_MAX => {
                        Err(format!("it compiles to more than {} MiB", COMPILED_BYTES_MAX >> 20))
                    }
                    code if code.is_empty() => Err(broken()),
                    code => Ok(code),
                },
                status => Err(self.told(status, &String::from_utf8_lossy(&words))),
            }
        })
    }

    /// Waits until nobody else compiles.
    fn turn(&self, wanted: Wanted<'_>) -> Result<Turn<'_>, String> {
        let mut compiling = self.lock();
        while *compiling {
            if !wanted() {
                return Err(unwanted());
            }
            compiling = self
                .done
                .wait_timeout(compiling, Duration::from_millis(COMPILE_LOOK_MS))
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        *compiling = true;
        Ok(Turn(self))
    }

    fn lock(&self) -> MutexGuard<'_, bool> {
        self.compiling.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Until it ends, or must.
    fn watch(&self, child: &mut Child, wanted: Wanted<'_>) -> Result<ExitStatus, String> {
        let since = Instant::now();
        loop {
            if let Some(status) = child.try_wait().map_err(|error| error.to_string())? {
                return Ok(status);
            }
            if !wanted() {
                return Err(unwanted());
            }
            if since.elapsed() > Duration::from_secs(self.limits.wall_s) {
                return Err(format!("it is not compiled within {} s", self.limits.wall_s));
            }
            std::thread::sleep(Duration::from_millis(COMPILE_LOOK_MS));
        }
    }

    /// Why it failed, by how it ended.
    fn told(&self, status: ExitStatus, words: &str) -> String {
        let signal = status.signal().and_then(Signal::from_named_raw);
        let (cpu_s, memory_mib) = (self.limits.cpu_s, self.limits.memory_bytes >> 20);
        match signal {
            None => format!("it does not compile: {}", words.trim()),
            Some(Signal::XCPU) => format!("it takes more than {cpu_s} s of processor time to compile"),
            // What an allocation that fails ends with.
            Some(Signal::ABORT) if words.contains("memory allocation") => {
                format!("it takes more than {memory_mib} MiB of memory to compile")
            }
            Some(_) => format!("the compiler ended with {status}: {}", words.trim()),
        }
    }
}

/// Who compiles now; the next may when it is dropped.
struct Turn<'a>(&'a Compiler);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        *self.0.lock() = false;
        self.0.done.notify_one();
    }
}

/// A child that does not outlive its owner.
struct Reaped(Child);

impl Reaped {
    fn end(&mut self) {
        // It may have ended before.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Reaped {
    fn drop(&mut self) {
        self.end();
    }
}

fn unwanted() -> String {
    "nobody waits for it any more".to_owned()
}

fn cannot_start(error: &io::Error) -> String {
    format!("the compiler can't be started: {error}")
}

/// This program, by what it runs from and not by its name: the file may have been replaced since.
fn own_program() -> io::Result<PathBuf> {
    let running = Path::new("/proc/self/exe");
    if running.exists() { Ok(running.to_owned()) } else { std::env::current_exe() }
}

/// A pipe to its end, and one byte more than the limit at most.
fn take(pipe: impl Read, bytes_max: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    pipe.take(bytes_max as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn precompile(component: &[u8]) -> Result<Vec<u8>, String> {
    let compile = || engine::compiling()?.precompile_component(component);
    compile().map_err(|error| format!("it does not compile: {error:#}"))
}

/// The work of the compiling process: limits itself, reads a component from stdin and writes its code to stdout. The error is to be
/// written to stderr. Call it first thing in a process that does nothing else.
pub fn compile(memory_bytes: u64, cpu_s: u64) -> Result<(), String> {
    confine(memory_bytes, cpu_s).map_err(|error| format!("the compiler can't be confined: {error}"))?;
    let component = take(io::stdin().lock(), PLUGIN_COMPONENT_BYTES_MAX).map_err(|error| error.to_string())?;
    let engine = engine::compiling().map_err(|error| format!("{error:#}"))?;
    let code = engine.precompile_component(&component).map_err(|error| format!("{error:#}"))?;
    io::stdout().lock().write_all(&code).map_err(|error| error.to_string())
}

/// Memory, processor time and what it writes; first in line when memory is short, and no life after whoever started it.
fn confine(memory_bytes: u64, cpu_s: u64) -> io::Result<()> {
    let limit = |resource, most| setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) });
    limit(Resource::As, memory_bytes)?;
    // The kernel warns at the first and kills at the second.
    setrlimit(Resource::Cpu, Rlimit { current: Some(cpu_s), maximum: Some(cpu_s + 1) })?;
    limit(Resource::Fsize, COMPILED_BYTES_MAX as u64)?;
    limit(Resource::Core, 0)?;
    set_parent_process_death_signal(Some(Signal::KILL))?;
    // Not there on every system, and a matter of courtesy.
    let _ = std::fs::write("/proc/self/oom_score_adj", "1000");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_brings_what_does_not_compile_is_told_why() {
        let compiler = Compiler::limited(&[], Limits { memory_bytes: 64 << 20, cpu_s: 7, wall_s: 9 });
        let told = |raw: i32, words: &str| compiler.told(ExitStatus::from_raw(raw), words);
        assert_eq!(told(24, ""), "it takes more than 7 s of processor time to compile");
        assert_eq!(told(6, "memory allocation of 1 bytes failed"), "it takes more than 64 MiB of memory to compile");
        assert_eq!(told(1 << 8, "error: bad\n"), "it does not compile: error: bad");
        assert!(told(11, "").contains("signal: 11"));
    }

    #[test]
    fn who_waits_for_their_turn_may_give_up() {
        let compiler = Compiler::this_program(&[]);
        let turn = compiler.turn(&|| true).unwrap();
        assert_eq!(compiler.turn(&|| false).err().as_deref(), Some("nobody waits for it any more"));
        drop(turn);
        assert!(compiler.turn(&|| true).is_ok());
    }
}
