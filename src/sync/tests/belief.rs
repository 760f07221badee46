//! What is believed of people, whoever speaks in their name or makes them speak.

use super::*;
use Capability::{Edit, Lead, View};

/// Was somebody of the room muted by anybody?
fn somebody_is_muted(bench: &mut Bench) -> bool {
    let all = 0..bench.members.len();
    all.flat_map(|who| bench.events(who)).any(|it| matches!(it, Event::Muted(_)))
}

/// A stranger of this number with a link of this capability.
pub(super) fn stranger(n: u16, capability: Capability) -> Rogue {
    let mut rogue = Rogue::with(capability);
    let mut seed = [n as u8; 32];
    seed[0] = (n >> 8) as u8;
    seed[1] = 1;
    rogue.own = SigningKey::from_seed(&seed);
    rogue.sender = sender_of(&rogue.own.public(), &[7; 8]);
    rogue
}

#[test]
fn s16_nobody_can_make_somebody_say_so_much_that_they_are_muted() {
    let mut bench = Bench::of(&[Lead, Edit, Edit]);
    let victim = bench.sender(1);
    let fingerprint = bench.members[1].facts.fingerprint();
    for n in 0..40 * 60 {
        let mut rogue = stranger(n % 8, View);
        (rogue.message, rogue.sequence) = (u32::from(n) + 1, u64::from(n) + 1);
        let frame = match n % 2 {
            0 => rogue.frames(Kind::Who, &victim).remove(0),
            // Asked by a copy that is equal: somebody says that all is well.
            _ => rogue.frames(Kind::Query, &fingerprint).remove(0),
        };
        (0..3).for_each(|who| bench.inject(who, &frame));
        bench.pass(25);
    }
    assert!(!somebody_is_muted(&mut bench));
    bench.write(1, 5);
    bench.pass(1_000);
    assert!(bench.members[0].facts.has(5));
}

#[test]
fn s16_a_key_that_is_held_down_mutes_nobody() {
    let mut bench = Bench::of(&[Lead, Edit]);
    for n in 0..600_u32 {
        let about = (n % 3).to_le_bytes();
        assert!(bench.with(1, |now, session, _| session.set_about(now, &about)));
        if n % 5 == 0 {
            bench.with(1, |now, session, _| session.rename(now, &format!("Ann {n}")));
        }
        bench.pass(33);
    }
    assert!(!somebody_is_muted(&mut bench));
    bench.pass(10_000);
    let person = bench.members[0].session.people().next().cloned().expect("one");
    assert_eq!((person.name.as_str(), person.about.as_slice()), ("Ann 595", &[2, 0, 0, 0][..]));
}

#[test]
fn s16_old_words_said_again_mute_nobody_and_keep_nobody_here() {
    let mut bench = Bench::of(&[Lead, Edit]);
    // Long enough that the room has forgotten the numbers of the first.
    bench.pass(8 * 3_600_000);
    let own: Vec<_> = bench.tape.iter().filter(|(from, _)| *from == 1).cloned().collect();
    let old = own.iter().map(|(_, frame)| frame).filter(|frame| kind_of(frame) == Kind::Heartbeat);
    let old: Vec<_> = old.take(100).cloned().collect();
    assert_eq!(old.len(), 100);
    // They crash; a relay says again what they said long ago.
    bench.members[1].session.close(WIRE);
    for _ in 0..10 {
        old.iter().for_each(|frame| bench.inject(0, frame));
        bench.pass(12_000);
    }
    assert!(!bench.events(0).iter().any(|it| matches!(it, Event::Muted(_))));
    assert!(!bench.sees(0, 1), "nobody has heard them for two minutes");
}

#[test]
fn s15_whoever_may_look_keeps_nobody_here_who_is_gone() {
    let mut bench = Bench::of(&[Lead, Edit]);
    let mut rogue = Rogue::with(View);
    rogue.sender = bench.sender(1);
    (rogue.sequence, rogue.message) = (200, 10_000);
    bench.members[1].session.close(WIRE);
    for n in 0..20_u8 {
        rogue.message += 1;
        let frame = rogue.frames(Kind::Presence, &[n]).remove(0);
        bench.inject(0, &frame);
        bench.pass(6_000);
    }
    assert!(!bench.sees(0, 1));
}

#[test]
fn s14_nobody_passes_for_more_than_their_link_lets_them_do() {
    let mut bench = Bench::of(&[Lead]);
    let mut rogue = Rogue::with(View);
    let mut hello = rogue.hello_body(50, "Mallory");
    let stolen = Rogue::with(Lead).hello_body(50, "Lea").proof.expect("leads");
    let proofs = [[0; 64], rogue.own.sign(b"I lead"), stolen];
    for (n, proof) in proofs.into_iter().enumerate() {
        // A proof of somebody else's name is none; nor is one for less.
        rogue.sender = sender_of(&rogue.own.public(), &[n as u8 + 20; 8]);
        hello.salt = [n as u8 + 20; 8];
        (hello.capability, hello.proof, hello.client) = (Lead, Some(proof), 60 + n as u64);
        let frame = rogue.own(Kind::Hello, &hello.to_bytes());
        bench.inject(0, &frame);
    }
    let said: Vec<_> = bench.members[0].session.people().map(|it| it.capability).collect();
    assert_eq!(said, [View, View, View]);
    let lea = bench.join(Lead);
    let leads = |it: &Person| it.sender == bench.sender(lea) && it.capability == Lead;
    assert!(bench.members[0].session.people().any(leads));
}

#[test]
fn s18_a_room_full_of_made_up_people_lets_an_editor_in() {
    let mut bench = Bench::of(&[Lead]);
    for n in 0..600 {
        let mut rogue = stranger(n, View);
        let frame = rogue.hello(1_000 + u64::from(n), "Nobody");
        bench.inject(0, &frame);
        bench.now += 30;
    }
    assert!(bench.members[0].session.people().count() > 500, "it is full");
    let ed = bench.join(Edit);
    bench.pass(1_000);
    assert!(bench.sees(0, ed));
    for n in 600..1_300 {
        let mut rogue = stranger(n, View);
        let frame = rogue.hello(1_000 + u64::from(n), "Nobody");
        bench.inject(0, &frame);
        bench.now += 30;
    }
    assert!(bench.sees(0, ed), "who may edit does not make room for who is made up");
}

#[test]
fn s19_what_waits_is_not_tried_with_every_letter_when_it_is_large() {
    let mut bench = Bench::of(&[Lead, Edit]);
    let mut editor = stranger(7, Edit);
    let key = editor.keys.edit_key().cloned().expect("may edit");
    let hello = editor.hello(50, "Ed");
    bench.inject(0, &hello);
    // It builds on something that nobody has.
    let facts: Vec<_> = (0..20_000).map(|n| (50, 1 + n, 6)).collect();
    let update = encode(&facts);
    let diff = super::super::message::Diff {
        asked: [0; 8],
        fingerprint: [0; 16],
        back: true,
        number: 1,
        piece: 0,
        pieces: 1,
        state_vector: &[],
        update: &update,
    };
    let content = editor.signed(&key, Kind::Diff, &diff.to_bytes());
    for frame in editor.frames(Kind::Diff, &content) {
        bench.inject(0, &frame);
    }
    assert_eq!(bench.members[0].session.merging.held.len(), 1, "it waits");
    let before = bench.members[0].facts.read;
    for n in 0..100 {
        bench.write(1, n);
        bench.pass(60);
    }
    let read = bench.members[0].facts.read - before;
    assert!(read < 10 * update.len(), "{read} bytes read for 100 letters");
}
