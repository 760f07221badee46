//! People who write, lose their connection, are killed and come back, while whoever leads erases somebody now and then:
//! whatever the order, all have one map in the end, nobody who was erased is in it, and no word is lost.

use super::*;
use crate::store::RegisterAction;

struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.0 >> 33) % most
    }
}

fn walk(seed: u64) {
    let mut story = Story::begin();
    let mut chance = Chance(seed * 2 + 1);
    let mut fay = story.page();
    story.writes(fay, "Grow");
    let link = story.found(fay, Capability::Edit);
    let mut others: Vec<usize> = ["Bo", "Cleo", "Di"].map(|name| story.joins(&link, name)).to_vec();
    story.pass(20_000);
    let (mut written, mut erased, mut people) = (Vec::new(), Vec::new(), 0);
    for step in 0..60 {
        let at = chance.below(3) as usize;
        let who = others[at];
        let title = format!("Thought {step}");
        match chance.below(12) {
            0..=3 => {
                story.writes(who, &title);
                written.push(title);
            }
            4 => {
                story.writes(fay, &title);
                written.push(title);
            }
            5 => {
                people += 1;
                let line = format!("Person Number{people}, buyer");
                let somebody = if chance.below(2) == 0 { fay } else { who };
                story.does(somebody, Action::Register(RegisterAction::Add(line)));
            }
            6 | 7 => {
                let there = story.pages[who].online;
                let state = if there { WireState::Reconnecting } else { WireState::Open };
                story.wire(who, state);
            }
            8 => {
                story.pass(1_000);
                let online = story.pages[who].online;
                others[at] = story.reloads(who, online);
            }
            9 | 10 => {
                let mut cards = story.pages[fay].state.map().cards.values();
                let somebody = cards.find(|card| card.title.starts_with("Person"));
                if let Some((id, name)) = somebody.map(|it| (it.id.clone(), it.title.clone())) {
                    story.does(fay, Action::Register(RegisterAction::Erase(id.clone())));
                    if story.pages[fay].state.map().card(&id).is_none() {
                        erased.push(name);
                    }
                }
            }
            // Whoever leads is killed, and comes back in a while.
            11 if chance.below(3) == 0 => {
                story.pass(1_000);
                let pause = [0, 5_000, 100_000][chance.below(3) as usize];
                story.dies(fay);
                story.pass(pause);
                fay = story.reloads(fay, true);
            }
            _ => {
                // What was written just before is lost with a page that dies; what was written a while ago is not.
                let pause = [10, 300, 4_000, 45_000, 3_600_000][chance.below(5) as usize];
                story.pass(pause);
            }
        }
    }
    story.pass(1_000);
    for who in &others {
        if !story.pages[*who].online {
            story.wire(*who, WireState::Open);
        }
    }
    let all = [&[fay][..], &others].concat();
    story.pass(120_000);
    for name in &erased {
        story.agree_without(&all, name);
    }
    let titles = story.titles(fay);
    for who in &all {
        assert_eq!(story.titles(*who), titles, "seed {seed}, page {who}");
    }
    let lost: Vec<_> = written.iter().filter(|title| !titles.contains(title)).collect();
    assert!(lost.is_empty(), "seed {seed} lost {lost:?}");
    let twice = titles.windows(2).find(|pair| pair[0] == pair[1]);
    assert!(twice.is_none(), "seed {seed} has {twice:?} twice");
}

#[test]
fn whatever_happens_in_whatever_order_nothing_is_lost_and_nobody_comes_back() {
    (0..6).for_each(walk);
}
