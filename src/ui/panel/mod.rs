//! The side panel: everything about the selected card or link, or about the map where nothing is selected.

pub(super) mod editors;
mod outcome;
mod retold;
mod rows;

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlSelectElement};
use yew::prelude::*;

use self::editors::FieldEditor;
use self::outcome::{BUILT, Builder};
use self::retold::{Retold, Starters};
use super::canvas::link_kind_select;
use super::context::{Ui, use_ui};
use super::groups::{Belongs, BelongsProps};
use super::icon::{Icon, IconButton, icon};
use super::language::tip;
use super::prepare::{Draft, here};
use super::register::{Helpers, HelpersProps};
use super::text_box::use_text_box;
use crate::model::{Card, CardKind, FieldSpec, GROUP, Link, LinkKind, MAX_TITLE, Map, PageOf};
use crate::store::{
    Action, Overlay, Selection, Snapshot, TextField, Voice, WorkshopAction, corrections,
};

#[derive(PartialEq, Properties)]
pub(super) struct PanelProps {
    pub snapshot: Rc<Snapshot>,
}

#[component]
pub(super) fn Panel(props: &PanelProps) -> Html {
    let ui = use_ui();
    let map = &props.snapshot.map;
    let readonly = props.snapshot.readonly;
    let node = use_node_ref();
    // The panel of one card does it by itself.
    let of_several = props.snapshot.view.selection.single().is_none();
    use_effect_with(props.snapshot.view.wanted.filter(|_| of_several), {
        let node = node.clone();
        move |wanted| {
            if let Some(key) = wanted {
                lead_to(&node, key);
            }
        }
    });
    let close = {
        let ui = ui.clone();
        move |_: MouseEvent| ui.does(Action::Panel(false))
    };
    let (title, body) = match &props.snapshot.view.selection {
        Selection::Cards(ids) if ids.len() == 1 => {
            let card = ids.first().and_then(|id| map.card(id));
            let wanted = props.snapshot.view.wanted;
            let body = card.map(|card| html! {
                <CardPanel key={card.id.to_string()} card={card.clone()} map={Shared(map.clone())} {readonly} {wanted} by={here(&props.snapshot)} settles={props.snapshot.settles()} tip={tip(&props.snapshot, card)} />
            });
            (ui.t("panel.card"), body.unwrap_or_default())
        }
        Selection::Cards(ids) => {
            let n = ids.len().to_string();
            let several = super::groups::several(&ui, map, ids, readonly);
            (ui.say("panel.many", &[("n", &n)]), html! { <>{ several }{ many(&ui, readonly) }</> })
        }
        Selection::Link(id) => {
            let body = map.links.get(id).map(|link| link_panel(&ui, link, map, readonly));
            (ui.t("panel.link"), body.unwrap_or_default())
        }
        Selection::None => (ui.t("panel.map"), map_panel(&ui, map)),
    };
    html! {
        <aside class="panel" part="panel" ref={node} aria-label={title.clone()}>
            <header class="panel__head">
                <h2>{title}</h2>
                <IconButton icon={Icon::Close} label={ui.t("panel.close")} onclick={close} />
            </header>
            <div class="panel__body">{ body }</div>
        </aside>
    }
}

/// A map as a property: equal when nothing in it was replaced.
#[derive(Clone)]
struct Shared(Map);

impl PartialEq for Shared {
    fn eq(&self, _: &Self) -> bool {
        // Links and the titles of other cards are shown too, so any new snapshot may differ.
        false
    }
}

#[derive(PartialEq, Properties)]
struct CardPanelProps {
    card: Rc<Card>,
    map: Shared,
    readonly: bool,
    /// The field to which somebody was led.
    wanted: Option<&'static str>,
    /// Other words for it.
    tip: Html,
    /// Who sits here, and whether what they call settled is.
    by: Voice,
    settles: bool,
}

/// Gives the keyboard to a field, in whatever fold it lies.
fn lead_to(panel: &NodeRef, key: &str) {
    let Some(panel) = panel.cast::<HtmlElement>() else { return };
    let Ok(Some(field)) = panel.query_selector(&format!("[data-field='{key}']")) else { return };
    if let Ok(Some(fold)) = field.closest("details") {
        let _ = fold.set_attribute("open", "");
    }
    if let Ok(Some(control)) = field.query_selector("input, textarea, select") {
        let control: HtmlElement = control.unchecked_into();
        crate::browser::focus_quietly(&control);
        crate::browser::show_within(&field);
    }
}

#[component]
fn CardPanel(props: &CardPanelProps) -> Html {
    let ui = use_ui();
    let card = &props.card;
    let readonly = props.readonly;
    let node = use_node_ref();
    use_effect_with(props.wanted, {
        let node = node.clone();
        move |wanted| {
            if let Some(key) = wanted {
                lead_to(&node, key);
            }
        }
    });
    let on_sight = {
        let ui = ui.clone();
        move |_: MouseEvent| ui.does(Action::Sight(true))
    };
    // What a confirmation remembers is for the analysis alone, which question was answered for the homework; what belongs
    // together has a place of its own.
    let built = card.kind == CardKind::Outcome;
    let tells = card.kind == CardKind::Case && !readonly;
    let is_shown = |spec: &&'static FieldSpec| {
        let elsewhere = built && BUILT.contains(&spec.key);
        !elsewhere && !matches!(spec.key, "confirmed_as" | "prompt" | GROUP)
    };
    let specs: Vec<&'static FieldSpec> = card.kind.fields().filter(is_shown).collect();
    let (asked, rest): (Vec<_>, Vec<_>) = specs.into_iter().partition(|spec| spec.needed);
    let own = card.kind.own_fields().iter().map(|spec| spec.key).collect::<Vec<_>>();
    let (mine, common): (Vec<_>, Vec<_>) =
        rest.into_iter().partition(|spec: &&'static FieldSpec| own.contains(&spec.key));
    let field = |spec: &&'static FieldSpec| {
        html! {
            <FieldEditor key={spec.key} card={card.clone()} spec={**spec} {readonly} />
        }
    };
    html! {
        <div class="fields" ref={node}>
            <button type="button" class="button button--quiet" onclick={on_sight}>{icon(Icon::Sight)}{ui.t("card.sight")}</button>
            { page_button(&ui, card) }
            { kind_select(&ui, card, readonly) }
            <TextEditor card={card.clone()} title=true {readonly} />
            { props.tip.clone() }
            // In a box of its own: a loop among siblings shifts them, and what is shifted is made anew and loses the keyboard.
            <div class="fields">
                if built { <Builder card={card.clone()} {readonly} /> }
                if tells { <Starters card={card.clone()} /> }
                { for asked.iter().map(field) }
            </div>
            <TextEditor card={card.clone()} title=false {readonly} />
            if tells { <Retold card={card.clone()} /> }
            <LinkList card={card.clone()} map={props.map.clone()} {readonly} />
            <Belongs ..BelongsProps::of(card, &props.map.0, readonly) />
            { draft_part(&ui, props) }
            <Helpers ..HelpersProps::of(card, &props.map.0, readonly) />
            if !mine.is_empty() {
                <details class="more">
                    <summary>{ui.t("panel.more")}</summary>
                    { for mine.iter().map(field) }
                </details>
            }
            <details class="more">
                <summary>{ui.t("panel.record")}</summary>
                { for common.iter().map(field) }
            </details>
        </div>
    }
}

/// What is said to a draft, and what was said while it was one.
fn draft_part(ui: &Ui, props: &CardPanelProps) -> Html {
    let CardPanelProps { card, by, settles, readonly, .. } = props;
    let said = corrections(&props.map.0, &card.id);
    if !card.fields.flag("draft") && said.is_empty() {
        return html! {};
    }
    html! {
        <section class="links" aria-label={ui.t("draft.one")}>
            <h3>{ui.t("draft.one")}</h3>
            <Draft card={card.clone()} {said} by={by.clone()} settles={*settles} readonly={*readonly} />
        </section>
    }
}

/// A card that has a page of its own.
fn page_button(ui: &Ui, card: &Card) -> Html {
    let id = card.id.clone();
    let (overlay, words) = match card.kind {
        CardKind::Case => (Overlay::Report(PageOf::Case(id)), "panel.case_page"),
        CardKind::Stakeholder => (Overlay::Report(PageOf::Recap(id)), "panel.recap_page"),
        CardKind::Request => (Overlay::Requests(Some(id)), "panel.request_page"),
        _ => return html! {},
    };
    let open = {
        let ui = ui.clone();
        move |_: MouseEvent| ui.does(Action::Overlay(overlay.clone()))
    };
    html! { <button type="button" class="button button--quiet" onclick={open}>{icon(Icon::Page)}{ui.t(words)}</button> }
}

fn kind_select(ui: &Ui, card: &Card, readonly: bool) -> Html {
    let onchange = {
        let (ui, id) = (ui.clone(), card.id.clone());
        move |event: Event| {
            let picked: HtmlSelectElement = event.target_unchecked_into();
            if let Some(kind) = CardKind::parse(&picked.value()) {
                ui.does(Action::ChangeKind { id: id.clone(), kind });
            }
        }
    };
    html! {
        <label class="field">
            <span class="field__label">{ui.t("field.kind")}</span>
            <select class="select" {onchange} disabled={readonly}>
                { for CardKind::ALL.into_iter().map(|kind| html! {
                    <option value={kind.name()} selected={kind == card.kind}>{ui.kind(kind)}</option>
                }) }
            </select>
        </label>
    }
}

/// Nothing more is taken into a title as long as this.
pub(super) fn is_full(title: &str) -> bool {
    // Letters at its end may count double, and blanks there are let go.
    title.encode_utf16().count() + 2 > MAX_TITLE
}

/// The line under such a title on its card.
pub(super) fn full(ui: &Ui) -> Html {
    html! { <p class="card__figures" role="status">{ui.t("panel.full_title")}</p> }
}

#[derive(PartialEq, Properties)]
struct TextEditorProps {
    card: Rc<Card>,
    title: bool,
    readonly: bool,
}

#[component]
fn TextEditor(props: &TextEditorProps) -> Html {
    let ui = use_ui();
    let card = &props.card;
    let (field, text, key, rows) = if props.title {
        let key = if card.kind == CardKind::Stakeholder { "field.name" } else { "field.title" };
        (TextField::Title, &card.title, key, "3")
    } else {
        (TextField::Notes, &card.notes, "field.notes", "4")
    };
    let text_box = use_text_box(text);
    let oninput = {
        let (ui, id, text_box) = (ui.clone(), card.id.clone(), text_box.clone());
        move |event: InputEvent| {
            let text = text_box.typed(&event);
            ui.does(Action::Type { id: id.clone(), field, text });
        }
    };
    let long = props.title && text.chars().count() > crate::model::SHORT_TITLE;
    let full = props.title && is_full(text);
    let maxlength = props.title.then_some("1000");
    html! {
        <label class="field" data-field={if props.title { "title" } else { "notes" }}>
            <span class="field__label">{ui.t(key)}</span>
            <textarea class="input" {rows} dir="auto" {maxlength} ref={text_box.node.clone()} readonly={props.readonly} {oninput} />
            if full { <span class="field__note" role="status">{ui.t("panel.full_title")}</span> }
            else if long { <span class="field__note">{ui.t("panel.long_title")}</span> }
        </label>
    }
}

#[derive(PartialEq, Properties)]
struct LinkListProps {
    card: Rc<Card>,
    map: Shared,
    readonly: bool,
}

#[component]
fn LinkList(props: &LinkListProps) -> Html {
    let ui = use_ui();
    let (card, map) = (&props.card, &props.map.0);
    let connect = {
        let (ui, id) = (ui.clone(), card.id.clone());
        move |_: MouseEvent| ui.does(Action::Overlay(Overlay::Connect(id.clone())))
    };
    let row = |link: &Rc<Link>| {
        let from_start = link.from == card.id;
        let other = map.card(if from_start { &link.to } else { &link.from })?;
        let (fly, pick) =
            (Action::FlyTo(other.id.clone()), Action::Select(Selection::Link(link.id.clone())));
        let remove = Action::RemoveLink { id: link.id.clone() };
        let does = |action: Action| {
            let ui = ui.clone();
            Callback::from(move |_: MouseEvent| ui.does(action.clone()))
        };
        let says = ui.link(link.kind, from_start);
        let name = ui.say("outline.remove_link", &[("link", &says), ("title", &other.title)]);
        Some(html! {
            <li class="links__row" key={link.id.to_string()}>
                <button type="button" class="links__says" onclick={does(pick)} title={ui.t("link.change")}>{says}</button>
                <button type="button" class="button button--link" dir="auto" onclick={does(fly)}>{&other.title}</button>
                if !props.readonly { <IconButton icon={Icon::Close} label={name} onclick={does(remove)} /> }
            </li>
        })
    };
    let shake = {
        let (ui, id) = (ui.clone(), card.id.clone());
        move |_: MouseEvent| ui.does(Action::Workshop(WorkshopAction::Shake(id.clone())))
    };
    html! {
        <section class="links" aria-label={ui.t("panel.links")}>
            <h3>{ui.t("panel.links")}</h3>
            <ul>{ for map.links_of(&card.id).filter_map(row) }</ul>
            if !props.readonly {
                <button type="button" class="chip chip--accent" onclick={connect}>{ui.t("card.so_that")}</button>
                if map.links_of(&card.id).next().is_some() {
                    <button type="button" class="chip" title={ui.t("shock.text")} onclick={shake}>{ui.t("shock.button")}</button>
                }
            }
        </section>
    }
}

fn many(ui: &Ui, readonly: bool) -> Html {
    let does = |action: Action| {
        let ui = ui.clone();
        Callback::from(move |_: MouseEvent| ui.does(action.clone()))
    };
    html! {
        <div class="panel__actions">
            <button type="button" class="button button--quiet" onclick={does(Action::ZoomToSelection)}>{ui.t("zoom.selection")}</button>
            if !readonly {
                <button type="button" class="button button--quiet" onclick={does(Action::Duplicate)}>{ui.t("help.duplicate")}</button>
                <button type="button" class="button button--quiet" onclick={does(Action::RemoveSelected)}>{ui.t("help.remove")}</button>
            }
        </div>
    }
}

fn link_panel(ui: &Ui, link: &Rc<Link>, map: &Map, readonly: bool) -> Html {
    let (Some(from), Some(to)) = (map.card(&link.from), map.card(&link.to)) else {
        return html! {};
    };
    let remove = {
        let (ui, id) = (ui.clone(), link.id.clone());
        move |_: MouseEvent| ui.does(Action::RemoveLink { id: id.clone() })
    };
    html! {
        <>
            <p class="says" dir="auto"><strong>{&from.title}</strong>{" "}{ui.link(link.kind, true)}{" "}<strong>{&to.title}</strong></p>
            if !readonly {
                <label class="field">
                    <span class="field__label">{ui.t("link.kind")}</span>
                    { link_kind_select(ui, link, from.kind, to.kind) }
                </label>
            }
            { for LinkKind::FIELDS.iter().map(|spec| html! {
                <FieldEditor key={format!("{}-{}", link.id, spec.key)} link={Some(link.clone())} spec={*spec} {readonly} />
            }) }
            if !readonly {
                <button type="button" class="button button--quiet" onclick={remove}>{ui.t("link.remove")}</button>
            }
        </>
    }
}

fn map_panel(ui: &Ui, map: &Map) -> Html {
    let (cards, links) = (map.cards.size().to_string(), map.links.size().to_string());
    html! {
        <>
            <p class="says">{ui.say("panel.counts", &[("n", &cards), ("m", &links)])}</p>
            <p class="dialog__text">{ui.t("panel.empty")}</p>
        </>
    }
}
