//! What is wrong in one place of a request: a parameter, a header, a key of the body.

use domain::sentences;

sentences! {
    /// What is wrong in a place.
    pub enum Misplaced of "place" {
        #[sentence("all-or-codes")]
        AllOrCodes,
        #[sentence("amend-both")]
        AmendBoth,
        #[sentence("amend-nothing")]
        AmendNothing,
        #[sentence("amend-only-report")]
        AmendOnlyReport,
        #[sentence("amend-only-units")]
        AmendOnlyUnits,
        #[sentence("assignee")]
        Assignee { assignee: String },
        #[sentence("assignee-district")]
        AssigneeDistrict { assignee: String, sort: String },
        #[sentence("backwards")]
        Backwards,
        #[sentence("box")]
        Box { text: String },
        #[sentence("bytes")]
        Bytes { bytes_max: usize },
        #[sentence("calling-number")]
        CallingNumber { digits_min: usize, digits_max: usize },
        #[sentence("cell")]
        Cell { column: String, value: String },
        #[sentence("code-only-against")]
        CodeOnlyAgainst,
        #[sentence("column")]
        Column { table: String, column: String },
        #[sentence("column-and-value")]
        ColumnAndValue,
        #[sentence("cursor")]
        Cursor { cursor: String },
        #[sentence("degrees")]
        Degrees { text: String },
        #[sentence("event")]
        Event { event: String, events: Vec<String> },
        #[sentence("event-id")]
        EventId { id: String },
        #[sentence("field")]
        Field { field: String },
        #[sentence("grants-twice")]
        GrantsTwice,
        #[sentence("instances")]
        Instances,
        #[sentence("key")]
        Key { bytes_max: usize },
        #[sentence("kind")]
        Kind { kind: String },
        #[sentence("kind-of-county")]
        KindOfCounty { kind: String },
        #[sentence("language")]
        Language { tag: String },
        #[sentence("limit")]
        Limit { limit: usize, items_max: usize },
        #[sentence("matter")]
        Matter { matter: String },
        #[sentence("near-or-code")]
        NearOrCode,
        #[sentence("only-open")]
        OnlyOpen,
        #[sentence("only-unanswered")]
        OnlyUnanswered,
        #[sentence("period")]
        Period { period: String },
        #[sentence("place-of-county")]
        PlaceOfCounty { place: String },
        #[sentence("point")]
        Point { text: String },
        #[sentence("point-swapped")]
        PointSwapped { text: String },
        #[sentence("positions")]
        Positions { positions: usize, positions_max: usize },
        #[sentence("radius")]
        Radius { within_m: u32, within_m_max: u32 },
        #[sentence("report-at")]
        ReportAt,
        #[sentence("report-before")]
        ReportBefore { period: String },
        #[sentence("report-not-begun")]
        ReportNotBegun { period: String },
        #[sentence("report-one-district")]
        ReportOneDistrict,
        #[sentence("report-period")]
        ReportPeriod { period: String },
        #[sentence("report-period-or-shift")]
        ReportPeriodOrShift,
        #[sentence("report-shift")]
        ReportShift { district: String },
        #[sentence("settings")]
        Settings { what: String },
        #[sentence("settings-of")]
        SettingsOf { district: String, version: String, what: String },
        #[sentence("shifts-or-calendar")]
        ShiftsOrCalendar,
        #[sentence("place-kind")]
        PlaceKind { kind: String },
        #[sentence("post")]
        Post { post: String },
        #[sentence("skill")]
        Skill { skill: String },
        #[sentence("team")]
        Team { team: String },
        #[sentence("time")]
        Time { time: String },
        #[sentence("unasked")]
        Unasked,
        #[sentence("unit-kind")]
        UnitKind { kind: String },
        #[sentence("word")]
        Word { word: String, words: Vec<String> },
        #[sentence("words")]
        Words { letters_max: usize },
        #[sentence("workflow-kind")]
        WorkflowKind { kind: String },
    }
}
