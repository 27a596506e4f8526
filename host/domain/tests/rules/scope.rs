//! Who may give which command, and how far they reach. That the API asks no less is tested from its own table of routes.

use domain::command::*;
use domain::hooks::{Hook, Stage};
use domain::ids::*;
use domain::incident::note::NoteWords;
use domain::incident::{Phase, Priority};
use domain::plugin::Mode;
use domain::scope::{Authority, Role, Scope};
use domain::unit::Primary;
use domain::who::{TeamOf, Who};

use crate::desk::*;

fn limited(role: Role, district: &str) -> Authority {
    Authority::Token { role, districts: Scope::Only([district.to_owned()].into()) }
}

fn whole(role: Role) -> Authority {
    Authority::Token { role, districts: Scope::All }
}

/// Whether it is refused to one with that right, and how.
fn asked(desk: &mut Desk, authority: Authority, command: Command) -> Result<(), String> {
    let reason = Some("as asked".to_owned());
    let envelope = Envelope { authority, reason, ..Envelope::by("desk-east", command) };
    let before = desk.state.hash();
    let outcome = desk.submit(envelope).map(drop).map_err(|refusal| told(&refusal));
    assert!(outcome.is_ok() || desk.state.hash() == before);
    outcome
}

/// One incident in each district, with a unit on each: units 0 to 2 are the first district's, 3 and on the second's.
fn two_districts() -> (Desk, IncidentRef, IncidentRef) {
    let mut desk = Desk::new();
    let here = desk.report("brawl");
    desk.tell(Command::Incident(IncidentCommand::Report(Report { lon: 119.25, ..report("brawl") })));
    let there = desk.state.last_incident;
    desk.assign(here, &[0]);
    desk.assign(there, &[3]);
    (desk, here, there)
}

/// A second desk took a unit off a fire of another district by naming it under an incident of its own.
#[test]
fn a_unit_is_taken_off_the_incident_that_it_is_on() {
    let (mut desk, here, _) = two_districts();
    let release = Command::Unit(UnitCommand::Release { incident: here, unit: UnitRef(3) });
    let refused = asked(&mut desk, limited(Role::Operator, "350924-D1"), release).unwrap_err();
    assert!(refused.starts_with("not-on-incident: "), "{refused}");
}

#[test]
fn what_lies_outside_is_as_if_it_were_not() {
    let (mut desk, here, there) = two_districts();
    let d1 = || limited(Role::Admin, "350924-D1");
    let place = |district| domain::roster::swap::Place {
        shift: domain::roster::ShiftKey { district, starts: START },
        slot: 0,
        person: PersonRef(0),
    };
    let (first, second, none) = (DistrictRef(0), DistrictRef(1), DistrictRef(40));
    let task = |district, assignee, incident| {
        let title = "look".to_owned();
        Command::Task(TaskCommand::Create { title, district, assignee, incident, due: None })
    };
    let start = |district, grid, incident| {
        Command::Instance(InstanceCommand::Start(StartWorkflow {
            kind: "drill".to_owned(),
            key: None,
            district,
            grid,
            incident,
            reality: domain::incident::Reality::Actual,
            subject: None,
            fields: Vec::new(),
        }))
    };
    let settle = |incident: IncidentRef, verdict| {
        Command::Matter(MatterCommand::Settle { matter: incident.into(), decision: 1, verdict, code: None })
    };
    let duplicate = |of| Verdict::AmendIntake(IntakeChoice { duplicate_of: Some(of), ..IntakeChoice::default() });
    let nothing = IncidentRef(77);
    // Each with what is another district's, and with what nobody has.
    let pairs: Vec<(Command, Command)> = [
        [there, nothing]
            .map(|incident| Command::Incident(IncidentCommand::Step { incident, to: Phase::Resolved, outcome: None })),
        [there, nothing]
            .map(|i| Command::Incident(IncidentCommand::SetPriority { incident: i, priority: Priority::Routine })),
        [there, nothing].map(|incident| Command::Incident(IncidentCommand::SetKind { incident, kind: KindRef(0) })),
        [there, nothing].map(|incident| {
            Command::Incident(IncidentCommand::Assign { incident, units: vec![UnitRef(1)], code: None })
        }),
        [UnitRef(4), UnitRef(99)]
            .map(|u| Command::Incident(IncidentCommand::Assign { incident: here, units: vec![u], code: None })),
        [there, nothing].map(|into| Command::Incident(IncidentCommand::Merge { incident: here, into })),
        [there, nothing].map(|incident| Command::Incident(IncidentCommand::Merge { incident, into: here })),
        [there, nothing].map(|incident| Command::Incident(IncidentCommand::Unmerge { incident })),
        [there, nothing].map(|i| Command::Incident(IncidentCommand::Erase { incident: i, subject: SubjectRef(1) })),
        [there, nothing].map(|incident| {
            let (lon, lat) = (119.05, 27.05);
            Command::Incident(IncidentCommand::Relocate { incident, lon, lat, uncertain: None })
        }),
        [there, nothing].map(|incident| {
            let words = NoteWords::Plain("as seen".to_owned());
            Command::Incident(IncidentCommand::Note { incident, words, corrects: None })
        }),
        [there, nothing].map(|matter| Command::Matter(MatterCommand::Acknowledge { matter: matter.into() })),
        [there, nothing].map(|which| settle(which, Verdict::Reject)),
        [there, nothing].map(|of| settle(here, duplicate(of))),
        [UnitRef(4), UnitRef(99)].map(|unit| settle(here, Verdict::Amend { units: vec![unit] })),
        [UnitRef(4), UnitRef(99)]
            .map(|unit| Command::Unit(UnitCommand::SetStatus { unit, primary: Primary::Unavailable, secondary: None })),
        [second, none].map(|district| Command::Roster(RosterCommand::TakeOver { district, person: PersonRef(0) })),
        [second, none].map(|district| {
            let gives = place(first);
            Command::Roster(RosterCommand::OfferSwap { gives, wants: Some(place(district)), to: None })
        }),
        [second, none].map(|district| {
            let settings_json = "{}".to_owned();
            Command::Plugin(PluginCommand::Configure {
                plugin: "x".to_owned(),
                district: Some(district),
                settings_json,
                version: None,
            })
        }),
        [second, none].map(|district| task(district, Who::Person(PersonRef(0)), None)),
        [Who::Unit(UnitRef(4)), Who::Unit(UnitRef(99))].map(|who| task(first, who, None)),
        [second, none].map(|district| task(first, Who::Team(TeamOf::District { district, team: TeamRef(0) }), None)),
        [there, nothing].map(|incident| task(first, Who::Person(PersonRef(0)), Some(incident))),
        [second, none].map(|district| start(Some(district), None, None)),
        [there, nothing].map(|incident| start(None, None, Some(incident))),
    ]
    .into_iter()
    .map(Into::into)
    .collect();
    for (foreign, missing) in pairs {
        let what = format!("{foreign:?}");
        let [foreign, missing] = [foreign, missing].map(|command| asked(&mut desk, d1(), command).unwrap_err());
        let numbers = |text: String| text.chars().filter(|letter| !letter.is_ascii_digit()).collect::<String>();
        let code = |text: &str| text.split(':').next().unwrap_or_default().to_owned();
        assert_eq!(code(&foreign), code(&missing), "{what}: {foreign} | {missing}");
        assert_eq!(numbers(foreign), numbers(missing), "{what}");
    }
    // And the one to whom they belong may.
    for authority in [limited(Role::Operator, "350924-D2"), whole(Role::Operator)] {
        let (mut desk, _, there) = two_districts();
        let step = Command::Incident(IncidentCommand::Step { incident: there, to: Phase::Resolved, outcome: None });
        assert_eq!(asked(&mut desk, authority, step), Ok(()));
    }
}

#[test]
fn roles_reach_as_far_as_they_reach() {
    let (mut desk, here, _) = two_districts();
    let step = || Command::Incident(IncidentCommand::Step { incident: here, to: Phase::Resolved, outcome: None });
    let erase = || Command::Incident(IncidentCommand::Erase { incident: here, subject: SubjectRef(1) });
    let tick = || Command::Timer(TimerCommand::Tick { archived_up_to: None });
    let everywhere = || {
        let (hook, plugin) = (Hook::Dispatch, "x".to_owned());
        Command::Plugin(PluginCommand::SetMode {
            districts: Vec::new(),
            hook,
            plugin,
            mode: Mode::Off,
            order: None,
            version: None,
        })
    };
    let code = |told: Result<(), String>| told.err().map(|told| told.split(':').next().unwrap_or_default().to_owned());
    for (authority, command, refused) in [
        (whole(Role::Viewer), step(), Some("role-too-low")),
        (whole(Role::Operator), erase(), Some("role-too-low")),
        (whole(Role::Admin), erase(), Some("no-personal-data")),
        (whole(Role::Admin), tick(), Some("role-too-low")),
        (limited(Role::Admin, "350924-D1"), everywhere(), Some("limited-to-districts")),
        (whole(Role::Operator), everywhere(), Some("no-such-plugin")),
        (whole(Role::Operator), step(), None),
    ] {
        assert_eq!(code(asked(&mut desk, authority, command)).as_deref(), refused);
    }
}

#[test]
fn who_brings_along_what_they_do_not_reach_is_told_so() {
    let (mut desk, here, there) = two_districts();
    desk.tell(Command::Incident(IncidentCommand::Merge { incident: here, into: there }));
    let unmerge = || Command::Incident(IncidentCommand::Unmerge { incident: here });
    let refused = asked(&mut desk, limited(Role::Operator, "350924-D1"), unmerge()).unwrap_err();
    assert!(refused.starts_with("other-district: "), "{refused}");
    // An incident is moved into another district by one who reaches both.
    let moves =
        || Command::Incident(IncidentCommand::Relocate { incident: there, lon: 119.05, lat: 27.05, uncertain: None });
    let refused = asked(&mut desk, limited(Role::Operator, "350924-D2"), moves()).unwrap_err();
    assert!(refused.starts_with("other-district: "), "{refused}");
    let report = || Command::Incident(IncidentCommand::Report(report("brawl")));
    let refused = asked(&mut desk, limited(Role::Operator, "350924-D2"), report()).unwrap_err();
    assert!(refused.starts_with("other-district: "), "{refused}");
    assert_eq!(asked(&mut desk, whole(Role::Operator), unmerge()), Ok(()));
    assert_eq!(asked(&mut desk, limited(Role::Operator, "350924-D1"), report()), Ok(()));
}

/// Of an incident that only the archive has, the state still knows whose data it keeps and where that was.
#[test]
fn archived_incidents_stay_where_they_were() {
    let mut desk = Desk::new();
    let caller_name = serde_json::from_str("\"c2VhbGVk\"").ok();
    let personal = SealedReport { subject: SubjectRef(1), caller_name, caller_number: None, description: None };
    let called = Report { personal: Some(personal), ..report("brawl") };
    desk.tell(Command::Incident(IncidentCommand::Report(called)));
    let which = desk.state.last_incident;
    desk.step(which, Phase::Cancelled).expect("done");
    desk.wait(86_400);
    let archived_up_to = Some(desk.state.version);
    desk.tell(Command::Timer(TimerCommand::Tick { archived_up_to }));
    assert!(desk.state.incident(which).is_none());
    let read = |incident, subject| {
        let fields = [domain::sealed::PersonalField::CallerName].into();
        let purpose = "a complaint".to_owned();
        Command::Incident(IncidentCommand::ReadSealed { incident, subject, fields, purpose })
    };
    let subject = SubjectRef(1);
    let other = asked(&mut desk, limited(Role::Operator, "350924-D2"), read(which, subject)).unwrap_err();
    assert!(other.starts_with("no-such-incident: "), "{other}");
    let refused = asked(&mut desk, whole(Role::Operator), read(IncidentRef(9), subject)).unwrap_err();
    assert!(refused.starts_with("no-such-incident: "), "{refused}");
    assert_eq!(asked(&mut desk, limited(Role::Operator, "350924-D1"), read(which, subject)), Ok(()));
}

/// Whoever accepts a notice takes upon themselves what it is about.
#[test]
fn a_notice_is_answered_where_it_was_sent() {
    let mut desk = Desk::new();
    let answer = |notice, stage| Command::Notice(NoticeCommand::Answer { notice, stage });
    let refused = asked(&mut desk, limited(Role::Operator, "350924-D2"), answer(NoticeRef(1), Stage::Accepted));
    assert!(refused.unwrap_err().starts_with("no-such-notice: "));
}
