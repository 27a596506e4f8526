//! Resident memory of a loaded county: state, polygons, indexes and router, after what was only needed to read it is gone.

use std::sync::Arc;

use domain::command::{Command, CountyCommand, Envelope};
use domain::event::{Batch, CountyEvent, Event};
use domain::ids::Version;
use domain::state::State;

use integration_tests::county::{self, NOW};

pub fn run() {
    // What comes in from the journal is one record; reading the files leaves nothing behind.
    let record = {
        let county = county::read();
        let difference = county.difference(None);
        let envelope = Envelope::system(Command::County(CountyCommand::Import { county: county.clone() }));
        let batch = Batch {
            version: Version(1),
            at: NOW,
            author: envelope.author,
            command: "import-county".to_owned(),
            reason: None,
            key: None,
            events: vec![Event::County(CountyEvent::Imported { county, difference, carried_over: Default::default() })],
            causes: None,
        };
        batch.encode()
    };
    const COUNTIES: usize = 8;
    let load = || {
        let mut state = State::default();
        state.fold(&Batch::decode(&record).expect("a batch"));
        Arc::new(state)
    };
    let warm = load();
    let before = integration_tests::resident_bytes();
    let loaded: Vec<Arc<State>> = (0..COUNTIES).map(|_| load()).collect();
    let after = integration_tests::resident_bytes();
    let each = (after - before) as f64 / COUNTIES as f64 / f64::from(1 << 20);
    println!("{each:.1} MiB resident for each loaded county ({COUNTIES} loaded, record of {} KiB)", record.len() >> 10);
    drop((warm, loaded));
}
