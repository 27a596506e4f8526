//! Titles of a server's problems in Chinese, by their codes. The detail, which names what it was this time, is the server's.

/// The title of a code, if it is known here.
pub fn chinese(code: &str) -> Option<&'static str> {
    TITLES.iter().find(|(known, _)| *known == code).map(|(_, title)| *title)
}

const TITLES: [(&str, &str); 76] = [
    ("already-acknowledged", "已有人确认"),
    ("archived", "警情已归档"),
    ("bad-body", "请求内容有误"),
    ("bad-code", "代码有误"),
    ("bad-component", "插件组件不合格"),
    ("bad-idempotency-key", "幂等键有误"),
    ("bad-position", "定位有误"),
    ("bad-query", "查询参数有误"),
    ("bad-settings", "设置不符合插件的模式"),
    ("bad-shifts", "班次有误"),
    ("bad-units", "单元有误"),
    ("busy", "系统繁忙"),
    ("cascade-too-large", "连锁处理超限"),
    ("county-too-large", "县域数据过大"),
    ("double-booking", "单元重复派出"),
    ("erased", "个人信息已销毁"),
    ("foreign-host", "请求的主机名不被接受"),
    ("foreign-origin", "请求的来源不被接受"),
    ("grant-beyond-request", "授权超出插件请求"),
    ("hook-not-granted", "未授予该环节"),
    ("illegal-step", "不允许的阶段变更"),
    ("incident-ended", "警情已结束"),
    ("internal-error", "服务器内部错误"),
    ("journal-failed", "日志写入失败"),
    ("key-reused", "幂等键已用于其他请求"),
    ("limited-to-districts", "令牌仅限部分警区"),
    ("malformed-json", "JSON 格式有误"),
    ("merge-with-itself", "不能与自身并案"),
    ("method-not-allowed", "不支持该方法"),
    ("no-change", "没有变化"),
    ("no-county", "尚无县域数据"),
    ("no-grants", "未说明授权"),
    ("no-incident", "单元不在警情中"),
    ("no-personal-data", "没有个人信息"),
    ("no-purpose", "未说明用途"),
    ("no-reason", "未说明原因"),
    ("no-such-county", "没有该县"),
    ("no-such-decision", "没有该决定"),
    ("no-such-district", "没有该警区"),
    ("no-such-hook", "插件没有该环节"),
    ("no-such-incident", "没有该警情"),
    ("no-such-kind", "没有该警情类型"),
    ("no-such-person", "没有该人员"),
    ("no-such-plugin", "没有该插件"),
    ("no-such-route", "没有该路径"),
    ("no-such-slot", "没有该岗位"),
    ("no-such-table", "没有该参考表"),
    ("no-such-unit", "没有该单元"),
    ("not-a-dispatch", "不是派警建议"),
    ("not-an-intake", "不是接报建议"),
    ("not-authenticated", "未提供有效令牌"),
    ("not-merged", "警情未并案"),
    ("not-on-incident", "单元不在该警情中"),
    ("not-quarantined", "插件未被隔离"),
    ("not-ready", "服务器尚未就绪"),
    ("nothing-chosen", "未说明如何修改"),
    ("nothing-pending", "没有待确认的建议"),
    ("other-county", "数据目录属于另一个县"),
    ("other-district", "令牌不含该警区"),
    ("other-reality", "演练与实情互不相派"),
    ("outside-county", "位置在县域之外"),
    ("queue-full", "命令队列已满"),
    ("role-too-low", "角色权限不足"),
    ("shift-past", "班次已结束"),
    ("shift-times", "班次时间有误"),
    ("slot-count", "岗位人数有误"),
    ("stopping", "服务器正在停止"),
    ("timeout", "处理超时"),
    ("too-large", "请求过大"),
    ("too-long", "文字过长"),
    ("too-many", "数量过多"),
    ("too-many-requests", "请求过于频繁"),
    ("unit-busy", "单元正在处置其他警情"),
    ("unknown-kind", "没有该警情类型"),
    ("unsigned-plugin", "仅限本机监听时安装未签名插件"),
    ("unsupported-media-type", "不支持的内容类型"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_stands_once_in_its_place() {
        assert!(TITLES.windows(2).all(|pair| pair[0].0 < pair[1].0), "codes are in order, each once");
        assert_eq!(chinese("illegal-step"), Some("不允许的阶段变更"));
        assert_eq!(chinese("of-a-later-version"), None);
    }
}
