//! The stage: an unbounded surface with cards as elements and links as a picture.
//! Moving the camera sets transforms and renders nothing, until cards come into view.

mod card_view;
mod crowd;
mod gesture;
mod input;
pub(super) mod lanes;
mod link_chip;
mod marks;
mod paint;
mod shown;
mod zoom_bar;

use std::cell::RefCell;
use std::rc::Rc;

use web_sys::{HtmlCanvasElement, HtmlElement};
use yew::prelude::*;

pub(super) use self::card_view::{figures, line};
use self::crowd::Crowd;
use self::gesture::{Gesture, Pointers};
use self::input::{Under, focused, key, press, under};
use self::lanes::{lane_heads, lanes, slots};
pub(super) use self::link_chip::link_kind_select;
use self::paint::{Inks, Painter, SMALL};
use self::zoom_bar::zoom_bar;
use super::context::Ui;
use super::late::late;
use crate::browser::{Debounce, Frame, Listener, ResizeWatch, SchemeWatch, fixed, px};
use crate::geometry::{Camera, MapPoint, MapRect, Scene, ScreenPoint, Size, Viewport};
use crate::model::{CardId, GROUP, GROUPS, Group, Lane, LinkId, Map, Place, sort_and_dedup};
use crate::store::{Action, Change, Selection, Snapshot};

/// Height of the lanes' headings and of the tools at the foot, in rem.
const HEADS_REM: f64 = 3.5;
const FOOT_REM: f64 = 4.0;

#[derive(PartialEq, Properties)]
pub(super) struct StageProps {
    pub snapshot: Rc<Snapshot>,
}

pub(super) enum Msg {
    Down(PointerEvent, Under),
    Move(PointerEvent),
    Up(PointerEvent),
    Cancelled(PointerEvent),
    DoubleClick(MouseEvent, Under),
    Wheel(WheelEvent),
    /// Tab came to something, or somebody types.
    BringIn,
    /// The space bar, pressed or let go.
    Space(bool),
    Escape,
    /// The keyboard came to a card.
    Focused(CardId),
    Camera(Camera),
    Resized,
    Paint,
    /// Time for more of the cards that have come into view.
    More,
    Settled,
    ThemeChanged,
}

pub(super) struct Stage {
    ui: Ui,
    stage: NodeRef,
    canvas: NodeRef,
    /// Layers that carry the camera's transform: lanes, cards, what floats over both.
    layers: [NodeRef; 3],
    heads: NodeRef,
    card_layer: NodeRef,
    /// Where the card elements belong, in their order.
    corners: RefCell<Vec<MapPoint>>,
    /// The cards that are elements, in their order on the page.
    order: RefCell<Vec<CardId>>,
    /// What was placed last: a rendering that moves nothing writes no style.
    placed: shown::Placed,
    scene: Scene,
    /// Looked for again only after something that could have changed them.
    grouped: RefCell<Option<Rc<[Group]>>>,
    slots: [Place; 10],
    camera: Camera,
    size: Size,
    gesture: Gesture,
    pointers: Pointers,
    /// The space bar is down: a drag pans wherever it begins.
    space: bool,
    /// The rectangle whose cards are elements now, or soon.
    shown: MapRect,
    crowd: RefCell<Crowd>,
    more: Frame,
    painter: Option<Painter>,
    frame: Frame,
    settle: Debounce,
    _listeners: Vec<Listener>,
    _resize: Option<ResizeWatch>,
    _scheme: Option<SchemeWatch>,
}

/// Did this leave every card in the group it was in, and the groups with their titles?
fn keeps_groups(change: &Change, old: &Map, new: &Map) -> bool {
    let group =
        |map: &Map, id: &CardId| map.card(id).map(|card| card.fields.text(GROUP).to_owned());
    match change {
        Change::CardEdited(id) => group(old, id) == group(new, id),
        Change::MapEdited => old.records.lists.get(GROUPS) == new.records.lists.get(GROUPS),
        _ => false,
    }
}

impl Component for Stage {
    type Message = Msg;
    type Properties = StageProps;

    fn create(ctx: &Context<Self>) -> Self {
        let (ui, _) = ctx.link().context::<Ui>(Callback::noop()).expect("the root provides it");
        ui.feed.listen_to_camera(Some(ctx.link().callback(Msg::Camera)));
        let map = &ctx.props().snapshot.map;
        let (paint, settled) =
            (ctx.link().callback(|()| Msg::Paint), ctx.link().callback(|()| Msg::Settled));
        let more = ctx.link().callback(|()| Msg::More);
        Self {
            camera: ui.feed.camera(),
            ui,
            stage: NodeRef::default(),
            canvas: NodeRef::default(),
            layers: Default::default(),
            heads: NodeRef::default(),
            card_layer: NodeRef::default(),
            corners: RefCell::default(),
            order: RefCell::default(),
            placed: shown::Placed::default(),
            scene: Scene::new(map),
            grouped: RefCell::default(),
            slots: slots(map),
            size: Viewport::default().size,
            gesture: Gesture::Idle,
            pointers: Pointers::default(),
            space: false,
            shown: MapRect::default(),
            crowd: RefCell::default(),
            more: Frame::new(move |_| more.emit(())),
            painter: None,
            frame: Frame::new(move |_| paint.emit(())),
            settle: Debounce::new(140, 2_000, move || settled.emit(())),
            _listeners: Vec::new(),
            _resize: None,
            _scheme: None,
        }
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Down(event, under) => self.down(&event, under, &ctx.props().snapshot),
            Msg::Move(event) => self.moved(&event, &ctx.props().snapshot),
            Msg::Up(event) => self.up(&event, &ctx.props().snapshot),
            Msg::Cancelled(event) => self.cancelled(&event),
            Msg::DoubleClick(event, under) => {
                self.double_click(&event, &under, &ctx.props().snapshot)
            }
            Msg::Wheel(event) => self.wheel(&event),
            Msg::BringIn => self.bring_in(),
            Msg::Space(down) => {
                self.space = down;
                false
            }
            Msg::Focused(id) => {
                if ctx.props().snapshot.view.selection == Selection::None {
                    self.ui.does(Action::Select(Selection::card(id)));
                }
                false
            }
            Msg::Escape => {
                self.let_go();
                true
            }
            Msg::Camera(camera) => self.follow_camera(camera),
            Msg::Resized => self.measure(),
            Msg::Paint => {
                self.paint(false);
                false
            }
            Msg::More => true,
            Msg::Settled => {
                self.moving(false);
                self.paint(true);
                // The figure in the zoom bar, and what no longer needs to be an element.
                self.show_around();
                true
            }
            Msg::ThemeChanged => {
                let inks = Inks::seen_at(&self.stage);
                if let Some(painter) = &mut self.painter {
                    painter.set_inks(inks);
                }
                self.frame.request();
                false
            }
        }
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &StageProps) -> bool {
        self.take_in(&ctx.props().snapshot, &old.snapshot);
        true
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        if first {
            self.begin(ctx);
        }
        self.place_layers();
        self.place_cards();
        if self.crowd.borrow().waits() {
            self.more.request();
        }
        // Cards that are no elements yet are part of the picture.
        self.frame.request();
        self.ui.keep_keyboard(&self.stage);
    }

    fn destroy(&mut self, _: &Context<Self>) {
        self.ui.feed.listen_to_camera(None);
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let link = ctx.link();
        let small = self.camera.zoom < SMALL;
        if small {
            self.crowd.take();
        }
        let class = classes!(
            "stage",
            self.gesture.is_dragging().then_some("is-dragging"),
            small.then_some("is-small")
        );
        let snapshot = &ctx.props().snapshot;
        let together = late().filter(|_| snapshot.room.is_some());
        html! {
            <div {class} ref={self.stage.clone()} role="region" tabindex="-1" aria-label={self.ui.t("stage.name")}
                onpointerdown={link.callback(press)} onpointermove={link.callback(Msg::Move)}
                onpointerup={link.callback(Msg::Up)} onpointercancel={link.callback(Msg::Cancelled)}
                ondblclick={link.callback(|e: MouseEvent| { let under = under(&e); Msg::DoubleClick(e, under) })}
                onfocusin={link.batch_callback(|e: FocusEvent| focused(&e))}
                onkeydown={link.batch_callback(|e| key(&e, true))} onkeyup={link.batch_callback(|e| key(&e, false))}
                oninput={link.callback(|_: InputEvent| Msg::BringIn)}>
                <div class="layer" ref={self.layers[0].clone()}>{ lanes(self.scene.layout()) }{ self.groups(snapshot) }</div>
                <canvas class="stage__picture" ref={self.canvas.clone()} aria-hidden="true" />
                <div class="layer" ref={self.layers[1].clone()}>
                    if !small {
                        { self.write_boxes(snapshot) }
                        { self.live_links(snapshot) }
                        <div ref={self.card_layer.clone()}>{ for self.cards(snapshot) }</div>
                    }
                </div>
                <div class="layer layer--over" ref={self.layers[2].clone()}>
                    { self.gesture_marks() }
                    { self.link_chip(snapshot) }
                    { self.card_tools(snapshot) }
                    if let Some(late) = together { { (late.presence)(&self.ui, snapshot) } }
                </div>
                <div class="heads" ref={self.heads.clone()}>{ lane_heads(&self.ui) }</div>
                { zoom_bar(&self.ui, self.camera) }
                if let Some(late) = together { { (late.follow_bar)(&self.ui, snapshot) } }
            </div>
        }
    }
}

impl Stage {
    fn begin(&mut self, ctx: &Context<Self>) {
        let Some(stage) = self.stage.cast::<HtmlElement>() else { return };
        let wheel = ctx.link().callback(Msg::Wheel);
        let listener = crate::browser::listen_active(&stage, "wheel", move |event: &WheelEvent| {
            event.prevent_default();
            wheel.emit(event.clone());
        });
        self._listeners.push(listener);
        let resized = ctx.link().callback(|()| Msg::Resized);
        let watch = ResizeWatch::new(move |_| resized.emit(()));
        watch.watch(&stage);
        self._resize = Some(watch);
        let theme = ctx.link().callback(|()| Msg::ThemeChanged);
        self._scheme = Some(SchemeWatch::new(move || theme.emit(())));
        if let Some(canvas) = self.canvas.cast::<HtmlCanvasElement>() {
            self.painter = Painter::new(canvas, Inks::seen_at(&self.stage));
            self.light(&ctx.props().snapshot);
        }
        self.measure();
    }

    /// Takes over what changed since the last snapshot, looking at nothing else where that is possible.
    fn take_in(&mut self, new: &Snapshot, old: &Snapshot) {
        let missed = new.revision != old.revision + 1 || new.opening != old.opening;
        let moves_only =
            new.changes.iter().all(|c| matches!(c, Change::CardMoved(_) | Change::MapEdited));
        let text_only = new.changes.iter().all(|change| match change {
            Change::CardEdited(id) => {
                old.map.card(id).map(|c| c.kind) == new.map.card(id).map(|c| c.kind)
            }
            Change::MapEdited => true,
            _ => false,
        });
        if missed || !(moves_only || text_only) {
            self.scene = Scene::new(&new.map);
            self.slots = slots(&new.map);
            self.forget_picture();
        } else if !text_only {
            let moved: Vec<CardId> = new
                .changes
                .iter()
                .filter_map(|c| if let Change::CardMoved(id) = c { Some(id.clone()) } else { None })
                .collect();
            self.scene.follow(&new.map, &moved);
            self.slots = slots(&new.map);
            self.forget_picture();
        }
        if missed || !new.changes.iter().all(|change| keeps_groups(change, &old.map, &new.map)) {
            self.grouped.take();
        }
        self.light(new);
        if !self.gesture.is_dragging() {
            self.show_around();
        }
        let written = old.view.editing.is_some() && new.view.editing.is_none();
        if written || new.view.selection != old.view.selection {
            self.focus_selected(new);
        }
        self.frame.request();
    }

    fn forget_picture(&mut self) {
        if let Some(painter) = &mut self.painter {
            painter.forget();
        }
    }

    fn follow_camera(&mut self, camera: Camera) -> bool {
        let was_small = self.camera.zoom < SMALL;
        self.camera = camera;
        self.moving(true);
        self.place_layers();
        self.frame.request();
        self.settle.poke();
        let outside = !self.shown.contains_rect(&camera.view(self.size));
        // Far more than the view would be elements after zooming in: they go when the camera rests.
        if outside || was_small != (camera.zoom < SMALL) {
            self.show_around();
            return true;
        }
        false
    }

    fn moving(&self, moving: bool) {
        if let Some(stage) = self.stage.cast::<HtmlElement>() {
            let _ = stage.class_list().toggle_with_force("is-moving", moving);
        }
    }

    fn place_layers(&self) {
        let layout = self.scene.layout();
        let lanes: Vec<_> = Lane::LANES.iter().map(|lane| layout.rect(*lane)).collect();
        let place = Some((self.camera, lanes.clone()));
        if self.heads.get().is_some() && self.placed.layers.replace(place.clone()) == place {
            return;
        }
        let Camera { x, y, zoom } = self.camera;
        let transform =
            format!("translate({},{}) scale({})", px(-x * zoom), px(-y * zoom), fixed(zoom, 5));
        for layer in self.layers.iter().filter_map(NodeRef::cast::<HtmlElement>) {
            let _ = layer.style().set_property("transform", &transform);
        }
        if let Some(over) = self.layers[2].cast::<HtmlElement>() {
            let _ = over.style().set_property("--unzoom", &fixed(1.0 / zoom, 4));
        }
        let Some(heads) = self.heads.cast::<HtmlElement>() else { return };
        let children = heads.children();
        for (i, rect) in lanes.iter().enumerate() {
            let Some(head) = children.item(i as u32) else { continue };
            let head: HtmlElement = wasm_bindgen::JsCast::unchecked_into(head);
            let left = self.camera.to_screen(MapPoint { x: rect.x, y: 0.0 }).x;
            let style = head.style();
            let _ = style.set_property("transform", &format!("translateX({})", px(left)));
            let _ = style.set_property("width", &px(rect.width * zoom));
        }
    }

    fn measure(&mut self) -> bool {
        let Some(stage) = self.stage.cast::<HtmlElement>() else { return false };
        let rect = crate::browser::rect_of(&stage);
        if rect.width < 1.0 || rect.height < 1.0 {
            return false;
        }
        self.size = Size { width: rect.width, height: rect.height };
        let rem = crate::browser::root_font_px();
        self.show_around();
        self.forget_picture();
        self.frame.request();
        self.ui.does(Action::Measured { viewport: self.viewport(), text_scale: rem / 16.0 });
        true
    }

    /// What is seen of the map, between the headings and the foot.
    fn viewport(&self) -> Viewport {
        let rem = crate::browser::root_font_px();
        Viewport { size: self.size, top: HEADS_REM * rem, bottom: FOOT_REM * rem }
    }

    fn paint(&mut self, settled: bool) {
        let hidden = self.hidden_links();
        if let Some(painter) = &mut self.painter {
            let plain = self.camera.zoom < SMALL || self.crowd.borrow().waits();
            painter.show(&self.scene, self.camera, self.size, &hidden, plain, settled);
        }
    }

    /// While cards are dragged their links are drawn live, so the picture leaves them out.
    fn hidden_links(&self) -> Vec<LinkId> {
        match &self.gesture {
            Gesture::Dragging { corners, .. } => {
                let ids: Vec<_> = corners.iter().map(|(id, _)| id.clone()).collect();
                let links = self.scene.links_of(&ids).into_iter();
                let mut hidden: Vec<_> = links.map(|(id, ..)| id.clone()).collect();
                sort_and_dedup(&mut hidden);
                hidden
            }
            _ => Vec::new(),
        }
    }

    fn at(&self, x: i32, y: i32) -> ScreenPoint {
        let rect = self.stage.cast::<HtmlElement>().map(|stage| crate::browser::rect_of(&stage));
        let (left, top) = rect.map_or((0.0, 0.0), |rect| (rect.x, rect.y));
        ScreenPoint { x: f64::from(x) - left, y: f64::from(y) - top }
    }
}
