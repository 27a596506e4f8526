//! The first things a newcomer sees.

use expect_test::expect_file;

use crate::process::run;

#[test]
fn top_level_help() {
    let ran = run(&["--help"]).done();
    expect_file!["./help.txt"].assert_eq(&ran.stdout);
}

#[test]
fn without_a_command_the_help_comes_and_it_is_no_success() {
    let ran = run::<&str>(&[]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("Usage: wardroom") && ran.stdout.is_empty(), "{ran:?}");
}

#[test]
fn every_command_has_help_with_examples() {
    for command in
        ["serve", "import", "incident", "unit", "plugin", "explain", "roster", "events", "simulate", "verify", "doctor"]
    {
        let ran = run(&[command, "--help"]).done();
        assert!(ran.stdout.contains("Examples:"), "{command} has no examples");
    }
}

#[test]
fn it_says_its_version() {
    assert_eq!(run(&["--version"]).done().stdout, concat!("wardroom ", env!("CARGO_PKG_VERSION"), "\n"));
}
