//! All that is kept of one incident, wherever it lies.

use std::sync::Arc;

use domain::decision::Decision;
use domain::notice::NoticeRow;
use domain::state::Incident;

/// An incident with its decisions and notices.
pub struct IncidentRecord {
    pub incident: Arc<Incident>,
    /// Oldest first.
    pub decisions: Vec<Arc<Decision>>,
    pub notices: Vec<Arc<NoticeRow>>,
    /// Only the archive has it, and it takes no more commands.
    pub archived: bool,
}
