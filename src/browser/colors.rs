//! The colours of the style sheet, for a canvas that cannot read custom properties itself.

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::media::MediaWatch;

/// An invisible element that takes on one colour after the other. Gone when dropped.
pub struct ColorProbe {
    probe: Option<HtmlElement>,
}

impl ColorProbe {
    /// One that sees the light theme, whatever is shown: for what leaves the screen for paper and documents.
    #[must_use]
    pub fn light(parent: &HtmlElement) -> Self {
        let probe = Self::new(parent);
        if let Some(element) = &probe.probe {
            let _ = element.style().set_property("color-scheme", "light");
        }
        probe
    }

    #[must_use]
    pub fn new(parent: &HtmlElement) -> Self {
        let made = || {
            let probe = parent.owner_document()?.create_element("span").ok()?;
            let probe: HtmlElement = probe.dyn_into().ok()?;
            probe.set_hidden(true);
            parent.append_child(&probe).ok()?;
            Some(probe)
        };
        Self { probe: made() }
    }

    /// What `var(name)` comes to as a colour, in a form that a canvas takes; black where it is none.
    #[must_use]
    pub fn color(&self, name: &str) -> String {
        let read = || {
            let probe = self.probe.as_ref()?;
            probe.style().set_property("color", &format!("var({name})")).ok()?;
            let style = web_sys::window()?.get_computed_style(probe).ok()??;
            style.get_property_value("color").ok()
        };
        read().filter(|color| !color.is_empty()).unwrap_or_else(|| "black".to_owned())
    }
}

impl Drop for ColorProbe {
    fn drop(&mut self) {
        if let Some(probe) = &self.probe {
            probe.remove();
        }
    }
}

/// Calls when the system turns from light to dark or back.
pub struct SchemeWatch {
    _watch: MediaWatch,
}

impl SchemeWatch {
    pub fn new(run: impl Fn() + 'static) -> Self {
        Self { _watch: MediaWatch::new("(prefers-color-scheme: dark)", move |_| run()) }
    }
}
