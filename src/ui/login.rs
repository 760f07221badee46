//! What a relay asks of those who come: a user name and a password, or a token.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::context::use_ui;
use crate::store::{Action, LoginAsked, RelayLogin, RoomStep};

#[derive(PartialEq, Properties)]
pub(super) struct LoginProps {
    pub asked: LoginAsked,
    /// The relay's name.
    pub relay: AttrValue,
    pub keeps_nothing: bool,
}

#[component]
pub(super) fn Login(props: &LoginProps) -> Html {
    let ui = use_ui();
    let (user, password) = (use_node_ref(), use_node_ref());
    let keep = use_state(|| true);
    use_effect_with(props.asked, {
        let user = user.clone();
        move |_| {
            if let Some(input) = user.cast::<web_sys::HtmlElement>() {
                crate::browser::focus_quietly(&input);
            }
        }
    });
    let onsubmit = {
        let (ui, user, password) = (ui.clone(), user.clone(), password.clone());
        let keep = *keep;
        move |event: SubmitEvent| {
            event.prevent_default();
            let text = |node: &NodeRef| node.cast::<HtmlInputElement>().map(|input| input.value());
            let user = text(&user).unwrap_or_default().trim().to_owned();
            let password = text(&password).unwrap_or_default();
            let login = RelayLogin { user, password };
            ui.does(Action::Room(RoomStep::Login { login, keep }));
        }
    };
    let toggle = {
        let keep = keep.clone();
        move |_: Event| keep.set(!*keep)
    };
    let key = match props.asked {
        LoginAsked::Missing => "login.missing",
        LoginAsked::Wrong => "login.wrong",
    };
    html! {
        <form class="ask login" {onsubmit} aria-label={ui.t("login.title")}>
            <p class="login__why" role="alert">{ui.say(key, &[("relay", &props.relay)])}</p>
            <label class="ask__field"><span>{ui.t("login.user")}</span>
                <input class="input" type="text" dir="ltr" autocomplete="username" autocapitalize="none" spellcheck="false" ref={user} />
            </label>
            <label class="ask__field"><span>{ui.t("login.password")}</span>
                <input class="input" type="password" dir="ltr" autocomplete="current-password" ref={password} />
            </label>
            if !props.keeps_nothing {
                <label class="check"><input type="checkbox" checked={*keep} onchange={toggle} /><span>{ui.t("login.keep")}</span></label>
            }
            <button type="submit" class="button button--primary">{ui.t("login.enter")}</button>
        </form>
    }
}
