//! A small web server on this machine: the built app, and pages that host it as other people's pages would.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::{Condvar, Mutex, OnceLock};

use super::relays;
use super::story::Outcome;

/// Two canvases side by side, and nothing else that could tell them apart.
const TWO: &str = "<!doctype html><html lang=en><meta charset=utf-8><title>Two</title>
<style>alignment-canvas { display: block; width: 700px; height: 800px; } #all { display: flex; }</style>
<script type=module src=/alignment-canvas.js></script>
<div id=all><alignment-canvas id=left></alignment-canvas><alignment-canvas id=right></alignment-canvas></div>";

/// A page that means no canvas well: its styles reach for everything, it lies askew, and it has shortcuts of one letter.
const HOSTILE: &str = "<!doctype html><html lang=en><meta charset=utf-8><title>Hostile</title>
<style>body, body * { letter-spacing: .5em !important; word-spacing: 2em !important; text-transform: uppercase !important; line-height: 3 !important;
 text-indent: 3em !important; white-space: pre !important; cursor: crosshair !important; font: italic 30px serif !important; }
 div, button, input, textarea, section { display: none !important; }
 body { margin: 0; transform: translate(30px, 20px); } alignment-canvas { width: 1300px; height: 800px; }</style>
<script>window.stolen = [];
 document.addEventListener('keydown', (event) => { if (!/INPUT|TEXTAREA/.test(event.target.tagName)) stolen.push(event.key); });</script>
<script type=module src=/alignment-canvas.js></script>
<main><alignment-canvas id=left></alignment-canvas></main><aside></aside><iframe title=Other></iframe>";

/// Two canvases far below what is seen at first.
const LAZY: &str = "<!doctype html><html lang=en><meta charset=utf-8><title>Lazy</title>
<style>alignment-canvas { display: block; height: 800px; } p { height: 5000px; }</style>
<script type=module src=/alignment-canvas.js></script><p>Scroll on.</p>
<alignment-canvas id=left loading=lazy></alignment-canvas><p>And on.</p><alignment-canvas id=right loading=lazy></alignment-canvas>";

/// A page that shows the canvas in a frame: what stands behind its `?` says which, and how it is locked.
const FRAME: &str = "<!doctype html><html lang=en><meta charset=utf-8><title>Frame</title>
<style>body { margin: 0; } iframe { width: 1300px; height: 700px; border: 0; }</style>
<script type=module>
import { AlignmentCanvasFrame } from '/alignment-canvas-frame.js';
const query = new URLSearchParams(location.search), frame = document.createElement('iframe');
frame.title = 'Alignment Canvas';
if (query.has('sandbox')) frame.setAttribute('sandbox', query.get('sandbox'));
frame.src = query.get('src');
document.body.append(frame);
window.heard = [];
addEventListener('message', ({ data }) => heard.push(data));
window.canvas = new AlignmentCanvasFrame(frame, { exports: true });
window.told = [];
for (const name of ['map-change', 'export']) canvas.addEventListener(name, ({ detail }) => told.push({ name, detail }));
</script>";

/// A page that shows no canvas: the place to look at what is left behind.
const EMPTY: &str =
    "<!doctype html><html lang=en><meta charset=utf-8><title>Empty</title><p>Nothing here.</p>";

/// What becomes of the late part of the program on the page [`Site::app_with_late_part`].
#[derive(Clone, Copy, PartialEq)]
pub enum Late {
    /// Whoever asks for it waits.
    Held,
    Refused,
    Sent,
}

/// Where that page lies, and everything that it loads.
const LATE_APP: &str = "/late-app/";
/// Where the pages with a relay lie: its port follows.
const RELAY_APP: &str = "/relay-app/";
/// What the readme tells those who host the app to say of files that carry a hash in their name.
const FOR_GOOD: &str = "public, max-age=31536000, immutable";
/// Where folders lie that stories have filled: a number follows.
const FOLDER: &str = "/folder/";
static FOLDERS: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());
static LATE: Mutex<Late> = Mutex::new(Late::Sent);
static DECIDED: Condvar = Condvar::new();

pub struct Site {
    pub origin: String,
}

impl Site {
    /// The one of this run, started on first use.
    pub fn the() -> Outcome<&'static Self> {
        static SITE: OnceLock<Result<Site, String>> = OnceLock::new();
        let site = SITE.get_or_init(|| Self::start().map_err(|why| why.to_string()));
        Ok(site.as_ref().map_err(Clone::clone)?)
    }

    fn start() -> Outcome<Self> {
        let dist = dist();
        if !dist.join("index.html").is_file() {
            let line = "there is no built app: run `cargo xtask test`, or `cargo xtask build` and set CANVAS_DIST";
            return Err(line.into());
        }
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let origin = format!("http://localhost:{}", listener.local_addr()?.port());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let dist = dist.clone();
                std::thread::spawn(move || drop(answer(stream, &dist)));
            }
        });
        Ok(Self { origin })
    }

    pub fn app(&self) -> String {
        format!("{}/", self.origin)
    }

    /// The app on a page of which the late part comes as [`Self::late_part`] says. For one story at a time.
    pub fn app_with_late_part(&self) -> String {
        format!("{}{LATE_APP}", self.origin)
    }

    pub fn late_part(&self, late: Late) {
        *LATE.lock().expect("nobody panics with it") = late;
        DECIDED.notify_all();
    }

    /// The app as a build with `--relay` makes it, for a relay on this port of the same machine.
    pub fn app_with_relay(&self, port: u16) -> String {
        format!("{}{RELAY_APP}{port}/", self.origin)
    }

    /// Where the files of this folder are from now on.
    pub fn folder(&self, folder: &Path) -> String {
        let mut folders = FOLDERS.lock().expect("nobody panics with it");
        folders.push(folder.to_owned());
        format!("{}{FOLDER}{}/", self.origin, folders.len() - 1)
    }

    pub fn two(&self) -> String {
        format!("{}/host/two", self.origin)
    }

    pub fn hostile(&self) -> String {
        format!("{}/host/hostile", self.origin)
    }

    pub fn lazy(&self) -> String {
        format!("{}/host/lazy", self.origin)
    }

    /// A page with the canvas in a frame of this address, locked as `sandbox` says.
    pub fn frame(&self, address: &str, sandbox: Option<&str>) -> String {
        let locked = sandbox.map(|it| format!("&sandbox={it}")).unwrap_or_default();
        format!("{}/host/frame?src={address}{locked}", self.origin)
    }

    pub fn empty(&self) -> String {
        format!("{}/host/empty", self.origin)
    }
}

/// Where the built app lies.
pub fn dist() -> PathBuf {
    let dist = std::env::var("CANVAS_DIST").map(PathBuf::from);
    dist.unwrap_or_else(|_| Path::new(env!("CARGO_MANIFEST_DIR")).join("dist"))
}

/// Reads a request; gives the path that is asked for.
pub(super) fn asked_of(stream: &TcpStream) -> std::io::Result<String> {
    let mut reader = BufReader::new(stream);
    let mut request = String::new();
    reader.read_line(&mut request)?;
    let mut header = String::new();
    // The rest of it says nothing that matters here, but must be read before the answer.
    while reader.read_line(&mut header)? > 2 {
        header.clear();
    }
    let path = request.split_whitespace().nth(1).unwrap_or("/");
    Ok(path.split(['?', '#']).next().unwrap_or("/").to_owned())
}

fn answer(stream: TcpStream, dist: &Path) -> std::io::Result<()> {
    let asked = asked_of(&stream)?;
    let (path, refused) = match asked.strip_prefix(LATE_APP) {
        Some(rest) => (format!("/{rest}"), rest.contains("_late.") && is_refused()),
        None => (asked.clone(), false),
    };
    let path = if refused { "/refused" } else { path.as_str() };
    let is_kept = names_its_content(path) && !asked.starts_with(LATE_APP);
    let kept = if is_kept { FOR_GOOD } else { "no-store" };
    match page(path, dist) {
        Some((kind, body)) => send(stream, "200 OK", kind, kept, &body),
        None => send(stream, "404 Not Found", "text/plain", "no-store", b"not here"),
    }
}

/// Waits until it is decided what becomes of the late part.
fn is_refused() -> bool {
    let late = LATE.lock().expect("nobody panics with it");
    let late = DECIDED.wait_while(late, |late| *late == Late::Held);
    *late.expect("nobody panics with it") == Late::Refused
}

pub(super) fn page(path: &str, dist: &Path) -> Option<(&'static str, Vec<u8>)> {
    match path {
        "/host/two" => return Some(("text/html; charset=utf-8", TWO.into())),
        "/host/hostile" => return Some(("text/html; charset=utf-8", HOSTILE.into())),
        "/host/lazy" => return Some(("text/html; charset=utf-8", LAZY.into())),
        "/host/frame" => return Some(("text/html; charset=utf-8", FRAME.into())),
        "/host/empty" => return Some(("text/html; charset=utf-8", EMPTY.into())),
        _ => {}
    }
    if let Some((port, rest)) = path.strip_prefix(RELAY_APP).and_then(|rest| rest.split_once('/')) {
        let (kind, body) = page(&format!("/{rest}"), dist)?;
        if !rest.is_empty() {
            return Some((kind, body));
        }
        let relay = format!("ws://127.0.0.1:{}", port.parse::<u16>().ok()?);
        let html = relays::allow(&String::from_utf8(body).ok()?, &[relay]).ok()?;
        return Some((kind, html.into_bytes()));
    }
    if let Some((number, rest)) = path.strip_prefix(FOLDER).and_then(|rest| rest.split_once('/')) {
        let folders = FOLDERS.lock().expect("nobody panics with it").clone();
        return page(&format!("/{rest}"), folders.get(number.parse::<usize>().ok()?)?);
    }
    let relative = Path::new(path.trim_start_matches('/'));
    if !relative.components().all(|part| matches!(part, Component::Normal(_))) {
        return None;
    }
    let file = if path == "/" { dist.join("index.html") } else { dist.join(relative) };
    let body = std::fs::read(&file).ok()?;
    Some((content_type(&file), body))
}

fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}

/// As in `alignment_canvas_bg.0123456789.wasm`.
fn names_its_content(path: &str) -> bool {
    let is_hash = |part: &str| part.len() == 10 && part.bytes().all(|it| it.is_ascii_hexdigit());
    path.rsplit('.').nth(1).is_some_and(is_hash)
}

pub(super) fn send(
    mut stream: TcpStream,
    status: &str,
    kind: &str,
    kept: &str,
    body: &[u8],
) -> std::io::Result<()> {
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\
         Cache-Control: {kept}\r\nConnection: close\r\n\r\n"
    )?;
    stream.write_all(body)?;
    stream.flush()
}
