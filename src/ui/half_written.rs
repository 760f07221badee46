//! Boxes that hand over what is in them only when somebody says so: the boxes at the foot of lanes, forms with a button. Whatever
//! carries `data-kept`, the name of its row, is kept while it is written, and has it again when the page or the dialog is back.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, Node, NodeList};
use yew::prelude::*;

use super::context::{Ui, use_ui};
use crate::browser::listen::listen_first;
use crate::browser::{Debounce, has_focus_inside, listen, put_as_typed, put_text, text_in};
use crate::model::MapId;
use crate::store::{Action, HalfWritten, HalfWrittenAction, Page, Snapshot};

const NAME: &str = "data-kept";
/// The boxes at the foot of lanes, which may have been written in before anybody listened.
const LANES: &str = "[data-kept^='lane.']";
const MOMENT_MS: u32 = 250;
/// After these a box may have been written in, a letter after the other.
const LETTERS: [&str; 2] = ["input", "keyup"];
/// After these it may have handed over what was in it, and another box may show what was kept of it.
const HANDS_OVER: [&str; 3] = ["click", "submit", "focusout"];

/// A box that somebody has written in.
struct Begun {
    element: Element,
    map: MapId,
    name: String,
}

#[derive(Clone)]
struct Watch {
    ui: Ui,
    begun: Rc<RefCell<Vec<Begun>>>,
}

impl Watch {
    fn heard(&self, event: &Event) {
        let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
        let Some((element, name)) =
            target.and_then(|it| Some((it.clone(), it.get_attribute(NAME)?)))
        else {
            return;
        };
        let map = self.ui.feed.snapshot().map.id.clone();
        let mut begun = self.begun.borrow_mut();
        // Last, so that of two boxes of one name the one that is written in counts.
        begun.retain(|it| it.element != element || it.name != name || it.map != map);
        begun.push(Begun { element, map, name });
    }

    /// Hands over what has changed. What is gone, or empty, is looked at no longer.
    fn look(&self) {
        let snapshot = self.ui.feed.snapshot();
        let Some(all) = HalfWritten::of(&snapshot).filter(|_| is_read(&snapshot)) else { return };
        let mut found: Vec<(String, String)> = Vec::new();
        self.begun.borrow_mut().retain(|it| {
            let text = text_in(&it.element);
            let stays = it.element.is_connected() && !text.is_empty();
            let is_here = it.map == snapshot.map.id;
            // What was given back and has gone on at once is a change, too.
            if is_here {
                match found.iter_mut().find(|(name, _)| *name == it.name) {
                    // A row is one text: an empty box says nothing of the other of its name.
                    Some((_, earlier)) if !text.is_empty() => *earlier = text,
                    Some(_) => {}
                    None => found.push((it.name.clone(), text)),
                }
            }
            stays && is_here
        });
        let is_new = |(name, text): &(String, String)| {
            *text != all.text(&snapshot.map.id, name).unwrap_or_default()
        };
        for (name, text) in found.into_iter().filter(is_new) {
            self.ui.does(Action::HalfWritten(HalfWrittenAction::Set { name, text }));
        }
    }
}

fn is_read(snapshot: &Snapshot) -> bool {
    HalfWritten::of(snapshot).is_some_and(|all| all.is_read(&snapshot.map.id))
}

/// What is half written in the box of this element, and neither in it nor in another one of its name.
fn missing_in(ui: &Ui, element: &Element) -> Option<String> {
    let (snapshot, name) = (ui.feed.snapshot(), element.get_attribute(NAME)?);
    let text = HalfWritten::of(&snapshot)?.text(&snapshot.map.id, &name)?;
    let is_here = text_in(element).starts_with(&text);
    (!is_here && !is_held_elsewhere(element, &name)).then_some(text)
}

/// The canvas and the outline have a box for the same lane: the words of one row would become two cards.
fn is_held_elsewhere(element: &Element, name: &str) -> bool {
    let app = element.closest(".app").ok().flatten();
    let boxes = app.and_then(|app| app.query_selector_all(&format!("[{NAME}]")).ok());
    boxes.iter().flat_map(elements).any(|other| {
        let is_other = other != *element && other.get_attribute(NAME).as_deref() == Some(name);
        is_other && !text_in(&other).is_empty()
    })
}

/// The boxes of the canvas outlast their map: what another map's words are is not to be read in them. Where somebody
/// writes, the map went on under another id, and so do the words.
fn empty_lanes(app: &Element) {
    let found = app.query_selector_all(LANES);
    for element in found.iter().flat_map(elements).filter(|it| !has_focus_inside(it)) {
        put_text(&element, "", |at| at);
    }
}

/// What was there before comes before what was written while it was read.
fn give_back_to_lanes(ui: &Ui, around: &Element) {
    let found = around.query_selector_all(LANES);
    for element in found.iter().flat_map(elements) {
        let here = text_in(&element);
        let text = match missing_in(ui, &element) {
            Some(before) if here.is_empty() => before,
            Some(before) => format!("{before} {here}"),
            None => here.clone(),
        };
        if !text.is_empty() {
            let further = text.encode_utf16().count() - here.encode_utf16().count();
            put_as_typed(&element, &text, |at| at + further);
        }
    }
}

fn elements(list: &NodeList) -> impl Iterator<Item = Element> {
    (0..list.length()).filter_map(|at| list.item(at)).map(Node::unchecked_into)
}

#[derive(PartialEq, Properties)]
pub(super) struct KeepsProps {
    pub snapshot: Rc<Snapshot>,
}

/// Keeps what is half written anywhere in the element.
#[component]
pub(super) fn KeepsHalfWritten(props: &KeepsProps) -> Html {
    let ui = use_ui();
    let node = use_node_ref();
    let snapshot = &props.snapshot;
    let (map, read) = (snapshot.map.id.clone(), is_read(snapshot));
    let wants = !read && !snapshot.readonly && snapshot.view.page == Page::Map;
    use_effect_with((snapshot.revision, wants), {
        let ui = ui.clone();
        move |(_, wants)| {
            if *wants {
                ui.does(Action::HalfWritten(HalfWrittenAction::Open));
            }
        }
    });
    use_effect_with((), {
        let (ui, node) = (ui.clone(), node.clone());
        move |()| {
            let watch = Watch { ui, begun: Rc::default() };
            let guards = app_around(&node).map(|app| keep_inside(&app, &watch));
            move || {
                drop(guards);
                watch.look();
            }
        }
    });
    let shown = use_mut_ref(|| None::<MapId>);
    use_effect_with((map, read), {
        let node = node.clone();
        move |(map, read)| {
            let Some(app) = app_around(&node) else { return };
            let before = shown.replace(Some(map.clone()));
            if before.is_some_and(|before| before != *map) {
                empty_lanes(&app);
            }
            if *read {
                give_back_to_lanes(&ui, &app);
            }
        }
    });
    html! { <span hidden=true ref={node} /> }
}

fn app_around(node: &NodeRef) -> Option<Element> {
    node.cast::<Element>()?.closest(".app").ok()?
}

fn keep_inside(app: &Element, watch: &Watch) -> impl Sized + use<> {
    let soon = {
        let watch = watch.clone();
        Rc::new(Debounce::new(MOMENT_MS, MOMENT_MS, move || watch.look()))
    };
    let letters = LETTERS.map(|name| {
        let (watch, soon) = (watch.clone(), soon.clone());
        listen(app, name, move |event: &Event| {
            if event.type_() == "input" {
                watch.heard(event);
            }
            if !watch.begun.borrow().is_empty() {
                soon.poke();
            }
        })
    });
    let handed = HANDS_OVER.map(|name| {
        let watch = watch.clone();
        listen(app, name, move |_: &Event| watch.look())
    });
    let gone = web_sys::window().map(|window| {
        let watch = watch.clone();
        // Before whoever writes down what is not written yet.
        listen_first(&window, "pagehide", move |_: &Event| watch.look())
    });
    (letters, handed, gone)
}

/// Stands after the boxes of the canvas, which come and go with the camera.
#[component]
pub(super) fn LaneBoxes() -> Html {
    let ui = use_ui();
    let node = use_node_ref();
    use_effect_with((), {
        let node = node.clone();
        move |()| {
            let around = node.cast::<Element>().and_then(|it| it.parent_element());
            if let Some(around) = around {
                give_back_to_lanes(&ui, &around);
            }
        }
    });
    html! { <span hidden=true ref={node} /> }
}

/// For a box with a `data-kept`: it has again what was half written in it, once it is shown.
#[hook]
pub(super) fn use_kept_box() -> NodeRef {
    let ui = use_ui();
    let node = use_node_ref();
    let shown_in = node.clone();
    use_effect_with((), move |()| {
        let element = shown_in.cast::<Element>();
        // What another has put there, a proposal say, is nobody's writing.
        let written = Rc::new(Cell::new(false));
        let hears = element.as_ref().map(|element| {
            let written = written.clone();
            listen(element, "input", move |_: &Event| written.set(true))
        });
        if let Some(element) = &element
            && let Some(text) = missing_in(&ui, element)
        {
            put_as_typed(element, &text, |at| at);
        }
        let shown = element.as_ref().map(text_in);
        let map = ui.feed.snapshot().map.id.clone();
        move || {
            drop(hears);
            // The dialog may be closed before anybody looked.
            let counts = written.get() && ui.feed.snapshot().map.id == map;
            let now = element.as_ref().map(text_in).filter(|_| counts);
            let name = element.and_then(|it| it.get_attribute(NAME));
            if let (Some(text), Some(name)) = (now.filter(|now| Some(now) != shown.as_ref()), name)
            {
                ui.does(Action::HalfWritten(HalfWrittenAction::Set { name, text }));
            }
        }
    });
    node
}
