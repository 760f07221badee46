//! The keyboard: which keys do what, everywhere but in a box of text.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent};

use crate::geometry::Direction;
use crate::model::PageOf;
use crate::store::{
    Action, Ask, GroupAction, Overlay, Page, Selection, Snapshot, TakeHomeAction, WorkshopAction,
};

/// The event comes from where text is written or chosen: it belongs to that box.
pub(super) fn is_writing(event: &Event) -> bool {
    let target = event.composed_path().get(0).dyn_into::<Element>().ok();
    // Where an event no longer tells where it came from, it is better taken for a letter than for a command.
    target.is_none_or(|element| {
        matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
    })
}

fn is_control(event: &Event) -> bool {
    let target = event.composed_path().get(0).dyn_into::<Element>().ok();
    target.is_some_and(|element| element.closest("button, a, summary").ok().flatten().is_some())
}

fn is_on_stage(event: &Event) -> bool {
    let target = event.composed_path().get(0).dyn_into::<Element>().ok();
    target.is_some_and(|element| element.closest(".stage").ok().flatten().is_some())
}

/// What a key does now. `None` leaves it to the browser.
pub(super) fn action(event: &KeyboardEvent, snapshot: &Snapshot) -> Option<Action> {
    let view = &snapshot.view;
    if view.page == Page::Start || event.is_composing() {
        return None;
    }
    if event.key() == "Escape" {
        return escape(snapshot);
    }
    if view.page != Page::Map {
        return None;
    }
    let command = event.ctrl_key() || event.meta_key();
    let key = event.key().to_ascii_lowercase();
    if command && !event.alt_key() {
        return with_command(&key, event, snapshot);
    }
    if view.overlay != Overlay::None || is_writing(event) || event.meta_key() {
        return None;
    }
    if event.alt_key() {
        return direction(&key).filter(|_| is_on_stage(event)).map(Action::Nudge);
    }
    if is_control(event) && matches!(key.as_str(), "enter" | " ") {
        return None;
    }
    if is_on_stage(event)
        && let Some(direction) = direction(&key)
    {
        return Some(Action::Step(direction));
    }
    plain(&key, snapshot)
}

fn direction(key: &str) -> Option<Direction> {
    Some(match key {
        "arrowleft" => Direction::Left,
        "arrowright" => Direction::Right,
        "arrowup" => Direction::Up,
        "arrowdown" => Direction::Down,
        _ => return None,
    })
}

fn escape(snapshot: &Snapshot) -> Option<Action> {
    let view = &snapshot.view;
    if view.overlay != Overlay::None {
        Some(Action::Overlay(Overlay::None))
    } else if view.editing.is_some() {
        Some(Action::EndEdit)
    } else if view.sight.is_some() {
        Some(Action::Sight(false))
    } else if view.panel {
        Some(Action::Panel(false))
    } else if view.questions {
        Some(Action::Questions(false))
    } else if view.selection != Selection::None {
        Some(Action::Select(Selection::None))
    } else {
        None
    }
}

fn with_command(key: &str, event: &KeyboardEvent, snapshot: &Snapshot) -> Option<Action> {
    let writing = is_writing(event);
    match key {
        // A dialog lies over the map: nothing behind it changes unseen.
        _ if snapshot.view.overlay != Overlay::None && key != "s" => None,
        "z" if event.shift_key() => Some(Action::Redo),
        "z" => Some(Action::Undo),
        "y" => Some(Action::Redo),
        "f" | "k" => Some(Action::Overlay(Overlay::Search)),
        "s" if snapshot.alone => Some(Action::TakeHome(TakeHomeAction::Make)),
        "s" => Some(Action::Export),
        "a" if !writing => Some(Action::SelectAll),
        "d" if !writing && snapshot.view.selection != Selection::None => Some(Action::Duplicate),
        _ => None,
    }
}

fn plain(key: &str, snapshot: &Snapshot) -> Option<Action> {
    let single = snapshot.view.selection.single().cloned();
    match key {
        "enter" | "f2" => single.map(Action::Edit),
        "delete" | "backspace" if snapshot.view.selection != Selection::None => {
            Some(Action::RemoveSelected)
        }
        "l" | ">" => single.map(|id| Action::Overlay(Overlay::Connect(id))),
        "q" => Some(Action::Questions(!snapshot.view.questions)),
        "j" if snapshot.view.questions => Some(Action::Ask(Ask::Next)),
        "k" if snapshot.view.questions => Some(Action::Ask(Ask::Previous)),
        "s" if snapshot.view.sight.is_some() => Some(Action::Sight(false)),
        "s" => single.map(|_| Action::Sight(true)),
        "." if snapshot.workshop.is_some() => Some(Action::Workshop(WorkshopAction::Leave(true))),
        "," if snapshot.workshop.is_some() => Some(Action::Workshop(WorkshopAction::Back)),
        "g" => match &snapshot.view.selection {
            Selection::Cards(ids) if ids.len() > 1 => {
                let (cards, title) = (ids.clone(), String::new());
                Some(Action::Group(GroupAction::Make { cards, title }))
            }
            _ => None,
        },
        "i" => Some(Action::Panel(!snapshot.view.panel)),
        "p" => Some(Action::Overlay(Overlay::Report(PageOf::Map))),
        "n" => {
            let near = single.and_then(|id| snapshot.map.card(&id).map(|card| card.place.lane));
            let lane = near.unwrap_or(crate::model::Lane::Priorities);
            let place = Some(crate::geometry::next_slot(&snapshot.map, lane));
            Some(Action::AddCard { kind: lane.kinds()[0], place })
        }
        "/" => Some(Action::Overlay(Overlay::Search)),
        "?" => Some(Action::Overlay(Overlay::Help)),
        "+" | "=" => Some(Action::ZoomBy { factor: 1.25, at: None }),
        "-" => Some(Action::ZoomBy { factor: 1.0 / 1.25, at: None }),
        "0" => Some(Action::ZoomTo(1.0)),
        "1" => Some(Action::Fit),
        "2" => Some(Action::ZoomToSelection),
        _ => None,
    }
}
