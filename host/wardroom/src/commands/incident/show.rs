//! `wardroom incident show`.

use clap::Args;
use domain::incident::{Phase, Priority, Reality};
use domain::sealed::PersonalField;
use serde_json::Value;

use crate::answer::{clock, items, list, minutes, text};
use crate::client::{Client, segment};
use crate::fault::Fault;
use crate::output::{Session, table};
use crate::text::Text;
use crate::words::word;

/// Show all about one incident but its decisions; `wardroom explain` tells those
#[derive(Args)]
pub struct Show {
    /// Its id or its number
    incident: String,
}

impl Show {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let path = client.of_county(&format!("incidents/{}", segment(&self.incident)))?;
        let incident = client.get(&path, Vec::new())?;
        session.result(&incident, || whole(session, &incident))
    }
}

fn whole(session: Session, incident: &Value) -> String {
    let lang = session.lang;
    let mut lines = vec![
        (Text::Incident, text(incident, "id").to_owned()),
        (Text::Kind, text(incident, "kind").to_owned()),
        (Text::Priority, word::<Priority>(text(incident, "priority"), lang)),
        (Text::Reality, word::<Reality>(text(incident, "reality"), lang)),
        (Text::Phase, word::<Phase>(text(incident, "phase"), lang)),
        (Text::LegalNext, list(incident, "legal").join(", ")),
        (Text::Source, text(incident, "source").to_owned()),
        (Text::Place, format!("{},{}", incident["lon"], incident["lat"])),
        (Text::District, text(incident, "district").to_owned()),
        (Text::Grid, grid(session, incident)),
        (Text::Acknowledged, acknowledged(incident)),
        (Text::MergedInto, text(incident, "merged_into").to_owned()),
        (Text::Duplicates, list(incident, "duplicates").join(", ")),
        (Text::SealedData, personal(session, incident)),
    ];
    lines.retain(|(_, value)| !value.is_empty());
    let rows = lines.into_iter().map(|(name, value)| vec![session.text(name).to_owned(), value]);
    let mut whole = table(&["", ""], &[], rows).trim_start().to_owned();
    whole.push_str(&steps(session, incident));
    whole.push_str(&changes(session, incident));
    whole.push_str(&procedures(session, incident));
    whole.push_str(&units(session, incident));
    whole.push_str(&notices(session, incident));
    if let Some(number) = incident["recommendation"].as_u64() {
        let id = text(incident, "id");
        whole.push_str(&format!("\n{}", session.fill(Text::IncidentRecommendation, &[&number, &id])));
    }
    whole
}

fn grid(session: Session, incident: &Value) -> String {
    let near = incident["nearest_grid_m"].as_u64();
    let near = near.map(|metres| session.fill(Text::IncidentNearestGrid, &[&metres]));
    format!("{}{}", text(incident, "grid"), near.unwrap_or_default())
}

fn acknowledged(incident: &Value) -> String {
    match incident["acknowledged_at"].as_str() {
        Some(at) => format!("{} {}", clock(at), text(incident, "acknowledged_by")),
        None => String::new(),
    }
}

fn personal(session: Session, incident: &Value) -> String {
    let fields = list(incident, "personal").into_iter().map(|field| word::<PersonalField>(field, session.lang));
    fields.collect::<Vec<_>>().join(", ")
}

fn steps(session: Session, incident: &Value) -> String {
    let row = |step: &Value| {
        vec![
            clock(text(step, "at")),
            word::<Phase>(text(step, "to"), session.lang),
            text(step, "by").to_owned(),
            text(step, "reason").to_owned(),
        ]
    };
    let heading = [Text::Time, Text::Phase, Text::By, Text::Reason];
    section(session, &heading, items(incident, "steps").map(row).collect())
}

/// What was done beside the steps.
fn changes(session: Session, incident: &Value) -> String {
    let row = |change: &Value| {
        vec![
            clock(text(change, "at")),
            text(&change["what"], "text").to_owned(),
            text(change, "by").to_owned(),
            text(change, "reason").to_owned(),
        ]
    };
    let heading = [Text::Time, Text::Change, Text::By, Text::Reason];
    section(session, &heading, items(incident, "changes").map(row).collect())
}

fn procedures(session: Session, incident: &Value) -> String {
    let row = |line: &str| vec![line.to_owned()];
    section(session, &[Text::Procedures], list(incident, "procedures").into_iter().map(row).collect())
}

fn units(session: Session, incident: &Value) -> String {
    let row = |unit: &Value| {
        vec![
            text(unit, "unit").to_owned(),
            clock(text(unit, "at")),
            text(unit, "by").to_owned(),
            minutes(unit, "eta_s"),
            clock(text(unit, "en_route_at")),
            clock(text(unit, "on_scene_at")),
            clock(text(unit, "released_at")),
        ]
    };
    let heading = [Text::Unit, Text::SentAt, Text::By, Text::Eta, Text::EnRouteAt, Text::OnSceneAt, Text::ReleasedAt];
    section(session, &heading, items(incident, "assignments").map(row).collect())
}

fn notices(session: Session, incident: &Value) -> String {
    let row = |notice: &Value| {
        let to = items(notice, "to").map(|to| text(to, "text"));
        vec![
            clock(text(notice, "at")),
            notice["level"].to_string(),
            to.collect::<Vec<_>>().join(", "),
            text(&notice["why"], "text").to_owned(),
        ]
    };
    let heading = [Text::Time, Text::Level, Text::NoticeTo, Text::Reason];
    section(session, &heading, items(incident, "notices").map(row).collect())
}

/// A table after a blank line; nothing where there are no rows.
fn section(session: Session, heading: &[Text], rows: Vec<Vec<String>>) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let heading: Vec<&str> = heading.iter().map(|text| session.text(*text)).collect();
    format!("\n{}", table(&heading, &[], rows))
}
