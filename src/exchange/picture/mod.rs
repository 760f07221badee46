//! A map as a picture: which shapes and words lie where, in which of the style sheet's colours. Written as SVG here, painted
//! by whoever has a canvas. A picture can carry its map, so that it can be opened again.

mod cards;
mod draw;
mod measure;
mod page;
mod pages;
mod png;
mod svg;

pub use draw::draw;
pub use page::page_picture;
pub use pages::pages;
pub use png::{map_in_png, with_map};
pub use svg::{map_in_svg, svg};

use crate::geometry::{MapPoint, MapRect};

/// The fonts of the style sheet, as a picture names them.
pub const FONTS: &str = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";

/// A colour of the style sheet, by the name of its custom property without the dashes before it.
pub type Token = &'static str;

#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    pub title: String,
    pub area: MapRect,
    /// In the order in which they are painted.
    pub shapes: Vec<Shape>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    Box {
        rect: MapRect,
        round: f64,
        fill: Token,
        /// 0 to 1.
        strength: f64,
        line: Option<Token>,
        /// What it stands for, in full.
        about: Option<String>,
    },
    Path {
        /// In map units, as SVG and canvas take it.
        d: String,
        bounds: MapRect,
        ink: Token,
        /// Filled where it has none.
        width: Option<f64>,
        dash: Option<[f64; 2]>,
    },
    Text {
        /// Where its first letter stands on the line: left, or right in writing that runs to the left.
        at: MapPoint,
        text: String,
        size: f64,
        bold: bool,
        ink: Token,
        rtl: bool,
        struck: bool,
    },
}

impl Shape {
    /// The colours that it takes.
    pub fn tokens(&self) -> impl Iterator<Item = Token> + use<> {
        let (first, second) = match self {
            Self::Box { fill, line, .. } => (*fill, *line),
            Self::Path { ink, .. } | Self::Text { ink, .. } => (*ink, None),
        };
        std::iter::once(first).chain(second)
    }

    /// Around it, or around where it can be.
    #[must_use]
    pub fn bounds(&self) -> MapRect {
        match self {
            Self::Box { rect, .. } => *rect,
            Self::Path { bounds, .. } => bounds.grown(8.0),
            Self::Text { at, text, size, bold, rtl, .. } => {
                let width = measure::width(text, *size, *bold) * 1.2;
                let x = if *rtl { at.x - width } else { at.x };
                MapRect { x, y: at.y - size, width, height: size * 1.4 }
            }
        }
    }
}

impl Picture {
    /// The part of it within a rectangle.
    #[must_use]
    pub fn within(&self, area: MapRect) -> Self {
        let seen = self.shapes.iter().filter(|shape| shape.bounds().touches(&area));
        Self { title: self.title.clone(), area, shapes: seen.cloned().collect() }
    }
}
