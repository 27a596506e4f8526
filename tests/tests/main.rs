//! The one integration binary. Each module is a kind of promise; what they share is in the library beside this.

mod arbiters;
mod assessments;
mod counties;
mod crashes;
// The desk and the county of the core's own tests, of which these take what they need.
#[allow(dead_code)]
#[path = "../../host/domain/tests/rules/desk.rs"]
mod desk;
mod hostile;
mod languages;
#[path = "../../host/domain/tests/little_county.rs"]
mod little_county;
mod month;
mod scenarios;
mod shift;
mod siege;
