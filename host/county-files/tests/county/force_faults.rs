//! Faults in what serves in a county (units, persons, roads, rosters) and in what it declares of its own (attributes, tables,
//! plugins): the small county with one thing broken, and the words that come of it.

use domain::limits::CALENDAR_DAYS_MAX;
use expect_test::expect;

use crate::faults::check;
use crate::files::small;

#[test]
fn units_have_known_teams_skills_kinds_and_bases() {
    check(
        |f| f.replace("units.csv", "West,day", "West,dusk"),
        expect!["units.csv line 2, column `team`: unknown team `dusk`; known are `always`, `day`, `night`"],
    );
    check(
        |f| f.replace("units.csv", "day,car", "day,boat"),
        expect!["units.csv line 2, column `kind`: unknown unit kind `boat`; known are `car`"],
    );
    check(
        |f| f.replace("units.csv", "patrol first-aid", "patrol diving"),
        expect!["units.csv line 2, column `skills`: unknown skill `diving`; known are `first-aid`, `patrol`"],
    );
    check(
        |f| f.replace("units.csv", "patrol first-aid", "patrol patrol"),
        expect!["units.csv line 2, column `skills`: `patrol` stands twice"],
    );
    check(
        |f| f.replace("units.csv", "patrol first-aid", "patrol  first-aid"),
        expect!["units.csv line 2, column `skills`: has a space too many; one stands between each two codes"],
    );
    check(
        |f| f.replace("units.csv", "990001001-S", "990001003-S"),
        expect![
            "units.csv line 2, column `home`: unknown station `990001003-S`; known are `990001001-S`, `990001002-S`"
        ],
    );
    check(
        |f| f.replace("units.csv", "990001001-S", "990001002-S"),
        expect!["units.csv line 2, column `home`: station `990001002-S` is in another district"],
    );
    check(
        |f| f.replace("units.csv", "990001001-S,2", "990001001-S,two"),
        expect!["units.csv line 2, column `crew`: `two` is not a whole number from 1 to 100"],
    );
    check(
        |f| f.replace("stations.csv", "990001002,East", "990001002,West"),
        expect![[r#"
        stations.csv line 3, column `district`: is not that of its township `990001002`
        units.csv line 3, column `home`: station `990001002-S` is in another district
        units.csv line 4, column `home`: station `990001002-S` is in another district"#]],
    );
    check(
        |f| f.replace("stations.csv", "990001002,East", "990001009,East"),
        expect![
            "stations.csv line 3, column `township`: unknown township `990001009`; known are `990001001`, `990001002`"
        ],
    );
    check(
        |f| f.replace("stations.csv", "true", "yes"),
        expect!["stations.csv line 2, column `central`: `yes` is neither `true` nor `false`"],
    );
    check(
        |f| f.replace("places.csv", "school", "church"),
        expect!["places.csv line 2, column `kind`: unknown place kind `church`; known are `school`"],
    );
}

#[test]
fn persons_hold_dated_posts() {
    check(
        |f| f.replace("persons.csv", "P2,true,legal", "P2,true,law"),
        expect!["persons.csv line 3, column `qualifications`: unknown qualification `law`; known are `legal`"],
    );
    check(
        |f| f.replace("posts.csv", "P2,officer", "P9,officer"),
        expect!["posts.csv line 4, column `person`: unknown person `P9`; known are `P1`, `P2`, `P3`"],
    );
    check(
        |f| f.replace("posts.csv", "P2,officer", "P2,chief"),
        expect!["posts.csv line 4, column `post`: unknown post `chief`; known are `officer`"],
    );
    check(
        |f| f.replace("posts.csv", "2022-07-01", "1 July"),
        expect!["posts.csv line 3, column `from`: `1 July` is not a date like 2022-09-01"],
    );
    check(
        |f| f.replace("posts.csv", "2022-07-01", "2022-06-30"),
        expect!["posts.csv line 3: the same post is held from 2022-01-01 already"],
    );
    check(
        |f| f.replace("posts.csv", "2022-06-30", "2021-06-30"),
        expect!["posts.csv line 2, column `to`: `2021-06-30` lies before `2022-01-01`"],
    );
    check(
        |f| f.replace("posts.csv", "day,West,990001001-S,2022-07-01", "day,East,990001001-S,2022-07-01"),
        expect!["posts.csv line 3, column `station`: station `990001001-S` is in another district"],
    );
}

#[test]
fn the_road_graph_is_in_one_piece_and_reaches_every_village() {
    check(
        |f| f.replace("roads.csv", "J1,990001002,119.1,27.05", "J2,990001002,119.1,27.05"),
        expect!["roads.csv: no road joins `J2`, `990001002`, `990001002001` to the rest"],
    );
    check(
        |f| {
            let text = f.text("roads.csv").replace("speed_kmh\n", "speed_kmh,one_way\n");
            let text = text.replace("6000,60\n", "6000,60,true\n").replace("5000,25\n", "5000,25,\n");
            f.put("roads.csv", &text);
        },
        expect![[r#"
            roads.csv: no road joins `990001002`, `990001002001` to the rest
            roads.csv: no road joins `J1` to the rest"#]],
    );
    check(
        |f| f.replace("roads.csv", "990001002,990001002001,119.15,27.05,119.18,27.02,village,5000,25\n", ""),
        expect!["roads.csv: no road leads to `990001002001`"],
    );
    check(
        |f| f.replace("roads.csv", "990001002001,119.15,27.05,119.18", "990001002007,119.15,27.05,119.18"),
        expect![[r#"
        roads.csv line 5, column `to`: unknown township or village `990001002007`; a mere junction has a letter in its code
        roads.csv: no road leads to `990001002001`"#]],
    );
    check(
        |f| f.replace("roads.csv", "119.15,27.05,119.18,27.02", "119.15,27.05,119.18,27.03"),
        expect!["roads.csv line 5, column `to_lon`: lies 1112 m from the seat or village `990001002001`"],
    );
    check(
        |f| f.replace("roads.csv", "J1,990001002,119.1,27.05", "J1,990001002,119.1,27.06"),
        expect!["roads.csv line 3, column `from_lon`: `J1` stands at 119.1, 27.05 on an earlier line"],
    );
    check(
        |f| f.replace("roads.csv", "main,6000,60", "main,600,60"),
        expect!["roads.csv line 2, column `length_m`: 600 m is shorter than the straight line of 4952 m"],
    );
    check(
        |f| f.replace("roads.csv", "main,6000,60", "main,6000,0"),
        expect!["roads.csv line 2, column `speed_kmh`: `0` is not a whole number from 1 to 200"],
    );
    check(
        |f| f.append("roads.csv", "J1,990001001,119.1,27.05,119.05,27.05,main,7000,60\n"),
        expect!["roads.csv line 6: a road between `J1` and `990001001` is there already"],
    );
    check(
        |f| f.append("roads.csv", "J1,J1,119.1,27.05,119.1,27.05,main,7000,60\n"),
        expect!["roads.csv line 6, column `to`: `J1` is where the road begins"],
    );
}

#[test]
fn attributes_are_what_is_declared() {
    check(
        |f| f.replace("attributes/units.csv", "U1,5,all", "U1,five,all"),
        expect!["attributes/units.csv line 2, column `seats`: `five` is not a finite number"],
    );
    check(
        |f| f.replace("attributes/units.csv", "U1,5,all", "U1,5,rear"),
        expect!["attributes/units.csv line 2, column `drive`: `rear` is none of `front`, `all`"],
    );
    check(
        |f| f.replace("attributes/units.csv", "U1,5,all", "U1,,all"),
        expect!["attributes/units.csv line 2, column `seats`: is empty, and it is required"],
    );
    check(
        |f| f.replace("attributes/units.csv", "U1,5,all\n", ""),
        expect!["attributes/units.csv: unit `U1` has no row, and `seats` is required"],
    );
    check(
        |f| f.replace("attributes/units.csv", "U1,", "U9,"),
        expect![[r#"
        attributes/units.csv line 2, column `code`: unknown unit `U9`; known are `U1`, `U2`, `U3`
        attributes/units.csv: unit `U1` has no row, and `seats` is required"#]],
    );
    check(
        |f| f.replace("attributes/units.csv", "seats", "chairs"),
        expect![[r#"
        attributes/units.csv line 1: unknown column `chairs`; known are `code`, `seats`, `drive`
        attributes/units.csv line 1: column `seats` is missing"#]],
    );
    check(
        |f| f.replace("county.toml", "unit = \"attributes/units.csv\"", ""),
        expect![[r#"
        county.toml key `attribute_files`: names no file for `unit`, and `seats` is required of each
        attributes/units.csv: belongs to no part of the county; name it in county.toml or move it elsewhere"#]],
    );
    check(
        |f| f.replace("county.toml", "{ factor = 0.5 }", "{ factor = \"half\" }"),
        expect![[r#"county.toml key `kind[1].attributes.factor`: `"half"` is not a number"#]],
    );
    check(
        |f| f.replace("county.toml", "{ factor = 0.5 }", "{ factr = 0.5 }"),
        expect!["county.toml key `kind[1].attributes.factr`: is unknown; known here are `factor`"],
    );
    check(
        |f| f.replace("county.toml", "on = \"kind\"", "on = \"team\""),
        expect![[r#"
        county.toml key `attribute[1].on`: unknown noun `team`; attributes go on `unit`, `grid`, `place`, `kind`
        county.toml key `kind[1].attributes.factor`: is unknown; known here are none"#]],
    );
    check(
        |f| f.replace("county.toml", "name = \"drive\"", "name = \"seats\""),
        expect![[r#"
        county.toml key `attribute[3].name`: `seats` on unit stands twice
        attributes/units.csv line 1: unknown column `drive`; known are `code`, `seats`"#]],
    );
    check(
        |f| f.replace("county.toml", "name = \"drive\"", "name = \"code\""),
        expect![[r#"
        county.toml key `attribute[3].name`: `code` is taken: it says what has the value
        attributes/units.csv line 1: unknown column `drive`; known are `code`, `seats`"#]],
    );
    check(
        |f| f.replace("county.toml", "type = \"enum\"\n", "type = \"choice\"\n"),
        expect![[r#"
            county.toml key `attribute[3].type`: unknown type `choice`; known are `flag`, `number`, `text`, `enum`, `date`, `unit`, `grid`, `village`, `station`, `person`, `kind`, `place`, `district`
            attributes/units.csv line 1: unknown column `drive`; known are `code`, `seats`"#]],
    );
    check(
        |f| f.replace("county.toml", "type = \"enum\"\n", "type = \"text\"\n"),
        expect!["county.toml key `attribute[3].values`: goes with type `enum`, not with `text`"],
    );
    check(
        |f| f.replace("county.toml", "name = \"factor\"\n", "name = \"factor\"\nrequired = true\n"),
        expect!["county.toml key `kind[2].attributes`: `factor` is missing, and it is required"],
    );
}

#[test]
fn tables_are_what_is_declared() {
    check(
        |f| f.replace("tables/key-places.csv", "K2,", "K1,"),
        expect!["tables/key-places.csv line 3, column `code`: `K1` stands on line 2 already"],
    );
    check(
        |f| f.replace("tables/key-places.csv", "K2,", ","),
        expect!["tables/key-places.csv line 3, column `code`: is empty, and it is required"],
    );
    check(
        |f| f.replace("tables/key-places.csv", "990001002001002", "990001002001009"),
        expect![
            "tables/key-places.csv line 4, column `grid`: unknown grid `990001002001009`; known are `990001001001001`, `990001001001002`, `990001002001001`, `990001002001002`"
        ],
    );
    check(
        |f| f.replace("tables/key-places.csv", "2022-05-01", "2022-02-30"),
        expect!["tables/key-places.csv line 4, column `since`: `2022-02-30` is not a date like 2022-09-01"],
    );
    check(
        |f| f.replace("tables/key-places.csv", "2022-01-01,true", "2022-01-01,1"),
        expect!["tables/key-places.csv line 2, column `lit`: `1` is neither `true` nor `false`"],
    );
    check(
        |f| f.replace("tables/key-places.csv", "since,lit", "since,light"),
        expect![[r#"
        tables/key-places.csv line 1: unknown column `light`; known are `code`, `grid`, `since`, `lit`
        tables/key-places.csv line 1: column `lit` is missing"#]],
    );
    check(
        |f| f.replace("county.toml", "key = \"code\"", "key = \"name\""),
        expect!["county.toml key `table[1].key`: unknown column `name`; known are `code`, `grid`, `since`, `lit`"],
    );
    check(
        |f| f.replace("county.toml", "key = \"code\"", "key = \"since\""),
        expect!["county.toml key `table[1].key`: column `since` is the key and must be `required = true`"],
    );
    check(
        |f| f.replace("county.toml", "name = \"since\"", "name = \"grid\""),
        expect![[r#"
        county.toml key `table[1].column[3].name`: `grid` stands twice
        tables/key-places.csv line 1: unknown column `since`; known are `code`, `grid`, `grid`, `lit`"#]],
    );
}

#[test]
fn plugins_are_granted_what_exists() {
    check(
        |f| f.replace("county.toml", "proposals = [\"assign\"]", "proposals = [\"arrest\"]"),
        expect![
            "county.toml key `plugin[1].grants.proposals`: unknown grant `arrest`; known are `assign`, `assign-extra`, `start-timer`, `stop-timer`, `notify`, `find`, `indicate`, `set-kind`, `set-priority`, `set-needs`, `suggest-duplicate`, `merge`, `create-task`, `cancel-task`, `start-workflow`, `step-incident`, `lend-unit`, `return-unit`, `erase-personal-data`, `signal`, `signal-others`, `cancel-workflow`, `cancel-others`, `report` and 1 more"
        ],
    );
    check(
        |f| f.replace("county.toml", "hooks = [\"dispatch\"]", "hooks = [\"dispatching\"]"),
        expect![
            "county.toml key `plugin[1].grants.hooks`: unknown grant `dispatching`; known are `intake`, `dispatch`, `escalation`, `team-structure`, `workflow`, `assessment`"
        ],
    );
    check(
        |f| f.replace("county.toml", "hooks = [\"dispatch\"]", "hook = [\"dispatch\"]"),
        expect![
            "county.toml key `plugin[1].grants.hook`: is unknown; known here are `hooks`, `view`, `fields`, `proposals`"
        ],
    );
    check(
        |f| f.replace("county.toml", "East = \"shadow\"", "North = \"shadow\""),
        expect!["county.toml key `plugin[1].mode.North`: unknown district `North`; known are `East`, `West`"],
    );
    check(
        |f| f.replace("county.toml", "East = \"shadow\"", "East = \"on\""),
        expect![
            "county.toml key `plugin[1].mode.East`: unknown mode `on`; known are `off`, `shadow`, `advise`, `auto`"
        ],
    );
    check(
        |f| f.replace("county.toml", "settings = { workload_s = 60 }", "settings = { workload_s = 2022-01-01 }"),
        expect!["county.toml key `plugin[1].settings`: holds a date or a number that JSON does not know"],
    );
    check(
        |f| f.replace("county.toml", "settings = { workload_s = 60 }", "settings = 60"),
        expect!["county.toml key `plugin[1].settings`: is of type integer; a table is wanted"],
    );
    check(
        |f| f.replace("county.toml", "{ East = { workload_s = 30 } }", "{ \"*\" = { workload_s = 30 } }"),
        expect![[
            r#"county.toml key `plugin[1].district_settings."*"`: unknown district `*`; known are `East`, `West`"#
        ]],
    );
}

#[test]
fn a_roster_has_whole_shifts_of_qualified_people() {
    check(
        |f| f.replace("roster.csv", "legal,P3", "legal,P1"),
        expect![[r#"
        roster.csv line 4, column `person`: `P1` is not qualified as `legal`
        roster.csv line 4, column `person`: `P1` is on duty at that time by line 2 already"#]],
    );
    check(
        |f| f.replace("roster.csv", "legal,P3", "legal,P2"),
        expect!["roster.csv line 4, column `person`: `P2` is on duty at that time by line 3 already"],
    );
    check(
        |f| f.replace("roster.csv", "legal,P3", "leader,P3"),
        expect![[r#"
        roster.csv line 2: the shift wants `leader` on 1 rows and has it on 2
        roster.csv line 2: the shift wants `legal` on 2 rows and has it on 1"#]],
    );
    check(
        |f| f.replace("roster.csv", "legal,P3", "legal,P9"),
        expect![[r#"
        roster.csv line 4, column `person`: unknown person `P9`; known are `P1`, `P2`, `P3`
        roster.csv line 2: the shift wants `legal` on 2 rows and has it on 1"#]],
    );
    check(
        |f| f.replace("roster.csv", "legal,P3", "clerk,P3"),
        expect![[r#"
        roster.csv line 4, column `slot`: unknown slot `clerk`; known are `leader`, `legal`
        roster.csv line 2: the shift wants `legal` on 2 rows and has it on 1"#]],
    );
    check(
        |f| f.replace("roster.csv", "2022-09-01T08:00:00+08:00", "2022-09-01T08:00:00"),
        expect![[r#"
        roster.csv line 2, column `starts`: `2022-09-01T08:00:00` is not an ISO 8601 time with an offset, like 2022-09-01T00:04:44+08:00
        roster.csv line 3: the shift wants `leader` on 1 rows and has it on 0"#]],
    );
    check(
        |f| f.replace_all("roster.csv", "2022-09-02T08:00:00+08:00", "2022-09-01T08:00:00+08:00"),
        expect![[r#"
        roster.csv line 2, column `ends`: lies no later than the start
        roster.csv line 3, column `ends`: lies no later than the start
        roster.csv line 4, column `ends`: lies no later than the start
        roster.csv line 5, column `ends`: lies no later than the start
        roster.csv line 6, column `ends`: lies no later than the start
        roster.csv line 7, column `ends`: lies no later than the start"#]],
    );
    check(
        |f| f.replace_all("roster.csv", "2022-09-02T08:00:00+08:00", "2022-09-09T08:00:00+08:00"),
        expect![[r#"
        roster.csv line 2, column `ends`: makes a shift longer than 7 days
        roster.csv line 3, column `ends`: makes a shift longer than 7 days
        roster.csv line 4, column `ends`: makes a shift longer than 7 days
        roster.csv line 5, column `ends`: makes a shift longer than 7 days
        roster.csv line 6, column `ends`: makes a shift longer than 7 days
        roster.csv line 7, column `ends`: makes a shift longer than 7 days"#]],
    );
    let later = "2022-09-02T07:00:00+08:00,2022-09-03T07:00:00+08:00";
    let overlapping = format!("East,{later},leader,P1\nEast,{later},legal,\nEast,{later},legal,\n");
    check(
        |f| f.append("roster.csv", &overlapping),
        expect![[r#"
        roster.csv line 8, column `person`: `P1` is on duty at that time by line 2 already
        roster.csv line 8: the shift overlaps the one on line 5 in the same district"#]],
    );
}

#[test]
fn classes_of_units_and_the_reserve() {
    let units = "code,district,team,kind,home,crew,skills,class,recall_from\n\
        U1,West,day,car,990001001-S,2,patrol first-aid,sworn,\n\
        U2,East,night,car,990001002-S,2,patrol,volunteer,urgent\n\
        U3,East,always,car,990001002-S,3,,,\n";
    let classes = "[[unit_class]]\ncode = \"sworn\"\nname = { zh = \"民警\" }\n\
        [[unit_class]]\ncode = \"volunteer\"\nname = { zh = \"志愿者\" }\n";
    let with = |units: &str| {
        let mut files = small();
        files.append("county.toml", classes);
        files.put("units.csv", units);
        files
    };
    let county = with(units).read();
    let class = |unit: usize| county.class(&county.units[unit]).map(|class| class.0);
    assert_eq!([class(0), class(1), class(2)], [Some(0), Some(1), Some(0)]);
    assert_eq!(county.units[1].recall_from, Some(domain::incident::Priority::Urgent));
    assert_eq!((&county.units[0].recall_from, &county.units[2].class), (&None, &None));
    check(
        |f| *f = with(&units.replace("volunteer,urgent", "soldier,at-once")),
        expect![[r#"
            units.csv line 3, column `class`: unknown unit class `soldier`; known are `sworn`, `volunteer`
            units.csv line 3, column `recall_from`: unknown priority `at-once`; known are `critical`, `urgent`, `prompt`, `routine`"#]],
    );
}

#[test]
fn a_calendar_lists_each_day_once_and_makes_up_on_weekends_only() {
    let calendar = "calendar = { file = \"calendar.csv\", version = \"2025-1\" }\n";
    let with = |days: &str| {
        let mut files = small();
        let toml = calendar.to_owned() + &files.text("county.toml");
        files.put("county.toml", &toml);
        files.put("calendar.csv", &format!("date,day,name,name_en\n{days}"));
        files
    };
    let county = with("2025-10-01,holiday,国庆节,National Day\n2025-09-28,working,国庆节调休,\n").read();
    let days: Vec<_> = county.calendar.days.iter().map(|day| (day.date.to_string(), day.worked)).collect();
    assert_eq!(days, [("2025-09-28".to_owned(), true), ("2025-10-01".to_owned(), false)]);
    assert_eq!((county.calendar.version.as_str(), county.calendar.days[0].name.en.as_str()), ("2025-1", "国庆节调休"));
    check(
        |f| {
            *f = with(
                "2025-10-01,holiday,国庆节,\n2025-10-01,holiday,国庆,\n2025-09-30,working,调休,\n2025-13-01,off,x,\n",
            )
        },
        expect![[r#"
            calendar.csv line 3, column `date`: `2025-10-01` stands on line 2 already
            calendar.csv line 4, column `day`: `2025-09-30` is no weekend, so it is worked on in any case
            calendar.csv line 5, column `date`: `2025-13-01` is not a date like 2022-09-01
            calendar.csv line 5, column `day`: `off` is neither `holiday` nor `working`"#]],
    );
    check(
        |f| f.put("county.toml", &(calendar.to_owned() + &f.text("county.toml"))),
        expect!["calendar.csv: is missing"],
    );
}

#[test]
fn a_calendar_has_a_limit() {
    let days = |count: usize| {
        let dates = std::iter::successors(Some(jiff::civil::date(2025, 1, 1)), |date| date.tomorrow().ok());
        let rows: String = dates.take(count).map(|date| format!("{date},holiday,x\n")).collect();
        let mut files = small();
        let toml = "calendar = { file = \"calendar.csv\", version = \"1\" }\n".to_owned() + &files.text("county.toml");
        files.put("county.toml", &toml);
        files.put("calendar.csv", &format!("date,day,name\n{rows}"));
        files
    };
    assert_eq!(days(CALENDAR_DAYS_MAX).read().calendar.days.len(), CALENDAR_DAYS_MAX);
    check(
        |f| *f = days(CALENDAR_DAYS_MAX + 1),
        expect!["calendar.csv: has more than 2000 rows, and that is the limit"],
    );
}

#[test]
fn series_say_how_long_a_value_counts_and_whose_they_are() {
    let with = |series: &str| {
        let mut files = small();
        let toml = files.text("county.toml") + series;
        files.put("county.toml", &toml);
        files
    };
    let district = small().read().districts[0].code.clone();
    let name = "name = { zh = \"风速\", en = \"wind\" }\nmeasure = \"m/s\"\n";
    let wind = format!("\n[[series]]\ncode = \"weather.wind-ms\"\n{name}max_age_s = 600\n");
    let demand = format!(
        "\n[[series]]\ncode = \"demand\"\n{name}max_age_s = 7200\nahead_s = 172_800\ndistrict = \"{district}\"\n"
    );
    let county = with(&(wind.clone() + &demand)).read();
    let read: Vec<_> =
        county.series.iter().map(|of| (of.code.as_str(), of.max_age_s, of.ahead_s, of.district)).collect();
    assert_eq!(
        read,
        [("weather.wind-ms", 600, None, None), ("demand", 7_200, Some(172_800), Some(domain::ids::DistrictRef(0)))]
    );
    let bad = format!(
        "\n[[series]]\ncode = \"wind speed\"\n{name}max_age_s = 600\n\n[[series]]\ncode = \"tide\"\n{name}max_age_s = 0\nahead_s = 1_209_601\n\
         district = \"nowhere\"\nunit = \"m\"\n"
    );
    check(
        |f| *f = with(&(wind.clone() + &wind + &bad)),
        expect![[r#"
        county.toml key `series[4].unit`: is unknown; known here are `code`, `name`, `measure`, `max_age_s`, `ahead_s`, `district`
        county.toml key `series[2].code`: `weather.wind-ms` stands twice
        county.toml key `series[3].code`: `wind speed` is not a code: 1 to 64 of a-z, A-Z, 0-9, `-`, `_` and `.`
        county.toml key `series[4].max_age_s`: `0` is not a whole number from 1 to 2678400
        county.toml key `series[4].ahead_s`: `1209601` is not a whole number from 1 to 1209600
        county.toml key `series[4].district`: unknown district `nowhere`; known are `East`, `West`"#]],
    );
    let most: String = (0..domain::limits::SERIES_MAX)
        .map(|number| wind.replace("weather.wind-ms", &format!("wind-{number}")))
        .collect();
    assert_eq!(with(&most).read().series.len(), domain::limits::SERIES_MAX);
    check(
        |f| *f = with(&(most.clone() + &wind)),
        expect!["county.toml key `series`: has 257 entries, and 256 is the limit"],
    );
}

#[test]
fn a_county_says_which_periods_are_assessed() {
    let with = |words: &str| {
        let mut files = small();
        let toml = files.text("county.toml") + "\n[assessment]\n" + words;
        files.put("county.toml", &toml);
        files
    };
    let read = with("periods = [\"month\", \"quarter\"]\nsmall_n = 5\n").read().assessment;
    assert_eq!((read.periods.len(), read.small_n), (2, 5));
    let usual = small().read().assessment;
    assert_eq!((usual.periods.len(), usual.small_n), (0, domain::limits::SMALL_N));
    check(
        |f| *f = with("periods = [\"month\", \"month\", \"week\"]\nsmall_n = 0\nlarge_n = 2\n"),
        expect![[r#"
        county.toml key `assessment.large_n`: is unknown; known here are `periods`, `small_n`
        county.toml key `assessment.small_n`: `0` is not a whole number from 1 to 10000
        county.toml key `assessment.periods`: `month` stands twice
        county.toml key `assessment.periods`: `week` is none of `month`, `quarter`"#]],
    );
}
