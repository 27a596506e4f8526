//! What may be done to a notice: a person answers it, and the host notes how handing it over went.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::command::NoticeCommand;
use crate::event::{Event, MatterEvent, NoticeEvent};
use crate::hooks::Stage;
use crate::ids::*;
use crate::known::no_matter;
use crate::limits::{CHANNELS_MAX, CODE_BYTES_MAX};
use crate::notice::refusal::NoticeRefusal;
use crate::notice::{DeliveryOutcome, NoticeRow, Sender};
use crate::refusal::Refusal;
use crate::state::State;

pub(crate) fn check(state: &State, command: &NoticeCommand) -> Result<Vec<Event>, Refusal> {
    match command {
        NoticeCommand::Answer { notice, stage } => answer(state, *notice, *stage),
        NoticeCommand::SetChannels { channels } => set_channels(state, channels),
        NoticeCommand::RecordDelivery { notice, channel, outcome } => deliver(state, *notice, channel, outcome),
    }
}

fn known(state: &State, which: NoticeRef) -> Result<&Arc<NoticeRow>, Refusal> {
    state.notices.get(which).ok_or_else(|| no_matter(which.into()))
}

/// Who accepts a notice takes its matter on, if nobody has yet.
fn answer(state: &State, which: NoticeRef, stage: Stage) -> Result<Vec<Event>, Refusal> {
    let row = known(state, which)?;
    if let Some(first) = row.answers.get(&stage) {
        return Err(NoticeRefusal::AnsweredAlready { notice: which, stage, by: first.by.clone() }.into());
    }
    let matter = row.sent.matter;
    let mut events = vec![Event::Notice(NoticeEvent::Answered { notice: which, matter, stage })];
    // To accept what a procedure tells is not to take the procedure upon oneself, should it get stuck one day.
    let takes = row.sent.from != Sender::Workflow;
    let unheard = takes && state.matter_view(matter).is_some_and(|view| view.open && view.acknowledged_at.is_none());
    if stage >= Stage::Accepted && unheard {
        events.push(Event::Matter(MatterEvent::Acknowledged { matter }));
    }
    Ok(events)
}

fn set_channels(state: &State, channels: &BTreeSet<String>) -> Result<Vec<Event>, Refusal> {
    let well_named = |name: &String| !name.is_empty() && name.len() <= CODE_BYTES_MAX;
    if channels.len() > CHANNELS_MAX || !channels.iter().all(well_named) {
        return Err(NoticeRefusal::BadChannels { channels_max: CHANNELS_MAX, bytes_max: CODE_BYTES_MAX }.into());
    }
    let same = state.notices.channels == *channels;
    Ok(if same { Vec::new() } else { vec![Event::Notice(NoticeEvent::ChannelsSet { channels: channels.clone() })] })
}

fn deliver(state: &State, which: NoticeRef, channel: &str, outcome: &DeliveryOutcome) -> Result<Vec<Event>, Refusal> {
    let row = known(state, which)?;
    if row.deliveries.get(channel).is_none_or(|delivery| delivery.due().is_none()) {
        return Err(NoticeRefusal::NotQueued { notice: which, channel: channel.to_owned() }.into());
    }
    let (channel, outcome) = (channel.to_owned(), outcome.clone());
    Ok(vec![Event::Notice(NoticeEvent::Delivered { notice: which, matter: row.sent.matter, channel, outcome })])
}
