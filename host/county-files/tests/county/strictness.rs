//! What a lenient reader would let pass: keys that stand twice, cells that are glued together, names that do not show all that they
//! are, numbers that lose their end, grids that cover the same ground.

use expect_test::expect;

use crate::faults::check;
use crate::files::{Files, small};

/// The last of two keys won, in silence.
#[test]
fn a_key_stands_once_in_geojson() {
    check(
        |f| f.replace("grids.geojson", "\"households\":10", "\"households\":10,\"households\":99"),
        expect!["grids.geojson line 2: the key `households` stands twice"],
    );
}

/// `"P00"40` was read as `P0040`.
#[test]
fn quotation_marks_stand_round_a_whole_cell() {
    let first = |f: &mut Files, cell: &str| {
        let text = f.text("video-points.csv");
        let code = text.lines().nth(1).and_then(|line| line.split(',').next()).expect("a code").to_owned();
        f.replace("video-points.csv", &format!("\n{code},"), &format!("\n{cell},"));
    };
    for cell in ["\"V\"1", "V\"1\"", "V1\"", "\"V\"\"1"] {
        let mut files = small();
        first(&mut files, cell);
        let problems = county_files::read(&files.0, None).expect_err(cell);
        let told =
            problems.iter().any(|problem| problem.to_string().contains("quotation mark in the middle of a cell"));
        assert!(told, "{cell}: {problems:?}");
    }
    check(|f| first(f, "\"V1\""), expect!["no problem"]);
}

/// Two codes and names that look the same were different ones.
#[test]
fn names_show_all_that_they_are() {
    for c in ['\u{200b}', '\u{202e}', '\u{feff}', '\u{ad}', '\u{2028}'] {
        let mut files = small();
        files.replace("county.toml", "name = { zh = \"", &format!("name = {{ zh = \"a{c}"));
        let problems = county_files::read(&files.0, None).expect_err("a name with what does not show");
        assert!(problems[0].to_string().contains(&format!("U+{:04X}", u32::from(c))), "{problems:?}");
    }
}

/// Grids that covered the same ground came in, and the one with the lower number took every incident there.
#[test]
fn no_two_grids_cover_the_same_ground() {
    let overlapping = |f: &mut Files, by: f64| {
        let mut grids: serde_json::Value = serde_json::from_str(&f.text("grids.geojson")).expect("GeoJSON");
        let ring = grids["features"][0]["geometry"]["coordinates"][0].as_array().expect("a ring").clone();
        let other = &mut grids["features"][1]["geometry"]["coordinates"][0];
        let moved = ring.iter().map(|at| serde_json::json!([at[0].as_f64().unwrap() + by, at[1]]));
        *other = moved.collect();
        f.put("grids.geojson", &grids.to_string());
    };
    let mut files = small();
    overlapping(&mut files, 0.0);
    let problems = county_files::read(&files.0, None).expect_err("they overlap");
    assert!(problems.iter().any(|problem| problem.to_string().contains("overlaps grid `")), "{problems:?}");
}

/// `7` and `7.0` were two keys of one number, `07` a third, and of 18 digits the last were lost.
#[test]
fn what_is_a_code_is_no_number() {
    for (cell, fault) in [
        ("07", "is a number with a zero before it; what is a code is a text"),
        ("350924100001001001", "has more digits than a number keeps; what is a code is a text"),
        ("0.123456789012345678", "has more digits than a number keeps"),
    ] {
        let mut files = small();
        let text = files.text("video-points.csv");
        let line = text.lines().nth(1).expect("a row").to_owned();
        let cells: Vec<&str> = line.split(',').collect();
        files.replace("video-points.csv", &line, &line.replacen(cells[1], cell, 1));
        let problems = county_files::read(&files.0, None).expect_err(cell);
        assert!(problems.iter().any(|problem| problem.to_string().contains(fault)), "{cell}: {problems:?}");
    }
}
