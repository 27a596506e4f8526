//! Cameras are a registry of places: plugins are told of those in service, people of all.

use domain::county::{County, VideoPoint, VideoStatus};

use crate::desk::county;

#[test]
fn what_does_not_work_is_told_to_people_alone() {
    let point = |code: &str, lon: f64, status| VideoPoint {
        code: code.to_owned(),
        position: (lon, 27.05),
        owner: Some("township".to_owned()),
        status,
    };
    let video_points = vec![
        point("V3", 119.08, VideoStatus::InService),
        point("V1", 119.05, VideoStatus::Faulty),
        point("V2", 119.06, VideoStatus::InService),
        point("V4", 119.05, VideoStatus::Off),
    ];
    let county = County { video_points, ..county() };
    let near = |all, limit| {
        let near = county.video_points_near((119.05, 27.05), all, limit);
        near.into_iter().map(|(_, point)| point.code.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(near(false, 8), ["V2", "V3"]);
    assert_eq!(near(false, 1), ["V2"]);
    assert_eq!(near(true, 3), ["V1", "V4", "V2"]);
    assert!(near(true, 0).is_empty());
}
