//! A picture as SVG, its words as words; and the map that such a picture carries.

use std::fmt::Write;

use super::draw::round;
use super::{FONTS, Picture, Shape};

/// Names the part of a picture in which its map lies.
const NAMESPACE: &str = "urn:alignment-map:1";

/// The picture, with a map inside where one is given. `color` says what a token comes to.
#[must_use]
pub fn svg(picture: &Picture, map: Option<&str>, color: &dyn Fn(&str) -> String) -> String {
    let area = picture.area;
    let (x, y, w, h) = (round(area.x), round(area.y), round(area.width), round(area.height));
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"{x} {y} {w} {h}\" font-family=\"{FONTS}\">\n<title>"
    );
    escape(&mut out, &picture.title);
    out.push_str("</title>\n");
    if let Some(map) = map {
        let _ = write!(out, "<metadata><m:alignment-map xmlns:m=\"{NAMESPACE}\">");
        escape(&mut out, map);
        out.push_str("</m:alignment-map></metadata>\n");
    }
    for shape in &picture.shapes {
        write_shape(&mut out, shape, color);
    }
    out.push_str("</svg>\n");
    out
}

fn write_shape(out: &mut String, shape: &Shape, color: &dyn Fn(&str) -> String) {
    let _ = match shape {
        Shape::Box { rect, round: corner, fill, strength, line, about } => {
            let (x, y) = (round(rect.x), round(rect.y));
            let (w, h) = (round(rect.width), round(rect.height));
            let _ = write!(
                out,
                "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" rx=\"{corner}\" fill=\"{}\"",
                color(fill)
            );
            if *strength < 1.0 {
                let _ = write!(out, " fill-opacity=\"{strength}\"");
            }
            if let Some(line) = line {
                let _ = write!(out, " stroke=\"{}\"", color(line));
            }
            match about {
                Some(about) => {
                    out.push_str("><title>");
                    escape(out, about);
                    writeln!(out, "</title></rect>")
                }
                None => writeln!(out, "/>"),
            }
        }
        Shape::Path { d, ink, width, dash, .. } => {
            let ink = color(ink);
            match width {
                Some(width) => {
                    let dash = dash.map(|[on, off]| format!(" stroke-dasharray=\"{on} {off}\""));
                    let dash = dash.unwrap_or_default();
                    writeln!(
                        out,
                        "<path d=\"{d}\" fill=\"none\" stroke=\"{ink}\" stroke-width=\"{width}\" stroke-linecap=\"round\"{dash}/>"
                    )
                }
                None => writeln!(out, "<path d=\"{d}\" fill=\"{ink}\"/>"),
            }
        }
        Shape::Text { at, text, size, bold, ink, rtl, struck } => {
            let (x, y) = (round(at.x), round(at.y));
            let _ = write!(
                out,
                "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" fill=\"{}\"",
                color(ink)
            );
            out.push_str(if *bold { " font-weight=\"650\"" } else { "" });
            out.push_str(if *rtl { " direction=\"rtl\"" } else { "" });
            out.push_str(if *struck { " text-decoration=\"line-through\"" } else { "" });
            out.push('>');
            escape(out, text);
            writeln!(out, "</text>")
        }
    };
}

/// As text of XML, which has no words for some signs: those go.
fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // Only ever inside of JSON, which can spell them.
            '\u{FFFE}' => out.push_str("\\ufffe"),
            '\u{FFFF}' => out.push_str("\\uffff"),
            c if c < ' ' && c != '\n' && c != '\t' => {}
            c => out.push(c),
        }
    }
}

/// The text of the map that a picture carries.
#[must_use]
pub fn map_in_svg(svg: &str) -> Option<String> {
    let (_, rest) = svg.split_once(NAMESPACE)?;
    let (_, rest) = rest.split_once('>')?;
    let (text, _) = rest.split_once("</")?;
    Some(unescaped(text))
}

fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        // No name of a sign is longer than this.
        let end = rest.bytes().take(10).position(|byte| byte == b';');
        let sign = end.and_then(|end| named(&rest[..end]).map(|sign| (sign, end)));
        match sign {
            Some((sign, end)) => {
                out.push(sign);
                rest = &rest[end + 1..];
            }
            None => out.push('&'),
        }
    }
    out.push_str(rest);
    out
}

fn named(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    })
}
