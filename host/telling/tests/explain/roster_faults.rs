//! Every fault that the checks of a roster find, as a sentence in both languages.

use domain::ids::{DistrictRef, PersonRef, SwapRef};
use domain::roster::ShiftKey;
use domain::roster::fault::{Fault, What};
use domain::time::TimeMs;
use expect_test::expect;
use telling::{Lang, Teller};

use crate::little_county::little_county;
use crate::plugins;

/// So many hours after 2022-09-01 00:00:00 in Shouning.
fn hour(hour: u32) -> TimeMs {
    TimeMs(1_661_961_600_000).plus_s(3_600 * hour)
}

#[test]
fn every_fault_of_a_roster_is_told() {
    let shift = |district: u16, starts: u32| ShiftKey { district: DistrictRef(district), starts: hour(starts) };
    let of_shift = |what| Fault { shift: shift(0, 8), slot: None, person: None, what };
    let of_slot = |what| Fault { slot: Some(1), ..of_shift(what) };
    let of_person = |what| Fault { person: Some(PersonRef(2)), ..of_slot(what) };
    let (from, until) = (hour(9), hour(34));
    let faults = [
        of_shift(What::Past),
        of_shift(What::Started),
        of_shift(What::Gap { from, until }),
        of_slot(What::Open { places: 2, from, until }),
        of_person(What::Double { other: shift(0, 8) }),
        of_person(What::Double { other: shift(1, 16) }),
        of_person(What::Rest { other: shift(1, 16), rest_s: 25_200, wanted_s: 28_800 }),
        of_person(What::Unqualified { wanted: "legal".to_owned() }),
        of_person(What::NotSworn),
        of_shift(What::AuxiliariesAlone { from, until }),
        of_person(What::Retired),
        of_person(What::NoPost),
        of_person(What::SwapUndone { swap: SwapRef(7) }),
    ];
    let (county, plugins) = (little_county(), plugins());
    let told = faults.iter().map(|fault| {
        let [zh, en] = Lang::ALL.map(|lang| Teller::new(&county, &plugins, lang).roster_fault(fault, &|_| true));
        format!("{}\n  {zh}\n  {en}\n", fault.what.code())
    });
    expect![[r#"
        past
          鳌阳警区2022-09-01 08:00的班次已结束，不能再改
          the shift of Aoyang district at 2022-09-01 08:00 has ended and can't be changed
        started
          鳌阳警区2022-09-01 08:00的班次已开始，只能安排替班
          the shift of Aoyang district at 2022-09-01 08:00 has begun; only a stand-in can change it
        gap
          鳌阳警区2022-09-01 08:00的班次之前，2022-09-01 09:00至2022-09-02 10:00无人值班
          before the shift of Aoyang district at 2022-09-01 08:00, nobody is on duty from 2022-09-01 09:00 until 2022-09-02 10:00
        open
          鳌阳警区2022-09-01 08:00的班次：“专职辅警”缺2人（2022-09-01 09:00至2022-09-02 10:00）
          the shift of Aoyang district at 2022-09-01 08:00: “auxiliary” lacks 2 (from 2022-09-01 09:00 until 2022-09-02 10:00)
        double
          鳌阳警区2022-09-01 08:00的班次：PC003占了两个岗位（“专职辅警”）
          the shift of Aoyang district at 2022-09-01 08:00: PC003 has two places (“auxiliary”)
        double
          鳌阳警区2022-09-01 08:00的班次：PC003（“专职辅警”）同时在南阳警区2022-09-01 16:00的班次值班
          the shift of Aoyang district at 2022-09-01 08:00: PC003 (“auxiliary”) is on duty in the shift of Nanyang district at 2022-09-01 16:00 at the same time
        rest
          鳌阳警区2022-09-01 08:00的班次：PC003与南阳警区2022-09-01 16:00的班次之间只休息7小时，应不少于8小时
          the shift of Aoyang district at 2022-09-01 08:00: PC003 rests between this and the shift of Nanyang district at 2022-09-01 16:00 for 7 h only, not 8 h
        unqualified
          鳌阳警区2022-09-01 08:00的班次：PC003任“专职辅警”，但不具备资格“法制”
          the shift of Aoyang district at 2022-09-01 08:00: PC003 as “auxiliary” is not qualified: legal
        not-sworn
          鳌阳警区2022-09-01 08:00的班次：“专职辅警”须由民警担任，PC003是辅警
          the shift of Aoyang district at 2022-09-01 08:00: “auxiliary” takes a sworn officer, and PC003 is an auxiliary
        auxiliaries-alone
          鳌阳警区2022-09-01 08:00的班次：2022-09-01 09:00至2022-09-02 10:00只有辅警，没有民警
          the shift of Aoyang district at 2022-09-01 08:00: from 2022-09-01 09:00 until 2022-09-02 10:00 auxiliaries are alone, without a sworn officer
        retired
          鳌阳警区2022-09-01 08:00的班次：PC003（“专职辅警”）已不在岗
          the shift of Aoyang district at 2022-09-01 08:00: PC003 (“auxiliary”) serves no more
        no-post
          鳌阳警区2022-09-01 08:00的班次：PC003（“专职辅警”）当日没有任职
          the shift of Aoyang district at 2022-09-01 08:00: PC003 (“auxiliary”) holds no post on that day
        swap-undone
          鳌阳警区2022-09-01 08:00的班次：PC003（“专职辅警”）经第7号换班已不值此班，这样又排上了
          the shift of Aoyang district at 2022-09-01 08:00: PC003 (“auxiliary”) gave this place up by swap 7, and would have it again
    "#]].assert_eq(&told.collect::<String>());
}

/// An operator who named somebody was told the number and the time of another district's shift. That they are taken is enough.
#[test]
fn another_district_s_shift_is_not_named() {
    let key = |district: u16, starts: u32| ShiftKey { district: DistrictRef(district), starts: hour(starts) };
    let (county, plugins) = (little_county(), plugins());
    let (shift, slot, person) = (key(0, 8), Some(1), Some(PersonRef(2)));
    let of = |what| Fault { shift, slot, person, what };
    let faults = [
        of(What::Double { other: key(1, 17) }),
        of(What::Rest { other: key(1, 17), rest_s: 25_200, wanted_s: 28_800 }),
    ];
    let mut told = String::new();
    for (fault, lang) in faults.iter().flat_map(|fault| Lang::ALL.map(|lang| (fault, lang))) {
        let text = Teller::new(&county, &plugins, lang).roster_fault(fault, &|of| of == DistrictRef(0));
        assert!(
            !text.contains("17:00") && !text.contains("Nanyang") && !text.contains("南阳") && !text.contains("7 h")
        );
        told += &format!("{text}\n");
    }
    expect![[r#"
        鳌阳警区2022-09-01 08:00的班次：PC003（“专职辅警”）同时在其他警区值班
        the shift of Aoyang district at 2022-09-01 08:00: PC003 (“auxiliary”) is on duty in another district at the same time
        鳌阳警区2022-09-01 08:00的班次：PC003与其他警区的班次之间休息不足8小时
        the shift of Aoyang district at 2022-09-01 08:00: PC003 rests less than 8 h between this and a shift of another district
    "#]].assert_eq(&told);
}
