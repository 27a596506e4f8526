//! The indicator that a county is measured by: settled of settled and failed. What is still open counts for nothing in it, and
//! neither does what was withdrawn or referred. The counts are the host's: ended instances of this kind by the name of their end.

/// A share that names what it was computed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Success {
    pub settled: u32,
    /// Settled and failed.
    pub of: u32,
    /// Hundredths of a per cent, rounded half up: 9819 is 98.19 %.
    pub share: u32,
}

/// `None` while nothing has been settled or has failed: no share of nothing.
pub fn success(settled: u32, failed: u32) -> Option<Success> {
    let of = settled.checked_add(failed).filter(|of| *of > 0)?;
    let share = (u64::from(settled) * 20_000 + u64::from(of)) / (u64::from(of) * 2);
    Some(Success { settled, of, share: share as u32 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn success_is_settled_of_settled_and_failed() {
        assert_eq!(success(380, 7), Some(Success { settled: 380, of: 387, share: 9819 }));
        assert_eq!(success(0, 0), None);
        assert_eq!(success(0, 3).map(|success| success.share), Some(0));
        assert_eq!(success(3, 0).map(|success| success.share), Some(10_000));
        assert_eq!(success(1, 7).map(|success| success.share), Some(1250));
        assert_eq!(success(u32::MAX, 1), None, "more than can be counted");
    }
}
