//! By what right somebody asks: their role, and the districts that they reach. What it takes to give a command stands in `admit.rs`;
//! who somebody is, is found out elsewhere.

pub mod admit;
pub mod by;
pub mod refusal;
mod touched;

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::county::County;
use crate::declare::named;
use crate::ids::DistrictRef;

named! {
    /// What somebody may do; each may all that those before it may.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
    pub enum Role {
        /// Reads everything but personal data.
        Viewer = "viewer",
        /// Reports, moves incidents and units, settles recommendations, switches plugins, reads personal data for a purpose.
        Operator = "operator",
        /// Installs and configures plugins, erases personal data.
        Admin = "admin",
    }
}

impl std::str::FromStr for Role {
    type Err = String;

    fn from_str(text: &str) -> Result<Role, String> {
        let found = Role::ALL.into_iter().find(|role| role.name() == text);
        found.ok_or_else(|| format!("`{text}` is no role; roles are `viewer`, `operator` and `admin`"))
    }
}

/// The districts that somebody sees and changes, by their codes. Outside `"*"` or a list of codes, which is not empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    All,
    Only(BTreeSet<String>),
}

impl Scope {
    pub fn has(&self, district: &str) -> bool {
        match self {
            Scope::All => true,
            Scope::Only(codes) => codes.contains(district),
        }
    }

    /// The same for a district of a county. One that the county does not have is in no scope.
    pub fn reaches(&self, county: &County, district: DistrictRef) -> bool {
        county.districts.get(district.index()).is_some_and(|district| self.has(&district.code))
    }

    /// The codes that a county has no district for.
    pub fn unknown<'s>(&'s self, county: &'s County) -> impl Iterator<Item = &'s str> {
        let codes = match self {
            Scope::All => None,
            Scope::Only(codes) => Some(codes),
        };
        let known = |code: &str| county.districts.iter().any(|district| !district.retired && district.code == code);
        codes.into_iter().flatten().map(String::as_str).filter(move |code| !known(code))
    }
}

impl Serialize for Scope {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Scope::All => serializer.serialize_str("*"),
            Scope::Only(codes) => codes.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Scope {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Scope, D::Error> {
        deserializer.deserialize_any(Districts)
    }
}

struct Districts;

impl<'de> Visitor<'de> for Districts {
    type Value = Scope;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`\"*\"` or a list of the codes of districts")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Scope, E> {
        if text == "*" { Ok(Scope::All) } else { Err(E::invalid_value(serde::de::Unexpected::Str(text), &self)) }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Scope, A::Error> {
        let mut codes = BTreeSet::new();
        while let Some(code) = list.next_element::<String>()? {
            codes.insert(code);
        }
        if codes.is_empty() {
            return Err(serde::de::Error::invalid_length(0, &self));
        }
        Ok(Scope::Only(codes))
    }
}

/// By what right a command is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authority {
    /// The host itself: what time brings, and what its own workers found out.
    Host,
    /// Somebody with a token, or at the machine itself.
    Token { role: Role, districts: Scope },
}

impl Authority {
    /// Of one who may everything that a person may.
    pub const WHOLE: Authority = Authority::Token { role: Role::Admin, districts: Scope::All };

    /// Whether it reaches a district.
    pub fn reaches(&self, county: &County, district: DistrictRef) -> bool {
        match self {
            Authority::Host => true,
            Authority::Token { districts, .. } => districts.reaches(county, district),
        }
    }
}
