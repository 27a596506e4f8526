//! `wardroom archive`: what has ended, of whatever sort, by way of a server.

use clap::Args;
use clap::builder::PossibleValuesParser;
use domain::archived::Sort;
use serde_json::Value;

use crate::answer::{clock, list, text};
use crate::client::{Client, Server};
use crate::fault::Fault;
use crate::listed::HowMuch;
use crate::output::{Session, table};
use crate::text::phrase;

#[derive(Args)]
pub struct Archive {
    #[command(flatten)]
    server: Server,
    #[arg(long, value_parser = PossibleValuesParser::new(Sort::ALL.map(Sort::name)))]
    of: Option<String>,
    #[arg(long, value_name = "CODE")]
    district: Option<String>,
    #[arg(long)]
    kind: Option<String>,
    #[command(flatten)]
    whose: Whose,
    #[arg(long, value_name = "MATTER")]
    matter: Option<String>,
    #[command(flatten)]
    how_much: HowMuch,
}

// Who had a hand in something, and when it began. No doc: clap would take it for the help of the command around it.
#[derive(Args)]
pub struct Whose {
    #[arg(long, value_name = "NAME|CODE")]
    person: Option<String>,
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
}

impl Whose {
    pub fn filters(self) -> [(&'static str, Option<String>); 3] {
        [("person", self.person), ("from", self.from), ("until", self.until)]
    }
}

impl Archive {
    pub fn run(self, session: Session) -> Result<(), Fault> {
        let client: Client = self.server.client(session)?;
        let filters = [("of", self.of), ("district", self.district), ("kind", self.kind), ("matter", self.matter)];
        let filters = filters.into_iter().chain(self.whose.filters());
        let filters: Vec<_> = filters.filter_map(|(name, value)| Some((name, value?))).collect();
        let listed = self.how_much.of(&client, &client.of_county("archive")?, &filters)?;
        listed.print(session, |items| rows(session, items))
    }
}

fn rows(session: Session, items: &[Value]) -> String {
    let heading = [
        phrase!("heading.sort"),
        phrase!("heading.number"),
        phrase!("heading.when"),
        phrase!("heading.district"),
        phrase!("heading.kind"),
        phrase!("heading.person"),
        phrase!("heading.matter"),
    ];
    let row = |item: &Value| {
        vec![
            text(item, "of").to_owned(),
            item["number"].as_u64().map(|number| number.to_string()).unwrap_or_default(),
            clock(text(item, "at")),
            list(item, "districts").join(", "),
            text(item, "kind").to_owned(),
            list(item, "persons").join(", "),
            list(item, "about").join(", "),
        ]
    };
    table(&heading.map(|text| session.text(text)), &[1], items.iter().map(row))
}
