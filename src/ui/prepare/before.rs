//! One question to people before the day, answered in their own time; and the plan for the day.

use std::rc::Rc;

use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::super::context::{Ui, use_ui};
use super::super::icon::{Icon, icon};
use super::super::room::NAME;
use crate::browser::prefs;
use crate::model::{CardKind, Task};
use crate::store::{Action, GatherAction, Overlay, RehearsalAction, Snapshot, Workshop};

/// Asks people this by link. Where a question is open already, that one is shown, and this one offered as the next.
fn ask(ui: &Ui, kind: CardKind, prompt: &str) {
    let (ask, about, prompt) = (Task::Cards(kind), Vec::new(), prompt.trim().to_owned());
    ui.does(Action::Gather(GatherAction::Show));
    ui.does(Action::Gather(GatherAction::Begin { ask, about, prompt }));
}

/// The button beside a question that others could answer better.
pub(super) fn ask_before(ui: &Ui, kind: CardKind, prompt: &str) -> Html {
    let onclick = {
        let (ui, prompt) = (ui.clone(), prompt.to_owned());
        move |_: MouseEvent| ask(&ui, kind, &prompt)
    };
    let name = ui.say("before.ask_name", &[("ask", prompt)]);
    html! { <button type="button" class="button button--quiet" aria-label={name} {onclick}>{ui.t("before.ask")}</button> }
}

#[derive(PartialEq, Properties)]
pub(super) struct BeforeProps {
    pub snapshot: Rc<Snapshot>,
}

#[component]
pub(super) fn Before(props: &BeforeProps) -> Html {
    let ui = use_ui();
    let snapshot = &props.snapshot;
    let plan = {
        let ui = ui.clone();
        move |_: MouseEvent| ui.does(Action::Overlay(Overlay::Agenda))
    };
    let show = {
        let ui = ui.clone();
        move |_: MouseEvent| ui.does(Action::Gather(GatherAction::Show))
    };
    let rehearse = {
        let ui = ui.clone();
        move |_: MouseEvent| {
            let name = prefs::read(NAME).unwrap_or_default();
            ui.does(Action::Rehearse(RehearsalAction::Begin(name)));
        }
    };
    let cannot = snapshot.room.is_some() || snapshot.readonly || Workshop::of(snapshot).is_some();
    let open = snapshot.round.as_ref().filter(|round| !round.gathering.revealed);
    html! {
        <div class="prepare__two">
            <section aria-label={ui.t("before.title")}>
                <h3>{ui.t("before.title")}</h3>
                <p class="dialog__text">{ui.t("before.text")}</p>
                if let Some(round) = open {
                    <p class="prepare__open" dir="auto">{icon(Icon::Inbox)}<span>{&round.gathering.prompt}</span></p>
                    <p class="dialog__text" role="status">{ui.say("before.in", &[("n", &round.gathering.writers().count().to_string())])}</p>
                    <button type="button" class="button button--primary" onclick={show}>{ui.t("before.show")}</button>
                } else if !snapshot.readonly {
                    <OneQuestion />
                }
            </section>
            <section aria-label={ui.t("rehearse.title")}>
                <h3>{ui.t("rehearse.title")}</h3>
                <p class="dialog__text">{ui.t("rehearse.text")}</p>
                <button type="button" class="button button--quiet" disabled={cannot} onclick={rehearse}>{icon(Icon::People)}{ui.t("rehearse.begin")}</button>
                if cannot { <p class="dialog__text dialog__text--small">{ui.t("rehearse.cannot")}</p> }
            </section>
            <section aria-label={ui.t("before.plan")}>
                <h3>{ui.t("before.plan")}</h3>
                <p class="dialog__text">{ui.t("before.plan.text")}</p>
                <button type="button" class="button button--quiet" onclick={plan}>{icon(Icon::Clock)}{ui.t("before.choose")}</button>
            </section>
        </div>
    }
}

/// What can be asked before the day: the words of each are `before.<name>`.
const QUESTIONS: [(&str, CardKind); 3] = [
    ("before.priority", CardKind::Priority),
    ("before.challenge", CardKind::Challenge),
    ("before.stop", CardKind::Initiative),
];

#[component]
fn OneQuestion() -> Html {
    let ui = use_ui();
    let chosen = use_state(|| 0_usize);
    let prompt = use_state(|| None::<String>);
    let (key, kind) = QUESTIONS[*chosen];
    let now = prompt.as_deref().map_or_else(|| ui.t(key).to_string(), str::to_owned);
    let onchange = {
        let (chosen, prompt) = (chosen.clone(), prompt.clone());
        move |event: Event| {
            let at = event.target_unchecked_into::<HtmlSelectElement>().selected_index();
            let at = usize::try_from(at).unwrap_or_default();
            chosen.set(at.min(QUESTIONS.len() - 1));
            prompt.set(None);
        }
    };
    let oninput = {
        let prompt = prompt.clone();
        move |event: InputEvent| {
            prompt.set(Some(event.target_unchecked_into::<HtmlInputElement>().value()));
        }
    };
    let begin = {
        let (ui, now) = (ui.clone(), now.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            if !now.trim().is_empty() {
                ask(&ui, kind, &now);
            }
        }
    };
    html! {
        <form class="ask" onsubmit={begin}>
            <label class="ask__field"><span>{ui.t("gather.kind")}</span>
                <select class="select" {onchange}>
                    { for QUESTIONS.iter().enumerate().map(|(at, (_, kind))| html! { <option selected={at == *chosen}>{ui.kind(*kind)}</option> }) }
                </select>
            </label>
            <label class="ask__field"><span>{ui.t("gather.prompt")}</span>
                <input class="input" type="text" dir="auto" maxlength="200" value={now.clone()} {oninput} />
            </label>
            <button type="submit" class="button button--primary" disabled={now.trim().is_empty()}>{ui.t("before.make")}</button>
        </form>
    }
}
