//! What was done with a plugin, and how its versions in shadow compare, in words.

use std::collections::BTreeMap;

use domain::ids::*;
use domain::plugin::history::{Deed, Done};
use domain::plugin::pairing::{Newest, Pairing, SignOff};
use domain::plugin::placed::Placed;
use domain::sentence::Worded;
use serde::Serialize;
use utoipa::ToSchema;

use crate::story::Term;
use crate::tell;
use crate::teller::Teller;
use crate::words::term;

/// One thing that was done with a plugin.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = PluginDeed)]
pub struct DeedStory {
    pub at: String,
    pub by: String,
    pub reason: Option<String>,
    /// What sort of thing it was.
    pub what: Term,
    /// The whole of it in words.
    pub text: String,
    /// Absent: it is about the whole county.
    pub district: Option<String>,
}

/// How a version in shadow answered beside the one that counted, behind a hook in a district.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Pairing)]
pub struct PairingStory {
    pub district: String,
    pub hook: Term,
    /// The version in shadow.
    pub version: String,
    /// What counted: a plugin and its version, or the built-in rule.
    pub live: SideStory,
    pub since: String,
    pub last: String,
    /// Answers that were held against each other.
    pub compared: u32,
    pub differing: u32,
    /// By what was other; one difference may be of several sorts.
    pub sorts: Vec<CountedStory>,
    /// Not held against each other, and no difference: by why.
    pub uncompared: Vec<CountedStory>,
    pub newest: Option<NewestStory>,
    /// Who has looked at it last.
    pub signed_off: Option<SignOffStory>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = PairingSide)]
pub struct SideStory {
    pub plugin: String,
    pub version: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CountedTerm)]
pub struct CountedStory {
    pub what: Term,
    pub times: u32,
}

/// The newest difference: the decision that the shadow's answer is kept as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = NewestDifference)]
pub struct NewestStory {
    pub matter: Term,
    pub decision: u32,
    pub at: String,
}

#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SignOff)]
pub struct SignOffStory {
    pub at: String,
    pub by: String,
    pub note: Option<String>,
    /// How many were compared then, and how many of them differed.
    pub compared: u32,
    pub differing: u32,
}

impl Teller<'_> {
    pub fn pairing(&self, district: DistrictRef, pairing: &Pairing) -> PairingStory {
        fn counted<T: Worded>(teller: &Teller<'_>, all: &BTreeMap<T, u32>) -> Vec<CountedStory> {
            all.iter().map(|(what, times)| CountedStory { what: teller.term(what), times: *times }).collect()
        }
        let newest = |newest: &Newest| NewestStory {
            matter: self.matter(newest.matter),
            decision: newest.decision,
            at: self.time(newest.at),
        };
        let signed = |signed: &SignOff| SignOffStory {
            at: self.time(signed.at),
            by: signed.by.clone(),
            note: signed.note.clone(),
            compared: signed.compared,
            differing: signed.differing,
        };
        PairingStory {
            district: self.district(district).code,
            hook: self.term(&pairing.hook),
            version: pairing.shadow.version.clone(),
            live: SideStory { plugin: pairing.live.plugin.clone(), version: pairing.live.version.clone() },
            since: self.time(pairing.since),
            last: self.time(pairing.last),
            compared: pairing.compared,
            differing: pairing.differing,
            sorts: counted(self, &pairing.sorts),
            uncompared: counted(self, &pairing.uncompared),
            newest: pairing.newest.as_ref().map(newest),
            signed_off: pairing.signed.as_ref().map(signed),
        }
    }

    pub fn deed(&self, deed: &Deed) -> DeedStory {
        let Deed { at, by, reason, what } = deed;
        let district = what.district().map(|district| self.district(district).code);
        DeedStory {
            at: self.time(*at),
            by: by.clone(),
            reason: reason.clone(),
            what: self.sort_of(what),
            text: self.done(what),
            district,
        }
    }

    fn sort_of(&self, what: &Done) -> Term {
        let lang = self.lang;
        match what {
            Done::Installed { .. } => term!(lang, "plugin-deed.installed"),
            Done::Seated { back: false, .. } => term!(lang, "plugin-deed.seated"),
            Done::Seated { back: true, .. } => term!(lang, "plugin-deed.rolled-back"),
            Done::CurrentSet { .. } => term!(lang, "plugin-deed.current-set"),
            Done::Configured { .. } => term!(lang, "plugin-deed.configured"),
            Done::SettingsWithdrawn { .. } => term!(lang, "plugin-deed.settings-withdrawn"),
            Done::SignedOff { .. } => term!(lang, "plugin-deed.signed-off"),
            Done::Quarantined { .. } => term!(lang, "plugin-deed.quarantined"),
            Done::QuarantineLifted { .. } => term!(lang, "plugin-deed.quarantine-lifted"),
        }
    }

    fn done(&self, what: &Done) -> String {
        let lang = self.lang;
        match what {
            Done::Installed { version, digest } => {
                tell!(lang, "plugin-done.installed", version, digest = digest.short())
            }
            Done::Seated { district, hook, before, after, back } => {
                let (hook, place) = (self.term(hook).text, self.district(*district).code);
                let (before, after) = (self.places(before), self.places(after));
                match back {
                    false => tell!(lang, "plugin-done.seated", hook, place, before, after),
                    true => tell!(lang, "plugin-done.rolled-back", hook, place, before, after),
                }
            }
            Done::CurrentSet { digest } => {
                tell!(lang, "plugin-done.current-set", version = self.plugin_version(*digest))
            }
            Done::Configured { district, digest, settings_version } => {
                let of = self.of_settings(*district, *digest);
                tell!(lang, "plugin-done.configured", of, version = settings_version)
            }
            Done::SettingsWithdrawn { district, digest } => {
                tell!(lang, "plugin-done.settings-withdrawn", of = self.of_settings(*district, *digest))
            }
            Done::SignedOff { district, hook, live, version, compared, differing } => {
                let (hook, place) = (self.term(hook).text, self.district(*district).code);
                let live = format!("{} {}", live.plugin, live.version);
                tell!(lang, "plugin-done.signed-off", version, live, hook, place, compared, differing)
            }
            Done::Quarantined { district, digest, until } => {
                let (place, until) = (self.district(*district).code, self.time(*until));
                tell!(lang, "plugin-done.quarantined", version = self.which(*digest), place, until)
            }
            Done::QuarantineLifted { district, digest } => {
                let place = self.district(*district).code;
                tell!(lang, "plugin-done.quarantine-lifted", version = self.which(*digest), place)
            }
        }
    }

    /// `0.1.0 auto, 0.2.0 shadow`.
    fn places(&self, placed: &[Placed]) -> String {
        let one = |placed: &Placed| {
            let (version, mode) = (&placed.version, self.term(&placed.mode).text);
            tell!(self.lang, "plugin-done.place", version, mode, order = placed.order)
        };
        match placed {
            [] => tell!(self.lang, "plugin-done.nowhere"),
            placed => placed.iter().map(one).collect::<Vec<_>>().join(&tell!(self.lang, "list.difference")),
        }
    }

    fn of_settings(&self, district: Option<DistrictRef>, digest: Option<Digest>) -> String {
        let place = match district {
            Some(district) => self.district(district).code,
            None => tell!(self.lang, "plugin-done.county"),
        };
        match digest {
            Some(digest) => tell!(self.lang, "plugin-done.of-version", place, version = self.plugin_version(digest)),
            None => place,
        }
    }

    fn which(&self, digest: Option<Digest>) -> String {
        digest.map_or_else(|| tell!(self.lang, "plugin-done.plugin"), |digest| self.plugin_version(digest))
    }
}
