//! The index: every name from each of its first letters on, in every way it is typed, as keys of one finite state transducer, which
//! is walked together with the automaton of all words that are at most two errors from the query.

use std::collections::HashMap;
use std::sync::LazyLock;

use fst::{IntoStreamer, Map, MapBuilder, Streamer};
use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder};

use domain::limits::{FIND_BEGINNINGS_MAX, FIND_WORDS_LETTERS_MAX};

use crate::entries::{Entry, Sort};
use crate::writing::{Query, initials, plain, readings};

/// How a name is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Name,
    English,
    Pinyin,
    Initials,
    Code,
}

/// That a key stands for a name from one of its letters on.
#[derive(Clone, Copy, Debug)]
struct Posting {
    entry: u32,
    form: Form,
    /// The key begins where the name does not.
    inside: bool,
    /// The township's name stands before it, or its committee is left out.
    made: bool,
    letters: u8,
}

/// How well something fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Score {
    pub cost: u32,
    pub errors: u8,
}

pub(crate) struct Index {
    keys: Map<Vec<u8>>,
    /// Where the postings of each key begin; one more at the end.
    starts: Vec<u32>,
    postings: Vec<Posting>,
}

/// Automata for up to no, one and two errors. Exchanging two letters is one.
static AUTOMATA: LazyLock<[LevenshteinAutomatonBuilder; 3]> =
    LazyLock::new(|| [0, 1, 2].map(|errors| LevenshteinAutomatonBuilder::new(errors, true)));

impl Index {
    pub fn new(entries: &[Entry]) -> Index {
        let mut all: Vec<(String, Posting)> = Vec::new();
        for (number, entry) in entries.iter().enumerate() {
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            keys_of(entry, &mut |key: String, form, inside, made| {
                let letters = key.chars().count().min(FIND_WORDS_LETTERS_MAX) as u8;
                all.push((key, Posting { entry: number, form, inside, made, letters }));
            });
        }
        all.sort_by(|(one, _), (other, _)| one.cmp(other));
        let mut keys = MapBuilder::memory();
        let (mut starts, mut last) = (Vec::new(), None::<&str>);
        for (place, (key, _)) in all.iter().enumerate() {
            if last != Some(key) {
                // Keys come in their order and each once, which is all that can go wrong here.
                let _ = keys.insert(key, starts.len() as u64);
                starts.push(place as u32);
                last = Some(key);
            }
        }
        starts.push(all.len() as u32);
        Index { keys: keys.into_map(), starts, postings: all.into_iter().map(|(_, posting)| posting).collect() }
    }

    /// The number of each entry that fits, with its best score.
    pub fn find(&self, query: &Query) -> HashMap<u32, Score> {
        let mut best = HashMap::new();
        let letters = query.plain.chars().count();
        if letters == 0 {
            return best;
        }
        let allowed = match &query.sounds {
            Some(_) => [0, 0, 0, 1, 1].get(letters),
            None => [0, 0, 0, 0, 1, 1].get(letters),
        };
        self.walk(&query.plain, *allowed.unwrap_or(&2), 0, &mut best);
        if let Some(sounds) = &query.sounds {
            let allowed = [0, 0, 0, 0, 0, 0, 1, 1].get(sounds.len()).unwrap_or(&2);
            self.walk(sounds, *allowed, SOUNDS_ALIKE, &mut best);
        }
        best
    }

    fn walk(&self, text: &str, allowed: u8, beside: u32, best: &mut HashMap<u32, Score>) {
        let Some(builder) = AUTOMATA.get(usize::from(allowed)) else { return };
        let typed = text.chars().count();
        let automaton = builder.build_prefix_dfa(text);
        let mut found = self.keys.search_with_state(&automaton).into_stream();
        while let Some((_, number, state)) = found.next() {
            let Some(errors) = errors(&automaton, state) else { continue };
            let group = self.starts.get(number as usize).zip(self.starts.get(number as usize + 1));
            let group = group.and_then(|(from, to)| self.postings.get(*from as usize..*to as usize));
            for posting in group.unwrap_or_default() {
                if errors <= believed(posting.form, typed) && (beside == 0 || posting.form == Form::Pinyin) {
                    let score = Score { cost: cost(posting, typed, errors) + beside, errors };
                    best.entry(posting.entry).and_modify(|known| *known = score.min(*known)).or_insert(score);
                }
            }
        }
    }
}

fn errors(automaton: &DFA, state: u32) -> Option<u8> {
    match automaton.distance(state) {
        Distance::Exact(errors) => Some(errors),
        Distance::AtLeast(_) => None,
    }
}

/// How many errors are believed: few letters that are wrong would fit anything.
fn believed(form: Form, typed: usize) -> u8 {
    match form {
        Form::Name | Form::English | Form::Pinyin => 2,
        Form::Initials => u8::from(typed > 5),
        Form::Code => u8::from(typed > 8),
    }
}

/// Other characters that sound the same.
const SOUNDS_ALIKE: u32 = 25;
/// A letter that is wrong.
const WRONG: u32 = 100;

/// What the words leave out costs little, and the way of typing decides between what fits as well.
fn cost(posting: &Posting, typed: usize, errors: u8) -> u32 {
    let left_out = usize::from(posting.letters).abs_diff(typed) as u32;
    let (form, letter_thirds) = match posting.form {
        Form::Name => (0, 3),
        Form::English | Form::Pinyin => (4, 1),
        Form::Initials => (20, 3),
        Form::Code if left_out == 0 => (0, 0),
        Form::Code => (60, 1),
    };
    let inside = if posting.inside { 12 } else { 0 };
    let made = if posting.made { 6 } else { 0 };
    u32::from(errors) * WRONG + form + inside + made + (left_out * letter_thirds / 3).min(40)
}

/// Committees whose village or community is meant, and how people call that.
const COMMITTEES: [(&str, &str); 4] = [("村民委员会", "村"), ("村委会", "村"), ("居民委员会", ""), ("居委会", "")];

/// What stands behind the name of a township or a village.
const SUFFIXES: [char; 3] = ['镇', '乡', '村'];

/// All keys of an entry.
fn keys_of(entry: &Entry, put: &mut impl FnMut(String, Form, bool, bool)) {
    let name = plain(&entry.name.zh);
    of_name(&name, false, put);
    if let Some(within) = &entry.within {
        let before = plain(&within.zh);
        let whole: String = format!("{before}{name}").chars().take(FIND_WORDS_LETTERS_MAX).collect();
        of_name(&whole, true, put);
    }
    let short = COMMITTEES.iter().fold(name.clone(), |name, (said, meant)| name.replace(said, meant));
    if short != name {
        of_name(&short, true, put);
    }
    // A road is called by its ends alone: 鳌阳南阳.
    if let (Sort::Road, Some((from, to))) = (entry.sort, short.split_once('至')) {
        of_name(&[from, to].map(|end| end.trim_end_matches(SUFFIXES)).concat(), true, put);
    }
    put(plain(&entry.code), Form::Code, false, false);
    if entry.name.en != entry.name.zh {
        let words: Vec<String> = entry.name.en.split_whitespace().map(plain).collect();
        for begin in 0..words.len().min(FIND_BEGINNINGS_MAX) {
            let key: String = words[begin..].concat();
            put(key, Form::English, begin > 0, false);
        }
    }
}

/// A name's keys in characters, pinyin and initials. What is no name as it is written (`made`) only from its beginning on.
fn of_name(name: &str, made: bool, put: &mut impl FnMut(String, Form, bool, bool)) {
    let letters: Vec<char> = name.chars().collect();
    let beginnings = if made { 1 } else { letters.len().min(FIND_BEGINNINGS_MAX) };
    for begin in 0..beginnings {
        put(letters[begin..].iter().collect(), Form::Name, begin > 0, made);
    }
    let mut known: Vec<String> = Vec::new();
    for syllables in readings(name) {
        for begin in 0..beginnings {
            put(syllables[begin..].concat(), Form::Pinyin, begin > 0, made);
        }
        let short = initials(&syllables);
        if !known.contains(&short) {
            for begin in 0..beginnings {
                put(short.chars().skip(begin).collect(), Form::Initials, begin > 0, made);
            }
            known.push(short);
        }
    }
}
