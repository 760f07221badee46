//! A picture of a map painted on a canvas: a strict page lets no SVG into an image, so PNG takes this way.

use js_sys::Array;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, Path2d};

use crate::store::{FONTS, Picture, Shape};

/// Two pixels for each unit of the map, as far as phones allow: 16 million pixels, 8,000 on a side.
const SHARP: f64 = 2.0;
const MOST_PIXELS: f64 = 16_000_000.0;
const LONGEST: f64 = 8_000.0;

/// How many pixels a unit of the map gets.
fn scale(width: f64, height: f64) -> f64 {
    let by_area = (MOST_PIXELS / (width * height)).sqrt();
    SHARP.min(by_area).min(LONGEST / width.max(height))
}

/// The picture, painted; `None` where the browser gives no canvas.
pub(super) fn paint(
    picture: &Picture,
    color: &dyn Fn(&str) -> String,
) -> Option<HtmlCanvasElement> {
    let area = picture.area;
    let scale = scale(area.width.max(1.0), area.height.max(1.0));
    let side = |length: f64| (length * scale).ceil().max(1.0) as u32;
    let canvas = crate::browser::picture::canvas(side(area.width), side(area.height))?;
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    context.set_transform(scale, 0.0, 0.0, scale, -area.x * scale, -area.y * scale).ok()?;
    context.set_line_cap("round");
    for shape in &picture.shapes {
        draw(&context, shape, color);
    }
    Some(canvas)
}

fn draw(context: &CanvasRenderingContext2d, shape: &Shape, color: &dyn Fn(&str) -> String) {
    match shape {
        Shape::Box { rect, round, fill, strength, line, .. } => {
            let (x, y, w, h) = (rect.x, rect.y, rect.width, rect.height);
            let Ok(path) = Path2d::new_with_path_string(&rounded(x, y, w, h, *round)) else {
                return;
            };
            context.set_global_alpha(*strength);
            context.set_fill_style_str(&color(fill));
            context.fill_with_path_2d(&path);
            context.set_global_alpha(1.0);
            if let Some(line) = line {
                dashed(context, None);
                context.set_line_width(1.0);
                context.set_stroke_style_str(&color(line));
                context.stroke_with_path(&path);
            }
        }
        Shape::Path { d, ink, width, dash, .. } => {
            let Ok(path) = Path2d::new_with_path_string(d) else { return };
            match width {
                Some(width) => {
                    dashed(context, *dash);
                    context.set_line_width(*width);
                    context.set_stroke_style_str(&color(ink));
                    context.stroke_with_path(&path);
                }
                None => {
                    context.set_fill_style_str(&color(ink));
                    context.fill_with_path_2d(&path);
                }
            }
        }
        Shape::Text { at, text, size, bold, ink, rtl, struck } => {
            let weight = if *bold { "650 " } else { "" };
            context.set_font(&format!("{weight}{size}px {FONTS}"));
            context.set_fill_style_str(&color(ink));
            context.set_text_align(if *rtl { "right" } else { "left" });
            let _ = context.fill_text(text, at.x, at.y);
            if *struck && let Ok(measured) = context.measure_text(text) {
                let width = measured.width();
                let x = if *rtl { at.x - width } else { at.x };
                context.fill_rect(x, at.y - size * 0.3, width, 1.0);
            }
        }
    }
}

fn dashed(context: &CanvasRenderingContext2d, dash: Option<[f64; 2]>) {
    let pattern = Array::new();
    for length in dash.into_iter().flatten() {
        pattern.push(&length.into());
    }
    let _ = context.set_line_dash(&pattern);
}

fn rounded(x: f64, y: f64, w: f64, h: f64, r: f64) -> String {
    let r = r.min(w / 2.0).min(h / 2.0);
    let (across, down) = (w - 2.0 * r, h - 2.0 * r);
    format!(
        "M{} {y}h{across}a{r} {r} 0 0 1 {r} {r}v{down}a{r} {r} 0 0 1 -{r} {r}h-{across}a{r} {r} 0 0 1 -{r} -{r}v-{down}a{r} {r} 0 0 1 {r} -{r}z",
        x + r
    )
}
