//! Ratings as a table: the same as the pictures show, for whoever would rather read and choose.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::super::context::{Ui, use_ui};
use super::{Shot, name_of, people};
use crate::model::Card;
use crate::store::{Action, PrivateAction, PrivateScope, Rating};

#[derive(PartialEq, Properties)]
pub(super) struct RatingsProps {
    pub snapshot: Shot,
    pub ratings: Vec<Rating>,
}

#[component]
pub(super) fn Ratings(props: &RatingsProps) -> Html {
    let ui = use_ui();
    let Some(scope) = PrivateScope::of(&props.snapshot) else { return html! {} };
    let all = people(&props.snapshot.map);
    html! {
        <details class="more">
            <summary>{ui.t("ratings.table")}</summary>
            <div class="ratings">
                <table>
                    <thead><tr>
                        <th scope="col">{ui.t("field.name")}</th>
                        { for props.ratings.iter().map(|rating| html! { <th scope="col">{ui.t(rating.key())}</th> }) }
                    </tr></thead>
                    <tbody>{ for all.iter().map(|card| html! {
                        <tr key={card.id.to_string()}>
                            <th scope="row" dir="auto">{name_of(&ui, card)}</th>
                            { for props.ratings.iter().map(|rating| html! {
                                <td>{select_of(&ui, card, *rating, scope.rating(&card.id, *rating))}</td>
                            }) }
                        </tr>
                    }) }</tbody>
                </table>
            </div>
        </details>
    }
}

/// What a value is called.
pub(super) fn value_words(ui: &Ui, rating: Rating, value: u8) -> AttrValue {
    ui.say(rating.value_key(value), &[("n", &value.to_string())])
}

/// A list to choose a rating from, by its words.
pub(super) fn select_of(ui: &Ui, card: &Card, rating: Rating, value: Option<u8>) -> Html {
    let onchange = {
        let (ui, card) = (ui.clone(), card.id.clone());
        move |event: Event| {
            let value = event.target_unchecked_into::<HtmlSelectElement>().value().parse().ok();
            let card = card.clone();
            ui.does(Action::Private(PrivateAction::Rate { card, rating, value }));
        }
    };
    let name = ui.say("ratings.of", &[("what", &ui.t(rating.key())), ("name", &name_of(ui, card))]);
    html! {
        <select class="select" aria-label={name} {onchange}>
            <option value="" selected={value.is_none()}>{ui.t("ratings.none")}</option>
            { for (1..=5).map(|n: u8| html! {
                <option value={n.to_string()} selected={value == Some(n)}>{value_words(ui, rating, n)}</option>
            }) }
        </select>
    }
}
