//! What it says to people, in Chinese and in English; a test sees that `catalog.json` says the same.

wardroom_plugin::catalog! {
    1 TRAFFIC_INCIDENTS: "交通警情同比", "traffic incidents, year on year";
    2 TRAFFIC_DEATHS: "交通事故死亡人数同比", "deaths in traffic, year on year";
    3 TRAFFIC_INJURIES: "交通事故受伤人数同比", "injured in traffic, year on year";
    4 CRIMINAL_CASES: "刑事案件同比", "criminal cases, year on year";
    5 ADMINISTRATIVE_CASES: "治安案件同比", "administrative cases, year on year";
    6 ACTIVE_CRIMINAL_CASES: "现行刑事案件同比", "active criminal cases, year on year";
    7 CLEARED_CASES: "破案数同比", "cases cleared, year on year";
    8 REGISTRATION: "流动人口登记率", "registration of the floating population";
    9 DISPUTES_SETTLED: "矛盾纠纷调处成功率", "disputes settled";
    10 COMMUNITY: "社区民警占派出所警力比例", "community officers among the strength of the stations";
    11 SCORE: "考评得分率", "score";

    20 changed(now: count, before: count): "本期{now}，上年同期{before}", "{now}, a year before {before}";
    21 of_all(part: count, whole: count): "{whole}中{part}", "{part} of {whole}";
    22 on_trial(): "试行指标，不计入得分", "on trial, and counts for nothing yet";
    23 target_met(target: percent): "目标{target}，达到", "target {target}, met";
    24 target_missed(target: percent): "目标{target}，未达到", "target {target}, not met";
    25 day_of_posts(at: date): "按{at}任职情况", "by the posts of {at}";
    26 added_up(districts: count): "由{districts}个警区合计", "added up of {districts} districts";

    27 counted_by_host(): "由系统按流程结果统计", "counted by the host, by the ends of the procedures";

    30 hits_target(hits: count, reports: count, target: percent):
        "疑似凑数：{reports}次上报中{hits}次恰为目标{target}（二项检验，概率不足百分之一），请核实",
        "looks like a quota: {hits} of {reports} reports hit the target {target} exactly (binomial test, less than one in a hundred by chance); look into it";
    31 same_again(value: count, times: count):
        "疑似照抄：同一数值{value}连续上报{times}期（游程检验，概率不足百分之一），请核实",
        "looks copied: {value} was reported {times} periods in a row (runs test, less than one in a hundred by chance); look into it";
    32 last_digits(chi_square: number, counts: count):
        "疑似取整：{counts}个数值的末位数字分布不均（卡方检验，统计量{chi_square}，概率不足百分之一），请核实",
        "looks rounded: the last digits of {counts} counts are spread unevenly (chi-square test, {chi_square}, less than one in a hundred by chance); look into it";

    40 like_id_number(period: text, row: count):
        "{period}第{row}行疑似身份证号，已拒收：只收汇总数，请删去个人信息",
        "row {row} of {period} looks like somebody's ID number and is refused: counts only, take personal data out";
    41 like_telephone(period: text, row: count):
        "{period}第{row}行疑似电话号码，已拒收：只收汇总数，请删去个人信息",
        "row {row} of {period} looks like a telephone number and is refused: counts only, take personal data out";
    42 like_name(period: text, row: count):
        "{period}第{row}行疑似姓名，已拒收：只收汇总数，请删去个人信息",
        "row {row} of {period} looks like a name and is refused: counts only, take personal data out";
    43 one_of_long_code(period: text, row: count):
        "{period}第{row}行为长编号对应一人，疑似个人记录，已拒收：请汇总后再报",
        "row {row} of {period} counts one under a long number, which looks like one person, and is refused: add up before reporting";
    44 unknown_figure(period: text, row: count):
        "{period}第{row}行的指标代码未在设置中登记，已拒收",
        "row {row} of {period} has a code that no figure has, and is refused";
    45 no_whole_number(period: text, row: count):
        "{period}第{row}行不是非负整数，已拒收",
        "row {row} of {period} is no whole number from 0 on, and is refused";
    46 nothing_reported(period: text): "{period}没有可用的上报数", "nothing of use was reported for {period}";
    47 nothing_before(period: text): "缺少上年同期（{period}）的数", "nothing was reported for the same period a year before ({period})";
    48 posts_unknown(): "任职情况无从得知，未计算社区民警占比", "posts are not known, so the share of community officers is not worked out";
}
