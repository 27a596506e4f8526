//! What it says to people, in Chinese and in English; a test sees that `catalog.json` says the same.

wardroom_plugin::catalog! {
    // Where a request stands.
    1 at_accepting(): "待受理", "waits to be taken on";
    2 at_visiting(worker: person, due: time): "{worker}负责，应于{due}前走访", "{worker} is in charge and visits until {due}";
    3 at_referring(): "已转介，待对方确认", "referred, and waits for the confirmation";
    4 at_waiting(days: count): "待{days}天后回访", "the worker looks again after {days} days";
    5 at_revisiting(worker: person): "{worker}正在回访", "{worker} looks how it is";
    6 at_closed(days: count): "已办结；个人信息保留{days}天", "over; the details are kept for {days} days";
    7 at_erased(): "已办结，个人信息已清除", "over; the details are erased";

    // What tasks say.
    10 do_accept(): "受理求助，指定责任人", "take the request on and name the worker";
    11 do_accept_uncategorised(): "受理由警情转来的求助，写明人群类别，指定责任人", "take on the request that an incident gave: say whom it is for, and name the worker";
    12 do_visit(): "走访求助人，写明情况", "visit whoever needs help, and say how it went";
    13 do_visit_again(times: count): "继续走访（已走访{times}次）", "visit again (visits so far: {times})";
    14 do_take_back(): "转介未成，请继续帮扶或另行转介", "the referral came to nothing: go on helping, or refer to somebody else";
    15 do_revisit(): "回访求助人，写明现状", "look how whoever was helped is now";
    20 ask_civil_affairs(): "请民政部门确认接收转介", "have civil affairs confirm the referral";
    21 ask_disabled_federation(): "请残联确认接收转介", "have the disabled persons’ federation confirm the referral";
    22 ask_health(): "请卫生健康部门确认接收转介", "have the health department confirm the referral";
    23 ask_education(): "请教育部门确认接收转介", "have the education department confirm the referral";
    24 ask_womens_federation(): "请妇联确认接收转介", "have the women’s federation confirm the referral";
    25 ask_justice(): "请司法行政部门（法律援助）确认接收转介", "have the justice department (legal aid) confirm the referral";
    26 ask_employment(): "请人力资源社会保障部门确认接收转介", "have the employment department confirm the referral";

    // What notices say.
    30 accept_late(): "求助未按时受理", "nobody has taken a request on in time";
    31 visit_late(worker: person): "{worker}未按时走访求助人", "{worker} has not visited in time";
    32 revisit_late(worker: person): "{worker}未按时回访", "{worker} has not looked again in time";
    33 confirm_late(days: count): "转介已满{days}个工作日，对方未确认", "a referral is not confirmed after {days} working days";
    34 nobody_met(times: count): "连续{times}次走访未见到求助人", "nobody was met at {times} visits in a row";

    // What the record says.
    40 in_charge(worker: person): "责任人{worker}", "{worker} is in charge";
    41 worker_not_looked_up(worker: person): "未获授权查阅人员，{worker}的职务未核对", "persons may not be looked up: the posts of {worker} were not checked";
    42 visited(times: count): "第{times}次走访，继续帮扶", "visit {times}: help goes on";
    43 not_met(times: count): "未见到求助人（连续第{times}次）", "nobody was met (time {times} in a row)";
    44 helped(): "已提供帮助", "help was given";
    45 referred(times: count): "第{times}次转介", "referral {times}";
    46 confirmed(receipt: text): "对方已确认接收，回执`{receipt}`", "the other department confirms, receipt `{receipt}`";
    47 returned(): "对方退回转介", "the other department returns the referral";
    48 taken_back(): "对方逾期未确认，转介收回", "the referral is taken back: nobody confirmed it";
    49 well(): "回访：情况稳定", "looked again: all is well";
    50 not_well(): "回访：仍需帮扶", "looked again: help is needed still";
    51 declined(): "本人不需要帮扶", "no help is wanted";
    52 not_ours(): "不属受理范围", "not taken on";
    53 changed(before: person, after: person): "责任人由{before}改为{after}", "{after} is in charge in place of {before}";
    54 erased(days: count): "办结满{days}天，个人信息已清除", "the details are erased, {days} days after the end";
    55 days_as_they_come(days: count): "无工作日历，限期按{days}个自然日计", "no calendar of working days: {days} days as they come";

    // What it says of the figures.
    56 by_the_quarter(): "计数只按季度提供：有两个月和整季就能推出第三个月", "counts leave by the quarter: of two months and the quarter the third could be told";
    57 left_out(cells: count, under: count): "不足{under}的计数及为防推算一并略去的共{cells}格", "left out, since they are under {under} or would tell such: {cells}";

    // Why it says no.
    60 say_request(): "须写明人群类别和求助情况", "say whom it is for, and what is needed";
    61 say_category(): "须写明人群类别", "say whom it is for";
    62 say_worker(): "受理的求助须指定责任人", "a request that is taken on needs a worker: name one";
    63 no_post_here(worker: person): "{worker}在本警区没有职务，请另选责任人", "{worker} holds no post in this district: choose another worker";
    64 not_in_charge(worker: person): "责任人是{worker}，须由其本人填写", "{worker} is in charge, and fills this in";
    65 say_how_it_went(): "须写明走访情况", "say how the visit went";
    66 say_department(): "转介须写明接收部门", "say which department it is referred to";
    67 department_without_referral(): "已写接收部门，请选“转介其他部门”", "a department is given: choose that it is referred";
    68 returned_before(): "该部门已退回或未确认过本次求助，请另选部门", "that department has returned it or did not confirm: choose another";
    69 say_receipt(): "确认接收须写回执编号", "a confirmation has the number of its receipt: give it";
    70 already_in_charge(worker: person): "{worker}已是责任人", "{worker} is in charge already";

    // Titles.
    80 KIND: "救助帮扶", "service request";
    81 START: "登记求助", "take a request in";
    82 ACCEPT: "受理", "take on";
    83 VISIT: "走访", "visit";
    84 CONFIRM: "转介确认", "confirm the referral";
    85 REVISIT: "回访", "look again";
    86 REASSIGN: "更换责任人", "put somebody else in charge";
    87 WITHDRAW: "撤回求助", "withdraw";
    88 CATEGORY: "人群类别", "whom it is for";
    89 NEED: "求助事项", "what is needed";
    90 NAME: "求助人", "who";
    91 CONTACT: "联系方式和住址", "how to reach them";
    92 DETAILS: "求助情况", "details";
    93 WORKER: "责任人", "worker in charge";
    94 HOW: "走访情况", "how it went";
    95 DEPARTMENT: "接收部门", "department";
    96 RECEIPT: "回执编号", "number of the receipt";
    97 NOTE: "说明", "note";

    100 ELDER: "老年人", "an elder";
    101 CHILD: "困境儿童", "a child in difficulty";
    102 DISABLED: "残疾人", "a disabled person";
    103 OTHER: "其他困难群众", "somebody else in need";
    104 CARE: "生活照料", "care";
    105 MEDICAL: "就医", "medical help";
    106 SCHOOL: "就学", "school";
    107 RELIEF: "生活救助", "relief";
    108 LEGAL: "法律援助", "legal aid";
    109 PAPERS: "证件办理", "papers";
    110 ANOTHER: "其他", "something else";
    111 CIVIL_AFFAIRS: "民政部门", "civil affairs";
    112 DISABLED_FEDERATION: "残联", "disabled persons’ federation";
    113 HEALTH: "卫生健康部门", "health department";
    114 EDUCATION: "教育部门", "education department";
    115 WOMENS_FEDERATION: "妇联", "women’s federation";
    116 JUSTICE: "司法行政部门（法律援助）", "justice department (legal aid)";
    117 EMPLOYMENT: "人力资源社会保障部门", "employment department";

    120 IS_ACCEPTED: "受理", "taken on";
    121 IS_NOT_OURS: "不属受理范围", "not taken on";
    122 IS_DECLINED: "本人不需要", "no help is wanted";
    123 IS_HELPED: "已提供帮助", "help was given";
    124 IS_TO_GO_ON: "继续帮扶", "help goes on";
    125 IS_TO_BE_REFERRED: "转介其他部门", "refer";
    126 IS_NOT_MET: "未见到求助人", "nobody was met";
    127 IS_CONFIRMED: "已确认接收", "confirmed";
    128 IS_RETURNED: "退回", "returned";
    129 IS_WELL: "情况稳定", "all is well";
    130 IS_NOT_WELL: "仍需帮扶", "help is needed still";
    132 ALL: "求助总数", "requests in all";
    131 END_REFERRED: "已转介", "referred";
}
