//! The runtime against real components, most of them hostile: how each is stopped, what it may read, what is refused at
//! installation and in which words. How fast and how often is tested in `endurance`.

mod grants;
mod guests;
mod hostile;
mod installing;
mod logs;
mod wasi;
mod workflows;
