//! Codes and the numbers that they stand for, while a county is read: a number outlives a re-import and is never given twice.

use std::collections::HashMap;

use domain::county::noun::Noun;

use crate::problem::listed;

/// The numbers of one noun's codes. Only what is in the files now can be looked up.
pub(crate) struct Codes {
    pub(crate) noun: &'static str,
    numbers: HashMap<String, usize>,
    /// With those that are retired.
    total: usize,
    /// The file was read. If it was not, asking for a code is no new fault.
    pub(crate) complete: bool,
}

impl Codes {
    /// Known codes keep their number, new ones follow in their order. A code that stands twice counts once.
    pub(crate) fn number<'a, T: Noun>(previous: &[T], fresh: impl IntoIterator<Item = &'a str>) -> Codes {
        let known: HashMap<&str, usize> = previous.iter().map(T::code).zip(0..).collect();
        let (mut numbers, mut total) = (HashMap::new(), previous.len());
        for code in fresh {
            if numbers.contains_key(code) {
                continue;
            }
            let number = known.get(code).copied().unwrap_or_else(|| {
                total += 1;
                total - 1
            });
            numbers.insert(code.to_owned(), number);
        }
        Codes { noun: T::NOUN, numbers, total, complete: true }
    }

    /// Of a file that could not be read.
    pub(crate) fn unread<T: Noun>() -> Codes {
        Codes { noun: T::NOUN, numbers: HashMap::new(), total: 0, complete: false }
    }

    /// Of things that are not numbered in the county.
    pub(crate) fn words<'a>(noun: &'static str, codes: impl IntoIterator<Item = &'a str>) -> Codes {
        let numbers: HashMap<String, usize> = codes.into_iter().map(str::to_owned).zip(0..).collect();
        Codes { noun, total: numbers.len(), numbers, complete: true }
    }

    pub(crate) fn get(&self, code: &str) -> Option<usize> {
        self.numbers.get(code).copied()
    }

    /// A code that must be there. `Ok(None)` if that can't be said, since the file was not read.
    pub(crate) fn find(&self, code: &str) -> Result<Option<usize>, String> {
        match self.get(code) {
            None if self.complete => Err(self.unknown(code)),
            number => Ok(number),
        }
    }

    fn unknown(&self, code: &str) -> String {
        let mut known: Vec<&str> = self.numbers.keys().map(String::as_str).collect();
        known.sort_unstable();
        match known.len() {
            0..=24 => format!("unknown {} `{code}`; known are {}", self.noun, listed(known)),
            _ => format!("unknown {} `{code}`", self.noun),
        }
    }

    pub(crate) fn total(&self) -> usize {
        self.total
    }
}

/// Things of one noun while they are read, each in the place that its number gives it.
pub(crate) struct Numbered<T>(Vec<Option<T>>);

impl<T: Noun> Numbered<T> {
    /// What was there before, retired until it is put again.
    pub(crate) fn new(codes: &Codes, previous: &[T]) -> Numbered<T> {
        let mut places: Vec<Option<T>> = previous.iter().cloned().map(Some).collect();
        places.iter_mut().flatten().for_each(T::retire);
        places.resize(codes.total().max(previous.len()), None);
        Numbered(places)
    }

    pub(crate) fn put(&mut self, number: usize, thing: T) {
        if let Some(place) = self.0.get_mut(number) {
            *place = Some(thing);
        }
    }

    /// Also gives what is retired; `None` for what could not be read.
    pub(crate) fn get(&self, number: usize) -> Option<&T> {
        self.0.get(number)?.as_ref()
    }

    pub(crate) fn get_mut(&mut self, number: usize) -> Option<&mut T> {
        self.0.get_mut(number)?.as_mut()
    }

    /// The numbers of what was in the files once and is no more.
    pub(crate) fn retired(&self) -> HashMap<&str, usize> {
        let read = self.0.iter().enumerate().filter_map(|(number, place)| Some((number, place.as_ref()?)));
        read.filter(|(_, thing)| thing.is_retired()).map(|(number, thing)| (thing.code(), number)).collect()
    }

    /// What is in the files now, with its number.
    pub(crate) fn live(&self) -> impl Iterator<Item = (usize, &T)> {
        let read = self.0.iter().enumerate().filter_map(|(number, place)| Some((number, place.as_ref()?)));
        read.filter(|(_, thing)| !thing.is_retired())
    }

    /// All in order. Gaps are left only where there are problems, and then no county is made of it.
    pub(crate) fn into_vec(self) -> Vec<T> {
        self.0.into_iter().flatten().collect()
    }
}
