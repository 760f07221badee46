//! Boxes with a text that others may change while somebody writes in them. The caret stays among its letters; what an
//! input method composes, and what is not handed over yet, is not written over.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use web_sys::{Element, Event, HtmlInputElement, InputEvent};
use yew::prelude::*;

use crate::browser::listen::listen_first;
use crate::browser::{Debounce, has_focus_inside, listen, put_text, text_in};
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
    /// Is written over only once it is left: until then what is in it is nobody else's.
    whole: bool,
    /// What was handed over while it was still being written in.
    handed: RefCell<Option<String>>,
    /// What was in it when it was last filled or handed over, before that.
    before: RefCell<String>,
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

    /// What is in it, to be handed over now that it is left; `None` where just that was handed over before.
    pub fn handed_over(&self) -> Option<String> {
        let text = self.text();
        let shown = self.shown.replace(text.clone());
        let handed = self.handed.take();
        let is_news = handed.as_ref() != Some(&text);
        if is_news {
            self.before.replace(handed.unwrap_or(shown));
        }
        is_news.then_some(text)
    }

    /// What was in it before that which was handed over last: the rest is what others may have changed meanwhile.
    pub fn before(&self) -> String {
        self.before.borrow().clone()
    }

    /// What is in it, whatever of it was handed over before.
    pub fn text(&self) -> String {
        self.node.cast::<Element>().map(|it| text_in(&it)).unwrap_or_default()
    }

    /// What is in it so far, if that is something else than before. The box stays as it is.
    fn so_far(&self, element: &Element) -> Option<String> {
        let text = text_in(element);
        let mut handed = self.handed.borrow_mut();
        let last = handed.clone().unwrap_or_else(|| self.shown.borrow().clone());
        if text == last {
            return None;
        }
        self.before.replace(last);
        handed.replace(text.clone());
        Some(text)
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
        let is_begun = here != *self.shown.borrow() || self.handed.borrow().is_some();
        let is_own = self.whole && is_begun && has_focus_inside(&element);
        self.behind.set(self.composing.get() || is_own);
        if self.behind.get() {
            return;
        }
        if here != *now {
            put_text(&element, &now, |at| carried(&here, &now, at));
        }
        self.shown.replace(now.clone());
        self.handed.take();
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

/// Hands over what is in such a box before it is left, too, lest a page that goes away takes it along: a `text` a moment after
/// each letter, a number or a date, of which half would be another one, when the page goes.
#[hook]
pub(super) fn use_hand_over(text_box: &Rc<TextBox>, text: bool, set: Callback<String>) {
    const MOMENT_MS: u32 = 250;
    let latest = use_mut_ref(|| set.clone());
    latest.replace(set);
    let text_box = text_box.clone();
    use_effect_with((), move |()| {
        let guards = text_box.node.cast::<Element>().map(|element| {
            let hand = {
                let element = element.clone();
                move || {
                    let set = latest.borrow().clone();
                    if let Some(text) = text_box.so_far(&element) {
                        set.emit(text);
                    }
                }
            };
            let soon = Rc::new(Debounce::new(MOMENT_MS, MOMENT_MS, hand.clone()));
            let typed = soon.clone();
            let typed = listen(&element, "input", move |_: &Event| {
                if text {
                    typed.poke();
                }
            });
            // A letter taken back is no change that the browser tells of.
            let left = {
                let soon = soon.clone();
                listen(&element, "blur", move |_: &Event| soon.flush())
            };
            // Before whoever writes down what is not written yet.
            let gone = web_sys::window()
                .map(|window| listen_first(&window, "pagehide", move |_: &Event| hand()));
            (soon, typed, left, gone)
        });
        move || {
            // The card is closed, or the panel.
            if let Some((soon, ..)) = &guards {
                soon.flush();
            }
        }
    });
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

/// A day is begun in this box and not finished: whoever sends the form goes there instead.
pub(super) fn stays_for_the_day(day: &Option<HtmlInputElement>) -> bool {
    let half = day.as_ref().filter(|input| !input.check_validity());
    half.into_iter().for_each(|input| crate::browser::focus_quietly(input));
    half.is_some()
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
    /// Nothing is handed over while it is written: where a box that is empty for a moment would be gone.
    #[prop_or_default]
    pub late: bool,
}

/// A box of one line that hands over what is in it when it is left.
#[component]
pub(super) fn WholeInput(props: &WholeInputProps) -> Html {
    let text_box = use_whole_box(&props.text);
    let (node, set) = (text_box.node.clone(), props.set.clone());
    use_hand_over(&text_box, props.control == "text" && !props.late, props.set.clone());
    let turn = use_state(|| 0_u32);
    // A number that was refused or cut to size is shown as it is on the map. A date is not: it changes while it is written.
    use_effect_with(*turn, {
        let text_box = text_box.clone();
        move |_| text_box.show()
    });
    let is_number = props.control == "number";
    let onchange = move |_: Event| {
        if let Some(text) = text_box.handed_over() {
            set.emit(text);
        }
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
