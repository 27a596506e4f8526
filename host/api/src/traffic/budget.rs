//! Places for requests in hand: some for everybody, some for intake and acknowledgements only. Nobody waits for a place.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

pub struct Budget {
    shared: Arc<Semaphore>,
    reserved: Arc<Semaphore>,
}

impl Budget {
    /// `reserved` of the places are kept back.
    pub fn new(places: usize, reserved: usize) -> Budget {
        Budget { shared: Arc::new(Semaphore::new(places - reserved)), reserved: Arc::new(Semaphore::new(reserved)) }
    }

    /// A place until the permit is dropped. `None`: all are taken.
    pub fn place(&self, reserved: bool) -> Option<OwnedSemaphorePermit> {
        let shared = self.shared.clone().try_acquire_owned().ok();
        shared.or_else(|| reserved.then(|| self.reserved.clone().try_acquire_owned().ok()).flatten())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reserved_places_are_for_their_own() {
        let budget = Budget::new(3, 1);
        let first = budget.place(false);
        let second = budget.place(true);
        assert!(first.is_some() && second.is_some());
        assert!(budget.place(false).is_none());
        let third = budget.place(true);
        assert!(third.is_some() && budget.place(true).is_none());
        drop(first);
        assert!(budget.place(false).is_some());
    }
}
