//! Scenarios: what people do in the model county at what times, what happens then, and the story of it in both languages. Each
//! is a folder of `scenarios/` beside this crate's `src`: `input.toml`, `expected-events.txt`, `expected-explanation.en.txt`
//! and `….zh-CN.txt`; a folder `county` in it has files in place of the model county's. `UPDATE_EXPECT=1` writes the expected files anew.

use std::path::PathBuf;

use expect_test::expect_file;
use integration_tests::county;
use telling::Lang;

mod desk;
mod duty;
mod forgotten;
mod input;
mod record;
mod rollout;
mod stage;

use input::Scenario;
use stage::Stage;

/// A test for each folder, by its name.
macro_rules! scenarios {
    ($($test:ident = $folder:literal,)*) => {
        $(#[test] fn $test() { play($folder); })*
        const FOLDERS: &[&str] = &[$($folder),*];
    };
}

scenarios! {
    nobody_acknowledges = "nobody-acknowledges",
    acknowledged_between_two_levels = "acknowledged-between-two-levels",
    erased_caller = "erased-caller",
    a_search_from_the_call_to_the_erasure = "missing-person-found",
    a_search_by_hand_reopened = "missing-person-reopened",
    a_dispute_settled_in_its_grid = "dispute-settled-in-the-grid",
    a_dispute_up_the_ladder_to_the_courts = "dispute-to-the-courts",
    a_search_called_off = "missing-person-called-off",
    a_search_as_an_exercise = "missing-person-exercise",
    a_night_without_an_officer = "night-without-an-officer",
    a_county_without_its_leader_and_a_unit = "leader-and-unit-removed",
    a_night_by_the_county_s_clock = "night-by-the-clock",
    nobody_is_there_to_be_sent = "nobody-to-send",
    a_unit_called_off_for_worse = "called-off-for-worse",
    a_word_before_a_second_car = "word-before-a-second-car",
    the_record_of_a_quarrel = "the-record-of-a-quarrel",
    handed_to_the_fire_brigade = "handed-to-the-fire-brigade",
    what_a_patrol_comes_upon = "what-a-patrol-comes-upon",
    a_drone_in_the_wind = "drone-in-the-wind",
    aid_lent_lengthened_and_returned = "mutual-aid-lent-and-returned",
    a_road_under_water = "road-under-water",
    two_crashes_after_two_calls_for_help = "two-crashes-at-once",
    hazards_looked_for_by_schedule = "hazard-check-by-schedule",
    a_procedure_beside_another_version = "procedure-beside-another-version",
    a_lead_followed_up_to_a_case = "lead-to-a-case",
    one_report_begins_two_procedures = "one-report-two-procedures",
    a_grid_case_waits_for_others = "grid-case-waits-for-others",
    an_elder_helped_and_referred = "elder-helped-and-referred",
    a_fair_by_its_plan = "fair-by-its-plan",
    a_surge_without_a_plan = "surge-without-a-plan",
    a_street_station_without_its_unit = "street-station-without-its-unit",
    grids_without_an_assistant = "grids-without-an-assistant",
    hazards_looked_for_by_class = "rolling-check-by-class",
    a_case_reviewed_until_it_is_right = "supervision-until-it-is-right",
    a_case_handed_to_specialists = "case-to-the-specialists",
    only_safe_counts_leave = "only-safe-counts-leave",
    cover_kept_in_town = "cover-kept-in-town",
    a_quarter_of_the_community_teams = "quarter-of-the-community-teams",
    patrols_of_an_evening = "patrol-with-a-missed-place",
    volunteers_go_beside_the_police = "volunteers-beside-police",
    a_version_tried_moved_and_taken_back = "version-district-by-district",
    three_teams_and_a_fourth = "three-teams-and-a-fourth",
    sent_past_those_between = "sent-past-those-between",
    a_grid_divided_under_open_work = "grid-divided-under-open-work",
    reported_three_times = "reported-three-times",
}

fn folder(name: &str) -> PathBuf {
    integration_tests::root().join("tests/scenarios").join(name)
}

fn play(name: &str) {
    let scenario = Scenario::read(&folder(name));
    let own_county = Some(folder(name).join("county")).filter(|folder| folder.is_dir());
    let county = county::read_with(own_county.as_deref());
    let data = tempfile::tempdir().expect("a temporary folder");
    let mut stage = Stage::set(&scenario, &county, data.path());
    for step in &scenario.step {
        stage.step(step);
    }
    expect_file![folder(name).join("expected-events.txt")].assert_eq(stage.events());
    for lang in Lang::ALL {
        let file = format!("expected-explanation.{}.txt", lang.tag());
        expect_file![folder(name).join(file)].assert_eq(&stage.explanation(lang));
    }
    let sealed = stage.close();
    forgotten::check(data.path(), &sealed);
}

#[test]
fn every_folder_is_played() {
    let root = folder("");
    let entries = std::fs::read_dir(&root).unwrap_or_else(|error| panic!("{}: {error}", root.display()));
    let mut found: Vec<String> = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into()).collect();
    let mut known: Vec<&str> = FOLDERS.to_vec();
    found.sort();
    known.sort();
    assert_eq!(found, known, "folders of scenarios (left), and those that are played (right)");
}
