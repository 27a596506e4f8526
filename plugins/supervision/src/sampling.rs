//! Which incidents are reviewed: all of a kind, none, or one of so many by the incident's number and a salt. Whoever knows the rule and not
//! the salt can't tell which ones; whoever knows both can tell again, years later.

use serde::Deserialize;
use wardroom_plugin::Incident;
use wardroom_plugin::view::{self, Reference};

use crate::settings::Settings;

/// `"all"`, `"none"`, `{ "every": 10 }`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sample {
    All,
    None,
    Every(u32),
}

pub fn is_sampled(settings: &Settings, incident: &Incident) -> bool {
    // Where codes are not granted, what holds for all others holds for all.
    let kind = view::code(Reference::Kind(incident.kind)).unwrap_or_default();
    let sample = settings.sampling.get(&kind).copied().unwrap_or(settings.usually);
    drawn(sample, &settings.salt, &kind, incident.ref_)
}

pub fn drawn(sample: Sample, salt: &str, kind: &str, number: u32) -> bool {
    match sample {
        Sample::All => true,
        Sample::None | Sample::Every(0) => false,
        Sample::Every(every) => {
            let bytes = salt.bytes().chain([0]).chain(kind.bytes()).chain([0]).chain(number.to_le_bytes());
            scattered(bytes).is_multiple_of(u64::from(every))
        }
    }
}

/// FNV-1a, and the last step of MurmurHash3, so that numbers which follow each other lie far apart.
fn scattered(bytes: impl Iterator<Item = u8>) -> u64 {
    let hash = bytes
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    let hash = (hash ^ hash >> 33).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let hash = (hash ^ hash >> 33).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ hash >> 33
}
