//! A map that was put aside is not lost, whatever the storage does and however many others are opened.

use super::*;

/// What becomes of what is written.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Storage {
    Takes,
    Full,
    Refused,
    /// It is asked for nothing.
    NotKept,
}

const UNKEPT: [Storage; 3] = [Storage::Full, Storage::Refused, Storage::NotKept];

impl Story {
    fn with(storage: Storage) -> Self {
        let mut story = Self::begin();
        if storage == Storage::NotKept {
            story.does(Action::KeepNothing(true));
        }
        story
    }

    /// The storage answers all it was asked, as long as that makes it be asked again.
    fn is_answered(&mut self, storage: Storage) {
        while let Some((_, stored)) = self.written() {
            let result = match storage {
                Storage::Takes => Ok(1),
                Storage::Full => Err(Trouble::Full),
                Storage::Refused => Err(Trouble::Refused),
                Storage::NotKept => panic!("{stored:?} was to be kept nowhere"),
            };
            // At once: nothing is tried again meanwhile.
            self.now.set(self.now.get() - 1_000);
            self.does(Action::Appended { slot: stored.slot, result });
        }
    }

    fn writes_and_is_answered(&mut self, title: &str, storage: Storage) {
        self.writes(Lane::Priorities, title);
        self.does(Action::Flush).is_answered(storage);
    }

    /// To another map. One from the list goes on being kept, unless somebody says so.
    fn goes(&mut self, way: fn(&mut Story), storage: Storage) {
        way(self);
        if storage == Storage::NotKept {
            self.does(Action::KeepNothing(true));
        }
    }

    /// A moment later: what was to follow by itself.
    fn waits(&mut self) {
        let mut due = Vec::new();
        for effect in std::mem::take(&mut self.effects) {
            match effect {
                Effect::Later(action) => due.push(action),
                other => self.effects.push(other),
            }
        }
        for action in due {
            self.does(action);
        }
    }

    fn would_be_lost(&mut self) -> bool {
        self.state.touch();
        self.state.snapshot().expect("something to show").would_be_lost()
    }

    /// What the start screen lists as being only in this page.
    fn only_here(&mut self, kept: &[Stored]) -> Vec<Stored> {
        // At once, too.
        self.now.set(self.now.get() - 2_000);
        self.does(Action::ShowStart).does(Action::Listed(Ok(kept.to_vec())));
        let listed = self.state.picture(Rc::default()).stored.expect("it was listed");
        listed.iter().filter(|stored| stored.unkept).cloned().collect()
    }

    /// Opens one from the list; the storage has these entries of it.
    fn opens_stored(&mut self, slot: &str, entries: Vec<(u64, Vec<u8>)>) {
        self.does(Action::OpenStored { slot: slot.into() });
        let load = Effect::Load { slot: slot.into(), after: None };
        assert!(self.effects.contains(&load), "it is looked for");
        self.does(Action::Loaded { slot: slot.into(), entries: Ok(entries) });
    }

    fn has(&self, title: &str) -> bool {
        self.state.map().cards.values().any(|card| card.title == title)
    }
}

fn another(title: &str) -> (Stored, Vec<(u64, Vec<u8>)>) {
    let mut story = Story::begin_as(70);
    story.writes(Lane::Priorities, title);
    story.does(Action::Flush);
    let (bytes, stored) = story.written().expect("it is kept");
    (stored, vec![(1, bytes)])
}

fn new_map(story: &mut Story) {
    story.does(Action::NewMap);
}

fn example(story: &mut Story) {
    story.does(Action::OpenExample { example: Example::First, name: "First".into() });
}

fn kept(story: &mut Story) {
    let (stored, entries) = another("From the list");
    story.opens_stored(&stored.slot, entries);
}

fn link(story: &mut Story) {
    let text = crate::exchange::link_text(
        &crate::exchange::parse(Example::First.text()).expect("a map").map,
    );
    story.looks_at(text.into_bytes());
}

/// All ways to another map.
const WAYS: [fn(&mut Story); 4] = [new_map, example, kept, link];

#[test]
fn two_maps_that_are_not_saved_stay_whatever_is_opened_after_them() {
    for (storage, way) in UNKEPT.into_iter().flat_map(|it| WAYS.map(|way| (it, way))) {
        let mut story = Story::with(storage);
        story.writes_and_is_answered("Grow", storage);
        let first = story.state.slot().to_owned();
        story.goes(way, storage);
        story.is_answered(storage);
        story.does(Action::NewMap);
        story.writes_and_is_answered("Keep staff", storage);
        let second = story.state.slot().to_owned();
        for _ in 0..2 {
            story.goes(way, storage);
            story.is_answered(storage);
        }
        assert!(story.would_be_lost(), "{storage:?}: the page warns before it goes");
        let mut here: Vec<_> = story.only_here(&[]).into_iter().map(|it| it.slot).collect();
        let mut both = vec![first.clone(), second.clone()];
        here.sort();
        both.sort();
        assert_eq!(here, both, "{storage:?}");
        for (slot, title) in [(&first, "Grow"), (&second, "Keep staff"), (&first, "Grow")] {
            story.opens_stored(slot, Vec::new());
            story.is_answered(storage);
            assert!(story.has(title), "{storage:?}: {title}");
        }
    }
}

#[test]
fn what_is_put_aside_unsaved_is_told_with_a_way_back() {
    for storage in UNKEPT {
        let mut story = Story::with(storage);
        story.writes_and_is_answered("Grow", storage);
        story.does(Action::NewMap).waits();
        assert_eq!(story.notice(), Some("notice.aside_unkept"), "{storage:?}");
        let step = story.state.view().notices[0].step.expect("a way back").0;
        assert!(matches!(step, NoticeStep::GoBack(_)));
        story.does(Action::Notice(step));
        assert!(story.has("Grow"));
        // Where a way back is offered already, there are not two.
        example(&mut story);
        story.waits();
        let steps = story.state.view().notices.iter().filter(|notice| notice.step.is_some());
        assert_eq!(steps.count(), 1, "{storage:?}");
    }
}

#[test]
fn a_storage_that_fails_only_after_another_map_is_shown_says_so() {
    let mut story = Story::begin();
    story.writes(Lane::Priorities, "Grow");
    story.does(Action::NewMap).waits();
    assert_eq!(story.notice(), None, "it is on its way");
    assert!(!story.would_be_lost());
    story.is_answered(Storage::Full);
    assert_eq!(story.notice(), Some("notice.aside_unkept"));
    assert!(story.would_be_lost());
}

#[test]
fn what_lies_aside_is_written_once_there_is_room() {
    let mut story = Story::begin();
    for title in ["Grow", "Keep staff", "Learn"] {
        story.does(Action::NewMap);
        story.writes(Lane::Priorities, title);
        story.does(Action::Flush);
        story.writes(Lane::Support, "On top");
        story.is_answered(Storage::Full);
    }
    story.does(Action::NewMap).waits();
    story.is_answered(Storage::Full);
    assert_eq!(story.only_here(&[]).len(), 3);
    assert!(story.effects.iter().any(|effect| matches!(effect, Effect::FlushIn(_))));
    // Not at every turn: each may be large.
    story.does(Action::Flush);
    assert_eq!(story.written(), None, "a moment ago there was no room");
    story.now.set(story.now.get() + 5_000);
    story.effects.clear();
    story.does(Action::Flush);
    let mut written = 0;
    while let Some((_, stored)) = story.written() {
        story.does(Action::Appended { slot: stored.slot, result: Ok(1) });
        written += 1;
    }
    assert_eq!(written, 6, "two entries of each");
    assert!(!story.would_be_lost());
    assert!(story.state.view().notices.is_empty(), "nothing is said that is not true any more");
    assert!(story.effects.contains(&Effect::List), "they lie on the start screen as kept");
    assert_eq!(story.only_here(&[]), []);
}

#[test]
fn opened_from_the_list_a_map_has_the_words_that_the_storage_did_not_take() {
    let mut story = Story::begin();
    story.writes(Lane::Priorities, "Grow");
    story.does(Action::Flush);
    let (bytes, stored) = story.written().expect("it is written");
    story.does(Action::Appended { slot: stored.slot.clone(), result: Ok(1) });
    story.writes_and_is_answered("Keep staff", Storage::Full);
    story.does(Action::NewMap).is_answered(Storage::Full);
    let listed = story.only_here(std::slice::from_ref(&stored));
    assert_eq!(listed.len(), 1);
    assert_eq!((&listed[0].slot, listed[0].cards), (&stored.slot, 2), "in the place of the old");
    // Another tab has written on.
    let mut other = Story::begin_as(71);
    let log = vec![(1, bytes.clone())];
    other.does(Action::Loaded { slot: stored.slot.clone(), entries: Ok(log) });
    other.writes(Lane::Support, "There");
    other.does(Action::Flush);
    let (there, _) = other.written().expect("it is written");
    story.opens_stored(&stored.slot, vec![(1, bytes), (2, there)]);
    for title in ["Grow", "Keep staff", "There"] {
        assert!(story.has(title), "{title}");
    }
    story.now.set(story.now.get() + 5_000);
    story.does(Action::Flush).is_answered(Storage::Takes);
    story.does(Action::NewMap).does(Action::NewMap);
    assert!(!story.would_be_lost());
}

#[test]
fn who_deletes_what_lies_aside_is_not_asked_again() {
    let mut story = Story::begin();
    story.writes_and_is_answered("Grow", Storage::Full);
    let slot = story.state.slot().to_owned();
    story.does(Action::NewMap).is_answered(Storage::Full);
    story.does(Action::RemoveStored { slot });
    assert_eq!(story.only_here(&[]), []);
    assert!(!story.would_be_lost());
}

#[test]
fn a_page_that_goes_writes_what_waits_of_maps_that_lie_aside() {
    let mut story = Story::begin();
    story.writes(Lane::Priorities, "On its way");
    story.does(Action::Flush);
    story.writes(Lane::Support, "Typed a moment before");
    story.does(Action::NewMap);
    story.effects.clear();
    story.does(Action::FlushAll);
    assert!(story.effects.iter().any(|effect| matches!(effect, Effect::AppendToo { .. })));
}

#[test]
fn during_a_rehearsal_the_real_map_is_written_as_soon_as_there_is_room() {
    let mut story = Story::begin();
    story.writes_and_is_answered("Grow", Storage::Full);
    story.does(Action::Rehearse(RehearsalAction::Begin("Ann".into())));
    story.is_answered(Storage::Full);
    assert!(story.would_be_lost());
    story.now.set(story.now.get() + 5_000);
    story.does(Action::Flush).is_answered(Storage::Takes);
    assert!(!story.would_be_lost());
    story.does(Action::Rehearse(RehearsalAction::End));
    assert!(story.has("Grow"));
}
