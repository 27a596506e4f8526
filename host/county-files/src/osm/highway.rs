//! What a way's tags say of a vehicle's way along it (OpenStreetMap's `highway`, `oneway`, `maxspeed`, `access`).

use super::blocks::Tags;

/// A way that vehicles use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Highway {
    /// The road's class in the county's file.
    pub class: &'static str,
    pub speed_kmh: u16,
    pub direction: Direction,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Both,
    Along,
    Against,
}

/// A value of `highway`, the class that it becomes, and how fast one drives there when nothing holds one up, km/h. Slip roads are of the
/// class that they lead to. Ways that are not named are none for vehicles: paths, steps, roads that are planned or being built.
const CLASSES: [(&str, &str, u16); 16] = [
    ("motorway", "motorway", 100),
    ("motorway_link", "motorway", 50),
    ("trunk", "trunk", 80),
    ("trunk_link", "trunk", 40),
    ("primary", "primary", 60),
    ("primary_link", "primary", 40),
    ("secondary", "secondary", 50),
    ("secondary_link", "secondary", 40),
    ("tertiary", "tertiary", 40),
    ("tertiary_link", "tertiary", 30),
    ("unclassified", "unclassified", 30),
    ("residential", "residential", 25),
    ("road", "unclassified", 25),
    ("service", "service", 20),
    ("living_street", "service", 15),
    ("track", "track", 15),
];

const KMH_PER_MPH: f64 = 1.609_344;

impl Highway {
    pub fn of(tags: Tags<'_>) -> Option<Highway> {
        Highway::read(|key| tags.get(key))
    }

    fn read<'t>(tag: impl Fn(&str) -> Option<&'t str>) -> Option<Highway> {
        let highway = tag("highway")?;
        let (_, class, usual_kmh) = CLASSES.iter().find(|(name, ..)| *name == highway)?;
        let is_barred = ["access", "vehicle", "motor_vehicle"].iter().any(|key| tag(key) == Some("no"));
        let is_for_us = matches!(tag("emergency"), Some("yes" | "designated"));
        if (is_barred && !is_for_us) || tag("area") == Some("yes") {
            return None;
        }
        let allowed_kmh = tag("maxspeed").and_then(speed_kmh).unwrap_or(*usual_kmh);
        Some(Highway { class, speed_kmh: allowed_kmh.min(*usual_kmh), direction: direction(highway, tag) })
    }
}

/// What holds of a motorway and a roundabout without being said holds until something else is.
fn direction<'t>(highway: &str, tag: impl Fn(&str) -> Option<&'t str>) -> Direction {
    let is_round = matches!(tag("junction"), Some("roundabout" | "circular"));
    match tag("oneway") {
        Some("yes" | "true" | "1") => Direction::Along,
        Some("-1" | "reverse") => Direction::Against,
        Some("no" | "false" | "0") => Direction::Both,
        _ if is_round || highway.starts_with("motorway") => Direction::Along,
        _ => Direction::Both,
    }
}

/// `60`, `60 km/h` or `40 mph`; words such as `CN:urban` say nothing that the class does not.
fn speed_kmh(text: &str) -> Option<u16> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let number: u16 = number.parse().ok()?;
    let kmh = match unit.trim() {
        "" | "km/h" | "kmh" => number,
        "mph" => (f64::from(number) * KMH_PER_MPH).round() as u16,
        _ => return None,
    };
    (kmh > 0).then_some(kmh)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(tags: &[(&str, &'static str)]) -> Option<(&'static str, u16, Direction)> {
        let tag = |key: &str| tags.iter().find(|(known, _)| *known == key).map(|(_, value)| *value);
        Highway::read(tag).map(|way| (way.class, way.speed_kmh, way.direction))
    }

    #[test]
    fn what_tags_say() {
        use Direction::*;
        let cases: [(&[(&str, &'static str)], _); 14] = [
            (&[("highway", "residential")], Some(("residential", 25, Both))),
            (&[("highway", "motorway")], Some(("motorway", 100, Along))),
            (&[("highway", "motorway"), ("oneway", "no")], Some(("motorway", 100, Both))),
            (&[("highway", "primary"), ("oneway", "-1")], Some(("primary", 60, Against))),
            (&[("highway", "tertiary"), ("junction", "roundabout")], Some(("tertiary", 40, Along))),
            (&[("highway", "primary_link"), ("maxspeed", "30")], Some(("primary", 30, Both))),
            (&[("highway", "primary"), ("maxspeed", "120")], Some(("primary", 60, Both))),
            (&[("highway", "primary"), ("maxspeed", "20 mph")], Some(("primary", 32, Both))),
            (&[("highway", "primary"), ("maxspeed", "CN:urban")], Some(("primary", 60, Both))),
            (&[("highway", "primary"), ("maxspeed", "0")], Some(("primary", 60, Both))),
            (&[("highway", "service"), ("access", "private")], Some(("service", 20, Both))),
            (&[("highway", "service"), ("motor_vehicle", "no"), ("emergency", "yes")], Some(("service", 20, Both))),
            (&[("highway", "service"), ("access", "no")], None),
            (&[("highway", "footway")], None),
        ];
        for (tags, expected) in cases {
            assert_eq!(read(tags), expected, "{tags:?}");
        }
    }
}
