//! Somebody with a link and no manners: no browser, only a line to the relay and bytes of their own making, written after
//! `src/sync/SPEC.md`.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};

use alignment_canvas::crypto::{Capability, JoinLink, RoomKeys, SigningKey};
use alignment_canvas::sync::mqtt::{Client, Login, Output, Setup};
use alignment_canvas::sync::transport::{Event, State};
use sha2::{Digest, Sha256};

use crate::harness::Outcome;

/// What a part may carry in the largest frame.
const CHUNK: usize = 3_854;

/// Kinds of messages, as they stand in frames.
pub mod kind {
    pub const HELLO: u8 = 1;
    pub const BYE: u8 = 2;
    pub const QUERY: u8 = 4;
    pub const DIFF: u8 = 5;
    pub const UPDATE: u8 = 6;
    pub const PRESENCE: u8 = 9;
    pub const RECEIPT: u8 = 12;
    pub const CONTROL: u8 = 13;
    pub const REPLAY: u8 = 14;
}

pub struct Mallory {
    pub keys: RoomKeys,
    pub map: String,
    pub own: SigningKey,
    pub client: u64,
    salt: [u8; 8],
    sender: [u8; 8],
    sequence: u64,
    message: u32,
    topic: String,
    line: TcpStream,
    tape: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Mallory {
    /// Takes part in the room of this link through the relay's port for programs. `n` tells one from another.
    pub fn join(port: u16, link: &str, n: u8) -> Outcome<Self> {
        let JoinLink { keys, map, .. } =
            JoinLink::from_text(link).map_err(|why| format!("no link: {why:?}"))?;
        let room: String = keys.topic().iter().map(|byte| format!("{byte:02x}")).collect();
        let line = TcpStream::connect(("127.0.0.1", port))?;
        let tape = listen(line.try_clone()?, &room, n)?;
        let own = SigningKey::from_seed(&[n; 32]);
        let (client, topic) = (0x00c0_ffee + u64::from(n), format!("alignment-canvas/{room}"));
        let salt = [7; 8];
        let sender = name_of(&own, &salt);
        let map = map.as_str().to_owned();
        let (sequence, message) = (0, 0);
        Ok(Self { keys, map, own, client, salt, sender, sequence, message, topic, line, tape })
    }

    /// Every frame that others have sent so far.
    pub fn tape(&self) -> Vec<Vec<u8>> {
        self.tape.lock().expect("nobody panics with it").clone()
    }

    /// Publishes any bytes whatever.
    pub fn throw(&mut self, bytes: &[u8]) -> Outcome {
        let topic = self.topic.as_bytes();
        let mut packet = vec![0x30];
        let mut length = 2 + topic.len() + 1 + bytes.len();
        while length >= 0x80 {
            packet.push(length as u8 | 0x80);
            length >>= 7;
        }
        packet.push(length as u8);
        packet.extend((topic.len() as u16).to_be_bytes());
        packet.extend(topic);
        packet.push(0);
        packet.extend(bytes);
        Ok(self.line.write_all(&packet)?)
    }

    /// A new name, as for a new page.
    pub fn becomes(&mut self, salt: [u8; 8]) {
        (self.salt, self.sender) = (salt, name_of(&self.own, &salt));
        (self.sequence, self.message) = (0, 0);
    }

    /// Bears a name that belongs to somebody else.
    pub fn pretends(&mut self, frame: &[u8]) {
        self.sender.copy_from_slice(&frame[5..13]);
        self.sequence = u64::from_le_bytes(frame[13..21].try_into().expect("eight bytes")) + 1_000;
        self.message = 1_000_000;
    }

    /// A sealed frame with one part of a message.
    pub fn frame(&mut self, kind: u8, part: u16, parts: u16, body: &[u8]) -> Vec<u8> {
        self.sequence += 1;
        let sequence = self.sequence.to_le_bytes();
        let mut frame = [&[1, 0, 0, 0, 0][..], &self.sender, &sequence].concat();
        let message = self.message.to_le_bytes();
        let text =
            [&[kind][..], &message, &part.to_le_bytes(), &parts.to_le_bytes(), body].concat();
        let key = self.keys.frame_key(0, self.sender);
        frame.extend(key.seal(self.sequence, &frame, &text).expect("a short text"));
        frame
    }

    /// Says something as a new message, in as many frames as it takes.
    pub fn say(&mut self, kind: u8, content: &[u8]) -> Outcome {
        self.message += 1;
        self.send(kind, content)
    }

    /// As [`Self::say`], with the signature of this key behind it.
    pub fn say_signed(&mut self, key: &SigningKey, kind: u8, body: &[u8]) -> Outcome {
        self.message += 1;
        let signed = [
            b"alignment-canvas message 1".as_slice(),
            &self.keys.topic(),
            &[0; 4],
            &self.sender,
            &self.message.to_le_bytes(),
            &[kind],
            body,
        ]
        .concat();
        let content = [body, &key.sign(&signed)].concat();
        self.send(kind, &content)
    }

    fn send(&mut self, kind: u8, content: &[u8]) -> Outcome {
        let parts = content.len().div_ceil(CHUNK).max(1) as u16;
        for part in 0..parts {
            let from = usize::from(part) * CHUNK;
            let body = &content[from..(from + CHUNK).min(content.len())];
            let frame = self.frame(kind, part, parts, body);
            self.throw(&frame)?;
        }
        Ok(())
    }

    /// Introduces this sender, under any name.
    pub fn hello(&mut self, name: &[u8]) -> Outcome {
        let capability = self.keys.capability() as u8;
        let body = [
            &[capability << 1][..],
            &self.own.public().0,
            &self.salt,
            &self.client.to_le_bytes(),
            &self.sequence.to_le_bytes(),
            &[0; 16],
            &self.proof(capability),
            &(name.len() as u32).to_le_bytes(),
            name,
            &1_u16.to_le_bytes(),
        ]
        .concat();
        let own = self.own.clone();
        self.say_signed(&own, kind::HELLO, &body)
    }

    /// That the link lets its holder do so much, as it follows a hello's control.
    fn proof(&self, capability: u8) -> Vec<u8> {
        let key = match self.keys.capability() {
            Capability::View => return Vec::new(),
            Capability::Edit => self.keys.edit_key(),
            Capability::Lead => self.keys.lead_key(),
        };
        let text =
            [b"alignment-canvas may 1".as_slice(), &self.keys.topic(), &self.sender, &[capability]]
                .concat();
        key.map(|key| key.sign(&text).to_vec()).unwrap_or_default()
    }
}

fn name_of(key: &SigningKey, salt: &[u8; 8]) -> [u8; 8] {
    let hash = Sha256::digest([b"sender".as_slice(), &key.public().0, salt].concat());
    hash[..8].try_into().expect("eight of 32")
}

/// Signs in at the relay, and keeps whatever comes from then on.
fn listen(mut line: TcpStream, room: &str, n: u8) -> Outcome<Arc<Mutex<Vec<Vec<u8>>>>> {
    let setup = Setup {
        room: room.to_owned(),
        client: format!("mallory{n}"),
        login: Login::default(),
        seed: 1,
    };
    let mut client = Client::new(setup);
    client.tick(0);
    client.opened(0);
    let tape = Arc::<Mutex<Vec<Vec<u8>>>>::default();
    let kept = Arc::clone(&tape);
    // True once the room is joined; an error when the line ends.
    let mut go_on = move || -> Outcome<bool> {
        let mut joined = false;
        while let Some(output) = client.poll() {
            match output {
                Output::Write(bytes) => line.write_all(&bytes)?,
                Output::Tell(Event::State(State::Connected)) => joined = true,
                Output::Tell(Event::Frame(frame)) => {
                    kept.lock().expect("nobody panics with it").push(frame);
                }
                Output::Shut => return Err("the relay ended it".into()),
                Output::Open | Output::Tell(_) => {}
            }
        }
        if joined {
            return Ok(true);
        }
        let mut piece = [0; 16_384];
        let length = line.read(&mut piece)?;
        if length == 0 {
            return Err("the relay hung up".into());
        }
        client.received(0, &piece[..length]);
        Ok(false)
    };
    while !go_on()? {}
    std::thread::spawn(move || while go_on().is_ok() {});
    Ok(tape)
}
