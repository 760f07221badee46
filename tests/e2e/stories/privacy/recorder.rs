//! Somebody who runs the relay and records everything: subscribed to all topics, with nothing but a socket.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Mutex};

use crate::harness::Outcome;

/// MQTT 3.1.1 wrapped in WebSocket frames, which carry no mask worth the name.
const CONNECT: [u8; 22] = *b"\x10\x14\x00\x04MQTT\x04\x02\x00\x00\x00\x08recorder";
const SUBSCRIBE: [u8; 8] = *b"\x82\x06\x00\x01\x00\x01#\x00";

pub struct Recorder {
    socket: TcpStream,
    /// All that the relay said, without its WebSocket frames.
    heard: Arc<Mutex<Vec<u8>>>,
}

impl Recorder {
    pub fn start(port: u16) -> Outcome<Self> {
        let mut socket = TcpStream::connect(("127.0.0.1", port))?;
        write!(
            socket,
            "GET /mqtt HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\
             Sec-WebSocket-Protocol: mqtt\r\n\r\n"
        )?;
        let mut greeting = Vec::new();
        while !greeting.ends_with(b"\r\n\r\n") {
            greeting.push(bytes::<1>(&mut socket)?[0]);
        }
        assert!(greeting.starts_with(b"HTTP/1.1 101"), "{}", String::from_utf8_lossy(&greeting));
        for packet in [CONNECT.as_slice(), &SUBSCRIBE] {
            let length = 0x80 | u8::try_from(packet.len())?;
            socket.write_all(&[&[0x82, length, 0, 0, 0, 0], packet].concat())?;
        }
        let heard = Arc::<Mutex<Vec<u8>>>::default();
        let recorder = Self { socket: socket.try_clone()?, heard: Arc::clone(&heard) };
        std::thread::spawn(move || {
            while let Ok(said) = next(&mut socket) {
                heard.lock().expect("nobody panics with it").extend(said);
            }
        });
        Ok(recorder)
    }

    /// Every byte so far.
    pub fn raw(&self) -> Vec<u8> {
        self.heard.lock().expect("nobody panics with it").clone()
    }

    /// What people in rooms sent, without the topics.
    pub fn frames(&self) -> Vec<Vec<u8>> {
        let raw = self.raw();
        let mut rest = raw.as_slice();
        let mut frames = Vec::new();
        while let Some((kind, body, behind)) = packet(rest) {
            if kind == 0x30 {
                let topic = usize::from(u16::from_be_bytes([body[0], body[1]]));
                frames.push(body[2 + topic..].to_vec());
            }
            rest = behind;
        }
        frames
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        // Its thread ends with it.
        let _ = self.socket.shutdown(Shutdown::Both);
    }
}

fn bytes<const N: usize>(socket: &mut TcpStream) -> std::io::Result<[u8; N]> {
    let mut bytes = [0; N];
    socket.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// What the next frame of the WebSocket carries.
fn next(socket: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let [kind, length] = bytes(socket)?;
    let length = match length {
        126 => u64::from(u16::from_be_bytes(bytes(socket)?)),
        127 => u64::from_be_bytes(bytes(socket)?),
        short => u64::from(short),
    };
    let mut said = vec![0; length.try_into().map_err(std::io::Error::other)?];
    socket.read_exact(&mut said)?;
    // Words of the WebSocket about itself are none of the relay's.
    Ok(if kind & 0x0f < 8 { said } else { Vec::new() })
}

/// The first packet: its kind and what is in it; and all behind it. `None` where it is not whole.
fn packet(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (kind, mut rest) = bytes.split_first()?;
    let (mut length, mut shift) = (0_usize, 0);
    loop {
        let (byte, behind) = rest.split_first()?;
        length |= usize::from(byte & 0x7f) << shift;
        (rest, shift) = (behind, shift + 7);
        if byte & 0x80 == 0 {
            break;
        }
    }
    let (body, behind) = rest.split_at_checked(length)?;
    Some((kind & 0xf0, body, behind))
}
