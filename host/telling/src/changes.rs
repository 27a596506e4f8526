//! What was done to an incident beside the steps of its life, and what else belongs to it: its workflows and tasks.

use crate::figures::distance;
use crate::story::*;
use crate::tell;
use crate::teller::Teller;
use crate::words::{term, word};
use domain::ids::IncidentRef;
use domain::incident::place::Uncertain;
use domain::incident::record::IncidentPlace;
use domain::matter::Matter;
use domain::state::{Change, Changed, Incident};

impl Teller<'_> {
    pub fn change(&self, of: IncidentRef, change: &Change) -> ChangeStory {
        ChangeStory {
            what: self.changed(&change.what),
            at: self.time(change.at),
            by: change.by.clone(),
            reason: change.why.clone(),
            cause: self.cause(change.because, of.into()),
        }
    }

    fn changed(&self, what: &Changed) -> Term {
        let lang = self.lang;
        let incident = |which: &IncidentRef| self.incident(*which);
        match what {
            Changed::Kind { from, to } => {
                term!(lang, "change.kind-changed", from = self.kind(*from).text, to = self.kind(*to).text)
            }
            Changed::Priority { from, to } => {
                term!(lang, "change.priority-changed", from = word(from, lang), to = word(to, lang))
            }
            Changed::Short { units } => term!(lang, "change.short", units),
            Changed::Needs { from, to } => term!(lang, "change.needs-changed", from, to),
            Changed::Remarked(why) => term!(lang, "change.remarked", why = self.why_of(why.plugin, &why.why).text),
            Changed::Held(of) => term!(lang, "change.held", incident = incident(of)),
            Changed::HoldEnded(end) => term!(lang, "change.hold-ended", why = word(end, lang)),
            Changed::NoDuplicateOf(of) => term!(lang, "change.no-duplicate", incident = incident(of)),
            Changed::Acknowledged => term!(lang, "change.acknowledged"),
            Changed::Place { from, to } => self.moved(from, to),
            Changed::Outcome { from: None, to } => term!(lang, "change.outcome", to = self.outcome(to).text),
            Changed::Outcome { from: Some(from), to } => {
                term!(lang, "change.outcome-changed", from = self.outcome(from).text, to = self.outcome(to).text)
            }
            Changed::MergedInto(into) => term!(lang, "change.merged-into", incident = incident(into)),
            Changed::TakenOutOf(from) => term!(lang, "change.taken-out-of", incident = incident(from)),
            Changed::TookIn(which) => term!(lang, "change.took-in", incident = incident(which)),
            Changed::LinkedTo { incident: to, relation } => {
                term!(lang, "change.linked-to", incident = incident(to), relation = word(relation, lang))
            }
            Changed::LinkedFrom { incident: from, relation } => {
                term!(lang, "change.linked-from", incident = incident(from), relation = word(relation, lang))
            }
            Changed::Unlinked(other) => term!(lang, "change.unlinked", incident = incident(other)),
            Changed::UnitWentOver { unit, into } => {
                term!(lang, "change.unit-went-over", unit = self.unit(*unit), incident = incident(into))
            }
            Changed::UnitCameOver { unit, from } => {
                term!(lang, "change.unit-came-over", unit = self.unit(*unit), incident = incident(from))
            }
            Changed::LetGo(which) => term!(lang, "change.let-go", incident = incident(which)),
        }
    }

    /// From where to where, and how sure each is.
    fn moved(&self, from: &IncidentPlace, to: &IncidentPlace) -> Term {
        let place = |place: &IncidentPlace| {
            let point = tell!(self.lang, "place.point", lon = place.lon, lat = place.lat);
            let district = self.district(place.district).text;
            let uncertain = place.uncertain.as_ref().map(|of| self.uncertain(of).text);
            let all = [Some(point), Some(district), uncertain];
            all.into_iter().flatten().collect::<Vec<_>>().join(&tell!(self.lang, "list.clause"))
        };
        term!(self.lang, "change.relocated", from = place(from), to = place(to))
    }

    /// How far from the stated point an incident may be.
    pub fn uncertain(&self, of: &Uncertain) -> Term {
        match of {
            Uncertain::RadiusM(metres) => {
                let away = distance(f64::from(*metres), self.lang);
                term!(self.lang, "place.radius", away)
            }
            Uncertain::Road { from, to } => term!(self.lang, "place.road", from, to),
        }
    }

    /// Workflows about an incident and tasks that belong to it, each in one line.
    pub(crate) fn procedures_of(&self, incident: &Incident) -> Vec<String> {
        let Some(state) = self.state() else { return Vec::new() };
        let line = |id: &str, what: &str, status: &str| tell!(self.lang, "incident.procedure", id, what, status);
        let about = state.workflows.instances.values().filter(|instance| instance.incident == Some(incident.incident));
        let workflows = about.map(|instance| {
            let status = self.workflow_status(state, instance).text;
            line(&instance.id, &self.kind_title(state, &instance.kind), &status)
        });
        let own = Some(Matter::Incident(incident.incident));
        let tasks = state.tasks.rows.values().filter(|task| task.new.matter == own);
        let tasks = tasks.map(|task| line(&task.new.id, &self.task_line(state, task), word(&task.status, self.lang)));
        workflows.chain(tasks).collect()
    }
}
