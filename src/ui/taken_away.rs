//! Somebody else deleted the card that one is writing in: the words go on in a box, and so does the keyboard.

use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::context::{Ui, use_ui};
use super::dialogs::Dialog;
use super::panel::editors::reader;
use crate::browser::text_in;
use crate::model::{CardId, CardKind, Json};
use crate::store::{Action, Overlay};

#[derive(PartialEq, Properties)]
pub(super) struct TakenAwayProps {
    pub card: CardId,
    /// Who did it, where that is known.
    pub by: Option<AttrValue>,
}

/// What was being written, and what makes the value of a field of it.
#[derive(Clone)]
struct Words {
    key: String,
    text: String,
    read: fn(String) -> Json,
}

/// Where the keyboard was in a box of a card when that went.
enum Was {
    Elsewhere,
    /// In one whose text says nothing by itself.
    InABox,
    Writing(Words),
}

impl Was {
    fn seen(ui: &Ui) -> Self {
        let Some(had) = ui.had_keyboard.borrow().clone() else { return Self::Elsewhere };
        let within = |selector: &str| had.closest(selector).ok().flatten();
        let writes = matches!(had.tag_name().as_str(), "INPUT" | "TEXTAREA");
        if !writes || within(".card, .panel, .row").is_none() {
            return Self::Elsewhere;
        }
        let field = within("[data-field]").and_then(|it| it.get_attribute("data-field"));
        let key = match field {
            Some(key) => key,
            None if within(".card__box, .row__title").is_some() => "title".to_owned(),
            None => return Self::InABox,
        };
        let text_of = |read| Self::Writing(Words { key: key.clone(), text: text_in(&had), read });
        if matches!(key.as_str(), "title" | "notes") {
            return text_of(Json::from);
        }
        let mut fields = CardKind::ALL.into_iter().flat_map(CardKind::fields);
        match fields.find(|spec| spec.key == key).map(|spec| reader(&spec.shape)) {
            Some((read, true)) => text_of(read),
            _ => Self::InABox,
        }
    }
}

#[component]
pub(super) fn TakenAway(props: &TakenAwayProps) -> Html {
    let ui = use_ui();
    let was = use_memo((), |()| Was::seen(&ui));
    let node = use_node_ref();
    use_effect_with((), {
        let (ui, node, was) = (ui.clone(), node.clone(), was.clone());
        move |()| match &*was {
            // Nobody wrote: that the card is gone can be seen.
            Was::Elsewhere => ui.does(Action::Overlay(Overlay::None)),
            Was::InABox => {}
            Was::Writing(words) => {
                if let Some(area) = node.cast::<HtmlTextAreaElement>() {
                    area.set_value(&words.text);
                    crate::browser::focus_quietly(area.unchecked_ref::<HtmlElement>());
                }
            }
        }
    });
    let words = match &*was {
        Was::Elsewhere => return html! {},
        Was::InABox => None,
        Was::Writing(words) => Some(words.clone()),
    };
    let back = {
        let (ui, id, node, words) = (ui.clone(), props.card.clone(), node.clone(), words.clone());
        move |_: MouseEvent| {
            let written = words.clone().zip(node.cast::<HtmlTextAreaElement>());
            let words = written.map(|(words, area)| (words.key, (words.read)(area.value())));
            ui.does(Action::BringBack { id: id.clone(), words });
        }
    };
    let leave = {
        let ui = ui.clone();
        move |_: MouseEvent| ui.does(Action::Overlay(Overlay::None))
    };
    let says = match &props.by {
        Some(name) => ui.say("taken_away.by", &[("name", name)]),
        None => ui.t("taken_away.text"),
    };
    html! {
        <Dialog title={ui.t("taken_away.title")} stays={words.is_some()}>
            <p class="dialog__text" dir="auto">{says}</p>
            if words.is_some() {
                <label class="field"><span class="field__label">{ui.t("taken_away.words")}</span>
                    <textarea class="input" rows="4" dir="auto" ref={node} /></label>
            }
            <div class="backup__do">
                <button type="button" class="button button--primary" onclick={back}>{ui.t("taken_away.back")}</button>
                <button type="button" class="button button--quiet" onclick={leave}>{ui.t("taken_away.leave")}</button>
            </div>
        </Dialog>
    }
}
