//! What an incident has to do with others: its own links, and those of others to it, which are looked up in the room and the archive.

use std::sync::Arc;

use domain::archived::{Filed, Sort, Wanted};
use domain::ids::IncidentRef;
use domain::incident::archived::ArchivedIncident;
use domain::incident::link::Link;
use domain::limits::ARCHIVE_RECALLED_MAX;
use domain::state::{Incident, State};

use crate::background::blocking;
use crate::context::Context;
use crate::dto::incident::LinkBody;
use crate::find;
use crate::problem::Problem;

/// Those whose other side the caller sees, oldest first.
pub async fn of(cx: &Context, state: &Arc<State>, incident: &Incident) -> Result<Vec<LinkBody>, Problem> {
    let own = incident.links.iter().map(|link| (link.to, false, link.clone()));
    let others = to(cx, state, incident.incident).await?;
    let mut all: Vec<(IncidentRef, bool, Link)> = own.chain(others).collect();
    all.sort_by_key(|(other, _, link)| (link.at, *other));
    let teller = cx.teller(state)?;
    let mut seen = Vec::new();
    for (other, from_there, link) in all {
        // Of another district nothing is told, as if it were not there.
        let Ok(found) = find::incident(cx, state, &other.to_string()).await else { continue };
        seen.push(LinkBody {
            incident: found.incident.id.clone(),
            kind: teller.kind(found.incident.kind).code,
            relation: teller.term(&link.relation),
            from_there,
            at: teller.time(link.at),
            by: link.by,
            reason: link.why,
        });
    }
    Ok(seen)
}

/// The links of others to it, each with whose it is.
async fn to(cx: &Context, state: &Arc<State>, which: IncidentRef) -> Result<Vec<(IncidentRef, bool, Link)>, Problem> {
    let link = move |of: &Incident| of.link(which).map(|link| (of.incident, true, link.clone()));
    let mut found: Vec<_> = state.incidents.values().filter_map(|of| link(of)).collect();
    let (state, archive) = (state.clone(), cx.county.archive.clone());
    let archived = blocking(move || {
        let wanted = Wanted { sorts: [Sort::Incident].into(), about: Some(which.into()), ..Wanted::default() };
        let rows = archive.find(&wanted, None, ARCHIVE_RECALLED_MAX).map_err(|error| error.to_string())?.rows;
        let rows = rows.into_iter().filter(|row| match row.which {
            Filed::Incident(of) => state.incident(of).is_none(),
            _ => false,
        });
        let documents = rows.map(|row| ArchivedIncident::decode(&row.bytes));
        documents.collect::<Result<Vec<_>, String>>()
    });
    found.extend(archived.await?.iter().filter_map(|document| link(&document.incident)));
    Ok(found)
}
