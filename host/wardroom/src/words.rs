//! Codes in answers of a server, and the words that people read for them. The words are `telling`'s.

use domain::incident::Reality;
use domain::sentence::Worded;
use telling::words::word_for;

use crate::lang::Lang;

/// The word for a code. One that this client does not know, because the server is newer, stands for itself.
pub fn word<T: Worded>(code: &str, lang: Lang) -> String {
    word_for::<T>(code, lang).unwrap_or(code).to_owned()
}

/// Text that is followed by what kind of exercise or test it is of; what is real needs no word.
pub fn with_reality(text: &str, of: &serde_json::Value, lang: Lang) -> String {
    match crate::answer::text(of, "reality") {
        "" | "actual" => text.to_owned(),
        reality => {
            let reality = word::<Reality>(reality, lang);
            lang.pick("{}（{}）", "{} ({})").replacen("{}", text, 1).replacen("{}", &reality, 1)
        }
    }
}

/// A noun of a county as a difference between two imports has it: `unit`, `attribute of grid`, `row of key-places`.
pub fn noun_word(noun: &str, lang: Lang) -> String {
    if lang == Lang::En {
        return noun.to_owned();
    }
    if let Some(of) = noun.strip_prefix("attribute of ") {
        return format!("{}属性", noun_word(of, lang));
    }
    if let Some(table) = noun.strip_prefix("row of ") {
        return format!("{table} 表行");
    }
    let known = NOUNS.iter().find(|(known, _)| *known == noun);
    known.map_or(noun, |(_, chinese)| chinese).to_owned()
}

const NOUNS: [(&str, &str); 22] = [
    ("setting", "县级参数"),
    ("skill", "技能"),
    ("unit kind", "单元类型"),
    ("place kind", "处所类型"),
    ("post", "职务"),
    ("qualification", "资格"),
    ("team", "队伍"),
    ("slot", "值守岗位"),
    ("kind", "警情类型"),
    ("district", "警区"),
    ("township", "乡镇"),
    ("village", "村居"),
    ("grid", "网格"),
    ("station", "派出所"),
    ("unit", "警力单元"),
    ("place", "处所"),
    ("person", "人员"),
    ("video point", "视频点位"),
    ("road", "道路"),
    ("table", "参考表"),
    ("plugin", "插件"),
    ("shift", "班次"),
];

#[cfg(test)]
mod tests {
    use domain::incident::Phase;
    use domain::unit::Secondary;

    use super::*;

    #[test]
    fn codes_become_words_in_both_languages() {
        assert_eq!(word::<Phase>("en-route", Lang::En), "en route");
        assert_eq!(word::<Phase>("en-route", Lang::Zh), "赶赴途中");
        assert_eq!(word::<Reality>("exercise", Lang::Zh), "演练");
        assert_eq!(word::<Secondary>("exercise", Lang::Zh), "参加演练");
        assert_eq!(word::<Phase>("of-a-later-version", Lang::Zh), "of-a-later-version");
    }

    #[test]
    fn nouns_of_a_difference_become_words() {
        assert_eq!(noun_word("attribute of grid", Lang::Zh), "网格属性");
        assert_eq!(noun_word("row of key-places", Lang::Zh), "key-places 表行");
        assert_eq!(noun_word("row of key-places", Lang::En), "row of key-places");
        assert_eq!(noun_word("drone", Lang::Zh), "drone");
    }
}
