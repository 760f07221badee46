//! Cards that come without a connection: a question, people who write each on their own device, and the map.

use std::collections::BTreeMap;

use super::Story;
use crate::document::{Command, TextField};
use crate::model::{CardKind, Lane, Task};
use crate::store::*;

/// What one device keeps privately; outlives the page.
pub(super) type Kept = BTreeMap<String, String>;

/// Carries out what the story asked of its private storage, until it asks no more.
pub(super) fn settle(story: &mut Story, kept: &mut Kept) {
    loop {
        let asks = |effect: &Effect| {
            matches!(effect, Effect::ReadPrivate { .. } | Effect::KeepPrivate { .. })
        };
        let Some(at) = story.effects.iter().position(asks) else { return };
        match story.effects.remove(at) {
            Effect::ReadPrivate { prefix } => {
                let rows = kept.iter().filter(|(key, _)| key.starts_with(&prefix));
                let rows = Ok(rows.map(|(key, text)| (key.clone(), text.clone())).collect());
                story.does(Action::PrivateRead { prefix, rows });
            }
            Effect::KeepPrivate { key, text } => {
                match text {
                    Some(text) => drop(kept.insert(key.clone(), text)),
                    None => drop(kept.remove(&key)),
                }
                story.does(Action::PrivateKept { key, result: Ok(()) });
            }
            _ => {}
        }
    }
}

pub(super) fn asks(story: &mut Story, kept: &mut Kept) -> String {
    story.does(Action::Gather(GatherAction::Show));
    settle(story, kept);
    let prompt = "What matters most this year?".to_owned();
    story.does(Action::Gather(GatherAction::Begin {
        ask: Task::Cards(CardKind::Priority),
        about: Vec::new(),
        prompt,
    }));
    settle(story, kept);
    story.state.open_round_now().expect("a question").fragment.clone()
}

pub(super) fn writes(story: &mut Story, kept: &mut Kept, texts: &[&str]) {
    for text in texts {
        story.does(Action::Write(WriteAction::Draft((*text).to_owned())));
        story.does(Action::Write(WriteAction::Add));
        settle(story, kept);
    }
}

pub(super) fn opens(story: &mut Story, kept: &mut Kept, link: &str) {
    story.does(Action::OpenLink { text: link.to_owned() });
    settle(story, kept);
    assert_eq!(story.state.view().page, Page::Write);
}

/// What a phone shows for the chat.
pub(super) fn hands_in(story: &mut Story, kept: &mut Kept) -> String {
    story.does(Action::Write(WriteAction::HandIn));
    settle(story, kept);
    let open = story.state.writing.clone().expect("an invitation");
    assert!(!open.writing.has_news());
    open.handed.as_ref().expect("a text").text.to_string()
}

pub(super) fn takes(story: &mut Story, kept: &mut Kept, text: &str) -> Took {
    story.does(Action::Gather(GatherAction::Take { text: text.to_owned() }));
    settle(story, kept);
    story.state.open_round_now().and_then(|round| round.took.clone()).unwrap_or_default()
}

fn titles(story: &Story) -> Vec<String> {
    let mut titles: Vec<_> =
        story.state.map().cards.values().map(|card| card.title.clone()).collect();
    titles.sort();
    titles
}

#[test]
fn people_write_apart_and_their_cards_come_onto_the_map_at_once_without_their_names() {
    let (mut room, mut desk) = (Story::begin(), Kept::new());
    room.writes(Lane::Priorities, "Safe stores");
    let link = asks(&mut room, &mut desk);

    let mut chat = String::from("10:02 Zoe: hello\n");
    for (name, texts) in [
        ("Ann", &["Grow in the north", "Hire faster"][..]),
        ("", &["grow in the north.", "safe stores!"]),
    ] {
        let (mut phone, mut pocket) = (Story::begin(), Kept::new());
        opens(&mut phone, &mut pocket, &link);
        phone.does(Action::Write(WriteAction::Name(name.to_owned())));
        writes(&mut phone, &mut pocket, texts);
        chat += &format!("10:03 {name}: {}\n", hands_in(&mut phone, &mut pocket));
    }
    let before = room.state.map().clone();
    let took = takes(&mut room, &mut desk, &chat);
    assert_eq!((took.cards, took.again, took.harmed), (4, 0, 0));
    assert_eq!(room.state.map(), &before, "nothing shows before it is put there");
    let took = takes(&mut room, &mut desk, &chat);
    assert_eq!((took.cards, took.again), (0, 2));

    room.does(Action::Gather(GatherAction::Place));
    settle(&mut room, &mut desk);
    assert_eq!(titles(&room), ["Grow in the north", "Hire faster", "Safe stores"]);
    let grow = room.card("Grow in the north");
    assert_eq!((grow.kind, grow.notes.as_str()), (CardKind::Priority, "2 people said this."));
    let everything = crate::exchange::canonical(room.state.map());
    assert!(!everything.contains("Ann"), "no name reaches the map");
    room.does(Action::Undo);
    assert_eq!(room.state.map(), &before, "all of it is one step");
    room.does(Action::Redo);
    assert_eq!(titles(&room).len(), 3);
}

#[test]
fn a_reload_on_either_side_loses_nothing_and_closing_the_question_forgets_it() {
    let (mut room, mut desk) = (Story::begin(), Kept::new());
    let link = asks(&mut room, &mut desk);
    let (mut phone, mut pocket) = (Story::begin(), Kept::new());
    opens(&mut phone, &mut pocket, &link);
    writes(&mut phone, &mut pocket, &["One", "Two\nThree"]);
    phone.does(Action::Write(WriteAction::Draft("half a thou".to_owned())));
    settle(&mut phone, &mut pocket);

    // The phone's page is killed; another one goes on.
    let mut phone = Story::begin();
    opens(&mut phone, &mut pocket, &link);
    let open = phone.state.writing.clone().expect("the invitation");
    let mine: Vec<_> = open.writing.shown().map(|card| card.text.as_str()).collect();
    assert_eq!((mine, open.writing.draft.as_str()), (vec!["One", "Two", "Three"], "half a thou"));
    assert_eq!(open.kept, crate::store::Kept::Writing(0));
    // What stands in the box goes along.
    let first = hands_in(&mut phone, &mut pocket);
    assert_eq!(phone.state.writing.as_ref().expect("the invitation").writing.draft, "");
    takes(&mut room, &mut desk, &first);

    // The facilitator's too: the map comes back, and with it the question and what was handed in.
    let map = room.state.map().clone();
    let mut room = Story::begin();
    let text = crate::exchange::canonical(&map);
    room.does(Action::OpenText { text, name: "map".into(), keep: true });
    room.does(Action::Gather(GatherAction::Show));
    settle(&mut room, &mut desk);
    let round = room.state.open_round_now().expect("the question is back");
    assert_eq!((round.gathering.waiting(), &round.fragment), (4, &link));
    assert_eq!(takes(&mut room, &mut desk, &first).again, 1);
    // A card is taken back, another one changed; one was on the map already by then.
    room.does(Action::Gather(GatherAction::Place));
    settle(&mut room, &mut desk);
    let open = phone.state.writing.clone().expect("the invitation");
    let numbers: Vec<_> = open.writing.shown().map(|card| card.number).collect();
    phone.does(Action::Write(WriteAction::Change { number: numbers[0], text: "One!".into() }));
    phone.does(Action::Write(WriteAction::Change { number: numbers[1], text: "Second".into() }));
    phone.does(Action::Write(WriteAction::Remove(numbers[2])));
    let second = hands_in(&mut phone, &mut pocket);
    takes(&mut room, &mut desk, &second);
    room.does(Action::Gather(GatherAction::Place));
    settle(&mut room, &mut desk);
    assert_eq!(
        titles(&room),
        ["One!", "Second", "Three", "half a thou"],
        "what is on the map is not taken off"
    );

    assert!(!desk.is_empty());
    room.does(Action::Gather(GatherAction::End));
    settle(&mut room, &mut desk);
    assert!(desk.is_empty(), "{desk:?}");
    room.does(Action::OpenLink { text: second });
    assert_eq!(room.notice(), Some("gather.no_round"));
}

#[test]
fn people_vote_apart_the_result_shows_for_all_at_once_and_goes_onto_the_cards() {
    let (mut room, mut desk) = (Story::begin(), Kept::new());
    let about: Vec<_> =
        ["A", "B", "C", "D"].iter().map(|title| room.writes(Lane::Support, title)).collect();
    let options = ["A", "B", "C", "D"].map(str::to_owned).to_vec();
    let ask = Task::Pick { options, dots: 2 };
    let begin = GatherAction::Begin { ask, about, prompt: "Which?".to_owned() };
    room.does(Action::Gather(begin));
    settle(&mut room, &mut desk);
    let link = room.state.open_round_now().expect("a question").fragment.clone();
    let vote = |picks: &[u32]| {
        let (mut phone, mut pocket) = (Story::begin(), Kept::new());
        opens(&mut phone, &mut pocket, &link);
        for number in picks {
            phone.does(Action::Write(WriteAction::Vote { number: *number, text: "1" }));
        }
        hands_in(&mut phone, &mut pocket)
    };
    for picks in [&[0, 2][..], &[2], &[2, 3]] {
        takes(&mut room, &mut desk, &vote(picks));
    }
    room.does(Action::Gather(GatherAction::Type { choice: 1, count: 4 }));
    room.does(Action::Gather(GatherAction::Reveal));
    settle(&mut room, &mut desk);
    assert_eq!(takes(&mut room, &mut desk, &vote(&[0])).late, 1, "nobody votes knowing the result");
    room.does(Action::Gather(GatherAction::Place));
    let votes = |room: &Story, title: &str| room.card(title).fields.get("votes").cloned();
    let all = ["A", "B", "C", "D"].map(|title| votes(&room, title));
    assert_eq!(all, [1.0, 4.0, 3.0, 1.0].map(|n| Some(crate::model::Value::Number(n))));
    room.does(Action::Undo);
    assert_eq!(votes(&room, "C"), None);
    assert_eq!(room.card("C").title, "C");
}

#[test]
fn a_question_for_an_empty_map_keeps_the_map_and_the_screen_does_not_go_on_saving() {
    let (mut room, mut desk) = (Story::begin(), Kept::new());
    asks(&mut room, &mut desk);
    room.does(Action::Flush);
    let (bytes, stored) = room.written().expect("the empty map");
    let id = room.state.map().id.clone();
    assert!(stored.slot.starts_with(id.as_str()));
    room.does(Action::Appended { slot: stored.slot.clone(), result: Ok(1) });
    assert_eq!(room.state.saved(), Saved::InThisBrowser);
    room.does(Action::Gather(GatherAction::End));
    asks(&mut room, &mut desk);
    room.does(Action::Flush);
    assert_eq!(room.state.saved(), Saved::InThisBrowser);

    let mut room = Story::begin();
    room.does(Action::Loaded { slot: stored.slot, entries: Ok(vec![(1, bytes)]) });
    room.does(Action::Gather(GatherAction::Show));
    settle(&mut room, &mut desk);
    assert_eq!(room.state.map().id, id);
    assert!(room.state.open_round_now().is_some());
}

#[test]
fn an_answer_pasted_over_the_map_finds_its_question_and_words_changed_there_are_left_alone() {
    let (mut room, mut desk) = (Story::begin(), Kept::new());
    let link = asks(&mut room, &mut desk);
    let (mut phone, mut pocket) = (Story::begin(), Kept::new());
    opens(&mut phone, &mut pocket, &link);
    writes(&mut phone, &mut pocket, &["Grow"]);
    let text = hands_in(&mut phone, &mut pocket);
    room.does(Action::Overlay(Overlay::None));
    room.does(Action::OpenLink { text: format!("Ben: {text} thanks") });
    settle(&mut room, &mut desk);
    assert_eq!(room.state.view().overlay, Overlay::Gather);
    room.does(Action::Gather(GatherAction::Place));
    let id = room.card("Grow").id.clone();
    let text = "Grow in the south".to_owned();
    room.does(Action::Type { id: id.clone(), field: TextField::Title, text });
    let number = phone
        .state
        .writing
        .as_ref()
        .and_then(|open| open.writing.shown().next().map(|card| card.number));
    let number = number.expect("a card");
    phone.does(Action::Write(WriteAction::Change { number, text: "Grow in the north".into() }));
    let text = hands_in(&mut phone, &mut pocket);
    takes(&mut room, &mut desk, &text);
    room.does(Action::Gather(GatherAction::Place));
    assert_eq!(titles(&room), ["Grow in the north", "Grow in the south"]);
    drop(room.state.host_commit(vec![Command::RemoveCard { id }]).expect("it is there"));
}

#[test]
fn where_a_device_keeps_nothing_the_screen_says_so_and_leaving_warns() {
    let (mut room, mut desk) = (Story::begin(), Kept::new());
    let link = asks(&mut room, &mut desk);
    let mut phone = Story::begin();
    phone.does(Action::OpenLink { text: link.clone() });
    let prefix = phone.effects.iter().find_map(|effect| match effect {
        Effect::ReadPrivate { prefix } => Some(prefix.clone()),
        _ => None,
    });
    let prefix = prefix.expect("it asks what was written before");
    phone.does(Action::PrivateRead { prefix, rows: Err(Trouble::Refused) });
    phone.does(Action::Write(WriteAction::Draft("a thought".into())));
    let asked = |effect: &Effect| matches!(effect, Effect::KeepPrivate { .. });
    assert!(phone.effects.iter().any(asked));
    let key = phone.effects.iter().rev().find_map(|effect| match effect {
        Effect::KeepPrivate { key, .. } => Some(key.clone()),
        _ => None,
    });
    phone.does(Action::PrivateKept { key: key.expect("a write"), result: Err(Trouble::Full) });
    let open = phone.state.writing.clone().expect("the invitation");
    assert_eq!(open.kept, crate::store::Kept::Failed(Trouble::Full));
    assert!(phone.state.snapshot().is_some_and(|snapshot| snapshot.would_be_lost()));

    let mut phone = Story::begin();
    phone.does(Action::KeepNothing(true));
    phone.effects.clear();
    phone.does(Action::OpenLink { text: link });
    phone.does(Action::Write(WriteAction::Draft("a secret".into())));
    phone.does(Action::Write(WriteAction::Add));
    let private =
        |effect: &Effect| matches!(effect, Effect::ReadPrivate { .. } | Effect::KeepPrivate { .. });
    assert!(!phone.effects.iter().any(private), "nothing is asked of the storage");
}

#[test]
fn what_could_not_be_kept_is_not_called_kept_by_the_next_success_and_is_tried_again() {
    let (mut room, mut desk) = (Story::begin(), Kept::new());
    let link = asks(&mut room, &mut desk);
    let (mut phone, mut pocket) = (Story::begin(), Kept::new());
    opens(&mut phone, &mut pocket, &link);
    phone.does(Action::Write(WriteAction::Draft("a long thought".into())));
    phone.does(Action::Write(WriteAction::Add));
    // The card's row finds no room, everything smaller does.
    let mut refused = None;
    while let Some(at) =
        phone.effects.iter().position(|effect| matches!(effect, Effect::KeepPrivate { .. }))
    {
        let Effect::KeepPrivate { key, .. } = phone.effects.remove(at) else { continue };
        let result = if key.ends_with("me") { Ok(()) } else { Err(Trouble::Full) };
        if result.is_err() {
            refused = Some(key.clone());
        }
        phone.does(Action::PrivateKept { key, result });
    }
    let refused = refused.expect("the card's row");
    let kept = |phone: &Story| phone.state.writing.as_ref().expect("open").kept.clone();
    assert_eq!(kept(&phone), crate::store::Kept::Failed(Trouble::Full));
    phone.does(Action::Write(WriteAction::Draft("x".into())));
    let again =
        |effect: &Effect| matches!(effect, Effect::KeepPrivate { key, .. } if *key == refused);
    assert!(phone.effects.iter().any(again), "it is tried with the next write");
    settle(&mut phone, &mut pocket);
    assert_eq!(kept(&phone), crate::store::Kept::Writing(0));
    assert!(pocket.values().any(|text| text.contains("a long thought")));
}

#[test]
fn a_chat_that_begins_with_the_invitation_gives_its_answers() {
    let (mut room, mut desk) = (Story::begin(), Kept::new());
    let link = asks(&mut room, &mut desk);
    let (mut phone, mut pocket) = (Story::begin(), Kept::new());
    opens(&mut phone, &mut pocket, &link);
    writes(&mut phone, &mut pocket, &["Grow"]);
    let text = format!("Fay: {link}\nBen: {}", hands_in(&mut phone, &mut pocket));
    room.does(Action::OpenLink { text });
    settle(&mut room, &mut desk);
    assert_eq!(room.state.view().page, Page::Map);
    assert_eq!(room.state.open_round_now().map(|round| round.gathering.waiting()), Some(1));
}

#[test]
fn what_is_typed_before_the_storage_has_answered_is_kept_then_and_not_taken_for_something_old() {
    let (mut room, mut desk) = (Story::begin(), Kept::new());
    let link = asks(&mut room, &mut desk);
    let (mut phone, mut pocket) = (Story::begin(), Kept::new());
    phone.does(Action::OpenLink { text: link.clone() });
    phone.does(Action::Write(WriteAction::Draft("Week".into())));
    phone.does(Action::Write(WriteAction::Draft("Weekly slides".into())));
    phone.does(Action::Write(WriteAction::Add));
    phone.does(Action::Write(WriteAction::Draft("half".into())));
    settle(&mut phone, &mut pocket);
    let shown = |story: &Story| {
        let open = story.state.writing.clone().expect("open");
        let cards: Vec<_> = open.writing.shown().map(|card| card.text.clone()).collect();
        (cards, open.writing.draft.clone())
    };
    let wanted = (vec!["Weekly slides".to_owned()], "half".to_owned());
    assert_eq!(shown(&phone), wanted);
    let mut phone = Story::begin();
    opens(&mut phone, &mut pocket, &link);
    assert_eq!(shown(&phone), wanted);
}

#[test]
fn a_second_question_waits_for_the_first_and_what_was_in_for_one_that_is_over_does_not_count_again()
{
    let (mut room, mut desk) = (Story::begin(), Kept::new());
    let ask = |room: &mut Story, desk: &mut Kept| {
        let (about, prompt) = (Vec::new(), "How sure are we?".to_owned());
        room.does(Action::Gather(GatherAction::Begin { ask: Task::Scale, about, prompt }));
        settle(room, desk);
        room.state.open_round_now().expect("a question").fragment.clone()
    };
    let votes = |room: &mut Story, desk: &mut Kept, link: &str| {
        let (mut phone, mut pocket) = (Story::begin(), Kept::new());
        opens(&mut phone, &mut pocket, link);
        phone.does(Action::Write(WriteAction::Vote { number: 0, text: "4" }));
        takes(room, desk, &hands_in(&mut phone, &mut pocket));
    };
    let first = ask(&mut room, &mut desk);
    votes(&mut room, &mut desk, &first);
    room.does(Action::Overlay(Overlay::None));
    assert_eq!(ask(&mut room, &mut desk), first, "the one that is open is shown");
    assert_eq!(room.state.view().overlay, Overlay::Gather);
    let people =
        |room: &Story| room.state.open_round_now().expect("a question").gathering.writers().count();
    assert_eq!(people(&room), 1);
    room.does(Action::Gather(GatherAction::Reveal));
    assert_ne!(ask(&mut room, &mut desk), first);
    assert_eq!(desk.keys().filter(|key| key.starts_with("round.")).count(), 1, "{desk:?}");
    assert_eq!(people(&room), 0);
}

#[test]
fn an_answer_that_comes_while_another_is_written_is_owed_until_its_own_write_is_done() {
    let (mut room, mut desk) = (Story::begin(), Kept::new());
    let link = asks(&mut room, &mut desk);
    let invitation = crate::exchange::Invitation::read(&link).expect("an invitation");
    let writer = crate::model::WriterId::random();
    let mut hands = |turn: u32, cards: u32| {
        let cards = (0..cards).map(|number| crate::model::Written { number, text: "x".into() });
        let text = invitation.text(writer, turn, "", &cards.collect::<Vec<_>>());
        for (slot, line) in text.lines().enumerate() {
            let (person, slot, sealed) = ([1; 32], slot as u64, line.as_bytes().to_vec());
            let handed = RoomHandedIn { person, slot, number: turn, sealed };
            room.does(Action::Gather(GatherAction::HandedIn(handed)));
        }
    };
    hands(1, 1);
    hands(2, 2);
    let owed = |room: &Story| room.state.open_round_now().expect("a question").owed.len();
    assert_eq!(owed(&room), 2);
    let key = room.effects.iter().find_map(|effect| match effect {
        Effect::KeepPrivate { key, .. } => Some(key.clone()),
        _ => None,
    });
    let key = key.expect("a write");
    room.does(Action::PrivateKept { key: key.clone(), result: Ok(()) });
    assert_eq!(owed(&room), 1, "the second write may still fail");
    room.does(Action::PrivateKept { key: key.clone(), result: Err(Trouble::Full) });
    assert_eq!(owed(&room), 1);
    // It is tried again and there is room.
    room.effects.clear();
    room.does(Action::Gather(GatherAction::Type { choice: 0, count: 0 }));
    settle(&mut room, &mut desk);
    assert_eq!(owed(&room), 0);
}

#[test]
fn nobody_is_erased_while_something_waits_that_may_hold_the_name() {
    let (mut desk, mut kept) = (Story::begin(), Kept::new());
    desk.does(Action::Register(RegisterAction::Add("Ana Ruiz, head of stores".into())));
    let ana = desk.card("Ana Ruiz").id.clone();
    let link = asks(&mut desk, &mut kept);
    let (mut phone, mut pocket) = (Story::begin(), Kept::new());
    opens(&mut phone, &mut pocket, &link);
    writes(&mut phone, &mut pocket, &["Ana Ruiz wants it shorter"]);
    let text = hands_in(&mut phone, &mut pocket);
    assert_eq!(takes(&mut desk, &mut kept, &text).cards, 1);
    let erases = |desk: &mut Story, kept: &mut Kept| {
        desk.does(Action::Register(RegisterAction::Erase(ana.clone())));
        settle(desk, kept);
        desk.effects.iter().any(|effect| matches!(effect, Effect::Succeed(_)))
    };
    assert!(kept.values().any(|row| row.contains("Ana Ruiz")), "it is kept here");
    assert!(!erases(&mut desk, &mut kept));
    assert_eq!(desk.notice(), Some("erase.round"));
    // After a reload the same holds, before anybody has looked at the question.
    desk.state.round = Default::default();
    assert!(!erases(&mut desk, &mut kept));
    desk.does(Action::Gather(GatherAction::End));
    settle(&mut desk, &mut kept);
    assert!(!kept.values().any(|row| row.contains("Ana Ruiz")));
    assert!(erases(&mut desk, &mut kept));
}

#[test]
fn a_write_that_is_answered_when_another_map_is_open_says_nothing_of_that_ones_question() {
    let (mut desk, mut kept) = (Story::begin(), Kept::new());
    desk.writes(Lane::Priorities, "Grow");
    asks(&mut desk, &mut kept);
    let first = format!("round.{}.0", desk.state.map().id);
    assert!(kept.contains_key(&first));
    desk.does(Action::NewMap);
    asks(&mut desk, &mut kept);
    desk.does(Action::PrivateKept { key: first, result: Err(Trouble::Full) });
    assert_eq!(desk.state.open_round_now().expect("the second one's").unkept, None);
    let second = format!("round.{}.0", desk.state.map().id);
    desk.does(Action::PrivateKept { key: second, result: Err(Trouble::Full) });
    assert_eq!(desk.state.open_round_now().expect("a question").unkept, Some(Trouble::Full));
}
