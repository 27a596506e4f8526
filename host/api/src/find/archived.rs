//! Finding what only the archive has, and what it has of things that the room still knows. What lies outside the caller's districts is
//! to it as if it were not.

use std::collections::BTreeSet;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::archived::{Filed, Found, Place, Row, Sort, Wanted};
use domain::ids::{DistrictRef, InstanceRef};
use domain::limits::{ARCHIVE_RECALLED_MAX, PAGE_SCAN_MAX};
use domain::matter::Matter;
use domain::ports::{Archive, ArchiveError};
use domain::state::{LoadedCounty, State};
use domain::time::TimeMs;

use crate::access::tokens::Scope;
use crate::background::blocking;
use crate::context::Context;
use crate::dto::query::{bad, time};
use crate::find::Cursor;
use crate::problem::Problem;
use crate::problem::place::Misplaced;

/// Where a list goes on: first what the room has, by its numbers, then what only the archive has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Going {
    /// Before this number.
    Room(u32),
    /// Before this place; from the newest if there is none.
    Archive(Option<Place>),
}

impl Going {
    /// From the cursor that a list gave out; without one from the newest.
    pub fn on(text: Option<&str>) -> Result<Going, Problem> {
        let Some(text) = text else { return Ok(Going::Room(u32::MAX)) };
        if let Some(Cursor(which)) = Cursor::parse(text) {
            return Ok(Going::Room(which.0));
        }
        place(text).map(|place| Going::Archive(Some(place)))
    }
}

/// The place that a cursor stands for.
pub fn place(text: &str) -> Result<Place, Problem> {
    let unknown = || bad("cursor", Misplaced::Cursor { cursor: text.to_owned() });
    URL_SAFE_NO_PAD.decode(text).ok().and_then(|key| Place::of_key(&key)).ok_or_else(unknown)
}

/// Opaque to callers, so that it may change.
pub fn text(place: Place) -> String {
    URL_SAFE_NO_PAD.encode(place.key())
}

/// A page of a list, newest first, each with whether only the archive has it.
pub struct Page<T> {
    pub items: Vec<(Arc<T>, bool)>,
    pub next: Option<String>,
}

/// When something began: not before this, and before that.
#[derive(Clone, Copy, Debug, Default)]
pub struct Within {
    pub from: Option<TimeMs>,
    pub until: Option<TimeMs>,
}

impl Within {
    pub fn read(from: Option<&str>, until: Option<&str>) -> Result<Within, Problem> {
        let read = |name: &str, text: Option<&str>| text.map(|text| time(name, text)).transpose();
        Ok(Within { from: read("from", from)?, until: read("until", until)? })
    }

    pub fn has(self, at: TimeMs) -> bool {
        self.from.is_none_or(|from| at >= from) && self.until.is_none_or(|until| at < until)
    }
}

impl Context {
    /// The districts in which the caller may find something, if it is not all of them: of those that were asked for, or of all.
    pub fn reach(&self, loaded: &LoadedCounty, asked: &[DistrictRef]) -> Option<BTreeSet<DistrictRef>> {
        match (&self.caller.districts, asked.is_empty()) {
            (_, false) => Some(asked.iter().copied().collect()),
            (Scope::All, true) => None,
            (Scope::Only(_), true) => {
                let all = (0..loaded.county().districts.len()).filter_map(|index| u16::try_from(index).ok());
                Some(all.map(DistrictRef).filter(|district| self.sees(loaded, *district)).collect())
            }
        }
    }
}

/// Goes on with a page where the room has no more: with what a list of one sort wants of the archive, of these rows those that `read`
/// takes, until the page is full. What the state has, it knows better.
pub async fn go_on<T: Send + Sync + 'static>(
    cx: &Context,
    state: &Arc<State>,
    mut items: Vec<(Arc<T>, bool)>,
    wanted: Wanted,
    before: Option<Place>,
    limit: usize,
    read: impl Fn(&Row) -> Result<Option<T>, String> + Send + 'static,
) -> Result<Page<T>, Problem> {
    let (state, archive, left) = (state.clone(), cx.county.archive.clone(), limit - items.len());
    let rest = blocking(move || collect(&state, &*archive, &wanted, before, left, read)).await?;
    items.extend(rest.items);
    Ok(Page { items, next: rest.next })
}

/// What comes behind a full page of what the room has: nothing, or what only the archive has, from the newest on.
pub async fn behind<T: Send + Sync + 'static>(
    cx: &Context,
    state: &Arc<State>,
    items: Vec<(Arc<T>, bool)>,
    wanted: Wanted,
    last: Cursor,
    read: impl Fn(&Row) -> Result<Option<T>, String> + Send + 'static,
) -> Result<Page<T>, Problem> {
    let rest = go_on(cx, state, Vec::new(), wanted, None, 1, read).await?;
    let more = !rest.items.is_empty() || rest.next.is_some();
    Ok(Page { items, next: more.then(|| last.text()) })
}

fn collect<T>(
    state: &State,
    archive: &dyn Archive,
    wanted: &Wanted,
    mut before: Option<Place>,
    limit: usize,
    read: impl Fn(&Row) -> Result<Option<T>, String>,
) -> Result<Page<T>, String> {
    let (mut items, mut looked_at) = (Vec::new(), 0);
    while items.len() < limit && looked_at < PAGE_SCAN_MAX {
        let left = limit - items.len();
        let Found { rows, next } = archive.find(wanted, before, left).map_err(|error| error.to_string())?;
        looked_at += rows.len().max(1);
        for row in rows.iter().filter(|row| !state.has(row.which)) {
            items.extend(read(row)?.map(|item| (Arc::new(item), true)));
        }
        if next.is_none() {
            return Ok(Page { items, next: None });
        }
        before = next;
    }
    Ok(Page { items, next: before.map(text) })
}

/// A page of whatever the archive has that fits.
pub async fn search(cx: &Context, wanted: Wanted, before: Option<Place>, limit: usize) -> Result<Found, Problem> {
    let archive = cx.county.archive.clone();
    blocking(move || archive.find(&wanted, before, limit)).await
}

/// Whether there ever was a workflow of a kind that ended. Kinds are the plugins', not a district's.
pub async fn has_workflow(cx: &Context, kind: &str) -> Result<bool, Problem> {
    let kinds = [kind.to_owned()].into();
    let wanted = Wanted { sorts: [Sort::Workflow].into(), kinds, ..Wanted::default() };
    Ok(!search(cx, wanted, None, 1).await?.rows.is_empty())
}

/// One thing.
pub async fn one(cx: &Context, which: Filed) -> Result<Option<Row>, Problem> {
    let archive = cx.county.archive.clone();
    blocking(move || archive.document(which)).await
}

/// The state with all in it that the archive has of a matter and what belongs to it. Nobody has been asked yet what of it the caller
/// sees.
pub async fn recalled(cx: &Context, state: &Arc<State>, matter: Matter) -> Result<Arc<State>, Problem> {
    let (state, archive) = (state.clone(), cx.county.archive.clone());
    blocking(move || recall(state, &*archive, matter)).await
}

fn recall(state: Arc<State>, archive: &dyn Archive, matter: Matter) -> Result<Arc<State>, String> {
    let failed = |error: ArchiveError| error.to_string();
    let sorts = [Sort::Workflow, Sort::Task, Sort::Notice, Sort::Decision].into();
    let wanted = Wanted { sorts, about: Some(matter), ..Wanted::default() };
    let found = archive.find(&wanted, None, ARCHIVE_RECALLED_MAX).map_err(failed)?;
    let mut rows: Vec<Row> = found.rows.into_iter().filter(|row| !state.has(row.which)).collect();
    if let Some(own) = filed(matter).filter(|own| !state.has(*own)) {
        rows.extend(archive.document(own).map_err(failed)?);
    }
    if rows.is_empty() {
        return Ok(state);
    }
    let mut whole = (*state).clone();
    rows.iter().try_for_each(|row| whole.recall(row))?;
    // The workflows that it names, so that they have their ids.
    for which in named(&whole, matter) {
        if let Some(row) = archive.document(Filed::Workflow(which)).map_err(failed)? {
            whole.recall(&row)?;
        }
    }
    Ok(Arc::new(whole))
}

const fn filed(matter: Matter) -> Option<Filed> {
    match matter {
        Matter::Instance(which) => Some(Filed::Workflow(which)),
        Matter::Task(which) => Some(Filed::Task(which)),
        Matter::Incident(_) | Matter::Notice(_) | Matter::Vacancy(_) | Matter::Clock(_) | Matter::Schedule(_) => None,
    }
}

/// Workflows beside a matter that are not in the state.
fn named(state: &State, matter: Matter) -> Vec<InstanceRef> {
    let of_task = |task| state.tasks.get(task).and_then(|task| task.new.matter).and_then(Matter::instance);
    let named = match matter {
        Matter::Task(task) => vec![of_task(task)],
        Matter::Instance(which) => state
            .workflows
            .get(which)
            .map(|instance| vec![instance.parent, instance.replaces, instance.replaced_by])
            .unwrap_or_default(),
        Matter::Incident(_) | Matter::Notice(_) | Matter::Vacancy(_) | Matter::Clock(_) | Matter::Schedule(_) => {
            Vec::new()
        }
    };
    named.into_iter().flatten().filter(|which| state.workflows.get(*which).is_none()).collect()
}

#[cfg(test)]
mod tests {
    use domain::ids::TaskRef;

    use super::*;

    #[test]
    fn a_cursor_says_where_a_list_goes_on() {
        assert_eq!(Going::on(None).unwrap(), Going::Room(u32::MAX));
        assert_eq!(Going::on(Some(&Cursor(domain::ids::IncidentRef(7)).text())).unwrap(), Going::Room(7));
        let place = Place { at: TimeMs(-5), which: Filed::Task(TaskRef(7)) };
        assert_eq!(Going::on(Some(&text(place))).unwrap(), Going::Archive(Some(place)));
        for wrong in ["", "x", "é", "AAAA", &text(place)[1..]] {
            assert!(Going::on(Some(wrong)).is_err(), "{wrong}");
        }
    }
}
