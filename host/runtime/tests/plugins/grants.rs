//! What is not granted is denied, and what is granted is all there is.

use domain::hooks::*;
use domain::ids::*;
use domain::incident::Priority;
use domain::limits::TRAVEL_PAIRS_MAX;
use domain::plugin::{Installed, VIEW_FUNCTIONS};
use domain::ports::{Ask, PluginCall, Reference};
use domain::skills::SkillSet;

use crate::guests::*;

/// What the guest learnt from each function of `view`: 0 it answered, 1 denied.
fn readings(host: &Host, plugin: &Installed) -> Vec<f64> {
    let read = |behaviour| match dispatch(&host.runtime, plugin, behaviour).result {
        Ok(DispatchAnswer::Abstain(why)) => numbers(&why),
        other => panic!("{other:?}"),
    };
    let parts = ["read-everything", "read-more", "read-the-rest", "read-the-last", "read-workflows"];
    parts.map(read).concat()
}

#[test]
fn view_functions_are_granted_one_by_one() {
    let (host, all) = Host::with_badly();
    assert_eq!(readings(&host, &all), [0.0; VIEW_FUNCTIONS.len()]);
    let none = with_grants(&all, |grants| grants.view.clear());
    assert_eq!(readings(&host, &none), [1.0; VIEW_FUNCTIONS.len()]);
    for (at, function) in VIEW_FUNCTIONS.iter().enumerate() {
        let one = with_grants(&all, |grants| grants.view.retain(|name| name == function));
        let mut expected = [1.0; VIEW_FUNCTIONS.len()];
        expected[at] = 0.0;
        assert_eq!(readings(&host, &one), expected, "{function}");
    }
}

#[test]
fn a_matrix_has_so_many_pairs_at_most() {
    const _: () = assert!(TRAVEL_PAIRS_MAX == 1_000 * 100);
    let (host, plugin) = Host::with_badly();
    match dispatch(&host.runtime, &plugin, "read-matrices").result {
        Ok(DispatchAnswer::Abstain(why)) => {
            assert_eq!(why.values, [0.0.into(), 3.0.into()], "at the limit, and one past it")
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn positions_are_withheld_unless_granted() {
    let (host, all) = Host::with_badly();
    let position = |plugin: &Installed| match dispatch(&host.runtime, plugin, "read-position").result {
        Ok(DispatchAnswer::Abstain(why)) => numbers(&why),
        other => panic!("{other:?}"),
    };
    let (lon, lat) = POSITION;
    assert_eq!(position(&all), [lon, lat, lon, lat]);
    assert!(position(&with_grants(&all, |grants| grants.fields.clear())).is_empty());
}

/// Candidates are written into the guest's memory by hand, field by field.
#[test]
fn a_guest_sees_every_field_of_every_candidate() {
    let (host, plugin) = Host::with_badly();
    let nearness = [Nearness::Own, Nearness::Neighbour, Nearness::County];
    let one = |number: u32| Candidate {
        unit: UnitRef(number + 0x0102_0304),
        team: TeamRef(number as u16 + 0x0506),
        district: DistrictRef(number as u16 + 0x0708),
        nearness: nearness[number as usize % 3],
        skills: SkillSet::from(number + 0xf1f2_f3f4).with(SkillSet::one(40)),
        eta_s: number + 0x1112_1314,
        straight_line: number % 2 == 1,
        fix_age_s: u32::MAX - number,
        shift_left_s: number + 0x2122_2324,
        workload: number as u16 + 0x3132,
        grid: number.is_multiple_of(2).then_some(GridRef(number + 0x4142_4344)),
        told: UnitTold {
            kind: UnitKindRef(number as u16 + 0x5152),
            crew: number as u16 + 0x6162,
            class: number.is_multiple_of(3).then_some(ClassRef(number as u16 + 0x7172)),
            lent_from: (number % 3 == 1).then_some(DistrictRef(number as u16 + 0x8182)),
            reserve: number.is_multiple_of(2),
            recall_from: [None, Some(Priority::Critical), Some(Priority::Routine)][number as usize % 3],
            fits: number as u8 * 50 + 3,
        },
    };
    let candidates: Vec<Candidate> = (0..5).map(one).collect();
    let call = CallView::default();
    let input =
        DispatchInput { now: NOW, incident: incident(), call, candidates: candidates.clone(), excluded: Vec::new() };
    let told = told(&host, &plugin, "tell-candidates", &input);
    assert_eq!((told.passed_over.len(), told.shortfalls.len()), (5, 5));
    for (candidate, (passed, rest)) in candidates.iter().zip(told.passed_over.iter().zip(&told.shortfalls)) {
        let Candidate { unit, team, district, nearness, skills, eta_s, straight_line, fix_age_s, .. } = candidate;
        let first = [unit.0, team.0.into(), district.0.into(), *nearness as u32, skills.low(), *eta_s];
        let first = [&first[..], &[u32::from(*straight_line), *fix_age_s]].concat();
        let more = candidate.told;
        let (class, lent_from) = (more.class.map_or(u16::MAX, |c| c.0), more.lent_from.map_or(u16::MAX, |d| d.0));
        let rest_of_it = [
            candidate.shift_left_s,
            candidate.workload.into(),
            more.kind.0.into(),
            more.crew.into(),
            candidate.grid.map_or(u32::MAX, |grid| grid.0),
            class.into(),
            lent_from.into(),
            u32::from(more.fits) * 100
                + u32::from(more.reserve) * 10
                + more.recall_from.map_or(9, |priority| priority as u32),
        ];
        assert_eq!(numbers(&passed.why), first.into_iter().map(f64::from).collect::<Vec<_>>());
        assert_eq!(numbers(rest), rest_of_it.map(f64::from));
    }
}

fn told(host: &Host, plugin: &Installed, behaviour: &str, input: &DispatchInput) -> Recommendation {
    let settings_json = &settings(behaviour);
    let call = PluginCall { plugin, settings_json, deadline_ms: PluginCall::UNTIMED };
    match host.runtime.ask(&call, input, &county()).result {
        Ok(DispatchAnswer::Recommend(told)) => told,
        other => panic!("{other:?}"),
    }
}

/// So are those who are held back.
#[test]
fn a_guest_is_told_why_it_is_asked_who_is_on_the_call_and_who_is_held_back() {
    let (host, plugin) = Host::with_badly();
    let on = |unit, need, progress| OnCall {
        unit: UnitRef(unit),
        need,
        extra: need.is_none(),
        progress,
        at: NOW.plus_s(unit),
        eta_s: 0x1112_1314,
        class: need.map(ClassRef),
    };
    let assigned = vec![on(7, Some(1), Progress::EnRoute), on(0x0102_0304, None, Progress::OnScene)];
    let reasons = [
        Exclusion::Busy { incident: IncidentRef(0x2122_2324) },
        Exclusion::Unavailable,
        Exclusion::OffShift,
        Exclusion::Reserve,
        Exclusion::OtherReality,
        Exclusion::TakenOff,
        Exclusion::TooFar,
    ];
    let held = |(number, why)| Excluded { unit: UnitRef(number), eta_s: number + 0x3132_3334, why };
    let excluded: Vec<Excluded> = (0..).zip(reasons).map(held).collect();
    let call = CallView { occasion: Occasion::UnitWithdrawn, assigned };
    let input = DispatchInput { now: NOW, incident: incident(), call, candidates: candidates(1), excluded };
    let told: Vec<Vec<f64>> = told(&host, &plugin, "tell-call", &input).shortfalls.iter().map(numbers).collect();
    let now = f64::from(NOW.seconds());
    let (eta_s, far) = (f64::from(0x1112_1314), f64::from(0x3132_3334));
    let nobody = f64::from(u32::MAX);
    let mut expected = vec![
        vec![2.0],
        vec![7.0, 1.0, 0.0, 1.0, 1.0, now + 7.0, eta_s],
        vec![f64::from(0x0102_0304), 65_535.0, 1.0, 65_535.0, 2.0, now + f64::from(0x0102_0304), eta_s],
        vec![0.0, far, 0.0, f64::from(0x2122_2324)],
    ];
    expected.extend((1..7).map(f64::from).map(|number| vec![number, far + number, number, nobody]));
    assert_eq!(told, expected);
}

/// The words of a caller and the exact place of a report, each by its own grant.
#[test]
fn words_and_place_of_a_report_are_withheld_unless_granted() {
    let (host, all) = Host::with_badly();
    let words = |plugin: &Installed| intake(&host.runtime, plugin, "tell-words").result.unwrap_err();
    let place = |plugin: &Installed| numbers(&intake(&host.runtime, plugin, "tell-place").result.unwrap().remarks[0]);
    assert_eq!(words(&all), HookFailure::Guest(WORDS.to_owned()));
    let (lon, lat) = POSITION;
    assert_eq!(place(&all), [lon, lat]);
    for field in ["caller-words", "exact-position"] {
        let one = with_grants(&all, |grants| grants.fields.retain(|granted| granted == field));
        assert_eq!(words(&one) == HookFailure::Guest(WORDS.to_owned()), field == "caller-words");
        assert_eq!(place(&one).is_empty(), field == "caller-words");
    }
}

#[test]
fn a_hook_that_is_not_granted_is_not_called() {
    let (host, all) = Host::with_badly();
    let plugin = with_grants(&all, |grants| {
        grants.hooks.remove(&Hook::Dispatch);
    });
    let run = dispatch(&host.runtime, &plugin, "honest");
    let expected = "the hook `dispatch` is not granted to it".to_owned();
    assert_eq!(run.result, Err(HookFailure::Unloadable(expected)));
    assert_eq!(run.fuel_used, 0);
    escalation(&host.runtime, &plugin, "honest").result.unwrap();
}

/// Each value of a reason arrives as what it is; a text without what a terminal obeys.
#[test]
fn values_of_every_sort_arrive_as_what_they_are() {
    let (host, plugin) = Host::with_badly();
    let Ok(DispatchAnswer::Abstain(why)) = dispatch(&host.runtime, &plugin, "tell-values").result else {
        panic!("it abstains")
    };
    let expected = [
        ReasonValue::Number(0.5),
        ReasonValue::Duration(60),
        ReasonValue::Distance(950),
        ReasonValue::Time(1_662_000_000),
        ReasonValue::Skills(5),
        ReasonValue::Text("卢 [2J ".to_owned()),
        Reference::Skill(4).into(),
        Reference::Workflow(InstanceRef(u32::MAX)).into(),
    ];
    assert_eq!(why.values, expected);
}

/// The list that is read in one piece says what the one that is read value by value does, for each case that a value has.
#[test]
fn reasons_read_in_one_piece_are_the_same_as_read_one_by_one() {
    let (host, plugin) = Host::with_badly();
    let Ok(DispatchAnswer::Recommend(answer)) = dispatch(&host.runtime, &plugin, "tell-values-twice").result else {
        panic!("it recommends")
    };
    let passed: Vec<_> = answer.passed_over.into_iter().map(|pass| pass.why).collect();
    assert_eq!(passed, answer.shortfalls);
    let values: Vec<_> = passed.iter().flat_map(|why| &why.values).collect();
    assert_eq!((passed.len(), values.len()), (6, 28));
    assert!(values.contains(&&ReasonValue::Number(-1.5e300)) && values.contains(&&ReasonValue::Text(String::new())));
    assert!(values.contains(&&Reference::District(DistrictRef(258)).into()), "{values:?}");
}
