//! The questions of a deck, each with its answers on the map and a box for another one; and starters for a first draft.

use std::rc::Rc;

use yew::prelude::*;

use super::super::context::{Ui, use_ui};
use super::super::icon::{Icon, icon};
use super::super::text_box::EveryInput;
use super::before::ask_before;
use super::{DEPARTMENT, department, found, keep};
use crate::facilitation::deck::{CHALLENGES, Deck, LOSS, Prompt, Starter};
use crate::model::{Card, CardKind};
use crate::store::{Action, Found, Overlay, PrepareAction, Snapshot, departments};

#[derive(PartialEq, Properties)]
pub(super) struct HomeworkProps {
    pub snapshot: Rc<Snapshot>,
    pub deck: &'static Deck,
}

#[component]
pub(super) fn Homework(props: &HomeworkProps) -> Html {
    let ui = use_ui();
    let (snapshot, deck) = (&props.snapshot, props.deck);
    // What was found out is for others to put right, unless somebody knows better.
    let draft = use_state(|| true);
    let onchange = {
        let draft = draft.clone();
        move |_: Event| draft.set(!*draft)
    };
    let named = {
        let ui = ui.clone();
        Callback::from(move |text| keep(&ui, DEPARTMENT, "", Found { text, ..Found::default() }))
    };
    let department = department(snapshot, deck);
    html! {
        <section aria-label={ui.t(&format!("deck.{}", deck.id))}>
            <p class="dialog__text">{ui.t(&format!("deck.{}.text", deck.id))}</p>
            if deck.by_department {
                <label class="ask__field prepare__who"><span>{ui.t("deck.which")}</span>
                    <EveryInput text={department.clone()} most="60" typed={named} />
                </label>
                { show(&ui, snapshot, &department) }
            }
            <label class="check"><input type="checkbox" checked={*draft} {onchange} /><span>{ui.t("deck.as_draft")}</span></label>
            <ol class="prepare__list">
                { for deck.prompts.iter().map(|prompt| html! {
                    <Question key={prompt.id} snapshot={snapshot.clone()} {deck} {prompt} department={department.clone()} draft={*draft} />
                }) }
            </ol>
        </section>
    }
}

/// To what the map has of the department already.
fn show(ui: &Ui, snapshot: &Snapshot, department: &str) -> Html {
    let name = department.trim().to_owned();
    let known = departments(&snapshot.map).into_iter();
    if !known.into_iter().any(|it| it.to_lowercase() == name.to_lowercase()) {
        return html! {};
    }
    let ui = ui.clone();
    let words = ui.say("department.show", &[("name", &name)]);
    let onclick = move |_: MouseEvent| {
        ui.does(Action::Overlay(Overlay::None));
        ui.does(Action::Prepare(PrepareAction::Department(name.clone())));
    };
    html! { <button type="button" class="button button--link" dir="auto" {onclick}>{words}</button> }
}

#[derive(PartialEq, Properties)]
struct QuestionProps {
    snapshot: Rc<Snapshot>,
    deck: &'static Deck,
    prompt: &'static Prompt,
    department: String,
    draft: bool,
}

#[component]
fn Question(props: &QuestionProps) -> Html {
    let ui = use_ui();
    let (snapshot, prompt) = (&props.snapshot, props.prompt);
    let words = ui.t(&format!("deck.{}", prompt.id));
    let now = found(snapshot, prompt.id, &props.department);
    let answers: Vec<Card> =
        props.deck.answers(&snapshot.map, prompt, &props.department).cloned().collect();
    let typed = |change: fn(Found, String) -> Found| {
        let (ui, now, department) = (ui.clone(), now.clone(), props.department.clone());
        Callback::from(move |text: String| {
            keep(&ui, prompt.id, &department, change(now.clone(), text));
        })
    };
    let has_source = prompt.kind.field("source").is_some();
    let ready = !now.text.trim().is_empty() && !snapshot.readonly;
    let put = {
        let (ui, now, draft) = (ui.clone(), now.clone(), props.draft);
        let department = props.department.clone();
        move |event: SubmitEvent| {
            event.prevent_default();
            if ready {
                ui.does(Action::Prepare(PrepareAction::Answer {
                    prompt: prompt.id,
                    text: now.text.clone(),
                    source: now.source.clone(),
                    department: department.clone(),
                    draft,
                }));
            }
        }
    };
    let n = answers.len().to_string();
    html! {
        <li class={classes!("prepare__ask", format!("card--{}", prompt.kind.name()))}>
            <h3>{&words}</h3>
            if !answers.is_empty() {
                <ul class="prepare__answers" aria-label={ui.say("deck.answers", &[("n", &n)])}>{ for answers.iter().map(|card| answer(&ui, card)) }</ul>
            }
            if !snapshot.readonly {
                <form class="prepare__box" onsubmit={put}>
                    <EveryInput area=true text={now.text.clone()} most="2000" name={ui.say("deck.answer", &[("ask", &words)])}
                        placeholder={ui.t("deck.hint")} typed={typed(|it, text| Found { text, ..it })} />
                    if has_source {
                        <EveryInput text={now.source.clone()} most="200" name={ui.say("deck.source", &[("ask", &words)])}
                            placeholder={ui.t("deck.source_hint")} typed={typed(|it, source| Found { source, ..it })} />
                    }
                    <div class="answers__do">
                        <button type="submit" class="button button--primary" disabled={!ready}>{ui.t("deck.put")}</button>
                        if prompt.kind != CardKind::Initiative { { ask_before(&ui, prompt.kind, &words) } }
                    </div>
                </form>
            }
        </li>
    }
}

fn answer(ui: &Ui, card: &Card) -> Html {
    let fly = {
        let (ui, id) = (ui.clone(), card.id.clone());
        move |_: MouseEvent| ui.does(Action::FlyTo(id.clone()))
    };
    let source = card.fields.text("source").to_owned();
    html! {
        <li key={card.id.to_string()}>
            {icon(Icon::Check)}
            <button type="button" class="button button--link" dir="auto" onclick={fly}>{&card.title}</button>
            if card.fields.flag("draft") { <span class="prepare__draft">{ui.t("draft.short")}</span> }
            if !source.is_empty() { <span class="prepare__source" dir="auto">{source}</span> }
        </li>
    }
}

#[derive(PartialEq, Properties)]
pub(super) struct StartersProps {
    pub snapshot: Rc<Snapshot>,
}

/// Challenges that many have, and what it costs to lose people: one press begins a draft with one of them.
#[component]
pub(super) fn Starters(props: &StartersProps) -> Html {
    let ui = use_ui();
    let map = &props.snapshot.map;
    let row = |starter: &'static Starter| {
        let title = ui.t(&format!("starter.{}", starter.id));
        let there = map.cards.values().any(|card| card.title == title.as_str());
        let start = {
            let (ui, title) = (ui.clone(), title.to_string());
            move |_: MouseEvent| {
                let title = title.clone();
                ui.does(Action::Prepare(PrepareAction::Start { starter, title }));
            }
        };
        html! {
            <li key={starter.id} class={classes!("prepare__start", format!("card--{}", starter.kind.name()))}>
                <span class="prepare__kind">{ui.kind(starter.kind)}</span>
                <span class="prepare__title">{title}</span>
                if there {
                    <span class="prepare__draft">{icon(Icon::Check)}{ui.t("starter.there")}</span>
                } else if !props.snapshot.readonly {
                    <button type="button" class="button button--quiet" onclick={start}>{ui.t("starter.begin")}</button>
                }
            </li>
        }
    };
    html! {
        <section aria-label={ui.t("prepare.starters")}>
            <p class="dialog__text">{ui.t("starter.text")}</p>
            <p class="prepare__warn">{icon(Icon::Alert)}<span>{ui.t("starter.warn")}</span></p>
            <ul class="prepare__list">{ for CHALLENGES.iter().map(row) }</ul>
            <h3>{ui.t("starter.loss")}</h3>
            <p class="dialog__text">{ui.t("starter.loss.text")}</p>
            <ul class="prepare__list">{ row(&LOSS) }</ul>
        </section>
    }
}
