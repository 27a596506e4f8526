//! From where a request comes: the one place that says by whose address a limit or a log line goes. What a request says of
//! forwarding is believed from trusted proxies alone; anybody can write such a header.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::{ConnectInfo, Request};
use axum::http::HeaderMap;
use domain::limits::{FORWARDED_HOPS_MAX, TRUSTED_PROXIES_MAX};
use ipnet::IpNet;

/// The proxies in front of this server, and the header in which they name whom they ask for.
#[derive(Debug, Default)]
pub struct Proxies {
    trusted: Vec<IpNet>,
    header: ForwardedBy,
    /// Whether it was said that somebody forwards who is not trusted.
    told: AtomicBool,
}

/// The header that trusted proxies write. Only this one is read: a proxy passes on what it does not write itself, and that would
/// be the word of whoever asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ForwardedBy {
    #[default]
    XForwardedFor,
    /// RFC 7239.
    Forwarded,
}

impl FromStr for ForwardedBy {
    type Err = String;

    fn from_str(text: &str) -> Result<ForwardedBy, String> {
        match text {
            "x-forwarded-for" => Ok(ForwardedBy::XForwardedFor),
            "forwarded" => Ok(ForwardedBy::Forwarded),
            _ => Err(format!("`{text}` is neither `x-forwarded-for` nor `forwarded`")),
        }
    }
}

/// What tells that a request came through somebody else.
const MARKS: [&str; 7] =
    ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-port", "x-real-ip", "via"];

impl Proxies {
    /// Each is an address, or a network as `10.1.0.0/16`.
    pub fn trusting(networks: &[String], header: ForwardedBy) -> Result<Proxies, String> {
        if networks.len() > TRUSTED_PROXIES_MAX {
            return Err(format!("{} trusted proxies, and {TRUSTED_PROXIES_MAX} is the limit", networks.len()));
        }
        let trusted = networks.iter().map(|text| network(text)).collect::<Result<Vec<IpNet>, String>>()?;
        Ok(Proxies { trusted, header, told: AtomicBool::new(false) })
    }

    pub fn trusts(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.trusted.iter().any(|network| network.contains(&address))
    }

    /// The address that a request comes from: that of the connection, or what trusted proxies say who asked them. Where they
    /// name nobody, or nothing that is an address, it is the last one that is known.
    pub fn peer(&self, connected: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut nearest = connected.to_canonical();
        if !self.trusts(nearest) {
            if let Some(mark) = MARKS.into_iter().find(|mark| headers.contains_key(*mark))
                && !self.told.swap(true, Ordering::Relaxed)
            {
                tracing::warn!(%nearest, header = mark, "requests are forwarded by a peer that is no trusted proxy; it counts as the one who asks (`serve --trusted-proxy`)");
            }
            return nearest;
        }
        for named in self.named(headers).into_iter().rev().take(FORWARDED_HOPS_MAX) {
            let Some(address) = named else { break };
            nearest = address.to_canonical();
            if !self.trusts(nearest) {
                break;
            }
        }
        nearest
    }

    /// Those whom the header names, the first who asked at the front. `None`: it names no address.
    fn named(&self, headers: &HeaderMap) -> Vec<Option<IpAddr>> {
        let lines = |name: &str| -> Vec<String> {
            headers.get_all(name).iter().map(|line| line.to_str().unwrap_or("?").to_owned()).collect()
        };
        match self.header {
            ForwardedBy::XForwardedFor => {
                let lines = lines("x-forwarded-for");
                lines.iter().flat_map(|line| line.split(',')).map(|node| address(node.trim())).collect()
            }
            ForwardedBy::Forwarded => {
                let lines = lines("forwarded");
                let elements = lines.iter().flat_map(|line| apart(line, ','));
                elements.map(|element| apart(element, ';').into_iter().find_map(named_for).and_then(address)).collect()
            }
        }
    }
}

/// The address that a request comes from; `None` where it came over no connection.
pub fn of(proxies: &Proxies, request: &Request) -> Option<IpAddr> {
    let ConnectInfo(connected) = request.extensions().get::<ConnectInfo<SocketAddr>>()?;
    Some(proxies.peer(connected.ip(), request.headers()))
}

fn network(text: &str) -> Result<IpNet, String> {
    let network = text.parse().or_else(|_| text.parse::<IpAddr>().map(|address| IpNet::from(address.to_canonical())));
    network.map_err(|_| format!("`{text}` is neither an address nor a network like `10.1.0.0/16`"))
}

/// Parts of a header between separators; none counts within a quoted text.
fn apart(line: &str, separator: char) -> Vec<&str> {
    let mut quoted = false;
    let parts = line.split(move |char| {
        quoted ^= char == '"';
        char == separator && !quoted
    });
    parts.collect()
}

/// The value of a pair `for=…`.
fn named_for(pair: &str) -> Option<&str> {
    let (name, value) = pair.trim().split_once('=')?;
    name.eq_ignore_ascii_case("for").then(|| value.trim_matches('"'))
}

/// An address, with or without a port: `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:80`.
fn address(node: &str) -> Option<IpAddr> {
    let bare = node.strip_prefix('[').and_then(|node| node.strip_suffix(']')).unwrap_or(node);
    bare.parse().ok().or_else(|| node.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peer(header: ForwardedBy, connected: &str, headers: &[(&'static str, &str)]) -> String {
        let trusted = ["127.0.0.1".to_owned(), "10.1.0.0/16".to_owned(), "fd00::/8".to_owned()];
        let proxies = Proxies::trusting(&trusted, header).unwrap();
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        proxies.peer(connected.parse().unwrap(), &map).to_string()
    }

    #[test]
    fn a_forwarded_address_is_believed_from_trusted_proxies_alone() {
        let by =
            |connected: &str, named: &str| peer(ForwardedBy::XForwardedFor, connected, &[("x-forwarded-for", named)]);
        assert_eq!(by("192.0.2.9", "198.51.100.1"), "192.0.2.9", "a stranger names somebody");
        assert_eq!(by("127.0.0.1", "198.51.100.1"), "198.51.100.1");
        assert_eq!(by("::ffff:127.0.0.1", "198.51.100.1"), "198.51.100.1");
        assert_eq!(
            by("127.0.0.1", "203.0.113.7, 198.51.100.1, 10.1.2.3"),
            "198.51.100.1",
            "the last who is not trusted"
        );
        assert_eq!(by("127.0.0.1", "203.0.113.7, unknown, 10.1.2.3"), "10.1.2.3", "what is no address ends it");
        assert_eq!(by("127.0.0.1", ""), "127.0.0.1");
        assert_eq!(by("fd00::1", "[2001:db8::1]:4711"), "2001:db8::1");
        let twice = [("x-forwarded-for", "203.0.113.7"), ("x-forwarded-for", "198.51.100.1")];
        assert_eq!(peer(ForwardedBy::XForwardedFor, "10.1.0.1", &twice), "198.51.100.1", "lines are one list");
        let other = [("forwarded", "for=203.0.113.7"), ("x-real-ip", "203.0.113.7")];
        assert_eq!(
            peer(ForwardedBy::XForwardedFor, "127.0.0.1", &other),
            "127.0.0.1",
            "a header that it does not write"
        );
    }

    #[test]
    fn a_request_comes_from_whom_its_connection_says() {
        let mut request =
            Request::builder().header("x-forwarded-for", "198.51.100.1").body(axum::body::Body::empty()).unwrap();
        let proxies = Proxies::trusting(&["127.0.0.1".to_owned()], ForwardedBy::default()).unwrap();
        assert_eq!(of(&proxies, &request), None, "no connection, no address");
        let mut from = |connected: [u8; 4]| {
            request.extensions_mut().insert(ConnectInfo(SocketAddr::from((connected, 4711))));
            of(&proxies, &request).unwrap().to_string()
        };
        assert_eq!(from([192, 0, 2, 9]), "192.0.2.9");
        assert_eq!(from([127, 0, 0, 1]), "198.51.100.1");
    }

    #[test]
    fn forwarded_is_read_as_its_standard_says() {
        let by = |named: &str| peer(ForwardedBy::Forwarded, "127.0.0.1", &[("forwarded", named)]);
        assert_eq!(by("for=198.51.100.1;proto=https"), "198.51.100.1");
        assert_eq!(by("For=\"[2001:db8::1]:80\";by=203.0.113.43"), "2001:db8::1");
        assert_eq!(by("for=203.0.113.7, for=198.51.100.1;proto=http, for=10.1.9.9"), "198.51.100.1");
        assert_eq!(by("for=203.0.113.7, for=\"a,b;for=1.2.3.4\""), "127.0.0.1", "a quoted text is one");
        assert_eq!(by("for=_hidden"), "127.0.0.1");
        assert_eq!(by("proto=https"), "127.0.0.1");
    }

    #[test]
    fn faults_of_a_network_are_told() {
        for text in ["10.0.0.0/33", "proxy.example", ""] {
            assert!(Proxies::trusting(&[text.to_owned()], ForwardedBy::default()).unwrap_err().contains("neither"));
        }
        let many = vec!["10.0.0.1".to_owned(); TRUSTED_PROXIES_MAX + 1];
        assert!(Proxies::trusting(&many[1..], ForwardedBy::default()).is_ok());
        assert!(Proxies::trusting(&many, ForwardedBy::default()).unwrap_err().contains("is the limit"));
    }
}
