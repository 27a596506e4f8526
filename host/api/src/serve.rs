//! Running the router on a listener: HTTP/1.1, with limits on what a connection may cost, until told to stop; then nothing
//! new is accepted, requests in hand are answered, streams are closed, and whoever still holds on is let go.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use domain::limits::{
    CONNECTIONS_MAX, CONNECTIONS_MIN, CONNECTIONS_SPARE, REQUEST_HEAD_BYTES_MAX, REQUEST_HEAD_TIMEOUT_S, STOP_GRACE_S,
    WRITE_STALL_S_MAX,
};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tower::ServiceExt;

pub mod guests;
mod stalling;

use guests::{Guest, Guests};
use stalling::Stalling;

use crate::access::peer::Proxies;

/// Who is let in.
pub struct Door {
    /// Connections at one time: as many as there are descriptors for, and [`CONNECTIONS_MAX`] at most.
    pub connections: usize,
    pub proxies: Arc<Proxies>,
}

/// In every request: becomes true when the server stops. Answers without an end heed it.
#[derive(Clone)]
pub struct Stopping(pub watch::Receiver<bool>);

/// Serves until `shutdown` ends, then stops gracefully, in [`STOP_GRACE_S`] seconds at most.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    door: Door,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    let stop = watch::Sender::new(false);
    let connections_max = door.connections.clamp(CONNECTIONS_MIN, CONNECTIONS_MAX);
    let places = Arc::new(Semaphore::new(connections_max));
    let guests = Guests::on(connections_max - CONNECTIONS_SPARE);
    let mut connections = JoinSet::new();
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &places) => accepted,
            Some(_) = connections.join_next() => continue,
            () = &mut shutdown => break,
        };
        let (stream, peer, place) = accepted;
        let (router, stopping) = (router.clone(), stop.subscribe());
        let guest = guests.come_in(peer.ip().to_canonical(), door.proxies.trusts(peer.ip()));
        connections.spawn(async move {
            converse(stream, peer, guest, router, stopping).await;
            drop(place);
        });
    }
    drop(listener);
    stop.send_replace(true);
    let all_gone = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(Duration::from_secs(STOP_GRACE_S), all_gone).await.is_err() {
        tracing::warn!(connections = connections.len(), "connections did not end in time and are cut");
        connections.shutdown().await;
    }
    Ok(())
}

/// The next connection for which there is a place.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> (TcpStream, SocketAddr, Option<tokio::sync::OwnedSemaphorePermit>) {
    // Never closed, so there is always a place in the end.
    let place = places.clone().acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => return (stream, peer, place),
            // One connection that broke, or no file handle for it at the moment; the next may do better.
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

/// One connection, to its end.
async fn converse(
    stream: TcpStream,
    peer: SocketAddr,
    guest: Arc<Guest>,
    router: Router,
    mut stopping: watch::Receiver<bool>,
) {
    // Answers are small and go out whole; waiting for more only delays them.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%peer, %error, "a connection takes no option");
    }
    let heeding = Stopping(stopping.clone());
    let known = guest.clone();
    let service = router.map_request(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(known.clone());
        request.extensions_mut().insert(ConnectInfo(peer));
        request.extensions_mut().insert(heeding.clone());
        request
    });
    let service = service.map_err(|never: Infallible| match never {});
    let io = TokioIo::new(Stalling::new(stream, Duration::from_secs(WRITE_STALL_S_MAX)));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(REQUEST_HEAD_TIMEOUT_S))
        .max_buf_size(REQUEST_HEAD_BYTES_MAX)
        .serve_connection(io, TowerToHyperService::new(service));
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = &mut connection => ended,
        () = guest.told_to_leave() => return,
        () = stopped(&mut stopping) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%peer, %error, "a connection ended badly");
    }
}

/// Until the server stops, or is gone.
pub async fn stopped(stopping: &mut watch::Receiver<bool>) {
    drop(stopping.wait_for(|stopping| *stopping).await);
}
