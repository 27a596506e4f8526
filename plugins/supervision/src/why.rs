//! What it says to people, in Chinese and in English; a test sees that `catalog.json` says the same. Items are in the words of the county's
//! table.

wardroom_plugin::catalog! {
    1 at_waiting(incident: incident): "警情{incident}已列入监督检查，待其结案", "incident {incident} is to be reviewed as soon as it is closed";
    2 at_naming(incident: incident): "警情{incident}已结案，待写明办理人", "incident {incident} is closed; who handled it is to be said";
    3 at_reviewing(incident: incident, open: count): "正在监督检查警情{incident}，未完成{open}项", "incident {incident} is being reviewed; items open: {open}";
    4 at_ended(incident: incident): "警情{incident}的监督检查已结束", "the review of incident {incident} is over";

    10 do_name(incident: incident): "写明警情{incident}的办理人，他们不得检查和复核本案", "say who handled incident {incident}: they may neither review nor verify it";
    11 do_review(incident: incident, item: text): "检查警情{incident}：{item}", "review incident {incident}: {item}";
    12 do_rectify(incident: incident, item: text): "整改警情{incident}的问题：{item}", "rectify what is wrong with incident {incident}: {item}";
    13 do_verify(incident: incident, item: text): "复核警情{incident}的整改：{item}", "verify that incident {incident} is right by now: {item}";

    20 sampled(incident: incident): "按抽查规则抽中警情{incident}", "incident {incident} is sampled by rule";
    21 ordered(incident: incident): "警情{incident}指定检查，不经抽取", "incident {incident} is reviewed by order, whatever the sample says";
    22 not_sampled(incident: incident): "按抽查规则未抽中警情{incident}", "incident {incident} is not sampled by rule";
    23 no_items(kind: kind): "没有“{kind}”的检查项目，不检查", "there are no items for {kind}: nothing is reviewed";
    24 left_out(items: count, most: count): "检查项目过多，只检查前{most}项，其余{items}项未检查", "too many items: the first {most} are reviewed, {items} are not";
    25 reopened(incident: incident): "警情{incident}重新处置，检查中止，待再次结案", "incident {incident} is open again: the review stops until it is closed";
    26 incident_void(incident: incident): "警情{incident}已撤销或并案，不再检查", "incident {incident} was cancelled or merged: there is nothing to review";
    27 defect(item: text): "发现问题：{item}", "a defect: {item}";
    28 right_by_now(item: text): "复核合格：{item}", "verified: {item}";
    29 still_wrong(item: text): "复核不合格，继续整改：{item}", "still wrong, to be rectified again: {item}";
    30 summary(items: count, defects: count, not_applicable: count): "检查{items}项，发现问题{defects}项，均已整改；不适用{not_applicable}项", "items reviewed: {items}; with a defect, all rectified: {defects}; not applicable: {not_applicable}";
    31 again(item: text, times: count): "第{times}次整改：{item}", "to be rectified again, attempt {times}: {item}";

    40 late_naming(incident: incident): "警情{incident}的办理人尚未写明，已超期", "who handled incident {incident} is not said yet, and that is overdue";
    41 late_reviewing(incident: incident, item: text): "警情{incident}检查超期：{item}", "the review of incident {incident} is overdue: {item}";
    42 late_rectifying(incident: incident, item: text): "警情{incident}整改超期：{item}", "rectifying incident {incident} is overdue: {item}";
    43 late_verifying(incident: incident, item: text): "警情{incident}复核超期：{item}", "verifying incident {incident} is overdue: {item}";

    50 say_incident(): "须写明检查哪起警情", "say which incident is to be reviewed";
    51 other_district(incident: incident, district: district): "警情{incident}属于{district}，请在该警区发起", "incident {incident} lies in {district}: begin the review there";
    52 not_closed(incident: incident): "警情{incident}尚未结案，请对该警情发起检查，结案后自动开始", "incident {incident} is not closed yet: begin the review for the incident itself, and it waits until then";
    53 own_review(person: person): "{person}是本案办理人，不得检查自己的案件，请由他人检查", "{person} handled this case, and nobody reviews their own: somebody else has to";
    54 own_verification(person: person): "{person}是本案办理人，不得复核自己的案件，请由他人复核", "{person} handled this case, and nobody verifies their own: somebody else has to";
    55 own_rectification(person: person): "{person}是整改人，不得复核自己的整改，请由他人复核", "{person} rectified it, and nobody verifies that of their own: somebody else has to";
    56 say_defect(): "发现问题，须写明是什么问题", "say what is wrong";
    57 say_who(): "须写明是谁办理的", "say in whose name it is done";

    60 KIND: "执法监督", "enforcement supervision";
    61 START: "发起监督检查", "begin a review";
    62 NAME: "写明办理人", "who handled it";
    63 REVIEW: "检查", "review";
    64 RECTIFY: "整改", "rectify";
    65 VERIFY: "复核", "verify";
    66 INCIDENT: "警情", "incident";
    67 ORDERED: "指定检查", "by order";
    68 HANDLERS: "办理人", "who handled it";
    69 NOTE: "说明", "note";
    70 PICTURE: "照片", "picture";
    80 IS_NAMED: "已写明", "named";
    81 IS_RIGHT: "合格", "right";
    82 IS_DEFECT: "有问题", "defect";
    83 IS_NOT_APPLICABLE: "不适用", "not applicable";
    84 IS_RECTIFIED: "已整改", "rectified";
    85 IS_STILL_WRONG: "仍不合格", "still wrong";
    90 END_RIGHT: "检查合格", "right";
    91 END_RECTIFIED: "问题已整改", "rectified";
    92 END_NOT_SAMPLED: "未抽中", "not sampled";
    93 END_NO_ITEMS: "无检查项目", "no items";
    94 END_VOID: "警情作废", "void";
}
