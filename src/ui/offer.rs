//! Over the map: the question that is asked to everybody in the room, as an offer.

use std::rc::Rc;

use yew::prelude::*;

use super::context::{Ui, use_ui};
use super::icon::{Icon, IconButton};
use crate::store::{Action, Answering, RehearsalAction, Snapshot, asked_in};

pub(super) fn offer(ui: &Ui, snapshot: &Rc<Snapshot>) -> Html {
    html! {
        <>
            if snapshot.rehearses { { rehearsal(ui) } }
            { question(snapshot) }
        </>
    }
}

/// Says that nothing of this is real, and ends it.
fn rehearsal(ui: &Ui) -> Html {
    let end = {
        let ui = ui.clone();
        move |_: MouseEvent| ui.does(Action::Rehearse(RehearsalAction::End))
    };
    html! {
        <section class="offer offer--rehearsal" aria-label={ui.t("rehearse.name")}>
            <p class="offer__text" role="status"><strong>{ui.t("rehearse.name")}</strong>{" "}{ui.t("rehearse.going")}</p>
            <button type="button" class="button button--quiet" onclick={end}>{ui.t("rehearse.end")}</button>
        </section>
    }
}

pub(super) fn question(snapshot: &Snapshot) -> Html {
    let Some(room) = &snapshot.room else { return html! {} };
    let own = |asked: &str| snapshot.round.as_ref().is_some_and(|round| round.asks(asked));
    match &room.invitation {
        // Whoever asks has the answers before them.
        Some(fragment) if !own(fragment) => {
            let answering = room.about.answering;
            html! { <Offer key={fragment.to_string()} fragment={fragment.clone()} {answering} /> }
        }
        _ => html! {},
    }
}

#[derive(PartialEq, Properties)]
struct OfferProps {
    fragment: Rc<str>,
    answering: Answering,
}

#[component]
fn Offer(props: &OfferProps) -> Html {
    let ui = use_ui();
    let closed = use_state(|| false);
    let Some(asked) = asked_in(&props.fragment).filter(|_| !*closed) else { return html! {} };
    let open = {
        let (ui, text) = (ui.clone(), props.fragment.to_string());
        move |_: MouseEvent| ui.does(Action::OpenLink { text: text.clone() })
    };
    let close = Callback::from(move |_: MouseEvent| closed.set(true));
    let is_in = props.answering == Answering::HandedIn;
    let key = match (is_in, asked.is_vote) {
        (true, _) => "offer.again",
        (false, true) => "offer.vote",
        (false, false) => "offer.write",
    };
    let style = if is_in { "button button--quiet" } else { "button button--primary" };
    html! {
        <section class="offer" aria-label={ui.t("offer.name")}>
            <p class="offer__text" role="status" dir="auto"><strong>{ui.t(if is_in { "offer.in" } else { "offer.name" })}</strong>{" "}{asked.prompt}</p>
            <button type="button" class={style} onclick={open}>{ui.t(key)}</button>
            <IconButton icon={Icon::Close} label={ui.t("offer.close")} onclick={close} />
        </section>
    }
}
