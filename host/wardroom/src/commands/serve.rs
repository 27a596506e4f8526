//! `wardroom serve`: a county's room behind an HTTP server, until it is told to stop.

use std::io::IsTerminal;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use api::{ApiParts, CountyParts, Door, ForwardedBy, Proxies, Tokens};
use clap::Args;
use domain::limits::{CONNECTIONS_MAX, CONNECTIONS_MIN, DESCRIPTORS_RESERVED};
use domain::ports::KeyStore;
use domain::sealing::Sealer;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

use crate::caller_files::CallerFiles;
use crate::channels::{Couriers, Webhooks};
use crate::data::{DataDir, Opened, Running, destroy_nobodys_keys, open_keys};
use crate::descriptors;
use crate::fault::Fault;
use crate::output::Session;
use crate::owner_token;
use crate::position_files::PositionFiles;
use crate::running::Note;
use crate::text::{phrase, sentence};

#[derive(Args)]
pub struct Serve {
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7350")]
    listen: SocketAddr,
    #[arg(long, value_name = "FILE")]
    tokens: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    webhooks: Option<PathBuf>,
    #[arg(long = "trusted-proxy", value_name = "ADDRESS|NETWORK")]
    trusted_proxies: Vec<String>,
    #[arg(long, value_name = "HEADER", default_value = "x-forwarded-for", requires = "trusted_proxies")]
    forwarded_by: ForwardedBy,
    #[arg(long)]
    unsigned_plugins: bool,
    #[arg(long, env = "WARDROOM_LOG", value_name = "FILTER", hide_env_values = true)]
    #[arg(default_value = "info,fjall=warn,lsm_tree=warn,sled=warn")]
    log: String,
    #[arg(long)]
    log_json: bool,
}

impl Serve {
    pub fn run(self, session: Session) -> Result<(), Fault> {
        let tokens = self.tokens.as_deref().map(Tokens::load).transpose().map_err(Fault::bad_input)?;
        let proxies = Arc::new(Proxies::trusting(&self.trusted_proxies, self.forwarded_by).map_err(Fault::bad_input)?);
        let webhooks =
            self.webhooks.as_deref().map(|file| Webhooks::load(file, session)).transpose().map_err(Fault::bad_input)?;
        self.start_log()?;
        let connections = descriptors::connections().map_err(|open| {
            let wanted = CONNECTIONS_MAX + DESCRIPTORS_RESERVED;
            let least = CONNECTIONS_MIN + DESCRIPTORS_RESERVED;
            let fault = Fault::bad_input(sentence!(session, "serve.too-few-descriptors", open, least));
            fault.help(sentence!(session, "serve.too-few-descriptors-help", wanted))
        })?;
        let door = Door { connections, proxies: proxies.clone() };
        let data = DataDir::existing(&self.data, session)?;
        let opened = Opened::open(&data, session)?;
        let Some(code) = opened.state().loaded().map(|loaded| loaded.county().code.clone()) else {
            let fault = Fault::bad_input(sentence!(session, "serve.data-without-county", data = self.data.display()));
            return Err(fault.help(phrase!(session, "data.no-data-directory-help")));
        };
        let tokens = tokens.unwrap_or_default().with_owner(&owner_token::of(&data, session)?);
        let keys = open_keys(&data, opened.state(), session)?;
        destroy_nobodys_keys(&keys, opened.state(), session)?;
        let keys: Arc<dyn KeyStore> = Arc::new(keys);
        let sealer = Sealer::new(keys.clone());
        let (archive, journal) = (opened.archive().clone(), opened.reader());
        let components = opened.runtime().clone();
        let running = opened.start();
        running.destroy_keys(keys).map_err(|error| Fault::failed(error.to_string()))?;
        let failed = |error: std::io::Error| Fault::failed(error.to_string());
        let callers = Arc::new(CallerFiles::open(&data.callers()).map_err(failed)?);
        let position_files = PositionFiles::start(&data, running.room(), callers.clone()).map_err(failed)?;
        let channels = webhooks.map(Webhooks::into_channels).unwrap_or_default();
        let couriers = Couriers::start(&running.room(), channels).map_err(Fault::failed)?;
        let (room, sealer) = (running.room(), Arc::new(sealer));
        let county = CountyParts { code, room, archive, journal, sealer, callers };
        let unsigned_plugins = self.unsigned_plugins;
        let parts = ApiParts { counties: vec![county], components, tokens, proxies, unsigned_plugins };
        let served = self.serve(session, &data, parts, door);
        drop(couriers);
        position_files.stop();
        stop(running);
        served
    }

    fn start_log(&self) -> Result<(), Fault> {
        let filter = EnvFilter::try_new(&self.log).map_err(|error| Fault::bad_input(error.to_string()))?;
        let log = tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_ansi(std::io::stderr().is_terminal())
            .with_writer(std::io::stderr);
        if self.log_json {
            log.json().init()
        } else {
            log.init()
        }
        Ok(())
    }

    fn serve(&self, session: Session, data: &DataDir, parts: ApiParts, door: Door) -> Result<(), Fault> {
        let failed = |error: std::io::Error| {
            Fault::failed(sentence!(session, "serve.listen-failed", address = self.listen, error))
        };
        let runtime =
            tokio::runtime::Builder::new_multi_thread().thread_name("http").enable_all().build().map_err(failed)?;
        runtime.block_on(async {
            let listener = TcpListener::bind(self.listen).await.map_err(failed)?;
            let address = listener.local_addr().map_err(failed)?;
            let stopped = stop_signal().map_err(failed)?;
            let router = api::router(parts);
            let note = Note::leave(address, data.root());
            if let Err(error) = &note {
                tracing::warn!(%error, "no note could be left in the runtime folder: commands need `--server` and a token");
            }
            // The system takes connections from here on, and they are answered as soon as the next line runs.
            session.print(&sentence!(session, "serve.listening", address))?;
            api::serve(listener, router, door, stopped).await.map_err(failed)
        })
    }
}

/// Ends with SIGTERM or SIGINT.
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => tracing::info!("stopping: SIGTERM"),
            _ = interrupt.recv() => tracing::info!("stopping: interrupted"),
        }
    })
}

fn stop(running: Running) {
    running.stop();
    tracing::info!("stopped; everything acknowledged is durable");
}
