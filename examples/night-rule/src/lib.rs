//! A county's night rule: between two hours of the clock on the wall never one unit alone, who knows the village goes, and
//! volunteers never go without another. By day it abstains, and the next rule in line answers.

mod squad;

use serde::Deserialize;
use wardroom_plugin::view::{self, Reference};
use wardroom_plugin::{Call, Candidate, ClassRef, Dispatch, Incident, Result, TimeS, UnitRef, Value, Verdict};

use squad::Squad;

/// `settings.schema.json` says the same to people.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// `22:00`, by the county's clocks.
    pub from: String,
    pub until: String,
    /// So many go at least, those on the call included.
    pub units_min: usize,
    /// The code of the class whose units never go without another.
    pub volunteers: String,
    /// The table of which unit knows which village; empty if there is none.
    pub guides: String,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            from: "22:00".to_owned(),
            until: "06:00".to_owned(),
            units_min: 2,
            volunteers: "volunteer".to_owned(),
            guides: String::new(),
        }
    }
}

// What it says to people, in Chinese and in English; a test sees that `catalog.json` says the same.
mod why {
    wardroom_plugin::catalog! {
        1 nearest(eta: duration): "能胜任者中最近，{eta}可到", "the nearest that is able, there in {eta}";
        2 guide(eta: duration): "熟悉本村，{eta}可到", "knows the village, there in {eta}";
        3 partner(eta: duration, least: count):
            "夜间至少{least}个单元同行，{eta}可到",
            "by night at least {least} units go, there in {eta}";
        4 with_volunteers(eta: duration): "与志愿者同行，{eta}可到", "goes with the volunteers, there in {eta}";
        10 not_needed(): "前往者已足", "enough go";
        11 lacks_skills(skills: skills): "缺少技能：{skills}", "lacks {skills}";
        12 would_be_alone(least: count): "夜间不单独前往，须{least}个单元", "does not go alone by night: {least} units have to go";
        13 only_volunteers(): "志愿者不单独前往", "volunteers do not go without another";
        20 short(missing: count, skills: skills): "尚缺{missing}个单元，须具备：{skills}", "{missing} more needed with {skills}";
        21 nobody_to_go_with(least: count): "夜间须{least}个单元，无人同行", "by night {least} units have to go, and nobody is there to go along";
        22 only_volunteers_there(): "只有志愿者可派", "nobody but volunteers is there";
        40 by_day(): "白天由下一规则决定", "it is day: the next rule decides";
        41 no_clock(): "不知本地时间，由下一规则决定", "the county's time is not known: the next rule decides";
    }
}

pub struct NightRule;

impl Dispatch for NightRule {
    type Settings = Settings;

    fn recommend(
        now: TimeS,
        settings: &Settings,
        incident: &Incident,
        call: &Call,
        candidates: &[Candidate],
    ) -> Result<Verdict> {
        let Ok(local) = view::local_time(now) else { return Ok(Verdict::Abstain(why::no_clock())) };
        if !local.is_within(minute(&settings.from)?, minute(&settings.until)?) {
            return Ok(Verdict::Abstain(why::by_day()));
        }
        let volunteers = view::class_by_code(&settings.volunteers).ok();
        let guides = guides(settings, incident);
        let squad = Squad::new(settings, incident, call, candidates, volunteers, &guides);
        Ok(Verdict::Recommend(squad.answer()))
    }
}

wardroom_plugin::export!(dispatch: NightRule);

/// Minutes of the day of a time like `22:00`.
fn minute(text: &str) -> Result<u16> {
    let minute = text.split_once(':').and_then(|(hours, minutes)| {
        let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
        (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
    });
    Ok(minute.ok_or_else(|| format!("`{text}` is no time of the day like 22:00"))?)
}

/// The units that know the village in which the incident is. Where nothing is known of that, nobody does.
fn guides(settings: &Settings, incident: &Incident) -> Vec<UnitRef> {
    if settings.guides.is_empty() {
        return Vec::new();
    }
    let village = view::grid_info(incident.grid).map(|grid| Value::Reference(Reference::Village(grid.village)));
    let rows = village.and_then(|village| view::rows(&settings.guides, "village", &village, 64)).unwrap_or_default();
    let units = rows.iter().filter_map(|row| match view::reference(row, "unit")? {
        Reference::Unit(unit) => Some(unit),
        _ => None,
    });
    units.collect()
}

/// Whether a class is that of the volunteers.
fn is_volunteer(class: Option<ClassRef>, volunteers: Option<ClassRef>) -> bool {
    volunteers.is_some() && class == volunteers
}

#[cfg(test)]
mod tests;
