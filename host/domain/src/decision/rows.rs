//! What a record has dozens of, as rows of numbers: a third of the size of objects with names, and of the time to write them.

use std::fmt;

use serde::de::{Error, SeqAccess, Visitor};
use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::hooks::{Candidate, Nearness, PlainNumber, Reason};
use crate::ids::*;
use crate::limits::REASON_VALUES_MAX;

/// A candidate as it is kept in a record.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(from = "CandidateRow")]
pub struct CompactCandidate(pub Candidate);

type CandidateRow = (UnitRef, TeamRef, DistrictRef, u8, u32, u32, u8, u32, u32, u16);

impl From<CandidateRow> for CompactCandidate {
    fn from(
        (unit, team, district, near, skills, eta_s, line, fix_age_s, shift_left_s, workload): CandidateRow,
    ) -> Self {
        let nearness = match near {
            0 => Nearness::Own,
            1 => Nearness::Neighbour,
            _ => Nearness::County,
        };
        let straight_line = line != 0;
        let candidate = Candidate {
            unit,
            team,
            district,
            nearness,
            skills,
            eta_s,
            straight_line,
            fix_age_s,
            shift_left_s,
            workload,
        };
        CompactCandidate(candidate)
    }
}

impl Serialize for CompactCandidate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let CompactCandidate(c) = self;
        let (near, line) = (c.nearness as u8, u8::from(c.straight_line));
        let row: CandidateRow =
            (c.unit, c.team, c.district, near, c.skills, c.eta_s, line, c.fix_age_s, c.shift_left_s, c.workload);
        row.serialize(serializer)
    }
}

/// A candidate that was not picked, and why not; no reason if the plugin gave none. Kept as `[unit, eta_s]`, which the reason's
/// code and values follow.
#[derive(Clone, Debug, PartialEq)]
pub struct PassedOver {
    pub unit: UnitRef,
    pub eta_s: u32,
    pub why: Option<Reason>,
}

impl Serialize for PassedOver {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let length = 2 + self.why.as_ref().map_or(0, |why| 1 + why.values.len());
        let mut row = serializer.serialize_seq(Some(length))?;
        row.serialize_element(&self.unit)?;
        row.serialize_element(&self.eta_s)?;
        if let Some(why) = &self.why {
            row.serialize_element(&why.code)?;
            why.values.iter().try_for_each(|value| row.serialize_element(&PlainNumber(*value)))?;
        }
        row.end()
    }
}

impl<'de> Deserialize<'de> for PassedOver {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<PassedOver, D::Error> {
        deserializer.deserialize_seq(PassedOverRow)
    }
}

struct PassedOverRow;

impl<'de> Visitor<'de> for PassedOverRow {
    type Value = PassedOver;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a row of unit, seconds and perhaps a reason's code and values")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut row: A) -> Result<PassedOver, A::Error> {
        let unit = row.next_element()?.ok_or_else(|| A::Error::invalid_length(0, &self))?;
        let eta_s = row.next_element()?.ok_or_else(|| A::Error::invalid_length(1, &self))?;
        let Some(code) = row.next_element()? else { return Ok(PassedOver { unit, eta_s, why: None }) };
        let mut values = Vec::new();
        while let Some(value) = row.next_element()? {
            if values.len() == REASON_VALUES_MAX {
                return Err(A::Error::custom(format_args!("more than {REASON_VALUES_MAX} values of a reason")));
            }
            values.push(value);
        }
        Ok(PassedOver { unit, eta_s, why: Some(Reason { code, values }) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_read_back() {
        let reason = |values: &[f64]| Some(Reason { code: 10, values: values.to_vec() });
        for (why, json) in [
            (None, "[7,300]"),
            (reason(&[]), "[7,300,10]"),
            (reason(&[600.0, -1.5, 0.1]), "[7,300,10,600,-1.5,0.1]"),
            (reason(&[0.0; REASON_VALUES_MAX]), "[7,300,10,0,0,0,0,0,0,0,0]"),
        ] {
            let passed = PassedOver { unit: UnitRef(7), eta_s: 300, why };
            assert_eq!(serde_json::to_string(&passed).unwrap(), json);
            assert_eq!(serde_json::from_str::<PassedOver>(json).unwrap(), passed);
        }
        for bad in ["[]", "[7]", "[7,300,\"x\"]", "[7,300,10,0,0,0,0,0,0,0,0,0]", "{}"] {
            assert!(serde_json::from_str::<PassedOver>(bad).is_err(), "{bad}");
        }
    }
}
