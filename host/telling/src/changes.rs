//! What was done to an incident beside the steps of its life, and what else belongs to it: its workflows and tasks.

use super::filled::filled;
use super::*;
use domain::matter::Matter;
use domain::state::{Change, Changed, Incident};

impl Teller<'_> {
    pub fn change(&self, change: &Change) -> ChangeStory {
        let (code, text) = self.changed(change.what);
        ChangeStory {
            what: Word::new(code, text),
            at: self.time(change.at),
            by: change.by.clone(),
            why: change.why.clone(),
        }
    }

    fn changed(&self, what: Changed) -> (&'static str, String) {
        let (lang, of) = (self.lang, |which| self.incident(which));
        let from_to = |zh: &str, en: &str, from: &str, to: &str| filled(lang.pick(zh, en), &[from, to]);
        match what {
            Changed::Kind { from, to } => {
                let (from, to) = (self.kind(from).text, self.kind(to).text);
                ("kind-changed", from_to("类别由{}改为{}", "kind changed from {} to {}", &from, &to))
            }
            Changed::Priority { from, to } => {
                let (from, to) = (words::priority(from, lang), words::priority(to, lang));
                ("priority-changed", from_to("等级由{}改为{}", "priority changed from {} to {}", from, to))
            }
            Changed::Acknowledged => ("acknowledged", lang.pick("已确认", "acknowledged").to_owned()),
            Changed::MergedInto(into) => {
                ("merged-into", filled(lang.pick("并入警情{}", "taken for a duplicate of {}"), &[&of(into)]))
            }
            Changed::TakenOutOf(from) => {
                ("taken-out-of", filled(lang.pick("自警情{}移出", "taken out of {} again"), &[&of(from)]))
            }
            Changed::TookIn(which) => (
                "took-in",
                filled(lang.pick("警情{}并入本警情", "{} was taken for a duplicate of this"), &[&of(which)]),
            ),
            Changed::LetGo(which) => {
                ("let-go", filled(lang.pick("警情{}自本警情移出", "{} was taken out of this again"), &[&of(which)]))
            }
        }
    }

    /// Workflows about an incident and tasks that belong to it, each in one line.
    pub(super) fn procedures_of(&self, incident: &Incident) -> Vec<String> {
        let Some(state) = self.state() else { return Vec::new() };
        let about = state.workflows.instances.values().filter(|instance| instance.incident == Some(incident.incident));
        let workflow = |instance: &std::sync::Arc<domain::workflow::Instance>| {
            let kind = self.kind_title(state, &instance.kind);
            let status = self.workflow_status(state, instance).text;
            filled(self.lang.pick("{}：{}，{}", "{}: {}, {}"), &[&instance.id, &kind, &status])
        };
        let own = Some(Matter::Incident(incident.incident));
        let tasks = state.tasks.rows.values().filter(|task| task.new.matter == own);
        let task = |task: &std::sync::Arc<domain::task::Task>| {
            let status = workflow_words::task_status(task.status, self.lang);
            filled(self.lang.pick("{}：{}，{}", "{}: {}, {}"), &[&task.new.id, &self.task_line(state, task), status])
        };
        about.map(workflow).chain(tasks.map(task)).collect()
    }
}
