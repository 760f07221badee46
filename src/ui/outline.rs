//! The same map as a list: lanes, their cards, and what each is linked with. Everything can be done here
//! that can be done on the canvas; nested lists and boxes of text, which every screen reader knows.

use std::collections::HashMap;
use std::rc::Rc;

use web_sys::{HtmlElement, HtmlInputElement};
use yew::prelude::*;

use super::ballot::votes;
use super::context::{Ui, use_ui};
use super::departments::Departments;
use super::half_written::use_kept_box;
use super::icon::{Icon, IconButton};
use super::presence::held;
use super::text_box::use_text_box;
use crate::geometry::Direction;
use crate::model::{Card, CardId, Lane, Link, Map, sort_by};
use crate::store::{Action, Overlay, Selection, Snapshot, TextField};

/// Cards of a lane shown before "show more".
const PAGE: usize = 150;

#[derive(PartialEq, Properties)]
pub(super) struct OutlineProps {
    pub snapshot: Rc<Snapshot>,
}

#[component]
pub(super) fn Outline(props: &OutlineProps) -> Html {
    let ui = use_ui();
    let map = &props.snapshot.map;
    let mut lanes: Vec<Vec<Rc<Card>>> = vec![Vec::new(); Lane::ALL.len()];
    for card in map.cards.values() {
        lanes[card.place.lane.index()].push(card.clone());
    }
    for cards in &mut lanes {
        sort_by(cards, |a, b| {
            let order = |p: &Card| (p.place.y, p.place.x);
            let ((ay, ax), (by, bx)) = (order(a), order(b));
            ay.total_cmp(&by).then(ax.total_cmp(&bx))
        });
    }
    let links: Links = Rc::new(links_by_card(map));
    let others = others_by_card(&ui, &props.snapshot);
    let groups: Rc<[(CardId, String)]> = super::groups::names(map).into();
    let department = props.snapshot.view.sight.as_ref().and_then(|lit| lit.department.clone());
    html! {
        <div class="outline" role="region" tabindex="-1" aria-label={ui.t("outline.name")}>
            <Departments map={map.clone()} now={department} />
            { for Lane::ALL.into_iter().zip(lanes).map(|(lane, cards)| {
                html! { <LaneList key={lane.name()} {lane} {cards} rows={links.clone()} others={others.clone()} groups={groups.clone()} snapshot={props.snapshot.clone()} /> }
            }) }
        </div>
    }
}

/// Who else is at which card, in words.
type Others = Rc<HashMap<CardId, AttrValue>>;
type Links = Rc<HashMap<CardId, Vec<LinkRow>>>;

fn others_by_card(ui: &Ui, snapshot: &Snapshot) -> Others {
    let held = snapshot.room.as_ref().map(|room| held(ui, room)).unwrap_or_default();
    let words = held.into_iter().map(|(id, held)| {
        let key = if held.writes { "room.writes" } else { "room.selects" };
        (id, ui.say(key, &[("names", &held.label(ui))]))
    });
    Rc::new(words.collect())
}

/// A link as one card's row tells it.
#[derive(Clone, PartialEq)]
struct LinkRow {
    link: Rc<Link>,
    /// The card is the link's start.
    from_start: bool,
    other: Rc<Card>,
}

fn links_by_card(map: &Map) -> HashMap<CardId, Vec<LinkRow>> {
    let mut rows: HashMap<CardId, Vec<LinkRow>> = HashMap::new();
    for link in map.links.values() {
        let (Some(from), Some(to)) = (map.card(&link.from), map.card(&link.to)) else { continue };
        let out = LinkRow { link: link.clone(), from_start: true, other: to.clone() };
        rows.entry(from.id.clone()).or_default().push(out);
        let back = LinkRow { link: link.clone(), from_start: false, other: from.clone() };
        rows.entry(to.id.clone()).or_default().push(back);
    }
    rows
}

#[derive(PartialEq, Properties)]
struct LaneListProps {
    lane: Lane,
    cards: Vec<Rc<Card>>,
    rows: Links,
    others: Others,
    /// By card: what its group is called.
    groups: Rc<[(CardId, String)]>,
    snapshot: Rc<Snapshot>,
}

#[component]
fn LaneList(props: &LaneListProps) -> Html {
    let ui = use_ui();
    let pages = use_state(|| 1usize);
    let lane = props.lane;
    let name = lane.name();
    let heading = format!("outline-{name}");
    let shown = *pages * PAGE;
    let view = &props.snapshot.view;
    let readonly = props.snapshot.readonly;
    let more = {
        let pages = pages.clone();
        move |_: MouseEvent| pages.set(*pages + 1)
    };
    html! {
        <section class={classes!("outline__lane", format!("lane--{name}"))} aria-labelledby={heading.clone()}>
            <h2 id={heading}>{ui.t(&format!("lane.{name}"))}<span class="outline__count">{props.cards.len()}</span></h2>
            <p class="outline__hint">{ui.t(&format!("lane.{name}.hint"))}</p>
            <ul class="outline__cards">
                { for props.cards.iter().take(shown).map(|card| html! {
                    <CardRow key={card.id.to_string()} card={card.clone()} {readonly} group={group_of(&ui, &props.groups, &card.id)}
                        others={props.others.get(&card.id).cloned()}
                        links={props.rows.get(&card.id).cloned().unwrap_or_default()}
                        lit={view.sight.as_ref().map(|lit| lit.shows(card))}
                        missing={view.sight.as_ref().is_some_and(|lit| lit.lacks(&card.id))} asked={view.is_asked(&card.id)}
                        selected={view.selection.has(&card.id)} editing={view.editing.as_ref() == Some(&card.id)} />
                }) }
            </ul>
            if props.cards.len() > shown {
                <button type="button" class="button button--quiet" onclick={more}>{ui.t("outline.more")}</button>
            }
            if !readonly { <NewCard {lane} /> }
        </section>
    }
}

/// The words that say in which group a card is.
fn group_of(ui: &Ui, groups: &[(CardId, String)], id: &CardId) -> Option<AttrValue> {
    let at = groups.binary_search_by(|(card, _)| card.cmp(id)).ok()?;
    let title = match groups[at].1.as_str() {
        "" => ui.t("group.unnamed"),
        title => title.to_owned().into(),
    };
    Some(ui.say("group.in", &[("title", &title)]))
}

#[derive(PartialEq, Properties)]
struct CardRowProps {
    card: Rc<Card>,
    group: Option<AttrValue>,
    links: Vec<LinkRow>,
    /// Others in the room who have it in hand.
    others: Option<AttrValue>,
    /// In the line of sight that is lit, or outside of it.
    lit: Option<bool>,
    missing: bool,
    asked: bool,
    selected: bool,
    editing: bool,
    readonly: bool,
}

#[component]
fn CardRow(props: &CardRowProps) -> Html {
    let ui = use_ui();
    let card = &props.card;
    let text_box = use_text_box(&card.title);
    use_effect_with(props.editing, {
        let node = text_box.node.clone();
        move |editing| {
            if *editing && let Some(input) = node.cast::<HtmlElement>() {
                let _ = input.focus();
            }
        }
    });
    let row = use_node_ref();
    use_effect_with(props.selected, {
        let row = row.clone();
        move |selected| {
            // Selected from elsewhere: a question, the search, a link.
            if *selected && let Some(row) = row.cast::<HtmlElement>() {
                crate::browser::show_within(&row);
            }
        }
    });
    let select = {
        let (ui, id) = (ui.clone(), card.id.clone());
        move |_: FocusEvent| ui.does(Action::Select(Selection::card(id.clone())))
    };
    let oninput = {
        let (ui, id, text_box) = (ui.clone(), card.id.clone(), text_box.clone());
        move |event: InputEvent| {
            let text = text_box.typed(&event);
            ui.does(Action::Type { id: id.clone(), field: TextField::Title, text });
        }
    };
    let onkeydown = {
        let (ui, card) = (ui.clone(), card.clone());
        move |event: KeyboardEvent| row_key(&ui, &card, &event)
    };
    let does = |action: Action| {
        let (ui, id) = (ui.clone(), card.id.clone());
        Callback::from(move |_: MouseEvent| {
            ui.does(Action::Select(Selection::card(id.clone())));
            ui.does(action.clone());
        })
    };
    let kind = card.kind.name();
    let title =
        if card.title.is_empty() { ui.t("card.untitled") } else { card.title.clone().into() };
    let (draft, kind_words) = (card.fields.flag("draft"), ui.kind(card.kind));
    let names = [("kind", kind_words.as_str()), ("title", title.as_str())];
    let name = ui.say(if draft { "outline.draft" } else { "card.name" }, &names);
    let class = classes!(
        "row",
        format!("card--{kind}"),
        props.selected.then_some("is-selected"),
        props.lit.map(|lit| if lit { "is-lit" } else { "is-faded" }),
        props.missing.then_some("is-missing"),
        props.asked.then_some("is-asked"),
    );
    html! {
        <li {class} ref={row}>
            <div class="row__main">
                <span class="row__kind">{kind_words}</span>
                if draft { <span class="tag row__draft" aria-hidden="true">{ui.t("draft.short")}</span> }
                <input class="row__title" type="text" dir="auto" maxlength="1000" ref={text_box.node.clone()} readonly={props.readonly}
                    aria-label={name}
                    placeholder={ui.t(&format!("kind.{kind}.new"))} onfocus={select} {oninput} {onkeydown} />
                <IconButton icon={Icon::Panel} label={ui.say("outline.details", &[("title", &title)])} onclick={does(Action::Panel(true))} />
                if !props.readonly {
                    <IconButton icon={Icon::Link} label={ui.say("outline.so_that", &[("title", &title)])}
                        onclick={does(Action::Overlay(Overlay::Connect(card.id.clone())))} />
                    <IconButton icon={Icon::Trash} label={ui.say("outline.remove", &[("title", &title)])}
                        onclick={does(Action::RemoveCards { ids: vec![card.id.clone()] })} />
                }
            </div>
            if let Some(votes) = votes(&ui, card) { <p class="row__group">{votes}</p> }
            if let Some(group) = &props.group { <p class="row__group" dir="auto">{group}</p> }
            if let Some(others) = &props.others { <p class="row__others">{others}</p> }
            if !props.links.is_empty() {
                <ul class="row__links">{ for props.links.iter().map(|row| link_row(&ui, row, props.readonly)) }</ul>
            }
        </li>
    }
}

/// Keys in a title: Enter for the next card, arrows to the neighbours, with Alt to move the card itself.
fn row_key(ui: &Ui, card: &Card, event: &KeyboardEvent) {
    let action = match event.key().as_str() {
        "Enter" if !event.is_composing() => {
            let place = None;
            Some(Action::AddCard { kind: card.kind, place })
        }
        "ArrowUp" if event.alt_key() => Some(Action::Nudge(Direction::Up)),
        "ArrowDown" if event.alt_key() => Some(Action::Nudge(Direction::Down)),
        "ArrowLeft" if event.alt_key() => Some(Action::Nudge(Direction::Left)),
        "ArrowRight" if event.alt_key() => Some(Action::Nudge(Direction::Right)),
        "ArrowUp" | "ArrowDown" => {
            let down = event.key() == "ArrowDown";
            crate::browser::focus_sibling(event, ".row__title, .outline__new", down);
            event.prevent_default();
            None
        }
        _ => None,
    };
    if let Some(action) = action {
        event.prevent_default();
        event.stop_propagation();
        ui.does(action);
    }
}

fn link_row(ui: &Ui, row: &LinkRow, readonly: bool) -> Html {
    let says = ui.link(row.link.kind, row.from_start);
    let fly = {
        let (ui, id) = (ui.clone(), row.other.id.clone());
        Callback::from(move |_: MouseEvent| ui.does(Action::FlyTo(id.clone())))
    };
    let remove = {
        let (ui, id) = (ui.clone(), row.link.id.clone());
        Callback::from(move |_: MouseEvent| ui.does(Action::RemoveLink { id: id.clone() }))
    };
    let name = ui.say("outline.remove_link", &[("link", &says), ("title", &row.other.title)]);
    html! {
        <li class="row__link" key={row.link.id.to_string()}>
            <span class="row__says">{says}</span>
            <button type="button" class="button button--link" dir="auto" onclick={fly}>{&row.other.title}</button>
            if !readonly { <IconButton icon={Icon::Close} label={name} onclick={remove} /> }
        </li>
    }
}

#[derive(PartialEq, Properties)]
struct NewCardProps {
    lane: Lane,
}

/// Writes new cards into a lane, one after the other.
#[component]
fn NewCard(props: &NewCardProps) -> Html {
    let ui = use_ui();
    let lane = props.lane;
    let write = {
        let ui = ui.clone();
        move |input: &HtmlInputElement| {
            let text = input.value();
            if !text.trim().is_empty() {
                input.set_value("");
                ui.does(Action::WriteInLane { lane, text });
            }
        }
    };
    let onkeydown = {
        let write = write.clone();
        move |event: KeyboardEvent| match event.key().as_str() {
            "Enter" if !event.is_composing() => {
                event.prevent_default();
                write(&event.target_unchecked_into());
            }
            "ArrowUp" => crate::browser::focus_sibling(&event, ".row__title, .outline__new", false),
            "ArrowDown" => {
                crate::browser::focus_sibling(&event, ".row__title, .outline__new", true)
            }
            _ => {}
        }
    };
    let onblur = move |event: FocusEvent| {
        if crate::browser::page_has_focus() {
            write(&event.target_unchecked_into());
        }
    };
    let node = use_kept_box();
    let key = format!("lane.{}", lane.name());
    let name = ui.t(&key);
    html! {
        <input class="outline__new" type="text" dir="auto" ref={node} data-kept={key} {onkeydown} {onblur}
            aria-label={ui.say("lane.write", &[("lane", &name)])}
            placeholder={ui.question(lane)} />
    }
}
