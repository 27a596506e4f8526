//! Instants as they stand in events: UTC milliseconds, given by the sequencer. Nothing here reads a clock.

use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TimeMs(pub i64);

impl TimeMs {
    /// Whole seconds, as plugins see time. Times before 1970 or after 2106 saturate.
    pub fn seconds(self) -> u32 {
        u32::try_from(self.0.div_euclid(1000).max(0)).unwrap_or(u32::MAX)
    }

    pub fn from_seconds(seconds: u32) -> TimeMs {
        TimeMs(i64::from(seconds) * 1000)
    }

    #[must_use]
    pub fn plus_s(self, seconds: u32) -> TimeMs {
        TimeMs(self.0.saturating_add(i64::from(seconds) * 1000))
    }

    #[must_use]
    pub fn plus_ms(self, ms: i64) -> TimeMs {
        TimeMs(self.0.saturating_add(ms))
    }

    /// Seconds from `earlier` to this instant, 0 if it lies before.
    pub fn since_s(self, earlier: TimeMs) -> u32 {
        u32::try_from(self.0.saturating_sub(earlier.0).max(0) / 1000).unwrap_or(u32::MAX)
    }

    fn timestamp(self) -> Timestamp {
        Timestamp::from_millisecond(self.0).unwrap_or(if self.0 < 0 { Timestamp::MIN } else { Timestamp::MAX })
    }

    /// ISO 8601 with the zone's offset and milliseconds: `2022-09-01T00:04:44.000+08:00`.
    pub fn iso(self, zone: &TimeZone) -> String {
        let at = self.timestamp();
        let local = zone.to_datetime(at);
        let offset_min = zone.to_offset(at).seconds() / 60;
        let sign = if offset_min < 0 { '-' } else { '+' };
        let (hours, minutes) = (offset_min.abs() / 60, offset_min.abs() % 60);
        format!("{}{sign}{hours:02}:{minutes:02}", local.strftime("%Y-%m-%dT%H:%M:%S%.3f"))
    }

    /// ISO 8601 in UTC, `2022-08-31T16:04:44Z`; out of all calendars the number of milliseconds.
    pub fn utc(self) -> String {
        Timestamp::from_millisecond(self.0).map_or_else(|_| self.0.to_string(), |at| at.to_string())
    }

    /// The local calendar day as `YYYYMMDD`.
    pub fn day(self, zone: &TimeZone) -> String {
        zone.to_datetime(self.timestamp()).strftime("%Y%m%d").to_string()
    }

    /// The hour of the local clock, from 0 to 23.
    pub fn hour(self, zone: &TimeZone) -> u8 {
        zone.to_datetime(self.timestamp()).hour().unsigned_abs()
    }

    /// Reads ISO 8601 with an offset or `Z`; a time without an offset is refused.
    pub fn parse(text: &str) -> Result<TimeMs, String> {
        text.parse::<Timestamp>()
            .map(|t| TimeMs(t.as_millisecond()))
            .map_err(|_| format!("`{text}` is not an ISO 8601 time with an offset, like 2022-09-01T00:04:44+08:00"))
    }
}
