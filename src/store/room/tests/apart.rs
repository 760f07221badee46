//! Stories of people who were apart, of relays that ask who comes, and of a page that broke down.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::json;

use super::*;
use crate::document::TextField;
use crate::model::{CardId, Json, Part};

impl Story {
    pub(super) fn card_titled(&self, who: usize, title: &str) -> CardId {
        let mut cards = self.pages[who].state.map().cards.values();
        cards.find(|card| card.title == title).expect("it is there").id.clone()
    }

    pub(super) fn types(&mut self, who: usize, id: &CardId, field: TextField, text: &str) {
        let (id, text) = (id.clone(), text.to_owned());
        self.does(who, Action::Type { id, field, text });
    }

    pub(super) fn clashes(&self, who: usize) -> Rc<[Clash]> {
        self.pages[who].snapshot.as_ref().expect("shown").clashes.listed.clone()
    }
}

#[test]
fn what_two_changed_while_apart_is_listed_and_what_only_one_changed_is_not() {
    let (mut story, fay, bo, _) = Story::of_two(&["Grow", "Learn", "Sell"]);
    story.pass(3_000);
    // The tabs of one's browser are in touch whatever happens to the relay.
    let tabs = RoomStep::Wire { wire: 7, kind: WireKind::Shared, state: WireState::Open };
    story.does(bo, Action::Room(tabs));
    let (grow, learn) = (story.card_titled(bo, "Grow"), story.card_titled(bo, "Learn"));
    story.wire(bo, WireState::Reconnecting);
    story.types(bo, &grow, TextField::Title, "Grow in the north");
    story.types(fay, &grow, TextField::Title, "Shrink");
    story.types(bo, &learn, TextField::Title, "Learn on the job");
    story.types(fay, &learn, TextField::Notes, "Only hers");
    story.writes(bo, "New here");
    story.writes(fay, "New there");
    story.pass(3_600_000);
    assert!(story.clashes(bo).is_empty());
    story.wire(bo, WireState::Open);
    story.pass(10_000);
    assert_eq!(story.titles(bo), story.titles(fay));
    let [clash] = &story.clashes(bo)[..] else { panic!("one: {:?}", story.clashes(bo)) };
    assert_eq!(clash.spot, Spot::Card(grow.clone(), Part::Title));
    assert_eq!(
        (clash.here.as_str(), clash.there.as_str()),
        (Some("Grow in the north"), Some("Shrink"))
    );
    assert!(story.clashes(fay).is_empty(), "she was not away");
    // One is kept, as an edit like any other.
    story.does(bo, Action::Room(RoomStep::Settle { at: 0, keep: Keep::There }));
    story.pass(500);
    let title = |story: &Story, who: usize| {
        story.pages[who].state.map().card(&grow).expect("there").title.clone()
    };
    assert_eq!((title(&story, fay), title(&story, bo)), ("Shrink".to_owned(), "Shrink".to_owned()));
    assert!(story.clashes(bo).is_empty());
    story.does(bo, Action::Undo);
    story.pass(500);
    assert_ne!(title(&story, fay), "Shrink");
    // A number that does not exist settles nothing.
    story.does(bo, Action::Room(RoomStep::Settle { at: 9, keep: Keep::Here }));
}

#[test]
fn of_ranks_that_were_given_apart_only_the_one_of_both_is_listed_and_settling_it_leaves_the_others()
{
    let mut story = Story::begin();
    let fay = story.page();
    story.writes(fay, "Grow");
    let link = story.found(fay, Capability::Edit);
    let bo = story.joins(&link, "Bo");
    story.pass(3_000);
    let grow = story.card_titled(bo, "Grow");
    let ranks = |story: &mut Story, who: usize, value: Json| {
        let (id, key) = (grow.clone(), "ranks");
        story.does(who, Action::SetField { id, key, value });
    };
    story.wire(bo, WireState::Reconnecting);
    ranks(&mut story, bo, json!({"Ann": 1, "Cy": 3}));
    ranks(&mut story, fay, json!({"Ann": 2, "Di": 4}));
    story.wire(bo, WireState::Open);
    story.pass(10_000);
    let [clash] = &story.clashes(bo)[..] else { panic!("one: {:?}", story.clashes(bo)) };
    assert_eq!((&clash.here, &clash.there), (&json!({"Ann": 1}), &json!({"Ann": 2})));
    for keep in [Keep::Here, Keep::There] {
        let mine = keep == Keep::Here;
        let mut clashes = story.clashes(bo).to_vec();
        story.does(bo, Action::Room(RoomStep::Settle { at: 0, keep }));
        story.pass(500);
        let card = story.pages[fay].state.map().card(&grow).expect("there").clone();
        let ranks = card.fields.get("ranks").expect("given").to_json();
        assert_eq!(ranks, json!({"Ann": if mine { 1 } else { 2 }, "Cy": 3, "Di": 4}));
        story.pages[bo].state.room_shown.clashes.listed = clashes.drain(..).collect();
    }
}

/// Bo was away while both changed the same title.
fn apart() -> (Story, usize, CardId) {
    let (mut story, fay, bo, _) = Story::of_two(&["Grow"]);
    story.pass(3_000);
    let grow = story.card_titled(bo, "Grow");
    story.wire(bo, WireState::Reconnecting);
    story.types(bo, &grow, TextField::Title, "Grow in the north");
    story.types(fay, &grow, TextField::Title, "Shrink");
    story.pass(1_000);
    story.wire(bo, WireState::Open);
    story.pass(10_000);
    assert_eq!(story.clashes(bo).len(), 1);
    (story, bo, grow)
}

#[test]
fn the_list_is_there_after_a_reload_until_it_is_settled_and_goes_with_its_map() {
    let (mut story, bo, _) = apart();
    let listed = story.clashes(bo);
    // The page is reloaded.
    let old = &story.pages[bo];
    let (slot, log, kept) = (old.slot.clone(), old.log.clone(), old.kept.clone());
    let private = old.private.clone();
    assert!(private.iter().any(|(key, _)| *key == format!("apart.{slot}")), "{private:?}");
    let back = story.page();
    story.pages[back].private = private;
    story.does(back, Action::Loaded { slot: slot.clone(), entries: Ok(log) });
    story.does(back, Action::Room(RoomStep::Rejoin { kept: kept.expect("keys are kept") }));
    assert_eq!(story.clashes(back), listed);
    story.does(back, Action::Room(RoomStep::Settle { at: 0, keep: Keep::AsItIs }));
    assert!(story.pages[back].private.iter().all(|(key, _)| !key.starts_with("apart.")));
    // One that is not settled goes with the map.
    let row = (format!("apart.{slot}"), "[]".to_owned());
    story.pages[back].private.push(row);
    story.does(back, Action::RemoveStored { slot });
    assert!(story.pages[back].private.iter().all(|(key, _)| !key.starts_with("apart.")));
}

impl Story {
    /// The page is loaded again, while nobody can be heard from it.
    fn reloads_alone(&mut self, who: usize) -> usize {
        self.pass(1_000);
        let old = &mut self.pages[who];
        (old.online, old.topic, old.wakes, old.flush_at) = (false, None, None, None);
        let (slot, log, kept) = (old.slot.clone(), old.log.clone(), old.kept.clone());
        let private = old.private.clone();
        let back = self.page();
        self.pages[back].private = private;
        self.pages[back].log.clone_from(&log);
        self.pages[back].online = false;
        self.does(back, Action::Loaded { slot, entries: Ok(log) });
        self.does(back, Action::Room(RoomStep::Rejoin { kept: kept.expect("keys are kept") }));
        back
    }

    fn keeps_what_was_common(&self, who: usize) -> bool {
        self.pages[who].private.iter().any(|(_, text)| text.contains("\"common\""))
    }
}

#[test]
fn what_two_changed_is_listed_however_often_the_page_was_loaded_meanwhile() {
    let (mut story, fay, bo, _) = Story::of_two(&["Grow", "Learn", "Sell"]);
    story.pass(40_000);
    let [grow, learn, sell] = ["Grow", "Learn", "Sell"].map(|it| story.card_titled(bo, it));
    story.wire(bo, WireState::Reconnecting);
    assert!(!story.keeps_what_was_common(bo), "nothing was done yet that nobody has heard");
    story.types(bo, &grow, TextField::Title, "Grow in the north");
    let bo = story.reloads_alone(bo);
    assert!(story.keeps_what_was_common(bo));
    story.types(bo, &learn, TextField::Title, "Learn on the job");
    let bo = story.reloads_alone(bo);
    story.types(bo, &sell, TextField::Notes, "Only his");
    for (card, title) in [(&grow, "Shrink"), (&learn, "Forget"), (&sell, "Buy")] {
        story.types(fay, card, TextField::Title, title);
    }
    story.pass(3_600_000);
    story.wire(bo, WireState::Open);
    story.pass(10_000);
    assert_eq!(story.titles(bo), story.titles(fay));
    let listed = story.clashes(bo);
    let said = |at: usize| [&listed[at].here, &listed[at].there].map(|it| it.as_str());
    let mut all = [said(0), said(1)];
    all.sort();
    assert_eq!(
        all,
        [[Some("Grow in the north"), Some("Shrink")], [Some("Learn on the job"), Some("Forget")]]
    );
    assert_eq!(listed.len(), 2, "and nothing that only one of them changed");
    assert!(!story.keeps_what_was_common(bo), "nor anything that is not needed any more");
    assert!(story.clashes(fay).is_empty());
}

#[test]
fn a_map_that_was_opened_away_from_its_room_lists_what_was_changed_there() {
    let (mut story, fay, bo, _) = Story::of_two(&["Grow"]);
    story.pass(40_000);
    // The page is closed in the room and opened on the train.
    let bo = story.reloads_alone(bo);
    let grow = story.card_titled(bo, "Grow");
    story.types(bo, &grow, TextField::Title, "Grow in the north");
    story.types(fay, &grow, TextField::Title, "Shrink");
    // The tabs of this browser hear each other before the others are heard.
    let tabs = RoomStep::Wire { wire: 7, kind: WireKind::Shared, state: WireState::Open };
    story.does(bo, Action::Room(tabs));
    story.types(bo, &grow, TextField::Title, "Grow in the far north");
    story.pass(60_000);
    story.wire(bo, WireState::Open);
    story.pass(10_000);
    let [clash] = &story.clashes(bo)[..] else { panic!("one: {:?}", story.clashes(bo)) };
    assert_eq!(clash.here.as_str(), Some("Grow in the far north"));
    assert_eq!(clash.there.as_str(), Some("Shrink"));
    assert!(!story.keeps_what_was_common(bo));
    // Whoever comes back with nothing of their own has nothing to look at.
    let again = story.reloads_alone(bo);
    story.wire(again, WireState::Open);
    story.pass(10_000);
    assert_eq!(story.clashes(again).len(), 1, "only what was listed before");
}

#[test]
fn what_is_listed_before_the_storage_answers_is_added_to_what_it_has() {
    let (mut story, bo, grow) = apart();
    let key = format!("apart.{}", story.pages[bo].slot);
    let json =
        |field: &str| format!(r#"{{"card":"{grow}","field":"{field}","here":"a","there":"b"}}"#);
    let kept = format!("[{},{},{{}}]", json("~notes"), json("~title"));
    // As if it answered only now.
    story.pages[bo].state.room_shown.forget_recall();
    let rows = Ok(vec![(key.clone(), kept)]);
    story.does(bo, Action::PrivateRead { prefix: key, rows });
    let spots: Vec<_> = story.clashes(bo).iter().map(|clash| clash.spot.clone()).collect();
    assert_eq!(spots, [Part::Notes, Part::Title].map(|part| Spot::Card(grow.clone(), part)));
    assert_eq!(story.clashes(bo)[1].there.as_str(), Some("Shrink"), "the latest of one field");
    // A card that goes takes its fields along.
    story.does(bo, Action::RemoveCards { ids: vec![grow] });
    assert!(story.clashes(bo).is_empty());
}

#[test]
fn a_second_break_before_all_is_told_forgets_nothing() {
    let (mut story, fay, bo, _) = Story::of_two(&["Grow"]);
    story.pass(3_000);
    let grow = story.card_titled(bo, "Grow");
    story.wire(bo, WireState::Reconnecting);
    story.types(bo, &grow, TextField::Title, "Grow in the north");
    story.types(fay, &grow, TextField::Title, "Shrink");
    // Back for a moment in which nothing gets through.
    story.wire(bo, WireState::Open);
    story.wire(bo, WireState::Reconnecting);
    story.types(bo, &grow, TextField::Notes, "Later");
    story.pass(60_000);
    story.wire(bo, WireState::Open);
    story.pass(10_000);
    assert_eq!(story.clashes(bo).len(), 1);
    story.does(bo, Action::Room(RoomStep::Settle { at: 0, keep: Keep::AsItIs }));
    assert!(story.clashes(bo).is_empty());
}

#[test]
fn who_stays_in_touch_with_the_others_is_not_apart_where_one_direct_way_ends() {
    let (mut story, fay, bo, _) = Story::of_two(&["Grow"]);
    let way = |wire, kind, state| Action::Room(RoomStep::Wire { wire, kind, state });
    let phone = |story: &mut Story, state| story.does(bo, way(10, WireKind::Direct, state));
    let is_apart = |story: &Story| story.pages[bo].state.room_shown.apart.is_some();
    // Without a relay the other end of it was the only one.
    phone(&mut story, WireState::Open);
    story.pass(3_000);
    phone(&mut story, WireState::Closed);
    assert!(is_apart(&story));
    // Wire 1 is the tabs' here, wire 7 the relay's.
    phone(&mut story, WireState::Open);
    story.does(bo, way(7, WireKind::Shared, WireState::Open));
    story.pass(10_000);
    assert!(!is_apart(&story));
    phone(&mut story, WireState::Closed);
    assert!(!is_apart(&story), "the others are heard");
    // What all have heard since is nobody's loss when the relay breaks as well.
    let grow = story.card_titled(bo, "Grow");
    let ranks = |story: &mut Story, who: usize, rank: u8| {
        let (id, key, value) = (grow.clone(), "rank", json!(rank));
        story.does(who, Action::SetField { id, key, value });
        story.pass(5_000);
    };
    ranks(&mut story, fay, 3);
    ranks(&mut story, bo, 2);
    story.wire(bo, WireState::Reconnecting);
    story.types(bo, &grow, TextField::Notes, "His");
    story.types(fay, &grow, TextField::Title, "Shrink");
    story.pass(5_000);
    story.wire(bo, WireState::Open);
    story.pass(20_000);
    assert_eq!(story.titles(bo), ["Shrink"]);
    assert!(story.clashes(bo).is_empty(), "{:?}", story.clashes(bo));
}

#[test]
fn a_relay_that_asks_who_comes_is_answered_and_secrets_do_not_show() {
    let mut story = Story::begin();
    let fay = story.page();
    let place = Some("wss://relay.example".to_owned());
    story.does(fay, Action::Room(RoomStep::Found { name: "Fay".into(), place }));
    story.does(fay, Action::Room(RoomStep::LoginAsked(LoginAsked::Missing)));
    let shown = |story: &Story| story.pages[fay].snapshot.clone().expect("shown");
    assert_eq!(shown(&story).login, Some(LoginAsked::Missing));
    assert_eq!(shown(&story).view.overlay, crate::store::Overlay::Room);
    let login = RelayLogin { user: "workshop".into(), password: "hunter2".into() };
    let step = RoomStep::Login { login: login.clone(), keep: true };
    assert!(!format!("{step:?}").contains("hunter2"));
    let effects = update(&mut story.pages[fay].state, Action::Room(step));
    let wanted =
        Effect::Room(RoomEffect::Login { place: "wss://relay.example".into(), login, keep: true });
    assert!(effects.contains(&wanted));
    story.does(fay, Action::Room(RoomStep::LoginAsked(LoginAsked::Wrong)));
    assert_eq!(shown(&story).login, Some(LoginAsked::Wrong));
}

#[test]
fn a_page_that_broke_down_keeps_what_it_broke_down_over_and_is_deaf_to_its_sender() {
    let (mut story, fay, bo, link) = Story::of_two(&["Grow"]);
    let cleo = story.joins(&link, "Cleo");
    story.pass(3_000);
    let bos = story.view(bo).me;
    let mut frame = vec![1, 0, 0, 0, 0];
    frame.extend(bos);
    frame.extend([0; 40]);
    // Fay's page again, from what her browser keeps.
    let (slot, log) = (story.pages[fay].slot.clone(), story.pages[fay].log.clone());
    let kept = story.pages[fay].kept.clone().expect("keys are kept");
    story.pages[fay].online = false;
    (story.pages[fay].topic, story.pages[fay].wakes) = (None, None);
    let back = story.page();
    story.does(back, Action::Recovered { frame: Some(frame.clone()) });
    assert!(story.pages[back].private.iter().any(|(key, _)| key == "quarantine"));
    story.does(back, Action::Loaded { slot, entries: Ok(log) });
    story.does(back, Action::Room(RoomStep::Rejoin { kept }));
    story.does(back, Action::GoneOn { heard: true });
    story.pass(5_000);
    story.writes(bo, "Poison");
    story.writes(cleo, "Sound");
    story.pass(1_000);
    let names: Vec<_> = story.view(back).guests.iter().map(|it| it.name.clone()).collect();
    assert_eq!(names, ["Cleo"]);
    assert!(story.titles(back).contains(&"Sound".to_owned()));
    let notice = story.pages[back].state.view().notices.first().map(|it| it.message.key);
    assert_eq!(notice, Some("notice.recovered_from"));
    // What they sent can be looked at.
    let step = story.pages[back].state.view().notices.first().and_then(|it| it.step);
    let (step, _) = step.expect("a way to it");
    let effects = update(&mut story.pages[back].state, Action::Notice(step));
    let saved = effects.iter().find_map(|effect| match effect {
        Effect::Download { text, .. } => Some(text),
        _ => None,
    });
    assert!(saved.is_some_and(|text| text.contains(&Base64UrlUnpadded::encode_string(&frame))));
}
