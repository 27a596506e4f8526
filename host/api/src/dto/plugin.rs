//! Plugins on the wire: what is installed, where it sits and how it does; modes and settings that come in.

use std::collections::BTreeMap;

use domain::hooks;
use domain::ids::{Digest, DistrictRef};
use domain::plugin::{self, Grants, Installed};
use domain::sentence::Sentence;
use domain::state::{State, VersionSettings};
use serde::{Deserialize, Serialize};
use telling::Teller;
use utoipa::ToSchema;

use super::shapes::SomeCodes;
use super::words::{Hook, Mode};
use crate::problem::place::Misplaced;

/// A plugin in one of its versions, and where each of them sits.
#[derive(Serialize, ToSchema)]
pub struct PluginBody {
    #[schema(example = "nearest-unit")]
    pub name: String,
    pub version: String,
    pub digest: String,
    /// Language tag to title.
    pub title: BTreeMap<String, String>,
    pub description: BTreeMap<String, String>,
    #[schema(value_type = Vec<Hook>)]
    pub hooks: Vec<hooks::Hook>,
    pub installed_at: String,
    pub installed_by: String,
    /// Where its versions sit. One of them at most counts behind a hook in a district.
    pub seats: Vec<SeatBody>,
}

/// The place of a plugin's version behind a hook in a district.
#[serde_with::skip_serializing_none]
#[derive(Serialize, ToSchema)]
pub struct SeatBody {
    pub district: String,
    pub version: String,
    #[schema(value_type = Hook)]
    pub hook: hooks::Hook,
    #[schema(value_type = Mode)]
    pub mode: plugin::Mode,
    /// Lowest first.
    pub order: u16,
    /// Failures in a row.
    pub failures: u32,
    pub quarantined_until: Option<String>,
}

impl PluginBody {
    /// Keeps of the seats those in districts that `seen` lets through.
    pub fn of(installed: &Installed, state: &State, teller: &Teller<'_>, seen: &dyn Fn(&str) -> bool) -> PluginBody {
        let manifest = &installed.inspected.manifest;
        let name = installed.name();
        let seats = state.plugins.seats.iter().flat_map(|(district, seats)| {
            seats.iter().filter(|seat| seat.plugin == name).filter_map(move |seat| {
                let version = state.plugins.version_at(seat)?;
                let health = state.plugins.health(name, Some(version.digest()), *district).cloned().unwrap_or_default();
                Some(SeatBody {
                    district: teller.district(*district).code,
                    version: version.version().to_owned(),
                    hook: seat.hook,
                    mode: seat.mode,
                    order: seat.order,
                    failures: health.failures,
                    quarantined_until: health.quarantined_until.map(|until| teller.time(until)),
                })
            })
        });
        PluginBody {
            name: name.to_owned(),
            version: installed.version().to_owned(),
            digest: installed.digest().to_string(),
            title: manifest.title.clone(),
            description: manifest.description.clone(),
            hooks: installed.inspected.exports.iter().copied().collect(),
            installed_at: teller.time(installed.installed_at),
            installed_by: installed.installed_by.clone(),
            seats: seats.filter(|seat| seen(&seat.district)).collect(),
        }
    }
}

/// All about one plugin.
#[derive(Serialize, ToSchema)]
pub struct PluginDetail {
    #[serde(flatten)]
    pub plugin: PluginBody,
    /// What it may do.
    pub grants: GrantsBody,
    /// What it asked to be granted.
    pub requests: GrantsBody,
    /// The version of `wardroom:plugin` it was built against.
    pub abi: String,
    pub size_bytes: u64,
    pub imports: Vec<String>,
    pub settings: SettingsBody,
    /// JSON Schema of its settings.
    #[schema(value_type = Object)]
    pub settings_schema: serde_json::Value,
    /// Reason code to language tag to text.
    #[schema(value_type = BTreeMap<String, BTreeMap<String, String>>)]
    pub catalog: BTreeMap<u16, BTreeMap<String, String>>,
    /// All versions that are kept: incidents may be pinned to an old one.
    pub installed: Vec<InstalledVersionBody>,
}

/// An allow-list.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GrantsBody {
    #[serde(default)]
    #[schema(value_type = Vec<Hook>)]
    pub hooks: std::collections::BTreeSet<hooks::Hook>,
    /// Functions of `view`.
    #[serde(default)]
    pub view: std::collections::BTreeSet<String>,
    /// Fields, `exact-position`.
    #[serde(default)]
    pub fields: std::collections::BTreeSet<String>,
    /// Kinds of proposal.
    #[serde(default)]
    pub proposals: std::collections::BTreeSet<String>,
}

impl From<&Grants> for GrantsBody {
    fn from(grants: &Grants) -> GrantsBody {
        let Grants { hooks, view, fields, proposals } = grants.clone();
        GrantsBody { hooks, view, fields, proposals }
    }
}

impl From<GrantsBody> for Grants {
    fn from(grants: GrantsBody) -> Grants {
        let GrantsBody { hooks, view, fields, proposals } = grants;
        Grants { hooks, view, fields, proposals }
    }
}

#[derive(Serialize, ToSchema)]
pub struct SettingsBody {
    /// For districts without their own.
    pub county: Option<SettingsVersion>,
    /// By district.
    pub districts: BTreeMap<String, SettingsVersion>,
    /// By version of the plugin: what is for it alone, and goes before what is for all.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub versions: BTreeMap<String, OfVersion>,
}

/// Settings for one version of a plugin.
#[serde_with::skip_serializing_none]
#[derive(Serialize, ToSchema)]
pub struct OfVersion {
    pub county: Option<SettingsVersion>,
    /// By district.
    pub districts: BTreeMap<String, SettingsVersion>,
}

#[derive(Serialize, ToSchema)]
pub struct SettingsVersion {
    pub version: u32,
    #[schema(value_type = Object)]
    pub settings: serde_json::Value,
}

impl From<&plugin::Settings> for SettingsVersion {
    fn from(settings: &plugin::Settings) -> SettingsVersion {
        let json = serde_json::from_str(&settings.json).unwrap_or_default();
        SettingsVersion { version: settings.version, settings: json }
    }
}

#[derive(Serialize, ToSchema)]
pub struct InstalledVersionBody {
    pub version: String,
    pub digest: String,
    pub installed_at: String,
    pub installed_by: String,
    /// A seat takes it for which no version is named.
    pub current: bool,
    /// It sits somewhere and is asked there.
    pub seated: bool,
}

impl PluginDetail {
    pub fn of(installed: &Installed, state: &State, teller: &Teller<'_>, seen: &dyn Fn(&str) -> bool) -> PluginDetail {
        let (name, inspected) = (installed.name(), &installed.inspected);
        let settings = state.plugins.settings.get(name).cloned().unwrap_or_default();
        let of_version = |(digest, own): (&Digest, &VersionSettings)| {
            let version = state.plugins.installed.get(digest)?.version().to_owned();
            let county = own.county.as_ref().map(SettingsVersion::from);
            Some((version, OfVersion { county, districts: of_districts(own.districts.iter(), teller, seen) }))
        };
        let all = state.plugins.versions_of(name);
        let (seated, current) = (state.plugins.seated(name, None), state.plugins.current.get(name).copied());
        let version = |other: &std::sync::Arc<Installed>| InstalledVersionBody {
            version: other.version().to_owned(),
            digest: other.digest().to_string(),
            installed_at: teller.time(other.installed_at),
            installed_by: other.installed_by.clone(),
            current: current == Some(other.digest()),
            seated: seated.contains(&other.digest()),
        };
        PluginDetail {
            plugin: PluginBody::of(installed, state, teller, seen),
            grants: (&installed.grants).into(),
            requests: (&inspected.manifest.requests).into(),
            abi: inspected.manifest.abi.clone(),
            size_bytes: inspected.size_bytes,
            imports: inspected.imports.clone(),
            settings: SettingsBody {
                county: settings.county.as_ref().map(SettingsVersion::from),
                districts: of_districts(settings.districts.iter(), teller, seen),
                versions: settings.versions.iter().filter_map(of_version).collect(),
            },
            settings_schema: inspected.settings_schema.clone(),
            catalog: inspected.catalog.messages.clone(),
            installed: all.into_iter().map(version).collect(),
        }
    }
}

/// By their codes, those in districts that `seen` lets through.
fn of_districts<'a>(
    all: impl Iterator<Item = (&'a DistrictRef, &'a plugin::Settings)>,
    teller: &Teller<'_>,
    seen: &dyn Fn(&str) -> bool,
) -> BTreeMap<String, SettingsVersion> {
    let all = all.map(|(district, own)| (teller.district(*district).code, own.into()));
    all.filter(|(district, _)| seen(district)).collect()
}

/// What a component says of itself, and what became of it.
#[derive(Serialize, ToSchema)]
pub struct InstalledBody {
    /// The county's version after it.
    pub version: u64,
    pub plugin: PluginDetail,
}

/// Districts by their codes, or `"all"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(untagged)]
pub enum Districts {
    All(AllWord),
    #[schema(value_type = SomeCodes)]
    Codes(Vec<String>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AllWord {
    All,
}

impl<'de> Deserialize<'de> for Districts {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Districts, D::Error> {
        let value = serde_json::Value::deserialize(deserializer)?;
        let expected = || serde::de::Error::custom(Sentence::from(Misplaced::AllOrCodes));
        match value {
            serde_json::Value::String(all) if all == "all" => Ok(Districts::All(AllWord::All)),
            serde_json::Value::Array(codes) if !codes.is_empty() => {
                let codes: Option<Vec<String>> = codes.iter().map(|code| code.as_str().map(str::to_owned)).collect();
                codes.map(Districts::Codes).ok_or_else(expected)
            }
            _ => Err(expected()),
        }
    }
}

/// `POST plugins/{name}/mode`.
#[serde_with::skip_serializing_none]
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMode {
    pub districts: Districts,
    #[schema(value_type = Hook)]
    pub hook: hooks::Hook,
    #[schema(value_type = Mode)]
    pub mode: plugin::Mode,
    /// Its place among the plugins of the hook, lowest first. Absent: as it is.
    pub order: Option<u16>,
    /// Absent: the version that counts there or is the only one, and the plugin's current one where none sits.
    pub version: Option<String>,
    pub reason: Option<String>,
}

/// `POST plugins/{name}/roll-back`.
#[serde_with::skip_serializing_none]
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RollBack {
    pub district: String,
    /// Absent: all hooks that changed in the last step.
    #[schema(value_type = Option<Hook>)]
    pub hook: Option<hooks::Hook>,
    pub reason: Option<String>,
}

/// `POST plugins/{name}/differences/sign-off`.
#[serde_with::skip_serializing_none]
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SigningOff {
    pub district: String,
    #[schema(value_type = Hook)]
    pub hook: hooks::Hook,
    /// The one in shadow.
    pub version: String,
    /// The version that counted. Absent: the one that it ran beside last.
    pub live: Option<String>,
    /// The note that stands with it.
    pub reason: Option<String>,
}

/// `POST plugins/{name}/settings/withdraw`.
#[serde_with::skip_serializing_none]
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdrawn {
    /// Absent: those of the whole county.
    pub district: Option<String>,
    /// Absent: those for all versions.
    pub version: Option<String>,
    pub reason: Option<String>,
}

/// `PUT plugins/{name}/settings`.
#[serde_with::skip_serializing_none]
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSettings {
    /// Absent: for all districts without their own.
    pub district: Option<String>,
    /// For this version alone. Absent: for all that have none of their own.
    pub version: Option<String>,
    /// The whole settings, as the plugin's schema has them.
    #[schema(value_type = Object)]
    pub settings: serde_json::Map<String, serde_json::Value>,
    pub reason: Option<String>,
}

/// `POST plugins/{name}/quarantine/lift`.
#[serde_with::skip_serializing_none]
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Lift {
    pub district: String,
    pub reason: Option<String>,
}
