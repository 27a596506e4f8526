//! What is counted of shadows beside what counted, pairing by pairing, and who signed it off.

use crate::decision::Facts;
use crate::event::{Event, PluginEvent};
use crate::fold::Context;
use crate::hooks::Hook;
use crate::ids::*;
use crate::known::{known_district, known_plugin};
use crate::limits::PAIRINGS_PER_DISTRICT_MAX;
use crate::matter::Matter;
use crate::plugin::Mode;
use crate::plugin::pairing::{Newest, Pairing, Side, SignOff};
use crate::plugin::refusal::PluginRefusal;
use crate::refusal::Refusal;
use crate::state::{Plugins, State};

impl Plugins {
    /// The pairings of a plugin's versions in shadow in a district, the newest first.
    pub fn pairings_of(&self, district: DistrictRef, plugin: &str) -> Vec<&Pairing> {
        let all = self.pairings.get(&district).into_iter().flatten();
        let mut own: Vec<&Pairing> = all.filter(|pairing| pairing.shadow.plugin == plugin).collect();
        own.sort_by_key(|pairing| std::cmp::Reverse(pairing.last));
        own
    }

    /// Counts a shadow's answer. Records of before, which do not say whose decision they are held against, are not counted.
    pub(crate) fn count_shadow(&mut self, district: DistrictRef, matter: Matter, facts: &Facts, cx: &Context<'_>) {
        let Some(deviation) = facts.difference.as_ref().filter(|_| facts.mode == Mode::Shadow) else { return };
        let Some(against) = &deviation.against else { return };
        let side = |of: &crate::decision::PluginId| Side {
            plugin: of.name.clone(),
            version: of.version.clone(),
            digest: of.digest,
        };
        let pairing = self.pairing(district, facts.hook, side(against), side(&facts.plugin), cx);
        pairing.last = cx.at;
        if let Some(why) = deviation.uncompared {
            *pairing.uncompared.entry(why).or_default() += 1;
            return;
        }
        pairing.compared += 1;
        if !deviation.same {
            pairing.differing += 1;
            pairing.newest = Some(Newest { matter, decision: facts.number, at: facts.at });
            for sort in &deviation.sorts {
                *pairing.sorts.entry(*sort).or_default() += 1;
            }
        }
    }

    /// A pairing that was there or is new. Of too many the one goes that was quiet for longest.
    fn pairing(
        &mut self,
        district: DistrictRef,
        hook: Hook,
        live: Side,
        shadow: Side,
        cx: &Context<'_>,
    ) -> &mut Pairing {
        let all = self.pairings.entry(district).or_default();
        let found = all.iter().position(|p| p.hook == hook && p.live == live && p.shadow == shadow);
        let index = found.unwrap_or_else(|| {
            if all.len() >= PAIRINGS_PER_DISTRICT_MAX
                && let Some(quiet) = (0..all.len()).min_by_key(|index| all[*index].last)
            {
                all.remove(quiet);
            }
            let (since, last) = (cx.at, cx.at);
            let (sorts, uncompared) = Default::default();
            let (compared, differing, newest, signed) = (0, 0, None, None);
            all.push(Pairing {
                hook,
                live,
                shadow,
                since,
                last,
                compared,
                differing,
                sorts,
                uncompared,
                newest,
                signed,
            });
            all.len() - 1
        });
        &mut all[index]
    }

    /// A person has looked at what there is of a pairing.
    pub(super) fn sign_off(&mut self, event: &PluginEvent, cx: &Context<'_>) {
        let PluginEvent::DifferencesSignedOff { district, hook, live, shadow, compared, differing } = event else {
            return;
        };
        let all = self.pairings.get_mut(district).into_iter().flatten();
        for pairing in all.filter(|p| p.hook == *hook && p.live == *live && p.shadow == *shadow) {
            let (compared, differing) = (*compared, *differing);
            pairing.signed = Some(SignOff { at: cx.at, by: cx.by(), note: cx.why(), compared, differing });
        }
    }
}

/// Of which pairing.
pub(super) struct Signing<'a> {
    pub plugin: &'a str,
    pub district: DistrictRef,
    pub hook: Hook,
    pub version: &'a str,
    pub live: Option<&'a str>,
}

/// What has been compared so far of a version in shadow; of several pairings the newest, unless the live version is named.
pub(super) fn sign_off(state: &State, wanted: &Signing<'_>) -> Result<Vec<Event>, Refusal> {
    let Signing { plugin, district, hook, version, live } = *wanted;
    known_plugin(state, plugin)?;
    known_district(state, district)?;
    let all = state.plugins.pairings_of(district, plugin);
    let found = all.into_iter().find(|pairing| {
        let own = pairing.hook == hook && pairing.shadow.version == version;
        own && live.is_none_or(|live| pairing.live.version == live)
    });
    let (plugin, version) = (plugin.to_owned(), version.to_owned());
    let pairing = found.ok_or(PluginRefusal::NothingCompared { plugin, version, hook })?;
    let (live, shadow) = (pairing.live.clone(), pairing.shadow.clone());
    let (compared, differing) = (pairing.compared, pairing.differing);
    Ok(vec![Event::Plugin(PluginEvent::DifferencesSignedOff { district, hook, live, shadow, compared, differing })])
}
