//! References to what the county, or its room, has under a number: by sort and number, and each sort by the name that catalogs, forms
//! and the journal have for it.

use serde::{Deserialize, Serialize};

use crate::ids::*;

macro_rules! references {
    ($($(#[$doc:meta])* $sort:ident($of:ty: $number:ty) = $name:literal,)*) => {
        /// Something that has a number, and most of it a code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Reference {
            $($(#[$doc])* $sort($of),)*
        }

        /// What a reference, or a code, is of.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum CodeOf {
            $($sort,)*
        }

        impl CodeOf {
            pub const ALL: [CodeOf; [$($name),*].len()] = [$(CodeOf::$sort),*];

            pub const fn name(self) -> &'static str {
                match self {
                    $(CodeOf::$sort => $name,)*
                }
            }
        }

        impl Reference {
            /// `None`: there are no such numbers of it.
            pub fn new(of: CodeOf, number: u32) -> Option<Reference> {
                Some(match of {
                    $(CodeOf::$sort => Reference::$sort(<$number>::try_from(number).ok()?.into()),)*
                })
            }

            pub const fn of(self) -> CodeOf {
                match self {
                    $(Reference::$sort(_) => CodeOf::$sort,)*
                }
            }

            pub fn number(self) -> u32 {
                match self {
                    $(Reference::$sort(number) => <$number>::from(number).into(),)*
                }
            }
        }
    };
}

references! {
    Unit(UnitRef: u32) = "unit",
    Grid(GridRef: u32) = "grid",
    Place(PlaceRef: u32) = "place",
    Kind(KindRef: u16) = "kind",
    District(DistrictRef: u16) = "district",
    Station(StationRef: u16) = "station",
    Person(PersonRef: u32) = "person",
    Team(TeamRef: u16) = "team",
    Township(TownshipRef: u16) = "township",
    Village(VillageRef: u16) = "village",
    UnitKind(UnitKindRef: u16) = "unit-kind",
    Class(ClassRef: u16) = "class",
    /// Position in the county's roster slots.
    Slot(u16: u16) = "slot",
    /// A skill's bit.
    Skill(u8: u8) = "skill",
    /// Position in the county's posts.
    Post(u16: u16) = "post",
    /// Position in the county's qualifications.
    Qualification(u16: u16) = "qualification",
    Incident(IncidentRef: u32) = "incident",
    /// A workflow under way or over.
    Workflow(InstanceRef: u32) = "workflow",
}

impl CodeOf {
    pub fn named(name: &str) -> Option<CodeOf> {
        CodeOf::ALL.into_iter().find(|of| of.name() == name)
    }
}

impl std::fmt::Display for CodeOf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_its_sort_and_its_number() {
        for of in CodeOf::ALL {
            let reference = Reference::new(of, 7).unwrap();
            assert_eq!((reference.of(), reference.number()), (of, 7));
            assert_eq!(CodeOf::named(of.name()), Some(of));
            let json = format!("{{\"{of}\":7}}");
            assert_eq!(serde_json::to_string(&reference).unwrap(), json);
            assert_eq!(serde_json::from_str::<Reference>(&json).unwrap(), reference);
        }
        assert_eq!(Reference::new(CodeOf::Skill, 256), None);
        assert_eq!(Reference::new(CodeOf::District, 65_536), None);
        assert_eq!(CodeOf::named("lawyer"), None);
    }
}
