//! What it says to people, in Chinese and in English; a test sees that `catalog.json` says the same.

wardroom_plugin::catalog! {
    1 at_patrolling(made: count, wanted: count, ends: time):
        "巡逻中：应巡{wanted}次，已巡{made}次，{ends}结束",
        "on patrol: {made} of {wanted} visits made, until {ends}";
    2 at_ended(made: count, wanted: count): "巡逻结束：应巡{wanted}次，实巡{made}次", "the patrols are over: {made} of {wanted} visits made";

    10 do_drive(places: count, codes: text): "车巡{places}处重点部位，顺序：{codes}", "drive past the key places, {places} in this order: {codes}";
    11 do_walk(places: count, codes: text): "步巡{places}处重点部位，顺序：{codes}", "walk past the key places, {places} in this order: {codes}";
    12 do_patrol_around(): "在辖区机动巡逻", "patrol in the district, without a place of your own";
    13 do_observe(place: place): "在{place}周边观察，发现情况报告，不单独处置", "observe around {place}; report, and do not step in";
    14 do_observe_beside(place: place, police: unit):
        "配合{police}在{place}周边观察，发现情况报告，不单独处置",
        "observe around {place} beside {police}; report, and do not step in";
    15 do_observe_around(): "在所在网格观察，发现情况报告，不单独处置", "observe in the grid where you are; report, and do not step in";
    16 do_video(places: count, points: count): "视频巡查{places}处重点部位周边的{points}个点位", "look through {points} video points around {places} key places";
    17 do_make_up(place: place): "补巡{place}", "visit {place} after all";
    18 do_look(place: place): "视频查看{place}周边", "look at {place} by video";

    20 planned(place: place, code: text, visits: count, first: time):
        "{place}（签到码{code}）：本班次巡{visits}次，首次不晚于{first}",
        "{place} (code {code}): {visits} visits in this shift, the first by {first}";
    21 nobody_reaches(place: place): "无巡逻单元能到{place}，由值班民警安排", "no patrol gets to {place}: the officer on duty sees to it";
    22 visited(place: place, unit: unit): "{unit}已巡{place}", "{unit} was at {place}";
    23 visited_late(place: place, unit: unit, late: duration): "{unit}已巡{place}，晚{late}", "{unit} was at {place}, {late} late";
    24 visited_by_others(place: place): "{place}已由其他人员补巡", "somebody else was at {place}";
    25 beyond(place: place, unit: unit): "{unit}在计划之外加巡{place}", "{unit} was at {place} once more than planned";
    26 elsewhere(unit: unit, grid: grid): "{unit}在{grid}签到，不在计划范围内", "{unit} checked in in {grid}, which is not of the plan";
    27 seen_by_volunteer(unit: unit, grid: grid): "志愿者{unit}在{grid}观察，不计为民警巡访", "the volunteers {unit} observe in {grid}; that is no visit by the police";
    28 missed(place: place): "{place}漏巡，须补巡", "{place} was missed, and has to be visited after all";
    29 still_missed(place: place): "{place}漏巡后仍未补巡", "{place} was missed and still is";
    30 not_made_up(place: place): "{place}无法补巡", "{place} can't be visited after all";
    31 looked(points: count): "视频巡查{points}个点位", "video points looked through: {points}";
    41 looked_at(place: place): "已视频查看{place}周边", "{place} was looked at by video";
    32 no_video(): "视频无法查看", "nothing can be looked at by video";
    33 volunteer_reports(unit: unit): "志愿者{unit}报告情况，须核实", "the volunteers {unit} report something: look into it";
    34 patrolled(unit: unit, findings: count): "{unit}巡逻完毕，发现问题{findings}件", "{unit} is done; things found: {findings}";
    35 taken_over(unit: unit, heir: unit): "{unit}另有任务，其路线由{heir}接续", "{unit} is called away; {heir} takes its places over";
    36 nobody_takes_over(unit: unit): "{unit}另有任务，其路线无人接续", "{unit} is called away, and nobody takes its places over";
    37 not_visited(place: place, missing: count): "{place}少巡{missing}次", "visits missing at {place}: {missing}";
    38 streets(driven: count, of: count, percent: percent): "街面：路线{of}段，走通{driven}段，覆盖率{percent}", "streets: {driven} of {of} legs of the routes, {percent}";
    39 lanes(seen: count, of: count, percent: percent): "小巷：网格{of}个，到过{seen}个，覆盖率{percent}", "lanes: {seen} of {of} grids, {percent}";
    40 communities(seen: count, of: count, percent: percent): "社区：村（社区）{of}个，到过{seen}个，覆盖率{percent}", "communities: {seen} of {of} villages, {percent}";

    50 under_way(district: district, by: workflow): "{district}的巡逻计划{by}尚未结束", "{by} is still under way in {district}";
    51 no_places(district: district, table: text): "{district}没有可巡的重点部位，请先填写“{table}”表", "{district} has no key place to patrol: fill in the table `{table}` first";
    52 nobody_patrols(district: district): "{district}此刻没有空闲的巡逻单元，请指定单元或稍后再发起", "no unit of {district} is free to patrol now: name units, or start later";
    53 not_to_patrol(unit: unit): "{unit}不空闲、不属本警区或不能巡逻，请另选单元", "{unit} is not free, not of this district, or of no kind that patrols: choose another";
    54 say_unit(): "须写明签到单元", "say which unit checks in";
    55 not_of_plan(unit: unit): "{unit}不在本计划内，不能签到", "{unit} is not in this plan, and can't check in";
    56 no_such_code(code: text): "没有签到码“{code}”，请核对后重报", "there is no code `{code}` in this plan: look again and send it anew";
    57 say_where(unit: unit): "{unit}没有定位，须填写网格或签到码", "{unit} has no position: say the grid or the code";
    58 too_soon(place: place, last: time, again: time): "{place}已于{last}签到，{again}之后再签到才计数", "somebody checked in at {place} at {last}; the next counts from {again} on";
    59 places_left(visits: count, place: place): "还有{visits}次未巡，首先是{place}；确有任务请选“另有任务”", "{visits} visits are still to be made, {place} first; if you were called away, say so";

    70 KIND: "巡逻计划", "patrol plan";
    71 START: "开始巡逻", "begin patrols";
    72 HOURS: "时长（小时）", "hours";
    73 UNITS: "巡逻单元", "units that patrol";
    74 PATROL: "巡逻", "patrol";
    75 VIDEO: "视频巡查", "round by video";
    76 LOOK: "视频查看", "look by video";
    77 MAKE_UP: "补巡", "visit after all";
    78 OBSERVE: "观察报告", "observe and report";
    79 CHECK_IN: "签到", "check in";
    80 UNIT: "单元", "unit";
    81 CODE: "签到码", "code";
    82 GRID: "网格", "grid";
    83 NOTE: "备注", "note";
    84 FINDINGS: "发现问题件数", "things found";
    85 POINTS: "查看点位数", "video points looked through";

    90 IS_PATROLLED: "巡逻完毕", "patrolled";
    91 IS_CALLED_AWAY: "另有任务", "called away";
    92 IS_LOOKED: "已查看", "looked";
    93 IS_NOT_POSSIBLE: "无法完成", "not possible";
    94 IS_VISITED: "已补巡", "visited";
    95 IS_QUIET: "无异常", "quiet";
    96 IS_REPORTED: "有情况报告", "something to report";
    97 IS_COMPLETE: "全部巡到", "complete";
    98 IS_WITH_GAPS: "有漏巡", "with gaps";
}
