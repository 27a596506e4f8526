//! Asks a running server: one request, one answer, and every way in which that fails put into words.

use std::cell::Cell;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use domain::limits::{CLIENT_ANSWER_BYTES_MAX, CLIENT_CONNECT_S_MAX, REQUEST_TIMEOUT_S};
use serde_json::Value;
use ureq::http::Response;
use ureq::{Agent, Body};

use crate::data::{DataDir, Opened};
use crate::fault::Fault;
use crate::output::Session;
use crate::text::{phrase, sentence};

mod door;
pub mod names;
mod path;
mod problem;
pub mod stream;

use door::{Door, is_loopback};
use names::Of;
pub use path::segment;

// Where the server is and who asks.
#[derive(Args, Clone)]
#[command(next_help_heading = "Server")]
pub struct Server {
    #[arg(long, global = true, env = "WARDROOM_SERVER", value_name = "URL", hide_env_values = true)]
    server: Option<String>,
    #[arg(
        id = "server-data",
        long = "data",
        global = true,
        env = "WARDROOM_DATA",
        value_name = "DIR",
        hide_env_values = true
    )]
    data: Option<PathBuf>,
    #[arg(long, global = true, env = "WARDROOM_TOKEN", hide_env_values = true)]
    token: Option<String>,
    #[arg(long, global = true, env = "WARDROOM_COUNTY", value_name = "CODE", hide_env_values = true)]
    county: Option<String>,
}

/// So that a request whose answer was lost on the way can be sent again without being done a second time.
pub fn own_key() -> String {
    format!("cli-{}-{}", jiff::Timestamp::now().as_nanosecond(), std::process::id())
}

/// A connection to a server, for one county.
pub struct Client {
    agent: Agent,
    session: Session,
    base: String,
    token: Option<String>,
    county: Option<String>,
    /// It was said that the room's time is in doubt.
    warned: Cell<bool>,
}

/// What goes with a request.
#[derive(Default)]
pub struct Sent<'a> {
    pub query: Vec<(&'static str, String)>,
    pub key: Option<&'a str>,
    pub body: Option<Payload<'a>>,
}

pub enum Payload<'a> {
    Json(Value),
    Bytes { media_type: &'static str, bytes: &'a [u8] },
}

impl Server {
    /// The codes of the county's districts: of a data directory that nobody serves, else as the server tells them.
    pub fn districts(&self, session: Session) -> Result<Vec<String>, Fault> {
        if let Some(data) = self.data.as_deref().map(DataDir::at)
            && data.exists()
            && data.refuse_if_in_use(session).is_ok()
        {
            let opened = Opened::open(&data, session)?;
            let county = opened.state().county.as_ref().map(|loaded| loaded.county());
            let there = county.into_iter().flat_map(|county| &county.districts).filter(|district| !district.retired);
            return Ok(there.map(|district| district.code.clone()).collect());
        }
        let client = self.client(session)?;
        let answer = client.get(&client.of_county("districts")?, Vec::new())?;
        let there = answer["items"].as_array().into_iter().flatten();
        Ok(there.filter_map(|district| district["code"].as_str()).map(str::to_owned).collect())
    }

    /// A folder that stands where a county's code is asked for.
    pub fn folder(&self) -> Option<&Path> {
        self.county.as_deref().map(Path::new).filter(|path| path.is_dir())
    }

    pub fn client(&self, session: Session) -> Result<Client, Fault> {
        let Door { base, token } =
            door::find(self.server.as_deref(), self.data.as_deref(), self.token.clone(), session)?;
        let mut config = Agent::config_builder();
        if is_loopback(&base) {
            // A token for this machine never leaves it, whatever the environment says of proxies.
            config = config.proxy(None);
        }
        let agent = config
            .http_status_as_error(false)
            .max_redirects(0)
            .user_agent(concat!("wardroom/", env!("CARGO_PKG_VERSION")))
            .timeout_connect(Some(Duration::from_secs(CLIENT_CONNECT_S_MAX)))
            .timeout_recv_response(Some(Duration::from_secs(REQUEST_TIMEOUT_S * 2)))
            .build()
            .into();
        Ok(Client { agent, session, base, token, county: self.county.clone(), warned: Cell::new(false) })
    }
}

impl Client {
    pub fn get(&self, path: &str, query: Vec<(&'static str, String)>) -> Result<Value, Fault> {
        self.json(self.ask("GET", path, Sent { query, ..Sent::default() })?)
    }

    /// An answer that is no JSON, as it is.
    pub fn get_text(&self, path: &str, query: Vec<(&'static str, String)>) -> Result<String, Fault> {
        self.body(self.ask("GET", path, Sent { query, ..Sent::default() })?)
    }

    pub fn post(&self, path: &str, body: Value) -> Result<Value, Fault> {
        self.send("POST", path, Sent { body: Some(Payload::Json(body)), ..Sent::default() })
    }

    pub fn send(&self, method: &str, path: &str, sent: Sent<'_>) -> Result<Value, Fault> {
        self.json(self.ask(method, path, sent)?)
    }

    /// The path of something of the county: `incidents/7` becomes `/v1/counties/CODE/incidents/7`.
    pub fn of_county(&self, rest: &str) -> Result<String, Fault> {
        Ok(format!("/v1/counties/{}/{rest}", segment(&self.county()?)))
    }

    /// The code of a kind of incident that is given by its code or, in letters that no code has, by its name.
    pub fn kind(&self, given: &str) -> Result<String, Fault> {
        self.coded(Of::Kinds, given)
    }

    /// The same of a district.
    pub fn district(&self, given: Option<String>) -> Result<Option<String>, Fault> {
        given.map(|given| self.coded(Of::Districts, &given)).transpose()
    }

    /// The county asked for, or the only one that the server has.
    fn county(&self) -> Result<String, Fault> {
        if let Some(county) = &self.county {
            return Ok(county.clone());
        }
        let answer = self.get("/v1/counties", Vec::new())?;
        let counties = answer["items"].as_array().into_iter().flatten();
        let codes: Vec<&str> = counties.filter_map(|county| county["code"].as_str()).collect();
        match codes[..] {
            [one] => Ok(one.to_owned()),
            [] => Err(Fault::failed(phrase!(self.session, "server.no-county"))),
            _ => Err(Fault::bad_input(sentence!(self.session, "server.several-counties", counties = codes.join(", ")))),
        }
    }

    /// A server's answer, if it is a good one.
    fn ask(&self, method: &str, path: &str, sent: Sent<'_>) -> Result<Response<Body>, Fault> {
        let answered = match self.request(method, path, &sent) {
            // The connection broke, perhaps after the server had the request; with a key it is safe to send it again.
            Err(ureq::Error::Io(_)) if sent.key.is_some() => self.request(method, path, &sent),
            answered => answered,
        };
        let answered = answered.map_err(|error| self.unreachable(&error))?;
        self.warn_of_clock(&answered);
        self.tell_of_datum(&answered);
        if answered.status().is_success() { Ok(answered) } else { Err(self.refused(answered)) }
    }

    /// Once for each command: what the times in the answer are worth.
    fn warn_of_clock(&self, answered: &Response<Body>) {
        if let Some(doubt) = answered.headers().get("wardroom-clock-in-doubt").and_then(|told| told.to_str().ok())
            && !self.warned.replace(true)
        {
            self.session.warn(&sentence!(self.session, "clock.doubt-warning", doubt));
        }
    }

    /// What was given in another datum lies elsewhere now than it was said.
    fn tell_of_datum(&self, answered: &Response<Body>) {
        let told = answered.headers().get("wardroom-converted").and_then(|told| told.to_str().ok());
        if let Some((datum, metres)) = told.and_then(|told| told.split_once("; moved-m=")) {
            self.session.note(&sentence!(self.session, "datum.converted", datum = datum.to_uppercase(), metres));
        }
    }

    fn request(&self, method: &str, path: &str, sent: &Sent<'_>) -> Result<Response<Body>, ureq::Error> {
        let mut request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}{path}{}", self.base, path::query(&sent.query)))
            .header("Accept", "application/json, application/problem+json")
            .header("Accept-Language", self.session.lang.tag());
        if let Some(token) = &self.token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        if let Some(key) = sent.key {
            request = request.header("Idempotency-Key", key);
        }
        let (media_type, bytes) = match &sent.body {
            None => return self.agent.run(request.body(())?),
            Some(Payload::Json(json)) => ("application/json", json.to_string().into_bytes()),
            Some(Payload::Bytes { media_type, bytes }) => (*media_type, bytes.to_vec()),
        };
        self.agent.run(request.header("Content-Type", media_type).body(bytes)?)
    }

    /// An answer without an end, to be read as it comes.
    pub fn open(
        &self,
        path: &str,
        query: &[(&'static str, String)],
        after: Option<&str>,
    ) -> Result<BufReader<ureq::BodyReader<'static>>, Fault> {
        let mut request = ureq::http::Request::builder()
            .uri(format!("{}{path}{}", self.base, path::query(query)))
            .header("Accept", "text/event-stream")
            .header("Accept-Language", self.session.lang.tag());
        if let Some(token) = &self.token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        if let Some(after) = after {
            request = request.header("Last-Event-ID", after);
        }
        let answered = request.body(()).map_err(ureq::Error::from).and_then(|request| self.agent.run(request));
        let answered = answered.map_err(|error| self.unreachable(&error))?;
        if !answered.status().is_success() {
            return Err(self.refused(answered));
        }
        Ok(BufReader::new(answered.into_body().into_reader()))
    }

    fn body(&self, mut answered: Response<Body>) -> Result<String, Fault> {
        let limited = answered.body_mut().with_config().limit(CLIENT_ANSWER_BYTES_MAX as u64);
        limited.read_to_string().map_err(|error| self.unreachable(&error))
    }

    fn json(&self, answered: Response<Body>) -> Result<Value, Fault> {
        let text = self.body(answered)?;
        if text.is_empty() {
            return Ok(Value::Null);
        }
        let unreadable =
            |error| Fault::failed(sentence!(self.session, "server.answer-unreadable", server = self.base, error));
        serde_json::from_str(&text).map_err(unreadable)
    }

    fn unreachable(&self, error: &ureq::Error) -> Fault {
        let fault = Fault::failed(sentence!(self.session, "server.unreachable", server = self.base, error));
        match error {
            ureq::Error::Io(_) | ureq::Error::ConnectionFailed | ureq::Error::HostNotFound => {
                fault.help(phrase!(self.session, "server.unreachable-help"))
            }
            _ => fault,
        }
    }

    fn refused(&self, mut answered: Response<Body>) -> Fault {
        let status = answered.status().as_u16();
        let limited = answered.body_mut().with_config().limit(CLIENT_ANSWER_BYTES_MAX as u64);
        problem::fault(self.session, status, &limited.read_to_string().unwrap_or_default())
    }
}
