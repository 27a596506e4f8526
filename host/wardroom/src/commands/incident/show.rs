//! `wardroom incident show`.

use clap::Args;
use domain::incident::origin::OriginKind;
use domain::incident::{Phase, Priority, Reality};
use domain::sealed::PersonalField;
use serde_json::Value;

use super::{hand_off, link, note};
use crate::answer::{clock, items, list, minutes, text};
use crate::client::names::{Names, Of};
use crate::client::{Client, segment};
use crate::fault::Fault;
use crate::output::{Session, section, table};
use crate::text::{phrase, sentence};
use crate::words::word;

#[derive(Args)]
pub struct Show {
    incident: String,
}

impl Show {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let path = client.of_county(&format!("incidents/{}", segment(&self.incident)))?;
        let incident = client.get(&path, Vec::new())?;
        session.result(&incident, || whole(session, &client.names(), &incident))
    }
}

fn whole(session: Session, names: &Names, incident: &Value) -> String {
    let lang = session.lang;
    let mut lines = vec![
        (phrase!("heading.incident"), text(incident, "id").to_owned()),
        (phrase!("heading.kind"), names.beside(Of::Kinds, text(incident, "kind"))),
        (phrase!("heading.priority"), word::<Priority>(text(incident, "priority"), lang)),
        (phrase!("heading.reality"), word::<Reality>(text(incident, "reality"), lang)),
        (phrase!("heading.phase"), word::<Phase>(text(incident, "phase"), lang)),
        (phrase!("heading.legal-next"), next_phases(session, incident)),
        (phrase!("heading.source"), text(incident, "source").to_owned()),
        (phrase!("heading.origin"), origin(session, incident)),
        (phrase!("heading.place"), format!("{},{}", incident["lon"], incident["lat"])),
        (phrase!("heading.uncertain"), uncertain(session, &incident["uncertain"])),
        (phrase!("heading.district"), names.beside(Of::Districts, text(incident, "district"))),
        (phrase!("heading.grid"), grid(session, incident)),
        (phrase!("heading.acknowledged"), acknowledged(incident)),
        (phrase!("heading.waits-for"), super::hold(session, incident).unwrap_or_default()),
        (phrase!("heading.merged-into"), text(incident, "merged_into").to_owned()),
        (phrase!("heading.duplicates"), list(incident, "duplicates").join(", ")),
        (phrase!("heading.outcome"), text(&incident["outcome"], "text").to_owned()),
        (phrase!("heading.calls"), incident["calls"].to_string()),
        (phrase!("heading.sealed-data"), personal(session, incident)),
    ];
    lines.retain(|(_, value)| !value.is_empty());
    let rows = lines.into_iter().map(|(name, value)| vec![session.text(name).to_owned(), value]);
    let mut whole = table(&["", ""], &[], rows).trim_start().to_owned();
    whole.push_str(&steps(session, incident));
    whole.push_str(&changes(session, incident));
    whole.push_str(&procedures(session, incident));
    whole.push_str(&note::rows(session, items(incident, "notes")));
    whole.push_str(&link::rows(session, names, incident));
    whole.push_str(&callers(session, incident));
    whole.push_str(&hand_off::rows(session, items(incident, "hand_offs")));
    whole.push_str(&units(session, incident));
    whole.push_str(&recommendations(session, incident));
    whole.push_str(&notices(session, incident));
    if let Some(number) = incident["recommendation"].as_u64() {
        let id = text(incident, "id");
        whole.push_str(&format!("\n{}", sentence!(session, "incident.recommendation", number, incident = id)));
    }
    whole
}

/// Words and codes, since the code is what a command takes in every language.
fn next_phases(session: Session, incident: &Value) -> String {
    let phase = |code: &str| {
        let word = word::<Phase>(code, session.lang);
        if word == code { word } else { format!("{word} {code}") }
    };
    list(incident, "legal").into_iter().map(phase).collect::<Vec<_>>().join(", ")
}

/// How it came to be known, if nobody just reported it.
fn origin(session: Session, incident: &Value) -> String {
    match text(incident, "origin") {
        "" | "reported" => String::new(),
        code => format!("{} {}", word::<OriginKind>(code, session.lang), text(incident, "unit")).trim_end().to_owned(),
    }
}

/// How far from the stated point it may be.
fn uncertain(session: Session, how: &Value) -> String {
    if let Some(metres) = how["radius-m"].as_u64() {
        return sentence!(session, "incident.radius", metres);
    }
    match &how["road"] {
        Value::Null => String::new(),
        road => sentence!(session, "incident.road", from = text(road, "from"), to = text(road, "to")),
    }
}

fn grid(session: Session, incident: &Value) -> String {
    let near = incident["nearest_grid_m"].as_u64();
    let near = near.map(|metres| sentence!(session, "incident.nearest-grid", metres));
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
    let heading = [phrase!("heading.time"), phrase!("heading.phase"), phrase!("heading.by"), phrase!("heading.reason")];
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
    let heading = [phrase!("heading.time"), phrase!("label.change"), phrase!("heading.by"), phrase!("heading.reason")];
    section(session, &heading, items(incident, "changes").map(row).collect())
}

fn procedures(session: Session, incident: &Value) -> String {
    let row = |line: &str| vec![line.to_owned()];
    section(session, &[phrase!("heading.procedures")], list(incident, "procedures").into_iter().map(row).collect())
}

/// Who called more than once.
fn callers(session: Session, incident: &Value) -> String {
    let row = |caller: &Value| {
        vec![
            caller["calls"].to_string(),
            clock(text(caller, "first_at")),
            clock(text(caller, "last_at")),
            list(caller, "incidents").join(", "),
        ]
    };
    let heading = [
        phrase!("heading.same-caller"),
        phrase!("heading.first-call"),
        phrase!("heading.last-call"),
        phrase!("heading.called-about"),
    ];
    section(session, &heading, items(incident, "repeat_callers").map(row).collect())
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
    let heading = [
        phrase!("heading.unit"),
        phrase!("heading.sent-at"),
        phrase!("heading.by"),
        phrase!("heading.eta"),
        phrase!("heading.en-route-at"),
        phrase!("heading.on-scene-at"),
        phrase!("heading.released-at"),
    ];
    section(session, &heading, items(incident, "assignments").map(row).collect())
}

/// What was recommended to a person, and what they made of it.
fn recommendations(session: Session, incident: &Value) -> String {
    let row = |of: &Value| {
        let answered = of["answered_at"].as_str().map(|at| format!("{} {}", clock(at), text(of, "by")));
        vec![
            of["number"].to_string(),
            clock(text(of, "at")),
            text(&of["hook"], "text").to_owned(),
            list(of, "what").join("; "),
            text(&of["answer"], "text").to_owned(),
            list(of, "instead").join(", "),
            answered.unwrap_or_default(),
            [text(&of["code"], "text"), text(of, "reason")]
                .into_iter()
                .filter(|why| !why.is_empty())
                .collect::<Vec<_>>()
                .join(": "),
        ]
    };
    let heading = [
        phrase!("heading.recommendation"),
        phrase!("heading.time"),
        phrase!("heading.hook"),
        phrase!("heading.recommends"),
        phrase!("heading.answer"),
        phrase!("heading.instead"),
        phrase!("heading.by"),
        phrase!("heading.reason"),
    ];
    section(session, &heading, items(incident, "recommendations").map(row).collect())
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
    let heading =
        [phrase!("heading.time"), phrase!("heading.level"), phrase!("heading.notice-to"), phrase!("heading.reason")];
    section(session, &heading, items(incident, "notices").map(row).collect())
}
