//! What changes with every person, for those who listen.

use yew::prelude::*;

use crate::browser::after;

/// Comings and goings are told once it has been quiet for so long, in milliseconds.
const QUIET_MS: u32 = 3_000;

#[derive(PartialEq, Properties)]
pub(super) struct SummaryProps {
    pub text: AttrValue,
}

/// One sentence for screen readers once things have come to rest: people who come and go are not told one by one.
#[component]
pub(super) fn Summary(props: &SummaryProps) -> Html {
    let said = use_state(|| AttrValue::from(""));
    use_effect_with(props.text.clone(), {
        let said = said.clone();
        move |text: &AttrValue| {
            let text = text.clone();
            let later = after(QUIET_MS, move || said.set(text));
            move || drop(later)
        }
    });
    html! { <span class="unseen" role="status">{(*said).clone()}</span> }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;
    use crate::browser::timers::sleep;

    #[wasm_bindgen_test]
    async fn sixty_people_who_become_ready_are_told_once() {
        let document = web_sys::window().and_then(|window| window.document()).expect("a page");
        let root = document.create_element("div").expect("a box");
        let ready = |n: u32| SummaryProps { text: format!("{n} of 60 ready").into() };
        let mut shown =
            yew::Renderer::<Summary>::with_root_and_props(root.clone(), ready(0)).render();
        // All that is ever said, in its order, while one after the other becomes ready within more than the time of rest.
        let mut said: Vec<String> = Vec::new();
        let mut look = || {
            let now = root.text_content().unwrap_or_default();
            if !now.is_empty() && said.last() != Some(&now) {
                said.push(now);
            }
            said.len()
        };
        for n in 1..=60 {
            shown.update(ready(n));
            sleep(QUIET_MS / 50).await;
            look();
        }
        while look() == 0 {
            sleep(20).await;
        }
        assert_eq!(said, ["60 of 60 ready"]);
        shown.destroy();
    }
}
