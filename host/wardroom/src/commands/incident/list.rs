//! `wardroom incident list`.

use clap::Args;
use clap::builder::PossibleValuesParser;
use domain::incident::origin::OriginKind;
use domain::incident::{Phase, Priority};
use serde_json::Value;

use crate::answer::{clock, list, text};
use crate::client::Client;
use crate::client::names::{Names, Of};
use crate::coded::coded;
use crate::commands::archive::Whose;
use crate::commands::place::{DatumOf, code_of};
use crate::fault::Fault;
use crate::listed::HowMuch;
use crate::output::{Session, table};
use crate::text::{WORDS, phrase};
use crate::words::{with_reality, word};

#[derive(Args)]
pub struct List {
    #[arg(long)]
    open: bool,
    #[arg(long, value_parser = coded(&Phase::ALL))]
    phase: Option<String>,
    #[arg(long, value_name = "CODE")]
    district: Option<String>,
    #[arg(long, value_name = "CODE")]
    kind: Option<String>,
    #[arg(long, value_parser = coded(&Priority::ALL))]
    priority: Option<String>,
    #[arg(long, value_name = "CODE")]
    outcome: Option<String>,
    #[arg(long, value_parser = coded(&OriginKind::ALL))]
    origin: Option<String>,
    #[arg(long, value_name = "WORDS")]
    text: Option<String>,
    #[arg(long, value_name = "NAME|CODE", conflicts_with = "near")]
    place: Option<String>,
    #[arg(long, value_name = "LON,LAT", allow_hyphen_values = true)]
    near: Option<String>,
    #[command(flatten)]
    datum: DatumOf,
    #[arg(long, value_name = "METRES", requires = "near")]
    within: Option<u32>,
    #[arg(long, value_name = "CODE")]
    unit: Option<String>,
    #[arg(long, value_parser = PossibleValuesParser::new(["newest", "pressing"]))]
    order: Option<String>,
    #[command(flatten)]
    whose: Whose,
    #[command(flatten)]
    how_much: HowMuch,
}

impl List {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let mut filters = self.filters(session, client)?;
        filters.extend(self.whose.filters().into_iter().filter_map(|(name, value)| Some((name, value?))));
        let listed = self.how_much.of(client, &client.of_county("incidents")?, &filters)?;
        listed.print(session, |items| rows(session, &client.names(), items))
    }

    fn filters(&self, session: Session, client: &Client) -> Result<Vec<(&'static str, String)>, Fault> {
        let kind = self.kind.as_deref().map(|kind| client.kind(kind)).transpose()?;
        let district = client.district(self.district.clone())?;
        let place = self.place.as_deref().map(|place| code_of(session, client, place)).transpose()?;
        let filters = [
            ("phase", &self.phase),
            ("district", &district),
            ("kind", &kind),
            ("priority", &self.priority),
            ("outcome", &self.outcome),
            ("origin", &self.origin),
            ("text", &self.text),
            ("place", &place),
            ("near", &self.near),
            ("datum", &self.datum.code().map(str::to_owned)),
            ("within_m", &self.within.map(|metres| metres.to_string())),
            ("unit", &self.unit),
            ("order", &self.order),
        ];
        let given = filters.into_iter().filter_map(|(name, value)| Some((name, value.clone()?)));
        Ok(given.chain(self.open.then(|| ("open", "true".to_owned()))).collect())
    }
}

fn rows(session: Session, names: &Names, items: &[Value]) -> String {
    let heading = [
        phrase!("heading.incident"),
        phrase!("heading.reported-at"),
        phrase!("heading.kind"),
        phrase!("heading.priority"),
        phrase!("heading.phase"),
        phrase!("heading.district"),
        phrase!("noun.units"),
        phrase!("heading.needed"),
        phrase!("heading.lacking"),
        phrase!("heading.acknowledged"),
        phrase!("heading.waits-for"),
        phrase!("heading.calls"),
        phrase!("heading.outcome"),
    ];
    let row = |item: &Value| {
        vec![
            text(item, "id").to_owned(),
            clock(text(item, "reported_at")),
            with_reality(&names.beside(Of::Kinds, text(item, "kind")), item, session.lang),
            word::<Priority>(text(item, "priority"), session.lang),
            word::<Phase>(text(item, "phase"), session.lang),
            names.beside(Of::Districts, text(item, "district")),
            list(item, "units").join(" "),
            number(item, "needed"),
            number(item, "lacking_units"),
            clock(text(item, "acknowledged_at")),
            waits_for(session, item),
            number(item, "calls"),
            text(&item["outcome"], "text").to_owned(),
        ]
    };
    table(&heading.map(|text| session.text(text)), &[7, 8, 11], items.iter().map(row))
}

/// None is nothing to look at.
fn number(item: &Value, name: &str) -> String {
    item[name].as_u64().filter(|number| *number > 0).map(|number| number.to_string()).unwrap_or_default()
}

/// What holds it up; one that this client does not know stands for itself.
fn waits_for(session: Session, item: &Value) -> String {
    let code = text(item, "waits_for");
    if let Some(hold) = super::hold(session, item) {
        return hold;
    }
    let what = WORDS.of_family("waits-for", code).map_or(code, |text| text.of(session.lang));
    match code {
        "confirmation" => format!("{what} {}", list(item, "unconfirmed").join(" ")),
        _ => what.to_owned(),
    }
}
