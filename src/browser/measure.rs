//! Where things are on the screen, as plain numbers in CSS pixels. Elements stop at this border.

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{
    Element, ResizeObserver, ResizeObserverBoxOptions, ResizeObserverEntry, ResizeObserverOptions,
    ResizeObserverSize,
};

/// A rectangle in CSS pixels from the top left of the window.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct WindowRect {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

/// A size in CSS pixels, before any transform.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Size {
    pub width: f64,
    pub height: f64,
}

/// Where the element is painted, transforms included. Makes the browser lay out now: not in a loop that also writes.
#[must_use]
pub fn rect_of(element: &Element) -> WindowRect {
    let rect = element.get_bounding_client_rect();
    WindowRect { x: rect.x(), y: rect.y(), width: rect.width(), height: rect.height() }
}

/// The size of the window's content.
#[must_use]
pub fn window_size() -> Size {
    let read = |value: Result<JsValue, JsValue>| value.ok()?.as_f64();
    let window = web_sys::window();
    let side = |pick: fn(&web_sys::Window) -> Result<JsValue, JsValue>| {
        window.as_ref().and_then(|window| read(pick(window))).unwrap_or_default()
    };
    Size { width: side(web_sys::Window::inner_width), height: side(web_sys::Window::inner_height) }
}

/// Device pixels per CSS pixel; changes with the browser's zoom.
#[must_use]
pub fn device_pixel_ratio() -> f64 {
    web_sys::window().map_or(1.0, |window| window.device_pixel_ratio())
}

/// What one `rem` is in CSS pixels: 16 unless the person asked for larger text.
#[must_use]
pub fn root_font_px() -> f64 {
    let read = || {
        let window = web_sys::window()?;
        let root = window.document()?.document_element()?;
        let style = window.get_computed_style(&root).ok()??;
        let size = style.get_property_value("font-size").ok()?;
        let px = js_sys::parse_float(&size);
        (px > 0.0).then_some(px)
    };
    read().unwrap_or(16.0)
}

/// A length in CSS pixels, for a style. Not by `format!`, whose printer of numbers alone is as large as a screen.
#[must_use]
pub fn px(length: f64) -> String {
    fixed(length, 2) + "px"
}

/// A number with so many digits after the point.
#[must_use]
pub fn fixed(number: f64, digits: u32) -> String {
    let scale = 10_i64.pow(digits);
    let scaled = (number * scale as f64).round() as i64;
    let (sign, scaled) = (if scaled < 0 { "-" } else { "" }, scaled.abs());
    let (whole, part) = (scaled / scale, scaled % scale);
    if digits == 0 {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{part:0width$}", width = digits as usize)
    }
}

/// A number as people write it.
#[must_use]
pub fn plain(number: f64) -> String {
    js_sys::Number::from(number).to_string_with_radix(10).map(String::from).unwrap_or_default()
}

/// Tells when watched elements change size, all changes of a frame in one call. Stops when dropped.
pub struct ResizeWatch {
    observer: ResizeObserver,
    _run: Closure<dyn FnMut(Array)>,
}

impl ResizeWatch {
    /// `run` gets every element whose border box changed, and once each element that was newly watched.
    ///
    /// # Panics
    /// Never in a browser we run in: each has `ResizeObserver`.
    pub fn new(mut run: impl FnMut(Vec<(Element, Size)>) + 'static) -> Self {
        let run = Closure::new(move |entries: Array| {
            run(entries.iter().map(|entry| changed(entry.unchecked_ref())).collect());
        });
        let observer = ResizeObserver::new(run.as_ref().unchecked_ref())
            .expect_throw("this browser is too old: it has no ResizeObserver");
        Self { observer, _run: run }
    }

    pub fn watch(&self, element: &Element) {
        let options = ResizeObserverOptions::new();
        options.set_box(ResizeObserverBoxOptions::BorderBox);
        self.observer.observe_with_options(element, &options);
    }

    pub fn unwatch(&self, element: &Element) {
        self.observer.unobserve(element);
    }
}

impl Drop for ResizeWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

fn changed(entry: &ResizeObserverEntry) -> (Element, Size) {
    // The boxes come with the event, so reading them asks for no new layout. Several only in columns.
    let size: ResizeObserverSize = entry.border_box_size().get(0).unchecked_into();
    (entry.target(), Size { width: size.inline_size(), height: size.block_size() })
}
