//! Identifiers as newtypes. Numbers are dense, given out per county and never reused; codes are the county's own.

use serde::{Deserialize, Serialize};

macro_rules! reference {
    ($($(#[$doc:meta])* $name:ident($inner:ty);)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub $inner);

        impl $name {
            /// Position in the county's own vector of these.
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<$inner> for $name {
            fn from(number: $inner) -> $name {
                $name(number)
            }
        }

        impl From<$name> for $inner {
            fn from(of: $name) -> $inner {
                of.0
            }
        }
    )*};
}

reference! {
    /// A police district (警区).
    DistrictRef(u16);
    /// A township (乡镇), GB/T 2260 with three digits more.
    TownshipRef(u16);
    /// A village or residents' committee, twelve digits.
    VillageRef(u16);
    /// A grid (网格).
    GridRef(u32);
    /// A police station (派出所).
    StationRef(u16);
    /// A kind of team ("case-handling", "traffic", …).
    TeamRef(u16);
    /// A unit: a crew with its vehicle.
    UnitRef(u32);
    /// A kind of unit ("car", "drone", …), by its place in the county's list.
    UnitKindRef(u16);
    /// A class of units ("sworn", "auxiliary", "volunteer", …: the county's own words), by its place in the county's list.
    ClassRef(u16);
    /// A person who holds posts.
    PersonRef(u32);
    /// A kind of incident.
    KindRef(u16);
    /// A named place of the county (a row of its places).
    PlaceRef(u32);
    /// An incident, numbered within the county from 1.
    IncidentRef(u32);
    /// A swap of places in shifts, numbered within the county from 1.
    SwapRef(u32);
    /// Somebody who stands in for a time, numbered within the county from 1.
    StandInRef(u32);
    /// A workflow instance, numbered within the county from 1.
    InstanceRef(u32);
    /// A task, numbered within the county from 1.
    TaskRef(u32);
    /// A notice, numbered within the county from 1.
    NoticeRef(u32);
    /// An assessment, numbered within the county from 1.
    AssessmentRef(u32);
    /// A vacancy of the roster, numbered within the county from 1.
    VacancyRef(u32);
    /// A doubt about the clock, numbered within the county from 1.
    DoubtRef(u32);
    /// A schedule by which workflows begin, numbered within the county from 1.
    ScheduleRef(u32);
    /// A subject of personal data: the owner of one sealing key, numbered within the county from 1.
    SubjectRef(u32);
}

/// A version of a county's state: the number of batches folded into it. 0 is the empty county.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Version(pub u64);

impl Version {
    pub const fn next(self) -> Version {
        Version(self.0 + 1)
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A BLAKE3 digest, written as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    pub fn of(bytes: &[u8]) -> Digest {
        Digest(*blake3::hash(bytes).as_bytes())
    }

    /// The first twelve digits, for people.
    pub fn short(&self) -> String {
        self.to_string()[..12].to_owned()
    }
}

impl std::fmt::Display for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(blake3::Hash::from_bytes(self.0).to_hex().as_str())
    }
}

impl std::fmt::Debug for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Digest({self})")
    }
}

impl std::str::FromStr for Digest {
    type Err = String;
    fn from_str(text: &str) -> Result<Digest, String> {
        blake3::Hash::from_hex(text)
            .map(|hash| Digest(*hash.as_bytes()))
            .map_err(|_| format!("`{text}` is not a digest of 64 hexadecimal digits"))
    }
}

impl Serialize for Digest {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(blake3::Hash::from_bytes(self.0).to_hex().as_str())
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Digest, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
