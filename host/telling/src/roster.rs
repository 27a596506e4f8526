//! What the checks of a roster find, in words.

use crate::figures::duration;
use crate::tell;
use crate::teller::Teller;
use domain::ids::*;
use domain::roster::ShiftKey;
use domain::roster::fault::{Fault, What};
use domain::time::TimeMs;

impl Teller<'_> {
    /// A slot of the roster by its code.
    pub fn slot(&self, slot: u16) -> String {
        self.county().slots.get(usize::from(slot)).map_or_else(|| format!("#{slot}"), |slot| slot.code.clone())
    }

    pub(crate) fn slot_name(&self, slot: Option<u16>) -> String {
        let named = slot.and_then(|slot| self.county().slots.get(usize::from(slot)));
        named.map_or_else(String::new, |slot| self.lang.pick(&slot.name.zh, &slot.name.en).to_owned())
    }

    fn qualification(&self, code: &str) -> String {
        let known = self.county().qualifications.iter().find(|named| named.code == code);
        known.map_or_else(|| code.to_owned(), |named| self.lang.pick(&named.name.zh, &named.name.en).to_owned())
    }

    /// Local day and minute.
    pub(crate) fn minute(&self, at: TimeMs) -> String {
        let iso = self.time(at);
        iso.get(..16).unwrap_or(&iso).replace('T', " ")
    }

    pub(crate) fn shift_name(&self, shift: ShiftKey) -> String {
        let (district, starts) = (self.district(shift.district).text, self.minute(shift.starts));
        tell!(self.lang, "roster.shift", district, starts)
    }

    /// A fault of a roster as a sentence, for one who sees these districts. Of another's shift it says that there is one, and no more.
    pub fn roster_fault(&self, fault: &Fault, sees: &dyn Fn(DistrictRef) -> bool) -> String {
        let lang = self.lang;
        let shift = self.shift_name(fault.shift);
        let person = fault.person.map(|person: PersonRef| self.person(person)).unwrap_or_default();
        let slot = self.slot_name(fault.slot);
        let minute = |at: &TimeMs| self.minute(*at);
        let seconds = |s: &u32| duration(u64::from(*s), lang);
        match &fault.what {
            What::Past => tell!(lang, "roster-fault.past", shift),
            What::Started => tell!(lang, "roster-fault.started", shift),
            What::Gap { from, until } => {
                tell!(lang, "roster-fault.gap", shift, from = minute(from), until = minute(until))
            }
            What::Open { places, from, until } => {
                let (from, until) = (minute(from), minute(until));
                tell!(lang, "roster-fault.open", shift, slot, places, from, until)
            }
            What::Double { other } if *other == fault.shift => {
                tell!(lang, "roster-fault.double-here", shift, person, slot)
            }
            What::Double { other } if !sees(other.district) => {
                tell!(lang, "roster-fault.double-elsewhere", shift, person, slot)
            }
            What::Double { other } => {
                tell!(lang, "roster-fault.double", shift, person, slot, other = self.shift_name(*other))
            }
            What::Rest { other, wanted_s, .. } if !sees(other.district) => {
                tell!(lang, "roster-fault.rest-elsewhere", shift, person, wanted = seconds(wanted_s))
            }
            What::Rest { other, rest_s, wanted_s } => {
                let (other, rest, wanted) = (self.shift_name(*other), seconds(rest_s), seconds(wanted_s));
                tell!(lang, "roster-fault.rest", shift, person, other, rest, wanted)
            }
            What::Unqualified { wanted } => {
                let qualification = self.qualification(wanted);
                tell!(lang, "roster-fault.unqualified", shift, person, slot, qualification)
            }
            What::NotSworn => tell!(lang, "roster-fault.not-sworn", shift, slot, person),
            What::AuxiliariesAlone { from, until } => {
                tell!(lang, "roster-fault.auxiliaries-alone", shift, from = minute(from), until = minute(until))
            }
            What::Retired => tell!(lang, "roster-fault.retired", shift, person, slot),
            What::NoPost => tell!(lang, "roster-fault.no-post", shift, person, slot),
            What::SwapUndone { swap } => tell!(lang, "roster-fault.swap-undone", shift, person, slot, swap),
        }
    }
}
