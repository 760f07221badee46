//! Somebody is erased: from the map, its history, and the storage.

use super::*;
use crate::store::{Predecessor, Succession};

fn erases(story: &mut Story, id: &CardId) -> Succession {
    story.effects.clear();
    story.does(Action::Register(RegisterAction::Erase(id.clone())));
    // What was handed in may hold the name, so it is looked for first.
    settle(story, &mut Kept::new());
    let next = story.effects.iter().find_map(|it| match it {
        Effect::Succeed(next) => Some((**next).clone()),
        _ => None,
    });
    let next = next.expect("something for the storage");
    let is_private = |it: &Effect| matches!(it, Effect::KeepPrivate { .. });
    assert!(!story.effects.iter().any(is_private), "all of it changes at once");
    next
}

fn succeeded(next: &Succession, result: Result<(), Trouble>) -> Action {
    let slot = next.stored.slot.clone();
    Action::Register(RegisterAction::Succeeded { slot, result })
}

/// Ana sponsors, is written about, and would help; Bo is another person.
fn with_ana(story: &mut Story) -> (CardId, CardId) {
    let ana = adds(story, "Ana Ruiz, head of stores");
    let bo = adds(story, "Bo, buyer");
    let guides = story.writes(Lane::Support, "Guides that ANA RUIZ asked for");
    story.does(Action::Link {
        from: ana.clone(),
        to: guides.clone(),
        kind: Some(LinkKind::Sponsors),
    });
    let help = |who: &str| RegisterAction::Help { card: guides.clone(), who: who.to_owned() };
    story.does(Action::Register(help("Ana Ruiz"))).does(Action::Register(help("Bo")));
    let grow = story.writes(Lane::Priorities, "Grow");
    let ranks = serde_json::json!({ "Ana Ruiz": 1, "Bo": 2 });
    story.does(Action::SetField { id: grow, key: "ranks", value: ranks });
    (ana, bo)
}

#[test]
fn somebody_is_erased_from_the_map_its_history_and_the_storage_at_once() {
    let mut story = Story::begin();
    let (ana, bo) = with_ana(&mut story);
    let (old, before) = (story.state.slot().to_owned(), story.state.map().clone());
    assert_eq!(mentions(&before, &ana).len(), 2);
    story.does(Action::Flush);
    let next = erases(&mut story, &ana);
    let Succession { old: left, stored, bytes, without, notes, .. } = &next;
    let [Predecessor { slot, moves, .. }] = left.as_slice() else { panic!("one map goes") };
    assert_eq!(*slot, old);
    assert!(notes.contains(&(format!("moved.{old}"), Some(stored.slot.clone()))));
    assert_eq!(
        moves.len(),
        3,
        "what is kept privately goes along: an open question, a half-written card"
    );
    // What is noted about her, and what is half written about her.
    assert_eq!(without.len(), 2);
    let from = [&moves[0].0, &moves[2].0];
    let is_hers =
        |(gone, from): (&String, &String)| gone.contains(ana.as_str()) && gone.starts_with(from);
    assert!(without.iter().zip(from).all(is_hers), "{without:?}");
    let text = String::from_utf8_lossy(bytes).to_lowercase();
    assert!(text.contains("guides that somebody asked for"), "the search finds what is there");
    assert!(!text.contains("ana ruiz") && !text.contains(ana.as_str()));
    // Until the storage has it, all is as it was, and nobody writes.
    assert_eq!(story.state.map(), &before);
    story.writes_nothing(Lane::Priorities, "Too late");
    assert_eq!(story.state.map(), &before);

    story.does(succeeded(&next, Ok(())));
    let map = story.state.map().clone();
    assert_ne!(map.id, before.id);
    assert!(map.card(&ana).is_none() && map.card(&bo).is_some());
    assert_eq!(map.cards.size(), before.cards.size() - 1);
    assert_eq!(map.links.size(), 0);
    let guides = story.card("Guides that somebody asked for");
    assert_eq!(helpers(&map, &guides.id), ["Bo"]);
    assert!(!exchange::canonical(&map).to_lowercase().contains("ana ruiz"));
    assert_eq!(story.state.slot(), stored.slot);
    assert_eq!(story.state.saved(), Saved::InThisBrowser);
    story.does(Action::Undo);
    assert!(story.state.map().card(&ana).is_none(), "there is no way back");
    assert!(story.state.before.is_none());
    story.writes(Lane::Priorities, "Goes on");
    story.does(Action::Flush);
    assert_eq!(story.written().expect("a step").1.slot, stored.slot);
}

#[test]
fn whoever_erases_the_same_person_from_the_same_map_gets_the_same_document() {
    let mut story = Story::begin();
    let (ana, _) = with_ana(&mut story);
    let mut other = again(&mut story);
    other.does(Action::Flush);
    let document = |story: &mut Story| {
        let Succession { bytes, stored, .. } = erases(story, &ana);
        (bytes, stored.slot.split('.').next().map(str::to_owned))
    };
    assert_eq!(document(&mut story), document(&mut other));
}

#[test]
fn where_the_storage_fails_nobody_is_erased_and_work_goes_on() {
    let mut story = Story::begin();
    let (ana, _) = with_ana(&mut story);
    let next = erases(&mut story, &ana);
    story.does(succeeded(&next, Err(Trouble::Full)));
    assert_eq!(story.notice(), Some("erase.full"));
    assert!(story.state.map().card(&ana).is_some());
    story.writes(Lane::Priorities, "Goes on");
}

#[test]
fn what_was_kept_before_nothing_was_to_be_kept_is_without_them_too_and_no_newer() {
    let mut story = Story::begin();
    let (ana, _) = with_ana(&mut story);
    story.does(Action::Flush);
    let (_, stored) = story.written().expect("it is kept");
    story.does(Action::Appended { slot: stored.slot.clone(), result: Ok(0) });
    story.does(Action::KeepNothing(true));
    story.writes(Lane::Priorities, "To be kept nowhere");
    let next = erases(&mut story, &ana);
    assert!(next.only_in_place);
    assert_eq!(next.old[0].slot, stored.slot);
    let text = String::from_utf8_lossy(&next.bytes).to_lowercase();
    assert!(text.contains("guides that somebody asked for"));
    assert!(!text.contains("ana ruiz") && !text.contains("to be kept nowhere"));
    assert!(story.state.map().card(&ana).is_some(), "not before the storage has it");
    story.does(succeeded(&next, Ok(()))).does(Action::Flush);
    assert!(story.state.map().card(&ana).is_none());
    assert!(!story.card("To be kept nowhere").id.as_str().is_empty());
    assert_eq!(story.state.saved(), Saved::NotKept);
    assert!(story.written().is_none());
    let (_, held) = super::super::held::held(&story).expect("the page holds it");
    let held = String::from_utf8_lossy(&held.concat()).to_lowercase();
    assert!(held.contains("to be kept nowhere") && !held.contains("ana ruiz"));
    // Where nothing was ever kept, no storage is asked.
    let mut story = Story::begin();
    story.does(Action::KeepNothing(true));
    let (ana, _) = with_ana(&mut story);
    story.effects.clear();
    story.does(Action::Register(RegisterAction::Erase(ana.clone())));
    settle(&mut story, &mut Kept::new());
    assert!(story.state.map().card(&ana).is_none());
    assert!(!story.effects.iter().any(|it| matches!(it, Effect::Succeed(_))));
}

#[test]
fn another_tab_follows_to_the_map_without_the_erased_person() {
    let mut story = Story::begin();
    let (ana, _) = with_ana(&mut story);
    story.does(Action::Flush);
    let (old, _) = (story.state.slot().to_owned(), ());
    // This tab hears that its map is gone, by a ring or by a write that was not taken.
    for gone in [
        Action::Loaded { slot: old.clone(), entries: Ok(Vec::new()) },
        Action::Appended { slot: old.clone(), result: Err(Trouble::Gone) },
    ] {
        let mut tab = again(&mut story);
        tab.state.saving.slot.clone_from(&old);
        tab.does(gone);
        let prefix = format!("moved.{old}");
        assert!(tab.effects.contains(&Effect::ReadPrivate { prefix: prefix.clone() }));
        tab.effects.clear();
        let rows = Ok(vec![(prefix.clone(), "next.1".to_owned())]);
        tab.does(Action::PrivateRead { prefix, rows });
        assert!(tab.effects.contains(&Effect::Load { slot: "next.1".into(), after: None }));
        assert!(tab.state.map().card(&ana).is_none());
        tab.does(Action::Flush);
        assert!(tab.written().is_none(), "nothing of the old map is written again");
    }
    // Where it did not go anywhere, it was only removed: then it goes back, whole.
    let mut tab = again(&mut story);
    tab.state.saving.slot.clone_from(&old);
    tab.does(Action::Appended { slot: old.clone(), result: Err(Trouble::Gone) });
    tab.effects.clear();
    let prefix = format!("moved.{old}");
    tab.does(Action::PrivateRead { prefix, rows: Ok(Vec::new()) });
    assert!(tab.written().is_some());
}
