//! A link goes behind a password and comes out again.

use super::*;
use crate::exchange;

/// What the browser compresses, without compressing it.
fn shared(story: &mut Story) -> String {
    story.does(Action::Share);
    let packed = story.effects.iter().rev().find_map(|effect| match effect {
        Effect::Pack { text } => Some(text.clone().into_bytes()),
        _ => None,
    });
    let packed = packed.expect("it is packed");
    story.does(Action::Packed(Some(("https://maps.example/".to_owned(), packed))));
    story.does(Action::Lock(LockAction::Lock(Secret("quince-lantern".to_owned()))));
    story.goes_on();
    match story.state.link.clone() {
        ShareLink::Locked { link, .. } => link.to_string(),
        other => panic!("{other:?}"),
    }
}

impl Story {
    fn goes_on(&mut self) {
        let waiting = Action::Lock(LockAction::GoOn);
        assert!(self.effects.contains(&Effect::Later(waiting.clone())), "first the screen says so");
        self.effects.clear();
        self.does(waiting);
    }

    fn tries(&mut self, password: &str) -> Option<Opening> {
        self.does(Action::Lock(LockAction::Open(Secret(password.to_owned()))));
        self.goes_on();
        let snapshot = self.state.snapshot().expect("something changed");
        LockedLink::of(&snapshot).map(|link| link.opening.clone())
    }
}

#[test]
fn a_link_with_a_password_asks_for_it_again_and_again_and_then_opens() {
    let mut sender = Story::begin();
    sender.writes(Lane::Priorities, "Grow");
    let link = shared(&mut sender);
    assert!(link.starts_with("https://maps.example/#locked.1."), "{link}");

    let mut guest = Story::begin_as(8);
    guest.does(Action::ShowStart);
    guest.does(Action::OpenLink { text: format!("Here: {link}") });
    assert_eq!(
        (guest.state.view().page, &guest.state.view().overlay),
        (Page::Map, &Overlay::Unlock)
    );
    assert_eq!(guest.tries("quince"), Some(Opening::Wrong));
    assert_eq!(guest.tries("quince-lantern"), None);
    let unpack = guest.effects.iter().find_map(|effect| match effect {
        Effect::Unpack { fragment, bytes, .. } => Some((fragment.clone(), bytes.clone())),
        _ => None,
    });
    let (fragment, bytes) = unpack.expect("it is unpacked");
    assert!(link.ends_with(&*fragment), "a reload asks again");
    guest.does(Action::Unpacked { fragment, result: Ok(bytes) });
    assert_eq!(exchange::canonical(guest.state.map()), exchange::canonical(sender.state.map()));
}

#[test]
fn whoever_has_no_password_goes_back_to_where_they_were() {
    let link = {
        let mut sender = Story::begin();
        sender.writes(Lane::Priorities, "Grow");
        shared(&mut sender)
    };
    let mut guest = Story::begin_as(8);
    guest.writes(Lane::Outcomes, "Mine");
    guest.does(Action::ShowStart);
    guest.does(Action::OpenLink { text: link.clone() });
    guest.does(Action::Overlay(Overlay::None));
    assert_eq!(guest.state.view().page, Page::Start);
    guest.does(Action::OpenLink { text: link[..link.len() - 9].to_owned() });
    assert_eq!(guest.notice(), Some("link.cut_short"));
    assert_eq!(guest.state.view().overlay, Overlay::None);
    guest.does(Action::ShowMap);
    assert_eq!(guest.card("Mine").title, "Mine");
}
