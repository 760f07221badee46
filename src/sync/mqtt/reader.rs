//! Reading what a relay sends, which may be cut anywhere and may be anything.

use super::MOST;

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Packet {
    Welcome {
        code: u8,
        keep_alive: Option<u16>,
        /// The largest packet that the relay takes.
        largest: Option<u32>,
        words: String,
    },
    Subscribed {
        code: u8,
        words: String,
    },
    Frame(Vec<u8>),
    /// A message that somebody left behind for those who come later. Nobody of ours does.
    Left,
    Pong,
    Bye {
        code: u8,
        words: String,
    },
}

/// What was wrong, for the log.
pub(super) type Garbled = &'static str;

const SHORT: Garbled = "a packet that breaks off";

/// Puts packets together from pieces. Holds no more than one piece and one packet.
#[derive(Default)]
pub(super) struct Reader {
    bytes: Vec<u8>,
    read: usize,
}

impl Reader {
    pub fn feed(&mut self, piece: &[u8]) {
        self.bytes.drain(..self.read);
        self.read = 0;
        self.bytes.extend_from_slice(piece);
    }

    /// The next packet that is whole. After an error nothing more can be read.
    pub fn next(&mut self, topic: &str) -> Result<Option<Packet>, Garbled> {
        let mut rest = Bytes(&self.bytes[self.read..]);
        let Some(first) = rest.byte() else { return Ok(None) };
        let Some(length) = packet_length(&mut rest)? else { return Ok(None) };
        let Some(body) = rest.take(length) else { return Ok(None) };
        let packet = packet(first, Bytes(body), topic)?;
        self.read = self.bytes.len() - rest.0.len();
        Ok(Some(packet))
    }

    #[cfg(test)]
    pub fn held(&self) -> usize {
        self.bytes.len()
    }
}

/// `None` while not all of its bytes are there. Refused before any of the body has come.
fn packet_length(rest: &mut Bytes) -> Result<Option<usize>, Garbled> {
    // A length that goes on beyond four bytes is no number. [1.5.5]
    if rest.0.len() >= 4 && rest.0[..4].iter().all(|byte| byte & 0x80 != 0) {
        return Err("a length that has no end");
    }
    match rest.number() {
        Some(length) if length > MOST => Err("a packet larger than was agreed"),
        length => Ok(length),
    }
}

fn packet(first: u8, mut body: Bytes, topic: &str) -> Result<Packet, Garbled> {
    match first {
        0x20 => welcome(&mut body),
        0x30 | 0x31 => message(first, &mut body, topic),
        0x90 => subscribed(&mut body),
        0xD0 if body.0.is_empty() => Ok(Packet::Pong),
        0xE0 => bye(&mut body),
        _ => Err("a packet that no relay sends to such a client"),
    }
}

fn welcome(body: &mut Bytes) -> Result<Packet, Garbled> {
    let session = body.byte().ok_or(SHORT)?;
    let code = body.byte().ok_or(SHORT)?;
    // Relays that know only older versions refuse in that version's shape, which has no properties.
    let told = if body.0.is_empty() { Told::default() } else { properties(body)? };
    // There is none to go on with, as each connection starts clean. [3.2.2.1.1]
    if session != 0 {
        return Err("a session that was never begun");
    }
    if !body.0.is_empty() {
        return Err("a welcome with something behind it");
    }
    Ok(Packet::Welcome {
        code,
        keep_alive: told.keep_alive,
        largest: told.largest,
        words: told.words,
    })
}

fn subscribed(body: &mut Bytes) -> Result<Packet, Garbled> {
    let number = body.take(2).ok_or(SHORT)?;
    let words = properties(body)?.words;
    match body.0 {
        [code] if number == [0, 1] => Ok(Packet::Subscribed { code: *code, words }),
        _ => Err("an answer to a subscription that was never made"),
    }
}

fn bye(body: &mut Bytes) -> Result<Packet, Garbled> {
    let code = body.byte().unwrap_or(0);
    let told = if body.0.is_empty() { Told::default() } else { properties(body)? };
    Ok(Packet::Bye { code, words: told.words })
}

fn message(first: u8, body: &mut Bytes, topic: &str) -> Result<Packet, Garbled> {
    const RETAINED: u8 = 0x01;
    if body.text().ok_or(SHORT)? != topic.as_bytes() {
        return Err("a message of another topic");
    }
    properties(body)?;
    if first & RETAINED != 0 {
        return Ok(Packet::Left);
    }
    Ok(Packet::Frame(body.0.to_vec()))
}

/// What we look at among the properties of a packet.
#[derive(Default)]
struct Told {
    keep_alive: Option<u16>,
    largest: Option<u32>,
    words: String,
}

/// Steps over the properties of a packet. [2.2.2.2]
fn properties(body: &mut Bytes) -> Result<Told, Garbled> {
    let length = body.number().ok_or(SHORT)?;
    let mut rest = Bytes(body.take(length).ok_or(SHORT)?);
    let mut told = Told::default();
    while let Some(name) = rest.byte() {
        let stepped = match name {
            0x13 => rest.array().map(|it| told.keep_alive = Some(u16::from_be_bytes(it))),
            0x27 => rest.array().map(|it| told.largest = Some(u32::from_be_bytes(it))),
            0x1F => rest.text().map(|it| told.words = words(it)),
            0x01 | 0x17 | 0x19 | 0x24 | 0x25 | 0x28 | 0x29 | 0x2A => rest.skip(1),
            0x21..=0x23 => rest.skip(2),
            0x02 | 0x11 | 0x18 => rest.skip(4),
            0x0B => rest.number().map(|_| ()),
            0x03 | 0x08 | 0x09 | 0x12 | 0x15 | 0x16 | 0x1A | 0x1C => rest.text().map(|_| ()),
            0x26 => rest.text().and_then(|_| rest.text()).map(|_| ()),
            _ => return Err("a property that does not exist"),
        };
        stepped.ok_or(SHORT)?;
    }
    Ok(told)
}

/// A stranger's words, cut to what fits into a notice, without signs that could disarrange it.
fn words(text: &[u8]) -> String {
    const LONGEST: usize = 120;
    let text = String::from_utf8_lossy(text);
    let plain = |c: &char| {
        let turns = matches!(*c, '\u{200E}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
        !turns && !matches!(*c, '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}')
    };
    text.chars().filter(plain).take(LONGEST).collect()
}

/// Bytes that are taken from the front. `None` where there are too few.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn skip(&mut self, count: usize) -> Option<()> {
        self.take(count).map(|_| ())
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn byte(&mut self) -> Option<u8> {
        self.array().map(|[byte]| byte)
    }

    /// Seven bits a byte, at most four of them. [1.5.5]
    fn number(&mut self) -> Option<usize> {
        let mut number = 0;
        for shift in [0, 7, 14, 21] {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn text(&mut self) -> Option<&'a [u8]> {
        let length = self.array().map(u16::from_be_bytes)?;
        self.take(length.into())
    }
}
