//! Sessions along a time line, each with the map as it was; what has become of it since; and what is decided about what runs.

use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::super::context::{Ui, use_ui};
use super::super::dialogs::Dialog;
use super::super::text_box::use_text_box;
use crate::analysis::day;
use crate::browser::clock::today;
use crate::browser::{read_for_tab, write_for_tab};
use crate::facilitation::is_open;
use crate::model::{Card, CardId, CardKind, Date, Fields, Lane, Map, Value};
use crate::store::{Action, Decision, Since, Snapshot, WorkshopAction, as_it_was};

#[derive(PartialEq, Properties)]
pub(in crate::ui) struct SessionsProps {
    pub snapshot: Rc<Snapshot>,
}

fn date_of(session: &Fields) -> Option<Date> {
    let (_, date) = session.extra().find(|(key, _)| *key == "date")?;
    Date::parse(date.as_str()?)
}

fn text_of(session: &Fields, wanted: &str) -> String {
    let found = session.extra().find(|(key, _)| *key == wanted);
    found.and_then(|(_, text)| text.as_str()).unwrap_or_default().to_owned()
}

/// Those that are over, the latest first.
fn past(map: &Map) -> Vec<(&String, &Fields)> {
    let mut all: Vec<_> = map.records.sessions.iter().filter(|(_, it)| !is_open(it)).collect();
    all.sort_by_key(|(id, session)| {
        std::cmp::Reverse((date_of(session), crate::facilitation::ended(session), (*id).clone()))
    });
    all
}

#[component]
pub(in crate::ui) fn Sessions(props: &SessionsProps) -> Html {
    let ui = use_ui();
    let (snapshot, map) = (&props.snapshot, &props.snapshot.map);
    let all = past(map);
    let chosen = use_state(|| None::<String>);
    let session = all.iter().find(|(id, _)| chosen.as_ref() == Some(*id)).or(all.first()).copied();
    let id = session.map(|(id, _)| id.clone());
    let before = use_memo((id.clone(), map.records.clone()), |_| {
        session.and_then(|(_, session)| as_it_was(session))
    });
    let since = use_memo((id.clone(), snapshot.edition), |_| {
        let before = before.as_ref().as_ref()?;
        Some(Since::of(before, map, session.and_then(|(_, session)| date_of(session))))
    });
    let point = |(known, session): &(&String, &Fields)| {
        let onclick = {
            let (chosen, known) = (chosen.clone(), (*known).clone());
            move |_: MouseEvent| chosen.set(Some(known.clone()))
        };
        let when = date_of(session).map(|date| day(date, &ui.words)).unwrap_or_default();
        let kind = match text_of(session, "type").as_str() {
            "check_in" => "since.check_in",
            _ => "since.workshop",
        };
        let is_this = id.as_ref() == Some(*known);
        html! {
            <li><button type="button" class={classes!("timeline__point", is_this.then_some("is-this"))} aria-pressed={is_this.to_string()} {onclick}>
                <b>{when}</b><span>{ui.t(kind)}</span>
            </button></li>
        }
    };
    html! {
        <Dialog title={ui.t("since.title")} class="dialog--wide">
            if all.is_empty() { <p class="dialog__text">{ui.t("since.none")}</p> } else {
                <ol class="timeline" aria-label={ui.t("since.line")}>{ for all.iter().rev().map(point) }</ol>
                { became(&ui, map, since.as_ref().as_ref()) }
                if let Some(before) = &*before { { was(&ui, before) } }
            }
            <Decisions map={map.clone()} readonly={snapshot.readonly} />
        </Dialog>
    }
}

/// What was added, dropped, changed and confirmed again.
fn became(ui: &Ui, map: &Map, since: Option<&Since>) -> Html {
    let Some(since) = since else {
        return html! { <p class="dialog__text" role="status">{ui.t("since.no_map")}</p> };
    };
    if since.is_nothing() {
        return html! { <p class="dialog__text" role="status">{ui.t("since.nothing")}</p> };
    }
    let card = |id: &CardId| {
        let card = map.card(id)?;
        let onclick = {
            let (ui, id) = (ui.clone(), id.clone());
            move |_: MouseEvent| ui.does(Action::FlyTo(id.clone()))
        };
        Some(
            html! { <li><button type="button" class="button button--link" dir="auto" {onclick}>{name(ui, card)}</button></li> },
        )
    };
    let part = |words: &str, items: Vec<Html>| {
        let n = items.len().to_string();
        html! {
            if !items.is_empty() {
                <section aria-label={ui.say(words, &[("n", &n)])}>
                    <h3>{ui.say(words, &[("n", &n)])}</h3>
                    <ul>{ for items }</ul>
                </section>
            }
        }
    };
    let of = |ids: &[CardId]| ids.iter().filter_map(card).collect::<Vec<_>>();
    let dropped = since.dropped.iter().map(|title| html! { <li dir="auto">{title}</li> });
    html! {
        <div class="since">
            { part("since.added", of(&since.added)) }
            { part("since.dropped", dropped.collect()) }
            { part("since.changed", of(&since.changed)) }
            { part("since.confirmed", of(&since.confirmed)) }
        </div>
    }
}

fn name(ui: &Ui, card: &Card) -> AttrValue {
    if card.title.trim().is_empty() { ui.kind(card.kind) } else { card.title.to_string().into() }
}

/// The map as it was, lane by lane.
fn was(ui: &Ui, before: &Map) -> Html {
    let lane = |lane: Lane| {
        let cards: Vec<_> = before.cards.values().filter(|card| card.place.lane == lane).collect();
        if cards.is_empty() {
            return html! {};
        }
        let heading = ui.t(&format!("lane.{}", lane.name()));
        html! {
            <section class={format!("lane--{}", lane.name())} aria-label={heading.clone()}>
                <h3 class="since__lane">{heading}</h3>
                <ul>{ for cards.iter().map(|card| html! { <li dir="auto">{name(ui, card)}</li> }) }</ul>
            </section>
        }
    };
    html! {
        <details class="since__was">
            <summary>{ui.t("since.was")}</summary>
            <div class="since">{ for Lane::ALL.into_iter().map(lane) }</div>
        </details>
    }
}

#[derive(PartialEq, Properties)]
struct DecisionsProps {
    map: Map,
    readonly: bool,
}

/// What runs, and what becomes of it. What was decided here stays in its row until the dialog closes, whatever it is now.
#[component]
fn Decisions(props: &DecisionsProps) -> Html {
    let ui = use_ui();
    let DecisionsProps { map, readonly } = props;
    let decided = use_state(Vec::<CardId>::new);
    let decides = {
        let decided = decided.clone();
        Callback::from(move |id: CardId| {
            let others = decided.iter().filter(|known| **known != id).cloned();
            decided.set(others.chain([id.clone()]).collect());
        })
    };
    let last = decided.last().and_then(|id| map.card(id));
    let last = last.and_then(|card| Some(format!("{}: {}", name(&ui, card), last_row(&ui, card)?)));
    let runs = |card: &&Rc<Card>| {
        let running = matches!(card.fields.text("status"), "approved" | "pilot" | "live");
        card.kind == CardKind::Initiative && card.is_active() && running
    };
    let all: Vec<_> = map
        .cards
        .values()
        .filter(|card| runs(card) || decided.contains(&card.id))
        .cloned()
        .collect();
    if all.is_empty() {
        return html! {};
    }
    html! {
        <section class="decides" aria-label={ui.t("decide.title")}>
            <h3>{ui.t("decide.title")}</h3>
            <p class="dialog__text dialog__text--small">{ui.t("decide.text")}</p>
            { for all.iter().map(|card| html! { <Decides key={card.id.to_string()} card={card.clone()} readonly={*readonly} decides={decides.clone()} /> }) }
            <p class="unseen" role="status" dir="auto">{last.unwrap_or_default()}</p>
        </section>
    }
}

#[derive(PartialEq, Properties)]
struct DecidesProps {
    card: Rc<Card>,
    readonly: bool,
    decides: Callback<CardId>,
}

/// The latest decision about it, and its reason.
fn last_row(ui: &Ui, card: &Card) -> Option<String> {
    let row = match card.fields.get("history") {
        Some(Value::Rows(rows)) => rows.last()?,
        _ => return None,
    };
    let text = |key: &str| match row.get(key) {
        Some(Value::Text(text)) => text.clone(),
        Some(Value::Choice(word)) => ui.t(&format!("decide.{word}")).to_string(),
        Some(Value::Date(date)) => day(*date, &ui.words),
        _ => String::new(),
    };
    let said = [text("date"), text("decision"), text("why")];
    Some(said.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · "))
}

#[component]
fn Decides(props: &DecidesProps) -> Html {
    let ui = use_ui();
    let card = &props.card;
    // A reason that is half written is there again when the dialog is.
    let key = format!("why.{}", card.id);
    let kept = use_memo(key.clone(), |key| read_for_tab(key).unwrap_or_default());
    let text_box = use_text_box(&kept);
    let oninput = {
        let key = key.clone();
        move |event: InputEvent| {
            let text = event.target_unchecked_into::<HtmlInputElement>().value();
            write_for_tab(&key, (!text.is_empty()).then_some(text.as_str()));
        }
    };
    let last = last_row(&ui, card);
    // The box is emptied once the card says what was in it, not before.
    let said = use_mut_ref(|| None::<String>);
    use_effect_with(card.clone(), {
        let (said, text_box, key) = (said.clone(), text_box.clone(), key.clone());
        move |card: &Rc<Card>| {
            let last = match card.fields.get("history") {
                Some(Value::Rows(rows)) => rows.last(),
                _ => None,
            };
            let held = match last.and_then(|row| row.get("why")) {
                Some(Value::Text(why)) => Some(why.trim().to_owned()),
                _ => None,
            };
            let mut said = said.borrow_mut();
            if said.is_some() && *said == held {
                *said = None;
                // What was typed meanwhile is another reason.
                if held.is_some_and(|held| text_box.text().trim() == held) {
                    text_box.clear();
                    write_for_tab(&key, None);
                }
            }
        }
    });
    let why = ui.say("decide.why", &[("title", &card.title)]);
    let decide = |decision: Decision| {
        let onclick = {
            let (ui, id, text_box) = (ui.clone(), card.id.clone(), text_box.clone());
            let (said, decides) = (said.clone(), props.decides.clone());
            move |_: MouseEvent| {
                let (card, why, day) = (id.clone(), text_box.text(), today());
                said.replace(Some(why.trim().to_owned()).filter(|why| !why.is_empty()));
                decides.emit(card.clone());
                ui.does(Action::Workshop(WorkshopAction::Decide { card, decision, why, day }));
            }
        };
        let words = ui.t(&format!("decide.{}", decision.name()));
        html! { <button type="button" class="chip" aria-label={format!("{words}: {}", card.title)} {onclick}>{words.clone()}</button> }
    };
    html! {
        <div class="decides__row">
            <p class="decides__title" dir="auto">{name(&ui, card)}</p>
            if let Some(last) = last { <p class="dialog__text dialog__text--small" dir="auto">{last}</p> }
            if !props.readonly {
                <div class="decides__do">
                    <input class="input" type="text" dir="auto" maxlength="400" autocomplete="off" ref={text_box.node.clone()} aria-label={why} placeholder={ui.t("decide.because")} {oninput} />
                    { for Decision::ALL.into_iter().map(decide) }
                </div>
            }
        </div>
    }
}
