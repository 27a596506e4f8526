//! The host's vocabulary of workflows and tasks in both languages.

use super::Lang;
use crate::hooks::Concurrency;
use crate::task::TaskStatus;
use crate::workflow::{Act, Status, StepFailure, VersionLife};

pub const fn status(status: Status, lang: Lang) -> &'static str {
    match status {
        Status::Queued => lang.pick("排队", "queued"),
        Status::Running => lang.pick("进行中", "under way"),
        Status::Paused => lang.pick("暂停", "paused"),
        Status::Retrying => lang.pick("步骤失败，将重试", "retrying a step that failed"),
        Status::Stuck => lang.pick("受阻，待人处理", "stuck: a person has to look"),
        Status::Completed => lang.pick("已完成", "completed"),
        Status::Cancelled => lang.pick("已取消", "cancelled"),
        Status::Replaced => lang.pick("已被新流程替换", "replaced by a newer one"),
    }
}

pub const fn task_status(status: TaskStatus, lang: Lang) -> &'static str {
    match status {
        TaskStatus::Open => lang.pick("待办", "open"),
        TaskStatus::Accepted => lang.pick("已接", "accepted"),
        TaskStatus::Done => lang.pick("已办", "done"),
        TaskStatus::Cancelled => lang.pick("已取消", "cancelled"),
    }
}

pub const fn concurrency(mode: Concurrency, lang: Lang) -> &'static str {
    match mode {
        Concurrency::Single => lang.pick("同一事项只办一件", "one at a time for the same key"),
        Concurrency::Restart => lang.pick("新的替换旧的", "a new one replaces the old"),
        Concurrency::Queued => lang.pick("依次排队", "one after the other"),
        Concurrency::Parallel => lang.pick("可同时进行", "side by side"),
    }
}

pub const fn life(life: VersionLife, lang: Lang) -> &'static str {
    match life {
        VersionLife::Active => lang.pick("启用", "active"),
        VersionLife::Draining => lang.pick("逐步退出", "draining"),
        VersionLife::Drained => lang.pick("已无在办", "drained"),
    }
}

/// Code and text of why a step came to nothing; effects that were refused are the caller's to add.
pub fn step_failure(why: &StepFailure, lang: Lang) -> (&'static str, String) {
    match why {
        StepFailure::Plugin(failure) => super::words::hook_failure(failure, lang),
        StepFailure::Effects(_) => {
            let text =
                lang.pick("有措施不能执行，因此全部未执行", "some of what it wants can't be done, so none of it was");
            ("effects", text.to_owned())
        }
        StepFailure::Missing => {
            ("missing", lang.pick("插件组件已不在", "its component is not there any more").to_owned())
        }
        StepFailure::Quarantined { .. } => {
            ("quarantined", lang.pick("插件隔离中，未询问", "its plugin is in quarantine and was not asked").to_owned())
        }
        StepFailure::TooFast => (
            "too-fast",
            lang.pick("步骤过于频繁，未询问", "it took too many steps in a short time and was not asked").to_owned(),
        ),
    }
}

/// The host's question whether a workflow is to start.
pub const fn start_question(lang: Lang) -> &'static str {
    lang.pick("是否启动流程“{}”", "Start the workflow `{}`?")
}

/// The outcomes of that question, and of a task without a form.
pub fn host_outcome(name: &str, lang: Lang) -> &str {
    match name {
        crate::task::START => lang.pick("启动", "start it"),
        crate::task::LEAVE => lang.pick("不启动", "leave it"),
        crate::task::check::DONE => lang.pick("办结", "done"),
        _ => name,
    }
}

pub const fn act(act: Act, lang: Lang) -> &'static str {
    match act {
        Act::Paused => lang.pick("暂停", "paused"),
        Act::Resumed => lang.pick("恢复", "resumed"),
        Act::Retried => lang.pick("重试", "tried again"),
        Act::Migrated => lang.pick("换版", "taken to another version"),
        Act::Cancelled => lang.pick("取消", "cancelled"),
        Act::Replaced => lang.pick("取消并重新启动", "cancelled and begun anew"),
    }
}

/// The ends that are no kind's own.
pub fn child_end(end: &str, lang: Lang) -> Option<&'static str> {
    match end {
        crate::workflow::NOT_STARTED => Some(lang.pick("名额已满，未能启动", "there was no room, so it did not begin")),
        "cancelled" => Some(status(Status::Cancelled, lang)),
        "replaced" => Some(status(Status::Replaced, lang)),
        _ => None,
    }
}
