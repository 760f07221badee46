//! A hub with eight direct guests, and two people behind it on a relay: a star, in which everything goes through the hub.

use super::*;
use Capability::{Edit, Lead, View};

pub(super) const RELAY: WireId = 2;
/// A guest's only wire. The hub's are numbered from it.
const HUB: WireId = 10;
/// At the hub, the wire of somebody who keeps to no rule.
pub(super) const ROGUE: WireId = 90;

/// Where a frame goes: to whom, over which of their wires.
pub(super) type Way = (usize, WireId);

pub(super) struct Star {
    pub now: u64,
    pub members: Vec<Member>,
    /// Both ends of each direct wire.
    links: Vec<(Way, Way)>,
    paired: WireId,
    on_relay: Vec<usize>,
    /// What the hub gave to whoever keeps to no rule.
    pub overheard: Vec<Vec<u8>>,
}

impl Star {
    /// A hub that leads, guests with these links, and two editors on a relay, who know each other.
    pub fn of(guests: &[Capability]) -> Self {
        let mut star = Self {
            now: 100_000,
            members: Vec::new(),
            links: Vec::new(),
            paired: 0,
            on_relay: Vec::new(),
            overheard: Vec::new(),
        };
        star.come(Lead);
        star.meet_on_relay(0);
        for (guest, capability) in (1..).zip(guests) {
            star.come(*capability);
            star.pair(0, guest);
        }
        for _ in 0..2 {
            let who = star.come(Edit);
            star.meet_on_relay(who);
        }
        star.pass(8_000);
        star
    }

    fn come(&mut self, capability: Capability) -> usize {
        let client = 1 + self.members.len() as u64;
        self.members.push(Member::new(self.now, client, capability));
        self.members.len() - 1
    }

    fn meet_on_relay(&mut self, who: usize) {
        self.on_relay.push(who);
        self.with(who, |now, session, _| session.open(now, RELAY, WireKind::Shared));
    }

    /// Connects a guest directly to the page that is their hub from then on.
    pub fn pair(&mut self, hub: usize, guest: usize) {
        let (there, here) = (HUB + self.paired, HUB);
        self.paired += 1;
        self.links.push(((hub, there), (guest, here)));
        self.members[hub].session.set_bridging(true);
        self.members[hub].session.open(self.now, there, WireKind::Direct);
        self.with(guest, |now, session, _| session.open(now, here, WireKind::Direct));
    }

    /// Somebody is let in who keeps to no rule.
    pub fn let_in_a_rogue(&mut self) {
        self.with(0, |now, session, _| session.open(now, ROGUE, WireKind::Direct));
        self.pass(100);
    }

    pub fn rogue_says(&mut self, frame: &[u8]) {
        self.with(0, |now, session, facts| session.on_frame(now, ROGUE, frame, facts));
    }

    /// A page is closed without a word: its wires end, and nothing comes from it.
    pub fn dies(&mut self, who: usize) {
        self.on_relay.retain(|it| *it != who);
        self.members[who].session.close(RELAY);
        let ends = |link: &&(Way, Way)| link.0.0 == who || link.1.0 == who;
        for (one, other) in self.links.iter().filter(ends).copied().collect::<Vec<_>>() {
            self.cut(one);
            self.cut(other);
        }
    }

    /// Nothing comes over a guest's wire any more, which the hub does not know yet.
    pub fn loses_wire(&mut self, guest: usize) {
        self.links.retain(|link| link.1.0 != guest);
        self.members[guest].session.close(HUB);
    }

    /// A direct wire ends at both sides.
    fn cut(&mut self, (who, wire): Way) {
        let other = self.other_end((who, wire));
        self.links.retain(|(a, b)| *a != (who, wire) && *b != (who, wire));
        self.members[who].session.close(wire);
        if let Some((who, wire)) = other {
            self.members[who].session.close(wire);
        }
    }

    fn other_end(&self, way: Way) -> Option<Way> {
        self.links.iter().find_map(|(a, b)| match way {
            way if way == *a => Some(*b),
            way if way == *b => Some(*a),
            _ => None,
        })
    }

    pub fn with<T>(
        &mut self,
        who: usize,
        act: impl FnOnce(u64, &mut Session, &mut Facts) -> T,
    ) -> T {
        let member = &mut self.members[who];
        let result = act(self.now, &mut member.session, &mut member.facts);
        self.pump();
        result
    }

    pub fn write(&mut self, who: usize, what: u8) {
        let client = self.members[who].client;
        self.with(who, |now, session, facts| {
            facts.write(client, what);
            session.edited(now);
        });
    }

    /// Carries what was said until nobody says more at this moment.
    fn pump(&mut self) {
        loop {
            let mut said = Vec::new();
            for who in 0..self.members.len() {
                while let Some(output) = self.members[who].session.poll() {
                    match output {
                        Output::Send(wire, frame) => said.push((who, wire, frame)),
                        Output::Event(event) => self.members[who].events.push(event),
                        Output::Close(wire) => {
                            self.members[who].closed.push(wire);
                            self.cut((who, wire));
                        }
                    }
                }
            }
            if said.is_empty() {
                return;
            }
            for (from, wire, frame) in said {
                self.carry(from, wire, &frame);
            }
        }
    }

    fn carry(&mut self, from: usize, wire: WireId, frame: &[u8]) {
        if wire == ROGUE {
            self.overheard.push(frame.to_vec());
            return;
        }
        let to: Vec<Way> = match wire {
            RELAY => self.on_relay.iter().map(|who| (*who, RELAY)).collect(),
            wire => self.other_end((from, wire)).into_iter().collect(),
        };
        for (who, wire) in to.into_iter().filter(|(who, _)| *who != from) {
            let member = &mut self.members[who];
            member.session.on_frame(self.now, wire, frame, &mut member.facts);
        }
    }

    pub fn pass(&mut self, ms: u64) {
        let end = self.now + ms;
        loop {
            let wakes = self.members.iter().enumerate();
            let next = wakes.filter_map(|(who, it)| Some((it.session.wakes_at(self.now)?, who)));
            let Some((at, who)) = next.min().filter(|(at, _)| *at <= end) else { break };
            self.now = self.now.max(at);
            self.with(who, |now, session, facts| session.on_timer(now, facts));
        }
        self.now = end;
    }

    pub fn sender(&self, who: usize) -> Sender {
        self.members[who].session.sender()
    }

    /// How many others somebody sees here.
    pub fn company(&self, who: usize) -> usize {
        self.members[who].session.people().count()
    }

    pub fn have(&self, what: u8) -> Vec<usize> {
        let who = self.members.iter().enumerate().filter(|(_, it)| it.facts.has(what));
        who.map(|(who, _)| who).collect()
    }

    /// Where somebody is, as another sees it.
    pub fn place(&self, of: usize, seen_by: usize) -> Option<Vec<u8>> {
        let sender = self.sender(of);
        let mut people = self.members[seen_by].session.people();
        people.find(|it| it.sender == sender)?.presence.clone()
    }

    /// Wires that anybody has closed.
    pub fn closed(&self) -> Vec<Way> {
        let of = |(who, member): (usize, &Member)| -> Vec<Way> {
            member.closed.iter().map(|wire| (who, *wire)).collect()
        };
        self.members.iter().enumerate().flat_map(of).collect()
    }
}

pub(super) fn everybody() -> Vec<usize> {
    (0..11).collect()
}

/// Eight guests, one of whom may only look.
pub(super) fn star() -> Star {
    Star::of(&[Edit, Edit, Edit, View, Edit, Edit, Edit, Edit])
}

#[test]
fn s12_a_star_of_eight_is_one_room() {
    let mut star = star();
    assert!((0..11).all(|who| star.company(who) == 10), "everybody sees everybody");
    for who in (0..11).filter(|who| *who != 4) {
        star.write(who, who as u8);
        star.with(who, |now, session, _| session.set_presence(now, &[who as u8]));
    }
    star.pass(500);
    for who in (0..11).filter(|who| *who != 4) {
        assert_eq!(star.have(who as u8), everybody(), "what {who} wrote");
        let seen = (0..11).filter(|other| *other != who);
        let place = Some(vec![who as u8]);
        assert!(seen.clone().all(|other| star.place(who, other) == place), "where {who} is");
    }
    star.pass(30_000);
    let standing = |it: &Member| it.session.standing() == Standing::CaughtUp;
    assert!(star.members.iter().all(standing));
    assert_eq!(star.closed(), []);
}

#[test]
fn s12_a_map_comes_to_a_late_guest_through_the_hub_from_whoever_has_it() {
    let mut star = star();
    // A large edit by a guest, then one by somebody on the relay.
    for (who, client) in [(3, 4), (9, 10)] {
        star.with(who, |now, session, facts| {
            let news: Vec<_> = (0..1_000).map(|n| (client, n, 7)).collect();
            facts.all.extend(news.clone());
            facts.news = news;
            session.edited(now);
        });
        star.pass(2_000);
    }
    assert!(star.members.iter().all(|it| it.facts.all.len() == 2_000));
    let late = star.come(Edit);
    star.pair(0, late);
    star.pass(2_000);
    assert_eq!(star.members[late].facts.all.len(), 2_000);
    assert_eq!(star.company(late), 11);
    assert_eq!(star.closed(), []);
}

#[test]
fn s10_a_guest_who_goes_is_seen_gone_at_once_or_after_a_silence() {
    let mut star = star();
    star.with(2, |now, session, _| session.leave(now));
    star.pass(10);
    let others = |gone: &[usize]| (0..11).filter(|who| !gone.contains(who)).collect::<Vec<_>>();
    assert!(others(&[2]).iter().all(|who| star.company(*who) == 9), "the good-bye went on to all");
    star.dies(6);
    star.pass(4_000);
    assert!(others(&[2, 6]).iter().all(|who| star.company(*who) == 9), "perhaps they come back");
    star.pass(36_000);
    assert_eq!(
        (star.company(0), star.company(1)),
        (8, 9),
        "the hub knows that their wire has ended"
    );
    star.pass(80_000);
    assert!(others(&[2, 6]).iter().all(|who| star.company(*who) == 8));
    star.write(1, 77);
    star.pass(100);
    assert_eq!(star.have(77), others(&[2, 6]));
}

#[test]
fn s5_a_star_whose_hub_dies_goes_on_apart_and_is_one_again_around_another() {
    let mut star = star();
    star.dies(0);
    assert!((1..9).all(|who| star.members[who].session.standing() == Standing::Offline));
    (1..11).filter(|who| *who != 4).for_each(|who| star.write(who, 100 + who as u8));
    star.pass(5_000);
    assert_eq!(star.have(105), [5], "a guest works on alone");
    assert_eq!(star.have(109), [9, 10], "the relay needs no hub");
    // One of the guests is the hub from now on; the relay lets it in as well.
    star.meet_on_relay(1);
    (2..9).for_each(|guest| star.pair(1, guest));
    star.pass(5_000);
    for who in (1..11).filter(|who| *who != 4) {
        assert_eq!(star.have(100 + who as u8), (1..11).collect::<Vec<_>>(), "what {who} wrote");
    }
    assert!((1..11).all(|who| star.members[who].session.standing() == Standing::CaughtUp));
}

#[test]
fn s10_a_guest_whose_page_dies_is_soon_gone_and_one_who_has_another_wire_is_not() {
    let mut star = Star::of(&[Edit, Edit, Edit]);
    star.meet_on_relay(2);
    star.pass(5_000);
    let (dead, moved) = (star.sender(1), star.sender(2));
    star.dies(1);
    let both_ends = star.links.iter().find(|(_, guest)| guest.0 == 2).copied();
    star.cut(both_ends.expect("paired").1);
    star.write(2, 66);
    star.pass(200);
    assert_eq!(star.have(66), [0, 2, 3, 4, 5], "who has moved is heard at once");
    star.pass(40_000);
    let here: Vec<_> = star.members[0].session.people().map(|it| it.sender).collect();
    assert!(!here.contains(&dead), "nobody is shown for long who is gone");
    assert!(here.contains(&moved));
}
