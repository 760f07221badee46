//! What of the interface comes after the first picture: the side panel, the questions, the line of sight, the
//! outline and the dialogs.
//! Called through a table that arrives with the late part, so that none of it is in the first one.

use std::cell::Cell;
use std::rc::Rc;

use yew::prelude::*;

use super::capacity::Capacity;
use super::context::Ui;
use super::dialogs::{Menu, help};
use super::gather::Gather;
use super::half_written::{KeepsHalfWritten, LaneBoxes};
use super::language::WordList;
use super::merge::Merge;
use super::outline::Outline;
use super::panel::Panel;
use super::picker::{Connect, Search};
use super::questions::Questions;
use super::register::{Register, would_help};
use super::report::Report;
use super::share::Share;
use super::sight::SightBar;
use super::write::Write;
use crate::geometry::MapRect;
use crate::model::{Card, CardId, Group, Map};
use crate::store::{Clip, Overlay, Selection, Snapshot};
use crate::words::Words;

/// Shows a part of the snapshot.
pub(super) type Show = fn(&Rc<Snapshot>) -> Html;

/// The frames of groups around cards that lie where the function says.
type Frames = fn(&Ui, &Snapshot, &[Group], &dyn Fn(&CardId) -> Option<MapRect>) -> Html;

/// The interface's half of the late part.
pub struct LateViews {
    pub(super) outline: Show,
    pub(super) panel: Show,
    pub(super) write: Show,
    /// All that a window shows that stands beside the one that leads.
    pub(super) beside: Show,
    pub(super) join: Show,
    pub(super) presence: fn(&Ui, &Rc<Snapshot>) -> Html,
    pub(super) follow_bar: fn(&Ui, &Rc<Snapshot>) -> Html,
    pub(super) offer: fn(&Ui, &Rc<Snapshot>) -> Html,
    /// The bar of a workshop, where one is led; and whether it is all that there is to see.
    pub(super) workshop: fn(&Ui, &Rc<Snapshot>) -> (Html, bool),
    pub(super) chip: fn(&Ui, &Snapshot) -> Html,
    /// The button that asks the room, and how many answers wait behind it.
    pub(super) inbox: fn(&Ui, &Snapshot) -> Html,
    pub(super) questions: Show,
    pub(super) sight: Show,
    /// What a card's words could be instead, or what can be said to it as a draft.
    pub(super) tip: fn(&Snapshot, &Rc<Card>) -> Html,
    /// The line under a card's title, where it says more than its figures: of a draft, or of one that was voted for.
    pub(super) line: fn(&Ui, &Map, &Card) -> Option<Html>,
    /// What lies over the map, and whoever keeps what is half written.
    pub(super) overlay: fn(&Ui, &Rc<Snapshot>) -> Html,
    /// The words that only the late part says.
    pub(super) words: fn() -> &'static str,
    /// And its styles.
    pub(super) styles: fn() -> &'static str,
    /// The one who sits here would help with a card, or no longer.
    pub(super) help: fn(&Ui, &CardId),
    pub(super) groups: Frames,
    /// Stands after the boxes at the foot of lanes, and gives them what was half written in them.
    pub(super) lane_boxes: fn() -> Html,
    pub(super) grouped: fn(&Map) -> Rc<[Group]>,
    pub(super) clip: fn(&Map, &Selection) -> Option<Clip>,
    /// The bar of a page that is a file.
    pub(super) alone: fn(&Ui) -> Html,
}

/// Only the late part may name it: whoever names it carries it.
pub static LATE_VIEWS: LateViews = LateViews {
    outline: |snapshot| html! { <Outline snapshot={snapshot.clone()} /> },
    panel: |snapshot| html! { <Panel snapshot={snapshot.clone()} /> },
    write: |snapshot| html! { <Write snapshot={snapshot.clone()} /> },
    beside: |snapshot| super::workshop::beside(snapshot),
    join: super::room::join,
    presence: super::presence::presence,
    follow_bar: super::people::follow_bar,
    offer: super::offer::offer,
    chip: super::people::chip,
    inbox: super::gather::inbox,
    workshop: super::workshop::bar,
    questions: |snapshot| html! { <Questions snapshot={snapshot.clone()} /> },
    sight: |snapshot| html! { <SightBar snapshot={snapshot.clone()} /> },
    tip: super::prepare::tools,
    line: |ui, map, card| match card.fields.flag("draft") {
        _ if super::panel::is_full(&card.title) => Some(super::panel::full(ui)),
        true => Some(super::prepare::mark(ui, map, card)),
        false => super::ballot::line(ui, card),
    },
    overlay: |ui, snapshot| html! { <>{ overlay(ui, snapshot) }<KeepsHalfWritten snapshot={snapshot.clone()} /></> },
    words: crate::words::late_english,
    styles: || super::style::LATE_STYLES,
    help: would_help,
    groups: super::groups::frames,
    lane_boxes: || html! { <LaneBoxes /> },
    grouped: |map| crate::model::groups(map).into(),
    clip: Clip::of,
    alone: super::share::alone_bar,
};

fn overlay(ui: &Ui, snapshot: &Rc<Snapshot>) -> Html {
    match &snapshot.view.overlay {
        // What is handed in lies over the page on which it was written.
        Overlay::None | Overlay::HandIn => html! {},
        Overlay::Search => html! { <Search snapshot={snapshot.clone()} /> },
        Overlay::Connect(from) => {
            html! { <Connect snapshot={snapshot.clone()} from={from.clone()} /> }
        }
        Overlay::Help => help(ui),
        Overlay::Share => html! { <Share snapshot={snapshot.clone()} /> },
        Overlay::Export => html! { <super::export::Export snapshot={snapshot.clone()} /> },
        Overlay::Import => html! { <super::table::TableDialog snapshot={snapshot.clone()} /> },
        Overlay::Unlock => html! { <super::locked::Unlock snapshot={snapshot.clone()} /> },
        Overlay::Link { lost } => html! { <super::link::OpenLink lost={*lost} /> },
        Overlay::Merge => html! { <Merge snapshot={snapshot.clone()} /> },
        Overlay::Room => html! { <super::room::Room snapshot={snapshot.clone()} /> },
        Overlay::Gather => html! { <Gather snapshot={snapshot.clone()} /> },
        Overlay::Alike => html! { <super::groups::Alike snapshot={snapshot.clone()} /> },
        Overlay::Requests(id) => {
            html! { <super::request::Requests snapshot={snapshot.clone()} request={id.clone()} /> }
        }
        Overlay::Capacity => html! { <Capacity snapshot={snapshot.clone()} /> },
        Overlay::Glossary => html! { <WordList snapshot={snapshot.clone()} /> },
        Overlay::Agenda => html! { <super::workshop::Plans snapshot={snapshot.clone()} /> },
        Overlay::Prepare => {
            html! { <super::prepare::Prepare snapshot={snapshot.clone()} /> }
        }
        Overlay::Drafts => html! { <super::prepare::Drafts snapshot={snapshot.clone()} /> },
        Overlay::Close => html! { <super::workshop::Closing snapshot={snapshot.clone()} /> },
        Overlay::Recap => html! { <super::workshop::Recap snapshot={snapshot.clone()} /> },
        Overlay::Since => html! { <super::workshop::Sessions snapshot={snapshot.clone()} /> },
        Overlay::Report(of) => html! { <Report snapshot={snapshot.clone()} of={of.clone()} /> },
        Overlay::Register(person) => {
            html! { <Register snapshot={snapshot.clone()} person={person.clone()} /> }
        }
        Overlay::TakenAway(card, by) => {
            let by = by.as_deref().map(|name| AttrValue::from(name.to_owned()));
            html! { <super::taken_away::TakenAway card={card.clone()} {by} /> }
        }
        Overlay::Menu => html! { <Menu snapshot={snapshot.clone()} /> },
    }
}

thread_local! {
    /// One for the whole page: all elements share one module, and a part of it is there for all or for none.
    static ARRIVED: Cell<Option<&'static LateViews>> = const { Cell::new(None) };
}

/// The late part is there, and teaches these words its own.
pub fn arrived(views: &'static LateViews, words: &Words) {
    words.learn(views.words);
    ARRIVED.set(Some(views));
}

pub(super) fn late() -> Option<&'static LateViews> {
    ARRIVED.get()
}

/// All styles that are there by now.
#[must_use]
pub fn styles() -> String {
    let late = late().map(|late| (late.styles)()).unwrap_or_default();
    [super::style::STYLES, late].concat()
}
