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
    // Where the procedure stands.
    AT_REPORTED = 1;
    /// Which attempt, of how many.
    AT_GRID = 2;
    /// Place, which attempt, of how many.
    AT_PLACE = 3;
    AT_VERIFYING = 4;
    /// Days until the revisit.
    AT_SETTLED = 5;
    /// Days until the revisit.
    AT_FAILED = 6;
    /// Days until the revisit.
    AT_LEFT = 7;
    AT_REVISITING = 8;
    /// Place.
    AT_DOCKING = 9;
    AT_DECIDING = 10;
    AT_CLOSED = 11;

    // Triage.
    LEGALLY_TECHNICAL = 20;
    HARD_TO_SETTLE = 21;
    LIKELY_TO_ESCALATE = 22;
    /// Amount, from which amount on.
    LARGE_AMOUNT = 23;
    /// How many, from how many on.
    MANY_PARTIES = 24;
    /// Criteria that hold.
    BEGINS_IN_THE_VILLAGE = 25;
    /// Criteria that hold.
    BEGINS_IN_THE_TOWN = 26;
    /// Criteria that hold.
    BEGINS_IN_THE_CITY = 27;

    // Who mediates.
    NO_GRID = 30;
    /// Place, its open tasks.
    CHOSEN = 31;
    /// Place.
    TRIED = 32;
    /// Place.
    OTHER_SPECIALITY = 33;
    /// Place, its open tasks, at most how many.
    FULL = 34;
    /// Place, its open tasks, those of the chosen one.
    BUSIER = 35;
    /// Place.
    OTHER_DISTRICT = 36;
    NO_STUDIO = 37;
    NO_ROOM = 38;
    NO_CENTRE = 39;
    NO_COURT = 40;
    POLICE_AT_HAND = 41;

    // What came of it.
    /// Which attempt, of how many.
    FAILED_IN_THE_VILLAGE = 45;
    /// Which attempt, of how many.
    FAILED_IN_THE_TOWN = 46;
    /// Which attempt, of how many.
    FAILED_IN_THE_CITY = 47;
    UP_TO_THE_TOWN = 48;
    UP_TO_THE_CITY = 49;
    UP_TO_THE_COURTS = 50;
    REMOTE = 51;
    VERIFIED = 52;
    NOT_VERIFIED = 53;
    OWN_CASE = 54;
    HOLDS = 55;
    BROKEN = 56;
    NOT_CALM = 57;
    /// Place.
    COURT_CONFIRMED = 58;
    /// Place.
    COURT_RETURNED = 59;
    /// Place, days.
    COURT_SILENT = 60;
    WITHDRAWN = 61;
    REFERRED = 62;

    // Lawyers: each with the lawyer's number.
    COUNSEL_OF_A = 65;
    COUNSEL_OF_B = 66;
    ADVISER = 67;
    ACTS_FOR_A = 68;
    ACTS_FOR_B = 69;
    FIRM_ACTS_FOR_A = 70;
    FIRM_ACTS_FOR_B = 71;
    COUNSEL_HERE = 72;
    FIRM_COUNSEL_HERE = 73;
    DECLARED_CONFLICT = 74;
    /// The lawyer's number, open tasks, those of the chosen one.
    BUSIER_LAWYER = 75;
    NO_LAWYER_FOR_A = 76;
    NO_LAWYER_FOR_B = 77;
    NO_ADVISER = 78;
    NO_REFERENCE = 79;
    ADVISED = 80;

    // What tasks say.
    DO_ACCEPT = 85;
    /// Which attempt, of how many.
    DO_MEDIATE = 86;
    DO_VERIFY = 87;
    DO_REVISIT_SETTLED = 88;
    DO_REVISIT_LEFT = 89;
    /// Attempts in the village, the town and the city, parties, amount.
    DO_CONFIRM = 90;
    /// Times that the courts did not take it.
    DO_DECIDE = 91;
    DO_COUNSEL_A = 92;
    DO_COUNSEL_B = 93;
    DO_ADVISE = 94;

    // What notices say.
    LATE_ACCEPTING = 100;
    LATE_MEDIATING = 101;
    LATE_VERIFYING = 102;
    LATE_REVISITING = 103;
    LATE_DECIDING = 104;
    LATE_LAWYER = 105;
    NOBODY_LOOKED = 106;

    // Titles.
    KIND = 120;
    START = 121;
    ACCEPT = 122;
    MEDIATE = 123;
    VERIFY = 124;
    REVISIT = 125;
    HAND_OFF = 126;
    DECIDE = 127;
    ADVISE = 128;
    WITHDRAW = 129;
    IS_ACCEPTED = 140;
    IS_REFERRED = 141;
    IS_WITHDRAWN = 142;
    IS_SETTLED = 143;
    IS_NOT_SETTLED = 144;
    IS_KEPT = 145;
    IS_NOT_KEPT = 146;
    IS_CALM = 147;
    IS_NOT_CALM = 148;
    IS_CONFIRMED = 149;
    IS_RETURNED = 150;
    IS_AGAIN = 151;
    IS_FOR_THE_COURTS = 152;
    IS_ADVISED = 153;
    IS_CONFLICT = 154;
    END_SETTLED = 160;
    END_FAILED = 161;
    END_WITHDRAWN = 162;
    END_REFERRED = 163;
}
