//! What it says to people of the places.

wardroom_plugin::catalog! {
    1 units_short(place: place, hours: text, there: count, wanted: count):
        "{place}（{hours}）在岗单元{there}个，应有{wanted}个",
        "{place} has {there} of {wanted} units at {hours}";
    2 officers_short(place: place, hours: text, there: count, wanted: count):
        "{place}（{hours}）在岗民警{there}人，应有{wanted}人",
        "{place} has {there} of {wanted} officers at {hours}";
    3 unit_lent(unit: unit, place: place, to: district):
        "{place}的{unit}已借给{to}，不计入",
        "{unit} of {place} is lent to {to}, and does not count";
    4 unit_elsewhere(unit: unit, place: place):
        "{place}的{unit}不在本警区，不计入",
        "{unit} of {place} is none of this district, and does not count";
    5 person_elsewhere(person: person, place: place):
        "{place}的{person}在本警区没有职务，不计入",
        "{person} of {place} holds no post in this district, and does not count";
    10 outside(outside: count, of: count):
        "{of}个网格中有{outside}个不在任何站室的服务半径内",
        "{outside} of {of} grids lie within no radius of any place";
    11 too_many_to_count(place: place, most: count):
        "{place}服务半径内超过{most}个网格，半径外的网格数偏大",
        "more than {most} grids lie within the radius of {place}: those outside are fewer than is said";
    12 not_all_counted(counted: count):
        "网格过多，只统计了{counted}个",
        "there are too many grids: only {counted} were counted";
    20 no_table(): "没有站室表，或未获授权查阅", "there is no table of places, or it may not be read";
    21 row_not_whole(row: text):
        "站室表中“{row}”一行不全，请补齐地点、网格和开放时间",
        "the row {row} of the table of places is not whole: place, grid and hours are wanted";
    22 hours_of_staff(row: text):
        "人员表中“{row}”一行的时间不成立，请写成`08:00`",
        "the hours in the row {row} of the table of staff are none: write `08:00`";
    23 not_looked_up(place: place):
        "未获授权查阅人员或历法，{place}的民警按表计入，未核查",
        "persons or the calendar may not be read: the officers of {place} count as the table says";
    30 more(more: count): "另有{more}项未列出", "{more} more findings are left out";
}
