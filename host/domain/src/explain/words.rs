//! The host's own vocabulary in both languages, one table for each sort of thing. Nothing here knows an incident.

use super::Lang;
use crate::decision::{AskedOutcome, RefusedWhy, SettledAs, Trigger};
use crate::hooks::{CatchUp, Exclusion, Hook, HookFailure, Severity, Stage, Urgency};
use crate::incident::{Phase, Priority, Reality};
use crate::matter::Matter;
use crate::notice::Delivery;
use crate::plugin::Mode;
use crate::sealed::PersonalField;
use crate::unit::{Primary, Secondary};

pub const fn phase(phase: Phase, lang: Lang) -> &'static str {
    match phase {
        Phase::Reported => lang.pick("已报警", "reported"),
        Phase::Accepted => lang.pick("已受理", "accepted"),
        Phase::Assigned => lang.pick("已派警", "assigned"),
        Phase::EnRoute => lang.pick("赶赴途中", "en route"),
        Phase::OnScene => lang.pick("已到现场", "on scene"),
        Phase::Resolved => lang.pick("处置完毕", "resolved"),
        Phase::Closed => lang.pick("已结案", "closed"),
        Phase::Cancelled => lang.pick("已撤销", "cancelled"),
        Phase::Reopened => lang.pick("重新处置", "reopened"),
        Phase::Merged => lang.pick("已并案", "merged as a duplicate"),
    }
}

pub const fn priority(priority: Priority, lang: Lang) -> &'static str {
    match priority {
        Priority::Critical => lang.pick("特急", "critical"),
        Priority::Urgent => lang.pick("紧急", "urgent"),
        Priority::Prompt => lang.pick("较急", "prompt"),
        Priority::Routine => lang.pick("一般", "routine"),
    }
}

pub const fn reality(reality: Reality, lang: Lang) -> &'static str {
    match reality {
        Reality::Actual => lang.pick("实情", "actual"),
        Reality::Exercise => lang.pick("演练", "exercise"),
        Reality::Test => lang.pick("测试", "test"),
    }
}

pub const fn primary(primary: Primary, lang: Lang) -> &'static str {
    match primary {
        Primary::Available => lang.pick("待命", "available"),
        Primary::Assigned => lang.pick("已派警", "assigned"),
        Primary::EnRoute => lang.pick("赶赴途中", "en route"),
        Primary::OnScene => lang.pick("已到现场", "on scene"),
        Primary::Unavailable => lang.pick("不可派", "unavailable"),
    }
}

pub const fn secondary(secondary: Secondary, lang: Lang) -> &'static str {
    match secondary {
        Secondary::Returning => lang.pick("返程中", "returning"),
        Secondary::Exercise => lang.pick("参加演练", "in an exercise"),
        Secondary::Reserve => lang.pick("预备", "in reserve"),
        Secondary::Break => lang.pick("休息", "on a break"),
        Secondary::OutOfOrder => lang.pick("装备故障", "out of order"),
    }
}

pub const fn mode(mode: Mode, lang: Lang) -> &'static str {
    match mode {
        Mode::Off => lang.pick("停用", "off"),
        Mode::Shadow => lang.pick("影子", "shadow"),
        Mode::Advise => lang.pick("建议", "advise"),
        Mode::Auto => lang.pick("自动", "auto"),
    }
}

pub const fn hook(hook: Hook, lang: Lang) -> &'static str {
    match hook {
        Hook::Intake => lang.pick("接报", "intake"),
        Hook::Dispatch => lang.pick("派警", "dispatch"),
        Hook::Escalation => lang.pick("升级", "escalation"),
        Hook::TeamStructure => lang.pick("队伍结构", "team structure"),
        Hook::Workflow => lang.pick("流程", "workflow"),
    }
}

pub const fn severity(severity: Severity, lang: Lang) -> &'static str {
    match severity {
        Severity::Info => lang.pick("提示", "info"),
        Severity::Warning => lang.pick("警告", "warning"),
        Severity::Breach => lang.pick("违反", "breach"),
    }
}

pub const fn personal_field(field: PersonalField, lang: Lang) -> &'static str {
    match field {
        PersonalField::CallerName => lang.pick("报警人姓名", "caller's name"),
        PersonalField::CallerNumber => lang.pick("报警人电话", "caller's number"),
        PersonalField::Description => lang.pick("报警内容", "words of the report"),
    }
}

pub const fn catch_up(catch_up: CatchUp, lang: Lang) -> &'static str {
    match catch_up {
        CatchUp::Once => lang.pick("停机后补发一次", "fires once after downtime"),
        CatchUp::Each => lang.pick("停机后逐次补发", "fires for each time missed in downtime"),
        CatchUp::Skip => lang.pick("停机期间到点即作罢", "is let go if missed in downtime"),
    }
}

pub const fn matter(matter: Matter, lang: Lang) -> &'static str {
    match matter {
        Matter::Incident(_) => lang.pick("警情", "incident"),
        Matter::Instance(_) => lang.pick("流程", "workflow"),
        Matter::Task(_) => lang.pick("任务", "task"),
        Matter::Notice(_) => lang.pick("通知", "notice"),
        Matter::Vacancy(_) => lang.pick("缺岗", "vacancy"),
    }
}

pub const fn stage(stage: Stage, lang: Lang) -> &'static str {
    match stage {
        Stage::Seen => lang.pick("已阅", "seen"),
        Stage::Accepted => lang.pick("已接", "accepted"),
        Stage::Arrived => lang.pick("已到场", "arrived"),
    }
}

pub const fn urgency(urgency: Urgency, lang: Lang) -> &'static str {
    match urgency {
        Urgency::Info => lang.pick("告知", "info"),
        Urgency::Attention => lang.pick("注意", "attention"),
        Urgency::Alarm => lang.pick("告警", "alarm"),
        Urgency::Emergency => lang.pick("紧急", "emergency"),
    }
}

pub const fn delivery(delivery: &Delivery, lang: Lang) -> &'static str {
    match delivery {
        Delivery::Queued => lang.pick("待送", "queued"),
        Delivery::Sent { .. } => lang.pick("已送达", "sent"),
        Delivery::Failed { .. } => lang.pick("未送达，将重试", "failed, to be tried again"),
        Delivery::GivenUp { .. } => lang.pick("已放弃", "given up"),
    }
}

/// Machine-readable name and text of what made the host ask.
pub fn trigger(trigger: &Trigger, lang: Lang) -> (&'static str, String) {
    let (code, text) = match trigger {
        Trigger::Reported => ("reported", lang.pick("接到报警", "a report came in")),
        Trigger::Unmerged => ("unmerged", lang.pick("取消并案", "the incident was unmerged")),
        Trigger::Accepted => ("accepted", lang.pick("警情受理", "the incident was accepted")),
        Trigger::Reopened => ("reopened", lang.pick("警情重新处置", "the incident was reopened")),
        Trigger::StillWaiting => ("still-waiting", lang.pick("仍缺单元，重新派警", "the incident still lacked units")),
        Trigger::PhaseChanged => ("phase-changed", lang.pick("阶段变化", "the phase changed")),
        Trigger::Acknowledged => ("acknowledged", lang.pick("已有人确认", "somebody acknowledged")),
        Trigger::InstanceEvent => {
            ("instance-event", lang.pick("流程中发生了事情", "something happened to the workflow"))
        }
        Trigger::Arrived => ("arrived", lang.pick("被通知的人已到场", "somebody who was told has arrived")),
        Trigger::Unanswered { level, stage, .. } => {
            let text = lang.pick("第{0}级通知逾时{1}", "the notice of level {0} was not {1} in time");
            let stage = match stage {
                Stage::Seen => lang.pick("未阅", "seen"),
                Stage::Accepted => lang.pick("未接", "accepted"),
                Stage::Arrived => lang.pick("未到场", "followed by an arrival"),
            };
            return ("unanswered", text.replace("{0}", &level.to_string()).replace("{1}", stage));
        }
        Trigger::TimerFired { key, .. } => {
            return ("timer-fired", lang.pick("{}号定时到点", "timer {} fired").replace("{}", &key.to_string()));
        }
    };
    (code, text.to_owned())
}

/// Why the host kept a unit out of the candidates; `busy_with` is the id of the incident that it is on.
pub fn exclusion(why: Exclusion, busy_with: &str, lang: Lang) -> (&'static str, String) {
    let (code, text) = match why {
        Exclusion::Busy { .. } => ("busy", lang.pick("正在处置{}", "busy with incident {}")),
        Exclusion::Unavailable => ("unavailable", lang.pick("不可派", "unavailable")),
        Exclusion::OffShift => ("off-shift", lang.pick("不在班", "off shift")),
        Exclusion::Reserve => {
            ("reserve", lang.pick("留作预备，只能由人派出", "held in reserve: only a person sends it"))
        }
        Exclusion::OtherReality => (
            "other-reality",
            lang.pick("演练与实情互不相派", "exercises and actual incidents do not take each other's units"),
        ),
        Exclusion::TakenOff => (
            "taken-off",
            lang.pick("已从本警情撤下，只能由人再派", "taken off this incident before: only a person sends it again"),
        ),
        Exclusion::TooFar => ("too-far", lang.pick("已有足够多更近的单元", "enough units are nearer")),
    };
    (code, text.replace("{}", busy_with))
}

/// Why the arbiter refused a proposal; `busy_with` is the id of the incident that a busy unit is on, if it is on one.
pub fn refused_why(why: &RefusedWhy, busy_with: Option<&str>, lang: Lang) -> (&'static str, String) {
    let fixed = |code: &'static str, zh: &'static str, en: &'static str| (code, lang.pick(zh, en).to_owned());
    let figure = |code: &'static str, zh: &'static str, en: &'static str, figure: u64| {
        (code, lang.pick(zh, en).replace("{}", &figure.to_string()))
    };
    match why {
        RefusedWhy::UnknownUnit => fixed("unknown-unit", "没有这个候选单元", "there is no such candidate"),
        RefusedWhy::UnknownNeed => fixed("unknown-need", "警情没有这项需求", "the incident has no such need"),
        RefusedWhy::BusyUnit { .. } => match busy_with {
            Some(id) => {
                ("busy-unit", lang.pick("单元正在处置{}", "the unit is busy with incident {}").replace("{}", id))
            }
            None => fixed("busy-unit", "单元不空闲", "the unit is not free"),
        },
        RefusedWhy::DoubleBooking => fixed("double-booking", "同一单元提出两次", "the same unit twice in one answer"),
        RefusedWhy::LacksSkills => {
            fixed("lacks-skills", "单元不具备所需技能", "the unit has not all skills of the need")
        }
        RefusedWhy::NeedFilled => fixed("need-filled", "该项需求已满足", "enough units answer this need already"),
        RefusedWhy::NotGranted => fixed("not-granted", "插件未获此项授权", "the plugin was not granted this"),
        RefusedWhy::WrongIncident => {
            fixed("wrong-incident", "不属本警情，或本阶段不受理", "about another incident, or not in this phase")
        }
        RefusedWhy::UnknownPerson => fixed("unknown-person", "没有这个人员", "there is no such person"),
        RefusedWhy::UnknownTeam => fixed("unknown-team", "没有这支队伍", "there is no such team"),
        RefusedWhy::UnknownDistrict => fixed("unknown-district", "没有这个警区", "there is no such district"),
        RefusedWhy::NobodyToTell => fixed("nobody-to-tell", "通知没有接收人", "the notice names nobody"),
        RefusedWhy::TooMany { limit } => {
            figure("too-many", "超过上限{}", "more than the limit of {}", u64::from(*limit))
        }
        RefusedWhy::TimerInThePast => {
            fixed("timer-in-the-past", "定时早于当前时间", "the timer would be due in the past")
        }
        RefusedWhy::TimerTooFar { limit_s } => {
            figure("timer-too-far", "定时超过{}秒之后", "the timer lies more than {} s ahead", u64::from(*limit_s))
        }
        RefusedWhy::RepeatTooShort { limit_s } => figure(
            "repeat-too-short",
            "重复间隔短于{}秒",
            "the timer would repeat sooner than every {} s",
            u64::from(*limit_s),
        ),
        RefusedWhy::BadTimeOut { limit_s } => {
            figure("bad-time-out", "通知时限须为1至{}秒", "a notice's time-outs are 1 to {} s", u64::from(*limit_s))
        }
        RefusedWhy::UnknownSlot => fixed("unknown-slot", "没有这个值班岗位", "there is no such roster slot"),
        RefusedWhy::UnknownGrid => fixed("unknown-grid", "没有这个网格", "there is no such grid"),
        RefusedWhy::NoSuchTimer => fixed("no-such-timer", "没有这个定时", "there is no such timer"),
        RefusedWhy::UnknownKind => fixed("unknown-kind", "没有这种警情类别", "the county has no such kind of incident"),
        RefusedWhy::UnknownIncident => fixed("unknown-incident", "没有这起警情", "there is no such incident"),
        RefusedWhy::IncidentEnded => fixed("incident-ended", "该警情已结束", "that incident has ended"),
        RefusedWhy::Itself => fixed("itself", "不能与自身重复", "a report is no duplicate of itself"),
        RefusedWhy::OtherReality => {
            fixed("other-reality", "演练与实情不能并案", "an exercise and an actual incident are never the same")
        }
        RefusedWhy::NotNearby => {
            fixed("not-nearby", "不在所示的邻近警情之列", "it is none of the incidents that were shown")
        }
        RefusedWhy::NothingNew => fixed("nothing-new", "与现状相同", "it is so already"),
        RefusedWhy::NoPercentage => fixed("no-percentage", "把握程度超过100%", "a confidence of more than 100 %"),
        RefusedWhy::Overruled { by } => {
            ("overruled", lang.pick("插件{}已先作决定", "plugin {} came first and decided this").replace("{}", by))
        }
        RefusedWhy::ExerciseOnly => {
            fixed("exercise-only", "演练和测试只通知指挥室", "an exercise or a test tells nobody but the command room")
        }
        of_a_workflow => refused_effect(of_a_workflow, lang),
    }
}

/// The same of what a workflow's step wanted done.
fn refused_effect(why: &RefusedWhy, lang: Lang) -> (&'static str, String) {
    let fixed = |code: &'static str, zh: &'static str, en: &'static str| (code, lang.pick(zh, en).to_owned());
    let figure = |code: &'static str, zh: &'static str, en: &'static str, figure: u64| {
        (code, lang.pick(zh, en).replace("{}", &figure.to_string()))
    };
    match why {
        RefusedWhy::UnknownForm => fixed("unknown-form", "流程没有这张表单", "the workflow has no such form"),
        RefusedWhy::UnknownPlace => fixed("unknown-place", "没有这个场所", "there is no such place"),
        RefusedWhy::BadFields { what } => {
            ("bad-fields", lang.pick("表单内容不符：{}", "the fields don't fit the form: {}").replace("{}", what))
        }
        RefusedWhy::NoSuchTask => fixed("no-such-task", "没有这项任务", "there is no such task"),
        RefusedWhy::NoIncident => fixed("no-incident", "流程没有对应的警情", "the workflow is about no incident"),
        RefusedWhy::IllegalStep => {
            fixed("illegal-step", "警情当前阶段不能这样推进", "the incident can't take that step from where it is")
        }
        RefusedWhy::NotLendable => fixed(
            "not-lendable",
            "单元不空闲、已借出或本属该警区",
            "the unit is busy, lent already, or that district's own",
        ),
        RefusedWhy::NotLent => fixed("not-lent", "本流程没有借出这个单元", "this workflow has not lent that unit"),
        RefusedWhy::BadEnd { limit_s } => figure(
            "bad-end",
            "借用截止时间已过，或超过{}秒",
            "the loan's end is past, or more than {} s ahead",
            u64::from(*limit_s),
        ),
        RefusedWhy::NotStarted { why } => {
            ("not-started", lang.pick("流程未启动：{}", "the workflow did not start: {}").replace("{}", why))
        }
        RefusedWhy::UnknownEnd => fixed("unknown-end", "流程没有这种结局", "the kind has no such end"),
        _ => fixed("refused", "被驳回", "it was refused"),
    }
}

/// Why a plugin gave no usable answer.
pub fn hook_failure(failure: &HookFailure, lang: Lang) -> (&'static str, String) {
    let text = match failure {
        HookFailure::Deadline => lang.pick("超过时限", "it passed its deadline"),
        HookFailure::Fuel => lang.pick("运算量用尽", "it ran out of fuel"),
        HookFailure::Memory => lang.pick("内存超限", "it asked for more memory than it may have"),
        HookFailure::StackOverflow => lang.pick("栈溢出", "its stack overflowed"),
        HookFailure::HostCalls => {
            lang.pick("与主机交换的数据或调用超限", "it passed more data or made more host calls than it may")
        }
        HookFailure::Trap(_) => lang.pick("陷阱：{}", "it trapped: {}"),
        HookFailure::Guest(_) => lang.pick("插件报错：{}", "it answered with an error: {}"),
        HookFailure::Answer(_) => lang.pick("答复超限：{}", "its answer passes a limit: {}"),
        HookFailure::Unloadable(_) => lang.pick("无法载入：{}", "it could not be loaded: {}"),
    };
    let detail = match failure {
        HookFailure::Trap(detail)
        | HookFailure::Guest(detail)
        | HookFailure::Answer(detail)
        | HookFailure::Unloadable(detail) => detail.as_str(),
        _ => "",
    };
    (failure.kind(), text.replace("{}", detail))
}

/// What became of a plugin that was asked before another answered; the reason's text and the end of a quarantine are the
/// caller's to add.
pub const fn asked_outcome(outcome: &AskedOutcome, lang: Lang) -> (&'static str, &'static str) {
    match outcome {
        AskedOutcome::Abstained(_) => ("abstained", lang.pick("弃权", "abstained")),
        AskedOutcome::Failed(_) => ("failed", lang.pick("失败", "failed")),
        AskedOutcome::AllRefused(_) => {
            ("all-refused", lang.pick("所提建议均被驳回", "had everything that it proposed refused"))
        }
        AskedOutcome::Quarantined { .. } => {
            ("quarantined", lang.pick("隔离中，未询问", "was in quarantine and not asked"))
        }
        AskedOutcome::OutOfTime => {
            ("out-of-time", lang.pick("本次时间已用尽，未询问", "was not asked: the time was used up"))
        }
    }
}

/// What a person made of a recommendation.
pub const fn settled_as(outcome: &SettledAs, lang: Lang) -> (&'static str, &'static str) {
    match outcome {
        SettledAs::Confirmed => ("confirmed", lang.pick("确认", "confirmed it")),
        SettledAs::Amended { .. } | SettledAs::AmendedIntake { .. } => {
            ("amended", lang.pick("修改后采用", "amended it"))
        }
        SettledAs::Rejected { .. } => ("rejected", lang.pick("否决", "rejected it")),
        SettledAs::Overtaken => {
            ("overtaken", lang.pick("无人答复，警情已另行处置", "the incident went on without an answer"))
        }
    }
}
