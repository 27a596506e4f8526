//! What the room remembers of the words of recent reports, to tell how alike two of them are: hashes of their pairs of letters,
//! under a key that is drawn anew at each start. In memory only and bounded; never journalled, and gone with the process.

use std::collections::hash_map::RandomState;
use std::collections::{BTreeMap, VecDeque};
use std::hash::BuildHasher;

use domain::ids::IncidentRef;
use domain::limits::{HEARD_PIECES_MAX, HEARD_REPORTS_MAX};
use domain::sealed::PlainWords;

/// The reports of which something is remembered.
#[derive(Default)]
pub struct RecentWords {
    key: RandomState,
    reports: BTreeMap<IncidentRef, Pieces>,
    /// Oldest first; an incident that was forgotten may still stand here.
    order: VecDeque<IncidentRef>,
}

/// The smallest hashes of a text's pairs of letters, sorted: the whole set, or a fair sample of a larger one.
type Pieces = Vec<u32>;

impl RecentWords {
    /// Remembers a report's words, and lets the oldest go.
    pub fn remember(&mut self, which: IncidentRef, words: &PlainWords) {
        let pieces = self.pieces(words.as_str());
        if pieces.is_empty() {
            return;
        }
        if self.reports.insert(which, pieces).is_none() {
            self.order.push_back(which);
        }
        while self.order.len() > HEARD_REPORTS_MAX {
            if let Some(oldest) = self.order.pop_front() {
                self.reports.remove(&oldest);
            }
        }
    }

    pub fn forget(&mut self, which: IncidentRef) {
        if self.reports.remove(&which).is_some() {
            self.order.retain(|known| *known != which);
        }
    }

    /// How many percent of the pairs of letters that either has both have (Jaccard). `None`: one of them was not words.
    pub fn alike(&self, one: IncidentRef, other: IncidentRef) -> Option<u8> {
        Some(alike(self.reports.get(&one)?, self.reports.get(&other)?))
    }

    /// Spaces and punctuation say nothing, nor does the case of letters.
    fn pieces(&self, text: &str) -> Pieces {
        let letters: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        let mut pieces: Pieces = letters.windows(2).map(|pair| self.key.hash_one(pair) as u32).collect();
        pieces.sort_unstable();
        pieces.dedup();
        pieces.truncate(HEARD_PIECES_MAX);
        pieces
    }
}

/// The estimate of a bottom-k sketch (Broder 1997); exact while both texts are shorter than it.
fn alike(one: &[u32], other: &[u32]) -> u8 {
    let (mut common, mut all, mut i, mut j) = (0_u32, 0_u32, 0, 0);
    while all < HEARD_PIECES_MAX as u32 && (i < one.len() || j < other.len()) {
        let (a, b) = (one.get(i), other.get(j));
        let smallest = a.into_iter().chain(b).min();
        common += u32::from(a == b);
        i += usize::from(a == smallest);
        j += usize::from(b == smallest);
        all += 1;
    }
    (common * 100 / all.max(1)) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: IncidentRef = IncidentRef(1);
    const B: IncidentRef = IncidentRef(2);

    fn likeness(one: &str, other: &str) -> Option<u8> {
        let mut words = RecentWords::default();
        words.remember(A, &PlainWords::new(one.to_owned()));
        words.remember(B, &PlainWords::new(other.to_owned()));
        assert_eq!(words.alike(A, B), words.alike(B, A));
        words.alike(A, B)
    }

    #[test]
    fn the_same_words_are_wholly_alike_and_others_are_not() {
        assert_eq!(likeness("菜市场门口有人打架", "菜市场门口，有人打架！"), Some(100));
        assert_eq!(likeness("菜市场门口有人打架", "菜市场门口有人在打架"), Some(70));
        assert_eq!(likeness("菜市场门口有人打架", "水库边起火了"), Some(0));
        assert_eq!(likeness("TWO MEN fighting", "two men fighting."), Some(100));
    }

    #[test]
    fn who_says_nothing_is_like_nobody() {
        assert_eq!(likeness("火", "火"), None, "one letter is no pair");
        assert_eq!(likeness("！，。", "起火了"), None);
    }

    #[test]
    fn long_texts_are_compared_by_a_sample() {
        let text = |from: u32, to: u32| (from..to).filter_map(char::from_u32).collect::<String>();
        let alike = likeness(&text(0x4e00, 0x5200), &text(0x4f00, 0x5300)).expect("both are remembered");
        // 767 of 1,279 pairs are common: 60 %.
        assert!((50..=70).contains(&alike), "{alike} %");
    }

    #[test]
    fn what_is_remembered_is_bounded_and_can_be_forgotten() {
        let mut recent = RecentWords::default();
        let words = PlainWords::new("有人打架".to_owned());
        for number in 1..=HEARD_REPORTS_MAX as u32 + 1 {
            recent.remember(IncidentRef(number), &words);
        }
        assert_eq!(recent.reports.len(), HEARD_REPORTS_MAX);
        assert_eq!(recent.alike(IncidentRef(1), IncidentRef(2)), None, "the oldest went first");
        assert_eq!(recent.alike(IncidentRef(2), IncidentRef(3)), Some(100));
        recent.forget(IncidentRef(2));
        assert_eq!(recent.alike(IncidentRef(2), IncidentRef(3)), None);
        assert_eq!((recent.reports.len(), recent.order.len()), (HEARD_REPORTS_MAX - 1, HEARD_REPORTS_MAX - 1));
    }

    #[test]
    fn each_start_has_a_key_of_its_own() {
        let pieces = || RecentWords::default().pieces("菜市场门口有人打架");
        assert_ne!(pieces(), pieces());
    }
}
