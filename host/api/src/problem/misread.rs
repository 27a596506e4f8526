//! Why a value of a body or a query does not read as what it should be.

use domain::sentences;

sentences! {
    /// Why a value does not read.
    pub enum Misread of "misread" {
        #[sentence("hidden")]
        Hidden { character: String },
        #[sentence("missing")]
        Missing { field: String },
        #[sentence("not")]
        Not { expected: Wanted },
        #[sentence("other")]
        Other { what: String },
        #[sentence("out-of-range")]
        OutOfRange { given: Given, expected: Wanted },
        #[sentence("too-large")]
        TooLarge,
        #[sentence("twice")]
        Twice { key: String },
        #[sentence("unknown-field")]
        UnknownField { field: String, fields: Vec<String> },
        #[sentence("unknown-field-of-none")]
        UnknownFieldOfNone { field: String },
        #[sentence("unknown-value")]
        UnknownValue { given: String, choices: Vec<String> },
        #[sentence("wrong-type")]
        WrongType { given: Given, expected: Wanted },
    }
}

sentences! {
    /// What was given.
    pub enum Given of "given" {
        #[sentence("list")]
        List,
        #[sentence("null")]
        Null,
        #[sentence("number")]
        Number { number: String },
        #[sentence("object")]
        Object,
        #[sentence("text")]
        Text { text: String },
        #[sentence("truth")]
        Truth { truth: String },
    }
}

sentences! {
    /// What should have been.
    pub enum Wanted of "wanted" {
        #[sentence("count")]
        Count,
        #[sentence("list")]
        List,
        #[sentence("number")]
        Number,
        #[sentence("object")]
        Object,
        #[sentence("text")]
        Text,
        #[sentence("truth")]
        Truth,
        #[sentence("whole")]
        Whole,
        #[sentence("whole-up-to")]
        WholeUpTo { most: u32 },
    }
}
