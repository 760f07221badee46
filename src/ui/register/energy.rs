//! Where the energy is: the cards that people would help with, those with the most people first.

use yew::prelude::*;

use super::super::context::use_ui;
use super::Shot;
use crate::model::sort_by;
use crate::store::{Action, Overlay, helpers};

#[derive(PartialEq, Properties)]
pub(super) struct EnergyProps {
    pub snapshot: Shot,
}

#[component]
pub(super) fn Energy(props: &EnergyProps) -> Html {
    let ui = use_ui();
    let map = &props.snapshot.map;
    let mut cards: Vec<_> = map
        .cards
        .values()
        .map(|card| (card, helpers(map, &card.id)))
        .filter(|(_, who)| !who.is_empty())
        .collect();
    sort_by(&mut cards, |(a, x), (b, y)| y.len().cmp(&x.len()).then(a.title.cmp(&b.title)));
    let fly = |id: &crate::model::CardId| {
        let (ui, id) = (ui.clone(), id.clone());
        Callback::from(move |_: MouseEvent| {
            ui.does(Action::Overlay(Overlay::None));
            ui.does(Action::FlyTo(id.clone()));
        })
    };
    html! {
        <section class="register__page" aria-label={ui.t("register.energy")}>
            <p class="dialog__text">{ui.t("energy.about")}</p>
            if cards.is_empty() { <p class="register__blank">{ui.t("energy.none")}</p> }
            <ol class="energy">
                { for cards.iter().map(|(card, who)| {
                    let n = who.len().to_string();
                    html! {
                        <li key={card.id.to_string()} class={classes!("energy__card", format!("card--{}", card.kind.name()))}>
                            <span class="energy__count">{ui.say("energy.count", &[("n", &n)])}</span>
                            <button type="button" class="button button--link" dir="auto" onclick={fly(&card.id)}>{&card.title}</button>
                            <span class="energy__who" dir="auto">{who.join(", ")}</span>
                        </li>
                    }
                }) }
            </ol>
        </section>
    }
}
