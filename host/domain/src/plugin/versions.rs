//! Which versions of plugins a county keeps: as many as there is room for; the oldest that nothing asks any more goes first.

use std::collections::BTreeSet;

use crate::ids::Digest;
use crate::limits::PLUGIN_VERSIONS_MAX;
use crate::plugin::Mode;
use crate::state::State;

impl State {
    /// The version that goes when one more comes: installed first, neither current nor seated nor pinned by anything under way. What it
    /// decided once stays in the records; only its texts are gone. `None`: all of them are in use.
    pub fn version_to_let_go(&self) -> Option<Digest> {
        let used = self.versions_in_use();
        let unused = self.plugins.installed.iter().filter(|(digest, _)| !used.contains(digest));
        unused.min_by_key(|(digest, installed)| (installed.installed_at, **digest)).map(|(digest, _)| *digest)
    }

    /// The versions that may be asked: those that new work uses, those that a step back leads to, and those that something under way is
    /// pinned to.
    pub fn versions_in_use(&self) -> BTreeSet<Digest> {
        let incidents = self.incidents.values().filter(|incident| incident.phase.is_open()).map(|i| &i.escalated);
        let workflows = self.workflows.instances.values().filter(|i| i.status.is_live()).map(|i| &i.escalated);
        let tasks = self.tasks.rows.values().filter(|task| task.status.is_live()).map(|task| &task.escalated);
        let vacancies = self.watched.values().map(|watched| &watched.escalated);
        let escalated = incidents.chain(workflows).chain(tasks).chain(vacancies);
        let frozen = escalated.flat_map(|escalated| &escalated.frozen).map(|frozen| frozen.digest);
        let of_workflows = self.workflows.by_component.keys().copied();
        let seats = self.plugins.seats.values().flatten().filter(|seat| seat.mode != Mode::Off);
        let seated = seats.filter_map(|seat| seat.digest);
        let former = self.plugins.former.values().flatten().flat_map(|former| &former.seats);
        let former = former.filter(|placed| placed.mode != Mode::Off).map(|placed| placed.digest);
        let current = self.plugins.current.values().copied();
        current.chain(seated).chain(former).chain(frozen).chain(of_workflows).collect()
    }

    pub fn has_full_shelf(&self) -> bool {
        self.plugins.installed.len() >= PLUGIN_VERSIONS_MAX
    }
}
