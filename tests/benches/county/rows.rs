//! The report: each kind of request with its figures, and where the time went by thread.

use std::collections::{BTreeMap, BTreeSet};

use super::load::Round;
use super::{FULL, HEALTH, IN_FLIGHT, REPORT, ROUNDS, SYNCED_BYTES};
use crate::measure::median;

/// The figures of each kind of request: name and how many in flight, in the order in which they came.
#[derive(Default)]
pub struct Rows(Vec<((&'static str, usize), Vec<Figures>)>);

struct Figures {
    cpu_us: f64,
    threads: BTreeMap<String, f64>,
    per_s: f64,
}

impl Rows {
    pub fn add(&mut self, name: &'static str, in_flight: usize, round: &Round) {
        let count = round.answers.len() as f64;
        let threads: BTreeMap<_, _> = round.cpu.iter().map(|(name, us)| (name.clone(), us / count)).collect();
        let figures = Figures { cpu_us: threads.values().sum(), threads, per_s: count / round.seconds };
        match self.0.iter_mut().find(|(row, _)| *row == (name, in_flight)) {
            Some((_, rounds)) => rounds.push(figures),
            None => self.0.push(((name, in_flight), vec![figures])),
        }
    }

    /// The median of a figure over the rounds.
    fn median(&self, name: &str, in_flight: usize, of: impl Fn(&Figures) -> f64) -> f64 {
        let rounds = self.0.iter().filter(|(row, _)| *row == (name, in_flight)).flat_map(|(_, rounds)| rounds);
        median(rounds.map(of).collect())
    }

    fn names(&self) -> Vec<&'static str> {
        let mut names: Vec<&str> = Vec::new();
        for ((name, _), _) in &self.0 {
            if !names.contains(name) {
                names.push(name);
            }
        }
        names
    }

    pub fn print(&self, sync_us: f64) {
        println!(
            "Microseconds of the server's CPU for a request, until nothing is left to do; median of {ROUNDS} rounds."
        );
        println!("Bare write and fdatasync of {} KiB: {sync_us:.0} µs.\n", SYNCED_BYTES >> 10);
        println!("| | alone | × `/healthz` | × sync | 64 in flight | × `/healthz` | × sync | a second, 64 in flight |");
        println!("|---|---|---|---|---|---|---|---|");
        for name in self.names() {
            print!("| {name} |");
            for in_flight in IN_FLIGHT {
                let of = |name| self.median(name, in_flight, |figures| figures.cpu_us);
                print!(" {:.0} | {:.1} | {:.1} |", of(name), of(name) / of(HEALTH), of(name) / sync_us);
            }
            println!(" {:.0} |", self.median(name, IN_FLIGHT[1], |figures| figures.per_s));
        }
        self.print_threads();
    }

    /// The same by thread, for reports: those that take more than a hundredth of the whole.
    fn print_threads(&self) {
        let columns: Vec<(&str, usize)> =
            [REPORT, FULL].into_iter().flat_map(|row| IN_FLIGHT.map(|n| (row, n))).collect();
        let rounds = self.0.iter().filter(|(row, _)| columns.contains(row)).flat_map(|(_, rounds)| rounds);
        let threads: BTreeSet<&str> = rounds.flat_map(|figures| figures.threads.keys().map(String::as_str)).collect();
        println!("\n| by thread | {REPORT}, alone | 64 in flight | {FULL}, alone | 64 in flight |");
        println!("|---|---|---|---|---|");
        for thread in threads {
            let of = |figures: &Figures| figures.threads.get(thread).copied().unwrap_or_default();
            let us: Vec<f64> = columns.iter().map(|(name, in_flight)| self.median(name, *in_flight, of)).collect();
            let whole = |(name, in_flight): &(&str, usize)| self.median(name, *in_flight, |figures| figures.cpu_us);
            if us.iter().zip(&columns).any(|(us, column)| *us > whole(column) / 100.0) {
                println!("| {thread} | {:.0} | {:.0} | {:.0} | {:.0} |", us[0], us[1], us[2], us[3]);
            }
        }
    }
}
