//! Who may own a lead, and until when.

use wardroom_plugin::view::{self, Date};
use wardroom_plugin::workflow::{Field, Result, reference, refuse, time};
use wardroom_plugin::{PersonRef, Reference, TimeS};

use crate::{Desk, why};

const DAY_S: u32 = 86_400;

/// The person that a form names, if they may own a lead of this district.
pub fn named(desk: &mut Desk, fields: &[Field]) -> Result<Option<PersonRef>> {
    let Some(Reference::Person(owner)) = reference(fields, "owner") else { return Ok(None) };
    let (Ok(info), Ok(clock)) = (view::person_info(owner), view::local_time(desk.now)) else {
        desk.remark(why::owner_not_looked_up(owner));
        return Ok(Some(owner));
    };
    let day = |of: &Date| (of.year, of.month, of.day);
    let today = day(&clock.date);
    let here = info.posts.iter().any(|post| {
        let holds = day(&post.starts) <= today && post.ends.as_ref().is_none_or(|ends| day(ends) >= today);
        post.district == desk.instance.district && holds
    });
    if !here {
        return refuse(why::no_post_here(owner));
    }
    if desk.settings.sworn_owner && !info.sworn {
        return refuse(why::not_sworn(owner));
    }
    Ok(Some(owner))
}

/// The date that a form says, if it is one to come and not too far ahead.
pub fn date(desk: &Desk, fields: &[Field]) -> Result<Option<TimeS>> {
    let Some(due) = time(fields, "due") else { return Ok(None) };
    if due <= desk.now {
        return refuse(why::date_gone(due));
    }
    if due > desk.now.saturating_add(desk.settings.due_days_max * DAY_S) {
        return refuse(why::date_too_far(due, desk.settings.due_days_max));
    }
    Ok(Some(due))
}

/// The date where nobody says one, and the record says so.
pub fn usual_date(desk: &mut Desk) -> TimeS {
    let days = match desk.state.is_good() {
        true => desk.settings.due_days_good,
        false => desk.settings.due_days,
    }
    .min(desk.settings.due_days_max);
    desk.remark(match desk.state.is_good() {
        true => why::good_date(desk.state.grade(), days),
        false => why::usual_date(days),
    });
    desk.now.saturating_add(days * DAY_S)
}
