//! What a plugin says for its author: kept as far as there is room, also of one that fails, and never a way to hold the host up.

use domain::hooks::HookFailure;
use domain::limits::LOG_LETTERS_MAX;

use crate::guests::*;

#[test]
fn a_plugin_s_log_is_kept_and_fit_for_a_screen() {
    let (host, plugin) = Host::with_badly();
    let run = dispatch(&host.runtime, &plugin, "log");
    assert!(run.result.is_ok());
    let lines: Vec<&str> = run.log.lines().collect();
    assert!(lines[0].ends_with(" candidates"), "{lines:?}");
    assert_eq!(lines[1..], ["a bell:  "]);
    assert_eq!(dispatch(&host.runtime, &plugin, "honest").log, "");
}

#[test]
fn a_log_without_end_is_cut_and_ends_the_call() {
    let (host, plugin) = Host::with_badly();
    let run = dispatch(&host.runtime, &plugin, "log-flood");
    assert_eq!(run.result, Err(HookFailure::HostCalls));
    assert_eq!(run.log.chars().count(), LOG_LETTERS_MAX);
    assert!(run.log.starts_with("and on and on\nand on and on\n"));
}
