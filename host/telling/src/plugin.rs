//! What was done with a plugin, in words.

use domain::ids::*;
use domain::plugin::history::{Deed, Done};
use domain::plugin::placed::Placed;
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

impl Teller<'_> {
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
