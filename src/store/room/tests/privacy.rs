//! What is private stays where it was written: a search for planted words in everything that the relay carries, sealed
//! and opened, and in everything that the other browsers hold.

use super::*;
use crate::crypto::JoinLink;
use crate::model::CardKind;
use crate::store::{GatherAction, PrivateAction, WriteAction};

const OPEN: &str = "Shared openly";
const DRAFT: &str = "Not handed in yet";
const SEALED: &str = "Handed in sealed";
const NOTE: &str = "Only for my own eyes";

fn holds(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|part| part == word.as_bytes())
}

impl Story {
    /// Somewhere in what was sent, as it travelled or opened with the room's keys.
    fn sent(&self, link: &RoomLink, word: &str) -> (bool, bool) {
        let keys = JoinLink::from_text(&link.0).expect("a link").keys;
        let bodies = crate::sync::opened(&keys, &self.frames);
        assert!(self.frames.len() > 20 && bodies.len() > 10, "hardly anything was said");
        (
            self.frames.iter().any(|frame| holds(frame, word)),
            bodies.iter().any(|body| holds(body, word)),
        )
    }

    /// In what this browser keeps or knows.
    fn knows(&self, who: usize, word: &str) -> bool {
        let page = &self.pages[who];
        let map = crate::exchange::canonical(page.state.map());
        page.log.iter().any(|(_, bytes)| holds(bytes, word))
            || page.private.iter().any(|(_, text)| text.contains(word))
            || holds(&page.state.replica.encode(), word)
            || map.contains(word)
    }
}

#[test]
fn words_that_are_private_are_found_nowhere_but_where_they_were_written() {
    let mut story = Story::begin();
    let fay = story.page();
    story.writes(fay, OPEN);
    let lead = story.found(fay, Capability::Lead);
    let link = story.link(fay, Capability::Edit);
    let bo = story.joins(&link, "Bo");
    let cleo = story.joins(&link, "Cleo");
    let ask = crate::model::Task::Cards(CardKind::Priority);
    story.asks_this(fay, ask, Vec::new());

    // What only Fay's browser knows about somebody on the map.
    let card = story.pages[fay].state.map().cards.values().next().expect("a card").id.clone();
    story.does(fay, Action::Private(PrivateAction::Show(true)));
    let (note, text) = ("n".to_owned(), NOTE.to_owned());
    story.does(fay, Action::Private(PrivateAction::Write { card, note, text }));
    story.does(fay, Action::Private(PrivateAction::Flush));
    // Bo hands in one thought and has another one half written.
    story.hands_in_cards(bo, &[SEALED]);
    story.does(bo, Action::Write(WriteAction::Draft(DRAFT.to_owned())));
    story.pass(60_000);

    // The search finds what is there.
    assert_eq!(story.sent(&lead, OPEN), (false, true), "sealed on the way, and no further");
    assert!(story.knows(bo, OPEN) && story.knows(cleo, OPEN));
    for (who, word) in [(fay, NOTE), (bo, DRAFT), (bo, SEALED)] {
        assert!(story.knows(who, word), "{word} in {:?}", story.pages[who].private);
    }
    // And nothing that is not.
    for word in [NOTE, DRAFT, SEALED] {
        assert_eq!(story.sent(&lead, word), (false, false), "{word}");
        assert!(!story.knows(cleo, word), "{word}");
    }
    assert!(!story.knows(bo, NOTE) && !story.knows(fay, DRAFT));
    // Once it is put on the map everybody has it.
    story.does(fay, Action::Gather(GatherAction::Place));
    story.pass(5_000);
    assert_eq!(story.sent(&lead, SEALED), (false, true));
    assert!(story.knows(cleo, SEALED) && !story.knows(cleo, DRAFT));
}

#[test]
fn a_vote_is_told_to_nobody_before_the_count_and_to_nobody_whose_it_was_after_it() {
    let mut story = Story::begin();
    let fay = story.page();
    let options = ["Safer stores", "Fewer forms", "More time"].map(str::to_owned).to_vec();
    for option in &options {
        story.writes(fay, option);
    }
    let about: Vec<_> = story.pages[fay].state.map().cards.keys().cloned().collect();
    let lead = story.found(fay, Capability::Lead);
    let link = story.link(fay, Capability::Edit);
    let people = ["Bo", "Cleo"].map(|name| story.joins(&link, name));
    let [bo, cleo] = people;
    story.asks_this(fay, crate::model::Task::Pick { options, dots: 1 }, about);
    let invitation = story.view(bo).invitation.clone().expect("everybody is asked");
    for (who, number) in [(bo, 1), (cleo, 2)] {
        story.does(who, Action::OpenLink { text: invitation.to_string() });
        story.does(who, Action::Write(WriteAction::Vote { number, text: "1" }));
        story.does(who, Action::Write(WriteAction::HandIn));
    }
    story.pass(60_000);

    // Whoever votes is known by a number of eight bytes that stands in nothing but what was handed in.
    let writer = |who: usize| {
        let open = story.pages[who].snapshot.as_ref().and_then(|it| it.writing.clone());
        open.expect("a vote is open").writing.writer
    };
    let bos = writer(bo);
    let planted = |bytes: &[u8]| {
        let is_there = bytes.windows(8).any(|part| part == bos.bytes());
        is_there || holds(bytes, &bos.to_string())
    };
    let told = |story: &Story| {
        let keys = JoinLink::from_text(&lead.0).expect("a link").keys;
        let opened = crate::sync::opened(&keys, &story.frames);
        story.frames.iter().chain(&opened).any(|bytes| planted(bytes))
    };
    let known = |story: &Story, who: usize| {
        let page = &story.pages[who];
        let map = crate::exchange::canonical(page.state.map());
        planted(map.as_bytes())
            || planted(&page.state.replica.encode())
            || page.private.iter().any(|(_, text)| planted(text.as_bytes()))
            || page.log.iter().any(|(_, bytes)| planted(bytes))
    };
    assert!(known(&story, bo), "the search finds it where it is");
    assert!(!told(&story) && !known(&story, cleo));
    let votes = |story: &Story, who: usize| {
        let map = story.pages[who].state.map();
        map.cards.values().filter(|card| card.fields.get("votes").is_some()).count()
    };
    assert_eq!([fay, bo, cleo].map(|who| votes(&story, who)), [0; 3]);

    // Counted, everybody has the count. Bo finds the own vote in it, and nobody finds Bo.
    story.does(fay, Action::Gather(GatherAction::Reveal));
    story.does(fay, Action::Gather(GatherAction::Place));
    story.pass(5_000);
    assert_eq!([fay, bo, cleo].map(|who| votes(&story, who)), [3; 3]);
    assert!(!told(&story) && !known(&story, cleo));
    let round = story.pages[fay].state.open_round_now().expect("still open");
    let tally = round.gathering.tally().expect("a vote");
    let mine = crate::store::receipt(round.gathering.round, bos);
    let found: Vec<_> = tally.receipts.iter().filter(|it| it.code == mine).collect();
    assert_eq!(found.iter().map(|it| it.choices.clone()).collect::<Vec<_>>(), [vec![1]]);
}
