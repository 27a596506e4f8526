//! The program as people and scripts use it: real processes, what they print where, how they end.

mod assess;
mod compiling;
mod county;
mod finding;
mod help;
mod import;
mod plugin;
mod positions;
mod process;
mod record;
mod repair;
mod report;
mod roads;
mod roster;
mod schedules;
mod series;
mod serve;
mod simulate;
mod tour;
mod usage;
mod versions;
mod webhooks;
mod words;
mod workflow;
