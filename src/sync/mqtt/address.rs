//! Addresses of relays, and which of them a page allows. Knows nothing but text: the build tool reads it too.

use std::fmt;

/// An address that the page's owner or the build allows: outside of here only [`Relays`] gives one, and a connection
/// wants one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayAddress {
    url: String,
    origin: usize,
}

/// What is wrong with an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadRelay {
    NoAddress,
    /// `ws:` from a page that came over `https:`, which browsers refuse.
    Insecure,
}

impl fmt::Display for BadRelay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoAddress => {
                "no address of a relay: wss://name, with :port and /path where they are needed"
            }
            Self::Insecure => {
                "browsers refuse a ws: relay on a page that came over https:; the relay needs wss:"
            }
        })
    }
}

impl RelayAddress {
    /// Reads `wss://name`, `wss://name:port/path` or the same with `ws:`.
    ///
    /// # Errors
    /// What else there may be in an address (a user, a query, a fragment) has no place here, and a policy of the page
    /// cannot name numbers of IPv6.
    pub(super) fn parse(raw: &str) -> Result<Self, BadRelay> {
        let (scheme, rest) = raw.split_once("://").ok_or(BadRelay::NoAddress)?;
        let scheme = scheme.to_ascii_lowercase();
        let usual_port = match scheme.as_str() {
            "wss" => 443,
            "ws" => 80,
            _ => return Err(BadRelay::NoAddress),
        };
        let (place, path) = rest.find('/').map_or((rest, ""), |slash| rest.split_at(slash));
        let (host, port) = match place.split_once(':') {
            Some((host, port)) => (host, port.parse::<u16>().map_err(|_| BadRelay::NoAddress)?),
            None => (place, usual_port),
        };
        let in_host = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
        let in_path = |byte: u8| in_host(byte) || matches!(byte, b'/' | b'_' | b'~');
        if host.is_empty() || port == 0 || !host.bytes().all(in_host) || !path.bytes().all(in_path)
        {
            return Err(BadRelay::NoAddress);
        }
        let mut url = format!("{scheme}://{}", host.to_ascii_lowercase());
        if port != usual_port {
            url.push_str(&format!(":{port}"));
        }
        let origin = url.len();
        url.push_str(if path == "/" { "" } else { path });
        Ok(Self { url, origin })
    }

    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Without the path, as policies name it.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.url[..self.origin]
    }

    /// For the screen: the name, and the port where it is not the usual one.
    #[must_use]
    pub fn name(&self) -> &str {
        self.origin().split_once("://").map_or("", |(_, name)| name)
    }

    /// `ws:` to this very computer is safe, and browsers let it pass.
    fn is_safe(&self) -> bool {
        let host = self.name().split(':').next().unwrap_or_default();
        self.url.starts_with("wss:") || host == "localhost" || host == "127.0.0.1"
    }
}

/// What the attribute `relay` of an element allows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Relays {
    allowed: Vec<RelayAddress>,
    refused: Vec<(String, BadRelay)>,
}

impl Relays {
    /// Reads addresses with spaces between them. `page_is_secure`: it came over `https:`.
    #[must_use]
    pub fn read(attribute: &str, page_is_secure: bool) -> Self {
        let mut relays = Self::default();
        for raw in attribute.split_ascii_whitespace() {
            match RelayAddress::parse(raw) {
                Ok(relay) if page_is_secure && !relay.is_safe() => {
                    relays.refused.push((raw.to_owned(), BadRelay::Insecure));
                }
                Ok(relay) if relays.allowed.contains(&relay) => {}
                Ok(relay) => relays.allowed.push(relay),
                Err(why) => relays.refused.push((raw.to_owned(), why)),
            }
        }
        relays
    }

    #[must_use]
    pub fn allowed(&self) -> &[RelayAddress] {
        &self.allowed
    }

    /// For whoever wrote the page.
    #[must_use]
    pub fn refused(&self) -> &[(String, BadRelay)] {
        &self.refused
    }

    /// The allowed relay that a link or a setting names, if it is one.
    #[must_use]
    pub fn pick(&self, wanted: &str) -> Option<&RelayAddress> {
        let wanted = RelayAddress::parse(wanted).ok()?;
        self.allowed.iter().find(|relay| **relay == wanted)
    }
}
