//! `wardroom travel`: how long a way takes and which it is, by way of a server or from a county's folder.

use std::path::Path;
use std::sync::Arc;

use clap::Args;
use domain::state::{LoadedCounty, Plugins, State};
use finder::datum::Datum;
use serde_json::{Value, json};
use telling::Teller;

use super::import::{read_county, read_folder};
use super::place::DatumOf;
use crate::answer::{items, text};
use crate::client::Server;
use crate::fault::Fault;
use crate::output::Session;
use crate::text::sentence;
#[derive(Args)]
pub struct Travel {
    #[command(flatten)]
    server: Server,
    #[arg(allow_hyphen_values = true)]
    from: String,
    #[arg(allow_hyphen_values = true)]
    to: String,
    #[arg(long, value_name = "CODE")]
    kind: Option<String>,
    #[command(flatten)]
    datum: DatumOf,
}

impl Travel {
    pub fn run(self, session: Session) -> Result<(), Fault> {
        let story = match self.server.folder() {
            Some(folder) => self.of_folder(folder, session)?,
            None => {
                let client = self.server.client(session)?;
                let mut query = vec![("from", self.from.clone()), ("to", self.to.clone())];
                query.extend(self.datum.code().map(|datum| ("datum", datum.to_owned())));
                query.extend(self.kind.clone().map(|kind| ("kind", kind)));
                query.push(("lang", session.lang.tag().to_owned()));
                client.get(&client.of_county("travel")?, query)?
            }
        };
        session.result(&story, || told(&story))
    }

    fn of_folder(&self, folder: &Path, session: Session) -> Result<Value, Fault> {
        let county = read_county(&read_folder(folder, session)?, &State::default(), session)?;
        let loaded = LoadedCounty::new(Arc::new(county));
        let kind = self.kind.as_deref().unwrap_or_default();
        let kinds: Vec<&str> = loaded.county().unit_kinds.iter().map(|kind| kind.code.as_str()).collect();
        if self.kind.is_some() && !kinds.contains(&kind) {
            return Err(Fault::bad_input(sentence!(session, "travel.no-such-kind", kind, kinds = kinds.join(", "))));
        }
        let datum = self.datum.code().and_then(Datum::of_code).unwrap_or_default();
        let point = |text: &String| {
            let found = loaded.index.point(text);
            let found = found.ok_or_else(|| Fault::bad_input(sentence!(session, "travel.no-such-point", text)))?;
            // What a code stands for is the county's own.
            let degrees = text.contains(',');
            Ok::<_, Fault>(if degrees { datum.to_wgs84(found).position } else { found })
        };
        let (from, to) = (point(&self.from)?, point(&self.to)?);
        let plugins = Plugins::default();
        let teller = Teller::new(loaded.county(), &plugins, session.lang);
        Ok(json!(teller.way(&loaded, from, to, kind)))
    }
}

fn told(story: &Value) -> String {
    let legs = items(story, "legs").map(|leg| format!("  {}\n", text(leg, "text")));
    format!("{}\n{}", text(story, "text"), legs.collect::<String>())
}
