//! Webhooks from end to end: a receiver on a port of its own gets what people are told, signed; what it does not take comes again,
//! after a restart, too, under the same id.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;

use crate::county::*;
use crate::process::*;

const SECRET: &str = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
/// Long past any retry that the tests wait for.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// What came in.
pub struct Letter {
    headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Letter {
    fn id(&self) -> &str {
        &self.headers["webhook-id"]
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    /// As the receiver's side checks it.
    fn is_signed(&self) -> bool {
        let mut mac = Hmac::<Sha256>::new_from_slice(&STANDARD.decode(SECRET).expect("base64")).expect("a key");
        mac.update(format!("{}.{}.", self.id(), self.headers["webhook-timestamp"]).as_bytes());
        mac.update(&self.body);
        self.headers["webhook-signature"] == format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

/// A receiver that answers with these statuses, one after the other, and with 204 from then on.
pub fn receiver(statuses: &'static [u16]) -> (String, Receiver<Letter>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/hook", listener.local_addr().expect("an address"));
    let (to_test, letters) = channel();
    std::thread::spawn(move || {
        let mut statuses = statuses.iter().copied().chain(std::iter::repeat(204));
        for stream in listener.incoming().map_while(Result::ok) {
            let status = statuses.next().unwrap_or(204);
            let Some(letter) = take(stream, status) else { continue };
            if to_test.send(letter).is_err() {
                return;
            }
        }
    });
    (url, letters)
}

fn take(stream: TcpStream, status: u16) -> Option<Letter> {
    let mut reader = BufReader::new(stream);
    let mut headers = BTreeMap::new();
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    loop {
        line.clear();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        headers.insert(name.to_ascii_lowercase(), value.to_owned());
    }
    let mut body = vec![0; headers.get("content-length")?.parse().ok()?];
    reader.read_exact(&mut body).ok()?;
    write!(reader.get_mut(), "HTTP/1.1 {status} Told\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").ok()?;
    Some(Letter { headers, body })
}

/// A file with these receivers: name, address, more lines.
pub fn entries(data: &Path, receivers: &[(&str, &str, &str)]) -> String {
    let file = data.join("webhooks.toml");
    let entry = |(name, url, more): &(&str, &str, &str)| {
        format!("[[webhook]]\nname = \"{name}\"\nurl = \"{url}\"\nsecret = \"whsec_{SECRET}\"\n{more}\n")
    };
    std::fs::write(&file, receivers.iter().map(entry).collect::<String>()).expect("a file");
    file.to_str().expect("UTF-8").to_owned()
}

fn create(server: &Server, title: &str) -> String {
    let given = ["task", "create", title, "--district", "350924-D1", "--to", "unit:U001", "--json"];
    server.run(&given).json()["id"].as_str().expect("an id").to_owned()
}

#[test]
fn whoever_has_a_task_is_told_by_webhook_until_it_is_taken() {
    let (url, letters) = receiver(&[503, 204, 503]);
    let data = imported();
    let file = entries(data.path(), &[("duty-app", &url, "")]);
    let hooks = ["--webhooks", file.as_str()];
    let server = Server::start(data.path(), &hooks);
    let next = || letters.recv_timeout(PATIENCE).expect("a letter");

    let task = create(&server, "look after the bridge");
    let (first, second) = (next(), next());
    assert!(first.is_signed() && second.is_signed());
    assert_eq!((first.id(), &first.json()), (second.id(), &second.json()), "it comes again as it was");
    let told = first.json();
    assert_eq!((&told["type"], &told["data"]["task"]["id"]), (&"org.wardroom.notice".into(), &task.as_str().into()));
    assert_eq!(told["data"]["task"]["en"], "look after the bridge");
    assert_eq!((&told["data"]["to"][0]["code"], &told["data"]["urgency"]), (&"U001".into(), &"info".into()));

    // Refused again, and the server goes before the next attempt.
    create(&server, "look after the road");
    let third = next();
    assert_ne!(third.id(), first.id());
    assert_eq!(server.stop(), 0);
    let server = Server::start(data.path(), &hooks);
    let fourth = next();
    assert_eq!((fourth.id(), fourth.is_signed()), (third.id(), true));
    let listed = server.run(&["notice", "list", "--matter", &task, "--json"]).json();
    let delivery = &listed["items"][0]["deliveries"][0];
    assert_eq!((&delivery["state"], &delivery["attempts"]), (&"sent".into(), &2.into()), "{listed}");
    assert_eq!(server.stop(), 0);
}

/// One receiver answers nobody; the other has several in hand at the same time, and no more than its entry says.
#[test]
fn a_dead_receiver_holds_nobody_up_and_several_leave_at_once() {
    let dead = TcpListener::bind("127.0.0.1:0").expect("a port");
    let slow = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = |listener: &TcpListener| format!("http://{}/hook", listener.local_addr().expect("an address"));
    let data = imported();
    let (to_dead, to_slow) = (address(&dead), address(&slow));
    let file = entries(data.path(), &[("dead", &to_dead, ""), ("slow", &to_slow, "at_once = 2")]);
    let server = Server::start(data.path(), &["--webhooks", &file]);
    let tasks: Vec<String> = ["bridge", "road", "river"].iter().map(|title| create(&server, title)).collect();
    // Two are in hand before the first has its answer.
    let accept = || slow.accept().expect("a courier").0;
    let (first, second) = (accept(), accept());
    slow.set_nonblocking(true).expect("a listener");
    assert!(slow.accept().is_err(), "the third waits for its turn");
    slow.set_nonblocking(false).expect("a listener");
    let mut told: Vec<String> = [first, second]
        .into_iter()
        .chain(std::iter::once_with(accept))
        .map(|stream| take(stream, 204).expect("a letter").json()["data"]["task"]["id"].to_string().replace('"', ""))
        .collect();
    told.sort();
    assert_eq!(told, tasks);
    assert_eq!(server.stop(), 0);
}

/// The environment of a county's machine names a proxy, which must see neither a token nor a notice of this machine's own.
#[test]
fn no_proxy_of_the_environment_ever_sees_what_stays_on_this_machine() {
    let proxy = TcpListener::bind("127.0.0.1:0").expect("a port");
    let named = format!("http://{}", proxy.local_addr().expect("an address"));
    let (url, letters) = receiver(&[]);
    let data = imported();
    let file = entries(data.path(), &[("duty-app", &url, "")]);
    let environment = ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"].map(|name| (name, named.as_str()));
    let server = Server::start_in(data.path(), &["--webhooks", &file], &environment);
    let mut asking = command(&["task", "create", "bridge", "--district", "350924-D1", "--to", "unit:U001"]);
    asking.env("WARDROOM_SERVER", &server.url).envs(environment);
    finish(asking).done();
    letters.recv_timeout(PATIENCE).expect("a letter");
    assert_eq!(server.stop(), 0);

    // Through the one that the entry names it goes.
    let file = entries(data.path(), &[("duty-app", "http://duty.example/hook", &format!("proxy = \"{named}\""))]);
    let server = Server::start(data.path(), &["--webhooks", &file]);
    create(&server, "road");
    let (mut stream, _) = proxy.accept().expect("a courier, the first that came here");
    let mut line = String::new();
    BufReader::new(&mut stream).read_line(&mut line).expect("a request");
    assert!(line.starts_with("CONNECT duty.example:80 "), "{line}");
    drop(stream);
    assert_eq!(server.stop(), 0);
}
