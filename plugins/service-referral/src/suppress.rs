//! Tables of counts that may leave: every count under `k` is left out, and so many others that nobody finds one by subtraction.
//!
//! What a reader can reckon from the rest is told by rings of cells that are left out: along a ring, from a cell to another in its row, from
//! there to one in that one's column and so on, counts may be greater and less by turns, and every sum stays. A cell on a ring on which all
//! may change by `k`, and none comes below 0, could as well be `k` more or be `k` less than it is. So for each count under `k` the cheapest
//! ring through it is left out with it: small counts before great ones, totals last.

/// What may leave: the cells, row by row, with the row's total last, and the totals of the columns as the last row.
pub type Published = Vec<Vec<Option<u32>>>;

/// A cell by its row and its column.
type Cell = (usize, usize);

/// Cells of a table by row; all rows are as long as the first.
pub fn suppress(cells: &[Vec<u32>], k: u32) -> Published {
    let mut table = Table::new(cells);
    let small: Vec<Cell> = table.all().filter(|cell| table.value(*cell) < k).collect();
    for cell in &small {
        table.hidden[cell.0][cell.1] = true;
    }
    for cell in small {
        for (row, column) in table.cheapest_ring(cell, k) {
            table.hidden[row][column] = true;
        }
    }
    table.published()
}

/// A table with its totals, and what of it is left out.
struct Table {
    values: Vec<Vec<u32>>,
    hidden: Vec<Vec<bool>>,
    rows: usize,
    columns: usize,
}

/// How a row or a column is come to: what it costs in all, by how many cells, and the last of these.
#[derive(Clone, Copy)]
struct Reached {
    cost: (u64, usize),
    by: Option<(Cell, usize)>,
    done: bool,
}

impl Table {
    fn new(cells: &[Vec<u32>]) -> Table {
        let mut values: Vec<Vec<u32>> = cells.to_vec();
        for row in &mut values {
            row.push(row.iter().sum());
        }
        let columns = values.first().map_or(0, Vec::len);
        values.push((0..columns).map(|column| values.iter().map(|row| row[column]).sum()).collect());
        Table { rows: values.len(), columns, hidden: vec![vec![false; columns]; values.len()], values }
    }

    fn all(&self) -> impl Iterator<Item = Cell> + use<> {
        let (rows, columns) = (self.rows, self.columns);
        (0..rows).flat_map(move |row| (0..columns).map(move |column| (row, column)))
    }

    fn value(&self, (row, column): Cell) -> u32 {
        self.values[row][column]
    }

    /// In its row or in its column it is what the others come to, and not in both.
    fn is_sum(&self, (row, column): Cell) -> bool {
        (row + 1 == self.rows) != (column + 1 == self.columns)
    }

    /// What is lost with a cell. No total is given for a cell that is none.
    fn cost(&self, cell: Cell) -> u64 {
        let total = cell.0 + 1 == self.rows || cell.1 + 1 == self.columns;
        let all = u64::from(self.values[self.rows - 1][self.columns - 1]);
        match (self.hidden[cell.0][cell.1], total) {
            (true, _) => 0,
            (false, false) => u64::from(self.value(cell)),
            (false, true) => all + 1 + u64::from(self.value(cell)),
        }
    }

    /// The cells of the cheapest ring on which this one can be `k` more, without itself: from its row to its column, each step by a
    /// cell of the row or the column that was come to. There is always one, since all counts of a ring of totals can be more.
    fn cheapest_ring(&self, cell: Cell, k: u32) -> Vec<Cell> {
        let unreached = Reached { cost: (u64::MAX, 0), by: None, done: false };
        let mut lines = vec![unreached; self.rows + self.columns];
        lines[cell.0].cost = (0, 0);
        while let Some(line) = nearest(&lines) {
            lines[line].done = true;
            for (next, to) in self.of_line(line) {
                // In the row of a cell that is more another is less, and in that one's column another is more; where one is a total,
                // it goes with the others in place of against them.
                let more = (self.is_sum(cell) == self.is_sum(next)) == (line >= self.rows);
                if next == cell || !more && self.value(next) < k {
                    continue;
                }
                let (so_far, steps) = lines[line].cost;
                let cost = (so_far + self.cost(next), steps + 1);
                if !lines[to].done && cost < lines[to].cost {
                    lines[to] = Reached { cost, by: Some((next, line)), done: false };
                }
            }
        }
        let mut ring = Vec::new();
        let mut line = self.rows + cell.1;
        while let Some((by, from)) = lines[line].by {
            ring.push(by);
            line = from;
        }
        ring
    }

    /// The cells of a row or a column, and the column or the row that each leads to. Rows are counted first.
    fn of_line(&self, line: usize) -> Vec<(Cell, usize)> {
        match line.checked_sub(self.rows) {
            None => (0..self.columns).map(|column| ((line, column), self.rows + column)).collect(),
            Some(column) => (0..self.rows).map(|row| ((row, column), row)).collect(),
        }
    }

    fn published(self) -> Published {
        let row = |(values, hidden): (Vec<u32>, Vec<bool>)| {
            values.into_iter().zip(hidden).map(|(value, hidden)| (!hidden).then_some(value)).collect()
        };
        self.values.into_iter().zip(self.hidden).map(row).collect()
    }
}

/// The line come to most cheaply from which nobody went on yet.
fn nearest(lines: &[Reached]) -> Option<usize> {
    let open = lines.iter().enumerate().filter(|(_, line)| !line.done && line.cost.0 < u64::MAX);
    open.min_by_key(|(_, line)| line.cost).map(|(line, _)| line)
}
