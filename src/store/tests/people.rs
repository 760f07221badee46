//! The people of a map, and what only this browser knows about them.

use std::collections::BTreeMap;

use base64ct::{Base64, Encoding};

use super::Story;
use crate::exchange;
use crate::model::{CardId, Json, Lane, LinkKind};
use crate::store::*;

mod erasing;

/// What one browser keeps privately, shared by its tabs.
type Kept = BTreeMap<String, String>;

/// Carries out what the story asked of its private storage, until it asks no more.
fn settle(story: &mut Story, kept: &mut Kept) {
    while step(story, kept) {}
}

/// One thing that was asked of the storage.
fn step(story: &mut Story, kept: &mut Kept) -> bool {
    let asks = |effect: &Effect| {
        matches!(
            effect,
            Effect::ReadPrivate { .. }
                | Effect::SwapPrivate { .. }
                | Effect::Later(Action::Private(_))
        )
    };
    let Some(at) = story.effects.iter().position(asks) else { return false };
    match story.effects.remove(at) {
        Effect::ReadPrivate { prefix } => {
            let rows = kept.iter().filter(|(key, _)| key.starts_with(&prefix));
            let rows = Ok(rows.map(|(key, text)| (key.clone(), text.clone())).collect());
            story.does(Action::PrivateRead { prefix, rows });
        }
        Effect::SwapPrivate { key, known, text } => {
            let there = kept.get(&key).cloned();
            let swapped = if there != known {
                Swapped::Other(there)
            } else {
                match text {
                    Some(text) => drop(kept.insert(key.clone(), text)),
                    None => drop(kept.remove(&key)),
                }
                Swapped::Done
            };
            story.does(Action::Private(PrivateAction::Swapped { key, result: Ok(swapped) }));
        }
        Effect::Later(action) => drop(story.does(action)),
        _ => {}
    }
    true
}

fn adds(story: &mut Story, line: &str) -> CardId {
    story.does(Action::Register(RegisterAction::Add(line.to_owned())));
    story.card(line.split(',').next().expect("a name")).id.clone()
}

fn rates(story: &mut Story, card: &CardId, rating: Rating, value: u8) {
    let (card, value) = (card.clone(), Some(value));
    story.does(Action::Private(PrivateAction::Rate { card, rating, value }));
}

fn writes(story: &mut Story, card: &CardId, note: &str, text: &str) {
    let (card, note, text) = (card.clone(), note.to_owned(), text.to_owned());
    story.does(Action::Private(PrivateAction::Write { card, note, text }));
}

fn scope(story: &Story) -> &PrivateScope {
    story.state.scope().expect("somebody has asked")
}

fn notes(story: &Story, card: &CardId) -> Vec<String> {
    let mut notes: Vec<_> = scope(story).notes(card).into_iter().map(|note| note.text).collect();
    notes.sort();
    notes
}

/// Another page with the same map.
fn again(story: &mut Story) -> Story {
    let file = exchange::canonical(story.state.map());
    let mut other = Story::begin_as(8);
    other.does(Action::OpenText { text: file, name: "map.json".into(), keep: true });
    other.effects.clear();
    other
}

#[test]
fn a_person_is_a_line_and_a_step_of_undo() {
    let mut story = Story::begin();
    let ana = adds(&mut story, "Ana Ruiz, head of stores, Retail");
    let card = story.state.map().card(&ana).expect("Ana").clone();
    assert_eq!(card.fields.text("role"), "head of stores");
    assert_eq!(card.fields.text("unit"), "Retail");
    assert_eq!(card.fields.text("level"), "senior");
    assert_eq!(card.place.lane, Lane::People);
    story.does(Action::Register(RegisterAction::Add("Bo, driver\nKim, L&D partner".into())));
    assert!(story.card("Kim").fields.flag("is_ld"));
    story.does(Action::Undo);
    assert_eq!(story.state.map().cards.size(), 1);
}

#[test]
fn would_help_is_one_tap_and_another_one_takes_it_back() {
    let mut story = Story::begin();
    let guides = story.writes(Lane::Support, "One-page guides");
    let tap = |who: &str| {
        Action::Register(RegisterAction::Help { card: guides.clone(), who: who.to_owned() })
    };
    story.does(tap("Ana")).does(tap("Bo")).does(tap(" ana "));
    assert_eq!(helpers(story.state.map(), &guides), ["Bo"]);
    assert_eq!(helps_with(story.state.map(), "BO"), std::slice::from_ref(&guides));
    let file = exchange::canonical(story.state.map());
    let map = exchange::parse(&file).expect("a map").map;
    assert_eq!(helpers(&map, &guides), ["Bo"], "it is part of the map");
    story.does(Action::Register(RegisterAction::AskWho(guides)));
    assert_eq!(story.state.view().wanted, Some(HELPERS));
}

#[test]
fn two_who_would_help_at_once_both_do() {
    let mut story = Story::begin();
    let card = story.writes(Lane::Support, "Guides");
    let mut other = again(&mut story);
    let tap = |who: &str| {
        Action::Register(RegisterAction::Help { card: card.clone(), who: who.to_owned() })
    };
    story.does(tap("Ana"));
    other.does(tap("Bo"));
    let update = other.state.replica.encode();
    story.state.replica.apply_foreign(&update).expect("sound");
    assert_eq!(helpers(story.state.map(), &card).len(), 2);
}

#[test]
fn what_is_noted_is_there_after_a_reload_and_in_another_tab() {
    let (mut story, mut kept) = (Story::begin(), Kept::new());
    let ana = adds(&mut story, "Ana, head of stores");
    story.does(Action::Private(PrivateAction::Show(true)));
    writes(&mut story, &ana, "n1", "Wants a pilot");
    assert_eq!(scope(&story).kept(), PrivateKept::Reading);
    let writing = |effect: &Effect| matches!(effect, Effect::SwapPrivate { .. });
    assert!(!story.effects.iter().any(writing), "nothing before the storage has answered");
    settle(&mut story, &mut kept);
    rates(&mut story, &ana, Rating::Power, 5);
    assert_eq!(scope(&story).kept(), PrivateKept::Writing);
    settle(&mut story, &mut kept);
    assert_eq!(scope(&story).kept(), PrivateKept::Kept);

    let mut tab = again(&mut story);
    tab.does(Action::Private(PrivateAction::Show(true)));
    settle(&mut tab, &mut kept);
    assert_eq!(notes(&tab, &ana), ["Wants a pilot"]);
    assert_eq!(scope(&tab).rating(&ana, Rating::Power), Some(5));

    // Both write on in the same note; then the first tab hears of it.
    writes(&mut tab, &ana, "n1", "Wants a pilot first");
    settle(&mut tab, &mut kept);
    writes(&mut story, &ana, "n1", "Wants a pilot in May");
    settle(&mut story, &mut kept);
    assert_eq!(notes(&story, &ana), ["Wants a pilot first", "Wants a pilot in May"]);
    tab.does(Action::Rang);
    settle(&mut tab, &mut kept);
    assert_eq!(notes(&tab, &ana), notes(&story, &ana));
}

#[test]
fn a_note_without_words_goes_and_stays_gone() {
    let (mut story, mut kept) = (Story::begin(), Kept::new());
    let ana = adds(&mut story, "Ana");
    story.does(Action::Private(PrivateAction::Show(true)));
    settle(&mut story, &mut kept);
    writes(&mut story, &ana, "n1", "Oops");
    settle(&mut story, &mut kept);
    assert_eq!(kept.len(), 1);
    writes(&mut story, &ana, "n1", " ");
    settle(&mut story, &mut kept);
    assert!(kept.is_empty());
}

#[test]
fn a_full_storage_is_said_and_tried_again() {
    let (mut story, mut kept) = (Story::begin(), Kept::new());
    let ana = adds(&mut story, "Ana");
    story.does(Action::Private(PrivateAction::Show(true)));
    settle(&mut story, &mut kept);
    rates(&mut story, &ana, Rating::Interest, 2);
    let at = story.effects.iter().position(|it| matches!(it, Effect::SwapPrivate { .. }));
    let Effect::SwapPrivate { key, .. } = story.effects.remove(at.expect("a write")) else {
        panic!("another effect");
    };
    story.effects.clear();
    let result = Err(Trouble::Full);
    story.does(Action::Private(PrivateAction::Swapped { key, result }));
    assert_eq!(scope(&story).kept(), PrivateKept::Failed(Trouble::Full));
    let snapshot = story.state.snapshot().expect("something new");
    assert!(snapshot.would_be_lost(), "the page warns before it goes");
    assert!(
        !story.effects.iter().any(|it| matches!(it, Effect::SwapPrivate { .. })),
        "not at once"
    );
    assert_eq!(scope(&story).rating(&ana, Rating::Interest), Some(2), "it is still there");
    story.does(Action::Flush);
    settle(&mut story, &mut kept);
    assert_eq!(scope(&story).kept(), PrivateKept::Kept);
    let snapshot = story.state.snapshot().expect("something new");
    assert!(!snapshot.would_be_lost());
}

#[test]
fn whoever_keeps_nothing_is_told_and_nothing_is_written() {
    let (mut story, mut kept) = (Story::begin(), Kept::new());
    story.does(Action::KeepNothing(true));
    let ana = adds(&mut story, "Ana");
    story.does(Action::Private(PrivateAction::Show(true)));
    rates(&mut story, &ana, Rating::Power, 3);
    settle(&mut story, &mut kept);
    assert!(kept.is_empty());
    assert_eq!(scope(&story).kept(), PrivateKept::Nothing);
    assert!(story.state.snapshot().expect("something new").would_be_lost());
}

/// The words that are planted, and every way out of this browser.
#[test]
fn nothing_private_leaves_the_browser() {
    let (mut story, mut kept) = (Story::begin(), Kept::new());
    let ana = adds(&mut story, "Ana, head of stores");
    let goal = story.writes(Lane::Priorities, "Grow");
    story.does(Action::Private(PrivateAction::Show(true)));
    settle(&mut story, &mut kept);
    story.effects.clear();
    const PLANTED: &str = "zebrasecret";
    writes(&mut story, &ana, "n1", PLANTED);
    for (value, rating) in (2..).zip(Rating::ALL) {
        rates(&mut story, &ana, rating, value);
    }
    story.does(Action::Link { from: ana.clone(), to: goal, kind: Some(LinkKind::Sponsors) });
    story.does(Action::Select(Selection::card(ana.clone())));
    let found = RoomStep::Found { name: "Sue".into(), place: None };
    story.does(Action::Room(found)).does(Action::Share).does(Action::Export).does(Action::Flush);
    story.does(Action::Private(PrivateAction::BackUp(Secret("four plain words".into()))));
    settle(&mut story, &mut kept);

    assert!(kept.values().any(|row| row.contains(PLANTED)), "the search finds what is there");
    let mut places = vec![exchange::canonical(story.state.map())];
    let bytes = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    places.push(bytes(&story.state.replica.encode()));
    places.push(bytes(&story.state.replica.diff(&[0]).expect("a difference")));
    let clip = Clip::of(story.state.map(), &Selection::card(ana));
    places.push(clip.expect("a card").json);
    places.extend(story.effects.iter().filter_map(|effect| match effect {
        // What goes into this browser's own storage is the one place for it.
        Effect::SwapPrivate { .. } => None,
        other => Some(format!("{other:?}")),
    }));
    assert!(places.len() > 6, "there are ways out");
    for place in &places {
        assert!(!place.contains(PLANTED), "{place}");
        for rating in Rating::ALL {
            assert!(!place.contains(&format!("\"{}\"", rating.name())), "{place}");
        }
    }
}

#[test]
fn a_backup_brings_all_of_it_into_another_browser() {
    let (mut story, mut kept) = (Story::begin(), Kept::new());
    let ana = adds(&mut story, "Ana, head of stores");
    story.does(Action::Private(PrivateAction::Show(true)));
    settle(&mut story, &mut kept);
    writes(&mut story, &ana, "n1", "Wants a pilot");
    rates(&mut story, &ana, Rating::Engagement, 2);
    let bo = adds(&mut story, "Bo, buyer");
    writes(&mut story, &bo, "n2", "Reads mails at night");
    story.does(Action::Private(PrivateAction::BackUp(Secret("four plain words".into()))));
    settle(&mut story, &mut kept);
    assert_eq!(scope(&story).backup, BackupState::Made);
    let download = |effect: &Effect| match effect {
        Effect::Download { text, .. } => Some(text.clone()),
        _ => None,
    };
    let file = story.effects.iter().find_map(download).expect("a file");
    // As it lies in the file, and unpacked. A word of three letters would be there by chance once in a while.
    let locked: Json = serde_json::from_str(&file).expect("JSON");
    let bytes = Base64::decode_vec(locked["locked"].as_str().expect("text")).expect("base64");
    let both = format!("{file} {}", String::from_utf8_lossy(&bytes));
    for planted in ["Wants a pilot", "Ana, head of stores", "Reads mails at night"] {
        assert!(!both.contains(planted), "{planted}");
    }

    let (mut other, mut theirs) = (again(&mut story), Kept::new());
    let restore = |other: &mut Story, theirs: &mut Kept, password: &str, text: &str| {
        let (text, password) = (text.to_owned(), Secret(password.to_owned()));
        other.does(Action::Private(PrivateAction::Restore { text, password }));
        settle(other, theirs);
        scope(other).backup.clone()
    };
    other.does(Action::Private(PrivateAction::Show(true)));
    settle(&mut other, &mut theirs);
    assert_eq!(
        restore(&mut other, &mut theirs, "four plain word", &file),
        BackupState::WrongPassword
    );
    assert_eq!(restore(&mut other, &mut theirs, "x", "{}"), BackupState::NoBackup);
    let back = restore(&mut other, &mut theirs, "four plain words", &file);
    assert_eq!(back, BackupState::Restored { new: 3, known: 0, left: 0 });
    assert_eq!(notes(&other, &ana), ["Wants a pilot"]);
    assert_eq!(theirs.len(), 3, "it is kept");

    // Ana is on that map no more: nothing about her comes back.
    let (mut without, mut kept) = (again(&mut story), Kept::new());
    without.does(Action::RemoveCards { ids: vec![ana.clone()] });
    without.does(Action::Private(PrivateAction::Show(true)));
    settle(&mut without, &mut kept);
    let some = restore(&mut without, &mut kept, "four plain words", &file);
    assert_eq!(some, BackupState::Restored { new: 1, known: 0, left: 2 });
    assert!(kept.iter().all(|(key, text)| !key.contains(ana.as_str()) && !text.contains("pilot")));

    let mut third = Story::begin();
    third.does(Action::Private(PrivateAction::Show(true)));
    settle(&mut third, &mut Kept::new());
    let elsewhere = restore(&mut third, &mut Kept::new(), "four plain words", &file);
    assert_eq!(elsewhere, BackupState::OtherMap);
}

#[test]
fn the_last_copy_of_a_map_takes_its_private_rows_along() {
    let mut story = Story::begin();
    adds(&mut story, "Ana");
    let slot = story.state.slot().to_owned();
    let id = story.state.map().id.to_string();
    story.effects.clear();
    story.does(Action::RemoveStored { slot: slot.clone() });
    let private = ["private", "round", "pocket"].map(|what| format!("{what}.{id}.")).to_vec();
    let forget = Effect::Forget { slot, kin: format!("{id}."), private };
    assert!(story.effects.contains(&forget), "{:?}", story.effects);
}

#[test]
fn a_private_rating_is_asked_about_only_where_only_l_and_d_looks() {
    let (mut story, mut kept) = (Story::begin(), Kept::new());
    let ana = adds(&mut story, "Ana, buyer");
    story.does(Action::Private(PrivateAction::Show(true)));
    settle(&mut story, &mut kept);
    rates(&mut story, &ana, Rating::Power, 5);
    settle(&mut story, &mut kept);
    story.does(Action::Questions(true));
    let asked = |story: &mut Story| {
        let snapshot = story.state.snapshot().expect("something new");
        let inquiry = Inquiry::of(&snapshot).expect("asked").clone();
        let rules = inquiry.open.iter().map(|asked| asked.finding.rule.name);
        (rules.collect::<Vec<_>>(), inquiry.reserved)
    };
    let (rules, reserved) = asked(&mut story);
    assert!(!rules.contains(&"missing_voice"));
    story.does(Action::Ask(Ask::Facilitator(true)));
    let (rules, with) = asked(&mut story);
    assert!(rules.contains(&"missing_voice"), "{rules:?}");
    assert_eq!(with, reserved + 1, "not even the count told of it before");
}

#[test]
fn a_map_that_was_put_aside_comes_back_with_what_was_noted() {
    let (mut story, mut kept) = (Story::begin(), Kept::new());
    let ana = adds(&mut story, "Ana");
    story.does(Action::Private(PrivateAction::Show(true)));
    settle(&mut story, &mut kept);
    rates(&mut story, &ana, Rating::Power, 4);
    // Another map is opened before the storage has taken it.
    story.does(Action::NewMap);
    assert!(story.state.scope().is_none());
    story.state.go_back();
    let effects = story.state.take_effects();
    story.effects.extend(effects);
    settle(&mut story, &mut kept);
    assert_eq!(scope(&story).rating(&ana, Rating::Power), Some(4));
    assert_eq!(kept.len(), 1);
    assert_eq!(scope(&story).kept(), PrivateKept::Kept);
}

#[test]
fn a_note_on_its_way_is_warned_of() {
    let (mut story, mut kept) = (Story::begin(), Kept::new());
    let ana = adds(&mut story, "Ana");
    story.does(Action::Private(PrivateAction::Show(true)));
    settle(&mut story, &mut kept);
    let warns = |story: &mut Story| story.state.snapshot().expect("new").private_unkept;
    writes(&mut story, &ana, "n1", "Wants a pilot");
    assert!(warns(&mut story));
    // Another map opens meanwhile: the warning goes with the writing, not before.
    story.does(Action::NewMap);
    assert!(warns(&mut story));
    settle(&mut story, &mut kept);
    assert!(!warns(&mut story));
    assert_eq!(kept.len(), 1);
}

#[test]
fn what_could_not_be_read_is_never_called_kept() {
    let (mut story, mut kept) = (Story::begin(), Kept::new());
    let ana = adds(&mut story, "Ana");
    story.does(Action::Private(PrivateAction::Show(true)));
    settle(&mut story, &mut kept);
    writes(&mut story, &ana, "n1", "Wants a pilot");
    settle(&mut story, &mut kept);
    let mut tab = again(&mut story);
    tab.does(Action::Private(PrivateAction::Show(true)));
    let at = tab.effects.iter().position(|it| matches!(it, Effect::ReadPrivate { .. }));
    let Effect::ReadPrivate { prefix } = tab.effects.remove(at.expect("asked")) else { return };
    tab.does(Action::PrivateRead { prefix, rows: Err(Trouble::Other("x".into())) });
    rates(&mut tab, &ana, Rating::Power, 3);
    settle(&mut tab, &mut kept);
    assert!(matches!(scope(&tab).kept(), PrivateKept::Failed(_)));
    assert!(!scope(&tab).is_whole(), "a backup would be half of it");
    tab.does(Action::Flush);
    settle(&mut tab, &mut kept);
    assert_eq!(scope(&tab).kept(), PrivateKept::Kept);
    assert_eq!(notes(&tab, &ana), ["Wants a pilot"]);
}
