//! The one integration binary. Each module is a kind of promise; what they share is in the library beside this.

mod crashes;
mod hostile;
mod languages;
mod month;
mod scenarios;
mod shift;
mod siege;
