//! Writing the packets that a client of ours sends.

use super::MOST;

/// What a relay asks of those who connect. A token goes where the relay expects it, mostly as the password.
#[derive(Clone, Default)]
pub struct Login {
    user: Option<String>,
    password: Option<String>,
}

impl Login {
    /// Empty means that there is none. `None` where one of them is longer than a relay takes (8,000 bytes).
    #[must_use]
    pub fn new(user: &str, password: &str) -> Option<Self> {
        const LONGEST: usize = 8_000;
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let fits = user.len().max(password.len()) <= LONGEST;
        fits.then(|| Self { user: given(user), password: given(password) })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.user.is_none() && self.password.is_none()
    }
}

pub(super) const PING: [u8; 2] = [0xC0, 0];
pub(super) const DISCONNECT: [u8; 2] = [0xE0, 0];

/// `keep_alive` in seconds.
pub(super) fn connect(client: &str, login: &Login, keep_alive: u16) -> Vec<u8> {
    const CLEAN_START: u8 = 0x02;
    const PASSWORD: u8 = 0x40;
    const USER: u8 = 0x80;
    const MAXIMUM_PACKET_SIZE: u8 = 0x27;
    let mut flags = CLEAN_START;
    flags |= if login.user.is_some() { USER } else { 0 };
    flags |= if login.password.is_some() { PASSWORD } else { 0 };
    let mut body = Vec::with_capacity(64);
    text(&mut body, "MQTT");
    body.extend([5, flags]);
    body.extend(keep_alive.to_be_bytes());
    body.extend([5, MAXIMUM_PACKET_SIZE]);
    body.extend((MOST as u32).to_be_bytes());
    text(&mut body, client);
    for field in [&login.user, &login.password].into_iter().flatten() {
        text(&mut body, field);
    }
    packet(0x10, &body)
}

/// Asks for what others publish, not for our own, and for nothing that was kept.
pub(super) fn subscribe(topic: &str) -> Vec<u8> {
    const NO_LOCAL: u8 = 0x04;
    const NOTHING_RETAINED: u8 = 0x20;
    // The packet's number, and no properties.
    let mut body = vec![0, 1, 0];
    text(&mut body, topic);
    body.push(NO_LOCAL | NOTHING_RETAINED);
    packet(0x82, &body)
}

pub(super) fn publish(topic: &str, frame: &[u8]) -> Vec<u8> {
    let mut body = Vec::with_capacity(topic.len() + 3 + frame.len());
    text(&mut body, topic);
    body.push(0);
    body.extend_from_slice(frame);
    packet(0x30, &body)
}

fn packet(first: u8, body: &[u8]) -> Vec<u8> {
    let mut packet = Vec::with_capacity(body.len() + 5);
    packet.push(first);
    let mut left = body.len();
    // Seven bits a byte, the lowest first. [1.5.5]
    while left >= 0x80 {
        packet.push(left as u8 | 0x80);
        left >>= 7;
    }
    packet.push(left as u8);
    packet.extend_from_slice(body);
    packet
}

/// Everything that comes here was kept far below 64 KB where it entered.
fn text(body: &mut Vec<u8>, text: &str) {
    body.extend((text.len() as u16).to_be_bytes());
    body.extend_from_slice(text.as_bytes());
}
