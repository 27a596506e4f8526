//! What an operator may do with plugins: install with grants, set modes, configure, lift a quarantine; and how their failures are
//! counted.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::cause::Signature;
use domain::command::{Command, CountyCommand, MatterCommand, PluginCommand};
use domain::county::County;
use domain::decision::{Asked, AskedOutcome};
use domain::event::{CountyEvent, Event, MatterEvent, PluginEvent};
use domain::hooks::{Hook, HookFailure};
use domain::ids::*;
use domain::limits::*;
use domain::plugin::placed::Placed;
use domain::plugin::{Grants, Inspected, Mode};
use domain::ports::Value;
use expect_test::expect;

use crate::desk::*;

fn install(inspected: Inspected, grants: Grants) -> Command {
    Command::Plugin(PluginCommand::Install { inspected: Arc::new(inspected), grants })
}

fn set_mode(plugin: &str, hook: Hook, mode: Mode) -> Command {
    Command::Plugin(PluginCommand::SetMode {
        districts: Vec::new(),
        hook,
        plugin: plugin.to_owned(),
        mode,
        order: None,
        version: None,
    })
}

fn configure(plugin: &str, district: Option<DistrictRef>, settings_json: &str) -> Command {
    Command::Plugin(PluginCommand::Configure {
        plugin: plugin.to_owned(),
        district,
        settings_json: settings_json.to_owned(),
        version: None,
    })
}

#[test]
fn only_what_is_asked_for_and_known_is_granted() {
    let mut desk = Desk::new();
    let mut modest = inspected("alpha", "1.0.0");
    modest.manifest.requests.proposals.remove("notify");
    let mut strange = everything();
    strange.view.insert("everything".to_owned());
    let told =
        [desk.refused(install(modest, everything())), desk.refused(install(inspected("alpha", "1.0.0"), strange))];
    expect![[r#"
        grant-beyond-request: detail.plugin.beyond-request (grants=[`notify`], plugin=alpha)
        unknown-grant: detail.plugin.unknown-grant (grant=everything)"#]]
    .assert_eq(&told.join("\n"));
}

#[test]
fn the_same_version_may_be_granted_something_else() {
    let mut desk = Desk::new();
    desk.install("alpha");
    let again = install(inspected("alpha", "1.0.0"), everything());
    assert_eq!(desk.tell(again), [], "the same with the same grants is no change");
    let fewer = Grants { fields: BTreeSet::new(), ..everything() };
    assert_eq!(desk.tell(install(inspected("alpha", "1.0.0"), fewer.clone())).len(), 1);
    assert_eq!(desk.state.plugins.current("alpha").map(|i| i.grants.clone()), Some(fewer));
}

/// With as many versions installed as there may be, the grants of one of them could not be changed: it was taken for one more.
#[test]
fn a_full_shelf_still_lets_grants_change() {
    let mut desk = Desk::new();
    for version in 0..PLUGINS_MAX {
        desk.tell(install(inspected(&format!("p{version}"), "1.0.0"), everything()));
    }
    let refused = desk.refused(install(inspected("beta", "1.0.0"), everything()));
    assert_eq!(refused, "too-many-plugins: detail.plugin.too-many (plugins_max=256)");
    desk.tell(install(inspected("p7", "1.0.0"), Grants::default()));
    desk.tell(install(inspected("p7", "1.0.1"), Grants::default()));
}

/// After so many upgrades, all plugins together, a county could install nothing any more.
#[test]
fn the_oldest_version_that_nothing_uses_goes_when_one_more_comes() {
    let mut desk = Desk::new();
    let upgrade = |desk: &mut Desk, version: usize| {
        desk.wait(1).tell(install(inspected("alpha", &format!("0.{version}.0")), everything()));
        desk.tell(Command::Plugin(PluginCommand::SetMode {
            districts: Vec::new(),
            hook: Hook::Escalation,
            plugin: "alpha".to_owned(),
            mode: Mode::Auto,
            order: None,
            version: Some(format!("0.{version}.0")),
        }));
    };
    upgrade(&mut desk, 0);
    let pinned = desk.state.plugins.current["alpha"];
    let incident = desk.report("brawl");
    desk.happen(vec![frozen(incident, pinned)]);
    (1..PLUGIN_VERSIONS_MAX).for_each(|version| upgrade(&mut desk, version));
    let kept = |desk: &Desk, version: usize| {
        desk.state.plugins.installed.contains_key(&inspected("alpha", &format!("0.{version}.0")).digest)
    };
    assert!(desk.state.has_full_shelf() && kept(&desk, 0) && kept(&desk, 1));
    upgrade(&mut desk, PLUGIN_VERSIONS_MAX);
    assert_eq!(desk.state.plugins.installed.len(), PLUGIN_VERSIONS_MAX);
    assert!(
        kept(&desk, 0) && !kept(&desk, 1) && kept(&desk, 2),
        "an open incident keeps the version that it began with"
    );
    desk.step(incident, domain::incident::Phase::Cancelled).expect("done");
    upgrade(&mut desk, PLUGIN_VERSIONS_MAX + 1);
    assert!(!kept(&desk, 0) && kept(&desk, 2));
    // An old version that is still kept comes back in one step, and nothing has to go for it.
    upgrade(&mut desk, 2);
    assert_eq!(desk.state.plugins.current("alpha").map(|i| i.version()), Some("0.2.0"));
    assert!(kept(&desk, 3));
}

fn frozen(incident: IncidentRef, digest: Digest) -> Event {
    let (name, settings_json) = ("alpha".to_owned(), "{}".to_owned());
    let plugin = domain::event::FrozenPlugin { name, digest, settings_version: 0, settings_json, mode: Mode::Auto };
    Event::Matter(MatterEvent::EscalationFrozen { matter: incident.into(), owner: 0, plugin })
}

#[test]
fn modes_that_can_not_be_set() {
    let mut desk = Desk::new();
    let mut told = vec![desk.refused(set_mode("alpha", Hook::Dispatch, Mode::Auto))];
    desk.install("beta");
    told.push(desk.refused(set_mode("alpha", Hook::Dispatch, Mode::Auto)));
    let mut narrow = inspected("gamma", "1.0.0");
    narrow.exports = BTreeSet::from([Hook::Escalation]);
    let grants = Grants { hooks: BTreeSet::from([Hook::Dispatch]), ..everything() };
    desk.tell(install(narrow, grants));
    told.push(desk.refused(set_mode("gamma", Hook::Dispatch, Mode::Shadow)));
    told.push(desk.refused(set_mode("gamma", Hook::Escalation, Mode::Shadow)));
    let districts = vec![D1, DistrictRef(9)];
    let (plugin, mode) = ("beta".to_owned(), Mode::Auto);
    told.push(desk.refused(Command::Plugin(PluginCommand::SetMode {
        districts,
        hook: Hook::Dispatch,
        plugin,
        mode,
        order: None,
        version: None,
    })));
    expect![[r#"
        no-such-plugin: detail.plugin.none-installed (plugin=alpha)
        no-such-plugin: detail.plugin.not-installed (installed=[beta], plugin=alpha)
        no-such-hook: detail.plugin.no-such-hook (hook=dispatch, plugin=gamma)
        hook-not-granted: detail.plugin.not-granted (hook=escalation, plugin=gamma)
        no-such-district: detail.command.no-such-district (district=9)"#]]
    .assert_eq(&told.join("\n"));
    desk.tell(set_mode("gamma", Hook::Dispatch, Mode::Off));
}

#[test]
fn a_mode_holds_for_each_district_until_it_changes() {
    let mut desk = Desk::new();
    desk.install("alpha");
    let all = desk.tell(set_mode("alpha", Hook::Dispatch, Mode::Shadow));
    let set = |district, mode, order| {
        let (version, digest) = ("1.0.0".to_owned(), inspected("alpha", "1.0.0").digest);
        let (plugin, hook, seats) = ("alpha".to_owned(), Hook::Dispatch, vec![Placed { version, digest, mode, order }]);
        Event::Plugin(PluginEvent::SeatsSet { district, hook, plugin, seats, back: false })
    };
    assert_eq!(all, [set(D1, Mode::Shadow, 100), set(D2, Mode::Shadow, 100)]);
    assert_eq!(desk.tell(set_mode("alpha", Hook::Dispatch, Mode::Shadow)), []);
    let change = |district, mode, order| {
        Command::Plugin(PluginCommand::SetMode {
            districts: vec![district],
            hook: Hook::Dispatch,
            plugin: "alpha".to_owned(),
            mode,
            order,
            version: None,
        })
    };
    desk.tell(change(D1, Mode::Auto, Some(7)));
    assert_eq!(desk.tell(change(D1, Mode::Advise, None)), [set(D1, Mode::Advise, 7)], "it keeps its place");
    let seat = |desk: &Desk, district| desk.state.plugins.seats(district, Hook::Dispatch).next().map(|seat| seat.mode);
    assert_eq!((seat(&desk, D1), seat(&desk, D2)), (Some(Mode::Advise), Some(Mode::Shadow)));
    desk.tell(change(D2, Mode::Off, None));
    assert_eq!(seat(&desk, D2), None);
}

#[test]
fn plugins_are_asked_in_their_order() {
    let mut desk = Desk::new();
    for (name, order) in [("alpha", 30), ("beta", 10), ("gamma", 10)] {
        desk.install(name);
        let (districts, plugin) = (vec![D1], name.to_owned());
        desk.tell(Command::Plugin(PluginCommand::SetMode {
            districts,
            hook: Hook::Dispatch,
            plugin,
            mode: Mode::Auto,
            order: Some(order),
            version: None,
        }));
    }
    let names: Vec<&str> = desk.state.plugins.seats(D1, Hook::Dispatch).map(|seat| seat.plugin.as_str()).collect();
    assert_eq!(names, ["beta", "gamma", "alpha"]);
}

/// Without a bound, one report could have frozen and asked more escalations than a batch holds.
#[test]
fn a_hook_has_so_many_seats() {
    let mut desk = Desk::new();
    for number in 0..=SEATS_PER_HOOK_MAX {
        desk.install(&format!("plugin-{number}"));
        if number < SEATS_PER_HOOK_MAX {
            desk.mode(&format!("plugin-{number}"), Hook::Escalation, Mode::Shadow);
        }
    }
    let refused = desk.refused(set_mode("plugin-8", Hook::Escalation, Mode::Auto));
    assert_eq!(refused, "too-many-seats: detail.plugin.too-many-seats (seats_max=8)");
    desk.mode("plugin-0", Hook::Escalation, Mode::Auto);
    desk.mode("plugin-0", Hook::Escalation, Mode::Off);
    desk.mode("plugin-8", Hook::Escalation, Mode::Auto);
    // Procedures are not asked in turn, and a county has many.
    for number in 0..=SEATS_PER_HOOK_MAX {
        desk.mode(&format!("plugin-{number}"), Hook::Workflow, Mode::Auto);
    }
}

#[test]
fn settings_are_one_object_with_a_version() {
    let mut desk = Desk::new();
    desk.install("alpha");
    let told = [
        desk.refused(configure("beta", None, "{}")),
        desk.refused(configure("alpha", None, "[]")),
        desk.refused(configure("alpha", None, "{")),
        desk.refused(configure("alpha", Some(DistrictRef(9)), "{}")),
    ];
    expect![[r#"
        no-such-plugin: detail.plugin.not-installed (installed=[alpha], plugin=beta)
        bad-settings: detail.plugin.bad-settings (bytes_max=65536)
        bad-settings: detail.plugin.bad-settings (bytes_max=65536)
        no-such-district: detail.command.no-such-district (district=9)"#]]
    .assert_eq(&told.join("\n"));
    assert_eq!(desk.state.plugins.settings("alpha", D1), (0, "{}"));
    desk.tell(configure("alpha", None, r#"{"far_s":600}"#));
    desk.tell(configure("alpha", Some(D2), r#"{"far_s":900}"#));
    assert_eq!(desk.tell(configure("alpha", Some(D2), r#"{"far_s":900}"#)), []);
    assert_eq!(desk.state.plugins.settings("alpha", D1), (1, r#"{"far_s":600}"#));
    assert_eq!(desk.state.plugins.settings("alpha", D2), (2, r#"{"far_s":900}"#));
}

/// Settings up to four times as long as a plugin is ever handed were taken, and every call failed from then on.
#[test]
fn settings_are_no_longer_than_a_plugin_may_get() {
    let mut desk = Desk::new();
    desk.install("alpha");
    let of_length = |bytes: usize| format!(r#"{{"a":"{}"}}"#, "x".repeat(bytes - 8));
    desk.tell(configure("alpha", None, &of_length(PLUGIN_SETTINGS_BYTES_MAX)));
    let refused = desk.refused(configure("alpha", None, &of_length(PLUGIN_SETTINGS_BYTES_MAX + 1)));
    assert_eq!(refused, "bad-settings: detail.plugin.bad-settings (bytes_max=65536)");
}

fn failures(desk: &Desk, plugin: &str) -> u32 {
    let health = desk.state.plugins.health.get(&D1).and_then(|of| of.get(plugin));
    health.map_or(0, |health| health.failures)
}

#[test]
fn failures_in_a_row_end_with_a_usable_answer() {
    let mut desk = Desk::new();
    let incident = desk.report("brawl");
    let fail = |desk: &mut Desk| {
        desk.decide(incident, failed_decision("alpha"));
    };
    (0..3).for_each(|_| fail(&mut desk));
    assert_eq!(failures(&desk, "alpha"), 3);
    desk.decide(incident, dispatch_decision("alpha", Mode::Auto, &[]));
    assert_eq!(failures(&desk, "alpha"), 0);
    fail(&mut desk);
    let mut abstained = failed_decision("alpha");
    abstained.facts.asked_before[0].outcome = AskedOutcome::Abstained(why(4));
    desk.decide(incident, abstained);
    assert_eq!(failures(&desk, "alpha"), 0);
    fail(&mut desk);
    let mut not_asked = failed_decision("alpha");
    not_asked.facts.asked_before[0].outcome = AskedOutcome::OutOfTime;
    desk.decide(incident, not_asked);
    assert_eq!(failures(&desk, "alpha"), 1, "it was not asked, so this says nothing of it");
    desk.install("alpha");
    assert_eq!(failures(&desk, "alpha"), 1, "that it is installed says nothing of how it does");
    desk.tell(install(inspected("alpha", "1.0.0"), Grants::default()));
    assert_eq!(failures(&desk, "alpha"), 0, "with other grants it starts afresh");
}

/// A shadow signs its own record. One that failed every time was counted as failed and, by its signature, as well again, so it
/// was never put into quarantine.
#[test]
fn a_failing_shadow_is_counted() {
    let mut desk = Desk::new();
    let incident = desk.report("brawl");
    for _ in 0..5 {
        let mut shadow = dispatch_decision("alpha", Mode::Shadow, &[]);
        let outcome = AskedOutcome::Failed(HookFailure::Deadline);
        shadow.facts.asked_before = vec![Asked { plugin: plugin_id("alpha"), outcome }];
        let decision = Box::new(shadow);
        desk.tell(Command::Matter(MatterCommand::RecordShadow { matter: incident.into(), decision }));
    }
    assert_eq!(failures(&desk, "alpha"), 5);
    assert_eq!(desk.incident(incident).escalated.last_decision, 5, "the writer numbers them");
}

#[test]
fn a_quarantine_is_lifted_by_a_person() {
    let mut desk = Desk::new();
    desk.install("alpha");
    let lift = |district| Command::Plugin(PluginCommand::LiftQuarantine { plugin: "alpha".to_owned(), district });
    let refused = desk.refused(lift(D1));
    assert_eq!(refused, "not-quarantined: detail.plugin.not-quarantined (plugin=alpha)");
    assert!(desk.refused(lift(DistrictRef(9))).starts_with("no-such-district: "));
    let until = START.plus_s(300);
    desk.happen(vec![Event::Plugin(PluginEvent::Quarantined {
        plugin: "alpha".to_owned(),
        district: D1,
        until,
        digest: None,
    })]);
    assert_eq!(desk.state.plugins.quarantined_until("alpha", None, D1), Some(until));
    assert!(desk.refused(lift(D2)).starts_with("not-quarantined: "));
    desk.tell(lift(D1));
    assert_eq!(desk.state.plugins.quarantined_until("alpha", None, D1), None);
}

fn import(county: County) -> Command {
    Command::County(CountyCommand::Import { county: Arc::new(county) })
}

#[test]
fn a_data_directory_holds_one_county() {
    let mut desk = Desk::new();
    assert_eq!(desk.tell(import(county())), [], "the same again is no change");
    let mut other = county();
    other.code = "350922".to_owned();
    assert_eq!(desk.refused(import(other)), "other-county: detail.county.other (given=350922, held=350924)");
}

#[test]
fn a_reimport_brings_new_units_and_keeps_what_the_old_ones_do() {
    let mut desk = Desk::new();
    let incident = desk.report("brawl");
    desk.assign(incident, &[0]);
    let mut larger = county();
    larger.digest = Digest::of(b"larger");
    larger.units.push(domain::county::Unit { code: "U007".to_owned(), ..larger.units[0].clone() });
    let events = desk.wait(60).tell(import(larger));
    let Event::County(CountyEvent::Imported { difference, .. }) = &events[0] else { panic!("{events:?}") };
    assert_eq!(difference.nouns[0].added.codes, ["U007"]);
    assert_eq!(desk.unit(0).incident, Some(incident));
    assert_eq!((desk.unit(6).since, desk.unit(0).since), (START.plus_s(60), START));
}

/// Live, a batch is built event by event; after a restart it is folded at once. A unit that a county brought along was then
/// `since` another time than before, and the state had another hash.
#[test]
fn a_county_comes_in_the_same_live_and_replayed() {
    let mut live = domain::state::State::default();
    let desk = Desk::new();
    let batch = &desk.journal[0];
    for event in &batch.events {
        live.preview(event, batch.at, &Signature::on_all(&batch.author, None), batch.version);
    }
    live.complete(batch);
    assert_eq!(live.units[0].since, START);
    assert_eq!(live.hash(), desk.state.hash());
}

/// An import is one record of the journal. One that was too large for it made the append fail, and with it the whole room.
#[test]
fn a_county_fits_a_record() {
    let mut desk = Desk::new();
    let mut huge = county();
    huge.digest = Digest::of(b"huge");
    let cell = || Some(Value::Text("x".repeat(1 << 20)));
    huge.tables[0].rows = (0..COUNTY_BYTES_MAX >> 20).map(|_| vec![cell(), None, None]).collect();
    let refused = desk.refused(import(huge.clone()));
    assert!(refused.starts_with("county-too-large: detail.county.too-large (bytes=587"), "{refused}");
    huge.tables[0].rows.truncate(1);
    desk.tell(import(huge));
}

#[test]
fn a_countys_roster_comes_with_it() {
    let mut desk = Desk::new();
    let mut with_roster = county();
    with_roster.digest = Digest::of(b"roster");
    let (starts, ends) = (START, START.plus_s(3_600));
    let row = domain::county::ShiftRow { district: D1, starts, ends, slots: vec![(0, Some(PersonRef(1)))] };
    with_roster.roster = vec![row];
    let events = desk.tell(import(with_roster.clone()));
    let names = ["county-imported", "shifts-published", "vacancies-changed"];
    assert_eq!(events.iter().map(Event::name).collect::<Vec<_>>(), names);
    assert_eq!(desk.state.roster.on_duty(D1, 0, START), [PersonRef(1)]);
    with_roster.digest = Digest::of(b"the same roster");
    assert_eq!(desk.tell(import(with_roster)).len(), 1);
}
