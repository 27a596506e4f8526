//! Ways in which a county's files can be wrong: a small county with one thing broken, and the words that come of it. Here the
//! files themselves, names and areas; in `force_faults.rs` what serves in the county and what is its own.

use crate::files::{Files, small};
use domain::county::County;
use domain::limits::{IMPORT_PROBLEMS_MAX, SKILLS_MAX};
use expect_test::{Expect, expect};
use proptest::prelude::*;

/// Breaks the small county and compares what its import says.
pub(crate) fn check(break_it: impl FnOnce(&mut Files), expected: Expect) {
    let mut files = small();
    break_it(&mut files);
    let said = match county_files::read(&files.0, None) {
        Ok(_) => "no problem".to_owned(),
        Err(problems) => problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
    };
    expected.assert_eq(&said);
}

#[test]
fn rules_of_when_units_are_heard_of_are_strict() {
    let rule = "[[status_timer]]\nexpected = \"soon\"\nwithin_s = 0\nunit_kinds = [\"tank\"]\npriorities = [\"high\"]\nof = 1\n";
    check(
        |f| f.append("county.toml", rule),
        expect![[r#"
        county.toml key `status_timer[1].of`: is unknown; known here are `expected`, `within_s`, `unit_kinds`, `priorities`
        county.toml key `status_timer[1].expected`: `soon` is none of `accepted`, `under-way`, `done`, `contact`
        county.toml key `status_timer[1].within_s`: `0` is not a whole number from 1 to 604800
        county.toml key `status_timer[1].unit_kinds`: unknown unit kind `tank`; known are `car`
        county.toml key `status_timer[1].priorities`: unknown priority `high`; known are `critical`, `urgent`, `prompt`, `routine`"#]],
    );
    let many = "[[status_timer]]\nexpected = \"done\"\nwithin_s = 60\n".repeat(domain::limits::STATUS_TIMERS_MAX + 1);
    check(
        |f| f.append("county.toml", &many),
        expect!["county.toml key `status_timer`: has 65 entries, and 64 is the limit"],
    );
}

#[test]
fn results_are_of_kinds_that_there_are() {
    let outcome = "[[outcome]]\ncode = \"warned\"\nname = { zh = \"批评教育\", en = \"warned\" }\nkinds = [\"war\", \"noise\", \"peace\"]\nof = 1\n";
    check(
        |f| f.append("county.toml", &outcome.repeat(2)),
        expect![[r#"
        county.toml key `outcome[1].of`: is unknown; known here are `code`, `name`, `kinds`
        county.toml key `outcome[2].of`: is unknown; known here are `code`, `name`, `kinds`
        county.toml key `outcome[2].code`: `warned` stands twice
        county.toml key `outcome[1].kinds`: unknown kind `war`; known are `fire`, `noise`
        county.toml key `outcome[1].kinds`: unknown kind `peace`; known are `fire`, `noise`"#]],
    );
    let one = |n| format!("[[outcome]]\ncode = \"o{n}\"\nname = {{ zh = \"一\", en = \"one\" }}\n");
    let many: String = (0..=domain::limits::OUTCOMES_MAX).map(one).collect();
    check(
        |f| f.append("county.toml", &many),
        expect!["county.toml key `outcome`: has 257 entries, and 256 is the limit"],
    );
}

#[test]
fn reasons_for_not_doing_what_is_recommended_have_codes_of_their_own() {
    let reason =
        "[[override_reason]]\ncode = \"order\"\nname = { zh = \"上级指令\", en = \"order from above\" }\nkinds = []\n";
    check(
        |f| f.append("county.toml", &reason.repeat(2)),
        expect![[r#"
        county.toml key `override_reason[1].kinds`: is unknown; known here are `code`, `name`
        county.toml key `override_reason[2].kinds`: is unknown; known here are `code`, `name`
        county.toml key `override_reason[2].code`: `order` stands twice"#]],
    );
    let one = |n| format!("[[override_reason]]\ncode = \"o{n}\"\nname = {{ zh = \"一\", en = \"one\" }}\n");
    let many: String = (0..=domain::limits::OVERRIDE_REASONS_MAX).map(one).collect();
    check(
        |f| f.append("county.toml", &many),
        expect!["county.toml key `override_reason`: has 65 entries, and 64 is the limit"],
    );
}

#[test]
fn whoever_hears_of_units_that_are_sent_directly_holds_a_post_that_there_is() {
    let rule = "[flat_command]\nof = \"now\"\nteam = [\"admiral\"]\nstation = []\nfleet = 1\n";
    check(
        |f| f.append("county.toml", rule),
        expect![[r#"
        county.toml key `flat_command.fleet`: is unknown; known here are `of`, `team`, `station`
        county.toml key `flat_command.of`: `now` is none of `every`, `by-hand`
        county.toml key `flat_command.team`: unknown post `admiral`; known are `officer`"#]],
    );
    check(
        |f| f.append("county.toml", "[flat_command]\nof = \"every\"\n"),
        expect![
            "county.toml key `flat_command.team`: nobody would hear of it: name posts under `team` or `station`, or leave the section out"
        ],
    );
}

#[test]
fn callers_are_kept_for_some_days() {
    let longer = |files: &mut Files| {
        files.replace("county.toml", "[thresholds]\n", "[thresholds]\npersonal_days = 3\n");
        files.append("county.toml", "[callers]\nkeep_days = 4\n");
    };
    check(
        longer,
        expect!["county.toml key `callers.keep_days`: `4` is more than the 3 days of `thresholds.personal_days`"],
    );
    check(
        |f| f.append("county.toml", "[callers]\nkeep_days = 32\nnumbers = true\n"),
        expect![[r#"
        county.toml key `callers.numbers`: is unknown; known here are `keep_days`
        county.toml key `callers.keep_days`: `32` is not a whole number from 1 to 31"#]],
    );
}

#[test]
fn the_small_county_itself_is_fine() {
    check(|_| {}, expect!["no problem"]);
}

#[test]
fn files_missing_empty_or_unreadable() {
    check(|f| f.remove("villages.csv"), expect!["villages.csv: is missing"]);
    check(|f| f.remove("county.toml"), expect!["county.toml: is missing"]);
    check(|f| f.remove("roster.csv"), expect!["roster.csv: is missing"]);
    check(|f| f.remove("tables/key-places.csv"), expect!["tables/key-places.csv: is missing"]);
    check(|f| f.put("units.csv", ""), expect!["units.csv: is empty"]);
    check(|f| f.put("video-points.csv", "code,lon,lat\n"), expect!["video-points.csv: has no rows below its heading"]);
    check(
        |f| f.put("grids.geojson", "{\"type\":\"FeatureCollection\",\"features\":[]}"),
        expect![[r#"
        grids.geojson: has no features
        tables/key-places.csv line 2, column `grid`: unknown grid `990001001001001`; known are none
        tables/key-places.csv line 3, column `grid`: unknown grid `990001001001001`; known are none
        tables/key-places.csv line 4, column `grid`: unknown grid `990001002001002`; known are none"#]],
    );
    check(|f| f.bytes("villages.csv", b"code,name\n\xff\n"), expect!["villages.csv line 2: is not UTF-8"]);
    check(
        |f| f.bytes("video-points.csv", &vec![b'a'; domain::limits::IMPORT_FILE_BYTES_MAX + 1]),
        expect!["video-points.csv: is 67108865 bytes long, and 67108864 is the limit"],
    );
    check(
        |f| f.put("place.csv", "code,name\n"),
        expect!["place.csv: belongs to no part of the county; name it in county.toml or move it elsewhere"],
    );
    check(|f| f.put("notes.md", "anything"), expect!["no problem"]);
    check(|f| f.put("villages.csv", &format!("\u{feff}{}", f.text("villages.csv"))), expect!["no problem"]);
}

#[test]
fn a_kind_of_unit_says_how_it_moves() {
    check(
        |f| f.replace("county.toml", "en = \"car\" }\n", "en = \"car\" }\ntravel = { by = \"sea\" }\n"),
        expect!["county.toml key `unit_kind[1].travel.by`: `sea` is none of `road`, `air`"],
    );
    check(
        |f| {
            let travel = "en = \"car\" }\ntravel = { by = \"air\", off_road_kmh = 9, range_m = 0, speed = 3 }\n";
            f.replace("county.toml", "en = \"car\" }\n", travel);
        },
        expect![[r#"
            county.toml key `unit_kind[1].travel.speed`: is unknown; known here are `by`, `off_road_kmh`, `class_kmh`, `max_kmh`, `range_m`, `turn_out_s`
            county.toml key `unit_kind[1].travel.off_road_kmh`: is said of a kind that goes through the air
            county.toml key `unit_kind[1].travel.max_kmh`: is missing: it is the speed of a kind that goes through the air
            county.toml key `unit_kind[1].travel.range_m`: `0` is not a whole number from 1 to 1000000"#]],
    );
    check(
        |f| {
            let travel = "en = \"car\" }\ntravel = { by = \"road\", class_kmh = { main = 300, canal = 9 }, turn_out_s = 3_601 }\n";
            f.replace("county.toml", "en = \"car\" }\n", travel);
        },
        expect![[r#"
            county.toml key `unit_kind[1].travel.turn_out_s`: `3601` is not a whole number from 0 to 3600
            county.toml key `unit_kind[1].travel.class_kmh.canal`: is the class of no road
            county.toml key `unit_kind[1].travel.class_kmh.main`: `300` is not a whole number from 1 to 200"#]],
    );
}

#[test]
fn county_toml_says_which_key() {
    check(
        |f| f.replace("county.toml", "zone = ", "zone = = "),
        expect!["county.toml line 3: is not TOML: extra `=`, expected nothing"],
    );
    check(
        |f| f.replace("county.toml", "zone = ", "timezone = "),
        expect![[r#"
            county.toml key `timezone`: is unknown; known here are `code`, `name`, `zone`, `roster`, `shift_pattern`, `thresholds`, `notices`, `duty`, `status_timer`, `recall`, `flat_command`, `callers`, `cover`, `duplicates`, `abandoned`, `assessment`, `calendar`, `skill`, `unit_kind`, `unit_class`, `place_kind`, `post`, `qualification`, `team` and 12 more
            county.toml key `zone`: is missing"#]],
    );
    check(
        |f| f.replace("county.toml", "Asia/Shanghai", "Asia/Shouning"),
        expect!["county.toml key `zone`: `Asia/Shouning` is not a time zone of the IANA data base, like Asia/Shanghai"],
    );
    check(
        |f| f.replace("county.toml", "code = \"990001\"", "code = 990001"),
        expect!["county.toml key `code`: is of type integer; a text is wanted"],
    );
    check(
        |f| f.replace("county.toml", "code = \"990001\"", "code = \"9900\""),
        expect!["county.toml key `code`: `9900` is not a county's code of 6 digits (GB/T 2260)"],
    );
    check(
        |f| f.replace("county.toml", "walking_kmh = 5", "walking_kmh = 0"),
        expect!["county.toml key `thresholds.walking_kmh`: `0` is not a whole number from 1 to 200"],
    );
    check(
        |f| f.replace("county.toml", "hours = \"07:00-22:00\"", "hours = \"7 to 22\""),
        expect!["county.toml key `team[1].hours`: `7 to 22` is not like 07:00-22:00; leave it out for round the clock"],
    );
    check(
        |f| f.replace("county.toml", "hours = \"07:00-22:00\"", "hours = \"07:00-07:00\""),
        expect![
            "county.toml key `team[1].hours`: `07:00-07:00` is not like 07:00-22:00; leave it out for round the clock"
        ],
    );
    check(
        |f| f.replace("county.toml", "priority = \"critical\"", "priority = 1"),
        expect!["county.toml key `kind[1].priority`: is of type integer; a text is wanted"],
    );
    check(
        |f| f.replace("county.toml", "priority = \"critical\"", "priority = \"top\""),
        expect![
            "county.toml key `kind[1].priority`: unknown priority `top`; known are `critical`, `urgent`, `prompt`, `routine`"
        ],
    );
    check(
        |f| f.replace("county.toml", "[\"patrol\", \"first-aid\"]", "[\"patrol\", \"diving\"]"),
        expect!["county.toml key `kind[1].needs[1].skills`: unknown skill `diving`; known are `first-aid`, `patrol`"],
    );
    check(
        |f| f.replace("county.toml", "[\"patrol\", \"first-aid\"], count = 2", "[], count = 0"),
        expect![[r#"
        county.toml key `kind[1].needs[1].count`: `0` is not a whole number from 1 to 50
        county.toml key `kind[1].needs[1].skills`: names no skill"#]],
    );
    check(
        |f| f.replace("county.toml", "accept_on_report = true", "accept_on_report = \"yes\""),
        expect![[r#"county.toml key `kind[1].accept_on_report`: `"yes"` is neither `true` nor `false`"#]],
    );
    check(
        |f| f.replace("county.toml", "code = \"noise\"", "code = \"fire\""),
        expect!["county.toml key `kind[2].code`: `fire` stands twice"],
    );
    check(
        |f| f.replace("county.toml", "code = \"noise\"", "code = \"no ise\""),
        expect!["county.toml key `kind[2].code`: `no ise` is not a code: 1 to 64 of a-z, A-Z, 0-9, `-`, `_` and `.`"],
    );
    check(
        |f| f.replace("county.toml", "{ zh = \"警车\", en = \"car\" }", "\"car\""),
        expect!["county.toml key `unit_kind[1].name`: is of type string; a table is wanted"],
    );
    check(
        |f| f.replace("county.toml", "{ zh = \"警车\", en = \"car\" }", "{ en = \"car\", de = \"Wagen\" }"),
        expect![[r#"
        county.toml key `unit_kind[1].name.de`: is unknown; known here are `zh`, `en`
        county.toml key `unit_kind[1].name.zh`: is missing"#]],
    );
    check(
        |f| f.replace("county.toml", "qualification = \"legal\"", "qualification = \"law\""),
        expect![[r#"
        county.toml key `slot[2].qualification`: unknown qualification `law`; known are `legal`
        roster.csv line 3, column `person`: `P2` is not qualified as `law`
        roster.csv line 4, column `person`: `P3` is not qualified as `law`"#]],
    );
    check(
        |f| f.append("county.toml", "[duty]\nsworn_present = 1\nhand_over = true\n"),
        expect![[r#"
        county.toml key `duty.hand_over`: is unknown; known here are `sworn_present`, `handover_required`
        county.toml key `duty.sworn_present`: `1` is neither `true` nor `false`"#]],
    );
    check(
        |f| f.replace("county.toml", "qualification = \"legal\"", "sworn_required = \"yes\""),
        expect![[r#"county.toml key `slot[2].sworn_required`: `"yes"` is neither `true` nor `false`"#]],
    );
    let skills: String =
        (0..SKILLS_MAX - 1).map(|n| format!("[[skill]]\ncode = \"s{n}\"\nname = {{ zh = \"技能\" }}\n")).collect();
    check(
        |f| f.append("county.toml", &skills),
        expect!["county.toml key `skill`: has 257 entries, and 256 is the limit"],
    );
    let mut most = small();
    most.append("county.toml", &skills[..skills.rfind("[[skill]]").unwrap_or_default()]);
    assert_eq!(most.read().skills.len(), SKILLS_MAX);
}

#[test]
fn every_township_in_exactly_one_district() {
    check(
        |f| f.replace("county.toml", "[\"990001002\"]", "[\"990001001\", \"990001002\"]"),
        expect![[r#"
        county.toml key `district[2].townships`: township `990001001` is in district `West` already
        townships.geojson feature 990001001: property `district`: is `West`, but county.toml puts it in `East`
        districts.geojson feature East: its outline leaves out 110167127 m² of township `990001001`"#]],
    );
    check(
        |f| f.replace("county.toml", "[\"990001002\"]", "[]"),
        expect![[r#"
        county.toml key `district[2].townships`: names no township
        townships.geojson feature 990001002: is in no district of county.toml
        districts.geojson feature East: its outline reaches 110167127 m² beyond its townships"#]],
    );
    check(
        |f| f.replace("county.toml", "[\"990001002\"]", "[\"990001002\", \"990001003\"]"),
        expect![
            "county.toml key `district[2].townships`: unknown township `990001003`; known are `990001001`, `990001002`"
        ],
    );
    check(
        |f| f.replace("townships.geojson", "\"district\":\"East\"", "\"district\":\"West\""),
        expect![[r#"
        townships.geojson feature 990001002: property `district`: is `West`, but county.toml puts it in `East`
        grids.geojson feature 990001002001001: property `district`: is not that of its township `990001002`
        grids.geojson feature 990001002001002: property `district`: is not that of its township `990001002`
        stations.csv line 3, column `district`: is not that of its township `990001002`"#]],
    );
    check(
        |f| f.replace("townships.geojson", "\"district\":\"East\"", "\"district\":\"North\""),
        expect![
            "townships.geojson feature 990001002: property `district`: unknown district `North`; known are `East`, `West`"
        ],
    );
    check(
        |f| f.replace("districts.geojson", "\"code\":\"East\"", "\"code\":\"North\""),
        expect![[r#"
        districts.geojson feature North: its id is not its code
        districts.geojson feature North: property `code`: unknown district `North`; known are `East`, `West`
        districts.geojson: district `East` of county.toml has no feature"#]],
    );
    check(
        |f| f.replace("districts.geojson", "西区", "北区"),
        expect!["districts.geojson feature West: property `name`: is `北区`, but county.toml says `西区`"],
    );
    // The outline of one district beyond its township, and short of it.
    check(
        |f| f.replace("districts.geojson", "[119.1,27.0],[119.1,27.1]", "[119.12,27.0],[119.12,27.1]"),
        expect!["districts.geojson feature West: its outline reaches 22033425 m² beyond its townships"],
    );
    check(
        |f| f.replace("districts.geojson", "[119.1,27.0],[119.1,27.1]", "[119.08,27.0],[119.08,27.1]"),
        expect!["districts.geojson feature West: its outline leaves out 22033426 m² of township `990001001`"],
    );
    check(
        |f| f.replace("districts.geojson", "990001001-S", "990001002-S"),
        expect!["districts.geojson feature West: property `central_station`: `990001002-S` is in another district"],
    );
    check(
        |f| f.replace("stations.csv", "West,true", "West,false"),
        expect![
            "districts.geojson feature West: property `central_station`: `990001001-S` is not central in stations.csv"
        ],
    );
}

#[test]
fn codes_have_their_form_and_stand_under_their_parents() {
    check(
        |f| f.replace_all("townships.geojson", "990001002", "99000102"),
        expect![[r#"
        townships.geojson feature 99000102: property `code`: `99000102` is not a code of 9 digits
        county.toml key `district[2].townships`: unknown township `990001002`; known are `990001001`
        villages.csv line 3, column `township`: unknown township `990001002`; known are `990001001`
        grids.geojson feature 990001002001001: property `township`: unknown township `990001002`; known are `990001001`
        grids.geojson feature 990001002001002: property `township`: unknown township `990001002`; known are `990001001`
        stations.csv line 3, column `township`: unknown township `990001002`; known are `990001001`
        roads.csv line 3, column `to`: unknown township or village `990001002`; a mere junction has a letter in its code
        roads.csv line 5, column `from`: unknown township or village `990001002`; a mere junction has a letter in its code"#]],
    );
    check(
        |f| f.replace("villages.csv", "990001002001,", "990001003001,"),
        expect![[r#"
        villages.csv line 3, column `code`: `990001003001` does not begin with the code of its township, `990001002`
        grids.geojson feature 990001002001001: property `village`: unknown village `990001002001`; known are `990001001001`, `990001003001`
        grids.geojson feature 990001002001002: property `village`: unknown village `990001002001`; known are `990001001001`, `990001003001`
        roads.csv line 5, column `to`: unknown township or village `990001002001`; a mere junction has a letter in its code
        roads.csv: no road leads to `990001003001`"#]],
    );
    check(
        |f| f.replace("villages.csv", "990001002001,", "99000100200A,"),
        expect![[r#"
        villages.csv line 3, column `code`: `99000100200A` is not a code of 12 digits
        grids.geojson feature 990001002001001: property `village`: unknown village `990001002001`; known are `990001001001`
        grids.geojson feature 990001002001002: property `village`: unknown village `990001002001`; known are `990001001001`
        roads.csv line 5, column `to`: unknown township or village `990001002001`; a mere junction has a letter in its code"#]],
    );
    check(
        |f| f.replace_all("grids.geojson", "990001002001002", "990001001001002"),
        expect![[r#"
        grids.geojson feature 990001001001002: `990001001001002` stands twice
        tables/key-places.csv line 4, column `grid`: unknown grid `990001002001002`; known are `990001001001001`, `990001001001002`, `990001002001001`"#]],
    );
    check(
        |f| f.replace_all("grids.geojson", "990001002001002", "990001001001009"),
        expect![[r#"
        grids.geojson feature 990001001001009: property `code`: `990001001001009` does not begin with the code of its village, `990001002001`
        tables/key-places.csv line 4, column `grid`: unknown grid `990001002001002`; known are `990001001001001`, `990001001001002`, `990001001001009`, `990001002001001`"#]],
    );
    check(
        |f| f.replace("units.csv", "U2,", "U1,"),
        expect![[r#"
        units.csv line 3, column `code`: `U1` stands on line 2 already
        attributes/units.csv line 3, column `code`: unknown unit `U2`; known are `U1`, `U3`"#]],
    );
    check(
        |f| f.replace("units.csv", "U2,", "单元2,"),
        expect![[r#"
        units.csv line 3, column `code`: `单元2` is not a code: 1 to 64 of a-z, A-Z, 0-9, `-`, `_` and `.`
        attributes/units.csv line 3, column `code`: unknown unit `U2`; known are `U1`, `U3`"#]],
    );
    check(
        |f| f.replace("video-points.csv", "V2", "V1"),
        expect!["video-points.csv line 3, column `code`: `V1` stands on line 2 already"],
    );
}

#[test]
fn csv_files_are_as_wide_as_their_heading() {
    check(
        |f| f.replace("units.csv", "crew,skills", "crew,skills,colour"),
        expect![
            "units.csv line 1: unknown column `colour`; known are `code`, `district`, `team`, `kind`, `home`, `crew`, `skills`, `class`, `recall_from`, `retired`"
        ],
    );
    check(|f| f.replace("units.csv", "crew,skills", "crew"), expect!["units.csv line 1: column `skills` is missing"]);
    check(
        |f| f.replace("units.csv", "crew,skills", "crew,crew"),
        expect![[r#"
        units.csv line 1: column `crew` stands twice
        units.csv line 1: column `skills` is missing"#]],
    );
    check(
        |f| f.replace("units.csv", "car,990001001-S,2,", "car,990001001-S,"),
        expect![[r#"
        units.csv line 2: has 6 cells where the heading has 7
        attributes/units.csv line 2, column `code`: unknown unit `U1`; known are `U2`, `U3`"#]],
    );
    check(|f| f.append("video-points.csv", "V2,119.11,27.01\n"), expect!["video-points.csv line 4: repeats line 3"]);
    check(
        |f| {
            f.put(
                "video-points.csv",
                "code,lon,lat,owner,status\nV1,119.05,27.05,police,faulty\nV2,119.11,27.01,,broken\n",
            )
        },
        expect![
            "video-points.csv line 3, column `status`: `broken` is no state of a video point; there are `in-service`, `faulty`, `off`"
        ],
    );
}

#[test]
fn geojson_files_hold_polygons_of_the_known_properties() {
    check(
        |f| f.replace("grids.geojson", "\"households\":10", "\"colour\":\"red\",\"households\":10"),
        expect![
            "grids.geojson feature 990001001001001: unknown property `colour`; known are `code`, `name`, `village`, `township`, `district`, `households`, `name_en`"
        ],
    );
    check(
        |f| f.replace("grids.geojson", ",\"households\":10}", "}"),
        expect!["grids.geojson feature 990001001001001: property `households`: is missing"],
    );
    check(
        |f| f.replace("grids.geojson", "\"households\":10", "\"households\":-1"),
        expect![
            "grids.geojson feature 990001001001001: property `households`: `-1` is not a whole number from 0 to 10000000"
        ],
    );
    check(
        |f| {
            f.replace(
                "grids.geojson",
                "{\"type\":\"FeatureCollection\"",
                "{\"crs\":null,\"type\":\"FeatureCollection\"",
            )
        },
        expect!["grids.geojson: unknown key `crs`; positions are WGS 84, longitude before latitude (RFC 7946)"],
    );
    check(
        |f| f.replace("grids.geojson", "{\"type\":\"FeatureCollection\"", "[{\"type\":\"FeatureCollection\""),
        expect!["grids.geojson line 7: is not JSON: EOF while parsing a list"],
    );
    check(
        |f| f.replace("grids.geojson", "\"id\":\"990001001001001\"", "\"id\":\"1\""),
        expect!["grids.geojson feature 990001001001001: its id is not its code"],
    );
    check(
        |f| {
            f.replace(
                "grids.geojson",
                "{\"type\":\"Feature\",\"id\":\"990001001001001\"",
                "{\"type\":\"Feature\",\"colour\":1",
            )
        },
        expect!["grids.geojson feature 990001001001001: unknown key `colour`"],
    );
    check(
        |f| f.replace("grids.geojson", "\"type\":\"Polygon\"", "\"type\":\"LineString\""),
        expect!["grids.geojson feature 990001001001001: has no geometry that is a Polygon or MultiPolygon"],
    );
    check(
        |f| f.replace("grids.geojson", "[119.0,27.09],[119.0,27.0]", "[119.0,27.09]"),
        expect![
            "grids.geojson feature 990001001001001: its geometry has a ring that is not closed; the last position repeats the first"
        ],
    );
    check(
        |f| f.replace("grids.geojson", "[119.05,27.0]", "[27.0,119.05]"),
        expect![
            "grids.geojson feature 990001001001001: its geometry holds 27, 119.05, which is no position in WGS 84: longitude is -180 to 180, latitude -90 to 90, in this order"
        ],
    );
    check(
        |f| f.replace("grids.geojson", "[119.05,27.0]", "[119.05,27.0,312]"),
        expect!["grids.geojson feature 990001001001001: its geometry holds a position of 3 numbers; two are wanted"],
    );
    // A bow tie.
    check(
        |f| f.replace("grids.geojson", "[119.05,27.0],[119.05,27.09]", "[119.05,27.09],[119.05,27.0]"),
        expect![
            "grids.geojson feature 990001001001001: its geometry is not valid: exterior ring has a self-intersection"
        ],
    );
    check(
        |f| f.replace("townships.geojson", "[119.05,27.05]", "\"119.05,27.05\""),
        expect!["townships.geojson feature 990001001: property `seat`: is not a position [longitude, latitude]"],
    );
}

#[test]
fn every_grid_in_one_village_and_inside_the_county() {
    check(
        |f| f.replace("grids.geojson", "\"village\":\"990001002001\"", "\"village\":\"990001002009\""),
        expect![[r#"
        grids.geojson feature 990001002001001: property `village`: unknown village `990001002009`; known are `990001001001`, `990001002001`
        grids.geojson feature 990001002001001: property `code`: `990001002001001` does not begin with the code of its village, `990001002009`"#]],
    );
    check(
        |f| f.replace("grids.geojson", "\"township\":\"990001002\"", "\"township\":\"990001001\""),
        expect![
            "grids.geojson feature 990001002001001: property `township`: is not that of its village `990001002001`"
        ],
    );
    check(
        |f| f.replace("grids.geojson", "\"district\":\"East\"", "\"district\":\"West\""),
        expect!["grids.geojson feature 990001002001001: property `district`: is not that of its township `990001002`"],
    );
    check(
        |f| f.replace_all("grids.geojson", "[119.2,27.0]", "[119.21,27.0]"),
        expect!["grids.geojson feature 990001002001002: reaches outside the county, at 119.21, 27"],
    );
    // Rounding is no fault: 0.000,005 degrees are half a metre.
    check(|f| f.replace_all("grids.geojson", "[119.2,27.0]", "[119.200005,27.0]"), expect!["no problem"]);
    // The grid's corners are in the county, and a bay between the townships is not.
    check(
        |f| {
            for file in ["townships.geojson", "districts.geojson"] {
                f.replace(file, "[119.1,27.0],[119.1,27.1]", "[119.1,27.0],[119.07,27.05],[119.1,27.1]");
            }
        },
        expect!["grids.geojson feature 990001001001002: reaches outside the county with 16194568 m²"],
    );
    // A grid drawn in the other township.
    check(
        |f| {
            f.replace(
                "grids.geojson",
                "[[[119.0,27.0],[119.05,27.0],[119.05,27.09],[119.0,27.09],[119.0,27.0]]]",
                "[[[119.16,27.0],[119.18,27.0],[119.18,27.09],[119.16,27.09],[119.16,27.0]]]",
            )
        },
        expect![[r#"
            grids.geojson feature 990001001001001: lies in township `990001002`, not in its own, `990001001`
            grids.geojson feature 990001002001002: overlaps grid `990001001001001` with 19830083 m²"#]],
    );
}

#[test]
fn positions_are_wgs84_and_in_the_county() {
    check(
        |f| f.replace("villages.csv", "119.02,27.02", "27.02,119.02"),
        expect![
            "villages.csv line 2, column `lon`: 27.02, 119.02 is no position in WGS 84: longitude is -180 to 180, latitude -90 to 90, in this order"
        ],
    );
    check(
        |f| f.replace("stations.csv", "119.15,27.05", "119.25,27.05"),
        expect!["stations.csv line 3: 119.25, 27.05 lies outside the county"],
    );
    check(
        |f| f.replace("video-points.csv", "119.11,27.01", "119.11,NaN"),
        expect!["video-points.csv line 3, column `lat`: `NaN` is not a finite number"],
    );
    check(
        |f| f.replace("video-points.csv", "119.11,27.01", "1e999,27.01"),
        expect!["video-points.csv line 3, column `lon`: `1e999` is not a finite number"],
    );
    check(
        |f| f.replace("places.csv", "119.06,27.02", "119.06,26.02"),
        expect!["places.csv line 2: 119.06, 26.02 lies outside the county"],
    );
}

#[test]
fn all_problems_come_at_once() {
    check(
        |f| {
            f.replace("county.toml", "Asia/Shanghai", "Asia/Shouning");
            f.replace("villages.csv", ",100\n", ",many\n");
            f.replace("units.csv", "West,day", "West,dusk");
            f.replace("grids.geojson", "\"district\":\"East\"", "\"district\":\"West\"");
            f.remove("stations.csv");
            f.replace("roads.csv", "main,6000,60", "main,600,60");
        },
        expect![[r#"
            stations.csv: is missing
            villages.csv line 2, column `population`: `many` is not a whole number from 0 to 10000000
            grids.geojson feature 990001002001001: property `district`: is not that of its township `990001002`
            units.csv line 2, column `team`: unknown team `dusk`; known are `always`, `day`, `night`
            roads.csv line 2, column `length_m`: 600 m is shorter than the straight line of 4952 m
            county.toml key `zone`: `Asia/Shouning` is not a time zone of the IANA data base, like Asia/Shanghai"#]],
    );
}

#[test]
fn problems_stop_at_the_limit() {
    let mut files = small();
    let lines: String = (0..IMPORT_PROBLEMS_MAX + 10).map(|n| format!("X{n},0,0\n")).collect();
    files.append("video-points.csv", &lines);
    let problems = county_files::read(&files.0, None).unwrap_err();
    assert_eq!(problems.len(), IMPORT_PROBLEMS_MAX);
    expect!["video-points.csv line 4: 0, 0 lies outside the county"].assert_eq(&problems[0].to_string());
}

#[test]
fn a_county_is_not_taken_for_another() {
    let old = county_files::read(&small().0, None).unwrap();
    let other = County { code: "990002".to_owned(), ..old };
    let problems = county_files::read(&small().0, Some(&other)).unwrap_err();
    expect!["county.toml key `code`: is `990001`, but the county here is `990002`"].assert_eq(&problems[0].to_string());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Whatever stands in a file, it is read or refused.
    #[test]
    fn no_file_makes_the_import_panic(
        which in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        cut in 0..12_usize,
        put in "[-0-9.,:\"{}\\[\\]\n =eA-Z村]{0,8}",
    ) {
        let mut files = small();
        let names: Vec<String> = files.0.keys().cloned().collect();
        let name = which.get(&names);
        let mut text: Vec<char> = files.text(name).chars().collect();
        let start = at.index(text.len());
        let end = (start + cut).min(text.len());
        text.splice(start..end, put.chars());
        files.put(name, &text.into_iter().collect::<String>());
        if let Ok(county) = county_files::read(&files.0, None) {
            county.difference(None);
        }
    }
}

#[test]
fn shift_patterns() {
    const PATTERN: &str = "zone = \"Europe/Berlin\"\n[[district]]\ncode = \"D9\"\nfirst_day = \"2022-09-01\"\nstarts = [\"08:00\"]\n\
                           length_min = 480\ncrew = [{ cook = [\"P1\", \"P99\", \"\"] }]\n";
    let named = |f: &mut Files| f.replace("county.toml", "roster = ", "shift_pattern = \"pattern.toml\"\nroster = ");
    check(named, expect!["pattern.toml: is missing"]);
    check(
        |f| {
            named(f);
            f.put("pattern.toml", PATTERN);
        },
        expect![[r#"
            pattern.toml key `district[1].code`: unknown district `D9`; known are `East`, `West`
            pattern.toml key `district[1].crew[1].cook`: unknown slot `cook`; known are `leader`, `legal`
            pattern.toml key `district[1].crew[1].cook`: unknown person `P99`; known are `P1`, `P2`, `P3`
            pattern.toml key `zone`: is `Europe/Berlin`, but the county's is `Asia/Shanghai`"#]],
    );
    check(
        |f| {
            named(f);
            f.put("pattern.toml", &PATTERN.replace("480", "0"));
        },
        expect!["pattern.toml key `district[1].length_min`: a shift has 1 to 10080 minutes"],
    );
}

/// One number for all priorities, or one for each that waits: those that are not named do not.
#[test]
fn waits_for_a_word_are_numbers_of_seconds() {
    check(
        |f| f.append("county.toml", "[duplicates]\nwait_s = 3601\n"),
        expect!["county.toml key `duplicates.wait_s`: `3601` is not a whole number from 0 to 3600"],
    );
    check(|f| f.append("county.toml", "[duplicates]\n"), expect!["county.toml key `duplicates.wait_s`: is missing"]);
    check(
        |f| f.append("county.toml", "[duplicates]\nwait_s = { urgent = -1, high = 5 }\n"),
        expect![[r#"
        county.toml key `duplicates.wait_s.high`: is unknown; known here are `critical`, `urgent`, `prompt`, `routine`
        county.toml key `duplicates.wait_s.urgent`: `-1` is not a whole number from 0 to 3600"#]],
    );
}

#[test]
fn abandoned_calls_are_called_back_in_time() {
    check(
        |f| f.append("county.toml", "[abandoned]\ncall_back_s = 0\nwithin = 1\n"),
        expect![[r#"
        county.toml key `abandoned.within`: is unknown; known here are `call_back_s`
        county.toml key `abandoned.call_back_s`: `0` is not a whole number from 1 to 3600"#]],
    );
    check(
        |f| f.append("county.toml", "[abandoned]\ncall_back_s = 3601\n"),
        expect!["county.toml key `abandoned.call_back_s`: `3601` is not a whole number from 1 to 3600"],
    );
    check(|f| f.append("county.toml", "[abandoned]\n"), expect!["county.toml key `abandoned.call_back_s`: is missing"]);
}

#[test]
fn agencies_are_named_and_confirm_in_time() {
    let agency =
        "[[agency]]\ncode = \"119\"\nname = { zh = \"消防\", en = \"fire\" }\nconfirm_within_s = 0\ntelephone = 1\n";
    check(
        |f| f.append("county.toml", &agency.repeat(2)),
        expect![[r#"
        county.toml key `agency[1].telephone`: is unknown; known here are `code`, `name`, `confirm_within_s`
        county.toml key `agency[2].telephone`: is unknown; known here are `code`, `name`, `confirm_within_s`
        county.toml key `agency[2].code`: `119` stands twice
        county.toml key `agency[1].confirm_within_s`: `0` is not a whole number from 1 to 86400"#]],
    );
    let one =
        |n| format!("[[agency]]\ncode = \"a{n}\"\nname = {{ zh = \"一\", en = \"one\" }}\nconfirm_within_s = 60\n");
    let many: String = (0..=domain::limits::AGENCIES_MAX).map(one).collect();
    check(|f| f.append("county.toml", &many), expect!["county.toml key `agency`: has 65 entries, and 64 is the limit"]);
}

#[test]
fn rules_of_recalls_are_strict() {
    let rule = "[recall]\nmode = \"off\"\nnearly_there_s = 3601\ncritical = [\"urgent\", \"urgent\"]\nurgent = [\"critical\"]\nprompt = []\nroutine = [\"prompt\"]\n";
    check(
        |f| f.append("county.toml", rule),
        expect![[r#"
        county.toml key `recall.routine`: is unknown; known here are `mode`, `nearly_there_s`, `critical`, `urgent`, `prompt`
        county.toml key `recall.mode`: `off` is none of `advise`, `auto`
        county.toml key `recall.nearly_there_s`: `3601` is not a whole number from 0 to 3600
        county.toml key `recall.critical`: `urgent` stands twice
        county.toml key `recall.urgent`: `critical` is not less urgent than `urgent`
        county.toml key `recall.prompt`: is empty: name the priorities that units are called off, or leave the key out"#]],
    );
    check(
        |f| f.append("county.toml", "[recall]\nmode = \"auto\"\ncritical = [\"high\"]\n"),
        expect![
            "county.toml key `recall.critical`: unknown priority `high`; known are `critical`, `urgent`, `prompt`, `routine`"
        ],
    );
    check(
        |f| f.append("county.toml", "[recall]\ncritical = [\"routine\"]\n"),
        expect!["county.toml key `recall.mode`: is missing"],
    );
    check(
        |f| {
            f.append(
                "county.toml",
                "[recall]\nmode = \"advise\"\ncritical = [\"prompt\", \"routine\"]\nurgent = [\"routine\"]\n",
            )
        },
        expect!["no problem"],
    );
}

#[test]
fn floors_of_cover_and_classes_that_go_with_others_are_strict() {
    let cover = "[[cover]]\ndistrict = \"D9\"\nskills = [\"flying\"]\nat_least = 0\nof = 1\n";
    check(
        |f| f.append("county.toml", cover),
        expect![[r#"
        county.toml key `cover[1].of`: is unknown; known here are `district`, `skills`, `at_least`
        county.toml key `cover[1].district`: unknown district `D9`; known are `East`, `West`
        county.toml key `cover[1].at_least`: `0` is not a whole number from 1 to 1000
        county.toml key `cover[1].skills`: unknown skill `flying`; known are `first-aid`, `patrol`"#]],
    );
    let class = "[[unit_class]]\ncode = \"volunteer\"\nname = { zh = \"志愿者\", en = \"volunteer\" }\n";
    check(
        |f| f.append("county.toml", &format!("{class}never_alone = [\"theft\", \"sorcery\"]\n")),
        expect![[r#"
        county.toml key `unit_class[1].never_alone`: unknown kind `theft`; known are `fire`, `noise`
        county.toml key `unit_class[1].never_alone`: unknown kind `sorcery`; known are `fire`, `noise`"#]],
    );
    check(
        |f| f.append("county.toml", &format!("{class}never_alone = \"theft\"\n")),
        expect!["county.toml key `unit_class[1].never_alone`: is not a list of texts"],
    );
}
