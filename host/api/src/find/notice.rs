//! Finding notices: one by its number, or a page of a list, newest first. What lies outside the caller's districts is to it as if it
//! were not.

use std::sync::Arc;

use domain::archived::documents::{notice_of, of_notice};
use domain::archived::{Filed, Row, Sort, Wanted};
use domain::hooks::{Stage, Urgency};
use domain::ids::{DistrictRef, IncidentRef, NoticeRef};
use domain::limits::PAGE_SCAN_MAX;
use domain::matter::Matter;
use domain::notice::NoticeRow;
use domain::state::{LoadedCounty, State};

use crate::context::{Context, loaded};
use crate::find::Cursor;
use crate::find::archived::{self, Going, Page, Within, behind, go_on};
use crate::find::pressing::{self, Pressing};
use crate::problem::Problem;
use crate::problem::unknown::Unknown;

/// A notice by its number, wherever it is.
pub async fn one(cx: &Context, number: &str) -> Result<Arc<NoticeRow>, Problem> {
    let state = cx.state();
    let unknown = || Problem::from(Unknown::Notice { notice: number.to_owned() });
    let given = |which: &NoticeRef| which.0 > 0 && *which <= state.notices.last;
    let which = number.parse().ok().map(NoticeRef).filter(given).ok_or_else(unknown)?;
    let found = match state.notices.get(which) {
        Some(row) => row.clone(),
        None => {
            let row = archived::one(cx, Filed::Notice(which)).await?.ok_or_else(unknown)?;
            let notice = notice_of(&row).map_err(|error| Problem::internal(&error))?;
            Arc::new(notice.ok_or_else(unknown)?)
        }
    };
    if cx.sees(loaded(&state)?, found.sent.district) { Ok(found) } else { Err(unknown()) }
}

/// Which notices; empty lists: any.
#[derive(Clone, Default)]
pub struct Notices {
    pub district: Option<DistrictRef>,
    pub about: Option<Matter>,
    pub urgencies: Vec<Urgency>,
    pub held: Option<bool>,
    pub answered: Option<bool>,
    /// The name of somebody who answered, or the code of somebody who was told.
    pub person: Option<String>,
    /// When it was sent.
    pub within: Within,
    /// Most pressing first, not newest; only what the room has and nobody has answered.
    pub pressing: bool,
}

impl Notices {
    fn takes(&self, row: &NoticeRow, loaded: &LoadedCounty) -> bool {
        let held = row.sent.told.iter().any(|told| told.held);
        let answered = row.answered() >= Some(Stage::Accepted);
        self.district.is_none_or(|district| row.sent.district == district)
            && self.about.is_none_or(|about| row.sent.matter == about)
            && (self.urgencies.is_empty() || self.urgencies.contains(&row.sent.message.urgency))
            && self.held.is_none_or(|wanted| held == wanted)
            && self.answered.is_none_or(|wanted| answered == wanted)
            && self.within.has(row.at)
            && self.person.as_ref().is_none_or(|who| of_notice(row, loaded.county()).contains(who))
    }

    /// First those that the room has, so many looked at for a page, then those that only the archive has.
    pub async fn page(
        self,
        cx: &Context,
        state: &Arc<State>,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<Page<NoticeRow>, Problem> {
        let loaded = loaded(state)?.clone();
        if self.pressing {
            let waiting = state.notices.before(None);
            let waiting = waiting.filter(|row| self.takes(row, &loaded) && cx.sees(&loaded, row.sent.district));
            let (items, next) = pressing::page(waiting, Pressing::of_notice, cursor, limit)?;
            return Ok(Page { items, next });
        }
        let going = Going::on(cursor)?;
        let mut items: Vec<(Arc<NoticeRow>, bool)> = Vec::new();
        let mut full = None;
        let before = match going {
            Going::Room(before) => {
                let mut rows = state.notices.before(Some(NoticeRef(before)));
                let mut last = None;
                for row in rows.by_ref().take(PAGE_SCAN_MAX) {
                    last = Some(row.notice());
                    if self.takes(row, &loaded) && cx.sees(&loaded, row.sent.district) {
                        items.push((row.clone(), false));
                    }
                    if items.len() == limit {
                        break;
                    }
                }
                let more = rows.any(|row| self.takes(row, &loaded) && cx.sees(&loaded, row.sent.district));
                let last = last.map(|last| Cursor(IncidentRef(last.0)));
                if let Some(last) = last.filter(|_| more) {
                    return Ok(Page { items, next: Some(last.text()) });
                }
                full = last.filter(|_| items.len() == limit);
                None
            }
            Going::Archive(before) => before,
        };
        let wanted = Wanted {
            sorts: [Sort::Notice].into(),
            kinds: self.urgencies.iter().map(|urgency| urgency.name().to_owned()).collect(),
            districts: cx.reach(&loaded, self.district.as_slice()),
            person: self.person.clone(),
            about: self.about,
            from: self.within.from,
            until: self.within.until,
        };
        let read = move |row: &Row| Ok(notice_of(row)?.filter(|notice| self.takes(notice, &loaded)));
        if let Some(last) = full {
            return behind(cx, state, items, wanted, last, read).await;
        }
        go_on(cx, state, items, wanted, before, limit, read).await
    }
}
