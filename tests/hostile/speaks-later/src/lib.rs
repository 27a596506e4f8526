//! An honest dispatch plugin of a version after `wit/next`, which knows what that one does not: a field of an incident, an occasion, and
//! how to log a whole line. It sends the first candidate to what was merged by mistake and leaves all else to others.

mod bindings {
    include!(concat!(env!("OUT_DIR"), "/bindings.rs"));
}

use bindings::exports::wardroom::plugin::dispatch::{
    Call, Candidate, Guest, Incident, Occasion, Pick, Reason, Recommendation, Verdict,
};
use bindings::wardroom::plugin::log;

struct SpeaksLater;

impl Guest for SpeaksLater {
    fn recommend(
        _: u32,
        _: String,
        incident: Incident,
        call: Call,
        candidates: Vec<Candidate>,
    ) -> Result<Verdict, String> {
        log::line(&format!("{} of {} needed", incident.units_needed, candidates.len()));
        let why = || Reason { code: 1, values: Vec::new() };
        match call.occasion {
            Occasion::Parted => Ok(Verdict::Recommend(Recommendation {
                picks: vec![Pick { candidate: 0, need: Some(0), why: why() }],
                passed_over: Vec::new(),
                shortfalls: Vec::new(),
            })),
            _ => Ok(Verdict::Abstain(why())),
        }
    }
}

bindings::export!(SpeaksLater with_types_in bindings);
