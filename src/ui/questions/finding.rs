//! The questions of one rule, and what can be done about the one that is looked at.

use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::super::context::{Ui, use_ui};
use super::super::half_written::use_kept_box;
use super::super::text_box::use_whole_box;
use super::Same;
use super::measures::card_button;
use crate::analysis::{Finding, Severity, day, readable};
use crate::store::{Action, Ask, Asked, Inquiry};

/// Questions of one rule that are shown at first.
const FEW: usize = 6;
/// And when more are asked for: beyond it they are gone through one by one.
const MOST: usize = 100;
/// Cards of one question that are named.
const CARDS: usize = 8;

#[derive(PartialEq, Properties)]
pub(super) struct GroupProps {
    pub inquiry: Same,
    /// The place of the first question among all that wait.
    pub from: usize,
    /// The place after the last one.
    pub to: usize,
    pub readonly: bool,
}

#[component]
pub(super) fn Group(props: &GroupProps) -> Html {
    let ui = use_ui();
    let all = use_state(|| false);
    let inquiry = &props.inquiry.0;
    let asked = &inquiry.open[props.from..props.to];
    let name = asked[0].finding.rule.name;
    let severity = asked.iter().map(|asked| asked.finding.severity).max().unwrap_or(Severity::Low);
    let most = if *all { MOST } else { FEW };
    let current = |asked: &Asked| inquiry.current.as_ref() == Some(&asked.finding.key());
    let shown = asked.iter().enumerate().filter(|(at, asked)| *at < most || current(asked));
    let rest = asked.len().saturating_sub(most);
    let more = {
        let all = all.clone();
        move |_: MouseEvent| all.set(true)
    };
    html! {
        <section class="group" aria-label={ui.t(&format!("rule.{name}"))}>
            <h3 class="group__head">
                <span>{ui.t(&format!("rule.{name}"))}</span>
                if asked.len() > 1 { <span class="group__count">{asked.len()}</span> }
                { weight(&ui, severity) }
            </h3>
            <p class="group__ask">{ui.t(&format!("rule.{name}.ask"))}</p>
            <ul class="group__list">
                { for shown.map(|(_, asked)| {
                    let key = asked.finding.key();
                    let is_current = current(asked);
                    html! { <li key={key} class={classes!("finding", is_current.then_some("is-current"))}>
                        { line(&ui, &asked.finding, is_current, severity) }
                        if is_current { { details(&ui, inquiry, asked, props.readonly) } }
                    </li> }
                }) }
            </ul>
            if rest > 0 {
                if *all {
                    <p class="group__rest">{ui.say("questions.more", &[("n", &rest.to_string())])}</p>
                } else {
                    <button type="button" class="button button--link" onclick={more}>{ui.say("questions.more", &[("n", &rest.to_string())])}</button>
                }
            }
        </section>
    }
}

/// How weighty, as a word and a shape: colour alone tells some people nothing.
fn weight(ui: &Ui, severity: Severity) -> Html {
    let (class, shape, key) = match severity {
        Severity::High => ("weight weight--high", "▲", "severity.high"),
        Severity::Medium => ("weight weight--medium", "◆", "severity.medium"),
        Severity::Low => ("weight weight--low", "○", "severity.low"),
    };
    html! { <span {class}><span aria-hidden="true">{shape}</span>{" "}{ui.t(key)}</span> }
}

fn line(ui: &Ui, finding: &Finding, is_current: bool, of_group: Severity) -> Html {
    let open = {
        let (ui, key) = (ui.clone(), finding.key());
        move |_: MouseEvent| ui.does(Action::Ask(Ask::Open(key.clone())))
    };
    html! {
        <button type="button" class="finding__why" dir="auto" aria-expanded={if is_current { "true" } else { "false" }} onclick={open}>
            {readable(&finding.why, &ui.words).text(&ui.words)}
            if finding.severity != of_group { {" "}{ weight(ui, finding.severity) } }
        </button>
    }
}

fn details(ui: &Ui, inquiry: &Inquiry, asked: &Asked, readonly: bool) -> Html {
    let finding = &asked.finding;
    let empty = {
        let card = finding.about.first().and_then(|id| inquiry.map.card(id));
        let kind = card.map_or("", |card| card.kind.name());
        let names: Vec<_> =
            finding.empty.iter().map(|key| ui.field(kind, key).to_string()).collect();
        names.join(", ")
    };
    let rest = finding.about.len().saturating_sub(CARDS);
    html! {
        <div class="finding__more">
            if !empty.is_empty() { <p>{ui.say("questions.empty", &[("fields", &empty)])}</p> }
            <ul class="finding__cards">
                { for finding.about.iter().take(CARDS).map(|id| html! { <li>{card_button(ui, inquiry, id, "chip")}</li> }) }
                if rest > 0 { <li>{ui.say("questions.more", &[("n", &rest.to_string())])}</li> }
            </ul>
            if let Some(before) = &asked.before {
                <p class="finding__before" dir="auto">{ui.say("questions.before", &[("because", &before.because)])}</p>
            }
            if !readonly {
                <div class="finding__fixes">{ for fixes(ui, finding) }</div>
                if finding.rule.facilitator {
                    <p class="finding__before">{ui.t("questions.privately")}</p>
                }
                <AnswerBox key={finding.key()} finding={finding.key()} by={inquiry.by.clone()} draft={inquiry.draft(&finding.key())} />
            }
        </div>
    }
}

fn fixes(ui: &Ui, finding: &Finding) -> Vec<Html> {
    let button = |(fix, known): (usize, &crate::analysis::Fix)| {
        let settle = {
            let (ui, key) = (ui.clone(), finding.key());
            move |_: MouseEvent| ui.does(Action::Settle { key: key.clone(), fix })
        };
        let label = known.label.text(&ui.words);
        html! { <button type="button" class="button button--quiet" dir="auto" onclick={settle}>{label}</button> }
    };
    finding.fixes.iter().enumerate().map(button).collect()
}

#[derive(PartialEq, Properties)]
struct AnswerBoxProps {
    /// The finding's key.
    finding: String,
    /// Who answered last.
    by: String,
    /// What was begun before.
    draft: String,
}

/// "It is meant so, because …"
#[component]
fn AnswerBox(props: &AnswerBoxProps) -> Html {
    let ui = use_ui();
    let because = use_kept_box();
    // Beginning with whom it is about: it goes when they are erased.
    let (rule, subject) = props.finding.split_once(':').unwrap_or_default();
    let kept = format!("{subject}.because.{rule}");
    let by = use_whole_box(&props.by).node.clone();
    let keep = {
        let (ui, key) = (ui.clone(), props.finding.clone());
        let (because, by) = (because.clone(), by.clone());
        move |_: MouseEvent| {
            let area = because.cast::<HtmlTextAreaElement>();
            let said = area.as_ref().map(HtmlTextAreaElement::value);
            let by = by.cast::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default();
            let because = said.filter(|said| !said.trim().is_empty());
            if because.is_some() {
                area.into_iter().for_each(|area| area.set_value(""));
                ui.does(Action::Answer { key: key.clone(), because, by });
            }
        }
    };
    let oninput = {
        let (ui, key) = (ui.clone(), props.finding.clone());
        move |event: InputEvent| {
            let text = event.target_unchecked_into::<HtmlTextAreaElement>().value();
            ui.does(Action::Draft { key: key.clone(), text });
        }
    };
    html! {
        <details class="more" open={!props.draft.is_empty()}>
            <summary>{ui.t("questions.answer")}</summary>
            <textarea class="input" rows="2" dir="auto" ref={because} data-kept={kept} value={props.draft.clone()} {oninput} aria-label={ui.t("questions.because_name")} placeholder={ui.t("questions.because")} />
            <input class="input" type="text" dir="auto" ref={by} aria-label={ui.t("questions.by")} placeholder={ui.t("questions.by")} />
            <button type="button" class="button button--quiet" onclick={keep}>{ui.t("questions.keep")}</button>
        </details>
    }
}

#[derive(PartialEq, Properties)]
pub(super) struct AnsweredProps {
    pub inquiry: Same,
    pub readonly: bool,
}

/// What was answered and rests, with who said so and why.
#[component]
pub(super) fn Answered(props: &AnsweredProps) -> Html {
    let ui = use_ui();
    let answered = &props.inquiry.0.answered;
    let again = |finding: &Finding| {
        let (ui, key) = (ui.clone(), finding.key());
        Callback::from(move |_: MouseEvent| {
            let (key, because, by) = (key.clone(), None, String::new());
            ui.does(Action::Answer { key, because, by });
        })
    };
    html! {
        <details class="more questions__more">
            <summary>{ui.say("questions.answered", &[("n", &answered.len().to_string())])}</summary>
            <ul class="group__list">
                { for answered.iter().take(MOST).map(|(finding, answer)| {
                    let day = answer.on.map(|on| day(on, &ui.words)).unwrap_or_default();
                    let said = match &answer.by {
                        Some(by) => ui.say("questions.said", &[("by", by), ("day", &day)]),
                        None => ui.say("questions.said_on", &[("day", &day)]),
                    };
                    html! { <li key={finding.key()} class="finding finding--answered">
                        <p dir="auto">{readable(&finding.why, &ui.words).text(&ui.words)}</p>
                        <p class="finding__before" dir="auto">{"“"}{&answer.because}{"” "}{said}</p>
                        if !props.readonly {
                            <button type="button" class="button button--link" onclick={again(finding)}>{ui.t("questions.again")}</button>
                        }
                    </li> }
                }) }
            </ul>
        </details>
    }
}
