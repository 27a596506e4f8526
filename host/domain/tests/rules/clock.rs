//! The room's time under clocks that leap: while it runs, over a restart, before and after a time service, and by a person's word.
//! The world has a true time, which nobody in it sees.

use std::collections::BTreeSet;

use domain::clock::judge::{ClockJudge, Reading, Traces};
use domain::clock::{Cause, Voucher};
use domain::command::{ClockCommand, Command, CountyCommand, Envelope, IncidentCommand, SealedReport, TimerCommand};
use domain::event::{ClockEvent, Event, IncidentEvent, TimerEvent};
use domain::hooks::CatchUp;
use domain::ids::*;
use domain::incident::Phase;
use domain::limits::{CLOCK_AGREES_S, CLOCK_STEP_MS};
use domain::state::State;
use domain::time::TimeMs;
use domain::timer::TimerId;
use proptest::prelude::*;

use crate::desk::*;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// What clocks leap by: more than a step, each of them.
const LEAPS_S: [i64; 7] = [5 * MINUTE, -5 * MINUTE, 8 * HOUR, DAY, -DAY, 200 * DAY, -200 * DAY];

/// A machine whose clock may be wrong, and the room on it.
struct World {
    desk: Desk,
    judge: ClockJudge,
    /// Milliseconds since START, and since the machine started.
    true_ms: i64,
    ran_ms: u64,
    /// By how much the system's clock is ahead of the true time.
    ahead_ms: i64,
    kept: bool,
    events: Vec<Event>,
}

impl World {
    /// A caller's data may be kept for a day, and their incident has just ended.
    fn new() -> World {
        let mut desk = Desk::new();
        let mut county = county();
        county.thresholds.personal_days = Some(1);
        county.digest = Digest::of(b"a day");
        desk.tell(Command::County(CountyCommand::Import { county: std::sync::Arc::new(county) }));
        let reading = Reading { wall: START, ran_ms: 1_000_000, kept: true };
        let judge = ClockJudge::start(Version(0), START, &desk.state.time, reading, Traces::default());
        let (ran_ms, ahead_ms) = (reading.ran_ms, 0);
        let mut world = World { desk, judge, true_ms: 0, ran_ms, ahead_ms, kept: false, events: Vec::new() };
        world.end_an_incident();
        world
    }

    fn end_an_incident(&mut self) {
        let mut called = report("brawl");
        let subject = SubjectRef(self.desk.state.last_subject.0 + 1);
        let caller_name = serde_json::from_str("\"c2VhbGVk\"").ok();
        called.personal = Some(SealedReport { subject, caller_name, caller_number: None, description: None });
        self.desk.tell(Command::Incident(IncidentCommand::Report(called)));
        let incident = self.desk.state.last_incident;
        self.desk.step(incident, Phase::Cancelled).expect("done");
    }

    fn reading(&self) -> Reading {
        let wall = START.plus_ms(self.true_ms + self.ahead_ms);
        Reading { wall, ran_ms: self.ran_ms, kept: self.kept }
    }

    /// As the writer does before each command.
    fn look(&mut self) {
        let reading = self.reading();
        let command = self.judge.look(reading, &self.desk.state.time, self.desk.state.version);
        self.desk.now = self.judge.now(reading).max(self.desk.state.at);
        if let Some(command) = command {
            self.say(Envelope::system(Command::Clock(command))).expect("the host's own is done");
        }
        let tick = Command::Timer(TimerCommand::Tick { archived_up_to: None });
        let events = self.desk.submit(Envelope::system(tick)).expect("time passes");
        self.events.extend(events);
    }

    fn say(&mut self, envelope: Envelope) -> Result<(), String> {
        let Command::Clock(command) = &envelope.command else { panic!("a word on the clock") };
        let stood = self.desk.now;
        self.desk.now = stood.plus_ms(self.desk.state.time.moved_by(command));
        let events = self.desk.submit(envelope).map_err(|refusal| {
            self.desk.now = stood;
            refusal.code.to_string()
        })?;
        if events.iter().any(|event| matches!(event, Event::Clock(ClockEvent::Moved { .. }))) {
            self.judge.move_to(self.desk.now);
        }
        self.events.extend(events);
        self.same_when_read();
        Ok(())
    }

    fn person(&mut self, command: ClockCommand) -> Result<(), String> {
        let mut envelope = Envelope::by("operator:1", Command::Clock(command));
        envelope.reason = Some("by my watch".to_owned());
        self.say(envelope)
    }

    fn ahead_of_room_ms(&self) -> i64 {
        self.reading().wall.0 - self.desk.now.0
    }

    /// The room looks every second, or a little less often where much time passes.
    fn pass(&mut self, seconds: i64) {
        let pace = (seconds / 100).clamp(1, 60);
        for done in (0..seconds).step_by(pace as usize) {
            let step_ms = pace.min(seconds - done) * 1000;
            self.true_ms += step_ms;
            self.ran_ms += step_ms as u64;
            self.look();
        }
    }

    /// The room is started anew. The machine ran on, or it starts anew, too.
    fn restart(&mut self, after_s: i64, machine: bool, traces: Traces) {
        self.true_ms += after_s * 1000;
        self.ran_ms = if machine { 30_000 } else { self.ran_ms + after_s as u64 * 1000 };
        self.desk.state = State::decode(&self.desk.state.encode()).expect("a checkpoint reads");
        let state = &self.desk.state;
        self.judge = ClockJudge::start(state.version, state.at, &state.time, self.reading(), traces);
        self.events.clear();
        self.look();
    }

    /// The journal folds to the same, from the beginning and from any checkpoint.
    fn same_when_read(&self) {
        let read = State::decode(&self.desk.state.encode()).expect("a checkpoint reads");
        assert_eq!(read.hash(), self.desk.state.hash());
        assert_eq!(read.timers, self.desk.state.timers, "the same timers are held");
        let mut whole = State::default();
        self.desk.journal.iter().for_each(|batch| whole.fold(batch));
        assert_eq!(whole.hash(), self.desk.state.hash());
    }

    fn set_timer(&mut self, key: u16, seconds: u32) {
        let timer = timer(key);
        let started = TimerEvent::Started {
            timer,
            generation: u32::from(key),
            due: self.desk.now.plus_s(seconds),
            catch_up: CatchUp::Once,
            repeat_s: None,
        };
        self.desk.happen(vec![Event::Timer(started)]);
    }

    fn fired(&self, key: u16) -> bool {
        self.events.iter().any(|e| matches!(e, Event::Timer(TimerEvent::Fired { timer: of, .. }) if *of == timer(key)))
    }

    fn erased(&self) -> bool {
        self.events.iter().any(|event| matches!(event, Event::Incident(IncidentEvent::SubjectErased { .. })))
    }

    fn of_clock(&self) -> Vec<&ClockEvent> {
        self.events.iter().filter_map(|e| if let Event::Clock(event) = e { Some(event) } else { None }).collect()
    }

    fn cause(&self) -> Option<Cause> {
        self.desk.state.time.doubt.as_ref().map(|doubt| doubt.cause)
    }

    /// By how many milliseconds the room is ahead of the true time.
    fn wrong_ms(&self) -> i64 {
        self.desk.now.0 - START.0 - self.true_ms
    }
}

fn timer(key: u16) -> TimerId {
    TimerId::new(IncidentRef(1), 0, key)
}

const CONFIRMED: fn(Voucher) -> ClockEvent = |by| ClockEvent::Confirmed { by };

#[test]
fn a_second_is_no_step() {
    for ahead_ms in [1_000, -1_000, CLOCK_STEP_MS as i64, -(CLOCK_STEP_MS as i64)] {
        let mut world = World::new();
        world.pass(10);
        world.ahead_ms = ahead_ms;
        world.pass(60);
        assert_eq!((world.cause(), world.of_clock().len()), (None, 0), "{ahead_ms} ms");
        // Forward it follows at once, back a little slower than time passes.
        let slower_ms = 60_000 / 16 + 1;
        let expected = if ahead_ms > 0 { ahead_ms..=ahead_ms } else { ahead_ms.max(-slower_ms) - 1..=0 };
        assert!(expected.contains(&world.wrong_ms()), "{ahead_ms} ms: {}", world.wrong_ms());
    }
    let mut world = World::new();
    world.ahead_ms = CLOCK_STEP_MS as i64 + 1;
    world.look();
    assert_eq!(world.cause(), Some(Cause::ClockSet), "one past the limit is a step");
}

/// A clock that was set 200 days ahead for three seconds erased personal data for good, and left the room in the future.
#[test]
fn a_leap_of_three_seconds_leaves_nothing_behind() {
    for leap_s in LEAPS_S {
        let mut world = World::new();
        world.pass(10);
        world.set_timer(1, 60);
        world.ahead_ms = leap_s * 1000;
        world.pass(2);
        assert_eq!(world.cause(), Some(Cause::ClockSet), "{leap_s} s");
        assert_eq!(world.desk.state.time.off_ms / 1000, leap_s, "{leap_s} s");
        assert!(world.wrong_ms().abs() <= 1, "{leap_s} s: the room goes on by what has passed");
        world.set_timer(2, 60);
        world.pass(1);
        world.ahead_ms = 0;
        world.pass(1);
        assert_eq!(world.of_clock().last(), Some(&&CONFIRMED(Voucher::Return)), "{leap_s} s");
        assert_eq!((world.of_clock().len(), world.cause(), world.desk.state.time.off_ms), (2, None, 0));
        world.pass(55);
        assert!(!world.fired(1) && !world.fired(2), "{leap_s} s");
        world.pass(4);
        assert!(world.fired(1) && world.fired(2), "{leap_s} s: each after its minute");
        assert!(!world.erased(), "{leap_s} s");
        world.pass(DAY);
        assert!(world.erased(), "{leap_s} s: after the day that it is kept");
    }
}

#[test]
fn many_small_steps_are_a_step() {
    let mut world = World::new();
    for _ in 0..10 {
        world.pass(1);
        world.ahead_ms += CLOCK_STEP_MS as i64 / 4;
    }
    assert_eq!(world.cause(), Some(Cause::ClockSet));
    assert!(world.wrong_ms() <= CLOCK_STEP_MS as i64, "{}", world.wrong_ms());
}

/// What the kernel vouches for is followed at once, and what was set by the wrong time lies as far ahead of the right one.
#[test]
fn a_time_service_puts_the_room_right() {
    for wrong_s in LEAPS_S.into_iter().filter(|leap_s| *leap_s > 0) {
        // The first journal of a machine that does not know the time yet.
        let mut world = World::new();
        world.desk = World::new().desk;
        world.ahead_ms = wrong_s * 1000;
        world.judge = ClockJudge::start(Version(0), START, &world.desk.state.time, world.reading(), Traces::default());
        world.look();
        assert_eq!(world.wrong_ms() / 1000, wrong_s, "there is no better time");
        world.end_an_incident();
        world.set_timer(1, 600);
        world.pass(60);
        // The time service sets the clock, and then says so to the kernel.
        world.ahead_ms = 0;
        world.look();
        world.kept = true;
        world.look();
        assert!(world.wrong_ms().abs() <= 1, "{wrong_s} s: {}", world.wrong_ms());
        let moved = |event: &&ClockEvent| matches!(event, ClockEvent::Moved { by: Voucher::Kernel, lag_ms: 0, .. });
        assert!(world.of_clock().into_iter().any(|event| moved(&event)), "{wrong_s} s: {:?}", world.of_clock());
        assert_eq!((world.cause(), world.desk.state.time.unproved), (None, None));
        world.pass(530);
        assert!(!world.fired(1), "{wrong_s} s");
        world.pass(12);
        assert!(world.fired(1), "{wrong_s} s: ten minutes after it was set");
        world.pass(DAY - 700);
        assert!(!world.events.contains(&erasure(2)), "{wrong_s} s: a day has not passed since it ended");
        world.pass(200);
        assert!(world.events.contains(&erasure(2)), "{wrong_s} s");
    }
}

fn erasure(number: u32) -> Event {
    let (incident, subject) = (IncidentRef(number), SubjectRef(number));
    Event::Incident(IncidentEvent::SubjectErased { incident, subject })
}

/// Outage, sleep, a backup that was put back and a clock that is ahead look alike at the start. The room says which is likely, serves
/// by the clock, and does by the time that has surely passed what can't be undone.
#[test]
fn a_gap_at_the_start_waits_for_somebodys_word() {
    let traces = |slept_ms, restored| Traces { slept_ms, restored };
    let long_ms = 200 * DAY as u64 * 1000;
    let likely = [
        (true, traces(0, false), Cause::MachineOff),
        (false, traces(0, false), Cause::ServerStopped),
        (false, traces(long_ms, false), Cause::Suspended),
        (true, traces(0, true), Cause::Restored),
    ];
    for (machine, traces, cause) in likely {
        for gap_s in [5 * MINUTE, 8 * HOUR, DAY + HOUR, 200 * DAY] {
            let mut world = World::new();
            world.pass(10);
            world.set_timer(1, 600);
            // The room can't tell whether so much time has passed or the clock is ahead.
            world.restart(1, machine, Traces::default());
            world.ahead_ms = gap_s * 1000;
            world.ran_ms += if machine { 0 } else { gap_s as u64 * 1000 };
            world.restart(0, machine, traces);
            assert_eq!(world.cause(), Some(cause), "{gap_s} s");
            assert_eq!(world.wrong_ms(), gap_s * 1000, "it serves by the clock");
            world.set_timer(2, 60);
            world.pass(61);
            assert!(world.fired(2), "{gap_s} s: what is set now takes its time");
            assert!(!world.fired(1), "{gap_s} s: what was set before may not be due yet");
            world.pass(540);
            assert!(world.fired(1), "{gap_s} s: it surely is");
            assert!(!world.erased(), "{gap_s} s");
            assert!(matches!(world.of_clock()[..], [ClockEvent::Doubted { .. }]));
            // Nobody says anything, and the clock goes evenly.
            world.pass(i64::from(CLOCK_AGREES_S) - 602);
            assert!(world.cause().is_some() && !world.erased());
            world.pass(3);
            assert_eq!(world.of_clock().last(), Some(&&CONFIRMED(Voucher::Agreement)));
            world.look();
            assert_eq!((world.cause(), world.erased()), (None, gap_s > DAY), "{gap_s} s");
            // It was ahead after all, and a time service says so.
            world.set_timer(3, 600);
            (world.ahead_ms, world.kept) = (0, true);
            world.look();
            assert!(world.wrong_ms().abs() <= 1);
            world.pass(595);
            assert!(!world.fired(3));
            world.pass(6);
            assert!(world.fired(3), "{gap_s} s");
        }
    }
}

/// A machine that started 8 h ahead, its hardware's clock in local time, stayed ahead for days and named the next crew.
#[test]
fn a_start_ahead_is_put_right_at_once() {
    for (by_hand, ahead_s) in [(true, 8 * HOUR), (false, 8 * HOUR), (true, 200 * DAY), (false, 200 * DAY), (true, DAY)]
    {
        let mut world = World::new();
        world.pass(10);
        world.set_timer(1, 4 * HOUR as u32);
        world.ahead_ms = ahead_s * 1000;
        world.restart(30 * MINUTE, true, Traces::default());
        assert_eq!((world.cause(), world.wrong_ms()), (Some(Cause::MachineOff), ahead_s * 1000));
        world.set_timer(2, 120);
        world.pass(60);
        world.ahead_ms = 0;
        world.kept = !by_hand;
        world.pass(1);
        assert!(world.wrong_ms().abs() <= 1, "{ahead_s} s");
        // By hand the gap is still one, though a likely one.
        assert_eq!(world.cause(), by_hand.then_some(Cause::MachineOff));
        let lag_s = world.desk.state.time.lag_ms() / 1000;
        assert!(!by_hand && lag_s == 0 || (1_790..=1_830).contains(&lag_s), "{lag_s}");
        world.pass(62);
        assert!(world.fired(2) && !world.fired(1) && !world.erased());
        world.pass(4 * HOUR - 30 * MINUTE);
        assert!(world.fired(1), "{ahead_s} s");
    }
}

#[test]
fn a_start_behind_the_journal_goes_on_from_it() {
    for behind_s in LEAPS_S.into_iter().filter(|leap_s| *leap_s < 0) {
        let mut world = World::new();
        world.pass(10);
        let last = world.desk.state.at.max(world.desk.now);
        world.ahead_ms = behind_s * 1000 - HOUR * 1000;
        world.restart(HOUR, true, Traces::default());
        assert_eq!(world.cause(), Some(Cause::ClockBehind), "{behind_s} s");
        assert!(world.desk.now >= world.desk.state.at && world.desk.now.0 - last.0 <= 1);
        world.set_timer(1, 60);
        world.pass(i64::from(CLOCK_AGREES_S) + 60);
        assert!(world.fired(1) && world.cause().is_some(), "evenly, but wrong: nobody is believed for that");
        assert!(!world.erased());
        (world.ahead_ms, world.kept) = (0, true);
        world.look();
        assert!(world.wrong_ms().abs() <= 1 && world.cause().is_none());
    }
}

/// The room left a clock that had leapt; it is no more believed because the room was started anew.
#[test]
fn what_was_in_doubt_is_so_after_a_restart() {
    for leap_s in LEAPS_S {
        for put_right in [true, false] {
            let mut world = World::new();
            world.pass(10);
            world.ahead_ms = leap_s * 1000;
            world.pass(10);
            if put_right {
                world.ahead_ms = 0;
            }
            world.restart(60, false, Traces::default());
            world.pass(1);
            assert!(world.wrong_ms().abs() <= 1, "{leap_s} s, {put_right}: {}", world.wrong_ms());
            assert_eq!(world.cause().is_none(), put_right, "{leap_s} s");
            assert!(!world.erased());
        }
    }
}

#[test]
fn a_person_accepts_or_refuses() {
    for leap_s in LEAPS_S {
        let mut world = World::new();
        world.pass(10);
        assert_eq!(world.person(ClockCommand::Accept { by_ms: 0 }), Err("clock-confirmed".to_owned()));
        world.ahead_ms = leap_s * 1000;
        world.pass(2);
        world.set_timer(1, 60);
        let by_ms = world.ahead_of_room_ms();
        let other = by_ms + 2 * CLOCK_STEP_MS as i64;
        assert_eq!(world.person(ClockCommand::Accept { by_ms: other }), Err("clock-changed".to_owned()));
        world.person(ClockCommand::Accept { by_ms }).expect("done");
        assert!((world.wrong_ms() - leap_s * 1000).abs() <= 1, "{leap_s} s");
        world.pass(58);
        assert!(!world.fired(1), "{leap_s} s: what was set in doubt takes its time");
        world.pass(3);
        assert!(world.fired(1) && world.cause().is_none());

        let mut world = World::new();
        world.pass(10);
        world.ahead_ms = leap_s * 1000;
        world.pass(2);
        world.person(ClockCommand::Refuse { by_ms: world.ahead_of_room_ms() }).expect("done");
        world.pass(600);
        assert!(world.cause().is_none() && world.wrong_ms().abs() <= 1, "{leap_s} s");
        world.restart(60, false, Traces::default());
        world.pass(600);
        assert!(world.cause().is_none() && world.wrong_ms().abs() <= 1, "{leap_s} s: it is refused still");
        world.ahead_ms += leap_s.signum() * 3 * CLOCK_STEP_MS as i64;
        world.pass(1);
        assert_eq!(world.cause(), Some(Cause::ClockSet), "{leap_s} s: another leap is another question");
    }
    // At the start: the clock is ahead, and nothing but a minute has passed.
    let mut world = World::new();
    world.pass(10);
    world.ahead_ms = 8 * HOUR * 1000;
    world.restart(60, true, Traces::default());
    world.person(ClockCommand::Refuse { by_ms: world.ahead_of_room_ms() }).expect("done");
    world.pass(5);
    assert!((-60_000..=0).contains(&world.wrong_ms()), "{}", world.wrong_ms());
    assert!(world.cause().is_none());
    // Or so much time has passed.
    let mut world = World::new();
    world.pass(10);
    world.restart(2 * DAY, true, Traces::default());
    assert!(!world.erased());
    world.person(ClockCommand::Accept { by_ms: world.ahead_of_room_ms() }).expect("done");
    world.look();
    assert!(world.erased() && world.cause().is_none() && world.wrong_ms() == 0);
    let unexplained = Envelope::by("operator:1", Command::Clock(ClockCommand::Accept { by_ms: 0 }));
    assert_eq!(world.say(unexplained), Err("no-reason".to_owned()));
}

#[test]
fn a_machine_with_a_time_service_restarts_without_a_doubt() {
    let mut world = World::new();
    world.kept = true;
    world.pass(10);
    world.restart(2 * DAY, true, Traces::default());
    assert!(world.erased() && world.cause().is_none() && world.of_clock().is_empty());
    assert_eq!(world.wrong_ms(), 0);
}

#[derive(Clone, Debug)]
enum Happening {
    Pass(i64),
    Set(i64),
    Kept(bool),
    Restart(i64, bool),
    Accept,
    Refuse,
    Timer(u16, u32),
    EndIncident,
}

fn happening() -> impl Strategy<Value = Happening> {
    let leap = prop::sample::select(vec![0, 1, -1, 300, -300, 28_800, -28_800, 86_400, -86_400, 17_280_000]);
    prop_oneof![
        4 => prop::sample::select(vec![1, 60, 600, 2_000, 90_000]).prop_map(Happening::Pass),
        3 => leap.prop_map(Happening::Set),
        1 => any::<bool>().prop_map(Happening::Kept),
        2 => (prop::sample::select(vec![0, 60, 600, 50_000]), any::<bool>()).prop_map(|(s, off)| Happening::Restart(s, off)),
        1 => Just(Happening::Accept),
        1 => Just(Happening::Refuse),
        2 => (1..6u16, 1..4_000u32).prop_map(|(key, seconds)| Happening::Timer(key, seconds)),
        1 => Just(Happening::EndIncident),
    ]
}

fn play(world: &mut World, happening: &Happening) {
    let (before, moved) = (world.desk.now, world.events.len());
    match happening {
        Happening::Pass(seconds) => world.pass(*seconds),
        Happening::Set(ahead_s) => world.ahead_ms = ahead_s * 1000,
        Happening::Kept(kept) => world.kept = *kept,
        Happening::Restart(after_s, machine) => return world.restart(*after_s, *machine, Traces::default()),
        Happening::Accept => drop(world.person(ClockCommand::Accept { by_ms: world.ahead_of_room_ms() })),
        Happening::Refuse => drop(world.person(ClockCommand::Refuse { by_ms: world.ahead_of_room_ms() })),
        Happening::Timer(key, seconds) => world.set_timer(*key, *seconds),
        Happening::EndIncident => world.end_an_incident(),
    }
    let moves = world.events[moved..].iter().any(|event| matches!(event, Event::Clock(ClockEvent::Moved { .. })));
    assert!(world.desk.now >= before || moves, "the room's time goes back by an event alone");
    assert!(world.desk.state.time.sure(world.desk.now) <= world.desk.now);
}

proptest! {
    #![proptest_config(random(60))]

    /// Whatever is done to the clocks, the journal folds to the same, and a doubt ends when the kernel vouches for the clock.
    #[test]
    fn any_clocks_at_all(happenings in prop::collection::vec(happening(), 1..24)) {
        let mut world = World::new();
        happenings.iter().for_each(|happening| play(&mut world, happening));
        (world.kept, world.ahead_ms) = (true, 0);
        world.pass(2);
        prop_assert_eq!((world.cause(), world.wrong_ms().abs() <= CLOCK_STEP_MS as i64), (None, true));
        world.same_when_read();
    }
}

/// Takes out of these what happens to clocks at random.
pub fn random_events(never: &mut BTreeSet<&str>) {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
    let seed = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), seed);
    for _ in 0..30 {
        let all = prop::collection::vec(happening(), 16).new_tree(&mut runner).expect("a history").current();
        let mut world = World::new();
        all.iter().for_each(|happening| play(&mut world, happening));
        for event in world.desk.journal.iter().flat_map(|batch| &batch.events) {
            never.remove(event.name());
        }
    }
}

/// The room's time, and what the clocks were: a sum that never depends on how often it is asked.
#[test]
fn it_loses_the_same_however_often_it_is_asked() {
    let reading = |wall, ran_ms| Reading { wall: TimeMs(wall), ran_ms, kept: false };
    let known = domain::clock::RoomTime::default();
    let mut judge = ClockJudge::start(Version(0), START, &known, reading(START.0, 0), Traces::default());
    for ran_ms in 1..=16_000_u64 {
        judge.now(reading(START.0 - 60_000 + ran_ms as i64, ran_ms));
    }
    assert_eq!(judge.now(reading(START.0 - 44_000, 16_000)), START.plus_ms(15_000));
}
