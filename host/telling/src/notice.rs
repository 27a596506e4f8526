//! A notice and a timer as stories: who was told and who answered, and what will fire when.

use crate::figures;
use crate::lang::Lang;
use crate::reference;
use crate::story::*;
use crate::tell;
use crate::teller::Teller;
use crate::words::word;
use domain::built_in::code::NEW_TASK;
use domain::cause::Because;
use domain::escalated::Escalated;
use domain::hooks::{Reason, Stage};
use domain::ids::IncidentRef;
use domain::matter::Matter;
use domain::notice::{Delivery, NoticeRow, Sender, Told};
use domain::state::State;
use domain::time::TimeMs;
use domain::timer::{TimerId, TimerOwner, Timers};
use domain::unit::watch::watched;
use domain::who::Addressee;

impl NoticeStory {
    /// All of it in one line: what it is about, and why it is told.
    pub fn line(&self, lang: Lang) -> String {
        let subject = self.subject.as_ref().unwrap_or(&self.matter.text);
        tell!(lang, "notice.whole", subject, why = self.why.text)
    }
}

impl Teller<'_> {
    /// A matter as `incident`, `task` and so on with its id or number.
    pub fn matter(&self, matter: Matter) -> Term {
        if let Some(state) = self.state() {
            return self.named_matter(state, matter);
        }
        let number = match matter {
            Matter::Incident(which) => self.incident(which),
            _ => matter.number().to_string(),
        };
        self.numbered(matter, &number)
    }

    /// `incident:7` and `incident 20220901-000007`.
    pub(crate) fn numbered(&self, matter: Matter, id: &str) -> Term {
        let text = tell!(self.lang, "matter.numbered", matter = word(&matter, self.lang), id);
        Term::new(matter.to_string(), text)
    }

    /// What something follows from that nobody did by hand. `own`: what is told of.
    pub(crate) fn cause(&self, because: Option<Because>, own: Matter) -> Option<CauseStory> {
        let Because { command, decision } = because?;
        let elsewhere = decision.filter(|(matter, _)| *matter != own).map(|(matter, _)| self.matter(matter).text);
        let (matter, decision) = decision.unzip();
        Some(CauseStory { command: command.0, matter: matter.map(|of| of.to_string()), decision, elsewhere })
    }

    pub fn notice(&self, row: &NoticeRow) -> NoticeStory {
        let (sent, message) = (&row.sent, &row.sent.message);
        let act = |(of, act): (&Stage, &domain::state::Acknowledgement)| AnswerStory {
            stage: self.term(of),
            at: self.time(act.at),
            by: act.by.clone(),
        };
        NoticeStory {
            notice: row.notice().0,
            matter: self.matter(sent.matter),
            subject: self.subject(sent.matter),
            district: self.district(sent.district).code,
            at: self.time(row.at),
            plugin: sent.plugin.map(|digest| self.plugin_name(digest)).unwrap_or_default(),
            level: message.level,
            urgency: self.term(&message.urgency),
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
            unanswered: row.unanswered.iter().map(|of| self.term(of)).collect(),
            deliveries: row.deliveries.iter().map(|(channel, delivery)| self.delivery(channel, delivery)).collect(),
        }
    }

    /// Where an incident is and of what kind, by which people know it; also what a task or a workflow about one is about.
    fn subject(&self, matter: Matter) -> Option<String> {
        let state = self.state()?;
        let which = match matter {
            Matter::Incident(which) => which,
            Matter::Task(task) => self.about(state, state.tasks.get(task)?.new.matter?)?,
            Matter::Instance(_) => self.about(state, matter)?,
            Matter::Notice(_) | Matter::Vacancy(_) | Matter::Clock(_) | Matter::Schedule(_) => return None,
        };
        let incident = state.incident(which)?;
        let grid = self.county().grids.get(incident.place.grid.index())?;
        let village = self.county().villages.get(grid.village.index())?;
        let township = self.county().townships.get(village.township.index())?;
        let [township, village] = [&township.name, &village.name].map(|names| reference::name(names, self.lang));
        Some(tell!(self.lang, "notice.subject", township, village, kind = self.kind(incident.kind).text))
    }

    fn about(&self, state: &State, matter: Matter) -> Option<IncidentRef> {
        match matter {
            Matter::Incident(which) => Some(which),
            Matter::Instance(which) => state.workflows.get(which)?.incident,
            _ => None,
        }
    }

    /// What is to be done and by when, if the task is still known.
    fn new_task(&self, matter: Matter, why: &Reason) -> ToldReason {
        let mut said = self.why_built_in(why);
        let Some((state, Matter::Task(which))) = self.state().map(|state| (state, matter)) else { return said };
        let Some(task) = state.tasks.get(which) else { return said };
        said.text = tell!(self.lang, "said.more", said = said.text, more = self.task_line(state, task));
        said.text.push_str(&self.due_by(task.new.due));
        said
    }

    /// How a task's line goes on if it has a due time.
    pub(crate) fn due_by(&self, due: Option<TimeMs>) -> String {
        let due = due.map(|due| figures::date_and_clock(&self.time(due)));
        due.map_or_else(String::new, |due| tell!(self.lang, "task.due-by", due))
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
            state: self.term(delivery),
            attempts: delivery.attempts(),
            at: at.map(|at| self.time(at)),
            why,
        }
    }

    pub fn addressee(&self, to: Addressee) -> Term {
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
            watch: watched(id)
                .map(|(_, unit, expected)| WatchStory { unit: self.unit(unit), expected: self.term(&expected) }),
            due: self.time(timer.due),
            repeat_s: timer.repeat_s,
            catch_up: self.term(&timer.catch_up),
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
