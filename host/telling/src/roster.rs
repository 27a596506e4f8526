//! What the checks of a roster find, in words.

use super::Teller;
use super::figures::duration;
use super::filled::filled;
use domain::ids::*;
use domain::roster::ShiftKey;
use domain::roster::fault::{Fault, What};
use domain::time::TimeMs;

impl Teller<'_> {
    /// A slot of the roster by its code.
    pub fn slot(&self, slot: u16) -> String {
        self.county().slots.get(usize::from(slot)).map_or_else(|| format!("#{slot}"), |slot| slot.code.clone())
    }

    fn slot_name(&self, slot: Option<u16>) -> String {
        let named = slot.and_then(|slot| self.county().slots.get(usize::from(slot)));
        named.map_or_else(String::new, |slot| self.lang.pick(&slot.name.zh, &slot.name.en).to_owned())
    }

    fn qualification(&self, code: &str) -> String {
        let known = self.county().qualifications.iter().find(|named| named.code == code);
        known.map_or_else(|| code.to_owned(), |named| self.lang.pick(&named.name.zh, &named.name.en).to_owned())
    }

    /// Local day and minute.
    fn minute(&self, at: TimeMs) -> String {
        let iso = self.time(at);
        iso.get(..16).unwrap_or(&iso).replace('T', " ")
    }

    fn shift_name(&self, shift: ShiftKey) -> String {
        let (district, starts) = (self.district(shift.district).text, self.minute(shift.starts));
        self.lang.pick("{d}{t}的班次", "the shift of {d} at {t}").replace("{d}", &district).replace("{t}", &starts)
    }

    /// A fault of a roster as a sentence.
    pub fn roster_fault(&self, fault: &Fault) -> String {
        let person = fault.person.map(|person: PersonRef| self.person(person)).unwrap_or_default();
        let slot = self.slot_name(fault.slot);
        let seconds = |s: u32| duration(u64::from(s), self.lang);
        let (text, values): (&str, Vec<String>) = match &fault.what {
            What::Past => (self.lang.pick("{}已结束，不能再改", "{} has ended and can't be changed"), vec![]),
            What::Started => {
                (self.lang.pick("{}已开始，只能安排替班", "{} has begun; only a stand-in can change it"), vec![])
            }
            What::Gap { from, until } => (
                self.lang.pick("{}之前，{}至{}无人值班", "before {}, nobody is on duty from {} until {}"),
                vec![self.minute(*from), self.minute(*until)],
            ),
            What::Open { places, from, until } => (
                self.lang.pick("{}：“{}”缺{}人（{}至{}）", "{}: “{}” lacks {} (from {} until {})"),
                vec![slot, places.to_string(), self.minute(*from), self.minute(*until)],
            ),
            What::Double { other } if *other == fault.shift => {
                (self.lang.pick("{}：{}占了两个岗位（“{}”）", "{}: {} has two places (“{}”)"), vec![person, slot])
            }
            What::Double { other } => (
                self.lang.pick("{}：{}（“{}”）同时在{}值班", "{}: {} (“{}”) is on duty in {} at the same time"),
                vec![person, slot, self.shift_name(*other)],
            ),
            What::Rest { other, rest_s, wanted_s } => (
                self.lang
                    .pick("{}：{}与{}之间只休息{}，应不少于{}", "{}: {} rests between this and {} for {} only, not {}"),
                vec![person, self.shift_name(*other), seconds(*rest_s), seconds(*wanted_s)],
            ),
            What::Unqualified { wanted } => (
                self.lang.pick("{}：{}任“{}”，但不具备资格“{}”", "{}: {} as “{}” is not qualified: {}"),
                vec![person, slot, self.qualification(wanted)],
            ),
            What::NotSworn => (
                self.lang
                    .pick("{}：“{}”须由民警担任，{}是辅警", "{}: “{}” takes a sworn officer, and {} is an auxiliary"),
                vec![slot, person],
            ),
            What::AuxiliariesAlone { from, until } => (
                self.lang.pick(
                    "{}：{}至{}只有辅警，没有民警",
                    "{}: from {} until {} auxiliaries are alone, without a sworn officer",
                ),
                vec![self.minute(*from), self.minute(*until)],
            ),
            What::Retired => {
                (self.lang.pick("{}：{}（“{}”）已不在岗", "{}: {} (“{}”) serves no more"), vec![person, slot])
            }
            What::NoPost => (
                self.lang.pick("{}：{}（“{}”）当日没有任职", "{}: {} (“{}”) holds no post on that day"),
                vec![person, slot],
            ),
            What::SwapUndone { swap } => (
                self.lang.pick(
                    "{}：{}（“{}”）经第{}号换班已不值此班，这样又排上了",
                    "{}: {} (“{}”) gave this place up by swap {}, and would have it again",
                ),
                vec![person, slot, swap.to_string()],
            ),
        };
        let shift = self.shift_name(fault.shift);
        let values: Vec<&str> = std::iter::once(&shift).chain(&values).map(String::as_str).collect();
        filled(text, &values)
    }
}
