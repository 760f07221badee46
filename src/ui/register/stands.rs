//! How people stand to it now, and how they should: two marks on a track for each, to be dragged or moved with the arrow
//! keys, and the same as a table.

use std::rc::Rc;

use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use super::super::context::{Ui, use_ui};
use super::table::{Ratings, value_words};
use super::{Shot, name_of, people};
use crate::model::Card;
use crate::store::{Action, PrivateAction, PrivateScope, Rating};

#[derive(PartialEq, Properties)]
pub(super) struct StandsProps {
    pub snapshot: Shot,
}

const BOTH: [Rating; 2] = [Rating::Engagement, Rating::EngagementWanted];

#[component]
pub(super) fn Stands(props: &StandsProps) -> Html {
    let ui = use_ui();
    let Some(scope) = PrivateScope::of(&props.snapshot) else { return html! {} };
    let all = people(&props.snapshot.map);
    html! {
        <section class="register__page" aria-label={ui.t("register.stands")}>
            <p class="dialog__text">{ui.t("stands.keys")}</p>
            <ul class="stands">
                <li class="stands__row stands__head" aria-hidden="true"><span /><div class="stands__names">
                    <span>{ui.t("ratings.none")}</span>
                    { for (1..=5).map(|n: u8| html! { <span>{value_words(&ui, Rating::Engagement, n)}</span> }) }
                </div></li>
                { for all.iter().filter(|card| !card.fields.flag("is_ld")).map(|card| {
                    let [now, wanted] = BOTH.map(|rating| scope.rating(&card.id, rating));
                    html! { <Track key={card.id.to_string()} card={card.clone()} {now} {wanted} /> }
                }) }
            </ul>
            <Ratings snapshot={props.snapshot.clone()} ratings={BOTH.to_vec()} />
        </section>
    }
}

#[derive(PartialEq, Properties)]
struct TrackProps {
    card: Rc<Card>,
    now: Option<u8>,
    wanted: Option<u8>,
}

/// Where a value lies on the track, in percent: nothing said, then the five.
fn along(value: Option<u8>) -> f64 {
    (f64::from(value.unwrap_or(0)) + 0.5) / 6.0 * 100.0
}

#[component]
fn Track(props: &TrackProps) -> Html {
    let ui = use_ui();
    let (track, bar) = (use_node_ref(), use_node_ref());
    use_effect_with((props.now, props.wanted), {
        let bar = bar.clone();
        move |(now, wanted)| {
            let Some(bar) = bar.cast::<HtmlElement>() else { return };
            let (from, to) = (along(*now), along(*wanted));
            let both = now.is_some() && wanted.is_some();
            let wide = if both { (to - from).abs() } else { 0.0 };
            let _ = bar.style().set_property("left", &format!("{:.2}%", from.min(to)));
            let _ = bar.style().set_property("width", &format!("{wide:.2}%"));
        }
    });
    html! {
        <li class="stands__row">
            <span class="stands__who" dir="auto">{name_of(&ui, &props.card)}</span>
            <div class="stands__track" ref={track.clone()}>
                <span class="stands__bar" ref={bar} />
                <Thumb card={props.card.clone()} rating={Rating::EngagementWanted} value={props.wanted} track={track.clone()} />
                <Thumb card={props.card.clone()} rating={Rating::Engagement} value={props.now} {track} />
            </div>
        </li>
    }
}

#[derive(PartialEq, Properties)]
struct ThumbProps {
    card: Rc<Card>,
    rating: Rating,
    value: Option<u8>,
    track: NodeRef,
}

fn rate(ui: &Ui, props: (&Rc<Card>, Rating), step: u8) {
    let (card, rating) = (props.0.id.clone(), props.1);
    let value = Some(step.min(5)).filter(|step| *step > 0);
    ui.does(Action::Private(PrivateAction::Rate { card, rating, value }));
}

#[component]
fn Thumb(props: &ThumbProps) -> Html {
    let ui = use_ui();
    let node = use_node_ref();
    let held = use_mut_ref(|| false);
    let (card, rating) = (props.card.clone(), props.rating);
    use_effect_with(props.value, {
        let node = node.clone();
        move |value| {
            if let Some(thumb) = node.cast::<HtmlElement>() {
                let _ = thumb.style().set_property("left", &format!("{:.2}%", along(*value)));
            }
        }
    });
    let step = props.value.unwrap_or(0);
    let follow = {
        let (ui, card, track, held) = (ui.clone(), card.clone(), props.track.clone(), held.clone());
        move |event: PointerEvent| {
            let Some(track) = track.cast::<Element>().filter(|_| *held.borrow()) else { return };
            let rect = crate::browser::rect_of(&track);
            let part = (f64::from(event.client_x()) - rect.x) / rect.width;
            let to = (part * 6.0).floor().clamp(0.0, 5.0) as u8;
            if to != step {
                rate(&ui, (&card, rating), to);
            }
        }
    };
    let ondown = {
        let (held, node) = (held.clone(), node.clone());
        move |event: PointerEvent| {
            *held.borrow_mut() = event.button() == 0;
            if let Some(thumb) = node.cast::<Element>() {
                let _ = thumb.set_pointer_capture(event.pointer_id());
            }
        }
    };
    let let_go = move |_: PointerEvent| *held.borrow_mut() = false;
    let onkeydown = {
        let (ui, card) = (ui.clone(), card.clone());
        move |event: KeyboardEvent| {
            let to = match event.key().as_str() {
                "ArrowRight" | "ArrowUp" => step + 1,
                "ArrowLeft" | "ArrowDown" => step.saturating_sub(1),
                "Home" | "Delete" | "Backspace" => 0,
                "End" => 5,
                _ => return,
            };
            event.prevent_default();
            event.stop_propagation();
            rate(&ui, (&card, rating), to);
        }
    };
    let name =
        ui.say("ratings.of", &[("what", &ui.t(rating.key())), ("name", &name_of(&ui, &card))]);
    let says = props.value.map_or_else(|| ui.t("ratings.none"), |n| value_words(&ui, rating, n));
    let class = classes!(
        "thumb",
        (rating == Rating::EngagementWanted).then_some("thumb--wanted"),
        props.value.is_none().then_some("thumb--none")
    );
    html! {
        <div {class} ref={node} role="slider" tabindex="0" aria-label={name} aria-valuemin="0" aria-valuemax="5"
            aria-valuenow={step.to_string()} aria-valuetext={says.clone()} title={says} {onkeydown}
            onpointerdown={ondown} onpointermove={follow} onpointerup={let_go.clone()} onpointercancel={let_go} />
    }
}
