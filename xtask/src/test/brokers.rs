//! The relays of the Wasm tests: two real Mosquittos, and a way for a page to pull the plug of one.

#[path = "../../../tests/e2e/harness/broker.rs"]
mod broker;

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use tiny_http::{Header, Response, Server};

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
    control: Arc<Server>,
}

impl Brokers {
    pub fn start() -> Result<Self> {
        let program = mosquitto()?;
        let start = |door| Broker::start(&program, door).map_err(|why| anyhow!(why));
        let (open, locked) = (Arc::new(start(Door::Open)?), start(Door::Locked { rule: RULE })?);
        // The mistake that the document warns of: people are let in, and nothing is passed on.
        let mute = start(Door::Locked { rule: "topic readwrite alignment-canvas/+" })?;
        let control = Server::http("127.0.0.1:0").map_err(|why| anyhow!(why))?;
        let brokers = Self { open, locked, mute, control: Arc::new(control) };
        brokers.listen();
        Ok(brokers)
    }

    /// A page asks for `/stop` and `/start`, and is answered when it is done.
    fn listen(&self) {
        let (control, broker) = (Arc::clone(&self.control), Arc::clone(&self.open));
        std::thread::spawn(move || {
            for request in control.incoming_requests() {
                let done = match request.url() {
                    "/stop" => {
                        broker.stop();
                        Ok(())
                    }
                    "/start" => broker.resume(),
                    other => Err(format!("there is no {other}")),
                };
                let (status, text) = done.map_or_else(|why| (500, why), |()| (200, String::new()));
                let anybody = Header::from_bytes("Access-Control-Allow-Origin", "*")
                    .expect("a header of ASCII");
                let answer = Response::from_string(text).with_status_code(status);
                // Who asked may be gone by now.
                drop(request.respond(answer.with_header(anybody)));
            }
        });
    }

    /// For Chromium's `host-resolver-rules`. The tests know the relays by these names, because a page of the runner's
    /// cannot be told a port.
    pub fn names(&self) -> Result<String> {
        let control = self.control.server_addr().to_ip().context("the control has no port")?.port();
        let (open, locked, mute) = (self.open.port, self.locked.port, self.mute.port);
        let places = [
            ("relay.test", open),
            ("locked.test", locked),
            ("mute.test", mute),
            ("control.test", control),
        ];
        let rules = places.map(|(name, port)| format!("MAP {name}:8083 127.0.0.1:{port}"));
        Ok(rules.join(","))
    }
}

impl Drop for Brokers {
    fn drop(&mut self) {
        // The thread lets go of the broker, which may otherwise outlive everybody.
        self.control.unblock();
        self.open.stop();
    }
}
