//! The relays of the Wasm tests: two real Mosquittos, and a way for a page to pull the plug of one.

#[path = "../../../tests/e2e/harness/broker.rs"]
mod broker;

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Result, anyhow};

use crate::http::{self, StatusCode, response};
use crate::system::Program;
use broker::{Broker, Door, RULE};

const MOSQUITTO: Program = Program {
    name: "Mosquitto",
    variable: "MOSQUITTO",
    commands: &["mosquitto"],
    places: &["/usr/sbin/mosquitto", "/opt/homebrew/sbin/mosquitto", "/usr/local/sbin/mosquitto"],
    packages: [&["mosquitto"], &["mosquitto"]],
    remedy: "install Mosquitto 2, with mosquitto_passwd",
};

/// The program, for tests that start their own.
pub fn mosquitto() -> Result<PathBuf> {
    MOSQUITTO.ensure()
}

/// All end with this.
pub struct Brokers {
    open: Arc<Broker>,
    locked: Broker,
    mute: Broker,
    control: u16,
}

impl Brokers {
    pub fn start() -> Result<Self> {
        let program = mosquitto()?;
        let start = |door| Broker::start(&program, door).map_err(|why| anyhow!(why));
        let (open, locked) = (Arc::new(start(Door::Open)?), start(Door::Locked { rule: RULE })?);
        // The mistake that the document warns of: people are let in, and nothing is passed on.
        let mute = start(Door::Locked { rule: "topic readwrite alignment-canvas/+" })?;
        let control = control(open.clone())?;
        Ok(Self { open, locked, mute, control })
    }

    /// For Chromium's `host-resolver-rules`. The tests know the relays by these names, because a page of the runner's
    /// cannot be told a port.
    pub fn names(&self) -> Result<String> {
        let (open, locked, mute) = (self.open.port, self.locked.port, self.mute.port);
        let places = [
            ("relay.test", open),
            ("locked.test", locked),
            ("mute.test", mute),
            ("control.test", self.control),
        ];
        let rules = places.map(|(name, port)| format!("MAP {name}:8083 127.0.0.1:{port}"));
        Ok(rules.join(","))
    }
}

/// A page asks for `/stop` and `/start`, and is answered when it is done.
fn control(broker: Arc<Broker>) -> Result<u16> {
    http::listen(None, move |request| {
        let done = match request.uri().path() {
            "/stop" => {
                broker.stop();
                Ok(())
            }
            "/start" => broker.resume(),
            other => Err(format!("there is no {other}")),
        };
        let (status, text) = match done {
            Ok(()) => (StatusCode::OK, String::new()),
            Err(why) => (StatusCode::INTERNAL_SERVER_ERROR, why),
        };
        response(status, &[("Access-Control-Allow-Origin", "*")], text)
    })
}

impl Drop for Brokers {
    fn drop(&mut self) {
        // Whoever is asked to stop and start it holds it to the end of this process, and it must not outlive that.
        self.open.stop();
    }
}
