//! What a relay's reason codes mean to us. [2.4]

use super::super::transport::Why;

/// Where a code stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    Welcome,
    Subscribed,
    Bye,
}

/// Why it is of no use to try again; `None` where it is.
pub(super) fn final_reason(said: Said, code: u8, words: String, has_login: bool) -> Option<Why> {
    // Unavailable, busy, shutting down, silent for too long, taken over, too many, going elsewhere for a while.
    let passes =
        matches!(code, 0x80 | 0x83 | 0x88 | 0x89 | 0x8B | 0x8D | 0x8E | 0x93 | 0x96 | 0x97)
            || matches!(code, 0x9C | 0x9F | 0xA0);
    // A relay of MQTT 3.1.1 answers with numbers of its own: 3 is unavailable.
    let older = said == Said::Welcome && code < 0x80;
    if passes || (older && code == 3) || (said == Said::Bye && code < 0x80) {
        return None;
    }
    Some(match code {
        1 if older => Why::Old,
        0x84 => Why::Old,
        0x87 | 0x8F if said == Said::Subscribed => Why::Room,
        0x86 | 0x87 | 0x8C if has_login => Why::Login,
        0x86 | 0x87 | 0x8C => Why::NoLogin,
        4 | 5 if older => Why::Old,
        0x95 => Why::Small,
        _ => Why::Refused { code, words },
    })
}
