//! Webhooks: a notice as an HTTP request, signed as Standard Webhooks say, so that the receiver knows who sent it, when, and
//! whether it came before. Secrets stay in the file they come from and are never shown.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::limits::*;
use domain::notice::NoticeRow;
use domain::state::State;
use hmac::{Hmac, KeyInit, Mac};
use serde::Deserialize;
use sha2::Sha256;
use ureq::{Agent, Proxy, ProxyProtocol};

use super::letter::Letter;
use super::{Channel, Undelivered, WhatNow};
use crate::output::Session;
use crate::text::{phrase, sentence};

/// The file that `serve --webhooks` reads.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    webhook: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    url: String,
    /// `whsec_` and base64, as the receiver's side shows it.
    secret: String,
    /// `http://host:port` of a proxy that it is reached through. What the environment says of proxies counts for nothing.
    proxy: Option<String>,
    /// How many notices it takes at a time.
    at_once: Option<u8>,
}

/// One receiver.
pub struct Webhook {
    name: String,
    url: String,
    secret: Vec<u8>,
    at_once: u8,
    agent: Agent,
}

impl std::fmt::Debug for Webhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Webhook({})", self.name)
    }
}

/// All receivers of a file.
#[derive(Debug)]
pub struct Webhooks(pub Vec<Webhook>);

impl Webhooks {
    pub fn load(path: &Path, session: Session) -> Result<Webhooks, String> {
        let named = |fault: String| sentence!(session, "data.file-fault", file = path.display(), fault);
        let bytes = std::fs::metadata(path).map_err(|error| named(error.to_string()))?.len();
        if bytes > WEBHOOKS_FILE_BYTES_MAX {
            let bytes_max = WEBHOOKS_FILE_BYTES_MAX;
            return Err(named(sentence!(session, "webhook.file-too-large", bytes, bytes_max)));
        }
        let text = std::fs::read_to_string(path).map_err(|error| named(error.to_string()))?;
        Webhooks::parse(&text, session).map_err(named)
    }

    fn parse(text: &str, session: Session) -> Result<Webhooks, String> {
        // What the parser says may quote the line, and the line may be a secret.
        let file: File = toml::from_str(text).map_err(|error| error.message().to_owned())?;
        if file.webhook.len() > CHANNELS_MAX {
            let (webhooks, webhooks_max) = (file.webhook.len(), CHANNELS_MAX);
            return Err(sentence!(session, "webhook.too-many", webhooks, webhooks_max));
        }
        let mut names = BTreeSet::new();
        let webhook = |entry: Entry| {
            let name = entry.name.clone();
            if !names.insert(name.clone()) {
                return Err(sentence!(session, "webhook.twice", name));
            }
            Webhook::of(entry, session).map_err(|what| sentence!(session, "webhook.of", name, what))
        };
        file.webhook.into_iter().map(webhook).collect::<Result<_, _>>().map(Webhooks)
    }

    pub fn into_channels(self) -> Vec<Box<dyn Channel>> {
        self.0.into_iter().map(|webhook| Box::new(webhook) as Box<dyn Channel>).collect()
    }
}

impl Webhook {
    fn of(entry: Entry, session: Session) -> Result<Webhook, String> {
        let Entry { name, url, secret, proxy, at_once } = entry;
        let well_named = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if name.is_empty() || name.len() > CODE_BYTES_MAX || !well_named {
            return Err(sentence!(session, "webhook.name", letters_max = CODE_BYTES_MAX));
        }
        let parsed = url.parse::<ureq::http::Uri>().ok().filter(|uri| uri.host().is_some_and(|host| !host.is_empty()));
        // The program carries no TLS; a county that wants it puts a proxy of its own between. The signature holds either way.
        if parsed.is_none_or(|uri| uri.scheme_str() != Some("http")) {
            return Err(phrase!(session, "webhook.url").to_owned());
        }
        let encoded = secret.strip_prefix("whsec_").unwrap_or(&secret);
        let secret = STANDARD.decode(encoded).map_err(|_| phrase!(session, "webhook.secret").to_owned())?;
        if secret.len() < WEBHOOK_SECRET_BYTES_MIN {
            return Err(sentence!(session, "webhook.secret-too-short", bytes_min = WEBHOOK_SECRET_BYTES_MIN));
        }
        let at_once = at_once.unwrap_or(WEBHOOK_AT_ONCE);
        if !(1..=WEBHOOK_AT_ONCE_MAX).contains(&at_once) {
            return Err(sentence!(session, "webhook.at-once", most = WEBHOOK_AT_ONCE_MAX));
        }
        let agent = Agent::config_builder()
            .proxy(proxy.as_deref().map(|address| through(address, session)).transpose()?)
            .http_status_as_error(false)
            .max_redirects(0)
            .max_response_header_size(WEBHOOK_HEAD_BYTES_MAX)
            .user_agent(concat!("wardroom/", env!("CARGO_PKG_VERSION")))
            .timeout_global(Some(Duration::from_secs(WEBHOOK_TIMEOUT_S)))
            // A connection kept open may be half closed by the time of the next notice.
            .max_idle_connections(0)
            .build()
            .into();
        Ok(Webhook { name, url, secret, at_once, agent })
    }

    /// `v1,` and base64 of the HMAC over id, time and body.
    fn signature(&self, id: &str, timestamp_s: u64, body: &[u8]) -> String {
        // An HMAC takes a key of any length.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.secret) else { return String::new() };
        mac.update(format!("{id}.{timestamp_s}.").as_bytes());
        mac.update(body);
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

/// The proxy at an address. What is wrong with it is said without it, since it may hold a password.
fn through(address: &str, session: Session) -> Result<Proxy, String> {
    let proxy = Proxy::new(address).ok().filter(|proxy| proxy.protocol() == ProxyProtocol::Http);
    proxy.ok_or_else(|| phrase!(session, "webhook.proxy").to_owned())
}

impl Channel for Webhook {
    fn name(&self) -> &str {
        &self.name
    }

    fn at_once(&self) -> u8 {
        self.at_once
    }

    fn hand_over(&self, notice: &NoticeRow, state: &State) -> Result<(), Undelivered> {
        let Some(Letter { id, body }) = Letter::of(notice, state) else { return Ok(()) };
        let timestamp_s = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let signature = self.signature(&id, timestamp_s, &body);
        let request = self
            .agent
            .post(&self.url)
            .content_type("application/cloudevents+json")
            .header("webhook-id", &id)
            .header("webhook-timestamp", timestamp_s.to_string())
            .header("webhook-signature", signature);
        match request.send(&body[..]) {
            Ok(response) if response.status().is_success() => Ok(()),
            Ok(response) => {
                let status = response.status().as_u16();
                let what_now = match status {
                    410 => WhatNow::GiveUp,
                    429 | 500.. => WhatNow::Rest,
                    _ => WhatNow::Later,
                };
                Err(Undelivered { why: format!("status {status}"), what_now })
            }
            Err(error) => Err(Undelivered { why: in_words(&error).to_owned(), what_now: WhatNow::Rest }),
        }
    }
}

/// Never with the address, which may hold a token.
const fn in_words(error: &ureq::Error) -> &'static str {
    match error {
        ureq::Error::Timeout(_) => "no answer in time",
        ureq::Error::HostNotFound => "no such host",
        ureq::Error::ConnectionFailed | ureq::Error::Io(_) => "no connection",
        ureq::Error::Protocol(_) => "no HTTP answer",
        _ => "no usable answer",
    }
}

#[cfg(test)]
mod tests {
    const SESSION: Session = Session { lang: crate::lang::Lang::En, json: false };

    use super::*;
    use expect_test::expect;

    const GOOD: &str = r#"
        [[webhook]]
        name = "duty-app"
        url = "http://127.0.0.1:1/hook"
        secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    "#;

    /// The example of the standard's own text.
    #[test]
    fn a_signature_is_as_the_standard_says() {
        let Webhooks(hooks) = Webhooks::parse(GOOD, SESSION).expect("a good file");
        let body = br#"{"test": 2432232314}"#;
        let signature = hooks[0].signature("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn no_secret_is_ever_shown() {
        let Webhooks(hooks) = Webhooks::parse(GOOD, SESSION).expect("a good file");
        assert_eq!(format!("{hooks:?}"), "[Webhook(duty-app)]");
        let broken = GOOD.replace("LaLaSw\"", "LaLaSw");
        assert!(!Webhooks::parse(&broken, SESSION).expect_err("no end of the text").contains("MfKQ"));
    }

    #[test]
    fn what_is_wrong_with_a_file_is_named() {
        let mut words = String::new();
        let long = "x".repeat(CODE_BYTES_MAX + 1);
        for (from, to) in [
            ("name", "title"),
            ("duty-app", "duty app"),
            ("duty-app", long.as_str()),
            ("http://127.0.0.1:1/hook", "ftp://127.0.0.1/hook"),
            ("http://127.0.0.1:1/hook", "127.0.0.1"),
            ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_!"),
            ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_MfKQ9r8G"),
            ("secret =", "at_once = 0\nsecret ="),
            ("secret =", "at_once = 17\nsecret ="),
            ("secret =", "proxy = \"socks5://user:word@proxy\"\nsecret ="),
        ] {
            words += &Webhooks::parse(&GOOD.replacen(from, to, 1), SESSION).expect_err("a fault").replace(&long, "x…");
            words += "\n";
        }
        words += &Webhooks::parse(&GOOD.repeat(2), SESSION).expect_err("twice");
        expect![[r#"
            unknown field `title`, expected one of `name`, `url`, `secret`, `proxy`, `at_once`
            webhook `duty app`: a name has 1 to 64 letters, digits and hyphens
            webhook `x…`: a name has 1 to 64 letters, digits and hyphens
            webhook `duty-app`: `url` is not an address that begins with `http://`; for `https` put a proxy between
            webhook `duty-app`: `url` is not an address that begins with `http://`; for `https` put a proxy between
            webhook `duty-app`: `secret` is not `whsec_` and base64
            webhook `duty-app`: `secret` has fewer than 16 bytes
            webhook `duty-app`: `at_once` is 1 to 16
            webhook `duty-app`: `at_once` is 1 to 16
            webhook `duty-app`: `proxy` is not an address like `http://proxy:3128`
            webhook `duty-app` stands twice"#]]
        .assert_eq(&words);
        assert!(Webhooks::parse("", SESSION).is_ok_and(|Webhooks(none)| none.is_empty()));
    }
}
