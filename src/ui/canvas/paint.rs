//! Paints links, and cards that are too small to read, on one canvas. A moving camera reuses the last picture:
//! it is repainted only when the view leaves it or its scale no longer fits.

use std::fmt::Write as _;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, Path2d};

use crate::browser::{fixed, px};
use crate::geometry::{Camera, MapRect, Route, Scene, Size};
use crate::model::{CardKind, LinkId, LinkKind};
use crate::store::Lit;

/// Below this zoom cards are painted as plain shapes, above it they are elements.
pub(super) const SMALL: f64 = 0.3;
/// How far beyond the view a picture reaches, in CSS pixels.
const MARGIN: f64 = 240.0;
/// A picture is stretched up to this much while the camera zooms, then repainted.
const STRETCH: f64 = 1.6;
/// More links than this at once are painted from paths that are kept until something moves.
const MANY: usize = 400;
/// How much is left of what is outside of a line of sight.
const FADED: f64 = 0.16;

/// How a link is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    /// The line of sight: support, behaviour, number, priority.
    Chain,
    /// What stands against something.
    Against,
    /// People, promises and evidence.
    Voice,
}

impl Family {
    pub const ALL: [Self; 3] = [Self::Voice, Self::Against, Self::Chain];

    pub fn of(kind: LinkKind) -> Self {
        use LinkKind as L;
        match kind {
            L::LaddersUp | L::Advances | L::Moves | L::Enables | L::Contributes | L::Replaces => {
                Self::Chain
            }
            L::Threatens | L::Blocks | L::ConflictsWith => Self::Against,
            _ => Self::Voice,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Chain => "chain",
            Self::Against => "against",
            Self::Voice => "voice",
        }
    }
}

/// The colours of the present theme, as the style sheet resolves them.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Inks {
    pub links: [String; 3],
    pub kinds: Vec<String>,
    /// Of a line of sight.
    pub lit: String,
}

impl Inks {
    /// Read from elements that the style sheet colours.
    pub fn seen_at(stage: &yew::NodeRef) -> Self {
        let Some(stage) = stage.cast::<web_sys::HtmlElement>() else {
            return Self { links: Default::default(), kinds: Vec::new(), lit: String::new() };
        };
        let probe = crate::browser::ColorProbe::new(&stage);
        let home = |kind: CardKind| probe.color(&format!("--{}", kind.home().name()));
        Self {
            links: Family::ALL.map(|family| probe.color(&format!("--link-{}", family.name()))),
            kinds: CardKind::ALL.map(home).to_vec(),
            lit: probe.color("--accent"),
        }
    }
}

/// Paths of everything, in tenths of map units, kept until something moves.
struct Kept {
    lines: [Path2d; 3],
    heads: [Path2d; 3],
    cards: Vec<Path2d>,
}

pub(super) struct Painter {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    /// The part of the map it shows, at which zoom, and whether with cards.
    picture: Option<(MapRect, f64, bool)>,
    kept: Option<Kept>,
    inks: Inks,
    lit: Option<Rc<Lit>>,
}

impl Painter {
    pub fn new(canvas: HtmlCanvasElement, inks: Inks) -> Option<Self> {
        let context = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        Some(Self { canvas, context, picture: None, kept: None, inks, lit: None })
    }

    /// Something moved, came or went.
    pub fn forget(&mut self) {
        self.kept = None;
        self.picture = None;
    }

    /// Only what is hidden changed, or the theme.
    pub fn repaint(&mut self) {
        self.picture = None;
    }

    pub fn set_inks(&mut self, inks: Inks) {
        if self.inks != inks {
            self.inks = inks;
            self.picture = None;
        }
    }

    /// Everything outside of this line of sight fades.
    pub fn set_lit(&mut self, lit: Option<Rc<Lit>>) {
        if self.lit != lit {
            self.lit = lit;
            self.picture = None;
        }
    }

    /// Shows the camera's view, without the `hidden` links (sorted). `plain` asks for the cards as plain shapes,
    /// `settled` for a crisp picture even where the last one would do.
    pub fn show(
        &mut self,
        scene: &Scene,
        camera: Camera,
        stage: Size,
        hidden: &[LinkId],
        plain: bool,
        settled: bool,
    ) {
        let view = camera.view(stage);
        let reusable = self.picture.is_some_and(|(rect, zoom, cards)| {
            let stretch = (camera.zoom / zoom).max(zoom / camera.zoom);
            let same_level = cards == plain && (camera.zoom < SMALL) == (zoom < SMALL);
            let crisp = !settled || (stretch - 1.0).abs() < 1e-6;
            rect.contains_rect(&view) && stretch <= STRETCH && same_level && crisp
        });
        if !reusable {
            self.paint(scene, camera, stage, hidden, plain);
        }
        self.place(camera);
    }

    fn place(&self, camera: Camera) {
        let Some((rect, zoom, _)) = self.picture else { return };
        let (x, y) = ((rect.x - camera.x) * camera.zoom, (rect.y - camera.y) * camera.zoom);
        let scale = camera.zoom / zoom;
        let transform = format!("translate({},{}) scale({})", px(x), px(y), fixed(scale, 5));
        let _ = self.canvas.style().set_property("transform", &transform);
    }

    fn paint(
        &mut self,
        scene: &Scene,
        camera: Camera,
        stage: Size,
        hidden: &[LinkId],
        plain: bool,
    ) {
        let zoom = camera.zoom;
        let rect = camera.view(stage).grown(MARGIN / zoom);
        let density = crate::browser::device_pixel_ratio();
        let (width, height) = (stage.width + 2.0 * MARGIN, stage.height + 2.0 * MARGIN);
        self.size(width, height, density);
        let ctx = &self.context;
        let _ = ctx.set_transform(1.0, 0.0, 0.0, 1.0, 0.0, 0.0);
        ctx.clear_rect(0.0, 0.0, width * density, height * density);
        let scale = zoom * density / 10.0;
        let (x, y) = (-rect.x * zoom * density, -rect.y * zoom * density);
        let _ = ctx.set_transform(scale, 0.0, 0.0, scale, x, y);
        self.picture = Some((rect, zoom, plain));
        ctx.set_global_alpha(if self.lit.is_some() { FADED } else { 1.0 });
        let few = scene.links_in(rect).take(MANY + 1).count() <= MANY || !hidden.is_empty();
        if few {
            let seen = scene.links_in(rect).filter(|(id, ..)| hidden.binary_search(id).is_err());
            let (lines, heads) = link_paths(seen.map(|(_, kind, route)| (kind, route)));
            self.stroke(&lines, &heads, zoom, zoom >= SMALL, false);
            if plain {
                self.fill_cards(&card_paths(scene.cards_in(rect)));
            }
        } else {
            let kept = self.kept.take().unwrap_or_else(|| keep(scene));
            self.stroke(&kept.lines, &kept.heads, zoom, false, false);
            if plain {
                self.fill_cards(&kept.cards);
            }
            self.kept = Some(kept);
        }
        self.light(scene, rect, hidden, plain);
    }

    /// Paints the line of sight over what has faded.
    fn light(&self, scene: &Scene, rect: MapRect, hidden: &[LinkId], plain: bool) {
        let (Some(lit), Some((_, zoom, _))) = (&self.lit, self.picture) else { return };
        self.context.set_global_alpha(1.0);
        let seen = scene
            .links_in(rect)
            .filter(|(id, ..)| lit.has_link(id) && hidden.binary_search(id).is_err());
        let (lines, heads) = link_paths(seen.map(|(_, kind, route)| (kind, route)));
        self.stroke(&lines, &heads, zoom, zoom >= SMALL, true);
        if plain {
            self.fill_cards(&card_paths(scene.cards_in(rect).filter(|(id, ..)| lit.has(id))));
        }
    }

    fn size(&self, width: f64, height: f64, density: f64) {
        let (w, h) = ((width * density) as u32, (height * density) as u32);
        if self.canvas.width() != w || self.canvas.height() != h {
            self.canvas.set_width(w);
            self.canvas.set_height(h);
            let style = self.canvas.style();
            let _ = style.set_property("width", &px(width));
            let _ = style.set_property("height", &px(height));
        }
    }

    fn stroke(&self, lines: &[Path2d; 3], heads: &[Path2d; 3], zoom: f64, dashed: bool, lit: bool) {
        let ctx = &self.context;
        // A line never gets thinner than what a screen can show.
        let width = 10.0 * 1.6_f64.max(0.9 / zoom);
        for (i, family) in Family::ALL.into_iter().enumerate() {
            let ink = if lit { &self.inks.lit } else { &self.inks.links[i] };
            ctx.set_stroke_style_str(ink);
            ctx.set_fill_style_str(ink);
            let strong = if lit { 1.8 } else { 1.2 };
            ctx.set_line_width(if family == Family::Chain { width * strong } else { width });
            let dash = js_sys::Array::new();
            if family != Family::Chain && dashed {
                let (on, off) = if family == Family::Against { (70.0, 50.0) } else { (20.0, 50.0) };
                dash.push(&on.into());
                dash.push(&off.into());
            }
            let _ = ctx.set_line_dash(&dash);
            ctx.set_line_cap("round");
            ctx.stroke_with_path(&lines[i]);
            if zoom >= SMALL {
                ctx.fill_with_path_2d(&heads[i]);
            }
        }
    }

    fn fill_cards(&self, cards: &[Path2d]) {
        for (path, ink) in cards.iter().zip(&self.inks.kinds) {
            self.context.set_fill_style_str(ink);
            self.context.fill_with_path_2d(path);
        }
    }
}

fn keep(scene: &Scene) -> Kept {
    let all = scene.layout().bounds().grown(1e6);
    let (lines, heads) = link_paths(scene.links_in(all).map(|(_, kind, route)| (kind, route)));
    Kept { lines, heads, cards: card_paths(scene.cards_in(all)) }
}

fn link_paths<'a>(
    links: impl Iterator<Item = (LinkKind, &'a Route)>,
) -> ([Path2d; 3], [Path2d; 3]) {
    let mut lines = [const { String::new() }; 3];
    let mut heads = [const { String::new() }; 3];
    for (kind, route) in links {
        let family = Family::of(kind);
        let i = Family::ALL.iter().position(|f| *f == family).unwrap_or(0);
        write_route(&mut lines[i], route);
        if !kind.is_undirected() {
            write_head(&mut heads[i], route);
        }
    }
    (lines.map(|d| path(&d)), heads.map(|d| path(&d)))
}

fn card_paths<'a>(
    cards: impl Iterator<Item = (&'a crate::model::CardId, CardKind, MapRect)>,
) -> Vec<Path2d> {
    let mut shapes = vec![String::new(); CardKind::ALL.len()];
    for (_, kind, rect) in cards {
        let (x, y) = (tenths(rect.x), tenths(rect.y));
        let (w, h) = (tenths(rect.width), tenths(rect.height));
        let _ = write!(shapes[kind as usize], "M{x} {y}h{w}v{h}h-{w}z");
    }
    shapes.iter().map(|d| path(d)).collect()
}

fn path(d: &str) -> Path2d {
    Path2d::new_with_path_string(d)
        .or_else(|_| Path2d::new())
        .expect("a browser with a canvas has paths")
}

fn tenths(v: f64) -> i64 {
    (v * 10.0).round() as i64
}

fn write_route(d: &mut String, route: &Route) {
    if let Some(first) = route.curves.first() {
        let _ = write!(d, "M{} {}", tenths(first.from.x), tenths(first.from.y));
    }
    for curve in &route.curves {
        let [a, b] = curve.bend;
        let _ = write!(
            d,
            "C{} {} {} {} {} {}",
            tenths(a.x),
            tenths(a.y),
            tenths(b.x),
            tenths(b.y),
            tenths(curve.to.x),
            tenths(curve.to.y)
        );
    }
}

fn write_head(d: &mut String, route: &Route) {
    const LONG: f64 = 9.0;
    const WIDE: f64 = 4.5;
    let (end, (dx, dy)) = (route.end(), route.arrival);
    let (bx, by) = (end.x - dx * LONG, end.y - dy * LONG);
    let _ = write!(
        d,
        "M{} {}L{} {}L{} {}z",
        tenths(end.x),
        tenths(end.y),
        tenths(bx - dy * WIDE),
        tenths(by + dx * WIDE),
        tenths(bx + dy * WIDE),
        tenths(by - dx * WIDE)
    );
}

/// A route as an SVG path in map units, with its arrow head.
pub(super) fn svg_path(route: &Route, directed: bool) -> String {
    let (mut line, mut head) = (String::new(), String::new());
    write_route(&mut line, route);
    if directed {
        write_head(&mut head, route);
    }
    line + &head
}
