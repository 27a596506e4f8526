//! Tells in the journal itself of a history that goes on from another place than it had got to, and lets numbers go on after all
//! that may have been given out: those that anchor and archive know of. Subjects of keys go on after the key store's own.

use std::path::Path;

use domain::county::rewritten::{Finding, Numbers, Rewritten, Trace};
use domain::event::{Batch, CountyEvent, Event};
use domain::ids::Version;
use domain::limits::{HISTORY_GROUP_BATCHES, VERSIONS_PASSED_OVER_MAX};
use domain::ports::{Journal, JournalError};
use domain::state::State;
use journal::rewritten;

use crate::output::Session;
use crate::text::{phrase, sentence};

/// What is not told of in the journal yet: repairs that were noted, and what the archive knew when it was last looked at.
pub fn untold(data: &Path, archive: Option<Rewritten>, ended: &State) -> std::io::Result<Vec<Rewritten>> {
    let of_archive = archive.as_ref().map(|found| found.numbers).unwrap_or_default();
    let seen_by_archive = archive.as_ref().and_then(|found| found.seen).unwrap_or_default();
    let repairs = rewritten::untold(data)?.into_iter().map(|repair| {
        let finding = Finding::ALL.into_iter().find(|finding| finding.remedy() == Some(repair.remedy.as_str()));
        let known = seen_by_archive.max(ended.version);
        let beyond = repair.anchored.map_or(0, |anchored| anchored.0.saturating_sub(known.0));
        Rewritten {
            finding: finding.unwrap_or(Finding::AnchorRewritten),
            ended: repair.ended,
            seen: repair.anchored,
            seen_hash: repair.anchored_hash,
            numbers: Numbers::of(ended).or(of_archive).after(beyond),
        }
    });
    Ok(repairs.chain(archive).collect())
}

/// Appends what is to be told, and folds it in. Versions go on after the highest that was seen, as other numbers do, so that what
/// follows the events of this county by their version misses none: batches without events take the place of those that are lost.
/// The time is the journal's last: what the machine's clock says now may still have to be confirmed.
pub fn tell(journal: &mut dyn Journal, state: &mut State, found: Vec<Rewritten>) -> Result<(), JournalError> {
    if found.is_empty() {
        return Ok(());
    }
    let seen = found.iter().filter_map(|found| found.seen).max().unwrap_or_default();
    let passed_over = seen.0.saturating_sub(state.version.0).min(VERSIONS_PASSED_OVER_MAX);
    let at = state.at;
    let batch = |version: Version, events: Vec<Event>| Batch::system(version, at, "tell-history", events);
    let first = state.version;
    let mut batches: Vec<Batch> = (1..=passed_over).map(|more| batch(Version(first.0 + more), Vec::new())).collect();
    let events = found.into_iter().map(|found| Event::County(CountyEvent::Rewritten(Box::new(found)))).collect();
    batches.push(batch(Version(first.0 + passed_over + 1), events));
    for group in batches.chunks(HISTORY_GROUP_BATCHES) {
        let records: Vec<Vec<u8>> = group.iter().map(Batch::encode).collect();
        journal.append(state.version, &records)?;
        group.iter().for_each(|batch| state.fold(batch));
    }
    Ok(())
}

/// A place where the history goes on from another than it had got to, for a person.
pub fn told(trace: &Trace, session: Session) -> String {
    let found = &trace.found;
    let what = match found.finding {
        Finding::AnchorRewritten => phrase!("verify.history-anchor-rewritten"),
        Finding::CutBack => phrase!("verify.history-cut-back"),
        Finding::ShorterThanArchive => phrase!("verify.history-shorter"),
        Finding::OtherThanArchive => phrase!("verify.history-other"),
    };
    let seen = match (found.seen, found.seen_hash) {
        (None, _) => phrase!(session, "verify.history-seen-nothing").to_owned(),
        (Some(version), None) => version.to_string(),
        (Some(version), Some(hash)) => format!("{version} ({})", hash.short()),
    };
    sentence!(
        session,
        "verify.history-trace",
        at = trace.at.utc(),
        why = session.text(what),
        version = found.ended,
        seen,
        next = trace.version
    )
}

#[cfg(test)]
mod tests {
    use domain::ids::{Digest, IncidentRef};
    use journal::MemoryJournal;

    use super::*;

    fn found(seen: Option<u64>) -> Rewritten {
        let numbers = Numbers { incident: IncidentRef(90), ..Numbers::default() };
        let (finding, seen) = (Finding::AnchorRewritten, seen.map(Version));
        Rewritten { finding, ended: Version(0), seen, seen_hash: Some(Digest::of(b"end")), numbers }
    }

    #[test]
    fn versions_and_numbers_go_on_after_the_highest_that_was_seen() {
        let (mut journal, mut state) = (MemoryJournal::default(), State::default());
        tell(&mut journal, &mut state, Vec::new()).unwrap();
        assert_eq!(state.version, Version(0), "nothing to tell, nothing told");
        tell(&mut journal, &mut state, vec![found(Some(2_500)), found(None)]).unwrap();
        assert_eq!((state.version, state.last_incident, state.rewritten.len()), (Version(2_501), IncidentRef(90), 2));
        let (mut whole, mut read) = (State::default(), 0);
        let each = &mut |_: Version, _: Digest, bytes: &[u8]| {
            whole.fold(&Batch::decode(bytes).unwrap());
            read += 1;
            true
        };
        Journal::reader(&journal).read(Version(1), each).unwrap();
        assert_eq!((read, whole.hash()), (2_501, state.hash()));
        assert_eq!(State::decode(&state.encode()).unwrap().rewritten, state.rewritten, "checkpoints keep it");
    }

    #[test]
    fn as_many_versions_as_the_limit_are_passed_over_and_no_more() {
        let (mut journal, mut state) = (MemoryJournal::default(), State::default());
        tell(&mut journal, &mut state, vec![found(Some(VERSIONS_PASSED_OVER_MAX + 1))]).unwrap();
        assert_eq!(state.version, Version(VERSIONS_PASSED_OVER_MAX + 1));
    }
}
