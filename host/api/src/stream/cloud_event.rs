//! The CloudEvents 1.0 envelope in its JSON format. What is inside is `data.rs`'s business.

use domain::event::Batch;
use domain::ids::DistrictRef;
use domain::ports::Archive;
use domain::state::State;
use serde::Serialize;

use super::data;
use super::lookup::Lookup;

/// An event as it goes out.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug)]
pub struct CloudEvent {
    /// Index within its batch.
    pub index: usize,
    /// The event's name, without the prefix.
    pub name: &'static str,
    pub json: String,
}

impl CloudEvent {
    /// The prefix of all types.
    pub const TYPE_PREFIX: &str = "org.wardroom.";
}

#[serde_with::skip_serializing_none]
#[derive(Serialize)]
struct Envelope<'a> {
    specversion: &'static str,
    id: String,
    source: String,
    r#type: String,
    time: String,
    datacontenttype: &'static str,
    /// The id of the incident, the workflow or the task that it is about, or `notice:7`.
    subject: Option<String>,
    /// Extensions: who did it, by which command, and why. A person's name and reason stand on what they did; what follows from it is
    /// the host's or a plugin's. Absent where part of what they did is in districts that the reader does not see.
    author: Option<&'a str>,
    command: &'a str,
    reason: Option<&'a str>,
    /// What it follows from, if nobody did it by hand: `command:57`, by the version that the command made, or `decision:incident:7:2`.
    cause: Option<String>,
    data: serde_json::Value,
}

/// The events of a batch for somebody who sees these districts; those in which there is nothing for them are left out.
pub fn render(
    state: &State,
    archive: &dyn Archive,
    batch: &Batch,
    sees: &dyn Fn(DistrictRef) -> bool,
) -> Vec<CloudEvent> {
    let Some(lookup) = Lookup::new(state, archive, batch) else { return Vec::new() };
    let time = lookup.teller.time(batch.at);
    let source = format!("/counties/{}", lookup.teller.county().code);
    // Why somebody read or erased personal data may itself name a person.
    let private = matches!(batch.command.as_str(), "read-sealed" | "erase" | "read-field" | "erase-instance");
    let event = |(index, event): (usize, &domain::event::Event)| {
        let data = data::of(event, &lookup, sees)?;
        let signature = batch.signature(index);
        let whole = data::is_whole(event, &lookup, sees);
        let envelope = Envelope {
            specversion: "1.0",
            id: format!("{}-{index}", batch.version),
            source: source.clone(),
            r#type: format!("{}{}", CloudEvent::TYPE_PREFIX, event.name()),
            time: time.clone(),
            datacontenttype: "application/json",
            subject: event.matter().and_then(|matter| lookup.matter(matter)).map(|(id, _)| id),
            author: whole.then_some(&*signature.author),
            command: &batch.command,
            reason: signature.reason.filter(|_| whole && !private),
            cause: signature.because.map(|because| match because.decision {
                Some((matter, number)) => format!("decision:{matter}:{number}"),
                None => format!("command:{}", because.command),
            }),
            data,
        };
        let json = serde_json::to_string(&envelope).ok()?;
        Some(CloudEvent { index, name: event.name(), json })
    };
    batch.events.iter().enumerate().filter_map(event).collect()
}
