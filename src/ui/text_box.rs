//! Boxes with a text that others may change while somebody writes in them. The caret stays among its letters; what an
//! input method composes, and what is not handed over yet, is not written over.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use web_sys::{Element, Event, InputEvent};
use yew::prelude::*;

use crate::browser::{has_focus_inside, listen, put_text, text_in};
use crate::model::splice::{carried, rebased};

/// One box. It is given a `ref` to this one's node and no `value`.
#[derive(Default)]
pub(super) struct TextBox {
    pub node: NodeRef,
    /// As it is on the map.
    now: RefCell<String>,
    /// What was last put into the box, or came from it.
    shown: RefCell<String>,
    composing: Cell<bool>,
    /// Something is on the map that was not put into the box.
    behind: Cell<bool>,
    /// Hands over only when it is left: until then what is in it is nobody else's.
    whole: bool,
}

impl TextBox {
    /// The text as it is to become, now that something was typed.
    pub fn typed(&self, event: &InputEvent) -> String {
        self.composing.set(event.is_composing());
        let Some(element) = self.node.cast::<Element>() else { return self.now.borrow().clone() };
        let typed = text_in(&element);
        let text = rebased(&self.shown.borrow(), &typed, &self.now.borrow());
        self.shown.replace(typed);
        self.now.replace(text.clone());
        text
    }

    /// What is in it, to be handed over.
    pub fn handed_over(&self) -> String {
        let text = self.node.cast::<Element>().map(|it| text_in(&it)).unwrap_or_default();
        self.shown.replace(text.clone());
        text
    }

    /// Empty again: what was in it has gone where it belongs.
    pub fn clear(&self) {
        if let Some(element) = self.node.cast::<Element>() {
            put_text(&element, "", |at| at);
        }
        self.shown.replace(String::new());
    }

    fn show(&self) {
        let Some(element) = self.node.cast::<Element>() else { return };
        let (here, now) = (text_in(&element), self.now.borrow());
        let is_own = self.whole && here != *self.shown.borrow() && has_focus_inside(&element);
        self.behind.set(self.composing.get() || is_own);
        if self.behind.get() {
            return;
        }
        if here != *now {
            put_text(&element, &now, |at| carried(&here, &now, at));
        }
        self.shown.replace(now.clone());
    }
}

/// A box that hands over every letter.
#[hook]
pub(super) fn use_text_box(text: &str) -> Rc<TextBox> {
    use_box(text, false)
}

/// A box that hands over what is in it when it is left.
#[hook]
pub(super) fn use_whole_box(text: &str) -> Rc<TextBox> {
    use_box(text, true)
}

#[hook]
fn use_box(text: &str, whole: bool) -> Rc<TextBox> {
    let text_box = use_memo((), |()| TextBox { whole, ..TextBox::default() });
    text_box.now.replace(text.to_owned());
    use_effect_with(text.to_owned(), {
        let text_box = text_box.clone();
        move |_| text_box.show()
    });
    use_effect_with((), {
        let text_box = text_box.clone();
        move |()| {
            let guards = text_box.node.cast::<Element>().map(|element| {
                ["compositionend", "blur"].map(|name| {
                    let text_box = text_box.clone();
                    listen(&element, name, move |_: &Event| {
                        text_box.composing.set(false);
                        if text_box.behind.get() {
                            text_box.show();
                        }
                    })
                })
            });
            move || drop(guards)
        }
    });
    text_box
}

#[derive(PartialEq, Properties)]
pub(super) struct WholeInputProps {
    /// The type of the input.
    pub control: &'static str,
    pub text: String,
    /// Left out where a label around it names it.
    #[prop_or_default]
    pub name: Option<AttrValue>,
    #[prop_or_default]
    pub placeholder: AttrValue,
    /// The id of a list of proposals.
    #[prop_or_default]
    pub list: Option<&'static str>,
    /// Of a number.
    #[prop_or_default]
    pub min: Option<&'static str>,
    #[prop_or_default]
    pub max: Option<AttrValue>,
    #[prop_or_default]
    pub readonly: bool,
    pub set: Callback<String>,
}

/// A box of one line that hands over what is in it when it is left.
#[component]
pub(super) fn WholeInput(props: &WholeInputProps) -> Html {
    let text_box = use_whole_box(&props.text);
    let (node, set) = (text_box.node.clone(), props.set.clone());
    let turn = use_state(|| 0_u32);
    // A number that was refused or cut to size is shown as it is on the map. A date is not: it changes while it is written.
    use_effect_with(*turn, {
        let text_box = text_box.clone();
        move |_| text_box.show()
    });
    let is_number = props.control == "number";
    let onchange = move |_: Event| {
        set.emit(text_box.handed_over());
        if is_number {
            turn.set(turn.wrapping_add(1));
        }
    };
    html! {
        <input class="input" type={props.control} step="any" dir="auto" ref={node} aria-label={props.name.clone()} min={props.min} max={props.max.clone()}
            placeholder={&props.placeholder} list={props.list} readonly={props.readonly} {onchange} />
    }
}

#[derive(PartialEq, Properties)]
pub(super) struct EveryInputProps {
    pub text: String,
    /// Left out where a label around it names it.
    #[prop_or_default]
    pub name: Option<AttrValue>,
    #[prop_or_default]
    pub placeholder: AttrValue,
    /// The most letters.
    #[prop_or_default]
    pub most: Option<&'static str>,
    /// Of several lines.
    #[prop_or_default]
    pub area: bool,
    pub typed: Callback<String>,
}

/// A box that hands over every letter.
#[component]
pub(super) fn EveryInput(props: &EveryInputProps) -> Html {
    let text_box = use_text_box(&props.text);
    let (node, typed) = (text_box.node.clone(), props.typed.clone());
    let oninput = move |event: InputEvent| typed.emit(text_box.typed(&event));
    let (name, placeholder, most) = (props.name.clone(), props.placeholder.clone(), props.most);
    match props.area {
        true => html! {
            <textarea class="input" rows="2" dir="auto" ref={node} aria-label={name} {placeholder} maxlength={most} {oninput} />
        },
        false => html! {
            <input class="input" type="text" dir="auto" autocomplete="off" ref={node} aria-label={name} {placeholder} maxlength={most} {oninput} />
        },
    }
}
