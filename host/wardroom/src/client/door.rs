//! Which server a command asks and with whose token: what is named, else the server of this user's that runs, with its owner's token.
//! That token goes nowhere but to the server whose data directory it lies in.

use std::path::Path;

use ureq::http::Uri;

use crate::data::DataDir;
use crate::fault::Fault;
use crate::output::Session;
use crate::owner_token;
use crate::running::{self, Running};
use crate::text::{phrase, sentence};

/// Where a server listens that is not among this user's.
const USUAL: &str = "http://127.0.0.1:7350";

pub struct Door {
    /// `http://ADDRESS:PORT`
    pub base: String,
    pub token: Option<String>,
}

pub fn find(server: Option<&str>, data: Option<&Path>, token: Option<String>, session: Session) -> Result<Door, Fault> {
    let server = server.map(|server| address(server, session)).transpose()?;
    let running = running::servers();
    let found = choose(&running, server.as_deref(), data, session)?;
    let token = match (token, found) {
        (Some(token), _) => Some(token),
        (None, Some(found)) => Some(owner_token::read(&DataDir::at(&found.data).owner_token(), session)?),
        (None, None) => None,
    };
    let base = server.or_else(|| found.map(|found| found.url.clone()));
    Ok(Door { base: base.unwrap_or_else(|| USUAL.to_owned()), token })
}

fn address(server: &str, session: Session) -> Result<String, Fault> {
    let base = server.trim_end_matches('/');
    if base.starts_with("http://") {
        return Ok(base.to_owned());
    }
    Err(Fault::bad_input(sentence!(session, "server.address", address = server)))
}

/// The one that is meant of those that run; `None`: it is none of them.
fn choose<'r>(
    running: &'r [Running],
    server: Option<&str>,
    data: Option<&Path>,
    session: Session,
) -> Result<Option<&'r Running>, Fault> {
    if let Some(data) = data {
        let canonical = data.canonicalize().unwrap_or_else(|_| data.to_owned());
        let serving = running.iter().find(|running| running.data == canonical);
        let serving =
            serving.ok_or_else(|| Fault::failed(sentence!(session, "server.not-served", data = data.display())))?;
        return match server.filter(|server| !listens(serving, server)) {
            Some(other) => Err(Fault::bad_input(sentence!(
                session,
                "server.served-elsewhere",
                data = data.display(),
                url = serving.url,
                other
            ))),
            None => Ok(Some(serving)),
        };
    }
    if let Some(server) = server {
        return Ok(running.iter().find(|running| listens(running, server)));
    }
    match running {
        [] => Ok(None),
        [one] => Ok(Some(one)),
        several => {
            let told = several.iter().map(|of| format!("{} ({})", of.url, of.data.display()));
            Err(Fault::bad_input(phrase!(session, "server.several-servers"))
                .items(told)
                .help(phrase!(session, "server.several-servers-help")))
        }
    }
}

/// Whether this is the address of a server that runs. One that listens on loopback is reached by each of its names.
fn listens(running: &Running, server: &str) -> bool {
    let port = |url: &str| url.parse::<Uri>().ok().and_then(|uri| uri.port_u16());
    running.url == server || (is_loopback(&running.url) && is_loopback(server) && port(&running.url) == port(server))
}

/// Whether an address is on this machine.
pub fn is_loopback(base: &str) -> bool {
    let Ok(uri) = base.parse::<Uri>() else { return false };
    let host = uri.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    let named = host.eq_ignore_ascii_case("localhost") || host.to_ascii_lowercase().ends_with(".localhost");
    named || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback())
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::lang::Lang;

    const SESSION: Session = Session { lang: Lang::En, json: false };

    fn servers(ports: &[u16]) -> Vec<Running> {
        let server = |port: &u16| Running {
            url: format!("http://127.0.0.1:{port}"),
            data: PathBuf::from(format!("/nowhere/{port}")),
        };
        ports.iter().map(server).collect()
    }

    fn chosen(ports: &[u16], server: Option<&str>, data: Option<&str>) -> Result<Option<String>, String> {
        let running = servers(ports);
        let chosen = choose(&running, server, data.map(Path::new), SESSION);
        chosen.map(|chosen| chosen.map(|chosen| chosen.url.clone())).map_err(|fault| fault.plain(Lang::En))
    }

    #[test]
    fn the_only_server_is_meant_and_one_of_several_has_to_be_named() {
        let url = |port: u16| Ok(Some(format!("http://127.0.0.1:{port}")));
        assert_eq!(chosen(&[], None, None), Ok(None));
        assert_eq!(chosen(&[80], None, None), url(80));
        let told = chosen(&[80, 81], None, None).unwrap_err();
        for part in ["http://127.0.0.1:80 (/nowhere/80)", "http://127.0.0.1:81 (/nowhere/81)", "--server", "--data"] {
            assert!(told.contains(part), "{told}");
        }
        assert_eq!(chosen(&[80, 81], Some("http://localhost:81"), None), url(81));
        assert_eq!(chosen(&[80, 81], Some("http://[::1]:80"), None), url(80));
        assert_eq!(chosen(&[80, 81], None, Some("/nowhere/81")), url(81));
        assert!(chosen(&[80], None, Some("/nowhere/82")).unwrap_err().contains("/nowhere/82"));
        assert!(
            chosen(&[80, 81], Some("http://127.0.0.1:80"), Some("/nowhere/81"))
                .unwrap_err()
                .contains("http://127.0.0.1:81")
        );
    }

    /// Or the owner's token would go to whoever listens there.
    #[test]
    fn another_address_is_none_of_the_user_s_servers() {
        for other in
            ["http://127.0.0.1:81", "http://198.51.100.1:80", "http://127.0.0.1.example:80", "http://localhost"]
        {
            assert_eq!(chosen(&[80], Some(other), None), Ok(None), "{other}");
        }
    }
}
