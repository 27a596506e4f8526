//! The cheapest way to give each row a column of its own.

/// Of a matrix of costs with no more rows than columns: a column for each row, so that the sum of the costs is the least. The Hungarian
/// method with potentials (Kuhn 1955, Munkres 1957), row by row, in O(rows² · columns). Costs are whole numbers, and the same matrix
/// gives the same answer everywhere.
pub fn cheapest(rows: usize, columns: usize, cost: impl Fn(usize, usize) -> i64) -> Vec<usize> {
    debug_assert!(rows <= columns);
    // Row and column 0 stand for nothing: a column that belongs to row 0 is free.
    let (mut of_row, mut of_column) = (vec![0_i64; rows + 1], vec![0_i64; columns + 1]);
    let mut owner = vec![0_usize; columns + 1];
    for row in 1..=rows {
        owner[0] = row;
        let mut least = vec![i64::MAX; columns + 1];
        let mut came_from = vec![0_usize; columns + 1];
        let mut seen = vec![false; columns + 1];
        let mut here = 0;
        while owner[here] != 0 {
            seen[here] = true;
            let (mut step, mut next) = (i64::MAX, 0);
            for column in (1..=columns).filter(|column| !seen[*column]) {
                let reduced = cost(owner[here] - 1, column - 1) - of_row[owner[here]] - of_column[column];
                if reduced < least[column] {
                    (least[column], came_from[column]) = (reduced, here);
                }
                if least[column] < step {
                    (step, next) = (least[column], column);
                }
            }
            for column in 0..=columns {
                if seen[column] {
                    of_row[owner[column]] += step;
                    of_column[column] -= step;
                } else {
                    least[column] = least[column].saturating_sub(step);
                }
            }
            here = next;
        }
        while here != 0 {
            owner[here] = owner[came_from[here]];
            here = came_from[here];
        }
    }
    let mut given = vec![0; rows];
    (1..=columns).filter(|column| owner[*column] != 0).for_each(|column| given[owner[column] - 1] = column - 1);
    given
}
