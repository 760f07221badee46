//! The people of the map on a screen of their own: the list of them, one person's page, who has how much to say and how
//! they stand, who influences whom, and who would help with what. Ratings and notes are shown only when somebody asks for them.

mod energy;
mod moments;
mod person;
mod plot;
mod private;
mod stands;
mod sway;
mod table;
mod ties;

use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::prelude::*;

use self::energy::Energy;
use self::person::PersonPage;
use self::plot::Plot;
pub(super) use self::private::kept;
use self::private::{PrivateBar, hidden};
use self::stands::Stands;
use self::sway::Sway;
use super::context::{Ui, use_ui};
use super::departments::Departments;
use super::dialogs::Dialog;
use super::half_written::use_kept_box;
use super::room::NAME;
use crate::model::{Card, CardId, CardKind, Map, Value, sort_by};
use crate::store::{Action, Overlay, PrivateScope, RegisterAction, Snapshot, helpers};

/// A snapshot as a property of what looks at all of it.
type Shot = Rc<Snapshot>;

/// What of the people is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tab {
    People,
    Power,
    Stands,
    Sway,
    Energy,
}

const TABS: [(Tab, &str); 5] = [
    (Tab::People, "register.people"),
    (Tab::Power, "register.power"),
    (Tab::Stands, "register.stands"),
    (Tab::Sway, "register.sway"),
    (Tab::Energy, "register.energy"),
];

#[derive(PartialEq, Properties)]
pub(super) struct RegisterProps {
    pub snapshot: Shot,
    pub person: Option<CardId>,
}

/// The people of a map: the business first, each part by name.
fn people(map: &Map) -> Vec<Rc<Card>> {
    let cards = map.cards.values().filter(|card| card.kind == CardKind::Stakeholder);
    let mut all: Vec<_> = cards.cloned().collect();
    let place = |card: &Card| (card.fields.flag("is_ld"), card.title.to_lowercase());
    sort_by(&mut all, |a, b| place(a).cmp(&place(b)).then(a.id.cmp(&b.id)));
    all
}

fn name_of(ui: &Ui, card: &Card) -> AttrValue {
    match card.title.trim() {
        "" => ui.t("register.nameless"),
        name => name.to_owned().into(),
    }
}

/// Up to two letters that stand for somebody where there is no room for a name.
fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().next());
    let first = words.next();
    first.into_iter().chain(words.next_back()).flat_map(char::to_uppercase).collect()
}

/// Goes to somebody's page.
fn to_person(ui: &Ui, id: &CardId) -> Callback<MouseEvent> {
    let (ui, id) = (ui.clone(), id.clone());
    Callback::from(move |_| ui.does(Action::Overlay(Overlay::Register(Some(id.clone())))))
}

#[component]
pub(super) fn Register(props: &RegisterProps) -> Html {
    let ui = use_ui();
    let tab = use_state(|| Tab::People);
    // A person is gone to from anywhere.
    use_effect_with(props.person.clone(), {
        let tab = tab.clone();
        move |person| {
            if person.is_some() {
                tab.set(Tab::People);
            }
        }
    });
    let snapshot = &props.snapshot;
    let shown = PrivateScope::of(snapshot).is_some_and(|scope| scope.shown) && !snapshot.visiting;
    let go = |to: Tab| {
        let (ui, tab) = (ui.clone(), tab.clone());
        move |_: MouseEvent| {
            ui.does(Action::Overlay(Overlay::Register(None)));
            tab.set(to);
        }
    };
    let body = match *tab {
        Tab::People => {
            html! { <People snapshot={snapshot.clone()} person={props.person.clone()} {shown} /> }
        }
        Tab::Power if shown => html! { <Plot snapshot={snapshot.clone()} /> },
        Tab::Stands if shown => html! { <Stands snapshot={snapshot.clone()} /> },
        Tab::Power | Tab::Stands => hidden(&ui, snapshot.visiting),
        Tab::Sway => html! { <Sway snapshot={snapshot.clone()} /> },
        Tab::Energy => html! { <Energy snapshot={snapshot.clone()} /> },
    };
    html! {
        <Dialog title={ui.t("register.title")} class="dialog--sheet">
            <div class="register">
                <div class="register__bar">
                    <div class="register__tabs" role="group" aria-label={ui.t("register.shows")}>
                        { for TABS.into_iter().map(|(to, key)| {
                            let pressed = if to == *tab { "true" } else { "false" };
                            html! { <button type="button" class="button" aria-pressed={pressed} onclick={go(to)}>{ui.t(key)}</button> }
                        }) }
                    </div>
                    <PrivateBar snapshot={snapshot.clone()} />
                </div>
                { body }
            </div>
        </Dialog>
    }
}

#[derive(PartialEq, Properties)]
struct PeopleProps {
    snapshot: Shot,
    person: Option<CardId>,
    shown: bool,
}

/// The list, and beside it the one who is looked at. A narrow screen has room for one of the two.
#[component]
fn People(props: &PeopleProps) -> Html {
    let ui = use_ui();
    let snapshot = &props.snapshot;
    let all = people(&snapshot.map);
    let card = props.person.as_ref().and_then(|id| snapshot.map.card(id)).cloned();
    let department = snapshot.view.sight.as_ref().and_then(|lit| lit.department.clone());
    let list = html! {
        <section class="folk" aria-label={ui.t("register.people")}>
            if !snapshot.readonly { <AddPerson /> }
            <Departments map={snapshot.map.clone()} now={department} covers=true />
            if all.is_empty() {
                <p class="dialog__text">{ui.t("register.none")}</p>
            }
            <ul class="folk__list">{ for all.iter().map(|card| row(&ui, card, props.person.as_ref())) }</ul>
        </section>
    };
    let page = match card {
        Some(card) => {
            let key = card.id.to_string();
            html! { <PersonPage {key} snapshot={snapshot.clone()} {card} shown={props.shown} /> }
        }
        None => html! { <p class="register__blank">{ui.t("register.pick")}</p> },
    };
    let narrow = snapshot.view.narrow;
    html! {
        <div class="register__sides">
            if !narrow || props.person.is_none() { {list} }
            if !narrow || props.person.is_some() { {page} }
        </div>
    }
}

fn row(ui: &Ui, card: &Rc<Card>, current: Option<&CardId>) -> Html {
    let said: Vec<_> = ["role", "unit"].into_iter().map(|key| card.fields.text(key)).collect();
    let said: Vec<_> = said.into_iter().filter(|text| !text.is_empty()).collect();
    let roles = match card.fields.get("roles") {
        Some(Value::Choices(roles)) => roles.as_slice(),
        _ => &[],
    };
    let is_current = current == Some(&card.id);
    html! {
        <li key={card.id.to_string()}>
            <button type="button" class={classes!("folk__row", is_current.then_some("is-current"))} onclick={to_person(ui, &card.id)}
                aria-current={is_current.then_some("true")}>
                <span class="folk__mark" data-mark={initials(&card.title)} />
                <span class="folk__who">
                    <span class="folk__name" dir="auto">{name_of(ui, card)}</span>
                    if !said.is_empty() { <span class="folk__what" dir="auto">{said.join(" · ")}</span> }
                    <span class="folk__tags">
                        if card.fields.flag("is_ld") { <span class="tag tag--ours">{ui.t("register.ours")}</span> }
                        { for roles.iter().map(|role| html! { <span class="tag">{ui.choice(role)}</span> }) }
                    </span>
                </span>
            </button>
        </li>
    }
}

/// One line is one person.
#[component]
fn AddPerson() -> Html {
    let ui = use_ui();
    let node = use_kept_box();
    let said = use_state(AttrValue::default);
    let add = {
        let (ui, node, said) = (ui.clone(), node.clone(), said.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(input) = node.cast::<HtmlInputElement>() else { return };
            let text = input.value();
            let name = text.split([',', ';']).next().unwrap_or_default().trim().to_owned();
            if !name.is_empty() {
                ui.does(Action::Register(RegisterAction::Add(text)));
                input.set_value("");
                said.set(ui.say("register.added", &[("name", &name)]));
            }
        })
    };
    html! {
        <form class="folk__add" onsubmit={add}>
            <label class="field__label" for="add-person">{ui.t("register.add")}</label>
            <div class="folk__line">
                <input id="add-person" class="input" type="text" dir="auto" ref={node} data-kept="person" placeholder={ui.t("register.add_hint")} autocomplete="off" />
                <button type="submit" class="button button--primary">{ui.t("register.add_do")}</button>
            </div>
            <p class="unseen" role="status">{(*said).clone()}</p>
        </form>
    }
}

/// The one who sits here would help with a card, or no longer; where nobody knows the name, it is asked for.
pub(super) fn would_help(ui: &Ui, card: &CardId) {
    let name = crate::browser::prefs::read(NAME).unwrap_or_default();
    let card = card.clone();
    ui.does(Action::Register(match name.trim() {
        "" => RegisterAction::AskWho(card),
        who => RegisterAction::Help { card, who: who.to_owned() },
    }));
}

#[derive(PartialEq, Properties)]
pub(super) struct HelpersProps {
    pub card: Rc<Card>,
    /// Who would help with it.
    pub who: Vec<String>,
    pub readonly: bool,
}

impl HelpersProps {
    pub fn of(card: &Rc<Card>, map: &Map, readonly: bool) -> Self {
        Self { card: card.clone(), who: helpers(map, &card.id), readonly }
    }
}

/// Who would help with a card, and the box for a name.
#[component]
pub(super) fn Helpers(props: &HelpersProps) -> Html {
    let ui = use_ui();
    let node = use_node_ref();
    let id = props.card.id.clone();
    let tap = |who: String| {
        let (ui, card) = (ui.clone(), id.clone());
        Callback::from(move |_: MouseEvent| {
            ui.does(Action::Register(RegisterAction::Help {
                card: card.clone(),
                who: who.clone(),
            }));
        })
    };
    let add = {
        let (ui, card, node) = (ui.clone(), id.clone(), node.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(input) = node.cast::<HtmlInputElement>() else { return };
            let who = input.value().trim().to_owned();
            if !who.is_empty() {
                // The first name given here is the one who sits here; a phone that goes around gives others.
                if crate::browser::prefs::read(NAME).is_none_or(|name| name.trim().is_empty()) {
                    crate::browser::prefs::write(NAME, Some(&who));
                }
                input.set_value("");
                ui.does(Action::Register(RegisterAction::Help { card: card.clone(), who }));
            }
        })
    };
    html! {
        <div class="links" role="group" aria-label={ui.t("help_with.title")} data-field="helpers">
            <h3>{ui.t("help_with.title")}</h3>
            <ul class="helpers">
                { for props.who.iter().map(|who| html! {
                    <li class="helpers__one" key={who.clone()}>
                        <span dir="auto">{who}</span>
                        if !props.readonly {
                            <button type="button" class="button button--link" aria-label={ui.say("help_with.back", &[("name", who)])} onclick={tap(who.clone())}>{ui.t("help_with.no_more")}</button>
                        }
                    </li>
                }) }
            </ul>
            if !props.readonly {
                <form class="folk__line" onsubmit={add}>
                    <input class="input" type="text" dir="auto" maxlength="60" ref={node} aria-label={ui.t("help_with.name")} placeholder={ui.t("help_with.name")} />
                    <button type="submit" class="button button--quiet">{ui.t("card.help")}</button>
                </form>
            }
        </div>
    }
}
