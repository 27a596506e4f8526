//! A county as the handlers see it.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::ports::{Archive, Callers, JournalRead, Room};
use domain::sealing::Sealer;

use crate::find::places::Names;
use crate::stream::hub::Hub;

pub struct CountyRoom {
    pub code: String,
    pub room: Arc<dyn Room>,
    pub archive: Arc<dyn Archive>,
    pub journal: Arc<dyn JournalRead>,
    pub sealer: Arc<Sealer>,
    pub callers: Arc<dyn Callers>,
    pub hub: Arc<Hub>,
    /// What its places are called.
    pub names: Arc<Names>,
}

/// By their codes.
pub type Counties = BTreeMap<String, Arc<CountyRoom>>;
