//! Reasons: an entry of a catalog with its placeholders filled from the values and the county's names.

use domain::county::County;
use domain::hooks::{Reason, ReasonValue};
use domain::plugin::Catalog;
use domain::plugin::template::{Part, parts, placeholder};
use domain::ports::{CodeOf, Reference};
use domain::time::TimeMs;
use jiff::tz::TimeZone;

use crate::figures;
use crate::lang::Lang;
use crate::reference::{Ids, name, named};
use crate::tell;
use crate::words::list;
use domain::skills::SkillSet;

/// A reason in words. `ids` gives the id of an incident or a workflow, if it is known.
pub fn render_reason(reason: &Reason, catalog: &Catalog, lang: Lang, county: &County, ids: Ids<'_>) -> String {
    let texts = catalog.messages.get(&reason.code);
    let found = texts.and_then(|texts| {
        let close = texts.iter().find(|(tag, _)| Lang::of_tag(tag) == Some(lang)).map(|(_, text)| text);
        texts.get(lang.tag()).or(close).or_else(|| texts.values().next())
    });
    let Some(template) = found else { return without_text(reason, lang) };
    let mut text = String::with_capacity(template.len() + 16);
    for part in parts(template) {
        match part {
            Part::Words(words) => text.push_str(words),
            Part::Value { index, kind } => match reason.values.get(index) {
                Some(value) => text.push_str(&render_value(value, kind, lang, county, ids)),
                None => text.push('?'),
            },
        }
    }
    text
}

/// For a plugin whose catalog says nothing of a code.
fn without_text(reason: &Reason, lang: Lang) -> String {
    let values: Vec<String> = reason.values.iter().map(bare).collect();
    match values.is_empty() {
        true => tell!(lang, "reason.bare", code = reason.code),
        false => tell!(lang, "reason.with-values", code = reason.code, values = list(values, lang)),
    }
}

/// What is wrong with a catalog: placeholders that nothing could fill. Empty if all is well.
pub fn catalog_faults(catalog: &Catalog) -> Vec<String> {
    let mut faults = Vec::new();
    for (code, texts) in &catalog.messages {
        for (tag, template) in texts {
            let bad = template.split('{').skip(1).filter_map(|rest| {
                let inner = rest.split_once('}').map_or(rest, |(inner, _)| inner);
                placeholder(inner)
                    .is_none()
                    .then(|| format!("message {code} in `{tag}` has no placeholder `{{{inner}}}`"))
            });
            faults.extend(bad);
        }
    }
    faults
}

fn render_value(value: &ReasonValue, kind: &str, lang: Lang, county: &County, ids: Ids<'_>) -> String {
    match value {
        ReasonValue::Text(code) if kind == "result" => {
            county.outcome(code).map_or_else(|| code.clone(), |of| name(&of.name, lang).to_owned())
        }
        ReasonValue::Text(text) => text.clone(),
        ReasonValue::Reference(of) => named(*of, county, lang, ids).unwrap_or_else(|| bare(value)),
        ReasonValue::Time(at) => instant(*at, kind, county),
        ReasonValue::Number(number) => render_number(*number, kind, lang, county, ids),
        ReasonValue::Duration(number) | ReasonValue::Distance(number) | ReasonValue::Skills(number) => {
            render_number(f64::from(*number), value.kind(), lang, county, ids)
        }
    }
}

/// By the clocks of the county.
fn instant(at_s: u32, kind: &str, county: &County) -> String {
    let zone = TimeZone::get(&county.zone).unwrap_or(TimeZone::UTC);
    let told = figures::date_and_clock(&TimeMs::from_seconds(at_s).iso(&zone));
    match kind {
        "date" => told.get(..10).unwrap_or(&told).to_owned(),
        _ => told,
    }
}

/// A number as its placeholder has it. What was written before values had types is a number, whatever it stands for.
fn render_number(value: f64, kind: &str, lang: Lang, county: &County, ids: Ids<'_>) -> String {
    let whole = || (value.is_finite() && value >= 0.0 && value.fract() == 0.0).then_some(value as u64);
    let index = || whole().and_then(|whole| u32::try_from(whole).ok());
    let found = match kind {
        "skills" => index().map(|set| skills(county, set.into(), lang)),
        "duration" => (value.is_finite() && value >= 0.0).then(|| figures::duration(value.round() as u64, lang)),
        "distance" => (value.is_finite() && value >= 0.0).then(|| figures::distance(value, lang)),
        "time" | "date" => index().map(|at| instant(at, kind, county)),
        "count" => value.is_finite().then(|| figures::number(value.round())),
        "percent" => value.is_finite().then(|| tell!(lang, "figure.percent", percent = figures::number(value))),
        kind => match CodeOf::named(kind) {
            None => Some(figures::number(value)),
            Some(of) => index()
                .and_then(|number| Reference::new(of, number))
                .and_then(|reference| named(reference, county, lang, ids)),
        },
    };
    found.unwrap_or_else(|| format!("{kind} {}", figures::number(value)))
}

/// Where nothing says what it is called: `12`, `unit 42`.
fn bare(value: &ReasonValue) -> String {
    match value {
        ReasonValue::Text(text) => text.clone(),
        ReasonValue::Number(number) => figures::number(*number),
        _ => format!("{} {}", value.kind(), value.number().map_or_else(String::new, figures::number)),
    }
}

/// The names of a skill set; those that the county doesn't know are shown by their number.
pub(crate) fn skills(county: &County, set: SkillSet, lang: Lang) -> String {
    if set.is_empty() {
        return tell!(lang, "skills.none");
    }
    let of_number = |number: u8| match county.skills.get(usize::from(number)) {
        Some(skill) => name(&skill.name, lang).to_owned(),
        None => tell!(lang, "skills.unknown", number),
    };
    list(set.numbers().map(of_number), lang)
}
