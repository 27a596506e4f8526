//! A version's way through the districts on the command line: installed, beside the live one, moved, taken back; and what an
//! import says of versions.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::county::{changed, imported_with_plugins, model, p, plugins, s};
use crate::process::{Server, run};

/// How long a version in shadow may take, which is asked beside the writer.
const PATIENCE: Duration = Duration::from_secs(30);

/// `nearest-unit` under another version's number, which has as many digits.
fn numbered(folder: &Path, version: &str) -> PathBuf {
    let mut bytes = std::fs::read(plugins().join("nearest-unit.wasm")).unwrap();
    let (own, other) = (br#""version": "0.1.0""#, format!(r#""version": "{version}""#));
    let at = bytes.windows(own.len()).position(|window| window == own).expect("a version in the manifest");
    bytes[at..at + own.len()].copy_from_slice(other.as_bytes());
    let out = folder.join("nearest-unit.wasm");
    std::fs::write(&out, bytes).unwrap();
    out
}

/// Districts of the table's rows that hold all of these.
fn rows(table: &str, with: &[&str]) -> usize {
    table.lines().filter(|line| with.iter().all(|word| line.contains(word))).count()
}

#[test]
fn a_version_is_installed_tried_moved_and_taken_back() {
    let (data, folder) = (imported_with_plugins(), TempDir::new().unwrap());
    let server = Server::start(data.path(), &["--unsigned-plugins"]);
    let file = p(&numbered(folder.path(), "0.2.0"));
    let installed = server.run(&["plugin", "install", &file, "--grant-requested"]).done().stdout;
    assert!(installed.contains("nearest-unit 0.2.0"), "{installed}");
    let list = server.run(&["plugin", "list"]).done().stdout;
    assert_eq!((rows(&list, &["nearest-unit", "0.1.0", "auto"]), rows(&list, &["nearest-unit", "0.2.0"])), (4, 0));
    let (one, two) = ("350924-D1", "350924-D2");
    let mode = |mode: &str, districts: &[&str]| {
        let of = districts.iter().flat_map(|district| ["--district", district]);
        let asked = ["plugin", "mode", "nearest-unit", mode, "--hook", "dispatch", "--version", "0.2.0"];
        server.run(&asked.into_iter().chain(of).collect::<Vec<_>>()).done().stdout
    };
    let seats = mode("shadow", &[one, two]);
    assert_eq!((rows(&seats, &["0.2.0", "shadow"]), rows(&seats, &["0.1.0", "auto"])), (2, 4));
    // Both are asked about the next incident, and a person looks at how they compare.
    let sign_off = ["plugin", "sign-off", "nearest-unit", "--version", "0.2.0", "--district", one, "--hook", "派警"];
    server.run(&sign_off).refused(1, &["nothing of version 0.2.0"]);
    server.run(&["incident", "report", "--kind", "fire", "--at", "119.50139,27.45889"]).done();
    let differences = ["plugin", "differences", "nearest-unit", "--district", one];
    let compared = || server.run(&differences).done().stdout;
    let since = Instant::now();
    while rows(&compared(), &[one, "0.2.0", "nearest-unit 0.1.0", "1", "0"]) != 1 {
        assert!(since.elapsed() < PATIENCE, "{}", compared());
        std::thread::sleep(Duration::from_millis(50));
    }
    server.run(&[&sign_off[..], &["--reason", "the same"]].concat()).done();
    assert!(compared().contains("at 1 compared and 0 differing: the same"), "{}", compared());
    let seats = mode("auto", &[one]);
    assert_eq!((rows(&seats, &["0.2.0", "auto", one]), rows(&seats, &["0.1.0", one])), (1, 0));
    let back = ["plugin", "roll-back", "nearest-unit", "--district", one, "--reason", "sent too many"];
    let seats = server.run(&back).done().stdout;
    assert_eq!((rows(&seats, &["0.2.0", "shadow"]), rows(&seats, &["0.1.0", "auto"])), (2, 4));
    server.run(&back).refused(1, &["no earlier step"]);
    let history =
        server.run(&["plugin", "history", "nearest-unit", "--district", one, "--lang", "zh-CN"]).done().stdout;
    assert!(history.contains("退回一步") && history.contains("sent too many"), "{history}");
    assert!(!history.contains(two), "{history}");
    let shown = server.run(&["plugin", "inspect", "nearest-unit", "--version", "0.2.0"]).done().stdout;
    assert!(rows(&shown, &["0.1.0", "in force somewhere"]) == 1 && shown.contains("nearest-unit 0.2.0"), "{shown}");

    let settings = folder.path().join("settings.json");
    std::fs::write(&settings, "{}").unwrap();
    let settings_of = |more: &[&str]| server.run(&[&["plugin", "settings", "nearest-unit"], more].concat());
    settings_of(&["--withdraw", "--district", one]).refused(1, &["no settings"]);
    settings_of(&[&p(&settings), "--district", one, "--version", "0.2.0"]).done();
    let told = settings_of(&[]).done().stdout;
    assert!(told.contains("350924-D1, version 0.2.0 of the plugin"), "{told}");
    settings_of(&["--withdraw", "--district", one, "--version", "0.2.0"]).done();
    settings_of(&["--district", one]).refused(2, &[]);
}

#[test]
fn an_import_says_which_versions_are_in_force_and_which_come_in() {
    let (data, folder) = (imported_with_plugins(), TempDir::new().unwrap());
    for entry in std::fs::read_dir(plugins()).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
    }
    numbered(folder.path(), "0.2.0");
    let import = |county: &Path, more: &[&str]| {
        let files = [s("import"), p(county), s("--data"), p(data.path()), s("--plugins"), p(folder.path())];
        run(&files.into_iter().chain(more.iter().map(|word| s(word))).collect::<Vec<_>>())
    };
    let told = import(&model(), &[]).done().stdout;
    assert!(told.contains("nearest-unit 0.2.0 comes in and decides nowhere yet"), "{told}");
    assert_eq!(rows(&told, &["nearest-unit", "0.1.0 auto", "as it is"]), 1, "{told}");
    let named = |version: &str| {
        let with = format!("name = \"nearest-unit\"\nversion = \"{version}\"\n");
        changed("county.toml", move |text| text.replacen("name = \"nearest-unit\"\n", &with, 1))
    };
    let moved = import(named("0.2.0").path(), &["--dry-run"]).done().stdout;
    assert_eq!(rows(&moved, &["nearest-unit", "0.1.0 auto", "0.2.0 auto"]), 1, "{moved}");
    let json = import(named("0.2.0").path(), &["--json", "--yes"]).json();
    let all = json["plugins"].as_array().unwrap();
    let nearest = all.iter().find(|of| of["plugin"] == "nearest-unit").unwrap();
    assert_eq!((&nearest["now"][0]["version"], &nearest["then"][0]["version"]), (&"0.1.0".into(), &"0.2.0".into()));
    assert_eq!(nearest["districts"].as_array().unwrap().len(), 4);
    import(named("0.3.0").path(), &[]).refused(2, &["nearest-unit", "version 0.2.0", "names 0.3.0"]);
    // The same number with other bytes.
    numbered(folder.path(), "0.1.0");
    let file = folder.path().join("nearest-unit.wasm");
    let mut bytes = std::fs::read(&file).unwrap();
    bytes.extend([0, 2, 1, b'x']);
    std::fs::write(&file, bytes).unwrap();
    import(&model(), &[]).refused(1, &["0.1.0", "never changes"]);
}
