//! What every component may need and what never changes while an element lives: its words and its door for actions.

use std::cell::RefCell;
use std::rc::Rc;

use web_sys::HtmlElement;
use yew::prelude::*;

use super::feed::Feed;
use crate::model::{CardKind, Lane, LinkKind};
use crate::store::Action;
use crate::words::Words;

#[derive(Clone)]
pub(super) struct Ui {
    pub words: Words,
    pub dispatch: Callback<Action>,
    pub feed: Rc<Feed>,
    /// What inside the element had the keyboard when the latest snapshot came: it must not fall out with a rendering.
    pub had_keyboard: Rc<RefCell<Option<HtmlElement>>>,
}

impl PartialEq for Ui {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.feed, &other.feed) && self.words == other.words
    }
}

impl Ui {
    /// The words of a key.
    pub fn t(&self, key: &str) -> AttrValue {
        AttrValue::from(self.words.get(key).to_owned())
    }

    pub fn say(&self, key: &str, args: &[(&str, &str)]) -> AttrValue {
        AttrValue::from(self.words.say(key, args))
    }

    pub fn kind(&self, kind: CardKind) -> AttrValue {
        self.t(&format!("kind.{}", kind.name()))
    }

    /// What the box asks in which new cards of a lane are written.
    pub fn question(&self, lane: Lane) -> AttrValue {
        // What is stopped is stopped support as a rule, and support asks for the opposite.
        let kind = if lane == Lane::Stopped { "stopped" } else { lane.kinds()[0].name() };
        self.t(&format!("kind.{kind}.new"))
    }

    /// What a link says, read from its start or from its end.
    pub fn link(&self, kind: LinkKind, from_start: bool) -> AttrValue {
        let back = if from_start { "" } else { ".back" };
        self.t(&format!("link.{}{back}", kind.name()))
    }

    /// A moment, as the language writes it that the page asks for.
    pub fn when(&self, ms: u64) -> String {
        crate::browser::date_time(ms, &self.feed.locale())
    }

    /// The label of a field: the kind's own words where it has some.
    pub fn field(&self, kind: &str, key: &str) -> AttrValue {
        let own = self.words.find(&format!("field.{kind}.{key}"));
        own.map_or_else(|| self.t(&format!("field.{key}")), AttrValue::from)
    }

    pub fn choice(&self, word: &str) -> AttrValue {
        self.t(&format!("choice.{word}"))
    }

    /// After a rendering: whatever had the keyboard has it back if it was only moved among its siblings; if it is gone,
    /// the keyboard stays with what is shown instead.
    pub fn keep_keyboard(&self, node: &NodeRef) {
        const NEXT: [&str; 7] = [
            ".dialog",
            ".card.is-selected",
            ".row.is-selected .row__title",
            ".stage",
            ".outline",
            ".start",
            ".writing",
        ];
        let (Some(near), Some(had)) =
            (node.cast::<HtmlElement>(), self.had_keyboard.borrow().clone())
        else {
            return;
        };
        let root = near.closest(".app").ok().flatten();
        crate::browser::before_the_next_key(Box::new(move || {
            if let Some(root) = root {
                crate::browser::keep_focus(&root, &had, &NEXT);
            }
        }));
    }

    pub fn does(&self, action: Action) {
        self.dispatch.emit(action);
    }

    /// What a press does. The first part clones no action: to clone any of them takes more room than a screen.
    pub fn press(&self, action: fn() -> Action) -> Callback<MouseEvent> {
        let ui = self.clone();
        Callback::from(move |_| ui.does(action()))
    }
}

/// The element's capabilities. Every component lives below the root that provides them.
#[hook]
pub(super) fn use_ui() -> Ui {
    use_context::<Ui>().expect("the root provides it")
}
