//! What a record has dozens of, as rows of numbers: a third of the size of objects with names, and of the time to write them.

use std::fmt;

use serde::de::{Error, SeqAccess, Visitor};
use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::hooks::{Candidate, Nearness, Reason, UnitTold};
use crate::ids::*;
use crate::limits::REASON_VALUES_MAX;

/// A candidate as it is kept in a record: its numbers in the order of the fields, the grid last and only where it is known.
#[derive(Clone, Debug, PartialEq)]
pub struct CompactCandidate(pub Candidate);

impl From<&Candidate> for CompactCandidate {
    fn from(candidate: &Candidate) -> CompactCandidate {
        CompactCandidate(Candidate { told: UnitTold::default(), ..candidate.clone() })
    }
}

impl Serialize for CompactCandidate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let CompactCandidate(c) = self;
        let (near, line) = (c.nearness as u8, u8::from(c.straight_line));
        let (who, way) = ((c.unit, c.team, c.district, near), (c.skills, c.eta_s, line, c.fix_age_s));
        match c.grid {
            Some(grid) => (who.0, who.1, who.2, who.3, way.0, way.1, way.2, way.3, c.shift_left_s, c.workload, grid)
                .serialize(serializer),
            None => (who.0, who.1, who.2, who.3, way.0, way.1, way.2, way.3, c.shift_left_s, c.workload)
                .serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for CompactCandidate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<CompactCandidate, D::Error> {
        deserializer.deserialize_seq(CandidateRow)
    }
}

struct CandidateRow;

impl<'de> Visitor<'de> for CandidateRow {
    type Value = CompactCandidate;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a row of a candidate's ten numbers and perhaps its grid")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut row: A) -> Result<CompactCandidate, A::Error> {
        let mut read = 0;
        macro_rules! next {
            () => {{
                read += 1;
                row.next_element()?.ok_or_else(|| A::Error::invalid_length(read - 1, &self))?
            }};
        }
        let candidate = Candidate {
            unit: next!(),
            team: next!(),
            district: next!(),
            nearness: match next!() {
                0_u8 => Nearness::Own,
                1 => Nearness::Neighbour,
                _ => Nearness::County,
            },
            skills: next!(),
            eta_s: next!(),
            straight_line: {
                let line: u8 = next!();
                line != 0
            },
            fix_age_s: next!(),
            shift_left_s: next!(),
            workload: next!(),
            grid: row.next_element()?,
            told: UnitTold::default(),
        };
        match row.next_element::<u32>()? {
            None => Ok(CompactCandidate(candidate)),
            Some(_) => Err(A::Error::invalid_length(12, &self)),
        }
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
            why.values.iter().try_for_each(|value| row.serialize_element(value))?;
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
    use crate::county::reference::Reference;
    use crate::hooks::ReasonValue;

    #[test]
    fn candidates_read_back_with_and_without_a_grid() {
        for json in ["[2,1,0,1,3,240,1,4294967295,3600,2]", "[2,1,0,0,3,240,0,12,3600,2,41]"] {
            let row: CompactCandidate = serde_json::from_str(json).unwrap();
            assert_eq!(row.0.grid, json.ends_with("41]").then_some(GridRef(41)));
            assert_eq!(serde_json::to_string(&row).unwrap(), json);
        }
        for bad in ["[]", "[2,1,0,1,3,240,1,9,3600]", "[2,1,0,1,3,240,1,9,3600,2,41,7]", "{}"] {
            assert!(serde_json::from_str::<CompactCandidate>(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn rows_read_back() {
        let reason =
            |values: &[f64]| Some(Reason { code: 10, values: values.iter().map(|value| (*value).into()).collect() });
        let unit = Reason::new(10, [ReasonValue::Duration(60), Reference::Unit(UnitRef(3)).into()]);
        for (why, json) in [
            (None, "[7,300]"),
            (reason(&[]), "[7,300,10]"),
            (reason(&[600.0, -1.5, 0.1]), "[7,300,10,600,-1.5,0.1]"),
            (Some(unit), r#"[7,300,10,{"s":60},{"unit":3}]"#),
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
