//! What it says to people, in Chinese and in English; a test sees that `catalog.json` says the same.

wardroom_plugin::catalog! {
    1 at_walking(grid: grid): "正在排查{grid}", "the round of {grid} is under way";
    2 at_mending(hazards: count, grid: grid): "{grid}有{hazards}处隐患待整改", "hazards to be mended in {grid}: {hazards}";
    3 at_mended(grid: grid): "{grid}已整改，待复查", "mended in {grid}, to be checked again";
    4 at_rechecking(grid: grid): "正在复查{grid}", "{grid} is being checked again";
    5 at_ended(grid: grid): "{grid}排查已结束", "the check of {grid} is over";

    10 do_round(grid: grid): "排查{grid}的隐患", "go round {grid} and look for hazards";
    11 do_mend(hazards: count, grid: grid): "督促整改{grid}的{hazards}处隐患", "have hazards mended in {grid}: {hazards}";
    12 do_recheck(hazards: count, grid: grid): "复查{grid}已整改的{hazards}处隐患", "look again at what was mended in {grid}: {hazards}";

    20 found(hazards: count, places: count): "发现隐患{hazards}处，查看重点部位{places}处", "hazards found: {hazards}; key places looked at: {places}";
    21 found_grave(hazards: count, grid: grid): "{grid}发现重大隐患{hazards}处", "grave hazards in {grid}: {hazards}";
    22 still_there(grid: grid): "复查发现{grid}的隐患仍未消除", "checked again: the hazards in {grid} are still there";
    23 not_mended(grid: grid, times: count): "{grid}的隐患第{times}次整改未完成", "not mended in {grid}, time {times}";
    24 handed_over(grid: grid): "{grid}的隐患移交上级处理", "the hazards in {grid} are handed over";
    25 round_late(grid: grid): "{grid}排查超期", "the round of {grid} is overdue";
    26 mending_late(grid: grid): "{grid}隐患整改超期", "mending in {grid} is overdue";
    27 days_as_they_come(days: count): "无工作日历，限期按{days}个自然日计", "no calendar of working days: {days} days as they come";
    28 no_such_kind(kind: text): "本县没有警情种类“{kind}”，未上报", "the county has no kind of incident `{kind}`: nothing was reported";

    40 say_grid(): "须写明网格", "say which grid";
    41 other_district(grid: grid, district: district): "{grid}属于{district}，请在该警区发起", "{grid} lies in {district}: start the round there";
    42 under_way(grid: grid, by: workflow): "{grid}的排查{by}尚未结束", "{by} is still under way in {grid}";
    43 too_few(visited: count, wanted: count, of: count): "已走访{visited}户，共{of}户，至少应走访{wanted}户", "households visited: {visited} of {of}; at least {wanted} are wanted";
    44 clean_with_hazards(hazards: count): "已填写{hazards}处隐患，不能以“无隐患”完成", "hazards named: {hazards}; so the round is not clean";
    45 say_hazards(): "须写明发现的隐患", "say which hazards were found";
    46 picture_wanted(): "重大隐患须附照片", "what is grave needs a picture";

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
    97 IS_HANDED_OVER: "已移交", "handed over";
}
