//! Things of the archive as bytes that sort as they do, for keys of a store and for cursors.

use super::{Filed, Place, Sort};
use crate::ids::*;
use crate::matter::Matter;
use crate::time::TimeMs;

impl Sort {
    /// A small number for each. It is kept for as long as the archive's format is.
    pub const fn tag(self) -> u8 {
        self as u8
    }

    fn of_tag(tag: u8) -> Option<Sort> {
        Sort::ALL.into_iter().find(|sort| sort.tag() == tag)
    }
}

impl TimeMs {
    /// Eight bytes that sort as times do.
    pub const fn sortable(self) -> [u8; 8] {
        (self.0.cast_unsigned() ^ (1 << 63)).to_be_bytes()
    }

    pub const fn of_sortable(bytes: [u8; 8]) -> TimeMs {
        TimeMs((u64::from_be_bytes(bytes) ^ (1 << 63)).cast_signed())
    }
}

impl Matter {
    pub fn sortable(self) -> [u8; 5] {
        let [a, b, c, d] = self.number().to_be_bytes();
        [self.tag(), a, b, c, d]
    }

    fn of_sortable(bytes: [u8; 5]) -> Option<Matter> {
        let [tag, number @ ..] = bytes;
        Matter::from_tag(tag, u32::from_be_bytes(number))
    }
}

impl Filed {
    pub fn key(self) -> Vec<u8> {
        let mut key = vec![self.sort().tag()];
        match self {
            Filed::Incident(which) => key.extend(which.0.to_be_bytes()),
            Filed::Workflow(which) => key.extend(which.0.to_be_bytes()),
            Filed::Task(which) => key.extend(which.0.to_be_bytes()),
            Filed::Notice(which) => key.extend(which.0.to_be_bytes()),
            Filed::Decision(matter, number) => {
                key.extend(matter.sortable());
                key.extend(number.to_be_bytes());
            }
            Filed::Swap(which) => key.extend(which.0.to_be_bytes()),
            Filed::StandIn(which) => key.extend(which.0.to_be_bytes()),
            Filed::Handover(district, outgoing) => {
                key.extend(district.0.to_be_bytes());
                key.extend(outgoing.sortable());
            }
        }
        key
    }

    /// `None`: no key of a thing.
    pub fn of_key(key: &[u8]) -> Option<Filed> {
        Filed::split_key(key).filter(|(_, rest)| rest.is_empty()).map(|(which, _)| which)
    }

    /// The thing whose key comes first, and what follows.
    pub fn split_key(key: &[u8]) -> Option<(Filed, &[u8])> {
        let bytes = match Sort::of_tag(*key.first()?)? {
            Sort::Decision => 1 + 5 + 4,
            Sort::Handover => 1 + 2 + 8,
            Sort::Incident | Sort::Workflow | Sort::Task | Sort::Notice | Sort::Swap | Sort::StandIn => 1 + 4,
        };
        let (key, rest) = key.split_at_checked(bytes)?;
        Some((Filed::of_whole_key(key)?, rest))
    }

    fn of_whole_key(key: &[u8]) -> Option<Filed> {
        let (tag, rest) = key.split_first()?;
        let number = || rest.try_into().ok().map(u32::from_be_bytes);
        match Sort::of_tag(*tag)? {
            Sort::Incident => number().map(|of| Filed::Incident(IncidentRef(of))),
            Sort::Workflow => number().map(|of| Filed::Workflow(InstanceRef(of))),
            Sort::Task => number().map(|of| Filed::Task(TaskRef(of))),
            Sort::Notice => number().map(|of| Filed::Notice(NoticeRef(of))),
            Sort::Decision => {
                let (matter, number) = rest.split_first_chunk()?;
                let number = u32::from_be_bytes(number.try_into().ok()?);
                Some(Filed::Decision(Matter::of_sortable(*matter)?, number))
            }
            Sort::Swap => number().map(|of| Filed::Swap(SwapRef(of))),
            Sort::StandIn => number().map(|of| Filed::StandIn(StandInRef(of))),
            Sort::Handover => {
                let (district, outgoing) = rest.split_first_chunk()?;
                let outgoing = TimeMs::of_sortable(outgoing.try_into().ok()?);
                Some(Filed::Handover(DistrictRef(u16::from_be_bytes(*district)), outgoing))
            }
        }
    }
}

impl Place {
    pub fn key(self) -> Vec<u8> {
        let mut key = self.at.sortable().to_vec();
        key.extend(self.which.key());
        key
    }

    pub fn of_key(key: &[u8]) -> Option<Place> {
        let (at, which) = key.split_first_chunk()?;
        Some(Place { at: TimeMs::of_sortable(*at), which: Filed::of_key(which)? })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn filed() -> impl Strategy<Value = Filed> {
        let matter = (0..6_u8, any::<u32>()).prop_map(|(tag, number)| Matter::from_tag(tag, number).unwrap());
        (0..8_u8, any::<u32>(), any::<u16>(), any::<i64>(), matter).prop_map(|(sort, number, district, at, matter)| {
            match sort {
                0 => Filed::Incident(IncidentRef(number)),
                1 => Filed::Workflow(InstanceRef(number)),
                2 => Filed::Task(TaskRef(number)),
                3 => Filed::Notice(NoticeRef(number)),
                4 => Filed::Decision(matter, number),
                5 => Filed::Swap(SwapRef(number)),
                6 => Filed::StandIn(StandInRef(number)),
                _ => Filed::Handover(DistrictRef(district), TimeMs(at)),
            }
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

        #[test]
        fn places_read_back_and_sort_as_their_bytes(a in (any::<i64>(), filed()), b in (any::<i64>(), filed())) {
            let [a, b] = [a, b].map(|(at, which)| Place { at: TimeMs(at), which });
            prop_assert_eq!(Place::of_key(&a.key()), Some(a));
            prop_assert_eq!(a.cmp(&b), a.key().cmp(&b.key()));
            let key = a.which.key();
            prop_assert_eq!(Filed::of_key(&key[..key.len() - 1]), None);
            prop_assert_eq!(Filed::of_key(&[&key[..], b"x"].concat()), None);
        }
    }

    #[test]
    fn what_is_no_thing_has_no_key() {
        assert_eq!(Filed::of_key(&[]), None);
        assert_eq!(Filed::of_key(&[8, 0, 0, 0, 1]), None);
        assert_eq!(Filed::of_key(&[4, 9, 0, 0, 0, 1, 0, 0, 0, 1]), None, "no such matter");
    }
}
