//! A rehearsal: people who are made up come by the real protocol, do what people do, and leave nothing behind.

use std::collections::VecDeque;

use super::Story;
use super::held::held;
use crate::facilitation::Agenda;
use crate::model::{CardKind, Lane, Task};
use crate::store::*;

const WIRE: WireId = 1;

/// The canvas of whoever rehearses, those who are made up, and a wire between them that is only a list.
struct Rehearsed {
    story: Story,
    guests: Vec<RehearsalGuest>,
    /// From whom, and what. The canvas itself is number 0.
    frames: VecDeque<(usize, Vec<u8>)>,
    seen: usize,
}

fn guest(who: usize, story: &Story) -> RehearsalGuest {
    let now = story.now.clone();
    let (clock, uptime) = (now.clone(), now);
    RehearsalGuest::new(
        who,
        Setup {
            client: 900 + who as u64,
            clock: Rc::new(move || clock.get()),
            uptime: Rc::new(move || uptime.get()),
            keeps_nothing: true,
            random: || [super::NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed); 32],
        },
    )
}

use std::rc::Rc;

impl Rehearsed {
    fn begin(mut story: Story) -> Self {
        story.effects.clear();
        story.does(Action::Rehearse(RehearsalAction::Begin("Fay".into())));
        let door = story.effects.iter().find_map(|effect| match effect {
            Effect::Rehearse(Some(link)) => Some(link.clone()),
            _ => None,
        });
        let door = door.expect("people are asked in");
        let guests = (0..GUESTS).map(|who| guest(who, &story)).collect();
        let mut all = Self { story, guests, frames: VecDeque::new(), seen: 0 };
        all.opens(0);
        for who in 0..GUESTS {
            let effects = all.guests[who].enters(door.clone());
            all.take(who + 1, effects);
            all.opens(who + 1);
        }
        all.pass(3_000);
        all
    }

    fn opens(&mut self, who: usize) {
        let (wire, kind, state) = (WIRE, WireKind::Shared, WireState::Open);
        self.does(who, Action::Room(RoomStep::Wire { wire, kind, state }));
    }

    fn does(&mut self, who: usize, action: Action) {
        match who {
            0 => {
                self.story.does(action);
                let effects = self.story.effects.split_off(self.seen);
                self.story.effects.extend(effects.iter().cloned());
                self.seen = self.story.effects.len();
                self.take(0, effects);
            }
            who => {
                let effects = self.guests[who - 1].does(action);
                self.take(who, effects);
            }
        }
    }

    fn take(&mut self, who: usize, effects: Vec<Effect>) {
        for effect in effects {
            if let Effect::Room(RoomEffect::Send { frame, .. }) = effect {
                self.frames.push_back((who, frame));
            }
        }
    }

    /// Frames arrive, everybody wakes, and those who are made up have their turns.
    fn pass(&mut self, ms: u64) {
        for _ in 0..ms / 500 {
            self.story.now.set(self.story.now.get() + 500);
            for who in 0..=GUESTS {
                self.does(who, Action::Room(RoomStep::Wake));
            }
            while let Some((from, bytes)) = self.frames.pop_front() {
                for who in (0..=GUESTS).filter(|who| *who != from) {
                    let step = RoomStep::Frame { wire: WIRE, bytes: bytes.clone() };
                    self.does(who, Action::Room(step));
                }
            }
        }
    }

    fn turns(&mut self, n: usize) {
        for _ in 0..n {
            for who in 0..GUESTS {
                let effects = self.guests[who].turn();
                self.take(who + 1, effects);
            }
            self.pass(2_500);
        }
    }

    fn snapshot(&mut self) -> Rc<Snapshot> {
        self.story.does(Action::Overlay(Overlay::None));
        self.story.state.snapshot().expect("something new")
    }

    fn titles(&self, kind: CardKind) -> Vec<String> {
        let cards = self.story.state.map().cards.values();
        cards.filter(|card| card.kind == kind).map(|card| card.title.clone()).collect()
    }
}

fn leads(all: &mut Rehearsed, action: WorkshopAction) {
    all.does(0, Action::Workshop(action));
    all.pass(2_000);
}

fn begins(all: &mut Rehearsed) {
    let agenda = Agenda::built_in("45").expect("a plan");
    let (date, facilitator) = ("2026-11-22".to_owned(), "Fay".to_owned());
    leads(all, WorkshopAction::Begin { agenda, date, facilitator, attendees: String::new() });
}

#[test]
fn made_up_people_come_by_the_real_protocol_write_vote_and_raise_a_hand_and_nothing_of_it_stays() {
    let mut story = Story::begin();
    let grow = story.writes(Lane::Priorities, "Grow");
    story.does(Action::SetField { id: grow.clone(), key: "draft", value: true.into() });
    let (id, before) = (story.state.map().id.clone(), story.state.exported().expect("a file"));
    let mut all = Rehearsed::begin(story);
    let snapshot = all.snapshot();
    assert!(snapshot.rehearses && snapshot.map.id != id, "a copy");
    assert!(snapshot.map.card(&grow).is_some(), "of this map");
    let room = snapshot.room.clone().expect("a room");
    let mut names: Vec<_> = room.guests.iter().map(|guest| guest.name.clone()).collect();
    names.sort();
    assert_eq!(names, ["Alex (made up)", "Kim (made up)", "Robin (made up)", "Sam (made up)"]);

    // They say what they think of the draft, and in a stage with cards each writes one by itself.
    begins(&mut all);
    leads(&mut all, WorkshopAction::Go(1));
    all.turns(3);
    assert_eq!(corrections(all.story.state.map(), &grow).len(), GUESTS);
    leads(&mut all, WorkshopAction::Go(2));
    all.turns(9);
    assert_eq!(all.titles(CardKind::Priority).len(), 1 + GUESTS);
    leads(&mut all, WorkshopAction::Go(3));
    all.turns(4);
    let hands = |all: &mut Rehearsed| {
        let room = all.snapshot().room.clone().expect("a room");
        room.guests.iter().filter(|guest| guest.about.hand).count()
    };
    assert_eq!(hands(&mut all), 1);

    // Asked, they hand in; nothing of it is seen before it is put on the map. Asked for a number, they vote.
    let (prompt, about) = ("Which number?".to_owned(), Vec::new());
    let ask = Task::Cards(CardKind::Barrier);
    all.does(0, Action::Gather(GatherAction::Begin { ask, about, prompt }));
    all.pass(2_000);
    all.turns(3);
    let round = all.snapshot().round.clone().expect("a question");
    assert_eq!(round.gathering.writers().count(), GUESTS);
    // The wall shows what is asked and how many have answered, and no way in for anybody else.
    let aside = Aside::of(&all.snapshot(), "desk");
    let asked = aside.asked.expect("it is asked");
    assert_eq!((&*asked.fragment, asked.handed_in, aside.door), ("", GUESTS, None));
    assert!(!round.fragment.is_empty());
    assert!(all.titles(CardKind::Barrier).is_empty());
    assert!(all.guests.iter().all(RehearsalGuest::is_heard));
    all.does(0, Action::Gather(GatherAction::Place));
    assert_eq!(
        all.titles(CardKind::Barrier).len(),
        GUESTS,
        "what two of them say in the same words is one card"
    );
    all.does(0, Action::Gather(GatherAction::End));
    all.pass(2_000);
    let (prompt, about) = ("How sure?".to_owned(), Vec::new());
    all.does(0, Action::Gather(GatherAction::Begin { ask: Task::Scale, about, prompt }));
    all.pass(2_000);
    all.turns(4);
    all.does(0, Action::Gather(GatherAction::Reveal));
    let round = all.snapshot().round.clone().expect("a question");
    let tally = round.gathering.tally().expect("a vote");
    assert_eq!(tally.counts, [0, 0, 1, 1, 1, 1], "one is not convinced");
    let (ask, prompt) = (Task::Drafts(vec!["Grow".into()]), "Is our draft right?".to_owned());
    let about = vec![grow.clone()];
    all.does(0, Action::Gather(GatherAction::Begin { ask, about, prompt }));
    all.pass(2_000);
    all.turns(4);
    all.does(0, Action::Gather(GatherAction::Place));
    let said = corrections(all.story.state.map(), &grow);
    assert_eq!(counted(&said).iter().sum::<usize>(), 2 * GUESTS, "on the map, and asked");

    // It ends: the map as it was, no room, and nothing was ever written of it.
    all.does(0, Action::Rehearse(RehearsalAction::End));
    let snapshot = all.snapshot();
    assert!(!snapshot.rehearses && snapshot.room.is_none() && snapshot.map.id == id);
    assert_eq!(all.story.state.exported().expect("a file"), before);
    assert!(all.story.effects.contains(&Effect::Rehearse(None)), "they go");
    let kept = all.story.effects.iter().filter(|effect| {
        let slot = match effect {
            Effect::Append { stored, .. } | Effect::AppendToo { stored, .. } => &stored.slot,
            Effect::Room(RoomEffect::Keep { slot, kept: Some(_) }) => slot,
            Effect::KeepPrivate { key, text: Some(_) } => key,
            _ => return false,
        };
        !slot.contains(id.as_str())
    });
    assert_eq!(kept.count(), 0, "nothing of the copy is kept");
    all.story.does(Action::Notice(NoticeStep::GoBack(0)));
    assert_eq!(all.story.state.map().id, id, "and there is no way back into it");
}

#[test]
fn whatever_is_opened_during_a_rehearsal_ends_it_and_is_kept_as_ever() {
    let mut story = Story::begin();
    story.writes(Lane::Priorities, "Grow");
    let id = story.state.map().id.clone();
    story.does(Action::Rehearse(RehearsalAction::Begin(String::new())));
    assert!(story.state.snapshot().expect("new").rehearses);
    story.does(Action::NewMap);
    let snapshot = story.state.snapshot().expect("new");
    assert!(!snapshot.rehearses && !snapshot.keeps_nothing, "a map of one's own is kept");
    assert!(snapshot.room.is_none());
    story.does(Action::Notice(NoticeStep::GoBack(0)));
    assert_eq!(story.state.map().id, id, "the way back leads to the real one");
    // An empty map can be rehearsed on, too, and in a room nobody rehearses.
    story.does(Action::NewMap);
    story.does(Action::Rehearse(RehearsalAction::Begin(String::new())));
    story.does(Action::Rehearse(RehearsalAction::End));
    assert!(story.state.map().is_empty() && !story.state.snapshot().expect("new").rehearses);
    story.does(Action::Room(RoomStep::Found { name: "Fay".into(), place: None }));
    story.does(Action::Rehearse(RehearsalAction::Begin(String::new())));
    assert!(!story.state.snapshot().expect("new").rehearses);
}

fn rehearses(story: &mut Story) {
    story.does(Action::Rehearse(RehearsalAction::Begin("Fay".into())));
    assert!(shown(story).rehearses);
}

fn shown(story: &mut Story) -> Rc<Snapshot> {
    story.does(Action::Overlay(Overlay::None));
    story.state.snapshot().expect("something new")
}

#[test]
fn who_leaves_the_room_of_a_rehearsal_ends_it() {
    let mut story = Story::begin();
    story.writes(Lane::Priorities, "Grow");
    let id = story.state.map().id.clone();
    rehearses(&mut story);
    story.does(Action::KeepNothing(false));
    assert!(shown(&mut story).keeps_nothing, "whatever is chosen, the copy is not kept");
    story.does(Action::Room(RoomStep::Leave));
    let snapshot = shown(&mut story);
    assert!(!snapshot.rehearses && snapshot.room.is_none() && snapshot.map.id == id);
    assert!(!snapshot.keeps_nothing);
    assert!(story.effects.contains(&Effect::Rehearse(None)), "they go");
}

#[test]
fn a_page_that_would_have_warned_warns_during_a_rehearsal_and_no_other() {
    let mut story = Story::begin();
    story.writes(Lane::Priorities, "Grow");
    rehearses(&mut story);
    story.writes(Lane::Support, "On the copy");
    assert!(!shown(&mut story).would_be_lost(), "the map is kept, the copy is to be lost");
    story.does(Action::Rehearse(RehearsalAction::End));
    story.does(Action::KeepNothing(true));
    story.writes(Lane::Priorities, "Hold");
    assert!(shown(&mut story).would_be_lost());
    rehearses(&mut story);
    assert!(shown(&mut story).would_be_lost(), "the map behind it is kept nowhere");
}

#[test]
fn after_a_breakdown_the_real_map_comes_back_and_not_the_copy() {
    let mut story = Story::begin();
    story.does(Action::KeepNothing(true));
    story.writes(Lane::Priorities, "Grow");
    story.does(Action::Flush);
    let id = story.state.map().id.clone();
    rehearses(&mut story);
    story.does(Action::Flush);
    story.writes(Lane::Support, "On the copy");
    story.does(Action::Flush);
    let room = |effect: &Effect| matches!(effect, Effect::Room(RoomEffect::Hold(Some(_))));
    assert!(!story.effects.iter().any(room), "and no way into a room that is not its own");
    let holds_it = |story: &Story| {
        let (slot, entries) = held(story).expect("held");
        let mut again = Story::begin_as(99);
        again.does(Action::Reopen { slot, entries });
        again.card("Grow");
        again.state.map().id == id && again.state.map().cards.size() == 1
    };
    assert!(holds_it(&story), "the page goes on holding the map");
    story.does(Action::Rehearse(RehearsalAction::End));
    assert!(holds_it(&story), "before it is held anew");
    story.does(Action::Flush);
    assert!(holds_it(&story));
}

#[test]
fn a_question_that_is_kept_nowhere_is_open_again_after_a_rehearsal() {
    let mut story = Story::begin();
    story.does(Action::KeepNothing(true));
    story.writes(Lane::Priorities, "Grow");
    let (ask, prompt) = (Task::Scale, "How sure?".to_owned());
    story.does(Action::Gather(GatherAction::Begin { ask, about: Vec::new(), prompt }));
    story.does(Action::Gather(GatherAction::Type { choice: 3, count: 2 }));
    let before = shown(&mut story).round.clone().expect("a question");
    rehearses(&mut story);
    assert_eq!(shown(&mut story).round, None);
    let (ask, prompt) = (Task::Scale, "Of the copy".to_owned());
    story.does(Action::Gather(GatherAction::Begin { ask, about: Vec::new(), prompt }));
    story.does(Action::Rehearse(RehearsalAction::End));
    let after = shown(&mut story).round.clone().expect("the question");
    assert_eq!((&after.gathering, &after.fragment), (&before.gathering, &before.fragment));
}

#[test]
fn a_host_page_hears_nothing_of_the_copy_and_changes_nothing_on_it() {
    let mut story = Story::begin();
    let grow = story.writes(Lane::Priorities, "Grow");
    let before = story.state.exported().expect("a file");
    let heard = |story: &mut Story| {
        let told = |effect: &Effect| matches!(effect, Effect::Emit(HostEvent::MapChange(_)));
        let heard = story.effects.iter().filter(|effect| told(effect)).count();
        story.effects.clear();
        heard
    };
    assert!(heard(&mut story) > 0);
    rehearses(&mut story);
    story.writes(Lane::Support, "On the copy");
    assert_eq!(story.state.exported().as_ref(), Ok(&before), "the map is as it was");
    let refused = story.state.add_for_host(r#"{"kind":"priority","title":"From outside"}"#);
    assert!(refused.is_err_and(|why| why.contains("rehearsed")));
    let changed = story.state.update_for_host(&grow, r#"{"title":"From outside"}"#);
    assert!(changed.is_err());
    story.does(Action::Rehearse(RehearsalAction::End));
    assert_eq!(heard(&mut story), 0, "and nothing has changed when it ends");
    assert_eq!(story.state.exported().as_ref(), Ok(&before));
    assert!(story.state.add_for_host(r#"{"kind":"priority","title":"From outside"}"#).is_ok());
    // Another map that ends it is another one for the host page as well.
    rehearses(&mut story);
    story.effects.clear();
    story.does(Action::NewMap);
    assert_eq!(heard(&mut story), 1);
    // On an empty map the copy is nobody else's, either.
    rehearses(&mut story);
    story.writes(Lane::Support, "On the copy");
    assert!(!story.state.exported().expect("a file").contains("On the copy"));
}
