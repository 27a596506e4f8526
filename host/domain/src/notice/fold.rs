//! What events make of notices: their deliveries, their answers and the time-outs of both.

use crate::archived::passing::Gone;
use crate::escalated::Acknowledgement;
use crate::event::NoticeEvent;
use crate::fold::Context;
use crate::hooks::{Stage, WorkflowEvent};
use crate::ids::*;
use crate::matter::Matter;
use crate::notice::{self, Delivery, DeliveryOutcome};
use crate::state::State;

impl State {
    pub(crate) fn apply_notice(&mut self, event: &NoticeEvent, cx: &Context<'_>) {
        match event {
            NoticeEvent::Sent(sent) => {
                if let Some(gone) = self.notices.send((**sent).clone(), cx.at) {
                    self.stop_timers(gone.notice().into());
                    self.pass_on(Gone::Notice(gone));
                }
                self.change_escalated(sent.matter, cx, |_| ());
            }
            NoticeEvent::Repeated { notice, matter } => {
                self.notices.change(*notice, |row| {
                    row.count = row.count.saturating_add(1);
                    row.last_at = cx.at;
                });
                self.change_escalated(*matter, cx, |_| ());
            }
            NoticeEvent::Answered { notice, matter, stage } => self.answer_notice(*notice, *matter, *stage, cx),
            NoticeEvent::Unanswered { notice, matter, stage } => {
                self.notices.change(*notice, |row| row.unanswered.extend([*stage]));
                self.change_escalated(*matter, cx, |_| ());
                let sent = self.notices.get(*notice).map(|row| (row.sent.from, row.sent.message.level));
                if let (Some((notice::Sender::Workflow, level)), Matter::Instance(instance)) = (sent, *matter) {
                    self.tell_instance(instance, WorkflowEvent::Unanswered { level, stage: *stage }, cx);
                }
            }
            NoticeEvent::ChannelsSet { channels } => {
                let about = self.notices.set_channels(channels, cx.at);
                // Whatever of them is over has a document.
                about.into_iter().for_each(|matter| self.changed_after_its_end(matter));
            }
            NoticeEvent::Delivered { notice, matter, channel, outcome } => {
                self.deliver(*notice, channel, outcome, cx);
                self.change_escalated(*matter, cx, |_| ());
            }
        }
    }

    /// The time-outs of a matter's notices end up to this stage: it is answered, or over.
    pub(crate) fn stop_time_outs(&mut self, matter: Matter, up_to: Stage) {
        let notices: Vec<NoticeRef> = self.notices.of(matter).map(|row| row.notice()).collect();
        notices.into_iter().for_each(|notice| self.stop_time_outs_of(notice, up_to));
    }

    pub(crate) fn stop_time_outs_of(&mut self, notice: NoticeRef, up_to: Stage) {
        for stage in Stage::ALL.into_iter().filter(|stage| *stage <= up_to) {
            self.timers.stop(notice::time_out(notice, stage));
        }
    }

    pub(crate) fn answer_notice(&mut self, notice: NoticeRef, matter: Matter, stage: Stage, cx: &Context<'_>) {
        let act = Acknowledgement { at: cx.at, by: cx.author.to_owned() };
        self.notices.change(notice, |row| {
            // Who arrives has accepted, and who accepts has seen.
            for stage in Stage::ALL.into_iter().filter(|before| *before <= stage) {
                row.answers.entry(stage).or_insert_with(|| act.clone());
            }
        });
        self.stop_time_outs_of(notice, stage);
        self.change_escalated(matter, cx, |e| {
            if stage == Stage::Arrived {
                e.arrived.get_or_insert(act);
            }
        });
    }

    pub(crate) fn deliver(&mut self, notice: NoticeRef, channel: &str, outcome: &DeliveryOutcome, cx: &Context<'_>) {
        self.notices.change(notice, |row| {
            let Some(delivery) = row.deliveries.get_mut(channel) else { return };
            let attempts = delivery.attempts() + 1;
            *delivery = match outcome.clone() {
                DeliveryOutcome::Sent => Delivery::Sent { at: cx.at, attempts },
                DeliveryOutcome::Failed { next, why } => Delivery::Failed { attempts, next, why },
                DeliveryOutcome::GivenUp { why } => Delivery::GivenUp { at: cx.at, attempts, why },
            };
        });
    }
}
