//! Co-building: opaque bytes in, bytes and events out. Knows no DOM, no document, no clock of its own.

pub mod mqtt;
pub mod pairing;
pub mod transport;
