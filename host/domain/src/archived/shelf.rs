//! An archive's documents in memory, searched one by one: for simulations, and for tests of whoever asks an archive.

use std::collections::BTreeMap;

use super::{Document, Entry, Filed, Found, Place, Row, Wanted};
use crate::ids::IncidentRef;

#[derive(Clone, Debug, Default)]
pub struct Shelf(BTreeMap<Filed, Document>);

impl Shelf {
    /// One that is given again replaces the old.
    pub fn take(&mut self, documents: &[Document]) {
        self.0.extend(documents.iter().map(|document| (document.which, document.clone())));
    }

    /// A thing with its document, or the one that it is in.
    pub fn get(&self, which: Filed) -> Option<Row> {
        let holds = |document: &&Document| document.inside.iter().any(|(inside, _)| *inside == which);
        let document = self.0.get(&which).or_else(|| self.0.values().find(holds))?;
        let (_, entry) = document.entries().find(|(other, _)| *other == which)?;
        Some(Row { which, entry: entry.clone(), of: document.which, bytes: document.bytes.clone() })
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Document> {
        self.0.values()
    }

    /// Newest reference first, below one.
    pub fn incidents(&self, before: Option<IncidentRef>, limit: usize) -> Vec<(IncidentRef, Vec<u8>)> {
        let end = Filed::Incident(before.unwrap_or(IncidentRef(u32::MAX)));
        let below = self.0.range(..end).rev().filter_map(|(which, document)| match which {
            Filed::Incident(which) => Some((*which, document.bytes.clone())),
            Filed::Workflow(_)
            | Filed::Task(_)
            | Filed::Notice(_)
            | Filed::Decision(..)
            | Filed::Swap(_)
            | Filed::StandIn(_)
            | Filed::Handover(..) => None,
        });
        below.take(limit).collect()
    }

    pub fn find(&self, wanted: &Wanted, before: Option<Place>, limit: usize) -> Found {
        let mut rows: BTreeMap<Place, (&Document, &Entry)> = BTreeMap::new();
        for document in self.0.values() {
            let taken = document.entries().filter(|(which, entry)| wanted.takes(*which, entry));
            rows.extend(taken.map(|(which, entry)| (Place { at: entry.at, which }, (document, entry))));
        }
        if let Some(before) = before {
            drop(rows.split_off(&before));
        }
        let more = rows.len() > limit;
        let row = |(place, (document, entry)): (&Place, &(&Document, &Entry))| Row {
            which: place.which,
            entry: (*entry).clone(),
            of: document.which,
            bytes: document.bytes.clone(),
        };
        let rows: Vec<Row> = rows.iter().rev().take(limit).map(row).collect();
        let next = rows.last().filter(|_| more).map(|last| Place { at: last.entry.at, which: last.which });
        Found { rows, next }
    }
}
