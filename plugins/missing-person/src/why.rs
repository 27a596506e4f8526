//! What it says to people: where a search stands, remarks, what tasks and notices say, titles.

wardroom_plugin::catalog! {
    // Where the search stands.
    1 at_searching(ring: count, radius: distance, around: grid, searched: count, grids: count):
        "第{ring}圈，{around}周围{radius}；已查{searched}个网格，共{grids}个",
        "ring {ring}, {radius} around {around}; {searched} of {grids} grids searched";
    2 at_limit(radius: distance, around: grid, searched: count, grids: count):
        "{around}周围{radius}，不再扩大；已查{searched}个网格，共{grids}个",
        "{radius} around {around}, widened no farther; {searched} of {grids} grids searched";
    3 at_confirming(): "待指挥室确认结果", "waits for the command room to say how it ended";
    4 at_found(days: count):
        "已结案：人已找到；身份信息自结案起保留{days}天",
        "closed: found; the identity is kept for {days} days from the closing";
    5 at_found_dead(days: count):
        "已结案：找到时已死亡；身份信息自结案起保留{days}天",
        "closed: found dead; the identity is kept for {days} days from the closing";
    6 at_called_off(days: count):
        "已结案：停止查找；身份信息自结案起保留{days}天",
        "closed: called off; the identity is kept for {days} days from the closing";
    7 at_erased(): "已办结，身份信息已清除", "over; the identity is erased";

    // The rings.
    10 ring(ring: count, radius: distance, added: count):
        "第{ring}圈，半径{radius}：新增{added}个网格",
        "ring {ring}, out to {radius}; grids added: {added}";
    11 ring_adds_nothing(ring: count, radius: distance):
        "第{ring}圈，半径{radius}：无新增网格",
        "ring {ring}, out to {radius}; no grid added";
    12 grids_at_most(grids: count):
        "已达{grids}个网格的上限",
        "it has come to {grids} grids, the most that a search takes in";
    13 radius_at_most(radius: distance): "已达{radius}的最大半径", "it has come to {radius}, the largest radius";
    14 no_free_unit(): "无空闲单元搜索本圈", "no free unit to sweep the ring";
    15 no_video_point(): "附近无视频点位", "no video point is known nearby";
    16 seen_anew(grid: grid, ago: duration): "最后出现在{grid}，{ago}前", "last seen in {grid}, {ago} ago";

    // What a form says of where and when, and is left out.
    19 time_to_come():
        "所填时间尚未到来，所填时间地点不予采用",
        "the time given is still to come; what the form says of where and when is left out";
    46 no_grid():
        "查找须从网格开始：请在最后见到该人的网格（`grid`）启动",
        "a search begins in a grid: start it in the grid (`grid`) where the person was last seen";
    48 no_such_moment(): "`last_seen_at`不得晚于现在", "`last_seen_at` is in the future";
    29 seen_since(grid: grid, ago: duration):
        "所填目击不晚于已知的最后一次（{grid}，{ago}前），不予采用",
        "the sighting given is no later than the last one known, in {grid}, {ago} ago; that one stays";

    // What came back.
    20 grid_clear(grid: grid): "{grid}已查，无发现", "{grid} is searched: nobody there";
    21 grid_not_possible(grid: grid):
        "{grid}的警务助理无法查找，另行派人",
        "{grid} cannot be searched by its assistant; somebody else is asked";
    22 grid_given_up(grid: grid): "{grid}无法查找", "{grid} cannot be searched";
    23 video_clear(): "视频点位已查看，无发现", "the video points show nobody";
    24 video_not_possible(): "视频点位无法查看", "the video points cannot be looked at";
    25 swept_clear(): "单元搜索完毕，无发现", "a unit has swept the ring: nobody there";
    26 sweep_not_possible(): "单元无法搜索", "a unit cannot sweep the ring";
    27 grid_late(grid: grid): "{grid}的查找超时", "{grid}: the search there is late";
    28 described(): "走失人员情况已补充", "who is missing was described";

    // The drone.
    30 no_squad(): "本县无此无人机队", "the county has no such drone squad";
    31 no_drone(): "无人机不可用", "no drone is to be had";
    32 battery_low(battery: percent, least: percent):
        "电量{battery}，低于{least}",
        "the battery is at {battery}, below {least}";
    33 battery_unknown(least: percent): "未填电量，须达{least}", "the battery is not stated; it has to be at {least}";
    34 wind_strong(wind: number, most: number):
        "风速{wind}米/秒，超过{most}米/秒",
        "the wind is {wind} m/s, above {most} m/s";
    35 wind_unknown(most: number):
        "未填风速，不得超过{most}米/秒",
        "the wind is not stated; it may be {most} m/s at most";
    36 rains(): "有雨", "it rains";
    37 rain_unknown(): "未填是否有雨", "whether it rains is not stated";
    38 airspace_shut(): "空域未获许可", "the airspace is not clear";
    39 airspace_unknown(): "未填空域是否许可", "whether the airspace is clear is not stated";
    40 gates_shut(again_in: duration):
        "无人机不得起飞，{again_in}后再问",
        "the drone may not fly; asked again in {again_in}";
    41 gates_open(battery: percent, wind: number):
        "无人机可以起飞：电量{battery}，风速{wind}米/秒，无雨或允许，空域许可",
        "the drone may fly: battery at {battery}, wind {wind} m/s, rain no bar, airspace clear";
    42 asked_enough(times: count):
        "已询问无人机队{times}次，不再询问",
        "the drone squad was asked {times} times and is asked no more";
    43 flown_clear(): "无人机搜索完毕，无发现", "the drone has searched: nobody there";
    44 flight_aborted(again_in: duration):
        "无人机中止飞行，{again_in}后再问",
        "the flight was broken off; the squad is asked again in {again_in}";

    // The end.
    50 went_on(): "并非本人，继续查找", "it was not the person: the search goes on";
    51 incident_over(): "警情已处置完毕，待说明结果", "the incident is over; how the search ended is to be said";
    52 incident_cancelled(): "警情已取消，停止查找", "the incident was cancelled, and so the search is called off";
    53 incident_merged():
        "警情已并入另一警情，本次查找停止",
        "the incident was merged with another, and so this search is called off";
    54 incident_stays(): "警情尚未受理，保持原状", "the incident is not accepted yet and stays as it is";
    55 reopened(): "重新查找", "the search is reopened";
    56 tasks_cancelled(tasks: count): "撤回{tasks}项未完成任务", "open tasks called off: {tasks}";
    57 identity_erased(days: count):
        "结案已满{days}天，身份信息已清除",
        "{days} days after the closing the identity is erased";

    // What tasks say.
    60 do_describe():
        "询问报警人：最后出现的时间地点、年龄段、健康风险、姓名、体貌、联系人",
        "ask the caller: when and where last seen, age group, health risk, name, description, contact";
    61 do_video(points: count, nearest: distance, farthest: distance, near: grid):
        "查看{near}附近的{points}个视频点位，最近{nearest}，最远{farthest}",
        "look at the {points} video points nearest to {near}, from {nearest} to {farthest} away";
    62 do_gates(battery: percent, wind: number):
        "报告无人机电量（须达{battery}）、风速（不超过{wind}米/秒）、降雨、空域",
        "say how battery (at least {battery}), wind (at most {wind} m/s), rain and airspace are";
    63 do_fly(radius: distance, around: grid):
        "无人机搜索{around}周围{radius}",
        "search {radius} around {around} from the air";
    64 do_confirm():
        "有人报告已找到：请核实并说明结果",
        "somebody reports the person found: make sure, and say how it ended";
    65 do_sweep(ring: count, from: distance, to: distance, around: grid):
        "搜索第{ring}圈，距{around}{from}至{to}的道路和野外",
        "sweep ways and open land of ring {ring}, from {from} to {to} around {around}";
    66 do_search(grid: grid, ring: count): "查找{grid}（第{ring}圈）", "search {grid} (ring {ring})";
    67 do_search_instead(grid: grid): "代警务助理查找{grid}", "search {grid} in place of its assistant";
    68 do_close(): "警情已处置完毕：请说明查找结果", "the incident is over: say how the search ended";

    // What notices say.
    70 begun(grid: grid, ago: duration):
        "开始查找走失人员，最后出现在{grid}，{ago}前",
        "a search for a missing person begins, last seen in {grid} {ago} ago";
    71 unseen():
        "指挥室尚未查看走失人员查找通知",
        "the command room has not seen that a search for a missing person began";
    72 trace_in_grid(grid: grid): "{grid}发现线索", "a trace was found in {grid}";
    73 trace_on_video(): "视频点位发现线索", "a video point shows a trace";
    74 trace_from_the_air(): "无人机发现线索", "the drone has seen a trace";
    75 trace_by_unit(): "单元发现线索", "a unit has found a trace";
    76 found_in_grid(grid: grid): "{grid}报告已找到人", "the person is reported found in {grid}";
    77 found_on_video(): "视频点位发现本人", "a video point shows the person";
    78 found_from_the_air(): "无人机发现本人", "the drone has seen the person";
    79 found_by_unit(): "单元报告已找到人", "a unit reports the person found";
    80 late_confirming(): "查找结果久未确认", "how the search ended has not been said in time";
    81 late_describing(): "走失人员情况久未补充", "who is missing has not been described in time";
    82 late_video(near: grid):
        "{near}附近的视频点位久未查看",
        "the video points near {near} have not been looked at in time";
    83 limit_reached(): "查找范围已到上限，请决定是否继续", "the search has reached its limit: decide how to go on";
    84 exercise(): "演练：各项任务由指挥室代为处理", "exercise: the command room plays all parts";

    // Titles.
    120 KIND: "走失人员查找", "search for a missing person";
    121 START: "走失情况", "who is missing";
    122 DESCRIBE: "补充走失情况", "describe who is missing";
    123 VIDEO: "查看视频点位", "look at video points";
    124 DRONE_GATE: "无人机起飞条件", "may the drone fly?";
    125 DRONE_FLIGHT: "无人机搜索", "search from the air";
    126 CLOSING: "确认结果", "say how it ended";
    127 SWEEP: "搜索一圈", "sweep a ring";
    128 SEARCH_GRID: "查找网格", "search a grid";
    129 SIGHTING: "新的目击", "a new sighting";
    130 CLOSE: "结束查找", "end the search";
    131 REOPEN: "重新查找", "reopen the search";
    140 IS_CLEAR: "无发现", "nobody there";
    141 IS_TRACE: "有线索", "a trace";
    142 IS_FOUND: "找到人", "the person is there";
    143 IS_NOT_POSSIBLE: "无法进行", "not possible";
    144 IS_DESCRIBED: "已补充", "described";
    145 IS_ANSWERED: "已报告", "said";
    146 IS_NO_DRONE: "无人机不可用", "no drone";
    147 IS_ABORTED: "中止", "broken off";
    148 IS_TO_GO_ON: "并非本人，继续", "not the person: go on";
    160 END_FOUND: "已找到", "found";
    161 END_FOUND_DEAD: "找到时已死亡", "found dead";
    162 END_CALLED_OFF: "停止查找", "called off";

    // Titles of what is filled in, and labels of what may be chosen.
    200 LAST_SEEN_AT: "最后出现时间", "last seen at";
    201 LAST_SEEN_GRID: "最后出现网格", "grid where last seen";
    202 AGE_GROUP: "年龄段", "age group";
    203 HEALTH_RISK: "健康风险", "health risk";
    204 NAME: "姓名", "name";
    205 DESCRIPTION: "体貌衣着", "description";
    206 CONTACT: "联系人及电话", "contact";
    207 RESULT: "结果", "result";
    208 NOTE: "说明", "note";
    209 BATTERY: "电量（%）", "battery (%)";
    210 WIND: "风速（米/秒）", "wind (m/s)";
    211 RAIN: "降雨", "rain";
    212 AIRSPACE: "空域许可", "airspace clear";
    213 POINTS_SEEN: "已查看点位数", "points looked at";
    220 A_CHILD: "儿童", "a child";
    221 AN_ADULT: "成年人", "an adult";
    222 AN_ELDER: "老年人", "an elder";
    223 NOT_KNOWN: "不详", "not known";
    224 HIGH_RISK: "高", "high";
    225 NORMAL_RISK: "一般", "normal";
}
