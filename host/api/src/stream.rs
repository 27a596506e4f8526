//! The event stream: every durable event as a CloudEvent (1.0, JSON) over Server-Sent Events, from now on or from where a
//! reader left off. Personal data are never in it.

pub mod cloud_event;
mod data;
pub mod hub;
mod lookup;
pub mod moves;
pub mod position;
pub mod reader;
