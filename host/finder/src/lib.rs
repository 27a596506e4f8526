//! Finding what lies in a county: by words, half typed or mistyped (`Finder`), and by points of the datums that Chinese maps
//! use (`datum`). In memory, made anew from the county; who may see what is found is not its business.

use domain::county::County;

pub mod datum;
mod entries;
mod index;
mod writing;

pub use entries::{Entry, Sort};
use index::Index;
use writing::Query;

/// The county's named places, and the index over all ways to write them.
pub struct Finder {
    entries: Vec<Entry>,
    index: Index,
}

/// What was found, best first.
#[derive(Clone, Copy, Debug)]
pub struct Hit<'f> {
    pub entry: &'f Entry,
    /// How many letters were typed wrong, left out, put in or exchanged.
    pub errors: u8,
    /// How far off it is; less is better.
    pub cost: u32,
}

impl Finder {
    pub fn new(county: &County) -> Finder {
        Finder::of(entries::of(county))
    }

    fn of(entries: Vec<Entry>) -> Finder {
        let index = Index::new(&entries);
        Finder { entries, index }
    }

    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Everything that the words may mean, best first. Who mistyped as little as can be is believed: what takes two letters more
    /// than the best is left out.
    pub fn find(&self, words: &str, wanted: impl Fn(&Entry) -> bool) -> Vec<Hit<'_>> {
        let query = Query::read(words);
        let found = self.index.find(&query);
        let hits = found.into_iter().filter_map(|(number, score)| {
            let entry = self.entries.get(number as usize).filter(|entry| wanted(entry))?;
            Some(Hit { entry, errors: score.errors, cost: score.cost })
        });
        let mut hits: Vec<Hit> = hits.collect();
        let fewest = hits.iter().map(|hit| hit.errors).min().unwrap_or_default();
        hits.retain(|hit| hit.errors <= fewest + 1);
        hits.sort_by(|one, other| {
            let key = |hit: &Hit| (hit.cost, hit.entry.sort, hit.entry.name.zh.chars().count());
            key(one).cmp(&key(other)).then_with(|| one.entry.code.cmp(&other.entry.code))
        });
        hits
    }
}

#[cfg(test)]
mod tests {
    use domain::county::Names;
    use domain::ids::DistrictRef;
    use proptest::prelude::*;

    use super::*;

    fn entry(sort: Sort, code: &str, zh: &str, en: &str, within: Option<&str>) -> Entry {
        let names = |zh: &str, en: &str| Names { zh: zh.to_owned(), en: en.to_owned() };
        Entry {
            sort,
            code: code.to_owned(),
            kind: None,
            name: names(zh, en),
            district: DistrictRef(0),
            township: None,
            within: within.map(|zh| names(zh, zh)),
            position: (119.0, 27.0),
        }
    }

    fn county() -> Finder {
        Finder::of(vec![
            entry(Sort::Grid, "1001", "北凤社区居委会第1网格", "北凤社区居委会第1网格", Some("鳌阳镇")),
            entry(Sort::Grid, "1002", "北凤社区居委会第2网格", "北凤社区居委会第2网格", Some("鳌阳镇")),
            entry(Sort::Village, "1000", "北凤社区居委会", "Beifeng community", Some("鳌阳镇")),
            entry(Sort::Township, "100", "鳌阳镇", "Aoyang town", None),
            entry(Sort::Station, "100-S", "鳌阳派出所", "Aoyang police station", Some("鳌阳镇")),
            entry(Sort::Village, "2000", "长岗村委会", "长岗村委会", Some("南阳镇")),
        ])
    }

    #[track_caller]
    fn first(typed: &str, wanted: &str) {
        let finder = county();
        let hits = finder.find(typed, |_| true);
        assert_eq!(hits.first().map(|hit| hit.entry.code.as_str()), Some(wanted), "{typed}: {hits:?}");
    }

    #[test]
    fn names_are_found_as_they_are_typed() {
        for (typed, wanted) in [
            ("鳌阳镇", "100"),
            ("鰲陽鎮", "100"),
            ("熬羊镇", "100"),
            ("aoyangzhen", "100"),
            ("AoYang Zhen", "100"),
            ("aoyamgzhen", "100"),
            ("ayz", "100"),
            ("aypcs", "100-S"),
            ("police station", "100-S"),
            ("派出所", "100-S"),
            ("北凤", "1000"),
            ("凤社区", "1000"),
            ("鳌阳北凤", "1000"),
            ("北凤社区第二网格", "1002"),
            ("1002", "1002"),
            ("zhanggang", "2000"),
            ("changgang", "2000"),
        ] {
            first(typed, wanted);
        }
    }

    /// One that has a name is found by it, however many stretches it has; one without by its ends.
    #[test]
    fn roads_are_found_by_their_names_and_by_their_ends() {
        use domain::county::{Road, RoadNode, Roads, Township};
        use domain::ids::TownshipRef;
        let names = |zh: &str| Names { zh: zh.to_owned(), en: zh.to_owned() };
        let township = |code: &str, zh: &str, lon| Township {
            code: code.to_owned(),
            name: names(zh),
            district: DistrictRef(0),
            seat: (lon, 27.0),
            neighbours: Vec::new(),
            outline: Default::default(),
            retired: false,
        };
        let node = |code: &str, lon| RoadNode { code: code.to_owned(), position: (lon, 27.0) };
        let road = |from, to| Road { from, to, class: "main".to_owned(), length_m: 900, speed_kmh: 50, one_way: false };
        let roads = Roads {
            nodes: vec![node("100", 119.0), node("J1", 119.1), node("J2", 119.15), node("200", 119.2)],
            links: vec![road(0, 1), road(1, 2), road(2, 3), road(0, 3)],
            names: [(0, names("省道207")), (1, names("省道207"))].into(),
        };
        let townships = vec![township("100", "鳌阳镇", 119.0), township("200", "南阳镇", 119.2)];
        let finder = Finder::new(&County { townships, roads, ..County::default() });
        let roads: Vec<&Entry> = finder.entries().iter().filter(|entry| entry.sort == Sort::Road).collect();
        let named: Vec<(&str, &str)> = roads.iter().map(|road| (road.code.as_str(), road.name.zh.as_str())).collect();
        assert_eq!(named, [("100..J1", "省道207"), ("100..200", "鳌阳镇至南阳镇")]);
        assert_eq!(roads[0].township, Some(TownshipRef(0)));
        assert_eq!(finder.find("207", |_| true)[0].entry.code, "100..J1");
        assert_eq!(finder.find("sd207", |_| true)[0].entry.code, "100..J1");
        assert_eq!(finder.find("鳌阳南阳", |_| true)[0].entry.code, "100..200");
    }

    #[test]
    fn what_nothing_is_called_is_not_found() {
        let finder = county();
        for typed in ["", "（）", "火星", "xyz", "qqqqqqqqqqqq"] {
            assert!(finder.find(typed, |_| true).is_empty(), "{typed}");
        }
        assert!(finder.find("鳌阳镇", |entry| entry.sort == Sort::Grid).iter().all(|hit| hit.entry.sort == Sort::Grid));
    }

    /// Two errors are believed where the words are long, one where they are short, none where they are shorter still.
    #[test]
    fn as_many_letters_may_be_wrong_and_no_more() {
        let errors =
            |typed: &str| county().find(typed, |_| true).first().map(|hit| (hit.entry.code.clone(), hit.errors));
        assert_eq!(errors("aoyangpaichusuo"), Some(("100-S".to_owned(), 0)));
        assert_eq!(errors("aoyangpaichuso"), Some(("100-S".to_owned(), 1)));
        assert_eq!(errors("oayangpaichuso"), Some(("100-S".to_owned(), 2)));
        assert_eq!(errors("oayamgpaichuso"), None);
        assert_eq!(errors("ayx"), None);
    }

    proptest! {
        /// Whatever is typed, it ends, and nothing is found twice.
        #[test]
        fn anything_may_be_typed(typed in "\\PC{0,80}") {
            let finder = county();
            let mut codes: Vec<&str> = finder.find(&typed, |_| true).iter().map(|hit| hit.entry.code.as_str()).collect();
            let found = codes.len();
            codes.sort_unstable();
            codes.dedup();
            prop_assert_eq!(codes.len(), found);
        }
    }
}
