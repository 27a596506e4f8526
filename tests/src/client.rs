//! One connection to a server that is kept open: as much of HTTP/1.1 as the server's answers need, and little of its own to do.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use serde_json::Value;

pub struct Client {
    stream: BufReader<TcpStream>,
    /// What every request of this client has at its head.
    head: String,
}

/// Something to ask.
pub struct Request {
    method: &'static str,
    path: String,
    /// Makes the request one that may be repeated.
    key: Option<String>,
    body: String,
}

pub struct Answer {
    pub status: u16,
    body: Vec<u8>,
}

impl Request {
    pub fn get(path: impl Into<String>) -> Request {
        Request { method: "GET", path: path.into(), key: None, body: String::new() }
    }

    pub fn post(path: impl Into<String>, key: String, body: &Value) -> Request {
        Request { method: "POST", path: path.into(), key: Some(key), body: body.to_string() }
    }
}

impl Answer {
    pub fn must_be_good(&self) {
        assert!((200..300).contains(&self.status), "{}: {}", self.status, String::from_utf8_lossy(&self.body));
    }

    /// Its body, which must be that of a success.
    pub fn good(&self) -> Value {
        self.must_be_good();
        serde_json::from_slice(&self.body).expect("JSON")
    }
}

impl Client {
    /// `url` as the server printed it.
    pub fn connect(url: &str, token: &str) -> Client {
        Client::try_connect(url, token).expect("a connection")
    }

    pub fn try_connect(url: &str, token: &str) -> io::Result<Client> {
        let host = url.strip_prefix("http://").expect("a url of the server's");
        let stream = TcpStream::connect(host)?;
        stream.set_nodelay(true)?;
        let head = format!("Host: {host}\r\nAuthorization: Bearer {token}\r\n");
        Ok(Client { stream: BufReader::new(stream), head })
    }

    pub fn ask(&mut self, request: &Request) -> Answer {
        self.try_ask(request).expect("an answer")
    }

    /// Opens an event stream, and sees that it begins.
    pub fn opens_a_stream(mut self, path: &str) {
        let text = format!("GET {path} HTTP/1.1\r\n{}\r\n", self.head);
        self.stream.get_mut().write_all(text.as_bytes()).expect("the server reads");
        let first = self.line().expect("the head of an answer");
        assert!(first.starts_with("HTTP/1.1 200"), "{first}");
    }

    /// Fails if the connection breaks.
    pub fn try_ask(&mut self, request: &Request) -> io::Result<Answer> {
        let Request { method, path, key, body } = request;
        let mut text = format!("{method} {path} HTTP/1.1\r\n{}", self.head);
        if let Some(key) = key {
            text += &format!(
                "Idempotency-Key: {key}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n",
                body.len()
            );
        }
        text += "\r\n";
        text += body;
        self.stream.get_mut().write_all(text.as_bytes())?;
        self.answer()
    }

    fn answer(&mut self) -> io::Result<Answer> {
        let first = self.line()?;
        let status = first.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.unwrap_or_else(|| panic!("no answer of a server: `{first}`"));
        let mut length = None;
        loop {
            let line = self.line()?;
            if line.is_empty() {
                break;
            }
            let (name, value) = line.split_once(':').expect("a header");
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().ok();
            }
        }
        let mut body = vec![0; length.expect("an answer that says how long it is")];
        self.stream.read_exact(&mut body)?;
        Ok(Answer { status, body })
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        match self.stream.read_line(&mut line)? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(line.trim_end().to_owned()),
        }
    }
}
