//! Drafts put right from elsewhere: the question that goes out to people, and the page on which they answer it, without any
//! connection to the map.

use yew::prelude::*;

use super::super::ask::leads_room;
use super::super::context::{Ui, use_ui};
use super::super::icon::{Icon, icon};
use super::super::text_box::EveryInput;
use crate::model::Task;
use crate::store::{Action, GatherAction, OpenWriting, Snapshot, Verdict, WriteAction, drafts};

/// The drafts as they are asked about.
pub(in crate::ui) fn question(snapshot: &Snapshot) -> (Task, Vec<crate::model::CardId>) {
    let all = drafts(&snapshot.map).into_iter();
    let all = all.filter(|card| !card.title.trim().is_empty()).take(Task::MOST_OPTIONS);
    let (titles, about) = all.map(|card| (card.title.trim().to_owned(), card.id.clone())).unzip();
    (Task::Drafts(titles), about)
}

#[derive(PartialEq, Properties)]
pub(in crate::ui) struct AskProps {
    pub snapshot: std::rc::Rc<Snapshot>,
}

/// Asks people about all drafts by a link or a code. Where a question is open already, that one is shown, and this one offered as
/// the next.
#[component]
pub(in crate::ui) fn AskAboutDrafts(props: &AskProps) -> Html {
    let ui = use_ui();
    let snapshot = &props.snapshot;
    let may = !snapshot.readonly && (snapshot.room.is_none() || leads_room(snapshot));
    let (ask, about) = question(snapshot);
    if !may || about.is_empty() {
        return html! {};
    }
    let onclick = {
        let ui = ui.clone();
        move |_: MouseEvent| {
            let (ask, about, prompt) =
                (ask.clone(), about.clone(), ui.t("draft.title").to_string());
            ui.does(Action::Gather(GatherAction::Show));
            ui.does(Action::Gather(GatherAction::Begin { ask, about, prompt }));
        }
    };
    html! {
        <p class="draft__ask">
            <button type="button" class="button button--quiet" {onclick}>{icon(Icon::Inbox)}{ui.t("draft.ask_others")}</button>
            <span class="dialog__text dialog__text--small">{ui.t("draft.ask_others_text")}</span>
        </p>
    }
}

/// What can be said to each draft, on the page of whoever was asked.
pub(in crate::ui) fn said_to_drafts(ui: &Ui, open: &OpenWriting, drafts: &[String]) -> Html {
    let row = |(at, title): (u32, &String)| {
        let said = open.writing.voted(at);
        let said = Verdict::ALL.into_iter().find(|verdict| verdict.name() == said);
        let words = open.writing.voted(Task::words_about(at)).to_owned();
        html! { <Said key={at} {at} title={title.clone()} {said} {words} /> }
    };
    html! { <ul class="draft__list" aria-label={ui.t("draft.title")}>{ for (0..).zip(drafts).map(row) }</ul> }
}

#[derive(PartialEq, Properties)]
struct SaidProps {
    at: u32,
    title: String,
    said: Option<Verdict>,
    words: String,
}

#[component]
fn Said(props: &SaidProps) -> Html {
    let ui = use_ui();
    let at = props.at;
    let chip = |verdict: Verdict| {
        let chosen = props.said == Some(verdict);
        let onclick = {
            let ui = ui.clone();
            // The same once more takes it back.
            let text = if chosen { "" } else { verdict.name() };
            move |_: MouseEvent| ui.does(Action::Write(WriteAction::Vote { number: at, text }))
        };
        html! { <button type="button" class="chip chip--pick" aria-pressed={chosen.to_string()} {onclick}>{ui.t(verdict.key())}</button> }
    };
    let asks = match props.said {
        Some(Verdict::Wrong) => Some("draft.wrong_words"),
        Some(Verdict::Missing) => Some("draft.missing_words"),
        Some(Verdict::Right) | None => None,
    };
    let typed = {
        let ui = ui.clone();
        Callback::from(move |text: String| {
            let number = Task::words_about(at);
            ui.does(Action::Write(WriteAction::Words { number, text }));
        })
    };
    let name = ui.say("draft.ask", &[("title", &props.title)]);
    html! {
        <li class="draft__card draft__card--plain">
            <h2 class="draft__title" dir="auto">{&props.title}</h2>
            <div class="draft__chips" role="group" aria-label={name}>{ for Verdict::ALL.into_iter().map(chip) }</div>
            if let Some(asks) = asks {
                <EveryInput area=true text={props.words.clone()} most="400" name={ui.t(asks)} placeholder={ui.t(asks)} {typed} />
            }
        </li>
    }
}
