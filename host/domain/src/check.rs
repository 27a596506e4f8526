//! What a command may do: from a command and the state to its first events, or to a refusal that says why. The cascade that
//! follows (plugins, arbiter) is the sequencer's; what a person may do to an incident or a unit stands in `check/`.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::command::{
    Command, CountyCommand, Envelope, IncidentCommand, InstanceCommand, MatterCommand, NoticeCommand, PluginCommand,
    Refusal, RefusalKind, Report, TaskCommand, TimerCommand, UnitCommand,
};
use crate::county::{County, Placement};
use crate::event::{
    CountyEvent, Event, IncidentEvent, IncidentPlace, InstanceEvent, MatterEvent, PluginEvent, Reported,
};
use crate::hooks::Hook;
use crate::ids::*;
use crate::limits::*;
use crate::plugin::{Grants, Inspected, Mode};
use crate::state::{Incident, LoadedCounty, State};
use crate::time::TimeMs;

pub(crate) mod incident;
mod intake;
mod matter;
mod notice;
pub mod roster;
pub mod start;
pub mod task;
mod tick;
mod unit;
pub mod workflow;

pub use incident::merge;
pub use intake::{acceptance, reclassify};
pub use tick::erases;

pub use tick::forgets;

/// The first events of a command. Nothing has happened yet.
pub fn check(state: &State, envelope: &Envelope, now: TimeMs) -> Result<Vec<Event>, Refusal> {
    check_texts(envelope)?;
    if let Some(what) = envelope.command.needs_reason() {
        require_reason(envelope.reason.as_deref(), what)?;
    }
    match &envelope.command {
        Command::County(CountyCommand::Import { county }) => import(state, county, now),
        Command::Incident(IncidentCommand::Report(wanted)) => report(state, wanted, now),
        Command::Incident(IncidentCommand::Step { incident, to }) => incident::step(state, *incident, *to, now),
        Command::Matter(MatterCommand::Acknowledge { matter }) => matter::acknowledge(state, *matter),
        Command::Incident(IncidentCommand::SetPriority { incident, priority }) => {
            let incident = open_incident(state, *incident)?;
            if incident.priority == *priority {
                return Err(Refusal::conflict(
                    "no-change",
                    format!("incident `{}` is {priority} already", incident.id),
                ));
            }
            Ok(vec![Event::Incident(IncidentEvent::PriorityChanged {
                incident: incident.incident,
                priority: *priority,
            })])
        }
        Command::Incident(IncidentCommand::SetKind { incident, kind }) => {
            intake::set_kind(state, *incident, *kind, now)
        }
        Command::Incident(IncidentCommand::Assign { incident, units }) => {
            incident::assign(state, *incident, units, now)
        }
        Command::Unit(UnitCommand::Release { unit }) => unit::release(state, *unit),
        Command::Incident(IncidentCommand::Merge { incident, into }) => merge(state, *incident, *into, now),
        Command::Incident(IncidentCommand::Unmerge { incident }) => incident::unmerge(state, *incident),
        Command::Matter(MatterCommand::Settle { matter, decision, verdict }) => {
            matter::settle(state, *matter, *decision, verdict, envelope, now)
        }
        Command::Unit(UnitCommand::SetStatus { unit, primary, secondary }) => {
            unit::set_status(state, *unit, *primary, secondary.as_ref())
        }
        Command::Roster(command) => roster::check(state, command, envelope, now),
        Command::Plugin(PluginCommand::Install { inspected, grants }) => install(state, inspected, grants),
        Command::Plugin(PluginCommand::SetMode { districts, hook, plugin, mode, order }) => {
            set_mode(state, districts, *hook, plugin, *mode, *order)
        }
        Command::Plugin(PluginCommand::Configure { plugin, district, settings_json }) => {
            configure(state, plugin, *district, settings_json)
        }
        Command::Plugin(PluginCommand::LiftQuarantine { plugin, district }) => {
            known_district(state, *district)?;
            if state.plugins.quarantined_until(plugin, *district).is_none() {
                let message = format!("plugin `{plugin}` is not in quarantine there");
                return Err(Refusal::conflict("not-quarantined", message));
            }
            Ok(vec![Event::Plugin(PluginEvent::QuarantineLifted { plugin: plugin.clone(), district: *district })])
        }
        Command::Incident(IncidentCommand::ReadSealed { incident, subject, fields, purpose }) => {
            if purpose.trim().is_empty() || fields.is_empty() {
                return Err(Refusal::invalid("no-purpose", "say which fields to read, and for what purpose"));
            }
            check_subject(state, *incident, *subject)?;
            let (fields, purpose) = (fields.clone(), purpose.clone());
            Ok(vec![Event::Incident(IncidentEvent::SealedRead { incident: *incident, fields, purpose })])
        }
        Command::Incident(IncidentCommand::Erase { incident, subject }) => {
            check_subject(state, *incident, *subject)?;
            Ok(vec![Event::Incident(IncidentEvent::SubjectErased { incident: *incident, subject: *subject })])
        }
        Command::Timer(TimerCommand::Tick { archived_up_to, .. }) => Ok(tick::tick(state, now, *archived_up_to)),
        Command::Notice(NoticeCommand::Answer { notice, stage }) => notice::answer(state, *notice, *stage),
        Command::Notice(NoticeCommand::SetChannels { channels }) => notice::set_channels(state, channels),
        Command::Notice(NoticeCommand::RecordDelivery { notice, channel, outcome }) => {
            notice::deliver(state, *notice, channel, outcome)
        }
        Command::Matter(MatterCommand::RecordShadow { matter, decision }) => {
            let escalated = matter::known(state, *matter)?;
            let mut decision = (**decision).clone();
            decision.facts.number = escalated.last_decision + 1;
            Ok(vec![Event::Matter(MatterEvent::Decided { matter: *matter, decision: Arc::new(decision) })])
        }
        Command::Plugin(PluginCommand::RecordFindings(inspection)) => {
            Ok(vec![Event::Plugin(PluginEvent::StructureInspected(inspection.clone()))])
        }
        _ => procedure(state, envelope, now),
    }
}
/// What people do about workflows and their tasks.
fn procedure(state: &State, envelope: &Envelope, now: TimeMs) -> Result<Vec<Event>, Refusal> {
    match &envelope.command {
        Command::Instance(InstanceCommand::Start(wanted)) => start::start(state, wanted, None, now),
        Command::Instance(InstanceCommand::Signal { instance, name, person, fields }) => {
            workflow::signal(state, *instance, name, *person, fields)
        }
        Command::Instance(InstanceCommand::Pause { instance }) => workflow::pause(state, *instance),
        Command::Instance(InstanceCommand::Resume { instance }) => workflow::resume(state, *instance),
        Command::Instance(InstanceCommand::Retry { instance }) => workflow::retry(state, *instance),
        Command::Instance(InstanceCommand::Cancel { instance }) => workflow::cancel(state, *instance),
        Command::Instance(InstanceCommand::Restart { instance, approver }) => {
            start::restart(state, *instance, *approver, now)
        }
        Command::Instance(InstanceCommand::Migrate { to, instances, .. }) => {
            workflow::migrate(state, *to, instances)?;
            Ok(Vec::new())
        }
        Command::Instance(InstanceCommand::PauseKind { kind }) => workflow::pause_kind(state, kind, true),
        Command::Instance(InstanceCommand::ResumeKind { kind }) => workflow::pause_kind(state, kind, false),
        Command::Task(TaskCommand::Create { title, district, assignee, incident, due }) => {
            task::create(state, (title, *district, assignee), *incident, *due, now)
        }
        Command::Task(TaskCommand::Accept { task, person }) => task::accept(state, *task, *person),
        Command::Task(TaskCommand::Finish { task, outcome, person, fields }) => {
            task::finish(state, *task, outcome, *person, fields)
        }
        Command::Task(TaskCommand::Cancel { task }) => task::cancel(state, *task),
        Command::Instance(InstanceCommand::GiveSubject { instance, subject }) => {
            workflow::give_subject(state, *instance, *subject)
        }
        Command::Instance(InstanceCommand::ReadField { instance, task, fields, purpose }) => {
            if purpose.trim().is_empty() || fields.is_empty() {
                return Err(Refusal::invalid("no-purpose", "say which fields to read, and for what purpose"));
            }
            instance_subject(state, *instance)?;
            let (fields, purpose) = (fields.clone(), purpose.clone());
            Ok(vec![Event::Instance(InstanceEvent::FieldRead { instance: *instance, task: *task, fields, purpose })])
        }
        Command::Instance(InstanceCommand::Erase { instance }) => {
            let subject = instance_subject(state, *instance)?;
            Ok(vec![Event::Instance(InstanceEvent::Erased { instance: *instance, subject })])
        }
        _ => Ok(Vec::new()),
    }
}

fn check_texts(envelope: &Envelope) -> Result<(), Refusal> {
    let too_long = |what: &str, limit: usize| {
        Err(Refusal::invalid("too-long", format!("{what} passes the limit of {limit} bytes")))
    };
    if envelope.author.len() > 2 * CODE_BYTES_MAX {
        return too_long("the author", 2 * CODE_BYTES_MAX);
    }
    if envelope.reason.as_ref().is_some_and(|reason| reason.len() > TEXT_BYTES_MAX) {
        return too_long("the reason", TEXT_BYTES_MAX);
    }
    if envelope.key.as_ref().is_some_and(|key| key.key.len() > IDEMPOTENCY_KEY_BYTES_MAX || key.key.is_empty()) {
        return too_long("the idempotency key is empty or", IDEMPOTENCY_KEY_BYTES_MAX);
    }
    if let Command::Incident(IncidentCommand::ReadSealed { purpose, .. })
    | Command::Instance(InstanceCommand::ReadField { purpose, .. }) = &envelope.command
        && purpose.len() > TEXT_BYTES_MAX
    {
        return too_long("the purpose", TEXT_BYTES_MAX);
    }
    Ok(())
}

pub(crate) fn loaded(state: &State) -> Result<&LoadedCounty, Refusal> {
    let none = || Refusal::new(RefusalKind::Unavailable, "no-county", "no county is loaded; import one first");
    state.county.as_deref().ok_or_else(none)
}

pub(crate) fn known_incident(state: &State, which: IncidentRef) -> Result<&Arc<Incident>, Refusal> {
    let unknown = || {
        let archived = which.0 > 0 && which <= state.last_incident;
        let message = match archived {
            true => format!("incident {which} has ended and only the archive has it; report it anew"),
            false => format!("there is no incident {which}"),
        };
        Refusal::not_found("no-such-incident", message)
    };
    state.incident(which).ok_or_else(unknown)
}

fn open_incident(state: &State, which: IncidentRef) -> Result<&Arc<Incident>, Refusal> {
    let incident = known_incident(state, which)?;
    if incident.phase.is_open() {
        return Ok(incident);
    }
    let mut refusal = Refusal::conflict("incident-ended", format!("incident `{}` is {}", incident.id, incident.phase));
    refusal.legal = incident.phase.next().to_vec();
    Err(refusal)
}

pub(crate) fn known_unit(county: &County, unit: UnitRef) -> Result<&crate::county::Unit, Refusal> {
    let unknown = || Refusal::not_found("no-such-unit", format!("there is no unit number {unit}"));
    county.units.get(unit.index()).filter(|unit| !unit.retired).ok_or_else(unknown)
}

fn known_district(state: &State, district: DistrictRef) -> Result<(), Refusal> {
    let known = loaded(state)?.county().districts.get(district.index()).is_some_and(|d| !d.retired);
    let unknown = || Refusal::not_found("no-such-district", format!("there is no district number {district}"));
    known.then_some(()).ok_or_else(unknown)
}

pub(crate) fn require_reason(reason: Option<&str>, what: &str) -> Result<String, Refusal> {
    match reason.map(str::trim) {
        Some(reason) if !reason.is_empty() => Ok(reason.to_owned()),
        _ => Err(Refusal::invalid("no-reason", format!("{what} needs a reason"))),
    }
}

/// Whose key the personal data of a workflow are under.
fn instance_subject(state: &State, which: InstanceRef) -> Result<SubjectRef, Refusal> {
    let instance = workflow::known_instance(state, which)?;
    let nothing = || {
        let what = if instance.erased_at.is_some() { "were erased" } else { "were never given" };
        Refusal::not_found("no-personal-data", format!("personal data of workflow `{}` {what}", instance.id))
    };
    instance.subject.ok_or_else(nothing)
}

/// Whether these are an incident's personal data. An incident that only the archive has is taken at its word.
fn check_subject(state: &State, which: IncidentRef, subject: SubjectRef) -> Result<(), Refusal> {
    let Some(incident) = state.incident(which) else {
        if which.0 == 0 || which > state.last_incident {
            return Err(Refusal::not_found("no-such-incident", format!("there is no incident {which}")));
        }
        if state.erased.contains(subject) {
            let message = format!("personal data of incident {which} were erased");
            return Err(Refusal::not_found("no-personal-data", message));
        }
        let known = subject.0 > 0 && subject <= state.last_subject;
        let unknown = || Refusal::not_found("no-personal-data", format!("there are no personal data {subject}"));
        return known.then_some(()).ok_or_else(unknown);
    };
    let nothing = || {
        let what = if incident.erased_at.is_some() { "were erased" } else { "were never given" };
        Refusal::not_found("no-personal-data", format!("personal data of incident `{}` {what}", incident.id))
    };
    let own = incident.personal.as_ref().is_some_and(|personal| personal.subject == subject);
    own.then_some(()).ok_or_else(nothing)
}

/// A county comes in, or a changed one replaces it. Its roster comes with it, where it says something new.
fn import(state: &State, county: &Arc<County>, now: TimeMs) -> Result<Vec<Event>, Refusal> {
    let old = state.county.as_ref().map(|loaded| loaded.county());
    if let Some(old) = old.filter(|old| old.code != county.code) {
        let message = format!(
            "this data directory holds county `{}`, not `{}`: give each county a directory of its own",
            old.code, county.code
        );
        return Err(Refusal::conflict("other-county", message));
    }
    let bytes = size_bytes(&**county);
    if bytes > COUNTY_BYTES_MAX {
        let message = format!("county `{}` takes {bytes} bytes, and {COUNTY_BYTES_MAX} is the limit", county.code);
        return Err(Refusal::invalid("county-too-large", message));
    }
    let mut events = Vec::new();
    if old.is_none_or(|old| old.digest != county.digest) {
        events
            .push(Event::County(CountyEvent::Imported { county: county.clone(), difference: county.difference(old) }));
    }
    if !events.is_empty() {
        events.extend(roster::imported(state, county, now)?);
    }
    Ok(events)
}

/// How large it is as JSON, without writing it anywhere.
fn size_bytes(thing: &impl serde::Serialize) -> usize {
    struct Count(usize);
    impl std::io::Write for Count {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut count = Count(0);
    serde_json::to_writer(&mut count, thing).map_or(usize::MAX, |()| count.0)
}

fn report(state: &State, wanted: &Report, now: TimeMs) -> Result<Vec<Event>, Refusal> {
    let loaded = loaded(state)?;
    let county = loaded.county();
    let code_ok = |code: &str| !code.is_empty() && code.len() <= CODE_BYTES_MAX;
    if !code_ok(&wanted.source) || !wanted.external_id.as_deref().is_none_or(code_ok) {
        let message = format!("`source` and `external_id` have 1 to {CODE_BYTES_MAX} bytes");
        return Err(Refusal::invalid("bad-code", message));
    }
    let unknown_kind = || {
        let known: Vec<&str> = county.kinds.iter().filter(|k| !k.retired).map(|k| k.code.as_str()).collect();
        let message = format!("the county has no kind `{}`; it has {}", wanted.kind, known.join(", "));
        Refusal::invalid("unknown-kind", message)
    };
    let kind_ref = loaded.index.kind(&wanted.kind).ok_or_else(unknown_kind)?;
    let kind = county.kinds.get(kind_ref.index()).filter(|kind| !kind.retired).ok_or_else(unknown_kind)?;
    let located = loaded
        .index
        .locate(wanted.lon, wanted.lat)
        .map_err(|outside| Refusal::invalid("outside-county", outside.to_string()))?;
    let nearest_grid_m = match located.how {
        Placement::Inside => None,
        Placement::NearestGrid { distance_m } => Some(distance_m),
    };
    let incident = IncidentRef(state.last_incident.0 + 1);
    let place = IncidentPlace {
        lon: wanted.lon,
        lat: wanted.lat,
        grid: located.grid,
        district: located.district,
        nearest_grid_m,
    };
    let reported = Reported {
        incident,
        id: format!("{}-{:06}", now.day(loaded.index.zone()), incident.0),
        external_id: wanted.external_id.clone(),
        kind: kind_ref,
        priority: wanted.priority.unwrap_or(kind.priority),
        reality: wanted.reality,
        source: wanted.source.clone(),
        place,
        needs: kind.needs.clone(),
        personal: wanted.personal.clone(),
    };
    let mut events = vec![Event::Incident(IncidentEvent::Reported(Box::new(reported)))];
    if kind.accept_on_report {
        events.push(Event::Incident(IncidentEvent::Stepped { incident, to: crate::incident::Phase::Accepted }));
    }
    Ok(events)
}

fn install(state: &State, inspected: &Arc<Inspected>, grants: &Grants) -> Result<Vec<Event>, Refusal> {
    loaded(state)?;
    let name = &inspected.manifest.name;
    if let Some(unknown) = grants.unknown().first() {
        return Err(Refusal::invalid("unknown-grant", format!("there is nothing to grant called `{unknown}`")));
    }
    let beyond = grants.beyond(&inspected.manifest.requests);
    if !beyond.is_empty() {
        let message = format!("plugin `{name}` does not ask for `{}`; grant what it asks for", beyond.join("`, `"));
        return Err(Refusal::invalid("grant-beyond-request", message));
    }
    let same = state.plugins.current(name).is_some_and(|i| i.digest() == inspected.digest && i.grants == *grants);
    if same {
        return Ok(Vec::new());
    }
    let known = state.plugins.installed.contains_key(&inspected.digest);
    let new = !state.plugins.current.contains_key(name);
    if new && state.plugins.current.len() >= PLUGINS_MAX {
        return Err(Refusal::conflict("too-many-plugins", format!("a county holds at most {PLUGINS_MAX} plugins")));
    }
    if !known && state.has_full_shelf() && state.version_to_let_go().is_none() {
        let message = format!(
            "a county keeps at most {PLUGIN_VERSIONS_MAX} versions of plugins, and incidents or workflows under way use each of them"
        );
        return Err(Refusal::conflict("too-many-versions", message));
    }
    Ok(vec![Event::Plugin(PluginEvent::Installed { inspected: inspected.clone(), grants: grants.clone() })])
}

fn known_plugin<'a>(state: &'a State, name: &str) -> Result<&'a Arc<crate::plugin::Installed>, Refusal> {
    let unknown = || {
        let known: Vec<&str> = state.plugins.current.keys().map(String::as_str).collect();
        let known = if known.is_empty() { "none is".to_owned() } else { known.join(", ") };
        Refusal::not_found("no-such-plugin", format!("plugin `{name}` is not installed; installed: {known}"))
    };
    state.plugins.current(name).ok_or_else(unknown)
}

fn set_mode(
    state: &State,
    districts: &[DistrictRef],
    hook: Hook,
    plugin: &str,
    mode: Mode,
    order: Option<u16>,
) -> Result<Vec<Event>, Refusal> {
    let county = loaded(state)?.county();
    let installed = known_plugin(state, plugin)?;
    workflow::check_mode(hook, mode)?;
    if mode != Mode::Off && !installed.inspected.exports.contains(&hook) {
        return Err(Refusal::invalid("no-such-hook", format!("plugin `{plugin}` has no hook `{hook}`")));
    }
    if mode != Mode::Off && !installed.grants.hooks.contains(&hook) {
        let message = format!("plugin `{plugin}` was not granted the hook `{hook}`; install it again with that grant");
        return Err(Refusal::conflict("hook-not-granted", message));
    }
    let all = || {
        let live = county.districts.iter().enumerate().filter(|(_, d)| !d.retired);
        live.map(|(index, _)| DistrictRef(index as u16)).collect()
    };
    let districts: Vec<DistrictRef> = if districts.is_empty() { all() } else { districts.to_vec() };
    let mut events = Vec::new();
    for district in districts.iter().collect::<BTreeSet<_>>() {
        known_district(state, *district)?;
        let seats = state.plugins.seats.get(district).map_or(&[][..], Vec::as_slice);
        let seat = seats.iter().find(|seat| seat.hook == hook && seat.plugin == plugin);
        let others = state.plugins.seats(*district, hook).filter(|seat| seat.plugin != plugin).count();
        if mode != Mode::Off && others >= SEATS_PER_HOOK_MAX {
            let message =
                format!("a district has at most {SEATS_PER_HOOK_MAX} plugins behind a hook; turn one off first");
            return Err(Refusal::conflict("too-many-seats", message));
        }
        let order = order.or(seat.map(|seat| seat.order)).unwrap_or(100);
        if seat.is_none_or(|seat| seat.mode != mode || seat.order != order) {
            events.push(Event::Plugin(PluginEvent::ModeSet {
                district: *district,
                hook,
                plugin: plugin.to_owned(),
                mode,
                order,
            }));
        }
    }
    Ok(events)
}

fn configure(
    state: &State,
    plugin: &str,
    district: Option<DistrictRef>,
    settings_json: &str,
) -> Result<Vec<Event>, Refusal> {
    known_plugin(state, plugin)?;
    if let Some(district) = district {
        known_district(state, district)?;
    }
    let is_object = serde_json::from_str::<serde_json::Value>(settings_json).is_ok_and(|json| json.is_object());
    if !is_object || settings_json.len() > PLUGIN_SETTINGS_BYTES_MAX {
        let message = format!("settings are one JSON object of at most {PLUGIN_SETTINGS_BYTES_MAX} bytes");
        return Err(Refusal::invalid("bad-settings", message));
    }
    let settings = state.plugins.settings.get(plugin);
    let same = settings.is_some_and(|s| {
        let now = district.map_or(s.county.as_ref(), |district| s.districts.get(&district));
        now.is_some_and(|now| now.json == settings_json)
    });
    if same {
        return Ok(Vec::new());
    }
    let (plugin, settings_json) = (plugin.to_owned(), settings_json.to_owned());
    Ok(vec![Event::Plugin(PluginEvent::Configured { plugin, district, settings_json })])
}
