//! What is wrong with a calendar of shifts, and with the time zones that it defines itself.

use domain::sentence::Sentence;
use domain::sentences;

sentences! {
    /// What is wrong with a calendar or one of its events.
    pub enum CalendarFault of "calendar" {
        #[sentence("both-zones")]
        BothZones { time: String },
        #[sentence("cancelled")]
        Cancelled,
        #[sentence("duration")]
        Duration,
        #[sentence("empty")]
        Empty,
        #[sentence("foreign")]
        Foreign { component: String },
        #[sentence("missing")]
        Missing { property: String },
        #[sentence("nested")]
        Nested { components_max: usize },
        #[sentence("no-beginning")]
        NoBeginning,
        #[sentence("no-calendar")]
        NoCalendar,
        #[sentence("no-time")]
        NoTime { time: String },
        #[sentence("no-uid")]
        NoUid,
        #[sentence("no-zone")]
        NoZone { time: String },
        #[sentence("of-property")]
        OfProperty { property: String, what: Sentence },
        #[sentence("one-calendar")]
        OneCalendar,
        #[sentence("recurring")]
        Recurring { property: String },
        #[sentence("twice")]
        Twice { property: String },
        #[sentence("uid-twice")]
        UidTwice,
        #[sentence("unknown-property")]
        UnknownProperty { property: String },
        #[sentence("unknown-zone")]
        UnknownZone { zone: String },
        #[sentence("unread")]
        Unread { events: usize, read: usize },
        #[sentence("zone")]
        Zone { zone: String, what: Sentence },
    }
}

sentences! {
    /// What is wrong with a time zone that a calendar defines.
    pub enum ZoneFault of "zone" {
        #[sentence("lapsed")]
        Lapsed,
        #[sentence("local-time")]
        LocalTime { time: String },
        #[sentence("offset")]
        Offset { offset: String },
        #[sentence("offset-missing")]
        OffsetMissing,
        #[sentence("rule")]
        Rule { rule: String },
        #[sentence("start-missing")]
        StartMissing,
        #[sentence("summer")]
        Summer,
        #[sentence("unreckoned")]
        Unreckoned { why: String },
    }
}
