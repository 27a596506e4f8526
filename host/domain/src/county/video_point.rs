//! Cameras: a place each, whose it is and whether it works. Nothing of what they see.

use serde::{Deserialize, Serialize};

use super::geometry::distance_m;
use super::{County, Position};
use crate::declare::named;

named! {
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
    pub enum VideoStatus {
        #[default]
        InService = "in-service",
        Faulty = "faulty",
        Off = "off",
    }
}

/// A camera, by its place only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VideoPoint {
    pub code: String,
    pub position: Position,
    /// Whose it is: a code of the county's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    #[serde(default, skip_serializing_if = "VideoPoint::is_usual")]
    pub status: VideoStatus,
}

impl VideoPoint {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
    fn is_usual(status: &VideoStatus) -> bool {
        *status == VideoStatus::InService
    }
}

impl County {
    /// The nearest to a point, each with its distance, metres; those alone that are in service, or all.
    pub fn video_points_near(&self, from: Position, all: bool, limit: usize) -> Vec<(u32, &VideoPoint)> {
        let wanted = self.video_points.iter().filter(|point| all || point.status == VideoStatus::InService);
        let mut near: Vec<_> = wanted.map(|point| (distance_m(from, point.position).round() as u32, point)).collect();
        let order =
            |one: &(u32, &VideoPoint), other: &(u32, &VideoPoint)| (one.0, &one.1.code).cmp(&(other.0, &other.1.code));
        let limit = limit.min(near.len());
        if limit > 0 {
            near.select_nth_unstable_by(limit - 1, order);
        }
        near.truncate(limit);
        near.sort_unstable_by(order);
        near
    }
}
