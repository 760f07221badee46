//! What L&D knows of the business: six things, each known, unknown or to be asked. Its own concern, kept in this browser.

use std::rc::Rc;

use yew::prelude::*;

use super::super::context::use_ui;
use super::super::text_box::EveryInput;
use super::before::ask_before;
use super::{found, keep};
use crate::facilitation::deck::BASICS;
use crate::model::CardKind;
use crate::store::{Found, Known, Snapshot};

#[derive(PartialEq, Properties)]
pub(super) struct BasicsProps {
    pub snapshot: Rc<Snapshot>,
}

#[component]
pub(super) fn Basics(props: &BasicsProps) -> Html {
    let ui = use_ui();
    html! {
        <section aria-label={ui.t("basics.title")}>
            <p class="dialog__text">{ui.t("basics.text")}</p>
            <ul class="prepare__list">
                { for BASICS.into_iter().map(|id| html! { <Item key={id} snapshot={props.snapshot.clone()} {id} /> }) }
            </ul>
        </section>
    }
}

#[derive(PartialEq, Properties)]
struct ItemProps {
    snapshot: Rc<Snapshot>,
    id: &'static str,
}

#[component]
fn Item(props: &ItemProps) -> Html {
    let ui = use_ui();
    let id = props.id;
    let words = ui.t(&format!("basics.{id}"));
    let now = found(&props.snapshot, id, "");
    let choice = |known: Known| {
        let onclick = {
            let (ui, now) = (ui.clone(), now.clone());
            move |_: MouseEvent| {
                let again = now.known == Some(known);
                keep(&ui, id, "", Found { known: (!again).then_some(known), ..now.clone() });
            }
        };
        let pressed = (now.known == Some(known)).to_string();
        html! { <button type="button" class="chip chip--pick" aria-pressed={pressed} {onclick}>{ui.t(&format!("basics.{}", known.name()))}</button> }
    };
    let typed = {
        let (ui, now) = (ui.clone(), now.clone());
        Callback::from(move |text: String| keep(&ui, id, "", Found { text, ..now.clone() }))
    };
    let asks = now.known == Some(Known::Ask);
    html! {
        <li class="prepare__ask">
            <div class="prepare__row">
                <h3>{&words}</h3>
                <div class="prepare__pick" role="group" aria-label={words.clone()}>{ for Known::ALL.into_iter().map(choice) }</div>
            </div>
            <EveryInput area=true text={now.text.clone()} most="2000" name={ui.say("basics.note", &[("what", &words)])} placeholder={ui.t("basics.hint")} {typed} />
            if asks && !props.snapshot.readonly {
                <div class="answers__do">{ ask_before(&ui, CardKind::Insight, &ui.t(&format!("basics.{id}.ask"))) }</div>
            }
        </li>
    }
}
