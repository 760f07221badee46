//! One person's page: who they are, what moves them, moments together, ties, and what only this browser knows.

use std::rc::Rc;

use web_sys::HtmlElement;
use yew::prelude::*;

use super::super::context::{Ui, use_ui};
use super::super::icon::{Icon, icon};
use super::super::panel::editors::FieldEditor;
use super::super::text_box::{TextBox, use_text_box};
use super::moments::Moments;
use super::private::PrivatePart;
use super::ties::Ties;
use super::{Shot, name_of};
use crate::model::{Card, CardKind, Json};
use crate::store::{Action, Capability, Overlay, RegisterAction, TextField, helps_with, mentions};

#[derive(PartialEq, Properties)]
pub(super) struct PersonProps {
    pub snapshot: Shot,
    pub card: Rc<Card>,
    /// What only this browser knows is on the screen.
    pub shown: bool,
}

/// Who they are, what part they play, when to talk; then what moves them.
const WHO: [&str; 4] = ["role", "unit", "level", "is_ld"];
const CONTACT: [&str; 2] = ["last_contact", "next_checkin"];
const WORLD: [&str; 11] = [
    "goals",
    "kpis",
    "challenges",
    "initiatives",
    "pressures",
    "cadence",
    "busy_windows",
    "their_words",
    "benefit_to_them",
    "expectation",
    "expectation_wanted",
];

#[component]
pub(super) fn PersonPage(props: &PersonProps) -> Html {
    let ui = use_ui();
    let card = &props.card;
    let snapshot = &props.snapshot;
    let readonly = snapshot.readonly;
    let node = use_node_ref();
    // The page takes the keyboard where it takes the place of the list.
    use_effect_with(snapshot.view.narrow, {
        let node = node.clone();
        move |narrow| {
            if let Some(page) = node.cast::<HtmlElement>().filter(|_| *narrow) {
                crate::browser::focus_quietly(&page);
            }
        }
    });
    let back = {
        let ui = ui.clone();
        move |_: MouseEvent| ui.does(Action::Overlay(Overlay::Register(None)))
    };
    let fields = |keys: &[&'static str]| -> Html {
        let specs = keys.iter().filter_map(|key| CardKind::Stakeholder.field(key));
        let all = specs.map(|spec| {
            html! {
                <FieldEditor key={spec.key} card={card.clone()} spec={*spec} {readonly} />
            }
        });
        html! { <div class="person__fields">{ for all }</div> }
    };
    let said = WORLD.iter().filter(|key| card.fields.get(key).is_some()).count();
    html! {
        <section class="person" ref={node} tabindex="-1" aria-label={name_of(&ui, card)}>
            if snapshot.view.narrow {
                <button type="button" class="button button--link person__back" onclick={back}>{ui.t("register.back")}</button>
            }
            <Name card={card.clone()} {readonly} />
            { fields(&WHO) }
            { fields(&["roles"]) }
            <section class="person__part" aria-label={ui.t("person.contact")}>
                <h3>{ui.t("person.contact")}</h3>
                { fields(&CONTACT) }
                if !readonly { { talked_today(&ui, card) } }
            </section>
            <Moments card={card.clone()} {readonly} />
            <Ties snapshot={snapshot.clone()} card={card.clone()} />
            { helps(&ui, props) }
            <details class="more" open={said > 0}>
                <summary>{ui.t("person.world")}</summary>
                { fields(&WORLD) }
            </details>
            if !snapshot.visiting {
                <PrivatePart snapshot={snapshot.clone()} card={card.id.clone()} shown={props.shown} />
            }
            { foot(&ui, card, readonly) }
            if !readonly { <Erase snapshot={snapshot.clone()} card={card.clone()} /> }
        </section>
    }
}

#[derive(PartialEq, Properties)]
struct NameProps {
    card: Rc<Card>,
    readonly: bool,
}

/// The name, as it is typed, and the notes that everybody may read.
#[component]
fn Name(props: &NameProps) -> Html {
    let ui = use_ui();
    let (name, notes) = (use_text_box(&props.card.title), use_text_box(&props.card.notes));
    let types = |field: TextField, text_box: &Rc<TextBox>| {
        let (ui, id, text_box) = (ui.clone(), props.card.id.clone(), text_box.clone());
        Callback::from(move |event: InputEvent| {
            let text = text_box.typed(&event);
            ui.does(Action::Type { id: id.clone(), field, text });
        })
    };
    html! {
        <>
            <label class="field"><span class="field__label">{ui.t("field.name")}</span>
                <textarea class="input person__name" rows="1" dir="auto" ref={name.node.clone()} readonly={props.readonly} oninput={types(TextField::Title, &name)} />
            </label>
            <label class="field"><span class="field__label">{ui.t("person.notes")}</span>
                <textarea class="input" rows="2" dir="auto" ref={notes.node.clone()} readonly={props.readonly} oninput={types(TextField::Notes, &notes)} />
            </label>
        </>
    }
}

fn talked_today(ui: &Ui, card: &Card) -> Html {
    let today = crate::browser::clock::today();
    if card.fields.get("last_contact").is_some_and(|day| day.to_json() == today.as_str()) {
        return html! {};
    }
    let onclick = {
        let (ui, id) = (ui.clone(), card.id.clone());
        move |_: MouseEvent| {
            let value = Json::from(today.as_str());
            ui.does(Action::SetField { id: id.clone(), key: "last_contact", value });
        }
    };
    html! { <button type="button" class="button button--quiet" {onclick}>{icon(Icon::Check)}{ui.t("person.talked_today")}</button> }
}

/// What this person would help with.
fn helps(ui: &Ui, props: &PersonProps) -> Html {
    let map = &props.snapshot.map;
    let cards = helps_with(map, &props.card.title);
    if cards.is_empty() {
        return html! {};
    }
    html! {
        <section class="person__part" aria-label={ui.t("person.helps")}>
            <h3>{ui.t("person.helps")}</h3>
            <ul class="person__list">{ for cards.iter().filter_map(|id| map.card(id)).map(|card| html! { <li dir="auto">{&card.title}</li> }) }</ul>
        </section>
    }
}

fn foot(ui: &Ui, card: &Card, readonly: bool) -> Html {
    let fly = {
        let (ui, id) = (ui.clone(), card.id.clone());
        move |_: MouseEvent| {
            ui.does(Action::Overlay(Overlay::None));
            ui.does(Action::FlyTo(id.clone()));
        }
    };
    let remove = {
        let (ui, ids) = (ui.clone(), vec![card.id.clone()]);
        move |_: MouseEvent| {
            ui.does(Action::Overlay(Overlay::Register(None)));
            ui.does(Action::RemoveCards { ids: ids.clone() });
        }
    };
    html! {
        <div class="person__foot">
            <button type="button" class="button button--quiet" onclick={fly}>{icon(Icon::Arrow)}{ui.t("person.on_map")}</button>
            if !readonly {
                <button type="button" class="button button--quiet" onclick={remove}>{icon(Icon::Trash)}{ui.t("person.remove")}</button>
            }
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct EraseProps {
    snapshot: Shot,
    card: Rc<Card>,
}

/// The way to erase somebody for good: what will happen, and what will not, before it is done.
#[component]
fn Erase(props: &EraseProps) -> Html {
    let ui = use_ui();
    let sure = use_state(|| false);
    let open = use_state(|| false);
    let (map, card) = (&props.snapshot.map, &props.card);
    let onsure = {
        let sure = sure.clone();
        move |_: Event| sure.set(!*sure)
    };
    let ontoggle = {
        let open = open.clone();
        move |event: Event| {
            open.set(event.target_unchecked_into::<HtmlElement>().has_attribute("open"))
        }
    };
    let erase = {
        let (ui, id) = (ui.clone(), card.id.clone());
        move |_: MouseEvent| ui.does(Action::Register(RegisterAction::Erase(id.clone())))
    };
    // The whole map is looked through, so only once somebody wants to know.
    let named = if *open { mentions(map, &card.id) } else { Vec::new() };
    let titles: Vec<_> = named
        .iter()
        .filter_map(|id| map.card(id))
        .take(8)
        .map(|card| card.title.as_str())
        .collect();
    html! {
        <details class="more erase" {ontoggle}>
            <summary>{ui.t("erase.title")}</summary>
            <p>{ui.say("erase.about", &[("name", &name_of(&ui, card))])}</p>
            <ul class="person__list">
                if !named.is_empty() {
                    <li dir="auto">{ui.say("erase.also", &[("n", &named.len().to_string()), ("titles", &titles.join("; "))])}</li>
                }
                <li>{ui.t("erase.not_removed")}</li>
                <li>{ui.t("erase.first_name")}</li>
                <li>{ui.t("erase.private")}</li>
                <li>{ui.t("erase.elsewhere")}</li>
                if let Some(room) = &props.snapshot.room {
                    <li>{ui.t(if room.capability == Capability::Lead { "erase.led_room" } else { "erase.in_room" })}</li>
                }
            </ul>
            <label class="check"><input type="checkbox" checked={*sure} onchange={onsure} /><span>{ui.t("erase.sure")}</span></label>
            <button type="button" class="button button--quiet erase__do" disabled={!*sure} onclick={erase}>{icon(Icon::Trash)}{ui.t("erase.do")}</button>
        </details>
    }
}
