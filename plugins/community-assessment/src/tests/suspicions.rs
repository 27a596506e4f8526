//! What looks like a quota, each with the test that says so; and that honest counts are let pass.

use super::*;
use crate::suspicion::{exact_hits, heaped, repeated};

/// The same numbers on every machine.
struct Chance(u64);

impl Chance {
    fn part(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as f64 / f64::from(1_u32 << 31)
    }

    /// One of Poisson's counts, by Knuth's way.
    fn count(&mut self, mean: f64) -> u32 {
        let (limit, mut product, mut count) = ((-mean).exp(), 1.0, 0);
        loop {
            product *= self.part();
            if product <= limit {
                return count;
            }
            count += 1;
        }
    }
}

#[test]
fn figures_that_hit_their_target_too_often() {
    assert_eq!(exact_hits(&[95.0, 95.0, 95.0, 95.0, 94.2, 96.1], 95.0), Some((4, 6)));
    assert_eq!(exact_hits(&[95.0, 95.004, 91.0, 93.5, 94.2, 96.1], 95.0), None, "two of six come by chance");
    assert_eq!(exact_hits(&[95.0; 5], 95.0), None, "too few reports to tell");
}

#[test]
fn the_same_value_period_after_period() {
    assert_eq!(repeated(&[31, 40, 40, 40, 40, 28]), Some((40, 4)));
    assert_eq!(repeated(&[31, 40, 40, 38, 35, 28]), None);
    assert_eq!(repeated(&[1, 1, 1, 1, 0, 2]), None, "small counts repeat");
    assert_eq!(repeated(&[0; 12]), None, "nothing happened");
    assert_eq!(repeated(&[40; 5]), None, "too few reports to tell");
    assert_eq!(repeated(&[]), None);
}

#[test]
fn last_digits_that_are_rounded() {
    let rounded: Vec<u32> = (0..40).map(|n| 100 + 10 * n + if n % 4 == 0 { 3 } else { 0 }).collect();
    assert_eq!(heaped(&rounded).map(|(chi_square, n)| (chi_square.round(), n)), Some((210.0, 40)));
    let even: Vec<u32> = (0..40).map(|n| 100 + 7 * n).collect();
    assert_eq!(heaped(&even), None);
    assert_eq!(heaped(&[30; 29]), None, "too few counts to tell");
    assert_eq!(heaped(&[5; 40]), None, "counts of one digit have none that is last");
}

/// A hundred honest counties of two years each: hardly one is pointed out.
#[test]
fn honest_counts_are_let_pass() {
    let mut chance = Chance(1_327);
    let (mut copied, mut rounded) = (0, 0);
    for _ in 0..100 {
        let counts: Vec<u32> = (0..36).map(|_| chance.count(60.0)).collect();
        copied += u32::from(repeated(&counts).is_some());
        rounded += u32::from(heaped(&counts).is_some());
    }
    assert!(copied <= 3 && rounded <= 3, "copied: {copied}, rounded: {rounded}");
}

/// In an answer they stand beside the figure, of the district whose reports they are.
#[test]
fn they_stand_beside_the_figure() {
    let mut county = county();
    for (n, period) in ["2021-Q2", "2021-Q3", "2021-Q4", "2022-Q1", "2022-Q2", "2022-Q3"].into_iter().enumerate() {
        for (district, settled) in [(0, 95.0), (1, 90.0 + n as f64)] {
            county = reported(county, "disputes-settled", period, Some(district), settled, "2022-10-01");
            county = reported(county, "disputes-failed", period, Some(district), 100.0 - settled, "2022-10-01");
        }
    }
    let targets = [("disputes-settled-rate".to_owned(), 95.0)].into();
    check(
        county,
        &Settings { targets, ..Settings::default() },
        expect![[r#"
        disputes-settled-rate v1 county: 95.00 %, n 200; 190 of 200; added up of 2 districts; target 95 %, met; looks like a quota: 7 of 12 reports hit the target 95 % exactly (binomial test, less than one in a hundred by chance); look into it
        disputes-settled-rate v1 district 0: 95.00 %, n 100; 95 of 100; target 95 %, met; looks copied: 95 was reported 6 periods in a row (runs test, less than one in a hundred by chance); look into it; looks copied: 5 was reported 6 periods in a row (runs test, less than one in a hundred by chance); look into it
        disputes-settled-rate v1 district 1: 95.00 %, n 100; 95 of 100; target 95 %, met
        score v1 county: 100.00 %, n 1
        score v1 district 0: 100.00 %, n 1
        score v1 district 1: 100.00 %, n 1
        posts are not known, so the share of community officers is not worked out
    "#]],
    );
}
