//! Drafts for correction: the line under such a card, the three answers beside it, and the list of all of them, which is
//! what people go through at the beginning of a workshop. On a phone it is all there is to do then.

use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;

use super::super::context::{Ui, use_ui};
use super::super::dialogs::Dialog;
use super::super::icon::{Icon, icon};
use super::super::language::tip;
use super::super::room::NAME;
use super::super::text_box::EveryInput;
use super::AskAboutDrafts;
use crate::browser::prefs;
use crate::model::{Card, Map};
use crate::store::{
    Action, Correction, Overlay, PrepareAction, Snapshot, Verdict, Voice, corrections, counted,
    drafts,
};

/// What stands for this browser where nobody gave a name.
const VOICE: &str = "voice";

thread_local! {
    /// What was drawn in this page, for tabs and for the browser: it may remember neither.
    static DRAWN: RefCell<[Option<String>; 2]> = const { RefCell::new([None, None]) };
}

/// What stands for this browser; where nothing is kept, for this tab.
fn browser_number(keeps_nothing: bool) -> String {
    let read =
        || if keeps_nothing { crate::browser::read_for_tab(VOICE) } else { prefs::read(VOICE) };
    let at = usize::from(keeps_nothing);
    let drawn = || DRAWN.with_borrow(|drawn| drawn[at].clone());
    read().or_else(drawn).unwrap_or_else(|| {
        let new = u64::from_le_bytes(crate::browser::random::bytes()).to_string();
        match keeps_nothing {
            true => crate::browser::write_for_tab(VOICE, Some(&new)),
            false => prefs::write(VOICE, Some(&new)),
        }
        DRAWN.with_borrow_mut(|drawn| drawn[at] = Some(new.clone()));
        new
    })
}

/// Whoever sits here, by the name that the room or this browser knows.
pub(in crate::ui) fn here(snapshot: &Snapshot) -> Voice {
    let browser = browser_number(snapshot.keeps_nothing);
    Voice { name: own_name(snapshot), browser, other: false }
}

fn own_name(snapshot: &Snapshot) -> String {
    let in_room = snapshot.room.as_ref().map(|room| room.name.trim().to_owned());
    let known = || prefs::read(NAME).unwrap_or_default().trim().to_owned();
    in_room.filter(|name| !name.is_empty()).unwrap_or_else(known)
}

/// "2 right · 1 not right": what was said to a draft so far.
fn so_far(ui: &Ui, said: &[Correction]) -> String {
    let words = ["draft.n_right", "draft.n_wrong", "draft.n_missing"];
    let counts = words.into_iter().zip(counted(said)).filter(|(_, n)| *n > 0);
    let said = counts.map(|(key, n)| ui.say(key, &[("n", &n.to_string())]).to_string());
    said.collect::<Vec<_>>().join(" · ")
}

/// The line under the title of a card that is a draft.
pub(in crate::ui) fn mark(ui: &Ui, map: &Map, card: &Card) -> Html {
    let said = so_far(ui, &corrections(map, &card.id));
    let words = match said.as_str() {
        "" => ui.t("draft.is"),
        said => ui.say("draft.is_said", &[("said", said)]),
    };
    html! { <p class="card__figures card__draft">{words}</p> }
}

/// What a selected card offers beside its own steps: the three answers to a draft, or other words.
pub(in crate::ui) fn tools(snapshot: &Snapshot, card: &Rc<Card>) -> Html {
    if !card.fields.flag("draft") || snapshot.readonly {
        return tip(snapshot, card);
    }
    html! { <Chips key={format!("draft-{}", card.id)} card={card.clone()} said={corrections(&snapshot.map, &card.id)} by={here(snapshot)} floats=true /> }
}

#[derive(PartialEq, Properties)]
struct ChipsProps {
    card: Rc<Card>,
    said: Vec<Correction>,
    by: Voice,
    /// Beside a card on the map.
    #[prop_or_default]
    floats: bool,
}

#[component]
fn Chips(props: &ChipsProps) -> Html {
    let ui = use_ui();
    let own = props.by.record(&props.card.id);
    let now = props.said.iter().find(|it| it.id == own).map(|it| it.verdict);
    let chip = |verdict: Verdict| {
        let onclick = {
            let (ui, card, by) = (ui.clone(), props.card.id.clone(), props.by.clone());
            move |_: MouseEvent| {
                let (card, by) = (card.clone(), by.clone());
                ui.does(Action::Prepare(PrepareAction::Say { card, by, verdict }));
            }
        };
        let pressed = (now == Some(verdict)).to_string();
        html! { <button type="button" class="chip chip--pick" aria-pressed={pressed} {onclick}>{ui.t(verdict.key())}</button> }
    };
    let name = ui.say("draft.ask", &[("title", &props.card.title)]);
    let class = classes!("draft__chips", props.floats.then_some("draft__chips--floats"));
    html! { <div {class} role="group" aria-label={name}>{ for Verdict::ALL.into_iter().map(chip) }</div> }
}

#[derive(PartialEq, Properties)]
pub(in crate::ui) struct DraftProps {
    pub card: Rc<Card>,
    pub said: Vec<Correction>,
    pub by: Voice,
    /// It may be put right here.
    pub settles: bool,
    /// Nobody may say anything here.
    pub readonly: bool,
}

/// What can be said to one draft, and what was said.
#[component]
pub(in crate::ui) fn Draft(props: &DraftProps) -> Html {
    let ui = use_ui();
    let (card, said) = (&props.card, &props.said);
    let open = card.fields.flag("draft");
    let own = props.by.record(&card.id);
    let mine = said.iter().find(|it| it.id == own);
    let typed = {
        let (ui, card, by) = (ui.clone(), card.id.clone(), props.by.clone());
        Callback::from(move |text: String| {
            let (card, by) = (card.clone(), by.clone());
            ui.does(Action::Prepare(PrepareAction::Words { card, by, text }));
        })
    };
    let settle = {
        let (ui, id) = (ui.clone(), card.id.clone());
        move |_: MouseEvent| ui.does(Action::Prepare(PrepareAction::Settle(id.clone())))
    };
    let says = open && !props.readonly;
    let asks = match mine.map(|it| it.verdict) {
        Some(Verdict::Wrong) => Some("draft.wrong_words"),
        Some(Verdict::Missing) => Some("draft.missing_words"),
        Some(Verdict::Right) | None => None,
    };
    let others = said.iter().filter(|it| !(says && it.id == own));
    let others = others.filter(|it| !it.words.trim().is_empty() || !it.who.is_empty());
    html! {
        <div class="draft">
            if says { <Chips card={card.clone()} said={said.clone()} by={props.by.clone()} /> }
            <p class="draft__count" role="status">{so_far(&ui, said)}</p>
            if let (Some(asks), Some(mine), true) = (asks, mine, says) {
                <EveryInput area=true text={mine.words.clone()} most="400" name={ui.t(asks)} placeholder={ui.t(asks)} {typed} />
            }
            <ul class="draft__said">{ for others.map(|it| line(&ui, it)) }</ul>
            if says && props.settles {
                <button type="button" class="button button--quiet" aria-label={ui.say("draft.settle_name", &[("title", &card.title)])} onclick={settle}>{icon(Icon::Check)}{ui.t("draft.settle")}</button>
            }
        </div>
    }
}

/// "Bo, not right: Two regions are missing."
fn line(ui: &Ui, said: &Correction) -> Html {
    let who = match said.who.as_str() {
        "" => ui.t("draft.somebody"),
        who => who.to_owned().into(),
    };
    let verdict = ui.t(said.verdict.key());
    html! {
        <li key={said.id.clone()} dir="auto"><b>{who}</b>{": "}<i>{verdict}</i>{" "}{&said.words}</li>
    }
}

#[derive(PartialEq, Properties)]
pub(in crate::ui) struct DraftsProps {
    pub snapshot: Rc<Snapshot>,
    /// One person sits here, and nobody asks them twice who they are.
    #[prop_or_default]
    pub known: bool,
}

/// All drafts, for everybody who has something to say to them.
#[component]
pub(in crate::ui) fn DraftList(props: &DraftsProps) -> Html {
    let ui = use_ui();
    let snapshot = &props.snapshot;
    let typed_name = use_state(|| None::<String>);
    // The first name given here is the one who sits here; a screen that goes around hears others.
    let is_first = use_memo((), |()| own_name(snapshot).is_empty());
    let typed = {
        let (name, is_first) = (typed_name.clone(), is_first.clone());
        Callback::from(move |text: String| {
            if *is_first {
                prefs::write(NAME, Some(text.trim()).filter(|name| !name.is_empty()));
            }
            name.set(Some(text));
        })
    };
    let own = here(snapshot);
    let name = (*typed_name).clone().unwrap_or_else(|| own.name.clone());
    let is_own = *is_first || name.trim().to_lowercase() == own.name.to_lowercase();
    let by = Voice { name: name.trim().to_owned(), other: !is_own, ..own };
    let all = drafts(&snapshot.map);
    if all.is_empty() {
        return html! { <p class="dialog__text" role="status">{ui.t("draft.none")}</p> };
    }
    let settles = snapshot.settles();
    let row = |card: &Rc<Card>| {
        let said = corrections(&snapshot.map, &card.id);
        let source = card.fields.text("source").to_owned();
        html! {
            <li key={card.id.to_string()} class={classes!("draft__card", format!("card--{}", card.kind.name()))}>
                <span class="prepare__kind">{ui.kind(card.kind)}</span>
                <h3 dir="auto">{if card.title.is_empty() { ui.t("card.untitled") } else { card.title.clone().into() }}</h3>
                if !source.is_empty() { <p class="prepare__source" dir="auto">{ui.say("draft.from", &[("source", &source)])}</p> }
                <Draft card={card.clone()} {said} by={by.clone()} {settles} readonly={snapshot.readonly} />
            </li>
        }
    };
    html! {
        <>
            if !snapshot.readonly && (*is_first || !props.known) {
                <label class="ask__field prepare__who"><span>{ui.t("draft.who")}</span>
                    <EveryInput text={name.clone()} most="60" {typed} />
                </label>
            }
            <ul class="draft__list" aria-label={ui.t("draft.title")}>{ for all.iter().map(row) }</ul>
        </>
    }
}

/// The list as a dialog.
#[component]
pub(in crate::ui) fn Drafts(props: &DraftsProps) -> Html {
    let ui = use_ui();
    html! {
        <Dialog title={ui.t("draft.title")} class="dialog--wide">
            <p class="dialog__text">{ui.t("draft.text")}</p>
            <AskAboutDrafts snapshot={props.snapshot.clone()} />
            <DraftList snapshot={props.snapshot.clone()} />
        </Dialog>
    }
}

/// The way to the list, where there are drafts.
pub(in crate::ui) fn open_drafts(ui: &Ui, map: &Map) -> Html {
    let n = drafts(map).len();
    let open = {
        let ui = ui.clone();
        move |_: MouseEvent| ui.does(Action::Overlay(Overlay::Drafts))
    };
    html! {
        if n > 0 {
            <button type="button" class="button button--quiet" onclick={open}>{ui.say("draft.open", &[("n", &n.to_string())])}</button>
        }
    }
}
