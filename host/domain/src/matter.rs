//! What is at hand: the thing that a timer, an escalation, a notice or a decision is about.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

mod beside;
pub(crate) mod check;
pub mod command;
pub mod event;
mod fold;
pub(crate) mod overriding;
pub mod refusal;
mod view;

use crate::ids::*;

/// Something that takes its course and that people may have to hear of. As text it is `incident:7`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Matter {
    Incident(IncidentRef),
    /// A workflow instance.
    Instance(InstanceRef),
    Task(TaskRef),
    Notice(NoticeRef),
    /// A post of the roster that nobody fills.
    Vacancy(VacancyRef),
    /// A doubt about the room's time.
    Clock(DoubtRef),
    /// A schedule by which workflows begin.
    Schedule(ScheduleRef),
}

impl Matter {
    pub const fn kind(self) -> &'static str {
        match self {
            Matter::Incident(_) => "incident",
            Matter::Instance(_) => "instance",
            Matter::Task(_) => "task",
            Matter::Notice(_) => "notice",
            Matter::Vacancy(_) => "vacancy",
            Matter::Clock(_) => "clock",
            Matter::Schedule(_) => "schedule",
        }
    }

    pub const fn number(self) -> u32 {
        match self {
            Matter::Incident(which) => which.0,
            Matter::Instance(which) => which.0,
            Matter::Task(which) => which.0,
            Matter::Notice(which) => which.0,
            Matter::Vacancy(which) => which.0,
            Matter::Clock(which) => which.0,
            Matter::Schedule(which) => which.0,
        }
    }

    /// A small number for each kind, for packed ids. It is kept for ever.
    pub(crate) const fn tag(self) -> u8 {
        match self {
            Matter::Incident(_) => 0,
            Matter::Instance(_) => 1,
            Matter::Task(_) => 2,
            Matter::Notice(_) => 3,
            Matter::Vacancy(_) => 4,
            Matter::Clock(_) => 5,
            Matter::Schedule(_) => 6,
        }
    }

    pub(crate) const fn from_tag(tag: u8, number: u32) -> Option<Matter> {
        match tag {
            0 => Some(Matter::Incident(IncidentRef(number))),
            1 => Some(Matter::Instance(InstanceRef(number))),
            2 => Some(Matter::Task(TaskRef(number))),
            3 => Some(Matter::Notice(NoticeRef(number))),
            4 => Some(Matter::Vacancy(VacancyRef(number))),
            5 => Some(Matter::Clock(DoubtRef(number))),
            6 => Some(Matter::Schedule(ScheduleRef(number))),
            _ => None,
        }
    }

    pub const fn incident(self) -> Option<IncidentRef> {
        match self {
            Matter::Incident(which) => Some(which),
            _ => None,
        }
    }

    pub const fn instance(self) -> Option<InstanceRef> {
        match self {
            Matter::Instance(which) => Some(which),
            _ => None,
        }
    }

    pub const fn task(self) -> Option<TaskRef> {
        match self {
            Matter::Task(which) => Some(which),
            _ => None,
        }
    }
}

impl From<IncidentRef> for Matter {
    fn from(which: IncidentRef) -> Matter {
        Matter::Incident(which)
    }
}

impl From<InstanceRef> for Matter {
    fn from(which: InstanceRef) -> Matter {
        Matter::Instance(which)
    }
}

impl From<TaskRef> for Matter {
    fn from(which: TaskRef) -> Matter {
        Matter::Task(which)
    }
}

impl From<NoticeRef> for Matter {
    fn from(which: NoticeRef) -> Matter {
        Matter::Notice(which)
    }
}

impl From<VacancyRef> for Matter {
    fn from(which: VacancyRef) -> Matter {
        Matter::Vacancy(which)
    }
}

impl From<DoubtRef> for Matter {
    fn from(which: DoubtRef) -> Matter {
        Matter::Clock(which)
    }
}

impl From<ScheduleRef> for Matter {
    fn from(which: ScheduleRef) -> Matter {
        Matter::Schedule(which)
    }
}

/// A field that tells what an event is about.
pub(crate) trait About {
    fn matter(&self) -> Option<Matter>;
}

impl<T: Copy + Into<Matter>> About for T {
    fn matter(&self) -> Option<Matter> {
        Some((*self).into())
    }
}

impl std::fmt::Display for Matter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.kind(), self.number())
    }
}

impl std::str::FromStr for Matter {
    type Err = String;

    fn from_str(text: &str) -> Result<Matter, String> {
        let unknown = || format!("`{text}` is no matter: write it like `incident:7`, `instance:7`, `task:7`");
        let (kind, number) = text.split_once(':').ok_or_else(unknown)?;
        let number: u32 = number.parse().map_err(|_| unknown())?;
        let matter = (0..=u8::MAX).map_while(|tag| Matter::from_tag(tag, number)).find(|matter| matter.kind() == kind);
        matter.ok_or_else(unknown)
    }
}

impl Serialize for Matter {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Matter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Matter, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matter_reads_as_it_is_written() {
        for tag in 0..7 {
            let matter = Matter::from_tag(tag, 7).unwrap();
            assert_eq!((matter.tag(), matter.number()), (tag, 7));
            assert_eq!(matter.to_string().parse(), Ok(matter));
        }
        assert_eq!(Matter::from_tag(7, 7), None);
        for wrong in ["incident", "incident:", "incident:-1", "case:7", "incident:4294967296"] {
            assert!(wrong.parse::<Matter>().unwrap_err().contains(wrong));
        }
    }
}
