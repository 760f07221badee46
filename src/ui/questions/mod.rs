//! The questions that the map gives reason to ask, in the place of the side panel: three shares at the top, then the
//! questions, those of one kind together. Quiet: works things out when it is opened and after typing rests.

mod finding;
mod measures;

use std::rc::Rc;

use yew::prelude::*;

use self::finding::{Answered, Group};
pub(super) use self::measures::card_button;
use self::measures::measures;
use super::context::{Ui, use_ui};
use super::icon::{Icon, IconButton};
use crate::analysis::{Severity, readable};
use crate::browser::after;
use crate::model::Lane;
use crate::store::{Action, Ask, Asked, Inquiry, Snapshot};

/// Typing rests when nothing has come for so many milliseconds.
const REST_MS: u32 = 500;

#[derive(PartialEq, Properties)]
pub(super) struct QuestionsProps {
    pub snapshot: Rc<Snapshot>,
}

#[component]
pub(super) fn Questions(props: &QuestionsProps) -> Html {
    let ui = use_ui();
    let snapshot = &props.snapshot;
    use_rest(&ui, snapshot.edition, Inquiry::of(snapshot).map(|known| known.edition));
    let close = {
        let ui = ui.clone();
        move |_: MouseEvent| ui.does(Action::Questions(false))
    };
    let body = Inquiry::of(snapshot).map(|inquiry| {
        html! { <Body inquiry={Same(inquiry.clone())} readonly={snapshot.readonly} /> }
    });
    html! {
        <aside class="panel panel--questions" aria-label={ui.t("questions.title")}>
            <header class="panel__head">
                <h2>{ui.t("questions.title")}</h2>
                <IconButton icon={Icon::Close} label={ui.t("questions.close")} onclick={close} />
            </header>
            { body.unwrap_or_else(|| html! { <p class="waits">{ui.t("late.coming")}</p> }) }
        </aside>
    }
}

/// Has what is asked worked out anew once nobody has changed anything for a moment.
#[hook]
pub(super) fn use_rest(ui: &Ui, edition: u64, known: Option<u64>) {
    use_effect_with((edition, known), {
        let ui = ui.clone();
        move |(edition, known)| {
            // Nothing is known where the late part was asked for in vain and has come since.
            let stale = *known != Some(*edition);
            let timer = stale.then(|| after(REST_MS, move || ui.does(Action::LookAgain)));
            move || drop(timer)
        }
    });
}

/// The same inquiry: nothing was worked out anew, and nothing else was opened.
#[derive(Clone)]
pub(super) struct Same(pub Inquiry);

impl PartialEq for Same {
    fn eq(&self, other: &Self) -> bool {
        let (a, b) = (&self.0, &other.0);
        Rc::ptr_eq(&a.open, &b.open)
            && Rc::ptr_eq(&a.answered, &b.answered)
            && (a.edition, a.facilitator, a.marks, &a.current)
                == (b.edition, b.facilitator, b.marks, &b.current)
    }
}

#[derive(PartialEq, Properties)]
struct BodyProps {
    inquiry: Same,
    readonly: bool,
}

#[component]
fn Body(props: &BodyProps) -> Html {
    let ui = use_ui();
    let inquiry = &props.inquiry.0;
    let (open, readonly) = (&inquiry.open, props.readonly);
    html! {
        <div class="panel__body">
            <p class="questions__summary" role="status">{summary(&ui, open)}</p>
            { measures(&ui, inquiry) }
            if !open.is_empty() { { walk(&ui, inquiry) } { lanes(&ui, inquiry) } }
            <p class="unseen" role="status">{now(&ui, inquiry)}</p>
            { for groups(open).into_iter().map(|(from, to)| html! {
                <Group key={open[from].finding.rule.name} inquiry={props.inquiry.clone()} {from} {to} {readonly} />
            }) }
            { marks(&ui, inquiry) }
            if inquiry.reserved > 0 { { facilitator(&ui, inquiry) } }
            if !inquiry.answered.is_empty() {
                <Answered inquiry={props.inquiry.clone()} {readonly} />
            }
        </div>
    }
}

/// How many questions there are, and how weighty.
fn summary(ui: &Ui, open: &[Asked]) -> AttrValue {
    if open.is_empty() {
        return ui.t("questions.none");
    }
    let many =
        |severity| open.iter().filter(|a| a.finding.severity == severity).count().to_string();
    let [high, medium, low] = Severity::ALL.map(many);
    let n = open.len().to_string();
    ui.say("questions.summary", &[("n", &n), ("high", &high), ("medium", &medium), ("low", &low)])
}

/// The question that is looked at, for screen readers: they hear it as it is gone to.
fn now(ui: &Ui, inquiry: &Inquiry) -> AttrValue {
    let Some(asked) = inquiry.place().and_then(|at| inquiry.open.get(at)) else {
        return AttrValue::default();
    };
    let name = asked.finding.rule.name;
    let title = ui.t(&format!("rule.{name}"));
    let ask = ui.t(&format!("rule.{name}.ask"));
    let why = readable(&asked.finding.why, &ui.words).text(&ui.words);
    ui.say("questions.now", &[("title", &title), ("ask", &ask), ("why", &why)])
}

/// Buttons to the question before and the next one.
fn walk(ui: &Ui, inquiry: &Inquiry) -> Html {
    let does = |ask: Ask| {
        let ui = ui.clone();
        Callback::from(move |_: MouseEvent| ui.does(Action::Ask(ask.clone())))
    };
    let n = inquiry.open.len().to_string();
    let count = match inquiry.place() {
        Some(at) => ui.say("questions.count", &[("i", &(at + 1).to_string()), ("n", &n)]),
        None => ui.t("questions.go"),
    };
    html! {
        <div class="questions__walk" role="group" aria-label={ui.t("questions.go")}>
            <button type="button" class="button button--quiet" aria-label={ui.t("questions.previous")} onclick={does(Ask::Previous)}>
                <span class="turned" aria-hidden="true">{super::icon::icon(Icon::Arrow)}</span>
            </button>
            <span class="questions__count">{count}</span>
            <button type="button" class="button button--quiet" aria-label={ui.t("questions.next")} onclick={does(Ask::Next)}>
                {super::icon::icon(Icon::Arrow)}
            </button>
        </div>
    }
}

/// How many questions each lane has; pressed, it leads to the next one of them.
fn lanes(ui: &Ui, inquiry: &Inquiry) -> Html {
    let chip = |(lane, many): (Lane, usize)| {
        let name = ui.t(&format!("lane.{}", lane.name()));
        let go = {
            let ui = ui.clone();
            move |_: MouseEvent| ui.does(Action::Ask(Ask::Lane(lane)))
        };
        let class = classes!("chip", "lane-count", format!("lane--{}", lane.name()));
        html! { <li><button type="button" {class} onclick={go}>{name}{" "}<strong>{many}</strong></button></li> }
    };
    html! {
        <ul class="lane-counts" aria-label={ui.t("questions.lanes")}>{ for inquiry.lanes().into_iter().map(chip) }</ul>
    }
}

fn marks(ui: &Ui, inquiry: &Inquiry) -> Html {
    let checked = inquiry.marks;
    let onchange = {
        let ui = ui.clone();
        move |_: Event| ui.does(Action::Ask(Ask::Marks(!checked)))
    };
    html! {
        <label class="check questions__more">
            <input type="checkbox" {checked} {onchange} />
            <span>{ui.t("questions.marks")}</span>
        </label>
    }
}

fn facilitator(ui: &Ui, inquiry: &Inquiry) -> Html {
    let checked = inquiry.facilitator;
    let onchange = {
        let ui = ui.clone();
        move |_: Event| ui.does(Action::Ask(Ask::Facilitator(!checked)))
    };
    let n = inquiry.reserved.to_string();
    html! {
        <label class="check questions__more">
            <input type="checkbox" {checked} {onchange} />
            <span>{ui.say("questions.facilitator", &[("n", &n)])}</span>
        </label>
    }
}

/// Where the questions of each rule begin and end.
fn groups(open: &[Asked]) -> Vec<(usize, usize)> {
    let mut groups: Vec<(usize, usize)> = Vec::new();
    for (at, asked) in open.iter().enumerate() {
        match groups.last_mut() {
            Some((from, to)) if open[*from].finding.rule == asked.finding.rule => *to = at + 1,
            _ => groups.push((at, at + 1)),
        }
    }
    groups
}
