//! Hands and ready flags in a room, and the lanes that light up. Part of what comes late.

use std::rc::Rc;

use super::super::room::{About, RoomStep};
use super::super::state::State;
use super::super::view::Lit;
use super::Workshop;
use crate::model::{Lane, sort_and_dedup};

impl State {
    /// Whose hands are up: those that were up already keep their places.
    pub(super) fn see_hands(&self, shop: &mut Workshop) {
        let room = self.room.as_ref().filter(|_| shop.led.is_some()).map(|room| room.view());
        let guests = room.iter().flat_map(|room| &room.guests);
        let up: Vec<_> = guests.filter(|it| it.about.hand).map(|it| it.sender).collect();
        shop.hands.retain(|sender| up.contains(sender));
        let new: Vec<_> = up.into_iter().filter(|sender| !shop.hands.contains(sender)).collect();
        shop.hands.extend(new);
    }

    /// Another stage: what was signalled was meant for the one before, and other lanes are worked in.
    pub(super) fn stage_changed(&mut self) {
        let about = self.room.as_ref().map(|room| room.about());
        if let Some(about) = about.filter(|about| about.hand || about.ready) {
            self.room_step(RoomStep::About(About { hand: false, ready: false, ..about }));
        }
        if self.view.sight.as_ref().is_some_and(|lit| lit.lanes.is_some()) {
            self.focus(true);
        }
    }

    /// Lights up the lane that is worked in and the one that it serves. Where there are none, nothing fades.
    pub(super) fn focus(&mut self, on: bool) {
        let shop = self.shop();
        let led = shop.led.as_ref().map(|led| led.stage().kind);
        let kind = led.or_else(|| shop.following.as_ref().map(|it| it.told.kind()));
        let lanes = kind.and_then(|kind| kind.lanes()).filter(|_| on);
        self.view.sight = lanes.map(|lanes| Rc::new(self.lit_lanes(lanes)));
        self.touch();
    }

    /// All cards of two lanes, and the links between them.
    pub(in crate::store) fn lit_lanes(&self, lanes: (Lane, Lane)) -> Lit {
        let map = self.map();
        let lies = |lane: Lane| lane == lanes.0 || lane == lanes.1;
        let cards = map.cards.values().filter(|card| lies(card.place.lane));
        let mut cards: Vec<_> = cards.map(|card| card.id.clone()).collect();
        sort_and_dedup(&mut cards);
        let has = |id| cards.binary_search(id).is_ok();
        let links = map.links.values().filter(|link| has(&link.from) && has(&link.to));
        let mut links: Vec<_> = links.map(|link| link.id.clone()).collect();
        sort_and_dedup(&mut links);
        let (start, department, missing) = (None, None, Vec::new());
        Lit { start, lanes: Some(lanes), department, cards, missing, links }
    }
}
