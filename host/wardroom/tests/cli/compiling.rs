//! Compiling a plugin, which happens in a process of its own: what it may use, and when it ends.

use std::io::Write;
use std::net::TcpStream;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::county::{imported, plugins};
use crate::process::Server;

/// A number in LEB128, as WebAssembly writes them.
fn leb(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let byte = (number & 0x7F) as u8;
        number >>= 7;
        bytes.push(if number == 0 { byte } else { byte | 0x80 });
        if number == 0 {
            return bytes;
        }
    }
}

fn section(id: u8, content: &[u8]) -> Vec<u8> {
    [&[id][..], &leb(content.len()), content].concat()
}

/// A module of one function: so many loops in one another, and in the innermost each of so many locals is used. Every loop has to
/// hand every local on, so a few kilobytes keep a compiler busy for long.
fn heavy_module(loops: usize, locals: usize) -> Vec<u8> {
    let mut body = [leb(1), leb(locals), vec![0x7F]].concat();
    (0..loops).for_each(|_| body.extend([0x03, 0x40]));
    for local in 0..locals {
        // local.get, i32.const 1, i32.add, local.set of the next
        body.push(0x20);
        body.extend(leb(local));
        body.extend([0x41, 0x01, 0x6A, 0x21]);
        body.extend(leb((local + 1) % locals));
    }
    // Each loop may begin again: local.get 0, br_if 0, end.
    (0..loops).for_each(|_| body.extend([0x20, 0x00, 0x0D, 0x00, 0x0B]));
    body.push(0x0B);
    module(&body)
}

/// A module of one long function: little work, and much to remember.
fn long_module(additions: usize) -> Vec<u8> {
    let one = [0x20, 0x00, 0x41, 0x01, 0x6A, 0x21, 0x00];
    let body = [&leb(1)[..], &leb(1), &[0x7F], &one.repeat(additions), &[0x0B]].concat();
    module(&body)
}

fn module(body: &[u8]) -> Vec<u8> {
    let code = [leb(1), leb(body.len()), body.to_vec()].concat();
    let header = b"\0asm\x01\0\0\0".to_vec();
    [header, section(1, &[1, 0x60, 0, 0]), section(3, &[1, 0]), section(10, &code)].concat()
}

/// A plugin that is as it should be, with a module in it that nothing uses.
fn plugin_with(module: &[u8]) -> Vec<u8> {
    let mut component = std::fs::read(plugins().join("nearest-unit.wasm")).expect("a packed plugin");
    component.extend(section(1, module));
    component
}

/// Keeps the compiler busy until it is stopped.
fn endless() -> Vec<u8> {
    plugin_with(&heavy_module(3_000, 1_500))
}

fn compile(component: &[u8], memory_bytes: u64, cpu_s: u64) -> Output {
    let mut compiling = Command::new(env!("CARGO_BIN_EXE_wardroom"));
    compiling.args(["compile-component", &memory_bytes.to_string(), &cpu_s.to_string()]);
    let mut child =
        compiling.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    let mut to = child.stdin.take().expect("a pipe");
    std::thread::scope(|scope| {
        // It may end before it has read all.
        scope.spawn(move || drop(to.write_all(component)));
        child.wait_with_output().expect("it ends")
    })
}

const ABORT: i32 = 6;
const XCPU: i32 = 24;

#[test]
fn a_compiling_process_has_its_limits_and_a_plugin_stays_far_below() {
    for plugin in ["missing-person", "dispute-mediation"] {
        let bytes = std::fs::read(plugins().join(format!("{plugin}.wasm"))).expect("a packed plugin");
        let compiled = compile(&bytes, 256 << 20, 20);
        assert!(compiled.status.success() && compiled.stdout.len() > bytes.len() / 4, "{:?}", compiled.status);
    }
    let short_of_memory = compile(&plugin_with(&long_module(500_000)), 128 << 20, 60);
    let said = String::from_utf8_lossy(&short_of_memory.stderr);
    assert!(
        short_of_memory.status.signal() == Some(ABORT) && said.contains("memory allocation"),
        "{:?} {said}",
        short_of_memory.status
    );
    let short_of_time = compile(&endless(), 16 << 30, 1);
    assert_eq!(short_of_time.status.signal(), Some(XCPU), "{:?}", short_of_time.status);
    assert!(short_of_time.stdout.is_empty());
    let no_component = compile(b"\0asm", 256 << 20, 20);
    assert!(no_component.status.code() == Some(1) && !no_component.stderr.is_empty());
}

/// Children of a process that compile.
fn compiling(of: u32) -> Vec<u32> {
    let processes =
        std::fs::read_dir("/proc").expect("Linux").filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    let is_child = |process: &u32| {
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
        let words = std::fs::read_to_string(format!("/proc/{process}/cmdline")).unwrap_or_default();
        // After the name in brackets: state, then parent.
        let parent = stat.rsplit(')').next().and_then(|rest| rest.split_whitespace().nth(1)?.parse::<u32>().ok());
        parent == Some(of) && words.contains("compile-component")
    };
    processes.filter(is_child).collect()
}

fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let since = Instant::now();
    while !is_so() {
        assert!(since.elapsed() < Duration::from_secs(60), "not within a minute: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn install(server: &Server, data: &Path, component: &[u8]) -> TcpStream {
    let token = std::fs::read_to_string(data.join("owner.token")).expect("the owner's token");
    let mut stream = TcpStream::connect(server.url.trim_start_matches("http://")).expect("a connection");
    let head = format!(
        "POST /v1/counties/350924/plugins?grant_requested=true HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Type: application/wasm\r\nContent-Length: {}\r\n\r\n",
        token.trim_end(),
        component.len()
    );
    stream.write_all(head.as_bytes()).expect("asked");
    stream.write_all(component).expect("sent");
    stream
}

/// A module of 185 KiB compiled for minutes in 3 GiB in the server's own process, went on when nobody waited any more, and kept
/// SIGTERM waiting.
#[test]
fn the_server_never_compiles_and_what_compiles_ends_with_the_request() {
    let data = imported();
    let server = Server::start(data.path(), &["--unsigned-plugins"]);
    let component = endless();
    let asking = install(&server, data.path(), &component);
    until("one compiles", || compiling(server.process()).len() == 1);
    let second = install(&server, data.path(), &plugin_with(&heavy_module(3_001, 1_500)));
    // The room goes on meanwhile.
    server.run(&["incident", "report", "--kind", "noise", "--at", "119.51183,27.33708"]).done();
    assert_eq!(compiling(server.process()).len(), 1, "one at a time");
    let first = compiling(server.process());
    drop(asking);
    until("it ends with its request, and the next begins", || {
        let now = compiling(server.process());
        now.len() == 1 && now != first
    });
    // The server stops although somebody waits for a compiler.
    let since = Instant::now();
    let process = server.process();
    assert_eq!(server.stop(), 0);
    assert!(since.elapsed() < Duration::from_secs(domain::limits::STOP_GRACE_S), "{:?}", since.elapsed());
    assert!(compiling(process).is_empty());
    drop(second);
}
