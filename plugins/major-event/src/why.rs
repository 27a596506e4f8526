//! What it says to people, in Chinese and in English; a test sees that `catalog.json` says the same.

wardroom_plugin::catalog! {
    // Where an event stands.
    1 at_planned(starts: time, posts: count): "方案已定，{starts}开始，设岗{posts}处", "planned: it begins at {starts}, posts: {posts}";
    2 at_running(level: count, there: count, called: count): "执行中：等级{level}，到岗{there}个单元，已派{called}个", "under way at level {level}: {there} of {called} units that were called are there";
    3 at_reporting(): "已撤岗，待总结", "stood down, and waits for the report";
    4 at_ended(): "已结束", "over";

    // What tasks say.
    10 do_post(post: text, grid: grid, from: time, until: time): "到“{post}”岗（{grid}），{from}到岗，{until}撤岗，到岗后签到", "take up the post {post} in {grid} from {from} until {until}, and check in";
    11 do_stage(grid: grid, until: time): "到集结地{grid}待命，{until}撤岗，到达后签到", "stand by at the staging place in {grid} until {until}, and check in";
    12 do_hold(post: text, until: time): "坚守“{post}”岗至{until}", "hold the post {post} until {until}";
    13 do_hold_stage(until: time): "在集结地待命至{until}", "stand by at the staging place until {until}";
    14 do_report(): "撤岗后总结：各岗落实、警情处置、经验不足", "report on the event: the posts, what happened, what to do better";

    // What notices say.
    20 not_taken_up(unit: unit, post: text): "{unit}未按时到“{post}”岗", "{unit} has not taken up the post {post} in time";
    21 post_empty(unit: unit, post: text, late: duration): "“{post}”岗{unit}超时{late}未到岗，请立即核实", "{unit} has not come to the post {post} for {late}: find out why";
    22 short(post: text, missing: count, of: count): "“{post}”岗缺{missing}个单元（应有{of}个）", "the post {post} lacks {missing} of {of} units";
    23 short_of_loans(missing: count, level: count): "等级{level}应借用的单元尚缺{missing}个", "level {level} lacks {missing} of the units that others lend";
    24 lends(units: count, to: district, until: time): "{to}有重大安保或突发警情，按等级借用{units}个单元至{until}", "{to} has an event: by its level {units} units are lent until {until}";
    25 gives_back(units: count, from: district): "{from}归还{units}个单元", "{from} gives {units} units back";
    26 report_late(): "安保总结未按时提交", "the report on the event is late";

    // What the record says.
    30 read_plan(plan: text, posts: count): "方案“{plan}”设岗{posts}处", "the plan {plan} has {posts} posts";
    31 new_post(post: text, grid: grid, units: count, from: time, until: time): "增设“{post}”岗（{grid}），{units}个单元，{from}至{until}", "one post more, {post} in {grid}: {units} units from {from} until {until}";
    32 called(unit: unit, post: text): "派{unit}到“{post}”岗", "{unit} is called to the post {post}";
    33 from_reserve(unit: unit, post: text): "从预备力量抽调{unit}到“{post}”岗", "{unit} of the reserve goes to the post {post}";
    34 stays_on(unit: unit, post: text): "无单元换岗，{unit}继续留守“{post}”岗", "nobody relieves it: {unit} stays on the post {post}";
    35 relieved(unit: unit, post: text): "{unit}撤离“{post}”岗", "{unit} leaves the post {post}";
    36 checked_in(unit: unit, post: text): "{unit}已到“{post}”岗", "{unit} is on the post {post}";
    37 checked_in_late(unit: unit, post: text, late: duration): "{unit}到“{post}”岗，迟{late}", "{unit} is on the post {post}, {late} late";
    38 can_not(unit: unit, post: text): "{unit}不能到“{post}”岗", "{unit} can’t take up the post {post}";
    39 called_away(unit: unit, post: text): "{unit}从“{post}”岗调离", "{unit} was called away from the post {post}";
    40 replaced(unit: unit, post: text): "{unit}未到“{post}”岗，另派他人", "{unit} did not come to the post {post}: another is called";
    41 lent(unit: unit, lender: district): "{lender}借出{unit}", "{lender} lends {unit}";
    42 returned(unit: unit, lender: district): "{unit}归还{lender}", "{unit} is {lender}’s again";
    43 level_changed(before: count, after: count): "等级由{before}调整为{after}", "level {after} after {before}";
    44 no_loans_in_exercise(): "演练不借用其他警区单元", "an exercise borrows no units";
    45 extended(before: time, after: time): "结束时间由{before}延至{after}", "until {after} instead of {before}";
    46 incident_over(): "所属警情已结束，撤岗", "its incident is over: stand down";
    48 never_came(unit: unit, post: text): "{unit}始终未到“{post}”岗", "{unit} never came to the post {post}";
    47 ends_now(): "到结束时间，撤岗", "it is at its end: stand down";

    // Why a unit is not called: what stays for the daily work.
    50 cover_floor(district: district, free: count, floor: count): "{district}空闲{free}个单元，日常警力须保留{floor}个", "{district}: {free} units free, {floor} have to stay for the daily work";
    51 skill_floor(district: district, skill: skill, free: count, floor: count): "{district}具备{skill}的空闲{free}个单元，日常警力须保留{floor}个", "{district}: {free} units free with {skill}, {floor} have to stay for the daily work";
    52 no_such_unit(district: district, free: count): "{district}空闲{free}个单元，再无符合岗位要求的", "{district}: {free} units free, no more as the post needs them";

    // The event in figures.
    60 sum(asked: count, there: count, late: count, short: count): "方案要求{asked}个班次单元，到岗{there}个（迟到{late}个），缺{short}个", "the plan asked for {asked} units by shifts; there were {there}, late {late}, lacking {short}";
    61 sum_of_post(post: text, asked: count, there: count, late: count, short: count): "“{post}”岗：要求{asked}，到岗{there}（迟到{late}），缺{short}", "the post {post}: asked {asked}, there {there}, late {late}, lacking {short}";
    62 sum_of_loans(units: count, highest: count): "最高等级{highest}，共借用{units}个单元，均已归还", "highest level {highest}; {units} units were lent, and all are given back";

    // Why it says no.
    70 say_staging(): "须写明集结地网格", "say the grid of the staging place";
    71 no_such_plan(plan: text): "没有方案“{plan}”，请核对方案编号", "there is no plan {plan}: check its code";
    72 ends_before(starts: time, ends: time): "结束时间{ends}不晚于开始时间{starts}", "the end {ends} is not after the beginning {starts}";
    73 ended_before(ends: time): "结束时间{ends}已过", "the end {ends} is gone";
    74 too_long(days: count): "最长{days}天，请分次办理", "no more than {days} days: begin several";
    75 no_such_level(level: count, most: count): "等级{level}不存在，最高为{most}", "there is no level {level}: {most} is the highest";
    76 same_level(level: count): "等级已是{level}", "it is at level {level} already";
    77 post_outside(starts: time, ends: time): "设岗时间须在{starts}至{ends}之内", "a post lies within {starts} and {ends}";
    78 too_many_posts(most: count): "岗位最多{most}处", "no more than {most} posts";
    83 too_many_units(most: count): "各岗单元合计最多{most}个", "no more than {most} units on all posts";
    79 not_longer(ends: time): "须晚于原定结束时间{ends}", "later than {ends}, when it ends now";
    80 shortfall_known(short: count): "执行中缺{short}个单元，请选“有不足”", "{short} units were lacking: choose that something was";
    81 say_lessons(): "有不足的，须写明经验不足", "where something was lacking, say what to do better";
    82 plan_row(row: text): "方案表中“{row}”一行不全，请补齐网格、单元数和时间", "the row {row} of the table of posts is not whole: grid, units and times";

    // Titles.
    90 KIND: "重大安保", "major event";
    91 START: "启动安保或突发警情", "begin";
    92 PLAN: "方案编号", "code of the plan";
    93 STARTS: "开始时间（不填则立即）", "beginning (at once if left out)";
    94 ENDS: "结束时间", "end";
    95 STAGING: "集结地网格", "grid of the staging place";
    96 RESERVE: "预备力量（单元数）", "reserve (units)";
    97 LEVEL: "等级", "level";
    98 CHECK_IN: "到岗签到", "check in";
    99 HOLD: "执勤", "hold";
    100 REPORT: "总结", "report";
    101 POST: "增设岗位", "one post more";
    102 SET_LEVEL: "调整等级", "set the level";
    103 EXTEND: "延长", "extend";
    104 STAND_DOWN: "撤岗", "stand down";
    105 NAME: "岗位名称", "name of the post";
    106 GRID: "网格", "grid";
    107 UNITS: "单元数", "units";
    108 TEAM: "队伍", "team";
    109 SKILL: "技能", "skill";
    110 FROM: "到岗时间", "from";
    111 UNTIL: "撤岗时间", "until";
    112 CROWD: "现场人数（约）", "people there, about";
    113 INCIDENTS: "处置警情数", "incidents dealt with";
    114 LESSONS: "经验和不足", "what to do better";
    115 DOCUMENT: "总结材料编号", "number of the report on file";

    120 IS_THERE: "已到岗", "there";
    121 IS_NOT_ABLE: "不能到岗", "can’t come";
    122 IS_RELIEVED: "已撤岗", "relieved";
    123 IS_CALLED_AWAY: "调离", "called away";
    124 IS_AS_PLANNED: "按方案落实", "as planned";
    125 IS_WITH_SHORTFALLS: "有不足", "something was lacking";
    126 END_COMPLETED: "已完成", "completed";
    127 END_CALLED_OFF: "取消", "called off";
}
