//! Lists of what waits, sorted by what matters: how pressing it is, then who waits longest. What waits is all in the room.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::hooks::Urgency;
use domain::incident::Priority;
use domain::incident::record::Incident;
use domain::notice::NoticeRow;
use domain::task::Task;
use domain::time::TimeMs;

use crate::dto::query::bad;
use crate::problem::Problem;
use crate::problem::place::Misplaced;

/// How pressing something is, the most pressing least; since when it waits, or by when it is to be done; its number. A list goes on behind
/// such a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pressing(u8, i64, u32);

impl Pressing {
    /// By its priority, then by how long it has been known.
    pub fn of_incident(incident: &Incident) -> Pressing {
        let priority = Priority::ALL.iter().position(|priority| *priority == incident.priority);
        Pressing(priority.unwrap_or_default() as u8, incident.reported_at.0, incident.incident.0)
    }

    /// What is overdue, then by when it is due; what has no day comes last, the oldest first.
    pub fn of_task(task: &Task) -> Pressing {
        let (sort, at) = match task.new.due {
            Some(due) if task.overdue => (0, due),
            None if task.overdue => (0, task.created_at),
            Some(due) => (1, due),
            None => (2, task.created_at),
        };
        Pressing(sort, at.0, task.new.task.0)
    }

    /// By its urgency, then by how long it was not answered.
    pub fn of_notice(row: &NoticeRow) -> Pressing {
        let urgency = Urgency::ALL.iter().rev().position(|urgency| *urgency == row.sent.message.urgency);
        let TimeMs(at) = row.at;
        Pressing(urgency.unwrap_or_default() as u8, at, row.notice().0)
    }

    /// Opaque to callers, so that it may change.
    fn text(self) -> String {
        let Pressing(sort, at, which) = self;
        URL_SAFE_NO_PAD.encode([&[sort][..], &at.to_be_bytes(), &which.to_be_bytes()].concat())
    }

    fn parse(text: &str) -> Option<Pressing> {
        let bytes: [u8; 13] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
        let (at, which) = bytes[1..].split_at(8);
        Some(Pressing(bytes[0], i64::from_be_bytes(at.try_into().ok()?), u32::from_be_bytes(which.try_into().ok()?)))
    }
}

/// A page of them, each as of the room, and the cursor of the next.
pub type Page<T> = (Vec<(Arc<T>, bool)>, Option<String>);

/// The page behind a cursor that such a list gave out.
pub fn page<'s, T: 's>(
    all: impl Iterator<Item = &'s Arc<T>>,
    key: impl Fn(&T) -> Pressing,
    cursor: Option<&str>,
    limit: usize,
) -> Result<Page<T>, Problem> {
    let unknown = |text: &str| bad("cursor", Misplaced::Cursor { cursor: text.to_owned() });
    let after = cursor.map(|text| Pressing::parse(text).ok_or_else(|| unknown(text))).transpose()?;
    let mut all: Vec<(Pressing, &Arc<T>)> = all.map(|of| (key(of), of)).collect();
    all.retain(|(pressing, _)| after.is_none_or(|after| *pressing > after));
    all.sort_by_key(|(pressing, _)| *pressing);
    let next = all.get(limit).and(all.get(limit - 1)).map(|(pressing, _)| pressing.text());
    Ok((all.into_iter().take(limit).map(|(_, of)| (of.clone(), false)).collect(), next))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_as_it_went() {
        for pressing in [Pressing(0, 0, 1), Pressing(3, -5, u32::MAX), Pressing(1, i64::MAX, 7)] {
            assert_eq!(Pressing::parse(&pressing.text()), Some(pressing));
        }
        for wrong in ["", "x", "AAAAew", "é"] {
            assert_eq!(Pressing::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_page_ends_where_the_next_begins() {
        let all: Vec<Arc<u32>> = [3, 1, 2].map(Arc::new).to_vec();
        let key = |number: &u32| Pressing(0, i64::from(*number), *number);
        let numbers = |page: &Page<u32>| page.0.iter().map(|(number, _)| **number).collect::<Vec<_>>();
        let whole = page(all.iter(), key, None, 3).unwrap();
        assert_eq!((numbers(&whole), &whole.1), (vec![1, 2, 3], &None));
        let cut = page(all.iter(), key, None, 2).unwrap();
        assert_eq!(numbers(&cut), [1, 2]);
        let rest = page(all.iter(), key, cut.1.as_deref(), 2).unwrap();
        assert_eq!((numbers(&rest), &rest.1), (vec![3], &None));
        assert!(page(all.iter(), key, Some("x"), 2).is_err());
    }
}
