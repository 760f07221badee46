//! Stories about files that are taken home, and come back.

use proptest::prelude::*;

use super::*;
use crate::document::TextField;
use crate::model::{CardId, Lane};
use crate::store::tests::Story;
use crate::store::{Action, MergeAction, Overlay, Page, Saved};

/// As the build writes it, with everything left out that does not matter here.
const PAGE: &str = "<!doctype html><title>{{title}}</title>\
    <script type=\"application/json\" id=\"alignment-map\">{{map}}</script><script>'{{title}} {{map}}'</script>";

/// The file that this person takes home or sends back.
fn takes_home(story: &mut Story) -> String {
    story.does(Action::TakeHome(TakeHomeAction::Make));
    assert_eq!(story.effects.last(), Some(&Effect::Frame));
    story.does(Action::TakeHome(TakeHomeAction::Framed(Some(PAGE.to_owned()))));
    let last = story.effects.iter().rev().find_map(|effect| match effect {
        Effect::Download { name, text } => Some((name.clone(), text.clone())),
        _ => None,
    });
    let (name, text) = last.expect("a file");
    assert!(name.ends_with(".html"), "{name}");
    text
}

/// Somebody who has opened the file, as its page does it.
fn opened(client: u64, file: &str) -> Story {
    let mut story = Story::begin_as(client);
    let (_, rest) = file.split_once("alignment-map\">").expect("a map");
    let text = rest.split_once("</script>").expect("an end").0.to_owned();
    let slot = slot_of_source(&text).expect("a map");
    story.state.stand_alone();
    story.does(Action::TakeHome(TakeHomeAction::Open { text, slot }));
    assert_eq!(story.state.view().page, Page::Map);
    story
}

fn merges(story: &mut Story, files: &[&str]) {
    let files = files.iter().map(|text| ("a.html".to_owned(), (*text).to_owned())).collect();
    story.does(Action::Merge(MergeAction::Files(files)));
    if story.state.view().overlay == Overlay::Merge {
        story.does(Action::Merge(MergeAction::CarryOut));
    }
    assert_eq!(story.state.view().overlay, Overlay::None, "nothing had to be decided");
}

#[test]
fn a_map_taken_home_is_the_same_there_whatever_stands_on_its_cards() {
    let mut story = Story::begin();
    story.does(Action::SetMapTitle { text: "Safe </title> & sound".into() });
    story.writes(Lane::Priorities, "</script><script>alert(1)</script><!-- {{map}} {{title}}");
    let file = takes_home(&mut story);
    assert!(file.contains("<title>Safe &lt;/title&gt; &amp; sound</title>"), "{file}");
    assert!(!file.contains("alert(1)</script>"), "{file}");
    assert!(file.ends_with("'{{title}} {{map}}'</script>"), "{file}");
    let there = opened(8, &file);
    assert_eq!(exchange::canonical(there.state.map()), exchange::canonical(story.state.map()));
    assert_eq!(there.state.view().notices.len(), 0);
    assert_eq!(there.state.saved(), Saved::Untouched);
}

#[test]
fn what_becomes_of_a_map_from_home_is_kept_in_one_place_as_long_as_the_file_is_the_same() {
    let mut story = Story::begin();
    story.writes(Lane::Priorities, "Grow");
    let file = takes_home(&mut story);
    let mut first = opened(8, &file);
    let begun = first.state.slot().to_owned();
    assert_ne!(begun, story.state.slot());
    first.writes(Lane::Support, "Guides");
    first.does(Action::Flush);
    let kept = first.effects.iter().find_map(|effect| match effect {
        Effect::Append { stored, whole, .. } => Some((stored.slot.clone(), *whole)),
        _ => None,
    });
    assert_eq!(kept, Some((begun.clone(), true)));
    assert_eq!(opened(9, &file).state.slot(), begun);
    assert_ne!(opened(9, &takes_home(&mut first)).state.slot(), begun);
}

#[test]
fn where_the_page_with_the_program_does_not_come_the_other_ways_are_offered() {
    let mut story = Story::begin();
    story.writes(Lane::Priorities, "Grow");
    for page in [None, Some("<p>Sign in</p>".to_owned()), Some("{{map}} {{title}}".to_owned())] {
        story.does(Action::TakeHome(TakeHomeAction::Framed(page)));
        let notice = story.state.view().notices.last().expect("a notice");
        assert_eq!(notice.message.key, "take_home.not_made");
    }
    assert!(!story.effects.iter().any(|effect| matches!(effect, Effect::Download { .. })));
}

/// Something that one participant does at home.
#[derive(Debug, Clone)]
enum Deed {
    Writes(usize, String),
    Rewrites(usize, String),
    Removes(usize),
    Joins(usize, usize),
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        (0..7usize, "[a-zA-Z<&]{1,12}").prop_map(|(lane, title)| Deed::Writes(lane, title)),
        (0..9usize, "[a-zA-Z ]{1,20}x").prop_map(|(card, title)| Deed::Rewrites(card, title)),
        (0..9usize).prop_map(Deed::Removes),
        (0..9usize, 0..9usize).prop_map(|(from, to)| Deed::Joins(from, to)),
    ]
}

/// The card that it removes.
fn carry_out(story: &mut Story, deed: &Deed) -> Option<CardId> {
    let id = |story: &Story, at: usize| {
        let cards = &story.state.map().cards;
        cards.values().nth(at % cards.size().max(1)).map(|card| card.id.clone())
    };
    match deed {
        Deed::Writes(lane, title) => {
            let lane = Lane::ALL[lane % Lane::ALL.len()];
            story.does(Action::WriteInLane { lane, text: title.clone() });
        }
        Deed::Rewrites(at, text) => {
            if let Some(id) = id(story, *at) {
                let text = text.clone();
                story.does(Action::Type { id, field: TextField::Title, text });
            }
        }
        Deed::Removes(at) => {
            if let Some(id) = id(story, *at) {
                story.does(Action::RemoveCards { ids: vec![id.clone()] });
                return Some(id);
            }
        }
        Deed::Joins(from, to) => {
            if let (Some(from), Some(to)) = (id(story, *from), id(story, *to)) {
                story.does(Action::Link { from, to, kind: None });
            }
        }
    }
    None
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn five_files_that_come_back_in_any_order_give_the_same_map(
        deeds in proptest::collection::vec(proptest::collection::vec(deed(), 0..8), 5),
        order in Just([0usize, 1, 2, 3, 4]).prop_shuffle(),
        at_once in 1..5usize,
    ) {
        let mut story = Story::begin();
        for (lane, title) in [(Lane::Priorities, "Grow"), (Lane::Outcomes, "Sales"), (Lane::Support, "Guides")] {
            story.writes(lane, title);
        }
        let file = takes_home(&mut story);
        let mut removed = Vec::new();
        let back: Vec<String> = deeds
            .iter()
            .zip(100..)
            .map(|(deeds, client)| {
                let mut guest = opened(client, &file);
                removed.extend(deeds.iter().filter_map(|deed| carry_out(&mut guest, deed)));
                takes_home(&mut guest)
            })
            .collect();
        let mut all_at_once = opened(7, &file);
        merges(&mut all_at_once, &back.iter().map(String::as_str).collect::<Vec<_>>());
        let mut in_turns = opened(8, &file);
        for some in order.chunks(at_once) {
            merges(&mut in_turns, &some.iter().map(|at| back[*at].as_str()).collect::<Vec<_>>());
        }
        prop_assert_eq!(
            exchange::canonical(all_at_once.state.map()),
            exchange::canonical(in_turns.state.map())
        );
        // And nobody's card is missing, unless somebody took just that one away.
        for (guest, file) in back.iter().enumerate() {
            let theirs = exchange::parse(file).expect("a map").map;
            for card in theirs.cards.values() {
                let removed = removed.contains(&card.id);
                prop_assert!(removed || in_turns.state.map().card(&card.id).is_some(), "of {guest}");
            }
        }
    }
}
