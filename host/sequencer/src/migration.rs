//! What would become of instances on another version of their plugin, tried on a published state beside the writer.

use domain::ids::{Digest, InstanceRef};
use domain::limits::HOOK_DEADLINE_MS;
use domain::ports::{Decide, Rehearsed};
use domain::state::State;
use domain::time::TimeMs;

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
        let target = target.ok_or_else(|| format!("no plugin with the digest {} is installed", to.short()))?;
        let instance = state.workflows.get(*which).filter(|instance| instance.status.is_live());
        let instance = instance.ok_or("it is not under way")?;
        if instance.plugin.name != target.name() {
            return Err(format!("it is run by plugin `{}`", instance.plugin.name));
        }
        try_migration(state, instance, target, decide, now, HOOK_DEADLINE_MS).outcome
    };
    instances.iter().map(|which| Rehearsed { instance: *which, outcome: outcome(which) }).collect()
}
