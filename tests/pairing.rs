//! Codes with which two browsers connect: made of what browsers say of themselves, carried through a chat, made into
//! something a browser takes, and come to harm on their way.

mod seeds;

use std::collections::BTreeSet;

use alignment_canvas::exchange::{
    BadLink, find_pairings, has_invitation, has_pairing, pairing_text, qr_picture,
};
use alignment_canvas::sync::pairing::{Answer, BadCode, Code, Offer, Unfit};
use alignment_canvas::words::Words;
use proptest::prelude::*;
use seeds::seeds;
use sha2::{Digest, Sha256};

const ROOM: &str = "kV3t9o";

/// As Chromium 156 writes it: two networks, no permission.
const CHROMIUM: &str = "v=0\r\no=- 2776247916703174308 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n\
a=extmap-allow-mixed\r\na=msid-semantic: WMS\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\n\
a=candidate:3200942522 1 udp 2113937151 7a6578f1-a379-48bf-9c13-0b4ce7f46583.local 41031 typ host generation 0 network-cost 999\r\n\
a=candidate:1974222938 1 udp 2113942271 de2586c7-9826-41d2-b4ba-e195f623ce5b.local 42561 typ host generation 0 network-cost 999\r\n\
a=ice-ufrag:Hu3S\r\na=ice-pwd:KAnA9MlGQI5aNgmOvSDCtkyb\r\na=ice-options:trickle\r\n\
a=fingerprint:sha-256 53:8F:19:CE:A8:34:E9:C5:E3:96:D0:7F:FA:46:C7:AC:9D:46:B8:28:20:F2:84:30:39:F5:56:4A:50:BB:9C:3E\r\n\
a=setup:actpass\r\na=mid:0\r\na=sctp-port:5000\r\na=max-message-size:262144\r\n";

/// As Firefox writes an answer: one line for all sections, another order, hexadecimal ufrag and password.
const FIREFOX: &str = "v=0\r\no=mozilla...THIS_IS_SDPARTA-99.0 4294967296 0 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n\
a=fingerprint:sha-256 AD:A8:CA:F7:5F:9F:DF:44:31:38:50:FC:C5:3F:3A:88:DB:4C:09:69:7F:9F:D2:38:75:CD:C0:E7:44:45:E3:73\r\n\
a=group:BUNDLE 0\r\na=ice-options:trickle\r\na=msid-semantic:WMS *\r\nm=application 54727 UDP/DTLS/SCTP webrtc-datachannel\r\n\
c=IN IP4 0.0.0.0\r\na=candidate:0 1 UDP 2122252543 8f6a3bd6-6c2e-4c1f-9d52-51d2e1b0a4f7.local 54727 typ host\r\n\
a=candidate:2 1 TCP 2105524479 8f6a3bd6-6c2e-4c1f-9d52-51d2e1b0a4f7.local 9 typ host tcptype active\r\na=sendrecv\r\n\
a=end-of-candidates\r\na=ice-pwd:6a9d1f1be6a16e1d1b2f8a0c35d2417c\r\na=ice-ufrag:d4b3c1a0\r\na=mid:0\r\na=setup:passive\r\n\
a=sctp-port:5000\r\na=max-message-size:1073741823\r\n";

/// With the permission for the microphone: plain addresses, and a way by TCP.
const PERMITTED: &str = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n\
a=candidate:1 1 udp 2122260223 192.168.178.23 50111 typ host generation 0 network-id 1 network-cost 50\r\n\
a=candidate:2 1 udp 2122197247 fd12:3456::8 50112 typ host generation 0 network-id 2 network-cost 50\r\n\
a=candidate:3 1 tcp 1518280447 192.168.178.23 9 typ host tcptype active generation 0 network-id 1\r\n\
a=ice-ufrag:ab+/\r\na=ice-pwd:zWjZOinQUIk9v5FceWGSPp/h\r\n\
a=fingerprint:sha-256 AD:A8:CA:F7:5F:9F:DF:44:31:38:50:FC:C5:3F:3A:88:DB:4C:09:69:7F:9F:D2:38:75:CD:C0:E7:44:45:E3:73\r\n";

fn offer(sdp: &str) -> Offer {
    Offer::of_sdp(sdp, ROOM).expect("what a browser says")
}

/// With its sum put right, so that what lies behind the sum is put to the test.
fn summed(body: &[u8]) -> Vec<u8> {
    [body, &Sha256::digest(body)[..4]].concat()
}

#[test]
fn what_a_browser_says_goes_through_a_short_code_into_another_browser() {
    let made = offer(CHROMIUM);
    let answer = Answer::of_sdp(FIREFOX, &made).expect("what a browser says");
    assert_eq!((made.bytes().len(), answer.bytes().len()), (102, 82));
    assert_eq!(Code::read(&made.bytes(), ROOM), Ok(Code::Offer(made.clone())));
    assert_eq!(Code::read(&answer.bytes(), ROOM), Ok(Code::Answer(answer.clone())));
    assert_eq!(
        made.sdp(),
        "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n\
         m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\n\
         a=ice-ufrag:Hu3S\r\na=ice-pwd:KAnA9MlGQI5aNgmOvSDCtkyb\r\n\
         a=fingerprint:sha-256 53:8F:19:CE:A8:34:E9:C5:E3:96:D0:7F:FA:46:C7:AC:9D:46:B8:28:20:F2:84:30:39:F5:56:4A:50:BB:9C:3E\r\n\
         a=setup:active\r\na=sctp-port:5000\r\na=max-message-size:262144\r\n\
         a=candidate:1 1 udp 2130706431 de2586c7-9826-41d2-b4ba-e195f623ce5b.local 42561 typ host\r\n\
         a=candidate:2 1 udp 2130706175 7a6578f1-a379-48bf-9c13-0b4ce7f46583.local 41031 typ host\r\n",
        "the better way first, and the one who invites begins"
    );
    let answered = answer.sdp();
    for line in [
        "a=setup:passive",
        "a=ice-ufrag:d4b3c1a0",
        "a=ice-pwd:6a9d1f1be6a16e1d1b2f8a0c35d2417c",
        "a=candidate:1 1 udp 2130706431 8f6a3bd6-6c2e-4c1f-9d52-51d2e1b0a4f7.local 54727 typ host",
    ] {
        assert!(answered.lines().any(|it| it == line), "{line} is not in\n{answered}");
    }
    assert_eq!(answered.matches("a=candidate").count(), 1, "no way by TCP");
    let plain = offer(PERMITTED).sdp();
    assert!(plain.contains(" 192.168.178.23 50111 ") && plain.contains(" fd12:3456::8 50112 "));
    assert_eq!(plain.matches("a=candidate").count(), 2);
}

#[test]
fn a_description_made_of_a_code_makes_the_same_code() {
    for sdp in [CHROMIUM, FIREFOX, PERMITTED] {
        let made = offer(sdp);
        assert_eq!(offer(&made.sdp()), made);
    }
}

#[test]
fn codes_are_found_in_a_chat_and_fit_a_small_qr_code() {
    let (made, other) = (offer(CHROMIUM), offer(PERMITTED));
    let answer = Answer::of_sdp(FIREFOX, &made).expect("what a browser says");
    let text = pairing_text(&made.bytes());
    assert!(qr_picture(&text).is_some_and(|picture| picture.size <= 53), "{} letters", text.len());
    let chat = format!(
        "09:12 Ada: shall we pair. Take this: {text}\n09:13 Ben: {}, thanks\n09:14 Ada: {} hm",
        pairing_text(&answer.bytes()),
        &pairing_text(&other.bytes())[..60],
    );
    assert!(has_pairing(&chat) && !has_pairing("let us pair. Now.") && !has_invitation(&chat));
    let found = find_pairings(&chat);
    assert_eq!(found[..2], [Ok(made.bytes()), Ok(answer.bytes())]);
    assert!(matches!(found[2..], [Err(BadLink::CutShort { .. })]));
    assert_eq!(find_pairings(&pairing_text(&[0; 600])), [Err(BadLink::TooLong)]);
}

#[test]
fn a_code_is_good_for_one_room_and_an_answer_for_one_offer() {
    let (made, other) = (offer(CHROMIUM), offer(FIREFOX));
    assert_eq!(Code::read(&made.bytes(), "another"), Err(BadCode::OtherRoom));
    let answer = Answer::of_sdp(PERMITTED, &made).expect("what a browser says");
    assert!(answer.is_to(&made) && !answer.is_to(&other));
    // The same browser asked again is another offer, though nothing but its password differs.
    assert!(!answer.is_to(&offer(&CHROMIUM.replace("KAnA9", "KAnA8"))));
    let later = summed(&[[9].as_slice(), &made.bytes()[1..98]].concat());
    assert_eq!(Code::read(&later, ROOM), Err(BadCode::Newer));
    let words = Words::all_english();
    for why in [
        BadCode::Damaged,
        BadCode::Newer,
        BadCode::OtherRoom,
        BadCode::OtherOffer,
        BadCode::Answered,
    ] {
        assert_ne!(why.message().text(&words), why.message().key);
    }
}

#[test]
fn a_browser_without_an_address_is_told_apart_from_one_that_speaks_strangely() {
    let hidden: String =
        CHROMIUM.lines().filter(|it| !it.contains("candidate")).map(line).collect();
    assert_eq!(Offer::of_sdp(&hidden, ROOM), Err(Unfit::NoAddress));
    for name in ["a=ice-ufrag:", "a=ice-pwd:", "a=fingerprint:sha-256 "] {
        let without: String =
            CHROMIUM.lines().filter(|it| !it.starts_with(name)).map(line).collect();
        assert_eq!(Offer::of_sdp(&without, ROOM), Err(Unfit::Strange(name)));
    }
    for (from, to) in
        [("Hu3S", "Hu3"), ("Hu3S", "Hu S"), ("KAnA9MlG", ""), ("53:8F", "53"), ("53:8F", "5X:8F")]
    {
        let strange = Offer::of_sdp(&CHROMIUM.replace(from, to), ROOM);
        assert!(matches!(strange, Err(Unfit::Strange(_))), "{to:?} for {from:?}: {strange:?}");
    }
    assert!(matches!(Offer::of_sdp("", ROOM), Err(Unfit::Strange(_))));
}

fn line(text: &str) -> String {
    format!("{text}\r\n")
}

#[test]
fn only_places_on_a_network_are_knocked_at_and_not_too_many() {
    let with = |lines: &str| CHROMIUM.replace("a=ice-options:trickle\r\n", lines);
    for bad in [
        "a=candidate:9 1 tcp 2113942272 10.0.0.9 40000 typ host tcptype passive\r\n",
        "a=candidate:9 1 udp 2113942272 10.0.0.9 40000 typ srflx raddr 0.0.0.0 rport 0\r\n",
        "a=candidate:9 1 udp 2113942272 10.0.0.9 40000 typ relay\r\n",
        "a=candidate:9 2 udp 2113942272 10.0.0.9 40000 typ host\r\n",
        "a=candidate:9 1 udp 2113942272 10.0.0.9 80 typ host\r\n",
        "a=candidate:9 1 udp 2113942272 10.0.0.9 70000 typ host\r\n",
        "a=candidate:9 1 udp 2113942272 224.0.0.251 5353 typ host\r\n",
        "a=candidate:9 1 udp 2113942272 ff02::fb 5353 typ host\r\n",
        "a=candidate:9 1 udp 2113942272 255.255.255.255 40000 typ host\r\n",
        "a=candidate:9 1 udp 2113942272 0.0.0.0 40000 typ host\r\n",
        "a=candidate:9 1 udp 2113942272 intranet.example 40000 typ host\r\n",
        "a=candidate:9 1 udp 2113942272 printer.local 40000 typ host\r\n",
        "a=candidate:9 1 udp 2113942272 fe80::1%eth0 40000 typ host\r\n",
        "a=candidate:9 1 udp 2113942272\r\n",
        "a=candidate:\r\n",
    ] {
        assert_eq!(offer(&with(bad)), offer(CHROMIUM), "{bad}");
    }
    let many: String = (0..40_u32)
        .map(|i| format!("a=candidate:9 1 udp {} 10.0.0.{i} 40000 typ host\r\n", 2_200_000_000 - i))
        .collect();
    let bounded = offer(&with(&many));
    assert_eq!(bounded.sdp().matches("a=candidate").count(), 6);
    assert!(bounded.sdp().contains(" 10.0.0.5 ") && !bounded.sdp().contains(" 10.0.0.6 "));

    // The same from a code, where nobody's browser has put it together.
    let good = offer(PERMITTED).bytes();
    let head = &good[..good.len() - 4 - 7 - 19];
    let coded = |candidates: &[u8]| Code::read(&summed(&[head, candidates].concat()), ROOM);
    let place = [4, 10, 0, 0, 9, 0x9C, 0x40];
    assert!(coded(&place).is_ok() && coded(&place.repeat(6)).is_ok());
    assert_eq!(coded(&place.repeat(7)), Err(BadCode::Damaged), "too many");
    for bad in [
        [].as_slice(),
        &[4, 10, 0, 0, 9, 0, 80],
        &[4, 224, 0, 0, 251, 0x9C, 0x40],
        &[4, 0, 0, 0, 0, 0x9C, 0x40],
        &[5, 10, 0, 0, 9, 0x9C, 0x40],
        &place[..6],
        &[place.as_slice(), &[0]].concat(),
    ] {
        assert_eq!(coded(bad), Err(BadCode::Damaged), "{bad:?}");
    }
}

#[test]
fn no_code_writes_a_line_of_its_own_into_a_description() {
    let good = offer(CHROMIUM).bytes();
    let tail = &good[5 + 4 + 19..good.len() - 4];
    let coded = |ufrag: &[u8], password: &[u8]| {
        let text = |text: &[u8]| [&[text.len() as u8], text].concat();
        Code::read(&summed(&[&good[..5], &text(ufrag), &text(password), tail].concat()), ROOM)
    };
    let password = b"KAnA9MlGQI5aNgmOvSDCtkyb";
    assert_eq!(coded(b"Hu3S", password), Ok(Code::Offer(offer(CHROMIUM))));
    for bad in ["\r\na=x:y", "\na=x", " ", "ü", "\0", ":"] {
        let ufrag = format!("Hu3S{bad}");
        assert_eq!(coded(ufrag.as_bytes(), password), Err(BadCode::Damaged), "{bad:?}");
        let password = format!("KAnA9MlGQI5aNgmOvSDCtkyb{bad}");
        assert_eq!(coded(b"Hu3S", password.as_bytes()), Err(BadCode::Damaged), "{bad:?}");
    }
    assert_eq!(coded(b"Hu3", password), Err(BadCode::Damaged), "too short to be one");
    assert_eq!(coded(b"Hu3S", &password[..21]), Err(BadCode::Damaged), "too short to be one");
}

/// A small xorshift generator: the seed in a failure's message makes it again.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % n.max(1)
    }
}

fn mutate(bytes: &mut Vec<u8>, chance: &mut Chance) {
    for _ in 0..=chance.below(3) {
        let at = chance.below(bytes.len());
        match chance.below(5) {
            0 => bytes[at] ^= 1 << chance.below(8),
            1 => bytes[at] = chance.below(256) as u8,
            2 => bytes.truncate(at.max(1)),
            3 => bytes.insert(at, chance.below(256) as u8),
            _ => drop(bytes.remove(at)),
        }
        if bytes.is_empty() {
            bytes.push(0);
        }
    }
}

/// Every line that a description may have, whatever code it came from.
fn expect_template(sdp: &str, seed: u64) {
    let starts = [
        "v=0",
        "o=- ",
        "s=-",
        "t=0 0",
        "a=group:BUNDLE 0",
        "m=application ",
        "c=IN IP4 0.0.0.0",
        "a=mid:0",
    ];
    let values = [
        "a=ice-ufrag:",
        "a=ice-pwd:",
        "a=fingerprint:sha-256 ",
        "a=setup:",
        "a=sctp-port:",
        "a=max-message",
    ];
    let all: Vec<_> = starts.into_iter().chain(values).collect();
    let lines: Vec<_> = sdp.split("\r\n").collect();
    assert!(sdp.is_ascii() && !sdp.replace("\r\n", "").contains(char::is_control), "seed {seed}");
    let (head, candidates) = lines.split_at(all.len());
    assert!(
        head.iter().zip(&all).all(|(line, start)| line.starts_with(start)),
        "seed {seed}: {sdp}"
    );
    let (last, candidates) = candidates.split_last().expect("a last line");
    let is_good = |line: &&str| line.starts_with("a=candidate:") && line.ends_with(" typ host");
    assert!(last.is_empty() && candidates.iter().all(is_good), "seed {seed}: {sdp}");
    assert!((1..=6).contains(&candidates.len()), "seed {seed}: {sdp}");
}

#[test]
fn damaged_codes_are_refused_and_forged_ones_stay_in_the_template() {
    const ROUNDS: u64 = 60_000;
    let made = offer(CHROMIUM);
    let answer = Answer::of_sdp(FIREFOX, &made).expect("what a browser says").bytes();
    let codes = [made.bytes(), answer, offer(PERMITTED).bytes()];
    let (mut unsummed, mut forged, mut other) = (0, 0, BTreeSet::new());
    let seeds = seeds(ROUNDS);
    let tried = (seeds.end - seeds.start) as usize;
    for seed in seeds {
        let mut chance = Chance(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let code = &codes[chance.below(codes.len())];
        let mut damaged = code.clone();
        mutate(&mut damaged, &mut chance);
        if damaged != *code && Code::read(&damaged, ROOM).is_ok() {
            unsummed += 1;
        }
        let mut body = code[..code.len() - 4].to_vec();
        mutate(&mut body, &mut chance);
        match Code::read(&summed(&body), ROOM) {
            Ok(Code::Offer(read)) => {
                expect_template(&read.sdp(), seed);
                forged += usize::from(body != code[..code.len() - 4]);
            }
            Ok(Code::Answer(read)) => {
                expect_template(&read.sdp(), seed);
                forged += usize::from(body != code[..code.len() - 4]);
            }
            Err(why) => drop(other.insert(format!("{why:?}"))),
        }
    }
    println!(
        "{tried} damaged, {unsummed} accepted; {tried} forged with a sum, {forged} accepted, 0 panics"
    );
    assert_eq!(unsummed, 0, "a sum of 32 bits lets one in 4 thousand million pass");
    assert!(forged > tried / 10, "only {forged} forged codes were looked at");
    assert_eq!(other.into_iter().collect::<Vec<_>>(), ["Damaged", "Newer", "OtherRoom"]);
}

proptest! {
    #[test]
    fn every_ufrag_and_password_comes_back(
        ufrag in "[A-Za-z0-9+/]{4,40}", digits in "[0-9a-f]{4,64}", password in "[A-Za-z0-9+/]{22,63}",
    ) {
        for ufrag in [&ufrag, &digits] {
            let sdp = CHROMIUM.replace("Hu3S", ufrag).replace("KAnA9MlGQI5aNgmOvSDCtkyb", &password);
            let made = offer(&sdp);
            prop_assert_eq!(Code::read(&made.bytes(), ROOM), Ok(Code::Offer(made.clone())));
            let (first, second) = (format!("a=ice-ufrag:{ufrag}"), format!("a=ice-pwd:{password}"));
            let sdp = made.sdp();
            prop_assert!(sdp.lines().any(|line| line == first) && sdp.lines().any(|line| line == second));
        }
    }

    #[test]
    fn no_text_and_no_bytes_make_a_reader_fall_over(text in ".{0,400}", bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        _ = find_pairings(&text);
        _ = find_pairings(&format!("pair.1.{text}"));
        _ = Offer::of_sdp(&text, ROOM);
        _ = Offer::of_sdp(&format!("{CHROMIUM}a=candidate:{text}"), ROOM);
        _ = Code::read(&bytes, ROOM);
        _ = Code::read(&summed(&bytes), ROOM);
    }
}
