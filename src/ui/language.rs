//! Our words and theirs: a word of our trade on a card of ours, offered in their words once typing rests, on this
//! screen alone; and the list of words to avoid, to be changed, kept and read back.

use std::rc::Rc;

use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::context::{Ui, use_ui};
use super::dialogs::Dialog;
use super::half_written::use_kept_box;
use super::icon::{Icon, IconButton};
use super::sent::Copy;
use super::text_box::WholeInput;
use crate::analysis::{Glossary, Term, Tip, known_terms, learned, word_tip};
use crate::browser::after;
use crate::model::{Card, Map};
use crate::store::{Action, Snapshot, glossary_text};

/// Typing rests when nothing has come for so many milliseconds.
const REST_MS: u32 = 600;

/// A map, the same as long as nobody changes it.
#[derive(Clone)]
struct Edition(Map, u64);

impl PartialEq for Edition {
    fn eq(&self, other: &Self) -> bool {
        self.1 == other.1
    }
}

#[derive(PartialEq, Properties)]
struct TipProps {
    map: Edition,
    card: Rc<Card>,
}

/// What a card's words could be instead, beside the card.
pub(super) fn tip(snapshot: &Snapshot, card: &Rc<Card>) -> Html {
    if snapshot.readonly {
        return html! {};
    }
    let map = Edition(snapshot.map.clone(), snapshot.edition);
    html! { <WordTip key={format!("tip-{}", card.id)} {map} card={card.clone()} /> }
}

#[component]
fn WordTip(props: &TipProps) -> Html {
    let ui = use_ui();
    let found = use_state(|| None::<(String, Tip)>);
    use_effect_with((props.map.1, props.card.id.clone()), {
        let (found, map, card) = (found.clone(), props.map.0.clone(), props.card.clone());
        move |_| {
            let timer = after(REST_MS, move || {
                let tip = word_tip(&map, &card.id);
                found.set(tip.map(|tip| (card.title.clone(), tip)));
            });
            move || drop(timer)
        }
    });
    let Some((of, tip)) = &*found else { return html! {} };
    let Some((say, title)) = tip.instead.clone().filter(|_| *of == props.card.title) else {
        return html! {};
    };
    let reword = {
        let (ui, card) = (ui.clone(), props.card.id.clone());
        move |_: MouseEvent| {
            ui.does(Action::Reword { card: card.clone(), title: title.clone() });
        }
    };
    let name = ui.say("language.tip", &[("word", &tip.word), ("say", &say)]);
    html! { <button type="button" class="chip chip--tip" dir="auto" onclick={reword}>{name}</button> }
}

#[derive(PartialEq, Properties)]
pub(super) struct WordsProps {
    pub snapshot: Rc<Snapshot>,
}

/// The list of words to avoid.
#[component]
pub(super) fn WordList(props: &WordsProps) -> Html {
    let ui = use_ui();
    let (map, readonly) = (&props.snapshot.map, props.snapshot.readonly);
    let glossary = Glossary::of(map);
    let mut terms: Vec<&Term> = glossary.terms.iter().collect();
    crate::model::sort_by(&mut terms, |a, b| a.term.to_lowercase().cmp(&b.term.to_lowercase()));
    let is_there = |term: &Term| glossary.terms.iter().any(|known| known.term == term.term);
    let away: Vec<Term> = known_terms().filter(|term| !is_there(term)).collect();
    html! {
        <Dialog title={ui.t("language.title")}>
            <p class="dialog__text">{ui.t("language.text")}</p>
            { their_words(&ui, map) }
            if !readonly { <AddTerm /> }
            <ul class="words" aria-label={ui.t("language.title")}>
                { for terms.into_iter().map(|term| term_row(&ui, term, readonly)) }
            </ul>
            if !away.is_empty() && !readonly { { taken_away(&ui, &away) } }
            <details class="more">
                <summary>{ui.t("language.list")}</summary>
                <Copy text={Rc::<str>::from(glossary_text(&glossary))} name={ui.t("language.as_text")} action={ui.t("report.copy")} />
                if !readonly { <ReadTerms /> }
            </details>
        </Dialog>
    }
}

/// What the map has learned of their words.
fn their_words(ui: &Ui, map: &Map) -> Html {
    let all = learned(map);
    if all.is_empty() {
        return html! {};
    }
    let row = |row: &crate::analysis::Learned| {
        let who = map.card(&row.who).map(|card| card.title.clone()).unwrap_or_default();
        let args = [("theirs", row.theirs.as_str()), ("ours", row.ours.as_str()), ("who", &who)];
        html! { <li dir="auto">{ui.say("language.learned", &args)}</li> }
    };
    html! {
        <section class="words__learned">
            <h3>{ui.t("language.theirs")}</h3>
            <ul>{ for all.iter().map(row) }</ul>
        </section>
    }
}

fn term_row(ui: &Ui, term: &Term, readonly: bool) -> Html {
    let set = {
        let (ui, term) = (ui.clone(), term.term.clone());
        move |say| ui.does(Action::Term { term: term.clone(), say: Some(say) })
    };
    let remove = {
        let (ui, term) = (ui.clone(), term.term.clone());
        move |_: MouseEvent| ui.does(Action::Term { term: term.clone(), say: None })
    };
    let name = ui.say("language.say_for", &[("term", &term.term)]);
    let away = ui.say("language.remove", &[("term", &term.term)]);
    html! {
        <li class="words__row" key={term.term.clone()}>
            <span class="words__term" dir="auto">{&term.term}</span>
            <WholeInput control="text" text={term.say.clone()} {name} placeholder={ui.t("language.leave_out")} {readonly} {set} />
            if !readonly { <IconButton icon={Icon::Close} label={away} onclick={remove} /> }
        </li>
    }
}

fn taken_away(ui: &Ui, away: &[Term]) -> Html {
    let button = |term: &Term| {
        let back = {
            let (ui, term) = (ui.clone(), term.clone());
            move |_: MouseEvent| {
                let (term, say) = (term.term.clone(), Some(term.say.clone()));
                ui.does(Action::Term { term, say });
            }
        };
        let name = ui.say("language.put_back", &[("term", &term.term)]);
        html! { <li><button type="button" class="chip" aria-label={name} onclick={back}>{&term.term}</button></li> }
    };
    html! {
        <details class="more">
            <summary>{ui.say("language.away", &[("n", &away.len().to_string())])}</summary>
            <ul class="words__away">{ for away.iter().map(button) }</ul>
        </details>
    }
}

/// A word of their own choice, and what to say instead.
#[component]
fn AddTerm() -> Html {
    let ui = use_ui();
    let (term, say) = (use_kept_box(), use_kept_box());
    let onsubmit = {
        let (ui, term, say) = (ui.clone(), term.clone(), say.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            let inputs = (term.cast::<HtmlInputElement>(), say.cast::<HtmlInputElement>());
            let (Some(term), Some(say)) = inputs else { return };
            if !term.value().trim().is_empty() {
                ui.does(Action::Term { term: term.value(), say: Some(say.value()) });
                term.set_value("");
                say.set_value("");
                crate::browser::focus_quietly(&term);
            }
        }
    };
    html! {
        <form class="words__add" {onsubmit}>
            <input class="input" type="text" dir="auto" maxlength="80" ref={term} data-kept="term" aria-label={ui.t("language.term")} placeholder={ui.t("language.term")} />
            <input class="input" type="text" dir="auto" maxlength="200" ref={say} data-kept="term.say" aria-label={ui.t("language.say")} placeholder={ui.t("language.say")} />
            <button type="submit" class="button button--primary">{ui.t("write.add")}</button>
        </form>
    }
}

/// A list from elsewhere.
#[component]
fn ReadTerms() -> Html {
    let ui = use_ui();
    let node = use_kept_box();
    let read = {
        let (ui, node) = (ui.clone(), node.clone());
        move |_: MouseEvent| {
            let Some(area) = node.cast::<HtmlTextAreaElement>() else { return };
            if !area.value().trim().is_empty() {
                ui.does(Action::Terms { text: area.value() });
                area.set_value("");
            }
        }
    };
    html! {
        <>
            <label class="field">
                <span class="field__label">{ui.t("language.paste")}</span>
                <textarea class="input" rows="4" dir="auto" ref={node} data-kept="terms" placeholder={ui.t("language.paste_hint")} />
            </label>
            <button type="button" class="button button--quiet" onclick={read}>{ui.t("language.read")}</button>
        </>
    }
}
