//! Somebody is erased by whoever leads: from everybody's copy, and nothing else is lost.

use super::*;
use crate::document::TextField;
use crate::exchange;
use crate::model::CardKind;
use crate::store::RegisterAction;

pub(super) const NAME: &str = "Ana Ruiz";

pub(super) fn holds(bytes: &[u8], word: &str) -> bool {
    let bytes = String::from_utf8_lossy(bytes).to_lowercase();
    bytes.contains(&word.to_lowercase())
}

impl Story {
    /// Somewhere in what this browser keeps or knows.
    pub(super) fn tells_of(&self, who: usize, word: &str) -> bool {
        let page = &self.pages[who];
        page.log.iter().any(|(_, bytes)| holds(bytes, word))
            || page.left.iter().any(|bytes| holds(bytes, word))
            || page.private.iter().any(|(_, text)| holds(text.as_bytes(), word))
            || holds(&page.state.replica.encode(), word)
            || holds(exchange::canonical(page.state.map()).as_bytes(), word)
            || page.state.own_pictures().any(|map| holds(exchange::canonical(map).as_bytes(), word))
    }

    pub(super) fn person(&mut self, who: usize, line: &str) -> CardId {
        self.does(who, Action::Register(RegisterAction::Add(line.to_owned())));
        self.pass(500);
        let mut cards = self.pages[who].state.map().cards.values();
        let name = line.split(',').next().expect("a name");
        cards.find(|card| card.title == name).expect("somebody").id.clone()
    }

    pub(super) fn erases(&mut self, who: usize, id: &CardId) {
        self.does(who, Action::Register(RegisterAction::Erase(id.clone())));
    }

    pub(super) fn says(&mut self, who: usize, title: &str, text: &str) {
        let id = self.id(who, title);
        let (field, text) = (TextField::Title, text.to_owned());
        self.does(who, Action::Type { id, field, text });
    }

    pub(super) fn id(&self, who: usize, title: &str) -> CardId {
        let mut cards = self.pages[who].state.map().cards.values();
        cards.find(|card| card.title == title).expect("a card").id.clone()
    }

    pub(super) fn asks_something(&mut self, who: usize) {
        let invitation = Some("#write.1.x".to_owned());
        self.does(who, Action::Room(RoomStep::Invite(invitation)));
        self.pass(1_000);
    }

    pub(super) fn notices(&self, who: usize) -> Vec<&'static str> {
        let notices = &self.pages[who].state.view().notices;
        notices.iter().map(|notice| notice.message.key).collect()
    }

    /// Everybody shows one map, which is the room's, and nobody has the word any more.
    pub(super) fn agree_without(&mut self, pages: &[usize], word: &str) {
        self.pass(60_000);
        let first = exchange::canonical(self.pages[pages[0]].state.map());
        for who in pages {
            assert_eq!(exchange::canonical(self.pages[*who].state.map()), first, "page {who}");
            assert!(!self.tells_of(*who, word), "page {who} has {word}");
            let common = self.pages[*who].private.iter().any(|(_, row)| row.contains("\"common\""));
            assert!(!common, "page {who} keeps what was common, which may tell of {word}");
            assert_eq!(self.view(*who).standing, Standing::CaughtUp, "page {who}");
            assert!(self.pages[*who].state.room_shown.coming.is_none());
        }
    }

    /// The page is gone without a word, and with what it was about to write.
    pub(super) fn dies(&mut self, who: usize) {
        let page = &mut self.pages[who];
        (page.online, page.topic, page.wakes, page.flush_at) = (false, None, None, None);
    }

    /// The page is killed and opened again, with what its browser keeps.
    pub(super) fn reloads(&mut self, who: usize, online: bool) -> usize {
        self.dies(who);
        let page = &self.pages[who];
        let (slot, log, kept) = (page.slot.clone(), page.log.clone(), page.kept.clone());
        let (private, stored) = (page.private.clone(), page.stored.clone());
        let (left, beside) = (page.left.clone(), page.beside.clone());
        let back = self.page();
        let page = &mut self.pages[back];
        (page.private, page.stored, page.left, page.beside) = (private, stored, left, beside);
        self.does(back, Action::Loaded { slot: slot.clone(), entries: Ok(log.clone()) });
        (self.pages[back].slot, self.pages[back].log) = (slot, log);
        let kept = kept.expect("keys are kept");
        self.does(back, Action::Room(RoomStep::Rejoin { kept }));
        if !online {
            self.wire(back, WireState::Reconnecting);
        }
        self.pass(3_000);
        back
    }
}

/// Fay leads, Bo edits; Ana is on the map, a card names her, and another does not.
pub(super) fn begins(story: &mut Story) -> (usize, usize, CardId, RoomLink) {
    let fay = story.page();
    let ana = story.person(fay, "Ana Ruiz, head of stores");
    story.writes(fay, "Guides that Ana Ruiz asked for");
    story.writes(fay, "Grow");
    story.writes(fay, "Learn");
    let link = story.found(fay, Capability::Edit);
    let bo = story.joins(&link, "Bo");
    story.pass(5_000);
    assert!(story.tells_of(bo, NAME), "the search finds what is there");
    (fay, bo, ana, link)
}

#[test]
fn whoever_leads_erases_somebody_from_everybodys_copy_and_the_room_goes_on() {
    let mut story = Story::begin();
    let (fay, bo, ana, link) = begins(&mut story);
    let vi = story.link(fay, Capability::View);
    let vi = story.joins(&vi, "Vi");
    story.pass(5_000);
    let slot = story.pages[bo].slot.clone();
    story.erases(fay, &ana);
    story.pass(2_000);
    assert_eq!(story.titles(bo), ["Grow", "Guides that somebody asked for", "Learn"]);
    assert_eq!(story.notices(fay), ["erase.for_all"]);
    assert_eq!(
        (story.notices(bo), story.notices(vi)),
        (vec!["erase.by_leader"], vec!["erase.by_leader"])
    );
    assert_ne!(story.pages[bo].slot, slot);
    story.says(bo, "Grow", "Grow faster");
    story.writes(fay, "Save");
    story.agree_without(&[fay, bo, vi], NAME);
    assert_eq!(story.titles(vi).len(), 4);
    assert!(story.titles(vi).contains(&"Grow faster".to_owned()));
    // Undo leads no further back than that.
    for _ in 0..5 {
        story.does(bo, Action::Undo);
    }
    story.agree_without(&[fay, bo, vi], NAME);
    // Somebody who was only just written down is known to nobody either.
    let sid = story.person(fay, "Sid Field, buyer");
    story.writes(bo, "Ask Sid Field");
    story.writes(fay, "Sid Field asks");
    story.erases(fay, &sid);
    story.agree_without(&[fay, bo, vi], "Sid Field");
    // The link from before leads into the same room, and what was said there before is not heard again.
    let cleo = story.joins(&link, "Cleo");
    let before = story.frames.clone();
    for bytes in before {
        story.does(cleo, Action::Room(RoomStep::Frame { wire: WIRE, bytes }));
    }
    story.agree_without(&[fay, bo, vi, cleo], NAME);
    // Reloads come back into it, and erase nobody again.
    let bo = story.reloads(bo, true);
    story.writes(bo, "Back");
    story.agree_without(&[fay, bo, vi, cleo], NAME);
    story.pass(60_000);
    assert_eq!(story.view(fay).guests.len(), 3);
}

#[test]
fn who_was_away_gets_the_map_without_them_and_loses_nothing_that_was_done_meanwhile() {
    let mut story = Story::begin();
    let (fay, bo, ana, link) = begins(&mut story);
    let cleo = story.joins(&link, "Cleo");
    story.wire(bo, WireState::Reconnecting);
    story.wire(cleo, WireState::Reconnecting);
    story.writes(bo, "On the train with Ana Ruiz");
    story.says(bo, "Grow", "Grow faster");
    let learn = story.id(bo, "Learn");
    let guides = story.id(bo, "Guides that Ana Ruiz asked for");
    let (from, to) = (guides.clone(), story.id(bo, "Grow faster"));
    story.does(bo, Action::Link { from, to, kind: None });
    let rank = serde_json::json!(2);
    story.does(bo, Action::SetField { id: guides.clone(), key: "rank", value: rank });
    story.does(bo, Action::RemoveCards { ids: vec![learn] });
    story.says(fay, "Grow", "We Grow");
    story.erases(fay, &ana);
    story.pass(3_600_000);
    story.writes(fay, "In the room");
    story.wire(bo, WireState::Open);
    story.wire(cleo, WireState::Open);
    story.agree_without(&[fay, bo, cleo], NAME);
    let titles = [
        "Guides that somebody asked for",
        "In the room",
        "On the train with somebody",
        "We Grow faster",
    ];
    assert_eq!(story.titles(fay), titles);
    let map = story.pages[fay].state.map();
    assert_eq!(map.links.size(), story.pages[bo].state.map().links.size());
    let card = map.card(&guides).expect("it is there");
    assert_eq!(card.fields.get("rank").map(crate::model::Value::to_json), Some(2.into()));
    story.does(bo, Action::Undo);
    story.agree_without(&[fay, bo, cleo], NAME);
}

#[test]
fn an_edit_on_its_way_arrives_in_the_map_without_them() {
    let mut story = Story::begin();
    let (fay, bo, ana, link) = begins(&mut story);
    let cleo = story.joins(&link, "Cleo");
    for title in ["One", "Two", "Three"] {
        story.writes(bo, title);
    }
    story.says(cleo, "Grow", "Grow x");
    story.says(cleo, "Grow x", "Grow xy");
    // Before the next breath: none of these has been said.
    assert!(!story.titles(fay).contains(&"Three".to_owned()));
    story.erases(fay, &ana);
    story.agree_without(&[fay, bo, cleo], NAME);
    let titles = story.titles(fay);
    for title in ["One", "Two", "Three", "Grow xy"] {
        assert!(titles.contains(&title.to_owned()), "{title} in {titles:?}");
    }
}

#[test]
fn what_was_written_away_from_the_room_survives_a_killed_browser_and_brings_nothing_back() {
    let mut story = Story::begin();
    let (fay, bo, ana, _) = begins(&mut story);
    story.pass(60_000);
    story.wire(bo, WireState::Reconnecting);
    story.writes(bo, "On the train");
    story.pass(3_000);
    let bo = story.reloads(bo, false);
    story.writes(bo, "Still on the train");
    story.pass(3_000);
    let learn = story.id(fay, "Learn");
    story.does(fay, Action::RemoveCards { ids: vec![learn] });
    story.says(fay, "Grow", "Grow faster");
    story.erases(fay, &ana);
    story.pass(5_000);
    let bo = story.reloads(bo, true);
    story.agree_without(&[fay, bo], NAME);
    let titles =
        ["Grow faster", "Guides that somebody asked for", "On the train", "Still on the train"];
    assert_eq!(story.titles(fay), titles);
    // Who changed nothing brings nothing back either.
    let (sid, back) = (story.link(fay, Capability::Edit), story.person(fay, "Sid Field, buyer"));
    let cleo = story.joins(&sid, "Cleo");
    story.pass(60_000);
    story.wire(cleo, WireState::Reconnecting);
    let train = story.id(fay, "On the train");
    story.does(fay, Action::RemoveCards { ids: vec![train] });
    story.erases(fay, &back);
    story.pass(5_000);
    let cleo = story.reloads(cleo, true);
    story.agree_without(&[fay, bo, cleo], "Sid Field");
    assert!(!story.titles(fay).contains(&"On the train".to_owned()));
}

#[test]
fn a_second_person_is_erased_later_and_who_missed_both_catches_up() {
    let mut story = Story::begin();
    let (fay, bo, ana, link) = begins(&mut story);
    let sid = story.person(fay, "Sid Field, buyer");
    story.pass(40_000);
    story.wire(bo, WireState::Reconnecting);
    story.writes(bo, "Alone");
    story.erases(fay, &ana);
    story.pass(5_000);
    let cleo = story.joins(&link, "Cleo");
    story.writes(cleo, "Between");
    story.erases(fay, &sid);
    story.pass(5_000);
    let cleo = story.reloads(cleo, true);
    story.wire(bo, WireState::Open);
    story.agree_without(&[fay, bo, cleo], NAME);
    story.agree_without(&[fay, bo, cleo], "Sid Field");
    assert_eq!(
        story.titles(bo),
        ["Alone", "Between", "Grow", "Guides that somebody asked for", "Learn"]
    );
    // The workshop of the room is led as before.
    story.does(fay, Action::Room(RoomStep::Lead(b"stage 2".to_vec())));
    story.pass(2_000);
    assert_eq!(story.view(bo).led.as_ref().map(|it| it.1.to_vec()), Some(b"stage 2".to_vec()));
    let fay = story.reloads(fay, true);
    story.agree_without(&[fay, bo, cleo], NAME);
}

#[test]
fn moments_that_two_note_while_apart_all_stay_also_where_somebody_else_is_erased_meanwhile() {
    for erases in [false, true] {
        let mut story = Story::begin();
        let (fay, bo, ana, _) = begins(&mut story);
        let sid = story.person(fay, "Sid Field, buyer");
        let note = |story: &mut Story, who: usize, all: &[&str]| {
            let value = all.iter().map(|what| serde_json::json!({ "what": what })).collect();
            story.does(who, Action::SetField { id: sid.clone(), key: "spectrum", value });
        };
        note(&mut story, fay, &["Met"]);
        story.pass(40_000);
        story.wire(bo, WireState::Reconnecting);
        note(&mut story, bo, &["Met", "By Bo"]);
        note(&mut story, fay, &["Met", "By Fay"]);
        if erases {
            story.erases(fay, &ana);
        }
        story.pass(5_000);
        story.wire(bo, WireState::Open);
        story.pass(60_000);
        for who in [fay, bo] {
            let card = story.pages[who].state.map().card(&sid).expect("somebody").clone();
            let all = card.fields.get("spectrum").expect("moments").to_json().to_string();
            assert!(
                ["Met", "By Bo", "By Fay"].iter().all(|it| all.contains(it)),
                "{erases}: {all}"
            );
        }
        assert!(story.pages[bo].snapshot.as_ref().is_some_and(|it| it.clashes.is_empty()));
    }
}

#[test]
fn two_tabs_that_are_together_and_cut_off_from_the_others_lose_nothing() {
    let mut story = Story::begin();
    let (fay, bo, ana, link) = begins(&mut story);
    let tab = story.joins(&link, "Bo");
    story.pass(40_000);
    // The relay is lost; the tabs of one browser go on hearing each other.
    let relay = |story: &mut Story, state| {
        for who in [bo, tab] {
            let step = RoomStep::Wire { wire: 2, kind: WireKind::Shared, state };
            story.does(who, Action::Room(step));
        }
    };
    relay(&mut story, WireState::Open);
    story.pages[fay].online = false;
    relay(&mut story, WireState::Reconnecting);
    story.writes(bo, "From one tab");
    story.writes(tab, "From the other");
    story.pass(3_600_000);
    story.erases(fay, &ana);
    story.pass(5_000);
    story.pages[fay].online = true;
    relay(&mut story, WireState::Open);
    story.agree_without(&[fay, bo, tab], NAME);
    for title in ["From one tab", "From the other"] {
        assert!(story.titles(fay).contains(&title.to_owned()), "{title}");
    }
}

#[test]
fn a_person_of_another_kind_of_card_is_not_erased() {
    let mut story = Story::begin();
    let (fay, bo, ..) = begins(&mut story);
    let grow = story.id(fay, "Grow");
    assert_eq!(
        story.pages[fay].state.map().card(&grow).map(|it| it.kind),
        Some(CardKind::Priority)
    );
    story.erases(fay, &grow);
    story.pass(2_000);
    assert_eq!(story.notices(fay), ["erase.cannot"]);
    assert!(story.pages[bo].state.map().card(&grow).is_some());
}
