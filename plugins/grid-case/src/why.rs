//! What it says to people, in Chinese and in English; a test sees that `catalog.json` says the same.

wardroom_plugin::catalog! {
    // Where the case stands.
    1 at_reported(grid: grid): "{grid}案件已上报，待受理", "the case in {grid} is reported, and waits to be accepted";
    2 at_accepted(grid: grid): "{grid}案件已受理，待立案", "the case in {grid} is accepted, and waits to be filed";
    3 at_filed(grid: grid): "{grid}案件已立案，待派遣", "the case in {grid} is filed, and waits to be dispatched";
    4 at_handling(grid: grid): "{grid}案件处置中", "the case in {grid} is being handled";
    5 at_waiting(grid: grid): "{grid}案件等待他方，处置计时暂停", "the case in {grid} waits for others, and its clock stands still";
    6 at_verifying(grid: grid): "{grid}案件已处置，待核查", "the case in {grid} is handled, and waits to be verified";
    7 at_verified(grid: grid): "{grid}案件核查通过，待结案", "the case in {grid} is verified, and waits to be closed";
    8 at_ended(grid: grid): "{grid}案件已终结", "the case in {grid} is over";

    // What tasks say.
    10 do_accept(grid: grid): "受理{grid}上报的案件", "accept the case that is reported from {grid}";
    11 do_accept_incident(incident: incident): "受理警情{incident}转来的网格案件；警情已有的内容不必重填", "accept the case of incident {incident}; what the incident says need not be entered again";
    12 do_accept_unsorted(incident: incident): "受理警情{incident}转来的网格案件，并填写案件类别", "accept the case of incident {incident}, and say of which category it is";
    13 do_file(grid: grid): "审核{grid}的案件，决定是否立案", "look at the case in {grid}, and decide whether it is filed";
    14 do_dispatch(grid: grid): "派遣{grid}的案件：指定一个处置方", "dispatch the case in {grid}: name one who handles it";
    15 do_handle(grid: grid): "处置{grid}的案件", "handle the case in {grid}";
    16 do_resume(grid: grid): "{grid}的案件等待他方；条件具备后恢复处置", "the case in {grid} waits for others: go on with it as soon as that can be";
    17 do_verify(grid: grid): "到{grid}现场核查处置结果", "look on the spot in {grid} whether it was handled well";
    18 do_close(grid: grid): "{grid}的案件核查通过，请结案", "close the case in {grid}, which is verified";

    // What the record says.
    20 not_accepted(): "不予受理", "it is not accepted";
    21 rejected(): "不予立案", "it is not filed";
    22 out_of_grid(): "原因：不属本网格", "since it lies outside the grid";
    23 out_of_scope(): "原因：不属受理范围", "since it is none of the matters of a grid";
    24 duplicate(): "原因：重复上报", "since it was reported before";
    25 untrue(): "原因：情况不实", "since nothing of it was found";
    26 sent_to_assistant(grid: grid): "派遣给{grid}网格助理", "dispatched to the assistant of {grid}";
    27 sent_to_team(team: team): "派遣给{team}", "dispatched to {team}";
    28 sent_to_unit(unit: unit): "派遣给{unit}", "dispatched to {unit}";
    29 sent_to_place(place: place): "派遣给{place}", "dispatched to {place}";
    30 returned(): "处置方退回，重新派遣；处置时限余下部分继续计算", "sent back by whoever was to handle it: it is dispatched anew, with what is left of its time";
    31 for_a_department(): "等待其他部门", "it waits for another department";
    32 for_the_owner(): "等待权属单位", "it waits for the owner";
    33 for_material(): "等待材料或设备", "it waits for material";
    34 for_the_weather(): "因天气暂停", "it waits for the weather";
    35 for_a_procedure(): "等待审批或法定程序", "it waits for a permit or a procedure of law";
    36 stands_still_days(days: count): "处置计时暂停，余{days}个工作日", "the clock stands still, with {days} working days left";
    37 stands_still(left: duration): "处置计时暂停，余{left}", "the clock stands still, with {left} left";
    38 goes_on(stood: duration): "恢复处置，暂停{stood}不计入时限", "it goes on; the {stood} for which it stood still do not count";
    39 verified(): "核查通过", "verified";
    40 not_verified(): "核查未通过，退回处置", "not verified: it goes back to be handled";
    41 not_closed(): "不予结案，退回处置", "not closed: it goes back to be handled";
    42 stood_still(times: count, total: duration): "办理期间暂停计时{times}次，共{total}", "times that the clock stood still: {times}, for {total} in all";
    43 was_on_time(): "各环节均未超期", "every stage kept its time";
    44 was_late(): "有环节超期", "some stage was late";
    45 incident_void(incident: incident): "警情{incident}已撤销或并案，本案作废", "incident {incident} was cancelled or merged, and so this is no case";
    46 incident_settled(incident: incident): "警情{incident}已处置完毕，视为已处置，转核查", "incident {incident} is settled, which counts as handled: it is to be verified";
    47 settled_already(): "警情已处置完毕，无需派遣，转核查", "the incident is settled already: nobody is dispatched, and it is to be verified";
    48 category_by_incident(kind: kind): "案件类别按警情种类“{kind}”确定", "its category is taken from the incident’s kind: {kind}";

    // What notices say.
    50 late_accepting(grid: grid): "{grid}案件受理超期", "accepting the case in {grid} is overdue";
    51 late_filing(grid: grid): "{grid}案件立案超期", "filing the case in {grid} is overdue";
    52 late_dispatching(grid: grid): "{grid}案件派遣超期", "dispatching the case in {grid} is overdue";
    53 late_handling(grid: grid): "{grid}案件处置超期", "handling the case in {grid} is overdue";
    54 late_verifying(grid: grid): "{grid}案件核查超期", "verifying the case in {grid} is overdue";
    55 late_closing(grid: grid): "{grid}案件结案超期", "closing the case in {grid} is overdue";
    56 waits_long(grid: grid): "{grid}案件等待他方过久，请过问", "the case in {grid} has waited long for others: somebody should ask";
    57 nobody_looked(grid: grid): "{grid}案件超期，提醒带班领导后无人查看，请指挥室处理", "the case in {grid} is overdue; whoever leads was told and did not look: the command room has to act";

    // Why not.
    70 say_grid(): "须写明网格", "say which grid";
    71 other_district(grid: grid, district: district): "{grid}属于{district}，请在该警区上报", "{grid} lies in {district}: report it there";
    72 say_category(): "须填写案件类别", "say of which category the case is";
    73 say_because(): "不予受理或不予立案，须选择原因", "say why it is not accepted or not filed";
    74 say_handler(): "须指定处置方：网格助理、队伍、单元或场所", "say who handles it: the grid’s assistant, a team, a unit or a place";
    75 one_handler(): "只能指定一个处置方", "name one who handles it, and no more";
    76 say_waits_for(): "须选择等待何方", "say what it waits for";
    77 too_many_stops(most: count): "本案计时最多暂停{most}次，请继续处置", "times that the clock of a case may stand still: {most}; go on with it";
    78 ran_out(): "处置已超期，不能再暂停计时", "its time has run out, and the clock can’t stand still any more";
    79 own_work(): "处置人不得核查自己的案件，请由他人核查", "whoever handled it can’t verify it: somebody else has to";

    // Titles.
    100 KIND: "网格案件", "grid case";
    101 START: "上报案件", "report a case";
    102 ACCEPT: "受理", "accept";
    103 FILE: "立案", "file";
    104 DISPATCH: "派遣", "dispatch";
    105 HANDLE: "处置", "handle";
    106 WAIT: "等待他方", "wait for others";
    107 RESUME: "恢复处置", "go on";
    108 VERIFY: "核查", "verify";
    109 CLOSE: "结案", "close";
    120 IS_ACCEPTED: "受理", "accepted";
    121 IS_NOT_ACCEPTED: "不予受理", "not accepted";
    122 IS_FILED: "立案", "filed";
    123 IS_REJECTED: "不予立案", "not filed";
    124 IS_DISPATCHED: "已派遣", "dispatched";
    125 IS_HANDLED: "已处置", "handled";
    126 IS_WAITING: "等待他方", "waits for others";
    127 IS_RETURNED: "退回", "sent back";
    128 IS_RESUMED: "恢复处置", "goes on";
    129 IS_PASSED: "核查通过", "well handled";
    130 IS_FAILED: "核查未通过", "not well handled";
    131 IS_CLOSED: "结案", "closed";
    132 IS_BACK: "退回处置", "back to be handled";
    140 END_ON_TIME: "按期结案", "closed in time";
    141 END_LATE: "超期结案", "closed late";
    142 END_NOT_ACCEPTED: "不予受理", "not accepted";
    143 END_REJECTED: "不予立案", "not filed";
    144 END_VOID: "作废", "void";

    // Titles of what is filled in, and labels of what may be chosen.
    150 GRID: "网格", "grid";
    151 CATEGORY: "案件类别", "category";
    152 PLACE: "地点", "place";
    153 PICTURE: "照片", "picture";
    154 MATTER: "情况描述", "what it is about";
    155 REPORTER: "上报人", "who reports it";
    156 NOTE: "说明", "note";
    157 BECAUSE: "原因", "why";
    158 WAITS_FOR: "等待何方", "what it waits for";
    159 BY_ASSISTANT: "由网格助理处置", "by the grid’s assistant";
    160 BY_TEAM: "由队伍处置", "by a team";
    161 BY_UNIT: "由单元处置", "by a unit";
    162 BY_PLACE: "由场所处置", "by whoever staffs a place";
    170 PUBLIC_UTILITY: "部件：公用设施", "component: public utility";
    171 TRAFFIC_FACILITY: "部件：交通设施", "component: traffic facility";
    172 SANITATION_FACILITY: "部件：市容环境设施", "component: sanitation facility";
    173 GREENERY: "部件：园林绿化", "component: greenery";
    174 OTHER_COMPONENT: "部件：其他", "component: another one";
    175 SANITATION: "事件：市容环境", "event: sanitation";
    176 ADVERTISING: "事件：宣传广告", "event: advertising";
    177 CONSTRUCTION: "事件：施工管理", "event: construction";
    178 EMERGENCY: "事件：突发事件", "event: emergency";
    179 STREET_ORDER: "事件：街面秩序", "event: order in the street";
    180 DISPUTE: "事件：矛盾纠纷", "event: dispute";
    181 HAZARD: "事件：安全隐患", "event: hazard";
    182 SERVICE: "事件：民生服务", "event: service to people";
    183 OTHER_EVENT: "事件：其他", "event: another one";
    190 IS_OUT_OF_GRID: "不属本网格", "outside the grid";
    191 IS_OUT_OF_SCOPE: "不属受理范围", "none of a grid’s matters";
    192 IS_DUPLICATE: "重复上报", "reported before";
    193 IS_UNTRUE: "情况不实", "nothing of it was found";
    195 FOR_A_DEPARTMENT: "其他部门", "another department";
    196 FOR_THE_OWNER: "权属单位", "the owner";
    197 FOR_MATERIAL: "材料或设备", "material";
    198 FOR_THE_WEATHER: "天气", "the weather";
    199 FOR_A_PROCEDURE: "审批或法定程序", "a permit or a procedure of law";
}
