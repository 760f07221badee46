//! One end of a connection: who it says it is and where it can be reached. In few bytes, since people carry them.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use base64ct::{Base64Unpadded, Encoding};

/// More addresses than a device with cable, radio and a virtual machine has. Each makes the code longer.
pub(super) const MOST_CANDIDATES: usize = 6;
/// Below lie the ports of services, which no browser offers and nobody shall be made to knock at.
const LOWEST_PORT: u16 = 1024;
/// How many letters the standard (RFC 8839) wants at least, and more than any browser takes.
const UFRAG: std::ops::RangeInclusive<usize> = 4..=64;
const PASSWORD: std::ops::RangeInclusive<usize> = 22..=84;
/// The forms of a text: as it is, or packed.
const PLAIN: u8 = 0;
const BASE64: u8 = 1;
const HEX: u8 = 2;
/// The most bytes that a text may take: six bits of length.
const MOST_BYTES: usize = 63;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct End {
    pub ufrag: IceText,
    pub password: IceText,
    /// The SHA-256 of the certificate. Whoever has another one cannot take part.
    pub fingerprint: [u8; 32],
    /// At least one, at most [`MOST_CANDIDATES`], the best first.
    pub candidates: Vec<Candidate>,
}

impl End {
    pub fn write(&self, bytes: &mut Vec<u8>) {
        self.ufrag.write(bytes);
        self.password.write(bytes);
        bytes.extend(self.fingerprint);
        for candidate in &self.candidates {
            candidate.write(bytes);
        }
    }

    pub fn read(mut rest: &[u8]) -> Option<Self> {
        let ufrag = IceText::read(&mut rest).filter(IceText::is_ufrag)?;
        let password = IceText::read(&mut rest).filter(IceText::is_password)?;
        let fingerprint = take(&mut rest)?;
        let mut candidates = Vec::new();
        while !rest.is_empty() && candidates.len() <= MOST_CANDIDATES {
            candidates.push(Candidate::read(&mut rest)?);
        }
        let is_bounded = (1..=MOST_CANDIDATES).contains(&candidates.len());
        is_bounded.then_some(Self { ufrag, password, fingerprint, candidates })
    }
}

/// A text of nothing but letters, digits, `+` and `/`, so that it cannot end a line of an SDP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct IceText(String);

impl IceText {
    pub fn new(text: &str) -> Option<Self> {
        let belongs = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/');
        text.chars().all(belongs).then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn is_ufrag(&self) -> bool {
        UFRAG.contains(&self.0.len()) && self.packed().1.len() <= MOST_BYTES
    }

    pub fn is_password(&self) -> bool {
        PASSWORD.contains(&self.0.len()) && self.packed().1.len() <= MOST_BYTES
    }

    /// Firefox writes hexadecimal digits, Chromium and Safari letters of base64.
    fn packed(&self) -> (u8, Vec<u8>) {
        if let Some(bytes) = from_hex(&self.0) {
            return (HEX, bytes);
        }
        match Base64Unpadded::decode_vec(&self.0) {
            Ok(bytes) => (BASE64, bytes),
            Err(_) => (PLAIN, self.0.clone().into_bytes()),
        }
    }

    fn write(&self, bytes: &mut Vec<u8>) {
        let (form, packed) = self.packed();
        bytes.push(form << 6 | packed.len().min(MOST_BYTES) as u8);
        bytes.extend(packed);
    }

    fn read(rest: &mut &[u8]) -> Option<Self> {
        let [head] = take(rest)?;
        let (packed, left) = rest.split_at_checked(usize::from(head & 0x3F))?;
        *rest = left;
        match head >> 6 {
            PLAIN => Self::new(std::str::from_utf8(packed).ok()?),
            BASE64 => Self::new(&Base64Unpadded::encode_string(packed)),
            HEX => Self::new(&hex(packed)),
            _ => None,
        }
    }
}

/// Where an end listens, by UDP on its own network. There is no other kind here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    pub host: Host,
    pub port: u16,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Host {
    /// A name made up for the occasion, `<uuid>.local`, which hides the address from all but the local network.
    Name([u8; 16]),
    Address(IpAddr),
}

impl Candidate {
    /// `None` for what is no place to knock at.
    pub fn new(host: Host, port: u16) -> Option<Self> {
        let is_place = match host {
            Host::Name(_) => true,
            Host::Address(IpAddr::V4(it)) => {
                !it.is_unspecified() && !it.is_multicast() && !it.is_broadcast()
            }
            Host::Address(IpAddr::V6(it)) => !it.is_unspecified() && !it.is_multicast(),
        };
        (is_place && port >= LOWEST_PORT).then_some(Self { host, port })
    }

    fn write(&self, bytes: &mut Vec<u8>) {
        match self.host {
            Host::Name(name) => {
                bytes.push(0);
                bytes.extend(name);
            }
            Host::Address(IpAddr::V4(it)) => {
                bytes.push(4);
                bytes.extend(it.octets());
            }
            Host::Address(IpAddr::V6(it)) => {
                bytes.push(6);
                bytes.extend(it.octets());
            }
        }
        bytes.extend(self.port.to_be_bytes());
    }

    fn read(rest: &mut &[u8]) -> Option<Self> {
        let host = match take(rest)? {
            [0] => Host::Name(take(rest)?),
            [4] => Host::Address(Ipv4Addr::from(take::<4>(rest)?).into()),
            [6] => Host::Address(Ipv6Addr::from(take::<16>(rest)?).into()),
            _ => return None,
        };
        Self::new(host, u16::from_be_bytes(take(rest)?))
    }
}

impl Host {
    pub fn parse(text: &str) -> Option<Self> {
        let Some(name) = text.strip_suffix(".local") else {
            return text.parse().ok().map(Self::Address);
        };
        let groups: Vec<_> = name.split('-').map(str::len).collect();
        let digits = from_hex(&name.to_ascii_lowercase().replace('-', ""))?;
        let digits = digits.try_into().ok().filter(|_| groups == [8, 4, 4, 4, 12])?;
        Some(Self::Name(digits))
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(address) => address.fmt(f),
            Self::Name(name) => {
                let digits = hex(name);
                let (a, b, c) = (&digits[..8], &digits[8..12], &digits[12..16]);
                write!(f, "{a}-{b}-{c}-{}-{}.local", &digits[16..20], &digits[20..])
            }
        }
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from(b"0123456789abcdef"[usize::from(half)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The bytes behind small hexadecimal digits, as [`hex`] writes them.
pub(super) fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |letter: u8| match letter {
        b'0'..=b'9' => Some(letter - b'0'),
        b'a'..=b'f' => Some(letter - b'a' + 10),
        _ => None,
    };
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|pair| Some(digit(pair[0])? << 4 | digit(*pair.get(1)?)?)).collect()
}

pub(super) fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, left) = rest.split_first_chunk()?;
    *rest = left;
    Some(*taken)
}
