//! Random commands with plugins that answer at random, nonsense included. Whatever happens, what must hold of a county holds.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::command::{
    Command, Envelope, IncidentCommand, MatterCommand, PluginCommand, TimerCommand, UnitCommand, Verdict,
};
use domain::hooks::*;
use domain::ids::*;
use domain::incident::{Phase, Priority};
use domain::limits::BATCH_EVENTS_MAX;
use domain::plugin::Mode;
use domain::scope::Authority;
use domain::state::State;
use domain::unit::{Primary, Secondary};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestCaseError};

use crate::doubles::*;
use crate::table::*;

/// Numbers that look random and are the same for the same seed.
#[derive(Clone)]
pub struct Dice(pub Arc<AtomicU64>);

impl Dice {
    pub fn throw(&self, sides: u64) -> u64 {
        let count = self.0.fetch_add(1, Ordering::SeqCst);
        let hash = Digest::of(&count.to_le_bytes()).0;
        u64::from_le_bytes([hash[0], hash[1], hash[2], hash[3], hash[4], hash[5], hash[6], hash[7]]) % sides
    }
}

fn any_dispatch(dice: &Dice, input: &DispatchInput) -> HookRun<DispatchAnswer> {
    match dice.throw(6) {
        0 => abstains(),
        1 => fails(HookFailure::Deadline),
        2 => after_ms(90, sensible(input)),
        3 => sensible(input),
        _ => {
            let picks: Vec<(u16, u16)> =
                (0..dice.throw(4)).map(|_| (dice.throw(8) as u16, dice.throw(3) as u16)).collect();
            recommends(&picks)
        }
    }
}

fn any_intake(dice: &Dice, input: &IntakeInput) -> HookRun<IntakeAnswer> {
    let proposal = |dice: &Dice| match dice.throw(4) {
        0 => set_kind(dice.throw(5) as u16),
        1 => IntakeProposal::SetPriority { priority: Priority::ALL[dice.throw(4) as usize], why: why(8) },
        _ => duplicate_of(IncidentRef(input.report.incident.0.saturating_sub(dice.throw(4) as u32))),
    };
    match dice.throw(6) {
        0 => fails(HookFailure::Memory),
        _ => makes_of_it((0..dice.throw(4)).map(|_| proposal(dice)).collect()),
    }
}

fn any_escalation(dice: &Dice, input: &EscalationInput) -> HookRun<EscalationAnswer> {
    let proposal = |dice: &Dice| match dice.throw(4) {
        0 => EscalationProposal::StopTimer { key: dice.throw(3) as u16 },
        1 => tell_room(dice.throw(3) as u8),
        _ => start_timer(dice.throw(3) as u16, input.now.plus_s(dice.throw(200) as u32)),
    };
    match dice.throw(6) {
        0 => fails(HookFailure::Fuel),
        _ => proposes((0..dice.throw(5)).map(|_| proposal(dice)).collect()),
    }
}

/// What somebody does; numbers are taken modulo what there is.
#[derive(Clone, Debug)]
struct Deed(u8, u32, u32, u32);

fn deed() -> impl Strategy<Value = Deed> {
    (0..16u8, 0..9u32, 0..30u32, 0..9u32).prop_map(|(what, a, b, c)| Deed(what, a, b, c))
}

fn command(deed: &Deed, state: &State) -> Command {
    let Deed(what, a, b, c) = *deed;
    let incident = IncidentRef(state.last_incident.0.saturating_sub(a));
    let units = |count: u32| (0..count).map(|n| UnitRef((b + n * c) % 6)).collect::<Vec<_>>();
    match what {
        0..=2 => {
            let mut report = report(["brawl", "traffic-accident", "errand", "noise"][b as usize % 4]);
            report.lon = 119.02 + f64::from(b) / 100.0;
            report.priority = Some(Priority::ALL[c as usize % 4]);
            Command::Incident(IncidentCommand::Report(report))
        }
        3 | 4 => {
            let legal = state.incident(incident).map_or(&[][..], |incident| incident.phase.next());
            let all = if legal.is_empty() || b % 4 == 0 { &Phase::ALL[..] } else { legal };
            Command::Incident(IncidentCommand::Step { incident, to: all[b as usize % all.len()], outcome: None })
        }
        5 => Command::Matter(MatterCommand::Acknowledge { matter: incident.into() }),
        6 => Command::Incident(IncidentCommand::Assign { incident, units: units(1 + c % 3), code: None }),
        7 => {
            let unit = UnitRef(b % 6);
            let on = state.unit(unit).and_then(|live| live.incident).unwrap_or(incident);
            Command::Unit(UnitCommand::Release { incident: on, unit })
        }
        8 | 9 => {
            let primary =
                [Primary::EnRoute, Primary::OnScene, Primary::Available, Primary::Unavailable][c as usize % 4];
            let secondary = [Secondary::Returning, Secondary::Reserve, Secondary::Break][b as usize % 3];
            let secondary = (b % 5 == 0).then(|| BTreeSet::from([secondary]));
            Command::Unit(UnitCommand::SetStatus { unit: UnitRef(b % 6), primary, secondary })
        }
        10 => Command::Incident(IncidentCommand::Merge {
            incident,
            into: IncidentRef(state.last_incident.0.saturating_sub(c)),
        }),
        11 => {
            let pending = state.incident(incident).and_then(|incident| incident.escalated.pending.first().copied());
            let verdict = match c % 3 {
                0 => Verdict::Reject,
                1 => Verdict::Amend { units: units(1) },
                _ => Verdict::Confirm,
            };
            Command::Matter(MatterCommand::Settle {
                matter: incident.into(),
                decision: pending.unwrap_or(1),
                verdict,
                code: None,
            })
        }
        12 => {
            let seats = [(Hook::Dispatch, "alpha"), (Hook::Escalation, "ladder"), (Hook::Intake, "desk")];
            let (hook, plugin) = seats[b as usize % 3];
            let mode = [Mode::Off, Mode::Shadow, Mode::Advise, Mode::Auto][c as usize % 4];
            Command::Plugin(PluginCommand::SetMode {
                districts: Vec::new(),
                hook,
                plugin: plugin.to_owned(),
                mode,
                order: None,
                version: None,
            })
        }
        13 => {
            let merged = state.incidents.values().find(|incident| incident.phase == Phase::Merged);
            Command::Incident(IncidentCommand::Unmerge { incident: merged.map_or(incident, |merged| merged.incident) })
        }
        14 => Command::Incident(IncidentCommand::SetKind { incident, kind: KindRef(b as u16 % 5) }),
        _ if b % 2 == 0 => {
            let incidents = state.waiting.iter().map(|(_, which)| *which).collect();
            Command::Timer(TimerCommand::LookAgain { incidents })
        }
        _ => Command::Timer(TimerCommand::Tick { archived_up_to: (c == 0).then_some(state.version) }),
    }
}

fn sound(state: &State) -> Result<(), TestCaseError> {
    for (index, unit) in state.units.iter().enumerate() {
        let unit_ref = UnitRef(index as u32);
        let on: Vec<IncidentRef> = state
            .incidents
            .values()
            .flat_map(|incident| incident.units().filter(|u| *u == unit_ref).map(|_| incident.incident))
            .collect();
        prop_assert_eq!(
            &on,
            &unit.incident.into_iter().collect::<Vec<_>>(),
            "unit {} is where it is said to be",
            index
        );
        let busy = matches!(unit.primary, Primary::Assigned | Primary::EnRoute | Primary::OnScene);
        prop_assert_eq!(busy, unit.incident.is_some(), "unit {} is {:?}", index, unit.primary);
    }
    for incident in state.incidents.values() {
        let (which, units) = (incident.incident, incident.units().count());
        match incident.phase {
            Phase::Assigned | Phase::EnRoute => prop_assert!(units > 0, "{} has nobody on it", which),
            Phase::OnScene => {}
            phase => prop_assert_eq!(units, 0, "{} is {}", which, phase),
        }
        prop_assert_eq!(incident.merged_into.is_some(), incident.phase == Phase::Merged, "{}", which);
        if let Some(into) = incident.merged_into.and_then(|into| state.incident(into)) {
            prop_assert!(into.duplicates.contains(&which), "{} knows nothing of {}", into.incident, which);
        }
        if !incident.phase.is_open() {
            prop_assert!(state.timers.of(which).is_empty(), "a timer outlives {}", which);
            prop_assert!(state.advice(which).is_none(), "advice outlives {}", which);
        }
        let pending = |number: &u32| {
            let decision = state.decision(which, *number);
            decision.is_some_and(|decision| decision.facts.waits_for_person())
        };
        prop_assert!(incident.escalated.pending.iter().all(pending), "what waits can be answered");
    }
    for which in &state.advised {
        let county = state.county.as_ref().expect("a county").county();
        let advice = state.advice(*which).expect("advice");
        prop_assert!(
            picked(advice).iter().all(|unit| state.is_free(UnitRef(*unit))),
            "advice counts on a unit that is gone"
        );
        prop_assert!(!state.waiting.iter().any(|(_, waits)| waits == which));
        prop_assert!(state.incident(*which).expect("an incident").lacks_units(county));
    }
    Ok(())
}

pub fn config() -> Config {
    let default = Config::default();
    let seed = match default.rng_seed {
        RngSeed::Fixed(seed) => seed,
        RngSeed::Random => 20_220_901,
    };
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { default.cases } else { 40 };
    println!("{cases} cases with PROPTEST_RNG_SEED={seed}");
    Config { cases, rng_seed: RngSeed::Fixed(seed), failure_persistence: None, ..default }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn whatever_happens_the_county_is_sound(deeds in prop::collection::vec(deed(), 1..80), seed in any::<u32>()) {
        let mut table = Table::with(larger_county(1));
        let dice = Dice(Arc::new(AtomicU64::new(u64::from(seed) << 32)));
        for plugin in ["alpha", "beta", "shade"] {
            let dice = dice.clone();
            table.script.dispatch(plugin, move |input| any_dispatch(&dice, input));
        }
        let of_ladder = dice.clone();
        table.script.escalation("ladder", move |input| any_escalation(&of_ladder, input));
        let of_desk = dice.clone();
        table.script.intake("desk", move |input| any_intake(&of_desk, input));
        for (plugin, hook, mode) in [
            ("desk", Hook::Intake, Mode::Advise),
            ("alpha", Hook::Dispatch, Mode::Advise),
            ("beta", Hook::Dispatch, Mode::Auto),
            ("shade", Hook::Dispatch, Mode::Shadow),
            ("ladder", Hook::Escalation, Mode::Auto),
        ] {
            table.seat(plugin, hook, mode);
        }
        for deed in &deeds {
            let command = command(deed, &table.state);
            let mut envelope = Envelope { authority: Authority::Host, ..Envelope::by("operator:random", command) };
            envelope.reason = Some("as it came".to_owned());
            let before = table.state.version;
            if let Ok(events) = table.submit(envelope) {
                prop_assert!(events.len() <= BATCH_EVENTS_MAX);
                prop_assert!(table.state.version.0 <= before.0 + 1);
                sound(&table.state)?;
            }
            if deed.3 == 1 {
                table.run_jobs();
                sound(&table.state)?;
            }
            table.wait(deed.2 * 7);
        }
    }
}
