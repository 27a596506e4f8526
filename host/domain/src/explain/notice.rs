//! A notice and a timer as stories: who was told and who answered, and what will fire when.

use super::*;
use crate::built_in::code::NEW_TASK;
use crate::escalated::Escalated;
use crate::hooks::{Reason, Stage};
use crate::matter::Matter;
use crate::notice::{Delivery, NoticeRow, Sender, Told};
use crate::timer::{TimerId, TimerOwner, Timers};
use crate::who::Addressee;

impl Teller<'_> {
    /// A matter as `incident`, `task` and so on with its id or number.
    pub fn matter(&self, matter: Matter) -> Word {
        if let Some(state) = self.state() {
            return self.named_matter(state, matter);
        }
        let number = match matter {
            Matter::Incident(which) => self.incident(which),
            _ => matter.number().to_string(),
        };
        Word::new(matter.to_string(), format!("{} {number}", words::matter(matter, self.lang)))
    }

    pub fn notice(&self, row: &NoticeRow) -> NoticeStory {
        let (sent, message, lang) = (&row.sent, &row.sent.message, self.lang);
        let stage = |stage: Stage| Word::new(stage.name(), words::stage(stage, lang));
        let act = |(of, act): (&Stage, &crate::state::Acknowledgement)| AnswerStory {
            stage: stage(*of),
            at: self.time(act.at),
            by: act.by.clone(),
        };
        NoticeStory {
            notice: row.notice().0,
            matter: self.matter(sent.matter),
            district: self.district(sent.district).code,
            at: self.time(row.at),
            plugin: sent.plugin.map(|digest| self.plugin_name(digest)).unwrap_or_default(),
            level: message.level,
            urgency: Word::new(message.urgency.name(), words::urgency(message.urgency, lang)),
            to: message.recipients.iter().map(|to| self.recipient(to)).collect(),
            told: sent.told.iter().map(|told| self.told(told)).collect(),
            last_resort: sent.last_resort,
            why: match sent.plugin {
                None if message.why.code == NEW_TASK => self.new_task(sent.matter, &message.why),
                Some(digest) => self.why_of(digest, &message.why),
                None => self.why_built_in(&message.why),
            },
            count: row.count,
            last_at: self.time(row.last_at),
            answers: row.answers.iter().map(act).collect(),
            unanswered: row.unanswered.iter().map(|of| stage(*of)).collect(),
            deliveries: row.deliveries.iter().map(|(channel, delivery)| self.delivery(channel, delivery)).collect(),
        }
    }

    /// What is to be done and by when, if the task is still known.
    fn new_task(&self, matter: Matter, why: &Reason) -> Why {
        let mut said = self.why_built_in(why);
        let Some((state, Matter::Task(which))) = self.state().map(|state| (state, matter)) else { return said };
        let Some(task) = state.tasks.get(which) else { return said };
        said.text.push_str(self.lang.pick("：", ": "));
        said.text.push_str(&self.task_line(state, task));
        if let Some(due) = task.new.due {
            let due = figures::date_and_clock(&self.time(due));
            said.text.push_str(&self.lang.pick("，限{}前", ", due {}").replace("{}", &due));
        }
        said
    }

    fn told(&self, told: &Told) -> ToldStory {
        ToldStory { to: self.addressee(told.to), held: told.held }
    }

    fn delivery(&self, channel: &str, delivery: &Delivery) -> DeliveryStory {
        let (at, why) = match delivery {
            Delivery::Queued => (None, None),
            Delivery::Sent { at, .. } => (Some(*at), None),
            Delivery::Failed { next, why, .. } => (Some(*next), Some(why.clone())),
            Delivery::GivenUp { at, why, .. } => (Some(*at), Some(why.clone())),
        };
        DeliveryStory {
            channel: channel.to_owned(),
            state: Word::new(delivery.name(), words::delivery(delivery, self.lang)),
            attempts: delivery.attempts(),
            at: at.map(|at| self.time(at)),
            why,
        }
    }

    pub fn addressee(&self, to: Addressee) -> Word {
        self.recipient(&to.into())
    }

    /// `escalated`: what its matter carries, if the state knows it.
    pub fn timer(&self, escalated: &Escalated, id: TimerId, timers: &Timers) -> Option<TimerStory> {
        let timer = timers.get(id)?;
        let frozen = id.escalation().and_then(|owner| escalated.frozen.get(usize::from(owner)));
        Some(TimerStory {
            matter: self.matter(id.matter()?),
            plugin: frozen.map(|frozen| frozen.name.clone()).unwrap_or_default(),
            host: id.owner() == TimerOwner::HOST,
            key: id.key(),
            due: self.time(timer.due),
            repeat_s: timer.repeat_s,
            catch_up: Word::new(timer.catch_up.name(), words::catch_up(timer.catch_up, self.lang)),
        })
    }

    /// Who a notice's sender is to people.
    pub const fn sender(from: Sender) -> &'static str {
        match from {
            Sender::Escalation(_) => "escalation",
            Sender::Workflow => "workflow",
            Sender::Host => "host",
        }
    }
}
