//! Versions district by district: installing one changes nothing that decides, several sit side by side, a step is taken back, and
//! what journals of before say still means what it meant.

use std::sync::Arc;

use domain::command::{Command, PluginCommand};
use domain::event::{Event, PluginEvent};
use domain::hooks::Hook;
use domain::ids::*;
use domain::limits::*;
use domain::plugin::fit::brought_together;
use domain::plugin::history::Done;
use domain::plugin::{Grants, Mode};
use domain::state::State;
use expect_test::expect;

use crate::desk::*;

fn install(version: &str) -> Command {
    let inspected = inspected("alpha", version);
    Command::Plugin(PluginCommand::Install { inspected: Arc::new(inspected), grants: everything() })
}

fn mode(districts: &[DistrictRef], mode: Mode, version: Option<&str>) -> PluginCommand {
    PluginCommand::SetMode {
        districts: districts.to_vec(),
        hook: Hook::Dispatch,
        plugin: "alpha".to_owned(),
        mode,
        order: None,
        version: version.map(str::to_owned),
    }
}

fn configure(district: Option<DistrictRef>, version: Option<&str>, settings_json: &str) -> Command {
    let (plugin, version, settings_json) = ("alpha".to_owned(), version.map(str::to_owned), settings_json.to_owned());
    Command::Plugin(PluginCommand::Configure { plugin, district, version, settings_json })
}

fn withdraw(district: Option<DistrictRef>, version: Option<&str>) -> Command {
    let (plugin, version) = ("alpha".to_owned(), version.map(str::to_owned));
    Command::Plugin(PluginCommand::WithdrawSettings { plugin, district, version })
}

fn roll_back(district: DistrictRef, hook: Option<Hook>) -> Command {
    Command::Plugin(PluginCommand::RollBack { plugin: "alpha".to_owned(), district, hook })
}

/// `1.0.0 auto, 1.1.0 shadow`.
fn sits(state: &State, district: DistrictRef) -> String {
    let placed = state.plugins.placed(district, Hook::Dispatch, "alpha");
    placed.iter().map(|p| format!("{} {}", p.version, p.mode.name())).collect::<Vec<_>>().join(", ")
}

/// Version 1.0.0 decides in both districts, and 1.1.0 is there.
fn desk() -> Desk {
    let mut desk = Desk::new();
    desk.install("alpha");
    desk.mode("alpha", Hook::Dispatch, Mode::Auto);
    desk.tell(install("1.1.0"));
    desk
}

#[test]
fn installing_a_version_changes_nothing_that_decides() {
    let desk = desk();
    assert_eq!((sits(&desk.state, D1), sits(&desk.state, D2)), ("1.0.0 auto".to_owned(), "1.0.0 auto".to_owned()));
    assert_eq!(desk.state.plugins.current("alpha").map(|i| i.version()), Some("1.0.0"));
    assert_eq!(desk.state.plugins.installed.len(), 2);
}

#[test]
fn a_version_never_changes_and_seldom_goes_down() {
    let mut desk = desk();
    let mut other = inspected("alpha", "1.1.0");
    other.digest = Digest::of(b"other bytes");
    let other = Command::Plugin(PluginCommand::Install { inspected: Arc::new(other), grants: everything() });
    let told = [desk.refused(other), desk.refused(install("1.0.9")), desk.refused(install("1.1.0-rc.1"))];
    let short = |version| inspected("alpha", version).digest.short();
    let told = told.join("\n").replace(&short("1.1.0"), "…").replace(&Digest::of(b"other bytes").short(), "…");
    expect![[r#"
        version-taken: detail.plugin.version-taken (given=…, installed=…, plugin=alpha, version=1.1.0)
        lower-version: detail.plugin.lower-version (highest=1.1.0, plugin=alpha, version=1.0.9)
        lower-version: detail.plugin.lower-version (highest=1.1.0, plugin=alpha, version=1.1.0-rc.1)"#]]
    .assert_eq(&told);
    assert!(desk.because("  ", install("1.0.9")).is_err(), "spaces are no reason");
    desk.because("1.1.0 is too slow here", install("1.0.9")).expect("with a reason");
    assert_eq!(desk.tell(install("1.0.0")), [], "what is there already is no lower version that comes");
    // 1.10 is more than 1.9, and not less.
    desk.tell(install("1.10.0"));
    desk.tell(install("1.11.0"));
}

#[test]
fn a_version_runs_beside_another_and_takes_its_place_where_it_is_moved() {
    let mut desk = desk();
    desk.tell(mode(&[D1, D2], Mode::Shadow, Some("1.1.0")).into());
    assert_eq!(sits(&desk.state, D1), "1.0.0 auto, 1.1.0 shadow");
    assert_eq!(desk.tell(mode(&[D1], Mode::Shadow, Some("1.1.0")).into()), [], "it does so already");
    desk.tell(mode(&[D1], Mode::Advise, Some("1.1.0")).into());
    assert_eq!(sits(&desk.state, D1), "1.1.0 advise");
    assert_eq!(sits(&desk.state, D2), "1.0.0 auto, 1.1.0 shadow");
    assert_eq!(
        desk.state.plugins.current("alpha").map(|i| i.version()),
        Some("1.0.0"),
        "one district is not the county"
    );
    // Where none is named, the one that counts is meant.
    desk.tell(mode(&[D2], Mode::Advise, None).into());
    assert_eq!(sits(&desk.state, D2), "1.0.0 advise, 1.1.0 shadow");
    desk.tell(mode(&[D2], Mode::Off, Some("1.1.0")).into());
    assert_eq!(sits(&desk.state, D2), "1.0.0 advise");
    desk.tell(mode(&[D2], Mode::Shadow, Some("1.1.0")).into());
    desk.tell(mode(&[D2], Mode::Shadow, None).into());
    assert_eq!(sits(&desk.state, D2), "1.0.0 shadow, 1.1.0 shadow");
    let refused = desk.refused(mode(&[D2], Mode::Auto, None).into());
    assert_eq!(refused, "several-versions: detail.plugin.several-versions (plugin=alpha, versions=[1.0.0, 1.1.0])");
    desk.tell(mode(&[D2], Mode::Off, None).into());
    assert_eq!(sits(&desk.state, D2), "1.0.0 off", "all of it is off");
    let unknown = desk.refused(mode(&[D2], Mode::Auto, Some("9.9.9")).into());
    assert_eq!(
        unknown,
        "no-such-version: detail.plugin.no-such-version (plugin=alpha, version=9.9.9, versions=[1.0.0, 1.1.0])"
    );
}

#[test]
fn a_move_of_the_whole_county_makes_the_version_the_one_that_is_meant() {
    let mut desk = desk();
    let events = desk.tell(mode(&[], Mode::Auto, Some("1.1.0")).into());
    let names: Vec<&str> = events.iter().map(Event::name).collect();
    assert_eq!(names, ["plugin-seats-set", "plugin-seats-set", "plugin-current-set"]);
    desk.tell(Command::Plugin(PluginCommand::SetMode {
        districts: vec![D1],
        hook: Hook::Intake,
        plugin: "alpha".to_owned(),
        mode: Mode::Auto,
        order: None,
        version: None,
    }));
    assert_eq!(desk.state.plugins.placed(D1, Hook::Intake, "alpha")[0].version, "1.1.0");
}

#[test]
fn each_version_takes_a_seat() {
    let mut desk = desk();
    for patch in 1..SEATS_PER_HOOK_MAX {
        desk.tell(install(&format!("2.0.{patch}")));
        desk.tell(mode(&[D1], Mode::Shadow, Some(&format!("2.0.{patch}"))).into());
    }
    let refused = desk.refused(mode(&[D1], Mode::Shadow, Some("1.1.0")).into());
    assert_eq!(refused, "too-many-seats: detail.plugin.too-many-seats (seats_max=8)");
    desk.tell(mode(&[D1], Mode::Auto, Some("2.0.1")).into());
    desk.tell(mode(&[D1], Mode::Shadow, Some("1.1.0")).into());
}

#[test]
fn a_step_is_taken_back_with_the_settings_of_then() {
    let mut desk = desk();
    desk.tell(configure(None, None, r#"{"far_s":600}"#));
    desk.tell(configure(Some(D1), None, r#"{"far_s":700}"#));
    desk.tell(mode(&[D1, D2], Mode::Shadow, Some("1.1.0")).into());
    desk.tell(mode(&[D1], Mode::Auto, Some("1.1.0")).into());
    desk.tell(configure(Some(D1), None, r#"{"far_s":800}"#));
    desk.tell(configure(Some(D1), Some("1.1.0"), r#"{"far_s":900}"#));
    let in_force = |desk: &Desk, version: &str, district| {
        let installed = desk.state.plugins.version("alpha", version).expect("a version").clone();
        desk.state.plugins.settings_of(&installed, district).1.to_owned()
    };
    assert_eq!(in_force(&desk, "1.1.0", D1), r#"{"far_s":900}"#, "what is for the version goes first");
    assert_eq!(in_force(&desk, "1.0.0", D1), r#"{"far_s":800}"#);
    assert_eq!(in_force(&desk, "1.1.0", D2), r#"{"far_s":600}"#);
    let events = desk.tell(roll_back(D1, None));
    let names: Vec<&str> = events.iter().map(Event::name).collect();
    assert_eq!(names, ["plugin-seats-set", "plugin-configured", "plugin-settings-withdrawn"]);
    assert_eq!(sits(&desk.state, D1), "1.0.0 auto, 1.1.0 shadow");
    assert_eq!(in_force(&desk, "1.0.0", D1), r#"{"far_s":700}"#);
    assert_eq!(in_force(&desk, "1.1.0", D1), r#"{"far_s":700}"#);
    let refused = desk.refused(roll_back(D1, None));
    assert_eq!(refused, "nothing-to-roll-back: detail.plugin.no-former (plugin=alpha)", "one step is one step");
    // The other district goes back by itself.
    desk.tell(roll_back(D2, None));
    assert_eq!(sits(&desk.state, D2), "1.0.0 auto");
    // Two hooks that changed together go back together, and one of them alone if it is named.
    desk.mode("alpha", Hook::Intake, Mode::Auto);
    desk.tell(mode(&[D2], Mode::Off, None).into());
    assert_eq!(desk.tell(roll_back(D2, Some(Hook::Intake))).len(), 1);
    assert_eq!(sits(&desk.state, D2), "1.0.0 off");
    desk.tell(roll_back(D2, None));
    assert_eq!(sits(&desk.state, D2), "1.0.0 auto");
}

#[test]
fn what_a_step_back_leads_to_is_kept_however_many_versions_come() {
    let mut desk = desk();
    desk.tell(mode(&[], Mode::Auto, Some("1.1.0")).into());
    (0..PLUGIN_VERSIONS_MAX).for_each(|minor| drop(desk.wait(1).tell(install(&format!("2.{minor}.0")))));
    let kept = |desk: &Desk, version: &str| desk.state.plugins.version("alpha", version).is_some();
    assert!(kept(&desk, "1.0.0") && kept(&desk, "1.1.0") && !kept(&desk, "2.0.0") && !kept(&desk, "2.1.0"));
    desk.tell(roll_back(D1, None));
    assert_eq!(sits(&desk.state, D1), "1.0.0 auto");
}

#[test]
fn settings_can_be_withdrawn() {
    let mut desk = desk();
    let refused = desk.refused(withdraw(Some(D1), None));
    assert_eq!(refused, "no-settings: detail.plugin.none-to-withdraw (plugin=alpha)");
    desk.tell(configure(None, None, r#"{"far_s":600}"#));
    desk.tell(configure(Some(D1), None, r#"{"far_s":700}"#));
    desk.tell(configure(None, Some("1.1.0"), r#"{"far_s":800}"#));
    desk.tell(withdraw(Some(D1), None));
    assert_eq!(desk.state.plugins.settings("alpha", D1), (1, r#"{"far_s":600}"#));
    desk.tell(withdraw(None, Some("1.1.0")));
    assert!(desk.state.plugins.settings["alpha"].versions.is_empty());
    desk.tell(withdraw(None, None));
    assert_eq!(desk.state.plugins.settings("alpha", D1), (0, "{}"));
    assert!(desk.refused(withdraw(None, None)).starts_with("no-settings: "));
    assert!(desk.refused(withdraw(Some(DistrictRef(9)), None)).starts_with("no-such-district: "));
}

#[test]
fn what_would_come_together_for_the_first_time_is_told_before() {
    let mut desk = desk();
    desk.tell(configure(Some(D2), None, r#"{"far_s":700}"#));
    let told = |desk: &Desk, command: &Command| {
        let Command::Plugin(command) = command else { panic!("a command of plugins") };
        let all = brought_together(&desk.state, command);
        let one = |t: &domain::plugin::fit::Together| {
            format!("{} {} {}", t.district.0, t.installed.version(), t.settings_json)
        };
        all.iter().map(one).collect::<Vec<_>>()
    };
    let shadow = mode(&[], Mode::Shadow, Some("1.1.0")).into();
    assert_eq!(told(&desk, &shadow), ["0 1.1.0 {}", r#"1 1.1.0 {"far_s":700}"#]);
    desk.tell(shadow);
    assert!(told(&desk, &mode(&[], Mode::Auto, Some("1.1.0")).into()).is_empty(), "it was asked under them before");
    let new = r#"{"far_s":9}"#;
    assert_eq!(told(&desk, &configure(None, None, new)), [r#"0 1.0.0 {"far_s":9}"#, r#"0 1.1.0 {"far_s":9}"#]);
    assert_eq!(told(&desk, &configure(Some(D1), Some("1.1.0"), new)), [r#"0 1.1.0 {"far_s":9}"#]);
    assert!(told(&desk, &withdraw(Some(D2), None)).is_empty(), "the county's are known to fit in the other district");
    assert!(told(&desk, &mode(&[], Mode::Auto, Some("9.9.9")).into()).is_empty(), "what is refused brings nothing");
}

#[test]
fn each_version_is_in_quarantine_by_itself() {
    let mut desk = desk();
    let new = inspected("alpha", "1.1.0").digest;
    let digest = Some(new);
    let until = START.plus_s(300);
    let quarantined = PluginEvent::Quarantined { plugin: "alpha".to_owned(), district: D1, digest, until };
    desk.happen(vec![Event::Plugin(quarantined)]);
    let old = inspected("alpha", "1.0.0").digest;
    let until_of = |desk: &Desk, digest| desk.state.plugins.quarantined_until("alpha", Some(digest), D1);
    assert_eq!((until_of(&desk, old), until_of(&desk, new)), (None, Some(until)));
    let lift = Command::Plugin(PluginCommand::LiftQuarantine { plugin: "alpha".to_owned(), district: D1 });
    desk.tell(lift);
    assert_eq!(until_of(&desk, new), None);
}

#[test]
fn the_history_tells_who_did_what_and_why() {
    let mut desk = desk();
    desk.because("a trial", mode(&[D1], Mode::Shadow, Some("1.1.0")).into()).expect("done");
    desk.tell(configure(Some(D1), None, r#"{"far_s":700}"#));
    desk.tell(roll_back(D1, None));
    let history = &desk.state.plugins.history["alpha"];
    let sorts: Vec<&str> = history
        .iter()
        .map(|deed| match &deed.what {
            Done::Installed { version, .. } => version.as_str(),
            Done::Seated { back: false, .. } => "seated",
            Done::Seated { back: true, .. } => "back",
            Done::Configured { .. } => "configured",
            Done::SettingsWithdrawn { .. } => "withdrawn",
            _ => "other",
        })
        .collect();
    assert_eq!(sorts, ["1.0.0", "seated", "seated", "1.1.0", "seated", "configured", "back", "withdrawn"]);
    let trial = &history[4];
    assert_eq!((trial.by.as_str(), trial.reason.as_deref()), ("operator:test", Some("a trial")));
    for n in 0..PLUGIN_HISTORY_MAX {
        desk.tell(configure(None, None, &format!(r#"{{"far_s":{n}}}"#)));
    }
    let history = &desk.state.plugins.history["alpha"];
    assert_eq!(history.len(), PLUGIN_HISTORY_MAX);
    assert!(history.iter().all(|deed| matches!(deed.what, Done::Configured { .. })), "the oldest went first");
}

/// In journals of before an installation put the version live wherever the plugin sat, and its modes named no version.
#[test]
fn journals_of_before_mean_what_they_meant() {
    let mut desk = Desk::new();
    let installed = |version: &str| {
        let (inspected, grants) = (Arc::new(inspected("alpha", version)), everything());
        Event::Plugin(PluginEvent::Installed { inspected, grants })
    };
    let (hook, plugin) = (Hook::Dispatch, "alpha".to_owned());
    let set = Event::Plugin(PluginEvent::ModeSet { district: D1, hook, plugin, mode: Mode::Auto, order: 100 });
    desk.happen(vec![installed("1.0.0"), set]);
    assert_eq!(sits(&desk.state, D1), "1.0.0 auto");
    desk.happen(vec![installed("1.1.0")]);
    assert_eq!(sits(&desk.state, D1), "1.1.0 auto");
    assert!(desk.state.plugins.history.is_empty() && desk.state.plugins.former.is_empty());
    // What is done from now on leaves it there.
    desk.tell(install("1.2.0"));
    assert_eq!(sits(&desk.state, D1), "1.1.0 auto");
    desk.tell(mode(&[D2], Mode::Auto, Some("1.2.0")).into());
    desk.happen(vec![Event::Plugin(PluginEvent::CurrentSet {
        plugin: "alpha".to_owned(),
        digest: inspected("alpha", "1.2.0").digest,
    })]);
    assert_eq!((sits(&desk.state, D1), sits(&desk.state, D2)), ("1.1.0 auto".to_owned(), "1.2.0 auto".to_owned()));
    desk.tell(mode(&[D1], Mode::Auto, Some("1.2.0")).into());
    desk.tell(roll_back(D1, None));
    assert_eq!(sits(&desk.state, D1), "1.1.0 auto");
}

#[test]
fn a_version_sits_only_where_it_may() {
    let mut desk = desk();
    let mut narrow = inspected("alpha", "1.2.0");
    narrow.exports.remove(&Hook::Dispatch);
    let grants = Grants { hooks: [Hook::Intake].into(), ..everything() };
    desk.tell(Command::Plugin(PluginCommand::Install { inspected: Arc::new(narrow), grants }));
    let refused = desk.refused(mode(&[D1], Mode::Shadow, Some("1.2.0")).into());
    assert_eq!(refused, "no-such-hook: detail.plugin.no-such-hook (hook=dispatch, plugin=alpha)");
    // The version before it has lost the hook meanwhile: there is no way back to it.
    desk.tell(mode(&[D1], Mode::Auto, Some("1.1.0")).into());
    let old = Arc::new(inspected("alpha", "1.0.0"));
    desk.tell(Command::Plugin(PluginCommand::Install { inspected: old, grants: Grants::default() }));
    assert!(desk.refused(roll_back(D1, None)).starts_with("hook-not-granted: "));
}
