//! What `county.toml` says of the county itself: names, thresholds, small lists, teams, roster slots, kinds of incident.

use std::collections::BTreeMap;

use domain::assessment::Length;
use domain::county::assessment::AssessmentRules;
use domain::county::noun::Noun;
use domain::county::*;
use domain::incident::{Need, Priority};
use domain::limits::*;
use domain::skills::SkillSet;
use jiff::tz::TimeZone;

use crate::codes::{Codes, Numbered};
use crate::known::Known;
use crate::own_data::read_inline;
use crate::problem::listed;
use crate::toml_file::Section;

/// The keys of the file's top level.
pub(crate) const KEYS: &[&str] = &[
    "code",
    "name",
    "zone",
    "roster",
    "shift_pattern",
    "thresholds",
    "notices",
    "duty",
    "status_timer",
    "recall",
    "flat_command",
    "callers",
    "cover",
    "duplicates",
    "abandoned",
    "assessment",
    "calendar",
    "skill",
    "unit_kind",
    "unit_class",
    "place_kind",
    "post",
    "qualification",
    "team",
    "slot",
    "kind",
    "outcome",
    "override_reason",
    "agency",
    "district",
    "attribute_files",
    "attribute",
    "table",
    "series",
    "plugin",
    "schedule",
];

/// The entries of an array of tables that have a code of their own.
pub(crate) struct Entries<'a> {
    pub(crate) entries: Vec<(String, Section<'a>)>,
}

impl<'a> Entries<'a> {
    pub(crate) fn open(root: &Section<'a>, key: &str, known: &[&str], max: usize) -> Entries<'a> {
        let mut entries: Vec<(String, Section<'a>)> = Vec::new();
        for section in root.at_most(max, key, known) {
            let Some(code) = section.code("code") else { continue };
            if entries.iter().any(|(other, _)| *other == code) {
                section.fault("code", format!("`{code}` stands twice"));
            } else {
                entries.push((code, section));
            }
        }
        Entries { entries }
    }

    pub(crate) fn codes(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|(code, _)| code.as_str())
    }

    /// Reads each entry into the place that its number gives it.
    pub(crate) fn read<T: Noun>(
        &self,
        codes: &Codes,
        previous: &[T],
        mut read: impl FnMut(&str, &Section<'a>) -> Option<T>,
    ) -> Numbered<T> {
        let mut things = Numbered::new(codes, previous);
        for (code, section) in &self.entries {
            if let (Some(number), Some(thing)) = (codes.get(code), read(code, section)) {
                things.put(number, thing);
            }
        }
        things
    }

    pub(crate) fn named(&self) -> Vec<Named> {
        let named =
            |(code, section): &(String, Section<'a>)| Some(Named { code: code.clone(), name: section.names("name")? });
        self.entries.iter().filter_map(named).collect()
    }
}

pub(crate) fn read_code(root: &Section<'_>) -> Option<String> {
    let code = root.text("code")?;
    let fits = code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit());
    if !fits {
        root.fault("code", format!("`{code}` is not a county's code of 6 digits (GB/T 2260)"));
    }
    fits.then_some(code)
}

pub(crate) fn read_zone(root: &Section<'_>) -> Option<String> {
    let zone = root.text("zone")?;
    if TimeZone::get(&zone).is_err() {
        root.fault("zone", format!("`{zone}` is not a time zone of the IANA data base, like Asia/Shanghai"));
        return None;
    }
    Some(zone)
}

/// For how many days it is known which calls were of one caller. Where the section is absent, for none.
pub(crate) fn read_caller_days(root: &Section<'_>, thresholds: Option<&Thresholds>) -> Option<Option<u32>> {
    if !root.has("callers") {
        return Some(None);
    }
    let section = root.section("callers", &["keep_days"])?;
    let days = section.whole("keep_days", 1..=CALLER_DAYS_MAX)?;
    // What is kept of a caller is destroyed before their personal data are.
    let personal_days = thresholds?.personal_days.unwrap_or(PERSONAL_DAYS);
    if days > personal_days {
        section.fault(
            "keep_days",
            format!("`{days}` is more than the {personal_days} days of `thresholds.personal_days`"),
        );
        return None;
    }
    Some(Some(days))
}

/// By when an abandoned call is to be called back. Where the section is absent, within the usual time.
pub(crate) fn read_call_back_s(root: &Section<'_>) -> Option<Option<u32>> {
    if !root.has("abandoned") {
        return Some(None);
    }
    Some(Some(root.section("abandoned", &["call_back_s"])?.whole("call_back_s", 1..=CALL_BACK_S_MAX)?))
}

pub(crate) fn read_thresholds(root: &Section<'_>) -> Option<Thresholds> {
    let known = ["off_road_kmh", "walking_kmh", "fix_age_max_s", "rest_min_s", "personal_days", "trail_days"];
    let section = root.section("thresholds", &known)?;
    let speed = |key| section.whole(key, 1..=200).and_then(|speed| u16::try_from(speed).ok());
    let (off_road_kmh, walking_kmh) = (speed("off_road_kmh"), speed("walking_kmh"));
    let fix_age_max_s = section.whole("fix_age_max_s", 1..=POSITION_AGE_S_MAX);
    let rest_min_s = section.whole("rest_min_s", 0..=7 * 86_400);
    let personal_days = match section.has("personal_days") {
        false => None,
        true => Some(section.whole("personal_days", 1..=PERSONAL_DAYS_MAX)?),
    };
    let trail_days = match section.has("trail_days") {
        false => None,
        true => Some(section.whole("trail_days", 1..=TRAIL_DAYS_MAX)?),
    };
    Some(Thresholds {
        off_road_kmh: off_road_kmh?,
        walking_kmh: walking_kmh?,
        fix_age_max_s: fix_age_max_s?,
        rest_min_s: rest_min_s?,
        personal_days,
        trail_days,
    })
}

/// How much may ring. A county that says nothing has the usual.
pub(crate) fn read_notices(root: &Section<'_>) -> Option<NoticeRules> {
    let usual = NoticeRules::default();
    if !root.has("notices") {
        return Some(usual);
    }
    let section = root.section("notices", &["per_hour", "coalesce_s"])?;
    let or = |key, range, usual| if section.has(key) { section.whole(key, range) } else { Some(usual) };
    let per_hour = or("per_hour", 1..=NOTICES_PER_HOUR_MAX, usual.per_hour);
    let coalesce_s = or("coalesce_s", 0..=NOTICE_COALESCE_S_MAX, usual.coalesce_s);
    Some(NoticeRules { per_hour: per_hour?, coalesce_s: coalesce_s? })
}

/// A county that says nothing is assessed when somebody asks.
pub(crate) fn read_assessment(root: &Section<'_>) -> Option<AssessmentRules> {
    let usual = AssessmentRules::default();
    if !root.has("assessment") {
        return Some(usual);
    }
    let section = root.section("assessment", &["periods", "small_n"])?;
    let small_n = if section.has("small_n") { section.whole("small_n", 1..=SMALL_N_MAX) } else { Some(usual.small_n) };
    let mut periods = Vec::new();
    for word in section.texts("periods")? {
        match Length::ALL.into_iter().find(|length| length.name() == word) {
            Some(length) if periods.contains(&length) => section.fault("periods", format!("`{word}` stands twice")),
            Some(length) => periods.push(length),
            None => section.fault("periods", format!("`{word}` is none of `month`, `quarter`")),
        }
    }
    Some(AssessmentRules { periods, small_n: small_n? })
}

/// Where the section is absent, nothing is asked for.
pub(crate) fn read_duty(root: &Section<'_>) -> Option<DutyRules> {
    if !root.has("duty") {
        return Some(DutyRules::default());
    }
    let section = root.section("duty", &["sworn_present", "handover_required"])?;
    let (sworn_present, handover_required) = (section.flag("sworn_present"), section.flag("handover_required"));
    Some(DutyRules { sworn_present: sworn_present?, handover_required: handover_required? })
}

pub(crate) fn read_skill(code: &str, section: &Section<'_>) -> Option<Skill> {
    Some(Skill { code: code.to_owned(), name: section.names("name")?, retired: false })
}

pub(crate) const TEAM_KEYS: &[&str] = &["code", "name", "hours"];

pub(crate) fn read_team(code: &str, section: &Section<'_>) -> Option<Team> {
    let name = section.names("name");
    let hours = match section.has("hours") {
        false => None,
        true => Some(read_hours(section)?),
    };
    Some(Team { code: code.to_owned(), name: name?, hours, retired: false })
}

/// `07:00-22:00`, as minutes of the day.
fn read_hours(section: &Section<'_>) -> Option<(u16, u16)> {
    let text = section.text("hours")?;
    let minute = |clock: &str| -> Option<u16> {
        let (hours, minutes) = clock.split_once(':').filter(|(h, m)| h.len() == 2 && m.len() == 2)?;
        let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
        (minutes < 60 && hours * 60 + minutes <= 1440).then_some(hours * 60 + minutes)
    };
    let hours = text.split_once('-').and_then(|(starts, ends)| Some((minute(starts)?, minute(ends)?)));
    let hours = hours.filter(|(starts, ends)| starts != ends && *starts < 1440 && *ends > 0);
    if hours.is_none() {
        section.fault("hours", format!("`{text}` is not like 07:00-22:00; leave it out for round the clock"));
    }
    hours
}

pub(crate) const SLOT_KEYS: &[&str] = &["code", "name", "count", "qualification", "sworn_required"];

pub(crate) fn read_slot(code: &str, section: &Section<'_>, known: &Known) -> Option<RosterSlot> {
    let name = section.names("name");
    let count = section.whole("count", 1..=50).and_then(|count| u8::try_from(count).ok());
    let qualification = section.optional_text("qualification");
    if let Some(word) = &qualification {
        section.noted("qualification", known.qualifications.find(word));
    }
    let sworn_required = section.flag("sworn_required");
    Some(RosterSlot {
        code: code.to_owned(),
        name: name?,
        count: count?,
        qualification,
        sworn_required: sworn_required?,
        retired: false,
    })
}

pub(crate) const KIND_KEYS: &[&str] =
    &["code", "name", "priority", "needs", "accept_on_report", "workflows", "attributes"];

pub(crate) fn read_kind(code: &str, section: &Section<'_>, declared: &[Column], known: &Known) -> Option<Kind> {
    let name = section.names("name");
    let priority = read_priority(section);
    let needs = read_needs(section, known);
    let accept_on_report = section.flag("accept_on_report");
    let workflows = section.texts("workflows");
    let attributes = read_inline(section, declared, known);
    Some(Kind {
        code: code.to_owned(),
        name: name?,
        priority: priority?,
        needs: needs?,
        accept_on_report: accept_on_report?,
        workflows: workflows?,
        attributes: attributes.unwrap_or_default(),
        retired: false,
    })
}

fn read_priority(section: &Section<'_>) -> Option<Priority> {
    let priority = priority_of(&section.text("priority")?);
    priority.map_err(|fault| section.fault("priority", fault)).ok()
}

pub(crate) fn priority_of(text: &str) -> Result<Priority, String> {
    let priority = Priority::ALL.into_iter().find(|priority| priority.name() == text);
    priority.ok_or_else(|| {
        let known = listed(Priority::ALL.map(Priority::name));
        format!("unknown priority `{text}`; known are {known}")
    })
}

fn read_needs(section: &Section<'_>, known: &Known) -> Option<Vec<Need>> {
    let needs = section.sections("needs", &["skills", "count"]);
    if needs.is_empty() || needs.len() > NEEDS_MAX {
        section.fault("needs", format!("has {} entries; 1 to {NEEDS_MAX} are wanted", needs.len()));
        return None;
    }
    needs
        .iter()
        .map(|need| {
            let count = need.whole("count", 1..=50).and_then(|count| u8::try_from(count).ok());
            Some(Need { skills: read_skills(need, known)?, count: count? })
        })
        .collect()
}

fn read_skills(need: &Section<'_>, known: &Known) -> Option<SkillSet> {
    let words = need.texts("skills")?;
    if words.is_empty() {
        need.fault("skills", "names no skill");
        return None;
    }
    skill_set(need, &words, known)
}

/// The skills under the key `skills`. Each that is unknown is a fault.
pub(crate) fn skill_set(section: &Section<'_>, words: &[String], known: &Known) -> Option<SkillSet> {
    let number = |word: &String| section.noted("skills", known.skills.find(word)).flatten();
    let numbers: Vec<Option<usize>> = words.iter().map(number).collect();
    numbers.into_iter().try_fold(SkillSet::NONE, |skills, number| Some(skills.with(SkillSet::one(number?))))
}

/// What one `[[district]]` says: its name, and the codes of its townships.
pub(crate) struct DeclaredDistrict {
    pub(crate) name: Option<Names>,
    pub(crate) townships: Vec<String>,
}

pub(crate) const DISTRICT_KEYS: &[&str] = &["code", "name", "townships"];

/// The declared districts by code, and each township's district; one in none or in two is complained of.
pub(crate) fn read_districts(
    districts: &Entries<'_>,
    known: &Known,
) -> (BTreeMap<String, DeclaredDistrict>, BTreeMap<String, String>) {
    let mut declared = BTreeMap::new();
    let mut district_of: BTreeMap<String, String> = BTreeMap::new();
    for (code, section) in &districts.entries {
        let townships = section.texts("townships").unwrap_or_default();
        if townships.is_empty() {
            section.fault("townships", "names no township");
        }
        for township in &townships {
            if let Some(Some(_)) = section.noted("townships", known.townships.find(township))
                && let Some(other) = district_of.insert(township.clone(), code.clone())
            {
                section.fault("townships", format!("township `{township}` is in district `{other}` already"));
            }
        }
        declared.insert(code.clone(), DeclaredDistrict { name: section.names("name"), townships });
    }
    (declared, district_of)
}
