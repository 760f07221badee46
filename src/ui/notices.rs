//! What the person should know, spoken by screen readers as it comes.

use yew::prelude::*;

use super::context::use_ui;
use super::icon::{Icon, IconButton, icon};
use crate::browser::after;
use crate::store::{Action, Notice, NoticeStep, Tone};

/// A plain notice goes by itself after this many milliseconds; warnings and errors stay.
const PLAIN_MS: u32 = 7_000;

#[derive(PartialEq, Properties)]
pub(super) struct NoticesProps {
    pub notices: Vec<Notice>,
}

#[component]
pub(super) fn Notices(props: &NoticesProps) -> Html {
    let ui = use_ui();
    html! {
        <div class="notices" role="status" aria-live="polite" aria-label={ui.t("notice.region")}>
            { for props.notices.iter().map(|notice| html! {
                <NoticeView key={notice.number} notice={notice.clone()} />
            }) }
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct NoticeViewProps {
    notice: Notice,
}

#[component]
fn NoticeView(props: &NoticeViewProps) -> Html {
    let ui = use_ui();
    let notice = &props.notice;
    let number = notice.number;
    use_effect_with((number, notice.tone), {
        let ui = ui.clone();
        move |(number, tone)| {
            let number = *number;
            let timer = (*tone == Tone::Plain).then(|| {
                after(PLAIN_MS, move || ui.does(Action::Notice(NoticeStep::Dismiss(number))))
            });
            move || drop(timer)
        }
    });
    let does = |step: NoticeStep| {
        let ui = ui.clone();
        Callback::from(move |_: MouseEvent| ui.does(Action::Notice(step)))
    };
    let (class, sign) = match notice.tone {
        Tone::Plain => ("notice", Icon::Check),
        Tone::Warning => ("notice notice--warning", Icon::Alert),
        Tone::Error => ("notice notice--error", Icon::Alert),
    };
    html! {
        <div {class}>
            {icon(sign)}
            <div class="notice__text">
                <p dir="auto">{notice.message.text(&ui.words)}</p>
                if !notice.details.is_empty() {
                    <ul class="notice__details">
                        { for notice.details.iter().map(|detail| html! { <li dir="auto">{detail.text(&ui.words)}</li> }) }
                    </ul>
                }
            </div>
            if let Some((step, label)) = notice.step {
                <button type="button" class="button button--link" onclick={does(step)}>{ui.t(label)}</button>
            }
            <IconButton icon={Icon::Close} label={ui.t("notice.dismiss")}
                onclick={does(NoticeStep::Dismiss(number))} />
        </div>
    }
}
