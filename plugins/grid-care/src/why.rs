//! What it says to people, in Chinese and in English; a test sees that `catalog.json` says the same.

wardroom_plugin::catalog! {
    // Where it stands.
    1 at_looked(): "已查看", "looked";
    2 at_asking(grid: grid, of: grid): "{grid}空缺，正请{of}的警务助理代管", "{grid} is vacant; the assistant of {of} is asked to stand in";
    3 at_deciding(grid: grid): "{grid}空缺，无人代管，待决定", "{grid} is vacant, nobody stands in, and somebody decides";
    4 at_nobody(grid: grid): "{grid}空缺，暂无人代管", "{grid} is vacant, and nobody stands in for now";
    5 at_substituted(grid: grid, of: grid, until: date): "{grid}空缺，由{of}的警务助理代管至{until}", "{grid} is vacant; the assistant of {of} stands in until {until}";
    6 at_filled(grid: grid): "{grid}已补缺", "{grid} has an assistant";

    // What tasks say.
    10 do_stand_in(grid: grid, days: count): "请代管{grid}{days}天", "stand in for {grid}, for {days} days";
    11 do_decide(grid: grid): "{grid}无人代管，请指定代管网格", "nobody stands in for {grid}: say whose assistant does";

    // What notices say.
    20 vacant(grid: grid): "{grid}警务助理空缺", "{grid} has no assistant";
    21 stands_in(grid: grid, of: grid): "{grid}由{of}的警务助理代管", "the assistant of {of} stands in for {grid}";
    22 nobody_decides(grid: grid): "{grid}空缺，无人代管，也无人决定", "{grid} is vacant, and nobody stands in or decides";
    23 over(grid: grid): "{grid}已补缺，代管结束", "{grid} has an assistant: standing in is over";

    // What the record says of a look.
    30 looked(vacant: count, new: count): "本警区空缺网格{vacant}个，其中新发现{new}个", "grids without an assistant: {vacant}, of which new: {new}";
    31 found(grid: grid, since: text): "{grid}自{since}起空缺", "{grid} is vacant since {since}";
    32 more(more: count): "另有{more}个空缺网格下次处理", "{more} more vacant grids come next time";

    // What the record says of a vacancy.
    40 version(grid: grid, version: text, since: text): "{grid}第{version}版，自{since}起空缺", "{grid}, version {version}, is vacant since {since}";
    41 by_hand(grid: grid): "{grid}空缺由人工登记", "the vacancy of {grid} was told by hand";
    42 chosen(of: grid, others: count, tasks: count): "请{of}的警务助理代管：已代管{others}个网格，手头任务{tasks}项", "the assistant of {of} is asked: stands in for {others} grids, open tasks {tasks}";
    43 full(of: grid, others: count): "不请{of}：已代管{others}个网格", "not {of}: its assistant stands in for {others} grids already";
    44 vacant_too(of: grid): "不请{of}：本身空缺", "not {of}: it is vacant itself";
    45 busier(of: grid, tasks: count): "暂不请{of}：手头任务{tasks}项", "not {of} yet: its assistant has {tasks} open tasks";
    46 declined(of: grid): "{of}的警务助理不能代管", "the assistant of {of} can’t stand in";
    47 no_answer(of: grid): "{of}的警务助理未按时答复", "the assistant of {of} did not answer in time";
    48 nobody_near(near: distance): "{near}内再无可请的网格", "there is nobody more to ask within {near}";
    49 asked_enough(asked: count): "已请{asked}个网格，均未代管", "so many were asked, and none stands in: {asked}";
    50 term_over(of: grid): "{of}代管期满", "the term of {of} is over";
    51 new_version(before: text, after: text): "网格版本由{before}改为{after}", "version {after} of the grid after {before}";
    52 filled_by(owner: text, version: text): "由`{owner}`补缺，网格第{version}版", "`{owner}` is the assistant, in version {version} of the grid";
    53 not_in_table(): "空缺表中已无该网格", "the table of vacancies has the grid no more";
    54 nobody_by_decision(): "决定暂不代管", "it is decided that nobody stands in for now";
    56 left_too(of: grid): "代管的{of}也空缺，另请他人", "{of} is vacant, too: another is asked";
    55 no_vacancy(): "登记有误，并无空缺", "it was no vacancy";

    // Why it says no.
    60 other_district(grid: grid, district: district): "{grid}属于{district}，请在该警区登记", "{grid} lies in {district}: begin it there";
    61 under_way(grid: grid, by: workflow): "{grid}的空缺已在办理：{by}", "{by} is about the vacancy of {grid} already";
    62 say_grid(): "须写明代管网格", "say whose assistant stands in";
    63 is_full(of: grid, others: count): "{of}的警务助理已代管{others}个网格，请另选", "the assistant of {of} stands in for {others} grids already: choose another";
    64 is_vacant(of: grid): "{of}本身空缺，请另选", "{of} is vacant itself: choose another";
    65 owner_is_a_code(): "警务助理一栏只填编号，不填姓名", "an assistant is given by a code, never by a name";
    66 no_table(): "没有空缺表，或未获授权查阅", "there is no table of vacancies, or it may not be read";

    // Titles.
    70 KIND: "网格空缺", "grid care";
    71 START: "查看空缺，或登记一个网格空缺", "look for vacancies, or tell of one";
    72 GRID: "空缺网格（不填则查看全警区）", "vacant grid (all of the district if left out)";
    73 STAND_IN: "代管", "stand in";
    74 DECIDE: "指定代管", "decide who stands in";
    75 SUBSTITUTE: "代管网格", "whose assistant stands in";
    76 FILLED: "补缺", "filled";
    77 OWNER: "警务助理编号", "code of the assistant";
    78 OWNER_HELP: "只填编号，不填姓名", "the code alone, never a name";
    79 VERSION: "网格版本", "version of the grid";
    80 NO_VACANCY: "并无空缺", "no vacancy";
    81 NOTE: "说明", "note";
    90 IS_ACCEPTED: "同意代管", "stands in";
    91 IS_DECLINED: "不能代管", "can’t";
    92 IS_NAMED: "指定", "named";
    93 IS_NOBODY: "暂不代管", "nobody for now";
    94 END_LOOKED: "已查看", "looked";
    95 END_FILLED: "已补缺", "filled";
    96 END_NO_VACANCY: "并无空缺", "no vacancy";
}
