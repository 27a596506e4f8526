//! Which figures there are. The words of their definitions are in `telling`; whoever changes what one counts counts its version up.

use serde::{Deserialize, Serialize};

use crate::declare::named;
use crate::hooks::{Moment, Span};

named! {
    /// A figure by the code of its definition.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
    pub enum Figure {
        Incidents = "incidents",
        ReportedAccepted = "reported-accepted",
        ReportedAcknowledged = "reported-acknowledged",
        ReportedAssigned = "reported-assigned",
        AcceptedAssigned = "accepted-assigned",
        AssignedEnRoute = "assigned-en-route",
        EnRouteOnScene = "en-route-on-scene",
        AssignedOnScene = "assigned-on-scene",
        ReportedOnScene = "reported-on-scene",
        OnSceneResolved = "on-scene-resolved",
        ResolvedEnded = "resolved-ended",
        ReportedEnded = "reported-ended",
        Workflows = "workflows",
        WorkflowBegunEnded = "workflow-begun-ended",
    }
}

named! {
    /// What a figure is of.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
    pub enum Subject {
        Incidents = "incidents",
        Workflows = "workflows",
    }
}

named! {
    /// By what the incidents or workflows of a figure are told apart.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
    pub enum Grouping {
        /// All in one.
        Whole = "whole",
        District = "district",
        Kind = "kind",
        /// In which they were reported, by the county's own clock.
        Hour = "hour",
        Priority = "priority",
        End = "end",
        Result = "result",
        /// The kind of a workflow.
        Workflow = "workflow",
        /// The same, and how it ended.
        WorkflowEnd = "workflow-end",
    }
}

/// From the first moment to the other one; a workflow is reported when it begins.
type Between = Option<(Moment, Moment)>;

impl Figure {
    /// The version of its definition, what it is of, and for an interval from which moment to which it goes.
    const fn definition(self) -> (u16, Subject, Between) {
        use Subject::{Incidents, Workflows};
        match self {
            Figure::Incidents => (1, Incidents, None),
            Figure::ReportedAccepted => (1, Incidents, Some((Moment::Reported, Moment::Accepted))),
            Figure::ReportedAcknowledged => (1, Incidents, Some((Moment::Reported, Moment::Acknowledged))),
            Figure::ReportedAssigned => (1, Incidents, Some((Moment::Reported, Moment::Assigned))),
            Figure::AcceptedAssigned => (1, Incidents, Some((Moment::Accepted, Moment::Assigned))),
            Figure::AssignedEnRoute => (1, Incidents, Some((Moment::Assigned, Moment::EnRoute))),
            Figure::EnRouteOnScene => (1, Incidents, Some((Moment::EnRoute, Moment::OnScene))),
            Figure::AssignedOnScene => (1, Incidents, Some((Moment::Assigned, Moment::OnScene))),
            Figure::ReportedOnScene => (1, Incidents, Some((Moment::Reported, Moment::OnScene))),
            Figure::OnSceneResolved => (1, Incidents, Some((Moment::OnScene, Moment::Resolved))),
            Figure::ResolvedEnded => (1, Incidents, Some((Moment::Resolved, Moment::Ended))),
            Figure::ReportedEnded => (1, Incidents, Some((Moment::Reported, Moment::Ended))),
            Figure::Workflows => (1, Workflows, None),
            Figure::WorkflowBegunEnded => (1, Workflows, Some((Moment::Reported, Moment::Ended))),
        }
    }

    pub const fn version(self) -> u16 {
        self.definition().0
    }

    pub const fn subject(self) -> Subject {
        self.definition().1
    }

    /// `None`: a number of incidents or workflows.
    pub fn span(self) -> Option<Span> {
        let (start, end) = self.definition().2?;
        Some(Span { start, end, within_s: Vec::new() })
    }

    /// All intervals of incidents or of workflows.
    pub fn intervals(of: Subject) -> impl Iterator<Item = Figure> {
        Figure::ALL.into_iter().filter(move |figure| figure.subject() == of && figure.span().is_some())
    }

    pub const fn groupings(self) -> &'static [Grouping] {
        use Grouping::{District, End, Hour, Kind, Priority, Result, Whole, Workflow, WorkflowEnd};
        match self.definition() {
            (_, Subject::Incidents, None) => &[Whole, District, Kind, Priority, End, Result, Hour],
            (_, Subject::Incidents, Some(_)) => &[Whole, District, Kind, Hour],
            (_, Subject::Workflows, None) => &[Whole, District, Workflow, WorkflowEnd],
            (_, Subject::Workflows, Some(_)) => &[Whole, Workflow],
        }
    }
}
