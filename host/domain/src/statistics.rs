//! The statistics of incidents, which every room makes of its shift, its day, its week and its month: which figures there are, over
//! which stretch of time, and how they are counted. Nothing of it is kept: the same question gives the same figures.

pub mod count;
pub mod figure;
pub mod stretch;
