//! Somebody with a link that only shows sends without end, and somebody else joins meanwhile.

use super::*;
use Capability::{Edit, Lead, View};

/// Parts of long messages that are never finished, from senders who do not exist.
struct Flood {
    senders: Vec<Rogue>,
    frames: usize,
}

impl Flood {
    const MESSAGES: usize = 4;
    const PARTS: u16 = 540;

    fn of(senders: u8) -> Self {
        let one = |n| {
            let mut rogue = Rogue::with(View);
            rogue.sender = [n; 8];
            rogue
        };
        Self { senders: (1..=senders).map(one).collect(), frames: 0 }
    }

    /// So many more frames reach this person: the next part of each message in turn.
    fn comes(&mut self, bench: &mut Bench, to: usize, frames: usize) {
        for _ in 0..frames {
            let (senders, n) = (self.senders.len(), self.frames);
            self.frames += 1;
            let message = 1 + (n / senders % Self::MESSAGES) as u32;
            // Never the last one: what was let go begins anew.
            let part = (n / senders / Self::MESSAGES) as u16 % (Self::PARTS - 1);
            let (kind, parts, body) = (Kind::Diff, Self::PARTS, vec![0; CHUNK]);
            let frame = self.senders[n % senders].frame(Part { kind, message, part, parts, body });
            bench.throw(to, WIRE, &frame);
        }
    }

    /// As much as is kept of all who come over one wire, at once.
    fn fills(&mut self, bench: &mut Bench, to: usize) {
        self.comes(bench, to, 2_200);
        assert!(held(bench, to) > 8_000_000, "{}", held(bench, to));
    }

    /// It goes on for so many seconds.
    fn goes_on(&mut self, bench: &mut Bench, to: usize, seconds: usize) {
        for _ in 0..20 * seconds {
            self.comes(bench, to, 15);
            bench.pass(50);
        }
        assert!(held(bench, to) <= 8 * 1024 * 1024);
    }
}

fn held(bench: &Bench, who: usize) -> usize {
    bench.members[who].session.peers.iter().map(|peer| peer.parts.bytes()).sum()
}

#[test]
fn s19_nobody_is_kept_out_by_messages_that_are_never_finished() {
    let mut bench = Bench::of(&[Lead]);
    bench.members[0].facts.all = (0..4_000).map(|n| (1, n, n as u8)).collect();
    let late = bench.join(Edit);
    // Before anybody answers.
    let mut flood = Flood::of(5);
    flood.fills(&mut bench, late);
    flood.goes_on(&mut bench, late, 3);
    assert_eq!(bench.members[late].facts.all.len(), 4_000);
}

#[test]
fn s19_a_flood_does_not_silence_viewers_either() {
    let mut bench = Bench::of(&[Lead, View, View]);
    // One of them is so long that it comes in parts.
    bench.with(0, |now, session, facts| {
        facts.news = (0..1_000).map(|n| (1, n, n as u8)).collect();
        facts.all = facts.news.clone();
        session.edited(now);
    });
    bench.pass(1_000);
    bench.with(0, |now, session, _| session.leave(now));
    let late = bench.join(View);
    let mut flood = Flood::of(40);
    flood.fills(&mut bench, late);
    flood.goes_on(&mut bench, late, 4);
    assert_eq!(bench.members[late].facts.all.len(), 1_000);
}

#[test]
fn s4_nobody_is_kept_from_answering_by_answers_that_never_come() {
    let mut bench = Bench::of(&[Lead, Edit]);
    bench.members[0].facts.all = vec![(1, 0, 1)];
    bench.members[1].facts.all = vec![(1, 0, 1)];
    let late = bench.join(Edit);
    let mut rogue = Rogue::with(View);
    // Each time as if somebody had begun to answer a question from an empty map, sooner than anybody answers it.
    let asked = <sha2::Sha256 as sha2::Digest>::digest([]);
    let body = [&asked[..8], &[0; CHUNK - 8]].concat();
    for _ in 0..625 {
        rogue.message += 1;
        let (kind, message) = (Kind::Diff, rogue.message);
        let frame = rogue.frame(Part { kind, message, part: 0, parts: 9, body: body.clone() });
        (0..2).for_each(|to| bench.throw(to, WIRE, &frame));
        bench.pass(8);
    }
    assert!(bench.members[late].facts.has(1));
}
