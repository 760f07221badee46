//! The root: shows the latest snapshot, and takes keys, clipboard and dropped files for the whole element.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, DragEvent, HtmlElement};
use yew::prelude::*;

use super::canvas::Stage;
use super::context::Ui;
use super::dialogs::{Help, Menu};
use super::feed::Feed;
use super::keys;
use super::notices::Notices;
use super::outline::Outline;
use super::panel::Panel;
use super::picker::{Connect, Search};
use super::start::Start;
use super::topbar::TopBar;
use crate::browser::ResizeWatch;
use crate::store::{Action, Clip, Mode, Overlay, Page, Snapshot};
use crate::words::{Message, Words};

/// Narrower than this many rem the outline comes first, as on a phone.
const NARROW_REM: f64 = 43.75;
/// Files larger than this are refused before a byte is read.
pub(super) const MAX_FILE: u64 = 16 * 1024 * 1024;

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
    Key(KeyboardEvent),
    Copy(ClipboardEvent, bool),
    Paste(ClipboardEvent),
    Hover(DragEvent),
    Drop(DragEvent),
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
        let ui = Ui { words: words.clone(), dispatch: dispatch.clone(), feed: feed.clone() };
        Self { snapshot: feed.snapshot(), ui, root: NodeRef::default(), _resize: None }
    }

    fn update(&mut self, _: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Show(snapshot) => {
                let changed = snapshot != self.snapshot;
                self.hold_the_keyboard();
                self.snapshot = snapshot;
                return changed;
            }
            Msg::Resized => self.measure(),
            Msg::Key(event) => {
                if let Some(action) = keys::action(&event, &self.snapshot) {
                    event.prevent_default();
                    self.ui.does(action);
                }
            }
            Msg::Copy(event, cut) => self.copy(&event, cut),
            Msg::Paste(event) => self.paste(&event),
            Msg::Hover(event) => event.prevent_default(),
            Msg::Drop(event) => self.drop(&event),
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
    }

    fn destroy(&mut self, ctx: &Context<Self>) {
        ctx.props().feed.listen(None);
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let link = ctx.link();
        let snapshot = &self.snapshot;
        let class = classes!("app", snapshot.view.narrow.then_some("app--narrow"));
        html! {
            <ContextProvider<Ui> context={self.ui.clone()}>
                <div {class} ref={self.root.clone()} lang="en" onkeydown={link.callback(Msg::Key)}
                    oncopy={link.callback(|e: Event| Msg::Copy(e.unchecked_into(), false))}
                    oncut={link.callback(|e: Event| Msg::Copy(e.unchecked_into(), true))}
                    onpaste={link.callback(|e: Event| Msg::Paste(e.unchecked_into()))}
                    ondragover={link.callback(Msg::Hover)} ondrop={link.callback(Msg::Drop)}>
                    if snapshot.view.page == Page::Start {
                        <Start snapshot={snapshot.clone()} />
                    } else {
                        { self.workspace() }
                    }
                    <Notices notices={snapshot.view.notices.clone()} />
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
        let overlay = match &view.overlay {
            Overlay::None => html! {},
            Overlay::Search => html! { <Search snapshot={snapshot.clone()} /> },
            Overlay::Connect(from) => {
                html! { <Connect snapshot={snapshot.clone()} from={from.clone()} /> }
            }
            Overlay::Help => html! { <Help /> },
            Overlay::Menu => html! { <Menu snapshot={snapshot.clone()} /> },
        };
        html! {
            <>
                <TopBar snapshot={snapshot.clone()} />
                <main class="work" aria-label={self.ui.t("map.name")}>
                    if outline { <Outline snapshot={snapshot.clone()} /> }
                    if canvas { <Stage snapshot={snapshot.clone()} /> }
                    if view.panel { <Panel snapshot={snapshot.clone()} /> }
                </main>
                { overlay }
            </>
        }
    }

    /// Whatever has the keyboard may go with this rendering: then it stays with what is shown instead.
    fn hold_the_keyboard(&self) {
        const NEXT: [&str; 5] =
            [".card.is-selected", ".row.is-selected .row__title", ".stage", ".outline", ".start"];
        let Some(root) = self.root.cast::<HtmlElement>() else { return };
        if crate::browser::has_focus_inside(&root) {
            crate::browser::after(0, move || crate::browser::keep_focus(&root, &NEXT)).forget();
        }
    }

    fn measure(&self) {
        let Some(root) = self.root.cast::<HtmlElement>() else { return };
        let width = crate::browser::rect_of(&root).width;
        if width > 0.0 {
            self.ui.does(Action::Narrow(width < NARROW_REM * crate::browser::root_font_px()));
        }
    }

    fn copy(&self, event: &ClipboardEvent, cut: bool) {
        if keys::is_writing(event) {
            return;
        }
        let Some(clip) = Clip::of(&self.snapshot.map, &self.snapshot.view.selection) else {
            return;
        };
        crate::browser::set_clipboard(event, &clip.plain, &clip.json);
        if cut {
            self.ui.does(Action::Cut);
        } else {
            let n = self.snapshot.view.selection.ids().len().to_string();
            self.ui.does(Action::Say(Message::new("notice.copied").with("n", n)));
        }
    }

    fn paste(&self, event: &ClipboardEvent) {
        if keys::is_writing(event) || self.snapshot.view.page != Page::Map {
            return;
        }
        let pasted = crate::browser::read_clipboard(event);
        event.prevent_default();
        if let Some(file) = pasted.files.first() {
            open_file(&self.ui, file.clone());
        } else {
            self.ui.does(Action::Paste { cards: pasted.json, text: pasted.text, at: None });
        }
    }

    fn drop(&self, event: &DragEvent) {
        let files = event.data_transfer().map(|data| crate::browser::files_in(&data));
        if let Some(file) = files.and_then(|files| files.first().cloned()) {
            event.prevent_default();
            open_file(&self.ui, file);
        }
    }
}

/// Reads a file that somebody chose or dropped, and opens what it holds.
pub(super) fn open_file(ui: &Ui, file: web_sys::File) {
    let ui = ui.clone();
    crate::browser::spawn("open file", async move {
        let name = file.name();
        match crate::browser::read_text(&file, MAX_FILE).await {
            Ok(text) => ui.does(Action::OpenText { text, name, keep: true }),
            Err(why) => {
                let key = match why {
                    crate::browser::ReadError::TooBig { .. } => "notice.file_too_big",
                    crate::browser::ReadError::NotText => "notice.file_not_text",
                    crate::browser::ReadError::Unreadable => "notice.file_unreadable",
                };
                ui.does(Action::Say(Message::new(key).with("name", name)));
            }
        }
        Ok::<(), std::convert::Infallible>(())
    });
}
