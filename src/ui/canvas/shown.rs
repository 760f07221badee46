//! Which cards are elements, where they lie, and which of them has the keyboard.

use std::cell::RefCell;

use web_sys::HtmlElement;
use yew::prelude::*;

use super::super::late::late;
use super::Stage;
use super::card_view::{CardLook, card_view};
use super::gesture::Gesture;
use super::lanes::WriteBox;
use crate::browser::px;
use crate::geometry::{Camera, MapPoint, MapRect};
use crate::model::{CardId, CardKind, sort_by};
use crate::store::Snapshot;

/// Where things were put last.
#[derive(Default)]
pub(super) struct Placed {
    /// With the layer that the cards are in: it comes and goes with them.
    cards: RefCell<(Option<HtmlElement>, Vec<CardId>, Vec<MapPoint>)>,
    pub layers: RefCell<Option<(Camera, Vec<MapRect>)>>,
}

impl Stage {
    /// The picture shows what lights up now.
    pub(super) fn light(&mut self, snapshot: &Snapshot) {
        if let Some(painter) = &mut self.painter {
            painter.set_lit(snapshot.view.sight.clone());
        }
    }

    /// Which cards are elements: those in view and a little beyond.
    pub(super) fn show_around(&mut self) {
        // From far away a view holds hundreds of cards, and its surroundings as many again.
        let beyond = if self.camera.zoom < 0.6 { 0.08 } else { 0.25 };
        let view = self.camera.view(self.size);
        self.shown = view.grown(view.width.max(view.height) * beyond);
        self.keep_keyboard();
    }

    /// A card that gets out of sight is no element any more, and would take the keyboard with it.
    fn keep_keyboard(&self) {
        let Some(stage) = self.stage.cast::<HtmlElement>() else { return };
        let card =
            crate::browser::focused_inside(&stage).and_then(|it| it.get_attribute("data-id"));
        let rect = card.and_then(|id| self.scene.rect(&CardId::parse(&id).ok()?));
        if rect.is_some_and(|rect| !rect.touches(&self.shown)) {
            crate::browser::focus_quietly(&stage);
        }
    }

    pub(super) fn cards(&self, snapshot: &Snapshot) -> Vec<Html> {
        let view = &snapshot.view;
        let map = &snapshot.map;
        let dragged: &[(CardId, MapPoint)] = match &self.gesture {
            Gesture::Dragging { corners, .. } => corners,
            _ => &[],
        };
        let over = match &self.gesture {
            Gesture::Linking { over, .. } => over.as_ref(),
            Gesture::Dragging { onto, .. } => onto.as_ref(),
            _ => None,
        };
        let middle = self.camera.view(self.size).center();
        let needed = |id: &CardId| view.editing.as_ref() == Some(id) || view.selection.has(id);
        let mut seen: Vec<_> = self.scene.cards_in(self.shown).collect();
        self.crowd.borrow_mut().admit(&mut seen, middle, needed);
        sort_by(&mut seen, |a, b| {
            let order = |r: &MapRect| ((r.x / 100.0) as i64, r.y as i64);
            order(&a.2).cmp(&order(&b.2)).then_with(|| a.0.cmp(b.0))
        });
        self.keep_order(view.editing.is_some(), &mut seen);
        let tab_stop = view.selection.single().or_else(|| seen.first().map(|(id, ..)| *id));
        let card_html = |(id, _, rect): &(&CardId, CardKind, MapRect)| {
            let card = map.card(id)?;
            let look = CardLook {
                selected: view.selection.has(id),
                editing: view.editing.as_ref() == Some(*id),
                dragged: dragged.iter().any(|(d, _)| d == *id),
                target: over == Some(*id),
                readonly: snapshot.readonly,
                in_tab_order: tab_stop == Some(*id),
                lit: view.sight.as_ref().map(|lit| lit.shows(card)),
                missing: view.sight.as_ref().is_some_and(|lit| lit.lacks(id)),
                asked: view.is_asked(id),
                line: late().and_then(|late| (late.line)(&self.ui, map, card)),
            };
            Some((card_view(&self.ui, card, &look), MapPoint { x: rect.x, y: rect.y }))
        };
        let (html, corners) = seen.iter().filter_map(card_html).unzip();
        *self.corners.borrow_mut() = corners;
        html
    }

    /// An element that moves among its siblings loses the keyboard. So while somebody writes in a card, cards that others
    /// move about stay where they are on the page, though not on the canvas.
    fn keep_order(&self, writes: bool, seen: &mut [(&CardId, CardKind, MapRect)]) {
        let mut order = self.order.borrow_mut();
        let mut kept = 0;
        for id in order.iter().filter(|_| writes) {
            if let Some(at) = seen[kept..].iter().position(|it| it.0 == id) {
                seen[kept..=kept + at].rotate_right(1);
                kept += 1;
            }
        }
        *order = seen.iter().map(|(id, ..)| (*id).clone()).collect();
    }

    /// Puts every card element where it belongs. A style attribute would be refused by a strict policy,
    /// so this follows each rendering.
    pub(super) fn place_cards(&self) {
        let Some(cards) = self.card_layer.cast::<HtmlElement>() else { return };
        let (order, corners) = (self.order.borrow(), self.corners.borrow());
        let mut placed = self.placed.cards.borrow_mut();
        if placed.0.as_ref() == Some(&cards) && placed.1 == *order && placed.2 == *corners {
            return;
        }
        *placed = (Some(cards.clone()), order.clone(), corners.clone());
        let mut child = cards.first_element_child();
        for corner in corners.iter() {
            let Some(element) = child else { return };
            let card: &HtmlElement = wasm_bindgen::JsCast::unchecked_ref(&element);
            let MapPoint { x, y } = corner;
            let at = format!("translate({},{})", px(*x), px(*y));
            let _ = card.style().set_property("transform", &at);
            child = element.next_element_sibling();
        }
    }

    pub(super) fn write_boxes(&self, snapshot: &Snapshot) -> Html {
        if snapshot.readonly {
            return html! {};
        }
        let boxes = self.slots.iter().map(|place| {
            let at = self.scene.layout().to_map(*place);
            html! { <WriteBox key={place.lane.name()} lane={place.lane} {at} /> }
        });
        // Lists of their own: what comes late makes no box anew, in which somebody may be writing.
        let late = late().map(|late| (late.lane_boxes)()).unwrap_or_default();
        html! { <><>{ for boxes }</>{ late }</> }
    }

    /// The keyboard goes where the selection goes, if it was on the stage.
    pub(super) fn focus_selected(&self, snapshot: &Snapshot) {
        let Some(id) = snapshot.view.selection.single() else { return };
        let Some(stage) = self.stage.cast::<HtmlElement>() else { return };
        if snapshot.view.editing.is_none() && crate::browser::has_focus_inside(&stage) {
            let id = id.to_string();
            // The card may be an element only after this rendering. Until then somebody may have gone elsewhere with the
            // keyboard, to another canvas of the page for one: only where it still is here, or lost, it is taken along.
            crate::browser::before_the_next_key(Box::new(move || {
                let found = stage.query_selector(&format!("[data-id='{id}']")).ok().flatten();
                let still =
                    crate::browser::has_focus_inside(&stage) || crate::browser::rests_at(&stage);
                if let Some(card) = found.filter(|_| still)
                    && !crate::browser::is_writing_inside(&stage)
                {
                    crate::browser::focus_quietly(wasm_bindgen::JsCast::unchecked_ref(&card));
                }
            }));
        }
    }
}
