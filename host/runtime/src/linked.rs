//! What a compiled module would fail at or do in vain: parts of Rust's standard library that are there on every target and do nothing in
//! a sandbox. A module that has them linked in carries their messages.

/// A message of the standard library's, what links it in, and what to do instead.
const TELLING: [(&str, &str); 3] = [
    (
        "time not implemented on this platform",
        "it reads a clock (`Instant::now`, `SystemTime::now`), which a sandbox does not have: use the `now` that every hook is given",
    ),
    (
        "failed printing to ",
        "it prints (`println!`, `eprintln!`), and what a sandbox prints goes nowhere: say it in a reason or a remark",
    ),
    ("failed to spawn thread", "it starts a thread, which a sandbox does not have"),
];

/// Every such part that a core module has linked in.
pub(crate) fn faults(module: &[u8]) -> Vec<String> {
    let linked = |message: &str| module.windows(message.len()).any(|bytes| bytes == message.as_bytes());
    let is_module = wasmparser::Parser::is_core_wasm(module);
    let found = TELLING.iter().filter(|(message, _)| is_module && linked(message));
    found.map(|(_, what)| (*what).to_owned()).collect()
}
