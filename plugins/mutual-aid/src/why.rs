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
    /// The lender that is asked, how many units it has been asked for.
    AT_ASKING = 1;
    /// How many units are lacking.
    AT_DECIDING = 2;
    /// How many units are lent, of how many that were asked for.
    AT_LENT = 3;
    AT_ENDED = 4;

    // The own district first.
    /// Unit.
    OWN_RESERVE = 10;
    /// How many the own reserve gives, of how many that are needed.
    OWN_RESERVE_FALLS_SHORT = 11;

    // Lenders that are passed over: each begins with the district.
    /// Its free units, how many have to stay.
    COVER_FLOOR = 20;
    /// Skill, its free units with it, how many have to stay.
    SKILL_FLOOR = 21;
    /// Its free units.
    NO_SUCH_UNIT = 22;
    /// How many borders lie between.
    FAR = 23;
    REFUSED = 24;
    /// How long it was waited for.
    NO_ANSWER = 25;
    /// It may still be asked: how many it could lend, how many the one asked first can.
    LESS_TO_LEND = 26;

    // What is done.
    /// How many, neighbour or not is told by the next.
    ASKED_NEIGHBOUR = 30;
    ASKED_COUNTY = 31;
    /// Unit, lender, how long.
    LENT = 32;
    /// Unit, lender, how long.
    LENT_BY_ORDER = 33;
    /// How many units are lacking.
    FALLS_SHORT = 34;
    NO_MORE_BY_DECISION = 35;
    /// Unit, lender.
    RETURNED_AT_THE_END = 36;
    /// Unit, lender.
    RETURNED_EARLY = 37;
    /// Lender, for how much longer.
    EXTENDED = 38;
    /// Lender.
    EXTENSION_REFUSED = 39;
    /// Lender.
    EXTENSION_UNANSWERED = 40;
    /// How long it would be in all, how long at most.
    EXTENSION_TOO_LONG = 41;
    NOT_ON_LOAN = 42;

    // What tasks say.
    /// The district that asks, how many units, with which skills, for how long.
    DO_APPROVE = 50;
    /// The district that asks, how many units are lacking, with which skills, for how long.
    DO_DECIDE = 51;
    /// The district that asks, how many units, for how much longer.
    DO_EXTEND = 52;

    // What notices say.
    /// How many units, lender, for how long.
    AID_COMES = 60;
    /// How many units, in how long.
    AID_ENDS_SOON = 61;
    /// How many units are lacking.
    NOBODY_DECIDES = 62;
    /// How many units, with which skills, for how long.
    USE_OWN_RESERVE = 63;

    // Titles.
    KIND = 80;
    START = 81;
    APPROVE = 82;
    DECIDE = 83;
    EXTEND = 84;
    EXTENSION = 85;
    RETURN = 86;
    IS_LENT = 90;
    IS_REFUSED = 91;
    IS_BY_ORDER = 92;
    IS_ENOUGH = 93;
    IS_EXTENDED = 94;
    END_OWN_RESERVE = 100;
    END_RETURNED = 101;
    END_NOT_COVERED = 102;
    END_WITHDRAWN = 103;
}
