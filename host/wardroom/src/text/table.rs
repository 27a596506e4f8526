//! Every sentence that the command line says, in English and in Chinese. What an importer or a server says of a fault is
//! passed on as it is; clap's help is English.

macro_rules! texts {
    ($($name:ident: $english:literal, $chinese:literal;)*) => {
        /// A sentence. `{0}`, `{1}`, … are its values.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Text { $($name,)* }

        impl Text {
            #[cfg(test)]
            pub(super) const ALL: &[Text] = &[$(Text::$name,)*];

            pub(super) const fn both(self) -> (&'static str, &'static str) {
                match self { $(Text::$name => ($english, $chinese),)* }
            }
        }
    };
}

texts! {
    // Labels and headings.
    ErrorLabel: "error: ", "错误：";
    HelpLabel: "help: ", "提示：";
    WarningLabel: "warning: ", "警告：";
    FileLabel: "file: ", "文件：";
    RecordLabel: "record: ", "记录：";
    What: "what", "项目";
    Count: "count", "数量";
    Change: "change", "变化";
    Codes: "codes", "代码";
    StdoutFailed: "can't write to stdout: {0}", "无法写入标准输出：{0}";

    // A county's nouns.
    Districts: "districts", "警区";
    Townships: "townships", "乡镇";
    Villages: "villages", "村居";
    Grids: "grids", "网格";
    Stations: "stations", "派出所";
    Units: "units", "警力单元";
    VideoPoints: "video points", "视频点位";
    WholeCounty: "the county", "全县";
    EveryDistrict: "every other district", "其余警区";

    // Reading and importing a county.
    NoFolder: "the folder `{0}` can't be read: {1}", "无法读取文件夹 `{0}`：{1}";
    CountyHasProblems: "the county's files have {0} problems; nothing was written", "县域文件有 {0} 处问题，未写入任何内容";
    CountyProblemsHelp: "mend the files and import again", "请修正文件后重新导入";
    NoPluginsFolder: "`{0}` is no folder", "`{0}` 不是文件夹";
    PluginsHaveProblems: "the plugins that county {1} declares have {0} problems; nothing was written", "县 {1} 声明的插件有 {0} 处问题，未写入任何内容";
    PluginProblemsHelp: "mend the plugin or what `county.toml` declares of it", "请修正插件，或修正 `county.toml` 中对它的声明";
    PluginFound: "plugin {0}: {1} ({2})", "插件 {0}：{1}（{2}）";
    PluginMissing: "plugin `{0}` is declared but `{1}` is not there, so the built-in rule answers for it; build it with `cargo xtask plugins` and import again, or add it later with `wardroom plugin install`", "已声明插件 `{0}`，但找不到 `{1}`，暂由内置规则代答；请运行 `cargo xtask plugins` 构建后重新导入，或稍后用 `wardroom plugin install` 安装";
    ImportWriting: "writing", "正在写入";
    ImportConfirm: "change the county? [y/N]", "确定变更？[y/N]";
    ImportNotConfirmed: "nothing was changed", "未做任何变更";
    ImportDone: "imported", "导入完成";
    ImportDryRun: "all is well; nothing was written (--dry-run)", "检查通过；未写入任何内容（--dry-run）";
    DifferenceAdded: "added", "新增";
    DifferenceRemoved: "removed", "移除";
    DifferenceChanged: "changed", "修改";

    // Talking to a server.
    ServerAddress: "`{0}` is no address of a server; it begins with `http://`", "`{0}` 不是服务器地址；地址应以 `http://` 开头";
    SeveralServers: "several servers of yours are running", "您有多个服务器正在运行";
    SeveralServersHelp: "say which with `--server` or WARDROOM_SERVER, or by its data directory with `--data` or WARDROOM_DATA", "请用 `--server` 或 WARDROOM_SERVER 指定地址，或用 `--data` 或 WARDROOM_DATA 指定其数据目录";
    NoSuchDistricts: "the county has no district `{0}`; it has {1}", "本县没有警区 `{0}`；现有警区：{1}";
    NotServed: "no server of yours runs on `{0}`", "您没有服务器在 `{0}` 上运行";
    ServedElsewhere: "the server on `{0}` listens on {1}, not on {2}", "`{0}` 的服务器监听 {1}，不是 {2}";
    ServerUnreachable: "no answer from {0}: {1}", "{0} 没有应答：{1}";
    ServerUnreachableHelp: "is it running? `wardroom serve --data DIR` starts one; `--server` or WARDROOM_SERVER names another", "服务器是否已启动？可用 `wardroom serve --data DIR` 启动；用 `--server` 或 WARDROOM_SERVER 指定其他地址";
    ServerRefused: "the server refused with status {0}", "服务器拒绝，状态码 {0}";
    AnswerUnreadable: "the answer of {0} is no JSON: {1}", "{0} 的应答不是 JSON：{1}";
    NoCounty: "the server has no county; import one and start it again", "服务器上没有县域数据；请先导入再重启";
    SeveralCounties: "the server has several counties, {0}: say which with `--county`", "服务器上有多个县：{0}；请用 `--county` 指定";
    LegalSteps: "legal now: {0}", "当前可用：{0}";
    TokenNeeded: "give a token with `--token` or WARDROOM_TOKEN: the owner's is in `owner.token` of the server's data directory, `wardroom token new` makes others", "请用 `--token` 或 WARDROOM_TOKEN 提供令牌：所有者令牌在服务器数据目录的 `owner.token` 中，`wardroom token new` 可新建其他令牌";
    TokenForbids: "the token's role or districts do not allow this", "该令牌的角色或警区不允许此操作";
    TryAgain: "try again in a moment", "请稍后重试";

    // Verify and doctor.
    VerifyFolding: "folding the journal", "正在重放日志";
    VerifyWhole: "whole: version {0}, chain head {1}, state hash {2}", "完整：版本 {0}，链头 {1}，状态哈希 {2}";
    HistoryTrace: "{0}: {1}; the journal ended at version {2}, and {3} had been seen before; numbers go on after that, from version {4} on", "{0}：{1}；当时日志止于版本 {2}，此前曾到过 {3}；自版本 {4} 起，编号从其后续编";
    HistoryAnchorRewritten: "the anchor was rewritten", "锚点被重写";
    HistoryCutBack: "damaged records were cut off", "损坏的记录被截去";
    HistoryShorter: "the archive had seen more than the journal held", "归档库所见多于日志所存";
    HistoryOther: "the archive had seen another history", "归档库所见为另一段历史";
    HistoryUntold: "`{0}` made the journal end at version {1}; the next start writes that into the journal", "`{0}` 使日志止于版本 {1}；下次启动时将写入日志";
    CheckpointOfOther: "the checkpoint at version {0} is of another history: the chain's hash was {1} there, and the journal has {2}; the next start fills the archive anew and writes that into the journal", "版本 {0} 的检查点属于另一段历史：链哈希为 {1}，而日志中为 {2}；下次启动时将重建归档库，并写入日志";
    HistorySeenNothing: "nobody knows what", "（不详）";
    VerifyDamaged: "not whole: {0}", "不完整：{0}";
    VerifyHelp: "`wardroom doctor` says what can be done", "运行 `wardroom doctor` 查看处理办法";
    CheckpointDiffers: "the checkpoint with the journal's tail gives state {0} at version {1}, the whole journal gives {2}", "在版本 {1}，检查点加日志尾部得到状态 {0}，全部日志得到 {2}";

    // Data directories.
    NoDataDirectory: "`{0}` is no data directory", "`{0}` 不是数据目录";
    NoDataDirectoryHelp: "`wardroom import COUNTY --data DIR` makes one", "可用 `wardroom import COUNTY --data DIR` 新建";
    DataInUse: "`{0}` is in use by another process: stop it first", "`{0}` 正被另一进程使用：请先停止该进程";
    DataRecovering: "recovering the state", "正在恢复状态";
    ComponentMissing: "the component of plugin `{0}` {1} (digest {2}) is missing, so calls of it fail as `unloadable`; install it again", "缺少插件 `{0}` {1} 的组件（摘要 {2}），调用将以 `unloadable` 失败；请重新安装";
    FileFault: "`{0}`: {1}", "`{0}`：{1}";

    CantHelp: "nothing is known to be damaged, and nothing was changed: give what the system refuses (rights, room on the disk, a file system that can be written to, open files) and try again", "没有发现损坏，也未做任何变更：请先解决系统拒绝的原因（权限、磁盘空间、只读文件系统、打开文件数），再重试";
    KeysCopyDestroyed: "`{0}` was a copy of the keys, which would have outlived their erasure; it is overwritten and gone", "`{0}` 是密钥的副本，会使销毁失效；已覆写并删除";
    KeysCopyFound: "it is a copy of the keys, which would outlive their erasure; the next start destroys it", "这是密钥的副本，会使销毁失效；下次启动时将覆写并删除";
    UnknownLabel: "can't tell: ", "无法判断：";

    // Doctor.
    NoteLabel: "note: ", "说明：";
    DoctorLooking: "looking it over", "正在检查";
    DoctorWell: "nothing is wrong that keeps a server from starting", "没有妨碍服务器启动的问题";
    DoctorRepaired: "repaired with `{0}`", "已用 `{0}` 修复";
    DoctorSetAside: "what was replaced is kept in `{0}`", "被替换的内容保存在 `{0}`";
    DoctorNoRemedy: "no repair here can mend this: put the files back from a backup", "此处无法修复：请从备份恢复文件";
    RemedyCutBack: "keeps the records up to the last good one; what came after is lost to the room", "保留到最后一条完好记录为止；其后的内容不再可用";
    RemedyRewriteAnchor: "takes the journal's end as it is for the truth; what it has lost stays lost", "以日志现有末尾为准；已丢失的内容无法找回";
    RemedyGiveUpKeys: "counts damaged and lost keys as erased; the personal data under them can't be read again", "将损坏或丢失的密钥视为已销毁；其加密的个人信息将无法再读取";
    RemedyRebuildArchive: "sets the archive aside; the next start fills it anew from the journal", "移开归档库；下次启动时由日志重建";
    KeysGivenUp: "{0} damaged keys count as erased now", "{0} 个损坏的密钥现已视为销毁";
    KeysAdvanced: "new keys begin after subject {0}; those lost before count as erased", "新密钥从主体 {0} 之后开始；此前丢失的视为已销毁";
    KeysMissing: "the key store is missing, and the journal holds personal data sealed with its keys", "密钥库缺失，而日志中有用其密钥加密的个人信息";
    KeysBehind: "the key store ends at subject {0}, the journal at subject {1}: it is older than the journal", "密钥库止于主体 {0}，日志止于主体 {1}：密钥库比日志旧";
    ArchiveRebuilt: "the next start fills the archive anew", "下次启动时重建归档库";

    // Simulation.
    SimulatePlaying: "playing", "正在推演";
    SimulatePluginsMissing: "plugins that the county declares are not there", "缺少本县声明的插件";
    SimulatePluginsMissingHelp: "build them with `cargo xtask plugins`, say where they are with `--plugins DIR`, or leave them out with `--built-in-only`", "请运行 `cargo xtask plugins` 构建，用 `--plugins DIR` 指定位置，或用 `--built-in-only` 不使用插件";
    IncidentsHaveProblems: "the incidents have {0} problems; nothing was played", "警情文件有 {0} 处问题，未进行推演";
    IncidentsHelp: "mend these lines; `wardroom simulate --help` shows how one looks", "请修正这些行；格式见 `wardroom simulate --help`";
    All: "all", "合计";
    Incidents: "incidents", "警情";
    Served: "served", "已到达";
    Waiting: "waiting", "等待";
    WithinFive: "≤ 5 min", "5分钟内";
    WithinTen: "≤ 10 min", "10分钟内";
    Overflow: "overflow", "跨区支援";
    Escalations: "escalations", "升级提醒";
    RefusedProposals: "refused", "被驳回建议";
    ResponseNote: "P50 and P90: from the report to the first unit on scene, minutes:seconds, of those served. Overflow: incidents with a unit of another district. Refused: proposals of plugins that the arbiter refused.", "P50、P90：从接警到首个单元到场的时间（分:秒），按已到达的警情计。跨区支援：有外警区单元参与的警情。被驳回建议：仲裁驳回的插件建议。";
    Utilisation: "utilisation, the share of the time that a unit was on an incident:", "警力单元占用率（处置警情的时间占比）：";
    Fallbacks: "decided by the built-in rule although a plugin was in line: ", "有插件在位而由内置规则代答：";
    Seed: "seed: ", "随机种子：";
    StateHash: "state hash: ", "状态哈希：";

    // Tokens.
    TokenMade: "token `{0}`; its hash stands in `{1}`, and it is shown this once:", "令牌 `{0}`；其哈希已写入 `{1}`，令牌仅显示这一次：";

    // Headings of tables and names of fields.
    Abi: "plugin interface", "插件接口版本";
    Acknowledged: "acknowledged", "确认";
    Attribute: "attribute", "属性";
    Base: "base", "驻地";
    By: "by", "操作人";
    Children: "started", "所启流程";
    Crew: "crew", "编组人数";
    Description: "description", "说明";
    Digest: "digest", "摘要";
    District: "district", "警区";
    Due: "due", "期限";
    Doubted: "not believed", "存疑定位";
    Duplicates: "duplicates", "重复警情";
    EnRouteAt: "en route", "出发";
    Ends: "ends", "结束";
    Eta: "ETA", "预计用时";
    Failures: "failures", "连续失败";
    Failure: "held up by", "受阻原因";
    Grants: "granted", "已授权";
    Grid: "grid", "网格";
    Happened: "what happened", "事由";
    Hook: "hook", "环节";
    Imports: "imports", "导入接口";
    Incident: "incident", "警情";
    Key: "key", "事项";
    Kind: "kind", "类型";
    LegalNext: "may become", "可转为";
    Level: "level", "级别";
    MergedInto: "merged into", "并入";
    Mode: "mode", "模式";
    NoticeTo: "to", "通知";
    TaskFor: "for", "承办";
    OnSceneAt: "on scene", "到场";
    Open: "open", "未结";
    Order: "order", "次序";
    Outcome: "outcome", "结果";
    Person: "person", "人员";
    Phase: "phase", "阶段";
    Place: "place", "位置";
    Plugin: "plugin", "插件";
    Notice: "notice", "通知";
    When: "when", "时间";
    Matter: "matter", "事由";
    Urgency: "urgency", "紧急程度";
    Told: "told", "已通知";
    Why: "why", "原因";
    Answered: "answered", "答复";
    NoticeHeld: "{0} (held)", "{0}（未提醒）";
    TimerKey: "key", "编号";
    Repeats: "every", "重复";
    CatchUp: "after downtime", "停机之后";
    HostItself: "(host)", "（主机）";
    Position: "position", "定位";
    Priority: "priority", "等级";
    Quarantine: "quarantined until", "隔离至";
    Reality: "reality", "性质";
    Reason: "reason", "原因";
    ReleasedAt: "released", "撤离";
    ReportedAt: "reported", "接警时间";
    Requests: "asks for", "请求授权";
    RetryAt: "tried again", "重试时间";
    SealedData: "sealed data", "密封信息";
    SentAt: "sent", "派出";
    Settings: "settings", "设置项";
    Since: "since", "始于";
    Size: "bytes", "字节数";
    Skills: "skills", "技能";
    Slot: "slot", "岗位";
    Source: "source", "来源";
    Stage: "stage", "现状";
    Starts: "starts", "开始";
    Station: "station", "派出所";
    Status: "status", "状态";
    Task: "task", "任务";
    Team: "team", "队伍";
    Timer: "timer", "定时";
    Time: "time", "时间";
    Procedures: "workflows and tasks", "流程与任务";
    Title: "title", "名称";
    Unit: "unit", "单元";
    Version: "version", "版本";
    WaitsFor: "waits for", "等待";
    Workflow: "workflow", "流程";

    // Incidents and units.
    IncidentLine: "incident {0}: {1}, {2}, {3}; district {4}, grid {5}", "警情 {0}：{1}，{2}，{3}；警区 {4}，网格 {5}";
    IncidentNearestGrid: " (in no grid; the nearest is {0} m away)", "（不在任何网格内；最近的相距 {0} 米）";
    IncidentUnits: "units on it: {0}", "处置单元：{0}";
    IncidentNoUnits: "no unit is on it", "尚无处置单元";
    IncidentRecommendation: "recommendation {0} waits for a person: `wardroom incident recommendation {1} {0} confirm`, `amend` or `reject`", "建议 {0} 等待人工确认：`wardroom incident recommendation {1} {0} confirm`，或 `amend`、`reject`";
    AmendNeedsUnits: "`amend` says what to do instead: `--unit`, or of a report `--kind`, `--priority`, `--duplicate-of`; no other verdict does", "`amend` 须说明如何修改：`--unit` 改派单元，或对接报用 `--kind`、`--priority`、`--duplicate-of`；其他答复不得带这些选项";
    VerdictNeedsReason: "`{0}` needs a `--reason`", "`{0}` 须用 `--reason` 说明原因";
    Erased: "the personal data of incident {0} are erased", "警情 {0} 的个人信息已销毁";
    PositionTaken: "the position of {0} is taken", "已接收{0}的定位";
    PositionNotTaken: "the position of {0} is not taken: {1}", "未接收{0}的定位：{1}";
    UnitStatusSet: "the status of unit {0} is set", "单元 {0} 的状态已设置";

    // Workflows and tasks.
    WorkflowLine: "workflow {0} ({1}, key {2}), district {3}: {4}", "流程 {0}（{1}，事项 {2}），警区 {3}：{4}";
    WorkflowErased: "the personal data of workflow {0} are erased", "流程 {0} 的个人信息已销毁";
    TaskLine: "task {0}: {1}", "任务 {0}：{1}";
    MigrationDone: "plugin {0}, version {1}: {2} taken over, {3} refused", "插件 {0} 版本 {1}：已换版 {2} 件，拒绝 {3} 件";
    MigrationTried: "plugin {0}, version {1}: {2} could be taken over, {3} are refused; nothing was changed", "插件 {0} 版本 {1}：可换版 {2} 件，拒绝 {3} 件；未做任何变更";
    KindHeld: "paused", "暂停";
    KindPaused: "workflows of the kind {0} take no steps until they are resumed", "类型为 {0} 的流程已暂停，恢复前不再推进";
    KindResumed: "workflows of the kind {0} go on", "类型为 {0} 的流程已恢复";
    FieldOfOtherType: "`{0}` is `{1}`, and the form wants a value of the type `{2}`", "`{0}` 的值 `{1}` 不符合表单要求的类型 `{2}`";
    FieldTwice: "the field `{0}` is given twice", "字段 `{0}` 重复";

    // Plugins.
    PackRefused: "`{0}` can't be packed: {1}", "无法打包 `{0}`：{1}";
    Packed: "wrote `{0}`, {1} bytes", "已写入 `{0}`，{1} 字节";
    Installed: "plugin {0} {1} is installed (digest {2}); `wardroom plugin mode` says where it counts", "插件 {0} {1} 已安装（摘要 {2}）；用 `wardroom plugin mode` 设定其启用范围";
    GrantsNeeded: "nothing is granted by default; `{0}` asks for", "默认不授予任何权限；`{0}` 请求";
    GrantsNeededHelp: "grant all of it with `--grant-requested`, or single ones with `--grant hook:dispatch` and so on", "用 `--grant-requested` 全部授予，或用 `--grant hook:dispatch` 等逐项授予";
    GrantUnknown: "`{0}` can't be granted", "无法授予 `{0}`";
    GrantHelp: "a grant is `hook:`, `view:`, `field:` or `proposal:` and a name, each once; `wardroom plugin inspect FILE` shows what a plugin asks for", "授权写作 `hook:`、`view:`、`field:` 或 `proposal:` 加名称，每项一次；`wardroom plugin inspect FILE` 显示插件的请求";
    SettingsOf: "settings of {0}, version {1}:", "{0} 的设置，版本 {1}：";
    SettingsNone: "it has no settings", "没有设置";
    SettingsSet: "the settings of plugin {0} are set", "插件 {0} 的设置已更新";
    QuarantineLifted: "plugin {0} is out of quarantine in district {1}", "插件 {0} 在警区 {1} 已解除隔离";

    // Roster and events.
    SlotOpen: "(open)", "（空缺）";
    RosterHasProblems: "the roster has {0} problems; nothing was published", "值班表有 {0} 处问题，未发布";
    RosterSound: "nothing is wrong with it; {0} shifts would be new or changed", "未发现问题；将新增或变更 {0} 个班次";
    Breach: "breach", "违反";
    Warning: "warning", "警告";
    CalendarPublished: "the shifts of the calendar are published", "日历中的班次已发布";
    PatternFault: "`{0}` is no shift pattern: {1}", "`{0}` 不是有效的排班模式：{1}";
    DayFault: "`{0}` is no day like 2022-10-01", "`{0}` 不是 2022-10-01 这样的日期";
    PlaceFault: "`{0}` is no place in a shift: write DISTRICT/START/SLOT/PERSON", "`{0}` 不是班次岗位：请写作 警区/开始时间/岗位/人员";
    Generated: "{0} shifts are in `{1}`", "已生成 {0} 个班次，写入 `{1}`";
    Exported: "the calendar is in `{0}`", "日历已写入 `{0}`";
    OnDutyNow: "roster version {0}; the shift from {1} until {2} is on duty", "值班表版本 {0}；{1} 至 {2} 的班次在班";
    OnDutyOutgoing: "roster version {0}; the shift from {1} until {2} has not been handed over to, and the one from {3} answers", "值班表版本 {0}；{1} 至 {2} 的班次尚未交接，由 {3} 起的班次负责";
    NobodyOnDuty: "roster version {0}; no shift is on duty", "值班表版本 {0}；没有班次在班";
    StandInSet: "stand-in {0} is set", "替班 {0} 已设置";
    StandInEnded: "stand-in {0} is ended", "替班 {0} 已结束";
    StandInLine: "stand-in {0}: {1}, {2}, from {3} until {4}: {5} instead of {6}", "替班 {0}：{1}，{2}，{3} 至 {4}：{5} 替 {6}";
    StandInBeside: "stand-in {0}: {1}, {2}, from {3} until {4}: {5} besides", "替班 {0}：{1}，{2}，{3} 至 {4}：增加 {5}";
    Nobody: "nobody", "无人";
    Number: "number", "编号";
    Gives: "gives", "让出";
    Wants: "wants", "换取";
    Expires: "until", "截止";
    SwapOffered: "swap {0} is offered", "换班 {0} 已提出";
    SwapMoved: "swap {0}: {1}", "换班 {0}：{1}";
    SwapAccepted: "accepted; somebody without a part in it has to approve", "对方已同意，待第三人批准";
    SwapApproved: "approved", "已批准";
    SwapDeclined: "declined", "已拒绝或撤回";
    HandedOver: "the shift is handed over; the next one has to take over", "已交班，待接班人确认";
    TakenOver: "the shift is taken over", "已接班";
    HandoverLine: "{0}: the shift of {1} handed over by {2} at {3}", "{0}：{1} 的班次由 {2} 于 {3} 交班";
    HandoverTaken: "taken over by {0} at {1}", "{0} 于 {1} 接班";
    HandoverWaits: "nobody has taken over yet", "尚无人接班";
    AtHandTimer: "timer of {0}, due {1}", "{0} 的定时，{1} 到点";
    AtHandTask: "{0}: {1}, due {2}", "{0}：{1}，{2} 到期";
    AtHandLeftOut: "and {0} more", "另有 {0} 项";
    RosterPublished: "{0} shifts are published", "已发布 {0} 个班次";
    RoomTime: "room's time", "指挥室时间";
    SystemClock: "system's clock", "系统时钟";
    ClockAhead: "clock ahead by", "时钟快";
    ClockLag: "may be ahead by", "可能偏快";
    ClockKept: "kept by a time service", "由授时服务校准";
    ClockNotKept: "no time service known to the kernel", "内核未见授时服务";
    ClockInDoubt: "in doubt: what can't be undone waits", "存疑：不可撤销之事暂缓";
    ClockRefused: "confirmed; the system's clock is refused", "已确认；系统时钟被否定";
    ClockConfirmed: "confirmed", "已确认";
    ClockDoubtWarning: "the room's time is in doubt ({0}): see `wardroom clock show`", "指挥室时间存疑（{0}），见 `wardroom clock show`";
    StreamBroke: "the stream ended; connecting again", "事件流中断，正在重连";

    // Serving.
    OwnerTokenMade: "the owner's token is in `{0}`; whoever has it may do everything", "所有者令牌已写入 `{0}`；持有者拥有全部权限";
    OwnerTokenWasOpen: "others could read `{0}`, and no longer can; delete it if somebody may have, and the next start makes another", "`{0}` 此前可被他人读取，现已收紧；如可能已泄露，请删除该文件，下次启动时重新生成";
    OwnerTokenNone: "`{0}` holds no token", "`{0}` 中没有令牌";
    OwnerTokenNoneHelp: "delete the file, and the next start of the server makes another", "请删除该文件，服务器下次启动时会重新生成";
    DataWasOpen: "others could look into `{0}`; it is now for its owner alone", "`{0}` 此前可被他人查看，现仅限所有者";
    DataIsOpen: "others can look into `{0}`, and that can't be changed: {1}", "`{0}` 可被他人查看，且无法收紧：{1}";
    DataWithoutCounty: "`{0}` holds no county yet", "`{0}` 中尚无县域数据";
    TooFewDescriptors: "the system lets this process open {0} files, and {1} are the least a server needs", "系统只允许本进程打开 {0} 个文件，服务至少需要 {1} 个";
    TooFewDescriptorsHelp: "raise the limit to {0}: `ulimit -n {0}`, or `LimitNOFILE={0}` in a systemd unit", "请把上限提高到 {0}：`ulimit -n {0}`，或在 systemd 单元中设置 `LimitNOFILE={0}`";
    ListenFailed: "can't serve on {0}: {1}", "无法在 {0} 提供服务：{1}";
    ArchiveSetAside: "the archive was not to be used ({0}); it is kept in `{1}` and filled anew from the journal", "归档库不可用（{0}）；原件保存在 `{1}`，现由日志重建";
    KeysHelp: "put the key store back from a backup, or `wardroom doctor --repair give-up-keys`", "请从备份恢复密钥库，或运行 `wardroom doctor --repair give-up-keys`";
}
