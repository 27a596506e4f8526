//! Places of which each client has a share of its own: however many a client takes, others find theirs free. Who finds the own
//! share taken waits a little, so that a burst passes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::limits::CLIENTS_MAX;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

pub struct Shares {
    /// Places of one client.
    each: usize,
    clients: Mutex<HashMap<String, Arc<Semaphore>>>,
}

impl Shares {
    pub fn of_each(each: usize) -> Shares {
        Shares { each, clients: Mutex::default() }
    }

    /// A place of this client's until the permit is dropped. `None`: it had none left for so long.
    pub async fn place(&self, client: &str, patience: Duration) -> Option<OwnedSemaphorePermit> {
        let share = self.share(client);
        match share.clone().try_acquire_owned() {
            Ok(place) => Some(place),
            Err(_) if patience.is_zero() => None,
            // Never closed, so there is a place in the end, or the time is up.
            Err(_) => tokio::time::timeout(patience, share.acquire_owned()).await.ok()?.ok(),
        }
    }

    fn share(&self, client: &str) -> Arc<Semaphore> {
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if clients.len() >= CLIENTS_MAX {
            // Every place that is taken or waited for holds on to its share.
            clients.retain(|_, share| Arc::strong_count(share) > 1);
        }
        clients.entry(client.to_owned()).or_insert_with(|| Arc::new(Semaphore::new(self.each))).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn nobody_takes_the_share_of_another() {
        let shares = Shares::of_each(2);
        let now = Duration::ZERO;
        let first = shares.place("a", now).await;
        let second = shares.place("a", now).await;
        assert!(first.is_some() && second.is_some());
        assert!(shares.place("a", Duration::from_secs(1)).await.is_none());
        assert!(shares.place("b", now).await.is_some());
        // Who waits gets the place that comes free.
        let (waited, ()) = tokio::join!(shares.place("a", Duration::from_secs(1)), async { drop(first) });
        assert!(waited.is_some());
    }

    #[tokio::test]
    async fn clients_that_hold_nothing_are_forgotten() {
        let shares = Shares::of_each(1);
        let held = shares.place("0", Duration::ZERO).await;
        for client in 1..=CLIENTS_MAX {
            assert!(shares.place(&client.to_string(), Duration::ZERO).await.is_some());
        }
        assert!(shares.clients.lock().unwrap().len() <= 2);
        assert!(held.is_some() && shares.place("0", Duration::ZERO).await.is_none(), "what is held is remembered");
    }
}
