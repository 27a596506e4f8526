//! Finding things in the archive: one by itself, or a page of those that fit, newest first, by way of the indexes.

use std::iter::Peekable;

use domain::archived::{Entry, Filed, Found, Place, Row, Wanted};
use domain::limits::ARCHIVE_LOOKED_AT_MAX;

use crate::document::{self, Stretch};
use crate::sled_store::{Store, StoreError, Tree};

/// The document of a thing, or the one that it is in.
pub(crate) fn document(store: &Store, which: Filed) -> Result<Option<Row>, StoreError> {
    if let Some(row) = row(store, which, which)? {
        return Ok(Some(row));
    }
    let (from, to) = document::holders(which);
    for entry in store.range(Tree::Documents, &from, &to) {
        let (key, _) = entry?;
        let of = document::holder(which, &key).ok_or("there is a key that names no document")?;
        if let Some(row) = row(store, which, of)? {
            return Ok(Some(row));
        }
    }
    Ok(None)
}

/// A thing from the document that it is in. `None`: it is not there, or not any more.
fn row(store: &Store, which: Filed, of: Filed) -> Result<Option<Row>, StoreError> {
    let Some(value) = store.get(Tree::Documents, &document::key(of))? else { return Ok(None) };
    let stored = document::decode(of, &value)?;
    let Some((_, entry)) = stored.entries()?.into_iter().find(|(other, _)| *other == which) else { return Ok(None) };
    Ok(Some(Row { which, entry, of, bytes: stored.document()? }))
}

pub(crate) fn find(store: &Store, wanted: &Wanted, before: Option<Place>, limit: usize) -> Result<Found, StoreError> {
    let mut heads: Vec<_> =
        document::stretches(wanted, before).into_iter().map(|stretch| places(store, stretch).peekable()).collect();
    let (mut rows, mut looked_at): (Vec<Row>, usize) = (Vec::new(), 0);
    let mut last = None;
    while let Some(first) = peek(&mut heads)? {
        // One that is of two districts stands in both of their stretches, and one that was in two documents in both.
        let again = last == Some(first);
        if !again && (rows.len() >= limit || looked_at >= ARCHIVE_LOOKED_AT_MAX) {
            return Ok(Found { rows, next: last });
        }
        let Some((place, of)) = newest(&mut heads, first)? else { break };
        (last, looked_at) = (Some(place), looked_at + 1);
        let found_already =
            again && rows.last().is_some_and(|row| (row.entry.at, row.which) == (place.at, place.which));
        if !found_already {
            let fits = |entry: &Entry| entry.at == place.at && wanted.takes(place.which, entry);
            rows.extend(row(store, place.which, of)?.filter(|row| fits(&row.entry)));
        }
    }
    Ok(Found { rows, next: None })
}

fn places(store: &Store, stretch: Stretch) -> impl Iterator<Item = Result<(Place, Filed), StoreError>> + use<> {
    let entries = store.range_back(Tree::Documents, &stretch.from, &stretch.to);
    entries.map(move |entry| {
        let (key, _) = entry?;
        stretch.read(&key).ok_or_else(|| "there is a key that names no place".to_owned())
    })
}

type Head = Result<(Place, Filed), StoreError>;

/// The place that comes first of all the heads.
fn peek<I: Iterator<Item = Head>>(heads: &mut [Peekable<I>]) -> Result<Option<Place>, StoreError> {
    let mut first = None;
    for head in heads {
        match head.peek() {
            Some(Ok((place, _))) => first = first.max(Some(*place)),
            Some(Err(error)) => return Err(error.clone()),
            None => {}
        }
    }
    Ok(first)
}

/// Takes one that stands at this place.
fn newest<I: Iterator<Item = Head>>(
    heads: &mut [Peekable<I>],
    first: Place,
) -> Result<Option<(Place, Filed)>, StoreError> {
    let is_first = |head: &Head| matches!(head, Ok((place, _)) if *place == first);
    heads.iter_mut().find_map(|head| head.next_if(is_first)).transpose()
}
