//! `wardroom road import`: a county without roads gets some out of an extract of OpenStreetMap.

use std::fs;
use std::path::{Path, PathBuf};

use crate::county::{p, s};
use crate::process::{Ran, run};

fn small(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../county-files/tests/county").join(file)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

fn import(county: &Path, extract: &Path, more: &[&str]) -> Ran {
    let mut words = vec![s("road"), s("--county"), p(county), s("import"), p(extract)];
    words.extend(more.iter().map(|word| s(word)));
    run(&words)
}

#[test]
fn a_county_without_roads_gets_some() {
    let folder = tempfile::tempdir().unwrap();
    let (county, roads) = (folder.path().join("county"), folder.path().join("county/roads.csv"));
    copy(&small("small"), &county);
    let extract = small("small.osm.pbf");
    import(&county, &extract, &[]).refused(2, &["roads.csv` is there already; --replace writes over it"]);
    fs::remove_file(&roads).unwrap();
    let told = import(&county, &extract, &[]).done().stdout;
    for words in [
        "3 ways for vehicles, 3 of them in or around the county, with 7 points",
        "7 roads between 8 junctions",
        "approach, primary, residential",
        "2 seats and villages that no road passes",
        "990001002001: 1112 m",
        "© OpenStreetMap contributors",
    ] {
        assert!(told.contains(words), "`{words}` is not said: {told}");
    }
    let way = run(&[s("travel"), s("990001001"), s("990001002"), s("--county"), p(&county), s("--json")]).json();
    assert_eq!((&way["distance_m"], &way["travel_s"]), (&10395.into(), &624.into()), "{way}");

    let before = fs::read(&roads).unwrap();
    let cut_short = folder.path().join("short.osm.pbf");
    let bytes = fs::read(&extract).unwrap();
    fs::write(&cut_short, &bytes[..bytes.len() / 2]).unwrap();
    import(&county, &cut_short, &["--replace"]).refused(2, &["short.osm.pbf` gives no roads: the block at byte"]);
    import(&county, &folder.path().join("none"), &["--replace", "--lang", "zh-CN"]).refused(2, &["得不到道路"]);
    assert_eq!(fs::read(&roads).unwrap(), before, "nothing is half written");
    let elsewhere = folder.path().join("other.csv");
    let json = import(&county, &extract, &["--out", &p(&elsewhere), "--tolerance", "1", "--json"]).json();
    assert_eq!(json["told"]["roads"], 8, "{json}");
    assert!(elsewhere.is_file());
    let left: Vec<_> = fs::read_dir(&county).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().starts_with(".tmp")), "{left:?}");
    run(&[s("road"), s("import"), p(&extract)]).refused(2, &["say with --county in which folder"]);
}
