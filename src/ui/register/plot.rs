//! Who has how much to say, and how much it matters to them: marks on a square that can be dragged or moved with the arrow
//! keys, and the same as a table.

use std::cell::RefCell;
use std::rc::Rc;

use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use super::super::context::{Ui, use_ui};
use super::table::Ratings;
use super::{Shot, initials, name_of, people, to_person};
use crate::model::{Card, CardId};
use crate::store::{Action, PrivateAction, PrivateScope, Rating};

/// A press that moves no farther than this, in pixels, is a click.
const SLOP: f64 = 4.0;

#[derive(PartialEq, Properties)]
pub(super) struct PlotProps {
    pub snapshot: Shot,
}

#[component]
pub(super) fn Plot(props: &PlotProps) -> Html {
    let ui = use_ui();
    let field = use_node_ref();
    let said = use_state(AttrValue::default);
    let follows = use_mut_ref(|| None::<CardId>);
    let Some(scope) = PrivateScope::of(&props.snapshot) else { return html! {} };
    let all = people(&props.snapshot.map);
    let at = |card: &Card| {
        let power = scope.rating(&card.id, Rating::Power)?;
        Some((power, scope.rating(&card.id, Rating::Interest)?))
    };
    let (placed, waiting): (Vec<_>, Vec<_>) = all.iter().partition(|card| at(card).is_some());
    // Several in one place lie beside each other.
    let mut seen: Vec<(u8, u8)> = Vec::new();
    let dots: Vec<_> = placed
        .iter()
        .map(|card| {
            let spot = at(card).unwrap_or((3, 3));
            let beside = seen.iter().filter(|known| **known == spot).count();
            seen.push(spot);
            dot(card, Some(spot), beside, &field, &said, &follows)
        })
        .collect();
    html! {
        <section class="register__page" aria-label={ui.t("register.power")}>
            <p class="dialog__text" id="plot-keys">{ui.t("plot.keys")}</p>
            <div class="plot">
                <span class="plot__up">{ui.t("plot.power")}</span>
                <div class="plot__field" ref={field.clone()}>
                    <span class="plot__corner plot__corner--1">{ui.t("plot.satisfy")}</span>
                    <span class="plot__corner plot__corner--2">{ui.t("plot.close")}</span>
                    <span class="plot__corner plot__corner--3">{ui.t("plot.watch")}</span>
                    <span class="plot__corner plot__corner--4">{ui.t("plot.inform")}</span>
                    { for dots }
                </div>
                <span class="plot__across">{ui.t("plot.interest")}</span>
            </div>
            if !waiting.is_empty() {
                <div class="plot__waiting" role="group" aria-label={ui.t("plot.waiting")}>
                    <h3>{ui.t("plot.waiting")}</h3>
                    <ul>{ for waiting.iter().map(|card| html! {
                        <li key={card.id.to_string()}>{dot(card, None, 0, &field, &said, &follows)}<span dir="auto">{name_of(&ui, card)}</span></li>
                    }) }</ul>
                </div>
            }
            <p class="unseen" role="status">{(*said).clone()}</p>
            <Ratings snapshot={props.snapshot.clone()} ratings={vec![Rating::Power, Rating::Interest]} />
        </section>
    }
}

fn dot(
    card: &Rc<Card>,
    spot: Option<(u8, u8)>,
    beside: usize,
    field: &NodeRef,
    said: &UseStateHandle<AttrValue>,
    follows: &Follows,
) -> Html {
    let said = said.setter();
    let told = Callback::from(move |words: AttrValue| said.set(words));
    let (field, follows) = (field.clone(), Keyboard(follows.clone()));
    html! { <Dot key={card.id.to_string()} card={card.clone()} {spot} {beside} {field} {told} {follows} /> }
}

/// Whose mark the keyboard goes to, wherever it comes up next.
type Follows = Rc<RefCell<Option<CardId>>>;

#[derive(Clone)]
struct Keyboard(Follows);

impl PartialEq for Keyboard {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

#[derive(Clone, PartialEq, Properties)]
struct DotProps {
    card: Rc<Card>,
    /// Power and interest.
    spot: Option<(u8, u8)>,
    /// How many others lie in the same place.
    beside: usize,
    field: NodeRef,
    told: Callback<AttrValue>,
    follows: Keyboard,
}

/// How far into the square a pointer is, both from 0 to 1 from the upper left.
fn within(field: &NodeRef, event: &PointerEvent) -> Option<(f64, f64)> {
    let rect = crate::browser::rect_of(&field.cast::<Element>()?);
    let (x, y) = (f64::from(event.client_x()) - rect.x, f64::from(event.client_y()) - rect.y);
    Some(((x / rect.width).clamp(0.0, 1.0), (y / rect.height).clamp(0.0, 1.0)))
}

fn step_of(part: f64) -> u8 {
    ((part * 5.0).floor() as u8 + 1).clamp(1, 5)
}

fn rate(ui: &Ui, card: &CardId, rating: Rating, value: u8) {
    let (card, value) = (card.clone(), Some(value));
    ui.does(Action::Private(PrivateAction::Rate { card, rating, value }));
}

/// Puts somebody somewhere, and says so.
fn put(ui: &Ui, props: &DotProps, (power, interest): (u8, u8)) {
    let power = power.clamp(1, 5);
    let interest = interest.clamp(1, 5);
    *props.follows.0.borrow_mut() = Some(props.card.id.clone());
    rate(ui, &props.card.id, Rating::Power, power);
    rate(ui, &props.card.id, Rating::Interest, interest);
    props.told.emit(words(ui, &props.card, Some((power, interest))));
}

fn words(ui: &Ui, card: &Card, spot: Option<(u8, u8)>) -> AttrValue {
    let name = name_of(ui, card);
    match spot {
        None => ui.say("plot.unplaced", &[("name", &name)]),
        Some((power, interest)) => ui.say(
            "plot.placed",
            &[("name", &name), ("power", &power.to_string()), ("interest", &interest.to_string())],
        ),
    }
}

#[component]
fn Dot(props: &DotProps) -> Html {
    let ui = use_ui();
    let node = use_node_ref();
    // Where it was pressed, and whether it has moved since.
    let pressed = use_mut_ref(|| None::<(f64, f64, bool)>);
    let over = use_state(|| None::<(f64, f64)>);
    let spot = props.spot;
    use_effect_with((spot, props.beside, *over), {
        let (node, follows, id) = (node.clone(), props.follows.clone(), props.card.id.clone());
        move |(spot, beside, over)| {
            place(&node, *spot, *beside, *over);
            let comes = spot.is_some() && follows.0.borrow().as_ref() == Some(&id);
            if let Some(dot) = node.cast::<HtmlElement>().filter(|_| comes) {
                follows.0.borrow_mut().take();
                crate::browser::focus_quietly(&dot);
            }
        }
    });
    let ondown = {
        let (pressed, node) = (pressed.clone(), node.clone());
        move |event: PointerEvent| {
            if event.button() == 0 {
                *pressed.borrow_mut() =
                    Some((event.client_x().into(), event.client_y().into(), false));
                if let Some(element) = node.cast::<Element>() {
                    let _ = element.set_pointer_capture(event.pointer_id());
                }
            }
        }
    };
    let onmove = {
        let (pressed, over, field) = (pressed.clone(), over.clone(), props.field.clone());
        move |event: PointerEvent| {
            let mut pressed = pressed.borrow_mut();
            let Some((x, y, moved)) = pressed.as_mut() else { return };
            let far = (f64::from(event.client_x()) - *x).hypot(f64::from(event.client_y()) - *y);
            *moved |= far > SLOP;
            if *moved {
                over.set(within(&field, &event));
            }
        }
    };
    let lifted = {
        let (pressed, over) = (pressed.clone(), over.clone());
        move || {
            over.set(None);
            pressed.borrow_mut().take()
        }
    };
    let go = to_person(&ui, &props.card.id);
    let dragged = use_mut_ref(|| false);
    let onup = {
        let (ui, lifted, dragged) = (ui.clone(), lifted.clone(), dragged.clone());
        let props = props.clone();
        move |event: PointerEvent| {
            let moved = lifted().is_some_and(|(_, _, moved)| moved);
            *dragged.borrow_mut() = moved;
            if let Some((x, y)) = within(&props.field, &event).filter(|_| moved) {
                put(&ui, &props, (6 - step_of(y), step_of(x)));
            }
        }
    };
    let onclick = move |event: MouseEvent| {
        // The end of a drag is no click.
        if !std::mem::take(&mut *dragged.borrow_mut()) {
            go.emit(event);
        }
    };
    let oncancel = move |_: PointerEvent| {
        lifted();
    };
    let onkeydown = {
        let (ui, props) = (ui.clone(), props.clone());
        move |event: KeyboardEvent| {
            let (power, interest) = spot.unwrap_or((3, 3));
            let next = match event.key().as_str() {
                _ if spot.is_none() && event.key().starts_with("Arrow") => (power, interest),
                "ArrowUp" => (power + 1, interest),
                "ArrowDown" => (power - 1, interest),
                "ArrowRight" => (power, interest + 1),
                "ArrowLeft" => (power, interest - 1),
                _ => return,
            };
            event.prevent_default();
            event.stop_propagation();
            put(&ui, &props, next);
        }
    };
    let class = classes!(
        "plot__dot",
        spot.is_some().then_some("plot__dot--placed"),
        over.is_some().then_some("is-dragged")
    );
    html! {
        <button type="button" {class} ref={node} aria-label={words(&ui, &props.card, spot)} aria-describedby="plot-keys"
            data-mark={initials(&props.card.title)} title={name_of(&ui, &props.card)} {onclick} {onkeydown}
            onpointerdown={ondown} onpointermove={onmove} onpointerup={onup} onpointercancel={oncancel} />
    }
}

/// Positions are set on the element, since a strict policy of the page refuses styles in its markup.
fn place(node: &NodeRef, spot: Option<(u8, u8)>, beside: usize, over: Option<(f64, f64)>) {
    let Some(dot) = node.cast::<HtmlElement>() else { return };
    let (left, top) = match (over, spot) {
        (Some(at), Some(_)) => (at.0 * 100.0, at.1 * 100.0),
        (None, Some((power, interest))) => {
            (f64::from(interest) * 20.0 - 10.0, 110.0 - f64::from(power) * 20.0)
        }
        (_, None) => return,
    };
    let aside = if over.is_some() { 0.0 } else { beside as f64 * 1.1 };
    let style = dot.style();
    let _ = style.set_property("left", &format!("calc({left:.2}% + {aside}rem)"));
    let _ = style.set_property("top", &format!("calc({top:.2}% + {}rem)", aside / 2.0));
}
