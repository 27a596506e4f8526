//! What it says to people: where a dispute stands, remarks, what tasks and notices say, titles.

wardroom_plugin::catalog! {
    // Where the procedure stands.
    1 at_reported(): "已登记，待受理", "reported, waits to be accepted";
    2 at_grid(attempt: count, of: count):
        "网格内调解，第{attempt}次（共{of}次）",
        "mediated in the grid, attempt {attempt} of {of}";
    3 at_place(place: place, attempt: count, of: count):
        "在{place}调解，第{attempt}次（共{of}次）",
        "mediated at {place}, attempt {attempt} of {of}";
    4 at_verifying(): "已调成，待核实", "settled, waits to be verified";
    5 at_settled(days: count):
        "已调成并核实，调成满{days}天回访",
        "settled and verified; the revisit is {days} days after that";
    6 at_failed(days: count): "已转入诉讼，满{days}天回访", "with the courts; the revisit is {days} days after that";
    7 at_left(days: count):
        "已撤回或移送，满{days}天回访",
        "withdrawn or referred; the revisit is {days} days after that";
    8 at_revisiting(): "回访中", "being revisited";
    9 at_docking(court: place): "庭所对接，待{court}确认", "handed to {court}, which is to confirm";
    10 at_deciding(): "待带班领导决定", "waits for the duty leader’s decision";
    11 at_closed(): "已办结", "closed";

    // Triage.
    20 legally_technical(): "法律专业性强", "it is legally technical";
    21 hard_to_settle(): "调解难度大", "it is hard to settle";
    22 likely_to_escalate(): "易激化", "it is likely to escalate";
    23 large_amount(amount: number, from: number):
        "标的额{amount}元，达到{from}元",
        "the amount is {amount} CNY, at least {from}";
    24 many_parties(parties: count, from: count):
        "当事人{parties}名，达到{from}名",
        "it has {parties} parties, at least {from}";
    25 begins_in_the_village(criteria: count):
        "三项条件符合{criteria}项：从村级网格起调",
        "{criteria} of the three criteria hold: it begins in the village’s grid";
    26 begins_in_the_town(criteria: count):
        "三项条件符合{criteria}项：从乡镇起调",
        "{criteria} of the three criteria hold: it begins in the town";
    27 begins_in_the_city(criteria: count):
        "三项条件符合{criteria}项：从调处中心起调",
        "{criteria} of the three criteria hold: it begins at a mediation centre";

    // Who mediates.
    30 no_grid(): "未定网格，转乡镇调解", "it is in no known grid, so the town has it";
    31 chosen(place: place, open: count): "由{place}调处，在办{open}件", "{place} has it; tasks open there: {open}";
    32 tried(place: place): "未选{place}：已调解过一次", "not {place}: it has tried before";
    33 other_speciality(place: place): "未选{place}：专长不符", "not {place}: other specialities";
    34 full(place: place, open: count, most: count):
        "未选{place}：在办{open}件，已达上限{most}件",
        "not {place}: full, with {open} of {most} tasks open";
    35 busier(place: place, open: count, chosen: count):
        "未选{place}：在办{open}件，所选处{chosen}件",
        "not {place}: tasks open there: {open}, at the chosen one: {chosen}";
    36 other_district(place: place): "未选{place}：在其他警区", "not {place}: in another district";
    37 no_studio(): "没有合适的调解工作室", "no studio can take it";
    38 no_room(): "本警区没有派出所调解室", "no station of the district has a mediation room";
    39 no_centre(): "没有可用的调处中心", "no mediation centre can take it";
    40 no_court(): "没有可对接的法庭", "no court can take it";
    41 police_at_hand():
        "易激化，在派出所调解室调解，民警在场",
        "likely to escalate, so it is mediated at a station, with police at hand";

    // What came of it.
    45 failed_in_the_village(attempt: count, of: count):
        "村级第{attempt}次调解未成（共{of}次）",
        "attempt {attempt} of {of} in the village failed";
    46 failed_in_the_town(attempt: count, of: count):
        "乡镇第{attempt}次调解未成（共{of}次）",
        "attempt {attempt} of {of} in the town failed";
    47 failed_in_the_city(attempt: count, of: count):
        "调处中心第{attempt}次调解未成（共{of}次）",
        "attempt {attempt} of {of} at the centre failed";
    48 up_to_the_town(): "升至乡镇调解", "it goes up to the town";
    49 up_to_the_city(): "升至调处中心", "it goes up to a mediation centre";
    50 up_to_the_courts(): "转庭所对接", "it goes to the courts";
    51 remote(): "远程调解", "the session was remote";
    52 verified(): "核实：协议已履行或在履行", "verified: the agreement is kept";
    53 not_verified(): "核实：协议未履行", "verified: the agreement is not kept";
    54 own_case(): "核实人即调解人，须由他人核实", "whoever mediated can’t verify it: somebody else has to";
    55 holds(): "回访：矛盾未反复", "revisited: all is calm";
    56 broken(): "回访：矛盾反复，重新调解", "revisited: it has broken out again, and is mediated anew";
    57 not_calm(): "回访：双方仍不平静", "revisited: the parties are not calm";
    58 court_confirmed(court: place): "{court}确认接收", "{court} confirms that it takes the case";
    59 court_returned(court: place): "{court}退回", "{court} sends it back";
    60 court_silent(court: place, days: count):
        "{court}在{days}天内未确认，由调处中心收回",
        "{court} did not confirm within {days} days: the centre takes it back";
    61 withdrawn(): "当事人撤回", "the parties withdraw it";
    62 referred(): "移送其他部门", "it is referred to another authority";

    // Lawyers: each by the code that the county's table has.
    65 counsel_of_a(lawyer: text): "律师{lawyer}为甲方提供法律帮助", "lawyer {lawyer} serves party A";
    66 counsel_of_b(lawyer: text): "律师{lawyer}为乙方提供法律帮助", "lawyer {lawyer} serves party B";
    67 adviser(lawyer: text):
        "律师{lawyer}为调解提供中立法律意见",
        "lawyer {lawyer} advises the mediation, for neither party";
    68 acts_for_a(lawyer: text): "未选律师{lawyer}：已代理甲方", "not lawyer {lawyer}: acts for party A";
    69 acts_for_b(lawyer: text): "未选律师{lawyer}：已代理乙方", "not lawyer {lawyer}: acts for party B";
    70 firm_acts_for_a(lawyer: text):
        "未选律师{lawyer}：其律所已代理甲方",
        "not lawyer {lawyer}: the firm acts for party A";
    71 firm_acts_for_b(lawyer: text):
        "未选律师{lawyer}：其律所已代理乙方",
        "not lawyer {lawyer}: the firm acts for party B";
    72 counsel_here(lawyer: text):
        "未选律师{lawyer}：本纠纷中已服务另一方",
        "not lawyer {lawyer}: serves the other side in this dispute";
    73 firm_counsel_here(lawyer: text):
        "未选律师{lawyer}：其律所在本纠纷中已服务另一方",
        "not lawyer {lawyer}: the firm serves the other side in this dispute";
    74 declared_conflict(lawyer: text):
        "未选律师{lawyer}：本人申报利益冲突",
        "not lawyer {lawyer}: declared a conflict of interest";
    75 busier_lawyer(lawyer: text, open: count, chosen: count):
        "未选律师{lawyer}：在办{open}件，所选律师{chosen}件",
        "not lawyer {lawyer}: tasks open: {open}, the chosen one’s: {chosen}";
    76 no_lawyer_for_a():
        "没有可为甲方服务且无利益冲突的律师",
        "no lawyer can serve party A without a conflict of interest";
    77 no_lawyer_for_b():
        "没有可为乙方服务且无利益冲突的律师",
        "no lawyer can serve party B without a conflict of interest";
    78 no_adviser(): "没有与双方均无利益冲突的律师", "no lawyer is without a conflict of interest with either party";
    79 no_reference():
        "缺少当事人代号，无法核查利益冲突",
        "without references of both parties no conflict of interest can be ruled out";
    80 advised(): "律师已提供意见", "the lawyer has advised";

    // What tasks say.
    85 do_accept(): "受理矛盾纠纷，并核对分流条件", "accept the dispute and check the criteria";
    86 do_mediate(attempt: count, of: count):
        "调解，第{attempt}次（共{of}次）；可远程进行",
        "mediate, attempt {attempt} of {of}; it may be done remotely";
    87 do_verify(): "核实协议是否履行", "verify that the agreement is kept";
    88 do_revisit_settled(): "回访双方，看矛盾是否反复", "revisit both parties: has it broken out again?";
    89 do_revisit_left(): "回访双方，看是否平静", "revisit both parties: are they calm?";
    90 do_confirm(village: count, town: count, city: count, parties: count, amount: number):
        "移交材料：村级调解{village}次、乡镇{town}次、调处中心{city}次均未成；当事人{parties}名，标的额{amount}元。请确认接收",
        "hand-off package: {village} attempts in the village, {town} in the town and {city} at the centre failed; parties: {parties}, amount: {amount} CNY. Confirm that you take it";
    91 do_decide(tries: count):
        "法院未接收{tries}次，请决定如何办理",
        "the courts have not taken it; tries: {tries}. Decide how it goes on";
    92 do_counsel_a(lawyer: text):
        "律师{lawyer}：为甲方提供法律帮助；如有利益冲突请申报",
        "lawyer {lawyer}: serve party A; declare a conflict of interest if there is one";
    93 do_counsel_b(lawyer: text):
        "律师{lawyer}：为乙方提供法律帮助；如有利益冲突请申报",
        "lawyer {lawyer}: serve party B; declare a conflict of interest if there is one";
    94 do_advise(lawyer: text):
        "律师{lawyer}：为调解提供中立法律意见；如有利益冲突请申报",
        "lawyer {lawyer}: advise the mediation, for neither party; declare a conflict of interest if there is one";

    // What notices say.
    100 late_accepting(): "受理超期", "accepting it is overdue";
    101 late_mediating(): "调解超期", "mediating it is overdue";
    102 late_verifying(): "核实超期", "verifying it is overdue";
    103 late_revisiting(): "回访超期", "revisiting it is overdue";
    104 late_deciding(): "决定超期", "deciding on it is overdue";
    105 late_lawyer(): "律师意见超期", "a lawyer’s advice is overdue";
    106 nobody_looked():
        "提醒带班领导后无人查看，请指挥室处理",
        "the duty leader was told and did not look: the command room has to act";

    // Of a dispute that was reported as an incident.
    110 do_accept_incident(incident: incident):
        "受理警情{incident}转来的纠纷并核对分流条件；警情已有的内容不必重填，请补填当事人数",
        "accept the dispute of incident {incident} and check the criteria; what the incident says need not be entered again: say how many parties there are";
    111 do_accept_unsorted(incident: incident):
        "受理警情{incident}转来的纠纷并核对分流条件；警情已有的内容不必重填，请补填纠纷种类和当事人数",
        "accept the dispute of incident {incident} and check the criteria; what the incident says need not be entered again: say of which kind it is and how many parties there are";
    112 say_kind():
        "警情未说明纠纷种类，受理时须填写",
        "the incident does not tell of which kind the dispute is: say so to accept it";
    113 say_parties():
        "警情未说明当事人数，受理时须填写",
        "the incident does not tell how many parties there are: say so to accept it";
    114 incident_void(incident: incident):
        "警情{incident}已撤销或并案，不再受理",
        "incident {incident} was cancelled or merged: the dispute is not accepted";
    115 kind_by_incident(kind: kind):
        "纠纷种类按警情种类“{kind}”确定",
        "its kind is taken from the incident’s: {kind}";

    // Titles.
    120 KIND: "矛盾纠纷调处", "dispute mediation";
    121 START: "登记纠纷", "report a dispute";
    122 ACCEPT: "受理", "accept";
    123 MEDIATE: "调解", "mediate";
    124 VERIFY: "核实", "verify";
    125 REVISIT: "回访", "revisit";
    126 HAND_OFF: "庭所对接", "hand over to the court";
    127 DECIDE: "决定", "decide";
    128 ADVISE: "律师意见", "advise";
    129 WITHDRAW: "撤回", "withdraw";
    140 IS_ACCEPTED: "受理", "accepted";
    141 IS_REFERRED: "移送", "referred";
    142 IS_WITHDRAWN: "撤回", "withdrawn";
    143 IS_SETTLED: "调成", "settled";
    144 IS_NOT_SETTLED: "未调成", "not settled";
    145 IS_KEPT: "已履行", "kept";
    146 IS_NOT_KEPT: "未履行", "not kept";
    147 IS_CALM: "平静", "calm";
    148 IS_NOT_CALM: "有反复", "not calm";
    149 IS_CONFIRMED: "确认接收", "confirmed";
    150 IS_RETURNED: "退回", "returned";
    151 IS_AGAIN: "再次调解", "mediate again";
    152 IS_FOR_THE_COURTS: "由当事人起诉", "the parties go to court";
    153 IS_ADVISED: "已提供意见", "advised";
    154 IS_CONFLICT: "有利益冲突", "conflict of interest";
    160 END_SETTLED: "调解成功", "settled";
    161 END_FAILED: "调解失败，转入诉讼", "failed, with the courts";
    162 END_WITHDRAWN: "撤回", "withdrawn";
    163 END_REFERRED: "移送", "referred";

    // Titles of what is filled in, and labels of what may be chosen.
    170 KIND_OF_DISPUTE: "纠纷种类", "kind of dispute";
    171 PARTIES: "当事人数", "parties";
    172 AMOUNT: "标的额（元）", "amount (CNY)";
    173 LEGALLY_TECHNICAL: "法律专业性强", "legally technical";
    174 HARD_TO_SETTLE: "调解难度大", "hard to settle";
    175 LIKELY_TO_ESCALATE: "易激化", "likely to escalate";
    176 PARTY_A: "甲方", "party A";
    177 PARTY_B: "乙方", "party B";
    178 PARTY_A_REF: "甲方代号", "reference of party A";
    179 PARTY_B_REF: "乙方代号", "reference of party B";
    180 LAWYER_FOR: "请求律师的一方", "who asks for a lawyer";
    181 MATTER: "事由", "what it is about";
    182 REMOTE: "远程调解", "remote session";
    183 MINUTES: "时长（分钟）", "minutes";
    184 AGREEMENT: "协议编号", "reference of the agreement";
    185 NOTES: "调解记录", "notes";
    186 DOCKET: "法院收件编号", "the court’s reference";
    187 MISSING: "退回原因", "what is missing";
    188 NOTE: "说明", "note";
    190 OF_FAMILY: "婚姻家庭", "family";
    191 OF_NEIGHBOURS: "邻里", "neighbours";
    192 OF_LAND: "山林土地", "land";
    193 OF_DEBT: "债务", "debt";
    194 OF_LABOUR: "劳动", "labour";
    195 OF_TRAFFIC: "交通事故", "traffic";
    196 OF_MEDICINE: "医疗", "medicine";
    197 OF_CONSUMERS: "消费", "consumers";
    198 OF_ANOTHER_KIND: "其他", "another kind";
    200 FOR_NEITHER: "双方均不", "neither";
    201 FOR_A: "甲方", "party A";
    202 FOR_B: "乙方", "party B";
    203 FOR_BOTH: "双方", "both";
}
