//! From the description that a browser gives of itself, and back to one that another browser takes.
//! Whatever a code says, only this template comes out, with the code's values in their places.

use super::Unfit;
use super::end::{Candidate, End, Host, IceText, MOST_CANDIDATES, from_hex, hex};

/// What Chromium takes at most in one message, and the other browsers as well.
const LARGEST_MESSAGE: u32 = 262_144;

pub(super) fn read(sdp: &str) -> Result<End, Unfit> {
    let value = |name: &'static str| {
        let found = sdp.lines().find_map(|line| line.trim_end().strip_prefix(name));
        found.ok_or(Unfit::Strange(name))
    };
    let text = |name| IceText::new(value(name)?).ok_or(Unfit::Strange(name));
    let ufrag = text("a=ice-ufrag:")?;
    let password = text("a=ice-pwd:")?;
    if !ufrag.is_ufrag() || !password.is_password() {
        return Err(Unfit::Strange("ufrag or password of another length"));
    }
    let print = value("a=fingerprint:sha-256 ")?.to_ascii_lowercase().replace(':', "");
    let fingerprint = from_hex(&print).and_then(|bytes| bytes.try_into().ok());
    let fingerprint = fingerprint.ok_or(Unfit::Strange("a fingerprint of another length"))?;
    let mut found: Vec<_> = sdp.lines().filter_map(candidate).collect();
    // The best first, which the template repeats: a cable before a radio, as the browser sees it.
    found.sort_by_key(|(priority, _)| std::cmp::Reverse(*priority));
    let mut candidates: Vec<Candidate> =
        found.into_iter().map(|(_, candidate)| candidate).collect();
    candidates.truncate(MOST_CANDIDATES);
    match candidates.is_empty() {
        true => Err(Unfit::NoAddress),
        false => Ok(End { ufrag, password, fingerprint, candidates }),
    }
}

/// The priority and the place of `a=candidate:<foundation> 1 udp <priority> <host> <port> typ host …`.
/// Others are passed over: without a server a browser finds only these, and TCP between browsers does not exist.
fn candidate(line: &str) -> Option<(u32, Candidate)> {
    let mut words = line.strip_prefix("a=candidate:")?.split_ascii_whitespace().skip(1);
    let is_udp = words.next()? == "1" && words.next()?.eq_ignore_ascii_case("udp");
    let priority = words.next()?.parse().ok()?;
    let (host, port) = (Host::parse(words.next()?)?, words.next()?.parse().ok()?);
    let is_host = words.next()? == "typ" && words.next()? == "host";
    Some((priority, Candidate::new(host, port).filter(|_| is_udp && is_host)?))
}

pub(super) fn write(end: &End, setup: &str) -> String {
    let print: Vec<_> = end.fingerprint.iter().map(|byte| hex(&[*byte]).to_uppercase()).collect();
    let mut sdp = format!(
        "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n\
         m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\n\
         a=ice-ufrag:{}\r\na=ice-pwd:{}\r\na=fingerprint:sha-256 {}\r\na=setup:{setup}\r\n\
         a=sctp-port:5000\r\na=max-message-size:{LARGEST_MESSAGE}\r\n",
        end.ufrag.as_str(),
        end.password.as_str(),
        print.join(":"),
    );
    for (at, Candidate { host, port }) in end.candidates.iter().enumerate() {
        // As RFC 8445 reckons it: a host's own address, the first before the second.
        let priority = (126 << 24) + ((65_535 - at) << 8) + 255;
        let number = at + 1;
        sdp.push_str(&format!("a=candidate:{number} 1 udp {priority} {host} {port} typ host\r\n"));
    }
    sdp
}
