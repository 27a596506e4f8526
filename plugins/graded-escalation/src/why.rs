//! What it says to people: why somebody is told, and why a level is skipped or waits.

wardroom_plugin::catalog! {
    1 unacknowledged(since: duration): "受理已{since}，无人签收", "nobody has acknowledged it {since} after acceptance";
    2 last_resort(since: duration):
        "受理已{since}，无人签收，末级亦无人值班，由指挥室处理",
        "nobody has acknowledged it {since} after acceptance, and nobody is on duty in the last level: the command room has to act";
    3 exercise(level: count, since: duration):
        "演练：此时应提醒第{level}级；受理已{since}，无人签收",
        "exercise: level {level} would be called now; nobody has acknowledged it {since} after acceptance";
    9 nobody_to_send(missing: count):
        "无可派单元，尚缺{missing}个处警单元，由指挥室处理",
        "nobody is there to be sent, and {missing} more units are needed: the command room has to act";
    10 nobody_on_duty(level: count):
        "跳过第{level}级：该岗位无人值班",
        "level {level} skipped: nobody is on duty in its slot";
    11 no_such_slot(level: count):
        "跳过第{level}级：本县无此值班岗位",
        "level {level} skipped: the county has no such roster slot";
    12 not_readable(level: count):
        "跳过第{level}级：未获准查阅值班表",
        "level {level} skipped: the roster could not be read";
    20 other_delays(share: percent):
        "重点部位、警情种类或等级使各级时限为平时的{share}",
        "all delays are {share} of the usual, by key place, kind or priority of the incident";
    4 task_waits(since: duration):
        "任务应办已过{since}，无人接手",
        "the task has waited {since} for somebody to take it on";
    5 workflow_stuck(since: duration):
        "流程停在一步上，须由人处理（{since}）",
        "the workflow can't go on by itself and waits for a person ({since})";
    6 vacant(since: duration): "值班缺岗已{since}，无人填补", "a place of the roster has been empty for {since}";
    7 nobody_reacted():
        "各级均已通知，逾时无人应答或到场，由指挥室处理",
        "all levels were called and nobody reacted or arrived in time: the command room has to act";
    8 not_arrived(since: duration):
        "受理已{since}，接手的人逾时未到场",
        "{since} after acceptance, who took it on has not arrived in time";
    13 no_such_person(level: count):
        "跳过第{level}级：本县无此人",
        "level {level} skipped: the county has no such person";
    14 no_such_team(level: count):
        "跳过第{level}级：本县无此队伍",
        "level {level} skipped: the county has no such team";
    18 team_not_here(level: count):
        "跳过第{level}级：本警区无该队伍的单元",
        "level {level} skipped: the district has no unit of that team";
    15 outside_hours(level: count):
        "跳过第{level}级：不在其时段",
        "level {level} skipped: it is not its time of the day";
    16 waits_for_hours(level: count): "第{level}级待其时段开始时通知", "level {level} waits until its hours begin";
    17 too_little_happens(level: count):
        "跳过第{level}级：近期警情不足",
        "level {level} skipped: too little happens at the moment";
    21 reopened_unacknowledged():
        "警情已重新处置，此后无人签收",
        "it was reopened, and nobody has acknowledged it since";
    22 reopened_last_resort():
        "警情已重新处置，此后无人签收，末级亦无人值班，由指挥室处理",
        "it was reopened, nobody has acknowledged it since, and nobody is on duty in the last level: the command room has to act";
    23 reopened_exercise(level: count):
        "演练：此时应提醒第{level}级；警情已重新处置，此后无人签收",
        "exercise: level {level} would be called now; it was reopened, and nobody has acknowledged it since";
}
