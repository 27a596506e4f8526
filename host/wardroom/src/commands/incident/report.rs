//! `wardroom incident report`.

use clap::Args;
use domain::incident::{Priority, Reality};
use serde_json::{Value, json};

use super::reply;
use super::uncertain::Uncertain;
use crate::client::{Client, Payload, Sent, own_key};
use crate::coded::coded;
use crate::fault::Fault;
use crate::output::Session;
use crate::text::{Unsaid, unsaid};

#[derive(Args)]
pub struct Report {
    #[arg(long)]
    kind: String,
    #[arg(long, value_name = "LON,LAT", value_parser = position, allow_hyphen_values = true)]
    at: (f64, f64),
    #[command(flatten)]
    uncertain: Uncertain,
    #[arg(long, default_value = "110")]
    source: String,
    #[arg(long, value_parser = coded(&Priority::ALL))]
    priority: Option<String>,
    #[arg(long, default_value = "actual", value_parser = coded(&[Reality::Actual, Reality::Exercise, Reality::Test]))]
    reality: String,
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    #[arg(long, value_name = "NAME")]
    caller_name: Option<String>,
    #[arg(long, value_name = "NUMBER")]
    caller_number: Option<String>,
    #[arg(long, value_name = "NUMBER")]
    calling_number: Option<String>,
    #[arg(long, value_name = "ID")]
    external_id: Option<String>,
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
}

/// `119.51183,27.33708`
pub fn position(text: &str) -> Result<(f64, f64), Unsaid> {
    let pair = text.split_once(',').and_then(|(lon, lat)| Some((number(lon)?, number(lat)?)));
    pair.ok_or_else(|| unsaid!("argument.position"))
}

fn number(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|number: &f64| number.is_finite())
}

impl Report {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let key = self.key.clone().unwrap_or_else(own_key);
        let sent = Sent {
            key: Some(&key),
            body: Some(Payload::Json(self.body(&client.kind(&self.kind)?))),
            ..Sent::default()
        };
        reply::print(session, &client.send("POST", &client.of_county("incidents")?, sent)?)
    }

    fn body(&self, kind: &str) -> Value {
        let mut body = json!({
            "kind": kind, "lon": self.at.0, "lat": self.at.1, "source": self.source, "reality": self.reality,
        });
        if let Some(uncertain) = self.uncertain.body() {
            body["uncertain"] = uncertain;
        }
        let mut set = |name: &str, value: &Option<String>| {
            if let Some(value) = value {
                body[name] = value.as_str().into();
            }
        };
        set("priority", &self.priority);
        set("description", &self.description);
        set("external_id", &self.external_id);
        set("calling_number", &self.calling_number);
        let caller = [("name", &self.caller_name), ("number", &self.caller_number)];
        for (name, value) in caller {
            if let Some(value) = value {
                body["caller"][name] = value.as_str().into();
            }
        }
        body
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_a_pair_of_numbers() {
        assert_eq!(position("119.5, 27.25"), Ok((119.5, 27.25)));
        assert_eq!(position("-1,-2"), Ok((-1.0, -2.0)));
        for text in ["119.5", "119.5;27", "a,b", "NaN,1", "1,inf", ""] {
            assert!(position(text).is_err(), "{text}");
        }
    }
}
