//! `wardroom incident report`.

use clap::Args;
use clap::builder::PossibleValuesParser;
use domain::incident::Priority;
use serde_json::{Value, json};

use super::reply;
use crate::client::{Client, Payload, Sent, own_key};
use crate::fault::Fault;
use crate::output::Session;

/// Report an incident
#[derive(Args)]
pub struct Report {
    /// Code of the kind, as the county has it
    #[arg(long)]
    kind: String,
    /// Where it is: longitude and latitude, WGS 84 degrees
    #[arg(long, value_name = "LON,LAT", value_parser = position, allow_hyphen_values = true)]
    at: (f64, f64),
    /// Where the report came from
    #[arg(long, default_value = "110")]
    source: String,
    /// Instead of the kind's own
    #[arg(long, value_parser = PossibleValuesParser::new(Priority::ALL.map(Priority::name)))]
    priority: Option<String>,
    /// Whether it is for real
    #[arg(long, default_value = "actual", value_parser = ["actual", "exercise", "test"])]
    reality: String,
    /// The words of the report; sealed before they are kept
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// Name of the caller; sealed before it is kept
    #[arg(long, value_name = "NAME")]
    caller_name: Option<String>,
    /// Number of the caller; sealed before it is kept
    #[arg(long, value_name = "NUMBER")]
    caller_number: Option<String>,
    /// Another system's number for it
    #[arg(long, value_name = "ID")]
    external_id: Option<String>,
    /// The same report sent again with the same key is the same incident [default: a new one each time]
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
}

/// `119.51183,27.33708`
pub fn position(text: &str) -> Result<(f64, f64), String> {
    let pair = text.split_once(',').and_then(|(lon, lat)| Some((number(lon)?, number(lat)?)));
    pair.ok_or_else(|| "a longitude and a latitude are wanted, like 119.51183,27.33708".to_owned())
}

fn number(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|number: &f64| number.is_finite())
}

impl Report {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let key = self.key.clone().unwrap_or_else(own_key);
        let sent = Sent { key: Some(&key), body: Some(Payload::Json(self.body())), ..Sent::default() };
        reply::print(session, &client.send("POST", &client.of_county("incidents")?, sent)?)
    }

    fn body(&self) -> Value {
        let mut body = json!({
            "kind": self.kind, "lon": self.at.0, "lat": self.at.1, "source": self.source, "reality": self.reality,
        });
        let mut set = |name: &str, value: &Option<String>| {
            if let Some(value) = value {
                body[name] = value.as_str().into();
            }
        };
        set("priority", &self.priority);
        set("description", &self.description);
        set("external_id", &self.external_id);
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
