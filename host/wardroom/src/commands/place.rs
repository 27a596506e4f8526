//! `wardroom place`: finds, lists and shows what of the county has a name and a place, by way of a server.

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};
use domain::limits::FIND_SHOWN;
use finder::Sort;
use finder::datum::Datum;
use serde_json::Value;

use crate::answer::{items, text};
use crate::client::{Client, Server, segment};
use crate::fault::Fault;
use crate::lang::Lang;
use crate::listed::HowMuch;
use crate::output::{Session, table};
use crate::text::{phrase, sentence};
use crate::words::noun_word;

#[derive(Args)]
#[command(arg_required_else_help = true)]
pub struct Place {
    #[command(flatten)]
    server: Server,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    Find(Find),
    List(List),
    Show(Show),
}

// What the degrees of a command are measured by.
#[derive(Args)]
pub struct DatumOf {
    #[arg(long, value_parser = PossibleValuesParser::new(Datum::ALL.map(Datum::code)))]
    datum: Option<String>,
}

impl DatumOf {
    pub fn code(&self) -> Option<&str> {
        self.datum.as_deref()
    }
}

#[derive(Args)]
struct Which {
    #[arg(long, value_parser = PossibleValuesParser::new(Sort::ALL.map(Sort::code)))]
    of: Option<String>,
    #[arg(long, value_name = "CODE")]
    kind: Option<String>,
    #[arg(long, value_name = "CODE")]
    district: Option<String>,
}

#[derive(Args)]
struct Find {
    #[arg(required_unless_present = "near")]
    words: Vec<String>,
    #[arg(long, value_name = "LON,LAT|CODE", allow_hyphen_values = true)]
    near: Option<String>,
    #[command(flatten)]
    datum: DatumOf,
    #[command(flatten)]
    which: Which,
    #[arg(long, value_name = "NUMBER", default_value_t = FIND_SHOWN)]
    #[arg(value_parser = clap::value_parser!(u64).range(1..))]
    limit: u64,
}

#[derive(Args)]
struct List {
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    how_much: HowMuch,
}

#[derive(Args)]
struct Show {
    code: String,
}

impl Place {
    pub fn run(self, session: Session) -> Result<(), Fault> {
        let client = self.server.client(session)?;
        match self.action {
            Action::Find(action) => action.run(session, &client),
            Action::List(action) => action.which.list(session, &client, &action.how_much, Vec::new()),
            Action::Show(action) => {
                let place = client.get(&client.of_county(&format!("places/{}", segment(&action.code)))?, Vec::new())?;
                session.result(&place, || rows(session, std::slice::from_ref(&place)))
            }
        }
    }
}

impl Which {
    fn list(
        self,
        session: Session,
        client: &Client,
        how_much: &HowMuch,
        mut filters: Vec<(&'static str, String)>,
    ) -> Result<(), Fault> {
        let given = [("of", self.of), ("kind", self.kind), ("district", self.district)];
        filters.extend(given.into_iter().filter_map(|(name, value)| Some((name, value?))));
        let listed = how_much.of(client, &client.of_county("places")?, &filters)?;
        listed.print(session, |items| rows(session, items))
    }
}

impl Find {
    fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let words = Some(self.words.join(" ")).filter(|words| !words.is_empty());
        let datum = self.datum.code().map(str::to_owned);
        let given = [("words", words), ("near", self.near), ("datum", datum)];
        let filters = given.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        self.which.list(session, client, &HowMuch::first(self.limit), filters)
    }
}

/// The code of a grid, a village, a township, a place or a station that is given by its code or, in letters that no code has, by a name.
pub fn code_of(session: Session, client: &Client, given: &str) -> Result<String, Fault> {
    if given.is_ascii() {
        return Ok(given.to_owned());
    }
    let query = [("words", given), ("of", "township,village,station,place,grid"), ("limit", "1")];
    let query = query.map(|(name, value)| (name, value.to_owned())).to_vec();
    let found = client.get(&client.of_county("places")?, query)?;
    let Some(place) = items(&found, "items").next() else {
        return Err(Fault::bad_input(sentence!(session, "place.none-called", name = given)));
    };
    let (name, code) = (text(&place["name"], "zh"), text(place, "code"));
    if name != given {
        session.note(&sentence!(session, "place.taken-for", given, name, code));
    }
    Ok(code.to_owned())
}

fn rows(session: Session, places: &[Value]) -> String {
    let near = places.iter().any(|place| !place["distance_m"].is_null());
    let wrong = places.iter().any(|place| !place["errors"].is_null());
    let named = |names: &Value| text(names, if session.lang == Lang::Zh { "zh" } else { "en" }).to_owned();
    let number = |place: &Value, name: &str| place[name].as_u64().map(|number| number.to_string()).unwrap_or_default();
    let mut heading = vec![
        phrase!("heading.name"),
        phrase!("heading.sort"),
        phrase!("heading.code"),
        phrase!("heading.within"),
        phrase!("heading.district"),
        phrase!("heading.position"),
    ];
    heading.extend(near.then_some(phrase!("heading.away")));
    heading.extend(wrong.then_some(phrase!("heading.wrong-letters")));
    let row = |place: &Value| {
        let mut row = vec![
            named(&place["name"]),
            noun_word(text(place, "of"), session.lang),
            text(place, "code").to_owned(),
            named(&place["within"]),
            text(place, "district").to_owned(),
            format!("{},{}", place["lon"], place["lat"]),
        ];
        row.extend(
            near.then(|| place["distance_m"].as_f64().map_or_else(String::new, |m| telling::distance(m, session.lang))),
        );
        row.extend(wrong.then(|| number(place, "errors")));
        row
    };
    table(&heading.iter().map(|text| session.text(*text)).collect::<Vec<_>>(), &[], places.iter().map(row))
}
