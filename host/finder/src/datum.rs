//! Points of the datums that Chinese maps use, as WGS 84: GCJ-02 (国测局坐标) and BD-09 (百度坐标). Only what comes in is converted;
//! the county and its journal know WGS 84 alone.
//!
//! The formula is the one that has been known since 2013 (`eviltransform`, `PRCoords`). It agrees with what the maps do to about a metre;
//! its inverse, found by iteration, agrees with it to a millimetre.

use domain::county::Position;
use domain::county::geometry::distance_m;

/// What degrees are measured by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Datum {
    #[default]
    Wgs84,
    Gcj02,
    Bd09,
}

/// A point of WGS 84 that was one of another datum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Converted {
    pub position: Position,
    /// How far it was moved.
    pub moved_m: f64,
}

/// The ellipsoid of Krasovsky, which GCJ-02 is made with: half its greater axis, metres, and the square of its eccentricity.
const AXIS_M: f64 = 6_378_245.0;
const ECCENTRICITY: f64 = 0.006_693_421_622_965_943;
/// What BD-09 turns by.
const TURN: f64 = std::f64::consts::PI * 3000.0 / 180.0;
/// Where GCJ-02 holds: west, east, south, north. Elsewhere it is WGS 84.
const MAINLAND: [f64; 4] = [72.004, 137.8347, 0.8293, 55.8271];
/// Each step brings the inverse nearer by more than a thousand times.
const STEPS: usize = 8;

impl Datum {
    pub const ALL: [Datum; 3] = [Datum::Wgs84, Datum::Gcj02, Datum::Bd09];

    /// Its name outside.
    pub fn code(self) -> &'static str {
        match self {
            Datum::Wgs84 => "wgs-84",
            Datum::Gcj02 => "gcj-02",
            Datum::Bd09 => "bd-09",
        }
    }

    pub fn of_code(code: &str) -> Option<Datum> {
        Datum::ALL.into_iter().find(|datum| datum.code() == code)
    }

    /// A point of this datum as one of WGS 84.
    pub fn to_wgs84(self, point: Position) -> Converted {
        let position = match self {
            Datum::Wgs84 => point,
            Datum::Gcj02 => inverse(point, gcj02),
            Datum::Bd09 => inverse(inverse(point, bd09_of_gcj02), gcj02),
        };
        Converted { position, moved_m: distance_m(point, position) }
    }

    /// A point of WGS 84 as one of this datum.
    pub fn of_wgs84(self, point: Position) -> Position {
        match self {
            Datum::Wgs84 => point,
            Datum::Gcj02 => gcj02(point),
            Datum::Bd09 => bd09_of_gcj02(gcj02(point)),
        }
    }
}

/// What becomes this point.
fn inverse(point: Position, forward: impl Fn(Position) -> Position) -> Position {
    (0..STEPS).fold(point, |guess, _| {
        let there = forward(guess);
        (guess.0 - (there.0 - point.0), guess.1 - (there.1 - point.1))
    })
}

fn gcj02((lon, lat): Position) -> Position {
    let [west, east, south, north] = MAINLAND;
    if !(west..=east).contains(&lon) || !(south..=north).contains(&lat) {
        return (lon, lat);
    }
    let (x, y) = (lon - 105.0, lat - 35.0);
    let pi = std::f64::consts::PI;
    let waves = (20.0 * (6.0 * x * pi).sin() + 20.0 * (2.0 * x * pi).sin()) * 2.0 / 3.0;
    let wave = |of: f64, [a, b, c]: [f64; 3], [p, q, r]: [f64; 3]| {
        (a * (of / p * pi).sin() + b * (of / q * pi).sin() + c * (of / r * pi).sin()) * 2.0 / 3.0
    };
    let root = x.abs().sqrt();
    let north_m = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * root
        + waves
        + wave(y, [20.0, 40.0, 0.0], [1.0, 3.0, 1.0])
        + wave(y, [160.0, 320.0, 0.0], [12.0, 30.0, 1.0]);
    let east_m = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * root
        + waves
        + wave(x, [20.0, 40.0, 0.0], [1.0, 3.0, 1.0])
        + wave(x, [150.0, 300.0, 0.0], [12.0, 30.0, 1.0]);
    let angle = lat.to_radians();
    let bulge = 1.0 - ECCENTRICITY * angle.sin() * angle.sin();
    let degree_north = AXIS_M * (1.0 - ECCENTRICITY) / (bulge * bulge.sqrt()) * pi / 180.0;
    let degree_east = AXIS_M / bulge.sqrt() * angle.cos() * pi / 180.0;
    (lon + east_m / degree_east, lat + north_m / degree_north)
}

fn bd09_of_gcj02((x, y): Position) -> Position {
    let far = x.hypot(y) + 0.000_02 * (y * TURN).sin();
    let angle = y.atan2(x) + 0.000_003 * (x * TURN).cos();
    (far * angle.cos() + 0.0065, far * angle.sin() + 0.006)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Pairs that `eviltransform` and `coordtransform` are tested with.
    #[test]
    fn known_points_come_out_as_everywhere() {
        let pairs = [
            ((121.527_210_6, 31.177_427_6), (121.531_541_859_215, 31.175_303_983_645_97)),
            ((113.912_316, 22.543_847), (113.917_176_480_836_3, 22.540_796_131_694_766)),
            ((116.377_817, 39.911_954), (116.384_047_224_556_57, 39.913_345_455_360_69)),
            ((116.404, 39.915), (116.410_244_499_169_38, 39.916_404_281_501_64)),
        ];
        for (wgs84, wanted) in pairs {
            let made = Datum::Gcj02.of_wgs84(wgs84);
            assert!(distance_m(made, wanted) < 0.01, "{wgs84:?}: {made:?}, not {wanted:?}");
            let back = Datum::Gcj02.to_wgs84(wanted);
            assert!(distance_m(back.position, wgs84) < 0.01, "{wanted:?}: {back:?}");
            assert!((100.0..1_000.0).contains(&back.moved_m), "{back:?}");
        }
        let made = bd09_of_gcj02((116.404, 39.915));
        assert!(distance_m(made, (116.410_369_493_710_29, 39.921_336_993_510_21)) < 0.01, "{made:?}");
    }

    #[test]
    fn what_lies_elsewhere_stays() {
        let (paris, converted) = ((2.35, 48.85), Datum::Gcj02.to_wgs84((2.35, 48.85)));
        assert_eq!(converted, Converted { position: paris, moved_m: 0.0 });
        assert_eq!(Datum::Wgs84.to_wgs84((119.5, 27.4)).moved_m, 0.0);
    }

    #[test]
    fn datums_are_known_by_their_codes() {
        for datum in Datum::ALL {
            assert_eq!(Datum::of_code(datum.code()), Some(datum));
        }
        assert_eq!(Datum::of_code("GCJ-02"), None);
    }

    proptest! {
        /// Away from the edge of where it holds: there the formula leaps, and some points have no original.
        #[test]
        fn there_and_back_is_the_same_to_a_millimetre(lon in 73.0..135.0, lat in 18.0..54.0) {
            for datum in Datum::ALL {
                let back = datum.to_wgs84(datum.of_wgs84((lon, lat)));
                prop_assert!(distance_m(back.position, (lon, lat)) < 0.001, "{datum:?}: {back:?}");
                prop_assert!(back.moved_m < 2_500.0, "{datum:?}: {back:?}");
            }
        }
    }
}
