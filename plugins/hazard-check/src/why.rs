//! What it says to people, in Chinese and in English; a test sees that `catalog.json` says the same.

wardroom_plugin::catalog! {
    1 at_walking(grid: grid): "正在排查{grid}", "the round of {grid} is under way";
    2 at_mending(hazards: count, grid: grid): "{grid}有{hazards}处隐患待整改", "hazards to be mended in {grid}: {hazards}";
    3 at_mended(grid: grid): "{grid}已整改，待复查", "mended in {grid}, to be checked again";
    4 at_rechecking(grid: grid): "正在复查{grid}", "{grid} is being checked again";
    5 at_ended(grid: grid): "{grid}排查已结束", "the check of {grid} is over";
    6 at_plan(class: text, rounds: count, days: count, next: date): "风险等级{class}：本轮排查已发起{rounds}处，每{days}天一轮，下轮自{next}起", "risk class {class}: rounds begun: {rounds}; a turn every {days} days, the next one from {next} on";
    7 plan_over(class: text): "风险等级{class}：本轮排查计划到期", "risk class {class}: this turn is over";

    10 do_round(grid: grid): "排查{grid}的隐患", "go round {grid} and look for hazards";
    11 do_mend(hazards: count, grid: grid): "督促整改{grid}的{hazards}处隐患", "have hazards mended in {grid}: {hazards}";
    13 do_round_of_place(place: place): "排查{place}的隐患", "look {place} over for hazards";
    12 do_recheck(hazards: count, grid: grid): "复查{grid}已整改的{hazards}处隐患", "look again at what was mended in {grid}: {hazards}";

    20 found(hazards: count, places: count): "发现隐患{hazards}处，查看重点部位{places}处", "hazards found: {hazards}; key places looked at: {places}";
    21 found_grave(hazards: count, grid: grid): "{grid}发现重大隐患{hazards}处", "grave hazards in {grid}: {hazards}";
    22 still_there(grid: grid): "复查发现{grid}的隐患仍未消除", "checked again: the hazards in {grid} are still there";
    23 not_mended(grid: grid, times: count): "{grid}的隐患第{times}次整改未完成", "not mended in {grid}, time {times}";
    25 round_late(grid: grid): "{grid}排查超期", "the round of {grid} is overdue";
    26 mending_late(grid: grid): "{grid}隐患整改超期", "mending in {grid} is overdue";
    27 days_as_they_come(days: count): "无工作日历，限期按{days}个自然日计", "no calendar of working days: {days} days as they come";
    28 no_such_kind(kind: text): "本县没有警情种类“{kind}”，未上报", "the county has no kind of incident `{kind}`: nothing was reported";

    29 recheck_late(grid: grid): "{grid}复查超期", "checking {grid} again is overdue";
    30 mended_again(grid: grid, times: count): "{grid}的隐患未消除，第{times}次整改", "the hazards in {grid} are not gone: attempt {times} at mending them";
    31 of_class(class: text, mend: count, grave: count): "风险等级{class}：一般隐患限{mend}个工作日整改，重大隐患限{grave}个工作日整改", "risk class {class}: hazards are mended within {mend} working days, grave ones within {grave}";
    32 no_such_class(class: text): "没有设置风险等级“{class}”", "the settings have no risk class `{class}`";
    33 nothing_of_class(class: text): "风险等级{class}：本警区没有需要发起的排查", "risk class {class}: no round to begin in this district";
    34 too_many_rounds(most: count): "本轮最多发起{most}处排查，其余未发起", "no more than {most} rounds begin at once: the others do not";
    35 ledger(grid: grid, hazards: count, found: date, mended: date, checked: date, times: count):
        "台账：{grid}，隐患{hazards}处，{found}发现，{mended}整改，{checked}复查消除，整改{times}次",
        "ledger: {grid}, hazards: {hazards}, found {found}, mended {mended}, gone when checked {checked}, times mended: {times}";
    36 ledger_clean(grid: grid, found: date): "台账：{grid}，{found}排查，无隐患", "ledger: {grid}, looked over {found}, no hazard";
    37 ledger_of_place(place: place, hazards: count, found: date, mended: date, checked: date, times: count):
        "台账：{place}，隐患{hazards}处，{found}发现，{mended}整改，{checked}复查消除，整改{times}次",
        "ledger: {place}, hazards: {hazards}, found {found}, mended {mended}, gone when checked {checked}, times mended: {times}";
    38 ledger_of_place_clean(place: place, found: date): "台账：{place}，{found}排查，无隐患", "ledger: {place}, looked over {found}, no hazard";

    40 say_grid(): "须写明网格", "say which grid";
    41 other_district(grid: grid, district: district): "{grid}属于{district}，请在该警区发起", "{grid} lies in {district}: start the round there";
    42 under_way(grid: grid, by: workflow): "{grid}的排查{by}尚未结束", "{by} is still under way in {grid}";
    43 too_few(visited: count, wanted: count, of: count): "已走访{visited}户，共{of}户，至少应走访{wanted}户", "households visited: {visited} of {of}; at least {wanted} are wanted";
    44 clean_with_hazards(hazards: count): "已填写{hazards}处隐患，不能以“无隐患”完成", "hazards named: {hazards}; so the round is not clean";
    45 say_hazards(): "须写明发现的隐患", "say which hazards were found";
    46 picture_wanted(): "重大隐患须附照片", "what is grave needs a picture";
    47 say_grid_of(place: place): "风险等级表中没有{place}，须写明其网格", "the table of risk classes does not have {place}: say in which grid it is";
    48 plan_under_way(class: text, by: workflow): "本警区风险等级{class}的排查计划{by}尚未到期", "the plan {by} of risk class {class} is still under way in this district";

    60 KIND: "隐患排查", "hazard check";
    61 START: "开始排查", "begin a round";
    62 GRID: "网格", "grid";
    63 ROUND: "排查", "round";
    64 MEND: "整改", "mending";
    65 RECHECK: "复查", "check afterwards";
    66 HOUSEHOLDS: "走访户数", "households visited";
    67 HAZARDS: "隐患", "hazards";
    68 PLACES: "查看的重点部位", "key places looked at";
    69 PICTURE: "照片", "picture";
    79 PLACE: "重点部位", "place";
    80 PLAN: "滚动排查计划", "plan of rounds";
    81 START_PLAN: "发起一轮排查", "begin the rounds of a class";
    82 CLASS: "风险等级", "risk class";
    70 NOTE: "备注", "note";
    71 FIRE_EXIT: "消防通道堵塞", "blocked fire exit";
    72 WIRING: "用电隐患", "wiring";
    73 GAS: "燃气隐患", "gas";
    74 BUILDING: "房屋隐患", "building";
    75 SLOPE: "地质隐患", "slope or slide";
    76 WATER: "涉水隐患", "water without a guard";
    77 ROAD: "道路隐患", "road";
    78 STORE: "危险物品", "dangerous goods";

    90 IS_CLEAN: "无隐患", "no hazard";
    91 IS_COMMON: "一般隐患", "common hazards";
    92 IS_GRAVE: "重大隐患", "grave hazards";
    93 IS_MENDED: "已整改", "mended";
    94 IS_NOT_MENDED: "未整改", "not mended";
    95 IS_GONE: "已消除", "gone";
    96 IS_STILL_THERE: "仍存在", "still there";
    97 IS_OVER: "到期", "over";
}
