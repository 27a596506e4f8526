//! A county's rule for its drones: in too much wind they stay on the ground, and where nobody knows how it blows they do, too. The wind
//! is a series that a weather station supplies. If no drone is to be held back, the next rule in line answers.

use serde::Deserialize;
use wardroom_plugin::view::{self, Noun};
use wardroom_plugin::{Call, Candidate, Dispatch, Incident, Reason, Recommendation, Result, TimeS, Verdict};

/// `settings.schema.json` says the same to people.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The county's code of the kind of unit that flies.
    pub kind: String,
    /// The county's code of the series of the wind's speed.
    pub series: String,
    pub wind_max_ms: f64,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { kind: "drone".to_owned(), series: "weather.wind-ms".to_owned(), wind_max_ms: 10.0 }
    }
}

// What it says to people, in Chinese and in English; a test sees that `catalog.json` says the same.
mod why {
    wardroom_plugin::catalog! {
        1 nearest(eta: duration): "能胜任者中最近，{eta}可到", "the nearest that is able, there in {eta}";
        10 windy(wind: number, most: number): "风速{wind}米/秒，超过{most}米/秒不放飞", "the wind blows at {wind} m/s; above {most} nothing flies";
        11 unknown_wind(): "风速不明，不放飞", "nobody knows how the wind blows, so nothing flies";
        12 not_needed(): "无须前往", "not needed";
        20 short(missing: count, skills: skills): "尚缺{missing}个单元，须具备：{skills}", "{missing} more needed with {skills}";
        40 may_fly(): "可放飞，由下一规则决定", "it may fly: the next rule decides";
        41 no_drone(): "没有无人机可派，由下一规则决定", "no drone is there: the next rule decides";
    }
}

pub struct DroneGate;

impl Dispatch for DroneGate {
    type Settings = Settings;

    fn recommend(
        now: TimeS,
        settings: &Settings,
        incident: &Incident,
        _: &Call,
        candidates: &[Candidate],
    ) -> Result<Verdict> {
        let flies = view::by_code(Noun::UnitKind, &settings.kind).ok();
        let grounded = |candidate: &Candidate| Some(u32::from(candidate.kind)) == flies;
        if !candidates.iter().any(grounded) {
            return Ok(Verdict::Abstain(why::no_drone()));
        }
        let held = match view::series(&settings.series, now) {
            Ok(wind) if wind.value <= settings.wind_max_ms => return Ok(Verdict::Abstain(why::may_fly())),
            Ok(wind) => why::windy(wind.value, settings.wind_max_ms),
            Err(_) => why::unknown_wind(),
        };
        Ok(Verdict::Recommend(without(incident, candidates, grounded, &held)))
    }
}

wardroom_plugin::export!(dispatch: DroneGate);

/// The nearest that are able for each need, without those that are held back.
fn without(
    incident: &Incident,
    candidates: &[Candidate],
    held_back: impl Fn(&Candidate) -> bool,
    why_held: &Reason,
) -> Recommendation {
    let mut answer = Recommendation::default();
    let mut places: Vec<Option<usize>> = vec![None; candidates.len()];
    for (number, need) in incident.needs.iter().enumerate() {
        for missing in (1..=need.count).rev() {
            let able = |index: &usize| {
                let candidate = &candidates[*index];
                places[*index].is_none() && !held_back(candidate) && !candidate.reserve && candidate.has(need.skills)
            };
            let Some(index) = (0..candidates.len()).find(able) else {
                answer.fall_short(why::short(missing, need.skills));
                break;
            };
            places[index] = Some(number);
        }
    }
    for (index, candidate) in candidates.iter().enumerate() {
        match places[index] {
            Some(need) => answer.pick(index, need, why::nearest(candidate.eta_s)),
            None if held_back(candidate) => answer.pass_over(index, why_held.clone()),
            None => answer.pass_over(index, why::not_needed()),
        }
    }
    answer
}

#[cfg(test)]
mod tests {
    use wardroom_plugin::Need;
    use wardroom_plugin::testing::{County, NOW, Package, call, candidate, incident};
    use wardroom_plugin::view::Reference;

    use super::*;

    const SEARCH: u32 = 0b10;

    fn decide(county: County, candidates: &[Candidate]) -> Verdict {
        let _county = county.code(Reference::UnitKind(4), "drone").enter();
        let incident = Incident { needs: vec![Need { skills: SEARCH, count: 1, more_skills: None }], ..incident() };
        let verdict = DroneGate::recommend(NOW, &Settings::default(), &incident, &call(), candidates).unwrap();
        let package = Package::read(env!("CARGO_MANIFEST_DIR"), why::CATALOG);
        let judged = package.arbiter(County::new()).dispatch(&incident, &call(), candidates, &verdict);
        assert_eq!(judged, Ok(vec![]));
        verdict
    }

    fn candidates() -> [Candidate; 2] {
        [Candidate { kind: 4, skills: SEARCH, ..candidate(1) }, Candidate { eta_s: 900, ..candidate(2) }]
    }

    fn wind(ms: f64) -> County {
        County::new().series("weather.wind-ms", 3_600, &[(NOW - 600, ms)])
    }

    #[test]
    fn its_files_agree_with_its_code() {
        Package::read(env!("CARGO_MANIFEST_DIR"), why::CATALOG).check::<Settings>();
    }

    #[test]
    fn in_little_wind_and_without_a_drone_the_next_rule_decides() {
        assert_eq!(decide(wind(10.0), &candidates()), Verdict::Abstain(why::may_fly()));
        assert_eq!(decide(wind(20.0), &[candidate(2)]), Verdict::Abstain(why::no_drone()));
    }

    #[test]
    fn in_too_much_wind_another_goes() {
        let Verdict::Recommend(answer) = decide(wind(10.5), &candidates()) else { panic!("it abstained") };
        assert_eq!((answer.picks.len(), answer.picks[0].candidate), (1, 1));
        assert_eq!(answer.passed_over[0].why, why::windy(10.5, 10.0));
    }

    #[test]
    fn in_wind_that_nobody_knows_nothing_flies() {
        let old = County::new().series("weather.wind-ms", 3_600, &[(NOW - 3_601, 1.0)]);
        for county in [old, County::new(), wind(1.0).deny("series")] {
            let Verdict::Recommend(answer) = decide(county, &candidates()[..1]) else { panic!("it abstained") };
            assert_eq!((answer.picks.len(), answer.shortfalls), (0, vec![why::short(1_u8, SEARCH)]));
            assert_eq!(answer.passed_over[0].why, why::unknown_wind());
        }
    }
}
