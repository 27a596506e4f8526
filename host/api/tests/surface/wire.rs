//! Over real sockets: requests, streams, and a stop under way.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use domain::limits::{CONNECTIONS_MIN, REQUEST_HEAD_BYTES_MAX};
use serde_json::json;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::server::{OWNER, TestServer, accident, of_county};

struct Running {
    server: Arc<TestServer>,
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    done: JoinHandle<std::io::Result<()>>,
}

async fn start() -> Running {
    let server = Arc::new(TestServer::new());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let router = server.router.clone();
    let door = api::Door { connections: CONNECTIONS_MIN, proxies: Arc::default() };
    let done = tokio::spawn(api::serve(listener, router, door, async { drop(stopped.await) }));
    Running { server, address, stop, done }
}

impl Running {
    async fn connect(&self, request: &str) -> BufReader<TcpStream> {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        BufReader::new(stream)
    }

    fn post(&self, path: &str, body: &serde_json::Value) -> String {
        let body = body.to_string();
        format!(
            "POST {path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {OWNER}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        )
    }

    fn get(&self, path: &str) -> String {
        format!("GET {path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {OWNER}\r\n\r\n", self.address)
    }
}

/// Reads lines until one has this in it.
async fn until(reader: &mut BufReader<TcpStream>, part: &str) -> String {
    let mut line = String::new();
    loop {
        line.clear();
        assert_ne!(reader.read_line(&mut line).await.unwrap(), 0, "ended before `{part}`");
        if line.contains(part) {
            return line;
        }
    }
}

#[tokio::test]
async fn a_stream_over_a_socket_tells_what_another_connection_does() {
    let running = start().await;
    let mut events = running.connect(&running.get(&of_county("events"))).await;
    until(&mut events, "200 OK").await;
    until(&mut events, "retry").await;
    let mut reporting = running.connect(&running.post(&of_county("incidents"), &accident())).await;
    until(&mut reporting, "201 Created").await;
    until(&mut events, "id: 2-0").await;
    let data = until(&mut events, "data: ").await;
    assert!(data.contains("org.wardroom.incident-reported"), "{data}");
    running.stop.send(()).unwrap();
    running.done.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_stop_answers_what_is_in_hand_and_closes_streams() {
    let running = start().await;
    let id = running.server.report(accident()).await;
    let mut events = running.connect(&running.get(&of_county("events"))).await;
    until(&mut events, "retry").await;
    let mut idle = running.connect(&running.get("/healthz")).await;
    until(&mut idle, "ok").await;
    running.server.room.held.store(true, Ordering::SeqCst);
    let path = of_county(&format!("incidents/{id}/priority"));
    let mut in_hand = running.connect(&running.post(&path, &json!({ "priority": "critical" }))).await;
    while running.server.room.waiting() == 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    running.stop.send(()).unwrap();
    // The stream and the idle connection end while the request is still in hand.
    let mut rest = Vec::new();
    events.read_to_end(&mut rest).await.unwrap();
    idle.read_to_end(&mut rest).await.unwrap();
    assert!(!running.done.is_finished());
    running.server.room.release();
    until(&mut in_hand, "200 OK").await;
    running.done.await.unwrap().unwrap();
    assert!(TcpStream::connect(running.address).await.is_err(), "nothing new is accepted");
}

/// A peer that never takes its answer must not keep a stop waiting for ever.
#[tokio::test(start_paused = true)]
async fn a_stop_ends_in_time_whoever_holds_on() {
    let running = start().await;
    let id = running.server.report(accident()).await;
    running.server.room.held.store(true, Ordering::SeqCst);
    let path = of_county(&format!("incidents/{id}/priority"));
    let holding = running.connect(&running.post(&path, &json!({ "priority": "critical" }))).await;
    while running.server.room.waiting() == 0 {
        tokio::task::yield_now().await;
    }
    running.stop.send(()).unwrap();
    running.done.await.unwrap().unwrap();
    drop(holding);
}

/// Two thousand heads of 395 KB that never ended held 557 MB.
#[tokio::test]
async fn a_head_that_is_too_long_is_refused_and_its_connection_closed() {
    let running = start().await;
    let head = format!("GET /healthz HTTP/1.1\r\nhost: x\r\nx-fill: {}", "a".repeat(REQUEST_HEAD_BYTES_MAX));
    let mut reader = running.connect(&head).await;
    until(&mut reader, "431").await;
    let mut rest = Vec::new();
    // Reset or closed: either way it is over.
    drop(reader.read_to_end(&mut rest).await);
}

/// Idle sockets took all places, and not even `/healthz` was answered.
#[tokio::test]
async fn idle_sockets_keep_nobody_out() {
    let running = start().await;
    let mut known = running.connect(&running.get("/v1/counties")).await;
    until(&mut known, "200 OK").await;
    let mut idle = Vec::new();
    for _ in 0..CONNECTIONS_MIN * 2 {
        idle.push(TcpStream::connect(running.address).await.unwrap());
    }
    let mut anew = running.connect(&running.get("/healthz")).await;
    until(&mut anew, "ok").await;
    known.get_mut().write_all(running.get("/v1/counties").as_bytes()).await.unwrap();
    until(&mut known, "200 OK").await;
    let mut oldest = BufReader::new(idle.remove(0));
    assert_eq!(oldest.read_to_end(&mut Vec::new()).await.unwrap_or(0), 0, "the oldest stranger made room");
}

#[tokio::test]
async fn two_requests_on_one_connection() {
    let running = start().await;
    let last = running.get("/v1/counties").replace("\r\n\r\n", "\r\nconnection: close\r\n\r\n");
    let twice = running.get("/healthz") + &last;
    let mut reader = running.connect(&twice).await;
    until(&mut reader, "200 OK").await;
    until(&mut reader, "Shouning").await;
}
