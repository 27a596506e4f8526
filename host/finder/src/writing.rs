//! How names are written and typed: traditional for simplified characters, pinyin, initials. No index.

use std::collections::HashMap;
use std::sync::LazyLock;

use domain::limits::{FIND_READINGS_MAX, FIND_WORDS_LETTERS_MAX};
use pinyin::{ToPinyin, ToPinyinMulti};

/// Each traditional character with the simplified one that stands for it.
static SIMPLIFIED: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let lines = include_str!("../data/traditional.txt").lines().filter(|line| !line.starts_with('#'));
    let pairs = lines.flat_map(str::split_whitespace).filter_map(|pair| {
        let mut of = pair.chars();
        Some((of.next()?, of.next()?))
    });
    pairs.collect()
});

/// Letters and digits alone, in simplified characters, small and of half width; a numeral after 第 in digits.
pub(crate) fn plain(text: &str) -> String {
    let letters = text.chars().flat_map(|letter| {
        let half = match letter {
            // Each of them has its twin of half width at the same distance.
            '！'..='～' => char::from_u32(letter as u32 - 0xFEE0).unwrap_or(letter),
            _ => letter,
        };
        half.to_lowercase()
    });
    let letters = letters.map(|letter| SIMPLIFIED.get(&letter).copied().unwrap_or(letter));
    let letters: Vec<char> = letters.filter(|letter| letter.is_alphanumeric()).take(FIND_WORDS_LETTERS_MAX).collect();
    with_digits(&letters)
}

fn with_digits(letters: &[char]) -> String {
    let mut plain = String::new();
    let mut rest = letters;
    while let Some((first, behind)) = rest.split_first() {
        plain.push(*first);
        rest = behind;
        if *first == '第' {
            let numeral = rest.iter().take_while(|letter| "一二三四五六七八九十".contains(**letter)).count();
            if let Some(number) = number(&rest[..numeral]) {
                plain.push_str(&number.to_string());
                rest = &rest[numeral..];
            }
        }
    }
    plain
}

/// 一 to 九十九.
fn number(numeral: &[char]) -> Option<usize> {
    let digit = |letter: &char| "一二三四五六七八九".chars().position(|of| of == *letter).map(|place| place + 1);
    match numeral {
        ['十'] => Some(10),
        [one] => digit(one),
        ['十', ones] => digit(ones).map(|ones| 10 + ones),
        [tens, '十'] => digit(tens).map(|tens| tens * 10),
        [tens, '十', ones] => Some(digit(tens)? * 10 + digit(ones)?),
        _ => None,
    }
}

pub(crate) fn has_characters(text: &str) -> bool {
    text.chars().any(|letter| letter.to_pinyin().is_some())
}

/// How a name may be read aloud: each reading syllable by syllable, the usual one first. What is no character stands for itself.
pub(crate) fn readings(plain: &str) -> Vec<Vec<String>> {
    let mut all: Vec<Vec<String>> = vec![Vec::new()];
    for letter in plain.chars() {
        let mut ways: Vec<String> = match letter.to_pinyin_multi() {
            Some(multi) => multi.into_iter().map(|way| way.plain().replace('ü', "v")).collect(),
            None => vec![letter.to_string()],
        };
        let usual = letter.to_pinyin().map(|way| way.plain().replace('ü', "v"));
        ways.sort_by_key(|way| Some(way) != usual.as_ref());
        let mut seen = Vec::new();
        ways.retain(|way| {
            !seen.contains(way) && {
                seen.push(way.clone());
                true
            }
        });
        // Further readings of a character are tried with the usual ones of all others.
        let others = all[0].clone();
        for of in &mut all {
            of.push(ways[0].clone());
        }
        for way in ways.into_iter().skip(1) {
            if all.len() < FIND_READINGS_MAX {
                all.push(others.iter().cloned().chain([way]).collect());
            }
        }
    }
    all
}

pub(crate) fn initials(syllables: &[String]) -> String {
    syllables.iter().filter_map(|syllable| syllable.chars().next()).collect()
}

/// What somebody typed.
pub(crate) struct Query {
    pub plain: String,
    /// Of characters: how they are read, for what sounds the same.
    pub sounds: Option<String>,
}

impl Query {
    pub fn read(words: &str) -> Query {
        let plain = plain(words);
        let sounds = has_characters(&plain).then(|| readings(&plain).swap_remove(0).concat());
        Query { plain, sounds }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_brought_into_one_writing() {
        for (typed, wanted) in [
            ("鰲陽鎮", "鳌阳镇"),
            (" ＡＹ-1 ", "ay1"),
            ("北凤社区 第三网格", "北凤社区第3网格"),
            ("第十二网格", "第12网格"),
            ("第二十网格第九十九", "第20网格第99"),
            ("一心村", "一心村"),
            ("学校1（示例）", "学校1示例"),
            ("（）", ""),
        ] {
            assert_eq!(plain(typed), wanted, "{typed}");
        }
        assert_eq!(plain(&"长".repeat(FIND_WORDS_LETTERS_MAX + 1)).chars().count(), FIND_WORDS_LETTERS_MAX);
    }

    #[test]
    fn names_are_read_aloud_in_their_usual_way_first() {
        let aloud = |text: &str| readings(text).iter().map(|syllables| syllables.join(" ")).collect::<Vec<_>>();
        assert_eq!(aloud("寿宁")[0], "shou ning");
        assert!(aloud("长岗").contains(&"zhang gang".to_owned()) && aloud("长岗").contains(&"chang gang".to_owned()));
        assert_eq!(aloud("绿1"), ["lv 1", "lu 1"]);
        assert!(aloud("长长长长长长").len() <= FIND_READINGS_MAX);
        assert_eq!(initials(&readings("鳌阳镇")[0]), "ayz");
    }
}
