//! What it says to people of the force.

wardroom_plugin::catalog! {
    1 no_central_station(): "没有中心所", "has no central station";
    2 several_central_stations(central: count):
        "有{central}个中心所，应只有一个",
        "has {central} central stations instead of one";
    3 too_few_stations(stations: count, least: count):
        "只有{stations}个派出所，至少应有{least}个",
        "has {stations} stations, fewer than {least}";
    4 too_many_stations(stations: count, most: count):
        "有{stations}个派出所，至多应有{most}个",
        "has {stations} stations, more than {most}";
    5 station_apart():
        "与本警区中心所不相邻，也无相邻派出所相连",
        "is not joined to the district's central station by adjacent stations";
    10 no_team(team: team): "没有{team}", "has no unit of {team}";
    11 no_command_room(): "没有指挥室", "has no command room";
    20 no_shift_now(lasting: duration): "现在无人值班，空缺{lasting}", "has no shift now, for {lasting}";
    21 no_shift(starts_in: duration, lasting: duration):
        "{starts_in}后无人值班，空缺{lasting}",
        "has no shift in {starts_in}, for {lasting}";
    22 open_slot_now(slot: slot, missing: count):
        "当前班次{slot}缺{missing}人",
        "lacks {missing} in slot {slot} of the shift that is on";
    23 open_slot(slot: slot, missing: count, starts_in: duration):
        "{starts_in}后的班次{slot}缺{missing}人",
        "lacks {missing} in slot {slot} of the shift that starts in {starts_in}";
    24 two_places(slot: slot, district: district, other_slot: slot, other_district: district, starts_in: duration):
        "{starts_in}后同时在两处值班：{district}{slot}，{other_district}{other_slot}",
        "stands in two slots at one time, in {starts_in}: {slot} in {district} and {other_slot} in {other_district}";
    30 villages_without_officer(without: count, of: count):
        "{of}个村（社区）中有{without}个没有民警",
        "{without} of {of} villages have no officer";
    40 unknown_teams(teams: count):
        "设置中有{teams}支队伍不是本县的队伍",
        "{teams} of the teams in the settings are none of the county's";
    41 unknown_slots(slots: count):
        "设置中有{slots}个岗位不是本县的值班岗位",
        "{slots} of the roster slots in the settings are none of the county's";
    50 more(more: count): "另有{more}项未列出", "{more} more findings are left out";
}
