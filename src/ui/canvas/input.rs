//! Pointers, wheel and keys on the stage: what they mean, as gestures and actions.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use super::gesture::{Gesture, SLOP};
use super::{Msg, Stage};
use crate::browser::focused_inside;
use crate::geometry::{CARD, MapPoint, MapRect, ScreenPoint};
use crate::model::CardId;
use crate::store::{Action, GroupAction, Selection, Snapshot};

/// What lies under a pointer, as the elements tell it.
pub(in crate::ui) enum Under {
    /// A control that wants the pointer for itself.
    Control,
    /// The handle from which a link is drawn.
    Handle(CardId),
    Stage,
}

pub(super) fn under(event: &Event) -> Under {
    let Some(element) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else {
        return Under::Stage;
    };
    let closest = |selector| element.closest(selector).ok().flatten();
    if closest("button, textarea, input, select, a, [data-tools]").is_some() {
        return Under::Control;
    }
    let handle = closest("[data-handle]").and_then(|_| closest("[data-id]"));
    let id = handle.and_then(|card| card.get_attribute("data-id"));
    id.and_then(|id| CardId::parse(&id).ok()).map_or(Under::Stage, Under::Handle)
}

/// A press as a message. What lies under it is read at once: later the event only knows the element's outside.
pub(super) fn press(event: PointerEvent) -> Msg {
    if event.button() == 1 {
        event.prevent_default();
    }
    let under = under(&event);
    Msg::Down(event, under)
}

/// The card that Tab came to. Where a pointer gave the keyboard, its click says what is selected.
pub(super) fn focused(event: &FocusEvent) -> Option<Msg> {
    let card = event.target()?.dyn_into::<Element>().ok()?;
    let by_keyboard = card.matches(":focus-visible").unwrap_or_default();
    let id = card.get_attribute("data-id").filter(|_| by_keyboard)?;
    CardId::parse(&id).ok().map(Msg::Focused)
}

/// Keys that are the stage's own; the others are taken up by the root.
pub(super) fn key(event: &KeyboardEvent, down: bool) -> Option<Msg> {
    match event.key().as_str() {
        " " if !matches!(under(event), Under::Control) => {
            event.prevent_default();
            Some(Msg::Space(down))
        }
        "Escape" if down => Some(Msg::Escape),
        // The keyboard is at something else now. Whoever points at a thing sees it, and means it where it is.
        "Tab" if !down => Some(Msg::BringIn),
        _ => None,
    }
}

impl Stage {
    pub(super) fn down(&mut self, event: &PointerEvent, under: Under, snapshot: &Snapshot) -> bool {
        let at = self.at(event.client_x(), event.client_y());
        self.pointers.press(event.pointer_id(), at);
        if let Some((middle, distance)) = self.pointers.pinch() {
            self.let_go();
            self.gesture = Gesture::Pinching { middle, distance };
            return true;
        }
        let pan = event.button() == 1 || self.space;
        match under {
            Under::Control if !pan => {
                self.pointers.lift(event.pointer_id());
                return false;
            }
            Under::Handle(from) if !pan && !snapshot.readonly => {
                let to = self.camera.to_map(at);
                self.gesture = Gesture::Linking { from, to, over: None };
                self.capture(event);
                return true;
            }
            _ if event.button() > 1 => return false,
            _ => {}
        }
        let on = (!pan).then(|| self.scene.card_at(self.camera.to_map(at)).cloned()).flatten();
        let add = event.shift_key() || event.ctrl_key() || event.meta_key();
        if snapshot.view.editing.is_some() {
            self.ui.does(Action::EndEdit);
        }
        // A press on the stage takes the keyboard, without scrolling the host page.
        if let Some(stage) = self.stage.cast::<HtmlElement>() {
            let card = on
                .as_ref()
                .and_then(|id| stage.query_selector(&format!("[data-id='{id}']")).ok()?);
            crate::browser::focus_quietly(card.as_ref().map_or(&stage, JsCast::unchecked_ref));
        }
        self.gesture = Gesture::Pressed { at, on, add, pan };
        false
    }

    fn capture(&self, event: &PointerEvent) {
        if let Some(stage) = self.stage.cast::<Element>() {
            let _ = stage.set_pointer_capture(event.pointer_id());
        }
    }

    pub(super) fn moved(&mut self, event: &PointerEvent, snapshot: &Snapshot) -> bool {
        let at = self.at(event.client_x(), event.client_y());
        self.pointers.moved(event.pointer_id(), at);
        let shows = self.goes(event, at, snapshot);
        if snapshot.room.is_some() {
            self.tell_others(at);
        }
        shows
    }

    /// Where the pointer is now, or the corner of the card that it moves. The room says that on as often as it may, and the
    /// last of it always.
    fn tell_others(&self, at: ScreenPoint) {
        let dragged = match &self.gesture {
            Gesture::Dragging { corners, .. } => corners.first().map(|(id, _)| id.clone()),
            _ => None,
        };
        let corner = dragged.as_ref().and_then(|id| self.scene.rect(id));
        let at = corner.map_or(self.camera.to_map(at), |it| MapPoint { x: it.x, y: it.y });
        self.ui.does(Action::PointAt { at: Some(at), dragged });
    }

    fn goes(&mut self, event: &PointerEvent, at: ScreenPoint, snapshot: &Snapshot) -> bool {
        match &mut self.gesture {
            Gesture::Idle => false,
            Gesture::Pressed { at: from, .. } => {
                let far = at.distance(*from) > SLOP;
                far && {
                    self.capture(event);
                    self.start_drag(at, snapshot)
                }
            }
            Gesture::Panning { last } => {
                let (dx, dy) = (last.x - at.x, last.y - at.y);
                *last = at;
                self.ui.does(Action::SetCamera(self.camera.panned(dx, dy)));
                false
            }
            Gesture::Dragging { grip, corners, onto } => {
                let p = self.camera.to_map(at);
                *onto = self.scene.card_under(p, corners);
                let (dx, dy) = (p.x - grip.x, p.y - grip.y);
                for (id, corner) in corners.iter() {
                    self.scene.put_card(id, MapPoint { x: corner.x + dx, y: corner.y + dy });
                }
                true
            }
            Gesture::Marquee { to, .. } => {
                *to = self.camera.to_map(at);
                true
            }
            Gesture::Linking { from, to, over } => {
                *to = self.camera.to_map(at);
                *over = self.scene.card_at(*to).filter(|id| *id != from).cloned();
                true
            }
            Gesture::Pinching { .. } => {
                self.pinch();
                false
            }
        }
    }

    fn pinch(&mut self) {
        let Some((now, apart)) = self.pointers.pinch() else { return };
        let Gesture::Pinching { middle, distance } = &mut self.gesture else { return };
        let (dx, dy) = (middle.x - now.x, middle.y - now.y);
        let zoom = self.camera.zoom * apart / *distance;
        let camera = self.camera.panned(dx, dy).zoomed_at(now, zoom);
        (*middle, *distance) = (now, apart);
        self.ui.does(Action::SetCamera(camera));
    }

    /// A press has become a drag: of the map, of cards, or of a marquee.
    fn start_drag(&mut self, at: ScreenPoint, snapshot: &Snapshot) -> bool {
        let Gesture::Pressed { at: from, on, add, pan } = std::mem::take(&mut self.gesture) else {
            return false;
        };
        let grip = self.camera.to_map(from);
        self.gesture = match on {
            Some(id) if !snapshot.readonly => {
                let mut ids = snapshot.view.selection.ids();
                if !ids.contains(&id) {
                    ids = vec![id.clone()];
                    self.ui.does(Action::Select(Selection::card(id)));
                }
                let corner = |id: CardId| {
                    let rect = self.scene.rect(&id)?;
                    Some((id, MapPoint { x: rect.x, y: rect.y }))
                };
                let corners = ids.into_iter().filter_map(corner).collect();
                Gesture::Dragging { grip, corners, onto: None }
            }
            None if add && !pan => Gesture::Marquee { from: grip, to: self.camera.to_map(at), add },
            _ => Gesture::Panning { last: from },
        };
        if self.gesture.is_dragging()
            && let Some(painter) = &mut self.painter
        {
            painter.repaint();
            self.frame.request();
        }
        true
    }

    pub(super) fn up(&mut self, event: &PointerEvent, snapshot: &Snapshot) -> bool {
        self.pointers.lift(event.pointer_id());
        match std::mem::take(&mut self.gesture) {
            Gesture::Pressed { at, on, add, .. } => {
                self.click(at, on, add);
                false
            }
            Gesture::Dragging { corners, onto, .. } => {
                self.drop_cards(corners, onto);
                true
            }
            Gesture::Marquee { from, to, add } => {
                self.select_within(from, to, add, snapshot);
                true
            }
            Gesture::Linking { from, to, over } => {
                self.end_link(from, to, over);
                true
            }
            Gesture::Pinching { .. } => {
                // One finger may still be down: it goes on panning from where it is.
                false
            }
            Gesture::Idle | Gesture::Panning { .. } => true,
        }
    }

    fn click(&mut self, at: ScreenPoint, on: Option<CardId>, add: bool) {
        let p = self.camera.to_map(at);
        let action = match on {
            Some(id) if add => Action::Toggle(id),
            Some(id) => Action::Select(Selection::card(id)),
            None if add => return,
            None => {
                let link = self.scene.link_at(p, 8.0 / self.camera.zoom).cloned();
                Action::Select(link.map_or(Selection::None, Selection::Link))
            }
        };
        self.ui.does(action);
    }

    fn drop_cards(&mut self, corners: Vec<(CardId, MapPoint)>, onto: Option<CardId>) {
        let place = |id: &CardId| {
            let rect = self.scene.rect(id)?;
            Some(self.scene.layout().place_at(MapPoint { x: rect.x, y: rect.y }))
        };
        let moves: Vec<_> =
            corners.iter().filter_map(|(id, _)| Some((id.clone(), place(id)?))).collect();
        // What the store makes of it decides where they lie; until then they are back where they were.
        for (id, corner) in corners {
            self.scene.put_card(&id, corner);
        }
        if let Some(painter) = &mut self.painter {
            painter.forget();
        }
        self.frame.request();
        self.ui.does(match onto {
            Some(onto) => {
                let cards = moves.into_iter().map(|(id, _)| id).collect();
                Action::Group(GroupAction::Onto { cards, onto })
            }
            None => Action::MoveCards { moves },
        });
        self.ui.does(Action::PointAt { at: None, dragged: None });
    }

    fn select_within(&self, from: MapPoint, to: MapPoint, add: bool, snapshot: &Snapshot) {
        let rect = crate::geometry::MapRect::between(from, to);
        let inside = self.scene.cards_in(rect).map(|(id, ..)| id.clone());
        let before = if add { snapshot.view.selection.ids() } else { Vec::new() };
        self.ui.does(Action::Select(Selection::cards(inside.chain(before))));
    }

    fn end_link(&self, from: CardId, to: MapPoint, over: Option<CardId>) {
        let action = match over {
            Some(to) => Action::Link { from, to, kind: None },
            // Let go on the card itself: nothing was meant.
            None if self.scene.card_at(to) == Some(&from) => return,
            None => Action::AddLinked { from, place: self.place_around(to) },
        };
        self.ui.does(action);
    }

    /// The place of a card whose middle is at a point.
    fn place_around(&self, p: MapPoint) -> crate::model::Place {
        let corner = MapPoint { x: p.x - CARD.width / 2.0, y: p.y - CARD.height / 2.0 };
        self.scene.layout().place_at(corner)
    }

    /// The gesture ends without effect; dragged cards go back.
    pub(super) fn let_go(&mut self) {
        if let Gesture::Dragging { corners, .. } = std::mem::take(&mut self.gesture) {
            for (id, corner) in corners {
                self.scene.put_card(&id, corner);
            }
            self.forget_picture();
            self.frame.request();
            self.ui.does(Action::PointAt { at: None, dragged: None });
        }
    }

    pub(super) fn cancelled(&mut self, event: &PointerEvent) -> bool {
        self.pointers.lift(event.pointer_id());
        self.let_go();
        true
    }

    pub(super) fn double_click(
        &mut self,
        event: &MouseEvent,
        under: &Under,
        snapshot: &Snapshot,
    ) -> bool {
        if matches!(under, Under::Control) || snapshot.readonly {
            return false;
        }
        let p = self.camera.to_map(self.at(event.client_x(), event.client_y()));
        let action = match self.scene.card_at(p) {
            Some(id) => Action::Edit(id.clone()),
            None => {
                let place = self.place_around(p);
                Action::AddCard { kind: place.lane.kinds()[0], place: Some(place) }
            }
        };
        self.ui.does(action);
        false
    }

    /// What lies on the map and has the keyboard comes into sight. No browser does that here: the stage cannot scroll, or what
    /// is drawn and what the pointer points at would not lie together any more.
    pub(super) fn bring_in(&self) -> bool {
        let mut on_the_map = self.layers.iter().filter_map(NodeRef::cast::<Element>);
        if let Some(focused) = on_the_map.find_map(|it| focused_inside(&it)) {
            let rect = crate::browser::rect_of(&focused);
            let corner = self.camera.to_map(self.at(rect.x as i32, rect.y as i32));
            let (width, height) = (rect.width / self.camera.zoom, rect.height / self.camera.zoom);
            let rect = MapRect { x: corner.x, y: corner.y, width, height };
            let camera = self.camera.revealing(rect, self.viewport());
            if camera != self.camera {
                self.ui.does(Action::SetCamera(camera));
            }
        }
        false
    }

    pub(super) fn wheel(&mut self, event: &WheelEvent) -> bool {
        const LINE: f64 = 16.0;
        let unit = match event.delta_mode() {
            WheelEvent::DOM_DELTA_LINE => LINE,
            WheelEvent::DOM_DELTA_PAGE => self.size.height,
            _ => 1.0,
        };
        let (dx, dy) = (event.delta_x() * unit, event.delta_y() * unit);
        let camera = if event.ctrl_key() || event.meta_key() {
            let at = self.at(event.client_x(), event.client_y());
            // One notch of a wheel (100 px) zooms by about a quarter; a pinch on a touchpad sends small steps.
            let factor = (-dy.clamp(-120.0, 120.0) * 0.0022).exp();
            let factor = if event.delta_mode() == 0 && dy.abs() < 30.0 {
                (-dy * 0.01).exp()
            } else {
                factor
            };
            self.camera.zoomed_at(at, self.camera.zoom * factor)
        } else if event.shift_key() && dx == 0.0 {
            self.camera.panned(dy, 0.0)
        } else {
            self.camera.panned(dx, dy)
        };
        self.ui.does(Action::SetCamera(camera));
        false
    }
}
