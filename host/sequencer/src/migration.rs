//! What would become of instances on another version of their plugin, tried on a published state beside the writer.

use domain::ids::{Digest, InstanceRef};
use domain::limits::HOOK_DEADLINE_MS;
use domain::ports::{Decide, Rehearsed};
use domain::sentence::Sentence;
use domain::state::State;
use domain::time::TimeMs;
use domain::workflow::refusal::{NotTaken, WorkflowRefusal};

use crate::cascade::workflow::try_migration;

/// Changes nothing. Instances that are not under way, or not of the plugin, are refused by name.
pub fn rehearse(
    state: &State,
    to: Digest,
    instances: &[InstanceRef],
    decide: &dyn Decide,
    now: TimeMs,
) -> Vec<Rehearsed> {
    let target = state.plugins.installed.get(&to);
    let outcome = |which: &InstanceRef| {
        let uninstalled = || WorkflowRefusal::NoSuchDigest { digest: to.short().to_string() };
        let target = target.ok_or_else(|| Sentence::from(uninstalled()))?;
        let instance = state.workflows.get(*which).filter(|instance| instance.status.is_live());
        let instance = instance.ok_or_else(|| Sentence::from(NotTaken::NotUnderWay))?;
        if instance.plugin.name != target.name() {
            let plugin = instance.plugin.name.clone();
            return Err(Sentence::from(NotTaken::OfOtherPlugin { plugin }).into());
        }
        try_migration(state, instance, target, decide, now, HOOK_DEADLINE_MS).outcome
    };
    instances.iter().map(|which| Rehearsed { instance: *which, outcome: outcome(which) }).collect()
}
