//! Votes: what a participant chooses from, and the result for all.

use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::canvas::{figures, line as card_line};
use super::context::{Ui, use_ui};
use crate::browser::plain;
use crate::model::{Card, Task, Value, sort_by};
use crate::store::{Action, GatherAction, OpenRound, OpenWriting, Tally, WriteAction};

#[derive(PartialEq, Properties)]
pub(super) struct BallotProps {
    pub round: Rc<OpenRound>,
}

/// The words of each choice.
fn choices(ask: &Task) -> Vec<String> {
    match ask {
        Task::Cards(_) | Task::Drafts(_) => Vec::new(),
        Task::Pick { options, .. } => options.clone(),
        Task::Scale => (0..=Task::HIGHEST).map(|number| number.to_string()).collect(),
    }
}

/// How many votes a card has, in words.
pub(super) fn votes(ui: &Ui, card: &Card) -> Option<AttrValue> {
    let Some(Value::Number(votes)) = card.fields.get("votes") else { return None };
    Some(ui.say("ballot.votes", &[("n", &plain(*votes))]))
}

/// The same beside what else a card says in one line.
pub(super) fn line(ui: &Ui, card: &Card) -> Option<Html> {
    let votes = votes(ui, card)?;
    Some(card_line(match figures(card) {
        Some(figures) => format!("{figures} · {votes}"),
        None => votes.to_string(),
    }))
}

/// What was counted in the room, and once it is shown the result.
#[component]
pub(super) fn Ballot(props: &BallotProps) -> Html {
    let ui = use_ui();
    let gathering = &props.round.gathering;
    let choices = choices(&gathering.ask);
    if let Some(tally) = gathering.tally().filter(|_| gathering.revealed) {
        return result(&ui, &gathering.ask, &choices, &tally);
    }
    let row = |(choice, name): (usize, &String)| {
        let oninput = {
            let ui = ui.clone();
            Callback::from(move |event: InputEvent| {
                let text = event.target_unchecked_into::<HtmlInputElement>().value();
                let count = text.parse::<u32>().unwrap_or_default().min(10_000);
                ui.does(Action::Gather(GatherAction::Type { choice, count }));
            })
        };
        let typed = gathering.typed.get(choice).copied().unwrap_or_default();
        let value = if typed == 0 { String::new() } else { typed.to_string() };
        html! {
            <label key={choice} class="ballot__typed">
                <input class="input" type="number" min="0" max="10000" placeholder="0" {value} {oninput} />
                <span dir="auto">{name}</span>
            </label>
        }
    };
    html! {
        <details class="ballot__room">
            <summary>{ui.t("ballot.room")}</summary>
            <p class="dialog__text dialog__text--small">{ui.t("ballot.room_text")}</p>
            <div class={classes!("ballot__rows", (gathering.ask == Task::Scale).then_some("ballot__rows--scale"))}>
                { for choices.iter().enumerate().map(row) }
            </div>
        </details>
    }
}

/// The count, what most people chose first.
pub(super) fn shown(ui: &Ui, ask: &Task, counts: &[u32]) -> Html {
    let most = counts.iter().copied().max().unwrap_or_default().max(1).to_string();
    let mut rows: Vec<_> = choices(ask).into_iter().zip(counts.iter().copied()).collect();
    // Numbers keep their order: their middle is what is looked for.
    if *ask != Task::Scale {
        sort_by(&mut rows, |a, b| b.1.cmp(&a.1));
    }
    let row = |(name, count): (String, u32)| {
        let n = count.to_string();
        html! {
            <li class="ballot__row">
                <span class="ballot__name" dir="auto">{name.clone()}</span>
                <meter class="ballot__bar" min="0" max={most.clone()} value={n.clone()} aria-label={name} />
                <span class="ballot__n">{n}</span>
            </li>
        }
    };
    html! { <ul class="ballot__result" aria-label={ui.t("ballot.result")}>{ for rows.into_iter().map(row) }</ul> }
}

fn result(ui: &Ui, ask: &Task, choices: &[String], tally: &Tally) -> Html {
    let (low, spoiled) = (tally.low(), tally.spoiled.to_string());
    let check = |vote: &crate::store::Receipt| {
        let chosen = vote.choices.iter().filter_map(|at| choices.get(*at)).cloned();
        let chosen = chosen.collect::<Vec<_>>().join(", ");
        html! { <li><b>{&vote.code}</b>{" "}<span dir="auto">{chosen}</span></li> }
    };
    html! {
        <div class="ballot">
            { shown(ui, ask, &tally.counts) }
            if *ask == Task::Scale && low > 0 {
                <p class="ballot__low">{ui.say("ballot.low", &[("n", &low.to_string())])}</p>
            }
            if tally.spoiled > 0 { <p class="dialog__text">{ui.say("ballot.spoiled", &[("n", &spoiled)])}</p> }
            if !tally.receipts.is_empty() {
                <details>
                    <summary>{ui.t("ballot.check")}</summary>
                    <p class="dialog__text dialog__text--small">{ui.t("ballot.check_text")}</p>
                    <ul class="ballot__receipts">{ for tally.receipts.iter().map(check) }</ul>
                </details>
            }
        </div>
    }
}

/// What a participant chooses from.
pub(super) fn vote(ui: &Ui, open: &OpenWriting) -> Html {
    let ask = &open.invitation.ask;
    let writing = &open.writing;
    let name = open.invitation.prompt.clone();
    let choices = choices(ask);
    let Task::Pick { dots, .. } = ask else {
        let now = writing.voted(0);
        let number = |(at, number): (usize, &String)| {
            let change = on_change(ui, 0, NUMBERS[at.min(NUMBERS.len() - 1)]);
            html! {
                <label key={at} class="choice choice--number">
                    <input type="radio" name="number" checked={now == number} onchange={change} /><span>{number}</span>
                </label>
            }
        };
        return html! {
            <>
                <fieldset class="choices choices--scale">
                    <legend class="unseen">{name}</legend>
                    { for choices.iter().enumerate().map(number) }
                </fieldset>
                <p class="choices__ends"><span>{ui.t("write.lowest")}</span><span>{ui.t("write.highest")}</span></p>
            </>
        };
    };
    let picked = |at: usize| u32::try_from(at).is_ok_and(|at| !writing.voted(at).is_empty());
    let used = (0..choices.len()).filter(|at| picked(*at)).count();
    let left = usize::from(*dots).saturating_sub(used);
    let option = |(at, text): (usize, &String)| {
        let is_picked = picked(at);
        let number = u32::try_from(at).unwrap_or_default();
        let change = on_change(ui, number, if is_picked { "" } else { "1" });
        html! {
            <label key={at} class="choice">
                <input type="checkbox" checked={is_picked} disabled={!is_picked && left == 0} onchange={change} />
                <span dir="auto">{text}</span>
            </label>
        }
    };
    let (n, of) = (left.to_string(), dots.to_string());
    html! {
        <>
            <fieldset class="choices">
                <legend class="unseen">{name}</legend>
                { for choices.iter().enumerate().map(option) }
            </fieldset>
            <p class="choices__left" role="status">{ui.say("write.left", &[("n", &n), ("of", &of)])}</p>
        </>
    }
}

const NUMBERS: [&str; 6] = ["0", "1", "2", "3", "4", "5"];

fn on_change(ui: &Ui, number: u32, text: &'static str) -> Callback<Event> {
    let ui = ui.clone();
    Callback::from(move |_: Event| ui.does(Action::Write(WriteAction::Vote { number, text })))
}
