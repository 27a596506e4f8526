//! What random histories do to the whole county: how it is, its roads, its series.

use domain::command::{Command, CountyCommand, Envelope, SeriesCommand};
use domain::county::County;
use domain::county::outcome::Outcome;
use domain::ids::KindRef;
use domain::series::Reading;
use domain::time::TimeMs;

use crate::desk::county;

/// The county with two results for brawls.
pub fn with_outcomes() -> County {
    let outcome = |code: &str| Outcome { code: code.to_owned(), name: Default::default(), kinds: vec![KindRef(1)] };
    County { outcomes: vec![outcome("warned"), outcome("settled")], ..county() }
}

pub fn road(close: bool, envelope: &mut Envelope) -> Command {
    envelope.reason = Some("under water".to_owned());
    let (from, to) = ("350924100".to_owned(), "350924102".to_owned());
    Command::County(if close { CountyCommand::CloseRoad { from, to } } else { CountyCommand::OpenRoad { from, to } })
}

pub fn supply(back_s: u32, value: i8, now: TimeMs) -> Command {
    let at = TimeMs(now.0 - i64::from(back_s) * 1_000);
    let reading = Reading { series: "weather.wind-ms".to_owned(), at, value: f64::from(value) };
    Command::Series(SeriesCommand::Supply { readings: vec![reading] })
}
