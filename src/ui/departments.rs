//! One department out of all: chosen by its name, beside the outline, the people and the bar that says what is lit.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::context::{Ui, use_ui};
use super::icon::{Icon, IconButton};
use crate::model::Map;
use crate::store::{Action, Lit, Overlay, PrepareAction, departments};

#[derive(PartialEq, Properties)]
pub(super) struct DepartmentsProps {
    pub map: Map,
    /// The one that is lit.
    pub now: Option<std::rc::Rc<str>>,
    /// In a dialog, which has to be put away to see the map.
    #[prop_or_default]
    pub covers: bool,
}

/// All departments to choose from; nothing where the map knows of none.
#[component]
pub(super) fn Departments(props: &DepartmentsProps) -> Html {
    let ui = use_ui();
    let all = use_memo(props.map.clone(), departments);
    if all.is_empty() {
        return html! {};
    }
    let onchange = {
        let (ui, all) = (ui.clone(), all.clone());
        move |event: Event| {
            let at = event.target_unchecked_into::<HtmlSelectElement>().selected_index();
            let at = usize::try_from(at).unwrap_or_default();
            let name = at.checked_sub(1).and_then(|at| all.get(at)).cloned().unwrap_or_default();
            ui.does(Action::Prepare(PrepareAction::Department(name)));
        }
    };
    let is_now = |name: &str| {
        props.now.as_ref().is_some_and(|now| now.to_lowercase() == name.to_lowercase())
    };
    let none = props.now.is_none();
    let option = |name: &String| {
        html! { <option key={name.clone()} selected={is_now(name)} dir="auto">{name}</option> }
    };
    html! {
        <>
            <label class="departments"><span>{ui.t("department.which")}</span>
                <select class="select" {onchange}>
                    <option selected={none}>{ui.t("department.all")}</option>
                    { for all.iter().map(option) }
                </select>
            </label>
            // Not with the choice itself: whoever chooses by keys has only begun to with the first.
            if props.covers && !none {
                <button type="button" class="button" onclick={ui.press(|| Action::Overlay(Overlay::None))}>{ui.t("lens.show")}</button>
            }
        </>
    }
}

/// The bar that says which department is lit, and leads to another one or back to all.
pub(super) fn bar(ui: &Ui, map: &Map, lit: &Lit, close: impl Fn(MouseEvent) + 'static) -> Html {
    let n = lit.cards.len().to_string();
    let name = lit.department.as_deref().unwrap_or_default();
    html! {
        <section class="sight" aria-label={ui.t("department.name")}>
            <p class="sight__says" role="status" dir="auto">{ui.say("department.says", &[("name", name), ("n", &n)])}</p>
            <Departments map={map.clone()} now={lit.department.clone()} />
            <IconButton icon={Icon::Close} label={ui.t("department.close")} onclick={close} />
        </section>
    }
}
