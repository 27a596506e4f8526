//! Keeps web pages away from a server without tokens. It listens on loopback and takes the local caller for admin; a page
//! that rebinds its own name to 127.0.0.1, or posts across origins, would come as that caller. Names give both away.

use axum::extract::Request;
use axum::http::{StatusCode, header};

use crate::problem::Problem;
use crate::problem::code::ProblemCode;

pub fn check(request: &Request) -> Result<(), Problem> {
    let header = |name| request.headers().get(name).map(|value| value.to_str().unwrap_or("?"));
    let host = header(header::HOST).or_else(|| request.uri().authority().map(|authority| authority.as_str()));
    if !host.is_some_and(is_this_machine) {
        let detail = "without tokens this server answers only to `localhost`, `127.0.0.1` and `[::1]` as `Host`";
        return Err(Problem::new(StatusCode::MISDIRECTED_REQUEST, ProblemCode::ForeignHost, detail));
    }
    let foreign = || {
        Problem::forbidden(
            ProblemCode::ForeignOrigin,
            "without tokens this server takes nothing from pages of other origins",
        )
    };
    if let Some(origin) = header(header::ORIGIN) {
        let authority = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
        if authority.is_none_or(|authority| Some(authority) != host) {
            return Err(foreign());
        }
    }
    match request.headers().get("sec-fetch-site").map(|value| value.as_bytes()) {
        None | Some(b"same-origin" | b"none") => Ok(()),
        Some(_) => Err(foreign()),
    }
}

/// Whether a `Host` names this machine, whatever the port.
fn is_this_machine(host: &str) -> bool {
    let (name, port) = match host.strip_prefix('[') {
        Some(rest) => rest.split_once(']').map_or(("", ""), |(name, port)| (name, port)),
        None => host.find(':').map_or((host, ""), |colon| host.split_at(colon)),
    };
    let port_fits = port.is_empty() || port.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok());
    port_fits && ["localhost", "127.0.0.1", "::1"].contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(headers: &[(&str, &str)]) -> Result<(), String> {
        let request = headers.iter().fold(Request::builder(), |builder, (name, value)| builder.header(*name, *value));
        check(&request.body(axum::body::Body::empty()).unwrap()).map_err(|problem| problem.code.clone())
    }

    #[test]
    fn only_names_of_this_machine() {
        for host in ["localhost", "localhost:7350", "127.0.0.1:80", "[::1]:7350", "[::1]"] {
            assert_eq!(answer(&[("host", host)]), Ok(()), "{host}");
        }
        for host in
            ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "localhost:x", "[::1", "::1", ""]
        {
            assert_eq!(answer(&[("host", host)]), Err("foreign-host".to_owned()), "{host}");
        }
        assert_eq!(answer(&[]), Err("foreign-host".to_owned()));
    }

    #[test]
    fn only_pages_of_its_own() {
        let host = ("host", "127.0.0.1:7350");
        assert_eq!(answer(&[host, ("origin", "http://127.0.0.1:7350")]), Ok(()));
        assert_eq!(answer(&[host, ("sec-fetch-site", "same-origin")]), Ok(()));
        for foreign in [
            ("origin", "http://evil.example"),
            ("origin", "http://localhost:3000"),
            ("origin", "null"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ] {
            assert_eq!(answer(&[host, foreign]), Err("foreign-origin".to_owned()), "{foreign:?}");
        }
    }
}
