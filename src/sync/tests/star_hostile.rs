//! A direct guest who keeps to no rule: the hub lives, and the other guests go on hearing each other.

use super::super::message::Replay;
use super::belief::stranger;
use super::star::{RELAY, ROGUE, everybody, star};
use super::*;
use Capability::View;

/// Made-up people, so many, who speak in turn so often a second; `say` makes what one says. Meanwhile a guest writes, and all
/// have it at once. Gives how long it took until the hub closed the wire, in milliseconds.
fn flooded(each: &mut [Rogue], say: impl Fn(&mut Rogue, u32) -> Vec<u8>) -> u64 {
    let mut star = star();
    star.let_in_a_rogue();
    let (start, mut said) = (star.now, 0);
    let count = each.len() as u32;
    for what in 0..60_u8 {
        for _ in 0..180 {
            let rogue = &mut each[(said % count) as usize];
            rogue.message += 1;
            let frame = say(rogue, said);
            star.rogue_says(&frame);
            said += 1;
        }
        star.write(1 + usize::from(what % 3), what);
        star.pass(100);
        assert_eq!(star.have(what), everybody(), "{} ms into the flood", star.now - start);
        if !star.closed().is_empty() {
            assert_eq!(star.closed(), [(0, ROGUE)], "nobody closes any other wire");
            return star.now - start;
        }
    }
    panic!("the hub lets itself be flooded");
}

fn strangers(count: u16) -> Vec<Rogue> {
    (0..count).map(|n| stranger(n, View)).collect()
}

#[test]
fn s18_a_guest_who_floods_with_sound_frames_is_shut_out_and_nobody_else() {
    let took = flooded(&mut strangers(100), |rogue, _| rogue.frames(Kind::Who, &[1; 8]).remove(0));
    assert!(took < 5_000, "{took} ms");
}

#[test]
fn s18_a_guest_whose_signatures_do_not_hold_is_shut_out_and_takes_no_time_from_others() {
    let took = flooded(&mut strangers(100), |rogue, n| {
        let source = Source { epoch: 0, sender: [9; 8], message: n + 1 };
        let replay = Replay { source, kind: Kind::Update, content: &[0; 100] };
        match n % 3 {
            0 => rogue.frames(Kind::Update, &[0; 100]).remove(0),
            1 => rogue.frames(Kind::Control, &[0; 100]).remove(0),
            _ => rogue.frames(Kind::Replay, &replay.to_bytes()).remove(0),
        }
    });
    assert!(took < 5_000, "{took} ms");
}

#[test]
fn s19_a_guest_who_finishes_nothing_leaves_room_for_what_others_say() {
    let mut star = star();
    star.let_in_a_rogue();
    for mut rogue in strangers(5) {
        for _ in 0..2 {
            rogue.message += 1;
            for part in 0..530 {
                let (kind, message, body) = (Kind::Diff, rogue.message, vec![1; CHUNK]);
                let frame = rogue.frame(Part { kind, message, part, parts: 531, body });
                star.rogue_says(&frame);
            }
        }
    }
    star.with(3, |now, session, facts| {
        facts.news = (0..1_000).map(|n| (4, n, 7)).collect();
        facts.all.extend(facts.news.clone());
        session.edited(now);
    });
    star.pass(1_000);
    assert_eq!(star.have(7), everybody());
    assert!(star.closed().iter().all(|way| *way == (0, ROGUE)));
}

#[test]
fn s13_a_guest_who_speaks_in_anothers_name_is_not_heard() {
    // The other is a guest, somebody on the relay, and the hub itself.
    for victim in [2, 9, 0] {
        let mut star = star();
        star.let_in_a_rogue();
        star.with(victim, |now, session, _| session.set_presence(now, b"here"));
        star.pass(500);
        let mut rogue = Rogue::with(View);
        (rogue.sender, rogue.sequence) = (star.sender(victim), u64::MAX - 50);
        for kind in [Kind::Presence, Kind::Hello, Kind::Heartbeat, Kind::Bye, Kind::Update] {
            rogue.message += 1;
            let frame = rogue.frames(kind, &[0; 60]).remove(0);
            star.rogue_says(&frame);
        }
        star.write(victim, 66);
        star.pass(100);
        assert_eq!(star.have(66), everybody(), "what {victim} says is heard at once");
        let others = (0..11).filter(|who| *who != victim);
        let here = Some(b"here".to_vec());
        assert!(others.clone().all(|who| star.place(victim, who) == here), "{victim}");
        assert_eq!(star.closed(), []);
    }
}

#[test]
fn s13_who_moves_to_another_wire_is_heard_there() {
    let mut star = star();
    // The old wire is dead, and nobody has noticed; the guest is paired anew.
    star.loses_wire(5);
    star.pair(0, 5);
    star.write(5, 66);
    star.pass(200);
    assert_eq!(star.have(66), everybody());
}

#[test]
fn s12_a_hub_says_nothing_again_under_a_number_that_it_did_not_hear_so() {
    let mut star = star();
    star.let_in_a_rogue();
    star.overheard.clear();
    star.write(9, 50);
    star.pass(60);
    let said = star.overheard.iter().find(|frame| kind_of(frame) == Kind::Update);
    let said = said.expect("it was passed on").clone();
    let (header, _) = Header::of(&said).expect("a frame");
    let key = room().frame_key(0, header.sender);
    let part = header.open(&key, &said).expect("of this room");
    let mut again = |sequence, body: Vec<u8>| {
        let header = Header { sequence: header.sequence + sequence, ..header };
        let frame = Part { body, ..part.clone() }.seal(&key, header).expect("short");
        // By a way that carries anybody's.
        star.with(0, |now, session, facts| session.on_frame(now, RELAY, &frame, facts));
        star.overheard.contains(&frame)
    };
    let mut other = part.body.clone();
    other[4] ^= 1;
    assert!(!again(100, other), "words that nobody has checked");
    assert!(again(101, part.body.clone()), "for somebody who has missed it");
}

#[test]
fn s17_a_guest_who_says_again_cuts_and_twists_changes_nothing() {
    let mut star = star();
    star.let_in_a_rogue();
    for what in 0..10 {
        star.write(1 + usize::from(what % 3), what);
        star.pass(200);
    }
    star.pass(6_000);
    let before: Vec<_> = star.members.iter().map(|it| it.facts.read).collect();
    star.members.iter_mut().for_each(|it| it.events.clear());
    let tape = star.overheard.clone();
    assert!(tape.len() > 30, "{}", tape.len());
    for (n, frame) in tape.iter().enumerate() {
        let mut flipped = frame.clone();
        flipped[n % frame.len()] ^= 1 << (n % 8);
        let twisted = [frame.clone(), frame[..n % frame.len()].to_vec(), flipped, vec![1; 5_000]];
        twisted.iter().for_each(|frame| star.rogue_says(frame));
    }
    let after: Vec<_> = star.members.iter().map(|it| it.facts.read).collect();
    assert_eq!(before, after, "nothing of it came to anybody's map");
    assert!(star.members.iter().all(|it| it.events.is_empty()));
    star.write(2, 77);
    star.pass(100);
    assert_eq!(star.have(77), everybody());
    // Who goes on like that is shut out.
    (0..1_000).for_each(|_| star.rogue_says(&[1; 5_000]));
    assert_eq!(star.closed(), [(0, ROGUE)]);
}
