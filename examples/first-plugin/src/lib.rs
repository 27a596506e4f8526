//! A plugin to begin with: of the units that arrive in time, the ones with the least work go. When there are too few of them
//! it abstains, and the next rule in line answers.

use serde::Deserialize;
use wardroom_plugin::{Call, Candidate, Dispatch, Incident, Recommendation, Result, TimeS, Verdict};

/// `settings.schema.json` says the same to people.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Who arrives within this many seconds is near enough.
    pub in_time_s: u32,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { in_time_s: 600 }
    }
}

// What it says to people, in Chinese and in English; the tests see that `catalog.json` says the same.
mod why {
    wardroom_plugin::catalog! {
        1 least_work(eta: duration, workload: count):
            "{eta}可到，近来任务{workload}起，为及时可到者中最少",
            "there in {eta} with {workload} incidents so far, the fewest of those in time";
        2 too_far(eta: duration, latest: duration):
            "{eta}才到，超过{latest}",
            "there in {eta}, which is later than {latest}";
        3 not_needed(workload: count):
            "近来任务{workload}起，已有任务不多于它者前往",
            "{workload} incidents so far, and those who go have no more";
        4 too_few_in_time(latest: duration):
            "{latest}内可到且能胜任者不足，由下一规则决定",
            "too few who are able arrive within {latest}: left to the next rule";
    }
}

pub struct LeastWork;

impl Dispatch for LeastWork {
    type Settings = Settings;

    fn recommend(
        _: TimeS,
        settings: &Settings,
        incident: &Incident,
        _: &Call,
        candidates: &[Candidate],
    ) -> Result<Verdict> {
        let in_time = |index: &usize| candidates[*index].eta_s <= settings.in_time_s;
        let mut free: Vec<usize> = (0..candidates.len()).filter(in_time).collect();
        // Candidates come nearest first, and sorting keeps that order among those with equal work.
        free.sort_by_key(|index| candidates[*index].workload);

        let mut answer = Recommendation::default();
        for (need, wanted) in incident.needs.iter().enumerate() {
            for _ in 0..wanted.count {
                let Some(place) = free.iter().position(|index| candidates[*index].answers(need, wanted)) else {
                    return Ok(Verdict::Abstain(why::too_few_in_time(settings.in_time_s)));
                };
                let index = free.remove(place);
                let unit = &candidates[index];
                answer.pick(index, need, why::least_work(unit.eta_s, unit.workload));
            }
        }
        for (index, unit) in candidates.iter().enumerate() {
            if unit.eta_s > settings.in_time_s {
                answer.pass_over(index, why::too_far(unit.eta_s, settings.in_time_s));
            } else if free.contains(&index) {
                answer.pass_over(index, why::not_needed(unit.workload));
            }
        }
        Ok(Verdict::Recommend(answer))
    }
}

wardroom_plugin::export!(dispatch: LeastWork);

#[cfg(test)]
mod tests {
    use wardroom_plugin::testing::{County, NOW, Package, call, candidate, incident};
    use wardroom_plugin::{Need, Reason};

    use super::*;

    fn package() -> Package {
        Package::read(env!("CARGO_MANIFEST_DIR"), why::CATALOG)
    }

    fn unit(number: u32, eta_s: u32, workload: u16) -> Candidate {
        Candidate { eta_s, workload, ..candidate(number) }
    }

    /// The answer, of which the host refuses nothing.
    fn decide(count: u8, candidates: &[Candidate]) -> Verdict {
        let incident = Incident { needs: vec![Need { skills: 0b1, count, more_skills: None }], ..incident() };
        let verdict = LeastWork::recommend(NOW, &Settings::default(), &incident, &call(), candidates).unwrap();
        let judged = package().arbiter(County::new()).dispatch(&incident, &call(), candidates, &verdict);
        assert_eq!(judged, Ok(vec![]));
        verdict
    }

    fn words(why: &Reason) -> String {
        package().text("en", why)
    }

    #[test]
    fn its_files_agree_with_its_code() {
        package().check::<Settings>();
    }

    #[test]
    fn the_least_work_goes_and_the_rest_hear_why_not() {
        let candidates = [unit(1, 100, 3), unit(2, 200, 1), unit(3, 300, 1), unit(4, 601, 0)];
        let Verdict::Recommend(answer) = decide(1, &candidates) else { panic!("abstained") };
        assert_eq!(answer.picks.iter().map(|pick| pick.candidate).collect::<Vec<_>>(), [1]);
        assert_eq!(answer.passed_over.iter().map(|passed| passed.candidate).collect::<Vec<_>>(), [0, 2, 3]);
        assert_eq!(words(&answer.picks[0].why), words(&why::least_work(200, 1u16)));
        assert_eq!(words(&answer.passed_over[2].why), words(&why::too_far(601, 600)));
        assert!(answer.shortfalls.is_empty());
    }

    #[test]
    fn who_arrives_just_in_time_counts_and_a_second_later_does_not() {
        assert!(matches!(decide(1, &[unit(1, 600, 0)]), Verdict::Recommend(_)));
        assert!(matches!(decide(1, &[unit(1, 601, 0)]), Verdict::Abstain(why) if why == why::too_few_in_time(600)));
    }

    #[test]
    fn it_leaves_to_others_what_it_cannot_fill() {
        assert!(matches!(decide(2, &[unit(1, 100, 0)]), Verdict::Abstain(_)));
        let unskilled = Candidate { skills: 0b10, ..unit(1, 100, 0) };
        assert!(matches!(decide(1, &[unskilled]), Verdict::Abstain(_)));
    }
}
