//! Which command each route gives, so that a command that comes again is known before anything is looked for that it is about. A route
//! that answers with more than its command did is not among them: it looks at the state anyway.

use axum::http::{Method, StatusCode};

const OF_COUNTY: &str = "/v1/counties/{county}";

/// Method, route below a county, command, and the status of its answer.
const GIVEN: &[(&str, &str, &str, StatusCode)] = &[
    ("POST", "/assessments", "ask-assessment", StatusCode::CREATED),
    ("POST", "/incidents/{id}/acknowledgement", "acknowledge", StatusCode::OK),
    ("POST", "/incidents/{id}/assignments", "assign", StatusCode::OK),
    ("DELETE", "/incidents/{id}/assignments/{unit}", "release", StatusCode::OK),
    ("POST", "/incidents/{id}/calls", "add-call", StatusCode::OK),
    ("POST", "/incidents/{id}/hand-offs", "hand-off", StatusCode::OK),
    ("POST", "/incidents/{id}/hand-offs/confirmation", "confirm-hand-off", StatusCode::OK),
    ("POST", "/incidents/{id}/kind", "set-kind", StatusCode::OK),
    ("POST", "/incidents/{id}/links", "link", StatusCode::OK),
    ("DELETE", "/incidents/{id}/links/{other}", "unlink", StatusCode::OK),
    ("POST", "/incidents/{id}/merge", "merge", StatusCode::OK),
    ("POST", "/incidents/{id}/notes", "note", StatusCode::OK),
    ("POST", "/incidents/{id}/outcome", "set-outcome", StatusCode::OK),
    ("POST", "/incidents/{id}/place", "relocate", StatusCode::OK),
    ("POST", "/incidents/{id}/priority", "set-priority", StatusCode::OK),
    ("POST", "/incidents/{id}/recommendations/{n}", "settle", StatusCode::OK),
    ("POST", "/incidents/{id}/transitions", "step", StatusCode::OK),
    ("POST", "/incidents/{id}/unmerge", "unmerge", StatusCode::OK),
    ("POST", "/plugins/{name}/differences/sign-off", "sign-off-differences", StatusCode::OK),
    ("POST", "/plugins/{name}/quarantine/lift", "lift-quarantine", StatusCode::OK),
    ("POST", "/plugins/{name}/settings/withdraw", "withdraw-settings", StatusCode::OK),
    ("POST", "/roster/handovers", "hand-over", StatusCode::CREATED),
    ("POST", "/roster/handovers/take-over", "take-over", StatusCode::OK),
    ("POST", "/roster/shifts", "publish-shifts", StatusCode::OK),
    ("POST", "/roster/stand-ins", "stand-in", StatusCode::CREATED),
    ("POST", "/roster/stand-ins/{number}/end", "end-stand-in", StatusCode::OK),
    ("POST", "/roster/swaps", "offer-swap", StatusCode::CREATED),
    ("POST", "/roster/swaps/{number}/accept", "accept-swap", StatusCode::OK),
    ("POST", "/roster/swaps/{number}/approve", "approve-swap", StatusCode::OK),
    ("POST", "/roster/swaps/{number}/decline", "decline-swap", StatusCode::OK),
    ("POST", "/series", "supply-series", StatusCode::OK),
    ("POST", "/tasks", "create-task", StatusCode::CREATED),
    ("POST", "/tasks/{id}/accept", "accept-task", StatusCode::OK),
    ("POST", "/tasks/{id}/cancel", "cancel-task", StatusCode::OK),
    ("POST", "/tasks/{id}/done", "finish-task", StatusCode::OK),
    ("POST", "/workflow-kinds/{kind}/pause", "pause-workflow-kind", StatusCode::OK),
    ("POST", "/workflow-kinds/{kind}/resume", "resume-workflow-kind", StatusCode::OK),
    ("POST", "/workflows/{id}/cancel", "cancel-instance", StatusCode::OK),
    ("POST", "/workflows/{id}/pause", "pause-instance", StatusCode::OK),
    ("POST", "/workflows/{id}/restart", "restart-instance", StatusCode::OK),
    ("POST", "/workflows/{id}/resume", "resume-instance", StatusCode::OK),
    ("POST", "/workflows/{id}/retry", "retry-instance", StatusCode::OK),
    ("POST", "/workflows/{id}/signals", "signal-workflow", StatusCode::OK),
];

pub(super) fn given_by(method: &Method, route: &str) -> Option<(&'static str, StatusCode)> {
    let route = route.strip_prefix(OF_COUNTY)?;
    let found = GIVEN.iter().find(|(of, path, ..)| method == of && *path == route);
    found.map(|(.., command, status)| (*command, *status))
}

/// The word of a command in the fingerprint of a request. One is older than the command's name, and stands in journals.
pub(super) fn word(command: &'static str) -> &'static str {
    if command == "step" { "transition" } else { command }
}
