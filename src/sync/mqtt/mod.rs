//! As much of MQTT 5 as a relay needs: one topic, QoS 0, nothing kept. Bytes in, bytes out; knows no socket, no
//! clock, and nothing of what is in a frame.
//!
//! References in square brackets are to the sections of the standard, "MQTT Version 5.0", OASIS, 2019.

mod address;
#[cfg(test)]
mod address_tests;
mod client;
mod packets;
mod reader;
mod reasons;
#[cfg(test)]
mod tests;

pub use address::{BadRelay, RelayAddress, Relays};
pub use client::{Client, Output, Setup};
pub use packets::Login;

/// The largest frame. Mosquitto holds back what fills more than 4 KB of its WebSocket buffer for a tenth of a second.
pub const MTU: usize = 3_900;

/// The largest packet taken from a relay: a frame, its topic and some properties. The relay is told so. [3.1.2.11.4]
const MOST: usize = 8_192;

/// The topic of a room. The beginning is for those who run relays, to allow this and nothing else.
fn topic(room: &str) -> String {
    format!("alignment-canvas/{room}")
}
