//! Who may be in charge of a request.

use wardroom_plugin::view::{self, Date};
use wardroom_plugin::workflow::{Field, Result, reference, refuse};
use wardroom_plugin::{PersonRef, Reference};

use crate::{Desk, why};

/// The person that a form names, if they hold a post in this district today.
pub fn named(desk: &mut Desk, fields: &[Field]) -> Result<Option<PersonRef>> {
    let Some(Reference::Person(worker)) = reference(fields, "worker") else { return Ok(None) };
    let (Ok(info), Ok(clock)) = (view::person_info(worker), view::local_time(desk.now)) else {
        desk.remark(why::worker_not_looked_up(worker));
        return Ok(Some(worker));
    };
    let day = |of: &Date| (of.year, of.month, of.day);
    let today = day(&clock.date);
    let here = info.posts.iter().any(|post| {
        let holds = day(&post.starts) <= today && post.ends.as_ref().is_none_or(|ends| day(ends) >= today);
        post.district == desk.instance.district && holds
    });
    if here { Ok(Some(worker)) } else { refuse(why::no_post_here(worker)) }
}
