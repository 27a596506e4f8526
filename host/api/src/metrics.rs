//! What the server counts, in Prometheus' text format. The recorder is its own, not the process's, so that servers in one
//! process (in tests, say) don't mix their figures.

use std::sync::Arc;
use std::time::Duration;

use domain::decision::AskedOutcome;
use domain::event::{Event, MatterEvent, PluginEvent};
use domain::ports::{Committed, Done};
use domain::refusal::{Refusal, RefusalKind};
use domain::unit::position::Doubt;
use metrics::{Key, Label, Level, Metadata, Recorder, SharedString};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder};

use crate::county_room::Counties;

const METADATA: Metadata<'static> = Metadata::new("api", Level::INFO, None);

/// Seconds; from a fast plugin's call to a slow request.
const BUCKETS_S: [f64; 14] = [5e-6, 2e-5, 1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 0.01, 0.025, 0.1, 0.5, 2.5, 10.0];

/// Samples wait in memory until they are put into their buckets, this often, whether or not anybody asks for the figures.
const UPKEEP_S: u64 = 5;

pub struct Metrics {
    recorder: PrometheusRecorder,
    handle: PrometheusHandle,
}

impl Default for Metrics {
    fn default() -> Metrics {
        let seconds = Matcher::Suffix("_seconds".to_owned());
        // Fails only for an empty list.
        let builder = PrometheusBuilder::new().set_buckets_for_metric(seconds, &BUCKETS_S).unwrap_or_default();
        let recorder = builder.build_recorder();
        describe(&recorder);
        let handle = recorder.handle();
        Metrics { recorder, handle }
    }
}

type Labels<'a> = [(&'static str, &'a str)];

fn key(name: &'static str, labels: &Labels<'_>) -> Key {
    let label = |(name, value): &(&'static str, &str)| Label::new(*name, SharedString::from((*value).to_owned()));
    Key::from_parts(name, labels.iter().map(label).collect::<Vec<_>>())
}

impl Metrics {
    /// Keeps what waits in memory small for as long as the figures are in use. Not on the threads that count: they are in
    /// a hurry. Does nothing outside of tokio, where no server runs either.
    pub fn keep_up(self: &Arc<Metrics>) {
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        let used = Arc::downgrade(self);
        runtime.spawn(async move {
            loop {
                tokio::time::sleep(Duration::from_secs(UPKEEP_S)).await;
                match used.upgrade() {
                    Some(metrics) => metrics.handle.run_upkeep(),
                    None => break,
                }
            }
        });
    }

    fn count(&self, name: &'static str, labels: &Labels<'_>) {
        self.recorder.register_counter(&key(name, labels), &METADATA).increment(1);
    }

    fn observe(&self, name: &'static str, labels: &Labels<'_>, seconds: f64) {
        self.recorder.register_histogram(&key(name, labels), &METADATA).record(seconds);
    }

    fn set(&self, name: &'static str, labels: &Labels<'_>, value: f64) {
        self.recorder.register_gauge(&key(name, labels), &METADATA).set(value);
    }

    pub fn request(&self, method: &str, route: &str, status: u16, took: Duration) {
        self.count(
            "wardroom_http_requests_total",
            &[("method", method), ("route", route), ("status", &status.to_string())],
        );
        self.observe("wardroom_http_request_seconds", &[("method", method), ("route", route)], took.as_secs_f64());
    }

    pub fn command(&self, county: &str, command: &str, done: &Result<Done, Refusal>, took: Duration) {
        let outcome = match done {
            Ok(Done { repeated: true, .. }) => "repeated",
            Ok(_) => "done",
            Err(refusal) => match refusal.kind {
                RefusalKind::Invalid => "invalid",
                RefusalKind::NotFound => "not-found",
                RefusalKind::Forbidden => "forbidden",
                RefusalKind::Conflict => "conflict",
                RefusalKind::Busy => "busy",
                RefusalKind::Unavailable => "unavailable",
            },
        };
        self.count("wardroom_commands_total", &[("county", county), ("command", command), ("outcome", outcome)]);
        self.observe("wardroom_command_seconds", &[("county", county), ("command", command)], took.as_secs_f64());
    }

    /// Counts what a durable batch tells. Called by the thread that commits.
    pub fn committed(&self, county: &str, committed: &Committed) {
        for event in &committed.batch.events {
            self.count("wardroom_events_total", &[("county", county), ("event", event.name())]);
            if let Event::Matter(MatterEvent::Decided { decision, .. }) = event {
                let facts = &decision.facts;
                for asked in &facts.asked_before {
                    let outcome = match &asked.outcome {
                        AskedOutcome::Abstained(_) => "abstained",
                        AskedOutcome::Failed(failure) => failure.kind(),
                        AskedOutcome::AllRefused(_) => "all-refused",
                        AskedOutcome::Quarantined { .. } => "quarantined",
                        AskedOutcome::OutOfTime => "out-of-time",
                    };
                    self.hook(county, facts.hook.name(), &asked.plugin.name, outcome);
                }
                let outcome = if facts.fallback { "fallback" } else { "decided" };
                self.hook(county, facts.hook.name(), &facts.plugin.name, outcome);
                let labels = [("county", county), ("hook", facts.hook.name()), ("plugin", &*facts.plugin.name)];
                self.observe("wardroom_hook_seconds", &labels, f64::from(decision.measured.time_us) / 1e6);
            }
            if let Event::Plugin(PluginEvent::Quarantined { plugin, .. }) = event {
                self.count("wardroom_quarantines_total", &[("county", county), ("plugin", plugin)]);
            }
        }
    }

    fn hook(&self, county: &str, hook: &str, plugin: &str, outcome: &str) {
        let labels = [("county", county), ("hook", hook), ("plugin", plugin), ("outcome", outcome)];
        self.count("wardroom_hook_calls_total", &labels);
    }

    pub fn stream_ended(&self, county: &str, too_slow: bool) {
        let why = if too_slow { "too-slow" } else { "ended" };
        self.count("wardroom_streams_ended_total", &[("county", county), ("why", why)]);
    }

    /// Everything, with the figures that are read off the rooms at this moment.
    pub fn render(&self, counties: &Counties, streams: usize) -> String {
        for (code, county) in counties {
            let (health, state) = (county.room.health(), county.room.state());
            let of = [("county", code.as_str())];
            self.set("wardroom_ready", &of, f64::from(u8::from(health.ready)));
            self.set("wardroom_journal_version", &of, state.version.0 as f64);
            self.set("wardroom_commands_queued", &of, health.queued as f64);
            for why in Doubt::ALL {
                let dropped = health.positions_dropped.get(&why).copied().unwrap_or_default();
                self.set("wardroom_positions_dropped", &[of[0], ("why", why.name())], dropped as f64);
            }
            self.set("wardroom_shadow_runs_dropped", &of, health.shadows_dropped as f64);
            for thread in &health.threads {
                let labels = [("county", code.as_str()), ("thread", thread.name.as_str())];
                self.set("wardroom_thread_alive", &labels, f64::from(u8::from(thread.ended.is_none())));
            }
            self.set("wardroom_timers", &of, state.timers.len() as f64);
            self.set("wardroom_incidents_waiting", &of, state.waiting.len() as f64);
            let now = county.room.now();
            let health = state.plugins.health.values().flat_map(|of_district| of_district.values());
            let quarantined = health.filter(|health| health.quarantined_until.is_some_and(|until| until > now)).count();
            self.set("wardroom_plugins_quarantined", &of, quarantined as f64);
            let Some(loaded) = &state.county else { continue };
            for (index, district) in loaded.county().districts.iter().enumerate() {
                let open = u16::try_from(index).ok().and_then(|index| state.open.get(&domain::ids::DistrictRef(index)));
                let labels = [("county", code.as_str()), ("district", district.code.as_str())];
                self.set("wardroom_incidents_open", &labels, open.map_or(0, |open| open.len()) as f64);
            }
        }
        self.set("wardroom_streams", &[], streams as f64);
        self.handle.render()
    }
}

fn describe(recorder: &PrometheusRecorder) {
    let counters = [
        ("wardroom_http_requests_total", "Requests by method, route and status"),
        ("wardroom_commands_total", "Commands handed to the room by the API, by outcome"),
        ("wardroom_events_total", "Durable events"),
        ("wardroom_hook_calls_total", "What plugins (and the built-in rule) made of being asked"),
        ("wardroom_quarantines_total", "Quarantines of plugins"),
        ("wardroom_streams_ended_total", "Event streams that ended, and whether their reader was too slow"),
    ];
    for (name, text) in counters {
        recorder.describe_counter(name.into(), None, text.into());
    }
    let histograms = [
        ("wardroom_http_request_seconds", "Time to the answer of a request"),
        ("wardroom_command_seconds", "Time from handing a command in to its durable answer"),
        ("wardroom_hook_seconds", "Wall-clock time of all plugin calls of one decision"),
    ];
    for (name, text) in histograms {
        recorder.describe_histogram(name.into(), None, text.into());
    }
    let gauges = [
        ("wardroom_ready", "Whether the room takes commands"),
        ("wardroom_thread_alive", "Whether a thread that the room relies on is at work"),
        ("wardroom_journal_version", "Version of the durable state"),
        ("wardroom_commands_queued", "Commands that wait for the sequencer"),
        ("wardroom_positions_dropped", "Positions that were not taken since the start, by the reason"),
        ("wardroom_shadow_runs_dropped", "Shadow runs dropped since the start"),
        ("wardroom_timers", "Timers that run"),
        ("wardroom_incidents_waiting", "Incidents that lack units"),
        ("wardroom_incidents_open", "Open incidents of a district"),
        ("wardroom_plugins_quarantined", "Pairs of plugin and district in quarantine"),
        ("wardroom_streams", "Event streams being read"),
    ];
    for (name, text) in gauges {
        recorder.describe_gauge(name.into(), None, text.into());
    }
}
