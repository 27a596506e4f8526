//! What it says to people, in Chinese and in English; a test sees that `catalog.json` says the same. Specialities are in the words of the county’s table.

wardroom_plugin::catalog! {
    1 at_deciding(): "待带班领导指定接办队", "whoever leads decides which team has it";
    2 at_offered(captain: person): "待{captain}接办", "{captain} is to accept it";
    3 at_handling(captain: person): "{captain}的办案队办理中", "the team of {captain} has it";
    4 at_asked(specialist: person): "移交中，待{specialist}答复", "to be handed over; {specialist} is to answer";
    5 at_taken(specialist: person): "已移交，{specialist}办理中", "handed over; {specialist} has it";
    6 at_ended(): "已办结", "closed";

    10 do_accept(): "接办案件；不能接办的请写明原因", "accept the case; if you can’t, say why";
    11 do_decide(): "没有可接办的办案队：指定一名队长，或再次征询", "no team can take the case: name a captain, or have all asked again";
    12 do_handle(): "办理案件；需要专业力量的可移交县局专业民警", "handle the case; hand it over to a specialist of the county if it needs one";
    13 do_answer(speciality: text): "请答复是否接收移交的案件，专业“{speciality}”；不接收的请写明原因", "say whether you take over a case, speciality `{speciality}`; if you don’t, say why";
    14 do_special(): "办理移交的案件；可办结，也可退回原办案队", "handle the case that was handed over; conclude it, or send it back to its team";

    20 own_captain(captain: person, open: count, cap: count): "由本警区办案队队长{captain}接办，在办{open}件，上限{cap}件", "{captain} of the own district is asked; tasks open: {open}, cap: {cap}";
    21 other_captain(captain: person, open: count, cap: count): "转由{captain}接办，在办{open}件，上限{cap}件", "{captain} of another district is asked; tasks open: {open}, cap: {cap}";
    22 at_cap(captain: person, open: count, cap: count): "未选{captain}：在办{open}件，已达上限{cap}件", "not {captain}: at the cap, with {open} of {cap} tasks open";
    23 busier_captain(captain: person, open: count, chosen: count): "未选{captain}：在办{open}件，所选队长{chosen}件", "not {captain}: tasks open: {open}, the chosen one’s: {chosen}";
    24 no_captain(): "没有可接办的办案队", "no team can take it";
    25 accepted(captain: person): "{captain}接办", "{captain} accepts it";
    26 captain_declined(captain: person): "{captain}不接办", "{captain} declines";
    27 no_answer_of_captain(captain: person, waited: duration): "{captain}在{waited}内未答复，转下一队", "{captain} did not answer within {waited}: the next one is asked";
    28 ordered(captain: person): "带班领导指定{captain}接办", "whoever leads orders that {captain} has it";
    30 specialist(specialist: person, open: count): "征询专业民警{specialist}，在办{open}件", "{specialist} is asked; tasks open: {open}";
    31 busier_specialist(specialist: person, open: count, chosen: count): "未先征询{specialist}：在办{open}件，所征询的{chosen}件", "{specialist} is not asked first: tasks open: {open}, the chosen one’s: {chosen}";
    32 specialist_declined(specialist: person): "{specialist}不接收移交", "{specialist} does not take it over";
    33 no_answer_of_specialist(specialist: person, waited: duration): "{specialist}在{waited}内未答复移交，报告带班领导，并转下一人", "{specialist} did not answer within {waited}: whoever leads is told, and the next one is asked";
    34 nobody_took_it(): "该专业的民警均未接收，退回原办案队", "none of these specialists took it over: its team has it again";
    35 taken(specialist: person): "{specialist}接收移交", "{specialist} takes it over";
    36 sent_back(specialist: person): "{specialist}退回原办案队", "{specialist} sends it back to its team";
    37 incident_void(incident: incident): "警情{incident}已撤销或并案，本案终止", "incident {incident} was cancelled or merged, and so this is no case";
    40 for_conflict(): "原因：需要回避", "because of a conflict of interest";
    41 for_capacity(): "原因：警力不足", "because there is nobody free for it";
    42 for_not_ours(): "原因：不属本队、本专业办理", "because it is none of theirs";
    43 for_material(): "原因：材料不足", "because material is missing";
    44 for_part_done(): "原因：专业工作已完成", "because the specialist’s part is done";

    50 nobody_decides(): "案件无队接办，带班领导逾期未决定，请指挥室处理", "no team has the case, and whoever leads has not decided in time: the command room has to act";
    51 late_handling(captain: person): "{captain}办理案件超期", "the team of {captain} is late with the case";
    52 late_special(specialist: person): "{specialist}办理移交案件超期", "{specialist} is late with the case that was handed over";

    60 say_because(): "不接收或退回，须选择原因", "say why you do not take it or send it back";
    61 say_captain(): "须指定一名办案队队长", "say which captain has it";
    62 no_captain_of_ours(person: person): "{person}不是在用的办案队队长，请另行指定", "{person} is no captain of a team in use: name another one";
    63 say_speciality(): "移交须填写所需专业", "say which speciality it needs";
    64 no_such_speciality(speciality: text, known: text): "没有专业“{speciality}”的民警；现有专业：{known}", "nobody has the speciality `{speciality}`; known are {known}";
    65 all_asked(speciality: text): "专业“{speciality}”的民警均已征询过，请继续办理或选择其他专业", "all with the speciality `{speciality}` were asked before: go on with it, or say another one";

    80 KIND: "办案移交", "case hand-over";
    81 START: "交办案件", "give a case to a team";
    82 ACCEPT: "接办", "accept";
    83 DECIDE: "指定接办队", "decide";
    84 HANDLE: "办理", "handle";
    85 ANSWER: "答复移交", "answer";
    86 SPECIAL: "专业办理", "specialist’s work";
    87 NOTE: "说明", "note";
    88 BECAUSE: "原因", "why";
    89 CAPTAIN: "队长", "captain";
    90 SPECIALITY: "所需专业", "speciality";
    91 CASE: "案件编号", "number of the case";
    100 IS_ACCEPTED: "接办", "accepted";
    101 IS_DECLINED: "不接", "declined";
    102 IS_ORDERED: "指定", "ordered";
    103 IS_AGAIN: "再次征询", "ask again";
    104 IS_CONCLUDED: "办结", "concluded";
    105 IS_HANDED_OVER: "移交", "handed over";
    106 IS_TAKEN: "接收", "taken over";
    107 IS_RETURNED: "退回", "sent back";
    110 IS_CONFLICT: "需要回避", "conflict of interest";
    111 IS_CAPACITY: "警力不足", "nobody free";
    112 IS_NOT_OURS: "不属本队、本专业", "none of ours";
    113 IS_MATERIAL: "材料不足", "material missing";
    114 IS_PART_DONE: "专业工作已完成", "my part is done";
    120 END_CONCLUDED: "办案队办结", "concluded by the team";
    121 END_BY_SPECIALIST: "专业民警办结", "concluded by a specialist";
    122 END_VOID: "警情作废", "void";
}
