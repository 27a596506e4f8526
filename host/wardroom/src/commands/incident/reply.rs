//! An incident as a command left it, in one or two lines.

use domain::incident::{Phase, Priority};
use serde_json::Value;

use crate::answer::{list, text};
use crate::client::Client;
use crate::client::names::{Names, Of};
use crate::fault::Fault;
use crate::output::Session;
use crate::text::{phrase, sentence};
use crate::words::word;

/// Prints the reply of a command about an incident.
pub fn print(session: Session, client: &Client, reply: &Value) -> Result<(), Fault> {
    session.result(reply, || told(session, &client.names(), reply))
}

fn told(session: Session, names: &Names, reply: &Value) -> String {
    let lang = session.lang;
    let mut told = sentence!(
        session,
        "incident.line",
        incident = text(reply, "id"),
        kind = names.beside(Of::Kinds, text(reply, "kind")),
        priority = word::<Priority>(text(reply, "priority"), lang),
        phase = word::<Phase>(text(reply, "phase"), lang),
        district = names.beside(Of::Districts, text(reply, "district")),
        grid = text(reply, "grid")
    );
    if let Some(metres) = reply["nearest_grid_m"].as_u64() {
        told.push_str(&sentence!(session, "incident.nearest-grid", metres));
    }
    let units = list(reply, "units");
    told.push('\n');
    told.push_str(&match units.is_empty() {
        true => phrase!(session, "incident.no-units").to_owned(),
        false => sentence!(session, "incident.units", units = units.join(", ")),
    });
    if let Some(number) = reply["recommendation"].as_u64() {
        let id = text(reply, "id");
        told.push_str(&format!("\n{}", sentence!(session, "incident.recommendation", number, incident = id)));
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    #[test]
    fn says_what_a_dispatcher_wants_to_know() {
        let reply = serde_json::json!({
            "id": "20220901-000001", "kind": "fire", "priority": "critical", "phase": "accepted", "district": "D1",
            "grid": "G1", "nearest_grid_m": 40, "units": ["U1", "U2"], "recommendation": 2
        });
        let said = |lang| told(Session { lang, json: false }, &Names::none(lang), &reply);
        assert_eq!(said(Lang::En).lines().count(), 3);
        for part in
            ["20220901-000001", "critical", "40 m", "U1, U2", "wardroom incident recommendation 20220901-000001 2"]
        {
            assert!(said(Lang::En).contains(part), "{}", said(Lang::En));
        }
        assert!(said(Lang::Zh).contains("特急") && said(Lang::Zh).contains("已受理"));
    }
}
