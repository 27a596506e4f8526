//! Requests a second from each client: a bucket that fills at the rate and holds one second of it. Intake and
//! acknowledgements draw on a bucket of their own, so that a client's reading never holds up its reports.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use domain::limits::{CLIENTS_MAX, INTAKE_PER_S_MAX, REQUESTS_PER_S_MAX};

use super::refusal::Crowded;

#[derive(Default)]
pub struct Rate {
    buckets: Mutex<HashMap<(String, bool), Bucket>>,
}

struct Bucket {
    left: f64,
    filled: Instant,
}

impl Rate {
    pub fn take(&self, client: &str, reserved: bool) -> Result<(), Crowded> {
        self.take_at(client, reserved, Instant::now())
    }

    fn take_at(&self, client: &str, reserved: bool, now: Instant) -> Result<(), Crowded> {
        let limit = if reserved { INTAKE_PER_S_MAX } else { REQUESTS_PER_S_MAX };
        let rate = f64::from(limit);
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= CLIENTS_MAX {
            // Whoever was quiet for a second has a full bucket, and a new one is full too.
            buckets.retain(|_, bucket| now.saturating_duration_since(bucket.filled).as_secs_f64() < 1.0);
        }
        let room = buckets.len() < CLIENTS_MAX;
        let key = (client.to_owned(), reserved);
        if !room && !buckets.contains_key(&key) {
            return Err(Crowded::Rate { limit });
        }
        let bucket = buckets.entry(key).or_insert(Bucket { left: rate, filled: now });
        let passed = now.saturating_duration_since(bucket.filled).as_secs_f64();
        bucket.left = (bucket.left + passed * rate).min(rate);
        bucket.filled = now;
        if bucket.left < 1.0 {
            return Err(Crowded::Rate { limit });
        }
        bucket.left -= 1.0;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_client_gets_its_rate_and_no_more() {
        let (rate, start) = (Rate::default(), Instant::now());
        for nth in 0..REQUESTS_PER_S_MAX {
            assert!(rate.take_at("a", false, start).is_ok(), "request {nth}");
        }
        assert_eq!(rate.take_at("a", false, start).unwrap_err(), Crowded::Rate { limit: REQUESTS_PER_S_MAX });
        assert!(rate.take_at("b", false, start).is_ok(), "another client");
        assert!(rate.take_at("a", true, start).is_ok(), "its reports");
        let later = start + Duration::from_millis(10);
        let again = (0..REQUESTS_PER_S_MAX).filter(|_| rate.take_at("a", false, later).is_ok()).count();
        assert_eq!(again, REQUESTS_PER_S_MAX as usize / 100);
    }

    #[test]
    fn quiet_clients_make_room_for_new_ones() {
        let (rate, start) = (Rate::default(), Instant::now());
        for client in 0..CLIENTS_MAX {
            assert!(rate.take_at(&client.to_string(), false, start).is_ok());
        }
        assert!(rate.take_at("one more", false, start).is_err());
        assert!(rate.take_at("one more", false, start + Duration::from_secs(2)).is_ok());
    }
}
