//! Too much, too long, never finished.

use super::super::bundle::{LONGEST, MESSAGE, Waiting, frames_of};
use super::super::message::MAX_STATE_VECTOR;
use super::super::parts::{Parts, Taken};
use super::super::rate::Bucket;
use super::super::window::{Seen, Window};
use super::*;
use Capability::{Edit, Lead, View};

#[test]
fn s18_a_flood_is_let_go_and_the_room_works_on() {
    let mut bench = Bench::of(&[Lead, Edit]);
    let mut rogue = Rogue::with(View);
    rogue.message = 1;
    bench.inject(0, &rogue.hello(50, "Mallory"));
    for n in 0..5_000 {
        rogue.message = n + 2;
        let frame = rogue.frames(Kind::Presence, &[n as u8]).remove(0);
        bench.throw(0, WIRE, &frame);
    }
    bench.pass(1);
    let seen = bench.events(0).iter().filter(|it| matches!(it, Event::Changed(_))).count();
    assert!(seen <= 21, "{seen} of 5,000 presences at once");
    bench.write(1, 1);
    bench.pass(100);
    assert!(bench.members[0].facts.has(1), "others are heard all the same");
}

#[test]
fn s18_who_floods_under_their_own_signature_is_muted() {
    let mut bench = Bench::of(&[Lead, Edit]);
    let mut rogue = Rogue::with(View);
    for n in 0..80 {
        let frame = rogue.hello(50, &format!("Mallory {n}"));
        bench.inject(0, &frame);
    }
    let mallory = rogue.sender;
    let muted = bench.events(0).iter().filter(|it| **it == Event::Muted(mallory)).count();
    assert_eq!(muted, 1);
    assert!(bench.sees(0, 1));
}

#[test]
fn s18_a_direct_wire_that_floods_is_closed() {
    let mut bench = Bench::of(&[Lead]);
    bench.with(0, |now, session, _| session.open(now, 2, WireKind::Direct));
    for _ in 0..8_000 {
        bench.throw(0, 2, &[1; 50]);
    }
    bench.pass(1);
    assert_eq!(bench.members[0].closed, [2]);
}

#[test]
fn s18_questions_from_made_up_states_are_answered_in_measure() {
    let mut bench = Bench::of(&[Lead, Edit]);
    for member in &mut bench.members {
        member.facts.all = (0..2_000).map(|n| (1, n, n as u8)).collect();
    }
    let mut rogue = Rogue::with(View);
    let before = bench.tape.len();
    for n in 0..100_u64 {
        rogue.message += 1;
        let body = Writer::default().bytes(&[9; 16]).u64(5_000 + n).u32(1).0;
        let frame = rogue.frames(Kind::Query, &body).remove(0);
        bench.inject(0, &frame);
        bench.inject(1, &frame);
        bench.pass(20);
    }
    bench.pass(3_000);
    let bytes: usize = bench.tape[before..].iter().map(|(_, frame)| frame.len()).sum();
    let answers = bytes / (13 * 2_000);
    assert!((1..=60).contains(&answers), "{answers} answers to 100 questions, two answer");
}

#[test]
fn s17_noise_from_outside_keeps_nobody_out() {
    let mut bench = Bench::of(&[Lead]);
    for n in 0..1_500_u64 {
        let mut rogue = Rogue::with(View);
        rogue.keys = RoomKeys::found([1; 32]);
        rogue.sender = n.to_le_bytes();
        let frame = rogue.own(Kind::Hello, b"noise");
        bench.throw(0, WIRE, &frame);
    }
    let late = bench.join(Edit);
    assert!(bench.sees(0, late));
}

#[test]
fn s18_made_up_senders_fill_no_memory() {
    let mut bench = Bench::of(&[Lead, Edit]);
    for n in 0..20_000_u64 {
        let mut rogue = Rogue::with(View);
        rogue.sender = n.to_le_bytes();
        rogue.message = 1;
        let frame = rogue.frames(Kind::Presence, b"x").remove(0);
        bench.throw(0, WIRE, &frame);
        bench.now += 40;
    }
    assert!(bench.members[0].session.peers.len() <= 512);
    let known = bench.sender(1);
    assert!(bench.members[0].session.peers.iter().any(|peer| peer.sender == known));
}

fn part(message: u32, part: u16, parts: u16, length: usize) -> Part {
    Part { kind: Kind::Diff, message, part, parts, body: vec![part as u8; length] }
}

#[test]
fn s4_a_copy_that_knows_more_writers_than_it_can_name_is_told_what_is_new_all_the_same() {
    let mut bench = Bench::of(&[Lead, Edit]);
    for member in &mut bench.members {
        member.facts.all = (100..6_600).map(|client| (client, 0, 1)).collect();
        assert!(member.facts.state_vector(usize::MAX).len() > MAX_STATE_VECTOR);
    }
    bench.with(1, |_, session, _| session.close(WIRE));
    bench.members[0].facts.all.push((9_000, 0, 66));
    bench.with(1, |now, session, _| session.open(now, WIRE, WireKind::Shared));
    bench.pass(2_000);
    assert!(bench.members[1].facts.has(66));
    assert_eq!(bench.members[1].session.standing(), Standing::CaughtUp);
}

#[test]
fn s20_frames_travel_together_in_their_order_and_a_message_that_is_cut_is_none() {
    let mut waiting = Waiting::default();
    let frames: Vec<_> = (0..40_u8).map(|n| vec![n; usize::from(n % 7) * 600]).collect();
    assert!(frames.iter().all(|frame| waiting.push(frame)));
    let messages: Vec<_> = std::iter::from_fn(|| waiting.message()).collect();
    let came: Vec<_> =
        messages.iter().flat_map(|message| frames_of(message).expect("ours")).collect();
    assert!(came == frames.iter().map(Vec::as_slice).collect::<Vec<_>>());
    assert!(messages.len() < 7 && messages.iter().all(|message| message.len() <= MESSAGE));
    let first = &messages[0];
    let ends = (0..=first.len()).filter(|cut| frames_of(&first[..*cut]).is_some()).count();
    assert_eq!(ends, 1 + frames_of(first).expect("ours").len(), "only between two frames");
    assert!(frames_of(&vec![0; MESSAGE + 2]).is_none());
    // A line that does not move keeps so much, and no more.
    assert!(!waiting.push(&[0; LONGEST + 1]));
    let kept = (0..400).filter(|_| waiting.push(&[1; LONGEST])).count();
    assert_eq!(kept, 256);
}

#[test]
fn s19_parts_come_in_any_order_and_make_one() {
    let mut parts = Parts::default();
    assert!(matches!(parts.take(0, part(1, 2, 3, 5), None), Taken::Waiting));
    assert!(matches!(parts.take(0, part(1, 0, 3, CHUNK), None), Taken::Waiting));
    assert!(matches!(parts.take(0, part(1, 0, 3, CHUNK), None), Taken::Waiting));
    assert_eq!(parts.missing(1), Some(vec![1]));
    let Taken::Whole(content, _) = parts.take(0, part(1, 1, 3, CHUNK), None) else {
        panic!("all parts are there");
    };
    assert_eq!(content.len(), 2 * CHUNK + 5);
    assert_eq!((content[0], content[CHUNK], content[2 * CHUNK]), (0, 1, 2));
    parts.finish(1, Kind::Diff, &content);
    assert!(matches!(parts.take(0, part(1, 0, 3, CHUNK), None), Taken::Again));
    for other in [part(1, 0, 2, CHUNK), Part { body: vec![9; CHUNK], ..part(1, 0, 3, 0) }] {
        assert!(matches!(parts.take(0, other, None), Taken::Known), "not what it said");
    }
}

#[test]
fn s19_what_is_never_finished_is_let_go() {
    let mut parts = Parts::default();
    for message in 1..100 {
        parts.take(u64::from(message), part(message, 0, 500, CHUNK), None);
    }
    assert!(parts.bytes() <= 4 * CHUNK);
    assert!(parts.missing(99).is_some() && parts.missing(1).is_none());
    parts.tidy(20_000);
    assert_eq!(parts.bytes(), 0);
    let sparse = part(1, 0, 3, 10);
    assert!(matches!(parts.take(0, sparse, None), Taken::Refused), "parts are filled");
}

#[test]
fn s13_the_window_knows_a_thousand_frames() {
    let mut window = Window::new();
    for n in [5, 3, 4, 2_000, 1_500, 990] {
        assert_eq!(window.look(n), Seen::New, "{n}");
        window.mark(n);
        assert_eq!(window.look(n), Seen::Before, "{n}");
    }
    assert_eq!(window.look(3), Seen::TooOld);
    assert_eq!(window.look(977), Seen::New);
    assert_eq!(window.look(976), Seen::TooOld);
    assert_eq!(window.look(u64::MAX), Seen::Before, "there is no counting on from there");
    window.mark(u64::MAX - 1);
    assert_eq!(window.look(u64::MAX - 1), Seen::Before);
    assert_eq!(window.look(2_001), Seen::TooOld);
    window.correct(2_001);
    assert_eq!(window.look(2_000), Seen::Before);
    assert_eq!(window.look(2_002), Seen::New);
}

#[test]
fn s18_a_bucket_fills_with_time_and_not_by_a_clock_set_back() {
    let mut bucket = Bucket::new(10, 20, 1_000);
    assert!(bucket.take(1_000, 20) && !bucket.take(1_000, 1));
    assert_eq!(bucket.next(1_000), 1_100);
    assert!(bucket.take(1_100, 1) && !bucket.take(0, 1));
    assert!(!bucket.take(50, 1) && bucket.take(100, 1));
}
