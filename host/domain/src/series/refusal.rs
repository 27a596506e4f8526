//! Why values of series are not taken. One bad value refuses all that came with it.

use crate::declare::refusals;

refusals! {
    /// Why values of series are not taken.
    pub enum SeriesRefusal of "series" {
        #[refusal("ahead", Invalid BadReading)]
        Ahead { series: String, at: String, ahead_s: u32 },
        #[refusal("count", Invalid ReadingCount)]
        Count { given: usize, max: usize },
        #[refusal("no-such-series", NotFound NoSuchSeries)]
        NoSuchSeries { series: String },
        #[refusal("not-finite", Invalid BadReading)]
        NotFinite { series: String },
        #[refusal("twice", Invalid BadReading)]
        Twice { series: String, at: String },
    }
}
