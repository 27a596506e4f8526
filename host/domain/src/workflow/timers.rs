//! The host's own timers of workflow instances and tasks.

use crate::ids::*;
use crate::matter::Matter;
use crate::timer::{TimerId, TimerOwner};

/// The host's timers of an instance: key 0 tries a failed step again, and the others end the loan of a unit.
pub(super) const RETRY_KEY: u16 = 0;

/// The timer at which a lent unit goes back, or one that stands by for no workflow: instances are numbered from 1, and 0 has those.
/// Units of a county are numbered far below its 65,535 keys.
pub fn loan_timer(instance: Option<InstanceRef>, unit: UnitRef) -> TimerId {
    let key = u16::try_from(unit.0.saturating_add(1)).unwrap_or(u16::MAX);
    TimerId::of(instance.unwrap_or(InstanceRef(0)), TimerOwner::HOST, key)
}

/// The unit whose loan a timer ends.
pub fn lent_unit(timer: TimerId) -> Option<UnitRef> {
    let host = timer.owner() == TimerOwner::HOST && matches!(timer.matter(), Some(Matter::Instance(_)));
    (host && timer.key() != RETRY_KEY).then(|| UnitRef(u32::from(timer.key()) - 1))
}

/// The timer at which a task is due.
pub fn due_timer(task: TaskRef) -> TimerId {
    TimerId::of(task, TimerOwner::HOST, 0)
}
