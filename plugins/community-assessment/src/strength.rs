//! How many of those who belong to a station are of the community team, by the posts of a day. One person counts once, whatever posts
//! they hold.

use wardroom_plugin::view::{self, Date, Noun, Post};
use wardroom_plugin::{PersonRef, TimeS};

use crate::settings::Settings;

/// Fewer than the host lets a plugin ask.
const PERSONS_MAX: PersonRef = 1_500;

/// Those of the community team, and all who belong to a station; `None` where the county does not tell.
pub fn community(settings: &Settings, at: TimeS) -> Option<(u32, u32)> {
    let day = view::local_time(at).ok()?.date;
    let team = view::by_code(Noun::Team, &settings.community_team).ok()?;
    let (mut community, mut strength) = (0, 0);
    for person in 0..PERSONS_MAX {
        let Ok(facts) = view::person_info(person) else { break };
        let held: Vec<&Post> = facts.posts.iter().filter(|post| is_held(post, day)).collect();
        if (facts.sworn || !settings.sworn_only) && held.iter().any(|post| post.station.is_some()) {
            strength += 1;
            community += u32::from(held.iter().any(|post| post.team.map(u32::from) == Some(team)));
        }
    }
    (strength > 0).then_some((community, strength))
}

fn is_held(post: &Post, day: Date) -> bool {
    let of = |date: Date| (date.year, date.month, date.day);
    of(post.starts) <= of(day) && post.ends.is_none_or(|ends| of(day) <= of(ends))
}
