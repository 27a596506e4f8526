//! Lists that a server gives page by page: how much of one is asked for, and what is said where it was cut.

use clap::Args;
use domain::limits::{LIST_ALL_MAX, PAGE_ITEMS_MAX};
use serde_json::{Value, json};

use crate::client::Client;
use crate::fault::Fault;
use crate::output::Session;
use crate::text::sentence;

// How much of a list, and from where on.
#[derive(Args)]
pub struct HowMuch {
    #[arg(long, value_name = "NUMBER", default_value_t = 50, value_parser = clap::value_parser!(u64).range(1..=LIST_ALL_MAX))]
    limit: u64,
    #[arg(long)]
    cursor: Option<String>,
    #[arg(long, conflicts_with = "limit")]
    all: bool,
}

/// What of a list was asked for.
pub struct Listed {
    pub items: Vec<Value>,
    /// Where it goes on; `None`: it was not cut.
    next: Option<String>,
    /// How many there are, and whether there may be more.
    total: Option<(u64, bool)>,
}

impl HowMuch {
    /// The first so many.
    pub fn first(limit: u64) -> HowMuch {
        HowMuch { limit, cursor: None, all: false }
    }

    /// As many as are asked for, page after page.
    pub fn of(&self, client: &Client, path: &str, filters: &[(&'static str, String)]) -> Result<Listed, Fault> {
        let most = if self.all { LIST_ALL_MAX } else { self.limit };
        let mut listed = Listed { items: Vec::new(), next: self.cursor.clone(), total: None };
        loop {
            let left = most - listed.items.len() as u64;
            let mut query = filters.to_vec();
            query.push(("limit", left.min(PAGE_ITEMS_MAX as u64).to_string()));
            query.extend(listed.next.take().map(|cursor| ("cursor", cursor)));
            let page = client.get(path, query)?;
            listed.items.extend(page["items"].as_array().into_iter().flatten().cloned());
            // A map's items are drawn: what is read of them are their properties.
            listed.items.extend(page["features"].as_array().into_iter().flatten().map(|of| of["properties"].clone()));
            listed.next = page["next"].as_str().map(str::to_owned);
            listed.total = total(&page);
            if listed.next.is_none() || listed.items.len() as u64 >= most {
                break;
            }
        }
        // What was cut is counted.
        if listed.next.is_some() && listed.total.is_none() {
            let mut query = filters.to_vec();
            query.extend([("limit", "1".to_owned()), ("count", "true".to_owned())]);
            listed.total = total(&client.get(path, query)?);
        }
        // All of them are here, and what is behind fits in none.
        if self.cursor.is_none() && listed.total == Some((listed.items.len() as u64, false)) {
            listed.next = None;
        }
        Ok(listed)
    }
}

fn total(page: &Value) -> Option<(u64, bool)> {
    let more = page["more_than_total"] == true;
    page["total"].as_u64().map(|total| (total, more))
}

impl Listed {
    pub fn print(&self, session: Session, rows: impl FnOnce(&[Value]) -> String) -> Result<(), Fault> {
        let mut answer = json!({ "items": self.items });
        if let Some(next) = &self.next {
            answer["next"] = next.as_str().into();
        }
        if let Some((total, more)) = self.total {
            answer["total"] = total.into();
            answer["more_than_total"] = more.into();
        }
        session.result(&answer, || format!("{}{}", rows(&self.items), self.cut(session)))
    }

    /// Says on stderr where a file that was written lacks something.
    pub fn note_cut(&self, session: Session) {
        let cut = self.cut(session);
        if !cut.is_empty() {
            session.warn(cut.trim_end());
        }
    }

    /// A line where something was left out.
    fn cut(&self, session: Session) -> String {
        let Some(cursor) = &self.next else { return String::new() };
        let shown = self.items.len();
        let line = match self.total {
            Some((total, false)) => sentence!(session, "list.cut", shown, total, cursor),
            Some((total, true)) => sentence!(session, "list.cut-at-least", shown, total, cursor),
            None => sentence!(session, "list.cut-uncounted", shown, cursor),
        };
        format!("{line}\n")
    }
}
