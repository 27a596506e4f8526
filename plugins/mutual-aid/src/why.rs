//! What it says to people: where a request stands, remarks, what tasks and notices say, titles.

wardroom_plugin::catalog! {
    // Where the procedure stands.
    1 at_asking(lender: district, units: count):
        "正向{lender}借用{units}个单元，待答复",
        "{lender} is asked for {units} units";
    2 at_deciding(lacking: count):
        "尚缺{lacking}个单元，待县指挥室决定",
        "{lacking} units are lacking; the command room decides";
    3 at_lent(lent: count, of: count): "已借到{lent}个单元（共需{of}个）", "{lent} of {of} units are on loan";
    4 at_ended(): "已结束", "over";

    // The own district first.
    10 own_reserve(unit: unit): "本警区备勤{unit}可用", "{unit} of the own reserve can go";
    11 own_reserve_falls_short(given: count, of: count):
        "本警区备勤可出{given}个，共需{of}个",
        "the own reserve gives {given} of {of} units";

    // Lenders that are passed over: each begins with the district.
    20 cover_floor(lender: district, free: count, floor: count):
        "{lender}：空闲{free}个，须保留{floor}个",
        "{lender}: {free} units free, {floor} have to stay";
    21 skill_floor(lender: district, skill: skills, free: count, floor: count):
        "{lender}：具备{skill}的空闲{free}个，须保留{floor}个",
        "{lender}: {free} units free with {skill}, {floor} have to stay";
    22 no_such_unit(lender: district, free: count):
        "{lender}：空闲{free}个，没有符合要求的",
        "{lender}: {free} units free, none as needed";
    23 far(lender: district, borders: count):
        "未问{lender}：不相邻，中间须越过{borders}条警区边界",
        "not {lender}: far, {borders} borders away";
    24 refused(lender: district): "{lender}拒绝", "{lender} refuses";
    25 no_answer(lender: district, waited: duration):
        "{lender}在{waited}内未答复",
        "{lender} did not answer within {waited}";
    26 less_to_lend(lender: district, units: count, first: count):
        "暂不问{lender}：可出{units}个，先问的可出{first}个",
        "not {lender} yet: it can lend {units}, the one asked first {first}";

    // What is done.
    30 asked_neighbour(lender: district, units: count):
        "向相邻的{lender}借用{units}个单元",
        "{lender}, a neighbour, is asked for {units} units";
    31 asked_county(lender: district, units: count):
        "向县内的{lender}借用{units}个单元",
        "{lender}, further off in the county, is asked for {units} units";
    32 lent(unit: unit, lender: district, lasting: duration):
        "{lender}借出{unit}，为期{lasting}",
        "{lender} lends {unit} for {lasting}";
    33 lent_by_order(unit: unit, lender: district, lasting: duration):
        "按县指挥室命令，{lender}借出{unit}，为期{lasting}",
        "by order, {lender} lends {unit} for {lasting}, whatever its floor of cover";
    34 falls_short(lacking: count): "仍缺{lacking}个单元", "{lacking} units are still lacking";
    35 no_more_by_decision(): "县指挥室决定不再借用", "the command room decides that it is enough";
    36 returned_at_the_end(unit: unit, lender: district):
        "借用到期，{unit}归还{lender}",
        "the loan ends: {unit} is {lender}’s again";
    37 returned_early(unit: unit, lender: district):
        "提前归还：{unit}归还{lender}",
        "early return: {unit} is {lender}’s again";
    38 extended(lender: district, longer: duration): "{lender}同意延长{longer}", "{lender} lends for {longer} longer";
    39 extension_refused(lender: district): "{lender}不同意延长", "{lender} does not lend for longer";
    40 extension_unanswered(lender: district):
        "{lender}未答复延长，按期归还",
        "{lender} did not answer: the loan ends as agreed";
    41 extension_too_long(total: duration, most: duration):
        "不予延长：合计{total}，最长{most}",
        "no extension: it would be {total} in all, more than {most}";
    42 not_on_loan(): "该单元未在借用中", "no such unit is on loan";

    // Why a request is refused to whoever makes it.
    43 say_amount():
        "请说明需要多少单元（`units`）和多少小时（`hours`）",
        "say how many units are needed (`units`) and for how many hours (`hours`)";
    44 no_such_time(hours: count, most: count):
        "`hours`为{hours}；此处借用1至{most}小时",
        "`hours` is {hours}; a loan lasts 1 to {most} hours here";

    // What tasks say.
    50 do_approve(borrower: district, units: count, skills: skills, lasting: duration):
        "{borrower}请求借用{units}个单元（{skills}），为期{lasting}",
        "{borrower} asks for {units} units ({skills}) for {lasting}";
    51 do_decide(borrower: district, lacking: count, skills: skills, lasting: duration):
        "{borrower}尚缺{lacking}个单元（{skills}），为期{lasting}；已无警区可借，请决定",
        "{borrower} lacks {lacking} units ({skills}) for {lasting}, and no district lends: decide";
    52 do_extend(borrower: district, units: count, longer: duration):
        "{borrower}请求将{units}个单元延长借用{longer}",
        "{borrower} asks to keep {units} units for {longer} longer";

    // What notices say.
    60 aid_comes(units: count, lender: district, lasting: duration):
        "{lender}借出{units}个单元，为期{lasting}",
        "{units} units come from {lender} for {lasting}";
    61 aid_ends_soon(units: count, ends_in: duration):
        "{units}个借用单元将于{ends_in}后归还",
        "{units} borrowed units go home in {ends_in}";
    62 nobody_decides(lacking: count):
        "互助请求尚缺{lacking}个单元，无人决定",
        "nobody decides on a request for aid that lacks {lacking} units";
    63 use_own_reserve(units: count, skills: skills, lasting: duration):
        "请先动用本警区备勤{units}个单元（{skills}），为期{lasting}",
        "use {units} of the own reserve’s units ({skills}) for {lasting}";

    // Titles.
    80 KIND: "警力互助", "mutual aid";
    81 START: "请求支援", "ask for aid";
    82 APPROVE: "是否借出", "lend?";
    83 DECIDE: "县指挥室决定", "decide for the county";
    84 EXTEND: "是否延长", "lend for longer?";
    85 EXTENSION: "延长借用", "extend";
    86 RETURN: "提前归还", "return early";
    90 IS_LENT: "借出", "lend";
    91 IS_REFUSED: "不同意", "refuse";
    92 IS_BY_ORDER: "命令借出", "lend by order";
    93 IS_ENOUGH: "不再借用", "enough";
    94 IS_EXTENDED: "同意延长", "extend";
    100 END_OWN_RESERVE: "本警区备勤已足", "own reserve was enough";
    101 END_RETURNED: "已归还", "returned";
    102 END_NOT_COVERED: "未借到", "not covered";
    103 END_WITHDRAWN: "已撤回", "withdrawn";

    // Titles of what is filled in, and labels of what may be chosen.
    120 UNITS: "单元数", "units";
    121 SKILL: "技能", "skill";
    122 HOURS: "借用时长（小时）", "hours";
    123 REACH: "范围", "reach";
    124 WHAT_FOR: "事由", "what for";
    125 HOURS_MORE: "延长时长（小时）", "hours more";
    126 UNIT: "归还的单元（不填则全部归还）", "units to return (all if left out)";
    127 NOTE: "说明", "note";
    130 AMONG_NEIGHBOURS: "相邻警区", "districts next to this one";
    131 IN_THE_COUNTY: "全县", "the whole county";
}
