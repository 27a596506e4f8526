//! Three hundred queries out of the model county's own names, typed as people type: initials, two errors, traditional characters, half
//! a name. They are drawn from a seed. What is meant has to stand among the first three.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::LazyLock;

use county_files::{Sources, is_source};
use finder::{Entry, Finder, Sort};
use pinyin::ToPinyin;

const SEED: u64 = 350_924;
const OF_EACH: usize = 75;
/// So many names may be typed in the same way; where there are more, nobody could tell which is meant.
const MEANT: usize = 3;

fn read_folder(folder: &Path, within: &str, sources: &mut Sources) {
    for entry in std::fs::read_dir(folder.join(within)).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{within}{}", entry.file_name().to_str().unwrap());
        if entry.path().is_dir() {
            read_folder(folder, &format!("{name}/"), sources);
        } else if is_source(&name) {
            sources.insert(name, std::fs::read(entry.path()).unwrap());
        }
    }
}

static SHOUNING: LazyLock<Finder> = LazyLock::new(|| {
    let mut sources = Sources::new();
    read_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/shouning"), "", &mut sources);
    Finder::new(&county_files::read(&sources, None).unwrap_or_else(|problems| panic!("{}", problems[0])))
});

/// Numbers from a seed (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % end as u64) as usize
    }

    fn of<'o, T>(&mut self, all: &'o [T]) -> &'o T {
        &all[self.below(all.len())]
    }
}

fn aloud(letter: char) -> String {
    letter.to_pinyin().map_or_else(|| letter.to_string(), |way| way.plain().to_owned())
}

fn letters(name: &str) -> Vec<char> {
    name.chars().filter(|letter| letter.is_alphanumeric()).collect()
}

fn spelt(entry: &Entry) -> String {
    letters(&entry.name.zh).into_iter().map(aloud).collect()
}

fn initials(entry: &Entry) -> String {
    letters(&entry.name.zh).into_iter().filter_map(|letter| aloud(letter).chars().next()).collect()
}

/// As many names as may be meant are typed in this way.
fn told_apart(of: impl Fn(&Entry) -> bool) -> bool {
    SHOUNING.entries().iter().filter(|entry| of(entry)).count() <= MEANT
}

/// A query that means this entry; none if it can't be made, or means too many.
type Typing = fn(&Entry, &mut Dice) -> Option<String>;

fn by_initials(entry: &Entry, _: &mut Dice) -> Option<String> {
    let typed = initials(entry);
    told_apart(|other| initials(other) == typed).then_some(typed)
}

/// Two letters of the pinyin are wrong, left out, put in or exchanged. Digits stay: with another one it is another grid.
fn with_two_wrong_letters(entry: &Entry, dice: &mut Dice) -> Option<String> {
    let name = spelt(entry);
    let mut typed: Vec<char> = name.chars().collect();
    if typed.len() < 8 || !told_apart(|other| spelt(other) == name) {
        return None;
    }
    for _ in 0..2 {
        let another = char::from(*dice.of(b"abcdefghijklmnopqrstuvwxyz"));
        let places: Vec<usize> = (0..typed.len() - 1).filter(|at| typed[*at].is_ascii_lowercase()).collect();
        let at = *dice.of(&places);
        match dice.below(4) {
            0 => typed[at] = another,
            1 => drop(typed.remove(at)),
            2 => typed.insert(at, another),
            _ if typed[at + 1].is_ascii_lowercase() => typed.swap(at, at + 1),
            _ => typed[at] = another,
        }
    }
    Some(typed.into_iter().collect())
}

/// Two characters are others that sound the same: what comes of typing pinyin and taking the wrong one.
fn with_two_wrong_characters(entry: &Entry, dice: &mut Dice) -> Option<String> {
    static ALIKE: LazyLock<HashMap<&str, Vec<char>>> = LazyLock::new(|| {
        let mut alike: HashMap<&str, Vec<char>> = HashMap::new();
        for letter in '\u{4e00}'..='\u{9fa5}' {
            let way = letter.to_pinyin().map(|way| way.plain());
            way.into_iter().for_each(|way| alike.entry(way).or_default().push(letter));
        }
        alike
    });
    let name = spelt(entry);
    let mut typed = letters(&entry.name.zh);
    let mut places: Vec<usize> = (0..typed.len()).filter(|at| typed[*at].to_pinyin().is_some()).collect();
    if places.len() < 4 || !told_apart(|other| spelt(other) == name) {
        return None;
    }
    for _ in 0..2 {
        let at = places.swap_remove(dice.below(places.len()));
        let others: Vec<char> = ALIKE[&*aloud(typed[at])].iter().copied().filter(|other| *other != typed[at]).collect();
        typed[at] = *dice.of(&others);
    }
    Some(typed.into_iter().collect())
}

fn with_two_errors(entry: &Entry, dice: &mut Dice) -> Option<String> {
    match dice.below(2) {
        0 => with_two_wrong_letters(entry, dice),
        _ => with_two_wrong_characters(entry, dice),
    }
}

fn in_traditional_characters(entry: &Entry, _: &mut Dice) -> Option<String> {
    let pairs = include_str!("simplified.txt").lines().filter(|line| !line.starts_with('#'));
    let pairs = pairs.flat_map(str::split_whitespace).map(|pair| pair.chars().collect::<Vec<_>>());
    let pairs: HashMap<char, char> = pairs.map(|pair| (pair[0], pair[1])).collect();
    let name = &entry.name.zh;
    let typed: String = name.chars().map(|letter| *pairs.get(&letter).unwrap_or(&letter)).collect();
    (typed != *name && told_apart(|other| other.name.zh == *name)).then_some(typed)
}

/// The first half or the last. Names that are longer fit less well, and are not what is meant.
fn by_half(entry: &Entry, dice: &mut Dice) -> Option<String> {
    let name = letters(&entry.name.zh);
    let half = name.len().div_ceil(2);
    let typed: String = if dice.below(2) == 0 { &name[..half] } else { &name[name.len() - half..] }.iter().collect();
    let as_short = |other: &Entry| letters(&other.name.zh).len() <= name.len();
    let holds = |other: &Entry| letters(&other.name.zh).iter().collect::<String>().contains(&typed);
    (half > 1 && told_apart(|other| as_short(other) && holds(other))).then_some(typed)
}

/// Each sort of thing is meant as often as each other as far as there are names, though nearly all names are of grids.
fn drawn(typing: Typing, dice: &mut Dice) -> Vec<(&'static Entry, String)> {
    let mut queries = Vec::new();
    while queries.len() < OF_EACH {
        let sort = *dice.of(&Sort::ALL);
        let of_sort: Vec<&Entry> = SHOUNING.entries().iter().filter(|entry| entry.sort == sort).collect();
        let entry = *dice.of(&of_sort);
        queries.extend(typing(entry, dice).map(|typed| (entry, typed)));
    }
    queries
}

#[test]
fn what_is_meant_stands_among_the_first_three() {
    let typings: [(&str, Typing); 4] = [
        ("initials", by_initials),
        ("two errors", with_two_errors),
        ("traditional characters", in_traditional_characters),
        ("half a name", by_half),
    ];
    let mut dice = Dice(SEED);
    let (mut right, mut shares) = (0, BTreeMap::new());
    for (name, typing) in typings {
        let queries = drawn(typing, &mut dice);
        let missed = queries.iter().filter(|(meant, typed)| {
            let hits = SHOUNING.find(typed, |_| true);
            let found = hits.iter().take(3).any(|hit| hit.entry == *meant);
            if !found {
                let first: Vec<_> = hits.iter().take(3).map(|hit| (&hit.entry.name.zh, hit.cost)).collect();
                println!("  missed: `{typed}` for {} {}; first: {first:?}", meant.name.zh, meant.code);
            }
            !found
        });
        let found = OF_EACH - missed.count();
        println!("{name}: {found} of {OF_EACH} (seed {SEED})");
        right += found;
        shares.insert(name, found);
    }
    let all = OF_EACH * shares.len();
    println!("all: {right} of {all}");
    assert_eq!(all, 300);
    for (name, found) in shares {
        assert!(found * 100 >= OF_EACH * 95, "{name}: {found} of {OF_EACH}");
    }
    assert!(right * 100 >= all * 95, "{right} of {all}");
}
