//! What it says to people, in Chinese and in English; a test sees that `catalog.json` says the same.

wardroom_plugin::catalog! {
    // Where a lead stands.
    1 at_triage(): "待研判", "waits to be judged";
    2 at_following(owner: person, due: time): "由{owner}跟进，{due}前办结", "{owner} follows it up until {due}";
    3 at_late(owner: person, due: time): "由{owner}跟进，应于{due}前办结，已超期", "{owner} follows it up; it was due at {due} and is late";
    4 at_referred(case: text, days: count): "已办结：并入案件`{case}`；内容保留{days}天", "concluded: referred to case `{case}`; its words are kept for {days} days";
    5 at_unfounded(days: count): "已办结：查否；内容保留{days}天", "concluded: unfounded; its words are kept for {days} days";
    6 at_no_action(days: count): "已办结：无需再查；内容保留{days}天", "concluded: nothing more to do; its words are kept for {days} days";
    7 at_erased(): "已办结，内容已清除", "over; its words are erased";

    // What tasks say.
    10 do_triage(grade: text): "研判线索，来源与内容评级为{grade}；可取用的，指定责任人和期限", "judge the lead, graded {grade}: if it is worth following, name an owner and a date";
    11 do_triage_ungraded(): "研判由警情引出的线索，先评级；可取用的，指定责任人和期限", "judge the lead that an incident gave, and grade it: if it is worth following, name an owner and a date";
    12 do_follow(grade: text): "跟进线索（评级{grade}），办结时写明结论", "follow the lead up (graded {grade}); say the result when it is concluded";

    // What notices say.
    20 due_soon(due: time): "线索应于{due}前办结", "a lead is due at {due}";
    21 is_late(owner: person, due: time): "{owner}跟进的线索应于{due}前办结，已超期", "the lead that {owner} follows up was due at {due} and is late";
    22 triage_late(): "线索未按时研判", "nobody has judged a lead in time";
    23 taken_from(owner: person): "线索改由{owner}跟进", "the lead is {owner}’s now";

    // What the record says.
    30 graded(before: text, after: text): "评级由{before}改为{after}", "graded {after} instead of {before}";
    31 first_graded(grade: text): "评级为{grade}", "graded {grade}";
    32 assigned(owner: person, due: time): "责任人{owner}，{due}前办结", "{owner} owns it, due at {due}";
    33 usual_date(days: count): "未写期限，按{days}天计", "no date was said: {days} days, as usual";
    34 good_date(grade: text, days: count): "评级{grade}，未写期限，按{days}天计", "graded {grade}, and no date was said: {days} days";
    35 owner_not_looked_up(owner: person): "未获授权查阅人员，{owner}的职务未核对", "persons may not be looked up: the posts of {owner} were not checked";
    36 followed(times: count): "第{times}次跟进，尚未办结", "followed up, time {times}; not concluded yet";
    37 reassigned(before: person, after: person, times: count): "责任人由{before}改为{after}（第{times}次）", "{after} owns it in place of {before} (change {times})";
    38 date_moved(before: time, after: time): "期限由{before}改为{after}", "due at {after} instead of {before}";
    39 referred(case: text): "并入案件`{case}`", "referred to case `{case}`";
    40 unfounded(): "查否", "unfounded";
    41 no_action(): "无需再查", "nothing more to do";
    42 erased(days: count): "办结满{days}天，内容已清除", "its words are erased, {days} days after the conclusion";
    43 about_case(case: text): "与案件`{case}`有关", "about case `{case}`";

    // Why it says no.
    50 say_lead(): "须写明线索来源、来源可靠程度、内容可信程度和线索内容", "say the source, both grades, and what the lead is";
    51 grade_first(): "须先评定来源可靠程度和内容可信程度，再指定责任人", "grade source and words before you name an owner";
    52 say_owner(): "取用的线索须指定责任人", "a lead that is worth following needs an owner: name one";
    53 no_post_here(owner: person): "{owner}在本警区没有职务，请另选责任人", "{owner} holds no post in this district: choose another owner";
    54 not_sworn(owner: person): "{owner}不是民警，线索须由民警负责", "{owner} is no sworn officer: choose one who is";
    55 date_gone(due: time): "期限{due}已过，请写将来的时间", "{due} is gone: say a date to come";
    56 date_too_far(due: time, most: count): "期限{due}过远，最长{most}天", "{due} is too far ahead: {most} days at most";
    57 say_result(): "办结须写明结论", "say the result: without one a lead is not concluded";
    58 say_case(): "并入案件须写明案件编号", "say the number of the case that it is referred to";
    59 case_is_a_number(): "案件一栏只填编号，不填姓名", "a case is given by its number, never by a name";
    60 say_what_was_done(): "须写明跟进情况", "say what was done";
    61 result_needs_conclusion(): "已写结论，请选“办结”", "a result is given: choose that it is concluded";
    62 already_owner(owner: person): "{owner}已是责任人", "{owner} owns it already";
    63 say_change(): "须写明新的责任人或新的期限", "name another owner or another date";
    64 why_no_owner(): "未取用的线索不指定责任人", "a lead that is not followed up has no owner: leave it out";

    // Titles.
    70 KIND: "情报线索", "lead";
    71 START: "登记线索", "take a lead in";
    72 TRIAGE: "研判", "judge";
    73 FOLLOW: "跟进", "follow up";
    74 REASSIGN: "改派或改期", "give to somebody else, or move the date";
    75 SOURCE: "线索来源", "source";
    76 SOURCE_GRADE: "来源可靠程度", "how reliable the source is";
    77 WORDS_GRADE: "内容可信程度", "how likely the words are";
    78 WORDS: "线索内容", "what the lead is";
    79 GIVER: "提供人及联系方式", "who gave it, and how to reach them";
    80 CASE: "案件编号", "number of the case";
    81 CASE_HELP: "只填编号，不填姓名或案情", "the number alone: no name, nothing of the case";
    82 OWNER: "责任人", "owner";
    83 DUE: "办结期限", "due";
    84 NOTE: "说明", "note";
    85 DONE: "跟进情况", "what was done";
    86 RESULT: "结论", "result";

    90 FROM_PUBLIC: "群众举报", "the public";
    91 FROM_GRID: "网格上报", "a grid’s assistant";
    92 FROM_PATROL: "巡逻发现", "a patrol";
    93 FROM_CASE: "办案中发现", "work on a case";
    94 FROM_OTHERS: "其他部门通报", "another department";
    95 FROM_OPEN: "公开信息", "what is public";
    96 FROM_INCIDENT: "警情引出", "an incident";

    100 GRADE_A: "`A`：完全可靠", "A: completely reliable";
    101 GRADE_B: "`B`：通常可靠", "B: usually reliable";
    102 GRADE_C: "`C`：比较可靠", "C: fairly reliable";
    103 GRADE_D: "`D`：通常不可靠", "D: not usually reliable";
    104 GRADE_E: "`E`：不可靠", "E: unreliable";
    105 GRADE_F: "`F`：无法判断", "F: can’t be judged";
    106 GRADE_1: "1：已由其他来源证实", "1: confirmed by other sources";
    107 GRADE_2: "2：很可能属实", "2: probably true";
    108 GRADE_3: "3：可能属实", "3: possibly true";
    109 GRADE_4: "4：存疑", "4: doubtful";
    110 GRADE_5: "5：不大可能属实", "5: improbable";
    111 GRADE_6: "6：无法判断", "6: can’t be judged";

    120 IS_WORTH_IT: "取用，指定责任人", "worth following: give it an owner";
    121 IS_UNFOUNDED: "查否", "unfounded";
    122 IS_NO_ACTION: "无需再查", "nothing more to do";
    123 IS_TO_GO_ON: "继续跟进", "go on";
    124 IS_CONCLUDED: "办结", "conclude";
    125 IS_REFERRED: "并入案件", "referred to a case";
}
