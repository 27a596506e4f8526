//! Telling people: who they are at that moment, and whether the same was said so lately that it only counts.

use crate::county::loaded::LoadedCounty;
use crate::event::{Event, NoticeEvent, TimerEvent};
use crate::hooks::{CatchUp, Message, Stage, Urgency};
use crate::ids::*;
use crate::incident::Priority;
use crate::limits::NOTICE_ADDRESSEES_MAX;
use crate::matter::Matter;
use crate::notice::{Notice, Sender, Told, time_out};
use crate::state::State;
use crate::time::TimeMs;
use crate::who::{Addressee, Who};

/// What telling people something about a matter causes: a notice and the timers of its time-outs, or one more count of a notice
/// that says the same. Nothing if the state has no such matter.
pub fn tell(
    state: &State,
    matter: Matter,
    from: Sender,
    plugin: Option<Digest>,
    message: Message,
    now: TimeMs,
) -> Vec<Event> {
    let Some(loaded) = state.county.as_deref() else { return Vec::new() };
    let Some((district, reality)) = state.standing(matter) else { return Vec::new() };
    if let Some(same) = said_before(state, loaded, matter, from, &message, now) {
        return vec![Event::Notice(NoticeEvent::Repeated { notice: same, matter })];
    }
    let priority = state.priority_of(matter);
    let (told, last_resort) = address(state, loaded, district, priority, &message, now);
    let notice = NoticeRef(state.notices.last.0 + 1);
    let start = |(stage, within_s)| {
        Event::Timer(TimerEvent::Started {
            timer: time_out(notice, stage),
            generation: 1,
            due: now.plus_s(within_s),
            catch_up: CatchUp::Once,
            repeat_s: None,
        })
    };
    let timers: Vec<Event> = message.time_outs().map(start).collect();
    let sent = Notice { notice, matter, district, reality, priority, from, plugin, message, told, last_resort };
    std::iter::once(Event::Notice(NoticeEvent::Sent(Box::new(sent)))).chain(timers).collect()
}

/// Who is told something about a matter of a district, and whether that is the last resort, since nobody else could be. What is
/// about one of the two highest priorities rings for everybody, however often it has; of each of the others, and of what has no
/// priority, as often in an hour as the county says, so that what matters less never keeps what matters more from ringing.
pub fn address(
    state: &State,
    loaded: &LoadedCounty,
    district: DistrictRef,
    priority: Option<Priority>,
    message: &Message,
    now: TimeMs,
) -> (Vec<Told>, bool) {
    let mut addressees = addressees(state, loaded, district, &message.recipients, now);
    let last_resort = addressees.is_empty();
    if last_resort {
        addressees.push(Addressee::CommandRoom(district));
    }
    let per_hour = usize::try_from(loaded.county().notices.per_hour).unwrap_or(usize::MAX);
    let pressing = priority.is_some_and(Priority::is_pressing) || last_resort;
    let counts = !pressing && matches!(message.urgency, Urgency::Attention | Urgency::Alarm);
    let told = |to| Told { to, held: counts && state.notices.rang(to, priority, now) >= per_hour };
    (addressees.into_iter().map(told).collect(), last_resort)
}

/// The notice that says the same to the same, so lately that it need not be said again, and that nobody has accepted yet. An
/// emergency is always said again.
fn said_before(
    state: &State,
    loaded: &LoadedCounty,
    matter: Matter,
    from: Sender,
    message: &Message,
    now: TimeMs,
) -> Option<NoticeRef> {
    let coalesce_s = loaded.county().notices.coalesce_s;
    if message.urgency == Urgency::Emergency {
        return None;
    }
    let lately = state.notices.of(matter).rev().take_while(|row| now.since_s(row.at) < coalesce_s);
    let lately = lately.filter(|row| row.at <= now);
    let mut same = lately.filter(|row| {
        let other = &row.sent.message;
        let says = (row.sent.from, other.level, other.urgency, other.why.code)
            == (from, message.level, message.urgency, message.why.code);
        // Procedures say what it is about in the values, as does what the host tells for information alone; a ladder's are only how long it
        // has been, and an alarm need not ring once for each unit.
        let same_values = match (from, message.urgency) {
            (Sender::Workflow, _) | (Sender::Host, Urgency::Info) => other.why.values == message.why.values,
            (Sender::Host | Sender::Escalation(_), _) => true,
        };
        says && same_values
            && other.recipients == message.recipients
            && row.answered().is_none_or(|stage| stage < Stage::Accepted)
    });
    same.next().map(|row| row.notice())
}

/// Who the recipients are at an instant, each once.
pub fn addressees(
    state: &State,
    loaded: &LoadedCounty,
    district: DistrictRef,
    recipients: &[Who],
    at: TimeMs,
) -> Vec<Addressee> {
    let mut found = Vec::new();
    let mut add = |to: Addressee| {
        if !found.contains(&to) && found.len() < NOTICE_ADDRESSEES_MAX {
            found.push(to);
        }
    };
    // Whom the county has no more nobody addresses.
    for recipient in recipients.iter().filter(|who| who.known(loaded.county()).is_ok()) {
        match recipient {
            Who::Person(person) => add(Addressee::Person(*person)),
            Who::Role { district, slot } => {
                let slot = loaded.index.slot(slot);
                let on_duty = slot.map(|slot| state.roster.on_duty(*district, slot, at)).unwrap_or_default();
                on_duty.into_iter().for_each(|person| add(Addressee::Person(person)));
            }
            Who::Team(of) => {
                let (district, team) = (of.district(district), of.team());
                let in_it =
                    |unit: &crate::county::Unit| unit.team == team && unit.district == district && !unit.retired;
                if loaded.county().units.iter().any(in_it) {
                    add(Addressee::Team { district, team });
                }
            }
            Who::GridAssistant(grid) => add(Addressee::GridAssistant(*grid)),
            Who::CommandRoom(district) => add(Addressee::CommandRoom(*district)),
            Who::Unit(unit) => add(Addressee::Unit(*unit)),
            Who::Place(place) => add(Addressee::Place(*place)),
        }
    }
    found
}
