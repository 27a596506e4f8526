//! What leaves of a table, attacked as a reader would: bounds by each row and column, over many tables; every table that could be meant,
//! where they are small enough to try all.

use crate::suppress::{Published, suppress};

const K: u32 = 5;

/// Numbers that look drawn by lot, and are the same each time.
struct Lots(u64);

impl Lots {
    fn below(&mut self, bound: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % u64::from(bound)) as u32
    }
}

fn table(lots: &mut Lots, rows: usize, columns: usize, most: u32) -> Vec<Vec<u32>> {
    // Many small counts and some great ones, as helping people has them.
    let cell = |lots: &mut Lots| if lots.below(3) == 0 { lots.below(most) } else { lots.below(9) };
    (0..rows).map(|_| (0..columns).map(|_| cell(lots)).collect()).collect()
}

/// With its totals.
fn whole(cells: &[Vec<u32>]) -> Vec<Vec<u32>> {
    let mut rows: Vec<Vec<u32>> = cells.to_vec();
    rows.iter_mut().for_each(|row| row.push(row.iter().sum()));
    let totals = (0..rows[0].len()).map(|column| rows.iter().map(|row| row[column]).sum()).collect();
    rows.push(totals);
    rows
}

/// The least and the greatest that each cell can be, for a reader who knows what is published and that no count is negative: narrowed by
/// each row and each column until nothing narrows any more.
fn bounds(published: &Published) -> Vec<Vec<(u64, u64)>> {
    const UNKNOWN: u64 = 1 << 40;
    let bound = |cell: &Option<u32>| cell.map_or((0, UNKNOWN), |count| (u64::from(count), u64::from(count)));
    let mut known: Vec<Vec<(u64, u64)>> = published.iter().map(|row| row.iter().map(bound).collect()).collect();
    let (rows, columns) = (known.len(), known[0].len());
    let across = (0..rows).map(|row| (0..columns).map(|column| (row, column)).collect());
    let down = (0..columns).map(|column| (0..rows).map(|row| (row, column)).collect());
    let lines: Vec<Vec<(usize, usize)>> = across.chain(down).collect();
    loop {
        let before = known.clone();
        for line in &lines {
            let (total, parts) = line.split_last().unwrap();
            let sum = |known: &[Vec<(u64, u64)>], but: Option<(usize, usize)>| {
                let others = parts.iter().filter(|part| Some(**part) != but).map(|part| known[part.0][part.1]);
                others.fold((0, 0), |(least, most), (low, high)| (least + low, most + high))
            };
            let narrow = |cell: &mut (u64, u64), low: u64, high: u64| {
                *cell = (cell.0.max(low), cell.1.min(high));
            };
            let (low, high) = sum(&known, None);
            narrow(&mut known[total.0][total.1], low, high);
            let whole = known[total.0][total.1];
            for part in parts {
                let (low, high) = sum(&known, Some(*part));
                narrow(&mut known[part.0][part.1], whole.0.saturating_sub(high), whole.1.saturating_sub(low));
            }
        }
        if known == before {
            return known;
        }
    }
}

/// No cell under `k` is there, what is there is true, and nothing that is not there can be told more closely than `k`.
#[track_caller]
fn holds(cells: &[Vec<u32>], k: u32) {
    let (published, whole) = (suppress(cells, k), whole(cells));
    let known = bounds(&published);
    for (row, counts) in whole.iter().enumerate() {
        for (column, count) in counts.iter().enumerate() {
            let said = published[row][column];
            assert!(said.is_none_or(|said| said == *count), "{cells:?}: a wrong count at {row}, {column}");
            assert!(said.is_none() || *count >= k, "{cells:?}: {count} at {row}, {column} is under {k}");
            let (low, high) = known[row][column];
            assert!(low <= u64::from(*count) && u64::from(*count) <= high, "{cells:?}: the attack itself is wrong");
            let told = said.is_none() && high - low < u64::from(k);
            assert!(!told, "{cells:?}: {count} at {row}, {column} is told as {low} to {high} of {published:?}");
        }
    }
    assert_eq!(told_by_sums(&published), [], "{cells:?}: told by several lines of {published:?}");
}

#[test]
fn nothing_is_found_by_subtraction_in_many_tables() {
    let mut lots = Lots(1);
    for seed in 0..3_000 {
        let (rows, columns) = (1 + seed % 5, 1 + seed / 5 % 6);
        let k = [3, K, K, 10][seed % 4];
        holds(&table(&mut lots, rows, columns, 60), k);
    }
}

/// The test can fail: where only what is under `k` is left out, subtraction finds it.
#[test]
fn what_is_left_out_alone_is_found() {
    let cells = [vec![12, 3, 9], vec![20, 15, 30]];
    let known = bounds(&primary(&cells));
    assert_eq!(known[0][1], (3, 3));
    holds(&cells, K);
}

/// Only what is under `k` left out, and nothing beside.
fn primary(cells: &[Vec<u32>]) -> Published {
    let row = |row: Vec<u32>| row.into_iter().map(|count| (count >= K).then_some(count)).collect();
    whole(cells).into_iter().map(row).collect()
}

/// The cells that are told by adding up several rows and columns: those whose row and column nothing else that is left out joins.
fn told_by_sums(published: &Published) -> Vec<(usize, usize)> {
    let (rows, columns) = (published.len(), published[0].len());
    let all = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
    let hidden: Vec<(usize, usize)> = all.filter(|(row, column)| published[*row][*column].is_none()).collect();
    let told = |cell: &(usize, usize)| {
        let mut joined = vec![false; rows + columns];
        joined[cell.0] = true;
        let mut before = 0;
        while joined.iter().filter(|line| **line).count() > before {
            before = joined.iter().filter(|line| **line).count();
            for (row, column) in hidden.iter().filter(|other| *other != cell) {
                let either = joined[*row] || joined[rows + *column];
                (joined[*row], joined[rows + *column]) = (either, either);
            }
        }
        !joined[rows + cell.1]
    };
    hidden.iter().copied().filter(told).collect()
}

/// Line by line nothing is found here, and yet the 2 between the two squares is told: by two rows less two columns.
#[test]
fn what_several_lines_tell_is_found() {
    let cells = [vec![3, 4, 20, 21], vec![4, 3, 2, 22], vec![23, 24, 4, 3], vec![25, 26, 3, 4]];
    let known = bounds(&primary(&cells));
    assert!(known[1][2].1 > known[1][2].0, "{known:?}");
    assert_eq!(told_by_sums(&primary(&cells)), [(1, 2)]);
    holds(&cells, K);
}

/// All tables that could be meant are tried: in none of the places left out do they agree, nor nearly.
#[track_caller]
fn every_table(cells: &[Vec<u32>], k: u32) {
    let published = suppress(cells, k);
    let (rows, columns) = (cells.len(), cells[0].len());
    let most = cells.iter().flatten().max().unwrap() + k;
    let mut seen = vec![vec![(u32::MAX, 0); columns + 1]; rows + 1];
    let mut counts = vec![0; rows * columns];
    loop {
        let meant: Vec<Vec<u32>> = counts.chunks(columns).map(<[u32]>::to_vec).collect();
        let meant = whole(&meant);
        let agrees = published
            .iter()
            .flatten()
            .zip(meant.iter().flatten())
            .all(|(said, count)| said.is_none_or(|said| said == *count));
        if agrees {
            for (seen, count) in seen.iter_mut().flatten().zip(meant.iter().flatten()) {
                *seen = (seen.0.min(*count), seen.1.max(*count));
            }
        }
        let Some(place) = counts.iter().position(|count| *count < most) else { break };
        counts[..place].fill(0);
        counts[place] += 1;
    }
    for (said, (low, high)) in published.iter().flatten().zip(seen.iter().flatten()) {
        assert!(said.is_some() || high - low >= k, "{cells:?}: told as {low} to {high} of {published:?}");
    }
}

#[test]
fn every_small_table_that_could_be_meant_is_tried() {
    let mut lots = Lots(7);
    for _ in 0..120 {
        every_table(&table(&mut lots, 2, 2, 8), 3);
    }
}

#[test]
fn what_need_not_be_left_out_is_there() {
    let cells = [vec![12, 30], vec![20, 15]];
    let all: Published = whole(&cells).into_iter().map(|row| row.into_iter().map(Some).collect()).collect();
    assert_eq!(suppress(&cells, K), all);
    // One small count takes three others with it, the smallest ones that hide it, and no total.
    let cells = [vec![12, 3, 9], vec![20, 15, 30], vec![40, 50, 60]];
    let expected = [
        vec![None, None, Some(9), Some(24)],
        vec![None, None, Some(30), Some(65)],
        vec![Some(40), Some(50), Some(60), Some(150)],
        vec![Some(72), Some(68), Some(99), Some(239)],
    ];
    assert_eq!(suppress(&cells, K), expected);
}

#[test]
fn a_table_of_nothing_tells_nothing() {
    assert_eq!(suppress(&[], K), [[None; 0]]);
    assert_eq!(suppress(&[vec![0, 0]], K), [[None, None, None], [None, None, None]]);
    // A total that is all there is hides nothing of its one cell.
    assert_eq!(suppress(&[vec![4]], K), [[None, None], [None, None]]);
}
