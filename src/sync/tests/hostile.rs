//! People who keep to no rule: what they cannot do with the link they hold, or with none.

use super::*;
use Capability::{Edit, Lead, View};

fn forged_update(rogue: &mut Rogue, key: &SigningKey, client: u64, what: u8) -> Vec<u8> {
    let facts = encode(&[(client, 0, what)]);
    let body = Writer::default().u32(0).bytes(&facts).0;
    let content = rogue.signed(key, Kind::Update, &body);
    rogue.frames(Kind::Update, &content).remove(0)
}

#[test]
fn s3_the_holder_of_a_view_link_cannot_edit() {
    let mut bench = Bench::of(&[Lead, View]);
    let mut rogue = Rogue::with(View);
    let hello = rogue.hello(50, "Mallory");
    let own = rogue.own.clone();
    let unsigned = Writer::default().u32(0).bytes(&encode(&[(50, 0, 66)])).0;
    rogue.message += 1;
    let diff = super::super::message::Diff {
        asked: [0; 8],
        fingerprint: [0; 16],
        back: true,
        number: 1,
        piece: 0,
        pieces: 1,
        state_vector: &[],
        update: &encode(&[(50, 0, 66)]),
    };
    let diff = rogue.signed(&own, Kind::Diff, &diff.to_bytes());
    let frames = [
        hello,
        forged_update(&mut rogue, &own, 50, 66),
        rogue.frames(Kind::Update, &unsigned).remove(0),
        rogue.frames(Kind::Diff, &diff).remove(0),
    ];
    for frame in frames {
        bench.inject(0, &frame);
        bench.inject(1, &frame);
    }
    bench.pass(30_000);
    assert!(bench.members.iter().all(|it| it.facts.all.is_empty()));
    // The same from one who may edit arrives: it was the key that was missing.
    let mut editor = Rogue::with(Edit);
    editor.own = SigningKey::from_seed(&[98; 32]);
    editor.sender = sender_of(&editor.own.public(), &[7; 8]);
    let key = editor.keys.edit_key().cloned().expect("may edit");
    bench.inject(0, &editor.hello(51, "Ed"));
    bench.inject(0, &forged_update(&mut editor, &key, 51, 66));
    assert!(bench.members[0].facts.has(66));
}

#[test]
fn s9_what_was_signed_before_is_not_said_again_into_a_later_epoch() {
    let mut editor = Rogue::with(Edit);
    let key = editor.keys.edit_key().cloned().expect("may edit");
    let body = Writer::default().u32(0).bytes(&encode(&[(50, 0, 66)])).0;
    for epoch in [0, 1] {
        let mut bench = Bench::of(&[Lead, View]);
        bench.with(0, |now, session, _| session.lead(now, Some(epoch), b"on"));
        editor.epoch = 0;
        let content = editor.signed(&key, Kind::Update, &body);
        let source = Source { epoch: 0, sender: editor.sender, message: editor.message };
        let replay =
            super::super::message::Replay { source, kind: Kind::Update, content: &content };
        // Whoever may only look holds all that it takes to say it again.
        let mut rogue = Rogue::with(View);
        (rogue.epoch, rogue.message) = (epoch, 1);
        // Its own name, beside the one that it says again.
        rogue.own = SigningKey::from_seed(&[97; 32]);
        rogue.sender = sender_of(&rogue.own.public(), &[7; 8]);
        for frame in rogue.frames(Kind::Replay, &replay.to_bytes()) {
            bench.inject(0, &frame);
            bench.inject(1, &frame);
        }
        assert!(bench.members.iter().all(|it| it.facts.has(66) == (epoch == 0)), "{epoch}");
    }
}

#[test]
fn s3_an_editor_cannot_lead() {
    let mut bench = Bench::of(&[Lead, Edit]);
    let mut rogue = Rogue::with(Edit);
    let edit_key = rogue.keys.edit_key().cloned().expect("may edit");
    let control = Writer::default().u64(9).u32(0).bytes(b"mine").0;
    for key in [rogue.own.clone(), edit_key] {
        let content = rogue.signed(&key, Kind::Control, &control);
        let frame = rogue.frames(Kind::Control, &content).remove(0);
        bench.inject(1, &frame);
        let receipt = Writer::default().bytes(&[0; 32]).u64(1).u32(1).0;
        let content = rogue.signed(&key, Kind::Receipt, &receipt);
        let frame = rogue.frames(Kind::Receipt, &content).remove(0);
        bench.inject(1, &frame);
    }
    assert_eq!(bench.members[1].session.control(), None);
    assert!(bench.events(1).iter().all(|it| *it != Event::Control));
}

#[test]
fn s3_a_signature_cannot_be_moved() {
    let mut bench = Bench::of(&[Lead, Edit]);
    bench.with(0, |now, session, _| session.lead(now, None, b"state"));
    let led = bench.members[0].session.led.as_ref().expect("it leads");
    let (content, source) = (led.content.clone(), led.source);
    // The words of the one who leads, said under another number, sender or kind.
    let mut rogue = Rogue::with(View);
    for (kind, message) in [(Kind::Control, source.message + 1), (Kind::Receipt, source.message)] {
        rogue.sender = source.sender;
        rogue.sequence += 5_000;
        rogue.message = message;
        let frame = rogue.frames(kind, &content).remove(0);
        let late = bench.join(Edit);
        bench.deaf_to = Some(0);
        bench.inject(late, &frame);
        assert_eq!(bench.members[late].session.control(), None);
        bench.deaf_to = None;
    }
}

#[test]
fn s13_a_frame_that_was_heard_is_not_heard_again() {
    let mut bench = Bench::of(&[Lead, Edit]);
    bench.with(1, |now, session, _| session.set_presence(now, b"a"));
    bench.pass(10);
    let old: Vec<_> = bench.tape.iter().filter(|(from, _)| *from == 1).cloned().collect();
    bench.pass(300);
    bench.with(1, |now, session, _| session.set_presence(now, b"b"));
    bench.pass(300);
    // No heartbeat of theirs says again where they are.
    bench.deaf_to = Some(1);
    bench.pass(5_000);
    bench.events(0);
    for (_, frame) in &old {
        bench.inject(0, frame);
    }
    assert_eq!(bench.events(0), []);
    assert!(bench.members[0].session.people().all(|it| it.presence == Some(b"b".to_vec())));
}

#[test]
fn s13_counting_in_somebodys_name_does_not_silence_them() {
    let mut bench = Bench::of(&[Lead, Edit]);
    let mut rogue = Rogue::with(View);
    rogue.sender = bench.sender(1);
    rogue.sequence = u64::MAX - 5;
    rogue.message = 1;
    let frame = rogue.frames(Kind::Presence, b"far").remove(0);
    bench.inject(0, &frame);
    bench.write(1, 1);
    bench.pass(25_000);
    assert!(bench.members[0].facts.has(1), "their own signed word puts it right");
    bench.write(1, 2);
    bench.pass(100);
    assert!(bench.members[0].facts.has(2));
}

#[test]
fn s13_the_highest_number_counts_no_frame_at_all() {
    let mut bench = Bench::of(&[Lead, Edit]);
    let sender = bench.sender(1);
    for at in [b"a", b"b"] {
        let part =
            Part { kind: Kind::Presence, message: 1_000, part: 0, parts: 1, body: at.to_vec() };
        let header = Header { epoch: 0, sender, sequence: u64::MAX };
        let key = room().frame_key(0, sender);
        bench.inject(0, &part.seal(&key, header).expect("a part that fits"));
    }
    assert!(bench.members[0].session.people().all(|it| it.presence.is_none()));
}

#[test]
fn s13_nobody_brings_back_who_has_left() {
    let mut bench = Bench::of(&[Lead, Edit]);
    bench.with(1, |now, session, _| session.leave(now));
    assert!(!bench.sees(0, 1));
    let tape: Vec<_> = bench.tape.iter().filter(|(from, _)| *from == 1).cloned().collect();
    for (_, frame) in &tape {
        bench.inject(0, frame);
        // The same content in a new frame, as a holder of the view link can make it.
        let (header, _) = Header::of(frame).expect("a frame");
        let key = room().frame_key(header.epoch, header.sender);
        let part = header.open(&key, frame).expect("sealed here");
        let again = Header { sequence: header.sequence + 100, ..header };
        bench.inject(0, &part.seal(&key, again).expect("short"));
    }
    assert!(!bench.sees(0, 1));
}

#[test]
fn s14_a_name_of_a_sender_cannot_be_taken() {
    let mut bench = Bench::of(&[Lead, Edit]);
    let victim = bench.sender(1);
    let mut rogue = Rogue::with(Edit);
    rogue.sender = victim;
    rogue.sequence = 10_000;
    rogue.message = 10_000;
    let (hello, bye) = (rogue.hello(50, "Mallory"), rogue.own(Kind::Bye, &[0; 8]));
    let late = bench.join(Edit);
    for who in [0, late] {
        bench.inject(who, &hello);
        bench.inject(who, &bye);
    }
    bench.pass(30_000);
    for who in [0, late] {
        let name = bench.members[who].session.people().find(|it| it.sender == victim);
        assert_eq!(name.map(|it| it.name.as_str()), Some("P2"));
    }
}

#[test]
fn s14_updates_speak_only_for_their_sender() {
    let mut bench = Bench::of(&[Lead, Edit]);
    let mut rogue = Rogue::with(Edit);
    let key = rogue.keys.edit_key().cloned().expect("may edit");
    // As member 1, who has announced this client: with a hello of its own, and without one.
    let frame = forged_update(&mut rogue, &key, 2, 66);
    bench.inject(0, &frame);
    bench.inject(0, &rogue.hello(2, "Mallory"));
    let frame = forged_update(&mut rogue, &key, 2, 66);
    bench.inject(0, &frame);
    bench.pass(3_000);
    assert!(!bench.members[0].facts.has(66));
}

#[test]
fn s15_forged_presence_shows_nobody_new_and_changes_nothing_else() {
    let mut bench = Bench::of(&[Lead, Edit]);
    bench.events(0);
    let mut rogue = Rogue::with(View);
    rogue.message = 1;
    let frames = [
        rogue.frames(Kind::Presence, b"ghost").remove(0),
        rogue.frames(Kind::Presence, &[0; 65]).remove(0),
    ];
    for frame in &frames {
        bench.inject(0, frame);
    }
    assert_eq!(bench.events(0), []);
    assert_eq!(bench.members[0].session.people().count(), 1);
}

#[test]
fn s16_who_signs_nonsense_is_muted_and_nobody_else() {
    let mut bench = Bench::of(&[Lead, Edit]);
    let mut rogue = Rogue::with(View);
    let mut giant = rogue.hello_body(50, "").to_bytes();
    // A name of 1,500 bytes, which no hello of ours can carry.
    let at = giant.len() - 2 - 4;
    giant.splice(at..at + 4, Writer::default().run(&[b'x'; 1_500]).0);
    let frame = rogue.own(Kind::Hello, &giant);
    bench.inject(0, &frame);
    let mallory = rogue.sender;
    assert_eq!(bench.events(0).last(), Some(&Event::Muted(mallory)));
    assert!(bench.members[0].session.people().all(|it| it.name.len() < 20));
    // Nonsense in somebody else's name is not theirs.
    let mut rogue = Rogue::with(View);
    rogue.sender = bench.sender(1);
    rogue.sequence = 500;
    let frame = rogue.own(Kind::Heartbeat, b"nonsense");
    bench.inject(0, &frame);
    assert!(bench.events(0).iter().all(|it| !matches!(it, Event::Muted(_))));
    assert!(bench.sees(0, 1));
}

#[test]
fn s16_a_poisoned_update_is_let_go_and_its_sender_stays() {
    let mut bench = Bench::of(&[Lead, Edit]);
    bench.members[0].facts.unsound = true;
    bench.write(1, 1);
    bench.pass(100);
    assert!(!bench.members[0].facts.has(1));
    bench.members[0].facts.unsound = false;
    bench.pass(30_000);
    assert!(bench.members[0].facts.has(1), "an honest one gets through later");
    assert!(bench.sees(0, 1));
}

#[test]
fn s12_a_hub_passes_no_forged_edit_on() {
    let mut bench = Bench::of(&[Lead]);
    bench.with(0, |now, session, _| {
        session.set_bridging(true);
        session.open(now, 2, WireKind::Direct);
    });
    let before = bench.tape.len();
    let mut rogue = Rogue::with(View);
    let own = rogue.own.clone();
    let forged = forged_update(&mut rogue, &own, 50, 66);
    bench.inject(0, &forged);
    let mut editor = Rogue::with(Edit);
    let key = editor.keys.edit_key().cloned().expect("may edit");
    editor.sequence = 50;
    let sound = forged_update(&mut editor, &key, 50, 66);
    bench.inject(0, &sound);
    let passed: Vec<_> = bench.tape[before..].iter().map(|(_, frame)| frame).collect();
    assert!(!passed.contains(&&forged) && passed.contains(&&sound));
}

#[test]
fn s17_frames_from_outside_the_room_are_noise() {
    let mut bench = Bench::of(&[Lead, Edit]);
    let tape = bench.tape.clone();
    bench.pass(2_000_000);
    let before = bench.members[0].session.peers.len();
    bench.events(0);
    for (n, (_, frame)) in tape.iter().enumerate() {
        let mut flipped = frame.clone();
        let bit = (n * 7_919) % (frame.len() * 8);
        flipped[bit / 8] ^= 1 << (bit % 8);
        bench.inject(0, &flipped);
        bench.inject(0, &frame[..n % frame.len()]);
        bench.inject(0, &[frame.as_slice(), &[0; 4_000]].concat());
    }
    assert_eq!(bench.members[0].session.peers.len(), before);
    assert_eq!(bench.events(0), []);
    let other = RoomKeys::found([1; 32]);
    let mut rogue = Rogue::with(View);
    rogue.keys = other;
    let frame = rogue.hello(5, "Mallory");
    bench.inject(0, &frame);
    assert_eq!(bench.events(0), []);
}

#[test]
fn s17_a_hub_that_leaves_out_what_somebody_writes_is_seen_and_costs_nothing_but_time() {
    let mut bench = Bench::of(&[Lead, Edit, Edit]);
    let standing_of = |bench: &Bench, other: usize| {
        let sender = bench.sender(other);
        let mut people = bench.members[0].session.people();
        people.find(|it| it.sender == sender).map(|it| it.equal)
    };
    bench.pass(30_000);
    assert_eq!([1, 2].map(|other| standing_of(&bench, other)), [Some(true); 2]);
    // It passes on that they are there, and nothing that they write, whoever says it again.
    bench.left_out = |_, kind| matches!(kind, Kind::Update | Kind::Diff | Kind::Replay);
    bench.write(1, 200);
    bench.pass(60_000);
    assert!(!bench.members[0].facts.has(200) && bench.sees(0, 1));
    assert_eq!(
        standing_of(&bench, 1),
        Some(false),
        "their own signed word says that they have more"
    );
    assert_eq!(standing_of(&bench, 2), Some(true));
    // Once it is honest, or another way is open, everybody has everything.
    bench.left_out = |_, _| false;
    bench.pass(60_000);
    assert!(bench.members.iter().all(|it| it.facts.has(200)));
    assert_eq!([1, 2].map(|other| standing_of(&bench, other)), [Some(true); 2]);
}
