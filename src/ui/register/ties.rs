//! What ties somebody to the map: what they sponsor, champion, own or have raised, and whom they sway.

use std::rc::Rc;

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::super::context::{Ui, use_ui};
use super::super::icon::{Icon, IconButton};
use super::{Shot, to_person};
use crate::model::{Card, CardId, CardKind, Link, LinkKind, sort_by};
use crate::store::{Action, Overlay};

#[derive(PartialEq, Properties)]
pub(super) struct TiesProps {
    pub snapshot: Shot,
    pub card: Rc<Card>,
}

/// What a person may be to a card, in the order in which it is asked.
const KINDS: [LinkKind; 6] = [
    LinkKind::Sponsors,
    LinkKind::Champions,
    LinkKind::Owns,
    LinkKind::Performs,
    LinkKind::Raised,
    LinkKind::Influences,
];

#[component]
pub(super) fn Ties(props: &TiesProps) -> Html {
    let ui = use_ui();
    let (map, card) = (&props.snapshot.map, &props.card);
    let place =
        |link: &Link| KINDS.iter().position(|kind| *kind == link.kind).unwrap_or(KINDS.len());
    let mut links: Vec<_> = map.links_of(&card.id).cloned().collect();
    sort_by(&mut links, |a, b| place(a).cmp(&place(b)).then(a.id.cmp(&b.id)));
    html! {
        <section class="person__part" aria-label={ui.t("ties.title")}>
            <h3>{ui.t("ties.title")}</h3>
            <ul class="ties">{ for links.iter().filter_map(|link| tie(&ui, props, link)) }</ul>
            if !props.snapshot.readonly { <AddTie snapshot={props.snapshot.clone()} card={card.clone()} /> }
        </section>
    }
}

fn tie(ui: &Ui, props: &TiesProps, link: &Link) -> Option<Html> {
    let forward = link.from == props.card.id;
    let other = props.snapshot.map.card(if forward { &link.to } else { &link.from })?;
    let says = ui.link(link.kind, forward);
    let go = match other.kind {
        CardKind::Stakeholder => to_person(ui, &other.id),
        _ => {
            let (ui, id) = (ui.clone(), other.id.clone());
            Callback::from(move |_| {
                ui.does(Action::Overlay(Overlay::None));
                ui.does(Action::FlyTo(id.clone()));
            })
        }
    };
    let remove = {
        let (ui, id) = (ui.clone(), link.id.clone());
        move |_: MouseEvent| ui.does(Action::RemoveLink { id: id.clone() })
    };
    let name = ui.say("panel.remove_link", &[("link", &says), ("title", &other.title)]);
    Some(html! {
        <li class="ties__one" key={link.id.to_string()}>
            <span class="ties__says">{says}</span>
            <button type="button" class="button button--link" dir="auto" onclick={go}>{&other.title}</button>
            if !props.snapshot.readonly { <IconButton icon={Icon::Close} label={name} onclick={remove} /> }
        </li>
    })
}

#[component]
fn AddTie(props: &TiesProps) -> Html {
    let ui = use_ui();
    let kind = use_state(|| KINDS[0]);
    let to = use_node_ref();
    let card = &props.card;
    let fits = |other: &&Rc<Card>| other.id != card.id && kind.allows(card.kind, other.kind);
    let mut others: Vec<_> = props.snapshot.map.cards.values().filter(fits).collect();
    sort_by(&mut others, |a, b| a.title.to_lowercase().cmp(&b.title.to_lowercase()));
    let onkind = {
        let kind = kind.clone();
        move |event: Event| {
            let picked = event.target_unchecked_into::<HtmlSelectElement>().value();
            if let Some(picked) = LinkKind::parse(&picked) {
                kind.set(picked);
            }
        }
    };
    let add = {
        let (ui, from, kind, to) = (ui.clone(), card.id.clone(), *kind, to.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let picked = to.cast::<HtmlSelectElement>().map(|select| select.value());
            if let Some(to) = picked.and_then(|id| CardId::parse(&id).ok()) {
                ui.does(Action::Link { from: from.clone(), to, kind: Some(kind) });
            }
        })
    };
    html! {
        <form class="ties__add" onsubmit={add}>
            <select class="select" aria-label={ui.t("ties.kind")} onchange={onkind}>
                { for KINDS.into_iter().map(|one| html! {
                    <option value={one.name()} selected={one == *kind}>{ui.link(one, true)}</option>
                }) }
            </select>
            <select class="select" ref={to} aria-label={ui.t("ties.to")}>
                <option value="" selected=true>{ui.t("panel.choose")}</option>
                { for others.iter().map(|other| html! { <option key={other.id.to_string()} value={other.id.to_string()}>{&other.title}</option> }) }
            </select>
            <button type="submit" class="button button--quiet">{ui.t("ties.add")}</button>
        </form>
    }
}
