//! The district's daily work keeps its floor, and so does that of whoever lends.

use super::*;

#[test]
fn what_has_to_stay_is_said() {
    let settings = Settings { cover_skills_min: [("traffic".to_owned(), 1)].into(), ..settings() };
    let mut story = story(
        settings,
        county([&[PATROL, PATROL, PATROL, TRAFFIC], &[PATROL, PATROL], &[TRAFFIC, PATROL, PATROL]]),
        &[],
    );
    let post = [
        ("name", "crossing".into()),
        ("grid", Reference::Grid(7).into()),
        ("units", 1.0.into()),
        ("skill", Reference::Skill(1).into()),
    ];
    story.signal(POST, &fields(&post));
    story.signal(LEVEL, &fields(&[("level", 2.0.into())]));
    check(
        &story,
        expect![[r#"
            0d00:00 start
              > timer 1 at 0d05:00
              = under way at level 0: 0 of 0 units that were called are there
            0d00:00 signal post
              - one post more, crossing in grid 7: 1 units from time 1661990400 until time 1662019200
              - district 0: 1 units free with skill 1, 1 have to stay for the daily work
              - the post crossing lacks 1 of 1 units
              > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: the post crossing lacks 1 of 1 units
              > timer 1 at 0d05:00
              = under way at level 0: 0 of 0 units that were called are there
            0d00:00 signal level
              - level 2 after 0
              - unit 0 is called to the post staging
              - district 1: 2 units free, 2 have to stay for the daily work
              - district 2: 2 units free, 2 have to stay for the daily work
              - district 2 lends unit 21
              - level 2 lacks 1 of the units that others lend
              > task check-in for Assignee::Unit(0) by 0d00:10: stand by at the staging place in grid 4 until time 1662012000, and check in
              > lend unit 0 to 0 until 0d06:00
              > lend unit 21 to 0 until 0d08:00
              > task check-in for Assignee::Unit(21) by 0d00:10: stand by at the staging place in grid 4 until time 1662019200, and check in
              > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 2, slot: "duty-leader" })]: district 0 has an event: by its level 1 units are lent until time 1662019200
              > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: level 2 lacks 1 of the units that others lend
              > timer 1 at 0d00:20
              = under way at level 2: 0 of 2 units that were called are there
        "#]],
    );
}

/// Over many counties and plans: whatever is asked for, no district is left with fewer free units than its floor.
#[test]
fn no_district_is_left_below_its_floor() {
    for seed in 0..256_u32 {
        let counts = [seed & 7, seed >> 3 & 7, seed >> 6 & 3].map(|count| count as usize);
        let units = counts.map(|count| vec![if count % 2 == 0 { PATROL } else { TRAFFIC }; count]);
        let mut story = story(settings(), county([&units[0], &units[1], &units[2]]), &[("level", 2.0.into())]);
        let post = |units: f64| {
            fields(&[("name", "square".into()), ("grid", Reference::Grid(7).into()), ("units", units.into())])
        };
        story.signal(POST, &post(f64::from(1 + seed % 4))).pass(MINUTE);
        check_in(&mut story);
        story.pass(7 * HOUR - MINUTE);
        let state: Plan = serde_json::from_str(&story.instance.state).unwrap();
        for (district, count) in (0_u32..).zip(counts) {
            let called: Vec<UnitRef> = state.taken().into_iter().filter(|unit| unit / 10 == district).collect();
            let left = count - called.len();
            assert!(called.is_empty() || left >= 2, "seed {seed}, district {district}\n{}", story.words());
        }
    }
}

#[test]
fn units_of_the_desk_stay_at_it() {
    let desk = |unit| UnitInfo { team: DESK_TEAM, skills: PATROL, ..unit_info(unit) };
    let county = county([&[PATROL; 3], &[], &[]]).unit(desk(7)).unit(desk(8)).unit(desk(9));
    let settings = Settings { teams: vec!["patrol".to_owned()], cover_units_min: 0, ..settings() };
    let story = story(settings, county, &[("reserve", 6.0.into())]);
    let state: Plan = serde_json::from_str(&story.instance.state).unwrap();
    assert_eq!(state.taken(), [0, 1, 2]);
}

/// Who has a task already is not called.
#[test]
fn whoever_is_busy_is_not_called() {
    let county = county([&[PATROL; 4], &[], &[]]).workload(Assignee::Unit(0), 1);
    let story = story(settings(), county, &[("reserve", 1.0.into())]);
    let state: Plan = serde_json::from_str(&story.instance.state).unwrap();
    assert_eq!(state.taken(), [1]);
}
