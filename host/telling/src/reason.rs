//! Reasons: an entry of a catalog with its placeholders filled from the values and the county's names.

use crate::figures;
use crate::lang::Lang;
use crate::tell;
use crate::words::list;
use domain::county::{County, Names};
use domain::hooks::Reason;
use domain::ids::*;
use domain::plugin::Catalog;
use domain::plugin::template::{Part, parts, placeholder};

/// A reason in words. `incident` gives the id of an incident, if it is known.
pub fn render_reason(
    reason: &Reason,
    catalog: &Catalog,
    lang: Lang,
    county: &County,
    incident: &dyn Fn(IncidentRef) -> Option<String>,
) -> String {
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
                Some(value) => text.push_str(&render_value(*value, kind, lang, county, incident)),
                None => text.push('?'),
            },
        }
    }
    text
}

/// For a plugin whose catalog says nothing of a code.
fn without_text(reason: &Reason, lang: Lang) -> String {
    let values: Vec<String> = reason.values.iter().map(|value| figures::number(*value)).collect();
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

fn render_value(
    value: f64,
    kind: &str,
    lang: Lang,
    county: &County,
    incident: &dyn Fn(IncidentRef) -> Option<String>,
) -> String {
    let whole = || (value.is_finite() && value >= 0.0 && value.fract() == 0.0).then_some(value as u64);
    let index = || whole().and_then(|whole| u32::try_from(whole).ok());
    let position = || index().map(|index| index as usize);
    let named = |names: Option<&Names>| names.map(|names| name(names, lang).to_owned());
    let found = match kind {
        "unit" => position().and_then(|i| county.units.get(i)).map(|unit| unit.code.clone()),
        "person" => position().and_then(|i| county.persons.get(i)).map(|person| person.code.clone()),
        "grid" => position().and_then(|i| county.grids.get(i)).map(|grid| grid_name(&grid.name, &grid.code, lang)),
        "district" => named(position().and_then(|i| county.districts.get(i)).map(|district| &district.name)),
        "team" => named(position().and_then(|i| county.teams.get(i)).map(|team| &team.name)),
        "station" => named(position().and_then(|i| county.stations.get(i)).map(|station| &station.name)),
        "place" => named(position().and_then(|i| county.places.get(i)).map(|place| &place.name)),
        "slot" => named(position().and_then(|i| county.slots.get(i)).map(|slot| &slot.name)),
        "kind" => named(position().and_then(|i| county.kinds.get(i)).map(|kind| &kind.name)),
        "incident" => index().map(|number| incident(IncidentRef(number)).unwrap_or_else(|| number.to_string())),
        "skills" => index().map(|set| skills(county, set, lang)),
        "duration" => (value.is_finite() && value >= 0.0).then(|| figures::duration(value.round() as u64, lang)),
        "distance" => (value.is_finite() && value >= 0.0).then(|| figures::distance(value, lang)),
        "count" => value.is_finite().then(|| figures::number(value.round())),
        "percent" => value.is_finite().then(|| tell!(lang, "figure.percent", percent = figures::number(value))),
        _ => Some(figures::number(value)),
    };
    found.unwrap_or_else(|| format!("{kind} {}", figures::number(value)))
}

/// A name in a language; Chinese where the county gives no other.
pub(crate) fn name(names: &Names, lang: Lang) -> &str {
    match lang {
        Lang::En if !names.en.is_empty() => &names.en,
        _ => &names.zh,
    }
}

pub(crate) fn grid_name(names: &Names, code: &str, lang: Lang) -> String {
    match name(names, lang) {
        "" => code.to_owned(),
        name => format!("{name} ({code})"),
    }
}

/// The names of a skill set; bits that the county doesn't know are shown by their number.
pub(crate) fn skills(county: &County, set: u32, lang: Lang) -> String {
    if set == 0 {
        return tell!(lang, "skills.none");
    }
    let of_bit = |bit: usize| match county.skills.get(bit) {
        Some(skill) => name(&skill.name, lang).to_owned(),
        None => tell!(lang, "skills.unknown", number = bit),
    };
    list((0..32).filter(|bit| set & (1 << bit) != 0).map(of_bit), lang)
}
