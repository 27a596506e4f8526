//! Who is connected. A connection is a stranger's until a request with a token came over it. Strangers have few places, and the
//! one who has been there longest makes room for the next: so idle sockets and half-sent heads keep nobody out, not even those who
//! come from the same address. Connections of a known client count to that client's share.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::limits::{CONNECTIONS_PER_CLIENT_MAX, STRANGERS_MAX, STRANGERS_PER_PEER_MAX};
use tokio::sync::Notify;

pub struct Guests {
    strangers_max: usize,
    known_max: usize,
    each_max: usize,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    /// Numbers in the order in which they came.
    last: u64,
    strangers: BTreeMap<u64, (IpAddr, Arc<Notify>)>,
    by_peer: HashMap<IpAddr, BTreeSet<u64>>,
    known: usize,
    by_client: HashMap<String, usize>,
}

/// A connection. Its place comes free when it is dropped.
pub struct Guest {
    guests: Arc<Guests>,
    number: u64,
    standing: Mutex<Standing>,
    leave: Arc<Notify>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Standing {
    Stranger(IpAddr),
    Client(String),
    /// A proxy that is trusted: it stands for many.
    Proxy,
}

/// There is no place for one more connection of this client.
#[derive(Debug, PartialEq, Eq)]
pub struct Full;

impl Guests {
    /// `places`: connections at one time.
    pub fn on(places: usize) -> Arc<Guests> {
        let strangers_max = (places / 4).clamp(1, STRANGERS_MAX);
        let known_max = places.saturating_sub(strangers_max).max(1);
        let each_max = (known_max / 4).clamp(1, CONNECTIONS_PER_CLIENT_MAX);
        Arc::new(Guests { strangers_max, known_max, each_max, inner: Mutex::default() })
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Somebody connects. There is always room: if need be, a stranger from the same address leaves, else the oldest of all.
    pub fn come_in(self: &Arc<Guests>, peer: IpAddr, proxy: bool) -> Arc<Guest> {
        let leave = Arc::new(Notify::new());
        let mut inner = self.lock();
        inner.last += 1;
        let number = inner.last;
        let standing = if proxy && inner.known < self.known_max {
            inner.known += 1;
            Standing::Proxy
        } else {
            let of_peer = inner.by_peer.get(&peer).filter(|of_peer| of_peer.len() >= STRANGERS_PER_PEER_MAX);
            let oldest_of_peer = of_peer.and_then(|of_peer| of_peer.first().copied());
            let full = inner.strangers.len() >= self.strangers_max;
            let oldest = || inner.strangers.first_key_value().map(|(number, _)| *number).filter(|_| full);
            if let Some(oldest) = oldest_of_peer.or_else(oldest)
                && let Some(leave) = inner.forget_stranger(oldest)
            {
                leave.notify_one();
            }
            inner.strangers.insert(number, (peer, leave.clone()));
            inner.by_peer.entry(peer).or_default().insert(number);
            Standing::Stranger(peer)
        };
        drop(inner);
        Arc::new(Guest { guests: self.clone(), number, standing: Mutex::new(standing), leave })
    }
}

impl Inner {
    fn forget_stranger(&mut self, number: u64) -> Option<Arc<Notify>> {
        let (peer, leave) = self.strangers.remove(&number)?;
        if let Some(of_peer) = self.by_peer.get_mut(&peer) {
            of_peer.remove(&number);
            if of_peer.is_empty() {
                self.by_peer.remove(&peer);
            }
        }
        Some(leave)
    }
}

impl Guest {
    /// A request of this client came over the connection: from now on it counts to the client's share.
    pub fn is(&self, client: &str) -> Result<(), Full> {
        let mut standing = self.standing.lock().unwrap_or_else(PoisonError::into_inner);
        match &*standing {
            // Whoever changes the token on the way keeps the place that the connection has.
            Standing::Proxy | Standing::Client(_) => return Ok(()),
            Standing::Stranger(_) => {}
        }
        let mut inner = self.guests.lock();
        let held = inner.by_client.get(client).copied().unwrap_or(0);
        if held >= self.guests.each_max || inner.known >= self.guests.known_max {
            return Err(Full);
        }
        if inner.forget_stranger(self.number).is_none() {
            // It was just told to leave.
            return Err(Full);
        }
        inner.known += 1;
        *inner.by_client.entry(client.to_owned()).or_default() += 1;
        *standing = Standing::Client(client.to_owned());
        Ok(())
    }

    /// Until somebody else needs the place.
    pub async fn told_to_leave(&self) {
        self.leave.notified().await;
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        let standing = self.standing.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut inner = self.guests.lock();
        match standing {
            Standing::Stranger(_) => drop(inner.forget_stranger(self.number)),
            Standing::Proxy => inner.known -= 1,
            Standing::Client(client) => {
                inner.known -= 1;
                if let Some(held) = inner.by_client.get_mut(&client) {
                    *held -= 1;
                    if *held == 0 {
                        inner.by_client.remove(&client);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    fn peer(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    fn told(guest: &Guest) -> bool {
        let mut told = std::pin::pin!(guest.told_to_leave());
        let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
        told.as_mut().poll(&mut cx).is_ready()
    }

    #[test]
    fn the_stranger_who_has_been_there_longest_makes_room() {
        let guests = Guests::on(16);
        let strangers: Vec<Arc<Guest>> = (0..4).map(|last| guests.come_in(peer(last), false)).collect();
        assert!(strangers.iter().all(|guest| !told(guest)));
        let next = guests.come_in(peer(9), false);
        assert_eq!(strangers.iter().map(|guest| told(guest)).collect::<Vec<_>>(), [true, false, false, false]);
        assert!(!told(&next));
        assert_eq!(strangers[0].is("late"), Err(Full), "it was told to leave");
        assert_eq!(guests.lock().strangers.len(), 4);
        drop((strangers, next));
        let inner = guests.lock();
        assert!(inner.strangers.is_empty() && inner.by_peer.is_empty() && inner.known == 0);
    }

    #[test]
    fn strangers_from_one_address_make_room_for_each_other() {
        let guests = Guests::on(4_096);
        let first = guests.come_in(peer(1), false);
        let many: Vec<Arc<Guest>> = (0..=STRANGERS_PER_PEER_MAX).map(|_| guests.come_in(HERE, false)).collect();
        assert!(!told(&first) && told(&many[0]) && !told(&many[1]));
    }

    #[test]
    fn a_known_client_is_kept_and_has_a_share() {
        let guests = Guests::on(16);
        let known: Vec<Arc<Guest>> = (0..3).map(|_| guests.come_in(HERE, false)).collect();
        assert!(known.iter().all(|guest| guest.is("viewer") == Ok(())));
        assert_eq!(known[0].is("viewer"), Ok(()), "once is enough");
        let one_more = guests.come_in(HERE, false);
        assert_eq!(one_more.is("viewer"), Err(Full));
        assert_eq!(one_more.is("admin"), Ok(()));
        let strangers: Vec<Arc<Guest>> = (0..64).map(|_| guests.come_in(HERE, false)).collect();
        assert!(known.iter().all(|guest| !told(guest)) && strangers.iter().filter(|guest| !told(guest)).count() == 4);
        drop(known);
        assert_eq!(guests.come_in(HERE, false).is("viewer"), Ok(()));
    }

    #[test]
    fn a_trusted_proxy_stands_for_many() {
        let guests = Guests::on(16);
        let proxied: Vec<Arc<Guest>> = (0..12).map(|_| guests.come_in(HERE, true)).collect();
        assert!(proxied.iter().all(|guest| guest.is("anybody") == Ok(()) && !told(guest)));
        assert!(guests.lock().by_client.is_empty());
        let beyond = guests.come_in(HERE, true);
        assert_eq!(*beyond.standing.lock().unwrap(), Standing::Stranger(HERE), "there is no place for more of them");
    }
}
