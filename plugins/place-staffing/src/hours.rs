//! Hours of the day, by the clock on the wall.

const DAY_MIN: u16 = 1_440;

/// From a minute of the day for so many minutes, perhaps into the next day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    pub from: u16,
    pub lasting: u16,
}

impl Hours {
    /// From one time to another; the same twice is a whole day.
    pub fn between(from: u16, until: u16) -> Hours {
        let lasting = (until + DAY_MIN - from) % DAY_MIN;
        Hours { from: from % DAY_MIN, lasting: if lasting == 0 { DAY_MIN } else { lasting } }
    }

    /// Of two texts like `08:00`.
    pub fn read(from: &str, until: &str) -> Option<Hours> {
        Some(Hours::between(minute(from)?, minute(until)?))
    }

    /// Of one text, as the host tells the hours of a team: `07:00-22:00`.
    pub fn of_team(text: &str) -> Option<Hours> {
        let (from, until) = text.split_once('-')?;
        Hours::read(from, until)
    }

    pub fn has(&self, minute: u16) -> bool {
        (minute + DAY_MIN - self.from) % DAY_MIN < self.lasting
    }

    /// When it ends, as a minute of the day.
    pub fn until(&self) -> u16 {
        (self.from + self.lasting) % DAY_MIN
    }

    /// How it is told.
    pub fn text(&self) -> String {
        let told = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
        let until = if self.until() == 0 { DAY_MIN } else { self.until() };
        format!("{}–{}", told(self.from), told(until))
    }
}

/// `08:00`, and `24:00` for the end of the day.
fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    let whole = minute < 60 && (hour < 24 || (hour == 24 && minute == 0));
    whole.then_some((hour * 60 + minute) % DAY_MIN)
}

/// The times within some hours at which fewer are there than should be, each with how few. Of `staff` each is there while all
/// hours of theirs agree.
pub fn short(open: Hours, staff: &[Vec<Hours>], wanted: usize) -> Vec<(Hours, usize)> {
    let mut changes: Vec<u16> = staff.iter().flatten().flat_map(|hours| [hours.from, hours.until()]).collect();
    changes.retain(|at| open.has(*at));
    changes.push(open.from);
    let after = |at: &u16| (at + DAY_MIN - open.from) % DAY_MIN;
    changes.sort_by_key(after);
    changes.dedup();
    let ends = changes.iter().skip(1).copied().chain([open.until()]);
    let mut found: Vec<(Hours, usize)> = Vec::new();
    for (from, until) in changes.iter().copied().zip(ends) {
        let there = staff.iter().filter(|all| all.iter().all(|hours| hours.has(from))).count();
        if there >= wanted {
            continue;
        }
        match found.last_mut() {
            Some((before, few)) if *few == there && before.until() == from => {
                *before = Hours::between(before.from, until)
            }
            _ => found.push((Hours::between(from, until), there)),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(open: (&str, &str), staff: &[(&str, &str)], wanted: usize) -> Vec<(String, usize)> {
        let hours = |(from, until): &(&str, &str)| Hours::read(from, until).expect("hours");
        let staff: Vec<Vec<Hours>> = staff.iter().map(|of| vec![hours(of)]).collect();
        short(hours(&open), &staff, wanted).into_iter().map(|(hours, there)| (hours.text(), there)).collect()
    }

    #[test]
    fn hours_at_which_too_few_are_there() {
        assert_eq!(told(("08:00", "20:00"), &[("07:00", "22:00")], 1), []);
        assert_eq!(told(("08:00", "20:00"), &[], 1), [("08:00–20:00".to_owned(), 0)]);
        assert_eq!(told(("08:00", "24:00"), &[("07:00", "22:00")], 1), [("22:00–24:00".to_owned(), 0)]);
        let night = told(("18:00", "02:00"), &[("17:00", "22:00"), ("18:00", "00:30")], 2);
        assert_eq!(night, [("22:00–00:30".to_owned(), 1), ("00:30–02:00".to_owned(), 0)]);
        assert_eq!(told(("00:00", "24:00"), &[("08:00", "20:00"), ("20:00", "08:00")], 1), []);
        assert_eq!(
            told(("09:00", "17:00"), &[("12:00", "13:00")], 1),
            [("09:00–12:00".to_owned(), 0), ("13:00–17:00".to_owned(), 0)]
        );
        assert_eq!(told(("09:00", "17:00"), &[], 0), []);
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in ["", "8", "25:00", "08:60", "24:01", "a:b"] {
            assert_eq!(minute(text), None, "{text}");
        }
        assert_eq!(Hours::of_team("07:00-22:00"), Hours::read("07:00", "22:00"));
    }
}
