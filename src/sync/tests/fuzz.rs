//! Every decoder is fed what almost makes sense. Nothing panics, and what is let in is counted: a decoder that
//! accepts nothing after a mutation would not have been tested at all.

use super::super::chance::Chance;
use super::super::message::{Diff, Heartbeat, MAX_NAME, Missing, Query, Replay};
use super::*;
use Capability::{Edit, Lead};

/// `SYNC_FUZZ` times as many inputs as usual.
fn rounds(usual: u64) -> u64 {
    let times = std::env::var("SYNC_FUZZ").ok().and_then(|it| it.parse::<u64>().ok());
    usual * times.unwrap_or(1)
}

/// Where the chance begins: `SYNC_FROM` or 1.
fn seed() -> u64 {
    std::env::var("SYNC_FROM").ok().and_then(|it| it.parse().ok()).unwrap_or(1)
}

/// Changes, cuts or lengthens the bytes somewhere.
fn mutate(chance: &mut Chance, bytes: &mut Vec<u8>) {
    for _ in 0..chance.between(1, 4) {
        let at = chance.between(0, bytes.len().max(1) as u64) as usize;
        match chance.between(0, 8) {
            0 => bytes.truncate(at),
            1 => bytes.extend((0..chance.between(1, 20)).map(|n| n as u8)),
            2 if at < bytes.len() => drop(bytes.remove(at)),
            3 => bytes.insert(at.min(bytes.len()), 0xff),
            4 => {
                // Lengths and counts at their ends.
                let n = [0_u32, 1, u32::MAX, 0x8000_0000][chance.between(0, 4) as usize];
                let end = (at + 4).min(bytes.len());
                bytes.splice(at.min(end)..end, n.to_le_bytes());
            }
            _ if at < bytes.len() => bytes[at] ^= 1 << chance.between(0, 8),
            _ => {}
        }
    }
}

fn bodies() -> Vec<(Kind, Vec<u8>)> {
    let rogue = Rogue::with(Lead);
    let heartbeat = Heartbeat {
        sequence: 9,
        fingerprint: [1; 16],
        quiet: true,
        last_update: 3,
        control: Stamp { counter: 2, sender: [3; 8] },
        version: 4,
        presence: b"at a card".to_vec(),
    };
    let source = Source { epoch: 0, sender: [4; 8], message: 7 };
    let update = encode(&[(99, 0, 5)]);
    let diff = Diff {
        asked: [1; 8],
        fingerprint: [2; 16],
        back: false,
        number: 1,
        piece: 0,
        pieces: 1,
        state_vector: &[5; 24],
        update: &update,
    };
    let replay = Replay { source, kind: Kind::Update, content: &[7; 90] };
    vec![
        (Kind::Hello, rogue.hello_body(50, "Mallory").to_bytes()),
        (Kind::Heartbeat, heartbeat.to_bytes()),
        (Kind::Query, Query { fingerprint: [1; 16], state_vector: &[2; 24] }.to_bytes()),
        (Kind::Diff, diff.to_bytes()),
        (Kind::Update, Writer::default().u32(0).bytes(&update).0),
        (Kind::Missing, Missing { sender: [1; 8], message: 2, parts: vec![3, 4] }.to_bytes()),
        (Kind::Who, vec![1; 8]),
        (Kind::Presence, vec![1; 20]),
        (Kind::Participant, vec![1; 20]),
        (Kind::HandIn, Writer::default().u64(1).u32(2).bytes(b"sealed").0),
        (Kind::Receipt, Writer::default().bytes(&[1; 32]).u64(2).u32(3).0),
        (Kind::Control, Writer::default().u64(1).u32(0).bytes(b"state").0),
        (Kind::Bye, vec![0; 8]),
        (Kind::Replay, replay.to_bytes()),
    ]
}

/// Does this decoder take these bytes, and do they say what they said when written anew?
fn decodes(kind: Kind, bytes: &[u8]) -> Option<bool> {
    match kind {
        Kind::Hello => Hello::read(bytes).map(|it| {
            assert!(it.name.len() <= MAX_NAME && it.person.len() <= MAX_PERSON);
            it.to_bytes() == bytes
        }),
        Kind::Heartbeat => Heartbeat::read(bytes).map(|it| {
            assert!(it.presence.len() <= MAX_PRESENCE);
            Heartbeat::read(&it.to_bytes()) == Some(it)
        }),
        Kind::Query => Query::read(bytes).map(|it| it.to_bytes() == bytes),
        Kind::Diff => Diff::read(bytes).map(|it| {
            let again = it.to_bytes();
            Diff::read(&again) == Some(it)
        }),
        Kind::Missing => Missing::read(bytes).map(|it| {
            assert!(it.parts.len() <= Missing::MOST);
            it.to_bytes() == bytes
        }),
        Kind::Replay => Replay::read(bytes).map(|it| it.to_bytes() == bytes),
        _ => None,
    }
}

#[test]
fn s20_decoders_take_nothing_that_they_would_not_write() {
    let mut chance = Chance::new(seed());
    let kinds =
        [Kind::Hello, Kind::Heartbeat, Kind::Query, Kind::Diff, Kind::Missing, Kind::Replay];
    for (kind, body) in bodies().into_iter().filter(|(kind, _)| kinds.contains(kind)) {
        let (mut tried, mut accepted) = (0, 0);
        for _ in 0..rounds(20_000) {
            let mut bytes = body.clone();
            mutate(&mut chance, &mut bytes);
            if bytes == body {
                continue;
            }
            tried += 1;
            if let Some(same) = decodes(kind, &bytes) {
                accepted += 1;
                assert!(same, "seed {}: {kind:?} {bytes:02x?}", seed());
            }
        }
        println!("{kind:?}: {tried} tried, {accepted} accepted after mutation, 0 panics");
        assert!(accepted > 100 && accepted < tried, "{kind:?}: {accepted} of {tried}");
    }
}

#[test]
fn s20_frames_are_as_they_were_sealed_or_not_taken() {
    let mut chance = Chance::new(seed());
    let mut rogue = Rogue::with(Edit);
    let key = rogue.keys.frame_key(0, rogue.sender);
    let (mut tried, mut headers) = (0, 0);
    for _ in 0..rounds(20_000) {
        rogue.message = 1;
        let mut frame = rogue.frames(Kind::Presence, b"somewhere").remove(0);
        let sound = frame.clone();
        mutate(&mut chance, &mut frame);
        if frame == sound {
            continue;
        }
        tried += 1;
        let Some((header, _)) = Header::of(&frame) else { continue };
        headers += 1;
        assert!(header.open(&key, &frame).is_none(), "seed {}", seed());
    }
    println!("frames: {tried} tried, {headers} headers read, 0 opened");
    assert!(headers > 1_000);
}

#[test]
fn s20_links_are_as_they_were_made_or_not_taken() {
    let mut chance = Chance::new(seed());
    let map = crate::model::MapId::parse("map").expect("an id");
    let link = crate::crypto::JoinLink { keys: room(), map, place: Some("wss://a.example".into()) };
    let fragment = link.to_fragment(Edit).expect("may");
    let (mut tried, mut accepted) = (0, 0);
    for _ in 0..rounds(20_000) {
        let mut bytes = fragment.clone().into_bytes();
        mutate(&mut chance, &mut bytes);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if text == fragment {
            continue;
        }
        tried += 1;
        if let Ok(read) = crate::crypto::JoinLink::from_text(&text) {
            accepted += 1;
            assert_eq!(read.to_fragment(Edit), Some(fragment.clone()), "seed {}", seed());
        }
    }
    println!("links: {tried} tried, {accepted} accepted (what follows a link is no part of it)");
    assert!(accepted > 0, "text after a link is passed over");
}

/// Who holds every key sends what almost makes sense, sealed and signed as it should be.
#[test]
fn s20_a_session_outlives_an_insider_who_sends_nonsense() {
    let mut chance = Chance::new(seed());
    let (mut tried, mut applied, mut muted) = (0, 0, 0);
    for round in 0..rounds(60) {
        let mut bench = Bench::of(&[Lead, Edit]);
        let mut rogue = Rogue::with(Lead);
        rogue.own = SigningKey::from_seed(
            &(round as u128 + 7).to_le_bytes().repeat(2).try_into().expect("32 bytes"),
        );
        rogue.sender = sender_of(&rogue.own.public(), &[7; 8]);
        bench.inject(0, &rogue.hello(99, "Mallory"));
        for _ in 0..100 {
            let all = bodies();
            let (kind, mut body) = all[chance.between(0, all.len() as u64) as usize].clone();
            mutate(&mut chance, &mut body);
            let key = match kind.signer() {
                super::super::message::Signer::Own => Some(rogue.own.clone()),
                super::super::message::Signer::Editors => rogue.keys.edit_key().cloned(),
                super::super::message::Signer::Leaders => rogue.keys.lead_key().cloned(),
                super::super::message::Signer::Nobody => None,
            };
            let content = match key {
                Some(key) => rogue.signed(&key, kind, &body),
                None => {
                    rogue.message += 1;
                    body
                }
            };
            let content = &content[..content.len().min(CHUNK)];
            let mut frames = rogue.frames(kind, content);
            bench.inject(0, &frames.remove(0));
            tried += 1;
            bench.pass(chance.between(0, 500));
        }
        let events = bench.events(0);
        applied += events.iter().filter(|it| **it == Event::Applied).count();
        muted += events.iter().filter(|it| matches!(it, Event::Muted(_))).count();
        // The honest one is still heard.
        bench.write(1, 200);
        bench.pass(30_000);
        assert!(bench.members[0].facts.has(200), "seed {} round {round}", seed());
    }
    println!(
        "insider: {tried} messages, {applied} updates taken in, {muted} times muted, 0 panics"
    );
    assert!(applied > 0 && muted > 0);
}
