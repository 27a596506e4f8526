//! The expected covering of Daskin (1983), and what it loses when a unit leaves, which is how Jagtenberg, Bhulai and van der Mei (2015)
//! use it while units come and go.
//!
//! A point of demand with `k` idle units within the threshold finds one of them free with the chance `1 - q^k`, where `q` is the chance
//! that a unit is busy. The expected covering is the sum of the demand times that chance, and the `k`-th unit adds `(1 - q) q^(k-1)`.
//!
//! - Daskin, M. S. (1983): A maximum expected covering location model: formulation, properties and heuristic solution. Transportation
//!   Science 17(1), 48-70.
//! - Jagtenberg, C. J.; Bhulai, S.; van der Mei, R. D. (2015): An efficient heuristic for real-time ambulance redeployment. Operations
//!   Research for Health Care 4, 27-35.

/// Points of demand, and which of them each unit covers.
#[derive(Clone, Debug, Default)]
pub struct Cover {
    /// Of each point, a share of all demand; they come to 1.
    shares: Vec<f64>,
    /// Of each unit, a flag for each point.
    covers: Vec<Vec<bool>>,
    busy_fraction: f64,
}

impl Cover {
    /// `covers[unit][point]`. Weights are not negative; `None` where they come to nothing.
    pub fn new(weights: &[f64], covers: Vec<Vec<bool>>, busy_fraction: f64) -> Option<Cover> {
        let all: f64 = weights.iter().sum();
        let shares = weights.iter().map(|weight| weight / all).collect();
        (all > 0.0).then_some(Cover { shares, covers, busy_fraction })
    }

    /// How many of these units cover each point.
    pub fn depth(&self, idle: impl Iterator<Item = usize>) -> Vec<i32> {
        let mut depth = vec![0; self.shares.len()];
        for unit in idle {
            for (deep, covered) in depth.iter_mut().zip(&self.covers[unit]) {
                *deep += i32::from(*covered);
            }
        }
        depth
    }

    /// The expected covering: the share of the demand that finds somebody idle in time.
    #[cfg(test)]
    pub fn expected(&self, depth: &[i32]) -> f64 {
        self.shares.iter().zip(depth).map(|(share, deep)| share * (1.0 - self.busy_fraction.powi(*deep))).sum()
    }

    /// What of it is lost when this unit, which is counted in `depth`, leaves; in millionths of all demand.
    pub fn loss_ppm(&self, unit: usize, depth: &[i32]) -> u32 {
        let points = self.shares.iter().zip(depth).zip(&self.covers[unit]).filter(|(_, covered)| **covered);
        let added = |deep: i32| (1.0 - self.busy_fraction) * self.busy_fraction.powi(deep.max(1) - 1);
        let lost: f64 = points.map(|((share, deep), _)| share * added(*deep)).sum();
        (lost * 1e6).round() as u32
    }
}
