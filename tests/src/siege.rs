//! Attacks on a server that were seen to work once, all at the same time, each by one peer or one viewer: idle sockets, heads and
//! bodies that never end, event streams from the beginning, lists read in a loop. What is cut off comes back.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{JoinHandle, sleep};
use std::time::Duration;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::client::{Client, Request};

/// How many of each.
#[derive(Clone, Copy, Debug)]
pub struct Force {
    pub idle: usize,
    pub heads: usize,
    pub bodies: usize,
    pub streams: usize,
    pub scans: usize,
}

/// As it was seen.
pub const WHOLE: Force = Force { idle: 4_200, heads: 2_000, bodies: 400, streams: 250, scans: 64 };

/// What a head has that never ends.
const HEAD_BYTES: usize = 395_000;
/// Connections that one kind of attack opens anew before it looks at the others again, and how long it then rests: the attackers
/// share the machine with those whom they attack.
const AT_ONCE: usize = 20;
const REST: Duration = Duration::from_millis(50);

/// Attacks under way. They end when this is lifted or dropped.
pub struct Siege {
    over: Arc<AtomicBool>,
    attackers: Vec<JoinHandle<()>>,
}

impl Siege {
    /// `url` as the server printed it; `viewer`: the token of one who may read only.
    pub fn lay(url: &str, viewer: &str, county: &str, force: Force) -> Siege {
        raise_descriptors();
        let over = Arc::new(AtomicBool::new(false));
        let host = url.strip_prefix("http://").expect("a url of the server's").to_owned();
        let bearer = format!("Host: {host}\r\nAuthorization: Bearer {viewer}\r\n");
        let fill = "a".repeat(HEAD_BYTES);
        let kinds = [
            (force.idle, String::new()),
            (force.heads, format!("GET /healthz HTTP/1.1\r\nHost: {host}\r\nX-Fill: {fill}")),
            (
                force.bodies,
                format!(
                    "POST {county}/tasks HTTP/1.1\r\n{bearer}Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{"
                ),
            ),
            (force.streams, format!("GET {county}/events?after=0 HTTP/1.1\r\n{bearer}\r\n")),
        ];
        let mut attackers: Vec<JoinHandle<()>> = kinds
            .into_iter()
            .map(|(count, says)| {
                let (over, host) = (over.clone(), host.clone());
                std::thread::spawn(move || hold_on(&over, &host, count, says.as_bytes()))
            })
            .collect();
        for _ in 0..force.scans {
            let (over, url, viewer) = (over.clone(), url.to_owned(), viewer.to_owned());
            let lists = Request::get(format!("{county}/incidents?limit=500"));
            attackers.push(std::thread::spawn(move || scan(&over, &url, &viewer, &lists)));
        }
        Siege { over, attackers }
    }

    /// Ends it, and returns when all attackers are gone.
    pub fn lift(mut self) {
        self.over.store(true, Ordering::Release);
        self.attackers.drain(..).for_each(|attacker| attacker.join().expect("an attacker"));
    }
}

impl Drop for Siege {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Release);
    }
}

/// Holds so many connections on which this was said, and reads away whatever comes.
fn hold_on(over: &AtomicBool, host: &str, count: usize, says: &[u8]) {
    let mut held: Vec<(TcpStream, usize)> = Vec::new();
    let mut taken = vec![0; 64 << 10];
    while !over.load(Ordering::Acquire) {
        for _ in 0..AT_ONCE.min(count.saturating_sub(held.len())) {
            let Ok(stream) = TcpStream::connect(host) else { break };
            if stream.set_nonblocking(true).is_ok() {
                held.push((stream, 0));
            }
        }
        held.retain_mut(|(stream, said)| {
            while *said < says.len() {
                match stream.write(&says[*said..]) {
                    Ok(more) => *said += more,
                    Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                    Err(_) => return false,
                }
            }
            match stream.read(&mut taken) {
                // A refusal leaves the connection open, and is no place held.
                Ok(read) => read > 0 && !taken.starts_with(b"HTTP/1.1 4") && !taken.starts_with(b"HTTP/1.1 5"),
                Err(error) => error.kind() == ErrorKind::WouldBlock,
            }
        });
        sleep(REST);
    }
}

/// Reads a list, again and again.
fn scan(over: &AtomicBool, url: &str, token: &str, list: &Request) {
    let mut client = None;
    while !over.load(Ordering::Acquire) {
        let connected: &mut Client = match &mut client {
            Some(client) => client,
            None => match Client::try_connect(url, token) {
                Ok(connected) => client.insert(connected),
                Err(_) => {
                    sleep(REST);
                    continue;
                }
            },
        };
        match connected.try_ask(list) {
            Ok(answer) if answer.status == 200 => {}
            Ok(_) => sleep(REST),
            Err(_) => client = None,
        }
    }
}

/// Attackers need descriptors, too.
fn raise_descriptors() {
    let limit = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum }).expect("one's own limit");
}

/// The most memory that a process had resident so far, in bytes.
pub fn most_resident(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a high-water mark");
    line.trim().trim_end_matches(" kB").parse::<u64>().expect("kilobytes") << 10
}
