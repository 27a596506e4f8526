//! `wardroom incident report`.

use clap::Args;
use domain::incident::{Priority, Reality};
use serde_json::{Value, json};

use super::reply;
use super::uncertain::Uncertain;
use crate::client::{Client, Payload, Sent, own_key, segment};
use crate::coded::coded;
use crate::commands::place::DatumOf;
use crate::fault::Fault;
use crate::output::Session;
use crate::text::{Unsaid, sentence, unsaid};

#[derive(Args)]
pub struct Report {
    #[arg(long)]
    kind: String,
    #[arg(long, value_name = "LON,LAT", value_parser = position, allow_hyphen_values = true, required_unless_present = "unit")]
    at: Option<(f64, f64)>,
    #[arg(long, value_name = "CODE")]
    unit: Option<String>,
    #[arg(long, conflicts_with = "unit")]
    abandoned: bool,
    #[command(flatten)]
    datum: DatumOf,
    #[command(flatten)]
    uncertain: Uncertain,
    #[arg(long)]
    source: Option<String>,
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
    /// Where it came from, if that is not said: a unit, or the telephone.
    fn source(&self) -> &str {
        self.source.as_deref().unwrap_or(if self.unit.is_some() { "unit" } else { "110" })
    }

    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let key = self.key.clone().unwrap_or_else(own_key);
        let sent = Sent {
            key: Some(&key),
            body: Some(Payload::Json(self.body(&client.kind(&self.kind)?, self.place(session, client)?))),
            ..Sent::default()
        };
        reply::print(session, client, &client.send("POST", &client.of_county("incidents")?, sent)?)
    }

    /// Where it is said to be; else where the unit is that came upon it.
    fn place(&self, session: Session, client: &Client) -> Result<(f64, f64), Fault> {
        if let Some(at) = self.at {
            return Ok(at);
        }
        let code = self.unit.as_deref().unwrap_or_default();
        let unit = client.get(&client.of_county(&format!("units/{}", segment(code)))?, Vec::new())?;
        let (fix, base) = (&unit["position"], &unit["base"]);
        let known = fix["lon"].as_f64().zip(fix["lat"].as_f64()).or(base[0].as_f64().zip(base[1].as_f64()));
        known.ok_or_else(|| Fault::bad_input(sentence!(session, "incident.unit-nowhere", unit = code)))
    }

    fn body(&self, kind: &str, (lon, lat): (f64, f64)) -> Value {
        let mut body = json!({
            "kind": kind, "lon": lon, "lat": lat, "source": self.source(), "reality": self.reality,
        });
        // What the server says of a unit's place is WGS 84 already.
        if let Some(datum) = self.datum.code().filter(|_| self.at.is_some()) {
            body["datum"] = datum.into();
        }
        if let Some(unit) = &self.unit {
            body["origin"] = json!({ "unit": unit });
        } else if self.abandoned {
            body["origin"] = "abandoned".into();
        }
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
