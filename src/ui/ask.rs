//! Before there is a question to the room: what people are to do, and what they are asked.

use std::rc::Rc;

use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::context::{Ui, use_ui};
use super::prepare::about_drafts;
use super::workshop::asks_for;
use crate::model::{Card, CardKind, Task};
use crate::store::{Action, Capability, GatherAction, Snapshot, Workshop};

/// What people do.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Doing {
    Write,
    Pick,
    Scale,
    Drafts,
}

impl Doing {
    const ALL: [(Self, &'static str); 4] = [
        (Self::Write, "ask.write"),
        (Self::Pick, "ask.pick"),
        (Self::Scale, "ask.scale"),
        (Self::Drafts, "ask.drafts"),
    ];
}

#[derive(PartialEq, Properties)]
pub(super) struct AskProps {
    pub snapshot: Rc<Snapshot>,
}

/// The cards that a vote would be about: those that are selected, otherwise all of a kind.
fn options(snapshot: &Snapshot, kind: CardKind) -> Vec<Rc<Card>> {
    let chosen = snapshot.view.selection.ids();
    let map = &snapshot.map;
    let all: Vec<_> = match chosen.len() {
        0 | 1 => map.cards.values().filter(|card| card.kind == kind).cloned().collect(),
        _ => chosen.iter().filter_map(|id| map.card(id).cloned()).collect(),
    };
    all.into_iter().filter(|card| !card.title.trim().is_empty()).take(Task::MOST_OPTIONS).collect()
}

/// What is asked here goes to the room, and everybody who leads it can open the answers.
pub(super) fn leads_room(snapshot: &Snapshot) -> bool {
    snapshot.room.as_ref().is_some_and(|room| room.capability == Capability::Lead)
}

#[component]
pub(super) fn AskForm(props: &AskProps) -> Html {
    let ui = use_ui();
    let snapshot = &props.snapshot;
    let doing = use_state(|| Doing::Write);
    // What is written in this stage is what is asked for first.
    let led = Workshop::of(snapshot).and_then(|shop| shop.led.as_ref());
    let kind =
        use_state(|| led.and_then(|led| led.stage().kind.card()).unwrap_or(CardKind::Priority));
    let prompt = use_state(|| None::<String>);
    let dots = use_state(|| None::<u8>);
    let cards = options(snapshot, *kind);
    let by_hand = snapshot.view.selection.ids().len() > 1;
    let one = snapshot.view.selection.single().and_then(|id| snapshot.map.card(id)).cloned();
    let usual = match *doing {
        Doing::Write => match led {
            Some(led) => asks_for(&ui, led.stage().kind, *kind),
            None => ui.t(&format!("kind.{}.new", kind.name())),
        },
        Doing::Pick => ui.t("ask.pick_prompt"),
        Doing::Scale => ui.t("ask.scale_prompt"),
        Doing::Drafts => ui.t("draft.title"),
    };
    let (drafts, about_drafts) = about_drafts(snapshot);
    let now = prompt.as_deref().unwrap_or(usual.as_str()).to_owned();
    let dots_now = dots.unwrap_or_else(|| Task::usual_dots(cards.len()));
    let enough = match *doing {
        Doing::Write | Doing::Scale => true,
        Doing::Pick => cards.len() > 1,
        Doing::Drafts => !about_drafts.is_empty(),
    };
    let ready = !now.trim().is_empty() && enough;
    let begin = {
        let (ui, kind, doing, prompt) = (ui.clone(), *kind, *doing, now.clone());
        let (cards, one) = (cards.clone(), one.clone());
        let drafts = (drafts, about_drafts.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            let (ask, about) = match doing {
                Doing::Write => (Task::Cards(kind), Vec::new()),
                Doing::Scale => (Task::Scale, one.iter().map(|card| card.id.clone()).collect()),
                Doing::Pick => {
                    let options = cards.iter().map(|card| card.title.trim().to_owned()).collect();
                    let about = cards.iter().map(|card| card.id.clone()).collect();
                    (Task::Pick { options, dots: dots_now }, about)
                }
                Doing::Drafts => drafts.clone(),
            };
            if ready {
                let prompt = prompt.trim().to_owned();
                ui.does(Action::Gather(GatherAction::Begin { ask, about, prompt }));
            }
        }
    };
    let n = cards.len().to_string();
    html! {
        <form class="ask" onsubmit={begin}>
            <p class="dialog__text">{ui.t(if leads_room(snapshot) { "gather.text_room" } else { "gather.text" })}</p>
            <label class="ask__field"><span>{ui.t("ask.doing")}</span>{ doing_list(&ui, &doing) }</label>
            if *doing == Doing::Write || (*doing == Doing::Pick && !by_hand) {
                <label class="ask__field">
                    <span>{ui.t(if *doing == Doing::Write { "gather.kind" } else { "ask.among" })}</span>
                    { kind_list(&ui, &kind) }
                </label>
            }
            if *doing == Doing::Pick {
                <p class="dialog__text dialog__text--small" role="status">
                    {ui.say(if by_hand { "ask.selected" } else { "ask.there_are" }, &[("n", &n)])}
                </p>
                <label class="ask__field ask__field--short"><span>{ui.t("ask.dots")}</span>{ dots_box(&dots, dots_now, cards.len()) }</label>
            }
            if *doing == Doing::Drafts {
                <p class="dialog__text dialog__text--small" role="status">
                    {ui.say("ask.drafts_there", &[("n", &about_drafts.len().to_string())])}
                </p>
            }
            if let Some(card) = one.as_ref().filter(|_| *doing == Doing::Scale) {
                <p class="dialog__text dialog__text--small">{ui.say("ask.about", &[("title", &card.title)])}</p>
            }
            <label class="ask__field"><span>{ui.t("gather.prompt")}</span>{ prompt_box(&prompt, now) }</label>
            <button type="submit" class="button button--primary" disabled={!ready}>{ui.t("gather.begin")}</button>
        </form>
    }
}

fn doing_list(ui: &Ui, doing: &UseStateHandle<Doing>) -> Html {
    let onchange = {
        let doing = doing.clone();
        move |event: Event| {
            let chosen = event.target_unchecked_into::<HtmlSelectElement>().selected_index();
            let at = usize::try_from(chosen).unwrap_or_default();
            doing.set(Doing::ALL.get(at).map_or(Doing::Write, |(doing, _)| *doing));
        }
    };
    let option = |(choice, key): &(Doing, &'static str)| {
        html! { <option selected={*choice == **doing}>{ui.t(key)}</option> }
    };
    html! { <select class="select" data-autofocus="true" {onchange}>{ for Doing::ALL.iter().map(option) }</select> }
}

fn kind_list(ui: &Ui, kind: &UseStateHandle<CardKind>) -> Html {
    let onchange = {
        let kind = kind.clone();
        move |event: Event| {
            let chosen = event.target_unchecked_into::<HtmlSelectElement>().value();
            kind.set(CardKind::parse(&chosen).unwrap_or(CardKind::Priority));
        }
    };
    let option = |choice: CardKind| {
        html! { <option value={choice.name()} selected={choice == **kind}>{ui.kind(choice)}</option> }
    };
    let kinds = CardKind::ALL.into_iter().filter(|kind| *kind != CardKind::Stakeholder);
    html! { <select class="select" {onchange}>{ for kinds.map(option) }</select> }
}

fn dots_box(dots: &UseStateHandle<Option<u8>>, now: u8, options: usize) -> Html {
    let oninput = {
        let dots = dots.clone();
        move |event: InputEvent| {
            let text = event.target_unchecked_into::<HtmlInputElement>().value();
            dots.set(text.parse().ok().filter(|dots| *dots > 0));
        }
    };
    let most = options.max(1).to_string();
    html! { <input class="input" type="number" min="1" max={most} value={now.to_string()} {oninput} /> }
}

fn prompt_box(prompt: &UseStateHandle<Option<String>>, now: String) -> Html {
    let oninput = {
        let prompt = prompt.clone();
        move |event: InputEvent| {
            prompt.set(Some(event.target_unchecked_into::<HtmlInputElement>().value()));
        }
    };
    html! { <input class="input" type="text" dir="auto" maxlength="200" value={now} {oninput} /> }
}
