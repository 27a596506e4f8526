//! Finding places by words: five thousand names, those of the model county and villages that are called by pairs of its characters.

use domain::county::County;
use finder::Finder;
use integration_tests::county;
use integration_tests::played::Chance;

use crate::measure::{cpu_us, wall_s};

const NAMES: usize = 5_000;
const ROUNDS: u32 = 200;

pub fn run() {
    let mut county = County::clone(&county::read());
    let model = Finder::new(&county).entries().len();
    grow(&mut county, NAMES - model);
    let (made_s, finder) = wall_s(|| Finder::new(&county));
    println!("| names | made in s | words | found | µs for each query |");
    println!("|---|---|---|---|---|");
    for words in ["鳌阳镇", "鰲陽鎮", "鳌羊镇", "ayz", "aoyangzhen", "aoyamgzhe", "beifengshequjuweihui", "村委会"]
    {
        let found = finder.find(words, |_| true).len();
        let us = cpu_us(ROUNDS, || {
            std::hint::black_box(finder.find(words, |_| true));
        });
        println!("| {} | {made_s:.2} | {words} | {found} | {us:.0} |", finder.entries().len());
    }
}

fn grow(county: &mut County, by: usize) {
    let mut chance = Chance(5_000);
    let letters: Vec<char> = county.villages.iter().flat_map(|village| village.name.zh.chars()).collect();
    let known = county.villages.len();
    for number in 0..by {
        let mut village = county.villages[number % known].clone();
        let mut letter = || letters[chance.below(letters.len() as u64) as usize];
        village.code = format!("{}-{number}", village.code);
        village.name.zh = format!("{}{}村委会", letter(), letter());
        county.villages.push(village);
    }
}
