//! What the API is wired to, and what its handlers share.

use std::sync::Arc;

use domain::ports::{Archive, Callers, Components, JournalRead, Room};
use domain::sealing::Sealer;
use utoipa_axum::router::UtoipaMethodRouter;

use crate::access::peer::Proxies;
use crate::access::tokens::Tokens;
use crate::county_room::{Counties, CountyRoom};
use crate::metrics::Metrics;
use crate::stream::hub::Hub;
use crate::traffic::Traffic;

/// One county's command room.
pub struct CountyParts {
    /// GB/T 2260, as in the paths.
    pub code: String,
    pub room: Arc<dyn Room>,
    pub archive: Arc<dyn Archive>,
    pub journal: Arc<dyn JournalRead>,
    pub sealer: Arc<Sealer>,
    pub callers: Arc<dyn Callers>,
}

/// Everything that [`crate::router`] needs.
pub struct ApiParts {
    pub counties: Vec<CountyParts>,
    pub components: Arc<dyn Components>,
    /// Without any, nobody is answered but by the health checks.
    pub tokens: Tokens,
    pub proxies: Arc<Proxies>,
    /// Whether plugins are taken that nobody has signed.
    pub unsigned_plugins: bool,
}

/// Routes with their descriptions.
pub type Routes = Vec<UtoipaMethodRouter<Arc<Shared>>>;

/// What all handlers share.
pub struct Shared {
    pub counties: Counties,
    pub components: Arc<dyn Components>,
    pub tokens: Tokens,
    pub proxies: Arc<Proxies>,
    pub unsigned_plugins: bool,
    pub traffic: Arc<Traffic>,
    pub metrics: Arc<Metrics>,
    /// The OpenAPI description.
    pub description: &'static str,
}

impl Shared {
    pub fn new(parts: ApiParts, description: &'static str) -> Arc<Shared> {
        let metrics = Arc::new(Metrics::default());
        metrics.keep_up();
        let counties = parts.counties.into_iter().map(|county| {
            let CountyParts { code, room, archive, journal, sealer, callers } = county;
            let hub = Arc::new(Hub::default());
            let (listening, counting, of) = (hub.clone(), metrics.clone(), code.clone());
            room.watch(Box::new(move |committed| {
                listening.push(committed);
                counting.committed(&of, committed);
            }));
            hub.begin(room.state().version);
            let names = Arc::default();
            (code.clone(), Arc::new(CountyRoom { code, room, archive, journal, sealer, callers, hub, names }))
        });
        Arc::new(Shared {
            counties: counties.collect(),
            components: parts.components,
            tokens: parts.tokens,
            proxies: parts.proxies,
            unsigned_plugins: parts.unsigned_plugins,
            traffic: Arc::default(),
            metrics,
            description,
        })
    }
}
