//! Codes of the message catalog, each with the values of its placeholders: stages, remarks, what tasks and notices say, titles.

/// Declares the codes and a list of all of them, for the test that compares them with the catalog.
macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)*) => {
        $($(#[$doc])* pub const $name: u16 = $code;)*
        #[cfg(test)]
        pub const ALL: &[u16] = &[$($name),*];
    };
}

codes! {
    // Where the search stands.
    /// Ring, radius, grid, grids searched, grids in all.
    AT_SEARCHING = 1;
    /// Radius, grid, grids searched, grids in all.
    AT_LIMIT = 2;
    AT_CONFIRMING = 3;
    /// Days until the erasure, counted from the closing; one for each end.
    AT_FOUND = 4;
    AT_FOUND_DEAD = 5;
    AT_CALLED_OFF = 6;
    AT_ERASED = 7;

    // The rings.
    /// Ring, its radius, grids that it adds.
    RING = 10;
    /// Ring, its radius.
    RING_ADDS_NOTHING = 11;
    /// The most grids.
    GRIDS_AT_MOST = 12;
    /// The largest radius.
    RADIUS_AT_MOST = 13;
    NO_FREE_UNIT = 14;
    NO_VIDEO_POINT = 15;
    /// The last seen grid, seconds since.
    SEEN_ANEW = 16;
    // What a form says of where and when, and is left out.
    UNKNOWN_GRID = 17;
    UNREADABLE_TIME = 18;
    TIME_TO_COME = 19;
    /// The last seen grid, seconds since.
    SEEN_SINCE = 29;

    // What came back.
    /// Grid.
    GRID_CLEAR = 20;
    /// Grid.
    GRID_NOT_POSSIBLE = 21;
    /// Grid.
    GRID_GIVEN_UP = 22;
    VIDEO_CLEAR = 23;
    VIDEO_NOT_POSSIBLE = 24;
    SWEPT_CLEAR = 25;
    SWEEP_NOT_POSSIBLE = 26;
    /// Grid.
    GRID_LATE = 27;
    DESCRIBED = 28;

    // The drone.
    NO_SQUAD = 30;
    NO_DRONE = 31;
    /// Battery, at least what.
    BATTERY_LOW = 32;
    /// At least what.
    BATTERY_UNKNOWN = 33;
    /// Wind, at most what.
    WIND_STRONG = 34;
    /// At most what.
    WIND_UNKNOWN = 35;
    RAINS = 36;
    RAIN_UNKNOWN = 37;
    AIRSPACE_SHUT = 38;
    AIRSPACE_UNKNOWN = 39;
    /// Seconds until it is asked again.
    GATES_SHUT = 40;
    /// Battery, wind.
    GATES_OPEN = 41;
    /// Times asked.
    ASKED_ENOUGH = 42;
    FLOWN_CLEAR = 43;
    /// Seconds until it is asked again.
    FLIGHT_ABORTED = 44;

    // The end.
    WENT_ON = 50;
    INCIDENT_OVER = 51;
    INCIDENT_CANCELLED = 52;
    INCIDENT_MERGED = 53;
    INCIDENT_STAYS = 54;
    REOPENED = 55;
    /// Tasks that were open.
    TASKS_CANCELLED = 56;
    /// Days kept.
    IDENTITY_ERASED = 57;

    // What tasks say.
    DO_DESCRIBE = 60;
    /// How many, how far the nearest and the last are, grid.
    DO_VIDEO = 61;
    /// Least battery, most wind.
    DO_GATES = 62;
    /// Radius, grid.
    DO_FLY = 63;
    DO_CONFIRM = 64;
    /// Ring, from how far to how far, grid.
    DO_SWEEP = 65;
    /// Grid, ring.
    DO_SEARCH = 66;
    /// Grid.
    DO_SEARCH_INSTEAD = 67;
    DO_CLOSE = 68;

    // What notices say.
    /// Grid, seconds since.
    BEGUN = 70;
    UNSEEN = 71;
    /// Grid.
    TRACE_IN_GRID = 72;
    TRACE_ON_VIDEO = 73;
    TRACE_FROM_THE_AIR = 74;
    TRACE_BY_UNIT = 75;
    FOUND_IN_GRID = 76;
    FOUND_ON_VIDEO = 77;
    FOUND_FROM_THE_AIR = 78;
    FOUND_BY_UNIT = 79;
    LATE_CONFIRMING = 80;
    LATE_DESCRIBING = 81;
    /// Grid.
    LATE_VIDEO = 82;
    LIMIT_REACHED = 83;
    EXERCISE = 84;

    // Titles.
    KIND = 120;
    START = 121;
    DESCRIBE = 122;
    VIDEO = 123;
    DRONE_GATE = 124;
    DRONE_FLIGHT = 125;
    CLOSING = 126;
    SWEEP = 127;
    SEARCH_GRID = 128;
    SIGHTING = 129;
    CLOSE = 130;
    REOPEN = 131;
    IS_CLEAR = 140;
    IS_TRACE = 141;
    IS_FOUND = 142;
    IS_NOT_POSSIBLE = 143;
    IS_DESCRIBED = 144;
    IS_ANSWERED = 145;
    IS_NO_DRONE = 146;
    IS_ABORTED = 147;
    IS_TO_GO_ON = 148;
    END_FOUND = 160;
    END_FOUND_DEAD = 161;
    END_CALLED_OFF = 162;
}
