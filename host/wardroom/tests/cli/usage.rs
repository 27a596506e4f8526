//! Wrong arguments and wrong places: exit code 2 and a word on stderr, nothing on stdout.

use crate::county::{p, s};
use crate::process::{command, finish, run};

#[track_caller]
fn bad(arguments: &[&str], words: &[&str]) {
    let ran = run(arguments);
    ran.refused(2, words);
    assert_eq!(ran.stdout, "", "{ran:?}");
}

#[test]
fn wrong_arguments() {
    bad(&["serveur"], &["unrecognized subcommand", "serve"]);
    bad(&["serve"], &["--data"]);
    bad(&["serve", "--data", "x", "--listen", "here"], &["invalid", "--listen"]);
    bad(&["--lang", "tlh", "verify", "--data", "x"], &["`zh-CN` and `en`"]);
    bad(&["doctor", "--data", "x", "--repair", "pray"], &["pray", "cut-back", "rewrite-anchor"]);
    bad(&["incident", "report", "--kind", "fire", "--at", "119"], &["119.51183,27.33708"]);
    bad(&["incident", "transition", "1", "done"], &["done", "on-scene"]);
    bad(&["incident", "list", "--limit", "0"], &["--limit"]);
    bad(&["plugin", "mode", "x", "auto", "--hook", "dispatch"], &["--district"]);
    bad(&["token", "new", "x", "--role", "chief", "--tokens", "t"], &["viewer", "operator", "admin"]);
}

#[test]
fn arguments_that_do_not_go_together() {
    bad(&["incident", "recommendation", "1", "2", "amend", "--reason", "r"], &["--unit"]);
    bad(&["incident", "recommendation", "1", "2", "confirm", "--unit", "U1"], &["--unit"]);
    bad(&["incident", "recommendation", "1", "2", "reject"], &["--reason"]);
    bad(
        &["simulate", "--county", "c", "--incidents", "i", "--plugins", "p", "--built-in-only"],
        &["cannot be used with"],
    );
}

#[test]
fn a_folder_that_is_no_data_directory() {
    let empty = tempfile::tempdir().unwrap();
    for command in ["serve", "verify", "doctor"] {
        let ran = run(&[s(command), s("--data"), p(empty.path())]);
        ran.refused(2, &["no data directory", "wardroom import"]);
    }
    assert_eq!(std::fs::read_dir(empty.path()).unwrap().count(), 0, "nothing was made");
}

#[test]
fn no_server_answers() {
    let ran = run(&["--lang", "en", "incident", "list", "--server", "http://127.0.0.1:9", "--county", "1"]);
    ran.refused(1, &["no answer from http://127.0.0.1:9", "wardroom serve"]);
    bad(&["incident", "list", "--server", "ftp://x"], &["http://"]);
}

#[test]
fn the_language_comes_from_the_environment() {
    let mut asked = command(&["verify", "--data", "/nowhere"]);
    asked.env("LANG", "zh_CN.UTF-8");
    finish(asked).refused(2, &["错误：", "不是数据目录", "提示："]);
    let mut overruled = command(&["verify", "--data", "/nowhere", "--lang", "en"]);
    overruled.env("WARDROOM_LANG", "zh-CN");
    finish(overruled).refused(2, &["error: ", "no data directory"]);
}

#[test]
fn a_trusted_proxy_is_an_address_or_a_network() {
    let data = tempfile::tempdir().unwrap();
    let serve = |more: [&str; 2]| run(&[&["serve", "--data", &p(data.path())], &more[..]].concat());
    serve(["--trusted-proxy", "proxy.example"]).refused(2, &["`proxy.example`", "10.1.0.0/16"]);
    serve(["--forwarded-by", "x-real-ip"]).refused(2, &["x-forwarded-for"]);
    serve(["--forwarded-by", "forwarded"]).refused(2, &["--trusted-proxy"]);
}

#[test]
fn a_token_is_shown_once_and_kept_as_a_hash() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tokens.toml");
    let new = |name: &str| run(&[s("token"), s("new"), s(name), s("--role"), s("operator"), s("--tokens"), p(&file)]);
    let first = new("duty-desk").done();
    let token = first.stdout.trim();
    assert!(token.len() > 40 && first.stdout.lines().count() == 1, "{first:?}");
    let kept = std::fs::read_to_string(&file).unwrap();
    assert!(kept.contains("duty-desk") && !kept.contains(token), "{kept}");
    new("duty-desk").refused(2, &["duty-desk"]);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), kept, "a refusal changes nothing");
    new("night-desk").done();
    assert_eq!(std::fs::read_to_string(&file).unwrap().matches("[[token]]").count(), 2);
    use std::os::unix::fs::PermissionsExt;
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o077, 0, "others may not read it");
}
