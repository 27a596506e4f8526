//! Places of one sort: some for everybody, some for what is urgent only.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

pub struct Budget {
    shared: Arc<Semaphore>,
    reserved: Arc<Semaphore>,
    places: usize,
}

impl Budget {
    /// `reserved` of the places are kept back.
    pub fn new(places: usize, reserved: usize) -> Budget {
        let shared = Arc::new(Semaphore::new(places - reserved));
        Budget { shared, reserved: Arc::new(Semaphore::new(reserved)), places }
    }

    /// Places that are taken.
    pub fn taken(&self) -> usize {
        self.places.saturating_sub(self.shared.available_permits() + self.reserved.available_permits())
    }

    /// A place until the permit is dropped. `None`: all are taken.
    pub fn place(&self, reserved: bool) -> Option<OwnedSemaphorePermit> {
        let shared = self.shared.clone().try_acquire_owned().ok();
        shared.or_else(|| reserved.then(|| self.reserved.clone().try_acquire_owned().ok()).flatten())
    }

    /// The same for one who can wait so long.
    pub async fn wait(&self, reserved: bool, patience: Duration) -> Option<OwnedSemaphorePermit> {
        if let Some(place) = self.place(reserved) {
            return Some(place);
        }
        let places = if reserved { &self.reserved } else { &self.shared };
        tokio::time::timeout(patience, places.clone().acquire_owned()).await.ok()?.ok()
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
        assert_eq!(budget.taken(), 3);
        drop(first);
        assert!(budget.place(false).is_some());
        assert_eq!(budget.taken(), 2);
    }
}
