//! What may be done about incidents, which units are offered and go, and what is kept of it all.

mod bounds;
mod built_in_rule;
mod changes;
mod dispatch;
mod intake;
mod life_cycle;
mod links;
mod notes;
mod outcomes;
mod overrides;
mod personal_data;
mod recommendations;
mod relocation;
mod whereabouts;
mod who_could_go;
mod words;
