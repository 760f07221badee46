//! Which files make up the page, and what `index.html` says about them.

use std::fs;
use std::path::Path;

use super::Files;
use super::assets::{self, Asset, Content};
use super::compile::Bound;
use super::lean::lean;
use super::{Wanted, relays, single};
use crate::Profile;
use crate::project::LIB;
use anyhow::{Context, Result, anyhow};

/// The line of `index.html` that gives way to the preloads.
const PRELOADS: &str = "<!-- preloads: written by `cargo xtask build` -->";

/// The name of the entry module, which embedders import.
const ENTRY: &str = "alignment-canvas";

/// The page that opens by itself, which is fetched only when somebody wants one.
const TAKE_HOME: &str = "take-home";

/// What speaks with the page's worker.
const OFFLINE: &str = "offline.";

/// The page as it is written by hand, and the relays that it allows.
pub fn html(root: &Path, allowed: &[String]) -> Result<String> {
    relays::allow(&read(&root.join("index.html"))?, allowed).map_err(|why| anyhow!(why))
}

/// Puts the compiled app and the hand-written files together, `html` among them.
pub fn bundle(root: &Path, html: &str, bound: Bound, wanted: Wanted) -> Result<Files> {
    let pages = single::pages(root, &bound, wanted.packing())?;
    let take_home = single::as_module(&pages.take_home)?;
    let mut assets = vec![
        Asset {
            stem: TAKE_HOME.to_owned(),
            extension: "js",
            known_as: vec![format!("{TAKE_HOME}.js")],
            // It holds all references already.
            content: Content::Bytes(take_home.into_bytes()),
        },
        Asset {
            stem: format!("{LIB}_bg"),
            extension: "wasm",
            known_as: vec![format!("{LIB}_bg.wasm")],
            content: Content::Bytes(bound.wasm),
        },
        Asset {
            stem: cold(),
            extension: "wasm",
            known_as: vec![format!("{LIB}_cold.wasm")],
            content: Content::Bytes(bound.cold),
        },
        Asset {
            stem: late(),
            extension: "wasm",
            known_as: vec![format!("{LIB}_late.wasm")],
            content: Content::Bytes(bound.late),
        },
        script(ENTRY, "element.js", single::linked_module(root, bound.glue)?),
    ];
    for name in ["page.js", "offline.js"] {
        let stem = name.trim_end_matches(".js");
        assets.push(script(stem, name, read(&root.join("src/embed").join(name))?));
    }
    assets.push(Asset {
        stem: "page".to_owned(),
        extension: "css",
        known_as: vec!["styles/page.css".to_owned()],
        content: Content::Text(read(&root.join("styles/page.css"))?),
    });
    if wanted.profile == Profile::Release {
        for asset in &mut assets {
            if let (Content::Text(script), "js") = (&mut asset.content, asset.extension) {
                *script = lean(script).with_context(|| format!("{}.js", asset.stem))?;
            }
        }
    }
    let mut named = assets::name(assets)?;
    // Bookmarks keep the icon's address, so it stays the same.
    named.names.insert("styles/icon.svg".to_owned(), "icon.svg".to_owned());

    let preloads = preloads(named.names.values().filter(|name| !is_late(name) && !is_rare(name)));
    let html = assets::rewrite(html, &named.names).replace(PRELOADS, &preloads);

    let mut files = named.files;
    let entry = &named.names["element.js"];
    files.insert(format!("{ENTRY}.js"), re_export(entry, &files[entry]));
    files.insert("index.html".to_owned(), html.into_bytes());
    files.insert("embed.html".to_owned(), pages.embed.into_bytes());
    let [frame, _] = single::frame_helper(root)?;
    files.insert(format!("{ENTRY}-frame.js"), frame.into_bytes());
    let icon = root.join("styles/icon.svg");
    if icon.is_file() {
        files.insert("icon.svg".to_owned(), fs::read(icon)?);
    }
    for folder in ["examples", "schema"] {
        copy_json(root, folder, &mut files)?;
    }
    Ok(files)
}

/// What a first visit loads before the canvas can be used: the page and the files whose names carry a hash.
pub fn is_first_load(name: &str) -> bool {
    name == "index.html" || (is_hashed(name) && !is_late(name) && !is_rare(name))
}

/// What every visit loads besides, while the canvas can be used already.
pub fn is_late(name: &str) -> bool {
    is_hashed(name) && [&cold(), &late(), OFFLINE].iter().any(|stem| name.starts_with(stem))
}

/// What any visit may load, sooner or later.
pub fn is_loaded(name: &str) -> bool {
    is_hashed(name)
}

/// What only some visits load.
fn is_rare(name: &str) -> bool {
    is_hashed(name) && name.starts_with(TAKE_HOME)
}

/// Names with a hash have three parts. The schema has too, but lies in a folder, and no page loads it.
fn is_hashed(name: &str) -> bool {
    name.split('.').count() == 3 && !name.contains('/')
}

/// The stem of the cold part's name.
fn cold() -> String {
    format!("{LIB}_cold")
}

/// The stem of the late part's name.
fn late() -> String {
    format!("{LIB}_late")
}

/// A module that is known by where it lies in the sources.
fn script(stem: &str, name: &str, text: String) -> Asset {
    Asset {
        stem: stem.to_owned(),
        extension: "js",
        known_as: vec![name.to_owned(), format!("src/embed/{name}")],
        content: Content::Text(text),
    }
}

/// A name that never changes, for pages of other people that embed the element.
fn re_export(entry: &str, source: &[u8]) -> Vec<u8> {
    let mut text = format!("export * from './{entry}';\n");
    if String::from_utf8_lossy(source).contains("export default") {
        text.push_str(&format!("export {{ default }} from './{entry}';\n"));
    }
    text.into_bytes()
}

/// Tells the browser what it will need before the modules say so one after the other.
///
/// `crossorigin` makes the preload's request equal to the one `fetch` makes later: without it
/// the browser would load the Wasm twice.
fn preloads<'a>(names: impl Iterator<Item = &'a String>) -> String {
    let mut lines: Vec<String> = names
        .filter_map(|name| match name.rsplit_once('.')?.1 {
            "wasm" => Some(format!(
                "<link rel=\"preload\" as=\"fetch\" type=\"application/wasm\" crossorigin href=\"{name}\">"
            )),
            "js" => Some(format!("<link rel=\"modulepreload\" href=\"{name}\">")),
            _ => None,
        })
        .collect();
    lines.sort();
    lines.dedup();
    lines.reverse();
    lines.join("\n  ")
}

fn copy_json(root: &Path, folder: &str, files: &mut Files) -> Result<()> {
    let Ok(entries) = fs::read_dir(root.join(folder)) else {
        return Ok(());
    };
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            files.insert(format!("{folder}/{name}"), fs::read(&path)?);
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wasm_is_preloaded_first_and_css_not_at_all() {
        let names = ["a.1.js", "page.2.css", "b.3.wasm", "a.1.js"].map(str::to_owned);
        let html = preloads(names.iter());
        let lines: Vec<_> = html.lines().map(str::trim).collect();
        assert_eq!(lines.len(), 2);
        assert!(lines[0].contains("as=\"fetch\"") && lines[0].contains("crossorigin"));
        assert_eq!(lines[1], "<link rel=\"modulepreload\" href=\"a.1.js\">");
    }

    #[test]
    fn the_first_load_is_the_page_and_its_hashed_parts() {
        assert!(is_first_load("index.html") && is_first_load("page.0a1b2c3d4e.css"));
        assert!(!is_first_load("alignment-canvas.js"));
        assert!(!is_first_load("schema/alignment-map.schema.json"));
        let late = "alignment_canvas_late.0a1b2c3d4e.wasm";
        assert!(is_late(late) && !is_first_load(late) && !is_late("index.html"));
        assert!(is_late("offline.0a1b2c3d4e.js") && !is_first_load("offline.0a1b2c3d4e.js"));
        assert!(!is_loaded("worker.js") && !is_first_load("worker.js"));
        assert!(!is_first_load("examples/sixty-stores.json"));
        assert!(!is_first_load("take-home.0a1b2c3d4e.js"));
    }

    #[test]
    fn a_page_allows_the_relays_of_its_build_and_by_default_none() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let default = html(root, &[]).unwrap();
        assert!(default.contains("connect-src 'self';") && !default.contains("relay="));
        let relays = ["wss://A.example:443/mqtt", "wss://a.example/other", "ws://10.0.0.7:8083"];
        let page = html(root, &relays.map(str::to_owned)).unwrap();
        assert!(page.contains("connect-src 'self' wss://a.example ws://10.0.0.7:8083;"), "{page}");
        let element = "<alignment-canvas relay=\"wss://a.example/mqtt wss://a.example/other ws://10.0.0.7:8083\">";
        assert!(page.contains(element), "{page}");
        for bad in ["relay.example", "https://relay.example", "wss://a;script-src *", "wss://a\">"]
        {
            assert!(html(root, &[bad.to_owned()]).unwrap_err().to_string().contains("--relay"));
        }
    }

    #[test]
    fn the_default_export_is_passed_on_only_where_there_is_one() {
        let with = re_export("x.js", b"export default class {}");
        assert!(String::from_utf8_lossy(&with).contains("{ default }"));
        let without = re_export("x.js", b"export const a = 1");
        assert!(!String::from_utf8_lossy(&without).contains("default"));
    }
}
