//! What the screen says of the ways to others is so.

use super::*;
use crate::store::Effect;

const DIRECT: WireId = 10;
const PLACE: &str = "wss://relay.example";

/// Fay's room meets at a relay. Bo is in it, too.
fn at_a_relay() -> (Story, usize, usize) {
    let mut story = Story::begin();
    let fay = story.page();
    story.writes(fay, "Grow");
    let place = Some(PLACE.to_owned());
    story.does(fay, Action::Room(RoomStep::Found { name: "Fay".to_owned(), place }));
    let link = story.link(fay, Capability::Edit);
    let bo = story.joins(&link, "Bo");
    (story, fay, bo)
}

impl Story {
    fn relay(&mut self, who: usize, state: WireState) {
        let (wire, kind) = (RELAY, WireKind::Shared);
        self.does(who, Action::Room(RoomStep::Wire { wire, kind, state }));
    }

    fn direct(&mut self, who: usize, state: WireState) {
        let (wire, kind) = (DIRECT, WireKind::Direct);
        self.does(who, Action::Room(RoomStep::Wire { wire, kind, state }));
    }

    fn stands(&self, who: usize) -> (Standpoint, Relayed) {
        let view = self.view(who);
        (view.standpoint(true), view.relayed(true))
    }
}

#[test]
fn a_relay_on_a_slow_line_carries_nothing_yet() {
    let mut story = Story::begin();
    let fay = story.page();
    let place = Some(PLACE.to_owned());
    story.does(fay, Action::Room(RoomStep::Found { name: String::new(), place }));
    assert_eq!(story.stands(fay), (Standpoint::Connecting, Relayed::Away));
    story.pass(20_000);
    assert_eq!(story.stands(fay), (Standpoint::Connecting, Relayed::Away), "not alone: not there");
    story.relay(fay, WireState::Open);
    story.pass(5_000);
    assert_eq!(story.stands(fay), (Standpoint::Alone, Relayed::Open));
    story.relay(fay, WireState::Reconnecting);
    assert_eq!(story.stands(fay), (Standpoint::Reconnecting, Relayed::Away));
    // A page that does not allow it waits for nothing.
    let view = story.view(fay);
    assert_eq!(view.relayed(false), Relayed::Refused);
}

#[test]
fn a_relay_that_is_gone_for_good_is_said_at_once_and_can_be_tried_again() {
    let (mut story, fay, bo) = at_a_relay();
    for who in [fay, bo] {
        story.relay(who, WireState::Open);
    }
    story.pass(5_000);
    assert_eq!(story.stands(fay), (Standpoint::Together, Relayed::Open));
    story.relay(fay, WireState::Closed);
    assert_eq!(story.view(fay).guests.len(), 1, "who was here is still listed");
    assert_eq!(story.stands(fay), (Standpoint::CutOff, Relayed::Away));
    story.pass(120_000);
    assert_eq!(story.stands(fay).0, Standpoint::CutOff);
    // By a press, to the same relay, in the same room.
    let effects = update(&mut story.pages[fay].state, Action::Room(RoomStep::Meet));
    let topic = story.pages[fay].topic.clone().expect("in a room");
    let meets = RoomEffect::Meet { topic, place: PLACE.to_owned() };
    assert!(effects.contains(&Effect::Room(meets)), "{effects:?}");
    story.does(fay, Action::ShowRoom);
    assert_eq!(story.stands(fay), (Standpoint::Connecting, Relayed::Away));
    story.relay(fay, WireState::Open);
    story.pass(10_000);
    assert_eq!(story.stands(fay), (Standpoint::Together, Relayed::Open));
}

#[test]
fn whoever_is_connected_directly_is_there_while_the_relay_is_not() {
    let (mut story, fay, _) = at_a_relay();
    story.direct(fay, WireState::Open);
    story.pass(5_000);
    assert_eq!(story.stands(fay), (Standpoint::Together, Relayed::Away), "it is on its way");
    story.relay(fay, WireState::Closed);
    assert_eq!(story.stands(fay), (Standpoint::CutOff, Relayed::Away));
}

#[test]
fn who_is_behind_a_hub_knows_that_it_passes_on() {
    let (mut story, fay, bo) = at_a_relay();
    story.direct(bo, WireState::Open);
    story.pass(5_000);
    let view = story.view(bo);
    assert_eq!((view.direct(), view.relayed(false)), (1, Relayed::Refused));
    assert_eq!(view.standpoint(false), Standpoint::Together);
    assert!(!view.is_passed_on(false), "the hub itself, and nobody else");
    // Bo's own other tab is nobody else.
    let kept = story.pages[bo].kept.clone().expect("keys are kept");
    let (slot, log) = (story.pages[bo].slot.clone(), story.pages[bo].log.clone());
    let tab = story.page();
    story.does(tab, Action::Loaded { slot, entries: Ok(log) });
    story.does(tab, Action::Room(RoomStep::Rejoin { kept }));
    story.pass(5_000);
    assert_eq!(story.view(bo).guests.len(), 2);
    assert!(!story.view(bo).is_passed_on(false));
    let cy = story.joins(&story.link(fay, Capability::Edit), "Cy");
    story.pass(5_000);
    assert!(story.view(bo).is_passed_on(false));
    // Whom the relay carries itself nobody has to pass on.
    story.relay(bo, WireState::Open);
    assert!(!story.view(bo).is_passed_on(true));
    // The hub itself is connected to each; of Bo it is one page.
    story.does(cy, Action::Room(RoomStep::Leave));
    story.direct(fay, WireState::Open);
    assert_eq!((story.view(fay).guests.len(), story.view(fay).is_passed_on(true)), (2, false));
}
