//! What looks like a quota rather than a count. Each test says what chance would make of honest figures; below one in a hundred it is
//! pointed out. It says that somebody should look, not that somebody lied.

/// Reports that are looked at, at least.
const REPORTS_MIN: usize = 6;
/// Last digits, at least; and the value above which the chi-square of nine degrees of freedom comes once in a hundred.
const DIGITS_MIN: usize = 30;
const CHI_SQUARE_9_AT_1_PERCENT: f64 = 21.666;
/// How often an honest figure hits its target exactly, at most.
const HIT_BY_CHANCE: f64 = 0.1;
const RARE: f64 = 0.01;

/// Figures that hit their target to two digits: how many of how many, if that many come by chance less than once in a hundred times
/// (binomial test).
pub fn exact_hits(figures: &[f64], target: f64) -> Option<(usize, usize)> {
    let same = |figure: &&f64| (**figure - target).abs() < 0.005;
    let (n, hits) = (figures.len(), figures.iter().filter(same).count());
    let chance: f64 = (hits..=n).map(|k| binomial(n, k)).sum();
    (n >= REPORTS_MIN && chance < RARE).then_some((hits, n))
}

fn binomial(n: usize, k: usize) -> f64 {
    let ways = (0..k).fold(1.0, |ways, i| ways * (n - i) as f64 / (i + 1) as f64);
    ways * HIT_BY_CHANCE.powi(k as i32) * (1.0 - HIT_BY_CHANCE).powi((n - k) as i32)
}

/// The longest run of one value, period after period, if such a one comes by chance less than once in a hundred times (runs test): an
/// honest count is taken to be one of Poisson's.
pub fn repeated(values: &[u32]) -> Option<(u32, usize)> {
    let runs = values.chunk_by(|one, next| one == next);
    let longest = runs.max_by_key(|run| run.len())?;
    let (value, length) = (longest[0], longest.len());
    let starts = values.len().saturating_sub(length - 1) as f64;
    let chance = starts * same_again(value).powi(length as i32 - 1);
    (values.len() >= REPORTS_MIN && value > 0 && chance < RARE).then_some((value, length))
}

/// The chance that two of Poisson's counts with this mean are the same: the sum of the squares of its probabilities, which comes to one
/// by the root of four pi times the mean where that is large.
fn same_again(mean: u32) -> f64 {
    let mean = f64::from(mean);
    if mean > 100.0 {
        return 1.0 / (4.0 * std::f64::consts::PI * mean).sqrt();
    }
    let mut probability = (-mean).exp();
    let mut sum = probability.powi(2);
    for k in 1..400 {
        probability *= mean / f64::from(k);
        sum += probability.powi(2);
    }
    sum
}

/// Last digits of counts of two digits and more, if they are spread so unevenly by chance less than once in a hundred times (chi-square
/// test): the statistic, and of how many counts.
pub fn heaped(values: &[u32]) -> Option<(f64, usize)> {
    let mut digits = [0.0_f64; 10];
    let large = || values.iter().filter(|value| **value >= 10);
    large().for_each(|value| digits[(value % 10) as usize] += 1.0);
    let n = large().count();
    let expected = n as f64 / 10.0;
    let chi_square: f64 = digits.iter().map(|seen| (seen - expected).powi(2) / expected).sum();
    (n >= DIGITS_MIN && chi_square > CHI_SQUARE_9_AT_1_PERCENT).then_some((chi_square, n))
}
