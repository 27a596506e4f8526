//! The message catalog of the built-in rule, which has no component to carry one.

use std::sync::LazyLock;

use domain::built_in::code;
use domain::plugin::Catalog;

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
    let texts = [
        (
            code::NEAREST,
            "本警区能胜任的单元中最近，{0:duration}可到",
            "the nearest able unit of the incident's own district, there in {0:duration}",
        ),
        (
            code::NEAREST_ELSEWHERE,
            "{1:district}支援，{0:duration}可到；本警区无单元可派",
            "help from {1:district}, there in {0:duration}: nobody of the incident's own district can go",
        ),
        (code::FARTHER, "晚到{0:duration}", "{0:duration} farther"),
        (code::LACKS_SKILLS, "缺少技能：{0:skills}", "lacks {0:skills}"),
        (code::NOT_NEEDED, "已派单元足够", "enough units go already"),
        (
            code::OTHER_DISTRICT,
            "属其他警区，而本警区有单元可派",
            "belongs to another district, and the incident's own has a unit",
        ),
        (
            code::ESCALATION_FAILED,
            "升级插件无法答复，由指挥室处理",
            "the escalation plugin gave no answer: the command room has to act",
        ),
        (
            code::STEP_FAILED,
            "流程{0}的步骤试了{1:count}次仍未成，须由人重试、换版或取消",
            "a step of workflow {0} failed {1:count} times: a person has to retry, migrate or cancel it",
        ),
        (code::NEW_TASK, "有一项新任务", "there is a new task"),
        (code::SHORTFALL, "尚缺{1:count}个单元，须具备：{0:skills}", "{1:count} more needed with {0:skills}"),
    ];
    let messages = texts.into_iter().map(|(code, zh, en)| {
        let by_language = [("zh-CN".to_owned(), zh.to_owned()), ("en".to_owned(), en.to_owned())];
        (code, by_language.into())
    });
    Catalog { messages: messages.collect() }
});

/// What the built-in rule says, by reason code.
pub fn built_in_catalog() -> &'static Catalog {
    &CATALOG
}
