//! The JSON of every event, as journals hold it for ever. A line of `golden/events.json` is never changed, only lines are added:
//! a journal that was written once must be read by every later host.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::assessment::{Assessment, Length, Period};
use domain::clock::{Cause, Unproved, Voucher};
use domain::command::{IdempotencyKey, Inspection, IntakeChoice, SealedReport};
use domain::county::County;
use domain::county::rewritten::{self, Numbers, Rewritten};
use domain::county::service::{Reinstated, Retired};
use domain::decision::*;
use domain::event::EVENT_NAMES;
use domain::event::*;
use domain::hooks::*;
use domain::ids::*;
use domain::incident::{Need, Phase, Priority, Reality};
use domain::matter::Matter;
use domain::notice::*;
use domain::plugin::{Grants, Inspected, Manifest, Mode};
use domain::roster::fault::{Fault, What};
use domain::roster::handover::{AtHand, Handover, IncidentAtHand, TaskAtHand, TimerAtHand};
use domain::roster::stand_in::StandIn;
use domain::roster::swap::{Outcome, Place, Swap};
use domain::roster::vacancy::Vacancy;
use domain::roster::{Shift, ShiftKey, Signed};
use domain::sealed::PersonalField;
use domain::sentence::PluginReason;
use domain::series::Reading;
use domain::time::TimeMs;
use domain::timer::TimerId;
use domain::unit::{Fix, Primary, Secondary};
use domain::who::{Addressee, TeamOf, Who};
use expect_test::expect_file;

use crate::desk::{D1, START, county, everything, inspected, plugin_id, why};
use crate::state::{golden_plugin, golden_record, golden_workflow};

const INCIDENT: IncidentRef = IncidentRef(7);

fn timer() -> TimerId {
    TimerId::new(INCIDENT, 1, 3)
}

fn shift_key() -> ShiftKey {
    ShiftKey { district: D1, starts: START }
}

fn roster_faults_of_every_sort() -> Vec<Fault> {
    let (from, until, other) = (START, START.plus_s(3_600), shift_key());
    let whats = [
        What::Past,
        What::Started,
        What::Gap { from, until },
        What::Open { places: 1, from, until },
        What::Double { other },
        What::Rest { other, rest_s: 3_600, wanted_s: 43_200 },
        What::Unqualified { wanted: "legal".to_owned() },
        What::NotSworn,
        What::AuxiliariesAlone { from, until },
        What::SwapUndone { swap: SwapRef(3) },
        What::Retired,
        What::NoPost,
    ];
    let about = |what: What| {
        let someone = !matches!(what, What::Past | What::Started | What::Gap { .. } | What::AuxiliariesAlone { .. });
        Fault { shift: shift_key(), slot: someone.then_some(1), person: someone.then_some(PersonRef(2)), what }
    };
    whats.into_iter().map(about).collect()
}

fn of_the_roster() -> Vec<Event> {
    let signed = |person: u32| Signed { person: PersonRef(person), at: START, by: "operator:test".to_owned() };
    let stand_in = StandIn {
        number: StandInRef(1),
        district: D1,
        slot: 1,
        from: START,
        until: START.plus_s(3_600),
        instead_of: Some(PersonRef(1)),
        person: Some(PersonRef(2)),
    };
    let emptied = StandIn { number: StandInRef(2), person: None, ..stand_in.clone() };
    let place = |person: u32| Place { shift: shift_key(), slot: 1, person: PersonRef(person) };
    let swap = Swap {
        number: SwapRef(1),
        gives: place(1),
        wants: Some(place(2)),
        to: Some(PersonRef(2)),
        expires: START,
        offered: signed(1),
        accepted: None,
        ended: None,
    };
    let given_away = Swap { number: SwapRef(2), wants: None, to: None, ..swap.clone() };
    let ended = |outcome, person| {
        Event::Roster(RosterEvent::SwapEnded {
            swap: SwapRef(1),
            outcome,
            person,
            shifts: Vec::new(),
            accepted: Vec::new(),
        })
    };
    let list = AtHand {
        version: Version(7),
        incidents: vec![IncidentAtHand {
            incident: INCIDENT,
            phase: Phase::Accepted,
            priority: Priority::Urgent,
            lacks_units: true,
            unacknowledged: true,
            pending: vec![2],
        }],
        tasks: vec![TaskAtHand { task: TaskRef(4), due: Some(START), overdue: true }],
        timers: vec![TimerAtHand { timer: timer(), due: START }],
        left_out: 1,
    };
    let handover = Handover {
        district: D1,
        outgoing: START,
        incoming: START.plus_s(3_600),
        given: signed(1),
        note: "a quiet night".to_owned(),
        list,
        taken: None,
    };
    let vacancy = Vacancy {
        vacancy: VacancyRef(1),
        shift: shift_key(),
        slot: 1,
        from: START,
        until: START.plus_s(3_600),
        places: 2,
    };
    vec![
        Event::Roster(RosterEvent::StandInSet { stand_in, accepted: Vec::new() }),
        Event::Roster(RosterEvent::StandInSet { stand_in: emptied, accepted: roster_faults_of_every_sort() }),
        Event::Roster(RosterEvent::StandInEnded { stand_in: StandInRef(1), district: Some(D1) }),
        Event::Roster(RosterEvent::SwapOffered(Box::new(swap))),
        Event::Roster(RosterEvent::SwapOffered(Box::new(given_away))),
        Event::Roster(RosterEvent::SwapAccepted { swap: SwapRef(1), person: PersonRef(2) }),
        ended(Outcome::Approved, Some(PersonRef(3))),
        ended(Outcome::Declined, Some(PersonRef(2))),
        ended(Outcome::Withdrawn, Some(PersonRef(1))),
        ended(Outcome::Expired, None),
        Event::Roster(RosterEvent::ShiftHandedOver(Box::new(handover))),
        Event::Roster(RosterEvent::ShiftTakenOver { district: D1, outgoing: START, person: PersonRef(2) }),
        Event::Roster(RosterEvent::VacanciesChanged {
            opened: vec![vacancy],
            closed: vec![VacancyRef(3)],
            districts: vec![D1],
        }),
    ]
}

fn refused_of_every_sort() -> Vec<Refused> {
    let whys = [
        RefusedWhy::UnknownUnit,
        RefusedWhy::UnknownNeed,
        RefusedWhy::BusyUnit { incident: Some(IncidentRef(4)) },
        RefusedWhy::BusyUnit { incident: None },
        RefusedWhy::DoubleBooking,
        RefusedWhy::LacksSkills,
        RefusedWhy::NeedFilled,
        RefusedWhy::NotGranted,
        RefusedWhy::WrongIncident,
        RefusedWhy::UnknownPerson,
        RefusedWhy::UnknownTeam,
        RefusedWhy::UnknownDistrict,
        RefusedWhy::NobodyToTell,
        RefusedWhy::TooMany { limit: 32 },
        RefusedWhy::TimerInThePast,
        RefusedWhy::TimerTooFar { limit_s: 31_622_400 },
        RefusedWhy::RepeatTooShort { limit_s: 60 },
        RefusedWhy::BadTimeOut { limit_s: 2_592_000 },
        RefusedWhy::UnknownSlot,
        RefusedWhy::UnknownGrid,
        RefusedWhy::NoSuchTimer,
        RefusedWhy::ExerciseOnly,
    ];
    whys.into_iter().map(|why| Refused { proposal: "assign candidate 7 to need 0".to_owned(), why }).collect()
}

fn asked_with_every_outcome() -> Vec<Asked> {
    let failures = [
        HookFailure::Deadline,
        HookFailure::Fuel,
        HookFailure::Memory,
        HookFailure::StackOverflow,
        HookFailure::HostCalls,
        HookFailure::Trap("unreachable".to_owned()),
        HookFailure::Guest("no such level".to_owned()),
        HookFailure::Answer("300 picks pass the limit of 256".to_owned()),
        HookFailure::Unloadable("not a component".to_owned()),
    ];
    let others = [
        AskedOutcome::Abstained(Reason::new(4, [1.5.into()])),
        AskedOutcome::AllRefused(refused_of_every_sort().into_iter().take(1).collect()),
        AskedOutcome::Quarantined { until: START },
        AskedOutcome::OutOfTime,
    ];
    let outcomes = failures.into_iter().map(AskedOutcome::Failed).chain(others);
    outcomes.map(|outcome| Asked { plugin: plugin_id("nearest-unit"), outcome }).collect()
}

fn dispatch_record() -> DispatchRecord {
    let exclusions = [
        Exclusion::Busy { incident: IncidentRef(4) },
        Exclusion::Unavailable,
        Exclusion::OffShift,
        Exclusion::Reserve,
        Exclusion::OtherReality,
        Exclusion::TakenOff,
        Exclusion::TooFar,
    ];
    let candidate = Candidate {
        unit: UnitRef(2),
        team: TeamRef(1),
        district: D1,
        nearness: Nearness::Neighbour,
        skills: 3.into(),
        eta_s: 240,
        straight_line: true,
        fix_age_s: u32::MAX,
        shift_left_s: 3_600,
        workload: 2,
        grid: None,
        told: UnitTold::default(),
    };
    DispatchRecord {
        needs: vec![Need { skills: 2.into(), count: 1 }],
        candidates: vec![CompactCandidate(candidate)],
        picks: vec![Pick { unit: UnitRef(2), need: Some(0), eta_s: 240, straight_line: true, why: why(1) }],
        passed_over: vec![PassedOver { unit: UnitRef(3), eta_s: 300, why: Some(why(10)) }],
        excluded: exclusions.into_iter().map(|why| Excluded { unit: UnitRef(5), eta_s: 400, why }).collect(),
        shortfalls: vec![Reason::new(20, [2.0.into(), 1.0.into()])],
        recalls: Vec::new(),
    }
}

/// A unit called off other work, and who goes there.
fn called_off() -> Event {
    let instead = vec![Instead { unit: UnitRef(4), eta_s: 600 }];
    let recalls = vec![Recall { unit: UnitRef(2), from: IncidentRef(6), instead }];
    let answer = Answered::Dispatch(DispatchRecord { recalls, ..dispatch_record() });
    let decision = Arc::new(decision(Hook::Dispatch, Trigger::ShortOfUnits, answer));
    Event::Matter(MatterEvent::Decided { matter: IncidentRef(7).into(), decision })
}

fn decision(hook: Hook, trigger: Trigger, answer: Answered) -> Decision {
    let facts = Facts {
        number: 3,
        at: START,
        hook,
        trigger,
        plugin: plugin_id("nearest-unit"),
        mode: Mode::Auto,
        state_version: Version(41),
        roster_version: 2,
        input_hash: Digest::of(b"input"),
        asked_before: Vec::new(),
        fallback: false,
        answer,
        refused: Vec::new(),
        settlement: None,
        difference: None,
    };
    Decision { facts, measured: Measured { time_us: 9, fuel_used: 2_048, log: Vec::new() } }
}

/// A dispatch with everything that one can hold, a shadow's with its difference, and an escalation with every proposal.
fn decisions() -> Vec<Event> {
    let mut full = decision(Hook::Dispatch, Trigger::Accepted, Answered::Dispatch(dispatch_record()));
    full.facts.asked_before = asked_with_every_outcome();
    full.facts.refused = refused_of_every_sort();
    full.facts.plugin = PluginId { version: "0.1.0".to_owned(), ..PluginId::built_in() };
    full.facts.fallback = true;
    let mut shadow = decision(Hook::Dispatch, Trigger::Reopened, Answered::Dispatch(DispatchRecord::default()));
    shadow.facts.mode = Mode::Shadow;
    let (only_shadow, only_live) = (vec![UnitRef(1)], vec![UnitRef(2)]);
    shadow.facts.difference = Some(Deviation { live: 2, only_shadow, only_live, ..Deviation::default() });
    let proposals = vec![
        EscalationProposal::StartTimer(TimerRequest { key: 1, due_at: START, catch_up: CatchUp::Once, repeat_s: None }),
        EscalationProposal::StartTimer(TimerRequest {
            key: 3,
            due_at: START,
            catch_up: CatchUp::Each,
            repeat_s: Some(600),
        }),
        EscalationProposal::StopTimer { key: 2 },
        EscalationProposal::Notify(Message::alarm(
            2,
            vec![Who::Person(PersonRef(1)), Who::Team(TeamOf::Here(TeamRef(0))), Who::CommandRoom(D1)],
            why(5),
        )),
    ];
    let record = EscalationRecord { proposals, remarks: vec![why(6)], state: None };
    let trigger = Trigger::TimerFired { key: 1, generation: 4 };
    let mut escalation = decision(Hook::Escalation, trigger, Answered::Escalation(record));
    escalation.facts.mode = Mode::Advise;
    let settlement = Settlement { at: START, by: "operator:3".to_owned(), outcome: SettledAs::Confirmed, code: None };
    escalation.facts.settlement = Some(settlement);
    let decisions = [full, shadow, escalation].into_iter();
    decisions
        .map(|decision| Event::Matter(MatterEvent::Decided { matter: INCIDENT.into(), decision: Arc::new(decision) }))
        .collect()
}

fn settlements() -> Vec<Event> {
    let reason = || "the road is closed".to_owned();
    let outcomes = [
        SettledAs::Confirmed,
        SettledAs::Amended { units: vec![UnitRef(4)], reason: Some(reason()) },
        SettledAs::Rejected { reason: Some(reason()) },
        SettledAs::Overtaken,
    ];
    let settled = |outcome| {
        Event::Matter(MatterEvent::Settled {
            matter: INCIDENT.into(),
            decision: 3,
            settlement: Settlement { at: START, by: "operator:3".to_owned(), outcome, code: None },
        })
    };
    outcomes.into_iter().map(settled).collect()
}

fn reported() -> Event {
    let sealed = || serde_json::from_str("\"c2VhbGVk\"").expect("a sealed text");
    let personal = SealedReport {
        subject: SubjectRef(5),
        caller_name: Some(sealed()),
        caller_number: Some(sealed()),
        description: Some(sealed()),
    };
    Event::Incident(IncidentEvent::Reported(Box::new(Reported {
        incident: INCIDENT,
        id: "20220901-000007".to_owned(),
        external_id: Some("110-88".to_owned()),
        kind: KindRef(1),
        priority: Priority::Critical,
        reality: Reality::Exercise,
        source: "110".to_owned(),
        origin: Default::default(),
        place: IncidentPlace {
            lon: 119.05,
            lat: 27.05,
            grid: GridRef(0),
            district: D1,
            nearest_grid_m: Some(12),
            uncertain: None,
        },
        needs: vec![Need { skills: 1.into(), count: 2 }],
        personal: Some(personal),
        reported_by: None,
    })))
}

/// What could be granted when that line was written.
fn granted() -> Grants {
    let view = "attribute code count-incidents district-neighbours district-of find-rows get-incident get-row grids-near marks \
        next-within on-duty open-incidents person-by-code place-by-code team-by-code units video-points-near workload";
    let proposals = "assign cancel-task create-task erase-personal-data find lend-unit merge notify return-unit set-kind \
        set-priority start-timer start-workflow step-incident stop-timer suggest-duplicate";
    let names = |text: &str| text.split_whitespace().map(str::to_owned).collect();
    let hooks = [Hook::Intake, Hook::Dispatch, Hook::Escalation, Hook::TeamStructure, Hook::Workflow];
    Grants { hooks: hooks.into(), view: names(view), proposals: names(proposals), ..everything() }
}

fn structure_inspected() -> Event {
    let subjects = [
        FindingAbout::County,
        FindingAbout::District(D1),
        FindingAbout::Station(StationRef(0)),
        FindingAbout::Person(PersonRef(1)),
    ];
    let severities = [Severity::Info, Severity::Warning, Severity::Breach, Severity::Info];
    let findings = subjects.into_iter().zip(severities);
    Event::Plugin(PluginEvent::StructureInspected(Box::new(Inspection {
        plugin: plugin_id("three-teams"),
        at: START,
        state_version: Version(41),
        modes: vec![(D1, Mode::Auto)],
        findings: findings.map(|(subject, severity)| Finding { severity, subject, why: why(2) }).collect(),
        refused: refused_of_every_sort().into_iter().take(1).collect(),
        failure: Some(HookFailure::Fuel),
        measured: Measured::default(),
    })))
}

fn incident_events() -> Vec<Event> {
    let assignments = vec![
        NewAssignment { unit: UnitRef(2), need: Some(0), eta_s: 240, straight_line: true, extra: false },
        NewAssignment { unit: UnitRef(3), need: None, eta_s: 60, straight_line: false, extra: false },
    ];
    let settings_json = r#"{"levels":[]}"#.to_owned();
    let digest = Digest::of(b"graded-escalation");
    let frozen = FrozenPlugin {
        name: "graded-escalation".to_owned(),
        digest,
        settings_version: 2,
        settings_json,
        mode: Mode::Auto,
    };
    let mut events = vec![
        reported(),
        Event::Incident(IncidentEvent::Stepped { incident: INCIDENT, to: Phase::Accepted }),
        Event::Incident(IncidentEvent::PriorityChanged { incident: INCIDENT, priority: Priority::Urgent }),
        Event::Incident(IncidentEvent::Merged { incident: INCIDENT, into: IncidentRef(4) }),
        Event::Matter(MatterEvent::Acknowledged { matter: INCIDENT.into() }),
        Event::Incident(IncidentEvent::UnitsAssigned { incident: INCIDENT, assignments, decision: Some(3) }),
        Event::Incident(IncidentEvent::UnitReleased { incident: INCIDENT, unit: UnitRef(2) }),
        Event::Incident(IncidentEvent::Archived { incidents: vec![INCIDENT] }),
    ];
    events.extend(decisions());
    events.extend(settlements());
    events.push(Event::Matter(MatterEvent::EscalationFrozen { matter: INCIDENT.into(), owner: 0, plugin: frozen }));
    for catch_up in [CatchUp::Once, CatchUp::Each, CatchUp::Skip] {
        let repeat_s = (catch_up == CatchUp::Each).then_some(600);
        events.push(Event::Timer(TimerEvent::Started {
            timer: timer(),
            generation: 4,
            due: START,
            catch_up,
            repeat_s,
        }));
    }
    events.push(Event::Timer(TimerEvent::Stopped { timer: timer(), generation: 5 }));
    events.push(Event::Timer(TimerEvent::Fired { timer: timer(), generation: 4, late_s: 90, skipped: true }));
    events
}

/// An incident that a workflow reported, and its word about it.
fn of_workflows() -> Vec<Event> {
    let Event::Incident(IncidentEvent::Reported(mut reported)) = reported() else { return Vec::new() };
    reported.reported_by = Some(InstanceRef(3));
    let why = PluginReason { plugin: Digest::of(b"flow"), why: Reason { code: 3, values: Vec::new() } };
    let word = IncidentEvent::Remarked { incident: INCIDENT, why };
    vec![Event::Incident(IncidentEvent::Reported(reported)), Event::Incident(word)]
}

fn notice_events() -> Vec<Event> {
    let role = Who::Role { district: D1, slot: "duty-leader".to_owned() };
    let message = Message {
        level: 2,
        urgency: Urgency::Emergency,
        recipients: vec![role, Who::GridAssistant(GridRef(1))],
        why: why(5),
        seen_within_s: Some(60),
        accepted_within_s: Some(120),
        arrived_within_s: Some(900),
    };
    let told = [
        Told { to: Addressee::Person(PersonRef(1)), held: true },
        Told { to: Addressee::Team { district: D1, team: TeamRef(0) }, held: false },
        Told { to: Addressee::GridAssistant(GridRef(1)), held: false },
        Told { to: Addressee::CommandRoom(D1), held: false },
    ];
    let matters = [Matter::Incident(INCIDENT), Matter::Task(TaskRef(3)), Matter::Instance(InstanceRef(2))];
    let senders = [Sender::Escalation(0), Sender::Host, Sender::Workflow];
    let sent = |(matter, from): (Matter, Sender)| {
        let plugin = (from != Sender::Host).then(|| Digest::of(b"graded-escalation"));
        let (message, told) = (message.clone(), told.to_vec());
        let (notice, last_resort) = (NoticeRef(9), from == Sender::Host);
        let reality = Reality::Actual;
        let district = D1;
        Event::Notice(NoticeEvent::Sent(Box::new(Notice {
            notice,
            matter,
            district,
            reality,
            priority: None,
            from,
            plugin,
            message,
            told,
            last_resort,
        })))
    };
    let (notice, matter) = (NoticeRef(9), Matter::Vacancy(VacancyRef(4)));
    let mut events: Vec<Event> = matters.into_iter().zip(senders).map(sent).collect();
    events.push(Event::Notice(NoticeEvent::Repeated { notice, matter }));
    for stage in Stage::ALL {
        events.push(Event::Notice(NoticeEvent::Answered { notice, matter, stage }));
        events.push(Event::Notice(NoticeEvent::Unanswered { notice, matter, stage }));
    }
    let outcomes = [
        DeliveryOutcome::Sent,
        DeliveryOutcome::Failed { next: START, why: "status 503".to_owned() },
        DeliveryOutcome::GivenUp { why: "no answer in time".to_owned() },
    ];
    let channel = || "duty-app".to_owned();
    let delivered = |outcome| Event::Notice(NoticeEvent::Delivered { notice, matter, channel: channel(), outcome });
    events.extend(outcomes.map(delivered));
    events.push(Event::Notice(NoticeEvent::ChannelsSet { channels: BTreeSet::from([channel()]) }));
    events
}

fn other_events() -> Vec<Event> {
    let secondary = BTreeSet::from([
        Secondary::Returning,
        Secondary::Exercise,
        Secondary::Reserve,
        Secondary::Break,
        Secondary::OutOfOrder,
    ]);
    let fix = Fix { lon: 119.051, lat: 27.049, at: TimeMs(START.0 - 5_000) };
    let slots = vec![(0, Some(PersonRef(1))), (1, None)];
    let shift = Shift { district: D1, starts: START, ends: START.plus_s(86_400), slots };
    let plugin = || "nearest-unit".to_owned();
    let settings_json = r#"{"far_s":600}"#.to_owned();
    let fields = BTreeSet::from([PersonalField::CallerName, PersonalField::CallerNumber, PersonalField::Description]);
    let mut events: Vec<Event> =
        [Primary::Available, Primary::Assigned, Primary::EnRoute, Primary::OnScene, Primary::Unavailable]
            .into_iter()
            .map(|primary| {
                Event::Unit(UnitEvent::StatusChanged { unit: UnitRef(2), primary, secondary: secondary.clone() })
            })
            .collect();
    events.extend([
        Event::Unit(UnitEvent::Moved { fixes: vec![(UnitRef(2), fix)] }),
        Event::Roster(RosterEvent::ShiftsPublished {
            shifts: vec![shift.clone()],
            withdrawn: Vec::new(),
            accepted: Vec::new(),
        }),
        Event::Roster(RosterEvent::ShiftsPublished {
            shifts: vec![shift],
            withdrawn: vec![shift_key()],
            accepted: roster_faults_of_every_sort(),
        }),
        structure_inspected(),
        Event::Plugin(PluginEvent::Installed {
            inspected: Arc::new(Inspected {
                manifest: Manifest { requests: granted(), ..inspected("nearest-unit", "1.0.0").manifest },
                exports: granted().hooks,
                ..inspected("nearest-unit", "1.0.0")
            }),
            grants: granted(),
        }),
    ]);
    for mode in [Mode::Off, Mode::Shadow, Mode::Advise, Mode::Auto] {
        events.push(Event::Plugin(PluginEvent::ModeSet {
            district: D1,
            hook: Hook::Dispatch,
            plugin: plugin(),
            mode,
            order: 100,
        }));
    }
    events.extend([
        Event::Plugin(PluginEvent::Configured {
            plugin: plugin(),
            district: Some(D1),
            settings_json: settings_json.clone(),
            digest: None,
        }),
        Event::Plugin(PluginEvent::Configured { plugin: plugin(), district: None, settings_json, digest: None }),
        Event::Plugin(PluginEvent::Quarantined { plugin: plugin(), district: D1, until: START, digest: None }),
        Event::Plugin(PluginEvent::QuarantineLifted { plugin: plugin(), district: D1, digest: None }),
        Event::Incident(IncidentEvent::SealedRead { incident: INCIDENT, fields, purpose: "calling back".to_owned() }),
        Event::Incident(IncidentEvent::SubjectErased { incident: INCIDENT, subject: SubjectRef(5) }),
    ]);
    events.extend(intake_events());
    events.extend(of_the_roster());
    events.extend(golden_workflow::events(&|answer| decision(Hook::Workflow, Trigger::InstanceEvent, answer)));
    events
}

/// An intake with everything that one can hold, what a person made of it, and what comes of that.
fn intake_events() -> Vec<Event> {
    let near = |incident, same_grid, alike| NearbyIncident {
        incident: IncidentRef(incident),
        kind: KindRef(1),
        priority: Priority::Prompt,
        phase: Phase::Accepted,
        distance_m: 120,
        age_s: 300,
        same_grid,
        alike,
    };
    let proposals = vec![
        IntakeProposal::SetKind { kind: KindRef(2), why: why(1) },
        IntakeProposal::SetPriority { priority: Priority::Urgent, why: why(2) },
        IntakeProposal::DuplicateOf { incident: IncidentRef(4), confidence: 80, why: why(3) },
    ];
    let nearby = vec![near(4, true, Some(60)), near(5, false, None)];
    let record = IntakeRecord { nearby, proposals, remarks: vec![why(4)], merged: true, denied: false };
    let mut full = decision(Hook::Intake, Trigger::Reported, Answered::Intake(record));
    let whys = [
        RefusedWhy::UnknownKind,
        RefusedWhy::UnknownIncident,
        RefusedWhy::IncidentEnded,
        RefusedWhy::Itself,
        RefusedWhy::OtherReality,
        RefusedWhy::NotNearby,
        RefusedWhy::NothingNew,
        RefusedWhy::NoPercentage,
        RefusedWhy::Overruled { by: "report-intake".to_owned() },
    ];
    full.facts.refused = whys.map(|why| Refused { proposal: "set kind 3".to_owned(), why }).into();
    let bare = decision(Hook::Intake, Trigger::Unmerged, Answered::Intake(IntakeRecord::default()));
    let choice = IntakeChoice {
        kind: Some(KindRef(2)),
        priority: Some(Priority::Prompt),
        needs: None,
        duplicate_of: Some(IncidentRef(4)),
    };
    let settled = |choice| {
        Event::Matter(MatterEvent::Settled {
            matter: INCIDENT.into(),
            decision: 3,
            settlement: Settlement {
                at: START,
                by: "operator:3".to_owned(),
                outcome: SettledAs::AmendedIntake { choice, reason: Some("the caller said so".to_owned()) },
                code: None,
            },
        })
    };
    vec![
        Event::Matter(MatterEvent::Decided { matter: INCIDENT.into(), decision: Arc::new(full) }),
        Event::Matter(MatterEvent::Decided { matter: INCIDENT.into(), decision: Arc::new(bare) }),
        settled(choice),
        settled(IntakeChoice::default()),
        Event::Incident(IncidentEvent::KindChanged {
            incident: INCIDENT,
            kind: KindRef(2),
            needs: vec![Need { skills: 1.into(), count: 2 }],
        }),
        Event::Incident(IncidentEvent::Unmerged { incident: INCIDENT, from: IncidentRef(4), to: Phase::Accepted }),
    ]
}

/// Why a dispatch is asked again, units beyond what is needed, and needs that an intake proposes.
fn call_events() -> Vec<Event> {
    let decided = |hook, trigger, answer| {
        let decision = Arc::new(decision(hook, trigger, answer));
        Event::Matter(MatterEvent::Decided { matter: INCIDENT.into(), decision })
    };
    let (extra, needs) = (UnitRef(4), vec![Need { skills: 1.into(), count: 3 }]);
    let beyond = Pick { unit: extra, need: None, eta_s: 90, straight_line: false, why: why(2) };
    let record = DispatchRecord { picks: vec![beyond], ..DispatchRecord::default() };
    let proposals = vec![IntakeProposal::SetNeeds { needs: needs.clone(), why: why(2) }];
    let mut intake = decision(
        Hook::Intake,
        Trigger::Reported,
        Answered::Intake(IntakeRecord { proposals, ..IntakeRecord::default() }),
    );
    let refused = Refused { proposal: "set needs of 0 units in 0 sorts".to_owned(), why: RefusedWhy::BadNeeds };
    intake.facts.refused = vec![refused];
    let choice = IntakeChoice { needs: Some(needs.clone()), ..IntakeChoice::default() };
    let outcome = SettledAs::AmendedIntake { choice, reason: Some("the caller said so".to_owned()) };
    let settlement = Settlement { at: START, by: "operator:3".to_owned(), outcome, code: None };
    let assignments = vec![NewAssignment { unit: extra, need: None, eta_s: 90, straight_line: false, extra: true }];
    vec![
        decided(Hook::Dispatch, Trigger::UnitWithdrawn, Answered::Dispatch(record)),
        decided(Hook::Dispatch, Trigger::KindChanged, Answered::Dispatch(DispatchRecord::default())),
        decided(Hook::Dispatch, Trigger::NeedsChanged, Answered::Dispatch(DispatchRecord::default())),
        Event::Incident(IncidentEvent::UnitsAssigned { incident: INCIDENT, assignments, decision: Some(3) }),
        Event::Matter(MatterEvent::Decided { matter: INCIDENT.into(), decision: Arc::new(intake) }),
        Event::Matter(MatterEvent::Settled { matter: INCIDENT.into(), decision: 3, settlement }),
        Event::Incident(IncidentEvent::NeedsChanged { incident: INCIDENT, needs }),
    ]
}

/// That nobody is there to be sent, what an escalation is asked for since, and a notice with the priority of what it is about.
fn alarm_events() -> Vec<Event> {
    let decided = |trigger| {
        let answer = Answered::Escalation(EscalationRecord::default());
        let decision = Arc::new(decision(Hook::Escalation, trigger, answer));
        Event::Matter(MatterEvent::Decided { matter: INCIDENT.into(), decision })
    };
    let message = Message { level: 0, ..Message::alarm(1, vec![Who::CommandRoom(D1)], why(2)) };
    let notice = Notice {
        notice: NoticeRef(11),
        matter: INCIDENT.into(),
        district: D1,
        reality: Reality::Actual,
        priority: Some(Priority::Critical),
        from: Sender::Host,
        plugin: None,
        message,
        told: vec![Told { to: Addressee::CommandRoom(D1), held: false }],
        last_resort: false,
    };
    vec![
        Event::Incident(IncidentEvent::ShortOfUnits {
            incident: INCIDENT,
            needs: vec![Need { skills: 1.into(), count: 2 }],
        }),
        decided(Trigger::ShortOfUnits),
        decided(Trigger::Reclassified),
        Event::Notice(NoticeEvent::Sent(Box::new(notice))),
    ]
}

fn clock_events() -> Vec<Event> {
    let unproved = Unproved { since: Version(4), at: START };
    let later = START.plus_s(3_600);
    let doubt = DoubtRef(3);
    vec![
        Event::Clock(ClockEvent::Doubted { doubt, cause: Cause::MachineOff, wall: later, lag_ms: 3_600_000, unproved }),
        Event::Clock(ClockEvent::Doubted { doubt, cause: Cause::ClockSet, wall: later, lag_ms: 0, unproved }),
        Event::Clock(ClockEvent::Confirmed { by: Voucher::Agreement }),
        Event::Clock(ClockEvent::Moved { from: later, by: Voucher::Kernel, unproved, lag_ms: 0, off_ms: 0 }),
        Event::Clock(ClockEvent::Moved { from: later, by: Voucher::Person, unproved, lag_ms: 60_000, off_ms: -7 }),
        Event::Clock(ClockEvent::Refused { off_ms: -3_600_000 }),
    ]
}

fn service_events() -> Vec<Event> {
    let (units, persons) = (vec![UnitRef(2)], vec![PersonRef(1), PersonRef(4)]);
    let (swaps, stand_ins) = (vec![SwapRef(3)], vec![StandInRef(5)]);
    let retired = Retired { units: units.clone(), persons: persons.clone(), swaps, stand_ins };
    vec![
        Event::County(CountyEvent::Retired(Box::new(retired))),
        Event::County(CountyEvent::Retired(Box::new(Retired { units: units.clone(), ..Retired::default() }))),
        Event::County(CountyEvent::Reinstated(Box::new(Reinstated { units, persons }))),
        Event::Incident(IncidentEvent::UnitStoodDown { incident: INCIDENT, unit: UnitRef(2) }),
        Event::Task(TaskEvent::Reopened { task: TaskRef(7), assignee: Who::CommandRoom(DistrictRef(0)) }),
    ]
}

fn assessment_events() -> Vec<Event> {
    let number = AssessmentRef(4);
    let (starts, ends) = (START, START.plus_s(30 * 86_400));
    let period = Period { length: Length::Month, name: "2022-09".to_owned(), starts, ends };
    let span = Span { start: Moment::Reported, end: Moment::OnScene, within_s: vec![600] };
    let by = vec![Dimension::Kind, Dimension::District, Dimension::Priority, Dimension::Fate];
    let spread = Spread { n: 2, sum_s: 900, p50_s: 300, p90_s: 600, max_s: 600, within: vec![2] };
    let tally = Tally {
        kind: Some(KindRef(1)),
        district: Some(DistrictRef(0)),
        priority: Some(Priority::Urgent),
        fate: Some(Fate::Closed),
        result: None,
        workflow: None,
        mark: None,
        count: 3,
        spans: vec![spread],
    };
    let indicator = Indicator {
        name: "response-mean".to_owned(),
        version: 2,
        title: 1,
        district: Some(DistrictRef(0)),
        kind: None,
        numerator: 900.0,
        denominator: 2.0,
        n: 2,
        unit: "s".to_owned(),
        remarks: vec![why(11)],
        small_n: true,
    };
    let assessment = Assessment {
        number,
        plugin: plugin_id("figures"),
        settings_json: "{}".to_owned(),
        state_version: Version(30),
        at: ends,
        queries: vec![Query { by, kinds: vec![KindRef(1)], spans: vec![span], ..Query::default() }, Query::default()],
        tallies: vec![vec![tally], Vec::new()],
        answer: AssessmentAnswer { indicators: vec![indicator], remarks: vec![why(20)] },
        refused: vec![Refused { proposal: "indicator 1".to_owned(), why: RefusedWhy::BadIndicator }],
        failure: None,
        measured: Measured { time_us: 90, fuel_used: 7_000, log: Vec::new() },
    };
    let failed = Assessment {
        queries: Vec::new(),
        tallies: Vec::new(),
        answer: AssessmentAnswer::default(),
        refused: Vec::new(),
        failure: Some(HookFailure::Deadline),
        ..assessment.clone()
    };
    vec![
        AssessmentEvent::Asked { number, plugin: "figures".to_owned(), period, closed: true }.into(),
        AssessmentEvent::AskedAgain { number }.into(),
        AssessmentEvent::Done(Box::new(assessment)).into(),
        AssessmentEvent::Done(Box::new(failed)).into(),
    ]
}

fn batches() -> Vec<Batch> {
    // As it was before counties had series.
    let county = Arc::new(County { series: Vec::new(), ..county() });
    let difference = county.difference(None);
    let mut events = vec![Event::County(CountyEvent::Imported { county, difference, carried_over: None })];
    let numbers = Numbers { incident: IncidentRef(90), subject: SubjectRef(64), ..Numbers::default() };
    let trace = |seen: Option<u64>| {
        let (seen, seen_hash) = (seen.map(Version), seen.map(|_| Digest::of(b"the end")));
        let found =
            Rewritten { finding: rewritten::Finding::AnchorRewritten, ended: Version(40), seen, seen_hash, numbers };
        Event::County(CountyEvent::Rewritten(Box::new(found)))
    };
    events.extend(incident_events());
    events.extend(notice_events());
    events.extend(other_events());
    events.extend(clock_events());
    events.extend([trace(Some(55)), trace(None)]);
    events.extend(golden_workflow::in_sentences());
    events.extend(service_events());
    events.extend(golden_workflow::later());
    events.extend(call_events());
    let (from, to) = ("350924100".to_owned(), "350924102".to_owned());
    events.push(Event::County(CountyEvent::RoadClosed { from: from.clone(), to: to.clone() }));
    events.push(Event::County(CountyEvent::RoadOpened { from, to }));
    let step = |answer| decision(Hook::Workflow, Trigger::InstanceEvent, answer);
    events.extend(golden_workflow::said_no(&step));
    events.extend(alarm_events());
    events.extend(golden_workflow::beyond(&step));
    events.extend(of_workflows());
    events.extend(golden_workflow::scheduled());
    let reading = |value| Reading { series: "weather.wind-ms".to_owned(), at: START.plus_s(60), value };
    events.push(Event::Series(SeriesEvent::Supplied { readings: vec![reading(7.5), reading(-0.0)] }));
    events.extend(assessment_events());
    events.push(called_off());
    events.extend(golden_record::notes(INCIDENT));
    events.push(golden_record::outcome(INCIDENT));
    events.extend(golden_record::places(INCIDENT));
    events.extend(golden_record::holds(INCIDENT));
    events.extend(golden_record::overrides(INCIDENT));
    events.extend(golden_record::links(INCIDENT));
    events.extend(golden_record::origins(INCIDENT));
    events.extend(golden_record::hand_offs(INCIDENT));
    events.extend(golden_record::results());
    events.extend(golden_record::carried_over(INCIDENT));
    events.extend(golden_plugin::versions(granted()));
    events.extend(golden_plugin::pairings(INCIDENT, &decision));
    events.extend(golden_record::procedures());
    let batch = |(index, event): (usize, Event)| Batch {
        version: Version(index as u64 + 1),
        at: START,
        author: "operator:3".to_owned(),
        command: "report".to_owned(),
        reason: (index % 2 == 0).then(|| "as told by radio".to_owned()),
        key: (index % 2 == 0)
            .then(|| IdempotencyKey { key: "b2f1".to_owned(), fingerprint: Digest::of(b"the request") }),
        events: vec![event],
        causes: None,
    };
    events.into_iter().enumerate().map(batch).collect()
}

fn lines(file: &str) -> impl Iterator<Item = &str> {
    file.lines().filter(|line| line.starts_with('{')).map(|line| line.trim_end_matches(','))
}

#[test]
fn events_are_written_as_they_always_were() {
    let encoded = batches().iter().map(|b| String::from_utf8(b.encode()).expect("JSON is UTF-8")).collect::<Vec<_>>();
    expect_file!["../../golden/events.json"].assert_eq(&format!("[\n{}\n]\n", encoded.join(",\n")));
}

#[test]
fn events_are_read_as_they_always_were() {
    let file = include_str!("../../golden/events.json");
    assert!(serde_json::from_str::<Vec<serde_json::Value>>(file).is_ok(), "the file as a whole is JSON");
    let mut seen = BTreeSet::new();
    for (line, meant) in lines(file).zip(batches()) {
        let batch = Batch::decode(line.as_bytes()).unwrap_or_else(|why| panic!("{why}: {line}"));
        assert_eq!(String::from_utf8_lossy(&batch.encode()), line);
        assert_eq!(batch, meant);
        seen.extend(batch.events.iter().map(Event::name));
    }
    let missing: Vec<&str> = EVENT_NAMES.into_iter().filter(|name| !seen.contains(name)).collect();
    assert!(missing.is_empty(), "no example of {missing:?}");
}

#[test]
fn events_have_their_names() {
    for batch in batches() {
        let event = &batch.events[0];
        let json = serde_json::to_value(event).expect("an event is JSON");
        let tag = json.as_object().and_then(|o| o.keys().next().cloned());
        assert_eq!(Some(event.name()), tag.as_deref());
        assert!(EVENT_NAMES.contains(&event.name()));
    }
}

/// A batch with an event that this host does not know was written by a later one.
#[test]
fn unknown_events_are_refused() {
    let known = String::from_utf8(batches()[1].encode()).expect("JSON is UTF-8");
    let unknown = known.replacen("incident-reported", "incident-forecast", 1);
    let error = Batch::decode(unknown.as_bytes()).expect_err("an unknown event");
    let why = "not a batch of events: unknown variant `incident-forecast`, expected one of `clock-doubted`, `clock-confirmed`";
    assert!(error.starts_with(why), "{error}");
    let two_at_once =
        known.replacen(r#"{"incident-reported":"#, r#"{"task-overdue":{"task":1},"incident-reported":"#, 1);
    assert!(Batch::decode(two_at_once.as_bytes()).is_err());
}

/// A batch with a field that this host does not know was written by a later one: it is not half understood.
#[test]
fn unknown_fields_of_a_batch_are_refused() {
    let known = String::from_utf8(batches()[1].encode()).expect("JSON is UTF-8");
    let unknown = known.replacen('{', r#"{"later":1,"#, 1);
    let error = Batch::decode(unknown.as_bytes()).expect_err("an unknown field");
    assert!(error.starts_with("not a batch of events: unknown field `later`"), "{error}");
}
