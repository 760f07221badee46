//! The root: shows the latest snapshot, and takes keys, clipboard and dropped files for the whole element.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, DragEvent, File, HtmlElement};
use yew::prelude::*;

use super::canvas::Stage;
use super::context::Ui;
use super::feed::Feed;
use super::keys;
use super::late::{LateViews, Show, late};
use super::notices::Notices;
use super::share::visit_bar;
use super::start::Start;
use super::topbar::TopBar;
use crate::browser::ResizeWatch;
use crate::store::{Action, Clip, MergeAction, Mode, Overlay, Page, Snapshot, has_link};
use crate::words::{Message, Words};

/// Narrower than this many rem the outline comes first, as on a phone.
const NARROW_REM: f64 = 43.75;
/// Files larger than this are refused before a byte is read.
pub(super) const MAX_FILE: u64 = 16 * 1024 * 1024;
/// So many files are read at once, as all of them are held in memory.
const MOST_FILES: usize = 30;
/// What dialogs for files offer.
pub(super) const MAP_FILES: &str = ".json,.html,.canvas,.csv,.tsv,.md,.svg,.png,application/json,text/html,text/plain,text/csv,image/svg+xml,image/png";

#[derive(Properties)]
pub struct AppProps {
    pub feed: Rc<Feed>,
    pub words: Words,
    pub dispatch: Callback<Action>,
}

impl PartialEq for AppProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.feed, &other.feed)
    }
}

pub enum Msg {
    Show(Rc<Snapshot>),
    Resized,
}

pub struct App {
    snapshot: Rc<Snapshot>,
    ui: Ui,
    root: NodeRef,
    _resize: Option<ResizeWatch>,
}

impl Component for App {
    type Message = Msg;
    type Properties = AppProps;

    fn create(ctx: &Context<Self>) -> Self {
        let AppProps { feed, words, dispatch } = ctx.props();
        feed.listen(Some(ctx.link().callback(Msg::Show)));
        let ui = Ui {
            words: words.clone(),
            dispatch: dispatch.clone(),
            feed: feed.clone(),
            had_keyboard: Rc::default(),
        };
        Self { snapshot: feed.snapshot(), ui, root: NodeRef::default(), _resize: None }
    }

    fn update(&mut self, _: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Show(snapshot) => {
                let changed = snapshot != self.snapshot;
                let root = self.root.cast::<HtmlElement>();
                let has_keyboard = root.and_then(|root| crate::browser::focused_inside(&root));
                self.ui.had_keyboard.replace(has_keyboard);
                self.snapshot = snapshot;
                return changed;
            }
            Msg::Resized => self.measure(),
        }
        false
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        if first && let Some(root) = self.root.cast::<HtmlElement>() {
            let resized = ctx.link().callback(|()| Msg::Resized);
            let watch = ResizeWatch::new(move |_| resized.emit(()));
            watch.watch(&root);
            self._resize = Some(watch);
            self.measure();
        }
        self.ui.keep_keyboard(&self.root);
    }

    fn destroy(&mut self, ctx: &Context<Self>) {
        ctx.props().feed.listen(None);
    }

    fn view(&self, _: &Context<Self>) -> Html {
        let snapshot = &self.snapshot;
        let class = classes!("app", snapshot.view.narrow.then_some("app--narrow"));
        html! {
            <ContextProvider<Ui> context={self.ui.clone()}>
                <div {class} ref={self.root.clone()} lang="en" onkeydown={self.at_once(key)}
                    oncopy={self.at_once(|ui, e: Event| copy(ui, e.unchecked_ref(), false))}
                    oncut={self.at_once(|ui, e: Event| copy(ui, e.unchecked_ref(), true))}
                    onpaste={self.at_once(|ui, e: Event| paste(ui, e.unchecked_ref()))}
                    ondragover={|e: DragEvent| e.prevent_default()} ondrop={self.drops()}>
                    { match snapshot.view.page {
                        _ if snapshot.view.beside.is_some() => self.part(|late| late.beside),
                        Page::Start => html! { <><Start snapshot={snapshot.clone()} />{ self.overlay() }</> },
                        Page::Map => self.workspace(),
                        Page::Write => self.part(|late| late.write),
                        Page::Join => self.part(|late| late.join),
                    } }
                    if snapshot.view.beside.is_none() { <Notices notices={snapshot.view.notices.clone()} /> }
                </div>
            </ContextProvider<Ui>>
        }
    }
}

impl App {
    fn workspace(&self) -> Html {
        let snapshot = &self.snapshot;
        let view = &snapshot.view;
        let canvas = view.mode != Mode::Outline;
        let outline = view.mode != Mode::Canvas;
        let late = late();
        let led = late.filter(|_| snapshot.workshop.is_some());
        let (workshop, alone) =
            led.map_or_else(Default::default, |late| (late.workshop)(&self.ui, snapshot));
        html! {
            <>
                <TopBar snapshot={snapshot.clone()} />
                if let (Some(late), true) = (late, snapshot.room.is_some() || snapshot.rehearses) { { (late.offer)(&self.ui, snapshot) } }
                if snapshot.visiting { { visit_bar(&self.ui, snapshot.may_keep) } }
                if let (Some(late), true) = (late, snapshot.alone) { { (late.alone)(&self.ui) } }
                { workshop }
                if !alone { <main class="work" aria-label={self.ui.t("map.name")}>
                    if outline { { self.part(|late| late.outline) } }
                    if canvas { <Stage snapshot={snapshot.clone()} /> }
                    if view.panel { { self.part(|late| late.panel) } }
                    if view.questions { { self.part(|late| late.questions) } }
                </main> }
                if view.sight.is_some() { { self.part(|late| late.sight) } }
                { self.overlay() }
            </>
        }
    }

    fn overlay(&self) -> Html {
        match late() {
            Some(late) => (late.overlay)(&self.ui, &self.snapshot),
            None if self.snapshot.view.overlay == Overlay::None => html! {},
            None => html! {
                <div class="veil"><p class="dialog" role="status">{self.ui.t("late.coming")}</p></div>
            },
        }
    }

    /// A view of the late part, and until that is there a word that it comes.
    fn part(&self, show: fn(&LateViews) -> Show) -> Html {
        match late() {
            Some(late) => show(late)(&self.snapshot),
            None => html! { <p class="waits" role="status">{self.ui.t("late.coming")}</p> },
        }
    }

    fn measure(&self) {
        let Some(root) = self.root.cast::<HtmlElement>() else { return };
        let width = crate::browser::rect_of(&root).width;
        if width > 0.0 {
            self.ui.does(Action::Narrow(width < NARROW_REM * crate::browser::root_font_px()));
        }
    }

    /// A file that lands here never replaces the page: in a window beside the one that leads it only is not taken in.
    fn drops(&self) -> Callback<DragEvent> {
        let take_in = self.at_once(drop_files);
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            take_in.emit(event);
        })
    }

    /// An event must be read while it is dispatched: a message may be taken up later, on a busy machine, and by then
    /// the event no longer tells where it came from, cannot be prevented, and carries no clipboard.
    fn at_once<E: 'static>(&self, run: impl Fn(&Ui, E) + 'static) -> Callback<E> {
        let ui = self.ui.clone();
        Callback::from(move |event: E| {
            // A window beside the one that leads has no controls.
            if ui.feed.snapshot().view.beside.is_none() {
                run(&ui, event);
            }
        })
    }
}

fn key(ui: &Ui, event: KeyboardEvent) {
    if let Some(action) = keys::action(&event, &ui.feed.snapshot()) {
        event.prevent_default();
        ui.does(action);
    }
}

fn copy(ui: &Ui, event: &ClipboardEvent, cut: bool) {
    let snapshot = ui.feed.snapshot();
    if keys::is_writing(event) {
        return;
    }
    let (map, selection) = (&snapshot.map, &snapshot.view.selection);
    if selection.ids().is_empty() {
        return;
    }
    // The clipboard is open during the event only, so without the late part it is the titles alone.
    let whole = late().and_then(|late| (late.clip)(map, selection));
    let clip = whole.unwrap_or_else(|| Clip::plain(map, selection));
    if !crate::browser::set_clipboard(event, &clip.plain, &clip.json) {
        return;
    }
    if cut {
        ui.does(Action::Cut);
    } else {
        let n = snapshot.view.selection.ids().len().to_string();
        ui.does(Action::Say(Message::new("notice.copied").with("n", n)));
    }
}

fn paste(ui: &Ui, event: &ClipboardEvent) {
    if keys::is_writing(event) {
        return;
    }
    let pasted = crate::browser::read_clipboard(event);
    // A link to a map can be pasted anywhere: a sign-in page may have eaten it from the address.
    let link = pasted.text.clone().filter(|text| pasted.json.is_none() && has_link(text));
    if let Some(text) = link {
        event.prevent_default();
        return ui.does(Action::OpenLink { text });
    }
    if ui.feed.snapshot().view.page != Page::Map {
        return;
    }
    event.prevent_default();
    if !pasted.files.is_empty() {
        open_files(ui, pasted.files);
    } else {
        ui.does(Action::Paste { cards: pasted.json, text: pasted.text, at: None });
    }
}

fn drop_files(ui: &Ui, event: DragEvent) {
    let files = event.data_transfer().map(|data| crate::browser::files_in(&data));
    if let Some(files) = files.filter(|files| !files.is_empty()) {
        open_files(ui, files);
    }
}

/// Opens a file that somebody chose or dropped. Several at once are merged: into the map that is open, or into the first.
pub(super) fn open_files(ui: &Ui, files: Vec<File>) {
    if files.len() > 1 {
        return merge_files(ui, files);
    }
    read_files(ui.clone(), files, |ui, texts| {
        for (name, text) in texts {
            ui.does(Action::OpenText { text, name, keep: true });
        }
    });
}

/// Copies of the map come back.
pub(super) fn merge_files(ui: &Ui, files: Vec<File>) {
    if files.len() > MOST_FILES {
        return ui.does(Action::Merge(MergeAction::TooMany));
    }
    read_files(ui.clone(), files, |ui, texts| {
        ui.does(Action::Merge(MergeAction::Files(texts)));
    });
}

/// Reads files and hands on the names and texts of those that can be read.
fn read_files(ui: Ui, files: Vec<File>, run: fn(&Ui, Vec<(String, String)>)) {
    crate::browser::spawn("read files", async move {
        let mut texts = Vec::new();
        for file in files {
            let name = file.name();
            let read = crate::browser::read_bytes(&file, MAX_FILE).await;
            let text = read.and_then(|bytes| {
                let text = crate::browser::files::text_from(bytes);
                text.ok_or(crate::browser::ReadError::NotText)
            });
            match text {
                Ok(text) => texts.push((name, text)),
                Err(why) => {
                    let key = match why {
                        crate::browser::ReadError::TooBig { .. } => "notice.file_too_big",
                        crate::browser::ReadError::NotText => "notice.file_not_text",
                        crate::browser::ReadError::Unreadable => "notice.file_unreadable",
                    };
                    ui.does(Action::Say(Message::new(key).with("name", name)));
                }
            }
        }
        if !texts.is_empty() {
            run(&ui, texts);
        }
        Ok::<(), std::convert::Infallible>(())
    });
}
