//! The bounds of a search: tasks at one time, grids in all, the size of the state; whatever people do.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use wardroom_plugin::workflow::Outcome;

/// A county of 600 grids with long numbers, 30 m farther away each.
fn wide() -> County {
    let county = County::new().code(Reference::Team(0), "patrol");
    let county = (0..600).fold(county, |county, index| county.grid(99_000 + index, 0, index * 30));
    let county = (0..40).fold(county, |county, index| county.video_point(&format!("V{index:05}"), index * 100));
    (0..9).fold(county, |county, index| county.unit(unit((index, 0, true))))
}

fn greedy() -> Settings {
    let speed_m_per_h = settings::Speeds { unknown: 20_000, ..settings::Speeds::default() };
    Settings {
        speed_m_per_h,
        grids_max: 256,
        tasks_at_once: 32,
        units_per_ring: 8,
        video_points: 32,
        drone: settings::Drone::default(),
        ..Settings::default()
    }
}

#[derive(Clone, Debug)]
enum Act {
    Done(usize, &'static str),
    Overdue(usize),
    Timer(u16),
    Signal(&'static str),
    Unanswered(u8),
}

fn acts() -> impl Strategy<Value = Act> {
    let outcome = proptest::sample::select(vec!["clear", "trace", "not-possible", "go-on", "found", "answered"]);
    prop_oneof![
        6 => (any::<usize>(), outcome).prop_map(|(which, outcome)| Act::Done(which, outcome)),
        3 => any::<usize>().prop_map(Act::Overdue),
        3 => (1..5u16).prop_map(Act::Timer),
        1 => proptest::sample::select(vec![forms::SIGHTING, forms::CLOSE, forms::REOPEN]).prop_map(Act::Signal),
        1 => (0..4u8).prop_map(Act::Unanswered),
    ]
}

/// What the host keeps of an instance.
struct Host {
    instance: Instance,
    tasks: BTreeSet<u16>,
    timers: BTreeSet<u16>,
}

impl Host {
    /// Does as the host would, which refuses to stop what does not run.
    fn carry_out(&mut self, outcome: Outcome) -> Option<String> {
        assert!(outcome.state.len() <= 16 << 10, "{} bytes", outcome.state.len());
        assert!(outcome.remarks.len() + outcome.effects.len() <= 256);
        for effect in outcome.effects {
            match effect {
                Effect::StartTimer(timer) => drop(self.timers.insert(timer.key)),
                Effect::StopTimer(key) => assert!(self.timers.remove(&key), "timer {key} does not run"),
                Effect::CreateTask(task) => drop(self.tasks.insert(task.key)),
                Effect::CancelTask(key) => assert!(self.tasks.remove(&key), "task {key} is not open"),
                _ => {}
            }
        }
        self.instance.state = outcome.state;
        self.instance.tasks = self.tasks.iter().copied().collect();
        self.instance.timers = self.timers.iter().copied().collect();
        outcome.ended
    }
}

proptest! {
    /// Whatever comes in whatever order: no step fails, nothing is stopped that does not run, and all stays bounded. A search
    /// that is closed has no open task, and nothing runs but the erasure.
    #[test]
    fn whatever_people_do(acts in proptest::collection::vec(acts(), 1..80)) {
        let (settings, _county) = (greedy(), wide().enter());
        let (tasks, timers) = (BTreeSet::new(), BTreeSet::new());
        let mut host = Host { instance: Instance { grid: Some(99_300), ..instance() }, tasks, timers };
        let outcome = Search::start(NOW, &settings, &host.instance, &[]).unwrap();
        host.carry_out(outcome);
        let mut now = NOW;
        for act in acts {
            now += 600;
            let key_of = |host: &Host, which: usize| host.instance.tasks.get(which % host.tasks.len().max(1)).copied();
            let event = match act {
                Act::Done(which, outcome) => {
                    let Some(key) = key_of(&host, which) else { continue };
                    host.tasks.remove(&key);
                    host.instance.tasks.retain(|open| *open != key);
                    let (outcome, by) = (outcome.to_owned(), Some(1));
                    Event::TaskDone(workflow::TaskResult { key, outcome, by, fields: vec![] })
                }
                Act::Overdue(which) => match key_of(&host, which) {
                    Some(key) => Event::TaskOverdue(key),
                    None => continue,
                },
                Act::Timer(key) if host.timers.contains(&key) => {
                    if key != step::WIDEN {
                        host.timers.remove(&key);
                        host.instance.timers.retain(|runs| *runs != key);
                    }
                    Event::TimerFired(key)
                }
                Act::Timer(_) => continue,
                Act::Signal(name) => {
                    let fields = fields(&[("result", "called-off".into()), ("last_seen_at", Value::Time(now))]);
                    Event::Signalled(workflow::Signal { name: name.to_owned(), by: None, sender: None, fields })
                }
                Act::Unanswered(level) => Event::Unanswered(level),
            };
            let ended = host.carry_out(Search::step(now, &settings, &host.instance, event).unwrap());
            if ended.is_some() {
                return Ok(());
            }
            let search: Search = serde_json::from_str(&host.instance.state).unwrap();
            prop_assert!(search.handed_out.len() <= 2 * 32 && search.grids() <= 256);
            prop_assert_eq!(search.searched.iter().collect::<BTreeSet<_>>().len(), search.searched.len());
            if let state::Stage::Closed { .. } = search.stage {
                prop_assert!(host.tasks.is_empty(), "{:?}", host.tasks);
                prop_assert_eq!(host.timers.iter().collect::<Vec<_>>(), [&step::ERASE]);
            }
        }
    }
}
